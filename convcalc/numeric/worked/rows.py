"""Worked matrices of one channel as plain rows of exact numbers, for those who keep no arrays."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from convcalc.errors import DocumentError
from convcalc.layers.activation import Activation
from convcalc.layers.window import Axis, crop, per_axis, sides, transposed
from convcalc.numeric.windows import Array, axes_of
from convcalc.numeric.worked.cells import Cell, whole
from convcalc.numeric.worked.convolution import ACTIVATIONS, INEXACT, Convolved, convolve
from convcalc.numeric.worked.kernels import KERNELS
from convcalc.numeric.worked.pooling import Pooled, pool
from convcalc.numeric.worked.text import read_text

Rows: TypeAlias = tuple[tuple[Cell, ...], ...]


def rows_of_text(text: str, name: str) -> Rows:
    """The rows of a text with numbers, or of a kernel by its name. Raises a DocumentError where it is no matrix."""
    filters = read_text(KERNELS.get(text.strip(), text), name, False)
    if len(filters) > 1 or len(filters[0]) > 1:
        raise DocumentError(
            f"{name} has {len(filters)} filters and {len(filters[0])} channels: one matrix is expected",
            hint="rows between semicolons: 1 2; 3 4",
        )
    return tuple(map(tuple, filters[0][0]))


def exact_activations() -> list[str]:
    """The activations that keep whole numbers and fractions."""
    kinds: dict[str, type[Activation]] = ACTIVATIONS
    return [word for word, kind in kinds.items() if INEXACT.isdisjoint(kind.cost)]


def convolved(x: Rows, kernel: Rows, *, bias: Cell = 0, **asked: Any) -> Convolved:
    """A convolution of one channel by one filter; the rest as ``convolution.convolve`` has it."""
    return convolve(_array(x), _array(kernel)[..., None], bias=[bias] if bias else [], **asked)


def pooled(x: Rows, operation: str, **asked: Any) -> Pooled:
    """A pooling of one channel; the rest as ``pooling.pool`` has it."""
    return pool(_array(x), operation, **asked)


def _array(rows: Sequence[Sequence[Cell]]) -> Array:
    array = np.empty((len(rows), len(rows[0]), 1), dtype=object)
    array[..., 0] = rows
    return array


def output_rows(work: Convolved | Pooled) -> Rows:
    """What comes out, as rows; a sequence is one row."""
    cells = work.output[..., 0]
    rows = cells[None] if cells.ndim == 1 else cells
    return tuple(tuple(_exact(cell) for cell in row) for row in rows.tolist())


def _exact(cell: Cell) -> Cell:
    return cell if isinstance(cell, float) else whole(Fraction(cell))


def settled(work: Convolved | Pooled) -> dict[str, tuple[Any, ...]]:
    """The fields of the window as numbers for each axis, words such as ``same`` worked out; they give the same map."""
    axes = axes_of(work.layer, work.input)
    back = work.layer.word == "conv_transpose"
    around = [(crop if back else sides)(size, axis) for size, axis in zip(work.input.shape, axes)]
    fields = {
        "stride": tuple(axis.stride for axis in axes),
        "padding": tuple(around),
        "dilation": tuple(axis.dilation for axis in axes),
    }
    if back:
        extra = per_axis(work.layer.output_padding, len(axes))
        fields["output_padding"] = tuple(_output_padding(*each) for each in zip(work.input.shape, axes, around, extra))
    return fields if isinstance(work, Convolved) else {"kernel": tuple(axis.kernel for axis in axes), **fields}


def _output_padding(size: int, axis: Axis, around: tuple[Any, Any], extra: int) -> Any:
    """What is added at the end of an axis once its crop is a pair of numbers."""
    return transposed(size, axis, extra) - transposed(size, axis._replace(padding=around), 0)
