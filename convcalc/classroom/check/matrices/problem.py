"""Exercises with matrices: read from plain data, worked exactly, and what each slip makes of them.

The data come from strangers: matrices are texts, and nothing that they name is opened. NumPy is loaded when the first
matrix is worked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any, NamedTuple

from convcalc.classroom.check.candidates import Candidate, Slip
from convcalc.classroom.check.matrices import convolving, pooling  # noqa: F401 (their slips enter themselves)
from convcalc.classroom.check.matrices.fields import MOST_CELLS, read_work
from convcalc.classroom.check.matrices.slips import MATRIX_SLIPS, Way, is_padded, listed
from convcalc.classroom.check.matrices.work import Matrix, Pooling, Work, each, size_of, size_text
from convcalc.errors import ConvcalcError, Fault
from convcalc.layers.fields import shown

KINDS = {"max": "max", "avg": "average", "min": "min", "l2": "l2"}

NEIGHBOUR = Slip(
    "neighbouring-window",
    "this is the value of a neighbouring position: the window stands one row or one column off",
    "lecture 1, 'Convolution Layer'",
    2,
)
COUNTED_FROM_ONE = Slip(
    "counted-from-one",
    "rows and columns are counted from 0 here, so that the first cell is 0,0",
    "lecture 1, 'Convolution Layer'",
    1,
)
EXCHANGED = Slip(
    "row-and-column-exchanged",
    "a cell is named by its row first, and then by its column",
    "lecture 1, 'Convolution Layer'",
    1,
)


IN_A_CELL = (NEIGHBOUR, COUNTED_FROM_ONE, EXCHANGED)


def matrix_slips() -> dict[str, Slip]:
    """Every slip in matrices worked by hand, by its name; some have the name of a slip in sizes or counts."""
    return {slip.name: slip for slip in (*(each.slip for each in MATRIX_SLIPS.values()), *IN_A_CELL)}


class MatrixProblem(NamedTuple):
    """A convolution or a pooling by hand: its title, the work, and the matrix that comes out.

    Quantities are ``matrix`` (rows of whole numbers and fractions), ``size`` (rows and columns; of a sequence its one
    size) and cells such as ``cell 0,2``, counted from 0, the row first.
    """

    title: str
    work: Work
    matrix: Matrix

    @property
    def quantities(self) -> tuple[str, ...]:
        """The matrix and its size; besides, any cell by its name."""
        return ("matrix", "size")

    def kind(self, quantity: str) -> str:
        """The kind of a quantity's value; a cell is a number."""
        return quantity if quantity in self.quantities else "number"

    def right(self, quantity: str) -> Any:
        """The value of a quantity; None for what a matrix has not. Raises a Fault for a cell outside of it."""
        if quantity not in self.quantities and not quantity.startswith("cell"):
            return None
        return self._value(quantity, self.matrix)

    def also_right(self, quantity: str) -> tuple[Any, ...]:
        """The size of a sequence, also with its one row."""
        size = size_of(self.matrix)
        return (size,) if quantity == "size" and size != self.right("size") else ()

    def pairs(self, quantity: str) -> list[Candidate]:
        """None: a matrix has so many cells that one slip tells."""
        return []

    def formula(self, quantity: str) -> Any:
        """None."""
        return None

    def letters(self) -> Mapping[str, Any]:
        """None."""
        return {}

    def working(self, quantity: str) -> list[Any]:
        """The matrix, row by row."""
        return ["  ".join(map(shown, row)) for row in self.matrix] if quantity != "size" else []

    def candidates(self, quantity: str) -> list[Candidate]:
        """The values that slips give in the place of the right one, the likeliest slips first.

        A slip that leaves the value as it is, or where the window does not fit, gives none. Raises a Fault for a
        quantity that there is not.
        """
        right = self.right(quantity)
        found = [
            Candidate(value, (slip,), f"this is {_subject(quantity)} {says}: {slip.meaning}")
            for slip, says, value in (*self._misplaced(quantity), *self._mistaken(quantity))
            if value is not None and value != right
        ]
        found.sort(key=lambda candidate: candidate.slips[0].likelihood)
        return list({(candidate.value, candidate.slips): candidate for candidate in reversed(found)}.values())[::-1]

    def _mistaken(self, quantity: str) -> Iterator[tuple[Slip, str, Any]]:
        """The quantity in each matrix that a slip gives."""
        for slip, says, matrix in wrong_matrices(self.work):
            yield slip, says, self._value(quantity, matrix, strict=False)

    def _misplaced(self, quantity: str) -> Iterator[tuple[Slip, str, Any]]:
        """The right matrix at another place than the one asked for."""
        if quantity in ("matrix", "size"):
            return
        row, column = _place(quantity, self.matrix)
        others = [(COUNTED_FROM_ONE, row - 1, column - 1), (EXCHANGED, column, row)]
        others += [(NEIGHBOUR, row + down, column + right) for down, right in ((0, 1), (1, 0), (0, -1), (-1, 0))]
        for slip, i, j in others:
            yield slip, f"is asked for, and this is cell {i},{j}", _cell(self.matrix, i, j)

    def _value(self, quantity: str, matrix: Matrix, strict: bool = True) -> Any:
        if quantity == "matrix":
            return matrix
        if quantity == "size":
            return size_of(matrix)[-len(self.work.stride) :]
        place = _place(quantity, self.matrix)
        return _cell(matrix, *place)


def _subject(quantity: str) -> str:
    return quantity if quantity.startswith("cell") else f"the {quantity}"


def _cell(matrix: Matrix, row: int, column: int) -> Any:
    """The value of a cell, None outside the matrix."""
    rows, columns = size_of(matrix)
    return matrix[row][column] if 0 <= row < rows and 0 <= column < columns else None


def _place(quantity: str, matrix: Matrix) -> tuple[int, int]:
    """The row and the column of a cell. Raises a Fault for what is none, or lies outside the output."""
    found = re.fullmatch(r"cell +(?:([0-9]{1,6}) *, *)?([0-9]{1,6})", quantity)
    rows, columns = size_of(matrix)
    if not found or (found[1] is None and rows > 1):
        raise Fault(f"a matrix has no {quantity[:100]!r}", "matrix, size, or a cell such as cell 0,2", "quantity")
    row, column = int(found[1] or 0), int(found[2])
    if row >= rows or column >= columns:
        raise Fault(
            f"{quantity} is outside the output, which is {rows}x{columns}", f"cell 0,0 to {rows - 1},{columns - 1}",
            "quantity",
        )  # fmt: skip
    return row, column


@lru_cache(maxsize=256)
def wrong_matrices(work: Work) -> tuple[tuple[Slip, str, Matrix], ...]:
    """What each slip makes of a work, with how one says it.

    Left out is what the slip does not change, and what cannot be worked.
    """
    right = work.matrix()
    found = []
    for slip, kinds, ways in MATRIX_SLIPS.values():
        if isinstance(work, kinds):
            for way in ways(work):
                matrix = _worked(way)
                if matrix and matrix[0] and matrix != right:
                    found.append((slip, way.says, matrix))
    return tuple(found)


def _worked(way: Way) -> Matrix:
    """What comes out of a way, empty where a window does not fit or a value is no fraction."""
    from convcalc.numeric.worked.cells import whole

    try:
        matrix = way.finish(way.work.matrix())
    except (ConvcalcError, Fault):
        return ()
    return each(matrix, whole) if _is_exact(matrix) else ()


def _is_exact(matrix: Matrix) -> bool:
    return all(isinstance(cell, (int, Fraction)) for row in matrix for cell in row)


def matrix_problem(fields: Mapping[str, Any]) -> MatrixProblem:
    """The problem of plain data: {"convolve": {"input": ..., "kernel": ...}} or {"pool": {...}}.

    Raises a Fault with its field for what is wrong.
    """
    work = read_work(fields)
    matrix = work.matrix()
    if sum(map(len, matrix)) > MOST_CELLS:
        raise Fault(f"the output is {size_text(matrix)}: the most is {MOST_CELLS:,} cells", "a smaller input", "input")
    if not _is_exact(matrix):
        raise Fault("a root of this pooling is no fraction", "another input, or another op", "op")
    return MatrixProblem(title(work), work, matrix)


def title(work: Work) -> str:
    """What is to be worked out, in a line: convolution of 5x5 by 3x3, stride 1."""
    said = [f"stride {listed(work.stride)}"]
    if is_padded(work):
        even = all(before == after for before, after in work.padding)
        said.append(
            "padding " + (listed(tuple(a for a, _ in work.padding)) if even else str(list(map(list, work.padding))))
        )
    if set(work.dilation) != {1}:
        said.append(f"dilation {listed(work.dilation)}")
    if isinstance(work, Pooling):
        said += ["rounded up"] * work.ceil
        return (
            f"{KINDS[work.operation]} pooling of {size_text(work.input)} by {'x'.join(map(str, work.kernel))}, "
            + ", ".join(said)
        )
    said += [f"output padding {listed(work.output_padding)}"] * any(work.output_padding)
    said += [f"bias {work.bias}"] * bool(work.bias) + ["kernel turned"] * work.flip
    said += [f"then {work.activation}"] * bool(work.activation)
    kind = "transposed convolution" if work.transpose else "convolution"
    return f"{kind} of {size_text(work.input)} by {size_text(work.kernel)}, " + ", ".join(said)
