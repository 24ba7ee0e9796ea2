"""The slips that are known, each with its example, in each format."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from convcalc.classroom.check.examples import Example
from convcalc.render import csv, markdown
from convcalc.render.plain import Line, wrapped
from convcalc.report import SCHEMA_VERSION

HEADERS = ["Slip", "What it is", "Example", "Asked", "Right", "Given", "To read"]


def lines(table: Sequence[Example], width: int | None) -> Iterator[Line]:
    """A paragraph a slip: what it is, an example, what to read."""
    for example in table:
        yield from (("row", line) for line in wrapped(f"{example.slip.name}: {example.slip.meaning}", width))
        yield from (("remark", line) for line in wrapped(f"  {_example(example)}", width))
        if example.slip.cites:
            yield from (("remark", line) for line in wrapped(f"  {example.slip.cites}", width))


def _example(example: Example) -> str:
    return f"{example.problem}: {example.quantity} = {example.wrong} for {example.right}"


def _row(example: Example) -> list[str]:
    slip = example.slip
    shown = [example.problem, example.quantity, example.right, example.wrong]
    return [slip.name, slip.meaning, *shown, slip.cites]


def to_json(table: Sequence[Example]) -> str:
    """The slips with a schema version."""
    keys = [header.lower().replace(" ", "_") for header in HEADERS]
    listed = [dict(zip(keys, _row(example), strict=True)) for example in table]
    return json.dumps({"schema_version": SCHEMA_VERSION, "slips": listed}, indent=2, ensure_ascii=False)


def to_csv(table: Sequence[Example]) -> str:
    """A line a slip."""
    return csv.table([header.lower() for header in HEADERS], map(_row, table))


def to_markdown(table: Sequence[Example]) -> str:
    """A table with a row a slip."""
    return markdown.table(HEADERS, [False] * len(HEADERS), map(_row, table))


WRITERS = {"json": to_json, "csv": to_csv, "markdown": to_markdown}
