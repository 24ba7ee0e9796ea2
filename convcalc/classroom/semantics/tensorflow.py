"""TensorFlow's rules, as the layers of Keras have them: padding is ``same`` or ``valid``, pools round down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convcalc.algebra.settle import settle
from convcalc.algebra.sym import most, same
from convcalc.algebra.writing import text
from convcalc.classroom.semantics.declared import (
    COUNTED,
    LEFT_OUT,
    Semantics,
    is_number,
    is_uneven,
    layer_zeros,
    never,
    odd_zeros,
    one_for_all,
    padding_text,
    sides_text,
    size_text,
    with_padding,
)
from convcalc.errors import Fault
from convcalc.layers.base import Need
from convcalc.layers.conv import ConvTranspose
from convcalc.layers.fields import differs
from convcalc.layers.window import effective, per_axis
from convcalc.shape import Shape


def needs(layer: Any, x: Shape) -> Iterator[Need]:
    """A dilated convolution moves by 1, output padding is below the stride, no ceil, no depthwise layer of videos."""
    if layer.word in ("conv", "conv_transpose"):
        for stride in per_axis(layer.stride, x.rank):
            yield from (_not_both(layer, x, stride, dilation) for dilation in per_axis(layer.dilation, x.rank))
    if isinstance(layer, ConvTranspose):
        for stride, extra in zip(per_axis(layer.stride, x.rank), per_axis(layer.output_padding, x.rank), strict=True):
            yield _below_the_stride(layer, x, stride, extra)
    if layer.word == "depthwise" and x.rank == 3:
        yield never(layer, f"Keras has DepthwiseConv1D and DepthwiseConv2D, and the input {x} has 3 axes",
                    "a conv of as many groups as channels", "")  # fmt: skip
    if getattr(layer, "ceil", False):
        yield never(layer, "the pools of Keras round down, and ceil is asked for", _rounded_up(layer, x),
                    "ceil")  # fmt: skip


def _not_both(layer: Any, x: Shape, stride: Any, dilation: Any) -> Need:
    return same((stride - 1) * (dilation - 1), 0), lambda: Fault(
        f"{layer.word}: {TENSORFLOW.call(layer, x)} of Keras takes a stride or a dilation above 1 and not both, "
        f"and the stride is {text(stride)}, the dilation {text(dilation)}",
        "stride = 1, or dilation = 1",
        "dilation",
    )


def _below_the_stride(layer: Any, x: Shape, stride: Any, extra: Any) -> Need:
    return extra < stride, lambda: Fault(
        f"{layer.word}: {TENSORFLOW.call(layer, x)} of Keras takes an output_padding below the stride, "
        f"and it is {text(extra)} with a stride of {text(stride)}",
        f"output_padding below {text(stride)}",
        "output_padding",
    )


def _rounded_up(layer: Any, x: Shape) -> str:
    """What to try for ceil: padding same, where it gives the size."""
    up, filled = (tried.shape(x) for tried in (layer, layer.replaced({"padding": "same", "ceil": False})))
    alike = not any(differs(settle(one), settle(other)) for one, other in zip(up, filled, strict=True))
    return f"padding = same, which gives {size_text(filled)}" if alike else "ZeroPadding before the pool"


def read(layer: Any, x: Shape) -> Any:
    """A transposed convolution with the output padding that Keras works out; all else is the catalogue's own."""
    if not isinstance(layer, ConvTranspose) or is_number(layer):
        return layer
    wanted: Any = layer.output_padding
    if layer.padding == "same":
        return _same_and_more(layer, x) if differs(wanted, 0) else layer
    if differs(wanted, 0):  # Keras fills in what is not given
        return layer
    gaps = [settle(most(axis.stride - effective(axis.kernel, axis.dilation), 0)) for axis in layer.axes(x)]
    return layer.replaced({"output_padding": one_for_all(gaps)})


def _same_and_more(layer: Any, x: Shape) -> Any:
    """``same`` with an output padding A: S(W - 1) + F_eff - 2*floor(F_eff/2) + A, the odd cell cropped at the end."""
    rows = zip(layer.axes(x), per_axis(layer.output_padding, x.rank), strict=True)
    cropped = [2 * (effective(axis.kernel, axis.dilation) // 2) - extra for axis, extra in rows]
    pairs = [(most(count, 0) // 2, most(count, 0) - most(count, 0) // 2) for count in cropped]
    added = one_for_all(settle(most(-count, 0)) for count in cropped)
    return with_padding(layer, pairs).replaced({"output_padding": added})


def remarks(asked: Any, read: Any, x: Shape, y: Shape) -> Iterator[str]:
    """How padding in numbers is written, what a transposed convolution adds, and what a mean divides by."""
    call = TENSORFLOW.call(asked, x)
    if is_number(asked) or asked.padding == "full":
        yield _by_hand(call, asked, x)
    yield from odd_zeros(asked, read, x)
    if isinstance(asked, ConvTranspose):
        yield from _added(asked, read, x)


def _by_hand(call: str, asked: Any, x: Shape) -> str:
    """How padding in numbers is written."""
    numbers = sides_text(asked, x) if is_uneven(asked) else padding_text(asked, x)
    if isinstance(asked, ConvTranspose):
        cropped = f"valid with output_padding={text_of(asked)}, and Cropping{x.rank}D({numbers}) after"
        return f"padding is a word in {call}: {cropped}"
    picked = ", whose zeros a window may pick" if asked.word == "maxpool" else ""
    return f"padding is a word in {call}: valid, and ZeroPadding{x.rank}D({numbers}) before{picked}: the same size"


def text_of(asked: Any) -> str:
    """The output padding as a call takes it."""
    extra = asked.output_padding
    return f"({', '.join(map(text, extra))})" if isinstance(extra, tuple) else text(extra)


def _added(asked: Any, read: Any, x: Shape) -> Iterator[str]:
    """The empty cells at the end that nobody asked for."""
    zeros = layer_zeros(read, x)
    if differs(read.output_padding, asked.output_padding) and not any(map(any, zeros)):
        yield f"valid gives each input a whole stride: output_padding = {text_of(read)}, empty cells at the end"


TENSORFLOW = Semantics(
    "tensorflow",
    "Keras",
    "Keras 3.15 on TensorFlow 2.21",
    "keras.layers, run; tf.nn.convolution, 'Notes on padding'; keras/src/backend/common/backend_utils.py",
    {
        "conv": "Conv{n}D",
        "depthwise": "DepthwiseConv{n}D",
        "conv_transpose": "Conv{n}DTranspose",
        "maxpool": "MaxPooling{n}D",
        "avgpool": "AveragePooling{n}D",
    },
    {
        "conv_transpose": {"groups": "groups = 1"},
        "maxpool": {"dilation": "dilation = 1"},
        "avgpool": {"dilation": "dilation = 1"},
        "minpool": {"": "maxpool of the values with their signs turned, which has the same sizes"},
        "l2pool": {"": "the root of avgpool of the squares, times F, which has the same sizes"},
        "maxunpool": {"": "upsample, or conv_transpose"},
    },
    needs,
    remarks,
    read,
    lambda layer: "gives each input a whole stride" if isinstance(layer, ConvTranspose) else "",
    lambda layer: LEFT_OUT if layer.padding == "same" else COUNTED,
)
