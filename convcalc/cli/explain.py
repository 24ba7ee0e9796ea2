"""``convcalc explain``: the working of a layer, of rows of a network, or of the totals of a block."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from convcalc import network
from convcalc.classroom.explanation import explanation
from convcalc.cli.asking import SHAPES, asked_layer, check_suffix, field_names, layer_options
from convcalc.cli.common import (
    ArchitectureFile,
    assignments,
    check_target,
    count_options,
    deliver,
    deliver_lines,
    format_for,
    layout_option,
    max_layers_option,
    output_options,
    warn_of_doubt,
)
from convcalc.errors import UsageError
from convcalc.render import explanation as pages

HELP = f"""Show the work: each quantity as formula, numbers and result, with the letters and sources underneath.

A layer is described by the options of convcalc layer, or it is a ROW of a network: a name, a pattern with *, or a
block, whose totals are shown. Without a ROW every row is worked, and the totals.

{SHAPES}

\b
Examples:
  convcalc explain --in 28x28x128 --k 3 --out 32
  convcalc explain --in 7x7x3 --k 3 --stride 3 --out 4
  convcalc explain --in HxWxC --k F --out D --pad same --stride S
  convcalc explain resnet50 conv1/conv
  convcalc explain vgg16 "stage5/*" --receptive-field
  convcalc explain resnet50 conv2_x --format markdown
  convcalc explain alexnet "conv*" --format latex
"""


@click.command("explain", help=HELP)
@click.argument("file", type=ArchitectureFile(), required=False)
@click.argument("rows", nargs=-1, metavar="[ROW]...")
@click.option("-i", "--in", "shapes", multiple=True, help="Shape of the input; repeated for a join.")
@layer_options
@click.option("--receptive-field", "receptive", is_flag=True, help="Also the receptive field, from the pixels on.")
@max_layers_option
@layout_option
@count_options
@output_options(("--output-file",), pages.FORMATS)
def command(
    file: str | None,
    rows: tuple[str, ...],
    shapes: tuple[str, ...],
    receptive: bool,
    layout: str,
    convention: str,
    strict: bool,
    form: str | None,
    target: Path | None,
    **given: Any,
) -> None:
    """Work out a layer or rows of a network and print the page."""
    if not file and not shapes:
        raise UsageError("there is nothing to explain", hint="--in 28x28x128 --k 3 --out 32, or resnet50 conv1/conv")
    asked = network_of(file, given) if file else asked_layer(given)
    report = asked.evaluate(
        *shapes, convention=convention, layout=layout, strict=strict, receptive_field=receptive and bool(file)
    )
    for shape in report.inputs:
        warn_of_doubt(shape, layout)
    check_target(target, report.source)
    page = explanation(report, rows, asked.graph if receptive else None)
    form = format_for(form, target, pages.FORMATS)
    if form in ("table", "plain"):
        return deliver_lines(lambda width: pages.lines(page, layout, width), form, target)
    return deliver(pages.WRITERS[form](page, layout), target)


def network_of(file: str, given: dict[str, Any]) -> network.Network:
    """The network of a file. Raises a UsageError for options that describe a layer."""
    refuse_layer_options(file, given)
    assume = assignments(given["assumed"], "--assume", "H=32n")
    return network.load_with(file, assignments(given["pairs"]), given["max_layers"], assume)


def refuse_layer_options(file: str, given: dict[str, Any]) -> None:
    """Raise a UsageError for options that describe a layer beside a file."""
    described = [key for key in ("word", "depthwise", "transpose", "pool", "dense", *field_names()) if given[key]]
    check_suffix(given)
    if described:
        what = described[0].replace("word", "type").replace("_", "-")
        raise UsageError(f"--{what} describes a layer, and {file} is a network", hint=f"--{what} without {file}")
