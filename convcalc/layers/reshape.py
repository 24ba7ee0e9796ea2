"""Layers that move values and compute nothing: flatten, reshape, pad, crop, split, shuffle, identity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convcalc.algebra.sym import Dim, divides, exact_div, product, same
from convcalc.algebra.writing import text
from convcalc.errors import Fault
from convcalc.layers.base import Example, Layer, Need, Reads, reads_everything
from convcalc.layers.fields import Dimensions, Padding, Whole, shown
from convcalc.layers.receptive import Reading
from convcalc.layers.window import border, divisors, per_axis
from convcalc.shape import Shape, volume


class Flatten(Layer):
    """All the values in one vector. Lecture 1, 'MLP requires input shape of 1D vector'."""

    word = "flatten"
    moves_nothing = True
    source = "lecture 1, 'Compare to MLP'"
    examples = (
        Example("lecture 1: 28x28x3 is 1x2,352", "28x28x3", {}, "2352", 0),
        Example("lecture 1: 256x256x3 is 196,608", "256x256x3", {}, "196608", 0),
    )

    def shape(self, *xs: Shape) -> Shape:
        """A vector of H*W*D_in values."""
        return Shape((product(xs[0]),))

    def reads(self, *xs: Shape) -> Reads:
        """All the input: a vector has no places, and is taken as a whole."""
        return reads_everything(xs[0])


class Reshape(Layer):
    """The same values in another shape, in the same order. Their number must stay."""

    word = "reshape"
    moves_nothing = True
    source = "NumPy, reshape; Radford et al. 2015, DCGAN, figure 1 (a vector as the first 4x4 map)"
    to: Any = Dimensions("the new shape, channels last")
    examples = (Example("Radford et al. 2015, figure 1", "16384", {"to": [4, 4, 1024]}, "4x4x1024", 0),)

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """The number of values stays."""
        (x,) = xs
        target = Shape(self.to)
        yield (
            same(product(x), product(target)),
            lambda: Fault(
                f"reshape: {x} has {text(product(x))} values, and {target} has {text(product(target))}",
                f"a shape of {text(product(x))} values",
                "to",
            ),
        )

    def shape(self, *xs: Shape) -> Shape:
        """The shape asked for."""
        return Shape(self.to)

    def reads(self, *xs: Shape) -> Reads:
        """All the input, which is taken as a whole since its places are not kept."""
        return reads_everything(xs[0])


class ZeroPad(Layer):
    """Zeros around the input, as a layer of its own. Lecture 1, 'Padding'."""

    word = "zeropad"
    source = "lecture 1, 'Padding'; lecture 5, 'Controlling the output sizes'"
    padding: Any = Padding("zeros around the input", letter="P", words=())
    examples = (
        Example("lecture 1, 'Padding': 5x5 drawn as 7x7", "5x5x1", {"padding": 1}, "7x7x1", 0),
        Example("Keras ResNet-50, conv1_pad", "224x224x3", {"padding": 3}, "230x230x3", 0),
    )

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """There are axes to pad, and one padding for each."""
        yield from self.axis_needs(xs[0])

    def shape(self, *xs: Shape) -> Shape:
        """W + 2P along each axis; the depth stays."""
        (x,) = xs
        pads = per_axis(self.padding, x.rank)
        return volume((size + border(pad) for size, pad in zip(x.spatial, pads, strict=True)), x.channels)

    def reads(self, *xs: Shape) -> Reads:
        """The cell at its own place less the zeros before."""
        pads = per_axis(self.padding, xs[0].rank)
        return (tuple(Reading(before=pad[0] if isinstance(pad, tuple) else pad) for pad in pads),)


class Crop(Layer):
    """Cells cut off all around the input, as the skips of a U-Net without padding need."""

    word = "crop"
    source = "Ronneberger et al. 2015, 'U-Net', section 2; Keras, Cropping2D"
    cropping: Any = Padding("cells cut off from each side", letter="P", words=())
    examples = (
        Example("Ronneberger et al. 2015, figure 1: 64x64 to 56x56", "64x64x512", {"cropping": 4}, "56x56x512", 0),
    )

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """There are axes to crop, one number for each, and something is left of them."""
        (x,) = xs
        yield from self.axis_needs(x)
        for left in self.shape(x).spatial:
            yield left >= 1, lambda: self._nothing_left(x)

    def _nothing_left(self, x: Shape) -> Fault:
        return Fault(
            f"crop: nothing is left of {x} after cropping {shown(self.cropping)} from each side",
            "a smaller cropping",
            "cropping",
        )

    def shape(self, *xs: Shape) -> Shape:
        """W - 2P along each axis; the depth stays."""
        (x,) = xs
        cuts = per_axis(self.cropping, x.rank)
        return volume((size - border(cut) for size, cut in zip(x.spatial, cuts, strict=True)), x.channels)

    def reads(self, *xs: Shape) -> Reads:
        """The cell at its own place and as many further on as are cut off before."""
        cuts = per_axis(self.cropping, xs[0].rank)
        return (tuple(Reading(before=0 - (cut[0] if isinstance(cut, tuple) else cut)) for cut in cuts),)


class Identity(Layer):
    """Nothing: the input again. Useful as a named place."""

    word = "identity"
    moves_nothing = True
    source = "He et al. 2015, equation 1 (the shortcut x)"
    examples = (Example("He et al. 2015, identity shortcut", "56x56x64", {}, "56x56x64", 0),)


class ChannelShuffle(Layer):
    """Channel shuffle: the channels of ``groups`` groups are dealt out in turn. Nothing is computed."""

    word = "channel_shuffle"
    source = "Zhang et al. 2017, 'ShuffleNet', section 3.1"
    groups: Any = Whole("groups whose channels are dealt out", default=2, letter="g")
    examples = (Example("Zhang et al. 2017, table 1, stage 2, g = 3", "28x28x240", {"groups": 3}, "28x28x240", 0),)

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """The groups divide the channels."""
        yield parts_divide(self.word, "groups", self.groups, xs[0])


class ChannelSplit(Layer):
    """Channel split: the channels are cut into equal ``parts`` and one of them is taken. Nothing is computed."""

    word = "channel_split"
    source = "Ma et al. 2018, 'ShuffleNet V2', section 3.2"
    parts: Any = Whole("equal parts that the channels are cut into", default=2, letter="g")
    take: Any = Whole("which part goes on, counted from 1", default=1)
    examples = (Example("Ma et al. 2018, figure 3c: two halves", "28x28x116", {}, "28x28x58", 0),)

    def settle(self) -> None:
        """The part taken is one of the parts."""
        if isinstance(self.take, int) and isinstance(self.parts, int) and self.take > self.parts:
            raise Fault(f"take is {self.take}, and there are {self.parts} parts", f"take = 1 to {self.parts}", "take")

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """The parts divide the channels."""
        yield parts_divide(self.word, "parts", self.parts, xs[0])
        what = f"take is {self.take}, and there are {self.parts} parts"
        yield self.take <= self.parts, lambda: Fault(what, "take = 1", "take")

    def shape(self, *xs: Shape) -> Shape:
        """D_in/g channels."""
        return volume(xs[0].spatial, exact_div(xs[0].channels, self.parts))


class ChannelPad(Layer):
    """Channels of zeros behind those of the input. Nothing is computed."""

    word = "channel_pad"
    source = "He et al. 2015, section 3.3, option A (a shortcut with zeros for the new channels)"
    extra: Any = Whole("channels of zeros", least=0, letter="Z")
    examples = (Example("He et al. 2015, section 4.2: 16 to 32 filters", "16x16x16", {"extra": 16}, "16x16x32", 0),)

    def shape(self, *xs: Shape) -> Shape:
        """D_in + Z channels."""
        return volume(xs[0].spatial, xs[0].channels + self.extra)


def parts_divide(word: str, field: str, parts: Dim, x: Shape) -> Need:
    """The need that the channels fall into equal parts."""
    return divides(parts, x.channels), lambda: Fault(
        f"{word}: {field} do not divide the input channels: D_in = {text(x.channels)}, {field} = {text(parts)}",
        f"{field} = {divisors(x.channels)}",
        field,
    )
