"""Points and shares of points: exact fractions, read and written as people write them."""

from __future__ import annotations

import re
from fractions import Fraction

from convcalc.classroom.sheets import limits
from convcalc.errors import Fault
from convcalc.layers.fields import shown

WRITTEN = re.compile(r"([0-9]{1,9})(?:/([0-9]{1,9})|\.([0-9]{1,9}))?( ?%)?")


def exact(given: object) -> Fraction | None:
    """A number of points as a sheet has it: 2, 0.5, 1/2, 50%; None for anything else."""
    if isinstance(given, (int, Fraction)) and not isinstance(given, bool):
        return Fraction(given)
    found = WRITTEN.fullmatch(given.strip()) if isinstance(given, str) else None
    if found is None or (found[2] and not int(found[2])):
        return None
    value = Fraction(f"{found[1]}.{found[3]}") if found[3] else Fraction(int(found[1]), int(found[2] or 1))
    return value / 100 if found[4] else value


def points_of(given: object, field: str = "points") -> Fraction:
    """The points of an answer. Raises a Fault for what are none."""
    value = exact(given)
    if value is None or not 0 <= value <= limits.POINTS:
        raise Fault(f"{field} is {shown(given)}: a number from 0 to {limits.POINTS:,} is expected", "2 or 1/2", field)
    return value


def share_of(given: object, field: str) -> Fraction:
    """A share of the points. Raises a Fault for what is none."""
    value = exact(given)
    if value is None or not 0 <= value <= 1:
        raise Fault(f"{field} is {shown(given)}: a share from 0 to 1 is expected", "1/2 or 0.5", field)
    return value


def decimal_text(value: Fraction) -> str:
    """A number as a decimal where it ends, else as a fraction: 2, 0.5, 1/3, 1 2/3."""
    whole, rest = divmod(value, 1)
    digits = _digits(rest)
    if digits is None:
        return f"{whole} {rest}" if whole else str(rest)
    return f"{whole}.{digits}" if digits else str(whole)


def cell_text(value: Fraction, decimal: str = ".") -> str:
    """A number for a spreadsheet: one that does not end has a whole number in front, or 1/3 would be a date."""
    text = decimal_text(value)
    return f"0 {text}" if "/" in text and " " not in text else text.replace(".", decimal)


def _digits(rest: Fraction) -> str | None:
    """The digits of a part of one; None where they do not end."""
    power = 0
    while 10**power % rest.denominator:
        power += 1
        if power > rest.denominator.bit_length():
            return None
    return f"{rest * 10**power}".zfill(power) if power else ""


def count_text(value: Fraction, of: Fraction) -> str:
    """Points out of points: 1.5 of 2 points."""
    return f"{decimal_text(value)} of {points_text(of)}"


def points_text(value: Fraction | int) -> str:
    """Points in words: 1 point, 1.5 points."""
    return f"{decimal_text(Fraction(value))} point{'s' * (value != 1)}"
