"""``convcalc summary --paper``: networks in the tables of their papers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from convcalc import network
from convcalc.architecture.paper import EXAMPLE
from convcalc.classroom.layout import Described, Layout, layouts
from convcalc.cli.common import (
    ArchitectureFile,
    all_of,
    assignments,
    check_target,
    deliver,
    deliver_lines,
    format_for,
    not_agreeing,
)
from convcalc.errors import DocumentErrors, UsageError
from convcalc.render import markdown, tiled
from convcalc.render import paper as rendered

FORMATS = ("table", "plain", "json", "csv", "markdown", "latex")
OPTIONS = ("files", "paper", "with_printed", "shape", "pairs", "assumed", "max_layers", "strict", "form", "target")


def paper_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The files, and the options that ask for the table of a paper; without them the function gets its one file."""

    @wraps(function)
    def either(files: tuple[str, ...], paper: bool, with_printed: bool, **rest: Any) -> Any:
        if paper:
            check_options(click.get_current_context())
            return print_paper(files, with_printed, **{name: rest[name] for name in OPTIONS[3:]})
        if len(files) > 1:
            raise UsageError(f"{len(files)} files are given, and one is expected", hint="--paper, or convcalc compare")
        if with_printed:
            raise UsageError("--with-printed is for the table of a paper", hint="--paper --with-printed")
        return function(file=files[0], **rest)

    return all_of(
        click.argument("files", metavar="FILE...", nargs=-1, required=True, type=ArchitectureFile()),
        click.option("--paper", is_flag=True,
                     help="In the columns of the paper's table, several networks of a family side by side."),
        click.option("--with-printed", is_flag=True, help="With --paper: what is in print beside what is computed."),
    )(either)  # fmt: skip


def check_options(context: click.Context) -> None:
    """Raise a UsageError for an option that a paper's table has no use for."""
    for option in context.command.params:
        given = context.get_parameter_source(str(option.name)) is ParameterSource.COMMANDLINE
        if given and option.name not in OPTIONS:
            what = f"--paper has the columns and rows of the paper, and {option.opts[-1]} is not for them"
            raise UsageError(what, hint="one of the two")


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
        not_agreeing(f"{row.name}: {head.header}", str(cell.printed.printed), cell.text, cell.printed.mark)
        for table in tables
        for row, head, cell in table.differing()
        if cell.printed and not cell.printed.erratum
    ]
    if wrong:
        raise DocumentErrors(wrong)
