"""Figures as they are printed: whether a number, a shape or a text in print can be this one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.algebra.writing import fraction_text, half_up
from convcalc.errors import Fault
from convcalc.layers.fields import shown
from convcalc.shape import Shape

POWERS = {"": 0, "k": 1, "thousand": 1, "m": 2, "million": 2, "g": 3, "b": 3, "billion": 3, "t": 4, "trillion": 4}
NUMBER = re.compile(
    rf"([0-9][0-9,_ ]{{0,30}})(?:\.([0-9]{{1,30}}))?\s*({'|'.join(filter(None, POWERS))})?", re.IGNORECASE
)
PLAIN_NUMBER = re.compile(r"[0-9][0-9,]{0,30}(?:\.[0-9]{1,30})?…?")
TIMES = re.compile(r"[x×]\s*(.{1,40})|(.{1,40}?)\s*[x×]")
SHAPE = re.compile(r"[0-9]{1,12}(\s*[x×]\s*[0-9]{1,12}){0,3}")
THOUSANDS = (1000, 1024)
EXACT, ROUNDED, CUT = "exact", "rounded", "cut"


class Number(NamedTuple):
    """A number in print: its value, and what its last digit is worth."""

    value: Fraction
    step: Fraction


def check(kind: str, name: str, printed: str) -> None:
    """Raise a Fault where a figure of a kind cannot be read."""
    if kind == "shape":
        if not SHAPE.fullmatch(printed):
            raise Fault(f"{name} is {shown(printed)}: a shape is expected", "56x56x256, or 56x56 for the axes alone")
    elif kind == "ratio":
        if read_times(printed) is None:
            raise Fault(f"{name} is {shown(printed)}: how many times is expected", "12x, or 8.7")
    elif kind == "count" and read_number(printed) is None:
        raise Fault(f"{name} is {shown(printed)}: a number is expected", "25557032, 25.6M or 60K, as it is printed")


def shape_agrees(printed: str, shape: Shape) -> bool:
    """Whether a printed shape is this one; without its depth (56x56) the axes alone must agree, 1x1x10 is 10."""
    parts = sizes_of(printed)
    exact = [str(dim) for dim in shape]
    return without_ones(parts) == without_ones(exact) or (len(shape) > 1 and parts == exact[:-1])


def sizes_of(printed: str) -> list[str]:
    """The sizes of a printed shape, one for each axis."""
    return [size.strip() for size in printed.replace("×", "x").split("x")]


def without_ones(parts: Sequence[Any]) -> Sequence[Any]:
    """The parts behind the axes of length 1 in front of the last."""
    while len(parts) > 1 and parts[0] in (1, "1"):
        parts = parts[1:]
    return parts


def text_agrees(printed: str, text: str) -> bool:
    """Whether two texts are the same but for blanks, small and capital letters, and how the times sign is written."""
    return bare(printed) == bare(text)


def bare(text: str) -> str:
    """A text for comparison: without blanks, in small letters, × as x."""
    return re.sub(r"\s+", "", text.replace("×", "x")).casefold()


def read_number(printed: Any, thousand: int = 1000) -> Number | None:
    """A number in print, such as 25.6M, 60 million or 2.33…; None for none. K is a ``thousand``, M and G its powers.

    One that was read already is itself.
    """
    if isinstance(printed, Number):
        return printed
    match = NUMBER.fullmatch(str(printed).strip().removesuffix("…"))
    if not match:
        return None
    whole, decimals, unit = match.groups()
    digits = decimals or ""
    worth = thousand ** POWERS[(unit or "").lower()]
    number = Fraction(int(re.sub(r"[,_ ]", "", whole) + digits), 10 ** len(digits))
    return Number(number * worth, Fraction(worth, 10 ** len(digits)))


def read_times(printed: Any) -> Number | None:
    """How many times: 12x, x12 or 8.7."""
    text = str(printed).strip()
    match = TIMES.fullmatch(text)
    return read_number((match[1] or match[2]).strip() if match else text)


def agreement(printed: Any, value: Any, thousand: int = 1000, digits: str = "") -> str:
    """How a printed number is this one: exact, rounded, or cut to the digits that were printed; empty where not."""
    if not isinstance(value, (int, Fraction)):
        return ""
    number = read_number(printed, thousand)
    return "" if number is None else number_agreement(number, value, digits)


def filled_agreement(printed: str, pieces: Sequence[Any], digits: str = "") -> str:
    """How a text in print is one of texts and numbers, each number of it to the digits that were printed."""
    text, place, found = bare(printed), 0, [EXACT]
    for piece in pieces:
        if isinstance(piece, str):
            if not text.startswith(bare(piece), place):
                return ""
            place += len(bare(piece))
            continue
        match = PLAIN_NUMBER.match(text, place)
        number = read_number(match[0]) if match else None
        if match is None or number is None or not (how := number_agreement(number, piece, digits)):
            return ""
        found.append(how)
        place = match.end()
    return max(found, key=(EXACT, ROUNDED, CUT).index) if place == len(text) else ""


def number_agreement(number: Number, value: int | Fraction, digits: str = "") -> str:
    """How a number in print is this value: exact, rounded or cut; empty where it is not.

    With ``digits`` the one of the latter two that is the habit of the table.
    """
    if number.value == value:
        return EXACT
    if not digits_agree(number.value, number.step, value):
        return ""
    rounded = _rounds_to(value, number)
    if digits == CUT:
        return CUT if value >= number.value else ""
    return ROUNDED if rounded else "" if digits == ROUNDED else CUT


def _rounds_to(value: int | Fraction, number: Number) -> bool:
    """Whether a value is nearest to a number in print; one in the middle goes up, or to an even digit."""
    off = (value - number.value) / number.step
    even = number.value / number.step % 2 == 0
    return -Fraction(1, 2) <= off < Fraction(1, 2) or (off == Fraction(1, 2) and even)


def digits_agree(number: Fraction, step: Fraction, value: int | Fraction) -> bool:
    """Whether a value, rounded or cut to a digit that is worth ``step``, is this number.

    Only 0 is written as 0, however few digits there are. A step of 0 stands for a number in full.
    """
    if not number or not step:
        return value == number
    below = value - number if number > 0 else number - value
    return -step / 2 <= below < step


def in_unit(
    value: int | Fraction, unit: str = "", worth: int = 1, digits: str = "", decimals: int | None = None
) -> str:
    """A count as a table prints it, in a unit that is worth so much: 159K, 9.2K, 1M, 0.027M.

    With so many ``decimals`` where the table says so. Else at least two digits are shown, without a zero that ends them
    behind the point; 0, and what has no unit and need not be rounded, is written in full.
    """
    number = Fraction(value, worth)
    if decimals is not None and (unit or decimals or isinstance(value, Fraction)):
        return _to_digits(number, digits, decimals) + unit
    if not number or not (unit or (digits and isinstance(value, Fraction))):
        return _in_full(value)
    needed = _decimals(abs(number))
    written = _to_digits(number, digits, needed)
    return (written.rstrip("0").rstrip(".") if needed else written) + unit


def _decimals(number: Fraction) -> int:
    """How many decimals show two digits of a number."""
    if number >= 1:
        return int(number < 10)
    return len(str((number.denominator - 1) // number.numerator)) + 1


def _in_full(value: int | Fraction) -> str:
    return f"{value:,}" if isinstance(value, int) else fraction_text(value)


def _to_digits(number: Fraction, digits: str, decimals: int) -> str:
    """A number rounded, or cut, to so many digits behind the point; five digits before it are separated."""
    scaled = abs(number) * 10**decimals
    whole, rest = divmod(int(scaled) if digits == CUT else half_up(scaled), 10**decimals)
    written = str(whole) if whole < 10_000 else f"{whole:,}"
    return "-" * (number < 0) + written + (f".{rest:0{decimals}d}" if decimals else "")
