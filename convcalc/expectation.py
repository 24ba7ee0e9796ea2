"""The published figures of a file beside what was computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.architecture.graph import Graph
from convcalc.architecture.printed import number_agrees, shape_agrees
from convcalc.layers.fields import shown
from convcalc.report import Figure, Report, Row, total_of


def figures(graph: Graph, report: Report) -> Iterator[Figure]:
    """Each published figure of the file beside what was computed."""
    for part in graph.expected:
        rows = report.rows[part.first : part.last]
        for quantity, value in part.figures.items():
            printed = shown(value.raw)
            computed = _computed(quantity, rows)
            agrees = shape_agrees(printed, computed) if quantity == "output" else number_agrees(value.raw, computed)
            written = f"{computed:,}" if isinstance(computed, int) else str(computed)
            yield Figure(part.name, quantity, printed, written, agrees, value.mark)


def _computed(quantity: str, rows: Sequence[Row]) -> Any:
    if quantity == "output":
        return rows[-1].output
    total = total_of(rows)
    return total.parameters if quantity == "parameters" else total.ops.get(quantity, 0)
