"""Caffe's semantics beside its source, put into Python here: Caffe itself was not run.

conv_layer.cpp and deconv_layer.cpp divide as C++ does, towards 0; pooling_layer.cpp rounds up, and drops a last window
that starts behind the input where there is padding along any axis.
"""

from itertools import product

import pytest

from convcalc.classroom.semantics import under
from convcalc.errors import ShapeError
from convcalc.network import layer


def convolved(size, kernel, stride, pad, dilation):
    """ConvolutionLayer::compute_output_shape."""
    extent = dilation * (kernel - 1) + 1
    return int((size + 2 * pad - extent) / stride) + 1


def deconvolved(size, kernel, stride, pad, dilation):
    """DeconvolutionLayer::compute_output_shape."""
    return stride * (size - 1) + dilation * (kernel - 1) + 1 - 2 * pad


def pooled(sizes, kernel, stride, pads):
    """PoolingLayer::Reshape; None where a CHECK fails or nothing is left."""
    if any(pad >= kernel for pad in pads):
        return None
    out = [-(-(size + 2 * pad - kernel) // stride) + 1 for size, pad in zip(sizes, pads)]
    if any(pads):
        out = [length - ((length - 1) * stride >= size + pad) for length, size, pad in zip(out, sizes, pads)]
    return out if min(out) >= 1 else None


def sizes(word, shape, **fields):
    try:
        return list(under(layer(word, **fields), shape, semantics="caffe").report.output.spatial)
    except ShapeError:
        return None


def test_convolutions():
    for size, kernel, stride, pad, dilation in product(range(1, 10), (1, 2, 3, 4), (1, 2, 3), (0, 1, 2), (1, 2)):
        fields = {"kernel": kernel, "stride": stride, "padding": pad, "dilation": dilation}
        length = convolved(size, **{"pad" if name == "padding" else name: value for name, value in fields.items()})
        assert sizes("conv", f"{size}x2", out=1, **fields) == ([length] if length >= 1 else None)
        assert sizes("depthwise", f"{size}x2", **fields) == ([length] if length >= 1 else None)
        length = deconvolved(size, kernel, stride, pad, dilation)
        assert sizes("conv_transpose", f"{size}x2", out=1, **fields) == ([length] if length >= 1 else None)


@pytest.mark.parametrize("word", ["maxpool", "avgpool"])
def test_pools(word):
    for height, kernel, stride, pads in product(range(1, 9), (1, 2, 3), (1, 2, 3, 4), product((0, 1), (0, 1, 2))):
        fields = {"kernel": kernel, "stride": stride, "padding": list(pads)}
        wanted = pooled((height, 5), kernel, stride, pads)
        assert sizes(word, f"{height}x5x1", **fields) == wanted, (height, fields)
        assert sizes(word, f"{height}x5x1", ceil=True, **fields) == wanted  # which it is anyway


@pytest.mark.parametrize(("size", "pooled"), [(112, 56), (56, 28), (28, 14), (14, 7)])
def test_googlenet_is_pooled_as_its_paper_says(size, pooled):
    """Szegedy et al. 2014, table 1: all four max pools, 3x3 of stride 2, halve the map."""
    assert sizes("maxpool", f"{size}x{size}x64", kernel=3, stride=2) == [pooled, pooled]


def test_the_last_window_may_start_behind_the_input():
    """Windows of one cell at 0, 3 and 6 of five: (5 - 1)/3 rounded up is 2, so there are three."""
    found = under(layer("maxpool", kernel=1, stride=3), "5x5x1", semantics="caffe")
    assert str(found.report.output) == "3x3x1"
    assert found.report.total.ops["comparisons"] == 0
    assert "the last window along H starts at 6, behind the 5 cells of the input" in found.remarks
    assert "pools round up: round_mode: FLOOR, which later versions have, gives 2x2" in found.remarks


def test_a_kernel_that_is_larger_than_its_input_gives_one_position():
    """(2 - 3)/2 is -0.5, which C++ rounds to 0."""
    found = under(layer("conv", kernel=3, stride=2, out=1), "2x2x1", semantics="caffe")
    assert str(found.report.output) == "1x1x1"
    assert found.zeros == ((0, 1), (0, 1))
    assert "the kernel is 1 larger than the padded H: C++ rounds towards 0, which gives 1" in found.remarks


@pytest.mark.parametrize(
    ("word", "fields", "shape", "what", "hint"),
    [
        ("conv", {"out": 1, "kernel": 3, "padding": "same"}, "8x8x2",
         "conv: Convolution of Caffe has no padding same", "padding = 1, which puts the same zeros"),
        ("conv", {"out": 1, "kernel": 3, "stride": 2, "padding": "same"}, "8x8x2",
         "conv: Convolution of Caffe has no padding same",
         "padding = 1, which gives the same size, with windows that start a cell earlier"),
        ("conv", {"out": 1, "kernel": 2, "padding": "same"}, "8x8x2", "conv: Convolution of Caffe has no padding same",
         "an odd kernel: no padding that is alike on both sides gives this size"),
        ("conv", {"out": 1, "kernel": 3, "padding": [[0, 1], [2, 1]]}, "8x8x2",
         "conv: Caffe pads both sides of an axis alike, and the padding is [[0, 1], [2, 1]]",
         "padding = [1, 2] on both sides"),
        ("conv_transpose", {"out": 1, "kernel": 4, "stride": 2, "padding": "same"}, "8x8x2",
         "conv_transpose: Deconvolution of Caffe has no padding same", "padding = 1, which gives this size"),
        ("conv_transpose", {"out": 1, "kernel": 3, "stride": 2, "padding": "same"}, "8x8x2",
         "conv_transpose: Deconvolution of Caffe has no padding same",
         "another kernel: no padding alone that is alike on both sides gives this size"),
        ("conv_transpose", {"out": 1, "kernel": 3, "stride": 2, "output_padding": 1}, "8x8x2",
         "conv_transpose: Deconvolution of Caffe has no output_padding, and output_padding is 1", "output_padding = 0"),
        ("maxpool", {"kernel": 3, "dilation": 2}, "8x8x2",
         "maxpool: Pooling of Caffe has no dilation, and dilation is 2", "dilation = 1"),
        ("maxpool", {"kernel": 3}, "8x2", "maxpool: Caffe pools along two axes, and the input 8x2 has 1",
         "an image such as 28x28x128"),
        ("minpool", {"kernel": 3}, "8x8x2", "minpool: Caffe has no minpool",
         "maxpool or avgpool: Caffe's pools are MAX, AVE and STOCHASTIC"),
        ("maxpool", {"kernel": 3, "padding": "P"}, "8x8x2",
         "maxpool: Caffe drops a window that starts behind the input where there is padding, and whether P is 0 "
         "depends on names", "padding as a number"),
    ],
)  # fmt: skip
def test_what_caffe_refuses(word, fields, shape, what, hint):
    with pytest.raises(ShapeError) as caught:
        under(layer(word, **fields), shape, semantics="caffe")
    assert caught.value.what == what
    assert caught.value.hint == hint
