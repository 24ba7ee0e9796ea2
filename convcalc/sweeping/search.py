"""The largest value that fits: by trying all, or by bisection over values in their order.

What is budgeted is taken to rise with the value. Every pair of values that is tried is held to that, among them some
that are spread over the whole range only for this; where it does not hold, that is said and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from convcalc.architecture.values import whole_if_possible
from convcalc.errors import UsageError
from convcalc.layers.fields import shown
from convcalc.sweeping.points import MEASURES, Budget, Point

ALL = 128  # so many values are all tried
SPREAD = 16  # values that are tried to see whether what is budgeted rises
SKIPPED = 64  # values in a row that may not fit their layers
MOST_SKIPPED = 2**14  # how far above the begin of the search the first that does is looked for
NEAR = 1_000  # how far around the value that was found it is seen whether what is budgeted rises
DOUBLINGS = 40
UNCHANGED = 10  # doublings after which what has not changed is taken not to change


class Trial(NamedTuple):
    """How a value is tried, with all that were tried."""

    name: str
    evaluate: Callable[[Any], Point]
    budgets: tuple[Budget, ...]
    tried: dict[Any, Point]

    def point(self, value: Any) -> Point:
        """The point of a value."""
        value = whole_if_possible(Fraction(value))
        if value not in self.tried:
            self.tried[value] = self.evaluate(value)
        return self.tried[value]

    def fits(self, value: Any) -> bool:
        """Whether a value is within the budgets."""
        return self.point(value).within(self.budgets)

    def is_over(self, value: Any) -> bool:
        """Whether a value can be evaluated and is over a budget."""
        point = self.point(value)
        return not point.error and not point.within(self.budgets)

    def needs(self, value: Any) -> tuple[int, ...] | None:
        """What a value needs of that which is budgeted; None where it does not fit its layers."""
        point = self.point(value)
        return None if point.error else tuple(point.counts[each.quantity] for each in self.budgets)

    def check_rising(self, values: Iterable[Any]) -> None:
        """Raise a UsageError where something budgeted falls from one value to the next, of those tried and these."""
        for value in values:
            self.point(value)
        known = [value for value in sorted(self.tried) if not self.tried[value].error]
        for low, high in pairwise(known):
            for budget in self.budgets:
                before, after = (self.tried[each].counts[budget.quantity] for each in (low, high))
                if before > after:
                    what = (
                        f"{MEASURES[budget.quantity].words} do not rise with {self.name}: {before:,} at {shown(low)}, "
                        f"{after:,} at {shown(high)}"
                    )
                    raise UsageError(what, hint=self._all_of_them())

    def check_largest(self, best: Any) -> None:
        """Raise a UsageError where a larger value than the best was met that fits as well."""
        larger = next((value for value in sorted(self.tried) if value > best and self.fits(value)), None)
        if larger is not None:
            what = f"{self.name} = {shown(best)} fits and {shown(larger)} does, and not all between them"
            raise UsageError(what, hint=self._all_of_them())

    def _all_of_them(self) -> str:
        return f"up to {ALL} values, which are all tried: --vary {self.name}=1..{ALL}"


def largest_of(trial: Trial, values: Sequence[Any], start: int) -> tuple[int | None, bool]:
    """The place of the largest of rising values that fits, None where none does; and whether larger ones were tried.

    The search begins at ``start``. Larger values are not tried where nothing that is budgeted changes.
    """
    if len(values) <= ALL:
        fitting = [place for place, value in enumerate(values) if trial.fits(value)]
        return (fitting[-1] if fitting else None), True
    bracket = _bracket(trial, values, start)
    if bracket is None:
        trial.check_rising(values[place] for place in _spread(0, start))
        return None, True
    low, high = bracket
    if high is None:
        trial.check_rising(values[place] for place in _spread(start, low))
        return low, False
    while high - low > 1:
        middle = _valid(trial, values, (low + high) // 2, high)
        if middle is None or not trial.fits(values[middle]):
            high = (low + high) // 2
        else:
            low = middle
    trial.check_rising(values[place] for place in _spread(max(low - NEAR, 0), min(low + NEAR, len(values) - 1)))
    trial.check_largest(values[low])
    return low, True


def next_of(trial: Trial, values: Sequence[Any], place: int) -> Point | None:
    """The point of the next larger value that fits its layers, or of the next at all; None behind the last."""
    further = values[place + 1 : place + 1 + SKIPPED]
    points = [trial.point(value) for value in further[:1]]
    for value in further:
        if not trial.point(value).error:
            return trial.point(value)
    return points[0] if points else None


def _bracket(trial: Trial, values: Sequence[Any], start: int) -> tuple[int, int | None] | None:
    """A place that fits and a larger one that does not, or the end behind the last; None where nothing fits.

    There is no larger one where nothing that is budgeted changes.
    """
    found, step = _valid(trial, values, start, len(values)), 1
    while found is None and start + step < len(values) and step <= MOST_SKIPPED:
        found, step = _valid(trial, values, start + step, len(values)), 2 * step
    if found is not None and trial.fits(values[found]):
        return _upwards(trial, values, found)
    return _downwards(trial, values, start if found is None else found)


def _upwards(trial: Trial, values: Sequence[Any], start: int) -> tuple[int, int | None]:
    low, step, begun, end = start, 1, trial.needs(values[start]), len(values)
    for doubling in range(DOUBLINGS):
        if low + step >= end:
            return (end - 1, end) if trial.fits(values[end - 1]) else (low, end - 1)
        place = _valid(trial, values, low + step, end)
        if place is None or not trial.fits(values[place]):
            return low, low + step if place is None else place
        low, step = place, 2 * step
        if doubling >= UNCHANGED and trial.needs(values[low]) == begun:
            return low, None
    return low, None


def _downwards(trial: Trial, values: Sequence[Any], start: int) -> tuple[int, int] | None:
    """From a place that is over a budget down to one that fits; between it and what does not fit its layers as well."""
    high, step = start, 1
    while high:
        place = _valid_below(trial, values, max(high - step, 0))
        if place is None:
            return _between(trial, values, max(high - step - SKIPPED, -1), high)
        if trial.fits(values[place]):
            return place, high
        high, step = place, 2 * step
    return None


def _between(trial: Trial, values: Sequence[Any], low: int, high: int) -> tuple[int, int] | None:
    """A place that fits between values that do not fit their layers and one that is over a budget."""
    while high - low > 1:
        middle = (low + high) // 2
        place = _valid(trial, values, middle, high)
        if place is not None and trial.fits(values[place]):
            return place, high
        low, high = (middle, high) if place is None and high - middle > SKIPPED else (low, middle)
    return None


def _valid(trial: Trial, values: Sequence[Any], place: int, end: int) -> int | None:
    """The next place before ``end`` whose value fits its layers, among the first few."""
    for each in range(place, min(place + SKIPPED, end)):
        if not trial.point(values[each]).error:
            return each
    return None


def _valid_below(trial: Trial, values: Sequence[Any], place: int) -> int | None:
    """The next place from one downwards whose value fits its layers, among a few."""
    for each in range(place, max(place - SKIPPED, -1), -1):
        if not trial.point(values[each]).error:
            return each
    return None


def _spread(low: int, high: int) -> Iterator[int]:
    """Places from low to high at equal distances."""
    return (low + (high - low) * part // SPREAD for part in range(SPREAD + 1))
