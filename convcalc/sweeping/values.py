"""The values of an axis as they are written: ``0.25,0.5,1``, a range ``128..224..32``, truths and words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any

from convcalc.architecture import limits
from convcalc.architecture.document import WORDS
from convcalc.architecture.symbols import given_value
from convcalc.architecture.values import whole_if_possible
from convcalc.errors import Fault, UsageError
from convcalc.layers.fields import shown

LISTED = 10_000  # values that are written one by one
RANGE = "128..224..32, which is from, to and step"


class Steps(Sequence[Any]):
    """Exact values at equal distances, worked out when they are asked for: from ``start``, so many of them."""

    __slots__ = ("length", "start", "step")

    def __init__(self, start: int | Fraction, step: int | Fraction, length: int) -> None:
        self.start, self.step, self.length = start, step, length

    def __len__(self) -> int:
        return self.length

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(self.length)))
        return whole_if_possible(Fraction(self.start + range(self.length)[place] * self.step))

    def __repr__(self) -> str:
        return f"Steps({self.start}, {self.step}, {self.length})"


class Joined(Sequence[Any]):
    """Values one after the other that are partly in ranges."""

    __slots__ = ("ends", "parts")

    def __init__(self, parts: Sequence[Sequence[Any]]) -> None:
        self.parts = tuple(parts)
        self.ends = tuple(accumulate(map(len, parts)))

    def __len__(self) -> int:
        return self.ends[-1]

    def __getitem__(self, place: Any) -> Any:
        if isinstance(place, slice):
            return tuple(self[each] for each in range(*place.indices(len(self))))
        place = range(len(self))[place]
        part = bisect_right(self.ends, place)
        return self.parts[part][place - (self.ends[part - 1] if part else 0)]

    def __repr__(self) -> str:
        return f"Joined({self.parts})"


def parts_of(values: Sequence[Any]) -> tuple[Sequence[Any], ...]:
    """The parts of values: tuples, and ranges."""
    return values.parts if isinstance(values, Joined) else (values,)


def values_of(name: str, text: str, option: str = "--set") -> Sequence[Any]:
    """The exact values that a text stands for. Raises a UsageError that names the symbol and the value."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > LISTED:
        hint = "a range, such as 32..1024"
        raise UsageError(f"{option} lists {len(parts):,} values of {name}: the limit is {LISTED:,}", hint=hint)
    try:
        read = [_range(part) if ".." in part else (value(part),) for part in parts]
        _check_unlike([each[0] for each in read if isinstance(each, tuple)])
    except Fault as fault:
        raise UsageError(f"{option} {name}={_short(text)}: {fault.what}", hint=fault.hint) from None
    if len(read) == 1:
        return read[0]
    ranges = any(isinstance(each, Steps) for each in read)
    return Joined(read) if ranges else tuple(each[0] for each in read)


def value(text: str) -> Any:
    """One value: a number, a fraction, true or false, or a word of a layer's field. Raises a Fault for another text."""
    if not text:
        raise Fault("a value is missing", "values between commas, such as 0.5,0.75,1")
    return text if text in WORDS else given_value(text)


def number(text: str) -> int | Fraction:
    """One exact number. Raises a Fault for what is none."""
    found = value(text)
    if isinstance(found, bool) or not isinstance(found, (int, Fraction)):
        raise Fault(f"{text} is not a number", "a number such as 0.75 or 3/4")
    return found


def _range(text: str) -> Steps:
    """A range, with both ends where the step meets them."""
    ends = text.split("..")
    if len(ends) > 3 or not all(each.strip() for each in ends):
        raise Fault(f"{text} is not a range", RANGE)
    start, to = number(ends[0].strip()), number(ends[1].strip())
    step = number(ends[2].strip()) if len(ends) == 3 else 1
    if not step or (to - start) / Fraction(step) < 0:
        raise Fault(f"the range {text} with the step {shown(step)} never gets from {ends[0]} to {ends[1]}", RANGE)
    count = int((to - start) / Fraction(step)) + 1
    if count > limits.LARGEST_VALUE:
        hint = "a larger step"
        raise Fault(f"the range {text} has {count:,} values: the limit is {limits.LARGEST_VALUE:,}", hint)
    return Steps(start, step, count)


def _check_unlike(listed: Sequence[Any]) -> None:
    """Raise a Fault for a value that is written twice; 1 and true are two values."""
    met: set[Any] = set()
    for each in listed:
        key = (isinstance(each, bool), each)
        if key in met:
            raise Fault(f"{shown(each)} stands twice", "each value once")
        met.add(key)


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:40]}[...]{text[-15:]}"
