"""A cell of a user's table, read as an answer is: 102,8M, 102 Mio, 1.38e8, ~10k, 256@56x56.

What can be read in two ways is taken in the one that agrees with what is computed. Where none does the likelier one is
taken, and it is said what else it could be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.architecture.printed import SHAPE, Number, read_number, text_agrees
from convcalc.classroom.check.answers import Answer, read_answer
from convcalc.classroom.check.reading.numbers import UNITS
from convcalc.errors import Fault
from convcalc.shape import Shape

EMPTY = ("", "-", "--", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}", "n/a", "n.a.", "na", "nan")
# 1,072K and 1.072K: groups of thousands, or decimals.
GROUPED = re.compile(r"([1-9][0-9]{0,2})((?:,[0-9]{3}){1,8}|(?:\.[0-9]{3}){1,8})(?![0-9.,])\s*([A-Za-z]{1,20})\.?")

PRODUCT = re.compile(r"[0-9]{1,12}(?:\s*[x×]\s*[0-9]{1,12}){1,3}")
SHOWN = 60  # letters of a cell in a message


class Way(NamedTuple):
    """One way to read a cell: as print would have it, or a number, and what K is where the cell says it."""

    printed: Any
    thousand: int | None = None

    @property
    def number(self) -> Number | None:
        """The number that it is, if any."""
        return read_number(self.printed, self.thousand or 1000)


class Taken(NamedTuple):
    """How a cell was taken; ``unclear`` says what else it could be, where it agrees in no way."""

    way: Way
    unclear: str = ""


def is_empty(text: str) -> bool:
    """Whether a cell says that there is nothing."""
    return text.strip().casefold() in EMPTY


def taken(text: str, kind: str, right: Any, agrees: Callable[[Way], bool]) -> Taken:
    """A cell of a kind (count, shape or text) beside the right value. Raises a Fault where it cannot be read."""
    ways = list(dict.fromkeys(_READERS[kind](text)))
    fitting = next((way for way in ways if agrees(way)), None)
    if fitting or len(ways) == 1:
        return Taken(fitting or ways[0])
    nearest = min(ways, key=lambda way: _distance(way, right))
    others = " or ".join(_said(way) for way in ways if way is not nearest)
    return Taken(nearest, f"read as {_said(nearest)}, and it could be {others}")


def _distance(way: Way, right: Any) -> Fraction:
    """How many times larger or smaller than the right number one is; of what is none nothing is said."""
    if not way.number or not isinstance(right, (int, Fraction)):
        return Fraction(0)
    number, own = abs(way.number.value), abs(Fraction(right))
    small, large = min(number, own), max(number, own)
    return large / small if small else large


def _said(way: Way) -> str:
    return str(way.printed.value if isinstance(way.printed, Number) else way.printed)


def _counts(text: str) -> Iterator[Way]:
    """The numbers that a text can be; 3x3 is none in a table. Raises a Fault where it is none."""
    if PRODUCT.fullmatch(text.strip()):
        raise Fault(f"{text[:SHOWN]} is a size, and a number is expected", "a number")
    if found := GROUPED.fullmatch(text.strip()):
        digits = found[1] + re.sub(r"[.,]", "", found[2])
        yield from map(_count, _answers(digits + found[3], "count"))
    yield from map(_count, _answers(text, "count"))


def _shapes(text: str) -> Iterator[Way]:
    """The shapes that a text can be; what print has as a shape is that one."""
    if SHAPE.fullmatch(text.strip()):
        yield Way(text.strip())
        return
    for each in _answers(text, "shape"):
        if isinstance(each.value, (Shape, tuple)) and all(isinstance(size, int) and size >= 0 for size in each.value):
            yield Way("x".join(map(str, each.value)))


def _answers(text: str, kind: str) -> list[Answer]:
    """The readings of an answer of this kind. Raises a Fault where there is none."""
    kinds = ("shape", "size") if kind == "shape" else (kind,)
    found = [each for each in read_answer(text, kind) if each.kind in kinds]
    if not found:
        raise Fault(f"{text[:SHOWN]} is no {'number' if kind == 'count' else kind}", "a cell with nothing else in it")
    return found


def _count(answer: Answer) -> Way:
    """A number as print has it where it has a unit, or is in full; else the number itself."""
    value, unit = Fraction(answer.value), answer.unit
    if unit and value >= 0:
        decimals = len(str(UNITS[unit] / answer.step)) - 1  # a step is a unit, or a tenth of it, and so on
        whole, rest = divmod(int(value / answer.step), 10**decimals)
        written = f"{whole}.{rest:0{decimals}d}" if decimals else str(whole)
        return Way(written + unit[0], 1024 if unit.endswith("i") else None)
    if isinstance(answer.value, int) and answer.value >= 0 and not answer.step:
        return Way(str(answer.value))
    return Way(Number(value, answer.step or Fraction(1)))


_READERS: dict[str, Callable[[str], Iterator[Way]]] = {
    "count": _counts,
    "shape": _shapes,
    "text": lambda text: iter([Way(text)]),
}


def is_same(way: Way, in_print: Any) -> bool:
    """Whether a cell says what stands in print, as a text or as a number."""
    if not isinstance(way.printed, Number) and text_agrees(str(way.printed), str(in_print)):
        return True
    return way.number is not None and way.number == read_number(in_print, way.thousand or 1000)
