"""Trials about how a number is written: in other digits, mistyped, or worked out from the wrong cell beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from convcalc.algebra.sym import value_of
from convcalc.algebra.writing import half_up
from convcalc.architecture.graph import Part
from convcalc.architecture.paper import UNITS
from convcalc.architecture.printed import Number, agreement, sizes_of
from convcalc.classroom.audit.case import Cell
from convcalc.classroom.audit.finding import ONE_OFF
from convcalc.classroom.audit.trial import Trial, number_of, thousand_of
from convcalc.classroom.check.slips.numbers import WRITTEN
from convcalc.shape import Shape

UNIT = re.compile(r"\s*[A-Za-z]+$")
DIGITS = re.compile(r"[0-9]{1,30}")
FACTORS = (
    (Fraction(2), "twice"), (Fraction(1, 2), "half of"), (Fraction(3), "three times"), (Fraction(4), "four times"),
)  # fmt: skip
Wrong = Callable[[int], Iterator[int]]  # the numbers that may be written for one
MOST_SAID = 3
MOST_ROWS = 50  # near by, from which a cell may have been copied
FEWEST_COPIED = 3  # digits; a text with fewer stands in many rows


def in_other_digits(cell: Cell) -> Iterator[Trial]:
    """The right number, which may be written in another K, or cut and not rounded."""
    yield Trial("digits", "", cell.right)


def in_another_unit(cell: Cell) -> Iterator[Trial]:
    """The right digits with another unit, or without one."""
    number = number_of(cell) if cell.is_count else None
    if number is None:
        return
    digits = UNIT.sub("", cell.printed.strip())
    given = cell.printed.strip()[len(digits) :].strip()
    for unit in ("", *UNITS):
        if unit.lower() != given[:1].lower() and agreement(digits + unit, cell.right, thousand_of(cell)):
            wrong = "missing" if not given else f"in place of {unit}" if unit else "too many"
            yield Trial("unit", f"the unit {given or unit} {wrong}", Mistyped(number.value))


def in_another_order(cell: Cell) -> Iterator[Trial]:
    """The right shape with its channels before its axes."""
    has_depth = isinstance(cell.right, Shape) and len(sizes_of(cell.printed)) == len(cell.right)
    if has_depth and "axes" not in cell.names:
        slip = WRITTEN["written-channels-first"]
        yield from (Trial(slip.slip.name, "channels first", value) for value in slip.values(cell.right))


def in_one_digit(cell: Cell) -> Iterator[Trial]:
    """The right number rounded to one digit, and zeros behind it: 50 for 48.8."""
    number = number_of(cell)
    digits = str(int(number.value / number.step)) if number else ""
    if number and len(digits) > 1 and not digits[1:].strip("0"):
        half = number.step * 10 ** (len(digits) - 1) / 2
        if abs(number.value - cell.right) <= half:
            yield Trial("one-digit", f"rounded to one digit, {digits[0]}, and zeros", Mistyped(number.value))


def from_the_cell_beside(cell: Cell) -> Iterator[Trial]:
    """What follows from a wrong count of the same row: as many times as the right ones are.

    A figure of fewer digits does not lead to one of more.
    """
    own = number_of(cell)
    for other in cell.row if own and cell.is_count and cell.counts else ():
        beside = number_of(other) if _wrong(other) and other.key != cell.key else None
        if own and beside and other.right and digits_of(beside) > digits_of(own):
            value = round(Fraction(cell.right, other.right) * beside.value)
            yield Trial("follows", f"what follows from the {other.printed} printed beside it", value)


def from_the_cells_above(cell: Cell) -> Iterator[Trial]:
    """The sum over the network with what is wrong in the column of its rows."""
    if cell.part.name or len(cell.counts | cell.names) != 1 or not cell.is_count:
        return
    wrong = [each for each in cell.case.cells if each.part.name and each.names == cell.names and _wrong(each)]
    numbers = [(each.right, number) for each in wrong if (number := number_of(each))]
    if numbers:
        value = cell.right + sum(number.value - right for right, number in numbers)
        where = ", ".join(f"the {each.printed} printed in {each.part.name}" for each in wrong[:MOST_SAID])
        yield Trial("follows", f"the sum with {where}", round(value))


def _wrong(cell: Cell) -> bool:
    """Whether a figure is a count that differs."""
    return cell.is_count and not cell.agrees and bool(cell.counts or cell.names)


def digits_of(number: Number) -> int:
    """How many significant digits are printed."""
    return len(str(int(number.value / number.step)))


def exchanged(cell: Cell) -> Iterator[Trial]:
    """Two digits side by side exchanged."""
    return _mistyped(cell, "digits-exchanged", "two digits exchanged", WRITTEN["digits-exchanged"].values)


def lost_or_doubled(cell: Cell) -> Iterator[Trial]:
    """A digit missing, or one twice."""
    yield from _mistyped(cell, "digit-missing", "a digit missing", _shorter)
    yield from _mistyped(cell, "digit-doubled", "a digit twice", _longer)


def one_wrong(cell: Cell) -> Iterator[Trial]:
    """One digit of several another."""
    return _mistyped(cell, "digit-wrong", "one wrong digit", _with_one_wrong)


def one_off(cell: Cell) -> Iterator[Trial]:
    """One more or one less in the last digit; in a shape along one axis or all that differ."""
    for step, says in ((1, "one more"), (-1, "one less")):
        number = number_of(cell)
        last = ", in the last digit" if number and number.step != 1 else ""
        yield from _typed(cell, ONE_OFF, _further(step), f"{says} than what is computed{last}")


def _further(step: int) -> Wrong:
    return lambda number: iter([number + step])


def _shorter(number: int) -> Iterator[int]:
    digits = str(number)
    if len(digits) > 1 and number > 0:
        yield from dict.fromkeys(int(digits[:place] + digits[place + 1 :]) for place in range(len(digits)))


def _longer(number: int) -> Iterator[int]:
    digits = str(abs(number))
    yield from dict.fromkeys(int(digits[:place] + digits[place] + digits[place:]) for place in range(len(digits)))


def _with_one_wrong(number: int) -> Iterator[int]:
    digits = str(number)
    for place, digit in enumerate(digits) if len(digits) > 1 and number > 0 else ():
        for other in "0123456789":
            if other != digit and (place or other != "0"):
                yield int(digits[:place] + other + digits[place + 1 :])


def _mistyped(cell: Cell, kind: str, says: str, wrong: Wrong) -> Iterator[Trial]:
    return _typed(cell, kind, wrong, says)


def _typed(cell: Cell, kind: str, wrong: Wrong, says: str) -> Iterator[Trial]:
    """The right value with one of its numbers written wrongly."""
    if cell.is_count:
        yield from _counts(cell, kind, wrong, says)
    elif isinstance(cell.right, Shape):
        sizes = tuple(value_of(size) or 0 for size in cell.right)
        for numbers, changed in _one_of(sizes, wrong):
            yield Trial(kind, says + changed, Shape(numbers))
    elif isinstance(cell.right, str):
        yield from _texts(cell, kind, wrong, says)


def _counts(cell: Cell, kind: str, wrong: Wrong, says: str) -> Iterator[Trial]:
    """Of a count the digits that should have been printed are what is mistyped, and nothing behind them."""
    number = number_of(cell)
    if number is None or not number.value:
        return
    for should in dict.fromkeys(shown_digits(cell.right, number.step)):
        for value in wrong(should):
            yield Trial(kind, says, Mistyped(value * number.step))


class Mistyped(Fraction):
    """A number as it would have been printed, whatever lies behind its last digit."""


def shown_digits(value: int | Fraction, step: Fraction) -> tuple[int, ...]:
    """The digits of a value that are shown down to a step: rounded, and cut."""
    return half_up(value / step), int(value / step)


def _one_of(numbers: tuple[int, ...], wrong: Wrong) -> Iterator[tuple[tuple[int, ...], str]]:
    """The numbers with one of them written wrongly, and what was changed."""
    for place, number in enumerate(numbers):
        for other in wrong(number):
            yield (*numbers[:place], other, *numbers[place + 1 :]), f": {other} for {number}"


def _texts(cell: Cell, kind: str, wrong: Wrong, says: str) -> Iterator[Trial]:
    """A text with one of its numbers written wrongly."""
    text = cell.right
    for found in DIGITS.finditer(text):
        for other in wrong(int(found[0])):
            changed = f"{text[: found.start()]}{other}{text[found.end() :]}"
            yield Trial(kind, f"{says}: {other} for {found[0]}", changed)


def copied(cell: Cell) -> Iterator[Trial]:
    """What stands in another row of the same column, where it is right: first in the rows nearest by."""
    digits = sum(map(len, DIGITS.findall(cell.printed)))
    if isinstance(cell.right, str) and digits < FEWEST_COPIED:
        return
    others = (other for other in cell.in_column if other.part.name not in ("", cell.part.name))
    nearest = sorted(others, key=lambda other: abs(other.part.first - cell.part.first))[:MOST_ROWS]
    for other in nearest:
        if other.agrees:
            yield Trial("copied", f"what stands in {other.part.name}", _printed_value(other))
    for part in _neighbours(cell):
        if all(other.part.name != part.name for other in nearest):
            yield Trial("copied", f"what {part.name} has", cell.value(cell.case.edition.facts(part)))
    for other in cell.row:
        alike = type(other.right) is type(cell.right) and digits >= FEWEST_COPIED
        if alike and other.key != cell.key and not other.reads_input:
            yield Trial("another-cell", f"what belongs under {other.published.title}", other.right)


def _neighbours(cell: Cell) -> list[Part]:
    """The named parts outside all blocks just before and just behind that of a cell."""
    parts = cell.case.edition.parts.values()
    named = sorted((part for part in parts if part.name and "/" not in part.name), key=lambda part: part.first)
    place = named.index(cell.part) if cell.part in named else None
    return [] if place is None else named[max(place - 1, 0) : place] + named[place + 1 : place + 2]


def multiplied(cell: Cell) -> Iterator[Trial]:
    """A few times the right number, or the part of it."""
    for factor, says in FACTORS if cell.is_count else ():
        value = Fraction(cell.right) * factor
        if value.denominator == 1:
            yield Trial("factor", f"{says} what is computed", int(value))


def _printed_value(other: Cell) -> Any:
    """What a figure in another row is: of a count as it is printed."""
    number = number_of(other) if other.is_count else None
    return Mistyped(number.value) if number else other.right
