"""Figures as they are printed: whether a number or a shape in print can be this number or shape."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from convcalc.algebra.sym import Dim
from convcalc.errors import Fault
from convcalc.layers.fields import shown
from convcalc.shape import Shape

UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "B": 10**9, "T": 10**12}
NUMBER = re.compile(r"([0-9][0-9,_ ]{0,30})(?:\.([0-9]{1,30}))?\s*([KMGBT]?)", re.IGNORECASE)
SHAPE = re.compile(r"[0-9]{1,12}(\s*[x×]\s*[0-9]{1,12}){0,3}")


def check(quantity: str, printed: Any) -> None:
    """Raise a Fault where a figure cannot be read."""
    if quantity == "output":
        if not SHAPE.fullmatch(str(printed)):
            raise Fault(f"output is {shown(printed)}: a shape is expected", "56x56x256, or 56x56 for the axes alone")
    elif not NUMBER.fullmatch(str(printed)):
        raise Fault(f"{quantity} is {shown(printed)}: a number is expected", "25557032, 25.6M or 60K, as it is printed")


def shape_agrees(printed: str, shape: Shape) -> bool:
    """Whether a printed shape is this one; without its depth (56x56) the axes alone must agree, 1x1x10 is 10."""
    parts = [part.strip() for part in printed.replace("×", "x").split("x")]
    exact = [str(dim) for dim in shape]
    return without_ones(parts) == without_ones(exact) or (len(shape) > 1 and parts == exact[:-1])


def without_ones(parts: Sequence[Any]) -> Sequence[Any]:
    """The parts behind the axes of length 1 in front of the last."""
    while len(parts) > 1 and parts[0] in (1, "1"):
        parts = parts[1:]
    return parts


def number_agrees(printed: Any, value: Dim) -> bool:
    """Whether a printed number is this one: exactly, or rounded or cut to the digits that were printed (25.6M)."""
    if not isinstance(value, int):
        return False
    if isinstance(printed, int):
        return printed == value
    match = NUMBER.fullmatch(str(printed).strip())
    if not match:
        return False
    whole, decimals, unit = match.groups()
    digits = decimals or ""
    number = Fraction(int(re.sub(r"[,_ ]", "", whole) + digits), 10 ** len(digits))
    return digits_agree(number * UNITS[unit.upper()], Fraction(UNITS[unit.upper()], 10 ** len(digits)), value)


def digits_agree(number: Fraction, step: Fraction, value: int | Fraction) -> bool:
    """Whether a value, rounded or cut to a digit that is worth ``step``, is this number; a count shows all its digits.

    Only 0 is written as 0, however few digits there are. A step of 0 stands for a number in full.
    """
    if not number or step <= (1 if isinstance(value, int) else 0):
        return value == number
    below = value - number if number > 0 else number - value
    return -step / 2 <= below < step
