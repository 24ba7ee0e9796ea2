"""Sliding windows along one axis: the size formulas that convolution, pooling and unpooling share.

Letters: W (or H, T) the size of the axis, F the kernel, S the stride, P the padding on each side, d the dilation.
Sources: lecture 1, 'Activation map size'; lecture 3, 'Strides'; lecture 5, 'Convolution operation', 'Dilated
convolution' and 'Transpose convolution operation'; Dumoulin and Visin 2016, 'A guide to convolution arithmetic for
deep learning', relationships 6, 14 and 15.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from math import gcd
from typing import Any, NamedTuple

from convcalc.algebra.settle import settle
from convcalc.algebra.sym import Dim, Sym, ceil_div, common, exact_div, least, let, most, product, same, total
from convcalc.algebra.tracing import tracing
from convcalc.algebra.writing import text
from convcalc.errors import Fault
from convcalc.layers.base import Layer, Need, Reads, Stride
from convcalc.layers.fields import differs, shown
from convcalc.layers.receptive import Reading
from convcalc.shape import AXES, SIDES, Shape

Sides = Any  # padding of one axis: a dimension for both sides, a pair (before, after), or a word


class Axis(NamedTuple):
    """The window along one axis."""

    kernel: Dim
    stride: Dim
    padding: Sides
    dilation: Dim


def effective(kernel: Dim, dilation: Dim) -> Dim:
    """The reach of a dilated kernel, F + (F - 1)(d - 1). Lecture 5, 'Dilated convolution'."""
    return let("F_eff", kernel + (kernel - 1) * (dilation - 1), like=(kernel, dilation))


def sides(size: Dim, axis: Axis) -> tuple[Dim, Dim]:
    """The zeros before and after the axis, whatever way they were asked for.

    ``same`` is TensorFlow's rule: as many as ceil(W/S) windows need, the odd one at the end. ``full`` is F_eff - 1 on
    each side (lecture 3, 'FULL padding'), ``valid`` none.
    """
    kernel, stride, padding, dilation = axis
    if padding == "same":
        zeros = most((ceil_div(size, stride) - 1) * stride + effective(kernel, dilation) - size, 0)
        total = let("P_total", zeros, like=(size,))
        return total // 2, total - total // 2
    each = each_side(axis)
    return each if isinstance(each, tuple) else (each, each)


def each_side(axis: Axis) -> Any:
    """The padding as a number for both sides or as a pair, with the words ``full`` and ``valid`` worked out."""
    if axis.padding == "full":
        return let("P", effective(axis.kernel, axis.dilation) - 1, like=(axis.kernel, axis.dilation))
    return 0 if axis.padding == "valid" else axis.padding


def border(padding: Any) -> Dim:
    """The zeros on both sides together: 2P, or before + after."""
    return padding[0] + padding[1] if isinstance(padding, tuple) else 2 * padding  # type: ignore[no-any-return]


def span(size: Dim, axis: Axis) -> Dim:
    """How far the window can travel, W - F_eff + 2P: what is divided by the stride."""
    return size - effective(axis.kernel, axis.dilation) + border(each_side(axis))


def window(size: Dim, axis: Axis) -> Dim:
    """Positions of a window on an axis, (W - F + 2P)/S + 1, rounded down. ``same`` gives W/S rounded up.

    Lecture 1, 'Activation map size'; lecture 5, 'Dilated convolution'; Dumoulin and Visin 2016, relationship 15;
    for ``same`` lecture 3, 'Padding', and TensorFlow.
    """
    if axis.padding == "same":
        return ceil_div(size, axis.stride)
    return span(size, axis) // axis.stride + 1


def window_ceil(size: Dim, axis: Axis) -> Dim:
    """Positions in ceil mode, (W - F + 2P)/S + 1 rounded up, at most those that start inside the input.

    The last window must start inside the input or in the padding before it, (W + P)/S rounded up, as PyTorch and ONNX
    clip it.
    """
    if axis.padding == "same":
        return window(size, axis)
    before, _ = sides(size, axis)
    up = let("O_up", window_up(size, axis), like=(size,))
    return least(up, let("O_in", ceil_div(size + before, axis.stride), like=(size,)))


def window_up(size: Dim, axis: Axis) -> Dim:
    """Positions in ceil mode with the last one wherever it falls, (W - F + 2P)/S + 1 rounded up.

    Caffe, pooling_layer.cpp, where there is no padding: with a stride above the kernel the last window may start behind
    the input.
    """
    return window(size, axis) if axis.padding == "same" else ceil_div(span(size, axis), axis.stride) + 1


def transposed(size: Dim, axis: Axis, extra: Dim) -> Dim:
    """The size that a transposed convolution gives back, S(W - 1) + F_eff - 2P + output padding.

    Lecture 5, 'Transpose convolution operation'; Dumoulin and Visin 2016, relationship 14. ``same`` gives W*S (Keras).
    """
    if axis.padding == "same":
        return size * axis.stride
    reach = effective(axis.kernel, axis.dilation)
    return axis.stride * (size - 1) + reach - border(each_side(axis)) + extra


def crop(size: Dim, axis: Axis) -> tuple[Dim, Dim]:
    """The cells that a transposed convolution crops before and after an axis.

    ``same`` crops what a forward convolution with this padding adds to an axis of W*S cells (Keras).
    """
    return sides(size * axis.stride if axis.padding == "same" else size, axis)


def reached(size: Dim, axis: Axis) -> Dim:
    """Cells of the uncropped output of a transposed convolution that at least one product falls into.

    The W*F products of an axis fall on S*i + d*j. Two of them meet where i moves by d/c and j by S/c, c = gcd(S, d),
    so the cells reached are W*F less the pairs that meet. Derived here; the tests count it by brute force.
    """
    step = common(axis.stride, axis.dilation)
    meeting_inputs = most(size - exact_div(axis.dilation, step), 0)
    meeting_taps = most(axis.kernel - exact_div(axis.stride, step), 0)
    return size * axis.kernel - meeting_inputs * meeting_taps


def reading(size: Dim, axis: Axis) -> Reading:
    """What a window reads: F_eff cells from P before its place, which moves by S."""
    reach = effective(axis.kernel, axis.dilation)
    return Reading(sides(size, axis)[0], reach, axis.stride, apart=axis.dilation)


def spreading(size: Dim, axis: Axis) -> Reading:
    """What a cell of a transposed convolution reads: the inputs i with S*i + d*t = o + P for a tap t, from 0 to F - 1.

    At most ceil(F_eff/S) neighbours, and the inputs move by 1 with S outputs. Dumoulin and Visin 2016, relationship 14.
    """
    before, _ = crop(size, axis)
    reach = effective(axis.kernel, axis.dilation)
    most_read = ceil_div(reach, axis.stride)
    every = exact_div(axis.dilation, common(axis.stride, axis.dilation))
    spread = partial(_spread, axis, before)
    return Reading((reach - 1 - before) // axis.stride, most_read, 1, axis.stride, spread, every)


def _spread(axis: Any, before: Any, output: int) -> tuple[int, int]:
    """Of one output cell the first input that it reads, as cells before 0, and how many from there to the last."""
    stride, dilation = axis.stride, axis.dilation
    place, shared = output + before, gcd(stride, dilation)
    if place % shared:  # no tap falls on it
        return 0, 0
    # S*i = place (mod d): every (d/c)th input, c = gcd(S, d), of those within reach.
    every = dilation // shared
    fitting = place // shared * pow(stride // shared, -1, every) % every
    lowest, highest = -((dilation * (axis.kernel - 1) - place) // stride), place // stride
    first = lowest + (fitting - lowest) % every
    last = highest - (highest - fitting) % every
    return -first, max(last - first + 1, 0)


def per_axis(value: Any, rank: int) -> tuple[Any, ...]:
    """A field's value for each axis: a number or a word serves for all of them."""
    return value if isinstance(value, tuple) else (value,) * rank


def divisors(*numbers: Dim) -> str:
    """The numbers that divide all of these, as a hint: the first few where there are many."""
    known = [number for number in numbers if isinstance(number, int)]
    if not known:
        return "1, or another number that divides them"
    found = [d for d in range(1, min([*known, 4096]) + 1) if all(n % d == 0 for n in known)]
    shown_first = [str(each) for each in found[:12]] + ["..."] * (len(found) > 12)
    return ", ".join(shown_first[:-1]) + (" or " if len(shown_first) > 1 else "") + shown_first[-1]


class Windowed(Layer):
    """What convolution, pooling and their transposes share: a window with a kernel, stride, padding and dilation."""

    kernel: Any
    stride: Any
    padding: Any
    dilation: Any = 1

    def window(self) -> dict[str, Any]:
        """The fields that make the window, by name: those of an axis."""
        return {name: getattr(self, name) for name in Axis._fields}

    def cells(self, x: Shape) -> Dim:
        """The cells of one window."""
        return product(per_axis(self.kernel, x.rank))

    def axes(self, x: Shape) -> list[Axis]:
        """The window along each axis of the input."""
        fields = (self.kernel, self.stride, self.padding, self.dilation)
        if tuple not in map(type, fields):
            return [Axis(*fields)] * x.rank
        return [Axis(*values) for values in zip(*(per_axis(field, x.rank) for field in fields), strict=True)]

    def reads(self, *xs: Shape) -> Reads:
        """The window, axis by axis."""
        (x,) = xs
        return (tuple(reading(size, axis) for size, axis in zip(x.spatial, self.axes(x), strict=True)),)

    def window_needs(self, x: Shape) -> Iterator[Need]:
        """The kernel fits into the padded input."""
        yield from self.axis_needs(x)
        for letter, size, axis in zip(AXES[x.rank], x.spatial, self.axes(x), strict=True):
            if axis.padding != "same":
                yield self._fits(letter, size, axis)

    def _fits(self, letter: str, size: Dim, axis: Axis) -> Need:
        return span(size, axis) + self.slack(axis) >= 0, lambda: self._too_large(letter, size, axis)

    def slack(self, axis: Axis) -> Dim:
        """How far the first window may reach beyond the padded input: not at all."""
        return 0

    def _too_large(self, letter: str, size: Dim, axis: Axis) -> Fault:
        reach, zeros = settle(effective(axis.kernel, axis.dilation)), settle(border(each_side(axis)))
        room = settle(size + zeros)
        dilated = "" if same(axis.dilation, 1) else f" (F = {text(axis.kernel)} dilated by {text(axis.dilation)})"
        padded = "" if same(zeros, 0) else f" ({letter} = {text(size)} and {text(zeros)} of padding)"
        missing = settle(reach - room)
        fits = settle((room - 1) // axis.dilation + 1)
        return Fault(
            f"{self.word}: the kernel is larger than its input: "
            f"it reaches over {text(reach)}{dilated}, the input has {text(room)}{padded}",
            f"a kernel of {text(fits)} or less, or {text(missing)} more of padding in all",
            "kernel",
        )

    def strides(self, *xs: Shape) -> tuple[Stride, ...]:
        """What floor divides on each axis, for the note on what is never read."""
        if isinstance(self.stride, int) and self.stride == 1:
            return ()
        rows = [(size, axis, sides(size, axis)) for size, axis in zip(xs[0].spatial, self.axes(xs[0]), strict=True)]
        if self.padding == "same":  # where it adds nothing, windows may end before the input does
            added = [total(zeros) for _, _, zeros in rows]
            if any(isinstance(zeros, Sym) for zeros in added) and not tracing():
                return ()
            rows = [(size + zeros, axis._replace(padding=0), (0, 0)) for (size, axis, _), zeros in zip(rows, added)]
        return tuple(
            Stride(span(size, axis), axis.stride, zeros[1], effective(axis.kernel, axis.dilation))
            for size, axis, zeros in rows
        )

    def asides(self, *xs: Shape) -> dict[str, Dim]:
        """With padding ``same``, the zeros before and after each axis."""
        if self.padding != "same":
            return {}
        rows = zip(AXES[xs[0].rank], xs[0].spatial, self.axes(xs[0]), strict=True)
        placed = [zip(SIDES[letter], self.zeros(size, axis), strict=True) for letter, size, axis in rows]
        return {f"P_{side}": count for pairs in placed for side, count in pairs}

    def zeros(self, size: Dim, axis: Axis) -> tuple[Dim, Dim]:
        """The zeros before and after an axis."""
        return sides(size, axis)

    def window_text(self, rank: int) -> str:
        """Kernel/stride/padding, such as 7x7/2 p3, as a table shows them."""
        kernel = "x".join(shown(item) for item in per_axis(self.kernel, rank))
        stride = "x".join(shown(item) for item in per_axis(self.stride, 1))
        written = f"{kernel}/{stride}"
        if differs(self.padding, 0) and differs(self.padding, "valid"):
            written += f" {self.padding if isinstance(self.padding, str) else 'p' + shown(self.padding)}"
        if differs(self.dilation, 1):
            written += f" d{shown(self.dilation)}"
        return written
