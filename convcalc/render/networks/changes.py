"""Two variants of one network row by row: only the rows that differ, and what differs in them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from convcalc.algebra.settle import strongest
from convcalc.algebra.sym import Sym
from convcalc.classroom.changes import COUNTED, Change, Changes
from convcalc.classroom.compare import SideBySide
from convcalc.layers.fields import shown
from convcalc.render import csv, latex, markdown, plain
from convcalc.render.comparison import titled
from convcalc.render.networks.data import head, plain_of
from convcalc.render.networks.table import claims, named
from convcalc.render.networks.view import View, framed, title
from convcalc.render.sheet import Sheet, assuming, count_text
from convcalc.rows import Row
from convcalc.shape import Shape

HEADERS = ["Row", "What", "First", "Second"]
NEITHER = "-"


def view(found: SideBySide, changes: Changes, layout: str) -> View:
    """The rows that differ as a table."""
    table = _sheet(found, changes, layout)
    return View(
        lambda width: plain.lines(table, width) if table.rows else framed(table.captions, [], table.remarks, width),
        {
            "json": lambda: _json(found, changes, layout),
            "csv": lambda: csv.table([header.lower() for header in HEADERS], _csv_rows(changes, layout)),
            "markdown": lambda: markdown.write(table),
            "latex": lambda: latex.write(table, title([each.name for each in found.networks], "what differs")),
        },
    )


def _sheet(found: SideBySide, changes: Changes, layout: str) -> Sheet:
    first, second = found.networks
    rows = [row for change in changes.changed for row in _rows(change, layout)]
    return Sheet(
        [f"first: {titled(first, layout)}", f"second: {titled(second, layout)}"],
        HEADERS,
        [False] * len(HEADERS),
        rows,
        [],
        [*_counted(changes), *claims(found, COUNTED),
         *assuming(strongest([*first.report.assumptions, *second.report.assumptions]))],
    )  # fmt: skip


def _counted(changes: Changes) -> list[str]:
    """How many rows are equal, how many differ, and how many stand on one side only."""
    both = sum(bool(each.first and each.second) for each in changes.changed)
    alone = {
        "only in the first": sum(each.second is None for each in changes.changed),
        "only in the second": sum(each.first is None for each in changes.changed),
    }
    counts = [f"{changes.equal:,} rows are equal, {both:,} differ"]
    return [", ".join(counts + [f"{count:,} stand {where}" for where, count in alone.items() if count])]


def _rows(change: Change, layout: str) -> Iterator[list[str]]:
    """The lines of a row: one for each difference, its name in the first of them."""
    if change.first is None or change.second is None:
        yield [change.name, "row", _layer(change.first, layout), _layer(change.second, layout)]
    for at, (what, first, second) in enumerate(change.differences):
        yield [change.name if not at else "", named(what), _text(what, first, layout), _text(what, second, layout)]


def _layer(row: Row | None, layout: str) -> str:
    """What a row is that the other side has not."""
    return f"{row.layer!r} to {row.output.text(layout)}" if row else NEITHER


def _text(what: str, value: Any, layout: str) -> str:
    if isinstance(value, Shape):
        return value.text(layout)
    return count_text(value) if what in COUNTED else repr(value) if what == "layer" else shown(value)


def _csv_rows(changes: Changes, layout: str) -> Iterator[list[Any]]:
    """A line for each difference, each with the name of its row, the counts as they are."""
    for change in changes.changed:
        for _, what, first, second in _rows(change._replace(differences=()), layout):
            yield [change.name, what, *("" if each == NEITHER else each for each in (first, second))]
        for what, one, other in change.differences:
            yield [change.name, what, _data(what, one, layout), _data(what, other, layout)]


def _data(what: str, value: Any, layout: str) -> Any:
    """A value for a program: counts as numbers, the rest as text."""
    return plain_of(value) if what in COUNTED and isinstance(value, (int, Sym)) else _text(what, value, layout)


def _json(found: SideBySide, changes: Changes, layout: str) -> str:
    first, second = found.networks
    data = {
        **head(found.base.report, layout),
        "first": first.name,
        "second": second.name,
        "equal_rows": changes.equal,
        "rows": [_change(each, layout) for each in changes.changed],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _change(change: Change, layout: str) -> dict[str, Any]:
    sides = {"first": change.first, "second": change.second}
    only = next((side for side, row in sides.items() if row is None), None)
    return {
        "name": change.name,
        "missing_in": only,
        **({"layer": _layer(change.first or change.second, layout)} if only else {}),
        "differences": [
            {"what": what, "first": _data(what, one, layout), "second": _data(what, other, layout)}
            for what, one, other in change.differences
        ],
    }
