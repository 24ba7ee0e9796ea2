"""Joins of several paths."""

from __future__ import annotations

from functools import reduce

import numpy as np

from convcalc.layers.join import Add, Concat, Multiply
from convcalc.numeric.reference import by_layer
from convcalc.numeric.windows import Array


@by_layer.register
def _(layer: Add, *xs: Array) -> Array:
    """The sum, value by value."""
    return reduce(np.add, xs)


@by_layer.register
def _(layer: Multiply, *xs: Array) -> Array:
    """The product, value by value; a path of one number a channel serves at every place."""
    y = reduce(np.multiply, [x.reshape(-1) if x.size == x.shape[-1] else x for x in xs])
    return y if y.ndim > 1 else y.reshape(xs[0].shape)


@by_layer.register
def _(layer: Concat, *xs: Array) -> Array:
    """The channels of the paths behind each other."""
    return np.concatenate(xs, axis=-1)
