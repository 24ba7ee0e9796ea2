"""The table of a paper for a document, as LaTeX."""

from __future__ import annotations

from convcalc.classroom.layout import Layout
from convcalc.render import latex
from convcalc.render.paper.notes import captions, has_one_source, title
from convcalc.render.paper.page import Unit, page, units


def to_latex(table: Layout, with_printed: bool) -> str:
    """The table for a document: lists of layers as matrices, cells that span columns as in the paper."""
    laid = page(table, with_printed)
    rows = [_latex_row(row, spans) for row, spans in zip(laid.sheet.rows, laid.spans, strict=True)]
    high = any("matrix}" in cell for row in rows for cell in row)
    sheet = laid.sheet._replace(captions=captions(table, cited=not has_one_source(table)))
    return latex.table(sheet, title(table), rows, between="\\addlinespace\n" if high else "")


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
