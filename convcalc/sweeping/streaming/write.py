"""A large sweep from end to end: points on arrays, budgets, and rows to a file, a chunk at a time. Needs NumPy.

Memory does not grow with the grid. After Ctrl-C the file is whole, and has all chunks that were done.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from convcalc.errors import UsageError, did_you_mean
from convcalc.sweeping.arrays.boxes import SIZE
from convcalc.sweeping.arrays.cover import Chunk
from convcalc.sweeping.arrays.tape import job
from convcalc.sweeping.grid import QUANTITIES, Grid
from convcalc.sweeping.points import MEASURES
from convcalc.sweeping.streaming.columns import header, rows_of, within
from convcalc.sweeping.streaming.engines import Chunks
from convcalc.sweeping.streaming.engines import engine as engine_of
from convcalc.sweeping.streaming.files import sink

MOST_REASONS = 20  # that are told apart


class Written(NamedTuple):
    """What was written: how many points were done, were within the budgets, do not fit, and why these do not.

    ``interrupted`` where somebody pressed Ctrl-C; the file is whole then, and ends before the ``points`` in all.
    """

    points: int
    within: int
    failed: int
    reasons: Mapping[str, int]
    interrupted: bool = False


class _Tally:
    """Counts what passes by."""

    def __init__(self) -> None:
        self.points = self.within = self.failed = 0
        self.reasons: dict[str, int] = {}

    def add(self, chunk: Chunk, inside: Any) -> None:
        self.points += chunk.size
        self.within += int(inside.sum())
        for reason, count in chunk.counted.items():
            self.failed += count
            reason = reason if reason in self.reasons or len(self.reasons) < MOST_REASONS else "for other reasons"
            self.reasons[reason] = self.reasons.get(reason, 0) + count

    def written(self, interrupted: bool) -> Written:
        return Written(self.points, self.within, self.failed, self.reasons, interrupted)


def write(
    grids: Sequence[Grid],
    quantities: Sequence[str] = QUANTITIES,
    target: Path | None = None,
    form: str = "csv",
    *,
    budgets: Mapping[str, int] | None = None,
    watch: Callable[[int, int, str], None] = lambda done, work, name: None,
    each: Callable[[Grid, Chunk, Any], None] = lambda grid, chunk, inside: None,
    engine: str = "local",
    scheduler: str = "",
    size: int = SIZE,
    names: Sequence[str] = (),
    **counting: Any,
) -> Written:
    """Work out all points of grids and write a row for each that is within the budgets, or does not fit.

    ``target`` is a file, or None for the standard output; ``form`` csv or parquet; ``budgets`` the most of a quantity.
    ``watch`` is told the points done, all points and the network; ``each`` gets every chunk with which of its points
    are within the budgets. ``engine`` is local or dask, then with the address of a ``scheduler`` or a cluster of this
    machine's own; ``names`` are what the networks are called, ``counting`` as for ``cover.chunks``.
    Raises a UsageError where something cannot be written or counted, a DocumentError for a network that is not there.
    """
    limits = budgets or {}
    needed = tuple(dict.fromkeys([*quantities, *limits]))
    _check(needed)
    jobs = [job(grid, needed, **counting) for grid in grids]
    called = names or [made.document.name for made in jobs]
    columns, tally = header(grids, quantities), _Tally()
    work = sum(grid.size for grid in grids)

    def write_rows(out: Any, chunks: Chunks) -> None:
        for name, made in zip(called, jobs, strict=True):
            watch(tally.points, work, name)
            for chunk in chunks(made, size):
                inside = within(chunk, limits)
                with unbroken():
                    out.write(rows_of(columns, name, made.grid, chunk, inside | ~chunk.fits))
                    tally.add(chunk, inside)
                each(made.grid, chunk, inside)
                watch(tally.points, work, name)

    with engine_of(engine, scheduler) as chunks, sink(target, form, columns) as out:
        interrupted = _until_interrupted(write_rows, out, chunks)
    return tally.written(interrupted)


def _until_interrupted(work: Callable[..., None], *args: Any) -> bool:
    """Do some work until it is done, or somebody presses Ctrl-C: whether that was so."""
    try:
        work(*args)
    except (Exception, KeyboardInterrupt) as error:
        if not _is_interrupt(error):
            raise
        return True
    return False


def _is_interrupt(error: BaseException | None) -> bool:
    """Whether an interrupt is behind an error: NumPy wraps one that comes in the middle of its work."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def _check(quantities: Iterable[str]) -> None:
    for quantity in quantities:
        if quantity not in MEASURES:
            raise UsageError(f"there is no quantity {quantity!r}", hint=did_you_mean(quantity, MEASURES))


@contextmanager
def unbroken() -> Iterator[None]:
    """Ctrl-C inside the block is heard at its end, so that a chunk is written whole or not at all."""
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield  # it is not heard here, or by somebody else
        return
    asked: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: asked.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt
