"""``run``: one layer on arrays. Each family of the catalogue has a file here, as it has in ``layers``.

``run(layer, *xs, **arrays)`` takes the inputs, channels last and without a batch, and the layer's weights and
statistics by the names that the layer gives them; it returns the output. The inputs are taken to fit (the layer's
``needs``). Floats of 32 or 64 bits are meant; whole numbers, and fractions or names in an array of objects, will do
where a layer only compares, adds, multiplies and divides.
"""

from __future__ import annotations

from fractions import Fraction
from functools import singledispatch
from typing import Any

import numpy as np

from convcalc.errors import UsageError, did_you_mean
from convcalc.layers import Layer
from convcalc.numeric.windows import Array
from convcalc.shape import Shape


def run(layer: Layer, *xs: Array, **arrays: Array) -> Array:
    """The output of a layer on its inputs; ``arrays`` are its weights and statistics, of the shapes that it names.

    A bias may be left out. Raises a UsageError for an array that is missing, unknown or of another shape.
    """
    for x in (*xs, *arrays.values()):
        if not isinstance(x, np.ndarray):
            raise UsageError(f"{layer.word} is run on NumPy arrays, not on a {type(x).__name__}", hint="numpy.array")
    inputs = [Shape(x.shape) for x in xs]
    named = {**layer.weights(*inputs), **layer.statistics(*inputs)}
    for name, shape in named.items():
        if name not in arrays and name != "bias":
            raise UsageError(f"{layer.word} needs {name}", hint=f"{name}=an array of shape {tuple(shape)}")
    for name, array in arrays.items():
        if name not in named:
            raise UsageError(f"{layer.word} has no {name}", hint=did_you_mean(name, named))
        if array.shape != tuple(named[name]):
            raise UsageError(f"{name} has the shape {array.shape}, and {layer.word} wants {tuple(named[name])}")
    return by_layer(layer, *xs, **arrays)


@singledispatch
def by_layer(layer: Layer, *xs: Array, **arrays: Array) -> Array:
    """The same for arrays that fit: each layer type has its own. Raises a TypeError for one without a reference."""
    raise TypeError(f"the reference has no {type(layer).__name__}")


def number(x: Array, value: Any) -> Any:
    """A constant beside an array: a fraction beside exact numbers, so that a division by it stays exact."""
    return Fraction(value) if x.dtype == object else value if isinstance(value, int) else float(value)
