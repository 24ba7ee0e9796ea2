"""The table of a paper as a sheet: cells as the paper prints them, and beside them what is in print.

In the terminal what repeats stands in a bracket, as in the paper; Markdown has it in a line, LaTeX in a matrix.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from convcalc.algebra.settle import strongest
from convcalc.algebra.sym import Sym
from convcalc.architecture import limits
from convcalc.classroom.layout import Layout, Row
from convcalc.classroom.table_cells import Cell
from convcalc.render.paper.notes import IN_PRINT, captions, remarks
from convcalc.render.sheet import Sheet, assuming

DIFFERS, SAME = "≠ ", "  "
TIMES = re.compile(r"(?<=[0-9A-Z])x(?=[0-9A-Z])|(?<=[]0-9] )x(?= [0-9])|(?<=[0-9])x(?= )|(?<=\()x(?=[0-9])")
LIST = re.compile(r"(?:\[((?:[^][]|\[[^][]*\])*)\](?: × ([0-9]+))?|([^][;]+))(?:; |$)")


class Unit(NamedTuple):
    """Layers of a list; those of a unit that is counted stand in a bracket, which repeats so many times."""

    layers: list[str]
    bracket: bool = False
    times: str = ""


class Page(NamedTuple):
    """A sheet, for each of its rows the places that one cell spans, and the columns that belong to the one before.

    ``keys`` are the cells of its first column where each must tell its row alone.
    """

    sheet: Sheet
    spans: list[list[range]]
    beside: set[int]
    keys: list[str]


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
    spans = [[span for span in row if beside.isdisjoint(span)] for row in places]
    return Page(sheet, spans, beside, _keys(columns[0].cells, table.rows))


def _keys(cells: list[str], rows: Sequence[Row]) -> list[str]:
    """The cells of a column, those that several rows have with the name of the row."""
    return [
        f"{cell} ({row.name})".strip() if cells.count(cell) > 1 and cell != row.name else cell
        for cell, row in zip(cells, rows, strict=True)
    ]


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
    same = SAME if side and any(cell.differs for cell in cells) else ""
    widest = max(len(each.figures[0].text) for each in cells if each.figures) if side == ">" else 0
    return [", ".join(_told(cell, notes, f">{widest}" if widest else "", same)).rstrip() for cell in cells]


def _told(cell: Cell, notes: dict[int, int], width: str, same: str) -> Iterator[str]:
    """The figures of a cell that are not the same, the first of them to a width and behind a sign or its place."""
    seen: set[str] = set()
    for figure in cell.figures:
        if not figure.differs and figure.text in seen:
            continue
        text = f"{typographic(figure.text):{'' if seen else width}}"
        sign = DIFFERS if figure.differs else "" if seen else same
        yield f"{sign}{text}" + (f" ({notes[id(figure)]})" if figure.differs else "")
        seen.add(figure.text)


def typographic(text: str) -> str:
    """A text with true times signs: 3×3, (×96), [1×1, 64] × 3."""
    return TIMES.sub("×", text)


def _assumptions(table: Layout) -> tuple[Sym, ...]:
    return strongest([each for network in table.networks for each in network.report.assumptions])


def units(text: str) -> list[Unit]:
    """The layers that a cell lists, in brackets those of units that are counted; a text that is no list is one."""
    found = list(LIST.finditer(text)) if len(text) <= limits.CELL else []
    if not found or "".join(each[0] for each in found) != text:
        return [Unit([text])]
    return [Unit([each[3]]) if each[3] else Unit(each[1].split("; "), True, each[2] or "") for each in found]
