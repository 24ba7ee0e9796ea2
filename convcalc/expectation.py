"""The published figures of a file beside what was computed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Any

from convcalc.architecture.graph import Graph
from convcalc.architecture.printed import number_agrees, shape_agrees
from convcalc.conventions import CONVENTIONS, DEFAULT, added
from convcalc.layers.fields import shown
from convcalc.report import Figure, Report
from convcalc.rows import Row


def figures(graph: Graph, report: Report) -> Iterator[Figure]:
    """Each published figure of the file beside what was computed."""
    sums: dict[str, list[Any]] = {}
    for part in graph.expected:
        for quantity, value in part.figures.items():
            printed = shown(value.raw)
            if quantity == "output":
                computed: Any = report.rows[part.last - 1].output
                agrees = shape_agrees(printed, computed)
            else:
                if quantity not in sums:
                    sums[quantity] = list(accumulate(_count(quantity, report.rows), initial=0))
                computed = sums[quantity][part.last] - sums[quantity][part.first]
                agrees = number_agrees(value.raw, computed)
            written = f"{computed:,}" if isinstance(computed, int) else str(computed)
            yield Figure(part.name, quantity, printed, written, agrees, value.mark)


def _count(quantity: str, rows: Iterable[Row]) -> Iterator[Any]:
    """A quantity of each row; accumulations and operations are the lecture's, whatever the convention of the report."""
    if quantity == "parameters":
        return (row.parameters for row in rows)
    kinds = CONVENTIONS[DEFAULT].operations if quantity == "operations" else (quantity,)
    return (added(row.ops, kinds) for row in rows)
