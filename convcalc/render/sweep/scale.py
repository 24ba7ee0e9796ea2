"""The scale of an axis: where it begins and ends, its ticks at round numbers, and how these are written."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from convcalc.layers.fields import shown

STEPS = (1, 2, 5, 10)
SHORTEST = 10_000  # from here on numbers are written in thousands, millions and so on
UNITS = (("T", 10**12), ("G", 10**9), ("M", 10**6), ("K", 10**3))


class Scale(NamedTuple):
    """A scale: its ends and its ticks."""

    low: Fraction
    high: Fraction
    ticks: tuple[Fraction, ...]

    def place(self, value: int | Fraction) -> Fraction:
        """Where a value stands, from 0 at the low end to 1 at the high one."""
        return (Fraction(value) - self.low) / (self.high - self.low)


def scale(values: Sequence[int | Fraction], from_zero: bool, most: int) -> Scale:
    """The scale for values, with at most so many ticks, and at least two."""
    low, high = Fraction(min(values)), Fraction(max(values))
    if from_zero:
        low, high = min(low, Fraction(0)), max(high, Fraction(0))
    if low == high:
        low, high = low - (1 if low else 0), high + 1
    step = _step((high - low) / max(most - 1, 1))
    first, last = floor(low / step), ceil(high / step)
    ticks = tuple(place * step for place in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], ticks)


def scale_of(values: Sequence[int | Fraction], most: int) -> Scale:
    """The scale for values that are few, with a tick at each of them and room beside them; else as :func:`scale`."""
    unlike = sorted({Fraction(value) for value in values})
    if not 1 < len(unlike) <= most:
        return scale(values, False, most)
    room = (unlike[-1] - unlike[0]) / 20
    return Scale(unlike[0] - room, unlike[-1] + room, tuple(unlike))


def _step(least: Fraction) -> Fraction:
    """The smallest of 1, 2 and 5 times a power of ten that is at least so much."""
    power = Fraction(1)
    while power > least:
        power /= 10
    while power * 10 <= least:
        power *= 10
    return next(power * step for step in STEPS if power * step >= least)


def tick_text(value: int | Fraction) -> str:
    """A number at a tick: 0.75, 224, 150M."""
    exact = Fraction(value)
    for unit, worth in UNITS:
        if max(exact, -exact) >= max(worth, SHORTEST):
            return shown(exact / worth) + unit
    return shown(exact)
