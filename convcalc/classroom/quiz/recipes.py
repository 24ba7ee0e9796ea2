"""Recipes: from which numbers a kind of exercise is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from convcalc.classroom.quiz.draw import Draw
from convcalc.classroom.quiz.exercise import Exercise, Gain, Keeping, Layers
from convcalc.classroom.quiz.wording import Step
from convcalc.shape import Shape, volume

Maker: TypeAlias = Callable[[Draw], Exercise]


class Recipe(NamedTuple):
    """A kind of exercise: what may be asked, and how its numbers are drawn."""

    name: str
    asks: tuple[str, ...]
    make: Maker


class Drawn(NamedTuple):
    """A layer whose fields are still open: each has the values that it may take."""

    word: str
    fields: dict[str, Sequence[Any]]

    def step(self, draw: Draw) -> Step:
        """The layer with drawn fields; what leaves a layer as it is, a padding of 0 or one group, is left out."""
        chosen = {name: draw.choose(values) for name, values in self.fields.items()}
        return Step(
            self.word, {name: value for name, value in chosen.items() if value not in (None, 0) or name == "bias"}
        )


def open_layer(word: str, **fields: Sequence[Any]) -> Drawn:
    """A layer with the values that each of its fields may take."""
    return Drawn(word, fields)


def layers(size: Sequence[int], depth: Sequence[int], *steps: Drawn, wide: bool = False) -> Maker:
    """Exercises on an input of these sizes and depths; a ``wide`` one is not square."""

    def make(draw: Draw) -> Exercise:
        return Layers(_input(draw, size, depth, wide), tuple(step.step(draw) for step in steps))

    return make


def _input(draw: Draw, size: Sequence[int], depth: Sequence[int], wide: bool) -> Shape:
    height = draw.choose(size)
    width = draw.choose([each for each in size if each != height]) if wide else height
    return volume((height, width), draw.choose(depth))


def keeping(size: Sequence[int], kernel: Sequence[int], dilation: Sequence[int], less: Sequence[int]) -> Maker:
    """Exercises that seek a padding; the output is so much smaller than the input."""

    def make(draw: Draw) -> Exercise:
        wide = draw.choose(size)
        return Keeping(wide, draw.choose(kernel), draw.choose(dilation), wide - draw.choose(less))

    return make


def separable_gain(size: Sequence[int], depth: Sequence[int], out: Sequence[int], kernel: Sequence[int]) -> Maker:
    """Exercises that compare a convolution with the depthwise separable one."""

    def make(draw: Draw) -> Exercise:
        shape = _input(draw, size, depth, False)
        filters, window = draw.choose(out), draw.choose(kernel)
        full = Step("conv", {"out": filters, "kernel": window, "bias": False})
        apart = Step("depthwise", {"kernel": window, "bias": False})
        return Gain(shape, (full,), (apart, Step("conv", {"out": filters, "kernel": 1, "bias": False})))

    return make
