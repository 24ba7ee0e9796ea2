"""What is tried to explain a figure, and whether it fits what is printed.

Trials have ranks: the simple before the far-fetched. A trial that gives the printed figure only in other digits than
its column has (another K, rounded for cut) stands behind those of its rank that give it as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.architecture.printed import CUT, ROUNDED, THOUSANDS, Number, agreement, read_number, read_times
from convcalc.classroom.audit.case import Cell

# The ranks.
WRITTEN, COUNTED, COPIED, SIZED, CHANGED, MISTYPED, NEXT = range(7)


class Trial(NamedTuple):
    """A value that something leads to: the kind of it, and what that is in words."""

    kind: str
    cause: str
    value: Any


Family = Callable[[Cell], Iterator[Trial]]


def other_digits(cell: Cell, value: Any) -> str | None:
    """In which other digits a count is what is printed: another K, rounded for cut; None where in none."""
    if not cell.is_count or not isinstance(value, int):
        return None
    own = thousand_of(cell)
    for thousand in (own, *(each for each in THOUSANDS if each != own)):
        how = agreement(cell.published.printed, value, thousand)
        if how:
            habit = cell.column.digits if cell.column else ""
            said = [f"K = {thousand}"] if thousand != own and has_unit(cell) else []
            said += [f"{how}, not {habit}"] if how in (ROUNDED, CUT) and habit and how != habit else []
            return " and ".join(said)
    return None


def thousand_of(cell: Cell) -> int:
    """What K stands for in a figure."""
    return cell.published.thousand or (cell.column.thousand if cell.column else None) or THOUSANDS[0]


def number_of(cell: Cell) -> Number | None:
    """The printed number, in the K of its column, or how many times; None where no number was computed."""
    if not (cell.is_count or isinstance(cell.right, Fraction)):
        return None
    return read_number(cell.published.printed, thousand_of(cell)) or read_times(cell.published.printed)


def has_unit(cell: Cell) -> bool:
    """Whether a figure is printed in K, M or G."""
    printed = cell.published.printed
    return read_number(printed, 1000) != read_number(printed, 1024)
