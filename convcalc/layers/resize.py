"""The way back from pooling: unpooling and upsampling."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from convcalc.algebra.sym import Dim, ceil_div, least, product
from convcalc.errors import Fault
from convcalc.layers.base import Counts, Example, Layer, Need, Reads, alike
from convcalc.layers.fields import Choice, Padding, PerAxis, Reference
from convcalc.layers.pool import PoolWindow
from convcalc.layers.receptive import Reading
from convcalc.layers.window import per_axis, spreading, transposed
from convcalc.shape import Shape, volume


class MaxUnpool(PoolWindow):
    """Unpooling: each value goes back to the place where max pooling found it; the other cells are 0.

    Size S(W - 1) + F - 2P, the inverse of pooling; with ``indices: name`` of the pooling step it is that step's input
    size exactly. Nothing is computed, values are only placed.
    """

    word = "maxunpool"
    source = "lecture 5, 'Visualization' (unpooling); Zeiler and Fergus 2013, section 2.1; PyTorch, MaxUnpool2d"
    kernel: Any = PerAxis("size of the pooling window; with indices that of the pooling step", default=None, letter="F")
    stride: Any = PerAxis("stride of the pooling; the kernel where not given", default=None, letter="S")
    padding: Any = Padding("padding of the pooling", default=0, letter="P", words=("same", "valid"))
    dilation: Any = PerAxis("dilation of the pooling", default=1, letter="d", quiet=True)
    indices: Any = Reference("the maxpool step whose places are used", default=None)
    examples = (
        Example("PyTorch, MaxUnpool2d, default output size", "27x27x64", {"kernel": 3, "stride": 2}, "55x55x64", 0),
        Example("inverse of lecture 1's 2x2 pooling", "2x2x1", {"kernel": 2}, "4x4x1", 0),
    )

    def settle(self) -> None:
        """A kernel is there; the stride is the kernel where not given."""
        if self.kernel is None:
            raise Fault(f"{self.word} needs kernel, or indices that name a maxpool step", "kernel = 2", "kernel")
        super().settle()

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """There are axes, and a padding that pooling takes; something is left; with indices, the sizes match."""
        x = xs[0]
        yield from self.axis_needs(x)
        yield from self.padding_needs(x)
        yield (
            (self.indices is None) == (len(xs) == 1),
            lambda: Fault(
                f"{self.word}: indices name an earlier maxpool step of a file; a layer alone has none",
                "no indices",
                "indices",
            ),
        )
        if len(xs) > 1:
            yield from alike(x, xs[2], lambda: self._unlike(x, xs[2]))
        for left in self.shape(*xs).spatial:
            yield (
                left >= 1,
                lambda: Fault(f"{self.word}: nothing is left after cropping {x}", "a smaller padding", "padding"),
            )

    def _unlike(self, x: Shape, pooled: Shape) -> Fault:
        return Fault(
            f"{self.word}: the input is {x}, and {self.indices} gave {pooled}: their places do not match",
            "indices = the pooling step of the same size",
            "indices",
        )

    def shape(self, *xs: Shape) -> Shape:
        """S(W - 1) + F - 2P along each axis, or the size that the pooling step had before it."""
        x = xs[0]
        if len(xs) > 1:
            return volume(xs[1].spatial, x.channels)
        return volume(
            (transposed(size, axis, 0) for size, axis in zip(x.spatial, self.axes(x), strict=True)), x.channels
        )

    def reads(self, *xs: Shape) -> Reads:
        """The values that may be put onto a cell, and with indices the pooled ones that say where, not those before."""
        x = xs[0]
        read = tuple(spreading(size, axis) for size, axis in zip(x.spatial, self.axes(x), strict=True))
        return (read,) if len(xs) == 1 else (read, None, read)

    def strides(self, *xs: Shape) -> tuple[()]:
        """Nothing is divided."""
        return ()


def repeated(scale: Dim) -> Reading:
    """What cells read that repeat another: that one, s of them in turn."""
    return Reading(period=scale, phase=lambda output: (0, 1))


def mixed(scale: Any) -> Reading:
    """What linearly mixed cells read: those around (o + 1/2)/s - 1/2, one of them where it lies there exactly."""
    halves = 2 * scale

    def phase(output: int) -> tuple[int, int]:
        place = 2 * output + 1 - scale
        return -(place // halves), 1 + (place % halves > 0)

    return Reading(ceil_div(scale - 1, halves), least(scale, Upsample.neighbours), period=scale, phase=phase)


class Upsample(Layer):
    """Upsampling by a whole factor: ``nearest`` repeats values, ``bilinear`` mixes the two neighbours along each axis.

    Along one axis ``bilinear`` is linear, along three trilinear: 2 values an axis, so 4 products and 3 additions for
    each output value of an image. The weights of the mix are fixed and are not parameters.
    """

    word = "upsample"
    source = "Odena et al. 2016, 'Deconvolution and checkerboard artifacts'; PyTorch, Upsample"
    scale: Any = PerAxis("how many times larger along each axis", letter="s")
    mode: Any = Choice("how values between are found", words=("nearest", "bilinear"), default="nearest")
    neighbours: ClassVar[int] = 2
    examples = (
        Example("PyTorch, Upsample(scale_factor=2)", "14x14x64", {"scale": 2}, "28x28x64", 0),
        Example("2*2 products, 3 additions a value", "4x4x1", {"scale": 2, "mode": "bilinear"}, "8x8x1", 0,
                {"products": 256, "additions": 192}),
    )  # fmt: skip

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """There are axes, and one factor for each of them."""
        yield from self.axis_needs(xs[0])

    def shape(self, *xs: Shape) -> Shape:
        """W*s along each axis; the depth stays."""
        (x,) = xs
        factors = per_axis(self.scale, x.rank)
        return volume((size * factor for size, factor in zip(x.spatial, factors, strict=True)), x.channels)

    def reads(self, *xs: Shape) -> Reads:
        """The cell that is repeated, or along each axis the two nearest of which a value is mixed."""
        rule = repeated if self.mode == "nearest" else mixed
        return (tuple(map(rule, per_axis(self.scale, xs[0].rank))),)

    def ops(self, *xs: Any) -> Counts:
        """None for nearest; 2^axes products and one addition less for each value of bilinear."""
        x, y = xs
        if self.mode == "nearest":
            return {}
        mixed = self.neighbours**x.rank
        return {"products": product((*y, mixed)), "additions": product((*y, mixed - 1))}
