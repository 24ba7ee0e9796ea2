"""The largest fraction that fits, exactly: where the staircase of the counts has its steps.

Widths such as floor(alpha * 64) make the counts a staircase. Its steps are at fractions with small denominators: two
fractions with denominators up to a bound are never nearer to each other than one over the square of the bound, so a
bisection down to half of that leaves one of them, and it is the simplest fraction in what is left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from math import floor
from typing import NamedTuple

from convcalc.sweeping.search import DOUBLINGS, SPREAD, UNCHANGED, Trial

FINEST = 10_000  # denominators up to which the steps are found
NEAREST = Fraction(1, 2 * FINEST**2)
NARROW = Fraction(1, 1024)  # how far down the begin of a step is looked for at first


class Edge(NamedTuple):
    """Where something ceases to hold: whether it does there, and a value near by on each side."""

    at: Fraction
    holds: bool
    yes: Fraction
    no: Fraction


class Stair(NamedTuple):
    """The largest value that fits, and all values that need the same: from ``low`` to ``high``.

    Which of these two belong to them is told by ``low_in`` and ``high_in``. Where everything that was tried fits there
    is no ``following``, a value that does not, and ``high`` is the largest that was tried.
    """

    best: Fraction
    low: Fraction
    low_in: bool
    high: Fraction
    high_in: bool
    following: Fraction | None


def largest_fraction(trial: Trial, start: Fraction, low: Fraction | None, high: Fraction | None) -> Stair | None:
    """The largest value that fits between two bounds, where there are such; None where none does."""
    start = max(start, low) if low is not None else start
    start = min(start, high) if high is not None else start
    bracket = _bracket(trial, start, low, high)
    if bracket is None:
        least = low or Fraction(0)
        trial.check_rising(_spread(least, start))
        return None
    yes, no = bracket
    if no is None:
        trial.check_rising(_spread(start, yes))
        return Stair(yes, yes, True, yes, True, None)
    edge = _edge(trial.fits, yes, no)
    counts = trial.point(edge.yes).counts
    begin = _begin(lambda value: trial.point(value).counts == counts, edge.yes, low)
    best = edge.at if edge.holds else begin.at if begin.holds else simplest_between(begin.at, edge.at)
    trial.check_rising(_spread(begin.at, 2 * max(edge.at, start) if high is None else high))
    trial.check_largest(edge.at)
    return Stair(best, begin.at, begin.holds, edge.at, edge.holds, edge.no if edge.holds else edge.at)


def _spread(low: Fraction, high: Fraction) -> Iterator[Fraction]:
    """Values above the low one, up to the high one, at equal distances."""
    return (low + (high - low) * part / SPREAD for part in range(1, SPREAD + 1))


def _bracket(
    trial: Trial, start: Fraction, low: Fraction | None, high: Fraction | None
) -> tuple[Fraction, Fraction | None] | None:
    """A value that fits and a larger one that does not, if there is one; None where nothing fits."""
    if trial.fits(start):
        return _upwards(trial, start, high)
    return _downwards(trial, start, low or Fraction(0))


def _upwards(trial: Trial, start: Fraction, high: Fraction | None) -> tuple[Fraction, Fraction | None]:
    yes, begun = start, trial.needs(start)
    for doubling in range(DOUBLINGS):
        value = 2 * yes if high is None else min(2 * yes, high)
        if not trial.fits(value):
            return yes, value
        if value == high or (doubling >= UNCHANGED and trial.needs(value) == begun):
            return value, None
        yes = value
    return yes, None


def _downwards(trial: Trial, start: Fraction, low: Fraction) -> tuple[Fraction, Fraction] | None:
    """By halves down to what fits; between a value that does not fit its layers and one over a budget too."""
    no, value = start, max(start / 2, low)
    while trial.is_over(value) and value > low and no - value > NEAREST:
        no, value = value, max(value / 2, low)
    if trial.fits(value):
        return value, no
    while no - value > NEAREST and not trial.is_over(value):
        middle = (value + no) / 2
        if trial.fits(middle):
            return middle, no
        value, no = (value, middle) if trial.is_over(middle) else (middle, no)
    trial.point(simplest(value, no))  # the least that fits its layers, to tell what it needs
    return None


def _edge(holds: Callable[[Fraction], bool], yes: Fraction, no: Fraction) -> Edge:
    """Where something ceases to hold between a value where it does and one where it does not, on either side."""
    while abs(no - yes) > NEAREST:
        middle = (yes + no) / 2
        yes, no = (middle, no) if holds(middle) else (yes, middle)
    at = simplest(min(yes, no), max(yes, no))
    return Edge(at, holds(at), yes, no)


def _begin(same: Callable[[Fraction], bool], value: Fraction, low: Fraction | None) -> Edge:
    """Where the values begin that need the same as one."""
    below, distance = value, NARROW
    while same(below):
        if below == low:
            return Edge(below, True, below, below)
        value, below = below, max(below - distance, low or Fraction(0))
        distance *= 2
        if not below:
            break
    return _edge(same, value, below)


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The fraction from low to high, both at least 0, that has the smallest denominator."""
    whole = floor(low)
    if whole == low:
        return Fraction(whole)
    if whole + 1 <= high:
        return Fraction(whole + 1)
    return whole + 1 / simplest(1 / (high - whole), 1 / (low - whole))


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """The simplest fraction between two, neither of them."""
    inside = min(NEAREST, high - low) / 4
    return simplest(low + inside, high - inside)
