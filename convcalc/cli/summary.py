"""``convcalc summary``: one row a layer, and the totals."""

from __future__ import annotations

from pathlib import Path

import click

from convcalc import network
from convcalc.budgets import exceeded, with_budgets
from convcalc.cli.common import (
    WITH_LATEX,
    assignments,
    batch_option,
    check_target,
    deliver,
    deliver_lines,
    format_for,
    max_layers_option,
    naming_options,
    not_agreeing,
    shared,
    units_option,
    variant_of,
    warn_of_doubt,
)
from convcalc.cli.memory import Asked, memory_options
from convcalc.cli.paper import paper_options
from convcalc.errors import DocumentErrors
from convcalc.render import csv, latex, markdown, plain
from convcalc.render.sheet import ONLY_EFFECTIVE, ONLY_FIELD, sheet, sorted_by, with_column
from convcalc.report import Report

HELP = """Shapes, parameters and operations of every layer of a network.

What is set behind a colon makes a variant: mobilenet:alpha=0.5, or resnet50:classes=10,in=160x160x3."""
EXAMPLES = """\b
Examples:
  convcalc summary resnet50.yaml
  convcalc summary resnet50 --depth 1 --convention mac
  convcalc summary mobilenet --set alpha=0.5 --in 160x160x3
  convcalc summary resnet50 --in HxWx3 --set classes=K --depth 1
  convcalc summary resnet50 --in HxWx3 --assume H=32n,W=32n --depth 1
  convcalc summary vgg16 --columns name,output,parameters --sort parameters
  convcalc summary vgg16 --effective
  convcalc summary resnet50 --receptive-field --depth 1
  convcalc summary resnet50 --memory --dtype float16 --depth 1
  convcalc summary mobilenet --max-params 5M --max-mults 600M --max-peak 5MiB
  convcalc summary --paper googlenet --with-printed
  convcalc summary --paper resnet18 resnet34 resnet50 resnet101 resnet152
  convcalc summary --paper mobilenet mobilenet:alpha=0.5
  convcalc summary alexnet --format json -o alexnet.json
"""


@click.command("summary", help=f"{HELP}\n\n{EXAMPLES}")
@paper_options
@click.option("-i", "--in", "shape", help="Another input than the file's, such as 160x160x3 or HxWx3.")
@naming_options
@batch_option
@click.option("--depth", type=click.IntRange(min=1), help="Fold blocks below so many names of a path.")
@click.option("--columns", default="", help="Columns, separated by commas; convcalc layers --columns lists them.")
@click.option("--top", type=click.IntRange(min=1), help="Only so many rows, the first of the order.")
@click.option("--sort", default="", metavar="COLUMN", help="Sort by a column, the largest count first.")
@click.option("--effective", is_flag=True, help="Count the multiplications that meet the padding apart.")
@click.option("--receptive-field", "receptive", is_flag=True, help="How much of the input a cell of each layer sees.")
@memory_options
@units_option
@max_layers_option
@shared(forms=WITH_LATEX)
def command(
    file: str,
    shape: str | None,
    pairs: tuple[str, ...],
    assumed: tuple[str, ...],
    depth: int | None,
    columns: str,
    sort: str,
    top: int | None,
    effective: bool,
    receptive: bool,
    asked: Asked,
    units: str,
    max_layers: int,
    layout: str,
    convention: str,
    batch: int,
    strict: bool,
    form: str | None,
    target: Path | None,
) -> None:
    """Evaluate a network and print it; exit code 1 where a published figure does not hold or a budget is exceeded."""
    name, own = variant_of(file)
    shape = own.pop("in", shape)
    given, bound = assignments(pairs), assignments(assumed, "--assume", "H=32n")
    loaded = network.load_with(name, {**given, **own}, max_layers, bound)
    picked = [key.strip() for key in columns.split(",") if key.strip()]
    report = loaded.evaluate(
        *([] if shape is None else [shape]),
        convention=convention,
        layout=layout,
        strict=strict,
        batch=batch,
        effective=effective or not ONLY_EFFECTIVE.isdisjoint([*picked, sort]),
        receptive_field=receptive or not ONLY_FIELD.isdisjoint([*picked, sort]),
        **asked.evaluated([*picked, sort]),
    )
    report = with_budgets(report, asked.budgets)
    for each in report.inputs:
        warn_of_doubt(each, layout)
    check_target(target, report.source)
    if depth:
        report = report.folded(depth)
    if sort:
        report, picked = sorted_by(report, sort), with_column(picked, sort, report)
    if top:
        report = report.first(top)
    print_report(report, format_for(form, target, WITH_LATEX), target, picked, units, layout)
    wrong = [
        not_agreeing(f"{figure.name}: {figure.quantity}", figure.printed, figure.computed, figure.mark, figure.erratum)
        for figure in report.figures
        if figure.agrees == bool(figure.erratum)
    ]
    wrong += [exceeded(spent) for spent in report.budgets if not spent.fits]
    if wrong:
        raise DocumentErrors(wrong)


def print_report(report: Report, form: str, target: Path | None, columns: list[str], units: str, layout: str) -> None:
    """Print a report in one of the formats."""
    if form == "json":
        return deliver(report.to_json(layout), target)
    if form == "csv":
        return deliver(csv.write(report, columns, layout), target)
    content = sheet(report, columns=columns, units=units, layout=layout)
    if form == "markdown":
        return deliver(markdown.write(content), target)
    if form == "latex":
        return deliver(latex.write(content), target)
    return deliver_lines(lambda width: plain.lines(content, width), form, target)
