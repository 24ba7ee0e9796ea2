"""Comma-separated values: exact integers without separators, one header, no captions and no total."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from convcalc.classroom.sheets.harmless import safe_cell
from convcalc.render.sheet import Column, chosen
from convcalc.report import Report
from convcalc.rows import Row


def write(report: Report, columns: Iterable[str], layout: str) -> str:
    """The rows of a report as CSV, the counts as they are."""
    picked = chosen(columns, report)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in picked])
    for row in report.rows:
        writer.writerow([_text(column, row, layout) for column in picked])
    return out.getvalue()


def _text(column: Column, row: Row, layout: str) -> str:
    value = column.value(row)
    if isinstance(value, tuple) and not column.writer:
        return " ".join(shape.text(layout) for shape in value)
    return column.writer(value) if isinstance(value, tuple) and column.writer else str(value)


def table(headers: Iterable[str], rows: Iterable[Iterable[object]], separator: str = ",") -> str:
    """Any rows as CSV; texts that a spreadsheet would run are made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    for row in (headers, *rows):
        writer.writerow([safe_cell(each) if isinstance(each, str) else each for each in row])
    return out.getvalue()
