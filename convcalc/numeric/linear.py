"""The fully connected layer."""

from __future__ import annotations

from convcalc.layers.linear import Dense
from convcalc.numeric.reference import by_layer
from convcalc.numeric.windows import Array


@by_layer.register
def _(layer: Dense, x: Array, *, weight: Array, bias: Array | None = None) -> Array:
    """All the values, in one row, times each unit's weights, and its bias."""
    y = x.reshape(-1) @ weight
    return y if bias is None else y + bias
