"""What a rule of layer sizing works on and what it says: the case, the finding, and the list of the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from convcalc.architecture.graph import Graph, Node
from convcalc.layers import Layer
from convcalc.layers.conv import Convolution
from convcalc.report import Report
from convcalc.rows import Row
from convcalc.shape import Shape


class Finding(NamedTuple):
    """What a rule has to say of one row: the field it is about, what, what to try, and the parameters saved.

    ``node`` is None where the finding is about the input.
    """

    node: Node | None
    field: str
    what: str
    hint: str
    saved: int = 0


class Case(NamedTuple):
    """A network as the rules see it, all dimensions numbers; ``layout`` is the axis order of shapes in texts."""

    graph: Graph
    report: Report
    layout: str

    def rows(self) -> Iterator[tuple[Node, Row]]:
        """Each node with its row."""
        return zip(self.graph.nodes, self.report.rows, strict=True)

    def value(self, place: int) -> Shape:
        """The shape of a value: of the input, or of a node's output."""
        return self.report.rows[place - 1].output if place else self.report.inputs[0]

    def rows_of(self, *kinds: type[Layer]) -> Iterator[tuple[Node, Any, Row]]:
        """The nodes of some layer types, each with its layer and its row."""
        for node, row in self.rows():
            if isinstance(node.layer, kinds):
                yield node, node.layer, row

    def convolved(self) -> list[bool]:
        """For the input and the output of each node, whether a convolution lies behind it."""
        behind = [False]
        for node in self.graph.nodes:
            behind.append(isinstance(node.layer, Convolution) or any(behind[place] for place in node.inputs))
        return behind

    def maps_read(self) -> list[int]:
        """For each value the place of the map that it was made of without a weight; of anything else its own place."""
        made_of = [0]
        for place, (node, row) in enumerate(self.rows(), 1):
            moved = row.output.rank == 0 and len(row.inputs) == 1 and not row.parameters
            same_values = moved and row.inputs[0].size == row.output.size
            made_of.append(made_of[node.inputs[0]] if same_values else place)
        return made_of


class Rule(NamedTuple):
    """A rule of the lectures: its name, where it stands, what it asks for, and how it is checked."""

    name: str
    cites: str
    meaning: str
    find: Callable[[Case], Iterator[Finding]]


RULES: dict[str, Rule] = {}


def rule(name: str, cites: str, meaning: str) -> Callable[[Any], Any]:
    """Register a function as a rule."""

    def register(find: Callable[[Case], Iterator[Finding]]) -> Callable[[Case], Iterator[Finding]]:
        RULES[name] = Rule(name, cites, meaning, find)
        return find

    return register
