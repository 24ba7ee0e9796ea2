"""``convcalc audit``: published figures beside computed ones, and what explains those that differ."""

from __future__ import annotations

from pathlib import Path

import click

from convcalc.architecture.library import bundled_folder
from convcalc.classroom.audit.auditing import audit
from convcalc.classroom.audit.finding import Audited, failed
from convcalc.cli.architectures import chosen
from convcalc.cli.common import (
    ArchitectureFile,
    check_target,
    deliver,
    deliver_lines,
    format_for,
    max_layers_option,
    output_options,
    variant_of,
)
from convcalc.errors import UsageError
from convcalc.render import audit as rendering
from convcalc.render import console

HELP = """Published figures beside computed ones: which agree exactly, rounded or cut, which differ, and why.

Of a figure that differs the simplest explanation is named that arithmetic offers: a missing bias, K = 1024, another
padding or input, a layer left out, digits exchanged, a cell copied. Exit code 1 where a figure differs and carries no
erratum in the file, or has an erratum and agrees.

With --table the figures are the cells of a CSV file: the names of rows in its first column, and columns named as in
the file's paper, or quantities such as output and parameters. A row called total is the whole network. Where its
columns are the paper's, it is compared with the variant that the paper's table is of.

What is set behind a colon makes a variant, with which all figures are compared: alexnet:groups=1.

\b
Examples:
  convcalc audit googlenet
  convcalc audit alexnet squeezenet --every
  convcalc audit --all --format markdown
  convcalc audit --table table.csv vgg16
"""


@click.command("audit", help=HELP)
@click.argument("files", nargs=-1, type=ArchitectureFile())
@click.option("--all", "all_bundled", is_flag=True, help="Every network that comes with convcalc.")
@click.option("--table", type=click.Path(path_type=Path), help="Audit the cells of a CSV file instead.")
@click.option("--every", is_flag=True, help="Show the figures that agree as well, each with its source.")
@max_layers_option
@output_options()
def command(
    files: tuple[str, ...],
    all_bundled: bool,
    table: Path | None,
    every: bool,
    max_layers: int,
    form: str | None,
    target: Path | None,
) -> None:
    """Audit networks and print what was found; exit code 1 where a figure fails."""
    names = asked(files, all_bundled, table)
    read = [(name, {}) if all_bundled else network_of(name) for name in names]
    check_target(target, *(name for name, _ in read), *([str(table)] if table else []))
    form = format_for(form, target)
    audits = []
    with console.progress() as watch:
        for done, (name, settings) in enumerate(read):
            watch(done, len(read), Path(name).stem)
            found = audit(name, table=table, settings=settings, max_layers=max_layers)
            audits.append(found._replace(source=Path(name).name, bundled=True) if all_bundled else found)
    print_audits(audits, every, form, target)
    if error := failed(audits):
        raise error


def asked(files: tuple[str, ...], all_bundled: bool, table: Path | None) -> list[str]:
    """The files to look at, all in the order of their list. Raises a UsageError where none or too many are given."""
    if table and not files and not all_bundled:
        hint = f"convcalc audit --table {table} googlenet"
        raise UsageError(f"the network is missing, and {table} is the table of one", hint=hint)
    if bool(files) == all_bundled:
        what = f"--all looks at every bundled network, and {files[0]} is given" if files else "the file is missing"
        raise UsageError(what, hint="convcalc audit googlenet, or convcalc audit --all")
    if table and (all_bundled or len(files) != 1):
        raise UsageError("a table is of one network", hint=f"convcalc audit --table {table} googlenet")
    return [str(bundled_folder() / f"{name}.yaml") for name, _ in chosen(None)] if all_bundled else list(files)


def network_of(text: str) -> tuple[str, dict[str, str]]:
    """A network, and what is set in it. Raises a UsageError for an input of its own."""
    name, settings = variant_of(text)
    if "in" in settings:
        what = f"the figures of {name} are of the input that its file has, and in={settings['in']} is another"
        raise UsageError(what, hint=f"a symbol of the file, or convcalc summary {name} --in {settings['in']}")
    return name, settings


def print_audits(audits: list[Audited], every: bool, form: str, target: Path | None) -> None:
    """Print what was found in one of the formats."""
    if form == "json":
        return deliver(rendering.to_json(audits), target)
    if form == "csv":
        return deliver(rendering.to_csv(audits), target)
    if form == "markdown":
        return deliver(rendering.to_markdown(audits, every), target)
    return deliver_lines(lambda width: rendering.lines(audits, every, width), form, target)
