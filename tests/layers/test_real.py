"""Multiplications that meet the input and not its padding: published figures, pairs listed one by one, and bounds."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import convcalc
from convcalc import UsageError
from convcalc.algebra.sym import name
from convcalc.layers.real import pairs_between, sum_of_floors
from convcalc.layers.window import Axis
from convcalc.render.sheet import effective, percent_text, sheet

SMALL = st.integers(1, 7)


def real(word, x, **fields):
    return effective(convcalc.layer(word, **fields).evaluate(x, effective=True).total)


@given(st.integers(0, 20), st.integers(0, 30), st.integers(-40, 40), st.integers(1, 12))
def test_a_sum_of_floors(count, step, first, divisor):
    assert sum_of_floors(count, step, first, divisor) == sum((first + step * j) // divisor for j in range(count))


@given(st.integers(-5, 30), st.integers(0, 30), st.integers(0, 12), SMALL, SMALL, SMALL)
def test_pairs_listed_one_by_one(start, cells, positions, kernel, stride, dilation):
    places = [stride * i + dilation * t for i, t in product(range(positions), range(kernel))]
    listed = sum(start <= place < start + cells for place in places)
    assert pairs_between(start, start + cells, positions, Axis(kernel, stride, 0, dilation)) == listed


def test_a_large_axis_costs_no_more_than_a_small_one():
    """A window of 10^9 - 1 taps that moves by 2 over 10^9 cells with 10^9 - 2 zeros before and after them."""
    size = 10**9
    layer = convcalc.layer("conv", out=1, kernel=size - 1, stride=2, padding=size - 2)
    assert 0 < effective(layer.evaluate((size, 1), effective=True).total) < layer.evaluate((size, 1)).multiplications


def test_3x3_same_on_28x28x128():
    """XLA counts 55,108,096 operations: two a real tap, and a bias an output value (jax 0.10, flax 0.12)."""
    assert real("conv", "28x28x128", kernel=3, out=32, padding="same") == (55_108_096 - 28 * 28 * 32) // 2 == 27_541_504


def test_transposed_4x4_from_14x14x64_to_28x28x32():
    """XLA counts 11,943,936 operations without the bias."""
    assert real("conv_transpose", "14x14x64", kernel=4, stride=2, padding=1, out=32) == 11_943_936 // 2


def test_convolutions_of_vgg16():
    """By hand: a 3x3 window that moves over n cells between two zeros has 3n - 2 real taps an axis."""
    maps = {224: [(3, 64), (64, 64)], 112: [(64, 128), (128, 128)], 56: [(128, 256), (256, 256), (256, 256)],
            28: [(256, 512), (512, 512), (512, 512)], 14: [(512, 512)] * 3}  # fmt: skip
    by_hand = sum((3 * size - 2) ** 2 * depth * out for size, layers in maps.items() for depth, out in layers)
    nominal = sum((3 * size) ** 2 * depth * out for size, layers in maps.items() for depth, out in layers)
    rows = [row for row in convcalc.load("vgg16").evaluate(effective=True).rows if row.type == "conv"]
    assert sum(map(effective, rows)) == by_hand
    assert sum(row.multiplications for row in rows) == nominal
    assert percent_text(by_hand, nominal) == "96.7 %"


def test_nothing_is_on_padding_where_there_is_none():
    for word, x, fields in (("conv", "9x9x4", {"kernel": 3, "out": 2}), ("dense", "9x9x4", {"out": 5})):
        total = convcalc.layer(word, **fields).evaluate(x, effective=True).total
        assert total.ops["on_padding"] == 0
        assert effective(total) == total.multiplications


def test_a_batch_multiplies_both():
    once, eight = (convcalc.load("lenet5").evaluate(effective=True, batch=batch).total for batch in (1, 8))
    assert (8 * effective(once), 8 * once.ops["on_padding"]) == (effective(eight), eight.ops["on_padding"])


def test_names_have_no_effective_counts():
    with pytest.raises(convcalc.ShapeError, match="effective counts need numbers"):
        convcalc.layer("conv", kernel=3, out=2, padding=1).evaluate((name("H"), 9, 4), effective=True)


def test_a_report_without_them_has_no_such_column():
    with pytest.raises(UsageError, match="needs the multiplications on padding counted"):
        sheet(convcalc.load("lenet5").evaluate(), columns=["effective"])


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (1, 3, "33.3 %"),
        (3, 3, "100 %"),
        (0, 3, "0 %"),
        (1, 10**6, "< 0.1 %"),
        (10**6 - 1, 10**6, "> 99.9 %"),
        (1, 2, "50 %"),
    ],
)
def test_a_percentage_says_all_or_nothing_only_where_it_is(part, whole, text):
    assert percent_text(part, whole) == text
