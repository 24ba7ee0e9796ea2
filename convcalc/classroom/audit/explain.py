"""The best explanation that arithmetic offers for a figure that differs: tried systematically, the simplest first."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from convcalc.classroom.audit import trial as ranks
from convcalc.classroom.audit.case import Cell
from convcalc.classroom.audit.chance import LIKELY, chance
from convcalc.classroom.audit.changed import (
    from_the_row_beside,
    other_inputs,
    other_layers,
    other_variants,
    printed_inputs,
    the_input_itself,
)
from convcalc.classroom.audit.counted import counted_otherwise, kinds_left_out, layers_left_out
from convcalc.classroom.audit.finding import Hypothesis
from convcalc.classroom.audit.trial import Family, Trial, number_of, other_digits
from convcalc.classroom.audit.written import (
    Mistyped,
    copied,
    exchanged,
    from_the_cell_beside,
    from_the_cells_above,
    in_another_order,
    in_another_unit,
    in_one_digit,
    in_other_digits,
    lost_or_doubled,
    multiplied,
    one_off,
    one_wrong,
)
from convcalc.expectation import YEAR

MOST_NAMED = 3
SAME = "digits"  # the kind of what gives the right number, written otherwise
OF_DIGITS = ("digit-missing", "digit-doubled", "digit-wrong")
# What is tried, rank by rank.
FAMILIES: dict[int, tuple[Family, ...]] = {
    ranks.WRITTEN: (
        in_other_digits,
        in_another_unit,
        in_another_order,
        in_one_digit,
        from_the_cell_beside,
        from_the_cells_above,
        the_input_itself,
    ),
    ranks.COUNTED: (counted_otherwise, kinds_left_out, other_variants, exchanged),
    ranks.COPIED: (copied, from_the_row_beside),
    ranks.SIZED: (other_inputs, printed_inputs),
    ranks.CHANGED: (other_layers, layers_left_out, multiplied),
    ranks.MISTYPED: (lost_or_doubled, one_wrong),
    ranks.NEXT: (one_off,),
}


class Explained(NamedTuple):
    """The simplest explanations of a figure, and the simplest of those that would fit by chance as well."""

    hypotheses: tuple[Hypothesis, ...] = ()
    doubtful: tuple[Hypothesis, ...] = ()


def explain(cell: Cell) -> Explained:
    """What explains a figure that differs; of a year nothing does."""
    if cell.published.quantity == YEAR:
        return Explained()
    tried: list[tuple[Trial, int]] = []  # each with its rank
    doubtful: list[Hypothesis] = []
    for rank, families in FAMILIES.items():
        tried += ((each, rank) for family in families for each in family(cell) if each.value is not None)
        fitting = [found for each, its in tried if its == rank and (found := fits(cell, each))]
        for other in (False, True):
            alike = [each for each in fitting if bool(each.digits) == other]
            if alike and not _by_chance(cell, tried, rank, other):
                return Explained(named(alike), tuple(doubtful) if rank == ranks.NEXT else ())
            doubtful += alike
        if rank == ranks.MISTYPED and _one_off(cell):
            doubtful = [each for each in doubtful if each.kind not in OF_DIGITS]
    return Explained((), tuple(doubtful))


def _one_off(cell: Cell) -> bool:
    """Whether a figure is one off: then there is no more to say of its digits."""
    return any(fits(cell, each) for each in one_off(cell))


def fits(cell: Cell, each: Trial) -> Hypothesis | None:
    """The trial where it gives what is printed, if need be in other digits than its column has."""
    if each.value == cell.right and each.kind != SAME:
        return None
    if isinstance(each.value, Mistyped):
        number = number_of(cell)
        return Hypothesis(*each) if number and number.value == each.value else None
    if cell.agreement(each.value)[0]:
        return Hypothesis(*each)
    digits = other_digits(cell, each.value)
    return Hypothesis(*each, digits) if digits else None


def _by_chance(cell: Cell, tried: list[tuple[Trial, int]], rank: int, other: bool) -> bool:
    """Whether what fits would fit as easily if any number were printed; that a number is one off is no claim."""
    if rank == ranks.NEXT:
        return False
    values = [(each.value, its < rank or other) for each, its in tried if its <= rank]
    return chance(cell, values, near=rank > ranks.WRITTEN) > LIKELY


def named(found: Iterable[Hypothesis]) -> tuple[Hypothesis, ...]:
    """The first few explanations, each sentence once."""
    return tuple({each.says: each for each in found}.values())[:MOST_NAMED]
