"""Joins: layers that take several inputs. In a file they list their paths."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convcalc.algebra.settle import decide
from convcalc.algebra.sym import Sym, product, same, total
from convcalc.algebra.writing import text
from convcalc.errors import Fault
from convcalc.layers.base import Counts, Example, Layer, Need, Reads, alike
from convcalc.layers.fields import differs
from convcalc.layers.receptive import ONE_FOR_ALL, OWN
from convcalc.shape import Shape, volume


class Join(Layer):
    """What joins share: at least two inputs, of shapes that fit each other."""

    joins = True

    def two_or_more(self, xs: tuple[Shape, ...]) -> Need:
        """The need for something to join."""
        return len(xs) >= 2, lambda: Fault(
            f"{self.word} joins two paths or more, and has {len(xs)}", "a shape for each path"
        )

    def unlike(self, xs: tuple[Shape, ...]) -> Fault:
        """The Fault that sets the shapes side by side."""
        paths = "; ".join(f"path {number} gives {x}" for number, x in enumerate(xs, 1))
        return Fault(f"{self.word}: the paths do not fit together: {paths}", self.remedy(xs))

    def remedy(self, xs: tuple[Shape, ...]) -> str:
        """What to change."""
        if any(len(x) != len(xs[0]) for x in xs):
            return "paths with the same number of axes: no flatten or dense on one of them"
        if any(differs(x.spatial, xs[0].spatial) for x in xs):
            return "the same strides and paddings on every path, or an input that halves without a rest"
        return "the same depth on every path, for instance a 1x1 convolution on the shortcut"


class Add(Join):
    """The sum of paths of equal shape: one addition a value for each path but the first."""

    word = "add"
    in_place = True
    source = "He et al. 2015, equation 1; lecture 3, 'Residual block'"
    examples = (Example("onnx-tool: add 64x56x56", "56x56x64 56x56x64", {}, "56x56x64", 0, {"additions": 200_704}),)

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """Equal shapes."""
        yield self.two_or_more(xs)
        for x in xs[1:]:
            yield from alike(xs[0], x, lambda: self.unlike(xs))

    def ops(self, *xs: Any) -> Counts:
        """One addition a value for each path but the first."""
        return {"additions": product((*xs[-1], len(xs) - 2))}


class Multiply(Join):
    """The product of paths: of equal shapes, or of a map and one number a channel (squeeze-and-excitation)."""

    word = "multiply"
    in_place = True
    source = "Hu et al. 2017, 'Squeeze-and-excitation networks', equation 4; lecture 4, 'SENet'"
    examples = (
        Example("Hu et al. 2017, figure 2: a map and one scale a channel", "56x56x64 64", {}, "56x56x64", 0,
                {"products": 200_704}),
    )  # fmt: skip

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """Every path has the shape of the map, or is one number a channel."""
        yield self.two_or_more(xs)
        whole = self.shape(*xs)
        for x in xs:
            if _is_scale(x):
                yield same(x.channels, whole.channels), lambda: self.unlike(xs)
            else:
                yield from alike(whole, x, lambda: self.unlike(xs))

    def shape(self, *xs: Shape) -> Shape:
        """The shape of the map: of the first path that is not one number a channel."""
        return next((x for x in xs if not _is_scale(x)), xs[0])

    def reads(self, *xs: Shape) -> Reads:
        """The cell at its own place, and of one number a channel always that."""
        return tuple((ONE_FOR_ALL if _is_scale(x) else OWN,) * x.rank for x in xs)

    def remedy(self, xs: tuple[Shape, ...]) -> str:
        """What to change: a path of one number a channel needs as many as there are channels."""
        if any(x.size == x.channels and not same(x.channels, self.shape(*xs).channels) for x in xs if _known(x)):
            return f"{text(self.shape(*xs).channels)} numbers, one a channel"
        return super().remedy(xs)

    def ops(self, *xs: Any) -> Counts:
        """One product a value for each path but the first."""
        return {"products": product((*xs[-1], len(xs) - 2))}


def _is_scale(x: Shape) -> bool:
    """Whether a path is one number a channel: a vector, or a map of one cell."""
    return all(isinstance(dim, (int, Sym)) and decide(same(dim, 1)) is True for dim in x.spatial)


def _known(x: Shape) -> bool:
    return all(isinstance(dim, int) for dim in x)


class Concat(Join):
    """The paths behind each other along the channels: the depths add up, nothing is computed."""

    word = "concat"
    source = "Szegedy et al. 2014, figure 2; lecture 1, 'Inception module overview'"
    examples = (
        Example("Szegedy et al. 2014, table 1, inception (3a)", "28x28x64 28x28x128 28x28x32 28x28x32", {},
                "28x28x256", 0),
    )  # fmt: skip

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """Equal axes; the depths are free."""
        yield self.two_or_more(xs)
        for x in xs[1:]:
            yield from alike(xs[0].spatial, x.spatial, lambda: self.unlike(xs))

    def shape(self, *xs: Shape) -> Shape:
        """The axes of the first, and the depths added up."""
        return volume(xs[0].spatial, total(x.channels for x in xs))
