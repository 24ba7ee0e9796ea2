"""``convcalc compare``: two layers, lines of layers or networks side by side, in numbers and in formulas."""

from __future__ import annotations

from pathlib import Path

import click

from convcalc import network
from convcalc.architecture.spec import is_spec
from convcalc.classroom.compare import compare
from convcalc.cli.common import (
    assignments,
    check_target,
    deliver,
    deliver_lines,
    format_for,
    max_layers_option,
    naming_options,
    shared,
    warn_of_doubt,
)
from convcalc.errors import UsageError
from convcalc.render import comparison, csv, markdown, plain
from convcalc.report import Report

HELP = """Two layers or networks side by side, and how many times more the first needs.

FIRST and SECOND are lines of layers, such as "depthwise(kernel=3) + conv(out=32, kernel=1)", or networks: a bundled
name or a file. With names in the place of numbers the gains are formulas.

\b
Examples:
  convcalc compare "conv(out=32, kernel=3)" "depthwise(kernel=3) + conv(out=32, kernel=1)" --in 28x28x128
  convcalc compare "conv(out=D, kernel=F, bias=false)" "depthwise(F, bias=false) + conv(D, 1, bias=false)" --in HxWxC
  convcalc compare vgg16 resnet50 --convention mac
"""


@click.command("compare", help=HELP)
@click.argument("first")
@click.argument("second")
@click.option("-i", "--in", "shape", help="The input of both; the file's own where not given.")
@naming_options
@max_layers_option
@shared()
def command(
    first: str,
    second: str,
    shape: str | None,
    pairs: tuple[str, ...],
    assumed: tuple[str, ...],
    max_layers: int,
    layout: str,
    convention: str,
    strict: bool,
    form: str | None,
    target: Path | None,
) -> None:
    """Evaluate both and print them side by side."""
    given, bound = assignments(pairs), assignments(assumed, "--assume", "H=32n")

    def evaluated(each: str) -> Report:
        if is_spec(each):
            made = network.chain(each, network.united(given, bound))
        else:
            made = network.load_with(each, given, max_layers, bound)
        if shape is None and made.input is None:
            raise UsageError(f"{each} needs the shape of its input", hint="--in 28x28x128")
        inputs = [] if shape is None else [shape]
        return made.evaluate(*inputs, convention=convention, layout=layout, strict=strict)

    one, other = evaluated(first), evaluated(second)
    check_target(target, one.source, other.source)
    for x in one.inputs:
        warn_of_doubt(x, layout)
    compared = compare(one, other)
    form = format_for(form, target)
    if form == "json":
        return deliver(comparison.to_json(one, other, compared, layout), target)
    content = comparison.sheet(one, other, compared, layout)
    if form == "csv":
        return deliver(csv.table([header.lower() for header in content.headers], content.rows), target)
    if form == "markdown":
        return deliver(markdown.write(content), target)
    return deliver_lines(lambda width: plain.lines(content, width), form, target)
