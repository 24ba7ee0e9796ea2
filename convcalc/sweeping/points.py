"""The points of a sweep, each evaluated by itself: what it needs, or why it does not fit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from convcalc.algebra.unknowns import NAME
from convcalc.architecture import limits
from convcalc.architecture.document import Document
from convcalc.architecture.library import find
from convcalc.architecture.reading import read
from convcalc.architecture.variant import variant_name
from convcalc.budgets import KINDS, amount
from convcalc.conventions import CONVENTIONS, DEFAULT, Convention
from convcalc.errors import ConvcalcError, ShapeError, UsageError, did_you_mean
from convcalc.layers.fields import shown
from convcalc.network import network_of
from convcalc.rows import Total
from convcalc.storage import DTYPE
from convcalc.sweeping.grid import QUANTITIES, Axis, Grid

MOST = 2_000  # points that are evaluated one by one, and shown: ten seconds of MobileNet


class Measure(NamedTuple):
    """What a point is measured by: its words, its header, its value in a total, and the budget that is of it."""

    words: str
    header: str
    value: Callable[[Total], Any]
    budget: str = ""
    in_bytes: bool = False


def _measures() -> dict[str, Measure]:
    names = {name: name.replace("_", " ") for name in QUANTITIES}
    counts = {name: Measure(words, words.capitalize(), _of(name)) for name, words in names.items()}
    for budget, quantity in {
        "max_params": "parameters",
        "max_mults": "multiplications",
        "max_ops": "operations",
    }.items():
        counts[quantity] = counts[quantity]._replace(budget=budget)
    sized = {
        "weight_bytes": ("bytes of parameters and statistics", "Weight bytes", "max_weights"),
        "activation_bytes": ("bytes of activations", "Activation bytes", "max_activations"),
        "peak_bytes": ("bytes alive at once", "Peak bytes", "max_peak"),
    }
    sizes = {key: Measure(words, header, KINDS[of].amount, of, True) for key, (words, header, of) in sized.items()}
    return {**counts, **sizes}


def _of(name: str) -> Callable[[Total], Any]:
    return lambda total: getattr(total, name)


MEASURES = _measures()
BY_BUDGET = {each.budget: name for name, each in MEASURES.items() if each.budget}


class Counting(NamedTuple):
    """How the points of a sweep are counted; ``measures`` are those beside the counts, in bytes."""

    convention: Convention = CONVENTIONS[DEFAULT]
    layout: str = "hwc"
    strict: bool = False
    batch: int = 1
    dtype: str = DTYPE
    in_place: bool = True
    max_layers: int = limits.LAYERS
    measures: tuple[str, ...] = ()

    def with_measures(self, names: Iterable[str]) -> Counting:
        """The same, with these quantities measured where they are in bytes."""
        added = [name for name in names if MEASURES[name].in_bytes]
        return self._replace(measures=tuple(dict.fromkeys([*self.measures, *added])))

    def evaluated(self) -> dict[str, Any]:
        """How a network is evaluated for this."""
        memory = {"memory": True, "dtype": self.dtype, "in_place": self.in_place} if self.measures else {}
        return {key: getattr(self, key) for key in ("convention", "layout", "strict", "batch")} | memory


class Budget(NamedTuple):
    """A budget: the option, as it is written, what it is of, and how much it allows."""

    option: str
    written: str
    quantity: str
    limit: int


class Point(NamedTuple):
    """A point of a sweep: its network, what the names stand for, what it needs, or why it does not fit.

    ``remarks`` are those of the convention, on what a tool gets wrong.
    """

    network: str
    values: Mapping[str, Any]
    counts: Mapping[str, int] = {}
    error: str = ""
    remarks: tuple[str, ...] = ()

    def within(self, budgets: Iterable[Budget]) -> bool:
        """Whether it fits, and into all budgets."""
        return not self.error and all(self.counts[each.quantity] <= each.limit for each in budgets)

    def over(self, budgets: Iterable[Budget]) -> list[Budget]:
        """The budgets that it exceeds."""
        return [each for each in budgets if self.counts[each.quantity] > each.limit]


def budgets_of(written: Mapping[str, str]) -> tuple[Budget, ...]:
    """Budgets from their options: ``{"max_mults": "300M"}``. Raises a UsageError for one that cannot be read."""
    for name in written:
        if name not in KINDS:
            raise UsageError(f"there is no budget {name!r}", hint=did_you_mean(name, KINDS))
    options = {name: "--" + name.replace("_", "-") for name in written}
    return tuple(
        Budget(options[name], str(text), BY_BUDGET[name], amount(options[name], str(text), KINDS[name]))
        for name, text in written.items()
    )


class Swept(NamedTuple):
    """A network that is swept: how it is called, its file as it was read, and its grid."""

    name: str
    document: Document
    grid: Grid

    def evaluated(self, values: Mapping[str, Any], counting: Counting) -> Point:
        """A point of it. What does not fit says why; names without a value are told apart by :func:`opened`."""
        try:
            made = network_of(self.document, values, counting.max_layers, {})
            report = made.evaluate(*([self.grid.shape] if self.grid.shape else []), **counting.evaluated())
        except ConvcalcError as error:
            return Point(self.name, values, error=reason(error))
        counts = {key: MEASURES[key].value(report.total) for key in (*QUANTITIES, *counting.measures)}
        return Point(self.name, values, counts, remarks=report.remarks)

    def points(self, counting: Counting) -> Iterator[Point]:
        """All points, one after the other."""
        return (self.evaluated(values, counting) for values in self.grid.points())


def opened(grids: Sequence[Grid]) -> list[Swept]:
    """The networks of grids, their files read, each with the axes that it has.

    Raises a UsageError for a network that has none of the names, or a name that no network has.
    """
    documents = [read(find(grid.network)) for grid in grids]
    known = [{*document.symbols, *_names_in(grid.shape)} for document, grid in zip(documents, grids, strict=True)]
    for name in dict.fromkeys(axis.name for grid in grids for axis in grid.axes):
        if not any(name in each for each in known):
            hint = did_you_mean(name, {each for names in known for each in names}) or "a network that has it"
            raise UsageError(f"{_all_of(documents)} no symbol {name!r}, and no input such a name", hint=hint)
    return [_swept(*each) for each in zip(documents, grids, known, strict=True)]


def _swept(document: Document, grid: Grid, known: set[str]) -> Swept:
    axes = tuple(axis for axis in grid.axes if axis.name in known)
    if grid.axes and not axes:
        names = ", ".join(axis.name for axis in grid.axes)
        hint = did_you_mean(grid.axes[0].name, known) if known else f"--set without it, or {grid.network} left out"
        raise UsageError(f"{document.found.shown} has no symbol {names}: nothing of it is swept", hint=hint)
    missing = [name for name in _names_in(grid.shape) if name not in document.symbols]
    for name in missing:
        if name not in {axis.name for axis in axes}:
            raise UsageError(f"{name} in the input {grid.shape} has no value", hint=f"--set {name}=128,160,192,224")
    return Swept(title_of(document.name, axes), document, grid._replace(axes=axes))


def title_of(name: str, axes: Iterable[Axis]) -> str:
    """The name of a network with what is set in it for good."""
    return variant_name(name, {axis.name: shown(axis.values[0]) for axis in axes if len(axis.values) == 1})


def _names_in(shape: str) -> list[str]:
    """The names in an input such as HxWx3."""
    return [part.strip() for part in re.split(r"[×*,x]", shape.strip("()[] ")) if NAME.fullmatch(part.strip())]


def _all_of(documents: Sequence[Document]) -> str:
    names = [document.found.shown for document in documents]
    return f"{names[0]} has" if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]} have"


def reason(error: ConvcalcError) -> str:
    """Why a point does not fit, in a line: the place, and what is wrong there."""
    failed = error.failed if isinstance(error, ShapeError) else ""
    place = f"{error.mark}: " if error.mark else f"{failed}: " if failed else ""
    return f"{place}{error.what}"
