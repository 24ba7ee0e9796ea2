"""``convcalc layer``: one layer, with the working behind every number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from convcalc.classroom.explain import Step, explain
from convcalc.classroom.receptive import explain_field
from convcalc.cli.asking import SHAPES, asked_layer, layer_options
from convcalc.cli.common import answer_options, deliver, deliver_lines, format_for, shared, warn_of_doubt
from convcalc.cli.fields import receptive_field
from convcalc.counting.library import convention as named_convention
from convcalc.render import working
from convcalc.report import Report

HELP = f"""One layer: its output, parameters and operations, each with the formula and the numbers put in.

{SHAPES}

With --answer no working is shown: each answer is checked, and a wrong one is told by its slip. Exit code 1 where an
answer is not right.

\b
Examples:
  convcalc layer --in 28x28x128 --k 3 --out 32
  convcalc layer -i 28x28x128 -k 3 -o 32 -p same -s 2 --convention exact
  convcalc layer --in 28x28x128 --k 3 --out 32 --pad 1 --effective
  convcalc layer --in 55x55x96 --pool max --k 3 --stride 2 --receptive-field 11,4
  convcalc layer --in 56x56x64 --depthwise --k 3 --pad 1
  convcalc layer --in 14x14x64 --transpose --k 4 --stride 2 --pad 1 --out 32
  convcalc layer --in 112x112x64 --pool max --k 3 --stride 2 --ceil
  convcalc layer --in 7x7x512 --dense 4096
  convcalc layer --type upsample --in 14x14x64 --scale 2
  convcalc layer --type concat --in 28x28x64 --in 28x28x128
  convcalc layer --in HxWxC --k F --out D --pad P --stride S
  convcalc layer --in 28x28x128 --k 3 --out 32 --answer params=36,896 --answer output=26x26x32
"""


@click.command("layer", help=HELP)
@click.option("-i", "--in", "shapes", multiple=True, required=True, help="Shape of the input; repeated for a join.")
@layer_options
@click.option("--effective", is_flag=True, help="Also the multiplications that meet no zero of the padding.")
@click.option(
    "--receptive-field",
    "receptive",
    metavar="FIELD[,JUMP[,START]]",
    help="Also the receptive field, from that of the input: 1 for pixels, 11,4 after an 11x11 filter of stride 4.",
)
@answer_options
@shared(target=("--output-file",))
def command(
    shapes: tuple[str, ...],
    effective: bool,
    receptive: str | None,
    answers: tuple[str, ...],
    rtol: str | None,
    atol: str | None,
    sigfig: str | None,
    reveal: bool,
    layout: str,
    convention: str,
    strict: bool,
    form: str | None,
    target: Path | None,
    **given: Any,
) -> None:
    """Work out one layer and print the working."""
    made = asked_layer(given)
    report = made.evaluate(*shapes, convention=convention, layout=layout, strict=strict, effective=effective)
    for shape in report.inputs:
        warn_of_doubt(shape, layout)
    form = format_for(form, target)
    if answers:
        from convcalc.cli import answering  # the slips behind it take as long to import as all the rest

        tolerance = answering.tolerated(rtol, atol, sigfig)
        options = {"convention": convention, "layout": layout, "strict": strict}
        checked = answering.check_layer(made, shapes, answers, tolerance, reveal, options)
        answering.print_checked(checked, form, target)
        return
    layer = made.graph.nodes[0].layer
    steps = explain(layer, report.inputs, named_convention(convention))
    if receptive is not None:
        steps += explain_field(layer, report.inputs, receptive_field(receptive))
    print_layer(report, repr(layer), steps, form, target, layout)


def print_layer(report: Report, spec: str, steps: list[Step], form: str, target: Path | None, layout: str) -> None:
    """Print a layer in one of the formats."""
    if form in ("table", "plain"):
        deliver_lines(lambda width: working.lines(report, spec, steps, layout, width), form, target)
    else:
        deliver(working.WRITERS[form](report, spec, steps, layout), target)
