"""The options that describe one layer: its type, its fields, what names stand for; and the layer made from them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from convcalc import network
from convcalc.algebra.unknowns import Unknowns
from convcalc.cli.common import BY_SUFFIX, F, all_of, assignments, naming_options
from convcalc.cli.fields import SHORT, field_value
from convcalc.errors import Fault, UsageError
from convcalc.layers import CATALOGUE
from convcalc.layers.fields import Field, Flag

POOLS = {"max": "maxpool", "avg": "avgpool", "min": "minpool", "l2": "l2pool"}
SHAPES = """Shapes are HxWxC (28x28x128), LxC for a sequence, TxHxWxC for a video, or one number for a vector; a join
takes --in once for each path. A number serves for all axes, 3,5 is one an axis; padding is also 0,1,0,1 (top, bottom,
left, right), same, valid or full. A name may stand where a number may, and the results are formulas then."""


def option_help(owners: list[tuple[str, Field]]) -> str:
    """What an option means: the field's own help, with the layer types beside it where they differ."""
    helps: dict[str, list[str]] = {}
    for word, field in owners:
        helps.setdefault(field.help, []).append(word)
    if len(helps) == 1 and len(owners) > 3:
        return owners[0][1].help.capitalize() + "."
    texts = (f"{text} ({', '.join(words)})" if len(words) < 4 else text for text, words in helps.items())
    return "; ".join(texts) + "."


def field_names() -> dict[str, list[Any]]:
    """The fields of the catalogue by name, each with the layer types that have it."""
    fields: dict[str, list[Any]] = {}
    for kind in CATALOGUE.values():
        for name, field in kind.fields.items():
            if name not in kind.references:  # there is no earlier step to name
                fields.setdefault(name, []).append((kind.word, field))
    return fields


def field_options() -> Callable[[Any], Any]:
    """One option for each field of the catalogue, named, described and bounded by the field itself."""
    fields = field_names()

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


def layer_options(function: F) -> F:
    """The options that describe a layer, apart from its input."""
    return all_of(
        click.option("--type", "word", metavar="NAME", help="Any layer type; convcalc layers lists them.",
                     shell_complete=lambda _context, _option, begun: [w for w in CATALOGUE if w.startswith(begun)]),
        click.option("--depthwise", is_flag=True, help="A depthwise convolution."),
        click.option("--transpose", is_flag=True, help="A transposed convolution."),
        click.option("--pool", type=click.Choice(list(POOLS)), help="A pooling layer."),
        click.option("--dense", metavar="UNITS", help="A fully connected layer of so many units."),
        field_options(),
        naming_options,
    )(function)  # fmt: skip


def check_suffix(values: Mapping[str, Any]) -> None:
    """Raise a UsageError where -o, which is --out for a layer, is given the name of a file."""
    if Path(str(values.get("out") or "")).suffix.lower() in BY_SUFFIX:
        raise UsageError(
            f"-o is --out here, the number of filters, and not a file: {values['out']}",
            hint=f"--output-file {values['out']}",
        )


def asked_layer(options: Mapping[str, Any]) -> network.Network:
    """The layer that the options describe. Raises a UsageError where they contradict each other."""
    chosen = {key: options[key] for key in ("word", "depthwise", "transpose", "pool", "dense")}
    values = {name: options[name] for name in field_names() if options[name] is not None}
    check_suffix(values)
    kind = kind_of(**chosen)
    dense = chosen["dense"]
    if dense is not None and values.setdefault("out", dense) != dense:
        raise UsageError(f"--dense {dense} and --out {values['out']} ask for different units", hint="one of them")
    unknowns = Unknowns()
    assumed = assignments(options["assumed"], "--assume", "H=32n")
    network.bind(unknowns, network.united(assignments(options["pairs"]), assumed))
    try:
        read = {name: field_value(kind, name, value, unknowns) for name, value in values.items()}
    except Fault as fault:
        raise UsageError(fault.what, hint=fault.hint) from None
    return network.layer_of(kind, read, unknowns)


def kind_of(word: str | None, depthwise: bool, transpose: bool, pool: str | None, dense: str | None) -> str:
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
