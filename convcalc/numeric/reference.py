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

from convcalc.layers import Layer
from convcalc.numeric.windows import Array


@singledispatch
def run(layer: Layer, *xs: Array, **arrays: Array) -> Array:
    """The output of a layer on its inputs. Raises a TypeError for a layer type without a reference."""
    raise TypeError(f"the reference has no {type(layer).__name__}")


def number(x: Array, value: Any) -> Any:
    """A constant beside an array: a fraction beside exact numbers, so that a division by it stays exact."""
    return Fraction(value) if x.dtype == object else value if isinstance(value, int) else float(value)
