"""A user's own table: its cells become published figures, each with its place in the CSV file.

The first column has the names of the rows, the others are columns of the paper's table or quantities.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from convcalc.architecture import limits, printed
from convcalc.architecture.graph import Graph, Part
from convcalc.architecture.published import QUANTITIES, Published
from convcalc.architecture.values import lines_of
from convcalc.classroom.audit.case import Edition
from convcalc.classroom.sheets.table import Line, content_of, decoded, rows_of, separated
from convcalc.errors import DocumentError, DocumentErrors, Fault, Mark, Source, did_you_mean

TOTALS = ("total", "sum", "network", "all")
MOST_SAID = 5
SHOWN = 60  # letters of a cell in a message


class Read(NamedTuple):
    """The figures of a table with the parts that they are of, and how the table was read."""

    figures: list[tuple[Part, Published]]
    remarks: tuple[str, ...]


class Table(NamedTuple):
    """A table as text: its file, its separator, its header, and the rows below it."""

    source: Source
    separator: str
    header: Line
    rows: list[Line]

    def mark(self, line: Line, place: int) -> Mark:
        """The place of a cell in the file."""
        number = line.number - 1
        text = self.source.lines[number] if number < len(self.source.lines) else ""
        return Mark(self.source, number, column_of(text, place, self.separator))


def column_of(text: str, place: int, separator: str) -> int:
    """Where the cell of a number begins in a line; quotes around a separator are minded."""
    quoted, seen = False, 0
    for column, sign in enumerate(text):
        if seen == place:
            return column + len(text[column:]) - len(text[column:].lstrip(" "))
        quoted ^= sign == '"'
        seen += sign == separator and not quoted
    return 0


def figures_of(path: str | Path, edition: Edition) -> Read:
    """The figures of a CSV file. Raises a DocumentError, or DocumentErrors, with the places of what is wrong."""
    try:
        table, remarks = read_table(path, edition.graph)
    except Fault as fault:
        raise DocumentError(f"{path}: {fault.what}", hint=fault.hint) from None
    wrong: list[DocumentError] = []
    columns = list(_columns(table, edition.graph, wrong))
    parts, said = matched(table, edition, wrong)
    figures = list(_figures(table, columns, parts, edition.graph, wrong))
    if wrong:
        raise wrong[0] if len(wrong) == 1 else DocumentErrors(wrong)
    return Read(figures, (*remarks, *said))


def read_table(path: str | Path, graph: Graph) -> tuple[Table, list[str]]:
    """The table of a file. Raises a Fault for what is none."""
    text, remarks = decoded(content_of(path))
    known = {bare(name) for name in (*graph.paper.columns, *QUANTITIES)}
    separator, first, rest = separated(text, lambda cells: sum(bare(cell) in known for cell in cells))
    lines = rows_of(rest, separator, first)
    header = next(lines, None)
    if header is None or len(header.cells) < 2:
        raise Fault("there is no table in it", "a header with the names of columns, and a row for each layer")
    rows = list(lines)
    if not rows:
        raise Fault("the table has a header and no rows", "a row for each layer")
    if len(rows) * len(header.cells) > limits.FIGURES:
        raise Fault(f"the table has more than {limits.FIGURES:,} cells, the most", "a smaller table")
    return Table(Source(str(path), lines_of(text)), separator, header, rows), remarks


def bare(text: str) -> str:
    """A name for comparison: without blanks and underscores, in small letters, × as x."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("×", "x")
    return re.sub(r"[\s_]+", "", text)


def _columns(table: Table, graph: Graph, wrong: list[DocumentError]) -> Iterator[tuple[int, str]]:
    """The columns behind the first, each by its place with what it is of."""
    known = {bare(name): name for name in (*QUANTITIES, *graph.paper.columns)}
    taken: set[str] = set()
    for place, title in enumerate(table.header.cells[1:], 1):
        name = known.get(bare(title))
        if name is None:
            hint = did_you_mean(title[:SHOWN], known.values()) if title else "a name for each column"
            wrong.append(_error(table, table.header, place, f"there is no column {title[:SHOWN]!r}", hint))
        elif name in taken:
            what = f"the column {title[:SHOWN]!r} stands twice"
            wrong.append(_error(table, table.header, place, what, "one of the two"))
        else:
            taken.add(name)
            yield place, name


def matched(table: Table, edition: Edition, wrong: list[DocumentError]) -> tuple[dict[int, Part], list[str]]:
    """The part of each row, by the number of its line; by its name, or all in the order of the paper's rows."""
    known = _names(edition)
    rows = [row for row in table.rows if bare(row.cells[0]) not in TOTALS or bare(row.cells[0]) in known]
    whole = {row.number: edition.parts[""] for row in table.rows if row not in rows}
    named = {row.number: known.get(bare(row.cells[0]), []) for row in rows}
    ordered = _in_order(edition)
    if any(len(parts) != 1 for parts in named.values()) and len(ordered) == len(rows):
        by_place = {row.number: part for row, part in zip(rows, ordered, strict=True)}
        first, last = ordered[0].name, ordered[-1].name
        return {**whole, **by_place}, [f"the rows are taken in their order, from {first} to {last}"]
    found, remarks = _by_name(rows, named)
    for row in rows:
        if not named[row.number]:
            wrong.append(_unknown(table, row, known))
    return {**whole, **found}, remarks


def _by_name(rows: Sequence[Line], named: Mapping[int, Sequence[Part]]) -> tuple[dict[int, Part], list[str]]:
    """The part of each name; where several have one name the first behind the row before, or the first of all."""
    found: dict[int, Part] = {}
    remarks = []
    reached = -1
    for row in rows:
        parts = sorted(named[row.number], key=lambda part: part.first)
        if not parts:
            continue
        part = next((part for part in parts if part.first > reached), parts[0])
        found[row.number], reached = part, part.first
        if len(parts) > 1:
            names = ", ".join(each.name for each in parts[:MOST_SAID])
            remarks.append(f"line {row.number}: {row.cells[0][:SHOWN]!r} could be {names}: it is taken for {part.name}")
    return found, remarks


def _unknown(table: Table, row: Line, known: Mapping[str, list[Part]]) -> DocumentError:
    """The error of a row that no part is called by."""
    label = row.cells[0][:SHOWN]
    if not label:
        return _error(table, row, 0, "the row has no name", "the name of a layer, or total")
    near = [part.name for parts in known.values() for part in parts]
    return _error(table, row, 0, f"there is no row {label!r}", did_you_mean(label, near))


def _names(edition: Edition) -> dict[str, list[Part]]:
    """The parts by their names and by what the paper prints in the first column."""
    found: dict[str, list[Part]] = {}
    first = next(iter(edition.graph.paper.columns), None)
    for part in _listed(edition):
        labels = (str(figure.printed) for figure in part.figures if figure.quantity == first)
        for name in dict.fromkeys(map(bare, (part.name, *labels))):
            found.setdefault(name, []).append(part)
    return found


def _listed(edition: Edition) -> Iterable[Part]:
    """The parts of the file, and its single layers."""
    yield from (part for name, part in edition.parts.items() if name)
    for place, node in enumerate(edition.graph.nodes):
        if node.name not in edition.parts:
            yield Part(node.name, place, place + 1, word=node.layer.word)


def _in_order(edition: Edition) -> list[Part]:
    """The rows of the paper's table, or else the parts that have names."""
    parts = [part for part in edition.parts.values() if part.name]
    rows = [part for part in parts if part.row] or [part for part in parts if part.label and "/" not in part.name]
    return sorted(rows, key=lambda part: part.first)


def _figures(
    table: Table,
    columns: Sequence[tuple[int, str]],
    parts: Mapping[int, Part],
    graph: Graph,
    wrong: list[DocumentError],
) -> Iterator[tuple[Part, Published]]:
    """The cells that are not empty, each a figure of its part."""
    for row in table.rows:
        for place, name in columns if row.number in parts else ():
            if not row.cells[place]:
                continue
            of_paper = name in graph.paper.columns
            try:
                printed.check("text" if of_paper else QUANTITIES[name], name, row.cells[place])
            except Fault as fault:
                wrong.append(_error(table, row, place, fault.what, fault.hint))
                continue
            settings = graph.paper.settings if of_paper else ()
            mark = table.mark(row, place)
            figure = Published(name, row.cells[place], mark, source=table.source.name, settings=settings)
            yield parts[row.number], figure


def _error(table: Table, line: Line, place: int, what: str, hint: str) -> DocumentError:
    return DocumentError(what, mark=table.mark(line, place), hint=hint)
