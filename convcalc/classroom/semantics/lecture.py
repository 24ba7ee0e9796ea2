"""The lectures' rules: a size is (W - F + 2P)/S + 1, and where that is not whole the layer does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convcalc.algebra.settle import settle
from convcalc.classroom.semantics.declared import (
    Semantics,
    layer_zeros,
    no_same,
    odd_zeros,
    transposes,
    with_padding,
)
from convcalc.layers.base import Need
from convcalc.layers.fields import differs
from convcalc.layers.window import effective
from convcalc.shape import Shape


def needs(layer: Any, x: Shape) -> Iterator[Need]:
    """SAME is of windows that are not transposed."""
    if transposes(layer):
        yield from no_same(LECTURE, layer, x)


def read(layer: Any, x: Shape) -> Any:
    """SAME adds F - 1 zeros, whatever the stride; nothing is rounded up."""
    if getattr(layer, "ceil", False):
        layer = layer.replaced({"ceil": False})
    if layer.padding != "same":
        return layer
    zeros = [effective(axis.kernel, axis.dilation) - 1 for axis in layer.axes(x)]
    return with_padding(layer, [(count // 2, count - count // 2) for count in zeros])


def remarks(asked: Any, read: Any, x: Shape, y: Shape) -> Iterator[str]:
    """Where SAME is silent, and where it is another than the frameworks' own."""
    if asked.padding == "same" and not transposes(asked):
        if any(differs(settle(one), settle(other)) for one, other in layer_zeros(read, x)):
            yield "SAME is F − 1 zeros, and lecture 3 does not say on which side an odd one is"
        yield from odd_zeros(asked, read, x)
        if differs(asked.stride, 1):
            yield "SAME is F − 1 zeros with any stride, and (W − F + P)/S is rounded down (lecture 3)"
    if getattr(asked, "ceil", False):
        yield "the lectures have no ceil mode: the stride divides, so nothing is rounded"


LECTURE = Semantics(
    "lecture",
    "the lectures",
    "the lectures",
    "lecture 1, 'Activation map size'; lecture 2, (7 − 3)/3 + 1 = 2.33; lecture 3, 'Padding'; lecture 5, "
    "'Transpose convolution operation'",
    {
        "conv": "convolution",
        "depthwise": "depthwise convolution",
        "conv_transpose": "transpose convolution",
        "maxpool": "max pooling",
        "avgpool": "average pooling",
        "minpool": "min pooling",
        "l2pool": "L2 norm pooling",
        "maxunpool": "unpooling",
    },
    {"conv_transpose": {"output_padding": "output_padding = 0, the size S(W − 1) + F − 2P"}},
    needs,
    remarks,
    read,
    strict=True,
)
