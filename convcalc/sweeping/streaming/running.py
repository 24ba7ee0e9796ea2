"""The Pareto front of a large sweep, kept up while its chunks go by, in memory for the front alone. Needs NumPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from convcalc.errors import UsageError
from convcalc.sweeping.arrays.boxes import box_of
from convcalc.sweeping.arrays.cover import Chunk
from convcalc.sweeping.arrays.numbers import Numbers
from convcalc.sweeping.grid import Grid

MOST = 5_000  # points of a front: more tell nobody anything
JUDGES = 32  # points of the front that all of a chunk is held against at once


class Member(NamedTuple):
    """A point of the front: its grid, and its place there."""

    grid: Grid
    place: int


class RunningFront:
    """The points so far that no other beats: none is at least as good by all goals and better by one.

    ``goals`` are quantities and names of axes, each with whether much of it is wanted. Points of different grids are
    compared where the goals are quantities alone.
    """

    def __init__(self, goals: Sequence[tuple[str, bool]], most: int = MOST) -> None:
        self.goals = tuple(goals)
        self.most = most
        self._fronts: dict[Any, _Unbeaten] = {}
        self._axes: dict[tuple[int, str], Numbers] = {}

    def see(self, grid: Grid, chunk: Chunk, inside: Any) -> None:
        """Take in those points of a chunk that are ``inside`` the budgets. Raises a UsageError for too long a front."""
        found = np.flatnonzero(inside)
        if not len(found):
            return
        columns = [self._worth(grid, chunk, name, more)[found] for name, more in self.goals]
        kind = object if any(column.dtype == object for column in columns) else np.int64
        worths = np.stack([column.astype(kind) for column in columns], axis=1)
        apart = any(name not in chunk.columns for name, _ in self.goals)
        front = self._fronts.setdefault(id(grid) if apart else None, _Unbeaten(len(self.goals)))
        front.add(worths, [Member(grid, chunk.start + place) for place in found.tolist()], self.most)

    def _worth(self, grid: Grid, chunk: Chunk, name: str, more: bool) -> Any:
        """How good the points are by a goal, as whole numbers: the larger the better."""
        column = chunk.columns.get(name)
        if column is None:
            column = self._values(grid, chunk, name)
        return column if more else -column

    def _values(self, grid: Grid, chunk: Chunk, name: str) -> Any:
        """The numerators of an axis at the points of a chunk."""
        place = next((place for place, axis in enumerate(grid.axes) if axis.name == name), None)
        if place is None or not grid.axes[place].is_numeric:
            raise UsageError(f"the front is by {name!r}, which is no quantity and no axis of numbers", hint="another")
        numbers = self._axes.setdefault((id(grid), name), Numbers(grid.axes[place].values))
        box = box_of([len(axis.values) for axis in grid.axes], chunk.start, chunk.start + chunk.size)
        own, _ = numbers.part(*box[place])
        own = own.reshape([-1 if other == place else 1 for other in range(len(box))])
        return np.broadcast_to(own, tuple(stop - start for start, stop in box)).ravel()

    @property
    def members(self) -> list[Member]:
        """The points of the front, in their order."""
        return [member for front in self._fronts.values() for member in sorted(front.members, key=lambda m: m.place)]


class _Unbeaten:
    """The points that none so far beats, with their worths."""

    def __init__(self, goals: int) -> None:
        self.worths: Any = np.zeros((0, goals), dtype=np.int64)
        self.members: list[Member] = []

    def add(self, worths: Any, members: Sequence[Member], most: int) -> None:
        """Take in points. Raises a UsageError where more than so many are left."""
        best = np.lexsort(worths.T[::-1])[::-1]  # what beats a point stands before it
        step = JUDGES
        while len(best):
            now, best = best[:step], best[step:]
            for place in now.tolist():
                self._take(worths[place], members[place])
            if len(self.members) > most:
                what = f"the front has more than {most:,} points"
                raise UsageError(what, hint="fewer goals, or budgets that leave fewer points")
            left = best[~_beaten(worths[best], self.worths[-JUDGES:])]
            # where few are beaten, holding all against these costs more than it saves
            step = JUDGES if len(left) < len(best) // 2 else 2 * step
            best = left

    def _take(self, worth: Any, member: Member) -> None:
        """Take in a point that is not beaten, and let go of those that it beats."""
        if ((self.worths >= worth).all(axis=1) & (self.worths > worth).any(axis=1)).any():
            return
        kept = ~_beaten(self.worths, worth[None])
        if not kept.all():
            self.worths = self.worths[kept]
            self.members = [each for each, keep in zip(self.members, kept.tolist(), strict=True) if keep]
        self.worths = np.concatenate([self.worths, worth[None]])
        self.members.append(member)


def _beaten(worths: Any, others: Any) -> Any:
    """Which points one of a few others beats."""
    found = np.zeros(len(worths), dtype=bool)
    for other in others:
        found |= ((other >= worths).all(axis=1) & (other > worths).any(axis=1)).astype(bool)
    return found
