"""PyTorch's rules: padding by numbers, ``same`` for convolutions of stride 1, pools that round down unless told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convcalc.algebra.settle import settle
from convcalc.algebra.sym import Dim, same
from convcalc.algebra.writing import text
from convcalc.classroom.semantics.declared import (
    COUNTED,
    POOLS,
    Semantics,
    in_numbers,
    is_uneven,
    no_same,
    odd_zeros,
    overhang,
    padding_text,
    sides_text,
    transposes,
)
from convcalc.errors import Fault
from convcalc.layers.base import Need
from convcalc.layers.window import sides
from convcalc.shape import Shape

CONVOLUTIONS = ("conv", "depthwise")


def needs(layer: Any, x: Shape) -> Iterator[Need]:
    """``same`` is of convolutions that move by 1; a pool's padding is at most half its kernel, dilated or not."""
    if layer.word not in CONVOLUTIONS:
        yield from no_same(PYTORCH, layer, x)
    elif layer.padding == "same":
        yield from (_moves_by_one(layer, x, axis.stride) for axis in layer.axes(x))
    if layer.word in POOLS and layer.padding != "same" and not is_uneven(layer):
        for size, axis in zip(x.spatial, layer.axes(x), strict=True):
            yield _at_most_half(layer, x, sides(size, axis)[0], axis.kernel)


def _moves_by_one(layer: Any, x: Shape, stride: Dim) -> Need:
    return same(stride, 1), lambda: Fault(
        f"{layer.word}: {PYTORCH.call(layer, x)} of PyTorch takes padding same with a stride of 1 alone, "
        f"and the stride is {text(stride)}",
        in_numbers(PYTORCH, layer, x),
        "padding",
    )


def _at_most_half(layer: Any, x: Shape, padding: Dim, kernel: Dim) -> Need:
    half = settle(kernel // 2)
    return padding <= half, lambda: Fault(
        f"{layer.word}: {PYTORCH.call(layer, x)} of PyTorch takes a padding of at most half the kernel, "
        f"{text(half)} of {text(kernel)}, and the padding is {text(settle(padding))}",
        f"padding = {text(half)} or less, or F.pad before the pool",
        "padding",
    )


def remarks(asked: Any, read: Any, x: Shape, y: Shape) -> Iterator[str]:
    """What has to be written otherwise, what lies beyond the input, and what a mean divides by."""
    call = PYTORCH.call(asked, x)
    if is_uneven(asked):
        yield _by_hand(call, asked, x)
    elif asked.padding == "full":
        yield f"there is no word full: padding={padding_text(read, x)} in {call}"
    yield from odd_zeros(asked, read, x)
    yield from overhang(read, x, y)


def _by_hand(call: str, asked: Any, x: Shape) -> str:
    """How sides that differ are written."""
    if transposes(asked):
        return f"{call} crops both sides alike: without padding, and {sides_text(asked, x)} cells cut off by slicing"
    filled = " with -inf" if asked.word == "maxpool" else ""
    return f"{call} pads both sides alike: F.pad{filled} before it, and no padding of its own: the same size"


NO_DILATION = {"dilation": "dilation = 1, or max pooling, which has it"}
PYTORCH = Semantics(
    "pytorch",
    "PyTorch",
    "PyTorch 2.13",
    "torch.nn.Conv2d, ConvTranspose2d, MaxPool2d, AvgPool2d, LPPool2d and MaxUnpool2d; ATen/native/Pool.h",
    {
        "conv": "Conv{n}d",
        "depthwise": "Conv{n}d",
        "conv_transpose": "ConvTranspose{n}d",
        "maxpool": "MaxPool{n}d",
        "avgpool": "AvgPool{n}d",
        "l2pool": "LPPool{n}d",
        "maxunpool": "MaxUnpool{n}d",
    },
    {
        "avgpool": NO_DILATION,
        "l2pool": {"padding": "padding = 0, and F.pad before the pool", **NO_DILATION},
        "maxunpool": {"dilation": "dilation = 1"},
        "minpool": {"": "maxpool of the values with their signs turned, which has the same sizes"},
    },
    needs,
    remarks,
    mean=lambda layer: f"{COUNTED}, unless count_include_pad=False",
)
