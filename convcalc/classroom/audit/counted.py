"""Trials about how is counted: with or without biases, two operations for each multiply-add, layers left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from convcalc.architecture.graph import Part
from convcalc.classroom.audit.case import Cell
from convcalc.classroom.audit.trial import Trial
from convcalc.classroom.check.slips.networks import SUM_SLIPS
from convcalc.facts import COUNTS, Facts, Sums
from convcalc.rows import Row

KINDS_LEFT_OUT = ("dense-layers-left-out", "convolutions-left-out", "batchnorm-forgotten", "projections-forgotten")
LAYERS_LEFT_OUT = ("layer-left-out", "layer-twice", "last-layer-only", "repeats-forgotten")
MOST_ROWS = 5_000  # of a part whose layers are left out one by one

# What may be counted in the place of a quantity, with what is said of it.
Count = Callable[[Facts], Any]
INSTEAD: tuple[tuple[str, str, Count], ...] = (
    ("weights", "with the biases", lambda facts: facts["parameters"]),
    ("parameters", "without the biases", lambda facts: facts["weights"]),
    ("parameters", "with the running means and variances", lambda facts: facts["parameters"] + facts["statistics"]),
    ("multiplications", "two operations for each multiply-add", lambda facts: 2 * facts["multiplications"]),
    ("multiplications", "with the sums of the biases", lambda facts: facts["multiplications"] + facts["bias_sums"]),
    ("multiplications", "all operations, the accumulations among them", lambda facts: facts["operations"]),
    ("operations", "the multiplications alone", lambda facts: facts["multiplications"]),
    ("operations", "two operations for each multiply-add", lambda facts: 2 * facts["multiplications"]),
)


class Otherwise(Facts):
    """The facts of a part, some of them others than they are."""

    def __init__(self, part: Part, sums: Sums, instead: Mapping[str, Any]) -> None:
        super().__init__(part, sums)
        self.instead = instead

    def _value(self, name: str) -> Any:
        return self.instead[name] if name in self.instead else super()._value(name)


class Counted(Sums):
    """Sums in which some rows count another number of times than once."""

    def __init__(self, sums: Sums, times: Mapping[int, int]) -> None:
        super().__init__(sums.graph, sums.rows)
        self.own = sums
        self.times = times

    def between(self, quantity: str, first: int, last: int) -> Any:
        """A count of the rows from ``first`` up to ``last``."""
        count: Callable[[Row], Any] = COUNTS[quantity]
        changed = (
            (often - 1) * count(self.rows[place]) for place, often in self.times.items() if first <= place < last
        )
        return self.own.between(quantity, first, last) + sum(changed)


class Alone(Sums):
    """Sums of a few rows of many, which nobody else asks for."""

    def between(self, quantity: str, first: int, last: int) -> Any:
        """A count of the rows from ``first`` up to ``last``."""
        key = f"{quantity} {first} {last}"
        if key not in self._sums:
            self._sums[key] = [sum(COUNTS[quantity](row) for row in self.rows[first:last])]
        return self._sums[key][0]


def counted_otherwise(cell: Cell) -> Iterator[Trial]:
    """Another quantity in the place of the one that is asked."""
    facts = cell.case.edition.facts(cell.part)
    for name, says, count in INSTEAD:
        if name in cell.names:
            other = Otherwise(cell.part, cell.case.edition.sums, {name: count(facts)})
            yield Trial("counted-otherwise", says, cell.value(other))


def kinds_left_out(cell: Cell) -> Iterator[Trial]:
    """All layers of a kind left out."""
    return _left_out(cell, KINDS_LEFT_OUT)


def layers_left_out(cell: Cell) -> Iterator[Trial]:
    """A layer left out, or counted twice."""
    return _left_out(cell, LAYERS_LEFT_OUT)


def _left_out(cell: Cell, slips: tuple[str, ...]) -> Iterator[Trial]:
    """The figure where layers are counted another number of times, as each slip has it."""
    edition, part = cell.case.edition, cell.part
    summed = sorted(cell.counts)
    nodes = edition.graph.nodes[part.first : part.last]
    if not summed or not 1 < len(nodes) <= MOST_ROWS:
        return
    each = [COUNTS[summed[0]](row) for row in edition.report.rows[part.first : part.last]]
    for slip in slips:
        for times, named in SUM_SLIPS[slip].times(nodes, each):
            places = {part.first + place: often for place, often in times.items()}
            value = cell.value(Facts(part, Counted(edition.sums, places)))
            yield Trial(slip, SUM_SLIPS[slip].says.format(part=named), value)
