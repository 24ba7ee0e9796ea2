"""The table of a paper as a sheet for every format: captions, cells as the paper prints them, and beside them print.

In the terminal what repeats stands in a bracket, as in the paper; Markdown has it in a line, LaTeX in a matrix.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any, NamedTuple

from convcalc.algebra.settle import strongest
from convcalc.algebra.sym import Sym
from convcalc.algebra.writing import code, decimal
from convcalc.architecture import limits
from convcalc.architecture.cells import str_of
from convcalc.architecture.paper import Column
from convcalc.architecture.printed import CUT, ROUNDED
from convcalc.classroom.layout import Cell, Described, Head, InPrint, Layout, Row
from convcalc.expectation import shown_computed
from convcalc.layers.fields import shown
from convcalc.render import csv, latex
from convcalc.render.sheet import Sheet, assuming
from convcalc.report import SCHEMA_VERSION
from convcalc.shape import Shape

IN_PRINT = "in print"
DIFFERS, SAME = "≠ ", "  "
TIMES = re.compile(r"(?<=[0-9A-Z])x(?=[0-9A-Z])|(?<=[]0-9] )x(?= [0-9])|(?<=[0-9])x(?= )|(?<=\()x(?=[0-9])")
DIGITS = {CUT: "further digits cut", ROUNDED: "rounded", "": "rounded, and in print rounded or cut"}
LIST = re.compile(r"(?:\[((?:[^][]|\[[^][]*\])*)\](?: × ([0-9]+))?|([^][;]+))(?:; |$)")


class Unit(NamedTuple):
    """Layers of a list; those of a unit that is counted stand in a bracket, which repeats so many times."""

    layers: list[str]
    bracket: bool = False
    times: str = ""


class Page(NamedTuple):
    """A sheet, for each of its rows the places that one cell spans, and the columns that belong to the one before."""

    sheet: Sheet
    spans: list[list[range]]
    beside: set[int]


class _Column(NamedTuple):
    """A column of the sheet: its header, whether it holds numbers, its cells, and the head that it is of."""

    header: str
    numeric: bool
    cells: list[str]
    place: int | None = None


def page(table: Layout, with_printed: bool, aligned: bool = False) -> Page:
    """The table; ``with_printed`` what is in print stands beside each column that is not all the same in print.

    For signs of one width what is in print is ``aligned``.
    """
    columns = list(_columns(table, with_printed, aligned))
    at = {column.place: place for place, column in enumerate(columns) if column.place is not None}
    places = [[range(at[span[0]], at[span[-1]] + 1) for span in table.spans(row)] for row in table.rows]
    beside = {place for place, column in enumerate(columns) if column.place is None}
    sheet = Sheet(
        captions=captions(table),
        headers=[column.header for column in columns],
        numeric=[column.numeric for column in columns],
        rows=[list(row) for row in zip(*(column.cells for column in columns), strict=True)],
        foot=[],
        remarks=[*(remarks(table) if with_printed else []), *assuming(_assumptions(table))],
    )
    return Page(sheet, [[span for span in row if beside.isdisjoint(span)] for row in places], beside)


def _columns(table: Layout, with_printed: bool, aligned: bool) -> Iterator[_Column]:
    notes = {id(figure): number for number, (*_, figure) in enumerate(table.differing(), 1)}
    for place, head in enumerate(table.heads):
        cells = table.cells(place)
        texts = [typographic(cell.text) for cell in cells]
        yield _Column(typographic(head.header), table.is_numeric(place), texts, place)
        if with_printed and table.reads_otherwise(place):
            side = (">" if table.is_numeric(place) else "<") if aligned else ""
            yield _Column(IN_PRINT, False, _in_print(cells, notes, side))


def _in_print(cells: list[Cell], notes: dict[int, int], side: str) -> list[str]:
    """What is in print, aligned to a side; what differs has its sign and the number of its note."""
    widest = max(len(each.figures[0].text) for each in cells if each.figures) if side == ">" else 0
    return [", ".join(_told(cell, notes, f">{widest}" if widest else "", side)).rstrip() for cell in cells]


def _told(cell: Cell, notes: dict[int, int], width: str, side: str) -> Iterator[str]:
    """The figures of a cell that are not the same, the first of them to a width and with room for its sign."""
    seen: set[str] = set()
    for figure in cell.figures:
        if figure.how and figure.text in seen:
            continue
        text = f"{typographic(figure.text):{'' if seen else width}}"
        sign = DIFFERS if not figure.how else SAME if side and not seen else ""
        yield f"{sign}{text}" + ("" if figure.how else f" ({notes[id(figure)]})")
        seen.add(figure.text)


def typographic(text: str) -> str:
    """A text with true times signs: 3×3, (×96), [1×1, 64] × 3."""
    return TIMES.sub("×", text)


def captions(table: Layout) -> list[str]:
    """The networks with their sources and variants, where the columns are from, and the units of the counts."""
    lines = [_titled(list(group)) for _, group in groupby(table.networks, _variant)]
    sources = dict.fromkeys(network.graph.paper.source for network in table.networks)
    lines += [f"columns as in {source}" for source in sources if source]
    units = [_unit(head) for head in table.heads if head.column.unit]
    return lines + (["; ".join(dict.fromkeys(units))] if units else [])


def _variant(network: Described) -> tuple[Any, ...]:
    """What a caption tells of a network beside its name and file."""
    report = network.report
    return report.citation, report.bundled, str(report.inputs[0]), str(network.settings)


def _titled(networks: Sequence[Described]) -> str:
    """The networks of one variant, with their source, files, input and what was set."""
    report = networks[0].report
    names, files = (", ".join(texts) for texts in zip(*((x.report.name, x.report.source) for x in networks)))
    cited = f"{names}: {report.citation}" if report.citation else names
    given = ", ".join(f"{name} = {shown(value)}" for name, value in networks[0].settings.items())
    bundled = " (bundled)" if report.bundled else ""
    return f"{cited}; {files}{bundled}, input {report.inputs[0]}{', with ' if given else ''}{given}"


def _unit(head: Head) -> str:
    """What the column counts, and in which unit."""
    column = head.column
    counted = " and ".join(sorted(name.replace("_", " ") for name in column.cell.names))
    digits = DIGITS[column.digits]
    named = "" if counted in ("", head.header) else f" = {counted}"
    return f"{head.header}{named} in {column.unit} of {column.worth:,}, {digits}"


def remarks(table: Layout) -> list[str]:
    """How many cells are in print and agree, and why those that do not are as they are."""
    cells = [cell for row in table.rows for cell in row.cells if cell.figures]
    differing = sum(cell.differs for cell in cells)
    if not cells:
        return ["in print: nothing, the files have no figures of this table"]
    same = f"{len(cells) - differing:,} of {len(cells):,} cells in print agree"
    return [same + (", those that do not are marked ≠" if differing else "")] + [
        f"({number}) {_note(*each)}" for number, each in enumerate(table.differing(), 1)
    ]


def _note(row: Row, head: Head, cell: Cell, figure: InPrint) -> str:
    source, erratum = figure.published.source, figure.published.erratum
    both = f"{figure.text} in print{f' ({source})' if source else ''}, {shown_computed(cell.value)} here"
    return f"{row.name}, {head.header}: {both}{': ' if erratum else ''}{erratum}"


def _assumptions(table: Layout) -> tuple[Sym, ...]:
    return strongest([each for network in table.networks for each in network.report.assumptions])


def to_latex(table: Layout, with_printed: bool) -> str:
    """The table for a document: lists of layers as matrices, cells that span columns as in the paper."""
    laid = page(table, with_printed)
    rows = [_latex_row(row, spans) for row, spans in zip(laid.sheet.rows, laid.spans, strict=True)]
    high = any("matrix}" in cell for row in rows for cell in row)
    return latex.table(laid.sheet, rows, between="\\addlinespace\n" if high else "")


def _latex_row(row: list[str], spans: list[range]) -> list[str]:
    starts = {span[0]: len(span) for span in spans}
    inside = {place for span in spans for place in span[1:]}
    cells = {place: _latex_cell(cell) for place, cell in enumerate(row) if place not in inside}
    return [rf"\multicolumn{{{starts[at]}}}{{c}}{{{cell}}}" if at in starts else cell for at, cell in cells.items()]


def _latex_cell(text: str) -> str:
    listed = units(text)
    if len(listed) == 1 and not listed[0].bracket:
        return latex.line(text)
    written = list(map(_latex_unit, listed))
    return f"${written[0]}$" if len(written) == 1 else rf"$\begin{{matrix}} {_stack(written)} \end{{matrix}}$"


def _latex_unit(unit: Unit) -> str:
    texts = [rf"\text{{{latex.line(each)}}}" for each in unit.layers]
    times = rf" \times {unit.times}" if unit.times else ""
    return rf"\begin{{bmatrix}} {_stack(texts)} \end{{bmatrix}}{times}" if unit.bracket else texts[0]


def _stack(lines: list[str]) -> str:
    return r" \\ ".join(lines)


def units(text: str) -> list[Unit]:
    """The layers that a cell lists, in brackets those of units that are counted; a text that is no list is one."""
    found = list(LIST.finditer(text)) if len(text) <= limits.CELL else []
    if not found or "".join(each[0] for each in found) != text:
        return [Unit([text])]
    return [Unit([each[3]]) if each[3] else Unit(each[1].split("; "), True, each[2] or "") for each in found]


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
    return {"printed": figure.text, "agrees": figure.how or None, "erratum": figure.published.erratum}


def _json_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_json_value(item) for item in value]
    return str(value) if isinstance(value, Fraction) else code(value) if isinstance(value, Sym) else value
