"""A sweep of more points than anybody reads: streamed to a file or into a pipe, with a summary of what fits."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import click

from convcalc.cli.common import BY_SUFFIX
from convcalc.errors import UsageError
from convcalc.render import console
from convcalc.sweeping.front import Goal
from convcalc.sweeping.grid import QUANTITIES
from convcalc.sweeping.points import MOST, Budget, Counting, Swept

STREAMED = ("csv", "parquet")


class Large(NamedTuple):
    """What is streamed: the networks, how they are counted, the budgets, what the front is by, and the columns."""

    networks: tuple[Swept, ...]
    counting: Counting
    budgets: tuple[Budget, ...]
    goals: tuple[Goal, ...]
    columns: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many points there are."""
        return sum(each.grid.size for each in self.networks)

    @property
    def quantities(self) -> tuple[str, ...]:
        """The quantities that are written: those asked for, or all."""
        return self.columns or (*QUANTITIES, *self.counting.measures)


def format_of(large: Large, form: str | None, target: Path | None, drawn: str) -> str:
    """The format that a large sweep is written in. Raises a UsageError where it would have to be shown."""
    if form is None:
        form = BY_SUFFIX.get(target.suffix.lower(), "") if target else "" if sys.stdout.isatty() else "csv"
    if form not in STREAMED or drawn:
        what = f"the sweep has {large.size:,} points, and more than {MOST:,} are not shown"
        raise UsageError(what, hint="-o sweep.csv or -o sweep.parquet, or larger steps")
    if form == "parquet" and target is None:
        raise UsageError("Parquet is written to a file, and none is given", hint="-o sweep.parquet")
    return form


def stream(large: Large, form: str, target: Path | None) -> None:
    """Write all points, chunk by chunk, and say on stderr how many there are and how many fit.

    The points are worked out on arrays by ``convcalc.sweeping.stream``, which is imported here since it needs NumPy.
    """
    arrays: Any = import_module("convcalc.sweeping.stream")
    counting = large.counting
    with console.progress() as watch:
        done = arrays.write(
            [each.grid for each in large.networks],
            large.quantities,
            target,
            form,
            convention=counting.convention,
            batch=counting.batch,
            strict=counting.strict,
            budgets={each.quantity: each.limit for each in large.budgets},
            watch=watch,
        )
    options = ", ".join(f"{each.option} {each.written}" for each in large.budgets)
    fitting = f"; {done.within:,} of them are within {options}" if options else ""
    failed = f"; {done.failed:,} of them do not fit their layers" if done.failed else ""
    click.echo(f"{done.points:,} points{fitting}{failed}", err=True)
