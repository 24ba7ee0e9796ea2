"""Pools that round up and keep every window, also one that starts behind the input."""

from __future__ import annotations

from typing import Any

from convcalc.algebra.sym import Dim
from convcalc.layers.pool import AvgPool, L2Pool, MaxPool, Pool
from convcalc.layers.window import Axis, window_up


class Unclipped(Pool):
    """What these pools share: the size rounded up, whatever the last window reads."""

    def positions(self, size: Dim, axis: Axis) -> Dim:
        """The positions of the window along an axis."""
        return window_up(size, axis) if self.ceil else super().positions(size, axis)


class UnclippedMaxPool(Unclipped, MaxPool):
    """Max pooling of all windows, rounded up."""


class UnclippedAvgPool(Unclipped, AvgPool):
    """Average pooling of all windows, rounded up."""


class UnclippedL2Pool(Unclipped, L2Pool):
    """Pooling by the 2-norm of all windows, rounded up."""


KINDS = {"maxpool": UnclippedMaxPool, "avgpool": UnclippedAvgPool, "l2pool": UnclippedL2Pool}


def unclipped(layer: Any) -> Any:
    """A pool as it rounds up and keeps every window."""
    return KINDS[layer.word](**{**vars(layer), "ceil": True})
