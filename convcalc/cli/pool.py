"""``convcalc pool``: a pooling of a small matrix, worked exactly."""

from __future__ import annotations

from pathlib import Path

import click

from convcalc.cli.common import check_target
from convcalc.cli.convolve import page_options, print_page, wanted
from convcalc.cli.fields import field_options, field_value
from convcalc.layers.pool import MaxPool
from convcalc.numeric.worked.matrices import read_map
from convcalc.numeric.worked.pooling import OPERATIONS, pool
from convcalc.render.worked.pooling import pool_page

HELP = """Pool a small matrix window by window, exactly: 9.5 stays 9.5.

A matrix is a text such as "1 2 0; 3 -1 1/2" (channels between |), the name of a file (text, CSV, JSON, NPY, PNG), or -
for standard input. --unpool puts the largest values back to where they stood, zeros elsewhere; --values puts others
there.

\b
Examples:
  convcalc pool --input "13 10 1 24; 7 8 5 4; 21 11 5 9; 3 19 34 7" --op avg --k 2
  convcalc pool --input "1 2 3; 4 5 6; 7 8 9" --op max --k 2 --stride 1 --steps
  convcalc pool --input "1 2 3 4; 8 7 6 5" --k 2 --unpool
"""


@click.command("pool", help=HELP)
@click.option("-i", "--input", "given", required=True, metavar="MATRIX", help="The input: a text or a file.")
@click.option(
    "--op",
    "operation",
    type=click.Choice(list(OPERATIONS)),
    default="max",
    show_default=True,
    help="What each window is brought to.",
)
@field_options(MaxPool, ["kernel", "stride", "padding", "dilation"])
@click.option("--ceil", is_flag=True, help=MaxPool.fields["ceil"].help.capitalize() + ".")
@click.option("--unpool", is_flag=True, help="Put the largest values back to where they stood.")
@click.option("--values", metavar="MATRIX", help="Put these values there instead; a matrix of the output's size.")
@page_options
def command(
    given: str,
    operation: str,
    ceil: bool,
    unpool: bool,
    values: str | None,
    steps: bool,
    at: str | None,
    layout: str,
    form: str | None,
    target: Path | None,
    **window: str | None,
) -> None:
    """Work out a pooling and print it."""
    check_target(target, given, values or "")
    word = OPERATIONS[operation]
    fields = {name: field_value(word, name, value) for name, value in window.items() if value is not None}
    work = pool(read_map(given, "--input", layout=layout), operation, ceil=ceil, **fields)
    back = None
    if unpool or values is not None:
        back = work.unpooled(None if values is None else read_map(values, "--values", layout=layout))
    print_page(pool_page(work, wanted(work, work.input, work.output, steps, at), back), form, target)
