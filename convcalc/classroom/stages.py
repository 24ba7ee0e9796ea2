"""Networks by stage: the parts that two or more of them share by name, and what each spends there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from convcalc.algebra.settle import add_up
from convcalc.algebra.sym import Dim, is_zero
from convcalc.classroom.compare import QUANTITIES, Measured, activations
from convcalc.errors import UsageError, did_you_mean
from convcalc.report import Report
from convcalc.rows import Row

BY_STAGE = (*QUANTITIES, "activations")


class Stage(NamedTuple):
    """A part by its name, and what each network spends there; None for one that has no such part."""

    name: str
    values: tuple[Dim | None, ...]


class Stages(NamedTuple):
    """A quantity by stage. ``rest`` is in parts that no other network has, ``idle`` are shared parts without any."""

    quantity: str
    networks: tuple[Measured, ...]
    shared: tuple[Stage, ...]
    rest: Stage
    total: Stage
    idle: tuple[str, ...]

    @property
    def listed(self) -> tuple[Stage, ...]:
        """The shared parts, and behind them the rest where there is any."""
        return (
            self.shared
            if all(value is None or is_zero(value) for value in self.rest.values)
            else (*self.shared, self.rest)
        )


def stages(networks: Sequence[Measured], quantity: str = "multiplications") -> Stages:
    """A quantity of ``BY_STAGE`` by the first-level parts that two or more networks share by name.

    Raises a UsageError for another quantity, or where no shared part has any of it.
    """
    if quantity not in BY_STAGE:
        raise UsageError(f"parts of a network have no {quantity} to show", hint=did_you_mean(quantity, BY_STAGE))
    spent = [_spent(each.report, quantity) for each in networks]
    times = Counter(name for parts in spent for name in parts)
    names = [name for name, count in times.items() if count > 1]
    shared = [Stage(name, tuple(parts.get(name) for parts in spent)) for name in names]
    busy = [stage for stage in shared if not all(value is None or is_zero(value) for value in stage.values)]
    if not busy:
        named = " and ".join(each.name for each in networks)
        raise UsageError(
            f"{named} share no part by name that has {quantity.replace('_', ' ')}",
            hint="networks whose parts are called alike, such as resnet18 and resnet50",
        )
    alone = [[value for name, value in parts.items() if times[name] == 1] for parts in spent]
    return Stages(
        quantity,
        tuple(networks),
        tuple(busy),
        Stage("all else", tuple(map(add_up, alone))),
        Stage("total", tuple(add_up(parts.values()) for parts in spent)),
        tuple(stage.name for stage in shared if stage not in busy),
    )


def _spent(report: Report, quantity: str) -> dict[str, Dim]:
    """What each first-level part of a network spends."""
    if quantity != "activations":
        return {part.name: getattr(part, quantity) for part in report.folded(1).rows}
    parts: dict[str, list[Row]] = {part.name: [] for part in report.folded(1).rows}
    for row in report.rows:
        parts[_part(row.name, parts)].append(row)
    return {name: activations(rows) for name, rows in parts.items()}


def _part(path: str, parts: dict[str, list[Row]]) -> str:
    """The part that a row belongs to: the longest beginning of its path that is one."""
    while path not in parts:
        path = path.rpartition("/")[0]
    return path
