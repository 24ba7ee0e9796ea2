"""Normalisation and dropout, as they run when a trained network is used."""

from __future__ import annotations

import numpy as np

from convcalc.layers.norm import LRN, BatchNorm, Dropout, LayerNorm
from convcalc.numeric.reference import by_layer, number
from convcalc.numeric.windows import Array

EPSILON = 1e-5  # PyTorch, BatchNorm2d and LayerNorm; ONNX, BatchNormalization
BIAS, ALPHA, BETA = 2, 1e-4, 0.75  # Krizhevsky et al. 2012, section 3.3: k, alpha, beta


@by_layer.register
def _(
    layer: BatchNorm,
    x: Array,
    *,
    running_mean: Array,
    running_variance: Array,
    scale: Array | float = 1.0,
    shift: Array | float = 0.0,
) -> Array:
    """(x - mean)/sqrt(variance + epsilon)*scale + shift, worked as one product and one addition a value."""
    factor = scale / np.sqrt(running_variance + number(running_variance, EPSILON))
    return x * factor + (shift - running_mean * factor)


@by_layer.register
def _(layer: LayerNorm, x: Array, *, scale: Array | None = None, shift: Array | None = None) -> Array:
    """Each group of values to mean 0 and variance 1, then scaled and shifted value by value."""
    groups = x if layer.over == "channels" else x.reshape(1, -1)
    n = groups.shape[-1]
    centred = groups - groups.sum(axis=-1, keepdims=True) / n
    variance = (centred * centred).sum(axis=-1, keepdims=True) / n
    y = centred / np.sqrt(variance + number(x, EPSILON))
    return (y if scale is None else y * scale + shift).reshape(x.shape)


@by_layer.register
def _(layer: LRN, x: Array) -> Array:
    """x/(k + alpha*sum of squares)^beta over ``size`` neighbouring channels, with the constants of the paper.

    For an even size the longer side is the later channels' (ONNX, LRN; PyTorch takes the earlier ones).
    """
    before = (layer.size - 1) // 2
    squares = np.pad(x * x, [*[(0, 0)] * (x.ndim - 1), (before, layer.size - 1 - before)])
    near = np.lib.stride_tricks.sliding_window_view(squares, layer.size, axis=-1)
    return x / (near.sum(axis=-1) * number(x, ALPHA) + number(x, BIAS)) ** number(x, BETA)


@by_layer.register
def _(layer: Dropout, x: Array) -> Array:
    """Nothing: dropout is for training."""
    return x
