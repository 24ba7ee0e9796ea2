"""The table of a paper from what was computed: of one network, or of the networks of a family side by side.

``paper`` in an architecture file says which columns there are; what all networks agree in is told once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, NamedTuple

from convcalc.architecture.cells import is_number
from convcalc.architecture.graph import Graph
from convcalc.architecture.paper import Column
from convcalc.classroom.table_cells import NOTHING, Cell, InPrint, cells
from convcalc.classroom.table_rows import table_parts
from convcalc.expectation import filled_header
from convcalc.facts import Sums
from convcalc.report import Report


class Described(NamedTuple):
    """A network whose file describes the table of its paper, and what was computed of it with some symbols set.

    ``in_print`` says that it is the one whose figures are in print, and not another variant of it.
    """

    graph: Graph
    report: Report
    settings: Mapping[str, Any] = {}
    in_print: bool = True


class Head(NamedTuple):
    """The head of a column, and which of the networks it is of: None where it is of them all.

    ``called`` is its header as it is for each of the networks.
    """

    header: str
    column: Column
    network: int | None = None
    called: str = ""


class Row(NamedTuple):
    """A row of the table: the part's name, and a cell for each head."""

    name: str
    cells: tuple[Cell, ...]


class Layout(NamedTuple):
    """The table of a paper."""

    networks: tuple[Described, ...]
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]

    def cells(self, place: int) -> list[Cell]:
        """The cells of a column."""
        return [row.cells[place] for row in self.rows]

    def is_numeric(self, place: int) -> bool:
        """Whether all that stands in a column are numbers."""
        values = [cell.value for cell in self.cells(place) if cell.text]
        return bool(values) and all(is_number(value) for value in values)

    def reads_otherwise(self, place: int) -> bool:
        """Whether a cell of a column reads otherwise in print."""
        return any(cell.reads_otherwise for cell in self.cells(place))

    def differing(self) -> Iterator[tuple[Row, Head, Cell, InPrint]]:
        """The figures that are not in print as they are computed, row by row, with their cells."""
        for row in self.rows:
            for head, cell in zip(self.heads, row.cells, strict=True):
                yield from ((row, head, cell, figure) for figure in cell.figures if figure.differs)

    def spans(self, row: Row) -> list[range]:
        """The places of neighbouring columns, one for each network, that say the same in a row, and no number."""
        found = []
        places = range(len(self.heads))
        for (_, network), group in groupby(places, lambda at: (self.heads[at].column.header, self._is_of_one(at))):
            same = list(group)
            texts = {row.cells[place].text for place in same}
            told = len(texts) == 1 and texts != {""} and not is_number(row.cells[same[0]].value)
            if network and len(same) > 1 and told:
                found.append(range(same[0], same[-1] + 1))
        return found

    def _is_of_one(self, place: int) -> bool:
        return self.heads[place].network is not None


class _Table(NamedTuple):
    """The table of one network: its filled headers by how the file writes them, and its cells by row and header."""

    headers: Mapping[str, str]
    columns: Mapping[str, Column]
    rows: Mapping[str, Mapping[str, Cell]]


def layouts(networks: Sequence[Described]) -> list[Layout]:
    """The tables of networks: those with most of their columns in common stand side by side in one."""
    groups: list[list[Described]] = []
    for network in networks:
        for group in groups:
            if _belongs(network, group[0]):
                group.append(network)
                break
        else:
            groups.append([network])
    return list(map(layout, groups))


def _belongs(network: Described, other: Described) -> bool:
    """Whether more than half of the columns of both tables are the same."""
    one, two = (each.graph.paper.columns.keys() for each in (network, other))
    return 2 * len(one & two) > max(len(one), len(two))


def layout(networks: Sequence[Described]) -> Layout:
    """The table of a network, or that of several side by side.

    Raises a DocumentError for a cell that cannot be worked out.
    """
    tables = [_table(network) for network in networks]
    names = _in_order([list(table.rows) for table in tables])
    heads: list[Head] = []
    columns: list[list[Cell]] = []  # of each head, from the first row to the last
    for header in _in_order([list(table.columns) for table in tables]):
        if _is_shared(header, tables, names):
            heads.append(Head(tables[0].headers[header], tables[0].columns[header]))
            columns.append([_told([cell for cell in _row(header, tables, name) if cell]) for name in names])
            continue
        for place, table in enumerate(tables):
            if header in table.columns:
                heads.append(Head(table.headers[header], table.columns[header], place))
                columns.append([table.rows.get(name, {}).get(header, NOTHING) for name in names])
    rows = [Row(name, cells) for name, cells in zip(names, zip(*columns, strict=True), strict=True)]
    return Layout(tuple(networks), _told_apart(heads, networks), tuple(rows))


def _in_order(lists: Sequence[list[str]]) -> list[str]:
    """All names once, those that only some lists have where they stand among the others."""
    merged = lists[0]
    for names in lists[1:]:
        found: list[str] = []
        for _, start, end, begin, stop in SequenceMatcher(None, merged, names, autojunk=False).get_opcodes():
            found += merged[start:end] + [name for name in names[begin:stop] if name not in merged]
        merged = found
    return merged


def _row(header: str, tables: Sequence[_Table], name: str) -> list[Cell | None]:
    """The cells of one row and header; None for a network that has no such row."""
    return [table.rows[name][header] if name in table.rows else None for table in tables]


def _is_shared(header: str, tables: Sequence[_Table], names: Iterable[str]) -> bool:
    """Whether all networks have a column, and agree in each of its cells as far as they have its row."""
    if len({table.headers.get(header) for table in tables}) > 1:
        return False
    return all(len({cell.text for cell in _row(header, tables, name) if cell}) <= 1 for name in names)


def _told(cells: Sequence[Cell]) -> Cell:
    """Of cells that agree the one with most to tell: first one that differs from print, then one that is in print."""
    return min(cells, key=lambda cell: (not cell.differs, not cell.figures))


def _told_apart(heads: Sequence[Head], networks: Sequence[Described]) -> tuple[Head, ...]:
    """The heads, those that are called the same with the network behind them; of variants what is set in them."""
    called = [head.header for head in heads]
    labels = _labels([network.graph.name for network in networks])
    return tuple(
        head._replace(
            header=", ".join(filter(None, [head.header, labels[head.network]]))
            if head.network is not None and called.count(head.header) > 1
            else head.header,
            called=head.header,
        )
        for head in heads
    )


def _labels(names: Sequence[str]) -> list[str]:
    """The names, or of variants of the first what is behind its name: nothing, alpha=0.5."""
    if len(set(names)) == len(names) and all(name == names[0] or name.startswith(f"{names[0]} (") for name in names):
        return [name[len(names[0]) + 2 : -1] for name in names]
    return list(names)


def _table(network: Described) -> _Table:
    """The table of one network."""
    graph = network.graph
    sums = Sums(graph, network.report.rows)
    columns = graph.paper.columns
    headers = {title: filled_header(column, sums) for title, column in columns.items()}
    return _Table(headers, columns, {part.name: cells(part, sums, network.in_print) for part in table_parts(graph)})
