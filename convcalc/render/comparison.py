"""Two networks side by side: a table of quantities, and the formulas of the gains below it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from convcalc.algebra.settle import strongest
from convcalc.algebra.sym import Sym
from convcalc.algebra.writing import code, decimal, fraction_text, latex, text
from convcalc.classroom.compare import DEFINITIONS, IN_NUMBERS, Compared, Measured, compare_measured
from convcalc.render import csv, markdown, plain
from convcalc.render import latex as document
from convcalc.render.networks.claims import claim, convention_remarks
from convcalc.render.networks.view import View, title
from convcalc.render.sheet import Sheet, assuming
from convcalc.report import SCHEMA_VERSION
from convcalc.shape import axes_text

SMALLEST = Fraction(1, 10)  # a smaller gain is told as what it is one over
HEADERS = ["Quantity", "First", "Second", "First/second"]
LONGEST = 44  # letters of a formula in a cell; a longer one stands below the table


def view(first: Measured, second: Measured, layout: str) -> View:
    """Two networks as a table."""
    compared = compare_measured(first, second)
    table = sheet(first, second, compared, layout)
    return View(
        lambda width: plain.lines(table, width),
        {
            "json": lambda: to_json(first, second, compared, layout),
            "csv": lambda: to_csv(first, second, compared, layout),
            "markdown": lambda: markdown.write(table),
            "latex": lambda: document.write(table, title([first.name, second.name])),
        },
    )


def sheet(first: Measured, second: Measured, compared: Sequence[Compared], layout: str) -> Sheet:
    """The table."""
    captions = [f"first: {titled(first, layout)}", f"second: {titled(second, layout)}"]
    captions.append(first.report.convention.caption)
    outputs = [each.report.output.text(layout) for each in (first, second)]
    rows = [["output", *outputs, ""]]
    remarks: list[str] = []
    for each in compared:
        cells = {"first": text(each.first), "second": text(each.second), "first/second": gain_text(each.gain)}
        long = {name: cell for name, cell in cells.items() if len(cell) > LONGEST}
        name = each.quantity.replace("_", " ")
        rows.append([name, *("see below" if key in long else cell for key, cell in cells.items())])
        remarks += [f"{name}, {key} = {cell}" for key, cell in long.items()]
    rows += _last_maps(first, second, compared, layout)
    if outputs[0] != outputs[1]:
        remarks.append("their outputs differ")
    remarks += _in_numbers(first, second, compared)
    remarks += convention_remarks([first, second])
    remarks += assuming(strongest([*first.report.assumptions, *second.report.assumptions]))
    return Sheet(captions, HEADERS, [False, True, True, True], rows, [], remarks)


def titled(network: Measured, layout: str) -> str:
    """A network with its input."""
    shapes = " and ".join(shape.text(layout) for shape in network.report.inputs)
    return f"{network.name} on {shapes} ({axes_text(network.report.inputs[0].rank, layout)})"


def _last_maps(first: Measured, second: Measured, compared: Sequence[Compared], layout: str) -> list[list[str]]:
    """The row of the last maps, where they are not the outputs and a receptive field is told of them."""
    maps = [each.last_map.text(layout) for each in (first, second) if each.last_map]
    other = maps != [each.report.output.text(layout) for each in (first, second)]
    told = any(each.quantity == "receptive_field" for each in compared)
    return [["last map", *maps, ""]] if told and other else []


def _in_numbers(first: Measured, second: Measured, compared: Sequence[Compared]) -> list[str]:
    """What numbers can be told: the sentence, the last maps, and what the words mean."""
    met = [each.quantity for each in compared if each.quantity in IN_NUMBERS]
    if not met:
        return []
    names = [each.name if each.report.source else word for each, word in ((first, "the first"), (second, "the second"))]
    ratios = [(each.quantity, 1 / each.gain if each.gain else None) for each in compared[:2]]
    sentence = claim(names[1], names[0], ratios)
    return [sentence] * bool(sentence) + [f"{word.replace('_', ' ')}: {DEFINITIONS[word]}" for word in met]


def gain_text(gain: Any) -> str:
    """An exact quotient in decimals, or a formula; a dash over nothing."""
    if gain is None:
        return "-"
    if not isinstance(gain, Fraction):
        return text(gain)
    return fraction_text(gain) if gain == 0 or gain >= SMALLEST else f"1/{fraction_text(1 / gain)}"


def to_csv(first: Measured, second: Measured, compared: Sequence[Compared], layout: str) -> str:
    """A line a quantity: counts as they are, exact quotients as decimals, formulas as a program reads them."""
    rows: list[list[Any]] = [["output", *(each.report.output.text(layout) for each in (first, second)), ""]]
    for each in compared:
        gain = decimal(each.gain) if isinstance(each.gain, Fraction) else _plain(each.gain)
        rows.append([each.quantity, _plain(each.first), _plain(each.second), "" if gain is None else gain])
    rows += _last_maps(first, second, compared, layout)
    return csv.table([header.lower() for header in HEADERS], rows)


def to_json(first: Measured, second: Measured, compared: Sequence[Compared], layout: str) -> str:
    """Both reports' totals and the gains, exact."""
    data = {
        "schema_version": SCHEMA_VERSION,
        "tool": "convcalc",
        "convention": first.report.convention.as_dict(),
        "layout": layout,
        "first": _side(first, layout),
        "second": _side(second, layout),
        "quantities": [_quantity(each) for each in compared],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _side(network: Measured, layout: str) -> dict[str, Any]:
    data = network.report.as_dict(layout)
    last = network.last_map
    return {"name": network.name, "inputs": data["inputs"], "output": network.report.output.text(layout),
            "last_map": last.text(layout) if last else None, "assumptions": data["assumptions"]}  # fmt: skip


def _quantity(each: Compared) -> dict[str, Any]:
    values = {"first": each.first, "second": each.second, "gain": each.gain}
    written = {name: _plain(value) for name, value in values.items()}
    formulas = {name: latex(value) for name, value in values.items() if isinstance(value, Sym)}
    if isinstance(each.gain, Fraction):
        written["decimal"] = decimal(each.gain)
    return {"quantity": each.quantity, **written, **({"latex": formulas} if formulas else {})}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, int):
        return value
    return str(value) if isinstance(value, Fraction) else code(value)
