"""Which parts of a network are the rows of its paper's table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from convcalc.architecture import limits
from convcalc.architecture.graph import Graph, Part
from convcalc.architecture.scope import calls
from convcalc.errors import DocumentError

OVERLAP = 4  # rows may lie in each other; so many times over the table may hold the layers of the network


def table_parts(graph: Graph) -> list[Part]:
    """The parts that are rows of the paper's table.

    Those with a row of figures; where there are none, those with a name that lie in no other; else each step. Raises a
    DocumentError where these are more than a table can have.
    """
    named = [part for part in graph.parts if part.name]
    rows = [part for part in named if part.row] or _outermost(named) or list(_steps(graph))
    if len(rows) > limits.TABLE_ROWS:
        raise _too_much(graph, f"{len(rows):,} rows, and the most is {limits.TABLE_ROWS:,}")
    if sum(part.last - part.first for part in rows) > OVERLAP * len(graph.nodes):
        raise _too_much(graph, f"rows that hold each layer more than {OVERLAP} times over")
    return sorted(rows, key=lambda part: (part.first, -part.last))


def _too_much(graph: Graph, what: str) -> DocumentError:
    mark = next(iter(graph.paper.columns.values())).mark
    return DocumentError(f"the paper's table has {what}", mark=mark, hint="figures of fewer parts, or fewer names")


def _outermost(parts: Sequence[Part]) -> list[Part]:
    """The parts that lie in no other."""
    found: list[Part] = []
    for part in sorted(parts, key=lambda part: (part.first, -part.last)):
        if not found or part.first >= found[-1].last:
            found.append(part)
    return found


def _steps(graph: Graph) -> Iterator[Part]:
    """Each step of the network as a part, all its repetitions together."""
    for name, places in groupby(range(len(graph.nodes)), lambda place: graph.nodes[place].name.split("/")[0]):
        inside = list(places)
        node = graph.nodes[inside[0]]
        row = Part(name, inside[0], inside[-1] + 1, word=node.layer.word)
        for scope, step in calls(node.scope):
            row = row._replace(word=step.word, names=scope.names)
        yield row
