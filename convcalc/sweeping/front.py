"""The Pareto front: the points that no other beats in everything that is wanted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from convcalc.errors import UsageError, did_you_mean
from convcalc.sweeping.grid import Axis
from convcalc.sweeping.points import MEASURES, Point

COST = "multiplications"
SIZE = "parameters"
MOST_GOALS = 8


class Goal(NamedTuple):
    """What is wanted: much of a quantity or a symbol, or little."""

    name: str
    more: bool

    def __str__(self) -> str:
        return ("+" if self.more else "-") + self.name

    @property
    def words(self) -> str:
        """The goal in words, as what a better point would have: alpha as large, multiplications as few."""
        measure = MEASURES.get(self.name)
        if measure:
            return f"{measure.words} as {'many' if self.more else 'few'}"
        return f"{self.name} as {'large' if self.more else 'small'}"

    def worth(self, point: Point) -> Any:
        """How good a point is by this goal: the larger the better; None where it has no such symbol."""
        value = point.counts[self.name] if self.name in MEASURES else point.values.get(self.name)
        return None if value is None else value if self.more else -value


class Front(NamedTuple):
    """The points that no other beats, by their places; symbols are compared within a network only."""

    goals: tuple[Goal, ...]
    places: frozenset[int]
    among: int
    networks: int = 1

    @property
    def is_all(self) -> bool:
        """Whether every point is on it, so that it says nothing of any."""
        return len(self.places) == self.among

    @property
    def within_each(self) -> bool:
        """Whether each network has a front of its own."""
        return self.networks > 1 and any(goal.name not in MEASURES for goal in self.goals)


def goals_of(written: str, axes: Iterable[Axis]) -> tuple[Goal, ...]:
    """The goals of ``--front +resolution,-multiplications``; without a sign little is wanted.

    Raises a UsageError for a name that is neither a quantity nor a swept symbol of numbers.
    """
    symbols = {axis.name: axis.is_numeric for axis in axes}
    parts = [part.strip() for part in written.split(",") if part.strip()]
    names = [part.lstrip("+-").strip() for part in parts]
    for name in names:
        if name not in MEASURES and name not in symbols:
            known = did_you_mean(name, [*MEASURES, *symbols])
            raise UsageError(f"--front {written}: there is no quantity and no swept symbol {name!r}", hint=known)
        if name not in MEASURES and not symbols[name]:
            hint = "a symbol of numbers, or a quantity"
            raise UsageError(f"--front {written}: the values of {name} are no numbers", hint=hint)
    if not 1 <= len(set(names)) == len(names) <= MOST_GOALS:
        hint = "--front +resolution,-multiplications"
        raise UsageError(f"--front {written}: one to {MOST_GOALS} names are expected, each once", hint=hint)
    return tuple(Goal(name, part.startswith("+")) for name, part in zip(names, parts, strict=True))


def default_goals(axes: Iterable[Axis], budgets: bool) -> tuple[Goal, ...]:
    """What is wanted where nothing is said.

    A symbol is swept because larger is better and costs more: the front are the largest values for few
    multiplications. Under a budget the cost is settled, and the front are the largest that fit. Where no symbol of
    numbers varies, networks are set side by side by what they cost: few multiplications, few parameters.
    """
    varying = dict.fromkeys(axis.name for axis in axes if len(axis.values) > 1 and axis.is_numeric)
    larger = [Goal(name, True) for name in varying][: MOST_GOALS - 1]
    if not larger:
        return Goal(COST, False), Goal(SIZE, False)
    return tuple(larger) if budgets else (*larger, Goal(COST, False))


def front_of(points: Sequence[Point], goals: Sequence[Goal]) -> Front:
    """The front among points that fit."""
    names = list(dict.fromkeys(point.network for point in points))
    apart = len(names) > 1 and any(goal.name not in MEASURES for goal in goals)
    groups: dict[str, list[int]] = {}
    for place, point in enumerate(points):
        groups.setdefault(point.network if apart else "", []).append(place)
    places = [place for members in groups.values() for place in _unbeaten(points, members, goals)]
    return Front(tuple(goals), frozenset(places), len(points), len(names))


def _unbeaten(points: Sequence[Point], members: Sequence[int], goals: Sequence[Goal]) -> list[int]:
    """The places of the members that no other member beats, by the goals that all of them can be judged by."""
    columns = [[goal.worth(points[place]) for place in members] for goal in goals]
    ranked = [_ranks(column) for column in columns if None not in column]
    by_worth: dict[tuple[int, ...], list[int]] = {}
    for place, worth in zip(members, zip(*ranked, strict=True), strict=True) if ranked else ():
        by_worth.setdefault(worth, []).append(place)
    kept: list[tuple[int, ...]] = []
    for worth in sorted(by_worth, reverse=True):  # what beats a point stands before it
        if not any(all(map(int.__ge__, better, worth)) for better in kept):
            kept.append(worth)
    return sorted(place for worth in kept for place in by_worth[worth])


def _ranks(column: Sequence[Any]) -> list[int]:
    """The places of values in their order: whole numbers, which compare faster than fractions."""
    order = {value: rank for rank, value in enumerate(sorted(set(column)))}
    return [order[value] for value in column]
