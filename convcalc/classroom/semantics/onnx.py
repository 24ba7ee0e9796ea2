"""ONNX's rules: pads by numbers or auto_pad, pools that round down unless told, ``same`` meaning SAME_UPPER."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convcalc.algebra.settle import settle
from convcalc.algebra.sym import Dim, Sym
from convcalc.algebra.writing import text
from convcalc.classroom.semantics.declared import (
    LEFT_OUT,
    POOLS,
    Semantics,
    layer_zeros,
    no_same,
    odd_zeros,
    overhang,
    size_text,
    with_padding,
)
from convcalc.classroom.semantics.unclipped import unclipped
from convcalc.errors import Fault
from convcalc.layers.base import Need
from convcalc.layers.conv import ConvTranspose
from convcalc.layers.fields import differs
from convcalc.layers.window import effective, per_axis
from convcalc.shape import Shape

SINCE = {"maxpool": 10, "avgpool": 19, "l2pool": 18}  # the opsets that brought dilations to the pools


def needs(layer: Any, x: Shape) -> Iterator[Need]:
    """MaxUnpool has no auto_pad, and with ``same`` no less than nothing is cropped."""
    if layer.word == "maxunpool":
        yield from no_same(ONNX, layer, x)
    if _is_same_and_more(layer):
        yield from (_something_cropped(layer, x, count) for count in _cropped(layer, x))


def _is_same_and_more(layer: Any) -> bool:
    return isinstance(layer, ConvTranspose) and layer.padding == "same" and differs(layer.output_padding, 0)


def _cropped(layer: Any, x: Shape) -> list[Dim]:
    """What ``same`` crops of each axis with an output padding: total_padding of ConvTranspose for a size W*S."""
    rows = zip(layer.axes(x), per_axis(layer.output_padding, x.rank), strict=True)
    return [settle(effective(axis.kernel, axis.dilation) - axis.stride + extra) for axis, extra in rows]


def _something_cropped(layer: Any, x: Shape, count: Any) -> Need:
    return count >= 0, lambda: Fault(
        f"{layer.word}: padding same would crop {text(count)} cells in {ONNX.call(layer, x)} of ONNX",
        "padding as a number",
        "padding",
    )


def read(layer: Any, x: Shape) -> Any:
    """``same`` with an output padding crops more; auto_pad = VALID rounds down even in ceil mode."""
    if _is_same_and_more(layer):
        return with_padding(layer, [(count // 2, count - count // 2) for count in _cropped(layer, x)])
    if layer.word in POOLS and layer.ceil and layer.padding == "valid":
        return layer.replaced({"ceil": False})
    return layer


def remarks(asked: Any, read: Any, x: Shape, y: Shape) -> Iterator[str]:
    """What SAME_LOWER changes, what the opsets differ in, and what has to be said since the default is another."""
    if asked.padding == "full":
        pads = [text(count) for side in zip(*layer_zeros(read, x), strict=True) for count in side]
        yield f"there is no word full: pads=[{', '.join(pads)}]"
    for remark in odd_zeros(asked, read, x):
        yield f"{remark} (SAME_UPPER); at the {'end' if 'beginning' in remark else 'beginning'} with SAME_LOWER"
    yield from overhang(read, x, y)
    if asked.word in POOLS:
        yield from _pool(asked, read, x, y)
    elif isinstance(asked, ConvTranspose) and asked.padding == "same":
        yield from _gaps(asked, x)


def _pool(asked: Any, read: Any, x: Shape, y: Shape) -> Iterator[str]:
    if not differs(asked.stride, asked.kernel) and differs(asked.stride, 1):
        yield "the stride has to be written: without strides a pool of ONNX moves by 1"
    if read is not asked:
        yield "auto_pad=VALID rounds (W − F + 1)/S up, which is floor mode, also with ceil_mode; pads=0 rounds up"
    if asked.ceil and read is asked:
        yield from _clipped(read, x, y)
    if differs(asked.dilation, 1):
        yield f"dilations of this pool need opset {SINCE[asked.word]}"


def _clipped(read: Any, x: Shape, y: Shape) -> Iterator[str]:
    """Where a window is dropped that would start behind the input, which the text before opset 22 does not say."""
    everything = Shape(map(settle, unclipped(read).shape(x)))
    if not any(isinstance(dim, Sym) for dim in (*y, *everything)) and y != everything:
        before = f"before that the text gives {size_text(everything)}"
        yield f"a window that starts behind the input is dropped, as opset 22 says; {before}"


def _gaps(asked: Any, x: Shape) -> Iterator[str]:
    """Where ``same`` has to add cells, which the reference evaluator and shape inference of ONNX do otherwise."""
    over = [settle(effective(axis.kernel, axis.dilation) - axis.stride) for axis in asked.axes(x)]
    if any(isinstance(count, int) and count < 0 for count in over):
        yield (
            "the kernel is shorter than the stride: the size W*S is the text of the operator; shape inference of "
            "onnx 1.23 leaves out the empty cells"
        )


ONNX = Semantics(
    "onnx",
    "ONNX",
    "ONNX, opset 22",
    "operators Conv, ConvTranspose, MaxPool, AveragePool, LpPool and MaxUnpool; onnx 1.23, run",
    {
        "conv": "Conv",
        "depthwise": "Conv",
        "conv_transpose": "ConvTranspose",
        "maxpool": "MaxPool",
        "avgpool": "AveragePool",
        "l2pool": "LpPool",
        "maxunpool": "MaxUnpool",
    },
    {
        "maxunpool": {"dilation": "dilation = 1"},
        "minpool": {"": "maxpool of the values with their signs turned, which has the same sizes"},
    },
    needs,
    remarks,
    read,
    lambda layer: "rounds auto_pad=VALID down" if layer.word in POOLS and layer.padding == "valid" else "",
    lambda layer: f"{LEFT_OUT}, unless count_include_pad=1",
)
