"""Layers and inputs at random. Each kind of field has one strategy; a new kind without one fails the contract test.

Numbers are small, so that kernels often fit, and rich in divisors, so that groups often divide.
"""

from __future__ import annotations

from functools import singledispatch
from math import prod
from typing import Any, NamedTuple

from hypothesis import assume
from hypothesis import strategies as st

from convcalc.errors import Fault
from convcalc.layers import Layer
from convcalc.layers.fields import Choice, Dimensions, Field, Flag, Padding, PerAxis, Ratio, Reference, Whole
from convcalc.layers.letters import lettered_output
from convcalc.shape import Shape


class Scale(NamedTuple):
    """How large inputs are drawn."""

    sizes: st.SearchStrategy[int]
    depths: st.SearchStrategy[int]


LARGE = Scale(st.integers(1, 24), st.sampled_from([1, 2, 3, 4, 6, 8, 12, 24]))
SMALL = Scale(st.integers(1, 5), st.sampled_from([1, 2, 3, 4]))  # for layers that are run number by number


class Case(NamedTuple):
    """A layer, what was written for it, and the inputs it meets."""

    layer: Layer
    written: dict[str, Any]
    xs: tuple[Shape, ...]

    @property
    def output(self) -> Shape:
        """The output, each worked dimension named where there are names."""
        return lettered_output(self.layer.shape(*self.xs))

    def counts(self) -> dict[str, Any]:
        return self.layer.ops(*self.xs, self.output)


@singledispatch
def values(field: Field, x: Shape) -> st.SearchStrategy:
    """What may be written for a field of a layer whose first input is ``x``."""
    raise NotImplementedError(f"the contract test has no strategy for {type(field).__name__}")


@values.register
def _whole(field: Whole, x: Shape) -> st.SearchStrategy:
    return st.sampled_from([number for number in (0, 1, 2, 3, 4, 6, 8, 12) if number >= field.least])


@values.register
def _per_axis(field: PerAxis, x: Shape) -> st.SearchStrategy:
    return axis_by_axis(st.integers(field.least, field.least + 4), x)


@values.register
def _padding(field: Padding, x: Shape) -> st.SearchStrategy:
    zeros = st.integers(0, 3)
    numbers = axis_by_axis(zeros, x) | axis_by_axis(zeros | st.lists(zeros, min_size=2, max_size=2), x, alike=False)
    return numbers | st.sampled_from(field.words) if field.words else numbers


@values.register
def _flag(field: Flag, x: Shape) -> st.SearchStrategy:
    return st.booleans()


@values.register
def _choice(field: Choice, x: Shape) -> st.SearchStrategy:
    return st.sampled_from(field.words)


@values.register
def _ratio(field: Ratio, x: Shape) -> st.SearchStrategy:
    return st.fractions(0, 1, max_denominator=100).filter(lambda ratio: ratio < 1) | st.sampled_from([0, 0.25, 0.1])


@values.register
def _dimensions(field: Dimensions, x: Shape) -> st.SearchStrategy:
    """The same number of values: neighbouring axes of the input multiplied, in any order."""
    cuts = st.lists(st.booleans(), min_size=x.rank, max_size=x.rank)
    shapes = st.tuples(st.permutations(x), cuts).map(lambda drawn: regrouped(*drawn))
    return shapes | shapes.map(lambda dims: "x".join(map(str, dims)))


@values.register
def _reference(field: Reference, x: Shape) -> st.SearchStrategy:
    return st.just("earlier")


def axis_by_axis(numbers: st.SearchStrategy, x: Shape, alike: bool = True) -> st.SearchStrategy:
    """One number for all axes, where ``alike`` allows it, or a list of one for each."""
    listed = st.lists(numbers, min_size=max(x.rank, 1), max_size=max(x.rank, 1))
    return numbers | listed if alike else listed


def regrouped(dims: list[int], cuts: list[bool]) -> list[int]:
    """Dimensions of the same product: a new one begins after each cut."""
    groups = [[dims[0]]]
    for dim, cut in zip(dims[1:], cuts):
        groups.append([dim]) if cut else groups[-1].append(dim)
    return [prod(group) for group in groups]


@st.composite
def shapes(draw: st.DrawFn, scale: Scale = LARGE) -> Shape:
    """A shape of rank 0 to 3; mostly 2, as images are."""
    rank = draw(st.sampled_from([2, 1, 2, 3, 0]))
    return Shape((*draw(st.lists(scale.sizes, min_size=rank, max_size=rank)), draw(scale.depths)))


@st.composite
def inputs(draw: st.DrawFn, kind: type[Layer], scale: Scale) -> tuple[Shape, ...]:
    """One input, or for a join two to four that are alike, differ in depth, or give one number a channel."""
    x = draw(shapes(scale))
    if not kind.joins:
        return (x,)
    other = draw(
        st.sampled_from([st.just(x), scale.depths.map(lambda depth: Shape((*x[:-1], depth))), st.just(Shape(x[-1:]))])
    )
    return (x, *draw(st.lists(other, min_size=1, max_size=3)))


@st.composite
def layers(draw: st.DrawFn, kind: type[Layer], scale: Scale = LARGE) -> Case:
    """A layer with inputs that it may or may not take."""
    xs = draw(inputs(kind, scale))
    # Only unpooling that names its pooling step may leave its kernel out; alone it needs one.
    needed = {name for name, field in kind.fields.items() if field.required or name == "kernel"}
    required = {name: values(field, xs[0]) for name, field in kind.fields.items() if name in needed}
    optional = {name: values(field, xs[0]) for name, field in kind.fields.items() if name not in needed}
    written = draw(st.fixed_dictionaries(required, optional=optional))
    try:
        layer = kind(**written)
    except Fault:
        assume(False)
    if set(written) & set(kind.references):  # what the earlier step took and gave comes in as well
        took = Shape((*draw(st.lists(scale.sizes, min_size=xs[0].rank, max_size=xs[0].rank)), xs[0][-1]))
        xs = (xs[0], took, xs[0])
    return Case(layer, written, xs)


def fits(case: Case) -> bool:
    """Whether all that the layer needs holds for its inputs."""
    return all(holds for holds, _ in case.layer.needs(*case.xs))


def cases(kind: type[Layer], scale: Scale = LARGE) -> st.SearchStrategy[Case]:
    """A layer with inputs that fit it."""
    return layers(kind, scale).filter(fits)
