"""Activations, value by value."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from convcalc.layers.activation import (
    GELU,
    HardSigmoid,
    HardSwish,
    LeakyReLU,
    ReLU,
    ReLU6,
    Sigmoid,
    Softmax,
    Swish,
    Tanh,
)
from convcalc.numeric.reference import by_layer, number
from convcalc.numeric.windows import Array

SLOPE = Fraction(1, 100)  # where a file gives none: PyTorch, LeakyReLU; ONNX, LeakyRelu


@by_layer.register
def _(layer: ReLU, x: Array) -> Array:
    """max(x, 0)."""
    return np.maximum(x, number(x, 0))


@by_layer.register
def _(layer: LeakyReLU, x: Array) -> Array:
    """max(x, a*x)."""
    return np.maximum(x, x * number(x, SLOPE if layer.slope is None else layer.slope))


@by_layer.register
def _(layer: ReLU6, x: Array) -> Array:
    """min(max(x, 0), 6)."""
    return np.minimum(np.maximum(x, number(x, 0)), number(x, 6))


@by_layer.register
def _(layer: Sigmoid, x: Array) -> Array:
    """1/(1 + exp(-x))."""
    with np.errstate(over="ignore"):  # far below 0 the exponential is infinite, and its share of 1 is 0, as it should
        return 1 / (1 + np.exp(-x))


@by_layer.register
def _(layer: Tanh, x: Array) -> Array:
    """(exp(2x) - 1)/(exp(2x) + 1), by a function that stays finite."""
    return np.tanh(x)


@by_layer.register
def _(layer: HardSigmoid, x: Array) -> Array:
    """relu6(x + 3)/6."""
    return by_layer(ReLU6(), x + 3) / 6


@by_layer.register
def _(layer: HardSwish, x: Array) -> Array:
    """The value times the hard sigmoid."""
    return x * by_layer(HardSigmoid(), x)


@by_layer.register
def _(layer: Swish, x: Array) -> Array:
    """The value times the sigmoid."""
    return x * by_layer(Sigmoid(), x)


@by_layer.register
def _(layer: GELU, x: Array) -> Array:
    """0.5*x*(1 + erf(x/sqrt(2)))."""
    return 0.5 * x * (1 + _erf(x / math.sqrt(2)))


def _erf(x: Array) -> Array:
    """The error function, which NumPy lacks, value by value."""
    return np.frompyfunc(_erf_of, 1, 1)(x).astype(x.dtype)


def _erf_of(value: Any) -> Any:
    return value.erf() if hasattr(value, "erf") else math.erf(value)


@by_layer.register
def _(layer: Softmax, x: Array) -> Array:
    """exp(x - m)/sum of exp(x - m) over the channels of each place, m the largest of them."""
    powers = np.exp(x - np.maximum.reduce(x, axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
