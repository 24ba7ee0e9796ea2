"""The points of a grid, piece by piece: each piece is covered with the array programs whose conditions it meets.

Where no program is right for a point, its tape is recorded there and serves all points like it. What cannot be recorded
is worked out point by point: slowly, and right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from convcalc.sweeping.arrays.bounds import Bounds
from convcalc.sweeping.arrays.boxes import SIZE, Box, box_of, spans
from convcalc.sweeping.arrays.numbers import Numbers
from convcalc.sweeping.arrays.program import Program
from convcalc.sweeping.arrays.run import Kept, Run
from convcalc.sweeping.arrays.tape import Job, Untraceable, job, outcome, record
from convcalc.sweeping.grid import Grid

MOST_PROGRAMS = 1_000  # that are kept; those that served longest ago go
OPEN, FITS = -1, 0  # the state of a point; from 1 on the reason why it does not fit


class Chunk(NamedTuple):
    """Some points of a grid, one after the other, from ``start`` on.

    ``columns`` are the exact counts by quantity: an array of machine integers or, where one of them is beyond these, of
    Python's; they are 0 where a point does not fit. ``failed`` is 0 for the points that fit, and else tells which of
    the ``reasons`` it is, counted from 1: why the first such point does not fit, in its numbers.
    """

    start: int
    columns: dict[str, Any]
    failed: Any
    reasons: tuple[str, ...]

    @property
    def size(self) -> int:
        """How many points there are."""
        return len(self.failed)

    @property
    def fits(self) -> Any:
        """Which points fit, as truths."""
        return self.failed == 0

    @property
    def counted(self) -> dict[str, int]:
        """The reasons, each with how many points do not fit for it."""
        counts = np.bincount(self.failed, minlength=len(self.reasons) + 1)[1:].tolist()
        return dict(zip(self.reasons, counts, strict=True))


def chunks(grid: Grid, quantities: Sequence[str], *, size: int = SIZE, **counting: Any) -> Iterator[Chunk]:
    """The points of a grid in order, in pieces of ``size`` at most, by a ``convention`` (lecture).

    ``strict``, ``batch``, ``layout`` and ``max_layers`` are as in ``Network.evaluate`` and ``load_with``. Raises a
    DocumentError where the network cannot be read; a point that does not fit is marked in its chunk.
    """
    made = job(grid, quantities, **counting)
    cover = Cover(made)
    for start, stop in spans(made.lengths, size):
        yield cover.chunk(start, stop)


class _Piece:
    """A piece while it is filled: for each point its state, and its counts."""

    def __init__(self, box: Box, quantities: Sequence[str]) -> None:
        self.box = box
        self.shape = tuple(stop - start for start, stop in box)
        self.state = np.full(self.shape, OPEN, dtype=np.int32)
        self.columns: dict[str, Any] = dict.fromkeys(quantities)
        self.reasons: dict[str, int] = {}

    def is_open(self) -> bool:
        """Whether there are points that no program has met."""
        return bool((self.state == OPEN).any())

    def fail(self, where: Any, mask: Any, reason: str) -> None:
        """Mark points of a part as such that do not fit."""
        number = self.reasons.setdefault(reason, len(self.reasons) + 1)
        self.state[where] = np.where(mask, number, self.state[where])

    def put(self, where: Any, mask: Any, counts: Mapping[str, Any]) -> None:
        """Fill in the counts of points of a part."""
        whole = self.state[where].shape == self.shape and bool(mask.all())
        for quantity, found in counts.items():
            if whole:
                self.columns[quantity] = np.broadcast_to(found, self.shape)
            else:
                self._fill(quantity, where, mask, np.asarray(found))
        self.state[where] = np.where(mask, FITS, self.state[where])

    def _fill(self, quantity: str, where: Any, mask: Any, found: Any) -> None:
        column = self.columns[quantity]
        if column is None:
            column = np.zeros(self.shape, dtype=np.int64)
        if found.dtype == object and column.dtype != object:
            column = column.astype(object)
        column[where] = np.where(mask, found, column[where])
        self.columns[quantity] = column

    def chunk(self, start: int) -> Chunk:
        """The piece as a chunk."""
        columns = {quantity: self._flat(column) for quantity, column in self.columns.items()}
        return Chunk(start, columns, self.state.ravel(), tuple(self.reasons))

    def _flat(self, column: Any) -> Any:
        return np.zeros(self.state.size, dtype=np.int64) if column is None else column.ravel()


class Cover:
    """The programs of a job, and the values of its axes as numbers."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.axes = job.grid.axes
        self.numbers = {axis.name: Numbers(axis.values) for axis in self.axes if axis.name in job.numeric}
        self.denominators = {name: numbers.denominator for name, numbers in self.numbers.items()}
        self.intervals = {name: numbers.interval() for name, numbers in self.numbers.items()}
        self.programs: list[_Ready] = []

    def chunk(self, start: int, stop: int) -> Chunk:
        """The points from one place to another, which are a piece of ``spans``."""
        piece = _Piece(box_of(self.job.lengths, start, stop), self.job.quantities)
        for ready in list(self.programs):
            ready.apply(self, piece)
            if not piece.is_open():
                break
        while piece.is_open():
            self._extend(piece)
        return piece.chunk(start)

    def _extend(self, piece: _Piece) -> None:
        """Cover the first open point, and all that are like it."""
        place = np.unravel_index(int(np.argmin(piece.state)), piece.shape)
        point = {
            axis.name: axis.values[first + int(offset)]
            for axis, (first, _), offset in zip(self.axes, piece.box, place, strict=True)
        }
        try:
            ready = _Ready(Program(record(self.job, point), self.denominators), self)
            ready.apply(self, piece)
            self.programs = [ready, *self.programs][:MOST_PROGRAMS]
        except Untraceable:
            pass
        if piece.state[place] == OPEN:
            self._by_itself(piece, place, point)

    def _by_itself(self, piece: _Piece, place: Any, point: Mapping[str, Any]) -> None:
        """Work out one point without any program."""
        where = tuple(slice(each, each + 1) for each in place)
        mask = np.ones((1,) * len(place), dtype=bool)
        found = outcome(self.job, point)
        if found.error:
            piece.fail(where, mask, found.error)
        else:
            piece.put(where, mask, {key: _exact(value) for key, value in found.counts.items()})


def _exact(value: int) -> Any:
    """A number as an array that holds it."""
    return np.array(value, dtype=np.int64 if abs(value) < 2**63 else object)


class _Ready:
    """A program with what is known of it on a whole grid."""

    def __init__(self, program: Program, cover: Cover) -> None:
        self.program = program
        self.small = program.settle(Bounds(program.terms, cover.intervals))
        self.kept = Kept()
        self.guards = [(guard, program.names(guard.sums)) for guard in program.guards]

    def apply(self, cover: Cover, piece: _Piece) -> None:
        """Fill in the points of a piece that meet the program's conditions."""
        chosen = [self._chosen(cover, axis.name, axis.values, *ends) for axis, ends in zip(cover.axes, piece.box)]
        for place, axis in enumerate(cover.axes):
            chosen[place] = self._narrowed(cover, piece, chosen, place, axis.name)
            if not len(chosen[place]):
                return
        run = self._run(cover, piece, chosen)
        where = np.ix_(*chosen) if chosen else ()
        mask = piece.state[where] == OPEN
        for guard, names in self.guards:
            if len(names) != 1:
                mask = mask & run.answers(guard)
        if mask.any():
            self._fill(run, piece, where, mask)
        self.kept.drop_large()

    def _chosen(self, cover: Cover, name: str, values: Sequence[Any], start: int, stop: int) -> Any:
        """The places of an axis, within a piece, that have the value which the program is bound to."""
        if name not in self.program.set:
            return np.arange(stop - start)
        bound = self.program.set[name]
        truths = [type(value) is type(bound) and value == bound for value in values[start:stop]]
        return np.flatnonzero(np.array(truths))

    def _narrowed(self, cover: Cover, piece: _Piece, chosen: list[Any], place: int, name: str) -> Any:
        """The places of an axis that meet the conditions which depend on it alone."""
        own = [guard for guard, names in self.guards if names == {name}]
        if not own:
            return chosen[place]
        run = self._run(cover, piece, chosen)
        truths = np.ones(len(chosen[place]), dtype=bool)
        for guard in own:
            truths &= np.broadcast_to(np.ravel(run.answers(guard)), truths.shape)
        return chosen[place][truths]

    def _run(self, cover: Cover, piece: _Piece, chosen: Sequence[Any]) -> Run:
        """The program on the chosen places of each axis."""
        names: dict[str, Any] = {}
        tokens: dict[str, Any] = {}
        intervals = {}
        for place, (axis, ends) in enumerate(zip(cover.axes, piece.box, strict=True)):
            if axis.name in cover.numbers:
                numerators, intervals[axis.name] = cover.numbers[axis.name].part(*ends)
                whole = len(chosen[place]) == ends[1] - ends[0]
                own = numerators if whole else numerators[chosen[place]]
                names[axis.name] = own.reshape([-1 if other == place else 1 for other in range(len(cover.axes))])
                tokens[axis.name] = (*ends, b"" if whole else chosen[place].tobytes())
        bounds = None if self.small else Bounds(self.program.terms, intervals)
        return Run(self.program, names, tokens, bounds, self.kept)

    def _fill(self, run: Run, piece: _Piece, where: Any, mask: Any) -> None:
        if self.program.error:
            return piece.fail(where, mask, self.program.error)
        piece.put(where, mask, {quantity: run.count(quantity) for quantity in self.program.counts})
        return None
