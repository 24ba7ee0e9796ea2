"""``convcalc architectures``: the bundled networks by family, with their totals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import click

from convcalc import network
from convcalc.algebra.sym import Dim
from convcalc.architecture.library import bundled_folder, bundled_names
from convcalc.cli.common import WITH_LATEX, deliver, deliver_lines, format_for
from convcalc.errors import UsageError, did_you_mean
from convcalc.layers.fields import shown
from convcalc.network import Network
from convcalc.render import csv, latex, markdown, plain
from convcalc.render.sheet import Sheet, count_text
from convcalc.report import SCHEMA_VERSION

HEADERS = ["Name", "Year", "Input", "Parameters", "Multiplications", "Network and source"]
NUMERIC = [False, False, False, True, True, False]
INDENT = "  "
MARK = "*"  # behind the name of a file that describes the table of its paper
LEGEND = f"{MARK} convcalc summary --paper NAME prints it in the table of its paper"
UNDATED = 10_000  # behind every year


HELP = """The networks that come with convcalc, by family and year, with their totals.

\b
Examples:
  convcalc architectures
  convcalc architectures --family ResNet
  convcalc architectures --format csv
"""


class Listed(NamedTuple):
    """A bundled network: the name of its file, what that says of it, its totals, and whether it has a paper's table."""

    family: str
    name: str
    network: str
    year: int | None
    input: str
    parameters: Dim
    multiplications: Dim
    source: str
    table: bool

    def cells(self) -> list[str]:
        """What the table shows of it, without its family; what is long stands last, where a narrow terminal folds."""
        year = "" if self.year is None else str(self.year)
        totals = (count_text(self.parameters), count_text(self.multiplications))
        return [self.name + MARK * self.table, year, self.input, *totals, f"{self.network}: {self.source}"]


@click.command(
    "architectures",
    help=HELP,
)
@click.option("--family", metavar="NAME", help="One family only.")
@click.option(
    "--format",
    "form",
    type=click.Choice(list(WITH_LATEX)),
    help="By default a table on a terminal and plain text elsewhere.",
)
@click.option("-o", "--output-file", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
def command(family: str | None, form: str | None, target: Path | None) -> None:
    """List the bundled files."""
    form = format_for(form, target, WITH_LATEX)
    listed = [_listed(name, each) for name, each in chosen(family)]
    if form == "json":
        rows = {"schema_version": SCHEMA_VERSION, "architectures": [each._asdict() for each in listed]}
        return deliver(json.dumps(rows, indent=2, ensure_ascii=False), target)
    if form == "csv":
        return deliver(csv.table(Listed._fields, ([*each[:-1], shown(each.table)] for each in listed)), target)
    if form == "markdown":
        written = [[each.family, *each.cells()] for each in listed]
        return deliver(
            markdown.write(Sheet([], ["Family", *HEADERS], [False, *NUMERIC], written, [], [LEGEND])), target
        )
    remarks = [LEGEND, "convcalc show NAME prints a file; convcalc summary NAME evaluates it"]
    captions = [f"bundled networks in {bundled_folder().name}/, by family and year"]
    content = Sheet(captions, HEADERS, NUMERIC, list(grouped(listed)), [], remarks)
    if form == "latex":
        return deliver(latex.write(content._replace(captions=[]), f"Architectures: {captions[0]}"), target)
    return deliver_lines(lambda width: plain.lines(content, width), form, target)


def chosen(family: str | None) -> list[tuple[str, Network]]:
    """The bundled networks, or those of one family, by name: families by their first year, then by year and name.

    Raises a UsageError for a family that there is not.
    """
    known = {name: network.load(str(bundled_folder() / f"{name}.yaml")) for name in bundled_names()}
    first: dict[str, int] = {}
    for each in known.values():
        first[each.graph.family] = min(_year(each), first.get(each.graph.family, UNDATED))
    if family is not None:
        picked = {name: each for name, each in known.items() if each.graph.family.casefold() == family.casefold()}
        if not picked:
            raise UsageError(f"there is no family {family!r}", hint=did_you_mean(family, first))
        known = picked

    def place(item: tuple[str, Network]) -> tuple[object, ...]:
        name, each = item
        return first[each.graph.family], each.graph.family, _year(each), natural(name)

    return sorted(known.items(), key=place)


def natural(name: str) -> list[str | int]:
    """A name to sort by, its numbers as numbers: resnet18 before resnet101."""
    return [int(part) if part.isdigit() else part for part in re.split(r"([0-9]+)", name)]


def grouped(listed: Iterable[Listed]) -> Iterator[list[str]]:
    """The rows of the table: a family, and its networks below it."""
    for family, members in groupby(listed, lambda each: each.family):
        yield [family] + [""] * (len(HEADERS) - 1)
        for each in members:
            name, *cells = each.cells()
            yield [INDENT + name, *cells]


def _year(each: Network) -> int:
    return UNDATED if each.graph.year is None else each.graph.year


def _listed(name: str, each: Network) -> Listed:
    graph, report = each.graph, each.evaluate()
    shape = str(report.inputs[0])
    return Listed(
        family=graph.family,
        name=name,
        network=graph.name,
        year=graph.year,
        input=shape,
        parameters=report.parameters,
        multiplications=report.multiplications,
        source=graph.citation,
        table=bool(graph.paper.columns),
    )
