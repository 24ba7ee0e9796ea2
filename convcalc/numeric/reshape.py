"""Layers that move values and compute nothing."""

from __future__ import annotations

import numpy as np

from convcalc.layers.reshape import ChannelPad, ChannelShuffle, ChannelSplit, Crop, Flatten, Identity, Reshape, ZeroPad
from convcalc.layers.window import per_axis
from convcalc.numeric.reference import by_layer
from convcalc.numeric.windows import Array, padded


@by_layer.register
def _(layer: Flatten, x: Array) -> Array:
    """All the values in one row, the channels of a place side by side."""
    return x.reshape(-1)


@by_layer.register
def _(layer: Reshape, x: Array) -> Array:
    """The same values in the same order."""
    return x.reshape(layer.to)


@by_layer.register
def _(layer: ZeroPad, x: Array) -> Array:
    """Zeros around the map."""
    pads = per_axis(layer.padding, x.ndim - 1)
    return padded(x, [pad if isinstance(pad, tuple) else (pad, pad) for pad in pads])


@by_layer.register
def _(layer: Crop, x: Array) -> Array:
    """The middle of the map."""
    cuts = per_axis(layer.cropping, x.ndim - 1)
    pairs = (cut if isinstance(cut, tuple) else (cut, cut) for cut in cuts)
    kept = (slice(before, size - after) for size, (before, after) in zip(x.shape, pairs))
    return x[tuple(kept)]


@by_layer.register
def _(layer: Identity, x: Array) -> Array:
    """The input again."""
    return x


@by_layer.register
def _(layer: ChannelShuffle, x: Array) -> Array:
    """The first channel of each group, then the second of each, and so on. Zhang et al. 2017, section 3.1."""
    dealt = x.reshape(*x.shape[:-1], layer.groups, -1).swapaxes(-1, -2)
    return dealt.reshape(x.shape)


@by_layer.register
def _(layer: ChannelSplit, x: Array) -> Array:
    """One of the equal parts of the channels."""
    return np.split(x, layer.parts, axis=-1)[layer.take - 1]


@by_layer.register
def _(layer: ChannelPad, x: Array) -> Array:
    """Zeros in the channels behind."""
    return np.pad(x, [*[(0, 0)] * (x.ndim - 1), (0, layer.extra)])
