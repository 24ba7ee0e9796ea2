"""Whether what was read is the right value: exactly, to the digits that were written, or within a tolerance."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.architecture.printed import digits_agree, without_ones
from convcalc.classroom.check.answers import Answer
from convcalc.errors import Fault
from convcalc.layers.fields import shown
from convcalc.shape import Shape

NUMBERS = ("count", "number")
MOST_FIGURES = 40
OPTION = re.compile(r"([0-9]{1,20}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})(?:[eE]([-+]?[0-9]{1,2}))?( ?%)?")


class Tolerance(NamedTuple):
    """How far off a number may be: ``|a - b| <= atol + rtol*|b|``, or equal in ``sigfig`` significant digits.

    Where there is a tolerance, it is what counts, however a number is rounded. Without one a rounded number must be
    right to its digits.
    """

    rtol: Fraction = Fraction(0)
    atol: Fraction = Fraction(0)
    sigfig: int = 0


EXACT = Tolerance()


def tolerance(rtol: object = "", atol: object = "", sigfig: object = "") -> Tolerance:
    """The tolerance of three options as they are written, each empty or None where there is none.

    Raises a Fault for what is no tolerance; its field is the option.
    """
    relative, absolute = _distance("rtol", rtol), _distance("atol", atol)
    if relative >= 1:
        raise Fault(f"rtol is {rtol}: below 1 is expected, and with 1 any answer would be right", "0.01", "rtol")
    if not _given(sigfig):
        return Tolerance(relative, absolute)
    if not re.fullmatch(r"[0-9]{1,3}", str(sigfig)) or not 1 <= int(str(sigfig)) <= MOST_FIGURES:
        raise Fault(f"sigfig is {shown(sigfig)}: a whole number from 1 to {MOST_FIGURES} is expected", "3", "sigfig")
    return Tolerance(relative, absolute, int(str(sigfig)))


def _given(option: object) -> bool:
    return option is not None and str(option).strip() != ""


def _distance(option: str, written: object) -> Fraction:
    if not _given(written):
        return Fraction(0)
    found = OPTION.fullmatch(str(written).strip())
    if not found:
        raise Fault(f"{option} is {shown(written)}: a number of at least 0 is expected", "0.01, 1e-3 or 1%", option)
    return Fraction(found[1]) * Fraction(10) ** int(found[2] or 0) / (100 if found[3] else 1)


def agrees(answer: Answer, right: Any, tolerance: Tolerance = EXACT) -> bool:
    """Whether an answer is the right value; the tolerance is for numbers.

    A formula agrees with no value, and axes alone with no shape: they are looked at by others.
    """
    if isinstance(right, bool) or answer.kind == "truth":
        return answer.kind == "truth" and answer.value is right
    if isinstance(right, (int, Fraction)):
        return answer.kind in NUMBERS and _near_enough(answer.value, answer.step, right, tolerance)
    if isinstance(right, Shape):
        return answer.kind == "shape" and _alike(answer.value, right)
    return answer.kind == "size" and _sizes_agree(answer, right, tolerance)


def _alike(one: Shape, other: Shape) -> bool:
    """Whether two shapes are one, or the same vector: 1x1x1000 is 1000."""
    bare = [tuple(without_ones(shape)) for shape in (one, other)]
    return tuple(one) == tuple(other) or (len(bare[0]) == 1 and bare[0] == bare[1])


def _sizes_agree(answer: Answer, right: Sequence[Any], tolerance: Tolerance) -> bool:
    """Whether each axis agrees; a single number stands for all."""
    sizes = answer.value * len(right) if len(answer.value) == 1 else answer.value
    pairs = zip(sizes, right)
    return len(sizes) == len(right) and all(_near_enough(a, answer.step, b, tolerance) for a, b in pairs)


def _near_enough(value: Any, step: Fraction, right: Any, tolerance: Tolerance) -> bool:
    if value == right:
        return True
    if not step and tolerance == EXACT:  # most answers are written in full, and fractions are slow
        return False
    if tolerance == EXACT:
        return digits_agree(Fraction(value), step, right) or _is_a_float(value, step, right)
    if abs(value - right) <= tolerance.atol + tolerance.rtol * abs(right):
        return True
    figures = tolerance.sigfig
    if not figures or (step and abs(value) < step * 10 ** (figures - 1)):  # fewer digits are given than asked for
        return False
    return significant(Fraction(value), figures) == significant(Fraction(right), figures)


def _is_a_float(value: Any, step: Fraction, right: Any) -> bool:
    """Whether a number of sixteen digits is a fraction as computers print it: 3.3333333333333335 for 10/3."""
    return not isinstance(right, int) and step * 10**14 < abs(value) and abs(value - right) * 10**15 <= abs(right) * 4


def significant(value: Fraction, figures: int) -> Fraction:
    """A value rounded to so many significant digits, halves away from 0."""
    if not value:
        return value
    size = abs(value)
    exponent = len(str(size.numerator)) - len(str(size.denominator))  # of its first digit, or one more than that
    if size < Fraction(10) ** exponent:
        exponent -= 1
    step = Fraction(10) ** (exponent + 1 - figures)
    rounded = (size / step + Fraction(1, 2)) // 1 * step
    return rounded if value > 0 else -rounded
