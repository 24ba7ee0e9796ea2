"""Slips in adding up a network: a layer left out or counted twice, a part forgotten, a kind of layer forgotten."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from convcalc.architecture.graph import Node
from convcalc.classroom.check.candidates import Slip
from convcalc.classroom.check.slips.register import slip
from convcalc.classroom.check.world import World
from convcalc.layers.conv import Convolution
from convcalc.layers.join import Add
from convcalc.layers.linear import Dense
from convcalc.layers.norm import BatchNorm
from convcalc.layers.pool import Pool

ADDING = "lecture 5, 'Exercise: 1 Depth-wise pooling operation'"
RESIDUAL = "lecture 3, 'Residual block'"
LEFT_OUT, TWICE = 0, 2
MOST_LAYERS = 50  # of a network that is worked anew without each of some layers

Times = dict[int, int]  # how often each layer is counted, by its place; once where not listed
Part = tuple[Times, str]  # and the layer or the part that this is about


class SumSlip(NamedTuple):
    """A slip in adding up layers. ``says`` names the part."""

    slip: Slip
    says: str
    times: Callable[[Sequence[Node], Sequence[int]], Iterator[Part]]


SUM_SLIPS: dict[str, SumSlip] = {}


def sum_slip(name: str, meaning: str, cites: str, likelihood: int = 2, says: str = "") -> Callable[..., None]:
    """Enter a function from layers, and what each adds, to how often each is counted."""

    def enter(times: Callable[[Sequence[Node], Sequence[int]], Iterator[Part]]) -> None:
        SUM_SLIPS[name] = SumSlip(Slip(name, meaning, cites, likelihood), says or meaning, times)

    return enter


@sum_slip("layer-left-out", "a layer is left out", ADDING, says="the layer {part} is left out")
def _layer_left_out(nodes: Sequence[Node], each: Sequence[int]) -> Iterator[Part]:
    return _every(nodes, each, LEFT_OUT)


@sum_slip("layer-twice", "a layer is counted twice", ADDING, 3, says="the layer {part} is counted twice")
def _layer_twice(nodes: Sequence[Node], each: Sequence[int]) -> Iterator[Part]:
    return _every(nodes, each, TWICE)


def _every(nodes: Sequence[Node], each: Sequence[int], times: int) -> Iterator[Part]:
    """Each layer that adds anything, of equal ones only the first."""
    seen: set[int] = set()
    for place, (node, count) in enumerate(zip(nodes, each, strict=True)):
        if count and count not in seen:
            seen.add(count)
            yield {place: times}, node.name


@sum_slip("last-layer-only", "only the last layer is counted", ADDING)
def _last_layer_only(nodes: Sequence[Node], each: Sequence[int]) -> Iterator[Part]:
    counted = [place for place, count in enumerate(each) if count]
    if len(counted) > 1:
        yield dict.fromkeys(counted[:-1], LEFT_OUT), nodes[counted[-1]].name


@sum_slip("dense-layers-left-out", "the dense layers are left out", ADDING, 1)
def _dense_left_out(nodes: Sequence[Node], each: Sequence[int]) -> Iterator[Part]:
    return _all_of(nodes, Dense)


@sum_slip("convolutions-left-out", "the convolutions are left out", ADDING, 3)
def _convolutions_left_out(nodes: Sequence[Node], each: Sequence[int]) -> Iterator[Part]:
    return _all_of(nodes, Convolution)


@sum_slip("batchnorm-forgotten", "the batch normalisation is forgotten: a scale and a shift for each channel",
          "lecture 5, 'Design of a modern convolutional neural network'", 1)  # fmt: skip
def _batchnorm_forgotten(nodes: Sequence[Node], each: Sequence[int]) -> Iterator[Part]:
    return _all_of(nodes, BatchNorm)


def _all_of(nodes: Sequence[Node], kind: type) -> Iterator[Part]:
    """All the layers of a kind, where there are others besides."""
    places = [place for place, node in enumerate(nodes) if isinstance(node.layer, kind)]
    if places and len(places) < len(nodes):
        yield dict.fromkeys(places, LEFT_OUT), kind.__name__


@sum_slip("repeats-forgotten", "what repeats is counted once", ADDING, 1)
def _repeats_forgotten(nodes: Sequence[Node], each: Sequence[int]) -> Iterator[Part]:
    again = [place for place, node in enumerate(nodes) if any(p.isdigit() and p != "1" for p in node.name.split("/"))]
    if again:
        yield dict.fromkeys(again, LEFT_OUT), ""


@sum_slip("projections-forgotten", "the projections on the shortcuts are forgotten", RESIDUAL, 1)
def _projections_forgotten(nodes: Sequence[Node], each: Sequence[int]) -> Iterator[Part]:
    inputs = 1 + max((place for node in nodes for place in node.inputs), default=0) - len(nodes)
    before = max(inputs, 1)
    found = [place for place, node in enumerate(nodes) if isinstance(node.layer, Add)]
    forgotten = [each for place in found for each in _projection(nodes, nodes[place].inputs, before)]
    if forgotten:
        yield dict.fromkeys(forgotten, LEFT_OUT), ""


def _projection(nodes: Sequence[Node], ends: Sequence[int], before: int) -> list[int]:
    """The layers on the path of a join that has one convolution where the others have more."""
    paths = [_path(nodes, end, before) for end in ends]
    convolutions = [sum(isinstance(nodes[place].layer, Convolution) for place in path) for path in paths]
    if 1 not in convolutions or max(convolutions) < 2:
        return []
    return paths[convolutions.index(1)]


def _path(nodes: Sequence[Node], end: int, before: int) -> list[int]:
    """The layers that lead to a value, back to where another layer reads as well."""
    path = []
    readers = [place for node in nodes for place in node.inputs]
    while end >= before and len(nodes[end - before].inputs) == 1 and readers.count(end) == 1:
        path.append(end - before)
        (end,) = nodes[end - before].inputs
    return path


@slip("bottleneck-left-out", "the 1x1 convolution in front is left out, and the next one reads all the channels",
      "lecture 5, 'Depth-wise pooling operation'", 1)  # fmt: skip
def bottleneck_left_out(world: World) -> Iterator[World]:
    """Each 1x1 convolution before another layer is taken away, and what follows reads its input."""
    return _each_without(world, lambda layer: isinstance(layer, Convolution) and layer.kernel in (1, (1, 1)), 1)


@slip("pool-left-out", "the pool is left out, and what follows reads the larger map",
      "lecture 5, 'Feature-wise pooling operation'", 1)  # fmt: skip
def pool_left_out(world: World) -> Iterator[World]:
    """Each pool between other layers is taken away, and what follows reads its input."""
    return _each_without(world, lambda layer: isinstance(layer, Pool), 0)


def _each_without(world: World, is_left_out: Callable[[Any], bool], spared: int) -> Iterator[World]:
    """The world without each of some layers, the last few spared."""
    if len(world.inputs) != 1 or not 1 < len(world.nodes) <= MOST_LAYERS:
        return
    for place, node in enumerate(world.nodes[: len(world.nodes) - spared]):
        if is_left_out(node.layer):
            yield world._replace(nodes=_without(world.nodes, place), where=node.name)


def _without(nodes: tuple[Node, ...], place: int) -> tuple[Node, ...]:
    """The layers without one of them; what read it reads its input. The network has one input, value 0."""
    (source,) = nodes[place].inputs
    moved = {value: value - (value > place + 1) for value in range(len(nodes) + 1)}
    moved[place + 1] = source
    kept = (*nodes[:place], *nodes[place + 1 :])
    return tuple(node._replace(inputs=tuple(moved[value] for value in node.inputs)) for node in kept)
