"""Networks side by side for programs: JSON with exact ratios, and a CSV with a line a network."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from convcalc.algebra.writing import code, decimal, latex
from convcalc.classroom.compare import ALL, DEFINITIONS, Measured, SideBySide
from convcalc.render import csv, markdown
from convcalc.render import latex as document
from convcalc.render.networks.table import LAST_MAP, lines, remarks, sheet
from convcalc.render.networks.view import View, title
from convcalc.render.receptive import by_axis
from convcalc.report import SCHEMA_VERSION, Report


def view(found: SideBySide, layout: str) -> View:
    """Networks as a table, or as data."""
    return View(
        lambda width: lines(found, layout, width),
        {
            "json": lambda: to_json(found, layout),
            "csv": lambda: to_csv(found, layout),
            "markdown": lambda: markdown.write(sheet(found, layout)),
            "latex": lambda: document.write(sheet(found, layout), title(network.name for network in found.networks)),
        },
    )


def to_csv(found: SideBySide, layout: str) -> str:
    """One network a line: counts as they are, ratios as decimals behind them."""
    headers = ["network", "input", *ALL, LAST_MAP, *(f"{quantity}_ratio" for quantity in ALL)]
    return csv.table(headers, [_csv_row(found, network, layout) for network in found.networks])


def _csv_row(found: SideBySide, network: Measured, layout: str) -> list[Any]:
    ratios = [found.ratio(network, quantity) for quantity in ALL]
    shapes = " ".join(shape.text(layout) for shape in network.report.inputs)
    values = {name: network.value(name) for name in ALL} | {
        "receptive_field": by_axis(network.field) if network.field else None
    }
    return [network.name, shapes, *("" if each is None else plain_of(each) for each in values.values()),
            network.last_map.text(layout) if network.last_map else "",
            *(decimal(each) if isinstance(each, Fraction) else "" if each is None else code(each)
              for each in ratios)]  # fmt: skip


def plain_of(value: Any) -> Any:
    """A number as it is, an exact quotient or a formula as text that a program can read."""
    if value is None or isinstance(value, (int, str)):
        return value
    return str(value) if isinstance(value, Fraction) else code(value)


def head(report: Report, layout: str) -> dict[str, Any]:
    """What every JSON of a comparison begins with."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": "convcalc",
        "convention": report.convention.as_dict(),
        "layout": layout,
    }


def to_json(found: SideBySide, layout: str) -> str:
    """All quantities of all networks, with exact ratios."""
    data = {
        **head(found.base.report, layout),
        "to": found.base.name,
        "definitions": DEFINITIONS,
        "networks": [_network(found, network, layout) for network in found.networks],
        "remarks": remarks(found, layout),
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _network(found: SideBySide, network: Measured, layout: str) -> dict[str, Any]:
    data = network.report.as_dict(layout)
    values = {quantity: plain_of(network.value(quantity)) for quantity in ALL}
    return {
        "name": network.name,
        "file": data["file"],
        "inputs": data["inputs"],
        "output": network.report.output.text(layout),
        **values,
        "receptive_field": list(network.field),
        LAST_MAP: network.last_map.text(layout) if network.last_map else None,
        "ratios": {quantity: ratio_data(found.ratio(network, quantity)) for quantity in ALL},
        "assumptions": data["assumptions"],
    }


def ratio_data(ratio: Any) -> dict[str, Any] | None:
    """A ratio as an exact fraction or a formula, with a decimal or LaTeX beside."""
    if ratio is None:
        return None
    written = {"exact": plain_of(ratio)}
    return {**written, "decimal": decimal(ratio)} if isinstance(ratio, Fraction) else {**written, "latex": latex(ratio)}
