"""Pooling: published sizes, adaptive windows counted one by one, and pools run on numbers that count."""

from itertools import product

import pytest

from convcalc.layers import CATALOGUE
from convcalc.shape import Shape, parse_shape
from layers.brute_force import adaptive_windows, places
from layers.counting import added, cost, root


def work(word, inputs, **fields):
    """The output and the ledger of a layer on an input."""
    layer, x = CATALOGUE[word](**fields), parse_shape(inputs)
    y = layer.shape(x)
    return str(y), layer.ops(x, y)


@pytest.mark.parametrize(
    ("inputs", "fields", "output"),
    [
        ("4x4x1", {"kernel": 2, "stride": 2}, "2x2x1"),  # lecture 1, 'Pooling'
        ("55x55x96", {"kernel": 3, "stride": 2}, "27x27x96"),  # Krizhevsky et al. 2012
        ("112x112x64", {"kernel": 3, "stride": 2, "padding": 1}, "56x56x64"),  # He et al. 2015, table 1
        ("112x112x64", {"kernel": 3, "stride": 2, "ceil": True}, "56x56x64"),  # Szegedy et al. 2014, table 1
        ("224x224x64", {"kernel": 2}, "112x112x64"),  # Simonyan and Zisserman 2014: the stride is the kernel
        ("9x7x1", {"kernel": [3, 2]}, "3x3x1"),
        ("28x28x192", {"kernel": 3, "stride": 1, "padding": "same"}, "28x28x192"),  # Szegedy et al. 2014, figure 2
    ],
)
@pytest.mark.parametrize("word", ["maxpool", "minpool", "avgpool", "l2pool"])
def test_published_sizes(word, inputs, fields, output):
    assert work(word, inputs, **fields)[0] == output


# Each pool as its definition has it: lecture 3, 'Pooling'.
FORMULAS = {
    "maxpool": max,
    "minpool": min,
    "avgpool": lambda cells: added(cells) / len(cells),
    "l2pool": lambda cells: root(added([cell * cell for cell in cells])),
    "global_avgpool": lambda cells: added(cells) / len(cells),
    "global_maxpool": max,
}


@pytest.mark.parametrize("word", ["maxpool", "minpool", "avgpool", "l2pool"])
@pytest.mark.parametrize("kernel", [[1, 1], [2, 2], [3, 3], [1, 4]])
def test_each_output_value_costs_what_its_window_costs(word, kernel):
    height, width = (len(places(9, size, 2)) for size in kernel)
    one = cost(FORMULAS[word], kernel[0] * kernel[1])
    _, ops = work(word, "9x9x5", kernel=kernel, stride=2)
    assert {kind: count for kind, count in ops.items() if count} == {
        kind: count * height * width * 5 for kind, count in one.items()
    }


@pytest.mark.parametrize("word", ["global_avgpool", "global_maxpool"])
@pytest.mark.parametrize(("inputs", "cells", "output"), [("7x7x512", 49, "1x1x512"), ("9x512", 9, "1x512")])
def test_global_pools_cost_one_window_a_channel(word, inputs, cells, output):
    shape, ops = work(word, inputs)
    assert shape == output
    assert ops == {kind: 512 * count for kind, count in cost(FORMULAS[word], cells).items()}


def test_adaptive_windows_are_counted_one_by_one():
    for size, out in product(range(1, 25), range(1, 25)):
        windows = adaptive_windows(size, out)
        shape, ops = work("adaptive_avgpool", f"{size}x3", out=out)
        assert shape == f"{out}x3"
        assert ops == {"additions": 3 * sum(length - 1 for length in windows), "divisions": 3 * out}, (size, out)


@pytest.mark.parametrize(("size", "out"), [((13, 11), (6, 6)), ((7, 7), (7, 7)), ((5, 8), (7, 3))])
def test_adaptive_windows_of_an_image(size, out):
    windows = product(*(adaptive_windows(*axis) for axis in zip(size, out)))
    _, ops = work("adaptive_avgpool", f"{size[0]}x{size[1]}x2", out=list(out))
    assert ops["additions"] == 2 * sum(height * width - 1 for height, width in windows)
    assert ops["divisions"] == 2 * out[0] * out[1]


def test_the_stride_is_the_kernel_where_not_given():
    written = CATALOGUE["maxpool"](kernel=3, stride=3)
    assert written.stride == CATALOGUE["maxpool"](kernel=3).stride == 3
    assert written.given() == {"kernel": 3}
    assert CATALOGUE["maxpool"](kernel=3, stride=1).given() == {"kernel": 3, "stride": 1}


@pytest.mark.parametrize("padding", [3, [[0, 3], 0]])
def test_a_window_that_sees_only_padding_is_refused(padding):
    layer = CATALOGUE["maxpool"](kernel=3, padding=padding)
    fault = next(fault for holds, fault in layer.needs(Shape((9, 9, 1))) if not holds)()
    assert fault.field == "padding"
    assert "window of 3" in fault.what
    assert "padding of 3" in fault.what


@pytest.mark.parametrize(
    ("word", "fields"), [("global_avgpool", {}), ("global_maxpool", {}), ("adaptive_avgpool", {"out": 2})]
)
def test_a_vector_cannot_be_pooled(word, fields):
    layer = CATALOGUE[word](**fields)
    fault = next(fault for holds, fault in layer.needs(Shape((10,))) if not holds)()
    assert "vector" in fault.what
