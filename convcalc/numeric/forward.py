"""A network run from its input to its last row, with weights drawn at random."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from convcalc.architecture.graph import Graph, Node
from convcalc.layers import Layer
from convcalc.numeric.reference import run
from convcalc.numeric.windows import Array
from convcalc.shape import Shape


class Ran(NamedTuple):
    """One layer that was run: its node, the arrays it used by name, and what came out."""

    node: Node
    arrays: Mapping[str, Array]
    output: Array


def forward(graph: Graph, x: Shape, seed: int) -> Iterator[Ran]:
    """Run the layers in their order on a random input, in floats of 32 bits; a value is dropped after its last use."""
    rng = np.random.default_rng(seed)
    shapes: list[Any] = [x]
    values: dict[int, Array] = {0: rng.random(shapes[0], np.float32)}
    lasts = last_uses(graph)
    for place, node in enumerate(graph.nodes, 1):
        xs = [values[each] for each in node.inputs]
        arrays = drawn(node.layer, [Shape(each.shape) for each in xs], rng)
        with np.errstate(all="ignore"):  # the values are random: one that is too large is nobody's fault
            values[place] = run(node.layer, *xs, **arrays)
        yield Ran(node, arrays, values[place])
        for used in {*node.inputs, place}:
            if lasts.get(used, 0) <= place:
                del values[used]


def last_uses(graph: Graph) -> dict[int, int]:
    """For each value the place of the last layer that takes it."""
    return {used: place for place, node in enumerate(graph.nodes, 1) for used in node.inputs}


def drawn(layer: Layer, xs: list[Shape], rng: np.random.Generator) -> dict[str, Array]:
    """Random arrays of the shapes that the layer names."""
    shapes: dict[str, Any] = {**layer.weights(*xs), **layer.statistics(*xs)}
    return {name: _drawn(name, shape, rng) for name, shape in shapes.items()}


def _drawn(name: str, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    """Weights around 0, the smaller the more are added up; a variance and a scale around 1."""
    array = rng.random(shape, np.float32)
    array -= 0.5
    if name == "weight":
        array *= (12 * shape[-1] / array.size) ** 0.5  # a variance of 1/(inputs of a sum) keeps the values' size
    elif name in ("running_variance", "scale"):
        array += 1
    return array
