"""Two reports side by side: a table of quantities, and the formulas of the gains below it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from convcalc.algebra.settle import strongest
from convcalc.algebra.sym import Sym
from convcalc.algebra.writing import code, fraction_text, latex, text
from convcalc.classroom.compare import Compared
from convcalc.render.sheet import Sheet, assuming
from convcalc.report import SCHEMA_VERSION, Report
from convcalc.shape import axes_text

SMALLEST = Fraction(1, 10)  # a smaller gain is told as what it is one over
HEADERS = ["Quantity", "First", "Second", "First/second"]
LONGEST = 44  # letters of a formula in a cell; a longer one stands below the table


def sheet(first: Report, second: Report, compared: Sequence[Compared], layout: str) -> Sheet:
    """The table."""
    captions = [f"first: {_titled(first, layout)}", f"second: {_titled(second, layout)}"]
    captions.append(f"convention {first.convention.name}: {first.convention.title}")
    rows = [["output", first.output.text(layout), second.output.text(layout), ""]]
    remarks: list[str] = []
    for each in compared:
        cells = {"first": text(each.first), "second": text(each.second), "first/second": gain_text(each.gain)}
        long = {name: cell for name, cell in cells.items() if len(cell) > LONGEST}
        name = each.quantity.replace("_", " ")
        rows.append([name, *("see below" if key in long else cell for key, cell in cells.items())])
        remarks += [f"{name}, {key} = {cell}" for key, cell in long.items()]
    if first.output.text(layout) != second.output.text(layout):
        remarks.append("their outputs differ")
    remarks += assuming(strongest([*first.assumptions, *second.assumptions]))
    return Sheet(captions, HEADERS, [False, True, True, True], rows, [], remarks)


def _titled(report: Report, layout: str) -> str:
    shapes = " and ".join(shape.text(layout) for shape in report.inputs)
    return f"{report.name} on {shapes} ({axes_text(report.inputs[0].rank, layout)})"


def gain_text(gain: Any) -> str:
    """An exact quotient in decimals, or a formula; a dash over nothing."""
    if gain is None:
        return "-"
    if not isinstance(gain, Fraction):
        return text(gain)
    return fraction_text(gain) if gain == 0 or gain >= SMALLEST else f"1/{fraction_text(1 / gain)}"


def to_json(first: Report, second: Report, compared: Sequence[Compared], layout: str) -> str:
    """Both reports' totals and the gains, exact."""
    data = {
        "schema_version": SCHEMA_VERSION,
        "tool": "convcalc",
        "convention": {"name": first.convention.name, "meaning": first.convention.title},
        "layout": layout,
        "first": _side(first, layout),
        "second": _side(second, layout),
        "quantities": [_quantity(each) for each in compared],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _side(report: Report, layout: str) -> dict[str, Any]:
    data = report.as_dict(layout)
    return {"name": report.name, "inputs": data["inputs"], "output": report.output.text(layout),
            "assumptions": data["assumptions"]}  # fmt: skip


def _quantity(each: Compared) -> dict[str, Any]:
    values = {"first": each.first, "second": each.second, "gain": each.gain}
    written = {name: _plain(value) for name, value in values.items()}
    formulas = {name: latex(value) for name, value in values.items() if isinstance(value, Sym)}
    return {"quantity": each.quantity, **written, **({"latex": formulas} if formulas else {})}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    return str(value) if isinstance(value, Fraction) else code(value)
