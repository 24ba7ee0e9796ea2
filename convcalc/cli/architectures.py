"""``convcalc architectures``: the bundled networks with their totals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from convcalc import network
from convcalc.architecture.library import bundled_folder, bundled_names
from convcalc.cli.common import FORMATS, deliver, deliver_lines, format_for
from convcalc.render import csv, markdown, plain
from convcalc.render.sheet import Sheet, count_text
from convcalc.report import SCHEMA_VERSION

HEADERS = ["Name", "Network", "Input", "Parameters", "Multiplications", "Source"]
NUMERIC = [False, False, False, True, True, False]


HELP = """The networks that come with convcalc, with their totals.

\b
Examples:
  convcalc architectures
  convcalc architectures --format csv
"""


@click.command(
    "architectures",
    help=HELP,
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(FORMATS)),
    help="By default a table on a terminal and plain text elsewhere.",
)
@click.option("-o", "--output-file", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
def command(form: str | None, target: Path | None) -> None:
    """List the bundled files."""
    rows = [_row(name) for name in bundled_names()]
    form = format_for(form, target)
    if form == "json":
        keys = [header.lower() for header in HEADERS]
        listed = {
            "schema_version": SCHEMA_VERSION,
            "architectures": [dict(zip(keys, row, strict=True)) for row in rows],
        }
        return deliver(json.dumps(listed, indent=2, ensure_ascii=False), target)
    if form == "csv":
        return deliver(csv.table([header.lower() for header in HEADERS], rows), target)
    written = [[count_text(value) if isinstance(value, int) else value for value in row] for row in rows]
    if form == "markdown":
        return deliver(markdown.table(HEADERS, NUMERIC, written), target)
    remarks = ["convcalc show NAME prints a file; convcalc summary NAME evaluates it"]
    content = Sheet([f"bundled networks in {bundled_folder().name}/"], HEADERS, NUMERIC, written, [], remarks)
    return deliver_lines(lambda width: plain.lines(content, width), form, target)


def _row(name: str) -> list[Any]:
    report = network.load(str(bundled_folder() / f"{name}.yaml")).evaluate()
    return [name, report.name, str(report.inputs[0]), report.parameters, report.multiplications, report.citation]
