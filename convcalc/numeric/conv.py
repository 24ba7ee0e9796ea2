"""Convolutions: windows of the input times the filters, or the input spread through them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from convcalc.layers.conv import Conv, ConvTranspose, Depthwise
from convcalc.layers.window import crop, effective, per_axis
from convcalc.numeric.reference import by_layer
from convcalc.numeric.windows import BLOCK, Array, Axes, axes_of, padded, taps, windows


@by_layer.register
def _(layer: Conv, x: Array, *, weight: Array, bias: Array | None = None) -> Array:
    """Each output value is the sum of a window times a filter, and the filter's bias. Lecture 3, 'Convolution'."""
    y = grouped(windows(x, axes_of(layer, x)), weight, layer.groups)
    return y if bias is None else y + bias


@by_layer.register
def _(layer: Depthwise, x: Array, *, weight: Array, bias: Array | None = None) -> Array:
    """The same with as many groups as channels: each channel meets filters of its own."""
    y = grouped(windows(x, axes_of(layer, x)), weight, x.shape[-1])
    return y if bias is None else y + bias


@by_layer.register
def _(layer: ConvTranspose, x: Array, *, weight: Array, bias: Array | None = None) -> Array:
    """Each input value is spread over the output through the filter; sums that lie beyond the border are cropped."""
    axes = axes_of(layer, x)
    pairs = zip(np.split(x, layer.groups, axis=-1), np.split(weight, layer.groups, axis=-1))
    canvas = np.concatenate([spread(channels, filters, axes) for channels, filters in pairs], axis=-1)
    y = cropped(canvas, x.shape, axes, per_axis(layer.output_padding, len(axes)))
    return y if bias is None else y + bias


def grouped(view: Array, weight: Array, groups: int) -> Array:
    """Windows times filters where both fall into groups that do not see each other."""
    if groups == 1:
        return contracted(view, weight)
    if groups == view.shape[-1]:
        return apart(view, weight)
    pairs = zip(np.split(view, groups, axis=-1), np.split(weight, groups, axis=-1))
    return np.concatenate([contracted(channels, filters) for channels, filters in pairs], axis=-1)


def contracted(view: Array, weight: Array) -> Array:
    """One tensordot over taps and channels. The view is copied by blocks of positions, never as a whole."""
    rank = weight.ndim - 2
    y = np.empty((*view.shape[:rank], weight.shape[-1]), np.result_type(view, weight))
    rows = max(1, BLOCK * len(view) // view.size)
    for start in range(0, len(view), rows):
        y[start : start + rows] = np.tensordot(view[start : start + rows], weight, axes=rank + 1)
    return y


def apart(view: Array, weight: Array) -> Array:
    """Windows times filters that read one channel each: tap by tap, with nothing to add up across channels."""
    channels = view.shape[-1]
    filters = weight.reshape(-1, channels, weight.shape[-1] // channels)
    y = reduce(np.add, (seen[..., None] * own for seen, own in zip(taps(view), filters, strict=True)))
    return y.reshape(*y.shape[:-2], -1)


def spread(x: Array, weight: Array, axes: Axes) -> Array:
    """The uncropped output of a transposed convolution: input i times tap t is added at S*i + d*t."""
    sizes = x.shape[:-1]
    reach = [axis.stride * (size - 1) + effective(axis.kernel, axis.dilation) for size, axis in zip(sizes, axes)]
    canvas = np.zeros((*reach, weight.shape[-1]), np.result_type(x, weight))
    for tap in np.ndindex(weight.shape[:-2]):
        starts = [axis.dilation * t for t, axis in zip(tap, axes)]
        stops = [start + axis.stride * (size - 1) + 1 for start, size, axis in zip(starts, sizes, axes)]
        hit = tuple(slice(start, stop, axis.stride) for start, stop, axis in zip(starts, stops, axes))
        canvas[hit] += x @ weight[tap]
    return canvas


def cropped(canvas: Array, sizes: Sequence[int], axes: Axes, extra: Sequence[Any]) -> Array:
    """The canvas without its border, and with cells of zeros at the end where more are asked for.

    ``same`` keeps W*S cells: those that a forward convolution with this padding would have read (Keras).
    """
    kept: list[slice] = []
    missing: list[tuple[int, int]] = []
    for have, size, axis, more in zip(canvas.shape, sizes, axes, extra):
        border: Any = crop(size, axis)
        before, after = border
        end = before + size * axis.stride if axis.padding == "same" else have + more - after
        kept.append(slice(before, end))
        missing.append((0, max(end - have, 0)))
    return padded(canvas, missing)[tuple(kept)]
