"""``convcalc summary --paper``: its options, and that the other ones have no use there."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from click.core import ParameterSource

from convcalc.cli.common import ArchitectureFile, all_of
from convcalc.errors import UsageError

OPTIONS = ("files", "paper", "with_printed", "shape", "pairs", "assumed", "max_layers", "strict", "form", "target")


def paper_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The files, and the options that ask for the table of a paper; without them the function gets its one file."""

    @wraps(function)
    def either(files: tuple[str, ...], paper: bool, with_printed: bool, **rest: Any) -> Any:
        if paper:
            from convcalc.cli.paper_table import print_paper  # only this needs what makes tables of papers

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
