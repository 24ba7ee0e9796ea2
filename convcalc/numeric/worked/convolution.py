"""Small matrices worked by hand: what comes out of a convolution, exactly, and every step on the way.

The numbers are those of the reference run on exact cells; a step shows one of its windows again, product by product.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from convcalc import network
from convcalc.algebra.sym import Sym
from convcalc.errors import DocumentError, UsageError
from convcalc.layers import CATALOGUE
from convcalc.layers.activation import Activation
from convcalc.layers.window import crop, effective, per_axis, transposed
from convcalc.numeric.reference import run
from convcalc.numeric.windows import Array, axes_of, borders, padded
from convcalc.numeric.worked.cells import Cell, whole
from convcalc.shape import Shape

MOST_PRODUCTS = 2_000_000
MOST_TAPS = 10_000
MOST_DENOMINATOR = 10**300
MOST_CELLS = 1_000_000
ACTIVATIONS: dict[str, Any] = {word: kind for word, kind in CATALOGUE.items() if issubclass(kind, Activation)}
INEXACT = {"exponentials", "error_functions"}  # operations that leave the fractions


class Step(NamedTuple):
    """One position: the cells of its window in the map, each channel's products, the bias, and their sum."""

    at: tuple[int, ...]
    filter: int
    cells: list[tuple[int, ...]]
    products: list[list[tuple[Cell, Cell]]]
    bias: Cell
    value: Cell


class Convolved(NamedTuple):
    """A convolution with its numbers: maps are (rows, columns, channels), kernels have their filters last.

    A sequence has no rows. ``slid`` is the map that the windows slide over: the input with its padding, and for a
    transposed convolution with zeros between its cells; ``met`` is the kernel as the windows meet it. ``sums`` are what
    comes before the activation.
    """

    layer: Any
    input: Array
    kernel: Array
    slid: Array
    met: Array
    bias: Array
    sums: Array
    output: Array
    flip: bool
    activation: str

    def steps(self) -> Iterator[Step]:
        """Every position of every filter, in reading order."""
        for number in range(self.sums.shape[-1]):
            for at in np.ndindex(self.sums.shape[:-1]):
                yield self.step(at, number)

    def step(self, at: tuple[int, ...], number: int) -> Step:
        """One position of one filter, both counted from 0."""
        rank = len(at)
        strides = (1,) * rank if self.layer.word == "conv_transpose" else per_axis(self.layer.stride, rank)
        taps = list(np.ndindex(self.met.shape[:-2]))
        cells = [
            tuple(
                place * stride + tap * dilation
                for place, stride, tap, dilation in zip(at, strides, each, self.dilation)
            )
            for each in taps
        ]
        depth = self.met.shape[-2]
        first = number if self.layer.word == "depthwise" else 0  # there each filter has a channel of its own
        filters = self.met[..., number]
        products = [
            [(self.slid[..., first + channel][c], filters[..., channel][tap]) for c, tap in zip(cells, taps)]
            for channel in range(depth)
        ]
        return Step(at, number, cells, products, self.bias[number], self.sums[..., number][at])

    @property
    def dilation(self) -> tuple[int, ...]:
        """The distance between taps, axis by axis."""
        return per_axis(self.layer.dilation, self.input.ndim - 1)


def convolve(
    x: Array,
    kernel: Array,
    *,
    bias: Sequence[Cell] = (),
    activation: str = "",
    flip: bool = False,
    depthwise: bool = False,
    transpose: bool = False,
    **fields: Any,
) -> Convolved:
    """Slide a kernel (F, F, channels, filters) over a map (H, W, channels) of exact cells.

    ``fields`` are those of the layer: stride, padding, dilation, and output_padding for a transposed convolution.
    ``flip`` turns the kernel by 180 degrees first, which is convolution in the strict sense (lecture 3, 'Convolution
    operation'). A map and a kernel of one row each are sequences, unless a field has a number for rows and another for
    columns. Raises a DocumentError for channels that do not match and for more work than a page holds, a ShapeError
    where the kernel does not fit, a UsageError for wrong fields.
    """
    if depthwise and transpose:
        raise UsageError("a convolution is depthwise or transposed here, not both", hint="one of them")
    if len(kernel) == 1 and is_sequence(x, fields):
        x, kernel = x[0], kernel[0]
    check_channels(x, kernel, depthwise)
    axes = tuple(range(x.ndim - 1))
    weight = np.flip(kernel, axes) if flip else kernel
    if depthwise:  # a filter for each channel, or one for all
        weight = np.broadcast_to(np.swapaxes(weight, -1, -2), (*weight.shape[:-2], 1, x.shape[-1]))
    word = "conv_transpose" if transpose else "depthwise" if depthwise else "conv"
    if not depthwise:
        fields["out"] = weight.shape[-1]
    layer = layer_for(word, x, weight, {**fields, "kernel": list(weight.shape[:-2]), "bias": bool(bias)})
    biases = biases_for(bias, weight.shape[-1])
    sums = wholes(exact_sums(layer, x, weight) + biases)
    slid = stretched(layer, x) if transpose else with_padding(layer, x)
    met = np.flip(weight, axes) if transpose else weight
    return Convolved(layer, x, kernel, slid, met, biases, sums, activated(sums, activation), flip, activation)


def is_sequence(x: Array, fields: dict[str, Any]) -> bool:
    """Whether a map is one row that windows of one axis slide along."""
    return len(x) == 1 and not any(isinstance(value, (list, tuple)) and len(value) > 1 for value in fields.values())


def check_channels(x: Array, kernel: Array, depthwise: bool) -> None:
    """Raise a DocumentError where the kernel has other channels than the input."""
    has, needs = kernel.shape[-2], x.shape[-1]
    if has != needs and not (depthwise and has == 1):
        one_each = "--depthwise, which takes one filter on every channel, or " if has == 1 else ""
        raise DocumentError(
            f"the kernel has {has} channel{'s' * (has != 1)}, and {needs} {'is' if needs == 1 else 'are'} needed: "
            f"the input has {x.shape[-1]}",
            hint=f"{one_each}a kernel of {needs} channel{'s' * (needs != 1)}",
        )
    if depthwise and kernel.shape[-1] != 1:
        raise DocumentError(
            f"--depthwise takes one matrix for each channel, and the kernel has {kernel.shape[-1]} filters",
            hint="one filter",
        )


def layer_for(word: str, x: Array, weight: Array, fields: dict[str, Any]) -> Any:
    """The layer, once it is known to take the input, and that all of it stays small."""
    made = network.layer_of(word, fields, None)
    y: Any = made.evaluate(Shape(x.shape)).output
    layer: Any = made.graph.nodes[0].layer
    check_work(y.size * weight[..., 0].size, max(padded_size(layer, x), y.size), weight[..., 0, 0].size)
    return layer


def padded_size(layer: Any, x: Array) -> int:
    """The cells of the map with its padding."""
    around = borders(x, axes_of(layer, x))
    return math.prod(size + before + after for size, (before, after) in zip(x.shape, around)) * x.shape[-1]


def check_work(products: int, cells: int, window: int) -> None:
    """Raise a DocumentError for more than can be worked on a page."""
    for count, most, what in (
        (window, MOST_TAPS, "cells in a window"),
        (products, MOST_PRODUCTS, "cells in all windows"),
        (cells, MOST_CELLS, "cells with the padding"),
    ):
        if count > most:
            raise DocumentError(
                f"{count:,} {what}: here the most is {most:,}",
                hint="a smaller input, padding or stride; convcalc layer counts without working it out",
            )


def exact_sums(layer: Any, x: Array, weight: Array) -> Array:
    """The sums without their bias, worked on whole numbers over a common denominator where there are no names."""
    bare = layer.replaced({"bias": False})
    if has_names(x) or has_names(weight):
        return run(bare, x, weight=weight)
    below_x, below_weight = common_denominator(x), common_denominator(weight)
    sums = run(bare, wholes(x * below_x), weight=wholes(weight * below_weight))
    return sums if below_x * below_weight == 1 else fractions(sums) / (below_x * below_weight)


def has_names(x: Array) -> bool:
    """Whether a cell is a name or a sum with names."""
    return any(isinstance(value, Sym) for value in x.reshape(-1))


def common_denominator(x: Array) -> int:
    """The least common denominator of the cells. Raises a DocumentError where it has too many digits."""
    found = 1
    for value in x.reshape(-1):
        found = math.lcm(found, Fraction(value).denominator)
        if found > MOST_DENOMINATOR:
            raise DocumentError("the common denominator has more than 300 digits", hint="simpler fractions")
    return found


def biases_for(bias: Sequence[Cell], filters: int) -> Array:
    """A bias for each filter: one for all, one each, or 0."""
    if len(bias) not in (0, 1, filters):
        raise UsageError(
            f"{len(bias)} biases for {filters} filter{'s' * (filters != 1)}", hint="one bias for all, or one for each"
        )
    biases = np.empty(filters, dtype=object)
    biases[:] = list(bias) * filters if len(bias) == 1 else list(bias) or [0] * filters
    return biases


def with_padding(layer: Any, x: Array) -> Array:
    """The map with its zeros around it."""
    return padded(x, borders(x, axes_of(layer, x)))


def stretched(layer: Any, x: Array) -> Array:
    """The map that a direct convolution with the turned kernel and stride 1 would slide over.

    S - 1 zeros stand between the cells, and d(F - 1) - P around them, with the output padding at the end; a negative
    number crops. Dumoulin and Visin 2016, relationships 8 to 14.
    """
    axes = axes_of(layer, x)
    extra = per_axis(layer.output_padding, len(axes))
    spread = np.zeros((*[(size - 1) * axis.stride + 1 for size, axis in zip(x.shape, axes)], x.shape[-1]), dtype=object)
    spread[tuple(slice(None, None, axis.stride) for axis in axes)] = x
    around = [around_of(size, axis, more) for size, axis, more in zip(x.shape, axes, extra)]
    spread = padded(spread, [(max(before, 0), max(after, 0)) for before, after in around])
    return spread[
        tuple(slice(max(-before, 0), len_ - max(-after, 0)) for len_, (before, after) in zip(spread.shape, around))
    ]


def around_of(size: int, axis: Any, extra: int) -> tuple[int, int]:
    """Along one axis the zeros before and after the stretched map; negative where cells are cropped."""
    reach: Any = effective(axis.kernel, axis.dilation)
    before: Any = crop(size, axis)[0]
    out: Any = transposed(size, axis, extra)  # the direct convolution gives the same size
    return reach - 1 - before, out - axis.stride * (size - 1) - 1 + before


def activated(sums: Array, word: str) -> Array:
    """The sums through an activation: exact where it only compares, adds and multiplies, else in floats."""
    if not word:
        return sums
    if has_names(sums):
        raise UsageError(f"{word} needs numbers, and the sums have names in them", hint="no --activation")
    layer = ACTIVATIONS[word]()
    if INEXACT.isdisjoint(layer.cost):
        return wholes(run(layer, fractions(sums)))
    return run(layer, sums.astype(float)).astype(object)


def fractions(x: Array) -> Array:
    """The same cells as fractions, so that a division stays exact."""
    return np.frompyfunc(lambda value: value if isinstance(value, Sym) else Fraction(value), 1, 1)(x)


def wholes(x: Array) -> Array:
    """The same cells, fractions as whole numbers where they are."""
    return np.frompyfunc(whole, 1, 1)(x)
