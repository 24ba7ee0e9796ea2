"""``convcalc reconcile``: whose number is it, and how was it counted."""

from __future__ import annotations

from pathlib import Path

import click

from convcalc import network
from convcalc.architecture.library import find
from convcalc.architecture.variant import is_line_of_layers
from convcalc.classroom.reconcile.asked import asked
from convcalc.classroom.reconcile.reconciling import Reconciled, reconcile
from convcalc.classroom.reconcile.worlds import EVERYTHING, Tried
from convcalc.cli.common import (
    ArchitectureFile,
    ConventionName,
    assignments,
    check_target,
    deliver,
    deliver_lines,
    format_for,
    layout_option,
    max_layers_option,
    output_options,
    variant_of,
    warn_of_doubt,
)
from convcalc.counting.library import convention
from convcalc.errors import CheckFailed, UsageError
from convcalc.render import console, plain, reconciled

HELP = """Whose number is it: which way to count, of which variant, input or batch, gives a number of a network.

NUMBER is an exact count or one as it is printed: 4111512576, 4.13G, "8.2 GFLOPs", 25.6M, "25.6M params", 97.5MiB. The
conventions are tried (convcalc conventions lists them), then sums of what the layers do; on the network as it is named,
then with one change (a switch of its file, another input, a batch), then with two. What fits exactly comes first, the
simplest before the far-fetched. Exit code 1 where nothing fits.

\b
Examples:
  convcalc reconcile resnet50 4111512576
  convcalc reconcile resnet50 4.13G
  convcalc reconcile resnet50 "8.2 GFLOPs"
  convcalc reconcile resnet50 25,636,712
  convcalc reconcile mobilenet:alpha=0.5 149M --as-it-is
"""


@click.command("reconcile", help=HELP)
@click.argument("file", type=ArchitectureFile(), metavar="NETWORK")
@click.argument("number")
@click.option("-i", "--in", "shape", help="Another input than the file's, such as 160x160x3.")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="A value for a symbol; may be repeated.")
@click.option("--as-it-is", "alone", is_flag=True, help="No other variant, input or batch than what is named.")
@click.option("--convention", "own", type=ConventionName(), metavar="FILE", multiple=True,
              help="A convention of your own that is tried as well; may be repeated.")  # fmt: skip
@click.option("--all", "every", is_flag=True, help="Show all that fits, however many.")
@max_layers_option
@layout_option
@output_options()
def command(
    file: str,
    number: str,
    shape: str | None,
    pairs: tuple[str, ...],
    alone: bool,
    own: tuple[str, ...],
    every: bool,
    max_layers: int,
    layout: str,
    form: str | None,
    target: Path | None,
) -> None:
    """Look for the ways to count that give a number, and print them."""
    asked_for = asked(number)
    conventions = [convention(name) for name in own]
    name, values = variant_of(file)
    shape = values.pop("in", shape)
    settings = {**assignments(pairs), **values}
    line = is_line_of_layers(name)
    made = network.chain(name, settings) if line else network.load_with(name, settings, max_layers)
    if shape is None and made.input is None:
        raise UsageError(f"{name} needs the shape of its input", hint="--in 28x28x128")
    check_target(target, made.graph.source)
    tried = Tried(batch=False, inputs=False, variants=False) if alone else EVERYTHING
    path = "" if line else str(find(name).path)
    form = format_for(form, target)
    with console.progress() as watch:
        found = reconcile(
            made,
            asked_for,
            inputs=[] if shape is None else [shape],
            layout=layout,
            file=path,
            settings=settings,
            tried=tried,
            own=conventions,
            watch=lambda done, of: watch(done, of, "networks"),
        )
    for each in found.report.inputs:
        warn_of_doubt(each, layout)
    show(found, layout, every, form, target)
    if not found.fits:
        raise CheckFailed(f"nothing that was tried gives {found.asked.written}", hint="another network, or its digits")


def show(found: Reconciled, layout: str, every: bool, form: str, target: Path | None) -> None:
    """Print what was found in one of the formats."""
    if form in reconciled.WRITERS:
        return deliver(reconciled.WRITERS[form](found, layout, every), target)
    content = reconciled.sheet(found, layout, every)
    return deliver_lines(lambda width: plain.lines(content, width), form, target)
