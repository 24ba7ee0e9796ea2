"""What stands around the table of a paper: networks, sources and units above it, and below what differs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from convcalc.architecture.printed import CUT, ROUNDED
from convcalc.classroom.layout import Described, Head, Layout, Row
from convcalc.classroom.table_cells import Cell, InPrint
from convcalc.expectation import shown_computed
from convcalc.layers.fields import shown

DIGITS = {CUT: "further digits cut", ROUNDED: "rounded", "": "rounded, and in print rounded or cut"}
IN_PRINT = "in print"


def captions(table: Layout, cited: bool = True) -> list[str]:
    """The networks with their sources and variants, where the columns are from, and the units of the counts.

    Where a title has told the source already, they are not ``cited``.
    """
    groups = [list(group) for _, group in groupby(table.networks, _variant)]
    lines = [(f"{_cited(group)}; " if cited or len(groups) > 1 else "") + _evaluated(group) for group in groups]
    sources = dict.fromkeys(network.graph.paper.source for network in table.networks)
    lines += [f"columns as in {source}" for source in sources if source]
    units = [_unit(head) for head in table.heads if head.column.unit]
    return lines + (["; ".join(dict.fromkeys(units))] if units else [])


def title(table: Layout) -> str:
    """The networks with the source that they have in common, or else with that of their table."""
    names = ", ".join(network.report.name for network in table.networks)
    sources = {network.graph.paper.source for network in table.networks}
    source = table.networks[0].report.citation if has_one_source(table) else sources.pop() if len(sources) == 1 else ""
    return f"{names}: {source}" if source else names


def has_one_source(table: Layout) -> bool:
    """Whether all networks are from the same place."""
    return len({network.report.citation for network in table.networks}) == 1


def _variant(network: Described) -> tuple[Any, ...]:
    """What a caption tells of a network beside its name and file."""
    report = network.report
    return report.citation, report.bundled, str(report.inputs[0]), str(network.settings)


def _cited(networks: Sequence[Described]) -> str:
    """The networks of one variant with their source."""
    names = ", ".join(network.report.name for network in networks)
    citation = networks[0].report.citation
    return f"{names}: {citation}" if citation else names


def _evaluated(networks: Sequence[Described]) -> str:
    """Their files and input, and what was set."""
    report = networks[0].report
    files = ", ".join(network.report.source for network in networks)
    given = ", ".join(f"{name} = {shown(value)}" for name, value in networks[0].settings.items())
    bundled = " (bundled)" if report.bundled else ""
    return f"{files}{bundled}, input {report.inputs[0]}{', with ' if given else ''}{given}"


def _unit(head: Head) -> str:
    """What the column counts, and in which unit."""
    column = head.column
    counted = " and ".join(sorted(name.replace("_", " ") for name in column.cell.names))
    digits = DIGITS[column.digits]
    named = "" if counted in ("", head.called) else f" = {counted}"
    return f"{head.called}{named} in {column.unit} of {column.worth:,}, {digits}"


def remarks(table: Layout) -> list[str]:
    """How many cells are in print and agree, why those that do not are as they are, and what was not compared."""
    cells = [cell for row in table.rows for cell in row.cells if cell.figures]
    if not cells:
        return ["in print: nothing, the files have no figures of this table"]
    notes = [f"({number}) {_note(*each)}" for number, each in enumerate(table.differing(), 1)]
    return [*_agreeing(table, cells), *notes, *_elsewhere(table)]


def _agreeing(table: Layout, cells: Sequence[Cell]) -> Iterator[str]:
    """How many cells are in print and agree, and where that is shown."""
    compared = [cell for cell in cells if any(figure.compared for figure in cell.figures)]
    differing = sum(cell.differs for cell in compared)
    if compared:
        same = f"{len(compared) - differing:,} of {len(compared):,} cells in print agree"
        yield same + (", those that do not are marked ≠" if differing else "")
    places = range(len(table.heads))
    told = [place for place in places if table.reads_otherwise(place)]
    silent = [place for place in places if place not in told]
    absent = [place for place in silent if not any(cell.figures for cell in table.cells(place))]
    unprinted = ", ".join(table.heads[place].header for place in absent)
    but = f", but for {unprinted}: not in print" if absent else ""
    if len(silent) > len(absent):
        yield f"{f'columns without {IN_PRINT!r}' if told else 'all columns'} read in print as here{but}"
    elif absent:
        yield f"not in print: {unprinted}"


def _elsewhere(table: Layout) -> Iterator[str]:
    """The networks that are another variant than the one in print."""
    names = [network.report.name for network in table.networks if not network.in_print]
    if names:
        of = f"of {', '.join(names)} " if len(names) < len(table.networks) else ""
        yield f"what is in print {of}is of the file's own input and symbols, and is not compared with others"


def _note(row: Row, head: Head, cell: Cell, figure: InPrint) -> str:
    source, erratum = figure.published.source, figure.published.erratum
    both = f"{figure.text} in print{f' ({source})' if source else ''}, {shown_computed(cell.value)} here"
    return f"{row.name}, {head.header}: {both}{': ' if erratum else ''}{erratum}"
