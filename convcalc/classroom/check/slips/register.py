"""The list of the slips that change how a problem is seen, and how one is entered into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from convcalc.classroom.check.candidates import Slip
from convcalc.classroom.check.world import World, numbers, works
from convcalc.conventions import KINDS
from convcalc.layers import Layer
from convcalc.shape import Shape

Worlds = Callable[[World], Iterator[World]]
COUNTS = ("parameters", "multiplications", "accumulations", "cross_accumulations", "bias_sums")
ALL_KINDS = tuple(KINDS)
FEW_LAYERS = 4
OPERATIONS = ("multiplications", "accumulations", "cross_accumulations", "bias_sums")


class WorldSlip(NamedTuple):
    """A slip that makes other worlds of a world; ``says`` is its sentence with the numbers of one layer.

    ``about`` are the quantities that it is made in; in all of them where it names none.
    """

    slip: Slip
    says: str
    worlds: Worlds
    about: tuple[str, ...] = ()


WORLD_SLIPS: dict[str, WorldSlip] = {}


def slip(
    name: str, meaning: str, cites: str, likelihood: int = 2, says: str = "", about: tuple[str, ...] = ()
) -> Callable[[Worlds], Worlds]:
    """Enter a function from a world to worlds as a slip."""

    def enter(worlds: Worlds) -> Worlds:
        WORLD_SLIPS[name] = WorldSlip(Slip(name, meaning, cites, likelihood), says or meaning, worlds, about)
        return worlds

    return enter


def with_layers(world: World, change: Callable[[Layer, tuple[Shape, ...]], Layer | None]) -> Iterator[World]:
    """The world in which every layer is what ``change`` makes of it on its inputs; none where it changes nothing.

    In a few layers also the worlds in which a single one is changed.
    """
    done = works(world)
    if done is None:
        return
    shapes = [tuple(map(numbers, work.inputs)) for work in done]
    made = [change(node.layer, xs) for node, xs in zip(world.nodes, shapes, strict=True)]
    changed = [place for place, new in enumerate(made) if new]
    alone = [[place] for place in changed] if len(changed) > 1 and len(made) <= FEW_LAYERS else []
    for places in [changed, *alone] if changed else []:
        nodes = enumerate(world.nodes)
        chosen = (node._replace(layer=made[place] or node.layer) if place in places else node for place, node in nodes)
        where = world.nodes[places[0]].name if len(places) < len(changed) else ""
        yield world._replace(nodes=tuple(chosen), where=where or world.where)


def with_fields(world: World, change: Callable[[Any], Mapping[str, Any]]) -> Iterator[World]:
    """The world in which the fields that ``change`` names have other values, which stand in formulas as numbers."""
    set_fields: set[str] = set()

    def changed(layer: Layer, _: tuple[Shape, ...]) -> Layer | None:
        fields = change(layer)
        set_fields.update(fields)
        return layer.replaced(fields) if fields else None

    for other in with_layers(world, changed):
        yield other._replace(plain=other.plain | set_fields)
