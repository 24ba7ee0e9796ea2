"""Pooling: each window brought to one value, tap by tap."""

from __future__ import annotations

import math
from functools import reduce

import numpy as np

from convcalc.layers.pool import AdaptiveAvgPool, AvgPool, GlobalAvgPool, GlobalMaxPool, L2Pool, MaxPool, MinPool, Pool
from convcalc.layers.window import per_axis
from convcalc.numeric.reference import by_layer
from convcalc.numeric.windows import Array, axes_of, folded, taps, windows


def _view(layer: Pool, x: Array, fill: float = 0) -> Array:
    return windows(x, axes_of(layer, x), fill=fill, ceil=layer.ceil)


@by_layer.register
def _(layer: MaxPool, x: Array) -> Array:
    """The largest value of each window; cells of the padding are smaller than any."""
    return folded(np.maximum, _view(layer, x, -math.inf))


@by_layer.register
def _(layer: MinPool, x: Array) -> Array:
    """The smallest value of each window; cells of the padding are larger than any."""
    return folded(np.minimum, _view(layer, x, math.inf))


@by_layer.register
def _(layer: AvgPool, x: Array) -> Array:
    """The mean of each window's cells of the input: the padding counts for nothing (ONNX, TensorFlow; not PyTorch)."""
    real = folded(np.add, _view(layer, np.ones((*x.shape[:-1], 1), int)))
    return folded(np.add, _view(layer, x)) / np.maximum(real, 1).astype(x.dtype)


@by_layer.register
def _(layer: L2Pool, x: Array) -> Array:
    """The root of the sum of each window's squares."""
    return np.sqrt(reduce(np.add, (seen * seen for seen in taps(_view(layer, x)))))


@by_layer.register
def _(layer: GlobalAvgPool, x: Array) -> Array:
    """The mean of each channel's map."""
    return _over_maps(np.add, x) / math.prod(x.shape[:-1])


@by_layer.register
def _(layer: GlobalMaxPool, x: Array) -> Array:
    """The largest value of each channel's map."""
    return _over_maps(np.maximum, x)


def _over_maps(step: np.ufunc, x: Array) -> Array:
    """Every map brought to one cell."""
    return step.reduce(x.reshape(-1, x.shape[-1]), axis=0).reshape((1,) * (x.ndim - 1) + x.shape[-1:])


@by_layer.register
def _(layer: AdaptiveAvgPool, x: Array) -> Array:
    """The means of as many windows as asked for; window i runs from floor(i*W/O) to ceil((i + 1)*W/O)."""
    out = per_axis(layer.out, x.ndim - 1)
    y = np.empty((*out, x.shape[-1]), np.result_type(x, np.float32) if x.dtype != object else object)
    for place in np.ndindex(out):
        cells = [slice(i * w // o, -(-(i + 1) * w // o)) for i, w, o in zip(place, x.shape, out)]
        y[place] = by_layer(GlobalAvgPool(), x[tuple(cells)]).reshape(-1)
    return y
