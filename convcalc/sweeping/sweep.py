"""A small sweep: every point evaluated, those over a budget put aside, the front found among the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from convcalc.errors import CheckFailed, ConvcalcError, ShapeError, UsageError
from convcalc.sweeping.front import Front, Goal, default_goals, front_of
from convcalc.sweeping.grid import Axis, set_text
from convcalc.sweeping.points import MEASURES, MOST, Budget, Counting, Point, Swept

Watch = Callable[[int, int, str], None]


class Sweep(NamedTuple):
    """The networks that were swept, all their points, how they were counted, the budgets, and the front.

    The places of the front are among the points that are ``within`` the budgets.
    """

    networks: tuple[Swept, ...]
    points: tuple[Point, ...]
    counting: Counting
    budgets: tuple[Budget, ...]
    front: Front

    @property
    def within(self) -> list[Point]:
        """The points that fit, and into all budgets."""
        return [point for point in self.points if point.within(self.budgets)]

    @property
    def failed(self) -> list[Point]:
        """The points whose shapes do not fit."""
        return [point for point in self.points if point.error]

    @property
    def shown(self) -> Iterator[tuple[Point, bool]]:
        """The points to show, in their order, each with whether it is on the front: all but those over a budget."""
        place = 0
        for point in self.points:
            inside = point.within(self.budgets)
            if inside or point.error:
                yield point, inside and place in self.front.places
            place += inside

    @property
    def axes(self) -> list[Axis]:
        """The axes by their names, each with all that it takes in one of the networks or another."""
        return joined_axes(self.networks)

    @property
    def varying(self) -> list[str]:
        """The names that take more than one value, or all where none does."""
        axes = self.axes
        return [axis.name for axis in axes if len(axis.values) > 1] or [axis.name for axis in axes]


def joined_axes(networks: Iterable[Swept]) -> list[Axis]:
    """The axes of networks by their names; the values of one that several have are those of all."""
    found: dict[str, Axis] = {}
    for axis in (axis for each in networks for axis in each.grid.axes):
        known = found.get(axis.name, Axis(axis.name, ()))
        if known.values != axis.values:
            merged = dict.fromkeys([(isinstance(value, bool), value) for value in (*known.values, *axis.values)])
            found[axis.name] = Axis(axis.name, tuple(value for _, value in merged))
    return list(found.values())


def sweep(
    networks: Sequence[Swept],
    counting: Counting,
    budgets: Sequence[Budget] = (),
    goals: Sequence[Goal] = (),
    watch: Watch = lambda done, work, name: None,
) -> Sweep:
    """Evaluate all points of networks. ``watch`` is told the points done, all points, and the network.

    Raises a UsageError for more than ``MOST`` points, or where no point fits.
    """
    size = sum(each.grid.size for each in networks)
    if size > MOST:
        hint = "larger steps, or -o sweep.csv"
        raise UsageError(f"the sweep has {size:,} points: more than {MOST:,} are not shown one by one", hint=hint)
    needed = [each.quantity for each in budgets] + [goal.name for goal in goals if goal.name in MEASURES]
    counting = counting.with_measures(needed)
    points: list[Point] = []
    for each in networks:
        for point in each.points(counting):
            watch(len(points), size, each.name)
            points.append(point)
    if not goals:
        goals = default_goals(joined_axes(networks), bool(budgets))
    within = [point for point in points if point.within(budgets)]
    return Sweep(tuple(networks), tuple(points), counting, tuple(budgets), front_of(within, goals))


def nothing_fits(found: Sweep) -> ConvcalcError:
    """The error of a sweep of which nothing is left: why the first point does not fit, or what the least needs."""
    evaluated = [point for point in found.points if not point.error]
    if not evaluated:
        first = found.points[0]
        return ShapeError(
            f"none of {len(found.points):,} points fits: {told(first)}: {first.error}", hint="other values"
        )
    needs = []
    for budget in found.budgets:
        least = min(evaluated, key=lambda point: point.counts[budget.quantity])
        if budget in least.over(found.budgets):
            words = MEASURES[budget.quantity].words
            count = least.counts[budget.quantity]
            needs.append(
                f"at least {count:,} {words} are needed, at {told(least)}, and {budget.option} is {budget.written}"
            )
    why = "; ".join(needs) or "each is met by a point, and no point meets all"
    return CheckFailed(f"none of {len(found.points):,} points is within the budgets: {why}", hint="a larger budget")


def told(point: Point) -> str:
    """A point in words: what its names stand for, or its network."""
    return set_text(point.values) or point.network
