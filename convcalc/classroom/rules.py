"""The lectures' rules of layer sizing: each a function over an evaluated network that yields what it finds.

A number in a finding is worked out by the layer catalogue. The names of the rules stand where files are read,
``convcalc/architecture/silence.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convcalc.algebra.writing import fraction_text
from convcalc.classroom.case import RULES, Case, Finding, rule
from convcalc.evaluate import positions
from convcalc.layers import Layer, parameters
from convcalc.layers.conv import Conv, Depthwise
from convcalc.layers.linear import Dense
from convcalc.layers.pool import GlobalAvgPool, Pool
from convcalc.layers.resize import Upsample
from convcalc.layers.window import Windowed, effective, per_axis, sides
from convcalc.rows import Row
from convcalc.shape import AXES, Shape, volume

__all__ = ["RULES"]

SMALL = 3  # the filter that VGG stacks, and the largest common pooling window


@rule(
    "input-size",
    "lecture 4, 'Layer Sizing'",
    "the input is divisible by two as often as strides halve it; a stride of 4 halves twice",
)
def input_size(case: Case) -> Iterator[Finding]:
    """An input that cannot be halved as often as the network halves it."""
    x: Any = case.report.inputs[0]
    needed = [2**times for times in most_halvings(case)]
    wrong = [axis for axis, size in enumerate(x.spatial) if size % needed[axis]]
    if wrong:
        axis = wrong[0]
        size, most = x.spatial[axis], needed[axis]
        often = most.bit_length() - 1
        times = "once" if often == 1 else f"{often} times"
        what = f"{AXES[x.rank][axis]} = {size} is halved {times} on the way, and {most} does not divide it"
        yield Finding(None, "input", what, _divisible(case, x, needed))


def _twos(number: Any) -> int:
    """The largest power of two that divides a number."""
    return int(number & -number)


def _divisible(case: Case, x: Any, needed: list[int]) -> str:
    """The nearest inputs that can be halved as often as needed, below and above."""
    below = volume((size // most * most for size, most in zip(x.spatial, needed, strict=True)), x.channels)
    above = volume((-(-size // most) * most for size, most in zip(x.spatial, needed, strict=True)), x.channels)
    fitting = " or ".join(each.text(case.layout) for each in (below, above) if all(each.spatial))
    return f"an input of {fitting}, with paddings that go with it"


def most_halvings(case: Case) -> list[int]:
    """Along each axis of the input, how often the smallest map was halved; upsampling takes a halving back."""
    x = case.report.inputs[0]
    levels: list[tuple[int, ...]] = [(0,) * x.rank]
    for node, row in case.rows():
        before = [levels[place] for place, each in zip(node.inputs, row.inputs, strict=True) if each.rank == x.rank]
        highest = tuple(max(each) for each in zip(*before, strict=True)) if before else (0,) * x.rank
        gained = halvings(node.layer, row) if row.output.rank == x.rank == row.inputs[0].rank else (0,) * x.rank
        levels.append(tuple(level + more for level, more in zip(highest, gained, strict=True)))
    return [max(each) for each in zip(*levels, strict=True)]


def halvings(layer: Layer, row: Row) -> tuple[int, ...]:
    """How often a layer halves each axis; negative where it doubles. A window over the whole axis does not slide."""
    x, y = row.inputs[0], row.output
    if isinstance(layer, Upsample):
        return tuple(1 - _twos(factor).bit_length() for factor in per_axis(layer.scale, x.rank))
    if not isinstance(layer, Windowed):
        return (0,) * x.rank
    axes = zip(x.spatial, y.spatial, layer.axes(x), strict=True)
    return tuple(
        0 if out == 1 else (_twos(axis.stride).bit_length() - 1) * (1 if out <= size else -1)
        for size, out, axis in axes
    )


@rule(
    "unread-pixels",
    "lecture 3, 'Strides'",
    "the stride divides, so that every pixel is read; rests on the floor in the lecture's size formula "
    "(lecture 2, 'A closer look at dimensions': 2.33 positions)",
)
def unread_pixels(case: Case) -> Iterator[Finding]:
    """The last rows or columns that no window reads, where they are more than lies between any two windows."""
    for node, layer, row in case.rows_of(Windowed):
        x = row.inputs[0]
        windows: Any = layer.strides(*row.inputs)
        wide = [
            window
            for window, axis in zip(windows, layer.axes(x), strict=bool(windows))
            if window.unread > max(axis.stride - effective(axis.kernel, axis.dilation), 0)
        ]
        if wide:
            window = wide[0]
            rounded = f"{fraction_text(positions(window))} positions are rounded down"
            larger, smaller = window.stride - window.rest, window.rest
            ceil = ", or ceil: true" if isinstance(layer, Pool) else ""
            hint = f"an input or a padding that is {larger} larger or {smaller} smaller in all{ceil}"
            yield Finding(node, "stride", f"{' and '.join(row.notes)}: {rounded}", hint)


@rule(
    "even-kernel",
    "lecture 3, 'Padding'",
    "a kernel that keeps the size is odd; rests on P = (F - 1)/2 on both sides, which is not whole for an even F",
)
def even_kernel(case: Case) -> Iterator[Finding]:
    """A convolution padded to keep its size whose kernel is even, so that one side gets more zeros than the other."""
    for node, layer, row in case.rows_of(Conv, Depthwise):
        x: Any = row.inputs[0]
        y = row.output
        keeps = layer.padding == "same" or y.spatial == x.spatial
        for size, axis in zip(x.spatial, layer.axes(x), strict=True):
            before, after = sides(size, axis)
            reach: Any = effective(axis.kernel, axis.dilation)
            if keeps and before != after and reach % 2 == 0:
                what = (
                    f"an even kernel that keeps the size, with a padding of {before} before the map and {after} behind"
                )
                yield Finding(node, "kernel", what, f"kernel: {axis.kernel - 1} or {axis.kernel + 1}")
                break


@rule("large-pool", "lecture 4, 'Layer Sizing'", "a pooling window is 2 or 3; one over the whole map is another thing")
def large_pool(case: Case) -> Iterator[Finding]:
    """A pooling window above 3 that slides."""
    for node, layer, row in case.rows_of(Pool):
        kernel = per_axis(layer.kernel, row.inputs[0].rank)
        if max(kernel) > SMALL and any(out != 1 for out in row.output.spatial):
            window = "x".join(map(str, kernel))
            what = f"a pooling window of {window} on {row.inputs[0].text(case.layout)}"
            yield Finding(node, "kernel", what, "kernel: 2 or 3")


@rule(
    "large-filter",
    "lecture 3, 'VGG-16'",
    "beyond the first layer a stack of 3x3 filters sees as far as a large one, with fewer parameters (lecture 4, "
    "'Layer Sizing': at most 5x5); all layers of the stack but the last keep the depth D_in",
)
def large_filter(case: Case) -> Iterator[Finding]:
    """A large square filter behind another convolution, where a stack of small ones has fewer parameters."""
    behind = case.convolved()
    for node, layer, row in case.rows_of(Conv):
        (x,) = row.inputs
        stack = stack_for(layer, x)
        if not stack or not behind[node.inputs[0]] or _reads_the_whole_map(layer, row):
            continue
        smaller = sum(_count(each, x) for each in stack)
        saved = _count(layer, x) - smaller
        if saved > 0:
            depths = " to ".join(str(each) for each in (x.channels, *(each.out for each in stack)))
            large, small = (layer_.window_text(x.rank).split("/")[0] for layer_ in (layer, stack[0]))
            what = (
                f"{large} on {x.text(case.layout)} has {_count(layer, x):,} parameters; {len(stack)} layers of {small} "
                f"({depths}) see as far with {smaller:,}, which is {saved:,} fewer"
            )
            strided = ", the last with the stride" if layer.strides(x) else ""
            yield Finding(node, "kernel", what, f"{len(stack)} convolutions of kernel {SMALL}{strided}", saved)


def stack_for(layer: Conv, x: Shape) -> list[Conv]:
    """The small convolutions that see as far as a large one: all keep D_in but the last. Empty where there are none.

    Each small layer more widens what is seen by F - 1, so a kernel F, odd and the same along all axes, needs
    (F - 1)/(3 - 1) of them. Groups and biases stay.
    """
    kernel = per_axis(layer.kernel, x.rank)
    if (
        len(set(kernel)) != 1
        or kernel[0] <= SMALL
        or kernel[0] % 2 == 0
        or set(per_axis(layer.dilation, x.rank)) != {1}
    ):
        return []
    count = (kernel[0] - 1) // (SMALL - 1)
    depths = [x.channels] * (count - 1) + [layer.out]
    return [Conv(out=depth, kernel=SMALL, groups=layer.groups, bias=layer.bias) for depth in depths]


def _count(layer: Layer, x: Shape) -> int:
    """The parameters of a layer on numbers."""
    return parameters(layer, x)  # type: ignore[return-value]


def _reads_the_whole_map(layer: Conv, row: Row) -> bool:
    """Whether a convolution is a fully connected layer: each of its filters reads all of the map, once."""
    (x,) = row.inputs
    cells = per_axis(layer.kernel, x.rank)
    return cells == x.spatial and layer.groups == 1 and all(out == 1 for out in row.output.spatial)


@rule(
    "dense-head",
    "lecture 3, 'GoogLeNet/Inception'",
    "global average pooling (lecture 4, 'Global Averaging Pooling') before a fully connected layer, or a convolution "
    "over the whole map, which is one",
)
def dense_head(case: Case) -> Iterator[Finding]:
    """A fully connected layer that reads a map of features, where it could read the mean of each channel."""
    behind, made_of = case.convolved(), case.maps_read()
    for node, layer, row in case.rows_of(Dense, Conv):
        place = made_of[node.inputs[0]]
        x = case.value(place)
        if x.rank < 1 or all(size == 1 for size in x.spatial) or not behind[place]:
            continue
        if isinstance(layer, Conv) and not _reads_the_whole_map(layer, row):
            continue
        pooled = GlobalAvgPool().shape(x)
        now, then = _count(layer, row.inputs[0]), _count(Dense(out=layer.out, bias=layer.bias), pooled)
        what = (
            f"a fully connected layer on {x.text(case.layout)} has {now:,} parameters; on the means of its "
            f"{x.channels} channels it has {then:,}, which is {now - then:,} fewer"
        )
        yield Finding(node, "out", what, f"global_avgpool before it{_the_dense(layer)}", now - then)


def _the_dense(layer: Layer) -> str:
    return "" if isinstance(layer, Dense) else ", and kernel: 1"
