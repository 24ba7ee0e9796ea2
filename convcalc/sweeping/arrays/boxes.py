"""A grid in pieces: each a box, so that what depends on one axis is worked out once for it and not at every point."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import prod
from typing import TypeAlias

SIZE = 65_536  # points of a piece

Box: TypeAlias = tuple[tuple[int, int], ...]  # of each axis from where to where


def spans(lengths: Sequence[int], size: int = SIZE) -> Iterator[tuple[int, int]]:
    """The pieces of a grid in order, the first point of each and the one behind its last: of ``size`` points at most.

    A piece is whole lines of the axes that vary fastest or, where such a line is longer, a part of one.
    """
    axis, line = _cut(lengths, size)
    length = lengths[axis] if lengths else 1
    parts = -(-length * line // max(size // line * line, 1))
    step = -(-length // max(parts, 1))
    for outer in range(prod(lengths[:axis])):
        for first in range(0, length, step):
            start = (outer * length + first) * line
            yield start, start + min(step, length - first) * line


def _cut(lengths: Sequence[int], size: int) -> tuple[int, int]:
    """The axis that pieces are cut along, and how many points there are behind one of its values."""
    axis, line = max(len(lengths) - 1, 0), 1
    while axis > 0 and line * lengths[axis] <= size:
        line *= lengths[axis]
        axis -= 1
    return axis, line


def box_of(lengths: Sequence[int], start: int, stop: int) -> Box:
    """The box of a piece: one value of the outer axes, some of one axis, all of those behind it."""
    ranges: list[tuple[int, int]] = []
    line = prod(lengths)
    for length in lengths:
        line //= length
        first, last = start // line % length, (stop - 1) // line % length
        ranges.append((first, last + 1))
    return tuple(ranges)
