"""Sliding windows as views of an array, and the taps of a window one after the other.

Arrays are laid out like shapes: the axes in reading order, channels last, no batch. The positions of a window are
found by placing it, not by the size formulas of ``layers.window``, so that running a layer checks them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from convcalc.layers.window import Windowed, effective, sides
from convcalc.shape import Shape

Array: TypeAlias = NDArray[Any]
Axes: TypeAlias = Sequence[Any]  # of layers.window.Axis, with whole numbers
BLOCK = 2**24  # values of windows that are copied at once: what bounds the memory of a large convolution


def axes_of(layer: Windowed, x: Array) -> Axes:
    """The layer's window along each axis of an array."""
    return layer.axes(Shape(x.shape))


def borders(x: Array, axes: Axes) -> list[tuple[int, int]]:
    """The zeros before and after each axis of an array that a window asks for."""
    around: list[Any] = [sides(size, axis) for size, axis in zip(x.shape, axes)]
    return around


def padded(x: Array, zeros: Sequence[tuple[int, int]], fill: Any = 0) -> Array:
    """The array with cells before and after each of its axes but the channels; as it is where there are none.

    Beside whole numbers an infinite ``fill`` is the least or the largest of their kind.
    """
    if not any(map(any, zeros)):
        return x
    if x.dtype.kind in "iu" and np.isinf(fill):
        fill = np.iinfo(x.dtype).min if fill < 0 else np.iinfo(x.dtype).max
    return np.pad(x, [*zeros, (0, 0)], constant_values=np.array(fill, x.dtype))


def windows(x: Array, axes: Axes, *, fill: Any = 0, ceil: bool = False) -> Array:
    """The view (*positions, *taps, channels) of all windows of a map, padded with ``fill``.

    With ``ceil`` a last window may go off the end by less than a stride, if it starts inside the input or in the
    padding before it (PyTorch, MaxPool2d; ONNX, MaxPool).
    """
    zeros = borders(x, axes)
    reach: Any = [effective(axis.kernel, axis.dilation) for axis in axes]
    off = [ceil and axis.padding != "same" for axis in axes]
    beyond = [min(axis.stride, cells) - 1 if more else 0 for axis, cells, more in zip(axes, reach, off)]
    x_padded = padded(x, [(before, after + more) for (before, after), more in zip(zeros, beyond)], fill)
    view = sliding_window_view(x_padded, reach, axis=tuple(range(len(axes))))
    starts = [size + before if ceil else None for size, (before, _) in zip(x.shape, zeros)]
    positions = [slice(None, end, axis.stride) for end, axis in zip(starts, axes)]
    taps = [slice(None, None, axis.dilation) for axis in axes]
    return np.moveaxis(view, len(axes), -1)[tuple(positions + taps)]


def taps(view: Array) -> Iterator[Array]:
    """What each tap of the window sees, in reading order: maps of shape (*positions, channels)."""
    rank = view.ndim // 2
    for tap in np.ndindex(view.shape[rank:-1]):
        yield view[(slice(None),) * rank + tap]


def folded(step: Callable[[Array, Array], Array], view: Array) -> Array:
    """Each window brought to one value, tap by tap: ``step`` is an addition or a comparison."""
    return reduce(step, taps(view))
