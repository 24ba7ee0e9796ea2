"""Fields of layer types as options of the command line: their short names, their help, their values."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import click

from convcalc.algebra.unknowns import NAME, Unknowns
from convcalc.architecture.symbols import field_formula
from convcalc.cli.common import F, all_of
from convcalc.errors import UsageError
from convcalc.layers import CATALOGUE, Layer, receptive
from convcalc.layers.fields import Dimensions, Field

SHORT = {
    "kernel": ("-k", "--k"),
    "stride": ("-s",),
    "padding": ("-p", "--pad"),
    "dilation": ("-d",),
    "groups": ("-g",),
    "out": ("-o",),
}


def field_options(kind: type[Layer], names: Sequence[str]) -> Callable[[F], F]:
    """An option for each of some fields of a layer type, described by the field itself."""
    return all_of(*[
        click.option(*SHORT.get(name, ()), "--" + name.replace("_", "-"), name, required=kind.fields[name].required,
                     help=f"{kind.fields[name].help.capitalize()} ({kind.fields[name].syntax}).")
        for name in names
    ])  # fmt: skip


def field_value(kind: str, name: str, value: Any, unknowns: Unknowns | None = None) -> Any:
    """A field's value from its text on the command line: 3, 3,5, 0,1,0,1, a word, or what the field reads itself.

    Where names may stand in the place of numbers, ``unknowns`` knows them: F, 2*r + 1.
    """
    if not isinstance(value, str) or kind not in CATALOGUE:
        return value
    field = CATALOGUE[kind].fields.get(name)
    if isinstance(field, Dimensions):
        return dimensions(value, unknowns)
    if re.fullmatch(r"\[[0-9, \[\]]{1,200}\]", value.strip()):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return value
    parts = _parts(value)
    numbers = [_number(field, part, unknowns) for part in parts]
    if any(number is None for number in numbers):
        return value
    if len(numbers) == 1:
        return numbers[0]
    if name == "padding" and len(numbers) in (4, 6):
        return [numbers[at : at + 2] for at in range(0, len(numbers), 2)]
    return numbers


def dimensions(value: str, unknowns: Unknowns | None) -> Any:
    """A whole shape: 7x7x512, or with names 1x1xn."""
    parts = [part.strip() for part in re.split("[x,]", value.strip().strip("[]()"))]
    if unknowns is None or not all(part.isdigit() or NAME.fullmatch(part) for part in parts):
        return value
    return [int(part) if part.isdigit() else unknowns.named(part, "size") for part in parts]


def _parts(value: str) -> list[str]:
    """The numbers of a list, 3x5, 3,5 or [3, 5]; in a formula an x or a bracket is its own."""
    bare = value.strip()
    if re.fullmatch(r"[\[(][^()\[\]]*[\])]", bare):
        bare = bare[1:-1]
    if re.search(r"[(A-Za-wyz]", bare):
        return [part.strip() for part in re.split(r",(?![^(]*\))", bare)]
    return [part.strip() for part in bare.replace("x", ",").split(",")]


def _number(field: Field | None, part: str, unknowns: Unknowns | None) -> Any:
    """A number, or what a name or a formula stands for; None where it is neither, or nearly a word of the field."""
    if re.fullmatch(r"[-+]?[0-9]{1,300}(\.[0-9]{1,20})?", part):
        return Fraction(part)
    return field_formula(field, part, unknowns) if field else None


def receptive_field(written: str) -> receptive.Field:
    """A receptive field from its size, jump (1 where not given) and first pixel (0). Raises a UsageError otherwise."""
    parts = [part.strip() for part in written.split(",")]
    patterns = [r"0*[1-9][0-9]{0,8}", r"0*[1-9][0-9]{0,8}", r"-?[0-9]{1,9}"]
    if len(parts) > len(patterns) or not all(map(re.fullmatch, patterns, parts)):
        raise UsageError(
            f"--receptive-field is {written!r}: a field from 1, and perhaps its jump and its first pixel, are expected",
            hint="--receptive-field 11,4, or 1 for pixels",
        )
    size, jump, start = (*parts, *("1", "1", "0")[len(parts) :])
    return receptive.Field(int(size), int(jump), int(start))
