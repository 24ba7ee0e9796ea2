"""Names in the place of numbers: the letters of the lectures, each carrying its value.

A layer and its inputs go in as numbers and come out as names with values, ready to be put through the layer's own
formulas. One name never stands for two values: a square window has one F, any other has F_h and F_w.
"""

from __future__ import annotations

from typing import Any

from convcalc.algebra.sym import Dim, called, let
from convcalc.layers.base import Layer
from convcalc.layers.fields import Field, differs
from convcalc.shape import AXES, Shape

SIDES = {"H": ("top", "bottom"), "W": ("left", "right"), "T": ("first", "last")}


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
