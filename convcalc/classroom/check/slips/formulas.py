"""Slips in a formula: a factor left out, a name taken for another, a rounding the other way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convcalc.algebra.sym import Sym, ceil_div, product
from convcalc.classroom.check.rewriting import exchanged, letters, named, once, rewritten
from convcalc.classroom.check.slips.layers import DILATED, PARAMETERS, SIZE
from convcalc.classroom.check.slips.register import ALL_KINDS, COUNTS, OPERATIONS, slip
from convcalc.classroom.check.world import World
from convcalc.layers.conv import Depthwise
from convcalc.shape import AXES, Shape

COUNTING = "lecture 5, 'Convolution operation', number of operations"
DENSE = "lecture 1, 'Compare to MLP'"


def _sizes(world: World, part: Any) -> Iterator[World]:
    """The world whose size formulas have each of their parts changed."""
    yield world.rewriting(("size",), lambda x, _: rewritten(x, part))


def _letters(world: World, of: tuple[str, ...], put: Any) -> Iterator[World]:
    """The world in whose counts letters stand for what ``put`` makes of the inputs."""
    yield world.rewriting(of, lambda x, xs: exchanged(x, put(x, xs)))


@slip("padding-once", "the padding is counted once, but it stands on both sides", SIZE, 1,
      "the padding of {padding} is counted once, but it stands on both sides")  # fmt: skip
def padding_once(world: World) -> Iterator[World]:
    """P for 2P."""

    def part(x: Sym) -> Any:
        doubled = x.op == "*" and not isinstance(x.args[0], Sym) and x.args[0] == 2 and named(x.args[1])[:1] == "P"
        return x.args[1] if doubled else x

    return _sizes(world, part)


@slip("plus-one-forgotten", "the + 1 is forgotten: the first position counts as well", SIZE, 1)
def plus_one_forgotten(world: World) -> Iterator[World]:
    """(W - F + 2P)/S."""

    def change(x: Any, _: tuple[Shape, ...]) -> Any:
        ends = isinstance(x, Sym) and x.op == "+" and not isinstance(x.args[1], Sym) and x.args[1] == 1
        return x.args[0] if ends else x

    yield world.rewriting(("size",), change)


@slip("rounded-up", "it is rounded up: a window that does not fit is no position",
      "lecture 2, 'A closer look at dimensions'", 1)  # fmt: skip
def rounded_up(world: World) -> Iterator[World]:
    """Ceil for floor."""
    return _sizes(world, lambda x: ceil_div(*x.args) if x.op == "//" else x)


@slip("rounded-to-the-nearest", "it is rounded to the nearest number: a window that does not fit is no position",
      "lecture 2, 'A closer look at dimensions'")  # fmt: skip
def rounded_to_the_nearest(world: World) -> Iterator[World]:
    """Round for floor, halves up."""
    return _sizes(world, lambda x: (2 * x.args[0] + x.args[1]) // (2 * x.args[1]) if x.op == "//" else x)


@slip("dilation-times-kernel", "the reach is taken as F·d: it is F + (F − 1)(d − 1)", DILATED, 1)
def dilation_times_kernel(world: World) -> Iterator[World]:
    """F*d for F + (F - 1)(d - 1)."""

    def part(x: Sym) -> Any:
        if not named(x).startswith("F_eff") or x.op != "let":
            return x
        used = letters(x.args[1])
        kernel, rate = (next((used[name] for name in used if name[0] == first), None) for first in "Fd")
        return x if kernel is None or rate is None else kernel * rate

    return _sizes(world, part)


@slip("kernel-not-subtracted", "the filter is not subtracted from the input", SIZE, 3)
def kernel_not_subtracted(world: World) -> Iterator[World]:
    """(W + 2P)/S + 1."""

    def part(x: Sym) -> Any:
        return x.args[0] if x.op == "-" and named(x.args[0]) in AXES[3] and named(x.args[1])[:1] == "F" else x

    return _sizes(world, part)


@slip("depth-kept", "the depth of the input is kept: each filter gives one map", "lecture 1, 'Activation map size'", 1,
      "the depth of the input is kept: {D_out} filters give {D_out} maps")  # fmt: skip
def depth_kept(world: World) -> Iterator[World]:
    """D_in for D_out in the output."""
    yield world.rewriting(("depth",), lambda x, xs: xs[0].channels)


@slip("depth-of-one", "one map is counted: each channel has a filter of its own, and a map",
      "lecture 5, 'Depthwise Separable Convolution'",
      about=("output", "depth"))  # fmt: skip
def depth_of_one(world: World) -> Iterator[World]:
    """1 for the depth of a depthwise convolution's output."""
    if any(isinstance(node.layer, Depthwise) for node in world.nodes):
        yield world.rewriting(("depth",), lambda x, _: x if _is_filters(x) else 1)


@slip("depths-multiplied", "the depths are multiplied: a filter reads all channels and gives one map",
      "lecture 1, 'Activation map size'", 3)  # fmt: skip
def depths_multiplied(world: World) -> Iterator[World]:
    """D_in*D_out for D_out in the output."""
    yield world.rewriting(("depth",), lambda x, xs: xs[0].channels * x if _is_filters(x) else x)


def _is_filters(x: Any) -> bool:
    """Whether a depth is the number of filters that was chosen, and not made of the depth of the input."""
    return named(x) == "D_out" and x.op == "name"


@slip("kernel-not-squared", "F stands where F² belongs", PARAMETERS, 1, "F = {kernel} stands where F² belongs")
def kernel_not_squared(world: World) -> Iterator[World]:
    """F for F*F."""
    yield world.rewriting(COUNTS, lambda x, xs: once(x, "F") if xs[0].rank == 2 else x)


@slip("kernel-forgotten", "the size of the filter is forgotten: a filter has a weight at each place", PARAMETERS,
      says="the size of the filter, {kernel}, is forgotten: a filter has a weight at each place")  # fmt: skip
def kernel_forgotten(world: World) -> Iterator[World]:
    """1 for F."""
    return _letters(world, COUNTS, lambda x, _: {name: 1 for name in letters(x) if name.split("_")[0] == "F"})


@slip("input-depth-forgotten", "the depth of the input is forgotten: a filter is as deep as its input", PARAMETERS, 1,
      "the depth of the input, {D_in}, is forgotten: a filter is as deep as its input")  # fmt: skip
def input_depth_forgotten(world: World) -> Iterator[World]:
    """1 for D_in."""

    def group(part: Sym) -> Any:
        return 1 if part.op == "exact" and named(part.args[0]) == "D_in" else part

    def change(x: Any, _: tuple[Shape, ...]) -> Any:
        return exchanged(rewritten(x, group, into_steps=False), {"D_in": 1}) if "D_out" in letters(x) else x

    yield world.rewriting(COUNTS, change)


@slip("output-depth-forgotten", "one filter is counted: there are as many as the output is deep", PARAMETERS, 1,
      "one filter is counted, but there are {D_out}")  # fmt: skip
def output_depth_forgotten(world: World) -> Iterator[World]:
    """1 for D_out."""
    return _letters(world, COUNTS, lambda x, _: {"D_out": 1})


@slip("depths-exchanged", "the depths of input and output are exchanged", PARAMETERS,
      says="the depths are exchanged: the input has {D_in}, the output {D_out}",
      about=("parameters", "weights"))  # fmt: skip
def depths_exchanged(world: World) -> Iterator[World]:
    """D_in for D_out and D_out for D_in."""

    def put(x: Any, _: tuple[Shape, ...]) -> dict[str, Any]:
        used = letters(x)
        return {"D_in": used["D_out"], "D_out": used["D_in"]} if {"D_in", "D_out"} <= used.keys() else {}

    return _letters(world, COUNTS, put)


@slip("input-size-in-count", "the size of the input stands where the size of the output belongs", COUNTING, 1)
def input_size_in_count(world: World) -> Iterator[World]:
    """H and W for H_out and W_out."""

    def put(_: Any, xs: tuple[Shape, ...]) -> dict[str, Any]:
        return {f"{axis}_out": size for axis, size in zip(AXES[xs[0].rank], xs[0].spatial, strict=True)}

    return _letters(world, ALL_KINDS, put)


@slip("output-size-in-count", "the size of the output stands where the size of the input belongs", COUNTING, 1)
def output_size_in_count(world: World) -> Iterator[World]:
    """H_out and W_out for H and W, where these are counted: in a transposed convolution."""

    def put(_: Any, xs: tuple[Shape, ...]) -> dict[str, Any]:
        sizes = zip(AXES[xs[0].rank], xs[-1].spatial, strict=False)
        return {axis: size for axis, size in sizes if xs[-1].rank == xs[0].rank}

    return _letters(world, OPERATIONS, put)


@slip("positions-forgotten", "one position of the filter is counted: it has as many as the output has cells", COUNTING)
def positions_forgotten(world: World) -> Iterator[World]:
    """1 for H_out and W_out."""
    return _letters(world, ALL_KINDS, lambda _, xs: {f"{axis}_out": 1 for axis in AXES[xs[0].rank]})


def _biases(world: World, shape: Any) -> Iterator[World]:
    """The world in which the biases have another shape, made of the weights' and the inputs."""

    def change(arrays: Any, xs: tuple[Shape, ...]) -> Any:
        here = "bias" in arrays and "weight" in arrays
        return {**arrays, "bias": shape(arrays["weight"], xs)} if here else arrays

    yield world.rewriting(("weights",), change)


@slip("bias-per-weight", "a bias is counted for each weight: there is one a filter", PARAMETERS,
      says="a bias is counted for each weight: there are {biases}")  # fmt: skip
def bias_per_weight(world: World) -> Iterator[World]:
    """As many biases as weights."""
    return _biases(world, lambda weight, _: weight)


@slip(
    "one-bias", "one bias is counted: there is one a filter", PARAMETERS, says="one bias is counted: there are {biases}"
)
def one_bias(world: World) -> Iterator[World]:
    """A single bias for the whole layer."""
    return _biases(world, lambda _weight, _xs: (1,))


@slip("bias-per-input-channel", "a bias is counted for each channel of a filter: there is one a filter", PARAMETERS, 3)
def bias_per_input_channel(world: World) -> Iterator[World]:
    """(F*F + 1)*D_in*D_out."""
    return _biases(world, lambda weight, _: weight[-2:])


@slip("not-flattened", "the depth alone goes into the dense layer: all values of the map do", DENSE, 1,
      "the depth alone, {D_in}, goes into the dense layer: all values of the map do")  # fmt: skip
def not_flattened(world: World) -> Iterator[World]:
    """D_in for n_in."""
    return _letters(world, COUNTS, lambda _, xs: {"n_in": xs[0].channels} if xs[0].rank else {})


@slip("flattened-without-depth", "the map is flattened without its depth", DENSE, 3)
def flattened_without_depth(world: World) -> Iterator[World]:
    """H*W for n_in."""

    def put(_: Any, xs: tuple[Shape, ...]) -> dict[str, Any]:
        return {"n_in": product(xs[0].spatial)} if xs[0].rank else {}

    return _letters(world, COUNTS, put)
