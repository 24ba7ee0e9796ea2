"""``convcalc lint``: advice on the sizes of layers, by the lectures' rules."""

from __future__ import annotations

from pathlib import Path

import click

from convcalc import network
from convcalc.classroom.lint import Review, review
from convcalc.classroom.rules import RULES
from convcalc.cli.common import (
    ArchitectureFile,
    assignments,
    check_target,
    deliver,
    deliver_lines,
    format_for,
    layout_option,
    max_layers_option,
    output_options,
    warn_of_doubt,
)
from convcalc.errors import UsageError
from convcalc.render import advice

HELP = """Advice on the sizes of layers, by the lectures' rules: what, where in the file, and the lecture.

Exit code 1 where there is advice. A file silences a rule with a key of its own, silence: [large-filter], or in some
rows and all rows below them, silence: {large-filter: [conv2]}.

\b
Examples:
  convcalc lint --rules
  convcalc lint resnet50 --in 256x256x3
  convcalc lint vgg16 --ignore dense-head
"""


@click.command("lint", help=HELP)
@click.argument("file", type=ArchitectureFile(), required=False)
@click.option("--rules", "only_rules", is_flag=True, help="List the rules with their lectures, instead.")
@click.option("--ignore", multiple=True, metavar="RULE", help="Leave out a rule; may be repeated.")
@click.option("-i", "--in", "shape", help="Another input than the file's, such as 160x160x3.")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="Set a symbol of the file; may be repeated.")
@max_layers_option
@layout_option
@output_options()
def command(
    file: str | None,
    only_rules: bool,
    ignore: tuple[str, ...],
    shape: str | None,
    pairs: tuple[str, ...],
    max_layers: int,
    layout: str,
    form: str | None,
    target: Path | None,
) -> None:
    """Print the advice on a network; exit code 1 where there is any."""
    if (file is None) != only_rules:
        what = f"--rules looks at no file, and {file} is given" if file else "the file to look at is missing"
        raise UsageError(what, hint="convcalc lint vgg16, or convcalc lint --rules")
    if file is None:
        print_rules(format_for(form, target), target)
        return
    check_target(target, file)
    loaded = network.load_with(file, assignments(pairs), max_layers)
    found = review(loaded, *([] if shape is None else [shape]), ignore=ignore, layout=layout)
    warn_of_doubt(found.report.inputs[0], layout)
    print_review(found, format_for(form, target), target)
    if found.advice:
        click.get_current_context().exit(1)


def print_review(found: Review, form: str, target: Path | None) -> None:
    """Print the advice in one of the formats."""
    if form in ("table", "plain"):
        return deliver_lines(lambda width: advice.lines(found, width), form, target)
    return deliver(advice.WRITERS[form](found), target)


def print_rules(form: str, target: Path | None) -> None:
    """Print the rules in one of the formats."""
    if form in ("table", "plain"):
        return deliver_lines(lambda width: advice.rule_lines(RULES, width), form, target)
    return deliver(advice.RULE_WRITERS[form](RULES), target)
