"""Slips in convolutions worked by hand."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from convcalc.classroom.check.matrices.slips import Way, Ways, bare, is_padded, listed, matrix_slip
from convcalc.classroom.check.matrices.work import (
    Convolution,
    Matrix,
    each,
    exchanged,
    mirrored,
    size_of,
    turned,
)

FLIP = "lecture 3, 'Convolution operation'"
EXAMPLE = "lecture 2, 'Convolution - example'"
LAYER = "lecture 1, 'Convolution Layer'"
RELU = "lecture 3, 'AlexNet'"
MOST_STAMPED = 200_000  # products in the runs, one for each tap, that tell which cell writes last
TRANSPOSED = "lecture 5, 'Transpose convolution operation'"


@matrix_slip(
    "kernel-turned",
    1,
    FLIP,
    "the kernel of a network is laid on the window as it stands. Turning it by 180 degrees first is the convolution of "
    "signal processing",
    Convolution,
)
def kernel_turned(work: Convolution) -> Ways:
    """The kernel turned where it slides as it stands."""
    if not work.flip:
        yield Way("with the kernel turned by 180 degrees", work._replace(kernel=turned(work.kernel)))


@matrix_slip(
    "kernel-not-turned",
    1,
    FLIP,
    "convolution in the strict sense turns the kernel by 180 degrees before it slides. Without that it is a "
    "cross-correlation",
    Convolution,
)
def kernel_not_turned(work: Convolution) -> Ways:
    """The kernel as it stands where it is to be turned."""
    if work.flip:
        yield Way("with the kernel as it stands, not turned", work._replace(flip=False))


@matrix_slip(
    "kernel-transposed",
    2,
    LAYER,
    "the rows of the kernel lie on the rows of the window, and its columns on the columns",
    Convolution,
)
def kernel_transposed(work: Convolution) -> Ways:
    """Rows and columns of the kernel exchanged."""
    yield Way("with rows and columns of the kernel exchanged", work._replace(kernel=exchanged(work.kernel)))


@matrix_slip(
    "kernel-mirrored",
    2,
    FLIP,
    "the kernel was mirrored along one axis. It is laid on the window as it stands, or turned by 180 degrees where "
    "that is asked for",
    Convolution,
)
def kernel_mirrored(work: Convolution) -> Ways:
    """Left and right of the kernel exchanged, or above and below."""
    yield Way("with left and right of the kernel exchanged", work._replace(kernel=mirrored(work.kernel)))
    yield Way("with above and below of the kernel exchanged", work._replace(kernel=work.kernel[::-1]))


@matrix_slip("bias-forgotten", 1, "lecture 5, 'Convolution operation'", "the bias is added to every sum", Convolution)
def bias_forgotten(work: Convolution) -> Ways:
    """The sums without the bias."""
    if work.bias:
        yield Way(f"without the bias of {work.bias}", work._replace(bias=0))


@matrix_slip(
    "bias-after-activation",
    2,
    "lecture 5, 'Weights of an MLP neuron'",
    "the bias belongs to the sum: it is added before the activation",
    Convolution,
)
def bias_after_activation(work: Convolution) -> Ways:
    """The bias added to what comes out of the activation."""
    if work.bias and work.activation:

        def added(matrix: Matrix) -> Matrix:
            return each(matrix, lambda value: value + work.bias)

        yield Way(f"with the bias of {work.bias} added after the activation", work._replace(bias=0), added)


@matrix_slip("activation-forgotten", 1, RELU, "every sum goes through the activation at the end", Convolution)
def activation_forgotten(work: Convolution) -> Ways:
    """The sums as they are."""
    if work.activation:
        yield Way(f"without the {work.activation}", work._replace(activation=""))


@matrix_slip(
    "absolute-value-for-relu",
    2,
    RELU,
    "ReLU makes a negative sum 0. It does not take the minus away",
    Convolution,
)
def absolute_value_for_relu(work: Convolution) -> Ways:
    """The sizes of the sums."""
    if work.activation == "relu":
        yield Way("of absolute values instead of relu", work._replace(activation=""), lambda sums: each(sums, abs))


@matrix_slip("activation-added", 2, RELU, "no activation is asked for: negative sums stay negative", Convolution)
def activation_added(work: Convolution) -> Ways:
    """The sums through ReLU where nothing is asked for."""
    if not work.activation:
        yield Way("with negative values made 0", work._replace(activation="relu"))


@matrix_slip(
    "divided-by-the-sum",
    3,
    EXAMPLE,
    "the products are added up and not divided by anything: the kernel already holds its weights",
    Convolution,
)
def divided_by_the_sum(work: Convolution) -> Ways:
    """The kernel divided by the sum of its cells, as one does for a blur."""
    total = sum(map(sum, work.kernel))
    if total not in (0, 1):
        yield Way(f"with the kernel divided by its sum, {total}", scaled(work, Fraction(1) / total))


@matrix_slip(
    "divisor-forgotten",
    2,
    EXAMPLE,
    "the weights of this kernel are fractions: their common divisor belongs to each product, or once to the sum",
    Convolution,
)
def divisor_forgotten(work: Convolution) -> Ways:
    """The kernel times its common denominator."""
    denominator = math.lcm(*(Fraction(cell).denominator for row in work.kernel for cell in row))
    if denominator != 1:
        yield Way(f"with the kernel times {denominator}, without its fractions", scaled(work, denominator))


@matrix_slip(
    "mean-taken",
    2,
    EXAMPLE,
    "the products of a window are added up. Only average pooling divides by the number of cells",
    Convolution,
)
def mean_taken(work: Convolution) -> Ways:
    """Each sum divided by the number of products."""
    cells = math.prod(size_of(work.kernel))
    if cells > 1:
        yield Way(f"of means: each sum divided by {cells}", scaled(work, Fraction(1, cells)))


def scaled(work: Convolution, factor: Any) -> Convolution:
    """The work with every weight times a factor."""
    return work._replace(kernel=each(work.kernel, lambda weight: weight * factor))


@matrix_slip(
    "direct-for-transposed",
    1,
    TRANSPOSED,
    "a transposed convolution spreads each cell of the input over the output, which grows. This one was worked as a "
    "direct convolution",
    Convolution,
)
def direct_for_transposed(work: Convolution) -> Ways:
    """A direct convolution with the same window."""
    if work.transpose:
        yield Way("of the direct convolution", work._replace(transpose=False))


@matrix_slip(
    "transposed-for-direct",
    3,
    TRANSPOSED,
    "a direct convolution gathers a window of the input into each cell. This one was worked as a transposed "
    "convolution",
    Convolution,
)
def transposed_for_direct(work: Convolution) -> Ways:
    """A transposed convolution with the same window."""
    if not work.transpose:
        yield Way("of the transposed convolution",
                  work._replace(transpose=True, output_padding=(0,) * len(work.stride)))  # fmt: skip


@matrix_slip(
    "crop-forgotten",
    1,
    TRANSPOSED,
    "the padding of a transposed convolution is cut off its output",
    Convolution,
)
def crop_forgotten(work: Convolution) -> Ways:
    """The whole output, its rim included."""
    if work.transpose and is_padded(work):
        yield Way("with nothing cropped", bare(work))


@matrix_slip(
    "output-padding-forgotten",
    2,
    TRANSPOSED,
    "the output padding makes the output larger at its end",
    Convolution,
)
def output_padding_forgotten(work: Convolution) -> Ways:
    """The output without what is added at its end."""
    if work.transpose and any(work.output_padding):
        yield Way(f"without the output padding of {listed(work.output_padding)}",
                  work._replace(output_padding=(0,) * len(work.stride)))  # fmt: skip


@matrix_slip(
    "overlaps-overwritten",
    2,
    TRANSPOSED,
    "where the stamps of two input cells overlap, their products are added. The later one does not replace the earlier",
    Convolution,
)
def overlaps_overwritten(work: Convolution) -> Ways:
    """In every cell of the output only the product of the last input cell that reaches it."""
    cells, taps = (math.prod(size_of(each_)) for each_ in (work.input, work.kernel))
    if work.transpose and cells * taps**2 <= MOST_STAMPED:
        rank = len(work.stride)
        one = work._replace(input=last_products(work), kernel=((1,),), stride=(1,) * rank, dilation=(1,) * rank,
                            padding=((0, 0),) * rank, output_padding=(0,) * rank)  # fmt: skip
        yield Way("with overlaps overwritten instead of added", one)


def last_products(work: Convolution) -> Matrix:
    """The products that are written last. The engine tells which input cell each tap brings to each place."""
    kernel = turned(work.kernel) if work.flip else work.kernel
    columns = len(work.input[0])
    numbers = each_numbered(work.input)
    plain = work._replace(input=numbers, bias=0, activation="", flip=False)
    last: list[list[tuple[int, Any]]] = []
    for row, column in ((row, column) for row in range(len(kernel)) for column in range(len(kernel[0]))):
        brought = plain._replace(kernel=only(kernel, row, column)).matrix()
        last = last or [[(0, 0)] * len(brought[0]) for _ in brought]
        for cells, numbers_there in zip(last, brought):
            for place, number in enumerate(numbers_there):
                if number > cells[place][0]:
                    value = work.input[(number - 1) // columns][(number - 1) % columns]
                    cells[place] = (number, value * kernel[row][column])
    return tuple(tuple(value for _, value in cells) for cells in last)


def each_numbered(matrix: Matrix) -> Matrix:
    """The numbers of the cells in reading order, from 1."""
    columns = len(matrix[0])
    return tuple(tuple(range(row * columns + 1, (row + 1) * columns + 1)) for row in range(len(matrix)))


def only(matrix: Matrix, row: int, column: int) -> Matrix:
    """A 1 in one cell, zeros in all others."""
    return tuple(tuple(int((i, j) == (row, column)) for j in range(len(matrix[0]))) for i in range(len(matrix)))
