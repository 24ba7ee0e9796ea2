"""``convcalc layers``: the catalogue, made from the classes."""

from __future__ import annotations

import json

import click

from convcalc.cli.common import deliver, deliver_text
from convcalc.conventions import KINDS
from convcalc.errors import UsageError
from convcalc.layers import CATALOGUE, Layer
from convcalc.layers.base import unknown_layer
from convcalc.layers.fields import Field, shown
from convcalc.render.plain import aligned
from convcalc.render.sheet import COLUMNS
from convcalc.report import SCHEMA_VERSION

FAMILIES = ("conv", "pool", "linear", "norm", "activation", "join", "reshape", "resize")
HELP = """The layer types, with their fields.

\b
Examples:
  convcalc layers
  convcalc layers conv maxpool
  convcalc layers --columns
"""


@click.command(
    "layers",
    help=HELP,
)
@click.argument(
    "names",
    nargs=-1,
    shell_complete=lambda _context, _argument, begun: [word for word in CATALOGUE if word.startswith(begun)],
)
@click.option("--columns", is_flag=True, help="The columns that summary can show, instead.")
@click.option("--kinds", is_flag=True, help="The kinds of operation that are counted, instead.")
@click.option("--format", "form", type=click.Choice(["plain", "json"]), default="plain", show_default=True)
def command(names: tuple[str, ...], columns: bool, kinds: bool, form: str) -> None:
    """Print the catalogue, or some of it."""
    if columns or kinds:
        table = {key: column.header for key, column in COLUMNS.items()} if columns else KINDS
        return deliver_text("\n".join(aligned(table.items())))
    for name in names:
        if name not in CATALOGUE:
            fault = unknown_layer(name)
            raise UsageError(fault.what, hint=fault.hint)
    everything = sorted(CATALOGUE.values(), key=lambda kind: FAMILIES.index(kind.family))
    picked = [CATALOGUE[name] for name in names] or everything
    if form == "json":
        listed = {"schema_version": SCHEMA_VERSION, "layers": [_as_dict(kind) for kind in picked]}
        return deliver(json.dumps(listed, indent=2, ensure_ascii=False), None)
    text = "\n\n".join(_described(kind, whole=bool(names)) for kind in picked)
    return deliver_text(text)


def _default(field: Field) -> str:
    return "required" if field.required else "none" if field.default is None else shown(field.default)


def _described(kind: type[Layer], whole: bool) -> str:
    doc = (kind.__doc__ or "").strip().replace("``", "")
    lines = [f"{kind.word} ({kind.family}): {doc.splitlines()[0]}"]
    if whole:
        lines += [*doc.splitlines()[1:], f"    Source: {kind.source}."]
    if kind.joins:
        lines.append(f"    paths, as in {kind.word}: [[...], []]")
    rows = [(name, _default(field), f"{field.help} ({field.syntax})") for name, field in kind.fields.items()]
    return "\n".join([*lines, *("    " + line for line in aligned(rows))] if rows else lines)


def _as_dict(kind: type[Layer]) -> dict[str, object]:
    fields = [
        {
            "name": name,
            "help": field.help,
            "values": field.syntax,
            "default": _default(field),
            "letter": field.letter,
        }
        for name, field in kind.fields.items()
    ]
    return {
        "type": kind.word,
        "family": kind.family,
        "about": kind.__doc__,
        "source": kind.source,
        "joins": kind.joins,
        "fields": fields,
    }
