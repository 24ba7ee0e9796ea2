"""``convcalc conventions``: the ways to add up what layers do, and whose they are."""

from __future__ import annotations

from pathlib import Path

import click

from convcalc.architecture.expression import LANGUAGE
from convcalc.architecture.library import bundled_names, find
from convcalc.cli.common import FORMATS, ConventionName, deliver, deliver_lines, deliver_text, format_for
from convcalc.conventions import CONVENTIONS
from convcalc.counting.at_work import QUANTITIES
from convcalc.counting.library import DECLARED, convention, convention_names
from convcalc.errors import UsageError
from convcalc.render import conventions as pages
from convcalc.render import plain
from convcalc.render.plain import aligned

YAML = "yaml"
HELP = """The ways to add up what layers do: those of the lectures, of papers, and of the tools of the field.

With NAME its rules by layer type. A file of your own counts by your own rules: it has the form that --format yaml
prints, a rule being a formula over the names that --names lists.

\b
Examples:
  convcalc conventions
  convcalc conventions fvcore
  convcalc conventions fvcore --format yaml
  convcalc conventions --names
"""


@click.command("conventions", help=HELP)
@click.argument("name", type=ConventionName(), required=False)
@click.option("--names", is_flag=True, help="What a rule may read of a layer at work, instead.")
@click.option("--format", "form", type=click.Choice([*FORMATS, YAML]),
              help="By default a table on a terminal and plain text elsewhere; yaml is the declaration.")  # fmt: skip
@click.option("-o", "--output-file", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
def command(name: str | None, names: bool, form: str | None, target: Path | None) -> None:
    """List the conventions, or describe one."""
    if names:
        known = aligned((key, each.meaning) for key, each in QUANTITIES.items())
        return deliver_text("\n".join([*known, f"a rule has {LANGUAGE}"]))
    if form == YAML or (form is None and target and target.suffix in (".yaml", ".yml")):
        return deliver(declaration(name), target)
    form = format_for(form, target)
    chosen = [convention(each) for each in ([name] if name else convention_names())]
    if form == "json":
        return deliver(pages.to_json(chosen), target)
    content = pages.described(chosen[0]) if name else pages.listed(chosen)
    if form in pages.WRITERS:
        return deliver(pages.WRITERS[form](content), target)
    return deliver_lines(lambda width: plain.lines(content, width), form, target)


def declaration(name: str | None) -> str:
    """The YAML file of a convention. Raises a UsageError for one that has none."""
    if not name:
        raise UsageError("--format yaml prints one convention, and none is named", hint="convcalc conventions fvcore")
    if name in CONVENTIONS:
        kinds = " + ".join(CONVENTIONS[name].operations)
        return f"name: my_{name}\noperations:\n  all: {kinds}\n"
    if name in bundled_names(DECLARED):
        return (DECLARED.folder() / f"{name}.yaml").read_text(encoding="utf-8")
    convention(name)  # it is one, and without errors
    return find(name, shelf=DECLARED).path.read_text(encoding="utf-8")
