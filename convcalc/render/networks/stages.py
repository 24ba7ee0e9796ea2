"""Networks by stage: one column a network, one row a part that two or more share by name."""

from __future__ import annotations

import json
from typing import Any

from convcalc.algebra.settle import strongest
from convcalc.algebra.sym import Dim
from convcalc.classroom.compare import DEFINITIONS, SideBySide
from convcalc.classroom.stages import Stage, Stages
from convcalc.render import csv, latex, markdown, parted
from convcalc.render.networks.data import head, plain_of
from convcalc.render.networks.table import captions, claims, input_remarks, named
from convcalc.render.networks.view import View, title
from convcalc.render.sheet import Sheet, assuming, count_text


def view(found: SideBySide, stages: Stages, layout: str) -> View:
    """The stages as a table."""
    table = _sheet(found, stages, layout)
    headers = ["stage", *(network.name for network in stages.networks)]
    return View(
        lambda width: parted.lines(table, width),
        {
            "json": lambda: _json(found, stages, layout),
            "csv": lambda: csv.table(headers, ([stage.name, *map(_plain, stage.values)] for stage in _all(stages))),
            "markdown": lambda: markdown.write(table),
            "latex": lambda: latex.write(table, title(headers[1:], f"{named(stages.quantity)} by stage")),
        },
    )


def _all(stages: Stages) -> list[Stage]:
    return [*stages.listed, stages.total]


def _sheet(found: SideBySide, stages: Stages, layout: str) -> Sheet:
    quantity = named(stages.quantity)
    *rows, foot = ([stage.name, *map(_cell, stage.values)] for stage in _all(stages))
    networks, rule, *_ = captions(found, layout)
    idle = [f"no {quantity} in {', '.join(stages.idle)}"] if stages.idle else []
    meaning = [f"{quantity}: {DEFINITIONS[stages.quantity]}"] if stages.quantity in DEFINITIONS else []
    return Sheet(
        [f"{quantity} of {networks}, by the parts that two or more share by name", rule],
        ["Stage", *(network.name for network in stages.networks)],
        [False, *[True] * len(stages.networks)],
        rows,
        foot,
        [*claims(found, [stages.quantity]), *idle, *input_remarks(stages.networks, layout), *meaning,
         *assuming(strongest([one for each in stages.networks for one in each.report.assumptions]))],
    )  # fmt: skip


def _cell(value: Dim | None) -> str:
    return "-" if value is None else count_text(value)


def _plain(value: Dim | None) -> Any:
    return "" if value is None else plain_of(value)


def _json(found: SideBySide, stages: Stages, layout: str) -> str:
    data = {
        **head(found.base.report, layout),
        "quantity": stages.quantity,
        "networks": [network.name for network in stages.networks],
        "stages": [{"name": stage.name, "values": list(map(plain_of, stage.values))} for stage in stages.shared],
        "rest": list(map(plain_of, stages.rest.values)),
        "total": list(map(plain_of, stages.total.values)),
        "without": list(stages.idle),
    }
    return json.dumps(data, indent=2, ensure_ascii=False)
