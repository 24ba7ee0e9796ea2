"""What every layer can do, whatever its type."""

import pytest

from convcalc.layers import CATALOGUE, Layer
from convcalc.layers.base import parameters, statistics
from convcalc.shape import Shape


@pytest.mark.parametrize(
    ("word", "fields", "written"),
    [
        ("relu", {}, "relu()"),
        ("conv", {"out": 32, "kernel": 3}, "conv(out=32, kernel=3)"),
        ("conv", {"kernel": [1, 7], "out": 8, "stride": 1, "bias": False}, "conv(out=8, kernel=[1, 7], bias=false)"),
        ("conv", {"out": 8, "kernel": 3, "padding": [[0, 1], 1]}, "conv(out=8, kernel=3, padding=[[0, 1], 1])"),
        ("dropout", {"rate": 0.5}, "dropout(rate=0.5)"),
        ("maxunpool", {"kernel": 2}, "maxunpool(kernel=2)"),
    ],
)
def test_repr_shows_what_differs_from_the_defaults(word, fields, written):
    assert repr(CATALOGUE[word](**fields)) == written


def test_a_layer_type_without_rules_changes_nothing_and_costs_nothing():
    x = Shape((4, 5, 6))
    plain = Layer()
    assert plain.shape(x) == x
    assert (parameters(plain, x), statistics(plain, x), plain.ops(x, x)) == (0, 0, {})
    assert list(plain.needs(x)) == []
    assert (plain.strides(x), plain.window_text(2)) == ((), "")


def test_an_exchanged_value_leaves_the_layer_as_it_was():
    conv = CATALOGUE["conv"](out=32, kernel=3)
    wider = conv.replaced({"kernel": 5})
    assert (conv.kernel, wider.kernel, wider.out) == (3, 5, 32)
    assert type(wider) is type(conv)
