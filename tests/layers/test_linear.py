"""The fully connected layer: published counts."""

import pytest

from convcalc.layers import CATALOGUE, parameters
from convcalc.shape import parse_shape


@pytest.mark.parametrize(
    ("inputs", "out", "bias", "count", "multiplications"),
    [
        # torch.utils.flop_counter, halved; torch.nn.Linear's parameters.
        ("4096", 1000, True, 4_097_000, 4_096_000),
        # torchvision, AlexNet and VGG-16, first layer of the classifier.
        ("6x6x256", 4096, True, 37_752_832, 37_748_736),
        ("7x7x512", 4096, True, 102_764_544, 102_760_448),
        # LeCun et al. 1998, section II.B: F6 has 84 units and 10,164 parameters.
        ("120", 84, True, 10_164, 10_080),
        # Lecture 2: 300x300x3 to 1,000 units, 270 million weights.
        ("300x300x3", 1000, False, 270_000_000, 270_000_000),
    ],
)
def test_published_layers(inputs, out, bias, count, multiplications):
    layer, x = CATALOGUE["dense"](out=out, bias=bias), parse_shape(inputs)
    ops = layer.ops(x, layer.shape(x))
    assert layer.shape(x) == (out,)
    assert parameters(layer, x) == count
    assert ops["multiplications"] == multiplications
    # A sum of n products takes n - 1 additions.
    assert ops["accumulations"] + ops["cross_accumulations"] == multiplications - out
    assert ops["bias_sums"] == (out if bias else 0)


def test_a_dense_layer_is_a_convolution_over_the_whole_map():
    x = parse_shape("6x5x4")
    dense, conv = CATALOGUE["dense"](out=7), CATALOGUE["conv"](out=7, kernel=[6, 5])
    ops, same = dense.ops(x, dense.shape(x)), conv.ops(x, conv.shape(x))
    assert parameters(dense, x) == parameters(conv, x)
    assert ops["multiplications"] == same["multiplications"]
    assert sum(ops.values()) == sum(same.values())
