"""The inputs of a network that give a wanted map, as a table, JSON or CSV."""

from __future__ import annotations

import json
from typing import Any

from convcalc.classroom.inputs import Inputs, Sizes
from convcalc.render import csv
from convcalc.render.sheet import Sheet
from convcalc.render.solutions import span_text
from convcalc.report import SCHEMA_VERSION


def sheet(found: Inputs) -> Sheet:
    """One row for neighbouring sizes that fare alike, with what the whole network says to them."""
    report, rest = found.report, found.unchecked
    unchecked = f"not checked in the whole network: {span_text(rest)}, {len(rest):,} sizes" if rest else ""
    origin = f"{report.source}{' (bundled)' if report.bundled else ''}, " if report.source else ""
    return Sheet(
        captions=[
            f"{report.name}: {report.citation}" if report.citation else report.name,
            f"{origin}square inputs for which {found.row} gives {_wanted(found)}",
            verdict(found),
        ],
        headers=["Input", "Sizes", found.row, "Whole network"],
        numeric=[False, True, False, False],
        rows=[_row(found, each) for each in found.checked or found.nearest],
        foot=[],
        remarks=[unchecked] if unchecked else [],
    )


def _wanted(found: Inputs) -> str:
    (row,) = (row for row in found.report.rows if row.name == found.row)
    return "x".join([f"{found.out_size:,}"] * row.output.rank)


def verdict(found: Inputs) -> str:
    """One line: how many sizes there are, and from where to where."""
    if not found.inputs:
        return "none; nearest are" if len(found.nearest) > 1 else "none; nearest is"
    if found.accepted == len(found.inputs):
        return f"{span_text(found.inputs)}: the network takes {'all ' * (found.accepted > 1)}{found.accepted:,}"
    of = f"{len(found.inputs) - len(found.unchecked):,}{' checked' * bool(found.unchecked)}"
    return f"{span_text(found.inputs)}: the network takes {found.accepted:,} of {of}"


def _row(found: Inputs, sizes: Sizes) -> list[str]:
    first, last = (str(found.input(size)) for size in (sizes.inputs[0], sizes.inputs[-1]))
    return [
        first if first == last else f"{first}..{last}",
        f"{len(sizes.inputs):,}",
        str(sizes.output or ""),
        sizes.refusal or "takes " + ("it" if first == last else "them"),
    ]


def record(found: Inputs, sizes: Sizes) -> dict[str, Any]:
    """Sizes that fare alike as plain values."""
    return {
        "first": sizes.inputs[0],
        "last": sizes.inputs[-1],
        "output": list(sizes.output) if sizes.output else None,
        "taken": not sizes.refusal,
        "refusal": sizes.refusal,
    }


def to_json(found: Inputs) -> str:
    """The interval, and what the whole network says to its sizes."""
    data = {
        "schema_version": SCHEMA_VERSION,
        "name": found.report.name,
        "row": found.row,
        "output": found.out_size,
        "first": found.inputs[0] if found.inputs else None,
        "last": found.inputs[-1] if found.inputs else None,
        "unchecked": len(found.unchecked),
        "inputs": [record(found, each) for each in found.checked],
        "nearest": [record(found, each) for each in found.nearest],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def to_csv(found: Inputs) -> str:
    """A line for neighbouring sizes that fare alike; where there is none, a line for each that comes nearest."""
    records = [record(found, each) for each in found.checked or found.nearest]
    headers = ["first", "last", "output", "taken", "refusal"]
    rows = [
        {**each, "output": "x".join(map(str, each["output"] or [])), "taken": str(each["taken"]).lower()}
        for each in records
    ]
    return csv.table(headers, ([row[key] for key in headers] for row in rows))
