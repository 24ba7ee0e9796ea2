"""A user's own table: its cells become published figures, each with its place in the CSV file.

The first column has the names of the rows, the others are columns of the paper's table or quantities.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from convcalc.architecture import limits, printed
from convcalc.architecture.graph import Graph, Part
from convcalc.architecture.published import QUANTITIES, Published
from convcalc.architecture.values import lines_of
from convcalc.classroom.audit.case import Edition, Entry
from convcalc.classroom.audit.cells import SHOWN, Taken, Way, is_empty, is_same, taken
from convcalc.classroom.audit.labels import Fits, Matched, bare, matched
from convcalc.classroom.sheets.table import Line, content_of, decoded, rows_of, separated
from convcalc.errors import DocumentError, DocumentErrors, Fault, Mark, Source, did_you_mean
from convcalc.expectation import agrees, filled_header, worked
from convcalc.facts import Facts, Sums
from convcalc.shape import Shape

LABELS = frozenset(("word", "label"))  # what says which row it is, and nothing of it


class Read(NamedTuple):
    """The figures of a table, each with its part and how its cell was read, and how the table was."""

    figures: list[tuple[Part, Published, Entry]]
    remarks: tuple[str, ...]


class Table(NamedTuple):
    """A table as text: its file, its separator, its header, and the rows below it; what was guessed of its letters."""

    source: Source
    separator: str
    header: Line
    rows: list[Line]
    remarks: tuple[str, ...] = ()

    def mark(self, line: Line, place: int) -> Mark:
        """The place of a cell in the file."""
        number = line.number - 1
        text = self.source.lines[number] if number < len(self.source.lines) else ""
        return Mark(self.source, number, column_of(text, place, self.separator))

    def error(self, line: Line, place: int, what: str, hint: str) -> DocumentError:
        """What is wrong with a cell, with its place."""
        return DocumentError(what, mark=self.mark(line, place), hint=hint)


def column_of(text: str, place: int, separator: str) -> int:
    """Where the cell of a number begins in a line; quotes around a separator are minded."""
    quoted, seen = False, 0
    for column, sign in enumerate(text):
        if seen == place:
            return column + len(text[column:]) - len(text[column:].lstrip(" "))
        quoted ^= sign == '"'
        seen += sign == separator and not quoted
    return 0


def figures_of(table: Table, edition: Edition) -> Read:
    """The figures of a table in an edition whose columns take any digits.

    Raises a DocumentError, or DocumentErrors, with the places of what is wrong.
    """
    wrong: list[DocumentError] = []
    cells = Cells(table, edition, list(_columns(table, edition, wrong)))

    def tell(row: Line, what: str, hint: str) -> None:
        wrong.append(table.error(row, 0, what, hint))

    found = matched(table.rows, edition, cells.fits, tell)
    figures = list(_figures(cells, found, wrong))
    if wrong:
        raise wrong[0] if len(wrong) == 1 else DocumentErrors(wrong)
    return Read(figures, (*table.remarks, *found.remarks))


def read_table(path: str | Path, graph: Graph) -> Table:
    """The table of a CSV file. Raises a DocumentError for what is none."""
    try:
        return _table_of(path, graph)
    except Fault as fault:
        raise DocumentError(f"{path}: {fault.what}", hint=fault.hint) from None


def _table_of(path: str | Path, graph: Graph) -> Table:
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
    return Table(Source(str(path), lines_of(text)), separator, header, rows, tuple(remarks))


def is_of_paper(table: Table, edition: Edition) -> bool:
    """Whether a table has a column of the paper's."""
    known = _headers(edition)
    return any(known.get(bare(title)) in edition.graph.paper.columns for title in table.header.cells[1:])


def _headers(edition: Edition) -> dict[str, str]:
    """What stands above the columns of the paper, as the file has it and filled, and the quantities."""
    columns = edition.graph.paper.columns
    filled = {bare(filled_header(column, edition.sums)): name for name, column in columns.items()}
    return {**filled, **{bare(name): name for name in (*QUANTITIES, *columns)}}


def _columns(table: Table, edition: Edition, wrong: list[DocumentError]) -> Iterator[tuple[int, str]]:
    """The columns behind the first, each by its place with what it is of."""
    known = _headers(edition)
    taken: set[str] = set()
    for place, title in enumerate(table.header.cells[1:], 1):
        name = known.get(bare(title))
        if name is None:
            hint = did_you_mean(title[:SHOWN], known.values()) if title else "a name for each column"
            wrong.append(table.error(table.header, place, f"there is no column {title[:SHOWN]!r}", hint))
        elif name in taken:
            what = f"the column {title[:SHOWN]!r} stands twice"
            wrong.append(table.error(table.header, place, what, "one of the two"))
        else:
            taken.add(name)
            yield place, name


class Asking(Facts):
    """Facts that remember which of them were asked for."""

    def __init__(self, part: Part, sums: Sums) -> None:
        super().__init__(part, sums)
        self.asked: set[str] = set()

    def _value(self, name: str) -> Any:
        self.asked.add(name)
        return super()._value(name)


class Cells(NamedTuple):
    """The cells of a table as figures of the parts of a network; ``columns`` are the places of what they are of."""

    table: Table
    edition: Edition
    columns: list[tuple[int, str]]

    def fits(self, row: Line, part: Part) -> Fits:
        """How many cells of a row are what is computed of a part."""
        facts = self.edition.facts(part)
        agreeing = count = 0
        for place, name in self.columns:
            if is_empty(row.cells[place]):
                continue
            count += 1
            try:
                agreeing += self._agrees(self.figure(row, place, name, facts)[0], facts)
            except (Fault, DocumentError):
                continue
        return Fits(agreeing, count)

    def _agrees(self, published: Published, facts: Facts) -> bool:
        column = self.edition.graph.paper.columns.get(published.quantity)
        return bool(agrees(published, worked(facts, published, column), column)[0])

    def label(self, row: Line, part: Part, found: Matched) -> list[tuple[int, str]]:
        """The first cell of a row that was taken in its order, where more is computed for it than a label."""
        column = next(iter(self.edition.graph.paper.columns.values()), None)
        titled = column is not None and bare(self.table.header.cells[0]) == bare(column.header)
        if column is None or not part.name or not (found.in_order and (titled or row.number in found.in_print)):
            return []
        facts = Asking(part, self.edition.sums)
        return (
            [(0, column.header)]
            if worked(facts, Published(column.header, "", column.mark), column) is not None and facts.asked - LABELS
            else []
        )

    def figure(self, row: Line, place: int, name: str, facts: Facts) -> tuple[Published, Entry]:
        """A cell as a figure, and how it was read. Raises a Fault where it cannot be."""
        text, source = row.cells[place], self.table.source.name
        column = self.edition.graph.paper.columns.get(name)
        published = Published(name, text, self.table.mark(row, place), source=source)
        right = worked(facts, published, column)

        def fitting(way: Way) -> bool:
            return bool(agrees(published._replace(printed=way.printed, thousand=way.thousand), right, column)[0])

        kind = _kind(right) or ("text" if column else QUANTITIES[name])
        try:
            found = taken(text, kind, right, fitting)
        except Fault as fault:
            if column is None:  # what a paper prints may be any text
                printed.check(kind, name, text)
                raise Fault(f"{name} is {text[:SHOWN]}: {fault.what}", fault.hint) from None
            found = Taken(Way(text))
        way = found.way
        known = _erratum(facts.part, name, way)
        return published._replace(printed=way.printed, thousand=way.thousand), Entry(text, found.unclear, known)


def _kind(right: Any) -> str:
    """The kind of what was computed; nothing where nothing was."""
    if isinstance(right, Shape):
        return "shape"
    return "" if right is None else "count" if isinstance(right, int) and not isinstance(right, bool) else "text"


def _erratum(part: Part, name: str, way: Way) -> str:
    """The erratum of the same figure in print, if it has one."""
    errata = (each for each in part.figures if each.quantity == name and each.erratum)
    return next((each.erratum for each in errata if is_same(way, each.printed)), "")


def _figures(cells: Cells, found: Matched, wrong: list[DocumentError]) -> Iterator[tuple[Part, Published, Entry]]:
    """The cells that are not empty, each a figure of its part."""
    for row in cells.table.rows:
        part = found.parts.get(row.number)
        if part is None:
            continue
        facts = cells.edition.facts(part)
        for place, name in [*cells.label(row, part, found), *cells.columns]:
            if is_empty(row.cells[place]):
                continue
            try:
                yield part, *cells.figure(row, place, name, facts)
            except Fault as fault:
                wrong.append(cells.table.error(row, place, fault.what, fault.hint))
