"""A network as a flat list: every layer with its name and where its inputs come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from convcalc.architecture.paper import Paper
from convcalc.architecture.published import Published
from convcalc.architecture.silence import Silence
from convcalc.errors import Mark
from convcalc.layers import Layer
from convcalc.shape import Shape


class Node(NamedTuple):
    """One layer of a network.

    ``inputs`` are places in the list of values: the network's inputs first, then each node's output in order.
    ``step`` and ``scope`` lead back to the file, for messages; both are None outside a file.
    """

    name: str
    layer: Layer
    inputs: tuple[int, ...]
    step: Any = None
    scope: Any = None


class Part(NamedTuple):
    """A part of the network that its file names, or prints figures of: nodes ``first`` up to ``last``.

    ``word`` is the step's, ``label`` the name that it was given, ``names`` what its block's parameters stand for.
    ``row`` says that it is a row of the paper's table.
    """

    name: str
    first: int
    last: int
    figures: tuple[Published, ...] = ()
    word: str = ""
    label: str = ""
    names: Mapping[str, Any] = {}
    row: bool = False


class Graph(NamedTuple):
    """A network: its nodes in an order in which they can run, and what its file says of it.

    ``input_mark`` is the place of the input in the file.
    """

    name: str
    nodes: list[Node]
    input: Shape | None = None
    source: str = ""
    citation: str = ""
    bundled: bool = False
    symbols: dict[str, Any] = {}
    parts: tuple[Part, ...] = ()
    paper: Paper = Paper()
    silence: tuple[Silence, ...] = ()
    input_mark: Mark | None = None
    family: str = ""
    year: int | None = None


def places_inside(nodes: Sequence[Node], name: str, deep: int) -> dict[str, list[tuple[str, int, int]]]:
    """The rows inside a part by the names that they have there: path, first and last place, of each repetition.

    Only names of so many pieces (``deep``) are looked up.
    """
    found: dict[str, dict[str, list[int]]] = {}
    for place, node in enumerate(nodes):
        pieces = node.name[len(name) + 1 if name else 0 :].split("/", deep + 1)
        repeated = pieces[0].isdigit()
        for end in range(1 + repeated, min(len(pieces), deep + repeated) + 1):
            path = "/".join(([name] if name else []) + pieces[:end])
            found.setdefault("/".join(pieces[repeated:end]), {}).setdefault(path, []).append(place)
    return {
        within: [(path, places[0], places[-1] + 1) for path, places in paths.items()] for within, paths in found.items()
    }


def first_way(nodes: Sequence[Node], first: int, last: int) -> list[int]:
    """The places of a part's nodes from its end back to its beginning, by the first input of each, in order."""
    way = []
    place = last - 1
    while place >= first:
        way.append(place)
        place = nodes[place].inputs[0] - 1
    return way[::-1]
