"""Convolutions: published counts, and counts of operations done one by one."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import convcalc
from convcalc.layers import CATALOGUE, parameters
from convcalc.layers.window import Axis, reached
from convcalc.shape import Shape, parse_shape
from layers import brute_force

COUNTED = ("multiplications", "accumulations", "cross_accumulations", "bias_sums")


def work(word, inputs, **fields):
    """The output, the parameters and the ledger of a layer on an input."""
    layer, x = CATALOGUE[word](**fields), parse_shape(inputs)
    assert all(holds for holds, _ in layer.needs(x))
    y = layer.shape(x)
    return str(y), parameters(layer, x), layer.ops(x, y)


@pytest.mark.parametrize(
    ("inputs", "fields", "output", "count", "multiplications"),
    [
        # Lecture 5, 'Convolution operation', example; and torch.utils.flop_counter, halved.
        ("28x28x128", {"out": 32, "kernel": 3}, "26x26x32", 36_896, 24_920_064),
        ("28x28x128", {"out": 32, "kernel": 3, "padding": 1}, "28x28x32", 36_896, 28_901_376),
        # LeCun et al. 1998, section II.B: C1 has 156 parameters and 122,304 connections, biases and all; C5 48,120.
        ("32x32x1", {"out": 6, "kernel": 5}, "28x28x6", 156, 122_304 - 28 * 28 * 6),
        ("5x5x16", {"out": 120, "kernel": 5}, "1x1x120", 48_120, 48_120 - 120),
        # Krizhevsky et al. 2012 in torchvision's and Caffe's tables: conv1 34,944; conv2 in two groups 307,456.
        ("227x227x3", {"out": 96, "kernel": 11, "stride": 4}, "55x55x96", 34_944, 105_415_200),
        ("27x27x96", {"out": 256, "kernel": 5, "padding": 2, "groups": 2}, "27x27x256", 307_456, 223_948_800),
        # torchvision, VGG-16 and ResNet-50, first layers.
        ("224x224x3", {"out": 64, "kernel": 3, "padding": 1}, "224x224x64", 1_792, 86_704_128),
        ("224x224x3", {"out": 64, "kernel": 7, "stride": 2, "padding": 3, "bias": False}, "112x112x64", 9_408,
         118_013_952),
    ],
)  # fmt: skip
def test_published_convolutions(inputs, fields, output, count, multiplications):
    shape, parameters, ops = work("conv", inputs, **fields)
    assert (shape, parameters, ops["multiplications"]) == (output, count, multiplications)


def test_the_whole_example_of_the_fifth_lecture():
    _, _, ops = work("conv", "28x28x128", out=32, kernel=3)
    # Printed there: 24920064 multiplications, 22151168 accumulations, 21632 bias sums. A dot product of n = 9*128
    # products takes n - 1 additions, so 26*26*32*(9*128 - 1) in all.
    assert ops["multiplications"] == 24_920_064
    assert ops["accumulations"] == 22_151_168
    assert ops["bias_sums"] == 21_632
    assert ops["accumulations"] + ops["cross_accumulations"] == 26 * 26 * 32 * (9 * 128 - 1)


@given(
    windows=st.lists(st.integers(1, 3), min_size=1, max_size=3),
    taps=st.data(),
    depth=st.integers(1, 3),
    out=st.integers(1, 2),
    groups=st.integers(1, 3),
    bias=st.booleans(),
)
def test_convolution_operation_by_operation(windows, taps, depth, out, groups, bias):
    kernel = taps.draw(st.lists(st.integers(1, 3), min_size=len(windows), max_size=len(windows)))
    x = Shape([*(window + tap - 1 for window, tap in zip(windows, kernel)), depth * groups])
    layer = CATALOGUE["conv"](out=out * groups, kernel=kernel, groups=groups, bias=bias)
    wanted = brute_force.convolution(windows, kernel, depth * groups, out * groups, groups, bias)
    y = layer.shape(x)
    assert y == (*windows, out * groups)
    assert layer.ops(x, y) == {kind: wanted[kind] for kind in COUNTED}
    assert (
        parameters(layer, x) == groups * (depth * len(list(product(*map(range, kernel)))) * out) + bias * out * groups
    )


def test_depthwise_is_a_convolution_in_as_many_groups_as_channels():
    for multiplier in (1, 2, 3):
        fields = {"kernel": 3, "stride": 2, "padding": "same", "dilation": 2}
        one = work("depthwise", "9x8x6", multiplier=multiplier, **fields)
        assert one == work("conv", "9x8x6", out=6 * multiplier, groups=6, **fields)


def test_published_depthwise():
    # torch.utils.flop_counter, halved. Howard et al. 2017, table 1: the first depthwise layer, 3x3x32 without biases.
    _, _, ops = work("depthwise", "56x56x32", kernel=3, padding=1)
    assert ops["multiplications"] == 903_168
    shape, count, ops = work("depthwise", "112x112x32", kernel=3, padding=1, bias=False)
    assert (shape, count, ops["multiplications"]) == ("112x112x32", 288, 112 * 112 * 288)


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "extra", "output"),
    [
        # Dumoulin and Visin 2016, figures 4.1 to 4.7.
        (2, 3, 1, 0, 0, 4), (6, 4, 1, 2, 0, 5), (5, 3, 1, 1, 0, 5), (7, 3, 1, 2, 0, 5),
        (2, 3, 2, 0, 0, 5), (3, 3, 2, 1, 0, 5), (3, 3, 2, 1, 1, 6),
    ],
)  # fmt: skip
def test_published_transposed_sizes(size, kernel, stride, padding, extra, output):
    fields = {"kernel": kernel, "stride": stride, "padding": padding, "output_padding": extra}
    assert work("conv_transpose", f"{size}x{size}x1", out=1, **fields)[0] == f"{output}x{output}x1"


@pytest.mark.parametrize(("groups", "multiplications"), [(1, 6_422_528), (4, 1_605_632)])
def test_published_transposed_multiplications(groups, multiplications):
    # torch.utils.flop_counter, halved.
    fields = {"out": 32, "kernel": 4, "stride": 2, "padding": 1, "groups": groups}
    shape, count, ops = work("conv_transpose", "14x14x64", **fields)
    assert (shape, ops["multiplications"]) == ("28x28x32", multiplications)
    assert count == 4 * 4 * 64 * 32 // groups + 32


def test_transposed_along_one_axis_product_by_product():
    for size, kernel, stride, dilation in product(range(1, 7), range(1, 6), range(1, 7), range(1, 7)):
        layer = CATALOGUE["conv_transpose"](out=1, kernel=kernel, stride=stride, dilation=dilation)
        ledger, canvas = brute_force.transposed((size,), (kernel,), (stride,), (dilation,))
        x = Shape((size, 1))
        y = layer.shape(x)
        assert y == (*canvas, 1), (layer, x)
        assert reached(size, Axis(kernel, stride, 0, dilation)) == size * kernel - ledger["accumulations"], (layer, x)
        assert {**layer.ops(x, y), "bias_sums": 0} == {**ledger, "bias_sums": 0}, (layer, x)


SMALL = st.lists(st.integers(1, 4), min_size=2, max_size=2)


@given(size=SMALL, kernel=SMALL, stride=SMALL, dilation=SMALL, depth=st.integers(1, 3), groups=st.integers(1, 2))
def test_transposed_image_product_by_product(size, kernel, stride, dilation, depth, groups):
    fields = {"kernel": kernel, "stride": stride, "dilation": dilation, "groups": groups, "bias": False}
    layer = CATALOGUE["conv_transpose"](out=2 * groups, **fields)
    x = Shape((*size, depth * groups))
    y = layer.shape(x)
    ledger, canvas = brute_force.transposed(size, kernel, stride, dilation, depth * groups, 2 * groups, groups)
    assert y == (*canvas, 2 * groups)
    assert layer.ops(x, y) == {**ledger, "bias_sums": 0}


def test_cropping_changes_the_size_and_the_biases_alone():
    whole = work("conv_transpose", "6x6x3", out=2, kernel=4, stride=2)
    cropped = work("conv_transpose", "6x6x3", out=2, kernel=4, stride=2, padding=[[1, 2], 1], output_padding=1)
    assert (whole[0], cropped[0]) == ("14x14x2", "12x13x2")
    assert cropped[2] == {**whole[2], "bias_sums": 12 * 13 * 2}


def test_transposed_same_multiplies_the_size_by_the_stride():
    # Keras, Conv2DTranspose: padding="same" gives input*strides.
    assert work("conv_transpose", "7x5x1", out=1, kernel=3, stride=[2, 3], padding="same")[0] == "14x15x1"


@pytest.mark.parametrize(
    ("word", "fields", "field", "words"),
    [
        ("conv", {"out": 8, "kernel": 1, "groups": 3}, "groups", ["D_in = 64", "groups = 3"]),
        ("conv", {"out": 9, "kernel": 1, "groups": 4}, "groups", ["out = 9", "groups = 4"]),
        ("conv_transpose", {"out": 8, "kernel": 1, "groups": 3}, "groups", ["D_in = 64", "groups = 3"]),
        ("conv_transpose", {"out": 8, "kernel": 2, "stride": 2, "output_padding": 2}, "output_padding", ["2"]),
        ("conv_transpose", {"out": 8, "kernel": 1, "padding": 2}, "padding", ["4", "0"]),
    ],
)
def test_what_does_not_fit(word, fields, field, words):
    layer = CATALOGUE[word](**fields)
    fault = next(fault for holds, fault in layer.needs(Shape((4, 4, 64))) if not holds)()
    assert fault.field == field
    assert all(word in fault.what for word in words), fault.what


def test_the_groups_that_the_hint_names_divide_both_depths():
    layer = CATALOGUE["conv"](out=96, kernel=1, groups=5)
    fault = next(fault for holds, fault in layer.needs(Shape((4, 4, 64))) if not holds)()
    assert fault.hint == "groups = 1, 2, 4, 8, 16 or 32"


def test_same_and_an_output_padding_exclude_each_other():
    with pytest.raises(convcalc.ShapeError, match="output_padding of 1 would change it"):
        convcalc.layer("conv_transpose", out=3, kernel=3, stride=2, padding="same", output_padding=1).evaluate("9x9x3")
    same = convcalc.layer("conv_transpose", out=3, kernel=3, stride=2, padding="same", output_padding=[0, 0])
    assert str(same.evaluate("9x9x3").output) == "18x18x3"
