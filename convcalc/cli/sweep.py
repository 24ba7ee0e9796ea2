"""``convcalc sweep``: networks over grids of their symbols, as a table, a grid, a chart, or data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import click

from convcalc.cli import sweep_large
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
from convcalc.counting.library import convention
from convcalc.errors import UsageError
from convcalc.render import console, latex, markdown, plain
from convcalc.render.networks.view import title
from convcalc.render.sweep import data, drawn, svg, table
from convcalc.render.sweep.chart import chart
from convcalc.storage import DTYPE
from convcalc.sweeping.front import COST, goals_of
from convcalc.sweeping.grid import Grid, axes_of
from convcalc.sweeping.points import MEASURES, MOST, Counting, Swept, budgets_of, opened
from convcalc.sweeping.sweep import Sweep, nothing_fits, sweep

FORMS = (*WITH_LATEX, "svg", "parquet")
HELP = f"""Networks over a grid of their symbols: what each point needs, and which points are worth having.

Values stand between commas, 0.25,0.5,1, or as a range from, to and step, 128..224..32; of several symbols every
combination is a point. The names of an input such as HxWx3 are symbols as well. What is set behind the colon of a
network is of that network alone: mobilenet:alpha=0.5. More than {MOST:,} points are written to a file, -o sweep.csv or
-o sweep.parquet.

QUANTITY is one of {", ".join(MEASURES)}.

The front are the points that no other beats in all that --front names, where + wants much and - little. Without it the
larger values of the symbols are wanted, and few multiplications; under a budget the largest that fit; of networks side
by side few multiplications and few parameters.

\b
Examples:
  convcalc sweep mobilenet --set alpha=0.25,0.5,0.75,1 --set resolution=128,160,192,224
  convcalc sweep mobilenet --set alpha=0.25..1..0.25,resolution=128..224..32 --grid multiplications --units M
  convcalc sweep mobilenet --set alpha=0.25..1..0.25,resolution=128..224..32 --max-mults 300M --max-params 5M
  convcalc sweep mobilenet --set alpha=1/4..1..1/16 --chart multiplications
  convcalc sweep mobilenet mobilenet_v2 --set alpha=0.5,0.75,1 --chart parameters --over multiplications
  convcalc sweep resnet18 resnet34 resnet50 resnet101 resnet152 --convention mac
  convcalc sweep resnet20 --set units=3,5,7,9,18 --columns parameters,multiplications --format csv
  convcalc sweep vgg16 --in HxWx3 --set H=224,256 --set W=224,320 --front +H,+W,-peak_bytes
  convcalc sweep mobilenet --set alpha=0.25..1..0.25,resolution=128..224..32 -o mobilenet.svg
  convcalc sweep mobilenet --set alpha=0.25..1..1/1000,resolution=96..256..2 --max-mults 300M -o mobilenet.csv
"""


class View(NamedTuple):
    """How a sweep is shown: its quantities and units, and whether as a grid or as a chart over what."""

    columns: list[str]
    units: str
    grid: str
    chart: str
    over: str

    @property
    def option(self) -> str:
        """The option that asks for a grid or a chart; empty for a line a point."""
        return "--grid" if self.grid else "--chart" if self.chart else ""


@click.command("sweep", help=HELP)
@click.argument("networks", type=ArchitectureFile(), nargs=-1, required=True)
@click.option("-i", "--in", "shape", help="Another input than the files', such as 160x160x3 or HxWx3.")
@click.option(
    "--set", "pairs", multiple=True, metavar="NAME=VALUES", help="The values of a symbol or a name; may be repeated."
)
@batch_option
@click.option("--columns", "--quantity", default="", metavar="QUANTITY,...", help="The quantities to show.")
@click.option("--front", default="", metavar="+NAME,-NAME", help="What is wanted, much (+) or little (-).")
@click.option("--grid", default="", metavar="QUANTITY", help="One quantity, a symbol down and another across.")
@click.option("--chart", "drawn_quantity", default="", metavar="QUANTITY", help="Draw one quantity.")
@click.option("--over", default="", metavar="NAME", help="The symbol or the quantity that --chart is over.")
@units_option
@memory_options
@sweep_large.engine_options
@max_layers_option
@shared(forms=FORMS)
def command(
    networks: tuple[str, ...],
    shape: str | None,
    pairs: tuple[str, ...],
    columns: str,
    front: str,
    grid: str,
    drawn_quantity: str,
    over: str,
    units: str,
    asked: Asked,
    engine: str | None,
    scheduler: str,
    form: str | None,
    target: Path | None,
    **counted: Any,
) -> None:
    """Evaluate every point, and print those that fit; exit code 1 where none is within the budgets."""
    view = View(table.picked(columns), units, grid and table.quantity(grid), drawn_quantity, over)
    given = axes_and_networks(networks, assignments(pairs, example="alpha=0.25,0.5,1"), shape)
    counting = counting_of(
        asked, [*view.columns, *filter(MEASURES.__contains__, [grid, drawn_quantity, over])], counted
    )
    goals = goals_of(front, (axis for each in given for axis in each.grid.axes)) if front else ()
    budgets = budgets_of(asked.budgets)
    check_target(target, *(str(each.document.found.path) for each in given))
    large = sweep_large.Large(tuple(given), counting, budgets, goals, tuple(view.columns), engine, scheduler)
    if sweep_large.is_large(large, form, target):
        return sweep_large.stream(large, sweep_large.format_of(large, form, target, view.option), target)
    form = format_for(form, target, FORMS)
    check(view, form)
    with console.progress() as watch:
        swept = sweep(given, counting, budgets, goals, watch)
    if not swept.within:
        raise nothing_fits(swept)
    return show(swept, view, form, target)


def axes_and_networks(texts: Iterable[str], written: Mapping[str, str], shape: str | None) -> list[Swept]:
    """The networks as the command line names them, each with the axes that it has and those set in it alone."""
    grids, alone = [], []
    for text in texts:
        name, own = variant_of(text)
        own_shape = own.pop("in", shape or "")
        grids.append(Grid(name, axes_of({**written, **own}), own_shape))
        alone.append(own)
    covered = [symbol for symbol in written if alone and all(symbol in own for own in alone)]
    if covered:
        raise UsageError(
            f"--set {covered[0]}={written[covered[0]]} changes nothing: each network sets its own {covered[0]}",
            hint="one of the two",
        )
    found = opened(grids)
    for text, own, each in zip(texts, alone, found, strict=True):
        for symbol in own.keys() - {axis.name for axis in each.grid.axes}:
            raise UsageError(f"{text}: there is no symbol {symbol!r} in {each.document.found.shown}", hint="another")
    return found


def counting_of(asked: Asked, names: Iterable[str], counted: Mapping[str, Any]) -> Counting:
    """How points are counted: by the options, and with the bytes that columns, budgets and views need."""
    everything = asked.shown or asked.dtype is not None or not asked.in_place
    sizes = [name for name, measure in MEASURES.items() if measure.in_bytes and everything]
    rule = convention(counted["convention"])
    counting = Counting(**{**counted, "convention": rule}, dtype=asked.dtype or DTYPE, in_place=asked.in_place)
    return counting.with_measures([*sizes, *names])


def check(view: View, form: str) -> None:
    """Raise a UsageError for a view and a format that do not go together."""
    if view.grid and view.chart:
        raise UsageError("--grid and --chart are two views", hint="one of the two")
    if view.over and not view.chart and form != "svg":
        raise UsageError(f"--over {view.over} says what a chart is over, and none is asked for", hint="--chart, or svg")
    if view.chart and form not in ("table", "plain", "svg"):
        raise UsageError(f"a chart is drawn as text or svg, not as {form}", hint="--format svg, or no --chart")
    if view.grid and form in ("svg", "json", "csv"):
        raise UsageError(f"a grid is a table, and {form} has a line a point", hint="--format markdown, or no --grid")


def show(swept: Sweep, view: View, form: str, target: Path | None) -> None:
    """Print a sweep in one of the formats."""
    if form == "svg":
        return deliver(svg.write(chart(swept, view.chart or COST, view.over)), target)
    if view.chart:
        picture = chart(swept, view.chart, view.over)
        return deliver_lines(lambda width: drawn.lines(picture, width), form, target)
    if form in ("json", "csv"):
        return deliver((data.to_json if form == "json" else data.to_csv)(swept, view.columns), target)
    sheet = (
        table.grid_sheet(swept, view.grid, view.units) if view.grid else table.sheet(swept, view.columns, view.units)
    )
    if form == "latex":
        return deliver(latex.write(sheet, title([each.name for each in swept.networks], "a sweep")), target)
    if form == "markdown":
        return deliver(markdown.write(sheet), target)
    return deliver_lines(lambda width: plain.lines(sheet, width), form, target)
