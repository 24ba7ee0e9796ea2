"""The operations of a layer, counted by running it on numbers that count themselves.

Every input and every weight is 1, so each product adds 1 to the output that it goes into: an output *is* the number of
its products. A bias is one half, which no sum of products is, so the outputs that end in a half are those to which a
bias was added. No formula of the catalogue is used.
"""

from __future__ import annotations

import math
from functools import singledispatch
from typing import Any, NamedTuple

import numpy as np

from convcalc.layers import Layer
from convcalc.layers.conv import Conv, ConvTranspose, Depthwise
from convcalc.layers.linear import Dense
from convcalc.layers.window import crop
from convcalc.numeric.reference import run
from convcalc.numeric.windows import Array, axes_of, borders, padded
from convcalc.shape import Shape

EXACT_IN_32_BITS = 2**22  # whole numbers and halves up to here are exact in a float of 32 bits


class Performed(NamedTuple):
    """What a layer did: its operations with weights; ``effective`` are the multiplications that met its input."""

    multiplications: int = 0
    accumulations: int = 0
    cross_accumulations: int = 0
    bias_sums: int = 0
    effective: int = 0


def performed(layer: Layer, *xs: Shape) -> Performed:
    """The operations with weights that a layer performs on inputs of these shapes.

    Products on the padding count as well, since the reference performs them; ``effective`` leaves them out. A sum of n
    products takes n - 1 additions: accumulations within each channel, cross accumulations where channels are joined.
    """
    weights: Any = layer.weights(*xs)
    if "weight" not in weights:
        return Performed()
    x, weight, bias = _numbers(xs[0], **weights)
    sums = run(layer, x, weight=weight, **bias)
    real = np.floor(sums)
    biased = np.count_nonzero(sums != real)
    everywhere, whole = without_padding(layer, x)
    products = real if everywhere is layer else run(everywhere, whole, weight=weight)
    multiplications = _sum(products)
    outputs = np.count_nonzero(products)
    parts = outputs if isinstance(layer, Dense) else channel_sums(everywhere, whole, weight)
    counts = (multiplications, multiplications - parts, parts - outputs, biased, _sum(real))
    return Performed(*map(int, counts))


def _numbers(x: Any, weight: Any, bias: Any = None) -> tuple[Array, Array, dict[str, Array]]:
    """Inputs and weights of 1, and a bias of one half, in floats that hold the sums exactly."""
    kind = np.float32 if math.prod(weight[:-1]) < EXACT_IN_32_BITS else np.float64
    halves = {} if bias is None else {"bias": np.full(bias, 0.5, kind)}
    return np.ones(x, kind), np.broadcast_to(kind(1), weight), halves  # the weights are one 1, seen everywhere


def _sum(counts: Array) -> int:
    return int(counts.sum(dtype=np.float64))  # exact up to 2^53


@singledispatch
def without_padding(layer: Layer, x: Array) -> tuple[Layer, Array]:
    """The same work with nothing on the padding: a layer without padding, and an input that has it already.

    The layer itself where it has none.
    """
    return layer, x


@without_padding.register(Conv)
@without_padding.register(Depthwise)
def _(layer: Conv | Depthwise, x: Array) -> tuple[Layer, Array]:
    zeros = borders(x, axes_of(layer, x))
    return (layer.replaced({"padding": 0}), padded(x, zeros, 1)) if any(map(any, zeros)) else (layer, x)


@without_padding.register
def _(layer: ConvTranspose, x: Array) -> tuple[Layer, Array]:
    """Nothing is cropped, so that the products which fall on the border are kept."""
    cropped: Any = [crop(size, axis) for size, axis in zip(x.shape, axes_of(layer, x))]
    return (layer.replaced({"padding": 0, "output_padding": 0}), x) if any(map(any, cropped)) else (layer, x)


def channel_sums(layer: Layer, x: Array, weight: Array) -> int:
    """How many sums within one channel there are: each channel is run by itself, and read by so many filters."""
    channels = x.shape[-1]
    readers = weight.shape[-2] * weight.shape[-1] // channels
    alone = np.ones((*weight.shape[:-2], 1, channels), weight.dtype)
    return readers * np.count_nonzero(run(channel_by_channel(layer, channels), x, weight=alone))


def channel_by_channel(layer: Any, channels: int) -> Layer:
    """The layer with one filter a channel, which sees no other."""
    if isinstance(layer, ConvTranspose):
        return layer.replaced({"groups": channels, "out": channels})
    return Depthwise(kernel=layer.kernel, stride=layer.stride, dilation=layer.dilation, bias=False)
