"""The way back from pooling: values placed where they came from, or repeated, or mixed."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from convcalc.layers.resize import MaxUnpool, Upsample
from convcalc.layers.window import per_axis, sides
from convcalc.numeric.reference import by_layer
from convcalc.numeric.windows import Array, Axes, axes_of, taps, windows
from convcalc.shape import Shape


@by_layer.register
def _(layer: MaxUnpool, x: Array, *pooling: Array) -> Array:
    """Each value at the place where the pooling step found it; where two meet, the later one stays.

    ``pooling`` are that step's input and output; without them each value goes to the first cell of its window.
    """
    axes = axes_of(layer, x)
    sizes: Any = layer.shape(*(Shape(each.shape) for each in (x, *pooling)))
    y = np.zeros(sizes, x.dtype)
    tap = largest(pooling[0], axes)[tuple(map(slice, x.shape))] if pooling else np.zeros(x.shape, int)
    places = (*cells(tap, y.shape, axes), np.indices(x.shape)[-1])
    y[places] = x
    return y


def largest(x: Array, axes: Axes) -> Array:
    """For each window and channel the number of the tap that sees the largest value, the first of equal ones."""
    seen = taps(windows(x, axes, fill=-math.inf, ceil=True))
    best = next(seen).copy()
    found = np.zeros(best.shape, int)
    for number, values in enumerate(seen, 1):
        larger = (values > best).astype(bool)
        best[larger], found[larger] = values[larger], number
    return found


def cells(tap: Array, sizes: Sequence[int], axes: Axes) -> list[Array]:
    """Where a tap of each window lies in the map, axis by axis: S*i + d*t - P, in the padding the nearest cell."""
    positions = np.indices(tap.shape)
    along = np.unravel_index(tap, [axis.kernel for axis in axes])
    before: list[Any] = [sides(size, axis)[0] for size, axis in zip(sizes, axes)]
    return [
        np.maximum(axis.stride * i + axis.dilation * t - zeros, 0)
        for i, t, axis, zeros in zip(positions, along, axes, before)
    ]


@by_layer.register
def _(layer: Upsample, x: Array) -> Array:
    """Every cell repeated, or the mix of its nearest cells along each axis."""
    scales = per_axis(layer.scale, x.ndim - 1)
    if layer.mode == "nearest":
        return reduce(lambda y, axis: np.repeat(y, scales[axis], axis), range(len(scales)), x)
    return mixed(x, [neighbours(size, scale) for size, scale in zip(x.shape, scales)])


def neighbours(size: int, scale: int) -> list[tuple[Array, Array]]:
    """For each cell of a longer axis its two nearest cells, each with its share; outside is the cell at the border.

    Cell i lies at (i + 1/2)/s - 1/2 of the shorter axis (PyTorch, Upsample with align_corners=False; ONNX, Resize with
    half_pixel).
    """
    at = (np.arange(size * scale) + 0.5) / scale - 0.5
    low = np.floor(at).astype(int)
    share = at - low
    return [(np.clip(low, 0, size - 1), 1 - share), (np.clip(low + 1, 0, size - 1), share)]


def mixed(x: Array, axes: Sequence[list[tuple[Array, Array]]]) -> Array:
    """The sum over all corners, one nearest cell of each axis: its value times the product of its shares."""
    terms = []
    for corner in itertools.product(*axes):
        share = reduce(np.multiply.outer, (share for _, share in corner))
        terms.append(x[np.ix_(*(near for near, _ in corner))] * share[..., None].astype(np.result_type(x, np.float32)))
    return reduce(np.add, terms)
