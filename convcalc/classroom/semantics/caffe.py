"""Caffe's rules: padding alike on both sides, convolutions that round down, and pools that round up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convcalc.algebra.settle import decide, settle
from convcalc.algebra.sym import Sym, same
from convcalc.algebra.writing import text
from convcalc.classroom.semantics.declared import (
    COUNTED,
    POOLS,
    Semantics,
    is_number,
    is_uneven,
    layer_zeros,
    never,
    no_same,
    one_for_all,
    overhang,
    padding_text,
    size_text,
    with_padding,
)
from convcalc.classroom.semantics.unclipped import unclipped
from convcalc.errors import Fault
from convcalc.layers.base import Need
from convcalc.layers.fields import differs, shown
from convcalc.layers.window import span
from convcalc.shape import AXES, Shape


def needs(layer: Any, x: Shape) -> Iterator[Need]:
    """Padding is a number that is alike on both sides, and pools take images."""
    yield from no_same(CAFFE, layer, x)
    if is_uneven(layer):
        most = one_for_all(max(each) if isinstance(each, tuple) else each for each in layer.padding)
        yield never(layer, f"Caffe pads both sides of an axis alike, and the padding is {shown(layer.padding)}",
                    f"padding = {shown(most)} on both sides", "padding")  # fmt: skip
    if layer.word in POOLS:
        yield (
            x.rank == 2,
            lambda: Fault(
                f"{layer.word}: Caffe pools along two axes, and the input {x} has {x.rank}",
                "an image such as 28x28x128",
            ),
        )
        yield from (_is_known(layer, axis.padding) for axis in layer.axes(x))


def _is_known(layer: Any, padding: Any) -> Need:
    known = isinstance(padding, str) or not isinstance(decide(same(padding, 0)), Sym)
    return known, lambda: Fault(
        f"{layer.word}: Caffe drops a window that starts behind the input where there is padding, and whether "
        f"{text(padding)} is 0 depends on names",
        "padding as a number",
        "padding",
    )


def read(layer: Any, x: Shape) -> Any:
    """Pools round up, and are clipped only where there is padding; a convolution reaches beyond by less than a step."""
    if layer.word in POOLS:
        padded = any(differs(count, 0) for pair in layer_zeros(layer, x) for count in pair)
        return layer.replaced({"ceil": True}) if padded else unclipped(layer)
    if layer.word == "conv_transpose" or not any(_missing(layer, x)):
        return layer
    pairs = layer_zeros(layer, x)
    return with_padding(layer, [(one, other + more) for (one, other), more in zip(pairs, _missing(layer, x))])


def _missing(layer: Any, x: Shape) -> list[int]:
    """The cells that a kernel reaches beyond the padded input, where the division rounds that to one position."""
    rows = [(settle(span(size, axis)), axis.stride) for size, axis in zip(x.spatial, layer.axes(x), strict=True)]
    known = [(room, step) for room, step in rows if isinstance(room, int) and isinstance(step, int)]
    return [-room if -step < room < 0 else 0 for room, step in known] if len(known) == len(rows) else []


def remarks(asked: Any, read: Any, x: Shape, y: Shape) -> Iterator[str]:
    """What the rounding does, what a word is in numbers, and what has to be said since the default is another."""
    if asked.padding == "full":
        yield f"there is no word full: pad: {padding_text(asked, x)}"
    if asked.word in POOLS:
        yield from _pool(asked, read, x, y)
    elif asked.word != "conv_transpose":
        for letter, more in zip(AXES[x.rank], _missing(asked, x)):
            if more:
                yield f"the kernel is {more} larger than the padded {letter}: C++ rounds towards 0, which gives 1"


def _pool(asked: Any, read: Any, x: Shape, y: Shape) -> Iterator[str]:
    down = asked.replaced({"ceil": False})
    floor = Shape(map(settle, down.shape(x)))
    if any(differs(one, other) for one, other in zip(floor, y, strict=True)):
        yield f"pools round up: round_mode: FLOOR, which later versions have, gives {size_text(floor)}"
    yield from overhang(read, x, y)
    for letter, size, out, axis in zip(AXES[x.rank], x.spatial, y.spatial, read.axes(x), strict=True):
        start = settle((out - 1) * axis.stride)
        if not is_number(asked) and isinstance(start, int) and isinstance(size, int) and start >= size:
            yield f"the last window along {letter} starts at {start}, behind the {size} cells of the input"
    if not differs(asked.stride, asked.kernel) and differs(asked.stride, 1):
        yield "the stride has to be written: without one a pool of Caffe moves by 1"


NO_POOL = "maxpool or avgpool: Caffe's pools are MAX, AVE and STOCHASTIC"
CAFFE = Semantics(
    "caffe",
    "Caffe",
    "Caffe 1.0",
    "conv_layer.cpp, deconv_layer.cpp and pooling_layer.cpp, read and not run",
    {
        "conv": "Convolution",
        "depthwise": "Convolution",
        "conv_transpose": "Deconvolution",
        "maxpool": "Pooling",
        "avgpool": "Pooling",
    },
    {
        "conv_transpose": {"output_padding": "output_padding = 0"},
        "maxpool": {"dilation": "dilation = 1"},
        "avgpool": {"dilation": "dilation = 1"},
        "minpool": {"": NO_POOL},
        "l2pool": {"": NO_POOL},
        "maxunpool": {"": "conv_transpose"},
    },
    needs,
    remarks,
    read,
    lambda layer: "rounds up" if layer.word in POOLS else "",
    lambda layer: COUNTED,
)
