"""``convcalc sheets``: the exercise sheets that come along, and any sheet as YAML or on paper."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from convcalc.architecture.library import find
from convcalc.architecture.values import read_source
from convcalc.classroom.sheets.sheet import SHEETS, outline, read_sheet, sheet_names
from convcalc.cli.common import FORMATS, TextType, check_target, deliver, deliver_lines, format_for
from convcalc.errors import UsageError
from convcalc.render import csv, markdown, plain
from convcalc.render.classroom import handout
from convcalc.render.sheet import Sheet
from convcalc.report import SCHEMA_VERSION

HEADERS = ["Name", "Title", "Source", "Questions"]
NUMERIC = [False, False, False, True]
LISTED = FORMATS
PRINTED = ("yaml", *handout.WRITERS)

HELP = """The exercise sheets that come with convcalc, by name; with NAME, that sheet or the file of another.

A sheet is printed as its YAML, or with --format text or markdown as a hand-out; --key puts the right answers in.
convcalc check SHEET ANSWERS checks the answers of one student, convcalc grade those of a class.

\b
Examples:
  convcalc sheets
  convcalc sheets lecture2-sizes
  convcalc sheets lecture5-example --format markdown
  convcalc sheets lecture4-padding --format text --key
"""


class SheetFile(TextType):
    """The name of a sheet that ships, or a path; the shell completes both."""

    name = "sheet"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Names first, then files."""
        names = [CompletionItem(name) for name in sheet_names() if name.startswith(incomplete)]
        return [*names, CompletionItem(incomplete, type="file")]


@click.command("sheets", help=HELP)
@click.argument("name", type=SheetFile(), required=False)
@click.option("--format", "form", type=click.Choice([*LISTED, *(form for form in PRINTED if form not in LISTED)]),
              help="Of the list: table, plain, json, csv, markdown; of a sheet: yaml, text, markdown.")  # fmt: skip
@click.option("--key", is_flag=True, help="Put the right answers into a hand-out.")
@click.option("-o", "--output-file", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
def command(name: str | None, form: str | None, key: bool, target: Path | None) -> None:
    """List the sheets, or print one."""
    if name is None:
        if key:
            raise UsageError("--key is for one sheet", hint="convcalc sheets lecture2-sizes --format text --key")
        return _list(_fitting(form, LISTED, "the list") or format_for(None, target), target)
    check_target(target, str(find(name, shelf=SHEETS).path))
    chosen = _fitting(form, PRINTED, "a sheet") or ("text" if key else "yaml")
    if chosen == "yaml":
        if key:
            raise UsageError("the YAML of a sheet has no answers in it", hint="--format text")
        found = find(name, shelf=SHEETS)
        return deliver("\n".join(read_source(found.path, found.shown).lines) + "\n", target)
    return deliver(handout.WRITERS[chosen](read_sheet(name), key), target)


def _fitting(form: str | None, forms: tuple[str, ...], what: str) -> str:
    """The format, empty where none is chosen. Raises a UsageError for one that is not for this."""
    if form and form not in forms:
        raise UsageError(f"{what} is not printed as {form}", hint=f"--format with one of {', '.join(forms)}")
    return form or ""


def _list(form: str, target: Path | None) -> None:
    rows: list[list[Any]] = [list(outline(name)) for name in sheet_names()]
    if form == "json":
        keys = [header.lower() for header in HEADERS]
        listed = {"schema_version": SCHEMA_VERSION, "sheets": [dict(zip(keys, row, strict=True)) for row in rows]}
        return deliver(json.dumps(listed, indent=2, ensure_ascii=False), target)
    written = [[str(cell) for cell in row] for row in rows]
    if form == "csv":
        return deliver(csv.table([header.lower() for header in HEADERS], written), target)
    if form == "markdown":
        return deliver(markdown.table(HEADERS, NUMERIC, written), target)
    remarks = ["convcalc sheets NAME prints a sheet; convcalc check NAME ANSWERS.yaml checks answers to it"]
    content = Sheet(["exercise sheets"], HEADERS, NUMERIC, written, [], remarks)
    return deliver_lines(lambda width: plain.lines(content, width), form, target)
