"""A network as a flat list: every layer with its name and where its inputs come from."""

from __future__ import annotations

from typing import Any, NamedTuple

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


class Expected(NamedTuple):
    """Published figures of a part of the network: nodes ``first`` up to ``last``, and the figures with their marks."""

    name: str
    first: int
    last: int
    figures: dict[str, Any]


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
    expected: tuple[Expected, ...] = ()
    silence: tuple[Silence, ...] = ()
    input_mark: Mark | None = None
    family: str = ""
    year: int | None = None
