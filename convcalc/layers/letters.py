"""Names in the place of numbers: the letters of the lectures, each carrying its value.

A layer and its inputs go in as numbers and come out as names with values, ready to be put through the layer's own
formulas. One name never stands for two values: a square window has one F, any other has F_h and F_w.
"""

from __future__ import annotations

from typing import Any

from convcalc.algebra.sym import Dim, called, let
from convcalc.layers.base import Layer
from convcalc.layers.fields import Field, differs
from convcalc.shape import AXES, SIDES, Shape

# What the letters stand for that are not the letter of a field.
MEANINGS = {
    "H": "height of the input",
    "W": "width of the input",
    "T": "frames of the input",
    "D": "depth of the input",
    "n_norm": "values that are normalised together",
    "n_in": "values of the input",
    "n_out": "values of the output",
    "D_in": "depth of the input",
    "D_out": "depth of the output",
    "H_out": "height of the output",
    "W_out": "width of the output",
    "T_out": "frames of the output",
    "F_eff": "reach of the dilated kernel",
    "P_total": "zeros of the padding, on both sides together",
    "P_top": "padding above the input",
    "P_bottom": "padding below the input",
    "P_left": "padding on the left",
    "P_right": "padding on the right",
    "P_first": "padding before the first frame",
    "P_last": "padding after the last frame",
    "O_up": "positions of the window, rounded up",
    "O_in": "positions that start inside the input, or in the padding before it",
    "r_in": "receptive field of an input cell, in pixels",
    "j_in": "jump from one input cell's field to the next, in pixels",
    "start_in": "first pixel of the first input cell's field",
    "r_out": "receptive field of an output cell",
    "j_out": "jump from one output cell's field to the next",
    "start_out": "first pixel of the first output cell's field",
    "offset_out": "centre of the first output cell's field",
    "reached": "cells of the uncropped output that a product falls into",
    "covered": "cells of all the windows together",
}
ALONG = {"h": "along the height", "w": "along the width", "t": "along the frames"}


def meaning(layer: Layer, letter: str) -> str:
    """What a letter stands for in the formulas of a layer: what its field says, or what it always means."""
    own = {field.letter: field.help for field in layer.fields.values() if field.letter}
    found = own.get(letter) or MEANINGS.get(letter)
    if found:
        return found
    base, _, mark = letter.rpartition("_")
    if mark.isdigit():
        return f"{meaning(layer, base)} {mark}"
    known = own.get(base) or MEANINGS.get(base, "")
    return f"{known}, {ALONG[mark]}" if known and mark in ALONG else ""


def lettered(layer: Layer, rank: int) -> Layer:
    """The layer with a name for each number that has a letter; a quiet field at its default stays a number."""
    values = {}
    for key, field in layer.fields.items():
        value = vars(layer)[key]
        quiet = field.quiet and not differs(value, field.default)
        if field.letter and not quiet and not isinstance(value, (str, bool)):
            values[key] = _named(field, value, AXES[rank])
    return layer.replaced(values)


def _named(field: Field, value: Any, axes: tuple[str, ...]) -> Any:
    if not isinstance(value, tuple):
        return value if value is None else called(field.letter, value)
    if not any(differs(item, value[0]) for item in value) and not isinstance(value[0], tuple):
        return (called(field.letter, value[0]),) * len(value)
    return tuple(_named_axis(field.letter, item, axis) for item, axis in zip(value, axes, strict=True))


def _named_axis(letter: str, item: Any, axis: str) -> Any:
    if isinstance(item, tuple):
        return tuple(called(f"{letter}_{side}", one) for side, one in zip(SIDES[axis], item, strict=True))
    return called(f"{letter}_{axis.lower()}", item)


def lettered_inputs(xs: tuple[Shape, ...]) -> tuple[Shape, ...]:
    """The inputs with a name for each dimension: H, W, D_in; n_in for a vector; numbered where several differ."""
    return tuple(Shape(_input_name(xs, place, axis) for axis in range(len(x))) for place, x in enumerate(xs))


def _input_name(xs: tuple[Shape, ...], place: int, axis: int) -> Dim:
    x = xs[place]
    letter = "n_in" if len(x) == 1 else "D_in" if axis == len(x) - 1 else AXES[x.rank][axis]
    alike = [other for other in xs if len(other) == len(x)]
    if len(alike) == len(xs) and not any(differs(other[axis], x[axis]) for other in alike):
        return called(letter, x[axis])
    return called(f"{letter.removesuffix('_in')}_{place + 1}", x[axis])


def lettered_output(y: Shape) -> Shape:
    """The output with each worked dimension named as a step: H_out, W_out, D_out; n_out for a vector."""
    if len(y) == 1:
        return Shape((let("n_out", y[0]),))
    letters = [f"{axis}_out" for axis in AXES[y.rank]] + ["D_out"]
    return Shape(let(letter, dim) for letter, dim in zip(letters, y, strict=True))
