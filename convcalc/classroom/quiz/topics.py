"""The topics of a quiz, each with the recipes of its levels.

Level 1 is one step with small numbers and a stride of 1, level 2 has a stride, padding, biases or depth, level 3
several of these together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from convcalc.classroom.quiz.matrices import convolving, pooled
from convcalc.classroom.quiz.recipes import Drawn, Recipe, keeping, layers, open_layer, separable_gain

LEVELS = (1, 2, 3)
SMALL, MIDDLE, LARGE = range(5, 33), range(8, 65), range(12, 129)
TINY = range(3, 13)
FLAT, COLOUR = (1,), (1, 3)
FEW, MANY = (1, 3, 8, 16), (3, 8, 16, 32, 64, 128, 256)
FILTERS, MORE_FILTERS = (2, 4, 5, 6, 8, 10), (8, 16, 32, 64, 128, 256)
NO = (False,)


def conv(**fields: Sequence[Any]) -> Drawn:
    """A convolution with the usual filters where nothing else is said."""
    return open_layer("conv", **{"out": MORE_FILTERS, "kernel": (3, 5), **fields})


def pool(*kernel: int, stride: tuple[int, ...] = (2,)) -> Drawn:
    """A max pool."""
    return open_layer("maxpool", kernel=kernel or (2,), stride=stride)


POINTWISE = conv(kernel=(1,))
STRIDED = conv(kernel=(3, 4, 5, 6, 7), stride=(2, 3))
PADDED = conv(kernel=(5, 7), padding=(1, 2))
WINDOWED = conv(kernel=(3, 4, 5, 7), stride=(2, 3), padding=(1, 2))
UPRIGHT = conv(kernel=([1, 7], [7, 1], [3, 5], [5, 3], [1, 3], [3, 1]))
NETWORK = (conv(out=FILTERS), pool(), conv(out=(8, 16, 32)), pool())
HEAD = open_layer("dense", out=(10, 20, 50, 84, 100, 120))

TOPICS: dict[str, dict[int, tuple[Recipe, ...]]] = {
    "size": {
        1: (
            Recipe("one filter", ("size",), layers(SMALL, COLOUR, conv(out=(1,), kernel=(2, 3, 4, 5)))),
            Recipe("a few filters", ("output",), layers(SMALL, COLOUR, conv(out=FILTERS, kernel=(2, 3, 4, 5)))),
        ),
        2: (
            Recipe("stride", ("output", "size"), layers(MIDDLE, MANY, STRIDED)),
            Recipe("padding", ("output", "size"), layers(MIDDLE, MANY, PADDED)),
            Recipe("stride and padding", ("output", "size"), layers(MIDDLE, MANY, WINDOWED)),
        ),
        3: (
            Recipe("not square", ("output", "size"), layers(MIDDLE, MANY, WINDOWED, wide=True)),
            Recipe("same padding", ("output",), layers(LARGE, MANY, conv(stride=(2, 3), padding=("same",)))),
            Recipe("two layers", ("output", "size"), layers(MIDDLE, FEW, STRIDED, PADDED)),
            Recipe("fits or not", ("fits",), layers(LARGE, MANY, WINDOWED)),
            Recipe("padding sought", ("padding",), keeping(LARGE, (5, 7, 9, 11), (1, 2), (0, 2, 4))),
        ),
    },
    "params": {
        1: (
            Recipe("weights", ("parameters",), layers(SMALL, (1, 3), conv(out=FILTERS, kernel=(2, 3, 4, 5), bias=NO))),
            Recipe("one channel", ("parameters",), layers(SMALL, FLAT, conv(out=FILTERS, kernel=(2, 3, 4, 5)))),
        ),
        2: (
            Recipe("biases", ("parameters",), layers(MIDDLE, MANY, conv(kernel=(1, 3, 5, 7)))),
            Recipe("without the biases", ("weights",), layers(MIDDLE, MANY, conv(kernel=(3, 5, 7), stride=(1, 2)))),
            Recipe("fully connected", ("parameters",), layers(range(4, 9), (8, 16, 32, 64), HEAD)),
        ),
        3: (
            Recipe("groups", ("parameters", "weights"), layers(MIDDLE, (16, 32, 64), conv(groups=(2, 4, 8)))),
            Recipe("two layers", ("parameters",), layers(MIDDLE, FEW, conv(), conv(kernel=(1, 3)))),
            Recipe("not square", ("parameters", "weights"), layers(MIDDLE, MANY, UPRIGHT)),
            Recipe("normalised", ("parameters",), layers(MIDDLE, MANY, conv(bias=NO), open_layer("batchnorm"))),
        ),
    },
    "counting": {
        1: (
            Recipe(
                "multiplications", ("multiplications",),
                layers(range(5, 13), FLAT, conv(out=(1, 2, 4), kernel=(2, 3), bias=NO)),
            ),
        ),
        2: (
            Recipe("multiplications", ("multiplications",), layers(SMALL, MANY, conv(kernel=(3, 5)))),
            Recipe("accumulations", ("accumulations",), layers(SMALL, MANY, conv(kernel=(3, 5)))),
            Recipe("operations", ("operations",), layers(SMALL, FEW, conv(out=FILTERS))),
        ),
        3: (
            Recipe("operations", ("operations",), layers(MIDDLE, MANY, WINDOWED)),
            Recipe("not square", ("multiplications", "operations"), layers(MIDDLE, FEW, WINDOWED, wide=True)),
            Recipe("two layers", ("multiplications", "operations"), layers(SMALL, FEW, conv(stride=(1, 2)), POINTWISE)),
        ),
    },
    "dilated": {
        1: (
            Recipe("one filter", ("size",), layers(SMALL, FLAT, conv(out=(1,), kernel=(2, 3, 4), dilation=(2, 3)))),
        ),
        2: (
            Recipe("depth", ("output", "size"), layers(MIDDLE, MANY, conv(dilation=(2, 3, 4)))),
            Recipe("padding", ("output", "size"), layers(MIDDLE, MANY, conv(padding=(1,), dilation=(2, 3, 4)))),
        ),
        3: (
            Recipe(
                "not square", ("output", "size"),
                layers(MIDDLE, MANY, conv(stride=(2,), padding=(1, 2), dilation=(2, 3)), wide=True),
            ),
            Recipe(
                "two layers", ("output", "size"),
                layers(MIDDLE, FEW, conv(kernel=(3,), dilation=(2,)), conv(kernel=(3,), dilation=(3, 4))),
            ),
            Recipe("parameters", ("parameters",), layers(MIDDLE, MANY, conv(padding=(1, 2), dilation=(2, 3)))),
            Recipe("padding sought", ("padding",), keeping(LARGE, (3, 5, 7), (2, 3, 4), (0, 2, 4))),
        ),
    },
    "transposed": {
        1: (
            Recipe(
                "one filter", ("size",), layers(TINY, FLAT, open_layer("conv_transpose", out=(1,), kernel=(2, 3, 4, 5)))
            ),
        ),
        2: (
            Recipe(
                "stride", ("output", "size"),
                layers(TINY, MANY, open_layer("conv_transpose", out=MORE_FILTERS, kernel=(3, 4, 5), stride=(2, 3))),
            ),
            Recipe(
                "padding", ("output", "size"),
                layers(TINY, MANY, open_layer(
                    "conv_transpose", out=MORE_FILTERS, kernel=(3, 4, 5), stride=(2, 3), padding=(1,)
                )),
            ),
        ),
        3: (
            Recipe(
                "output padding", ("output", "size"),
                layers(TINY, MANY, open_layer(
                    "conv_transpose", out=MORE_FILTERS, kernel=(3, 5), stride=(2, 3), padding=(1, 2),
                    output_padding=(1,),
                ), wide=True),
            ),
            Recipe(
                "two layers", ("output",),
                layers(TINY, MANY, *[
                    open_layer("conv_transpose", out=MORE_FILTERS, kernel=(2, 4), stride=(2,), padding=(0, 1))
                ] * 2),
            ),
            Recipe(
                "parameters", ("parameters",),
                layers(TINY, MANY, open_layer("conv_transpose", out=MORE_FILTERS, kernel=(2, 3, 4), stride=(2,))),
            ),
        ),
    },
    "pooling": {
        1: (
            Recipe("one map", ("size",), layers(range(6, 65), FLAT, pool(2, 3, 4, 5, stride=(1,)))),
        ),
        2: (
            Recipe("windows apart", ("output",), layers(MIDDLE, MANY, pool(2, stride=(2,)))),
            Recipe("windows that overlap", ("output", "size"), layers(MIDDLE, MANY, pool(3, 4, 5, stride=(2, 3)))),
            Recipe(
                "average", ("output", "size"),
                layers(MIDDLE, MANY, open_layer("avgpool", kernel=(3, 4), stride=(2, 3), padding=(0, 1))),
            ),
            Recipe("nothing is learned", ("parameters",), layers(MIDDLE, MANY, pool(2, 3))),
        ),
        3: (
            Recipe(
                "rounded up", ("output", "size"),
                layers(MIDDLE, MANY, open_layer("maxpool", kernel=(2, 3), stride=(2,), ceil=(True,))),
            ),
            Recipe("after a convolution", ("output", "size"), layers(MIDDLE, FEW, STRIDED, pool(2, 3))),
            Recipe("comparisons", ("comparisons",), layers(SMALL, FEW, pool(2, 3))),
            Recipe("not square", ("output", "size"), layers(MIDDLE, MANY, pool(3, 4, 5, stride=(2, 3)), wide=True)),
        ),
    },
    "separable": {
        1: (
            Recipe(
                "depthwise", ("parameters",),
                layers(SMALL, (3, 8, 10, 16), open_layer("depthwise", kernel=(3, 5, 7), bias=NO)),
            ),
        ),
        2: (
            Recipe(
                "parameters", ("parameters",),
                layers(MIDDLE, (3, 8, 16, 32, 64, 128), open_layer("depthwise", kernel=(3, 5)), POINTWISE),
            ),
            Recipe(
                "multiplications", ("multiplications",),
                layers(SMALL, (3, 8, 16, 32, 64), open_layer("depthwise", kernel=(3, 5)), POINTWISE),
            ),
            Recipe(
                "output", ("output",),
                layers(MIDDLE, (3, 8, 16, 32, 64), open_layer("depthwise", kernel=(3, 5), stride=(2,)), POINTWISE),
            ),
        ),
        3: (
            Recipe(
                "gain", ("parameters", "multiplications"),
                separable_gain(MIDDLE, (8, 16, 32, 64, 128), (16, 32, 64, 128, 256), (3, 5)),
            ),
            Recipe(
                "operations", ("operations",),
                layers(SMALL, (3, 8, 16, 32), open_layer("depthwise", kernel=(3, 5), stride=(1, 2)), POINTWISE),
            ),
            Recipe(
                "several filters a channel", ("parameters", "output"),
                layers(MIDDLE, (3, 8, 16), open_layer("depthwise", kernel=(3, 5), multiplier=(2, 4)), POINTWISE),
            ),
        ),
    },
    "network": {
        1: (Recipe("two layers", ("output",), layers(SMALL, (1, 3), conv(out=FILTERS), pool(2, 3, stride=(1,)))),),
        2: (
            Recipe("four layers", ("output",), layers(MIDDLE, (1, 3), *NETWORK)),
            Recipe("parameters", ("parameters",), layers(SMALL, (1, 3), conv(out=FILTERS), pool(), HEAD)),
        ),
        3: (
            Recipe("parameters", ("parameters",), layers(SMALL, (1, 3), *NETWORK, HEAD, HEAD)),
            Recipe("multiplications", ("multiplications",), layers(SMALL, (1, 3), *NETWORK, HEAD)),
            Recipe(
                "bottleneck", ("parameters", "multiplications"),
                layers((7, 14, 28), (64, 128, 256), conv(out=(16, 32), kernel=(1,)), conv(out=(16, 32, 64)), POINTWISE),
            ),
            Recipe(
                "normalised", ("parameters",),
                layers(MIDDLE, (3, 16), conv(bias=NO), open_layer("batchnorm"), open_layer("relu"), pool(), conv()),
            ),
        ),
    },
    "matrix": {
        1: (Recipe("convolution", ("matrix",), convolving([(3, 3), (3, 4), (4, 3)], (2,), 5)),),
        2: (
            Recipe("stride", ("matrix",), convolving([(4, 4), (4, 6), (6, 4)], (2,), 9, stride=(2,))),
            Recipe("padding", ("matrix",), convolving([(2, 3), (3, 2), (3, 3)], (3,), 9, padding=(1,))),
            Recipe("bias", ("matrix",), convolving([(4, 4), (4, 5)], (3,), 9, bias=(-3, -2, -1, 1, 2, 3))),
            Recipe("pooling", ("matrix",), pooled([(4, 4), (4, 6), (6, 4)], (2,), op=("max", "avg"), stride=(2,))),
        ),
        3: (
            Recipe("stride and padding", ("matrix",), convolving([(5, 5), (5, 3)], (3,), 9, stride=(2,), padding=(1,))),
            Recipe("dilation", ("matrix",), convolving([(4, 4), (4, 5)], (2,), 9, dilation=(2,))),
            Recipe(
                "transposed", ("matrix",),
                convolving([(2, 2), (2, 3)], (2, 3), 5, stride=(1, 2), transpose=(True,)),
            ),
            Recipe("overlapping pooling", ("matrix",), pooled([(5, 5), (5, 7)], (3,), op=("max", "min"), stride=(2,))),
        ),
    },
}  # fmt: skip
