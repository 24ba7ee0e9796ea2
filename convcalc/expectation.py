"""Published figures beside computed ones: whether a number, as it was printed, can be this number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from convcalc.algebra.sym import Dim
from convcalc.architecture.graph import Graph
from convcalc.layers.fields import shown
from convcalc.report import Figure, Report, Row, total_of
from convcalc.shape import Shape

UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "B": 10**9, "T": 10**12}
PRINTED = re.compile(r"([0-9][0-9,_ ]*)(?:\.([0-9]+))?\s*([KMGBT]?)", re.IGNORECASE)


def figures(graph: Graph, report: Report) -> Iterator[Figure]:
    """Each published figure of the file beside what was computed."""
    for part in graph.expected:
        rows = report.rows[part.first : part.last]
        for quantity, value in part.figures.items():
            printed = shown(value.raw)
            computed = _computed(quantity, rows)
            if isinstance(computed, Shape):
                agrees = shape_agrees(printed, computed)
                written = str(computed)
            else:
                agrees = number_agrees(value.raw, computed)
                written = f"{computed:,}" if isinstance(computed, int) else str(computed)
            yield Figure(part.name, quantity, printed, written, agrees, value.mark)


def _computed(quantity: str, rows: Sequence[Row]) -> Any:
    if quantity == "output":
        return rows[-1].output
    total = total_of(rows)
    return total.parameters if quantity == "parameters" else total.ops.get(quantity, 0)


def shape_agrees(printed: str, shape: Shape) -> bool:
    """Whether a printed shape is this one; without its depth (56x56) the axes alone must agree."""
    parts = [part.strip() for part in printed.replace("×", "x").split("x")]
    exact = [str(dim) for dim in shape]
    return parts == exact or (len(shape) > 1 and parts == exact[:-1])


def number_agrees(printed: Any, value: Dim) -> bool:
    """Whether a printed number is this one: exactly, or rounded or cut to the digits that were printed (25.6M)."""
    if not isinstance(value, int):
        return False
    if isinstance(printed, int):
        return printed == value
    match = PRINTED.fullmatch(str(printed).strip())
    if not match:
        return False
    whole, decimals, unit = match.groups()
    digits = decimals or ""
    number = Fraction(int(re.sub(r"[,_ ]", "", whole) + digits), 10 ** len(digits))
    step = Fraction(UNITS[unit.upper()], 10 ** len(digits))
    below = value - number * UNITS[unit.upper()]
    return -step / 2 <= below < step if step > 1 else below == 0
