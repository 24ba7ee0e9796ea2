"""``convcalc fit``: the largest value of a symbol with which a network stays within its budgets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from convcalc.cli.common import (
    WITH_LATEX,
    ArchitectureFile,
    assignments,
    batch_option,
    check_target,
    deliver,
    deliver_lines,
    format_for,
    max_layers_option,
    shared,
    units_option,
    variant_of,
)
from convcalc.cli.memory import Asked, memory_options
from convcalc.cli.sweep import counting_of
from convcalc.errors import UsageError
from convcalc.render import latex, markdown, plain
from convcalc.render.sweep import fitted
from convcalc.sweeping.fit import Fit, Vary, fit, vary_of
from convcalc.sweeping.grid import Axis, Grid, axes_of
from convcalc.sweeping.points import Swept, budgets_of, opened
from convcalc.sweeping.search import ALL
from convcalc.sweeping.values import Steps

HELP = f"""The largest value of a symbol with which a network stays within its budgets.

A symbol that takes fractions, such as alpha, is fitted exactly: the answer names all values that need the same, and
the first that would need more than a budget allows. --step 1/32 keeps to a grid, --vary alpha=0.25,0.5,1 to a list; a
symbol that takes whole numbers is tried in whole numbers. The value that is found and the next one are always
evaluated by themselves; up to {ALL} values are all tried, more are searched by bisection, where what is budgeted must
be seen to rise with the value. With several --vary all but the last have their values listed.

\b
Examples:
  convcalc fit mobilenet --vary alpha --max-mults 300M
  convcalc fit mobilenet --vary alpha --step 1/32 --max-mults 300M --max-params 3M
  convcalc fit mobilenet --vary resolution --set alpha=0.75 --max-mults 200M
  convcalc fit mobilenet --vary alpha=0.25..1..0.25 --vary resolution --step 32 --max-mults 300M
  convcalc fit resnet20 --vary units --max-params 1M
  convcalc fit vgg16 --in HxHx3 --vary H --step 32 --max-peak 16MiB
"""


@click.command("fit", help=HELP)
@click.argument("file", metavar="NETWORK", type=ArchitectureFile())
@click.option(
    "--vary",
    "varied",
    multiple=True,
    required=True,
    metavar="NAME[=VALUES]",
    help="The symbol whose largest value is sought; may be repeated.",
)
@click.option("--from", "low", metavar="NUMBER", help="The least value that is tried.")
@click.option("--to", "high", metavar="NUMBER", help="The largest value that is tried.")
@click.option("--step", metavar="NUMBER", help="Only values at such steps from the least one.")
@click.option("-i", "--in", "shape", help="Another input than the file's, such as 160x160x3 or HxWx3.")
@click.option(
    "--set",
    "pairs",
    multiple=True,
    metavar="NAME=VALUE",
    help="A value for another symbol of the file or name of the input; may be repeated.",
)
@batch_option
@units_option
@memory_options
@max_layers_option
@shared(forms=WITH_LATEX)
def command(
    file: str,
    varied: tuple[str, ...],
    low: str | None,
    high: str | None,
    step: str | None,
    shape: str | None,
    pairs: tuple[str, ...],
    units: str,
    asked: Asked,
    form: str | None,
    target: Path | None,
    **counted: Any,
) -> None:
    """Search, and print what was found; exit code 1 where nothing fits."""  # fmt: skip
    form = format_for(form, target, WITH_LATEX)
    if not asked.budgets:
        raise UsageError(
            "fit needs a budget, and none is given", hint="--max-mults 300M, --max-params 5M or --max-peak 1MB"
        )
    *firsts, last = varied
    wanted = [*map(vary_of, firsts), vary_of(last, low, high, step)]
    network = opened_one(file, assignments(pairs, example="alpha=0.5"), shape, wanted)
    check_target(target, str(network.document.found.path))
    fixed = {axis.name: axis.values[0] for axis in network.grid.axes if axis.name not in {each.name for each in wanted}}
    found = fit(network, fixed, wanted, counting_of(asked, (), counted), budgets_of(asked.budgets))
    show(found, form, target, units)
    if not any(answer.best for answer in found.answers):
        raise fitted.nothing_fits(found)


def opened_one(text: str, pairs: dict[str, str], shape: str | None, wanted: list[Vary]) -> Swept:
    """The network, with one value for each symbol that is set. Raises a UsageError for more, or for one that varies."""
    name, own = variant_of(text)
    shape = own.pop("in", shape or "")
    names = [each.name for each in wanted]
    for each in names:
        if each in {**pairs, **own} or names.count(each) > 1:
            raise UsageError(f"{each} is to vary, and is given once more", hint="one of the two")
    axes = axes_of({**pairs, **own})
    for axis in axes:
        if len(axis.values) > 1:
            raise UsageError(
                f"--set {axis.name} has {len(axis.values):,} values", hint=f"--vary {axis.name}=..., or one"
            )
    varying = tuple(Axis(each, Steps(1, 1, 2)) for each in names)  # their values are sought
    (found,) = opened([Grid(name, (*axes, *varying), shape)])
    return found


def show(found: Fit, form: str, target: Path | None, units: str) -> None:
    """Print an answer in one of the formats."""
    if form in ("json", "csv"):
        return deliver((fitted.to_json if form == "json" else fitted.to_csv)(found), target)
    sheet = fitted.sheet(found, units)
    if form == "latex":
        return deliver(latex.write(sheet, f"{found.network.name}: the largest that fits"), target)
    if form == "markdown":
        return deliver(markdown.write(sheet), target)
    return deliver_lines(lambda width: plain.lines(sheet, width), form, target)
