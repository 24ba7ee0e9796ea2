"""The values of an axis as whole numbers over one denominator, a slice at a time. Needs NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import numpy as np

from convcalc.sweeping.arrays.bounds import LARGEST_INT64, Interval


class Numbers:
    """An axis of numbers: its common denominator, and the numerators of any part of it."""

    def __init__(self, values: Sequence[Any]) -> None:
        self.values = values
        self.denominator = denominator_of(values)
        self._known: dict[tuple[int, int], tuple[Any, Interval]] = {}

    def part(self, start: int, stop: int) -> tuple[Any, Interval]:
        """The numerators from one place to another as an array, with the least and the largest of them."""
        if (start, stop) not in self._known:
            self._known.clear()  # the parts of one axis come one after the other
            self._known[start, stop] = self._part(start, stop)
        return self._known[start, stop]

    def _part(self, start: int, stop: int) -> tuple[Any, Interval]:
        if hasattr(self.values, "step"):
            return self._steps(start, stop)
        whole = [int(value * self.denominator) for value in self.values[start:stop]]
        ends = min(whole), max(whole)
        return np.array(whole, dtype=dtype(ends)), ends

    def _steps(self, start: int, stop: int) -> tuple[Any, Interval]:
        first = int(self.values.start * self.denominator)  # type: ignore[attr-defined]
        step = int(self.values.step * self.denominator)  # type: ignore[attr-defined]
        ends = first + step * start, first + step * (stop - 1)
        kind = dtype((*ends, step, stop))
        return np.arange(start, stop).astype(kind) * step + first, (min(ends), max(ends))

    def interval(self) -> Interval:
        """The least and the largest numerator of all the axis."""
        if hasattr(self.values, "step"):
            ends = [int(self.values[place] * self.denominator) for place in (0, len(self.values) - 1)]
            return min(ends), max(ends)
        parts = getattr(self.values, "parts", None)
        if parts is None:
            return int(min(self.values) * self.denominator), int(max(self.values) * self.denominator)
        ends = [int(each[place] * self.denominator) for each in parts for place in (0, len(each) - 1)]
        return min(ends), max(ends)


def dtype(numbers: Sequence[int]) -> Any:
    """Machine integers where these numbers, and sums of two, are such; else Python's."""
    return np.int64 if all(abs(number) <= LARGEST_INT64 // 2 for number in numbers) else object


def denominator_of(values: Sequence[Any]) -> int:
    """What all values have in common below the line; of ranges it is known from their first value and their step."""
    if hasattr(values, "step"):
        return lcm(*(Fraction(each).denominator for each in (values.start, values.step)))  # type: ignore[attr-defined]
    parts = getattr(values, "parts", None)
    if parts is not None:
        return lcm(*map(denominator_of, parts))
    return lcm(*(Fraction(value).denominator for value in values))
