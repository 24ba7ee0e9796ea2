"""What is written of a sweep, a chunk at a time: the network, what its names stand for, the counts, and what is wrong.

Needs NumPy.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from convcalc.sweeping.arrays.boxes import box_of
from convcalc.sweeping.arrays.cover import Chunk
from convcalc.sweeping.grid import Grid


class Named(NamedTuple):
    """A column of few values: the values, and for each row which of them it has; -1 for none."""

    values: Sequence[Any]
    places: Any


class Rows(NamedTuple):
    """Some rows of the file: the columns of names and texts, the counts, and which rows have counts."""

    named: dict[str, Named]
    counts: dict[str, Any]
    fits: Any
    error: Named

    @property
    def size(self) -> int:
        """How many rows there are."""
        return len(self.fits)


class Header(NamedTuple):
    """The columns of the file: the names that vary with all their values, and the quantities."""

    axes: Mapping[str, Sequence[Sequence[Any]]]
    quantities: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns by their names, in order."""
        return ("network", *self.axes, *self.quantities, "error")


def header(grids: Iterable[Grid], quantities: Iterable[str]) -> Header:
    """The header of a file: the names of all grids, in the order in which they are met."""
    axes: dict[str, list[Sequence[Any]]] = {}
    for grid in grids:
        for axis in grid.axes:
            axes.setdefault(axis.name, []).append(axis.values)
    return Header(axes, tuple(quantities))


def rows_of(header: Header, network: str, grid: Grid, chunk: Chunk, keep: Any) -> Rows:
    """The rows of those points of a chunk that are to be written."""
    box = box_of([len(axis.values) for axis in grid.axes], chunk.start, chunk.start + chunk.size)
    shape = tuple(stop - start for start, stop in box)
    found: dict[str, Named] = {"network": _constant(network, chunk.size)}
    found |= {name: Named((), np.full(chunk.size, -1)) for name in header.axes}
    for place, (axis, (start, stop)) in enumerate(zip(grid.axes, box, strict=True)):
        own = np.arange(stop - start).reshape([-1 if other == place else 1 for other in range(len(box))])
        found[axis.name] = Named(axis.values[start:stop], np.broadcast_to(own, shape).ravel())
    error = Named(chunk.reasons, chunk.failed - 1)
    counts = {quantity: chunk.columns[quantity] for quantity in header.quantities}
    if keep.all():
        return Rows(found, counts, chunk.fits, error)
    return Rows(
        {name: Named(each.values, each.places[keep]) for name, each in found.items()},
        {quantity: column[keep] for quantity, column in counts.items()},
        chunk.fits[keep],
        Named(error.values, error.places[keep]),
    )


def _constant(text: str, size: int) -> Named:
    return Named((text,), np.zeros(size, dtype=np.int64))


def within(chunk: Chunk, budgets: Mapping[str, int]) -> Any:
    """Which points of a chunk fit, and into all budgets."""
    found = chunk.fits
    for quantity, most in budgets.items():
        found = found & np.less_equal(chunk.columns[quantity], most).astype(bool)
    return found
