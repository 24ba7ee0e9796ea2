"""``convcalc layer``: one layer, with the working behind every number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from convcalc.classroom.explain import Step, explain
from convcalc.classroom.receptive import explain_field
from convcalc.classroom.semantics import SEMANTICS
from convcalc.cli.asking import SHAPES, asked_layer, layer_options
from convcalc.cli.common import answer_options, deliver, deliver_lines, format_for, shared, warn_of_doubt
from convcalc.cli.fields import receptive_field
from convcalc.counting.library import convention as named_convention
from convcalc.render import working
from convcalc.report import Report

ALL = "all"
HELP = f"""One layer: its output, parameters and operations, each with the formula and the numbers put in.

{SHAPES}

With --semantics the layer is what a framework makes of it: where the odd zero of same goes, what is rounded up, what a
transposed convolution gives, what is refused (exit code 3); lecture refuses a stride that does not divide. With
--semantics all they stand side by side, and below where they part.

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
  convcalc layer --in 112x112x64 --pool max --k 3 --stride 2 --semantics caffe
  convcalc layer --in 28x28x128 --k 3 --out 32 --stride 2 --pad same --semantics all
  convcalc layer --in 14x14x64 --transpose --k 2 --stride 3 --out 32 --semantics all
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
@click.option(
    "--semantics",
    type=click.Choice([*SEMANTICS, ALL]),
    help="The layer under the rules of a framework or of the lectures, or of all side by side.",
)
@answer_options
@shared(target=("--output-file",))
def command(
    shapes: tuple[str, ...],
    effective: bool,
    receptive: str | None,
    semantics: str | None,
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
    made, rules = asked_layer(given), None
    form = format_for(form, target)
    options: dict[str, Any] = {"convention": convention, "layout": layout, "strict": strict}
    if semantics is not None:
        from convcalc.cli import semantics as by_rules  # loaded only where they are asked for

        by_rules.check(semantics, {"--answer": answers, "--receptive-field": receptive})
        if semantics == ALL:
            by_rules.print_all(made, shapes, {**options, "effective": effective}, form, target)
            return
        rules = by_rules.one(made, shapes, {**options, "effective": effective}, semantics)
        made = rules.network
    report = rules.report if rules else made.evaluate(*shapes, **options, effective=effective)
    for shape in report.inputs:
        warn_of_doubt(shape, layout)
    if answers:
        from convcalc.cli import answering  # the slips behind it take as long to import as all the rest

        tolerance = answering.tolerated(rtol, atol, sigfig)
        answering.print_checked(answering.check_layer(made, shapes, answers, tolerance, reveal, options), form, target)
        return
    layer = made.graph.nodes[0].layer
    steps = explain(layer, report.inputs, named_convention(convention))
    if receptive is not None:
        steps += explain_field(layer, report.inputs, receptive_field(receptive))
    if rules:
        rules.show(steps, layout, form, target)
    else:
        print_layer(report, repr(layer), steps, form, target, layout)


def print_layer(report: Report, spec: str, steps: list[Step], form: str, target: Path | None, layout: str) -> None:
    """Print a layer in one of the formats."""
    if form in ("table", "plain"):
        deliver_lines(lambda width: working.lines(report, spec, steps, layout, width), form, target)
    else:
        deliver(working.WRITERS[form](report, spec, steps, layout), target)
