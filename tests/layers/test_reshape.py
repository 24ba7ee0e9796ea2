"""Layers that move values: the values stay as many as they were, or are told apart from the zeros."""

import pytest

from convcalc.errors import Fault
from convcalc.layers import CATALOGUE
from convcalc.shape import parse_shape


def work(word, inputs, **fields):
    """The output of a layer that costs nothing."""
    layer, x = CATALOGUE[word](**fields), parse_shape(inputs)
    for holds, fault in layer.needs(x):
        if not holds:
            raise fault()
    assert layer.ops(x, layer.shape(x)) == {}
    return str(layer.shape(x))


@pytest.mark.parametrize(
    ("word", "inputs", "fields", "output"),
    [
        ("flatten", "28x28x3", {}, "2352"),  # lecture 1
        ("flatten", "7x7x512", {}, "25088"),  # torchvision, VGG-16
        ("flatten", "10", {}, "10"),
        ("reshape", "16384", {"to": [4, 4, 1024]}, "4x4x1024"),  # Radford et al. 2015, figure 1
        ("reshape", "16384", {"to": "4x4x1024"}, "4x4x1024"),
        ("reshape", "8x8x2", {"to": 128}, "128"),
        ("zeropad", "224x224x3", {"padding": 3}, "230x230x3"),  # Keras, ResNet-50, conv1_pad
        ("zeropad", "112x112x32", {"padding": [[0, 1], [0, 1]]}, "113x113x32"),  # Keras, MobileNet, conv_pad_2
        ("zeropad", "5x5x1", {"padding": [1, 2]}, "7x9x1"),
        ("crop", "568x568x64", {"cropping": 88}, "392x392x64"),  # Ronneberger et al. 2015, figure 1
        ("crop", "28x28x3", {"cropping": [[2, 2], [4, 4]]}, "24x20x3"),  # Keras, Cropping2D
        ("crop", "5x5x1", {"cropping": 0}, "5x5x1"),
        ("identity", "5x5x1", {}, "5x5x1"),
        ("channel_shuffle", "28x28x240", {"groups": 3}, "28x28x240"),  # Zhang et al. 2017, table 1
        ("channel_split", "28x28x116", {}, "28x28x58"),  # Ma et al. 2018
        ("channel_split", "28x28x9", {"parts": 3, "take": 3}, "28x28x3"),
        ("channel_pad", "16x16x16", {"extra": 16}, "16x16x32"),  # He et al. 2015, section 4.2
        ("channel_pad", "10", {"extra": 0}, "10"),
    ],
)
def test_published_shapes(word, inputs, fields, output):
    assert work(word, inputs, **fields) == output


@pytest.mark.parametrize(
    ("word", "inputs", "fields", "words"),
    [
        ("reshape", "4x4x4", {"to": [8, 9]}, ["4x4x4", "64", "8x9", "72"]),
        ("zeropad", "10", {"padding": 1}, ["zeropad", "vector", "10"]),
        ("zeropad", "10x10x1", {"padding": [1, 1, 1]}, ["3 axes", "10x10x1", "2"]),
        ("crop", "10", {"cropping": 1}, ["crop", "vector", "10"]),
        ("crop", "4x9x1", {"cropping": 2}, ["nothing is left of 4x9x1", "2"]),
        ("channel_shuffle", "8x8x10", {"groups": 3}, ["D_in = 10", "groups = 3"]),
        ("channel_split", "8x8x10", {"parts": 4}, ["D_in = 10", "parts = 4"]),
        ("channel_split", "8x8x10", {"parts": 2, "take": 3}, ["take is 3", "2 parts"]),
    ],
)
def test_what_does_not_fit_is_said_with_both_numbers(word, inputs, fields, words):
    with pytest.raises(Fault) as caught:
        work(word, inputs, **fields)
    assert all(word in str(caught.value) for word in words), caught.value
