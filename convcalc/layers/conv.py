"""Convolutions: direct, depthwise and transposed, in one, two or three dimensions as the input has axes.

Letters: F kernel, S stride, P padding on each side, d dilation, g groups, D_in and D_out the depths.
Counts of a convolution: lecture 5, 'Convolution operation' (parameters, multiplications, accumulations, bias sums).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convcalc.algebra.sym import Dim, divides, exact_div, let, most, product, same
from convcalc.algebra.writing import text
from convcalc.errors import Fault
from convcalc.layers.base import Counts, Example, Need, Reads, Weights
from convcalc.layers.fields import Flag, Padding, PerAxis, Whole, differs, shown
from convcalc.layers.real import pairs_kept, pairs_within
from convcalc.layers.window import Axis, Windowed, crop, divisors, per_axis, reached, spreading, transposed, window
from convcalc.shape import Shape, volume

LECTURE_5 = "lecture 5, 'Convolution operation', example"


class Convolution(Windowed):
    """What all convolutions share: filters that each read ``depth`` channels, one bias a filter."""

    counting = "lecture 5, 'Convolution operation'"
    bias: Any

    def depth(self, x: Shape) -> Dim:
        """How many input channels one filter reads."""
        raise NotImplementedError

    def filters(self, x: Shape) -> Dim:
        """How many filters there are: the depth of the output."""
        raise NotImplementedError

    def kernels(self, x: Shape) -> tuple[Dim, ...]:
        """The kernel's size along each axis."""
        return per_axis(self.kernel, x.rank)

    def weights(self, *xs: Shape) -> Weights:
        """F*F*(D_in/g) weights a filter and one bias: (F*F*D_in + 1)*D_out. Lecture 5, 'Number of parameters'."""
        (x,) = xs
        out = self.filters(x)
        weight = (*self.kernels(x), self.depth(x), out)
        return {"weight": weight, "bias": (out,)} if self.bias else {"weight": weight}

    def ops(self, *xs: Any) -> Counts:
        """Every output value is a sum of F*F*D_in/g products and a bias. Lecture 5, 'Number of operations'."""
        x, y = xs
        kernel, depth, out = self.kernels(x), self.depth(x), y.channels
        return {
            "multiplications": product((*y.spatial, *kernel, depth, out)),
            "accumulations": product((*y.spatial, product(kernel) - 1, depth, out)),
            "cross_accumulations": product((*y.spatial, depth - 1, out)),
            "bias_sums": product(y) if self.bias else 0,
        }

    def effective(self, *xs: Any) -> Dim:
        """The pairs of a window and a tap that stand on the input, for each channel and filter."""
        x, y = xs
        rows = zip(x.spatial, y.spatial, self.axes(x), strict=True)
        pairs = [pairs_within(size, positions, axis) for size, positions, axis in rows]
        return product((*pairs, self.depth(x), y.channels))


class Grouped(Convolution):
    """A convolution whose input and output channels fall into ``groups`` that do not see each other."""

    out: Any
    groups: Any

    def depth(self, x: Shape) -> Dim:
        """D_in/g."""
        return exact_div(x.channels, self.groups)

    def filters(self, x: Shape) -> Dim:
        """D_out."""
        return self.out  # type: ignore[no-any-return]

    def window_text(self, rank: int) -> str:
        """Kernel/stride and padding, and the groups where there are several."""
        return super().window_text(rank) + (f" g{shown(self.groups)}" if differs(self.groups, 1) else "")

    def group_needs(self, x: Shape) -> Iterator[Need]:
        """The groups divide the input channels and the filters."""
        groups, depth, out = self.groups, x.channels, self.out
        yield (
            divides(groups, depth),
            lambda: Fault(
                f"{self.word}: groups do not divide the input channels: D_in = {text(depth)}, groups = {text(groups)}",
                f"groups = {divisors(depth, out)}",
                "groups",
            ),
        )
        yield (
            divides(groups, out),
            lambda: Fault(
                f"{self.word}: groups do not divide the filters: out = {text(out)}, groups = {text(groups)}",
                f"groups = {divisors(depth, out)}",
                "groups",
            ),
        )


class Conv(Grouped):
    """Convolution in 1, 2 or 3 dimensions (cross-correlation, as every framework computes it).

    Size (W - F + 2P)/S + 1 rounded down; a dilated kernel reaches over F + (F - 1)(d - 1). ``same`` is TensorFlow's
    rule and lecture 3's for stride 1: the output has ceil(W/S) positions and the odd cell of padding goes to the end;
    PyTorch refuses ``same`` with a stride above 1. ``full`` pads F_eff - 1 on each side, ``valid`` not at all.
    """

    word = "conv"
    source = "lecture 1, 'Activation map size'; lecture 5, 'Convolution operation'; Dumoulin and Visin 2016, rel. 15"
    out: Any = Whole("filters, the depth of the output", letter="D_out")
    kernel: Any = PerAxis("size of the filter", letter="F")
    stride: Any = PerAxis("cells between neighbouring positions", default=1, letter="S")
    padding: Any = Padding("zeros around the input", default=0, letter="P")
    dilation: Any = PerAxis("distance between neighbouring taps", default=1, letter="d", quiet=True)
    groups: Any = Whole("groups of channels that do not see each other", default=1, letter="g", quiet=True)
    bias: Any = Flag("one bias a filter", default=True)
    examples = (
        Example(
            LECTURE_5,
            "28x28x128",
            {"out": 32, "kernel": 3},
            "26x26x32",
            36_896,
            {"multiplications": 24_920_064, "accumulations": 22_151_168, "bias_sums": 21_632},
        ),
        Example("lecture 1, 'Activation map size'", "5x5x1",
                {"out": 1, "kernel": 3, "padding": 1, "stride": 2}, "3x3x1"),
        Example("lecture 3, 'Strides'", "5x5x1", {"out": 1, "kernel": 3, "padding": "same", "stride": 2}, "3x3x1"),
        Example("lecture 5, 'Dilated convolution', figure", "7x7x1", {"out": 1, "kernel": 3, "dilation": 2}, "3x3x1"),
        Example("Krizhevsky et al. 2012, conv2 in two groups", "27x27x96",
                {"out": 256, "kernel": 5, "padding": 2, "groups": 2}, "27x27x256", 307_456),
    )  # fmt: skip

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """The kernel fits, and the groups divide both depths."""
        yield from self.window_needs(xs[0])
        yield from self.group_needs(xs[0])

    def shape(self, *xs: Shape) -> Shape:
        """(W - F + 2P)/S + 1 along each axis, and D_out."""
        (x,) = xs
        return volume((window(size, axis) for size, axis in zip(x.spatial, self.axes(x), strict=True)), self.out)


class Depthwise(Convolution):
    """Depthwise convolution: each channel has filters of its own, ``multiplier`` of them.

    A grouped convolution with as many groups as channels. With a 1x1 convolution after it, it is the depthwise
    separable block of MobileNet; its parameters are (F*F + 1)*D_in.
    """

    word = "depthwise"
    source = "Howard et al. 2017, 'MobileNets', section 3.1; lecture 5, 'Depthwise Separable Convolution'"
    kernel: Any = PerAxis("size of the filter", letter="F")
    stride: Any = PerAxis("cells between neighbouring positions", default=1, letter="S")
    padding: Any = Padding("zeros around the input", default=0, letter="P")
    dilation: Any = PerAxis("distance between neighbouring taps", default=1, letter="d", quiet=True)
    multiplier: Any = Whole("filters for each channel", default=1, letter="m", quiet=True)
    bias: Any = Flag("one bias a filter", default=True)
    examples = (
        Example(
            "lecture 5, exercise 2, depthwise part; parameters (9 + 1)*128",
            "28x28x128",
            {"kernel": 3},
            "26x26x128",
            1_280,
            {"multiplications": 778_752, "accumulations": 692_224},
        ),
        Example("torch.utils.flop_counter, halved: depthwise 3x3, 32 channels", "56x56x32",
                {"kernel": 3, "padding": 1}, "56x56x32", None, {"multiplications": 903_168}),
    )  # fmt: skip

    def depth(self, x: Shape) -> Dim:
        """One: a filter reads its own channel."""
        return 1

    def filters(self, x: Shape) -> Dim:
        """m*D_in."""
        return let("D_out", x.channels * self.multiplier)

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """The kernel fits."""
        yield from self.window_needs(xs[0])

    def shape(self, *xs: Shape) -> Shape:
        """(W - F + 2P)/S + 1 along each axis, and m*D_in."""
        (x,) = xs
        spatial = (window(size, axis) for size, axis in zip(x.spatial, self.axes(x), strict=True))
        return volume(spatial, self.filters(x))


class ConvTranspose(Grouped):
    """Transposed convolution ('deconvolution'): every input value is spread over the output through the kernel.

    Size S(W - 1) + F_eff - 2P + output padding; ``same`` gives W*S (Keras), ``valid`` no cropping. Multiplications are
    one for each input value and tap, as torch.utils.flop_counter counts them, cropped cells included; accumulations
    are the products that fall on a cell which already holds one.
    """

    word = "conv_transpose"
    counting = "torch.utils.flop_counter; the cells that are reached are derived here, and counted one by one in a test"
    source = "lecture 5, 'Transpose convolution operation'; Dumoulin and Visin 2016, relationship 14"
    out: Any = Whole("filters, the depth of the output", letter="D_out")
    kernel: Any = PerAxis("size of the filter", letter="F")
    stride: Any = PerAxis("cells between the places where neighbouring inputs are spread", default=1, letter="S")
    padding: Any = Padding("cells cropped from each side of the output", default=0, letter="P", words=("same", "valid"))
    output_padding: Any = PerAxis("cells added at the end of the output", default=0, least=0, letter="A", quiet=True)
    dilation: Any = PerAxis("distance between neighbouring taps", default=1, letter="d", quiet=True)
    groups: Any = Whole("groups of channels that do not see each other", default=1, letter="g", quiet=True)
    bias: Any = Flag("one bias a filter", default=True)
    examples = (
        Example("Dumoulin and Visin 2016, figure 4.5", "2x2x1", {"out": 1, "kernel": 3, "stride": 2}, "5x5x1"),
        Example("Dumoulin and Visin 2016, figure 4.6", "3x3x1",
                {"out": 1, "kernel": 3, "stride": 2, "padding": 1}, "5x5x1"),
        Example("torch.utils.flop_counter, halved: 64 -> 32, 4x4, stride 2, padding 1", "14x14x64",
                {"out": 32, "kernel": 4, "stride": 2, "padding": 1}, "28x28x32", None,
                {"multiplications": 6_422_528}),
        Example("torch.utils.flop_counter, halved: the same in 4 groups", "14x14x64",
                {"out": 32, "kernel": 4, "stride": 2, "padding": 1, "groups": 4}, "28x28x32", None,
                {"multiplications": 1_605_632}),
    )  # fmt: skip

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """The groups divide both depths, the output padding is below a step, and something is left after cropping."""
        (x,) = xs
        yield from self.axis_needs(x)
        yield from self.group_needs(x)
        for axis, extra in zip(self.axes(x), per_axis(self.output_padding, x.rank), strict=True):
            yield self._below_a_step(axis, extra) if self.padding != "same" else self._no_extra(extra)
        for size, left in zip(x.spatial, self.shape(x).spatial, strict=True):
            yield self._something_left(size, left)

    def _no_extra(self, extra: Dim) -> Need:
        return same(extra, 0), lambda: Fault(
            f"{self.word}: padding same gives the size W*S, and an output_padding of {text(extra)} would change it",
            "padding as a number, or no output_padding",
            "output_padding",
        )

    def _below_a_step(self, axis: Axis, extra: Dim) -> Need:
        step = most(axis.stride, axis.dilation)
        return extra < step, lambda: Fault(
            f"{self.word}: output_padding is {text(extra)}, and must be below {text(step)}, "
            "the larger of stride and dilation: it only chooses among sizes that would share an input",
            f"output_padding below {text(step)}",
            "output_padding",
        )

    def _something_left(self, size: Dim, left: Dim) -> Need:
        return left >= 1, lambda: Fault(
            f"{self.word}: nothing is left of an axis of {text(size)} after cropping: {text(left)}",
            "a smaller padding",
            "padding",
        )

    def shape(self, *xs: Shape) -> Shape:
        """S(W - 1) + F - 2P + A along each axis, and D_out."""
        (x,) = xs
        rows = zip(x.spatial, self.axes(x), per_axis(self.output_padding, x.rank), strict=True)
        return volume((transposed(size, axis, extra) for size, axis, extra in rows), self.out)

    def strides(self, *xs: Shape) -> tuple[()]:
        """Nothing is divided."""
        return ()

    def zeros(self, size: Dim, axis: Axis) -> tuple[Dim, Dim]:
        """The cells cropped before and after an axis."""
        return crop(size, axis)

    def reads(self, *xs: Shape) -> Reads:
        """The inputs that are spread onto an output cell."""
        (x,) = xs
        return (tuple(spreading(size, axis) for size, axis in zip(x.spatial, self.axes(x), strict=True)),)

    def effective(self, *xs: Any) -> Dim:
        """The pairs of an input value and a tap that fall on a cell which is not cropped."""
        x, y = xs
        rows = zip(x.spatial, y.spatial, self.axes(x), strict=True)
        pairs = [pairs_kept(size, kept, axis) for size, kept, axis in rows]
        return product((*pairs, self.depth(x), y.channels))

    def ops(self, *xs: Any) -> Counts:
        """Every input value meets F*F*D_out/g weights; products that share a cell are added up."""
        x, y = xs
        kernel, depth, out = self.kernels(x), self.depth(x), y.channels
        products = product((*x.spatial, *kernel))
        cells = let("reached", product(reached(size, axis) for size, axis in zip(x.spatial, self.axes(x), strict=True)))
        return {
            "multiplications": product((products, depth, out)),
            "accumulations": product((products - cells, depth, out)),
            "cross_accumulations": product((cells, depth - 1, out)),
            "bias_sums": product(y) if self.bias else 0,
        }
