"""The depth of the bundled networks, as their papers count it."""

import pytest

import convcalc
from convcalc.facts import depth
from convcalc.network import chain


@pytest.mark.parametrize(
    ("name", "layers"),
    [
        ("alexnet", 8),  # five convolutions and three dense layers
        ("googlenet", 22),  # Szegedy et al. 2014, section 5: 22 layers deep when counting only layers with parameters
        ("lenet5", 5),
        ("mobilenet", 28),  # Howard et al. 2017, section 3.1: counting depthwise and pointwise apart, 28 layers
        ("resnet18", 18),
        ("resnet34", 34),
        ("resnet50", 50),
        ("resnet101", 101),
        ("resnet152", 152),
        ("squeezenet", 18),  # Iandola et al. 2016, table 1: depth 1, 2 in each of 8 fire modules, 1
        ("vgg16", 16),
        ("vgg19", 19),
    ],
)
def test_depth(name, layers):
    assert depth(convcalc.load(name).graph.nodes) == layers


def test_what_counts():
    line = "conv(8, 3) + batchnorm + relu + depthwise(3) + conv_transpose(8, 2, stride=2) + maxpool(2) + dense(10)"
    assert depth(chain(line).graph.nodes) == 4
    assert depth(chain("relu").graph.nodes) == 0
    assert depth(convcalc.load("googlenet", aux=1).graph.nodes) == 22  # the heads are shorter
