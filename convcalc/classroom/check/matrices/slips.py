"""Slips in matrices worked by hand: each changes the problem, or what comes out, and the same engine works it.

Here is what they are made of, and those that convolution and pooling share.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, TypeAlias

from convcalc.algebra.writing import half_up
from convcalc.classroom.check.candidates import Slip
from convcalc.classroom.check.matrices.work import (
    Convolution,
    Matrix,
    Pairs,
    Pooling,
    Work,
    each,
    exchanged,
    extended,
    part,
)

REST = slice(1, None)
BUT_LAST = slice(None, -1)
ALL = slice(None)


def unchanged(matrix: Matrix) -> Matrix:
    """What comes out, as it is."""
    return matrix


class Way(NamedTuple):
    """One way to make a slip: how one says it after "the matrix", the work that was done, and what became of it."""

    says: str
    work: Work
    finish: Callable[[Matrix], Matrix] = unchanged


Ways: TypeAlias = Iterator[Way]


class MatrixSlip(NamedTuple):
    """A slip, the kinds of work in which it is made, and the ways to make it."""

    slip: Slip
    kinds: tuple[type[Work], ...]
    ways: Callable[[Any], Ways]


MATRIX_SLIPS: dict[str, MatrixSlip] = {}


def matrix_slip(name: str, likelihood: int, cites: str, meaning: str, *kinds: type[Work]) -> Callable[[Any], Any]:
    """Register a function as a slip, of both kinds of work where none is named."""

    def register(ways: Callable[[Any], Ways]) -> Callable[[Any], Ways]:
        slip = Slip(name, meaning, cites, likelihood)
        MATRIX_SLIPS[name] = MatrixSlip(slip, kinds or (Convolution, Pooling), ways)
        return ways

    return register


def listed(values: tuple[Any, ...]) -> str:
    """Numbers of the axes, as one number where they are equal: 2, or 2x1."""
    return "x".join(map(str, values if len(set(values)) > 1 else values[:1]))


def bare(work: Work) -> Work:
    """The work without its padding."""
    return work._replace(padding=((0, 0),) * len(work.stride))


def is_padded(work: Work) -> bool:
    """Whether there is a padding, or of a transposed convolution a crop."""
    return any(map(any, work.padding))


def is_direct(work: Work) -> bool:
    """Whether windows slide over the input, which is so but for a transposed convolution."""
    return not (isinstance(work, Convolution) and work.transpose)


@matrix_slip(
    "stride-forgotten",
    1,
    "lecture 3, 'Strides'",
    "the window moves by the stride from one position to the next, not by one cell",
)
def stride_forgotten(work: Work) -> Ways:
    """Stride 1 instead of the one asked for; in pooling the windows overlap then."""
    if set(work.stride) != {1}:
        yield Way(f"with stride 1 instead of {listed(work.stride)}", work._replace(stride=(1,) * len(work.stride)))


@matrix_slip(
    "windows-side-by-side",
    2,
    "lecture 3, 'Strides'; lecture 5, 'Controlling the output sizes'",
    "the windows were laid side by side. They move by the stride: where it is smaller than the window, they overlap",
)
def side_by_side(work: Work) -> Ways:
    """The stride is taken to be the size of the window."""
    if is_direct(work) and work.stride != work.window:
        yield Way(f"with windows side by side, which is stride {listed(work.window)}",
                  work._replace(stride=work.window))  # fmt: skip


@matrix_slip(
    "padding-forgotten",
    1,
    "lecture 1, 'Padding'; lecture 3, 'Padding'",
    "the padding puts cells around the input before any window is placed",
)
def padding_forgotten(work: Work) -> Ways:
    """No padding where there is one."""
    if is_padded(work) and is_direct(work):
        yield Way("without the padding", bare(work))


@matrix_slip(
    "padding-added",
    1,
    "lecture 3, 'Padding'; lecture 5, 'Controlling the output sizes'",
    "nothing is padded here: every window lies inside the input, and the output is smaller",
)
def padding_added(work: Work) -> Ways:
    """Zeros around the input where none are asked for: as many as keep the size at stride 1."""
    half = tuple((d * (size - 1) // 2,) * 2 for size, d in zip(work.window, work.dilation))
    if is_direct(work) and not is_padded(work) and any(map(any, half)):
        yield Way(f"with a padding of {listed(tuple(side for side, _ in half))}, and none is asked for",
                  work._replace(padding=half))  # fmt: skip


@matrix_slip(
    "padding-on-one-side",
    2,
    "lecture 1, 'Padding'; lecture 3, 'Padding'",
    "the padding goes on both sides of each axis: before the first cell and behind the last",
)
def padding_on_one_side(work: Work) -> Ways:
    """The zeros before the map only, or behind it only."""
    if is_padded(work) and is_direct(work):
        yield Way("padded above and on the left only", work._replace(padding=tuple((a, 0) for a, _ in work.padding)))
        yield Way("padded below and on the right only", work._replace(padding=tuple((0, b) for _, b in work.padding)))


@matrix_slip(
    "padding-repeats-the-edge",
    3,
    "lecture 1, 'Padding'; lecture 3, 'Padding'",
    "the cells of the padding are zeros. They do not repeat the outermost cells of the input",
    Convolution,
)
def padding_repeats_the_edge(work: Convolution) -> Ways:
    """The outermost values in the place of zeros."""
    if is_padded(work) and is_direct(work):
        yield Way("padded with the outermost values instead of zeros",
                  bare(work._replace(input=extended(work.input, work.padding))))  # fmt: skip


@matrix_slip(
    "dilation-forgotten",
    1,
    "lecture 5, 'Dilated convolution'",
    "the taps of a dilated window are d cells apart, with d − 1 cells between them that are not read",
)
def dilation_forgotten(work: Work) -> Ways:
    """The taps side by side."""
    if set(work.dilation) != {1}:
        yield Way(f"with dilation 1 instead of {listed(work.dilation)}",
                  work._replace(dilation=(1,) * len(work.dilation)))  # fmt: skip


@matrix_slip(
    "dilation-too-wide",
    2,
    "lecture 5, 'Dilated convolution'",
    "between two taps of a dilated window lie d − 1 cells, not d",
)
def dilation_too_wide(work: Work) -> Ways:
    """As many cells between the taps as the dilation says."""
    if set(work.dilation) != {1}:
        wider = tuple(d + (d > 1) for d in work.dilation)
        yield Way(f"with dilation {listed(wider)} instead of {listed(work.dilation)}", work._replace(dilation=wider))


@matrix_slip(
    "rows-and-columns-exchanged",
    2,
    "lecture 1, 'Convolution Layer'",
    "a window that moves to the right fills the same row of the output, one that moves down the same column",
)
def rows_and_columns_exchanged(work: Work) -> Ways:
    """The output with its rows as columns."""
    if len(work.stride) > 1:
        yield Way("with its rows and columns exchanged", work, exchanged)


@matrix_slip(
    "last-position-forgotten",
    2,
    "lecture 1, 'Activation map size'",
    "the window has one position more than it has steps: the + 1 of the size formula",
)
def last_position_forgotten(work: Work) -> Ways:
    """The output without its last row and its last column."""
    last = BUT_LAST if len(work.stride) > 1 else ALL
    yield Way("without the last position along each axis", work, lambda matrix: part(matrix, last, BUT_LAST))


@matrix_slip(
    "first-position-forgotten",
    3,
    "lecture 1, 'Convolution Layer'",
    "the first window begins at the first cell of the input, padding included",
)
def first_position_forgotten(work: Work) -> Ways:
    """The output without its first row, its first column, or both."""
    yield Way("without its first column", work, lambda matrix: part(matrix, ALL, REST))
    if len(work.stride) > 1:
        yield Way("without its first row", work, lambda matrix: part(matrix, REST, ALL))
        yield Way("without its first row and column", work, lambda matrix: part(matrix, REST, REST))


@matrix_slip(
    "incomplete-window-kept",
    2,
    "lecture 3, 'Pooling'; lecture 2, 'A closer look at dimensions'",
    "a window that does not fit any more is left out: the size is rounded down",
)
def incomplete_window_kept(work: Work) -> Ways:
    """One more position where cells are left over; a convolution sees zeros beyond the end."""
    says = "with a last window that goes off the end"
    if isinstance(work, Pooling):
        if not work.ceil:
            yield Way(says, work._replace(ceil=True))
    elif is_direct(work) and set(work.stride) != {1}:
        yield Way(says, work._replace(padding=reaching(work)))


def reaching(work: Work) -> Pairs:
    """The padding with S − 1 cells more behind each axis: what rounding the positions up reads."""
    return tuple((before, after + s - 1) for (before, after), s in zip(work.padding, work.stride))


@matrix_slip(
    "rounded-down",
    1,
    "lecture 1, 'Pooling'",
    "the values are asked for exactly: what is behind the point is part of the answer",
)
def rounded_down(work: Work) -> Ways:
    """Every value cut off at its point, towards 0 or downwards."""
    yield Way("with every value rounded down", work, lambda matrix: each(matrix, math.floor))
    yield Way("with every value cut off at the point", work, lambda matrix: each(matrix, math.trunc))


@matrix_slip(
    "rounded",
    1,
    "lecture 1, 'Pooling'",
    "the values are asked for exactly, and these are rounded to whole numbers, as the lecture prints them",
)
def rounded(work: Work) -> Ways:
    """Every value as the nearest whole number; halves up, or to the even number as Python rounds them."""
    yield Way("with every value rounded", work, lambda matrix: each(matrix, half_up))
    yield Way("with every value rounded, halves to the even number", work, lambda matrix: each(matrix, round))


@matrix_slip(
    "minus-lost",
    2,
    "lecture 2, 'Convolution - example'",
    "a negative value keeps its sign in the products and in the sum",
)
def minus_lost(work: Work) -> Ways:
    """The signs of the kernel lost, those of the input, or of both, which adds up the sizes of the products."""
    if isinstance(work, Convolution):
        yield Way("with the minus signs of the kernel lost", work._replace(kernel=each(work.kernel, abs)))
    yield Way("with the minus signs of the input lost", work._replace(input=each(work.input, abs)))
    if isinstance(work, Convolution):
        both = work._replace(input=each(work.input, abs), kernel=each(work.kernel, abs))
        yield Way("with every product taken as positive", both)
