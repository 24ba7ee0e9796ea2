"""Comma-separated values: exact integers without separators, one header, no captions and no total."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from convcalc.render.sheet import chosen
from convcalc.report import Report


def write(report: Report, columns: Iterable[str], layout: str) -> str:
    """The rows of a report as CSV, the counts as they are."""
    picked = chosen(columns, report)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in picked])
    for row in report.rows:
        values = [column.value(row) for column in picked]
        writer.writerow([_text(value, layout) for value in values])
    return out.getvalue()


def _text(value: object, layout: str) -> str:
    if isinstance(value, tuple):
        return " ".join(shape.text(layout) for shape in value)
    return str(value)


def table(headers: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Any rows as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return out.getvalue()
