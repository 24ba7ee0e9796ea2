"""The table of a paper for programs: CSV and JSON, with exact values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from convcalc.algebra.sym import Sym
from convcalc.algebra.writing import code, decimal
from convcalc.architecture.cells import str_of
from convcalc.architecture.paper import Column
from convcalc.classroom.layout import Described, Head, Layout
from convcalc.classroom.table_cells import Cell, InPrint
from convcalc.render import csv
from convcalc.render.paper.notes import IN_PRINT
from convcalc.report import SCHEMA_VERSION
from convcalc.shape import Shape


def to_csv(table: Layout, with_printed: bool) -> str:
    """The exact values, with what is in print beside the same columns as in the table, and at the end what differs."""
    told = [with_printed and table.reads_otherwise(place) for place in range(len(table.heads))]
    headers = []
    for head, printed in zip(table.heads, told, strict=True):
        headers += [head.header, f"{head.header} {IN_PRINT}"] if printed else [head.header]
    return csv.table([*headers, *(["differs"] if with_printed else [])], _csv_rows(table, told, with_printed))


def _csv_rows(table: Layout, told: list[bool], with_printed: bool) -> Iterator[list[Any]]:
    for row in table.rows:
        values: list[Any] = []
        for cell, printed in zip(row.cells, told, strict=True):
            values.append("" if cell.value is None else _csv_value(cell.value))
            values += [", ".join(dict.fromkeys(figure.text for figure in cell.figures))] if printed else []
        differing = [head.header for head, cell in zip(table.heads, row.cells, strict=True) if cell.differs]
        yield [*values, *(["; ".join(differing)] if with_printed else [])]


def _csv_value(value: Any) -> Any:
    """The value for a program: quotients to six digits, as in every CSV."""
    if isinstance(value, Fraction):
        return decimal(value)
    return value if isinstance(value, (int, Shape)) and not isinstance(value, bool) else str_of(value)


def to_json(tables: Iterable[Layout], with_printed: bool) -> str:
    """Each cell with its exact value beside its text, and what is in print."""
    data = {
        "schema_version": SCHEMA_VERSION,
        "tool": "convcalc",
        "tables": [_data(table, with_printed) for table in tables],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _data(table: Layout, with_printed: bool) -> dict[str, Any]:
    rows = [{"name": row.name, "cells": [_cell(cell, with_printed) for cell in row.cells]} for row in table.rows]
    return {
        "networks": [_network(network) for network in table.networks],
        "columns": [_head(head, table) for head in table.heads],
        "rows": rows,
    }


def _network(network: Described) -> dict[str, Any]:
    data = network.report.as_dict()
    kept = {key: data[key] for key in ("name", "file", "source", "symbols", "inputs", "assumptions")}
    return {**kept, "paper": network.graph.paper.source}


def _head(head: Head, table: Layout) -> dict[str, Any]:
    column: Column = head.column
    network = None if head.network is None else table.networks[head.network].report.name
    unit = {"unit": column.unit, "worth": column.worth, "digits": column.digits or "rounded"} if column.unit else {}
    return {"header": head.header, "network": network, **unit}


def _cell(cell: Cell, with_printed: bool) -> dict[str, Any]:
    data = {"value": _json_value(cell.value), "text": cell.text}
    if cell.figures and with_printed:
        data |= _figure(cell.figures[0])
    if len(cell.figures) > 1 and with_printed:
        data["sources"] = [{**_figure(figure), "source": figure.published.source} for figure in cell.figures]
    return data


def _figure(figure: InPrint) -> dict[str, Any]:
    """A figure in print; of another variant it has nothing to agree with."""
    data = {"printed": figure.text}
    compared = {"agrees": figure.how or None, "erratum": figure.published.erratum}
    return {**data, **compared} if figure.compared else data


def _json_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_json_value(item) for item in value]
    return str(value) if isinstance(value, Fraction) else code(value) if isinstance(value, Sym) else value
