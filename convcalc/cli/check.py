"""``convcalc check``: whether an answer is right and, where it is not, which slip gives exactly this number."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from convcalc.architecture.library import bundled_names, find
from convcalc.classroom.check.examples import slip_table
from convcalc.classroom.check.problem import Problem
from convcalc.classroom.check.questions import of_network
from convcalc.cli.answering import check_answers, check_layer, print_checked, tolerated
from convcalc.cli.asking import SHAPES, asked_layer, layer_options
from convcalc.cli.common import (
    ArchitectureFile,
    answer_options,
    assignments,
    check_target,
    count_options,
    deliver,
    deliver_lines,
    format_for,
    layout_option,
    max_layers_option,
    output_options,
)
from convcalc.cli.explain import refuse_layer_options
from convcalc.cli.sheet_answers import check_sheet
from convcalc.errors import UsageError
from convcalc.render import slips as slip_pages

HELP = f"""Check answers: right or wrong, and which slip gives exactly the wrong number. The right one is not shown.

A layer is described by the options of convcalc layer, or FILE is a network, and PART a row or a block of it. Answers
are written as people write them: 36896, 36,896, 36.9k, 26x26x32, (26, 26, 32), or formulas such as F*F*D_in*D_out. A
rounded answer must be right to its digits. With a SHEET, the answers are in a YAML file: convcalc check SHEET ANSWERS.

{SHAPES}

Exit code 1 where an answer is not right.

\b
Examples:
  convcalc check --in 28x28x128 --k 3 --out 32 --answer params=36,896
  convcalc check --in 28x28x128 --k 3 --out 32 --answer output=26x26x32 --answer "params=(F^2*D_in + 1)*D_out"
  convcalc check resnet50 --answer params=25.6M
  convcalc check resnet50 conv1/conv --answer output=112x112x64 --reveal
  convcalc check --slips
"""


@click.command("check", help=HELP)
@click.argument("file", type=ArchitectureFile(), required=False)
@click.argument("part", required=False, metavar="[PART | ANSWERS]")
@click.option("-i", "--in", "shapes", multiple=True, help="Shape of the input; repeated for a join.")
@answer_options
@click.option("--slips", "only_slips", is_flag=True, help="List the slips that are known, each with an example.")
@layer_options
@max_layers_option
@layout_option
@count_options
@output_options(("--output-file",))
def command(
    file: str | None,
    part: str | None,
    shapes: tuple[str, ...],
    answers: tuple[str, ...],
    rtol: str | None,
    atol: str | None,
    sigfig: str | None,
    reveal: bool,
    only_slips: bool,
    layout: str,
    convention: str,
    strict: bool,
    form: str | None,
    target: Path | None,
    **given: Any,
) -> None:
    """Check answers and print the verdicts."""
    written = format_for(form, target)
    if only_slips:
        print_slips(written, target)
        return
    if not file and not shapes:
        raise UsageError("there is nothing to check", hint="--in 28x28x128 --k 3 --out 32, or resnet50")
    tolerance = tolerated(rtol, atol, sigfig)
    if file and part and not answers and file not in bundled_names():
        refuse_layer_options(file, given)
        own = "" if by_default("layout") else layout  # a sheet has a layout of its own
        right = check_sheet(file, part, reveal=reveal, tolerance=tolerance, layout=own, form=written, target=target)
        click.get_current_context().exit(0 if right else 1)
    if not answers:
        raise UsageError("there is no answer to check", hint="--answer params=36864, or SHEET and a file of answers")
    options = {"convention": convention, "layout": layout, "strict": strict}
    if file:
        asked = network_problem(file, part, shapes, given, options)
        checked = check_answers(asked, answers, tolerance, reveal, layout)
    else:
        checked = check_layer(asked_layer(given), shapes, answers, tolerance, reveal, options)
    print_checked(checked, written, target)


def by_default(name: str) -> bool:
    """Whether an option was not given."""
    source = click.get_current_context().get_parameter_source(name)
    return source is None or source.name.startswith("DEFAULT")


def network_problem(
    file: str, part: str | None, shapes: tuple[str, ...], given: dict[str, Any], options: dict[str, Any]
) -> Problem:
    """The problem about a network or a part of it."""
    refuse_layer_options(file, given)
    check_target(given.get("target"), file)
    symbols = assignments(given["pairs"])
    options = {**options, "max_layers": given["max_layers"]}
    return of_network(str(find(file).path), symbols, *shapes, part=part or "", **options)


def print_slips(form: str, target: Path | None) -> None:
    """Print the slips, each with its example."""
    table = slip_table()
    if form in ("table", "plain"):
        deliver_lines(lambda width: slip_pages.lines(table, width), form, target)
    else:
        deliver(slip_pages.WRITERS[form](table), target)
