"""How a network is printed in the table of its paper; imported where that is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from convcalc import network
from convcalc.architecture.paper import EXAMPLE
from convcalc.classroom.layout import Described, Layout, layouts
from convcalc.cli.common import assignments, check_target, deliver, deliver_lines, format_for, not_agreeing
from convcalc.cli.paper import FORMATS
from convcalc.errors import DocumentErrors, UsageError
from convcalc.render import markdown, tiled
from convcalc.render import paper as rendered


def print_paper(
    files: tuple[str, ...],
    with_printed: bool,
    shape: str | None,
    pairs: tuple[str, ...],
    assumed: tuple[str, ...],
    max_layers: int,
    strict: bool,
    form: str | None,
    target: Path | None,
) -> None:
    """Print the table; exit code 1 where a figure in print does not hold and carries no erratum."""
    form = format_for(form, target, FORMATS)
    given, bound = assignments(pairs), assignments(assumed, "--assume", "H=32n")
    networks = [described(file, shape, given, bound, max_layers, strict) for file in files]
    check_target(target, *(each.report.source for each in networks))
    tables = layouts(networks)
    write(tables, with_printed, form, target)
    if with_printed and shape is None and not given:
        check_printed(tables)


def described(
    file: str, shape: str | None, given: Mapping[str, Any], bound: Mapping[str, Any], max_layers: int, strict: bool
) -> Described:
    """A network evaluated in the variant that its table describes. Raises a UsageError where it has no table."""
    loaded = network.load_with(file, given, max_layers, bound)
    paper = loaded.graph.paper
    if not paper.columns:
        hint = f"{EXAMPLE} in it; convcalc show googlenet is an example"
        raise UsageError(f"{loaded.graph.source} describes no table of a paper", hint=hint)
    settings = {**dict(paper.settings), **given}
    if paper.settings:
        loaded = network.load_with(file, settings, max_layers, bound)
    inputs = [] if shape is None else [shape]
    return Described(loaded.graph, loaded.evaluate(*inputs, strict=strict), settings)


def write(tables: Sequence[Layout], with_printed: bool, form: str, target: Path | None) -> None:
    """Print tables in one of the formats, one below the other. Raises a UsageError for several as CSV."""
    if form == "json":
        return deliver(rendered.to_json(tables, with_printed), target)
    if form == "csv" and len(tables) > 1:
        what = f"the networks have {len(tables)} tables of other columns, and CSV holds one"
        raise UsageError(what, hint="one network at a time, or --format json")
    if form in ("table", "plain"):
        pages = [rendered.page(table, with_printed, aligned=True) for table in tables]
        return deliver_lines(lambda width: tiled.all_lines(pages, width), form, target)
    return deliver("\n".join(WRITERS[form](table, with_printed) for table in tables), target)


def _markdown(table: Layout, with_printed: bool) -> str:
    return markdown.write(rendered.page(table, with_printed).sheet)


WRITERS = {"csv": rendered.to_csv, "latex": rendered.to_latex, "markdown": _markdown}


def check_printed(tables: Sequence[Layout]) -> None:
    """Raise an error for the cells that are in print otherwise, and carry no erratum."""
    wrong = [
        not_agreeing(f"{row.name}: {head.header}", figure.text, cell.text, figure.published.mark)
        for table in tables
        for row, head, cell, figure in table.differing()
        if not figure.published.erratum
    ]
    if wrong:
        raise DocumentErrors(wrong)
