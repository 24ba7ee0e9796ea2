"""TensorFlow's semantics beside Keras: ``keras.csv`` holds what Keras 3.15.1 on TensorFlow 2.21.0 gave.

Where a window is larger than its input a max pool of Keras fails or takes Python down, and an average pool gives
nothing at all: that counts as refused.
"""

import csv
from pathlib import Path

import pytest

from classroom.semantics.by_hand import outcome, worked
from convcalc.classroom.semantics import under
from convcalc.errors import ShapeError
from convcalc.network import layer

VERSION, *ROWS = (Path(__file__).parent / "keras.csv").read_text().splitlines()
RUNS = list(csv.DictReader(ROWS))


@pytest.mark.parametrize("word", ["conv", "conv_transpose", "maxpool", "avgpool"])
def test_sizes_values_and_refusals_are_those_of_keras(word):
    runs = [run for run in RUNS if run["word"] == word]
    assert len(runs) >= 96
    for run in runs:
        names = ["kernel", "stride", "dilation", *(["output_padding"] if word == "conv_transpose" else [])]
        fields = {name: int(run[name]) for name in names}
        found = outcome(word, run["size"], "tensorflow", padding=run["padding"], **fields)
        if run["values"] in ("refused", "crashed", ""):
            assert found is None, run
            continue
        given = list(map(float, run["values"].split()))
        by_hand = worked(found.read_as, range(1, int(run["size"]) + 1), found.report.output[0], counts_zeros=False)
        assert given == pytest.approx(list(map(float, by_hand))), run


# Keras 3.15.1 on TensorFlow 2.21.0, run: the words, the input, the fields, the output and the parameters.
PRINTED = [
    ("conv", "8x8x3", {"out": 4, "kernel": 3, "stride": 2, "padding": "same"}, "4x4x4", 112),
    ("conv", "8x8x4", {"out": 4, "kernel": 3, "stride": [2, 1]}, "3x6x4", 148),
    ("conv", "8x8x4", {"out": 4, "kernel": 3, "groups": 2}, "6x6x4", 76),
    ("depthwise", "9x9x4", {"kernel": 3, "stride": 2, "padding": "same", "multiplier": 2}, "5x5x8", 80),
    ("depthwise", "9x9x4", {"kernel": 3, "stride": 2, "dilation": 2}, "3x3x4", 40),
    ("depthwise", "9x9x4", {"kernel": 3, "stride": [2, 1], "padding": "same"}, "5x9x4", 40),
    ("depthwise", "9x4", {"kernel": 3, "stride": 2}, "4x4", 16),
    ("conv_transpose", "5x5x3", {"out": 4, "kernel": 3, "stride": 2, "padding": "same"}, "10x10x4", 112),
    ("conv_transpose", "5x5x3", {"out": 4, "kernel": 3, "stride": 2}, "11x11x4", 112),
    ("conv_transpose", "5x5x3", {"out": 4, "kernel": 2, "stride": 3}, "15x15x4", 52),
    ("conv_transpose", "5x5x3", {"out": 4, "kernel": 2, "stride": 4, "padding": "valid"}, "20x20x4", 52),
    ("conv_transpose", "5x5x3", {"out": 4, "kernel": 3, "dilation": 2}, "9x9x4", 112),
    ("conv_transpose", "5x5x5x4", {"out": 4, "kernel": 2, "stride": 3}, "15x15x15x4", 132),
    ("maxpool", "8x8x3", {"kernel": 3}, "2x2x3", 0),
    ("avgpool", "8x8x8x3", {"kernel": 2, "stride": 3}, "3x3x3x3", 0),
]


@pytest.mark.parametrize(("word", "shape", "fields", "output", "parameters"), PRINTED)
def test_sizes_and_parameters_along_several_axes(word, shape, fields, output, parameters):
    found = under(layer(word, **fields), shape, semantics="tensorflow")
    assert str(found.report.output) == output
    assert found.report.parameters == parameters


@pytest.mark.parametrize(
    ("word", "fields", "message"),
    [
        ("conv", {"out": 1, "kernel": 3, "stride": 2, "dilation": 2},
         "conv: Conv2D of Keras takes a stride or a dilation above 1 and not both, and the stride is 2, the "),
        ("conv", {"out": 1, "kernel": 3, "stride": [2, 1], "dilation": [1, 2]}, "and the stride is 2, the dilation 2"),
        ("conv_transpose", {"out": 2, "kernel": 3, "groups": 2},
         "conv_transpose: Conv2DTranspose of Keras has no groups, and groups is 2"),
        ("conv_transpose", {"out": 2, "kernel": 3, "stride": 2, "output_padding": 2},
         "takes an output_padding below the stride, and it is 2 with a stride of 2"),
        ("maxpool", {"kernel": 3, "stride": 2, "ceil": True},
         "maxpool: the pools of Keras round down, and ceil is asked for"),
        ("maxpool", {"kernel": 3, "dilation": 2}, "MaxPooling2D of Keras has no dilation, and dilation is 2"),
        ("l2pool", {"kernel": 3}, "l2pool: Keras has no l2pool"),
        ("minpool", {"kernel": 3}, "minpool: Keras has no minpool"),
        ("maxunpool", {"kernel": 3}, "maxunpool: Keras has no maxunpool"),
    ],
)  # fmt: skip
def test_what_keras_refuses(word, fields, message):
    with pytest.raises(ShapeError) as caught:
        under(layer(word, **fields), "8x8x4", semantics="tensorflow")
    assert message in caught.value.what
    assert caught.value.hint


def test_same_is_offered_for_ceil_where_it_gives_the_size():
    """112 pooled 3/2: 55.5 rounded up is 56, and 112/2 = 56."""
    for padding, hint in ((0, "padding = same, which gives 56x56"), (1, "ZeroPadding before the pool")):
        with pytest.raises(ShapeError) as caught:
            under(layer("maxpool", kernel=3, stride=2, padding=padding, ceil=True), "112x112x1", semantics="tensorflow")
        assert caught.value.hint == hint


@pytest.mark.parametrize(
    ("word", "fields", "remark", "output"),
    [
        ("conv", {"out": 1, "kernel": 3, "padding": 1},
         "padding is a word in Conv2D: valid, and ZeroPadding2D(1) before: the same size", "8x8x1"),
        ("conv", {"out": 1, "kernel": 3, "padding": "full"}, "ZeroPadding2D(2) before: the same size", "10x10x1"),
        ("conv", {"out": 1, "kernel": 3, "padding": [1, 2]}, "ZeroPadding2D((1, 2)) before", "8x10x1"),
        ("conv", {"out": 1, "kernel": 3, "padding": [[0, 1], [0, 1]]},
         "ZeroPadding2D(((0, 1), (0, 1))) before", "7x7x1"),
        ("maxpool", {"kernel": 3, "padding": 1}, "before, whose zeros a window may pick: the same size", "3x3x4"),
        ("conv_transpose", {"out": 1, "kernel": 4, "stride": 2, "padding": 1},
         "valid with output_padding=0, and Cropping2D(1) after", "16x16x1"),
        ("conv_transpose", {"out": 1, "kernel": 2, "stride": 3},
         "valid gives each input a whole stride: output_padding = 1, empty cells at the end", "24x24x1"),
    ],
)  # fmt: skip
def test_what_has_to_be_written_otherwise_gives_the_same_size(word, fields, remark, output):
    found = under(layer(word, **fields), "8x8x4", semantics="tensorflow")
    assert remark in "; ".join(found.remarks)
    assert str(found.report.output) == output
