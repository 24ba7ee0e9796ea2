"""A layer at work, by name: what the rules of a convention may read of it.

Each is worked out when a rule asks for it. No formula of a layer stands here: they are those of the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from convcalc.algebra.sym import Dim, Undecided, product, total
from convcalc.conventions import KINDS
from convcalc.errors import Fault
from convcalc.layers import Layer, of_biases, parameters, statistics
from convcalc.layers.conv import Convolution
from convcalc.layers.pool import AdaptiveAvgPool, Global
from convcalc.layers.window import Windowed, per_axis
from convcalc.shape import Shape


class AtWork(Mapping[str, Any]):
    """A layer on its inputs, for a batch: what is known of it by the names of ``QUANTITIES``."""

    def __init__(
        self,
        layer: Layer,
        xs: tuple[Shape, ...],
        y: Shape,
        ops: Mapping[str, Dim],
        batch: Dim = 1,
        plain: AtWork | None = None,
    ) -> None:
        self.layer = layer
        self.xs = xs
        self.y = y
        self.ops = ops  # of the whole batch
        self.batch = batch
        self.plain = plain or self  # where names with values stand for numbers, the same in these numbers

    def __getitem__(self, name: str) -> Any:
        return QUANTITIES[name].of(self)

    def __iter__(self) -> Iterator[str]:
        return iter(QUANTITIES)

    def __len__(self) -> int:
        return len(QUANTITIES)


class Quantity(NamedTuple):
    """Something that a rule may read: what it is in words, its short name in a working, and how it is worked out."""

    meaning: str
    title: str
    of: Callable[[AtWork], Any]


def effective(work: AtWork) -> Dim:
    """The multiplications of the batch that meet a cell of the input. Raises a Fault where names stand for numbers."""
    plain = work.plain
    try:
        return plain.batch * plain.layer.effective(*plain.xs, plain.y)
    except Undecided:
        raise Fault(
            f"{work.layer.word}: effective counts need numbers, and not all dimensions are",
            "numbers in the place of names",
        ) from None


def _window(work: AtWork) -> Dim:
    """The cells of a window; of a pool over the whole map, all of them."""
    layer, x = work.layer, work.xs[0]
    if isinstance(layer, AdaptiveAvgPool):
        return product(size // out for size, out in zip(x.spatial, work.y.spatial, strict=True))
    if isinstance(layer, Global):
        return product(x.spatial)
    return layer.cells(x) if isinstance(layer, Windowed) else 1


def _kernel(work: AtWork) -> Dim:
    layer, x = work.layer, work.xs[0]
    if isinstance(layer, Windowed):
        return per_axis(layer.kernel, x.rank)[0]  # type: ignore[no-any-return]
    return x.spatial[0] if isinstance(layer, Global) else 1


def _strides(work: AtWork) -> Dim:
    layer = work.layer
    return product(per_axis(layer.stride, work.xs[0].rank)) if isinstance(layer, Windowed) else 1


def _groups(work: AtWork) -> Dim:
    """The groups of a convolution; of a depthwise one as many as channels."""
    layer, depth = work.layer, work.xs[0].channels
    if not isinstance(layer, Convolution):
        return 1
    return vars(layer).get("groups", depth)  # type: ignore[no-any-return]


def _of_weights(biases: bool) -> Callable[[AtWork], Dim]:
    return lambda work: of_biases(work.layer.weights(*work.xs), biases)


def _truth(field: str) -> Callable[[AtWork], bool]:
    return lambda work: bool(vars(work.layer).get(field, False))


def _kind(kind: str) -> Callable[[AtWork], Dim]:
    return lambda work: work.ops.get(kind, 0)


COUNTED = {kind: meaning for kind, meaning in KINDS.items() if kind != "on_padding"}
QUANTITIES: dict[str, Quantity] = {
    **{kind: Quantity(meaning, kind.replace("_", " "), _kind(kind)) for kind, meaning in COUNTED.items()},
    "effective": Quantity("of the multiplications, those that meet no padding", "effective multiplications", effective),
    "inputs": Quantity(
        "values that go in, on all paths", "values in", lambda work: work.batch * total(x.size for x in work.xs)
    ),
    "outputs": Quantity("values that come out", "values out", lambda work: work.batch * work.y.size),
    "positions": Quantity(
        "places of the output's map", "places of the output", lambda work: work.batch * product(work.y.spatial)
    ),
    "positions_in": Quantity(
        "places of the input's map", "places of the input", lambda work: work.batch * product(work.xs[0].spatial)
    ),
    "channels_in": Quantity("depth of the input", "channels in", lambda work: work.xs[0].channels),
    "channels_out": Quantity("depth of the output", "channels out", lambda work: work.y.channels),
    "groups": Quantity("groups of channels of a convolution", "groups", _groups),
    "parameters": Quantity("learned values", "parameters", lambda work: parameters(work.layer, *work.xs)),
    "weights": Quantity("learned values that are no biases", "weights", _of_weights(biases=False)),
    "biases": Quantity("learned values that are biases", "biases", _of_weights(biases=True)),
    "statistics": Quantity(
        "values recorded, not learned", "recorded statistics", lambda work: statistics(work.layer, *work.xs)
    ),
    "window": Quantity("cells of a window; of a global pool, of the map", "cells of the window", _window),
    "kernel": Quantity("size of the window along the first axis", "kernel", _kernel),
    "strides": Quantity("strides along all axes, multiplied", "strides", _strides),
    "paths": Quantity("inputs of a join", "paths", lambda work: len(work.xs)),
    "axes": Quantity("axes of the map: 2 for an image", "axes", lambda work: work.xs[0].rank),
    "batch": Quantity("samples", "batch", lambda work: work.batch),
    "bias": Quantity("whether there are biases", "bias", _truth("bias")),
    "affine": Quantity("whether a normalisation learns scale and shift", "affine", _truth("affine")),
}
