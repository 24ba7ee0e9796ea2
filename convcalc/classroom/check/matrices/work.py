"""A small convolution or pooling as data: what a slip changes, and what the engine of worked matrices makes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias

Matrix: TypeAlias = tuple[tuple[Any, ...], ...]  # rows of whole numbers and fractions
Pairs: TypeAlias = tuple[tuple[int, int], ...]  # cells before and after each axis


class Convolution(NamedTuple):
    """A convolution of one channel by one filter. Fields of the window have a number, or a pair, for each axis."""

    input: Matrix
    kernel: Matrix
    stride: tuple[int, ...]
    padding: Pairs
    dilation: tuple[int, ...]
    output_padding: tuple[int, ...]
    bias: Any
    activation: str
    flip: bool
    transpose: bool

    def matrix(self) -> Matrix:
        """What comes out. Raises what the engine raises where a kernel does not fit."""
        from convcalc.numeric.worked.rows import convolved, output_rows

        asked = self._asdict()
        x, kernel = asked.pop("input"), asked.pop("kernel")
        if not self.transpose:
            del asked["output_padding"]
        return output_rows(convolved(x, kernel, **asked))

    @property
    def window(self) -> tuple[int, ...]:
        """The kernel's size along each axis."""
        return size_of(self.kernel)[-len(self.stride) :]


class Pooling(NamedTuple):
    """A pooling of one channel. Fields of the window have a number, or a pair, for each axis."""

    input: Matrix
    operation: str
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: Pairs
    dilation: tuple[int, ...]
    ceil: bool

    def matrix(self) -> Matrix:
        """What comes out. Raises what the engine raises where a window does not fit."""
        from convcalc.numeric.worked.rows import output_rows, pooled

        asked = self._asdict()
        return output_rows(pooled(asked.pop("input"), **asked))

    @property
    def window(self) -> tuple[int, ...]:
        """The window's size along each axis."""
        return self.kernel


Work: TypeAlias = Convolution | Pooling


def size_of(matrix: Matrix) -> tuple[int, int]:
    """Rows and columns."""
    return len(matrix), len(matrix[0])


def size_text(matrix: Matrix) -> str:
    """The size as one says it: 5x3."""
    return "x".join(map(str, size_of(matrix)))


def each(matrix: Matrix, change: Callable[[Any], Any]) -> Matrix:
    """The matrix with every cell changed."""
    return tuple(tuple(change(cell) for cell in row) for row in matrix)


def exchanged(matrix: Matrix) -> Matrix:
    """Rows as columns, and columns as rows."""
    return tuple(zip(*matrix))


def mirrored(matrix: Matrix) -> Matrix:
    """Left and right exchanged."""
    return tuple(row[::-1] for row in matrix)


def turned(matrix: Matrix) -> Matrix:
    """Turned by 180 degrees."""
    return mirrored(matrix)[::-1]


def part(matrix: Matrix, rows: slice, columns: slice) -> Matrix:
    """Some of the rows and columns."""
    return tuple(row[columns] for row in matrix[rows])


def both_axes(padding: Pairs) -> Pairs:
    """The padding of rows and of columns; a sequence has none for its rows."""
    return ((0, 0), *padding)[-2:]


def framed(matrix: Matrix, padding: Pairs) -> Matrix:
    """The matrix with zeros around it, as cells like any other."""
    (above, below), (left, right) = both_axes(padding)
    rows = [(*[0] * left, *row, *[0] * right) for row in matrix]
    empty = (0,) * len(rows[0])
    return tuple([empty] * above + rows + [empty] * below)


def extended(matrix: Matrix, padding: Pairs) -> Matrix:
    """The matrix with its outermost cells repeated around it."""
    (above, below), (left, right) = both_axes(padding)
    rows = [(*row[:1] * left, *row, *row[-1:] * right) for row in matrix]
    return tuple(rows[:1] * above + rows + rows[-1:] * below)
