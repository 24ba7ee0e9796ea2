"""Slips in poolings worked by hand."""

from __future__ import annotations

from convcalc.classroom.check.matrices.slips import Way, Ways, bare, is_padded, listed, matrix_slip, reaching
from convcalc.classroom.check.matrices.work import Convolution, Matrix, Pooling, each, framed, part, size_of

POOLING = "lecture 1, 'Pooling'; lecture 5, 'Pooling operation'"
CALLED = {"max": "the largest", "min": "the smallest", "avg": "the average", "l2": "the 2-norm"}


def instead(work: Pooling, other: str) -> Ways:
    """Another operation on each window."""
    if work.operation != other:
        yield Way(f"of {CALLED[other]} of each window instead of {CALLED[work.operation]}",
                  work._replace(operation=other))  # fmt: skip


@matrix_slip("average-taken", 1, POOLING, "this pooling does not average its windows", Pooling)
def average_taken(work: Pooling) -> Ways:
    """The average where another operation is asked for."""
    return instead(work, "avg")


@matrix_slip("maximum-taken", 1, POOLING, "this pooling does not keep the largest value of each window", Pooling)
def maximum_taken(work: Pooling) -> Ways:
    """The largest value where another operation is asked for."""
    return instead(work, "max")


@matrix_slip("minimum-taken", 2, POOLING, "this pooling does not keep the smallest value of each window", Pooling)
def minimum_taken(work: Pooling) -> Ways:
    """The smallest value where another operation is asked for."""
    return instead(work, "min")


@matrix_slip(
    "sum-taken",
    1,
    POOLING,
    "the values of a window are not only added up: an average divides the sum by the number of cells in the window",
    Pooling,
)
def sum_taken(work: Pooling) -> Ways:
    """The sum of each window, which is a convolution with ones."""
    ones = ((1,) * work.kernel[-1],) * (work.kernel[0] if len(work.kernel) > 1 else 1)
    padding = reaching(work) if work.ceil else work.padding
    rows, columns = size_of(work.matrix())
    yield Way(
        "of the sum of each window",
        Convolution(work.input, ones, work.stride, padding, work.dilation, (), 0, "", False, False),
        lambda sums: part(sums, slice(rows), slice(columns)),  # windows that start beyond the input are none
    )


@matrix_slip(
    "divided-by-the-side",
    3,
    POOLING,
    "an average divides by the number of cells in the window, which is its height times its width",
    Pooling,
)
def divided_by_the_side(work: Pooling) -> Ways:
    """The sum of a square window divided by its side."""
    if work.operation == "avg" and len(work.kernel) == 2 and len(set(work.kernel)) == 1:
        side = work.kernel[0]

        def larger(matrix: Matrix) -> Matrix:
            return each(matrix, lambda mean: mean * side)

        yield Way(f"of each window's sum divided by {side} instead of {side * side}", work, larger)


@matrix_slip(
    "incomplete-window-dropped",
    2,
    "lecture 3, 'Pooling'",
    "here the size is rounded up: a last window that goes off the end is kept, with the cells that it sees",
    Pooling,
)
def incomplete_window_dropped(work: Pooling) -> Ways:
    """Rounded down where rounding up is asked for."""
    if work.ceil:
        yield Way("without the last windows, which are not complete", work._replace(ceil=False))


@matrix_slip(
    "stride-for-window",
    3,
    "lecture 3, 'Pooling'",
    "the size of the window and its stride are two numbers: the window here is not as large as the stride",
    Pooling,
)
def stride_for_window(work: Pooling) -> Ways:
    """A window as large as the stride."""
    if work.kernel != work.stride:
        yield Way(f"with windows of {listed(work.stride)} instead of {listed(work.kernel)}",
                  work._replace(kernel=work.stride))  # fmt: skip


@matrix_slip(
    "padding-counted",
    2,
    "lecture 3, 'Pooling'",
    "here the padding of a pooling counts for nothing: only the cells of the input are compared or averaged",
    Pooling,
)
def padding_counted(work: Pooling) -> Ways:
    """The zeros of the padding as values."""
    if is_padded(work):
        yield Way("with the zeros of the padding counted", bare(work._replace(input=framed(work.input, work.padding))))
