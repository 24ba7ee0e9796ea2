"""``convcalc compare``: layers, lines of layers or networks side by side, in numbers, formulas and bars."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click

from convcalc import network
from convcalc.architecture.variant import is_line_of_layers, variant_name
from convcalc.classroom.changes import changes
from convcalc.classroom.compare import ALL, Measured, SideBySide, measured, side_by_side, sorted_by
from convcalc.classroom.stages import stages
from convcalc.cli.common import (
    WITH_LATEX,
    ArchitectureFile,
    assignments,
    check_target,
    deliver,
    deliver_lines,
    format_for,
    max_layers_option,
    naming_options,
    shared,
    variant_of,
    warn_of_doubt,
)
from convcalc.errors import ShapeError, UsageError, did_you_mean
from convcalc.render import comparison
from convcalc.render.networks import changes as changes_page
from convcalc.render.networks import data, drawn
from convcalc.render.networks import stages as stages_page
from convcalc.render.networks.view import View

HELP = """Layers or networks side by side, and how many times more one needs than another.

Each of NETWORKS is a bundled name, a file, or a line of layers such as "depthwise(kernel=3) + conv(out=32, kernel=1)".
What is set behind a colon makes a variant: resnet50:stride_in_1x1=false, or mobilenet:alpha=0.5,in=160x160x3 with an
input of its own; where a file has that whole name, it is the file. With names in the place of numbers the gains of two
are formulas. QUANTITY is one of {quantities}.

\b
Examples:
  convcalc compare alexnet googlenet resnet50 squeezenet mobilenet
  convcalc compare alexnet googlenet squeezenet --to googlenet --sort multiplications
  convcalc compare vgg16 resnet50 --convention mac
  convcalc compare vgg16 resnet50 mobilenet --format latex
  convcalc compare resnet18 resnet34 resnet50 --stages --quantity parameters
  convcalc compare vgg16 resnet50 mobilenet --bars --quantity activations
  convcalc compare resnet50 resnet50:stride_in_1x1=false --rows
  convcalc compare "conv(out=32, kernel=3)" "depthwise(kernel=3) + conv(out=32, kernel=1)" --in 28x28x128
  convcalc compare "conv(out=D, kernel=F, bias=false)" "depthwise(F, bias=false) + conv(D, 1, bias=false)" --in HxWxC
""".format(quantities=", ".join(ALL))
DEFAULT = "multiplications"


class Choices(NamedTuple):
    """Which view of the networks was asked for."""

    to: str | None
    order: str | None
    by_stage: bool
    by_row: bool
    as_bars: bool
    quantity: str | None


@click.command("compare", help=HELP)
@click.argument("networks", type=ArchitectureFile(), nargs=-1)
@click.option("-i", "--in", "shape", help="The input of all; the file's own where not given.")
@click.option("--to", metavar="NETWORK", help="The network that the others are divided by; the first where not given.")
@click.option(
    "--sort", "order", metavar="QUANTITY", type=click.Choice(list(ALL)), help="Order the networks, the largest first."
)
@click.option("--stages", "by_stage", is_flag=True, help="By the parts that two or more networks share by name.")
@click.option("--rows", "by_row", is_flag=True, help="The rows in which two variants differ, and in what.")
@click.option("--bars", "as_bars", is_flag=True, help="Draw bars, of the networks or with --stages of their parts.")
@click.option(
    "--quantity",
    metavar="QUANTITY",
    type=click.Choice(list(ALL)),
    help=f"What --stages and --bars show.  [default: {DEFAULT}]",
)
@naming_options
@max_layers_option
@shared(forms=WITH_LATEX)
def command(
    networks: tuple[str, ...],
    shape: str | None,
    to: str | None,
    order: str | None,
    by_stage: bool,
    by_row: bool,
    as_bars: bool,
    quantity: str | None,
    pairs: tuple[str, ...],
    assumed: tuple[str, ...],
    max_layers: int,
    layout: str,
    convention: str,
    strict: bool,
    form: str | None,
    target: Path | None,
) -> None:
    """Evaluate the networks and print them side by side."""
    choices = Choices(to, order, by_stage, by_row, as_bars, quantity)
    form = format_for(form, target, WITH_LATEX)
    check(networks, choices, form)
    given, bound = assignments(pairs), assignments(assumed, "--assume", "H=32n")

    def evaluated(text: str) -> Measured:
        name, own = variant_of(text)
        own_input = own.pop("in", None)
        inputs = [each for each in [own_input or shape] if each is not None]
        values = {**given, **own}
        if is_line_of_layers(name):
            made = network.chain(name, network.united(values, bound))
        else:
            made = network.load_with(name, values, max_layers, bound)
        if not inputs and made.input is None:
            raise UsageError(f"{name} needs the shape of its input", hint="--in 28x28x128")
        set_in_it = {key: value for key, value in values.items() if key in made.graph.symbols or key in own}
        label = variant_name(made.name, {**set_in_it, **({"in": own_input} if own_input else {})})
        return measured(made, *inputs, name=label, convention=convention, layout=layout, strict=strict)

    found = told_apart([named(text, evaluated) for text in networks])
    check_target(target, *(each.report.source for each in found))
    for x in {str(x): x for each in found for x in each.report.inputs}.values():
        warn_of_doubt(x, layout)
    base = found[place_of(to, networks, found)]
    show(view_of(side_by_side(sorted_by(found, order) if order else found, base), choices, layout), form, target)


def check(networks: tuple[str, ...], choices: Choices, form: str) -> None:
    """Raise a UsageError for too few networks, or for options that do not go together."""
    if len(networks) < 2:
        alone = f"{networks[0]} is given alone" if networks else "none is given"
        raise UsageError(f"compare takes two networks or more, and {alone}", hint="convcalc compare alexnet googlenet")
    others = [choices.to, choices.order, choices.by_stage, choices.as_bars, choices.quantity]
    if choices.by_row and any(others):
        raise UsageError("--rows sets two networks row by row, and goes with no other view", hint="--rows alone")
    if choices.by_row and len(networks) > 2:
        raise UsageError(f"--rows takes two networks, and {len(networks)} are given", hint="two of them")
    if choices.quantity and not (choices.by_stage or choices.as_bars):
        raise UsageError(
            f"--quantity {choices.quantity} says what --stages or --bars show, and neither is given",
            hint=f"--bars --quantity {choices.quantity}, or --sort {choices.quantity}",
        )
    if choices.as_bars and form not in ("table", "plain"):
        raise UsageError(f"bars are drawn as text, not as {form}", hint=f"--format plain, or no --bars for {form}")


def named(text: str, evaluated: Callable[[str], Measured]) -> Measured:
    """Evaluate a network; an error without a place in a file says which network it was."""
    try:
        return evaluated(text)
    except ShapeError as error:
        if error.mark:
            raise
        raise ShapeError(f"{text}: {error.what}", hint=error.hint) from None


def told_apart(found: list[Measured]) -> list[Measured]:
    """The networks, those of one name with a number behind it."""
    names = [each.name for each in found]
    return [
        each._replace(name=f"{each.name} ({names[:at].count(each.name) + 1})") if names.count(each.name) > 1 else each
        for at, each in enumerate(found)
    ]


def place_of(to: str | None, networks: tuple[str, ...], found: list[Measured]) -> int:
    """The place of the network that the others are compared with. Raises a UsageError for one that is not given."""
    if to is None:
        return 0
    wanted = to.strip().lower()
    for names in (networks, [each.name for each in found]):
        places = [at for at, name in enumerate(names) if name.lower() == wanted]
        if places:
            return places[0]
    raise UsageError(f"--to {to} is none of the networks", hint=did_you_mean(to, networks))


def view_of(found: SideBySide, choices: Choices, layout: str) -> View:
    """What was asked for: stages, bars, rows, or the table, which of two has a layout of its own."""
    quantity = choices.quantity or DEFAULT
    if choices.by_stage:
        parts = stages(found.networks, quantity)
        page = drawn.stage_bars if choices.as_bars else stages_page.view
        return page(found, parts, layout)
    if choices.as_bars:
        return drawn.network_bars(found, quantity, layout)
    first, second, *more = found.networks
    if choices.by_row:
        return changes_page.view(found, changes(first.report, second.report), layout)
    if more or choices.to or choices.order:
        return data.view(found, layout)
    return comparison.view(first, second, layout)


def show(view: View, form: str, target: Path | None) -> None:
    """Print a view in one of the formats."""
    if form in view.writers:
        return deliver(view.writers[form](), target)
    return deliver_lines(view.lines, form, target)
