"""``convcalc verify``: run a network, and hold what comes out against what is computed."""

from __future__ import annotations

from pathlib import Path

import click

from convcalc import network
from convcalc.cli.common import (
    assignments,
    check_target,
    deliver,
    deliver_lines,
    file_argument,
    format_for,
    layout_option,
    max_layers_option,
    output_options,
    warn_of_doubt,
)
from convcalc.errors import CheckFailed, ConvcalcError
from convcalc.render import console, markdown, plain, verification

HELP = """Run a network on random numbers, and compare every row with what is computed: shape, parameters, and the
multiplications, accumulations and bias sums that were really performed. Exit code 1 where anything differs.

A large network is run on a smaller input by default, which is said above the table; --full runs the file's own.
"Effective" are the multiplications that meet a cell of the input, not a zero of the padding.

\b
Examples:
  convcalc verify resnet50
  convcalc verify lenet5 --seed 7 --format json
  convcalc verify vgg16 --rows stage1 --in 64x64x3
"""


@click.command("verify", help=HELP)
@file_argument
@click.option("-i", "--in", "shape", help="The input to run, such as 64x64x3.")
@click.option("--full", is_flag=True, help="Run the file's own input, however long that takes.")
@click.option(
    "--rows",
    "names",
    multiple=True,
    metavar="NAME",
    help="Only this row, or those below this name; * stands for anything; may be repeated.",
)
@click.option(
    "--seed", type=click.IntRange(0, 2**63 - 1), default=0, show_default=True, help="Where the random numbers start."
)
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="A value for a symbol; may be repeated.")
@max_layers_option
@layout_option
@output_options()
def command(
    file: str,
    shape: str | None,
    full: bool,
    names: tuple[str, ...],
    seed: int,
    pairs: tuple[str, ...],
    max_layers: int,
    layout: str,
    form: str | None,
    target: Path | None,
) -> None:
    """Verify a network and print what came of it; exit code 1 where a row does not agree."""
    from convcalc.numeric.verify import verify

    check_target(target, file)
    loaded = network.load_with(file, assignments(pairs), max_layers, assume={})
    form = format_for(form, target)
    with console.progress() as watch:
        try:
            result = verify(loaded, shape, full=full, rows=names, seed=seed, layout=layout, watch=watch)
        except MemoryError:
            raise ConvcalcError(f"the memory does not do for {loaded.name}", hint="a smaller --in") from None
    warn_of_doubt(result.report.inputs[0], layout)
    if form == "json":
        deliver(verification.to_json(result), target)
    elif form == "csv":
        deliver(verification.to_csv(result, layout), target)
    elif form == "markdown":
        deliver(markdown.write(verification.sheet(result, layout)), target)
    else:
        deliver_lines(lambda width: plain.lines(verification.sheet(result, layout), width), form, target)
    if not result.agrees:
        raise CheckFailed(
            verification.verdict(result), hint="a report to the authors: convcalc's formula or its reference is wrong"
        )
