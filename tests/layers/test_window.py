"""Sliding windows along one axis, against windows placed one by one."""

from itertools import product

import pytest

from convcalc.layers import CATALOGUE
from convcalc.layers.window import Axis, divisors, sides
from convcalc.shape import Shape
from layers.brute_force import places

GRID = list(product(range(1, 11), range(1, 5), range(1, 5), range(3), range(3), range(1, 4)))


def conv(**fields):
    return CATALOGUE["conv"](out=1, **fields)


def maxpool(**fields):
    return CATALOGUE["maxpool"](**fields)


def on(layer, size):
    """The size that a layer gives for an axis of one size; None where it does not fit."""
    x = Shape((size, 1))
    return layer.shape(x)[0] if all(holds for holds, _ in layer.needs(x)) else None


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "padding", "output"),
    [
        # Dumoulin and Visin 2016, figures 2.1 to 2.7.
        (4, 3, 1, 0, 2), (5, 4, 1, 2, 6), (5, 3, 1, 1, 5), (5, 3, 1, 2, 7),
        (5, 3, 2, 0, 2), (5, 3, 2, 1, 3), (6, 3, 2, 1, 3),
        # Their figure 1.1.
        (5, 3, 1, 0, 3),
        # Krizhevsky et al. 2012: conv1 as it must be (the paper prints 224), conv2. He et al. 2015: conv1.
        (227, 11, 4, 0, 55), (27, 5, 1, 2, 27), (224, 7, 2, 3, 112),
    ],
)  # fmt: skip
def test_published_sizes(size, kernel, stride, padding, output):
    assert on(conv(kernel=kernel, stride=stride, padding=padding), size) == output


def test_dilated():
    # Dumoulin and Visin 2016, figure 5.1.
    assert on(conv(kernel=3, dilation=2), 7) == 3


def test_conv_counts_the_windows_that_fit():
    for size, kernel, stride, before, after, dilation in GRID:
        layer = conv(kernel=kernel, stride=stride, padding=[[before, after]], dilation=dilation)
        wanted = len(places(size, kernel, stride, before, after, dilation)) or None
        assert on(layer, size) == wanted, (layer, size)


@pytest.mark.parametrize("ceil", [False, True])
def test_pool_counts_the_windows_that_see_the_input(ceil):
    for size, kernel, stride, before, after, dilation in GRID:
        layer = maxpool(kernel=kernel, stride=stride, padding=[[before, after]], dilation=dilation, ceil=ceil)
        reach = (kernel - 1) * dilation + 1
        blind = before >= reach or after >= reach  # a window could lie in the padding alone
        starts = places(size, kernel, stride, before, after, dilation, ceil)
        assert on(layer, size) == (None if blind else len(starts) or None), (layer, size)


def test_ceil_mode_takes_a_first_window_that_goes_off_the_end():
    # PyTorch 2.13: MaxPool2d(2, ceil_mode=True) makes 1x1 of 1x1, and MaxPool2d(3, 2, ceil_mode=True) 1x1 of 2x2.
    assert on(maxpool(kernel=2, ceil=True), 1) == 1
    assert on(maxpool(kernel=3, stride=2, ceil=True), 2) == 1


def test_ceil_mode_drops_the_window_that_starts_in_the_padding():
    # PyTorch, 'Pooling layers': with ceil_mode sliding windows may go off-bounds if they start within the left padding
    # or the input; those that would start in the right padded region are ignored. 2 windows, where rounding up gives 3.
    layer = maxpool(kernel=2, stride=3, padding=1, ceil=True)
    assert on(layer, 4) == 2
    # Szegedy et al. 2014: 112 -> 56 -> 28 -> 14 -> 7 with 3x3 pools of stride 2 and no padding.
    assert [on(maxpool(kernel=3, stride=2, ceil=True), size) for size in (112, 56, 28, 14)] == [56, 28, 14, 7]


def test_same_starts_a_window_at_every_stride():
    for size, kernel, stride, *_, dilation in GRID:
        assert on(conv(kernel=kernel, stride=stride, padding="same", dilation=dilation), size) == len(
            range(0, size, stride)
        )


@pytest.mark.parametrize(
    ("size", "kernel", "stride", "dilation", "zeros"),
    [
        # TensorFlow, 'convolution': total = max((ceil(W/S) - 1)*S + F - W, 0), half of it, rounded down, in front.
        (224, 7, 2, 1, (2, 3)), (5, 3, 2, 1, (1, 1)), (6, 3, 2, 1, (0, 1)), (5, 3, 1, 1, (1, 1)),
        (5, 4, 1, 1, (1, 2)), (10, 1, 3, 1, (0, 0)), (7, 3, 1, 2, (2, 2)),
    ],
)  # fmt: skip
def test_zeros_of_same(size, kernel, stride, dilation, zeros):
    assert sides(size, Axis(kernel, stride, "same", dilation)) == zeros


def test_zeros_of_same_give_as_many_windows():
    for size, kernel, stride, *_, dilation in GRID:
        before, after = sides(size, Axis(kernel, stride, "same", dilation))
        assert len(places(size, kernel, stride, before, after, dilation)) == len(range(0, size, stride))


def test_full_and_valid():
    for size, kernel, stride, *_, dilation in GRID:
        reach = (kernel - 1) * dilation
        full = places(size, kernel, stride, reach, reach, dilation)
        assert on(conv(kernel=kernel, stride=stride, padding="full", dilation=dilation), size) == len(full)
        valid = places(size, kernel, stride, 0, 0, dilation)
        assert on(conv(kernel=kernel, stride=stride, padding="valid", dilation=dilation), size) == (len(valid) or None)


def test_each_axis_has_its_own_window():
    layer = conv(kernel=[3, 5], stride=[1, 2], padding=[[0, 2], 1], dilation=[2, 1])
    height, width = len(places(20, 3, 1, 0, 2, 2)), len(places(21, 5, 2, 1, 1))
    assert layer.shape(Shape((20, 21, 4))) == (height, width, 1)


def test_strides_tell_the_cells_at_the_end_that_no_window_reads():
    for size, kernel, stride, before, after, dilation in GRID:
        layer = conv(kernel=kernel, stride=stride, padding=[[before, after]], dilation=dilation)
        starts = places(size, kernel, stride, before, after, dilation)
        if starts and stride > 1:
            (told,) = layer.strides(Shape((size, 1)))
            last_read = starts[-1] + (kernel - 1) * dilation
            assert max(told.span % told.stride - told.padding, 0) == max(size - 1 - last_read, 0), (layer, size)


def test_nothing_is_divided_by_a_stride_of_one_and_with_same_only_where_it_adds_nothing():
    assert conv(kernel=3).strides(Shape((7, 1))) == ()
    (fits,) = conv(kernel=3, stride=2, padding="same").strides(Shape((7, 1)))
    assert (fits.rest, fits.unread) == (0, 0)
    (short,) = conv(kernel=1, stride=4, padding="same").strides(Shape((4, 1)))  # one window on the first of four cells
    assert (short.rest, short.unread) == (3, 3)
    assert maxpool(kernel=2, ceil=True).strides(Shape((7, 1))) == ()


@pytest.mark.parametrize(
    ("fields", "inputs", "words"),
    [
        ({"kernel": 5}, (4, 4, 1), ["conv", "5", "4"]),
        ({"kernel": 3, "dilation": 3}, (4, 4, 1), ["conv", "7", "4", "3"]),
        ({"kernel": 7, "padding": 1}, (9, 4, 1), ["conv", "7", "6", "W"]),
        ({"kernel": 3}, (10,), ["conv", "vector"]),
        ({"kernel": [3, 3]}, (10, 10, 10, 1), ["kernel", "[3, 3]", "2", "3"]),
        ({"kernel": 3, "padding": [1]}, (10, 10, 1), ["padding", "[1]", "1", "2"]),
    ],
)
def test_what_does_not_fit_is_said_with_both_numbers(fields, inputs, words):
    x = Shape(inputs)
    fault = next(fault for holds, fault in conv(**fields).needs(x) if not holds)()
    assert all(word in fault.what for word in words), fault.what
    assert fault.hint


def test_the_kernel_that_the_hint_names_fits():
    for size, kernel, _, before, after, dilation in GRID:
        layer = conv(kernel=kernel, padding=[[before, after]], dilation=dilation)
        fault = next((fault for holds, fault in layer.needs(Shape((size, 1))) if not holds), None)
        if fault:
            largest = int(fault().hint.removeprefix("a kernel of ").split()[0])
            assert places(size, largest, 1, before, after, dilation), (fault().what, fault().hint)


def test_divisors():
    assert divisors(12) == "1, 2, 3, 4, 6 or 12"
    assert divisors(64, 96) == "1, 2, 4, 8, 16 or 32"
    assert divisors(7) == "1 or 7"
    assert divisors(1) == "1"


@pytest.mark.parametrize(
    ("word", "fields", "rank", "written"),
    [
        ("conv", {"out": 1, "kernel": 7, "stride": 2, "padding": 3}, 2, "7x7/2 p3"),
        ("conv", {"out": 1, "kernel": 3}, 2, "3x3/1"),
        ("conv", {"out": 1, "kernel": 3}, 1, "3/1"),
        ("conv", {"out": 1, "kernel": [1, 7], "padding": [0, 3]}, 2, "1x7/1 p[0, 3]"),
        ("conv", {"out": 1, "kernel": 3, "padding": "same", "dilation": 2}, 2, "3x3/1 same d2"),
        ("maxpool", {"kernel": 3, "stride": 2, "ceil": True}, 2, "3x3/2 ceil"),
        ("relu", {}, 2, ""),
    ],
)
def test_window_as_a_table_shows_it(word, fields, rank, written):
    assert CATALOGUE[word](**fields).window_text(rank) == written
