"""How likely it is that a trial fits by chance.

A number in three digits is hit by somebody who tries enough. What counts is how many of the numbers that could have
been printed are the outcome of something as simple as what fits, among the numbers of its size (half to twice as
large), and among those that are no farther from the right one: a number near it is easily hit.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from convcalc.algebra.sym import value_of
from convcalc.architecture.printed import THOUSANDS, Number, read_number, sizes_of, without_ones
from convcalc.classroom.audit.case import Cell
from convcalc.classroom.audit.trial import number_of, thousand_of
from convcalc.classroom.audit.written import Mistyped, shown_digits
from convcalc.classroom.check.diagnosis import within
from convcalc.shape import Shape

LIKELY = Fraction(1, 20)  # what is hit by chance as often as this explains nothing


def chance(cell: Cell, values: Iterable[tuple[Any, bool]], near: bool) -> Fraction:
    """The share of the numbers that could have been printed to which the values lead.

    Each value stands with whether it was tried in other digits too; ``near`` asks for the neighbourhood as well. A
    text is no number, and what tells a field of a layer is no more than that: of these nothing is said.
    """
    if cell.about_fields:
        return Fraction(0)
    if isinstance(cell.right, Shape):
        return _of_shapes(cell, [value for value, _ in values if isinstance(value, Shape)])
    number = _printed(cell)
    if number is None:
        return Fraction(0)
    printed = number.value / number.step
    found = {digits for value, other in values for digits in _digits(cell, value, other)}
    right = {*_digits(cell, cell.right, False)}
    alike = [digits for digits in found - right if digits <= 2 * printed and printed <= 2 * digits]
    share = Fraction(len(alike)) / max(printed * 3 / 2, Fraction(1))
    return max(share, _in_the_neighbourhood(printed, right, found)) if near else share


def _in_the_neighbourhood(printed: Fraction, right: set[int], found: set[int]) -> Fraction:
    """The share of those numbers that are as near to the right one as what is printed."""
    middle = min(right, key=lambda digits: abs(digits - printed))
    distance = abs(middle - printed)
    reached = [digits for digits in found - right if abs(digits - middle) <= distance]
    return Fraction(len(reached)) / (2 * distance) if distance else Fraction(1)


def _printed(cell: Cell) -> Number | None:
    """The number in print; None of what is none, or 0."""
    number = number_of(cell)
    return number if number and number.value else None


def _digits(cell: Cell, value: Any, other: bool) -> Iterable[int]:
    """The digits in which a value may stand in print: in its own K, or in others too."""
    printed = _printed(cell)
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)) or printed is None:
        return ()
    if isinstance(value, Mistyped):
        return (int(value / printed.step),)
    thousands = THOUSANDS if other else (thousand_of(cell),)
    steps = [number.step for each in thousands if (number := read_number(cell.published.printed, each))] or [
        printed.step
    ]
    return [digits for each in steps for digits in shown_digits(value, each)]


def _of_shapes(cell: Cell, values: Iterable[Shape]) -> Fraction:
    """As ``diagnosis.chance``: a shape counts as what differs in it, equal axes once; its depth is none of them."""
    printed = without_ones(list(map(int, sizes_of(cell.printed))))
    cut = [tuple(value_of(size) or 0 for size in without_ones(value)[: len(printed)]) for value in values]
    alike = {value for value in cut if len(value) == len(printed) and within(value, tuple(printed))}
    room = Fraction(1)
    for size in [*set(printed[: len(cell.right) - 1]), *printed[len(cell.right) - 1 :]]:
        room *= max(Fraction(size) * 3 / 2, Fraction(1))
    return Fraction(len(alike)) / room
