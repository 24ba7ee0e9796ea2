"""``convcalc layer``: one layer, with the working behind every number."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from convcalc import network
from convcalc.classroom.explain import Step, explain
from convcalc.classroom.receptive import explain_field
from convcalc.cli.common import BY_SUFFIX, deliver, deliver_lines, format_for, shared, warn_of_doubt
from convcalc.cli.fields import SHORT, field_value, receptive_field
from convcalc.conventions import convention as named_convention
from convcalc.errors import UsageError
from convcalc.layers import CATALOGUE
from convcalc.layers.fields import Field, Flag
from convcalc.render import working
from convcalc.report import Report

POOLS = {"max": "maxpool", "avg": "avgpool", "min": "minpool", "l2": "l2pool"}
HELP = """One layer: its output, parameters and operations, each with the formula and the numbers put in.

Shapes are HxWxC (28x28x128), LxC for a sequence, TxHxWxC for a video, or one number for a vector; a join takes --in
once for each path. A number serves for all axes, 3,5 is one an axis; padding is also 0,1,0,1 (top, bottom, left,
right), same, valid or full.

\b
Examples:
  convcalc layer --in 28x28x128 --k 3 --out 32
  convcalc layer -i 28x28x128 -k 3 -o 32 -p same -s 2 --convention exact
  convcalc layer --in 28x28x128 --k 3 --out 32 --pad 1 --effective
  convcalc layer --in 55x55x96 --pool max --k 3 --stride 2 --receptive-field 11,4
  convcalc layer --in 56x56x64 --depthwise --k 3 --pad 1
  convcalc layer --in 14x14x64 --transpose --k 4 --stride 2 --pad 1 --out 32
  convcalc layer --in 112x112x64 --pool max --k 3 --stride 2 --ceil
  convcalc layer --in 7x7x512 --dense 4096
  convcalc layer --type upsample --in 14x14x64 --scale 2
  convcalc layer --type concat --in 28x28x64 --in 28x28x128
"""


def option_help(owners: list[tuple[str, Field]]) -> str:
    """What an option means: the field's own help, with the layer types beside it where they differ."""
    helps: dict[str, list[str]] = {}
    for word, field in owners:
        helps.setdefault(field.help, []).append(word)
    if len(helps) == 1 and len(owners) > 3:
        return owners[0][1].help.capitalize() + "."
    texts = (f"{text} ({', '.join(words)})" if len(words) < 4 else text for text, words in helps.items())
    return "; ".join(texts) + "."


def field_options() -> Callable[[Any], Any]:
    """One option for each field of the catalogue, named, described and bounded by the field itself."""
    fields: dict[str, list[Any]] = {}
    for kind in CATALOGUE.values():
        for name, field in kind.fields.items():
            if name in kind.references:
                continue  # there is no earlier step to name
            fields.setdefault(name, []).append((kind.word, field))

    def decorate(function: Any) -> Any:
        for name, owners in reversed(fields.items()):
            text = option_help(owners)
            long = "--" + name.replace("_", "-")
            if all(isinstance(field, Flag) for _, field in owners):
                switch = f"{long}/--no-{name.replace('_', '-')}"
                function = click.option(switch, name, default=None, help=text)(function)
            else:
                function = click.option(*SHORT.get(name, ()), long, name, help=text)(function)
        return function

    return decorate


@click.command("layer", help=HELP)
@click.option("-i", "--in", "shapes", multiple=True, required=True, help="Shape of the input; repeated for a join.")
@click.option(
    "--type",
    "word",
    metavar="NAME",
    help="Any layer type; convcalc layers lists them.",
    shell_complete=lambda _context, _option, begun: [word for word in CATALOGUE if word.startswith(begun)],
)
@click.option("--depthwise", is_flag=True, help="A depthwise convolution.")
@click.option("--transpose", is_flag=True, help="A transposed convolution.")
@click.option("--pool", type=click.Choice(list(POOLS)), help="A pooling layer.")
@click.option("--effective", is_flag=True, help="Also the multiplications that meet no zero of the padding.")
@click.option(
    "--receptive-field",
    "receptive",
    metavar="FIELD[,JUMP[,START]]",
    help="Also the receptive field, from that of the input: 1 for pixels, 11,4 after an 11x11 filter of stride 4.",
)
@click.option("--dense", type=int, metavar="UNITS", help="A fully connected layer of so many units.")
@field_options()
@shared(target=("--output-file",))
def command(
    shapes: tuple[str, ...],
    word: str | None,
    depthwise: bool,
    transpose: bool,
    pool: str | None,
    dense: int | None,
    effective: bool,
    receptive: str | None,
    layout: str,
    convention: str,
    strict: bool,
    form: str | None,
    target: Path | None,
    **given: Any,
) -> None:
    """Work out one layer and print the working."""
    values = {name: value for name, value in given.items() if value is not None}
    if Path(str(values.get("out", ""))).suffix.lower() in BY_SUFFIX:
        raise UsageError(
            f"-o is --out here, the number of filters, and not a file: {values['out']}",
            hint=f"--output-file {values['out']}",
        )
    kind = kind_of(word, depthwise, transpose, pool, dense)
    if dense is not None and values.setdefault("out", str(dense)) != str(dense):
        raise UsageError(f"--dense {dense} and --out {values['out']} ask for different units", hint="one of them")
    made = network.layer(kind, **{name: field_value(kind, name, value) for name, value in values.items()})
    report = made.evaluate(*shapes, convention=convention, layout=layout, strict=strict, effective=effective)
    for shape in report.inputs:
        warn_of_doubt(shape, layout)
    layer = made.graph.nodes[0].layer
    steps = explain(layer, report.inputs, named_convention(convention))
    if receptive is not None:
        steps += explain_field(layer, report.inputs, receptive_field(receptive))
    print_layer(report, repr(layer), steps, format_for(form, target), target, layout)


def kind_of(word: str | None, depthwise: bool, transpose: bool, pool: str | None, dense: int | None) -> str:
    """The layer type that the options ask for; a convolution where they say nothing."""
    asked = {
        f"--type {word}": word,
        "--depthwise": "depthwise" if depthwise else None,
        "--transpose": "conv_transpose" if transpose else None,
        f"--pool {pool}": POOLS.get(pool or ""),
        f"--dense {dense}": "dense" if dense is not None else None,
    }
    found = {option: kind for option, kind in asked.items() if kind}
    if len(found) > 1:
        raise UsageError(f"{' and '.join(found)} ask for different layers", hint="one of them")
    return next(iter(found.values()), "conv")


def print_layer(report: Report, spec: str, steps: list[Step], form: str, target: Path | None, layout: str) -> None:
    """Print a layer in one of the formats."""
    if form in ("table", "plain"):
        return deliver_lines(lambda width: working.lines(report, spec, steps, layout, width), form, target)
    return deliver(working.WRITERS[form](report, spec, steps, layout), target)
