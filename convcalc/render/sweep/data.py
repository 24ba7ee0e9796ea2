"""A sweep for programs: CSV and JSON, the counts exact."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from convcalc.layers.fields import shown
from convcalc.render import csv
from convcalc.render.sweep.table import is_marked
from convcalc.report import SCHEMA_VERSION
from convcalc.sweeping.grid import QUANTITIES
from convcalc.sweeping.points import Budget, Counting, Point, Swept
from convcalc.sweeping.sweep import Sweep


def quantities(counting: Counting, columns: Sequence[str] = ()) -> list[str]:
    """The quantities that are written: those asked for, or all that were counted."""
    return list(columns) or [*QUANTITIES, *counting.measures]


def to_csv(sweep: Sweep, columns: Sequence[str] = ()) -> str:
    """A line a point that is shown: its network, what is set, the exact counts, the front, and why it does not fit."""
    names = [axis.name for axis in sweep.axes]
    keys = quantities(sweep.counting, columns)
    rows = [
        [
            point.network,
            *(written(point.values.get(name)) for name in names),
            *(point.counts.get(key, "") for key in keys),
            shown(on_front),
            point.error,
        ]
        for point, on_front in sweep.shown
    ]
    return csv.table(["network", *names, *keys, "front", "error"], rows)


def written(value: Any) -> Any:
    """A value as a program reads it: fractions as decimals where these end, else as 1/3."""
    if value is None:
        return ""
    return shown(value) if isinstance(value, (bool, Fraction)) else value


def to_json(sweep: Sweep, columns: Sequence[str] = ()) -> str:
    """The whole sweep: networks with their axes, points, budgets, and what the front is by."""
    keys = quantities(sweep.counting, columns)
    front = sweep.front
    data = {
        **header(sweep.counting),
        "networks": [_network(each) for each in sweep.networks],
        "budgets": [budget(each) for each in sweep.budgets],
        "points_in_all": len(sweep.points),
        "points_that_do_not_fit": len(sweep.failed),
        "points_within_budgets": len(sweep.within),
        "front": {
            "goals": [str(goal) for goal in front.goals],
            "within_each_network": front.within_each,
            "points": len(front.places),
            "tells_points_apart": is_marked(front),
        },
        "points": [_point(point, on_front, keys) for point, on_front in sweep.shown],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def header(counting: Counting) -> dict[str, Any]:
    """What every answer in JSON begins with."""
    memory = {"dtype": counting.dtype, "in_place": counting.in_place} if counting.measures else None
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": "convcalc",
        "convention": counting.convention.as_dict(),
        "batch": counting.batch,
        **({"memory": memory} if memory else {}),
    }


def budget(each: Budget) -> dict[str, Any]:
    """A budget."""
    return each._asdict()


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    return shown(value) if isinstance(value, Fraction) else value


def _network(each: Swept) -> dict[str, Any]:
    found = each.document.found
    return {
        "name": each.name,
        "file": {"name": found.shown, "bundled": found.bundled},
        "input": each.grid.shape or None,
        "axes": {axis.name: [plain(value) for value in axis.values] for axis in each.grid.axes},
    }


def _point(point: Point, on_front: bool, keys: Sequence[str]) -> dict[str, Any]:
    values = {name: plain(value) for name, value in point.values.items()}
    if point.error:
        return {"network": point.network, "values": values, "error": point.error}
    counts = {key: point.counts[key] for key in keys}
    return {"network": point.network, "values": values, **counts, "front": on_front}
