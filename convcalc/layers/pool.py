"""Pooling: windows, the whole map, or as many windows as asked for.

Pooling has no parameters (lecture 4, 'Pooling Layer'; lecture 5, 'Feature-wise pooling operation') and keeps the depth.
Letters as for convolution; k stands for the F*F cells of a window.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convcalc.algebra.settle import settle
from convcalc.algebra.sym import Dim, ceil_div, common, exact_div, let, product
from convcalc.algebra.writing import text
from convcalc.errors import Fault
from convcalc.layers.base import Counts, Example, Layer, Need, Reads, Stride, reads_everything
from convcalc.layers.fields import Flag, Padding, PerAxis, differs
from convcalc.layers.receptive import Reading
from convcalc.layers.window import Axis, Windowed, effective, per_axis, sides, window, window_ceil
from convcalc.shape import Shape, volume

LECTURE_1 = "lecture 1, 'Pooling', 4x4 map"


class PoolWindow(Windowed):
    """A window whose stride is the kernel where it is not given, and whose padding is smaller than its reach."""

    def padding_needs(self, x: Shape) -> Iterator[Need]:
        """The padding is smaller than the window's reach."""
        for size, axis in zip(x.spatial, self.axes(x), strict=True):
            if axis.padding != "same":
                for side in sides(size, axis):
                    yield self._sees_the_input(side, effective(axis.kernel, axis.dilation))

    def _sees_the_input(self, side: Dim, whole: Dim) -> Need:
        reach = settle(whole)
        return side < reach, lambda: Fault(
            f"{self.word}: a window of {text(reach)} would see nothing but its padding of {text(side)}",
            f"padding = {text(reach // 2)} or less",
            "padding",
        )

    def settle(self) -> None:
        """The stride is the kernel where not given."""
        if self.stride is None:
            self.__dict__["stride"] = self.kernel

    def given(self) -> dict[str, Any]:
        """Fields that differ from their defaults; a stride equal to the kernel is one."""
        given = super().given()
        if not differs(self.stride, self.kernel):
            given.pop("stride", None)
        return given


class Pool(PoolWindow):
    """What the windowed pools share. The stride is the kernel where it is not given."""

    kernel: Any = PerAxis("size of the window", letter="F")
    stride: Any = PerAxis("cells between neighbouring positions; the kernel where not given", default=None, letter="S")
    padding: Any = Padding("cells around the input that count for nothing", default=0, letter="P")
    dilation: Any = PerAxis("distance between neighbouring cells of a window", default=1, letter="d", quiet=True)
    ceil: Any = Flag("round the size up instead of down; the last window starts inside the input", default=False)
    source = "lecture 3, 'Pooling'; lecture 5, 'Feature-wise pooling operation'; ceil mode as PyTorch and ONNX clip it"

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """The window fits, and the padding is smaller than the window's reach."""
        (x,) = xs
        yield from self.window_needs(x)
        yield from self.padding_needs(x)

    def slack(self, axis: Axis) -> Dim:
        """In ceil mode even the first window may reach beyond the end, by less than a stride."""
        return axis.stride - 1 if self.ceil else 0

    def shape(self, *xs: Shape) -> Shape:
        """(W - F + 2P)/S + 1 along each axis, rounded down, or up in ceil mode; the depth stays."""
        (x,) = xs
        return volume(map(self.positions, x.spatial, self.axes(x)), x.channels)

    def positions(self, size: Dim, axis: Axis) -> Dim:
        """The positions of the window along an axis."""
        return window_ceil(size, axis) if self.ceil else window(size, axis)

    def strides(self, *xs: Shape) -> tuple[Stride, ...]:
        """Nothing is thrown away in ceil mode."""
        return () if self.ceil else super().strides(*xs)

    def window_text(self, rank: int) -> str:
        """Kernel/stride/padding, with a mark for ceil mode."""
        return super().window_text(rank) + (" ceil" if self.ceil else "")


class Compared(Pool):
    """The pools that pick a value out of each window: F*F - 1 comparisons each."""

    def ops(self, *xs: Any) -> Counts:
        """F*F - 1 comparisons for each output value."""
        x, y = xs
        return {"comparisons": product((*y, self.cells(x) - 1))}


class MaxPool(Compared):
    """The largest value of each window: F*F - 1 comparisons each."""

    word = "maxpool"
    examples = (
        Example(LECTURE_1, "4x4x1", {"kernel": 2, "stride": 2}, "2x2x1", 0),
        Example("torchscan, tuple kernel: max pool 3/2, 64x56x56", "56x56x64", {"kernel": 3, "stride": 2},
                "27x27x64", 0, {"comparisons": 373_248}),
        Example("Szegedy et al. 2014, table 1: 112 to 56", "112x112x64", {"kernel": 3, "stride": 2, "ceil": True},
                "56x56x64", 0),
    )  # fmt: skip


class MinPool(Compared):
    """The smallest value of each window: F*F - 1 comparisons each."""

    word = "minpool"
    examples = (Example(LECTURE_1, "4x4x1", {"kernel": 2, "stride": 2}, "2x2x1", 0, {"comparisons": 12}),)


class AvgPool(Pool):
    """The mean of each window: F*F - 1 additions and a division each."""

    word = "avgpool"
    examples = (
        Example(LECTURE_1, "4x4x1", {"kernel": 2, "stride": 2}, "2x2x1", 0),
        Example("lecture 5, MobileNet table, 'Avg Pool'", "7x7x1024", {"kernel": 7}, "1x1x1024", 0),
        Example("torchscan: avg pool 2, 64x56x56 = 150,528 additions", "56x56x64", {"kernel": 2}, "28x28x64", 0,
                {"additions": 150_528}),
    )  # fmt: skip

    def ops(self, *xs: Any) -> Counts:
        """F*F - 1 additions and one division for each output value."""
        x, y = xs
        return {"additions": product((*y, self.cells(x) - 1)), "divisions": product(y)}


class L2Pool(Pool):
    """The 2-norm of each window: F*F squares, F*F - 1 additions and a root each. Lecture 3, 'Pooling'."""

    word = "l2pool"
    examples = (Example("lecture 3, 'Pooling', o = (i - k)/s + 1 rounded down", "7x7x1", {"kernel": 2}, "3x3x1", 0),)

    def ops(self, *xs: Any) -> Counts:
        """F*F products, F*F - 1 additions and one root for each output value."""
        x, y = xs
        cells = self.cells(x)
        return {
            "products": product((*y, cells)),
            "additions": product((*y, cells - 1)),
            "roots": product(y),
        }


class Global(Layer):
    """What the pools over a whole map share: one value a channel."""

    source = "lecture 4, 'Global Averaging Pooling'; Lin et al. 2013, 'Network in network', section 3.2"

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """There are axes to pool over."""
        yield from self.axis_needs(xs[0])

    def shape(self, *xs: Shape) -> Shape:
        """One cell along each axis; the depth stays."""
        return volume((1,) * xs[0].rank, xs[0].channels)

    def reads(self, *xs: Shape) -> Reads:
        """All the map."""
        return reads_everything(xs[0])


class GlobalAvgPool(Global):
    """The mean of each channel's whole map."""

    word = "global_avgpool"
    examples = (
        Example("torchscan: global average 512x7x7 = 25,600 operations with the divisions", "7x7x512", {}, "1x1x512",
                0, {"additions": 25_600 - 2 * 512, "divisions": 512}),
    )  # fmt: skip

    def ops(self, *xs: Any) -> Counts:
        """H*W - 1 additions and one division for each channel."""
        x, y = xs
        return {"additions": product((y.channels, product(x.spatial) - 1)), "divisions": y.channels}


class GlobalMaxPool(Global):
    """The largest value of each channel's whole map."""

    word = "global_maxpool"
    examples = (Example("independent count: 7*7 - 1 comparisons a channel", "7x7x512", {}, "1x1x512", 0,
                        {"comparisons": 48 * 512}),)  # fmt: skip

    def ops(self, *xs: Any) -> Counts:
        """H*W - 1 comparisons for each channel."""
        x, y = xs
        return {"comparisons": product((y.channels, product(x.spatial) - 1))}


def adaptive(size: Any, out: Any) -> Reading:
    """What adaptive windows read, from floor(i*W/O) to ceil((i+1)*W/O): they repeat where W/O adds up to whole cells.

    Of all the windows the longest has ceil(W/O) cells, and one more where they do not start on whole cells.
    """
    shared = common(size, out)

    def phase(output: int) -> tuple[Any, Any]:
        first = output * size // out
        return -first, ceil_div((output + 1) * size, out) - first

    return Reading(0, ceil_div(size + out - shared, out), exact_div(size, shared), exact_div(out, shared), phase)


class AdaptiveAvgPool(Layer):
    """Average pooling to a given size: window i runs from floor(i*W/O) to ceil((i+1)*W/O), as PyTorch has it.

    Windows differ in size and may overlap; the O windows of an axis cover W + O - gcd(W, O) cells in all.
    """

    word = "adaptive_avgpool"
    source = "PyTorch, AdaptiveAvgPool2d; the sum of the windows is derived here and counted by brute force in a test"
    out: Any = PerAxis("size of the output along each axis", letter="O")
    examples = (
        Example(
            "torchvision VGG and AlexNet: 7x7 and 6x6 before the classifier", "13x13x256", {"out": 6}, "6x6x256", 0
        ),
    )

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """There are axes, and one size for each of them."""
        yield from self.axis_needs(xs[0])

    def shape(self, *xs: Shape) -> Shape:
        """The size asked for; the depth stays."""
        return volume(per_axis(self.out, xs[0].rank), xs[0].channels)

    def reads(self, *xs: Shape) -> Reads:
        """The window of its own place."""
        return (tuple(map(adaptive, xs[0].spatial, per_axis(self.out, xs[0].rank))),)

    def ops(self, *xs: Any) -> Counts:
        """One addition less than a window has cells, and a division, for each output value."""
        x, y = xs
        sizes = zip(x.spatial, y.spatial, strict=True)
        cells = let("covered", product(size + out - common(size, out) for size, out in sizes))
        return {"additions": product((cells - product(y.spatial), y.channels)), "divisions": product(y)}
