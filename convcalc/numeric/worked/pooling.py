"""Small maps pooled by hand, exactly, with the places that unpooling needs."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from convcalc import network
from convcalc.errors import DocumentError, UsageError
from convcalc.layers.resize import MaxUnpool
from convcalc.layers.window import per_axis
from convcalc.numeric.reference import run
from convcalc.numeric.resize import cells, largest
from convcalc.numeric.windows import Array, axes_of, borders
from convcalc.numeric.worked.cells import Cell, whole
from convcalc.numeric.worked.convolution import (
    check_work,
    common_denominator,
    fractions,
    is_sequence,
    padded_size,
    wholes,
)
from convcalc.shape import Shape

OPERATIONS = {"max": "maxpool", "avg": "avgpool", "min": "minpool", "l2": "l2pool"}


class PoolStep(NamedTuple):
    """One position in one channel: the cells of its window in the map, their values, and what they come to."""

    at: tuple[int, ...]
    channel: int
    cells: list[tuple[int, ...]]
    values: list[Cell]
    value: Cell


class Pooled(NamedTuple):
    """A pooling with its numbers. Maps are (rows, columns, channels); a sequence has no rows."""

    layer: Any
    operation: str
    input: Array
    output: Array

    def steps(self) -> Iterator[PoolStep]:
        """Every position of every channel, in reading order."""
        for channel in range(self.input.shape[-1]):
            for at in np.ndindex(self.output.shape[:-1]):
                yield self.step(at, channel)

    def step(self, at: tuple[int, ...], channel: int) -> PoolStep:
        """One position in one channel, both counted from 0; cells of the padding are left out."""
        axes = axes_of(self.layer, self.input)
        before = [zeros for zeros, _ in borders(self.input, axes)]
        found = []
        for tap in np.ndindex(*(axis.kernel for axis in axes)):
            place = tuple(i * a.stride + t * a.dilation - p for i, t, a, p in zip(at, tap, axes, before))
            if all(0 <= cell < size for cell, size in zip(place, self.input.shape)):
                found.append(place)
        values = [self.input[..., channel][place] for place in found]
        return PoolStep(at, channel, found, values, self.output[..., channel][at])

    def places(self) -> list[Array]:
        """Where each largest value stands in the input, axis by axis. Raises a UsageError for another operation."""
        self.check_places()
        axes = axes_of(self.layer, self.input)
        tap = largest(self.input, axes)[tuple(map(slice, self.output.shape))]
        return cells(tap, self.input.shape, axes)

    def check_places(self) -> None:
        """Raise a UsageError where no value was picked out of its window."""
        if self.operation != "max":
            raise UsageError(f"{self.operation} pooling keeps no places to go back to", hint="--op max")

    def unpooled(self, values: Array | None = None) -> Array:
        """The values, by default those of the output, put back where the largest stood; zeros elsewhere.

        Raises a UsageError for another operation, and a DocumentError for values of another size.
        """
        self.check_places()
        back = self.output if values is None else values
        if values is not None and self.input.ndim == 2 and len(values) == 1:
            back = values[0]
        if back.shape != self.output.shape:
            raise DocumentError(
                f"the values are {Shape(back.shape)}, and pooling gives {Shape(self.output.shape)}",
                hint="a value for each place",
            )
        return run(MaxUnpool(**self.layer.window(), indices="pool"), back, self.input, self.output)


def pool(x: Array, operation: str, **fields: Any) -> Pooled:
    """Pool a map (H, W, channels) of exact cells; a map of one row is a sequence.

    ``operation`` is one of ``OPERATIONS``; ``fields`` are those of the layer. Raises a ShapeError where the window does
    not fit, a UsageError for wrong fields, a DocumentError for more work than a page holds.
    """
    if is_sequence(x, fields):
        x = x[0]
    made = network.layer_of(OPERATIONS[operation], fields, None)
    y: Any = made.evaluate(Shape(x.shape)).output
    layer: Any = made.graph.nodes[0].layer
    window = math.prod(per_axis(layer.kernel, x.ndim - 1))
    check_work(y.size * window, padded_size(layer, x), window)
    common_denominator(x)
    exact = fractions(x)
    work = Pooled(layer, operation, x, np.empty(y, dtype=object))
    if set(per_axis(layer.dilation, x.ndim - 1)) != {1}:  # only such a window can step over a small map
        check_windows(work)
    if operation != "l2":
        return work._replace(output=wholes(run(layer, exact)))
    for step in work.steps():
        work.output[..., step.channel][step.at] = root(sum(value * value for value in step.values))
    return work


def check_windows(work: Pooled) -> None:
    """Raise a DocumentError where a window sees nothing but its padding."""
    for at in np.ndindex(work.output.shape[:-1]):
        if not work.step(at, 0).values:
            raise DocumentError(
                f"the window at {','.join(map(str, at))} sees nothing but its padding",
                hint="a smaller dilation or padding",
            )


def root(square: Fraction | int) -> Cell:
    """The square root: exact where it is a fraction, else the nearest float."""
    top, bottom = Fraction(square).as_integer_ratio()
    exact = Fraction(math.isqrt(top), math.isqrt(bottom))
    return whole(exact) if exact * exact == square else math.sqrt(square)
