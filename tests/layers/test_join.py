"""Joins: shapes that fit each other, and what joining costs."""

import pytest

import convcalc
from convcalc.errors import Fault
from convcalc.layers import CATALOGUE
from convcalc.shape import parse_shape


def work(word, inputs):
    """The output and the ledger of a join of several inputs."""
    xs = [parse_shape(each) for each in inputs.split()]
    layer = CATALOGUE[word]()
    for holds, fault in layer.needs(*xs):
        if not holds:
            raise fault()
    y = layer.shape(*xs)
    return str(y), layer.ops(*xs, y)


@pytest.mark.parametrize(
    ("word", "inputs", "output", "ops"),
    [
        ("add", "7x7x4 7x7x4", "7x7x4", {"additions": 196}),
        ("add", "7x7x4 7x7x4 7x7x4", "7x7x4", {"additions": 392}),
        ("add", "10 10", "10", {"additions": 10}),
        ("multiply", "7x7x4 7x7x4", "7x7x4", {"products": 196}),
        # Hu et al. 2017: one scale a channel, as a vector or as the 1x1 map of a global pool.
        ("multiply", "7x7x4 4", "7x7x4", {"products": 196}),
        ("multiply", "7x7x4 1x1x4", "7x7x4", {"products": 196}),
        ("concat", "28x28x64 28x28x128 28x28x32 28x28x32", "28x28x256", {}),  # Szegedy et al. 2014, table 1
        ("concat", "16 4", "20", {}),
    ],
)
def test_joins(word, inputs, output, ops):
    assert work(word, inputs) == (output, ops)


@pytest.mark.parametrize(
    ("word", "inputs", "words"),
    [
        ("add", "7x7x4", ["add", "1"]),
        ("add", "7x7x4 7x7x8", ["7x7x4", "7x7x8"]),
        ("add", "7x7x4 6x7x4", ["7x7x4", "6x7x4"]),
        ("add", "7x7x4 7x4", ["7x7x4", "7x4"]),
        ("multiply", "7x7x4 8", ["7x7x4", "8"]),
        ("multiply", "7x7x4 7x1x4", ["7x7x4", "7x1x4"]),
        ("concat", "7x7x4 7x7x4 7x6x4", ["path 3", "7x6x4"]),
        ("concat", "7x7x4 49x4", ["7x7x4", "49x4"]),
    ],
)
def test_paths_that_do_not_fit_are_named(word, inputs, words):
    with pytest.raises(Fault) as caught:
        work(word, inputs)
    assert all(word in str(caught.value) for word in words), caught.value


@pytest.mark.parametrize("shapes", [("8x8x4", "1x1x4"), ("1x1x4", "8x8x4"), ("4", "8x8x4"), ("8x8x4", "4", "1x1x4")])
def test_a_scale_for_each_channel_may_stand_on_any_side(shapes):
    assert str(convcalc.layer("multiply").evaluate(*shapes).output) == "8x8x4"
