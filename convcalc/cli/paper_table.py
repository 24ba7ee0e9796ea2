"""How a network is printed in the table of its paper; imported where that is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from convcalc import network
from convcalc.architecture import limits
from convcalc.architecture.library import bundled_folder, bundled_names
from convcalc.architecture.paper import EXAMPLE
from convcalc.architecture.variant import variant_name
from convcalc.classroom.layout import Described, Layout, layouts
from convcalc.cli.common import (
    WITH_LATEX,
    assignments,
    check_target,
    deliver,
    deliver_lines,
    format_for,
    not_agreeing,
    variant_of,
)
from convcalc.errors import DocumentErrors, UsageError
from convcalc.layers.fields import differs
from convcalc.render import markdown
from convcalc.render.paper import data, document, tiled
from convcalc.render.paper.page import page


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
    form = format_for(form, target, WITH_LATEX)
    given, bound = assignments(pairs), assignments(assumed, "--assume", "H=32n")
    networks = [described(file, shape, given, bound, max_layers, strict) for file in files]
    check_target(target, *(each.report.source for each in networks))
    tables = layouts(networks)
    write(tables, with_printed, form, target)
    if with_printed:
        check_printed(tables)


def described(
    text: str, shape: str | None, given: Mapping[str, Any], bound: Mapping[str, Any], max_layers: int, strict: bool
) -> Described:
    """A network evaluated in the variant that its table describes. Raises a UsageError where it has no table."""
    name, own = variant_of(text)
    told = dict(own)
    shape = own.pop("in", shape)
    given = {**given, **own}
    loaded = network.load_with(name, given, max_layers, bound)
    paper = loaded.graph.paper
    if not paper.columns:
        raise UsageError(f"{loaded.graph.source} describes no table of a paper", hint=_those_with_one())
    settings = {**dict(paper.settings), **given}
    if paper.settings:
        loaded = network.load_with(name, settings, max_layers, bound)
    label = variant_name(loaded.name, told)
    report = loaded.evaluate(*[] if shape is None else [shape], strict=strict)
    in_print = network.load_with(name, dict(paper.settings), max(max_layers, limits.LAYERS)) if given else loaded
    same = [str(in_print.input)] == list(map(str, report.inputs)) and not any(
        differs(value, in_print.graph.symbols[symbol]) for symbol, value in loaded.graph.symbols.items()
    )
    return Described(loaded.graph._replace(name=label), report._replace(name=label), settings, same)


def _those_with_one() -> str:
    """Which of the bundled files describe a table, and how a file does."""
    return (
        f"one of {', '.join(filter(has_table, bundled_names()))}; or in the file {EXAMPLE}, as convcalc show googlenet"
    )


def has_table(name: str) -> bool:
    """Whether a bundled file describes the table of a paper."""
    return bool(network.load(str(bundled_folder() / f"{name}.yaml")).graph.paper.columns)


def write(tables: Sequence[Layout], with_printed: bool, form: str, target: Path | None) -> None:
    """Print tables in one of the formats, one below the other. Raises a UsageError for several as CSV."""
    if form == "json":
        return deliver(data.to_json(tables, with_printed), target)
    if form == "csv" and len(tables) > 1:
        what = f"the networks have {len(tables)} tables of other columns, and CSV holds one"
        raise UsageError(what, hint="one network at a time, or --format json")
    if form in ("table", "plain"):
        pages = [page(table, with_printed, aligned=True) for table in tables]
        return deliver_lines(lambda width: tiled.all_lines(pages, width), form, target)
    return deliver("\n".join(WRITERS[form](table, with_printed) for table in tables), target)


def _markdown(table: Layout, with_printed: bool) -> str:
    return markdown.write(page(table, with_printed).sheet)


WRITERS = {"csv": data.to_csv, "latex": document.to_latex, "markdown": _markdown}


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
