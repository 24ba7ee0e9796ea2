"""The lectures' semantics: (W - F + 2P)/S + 1, and where that is not whole the layer does not fit."""

import pytest

from convcalc.classroom.semantics import under
from convcalc.errors import ShapeError
from convcalc.network import layer


def asked(word, shape, **fields):
    return under(layer(word, **fields), shape, semantics="lecture")


@pytest.mark.parametrize(
    ("shape", "fields", "output"),
    [
        ("5x5x1", {"kernel": 3, "padding": 1, "stride": 2}, "3x3x1"),  # lecture 1: (5 - 3 + 2*1)/2 + 1
        ("7x7x1", {"kernel": 3}, "5x5x1"),  # lecture 2: (7 - 3)/1 + 1
        ("7x7x1", {"kernel": 3, "stride": 2}, "3x3x1"),  # lecture 2: (7 - 3)/2 + 1
        ("5x5x1", {"kernel": 3, "padding": "same", "stride": 2}, "3x3x1"),  # lecture 3, 'Strides'
        ("5x5x1", {"kernel": 3, "padding": "full"}, "7x7x1"),  # lecture 3: i + (k - 1)
        ("32x32x1", {"kernel": 3, "padding": "same"}, "32x32x1"),  # lecture 5
        ("7x7x1", {"kernel": 3, "dilation": 2}, "3x3x1"),  # lecture 5, 'Dilated convolution'
    ],
)
def test_sizes_of_the_lectures(shape, fields, output):
    assert str(asked("conv", shape, out=1, **fields).report.output) == output


def test_transposed_sizes_of_lecture_5():
    """O = s(I - 1) + k - 2P, figures 4.5 and 4.6."""
    assert str(asked("conv_transpose", "2x2x1", out=1, kernel=3, stride=2).report.output) == "5x5x1"
    assert str(asked("conv_transpose", "3x3x1", out=1, kernel=3, stride=2, padding=1).report.output) == "5x5x1"


@pytest.mark.parametrize(
    ("word", "shape", "fields", "what"),
    [
        ("conv", "7x7x1", {"out": 1, "kernel": 3, "stride": 3},
         "conv: the stride does not fit along H: (7 − 3 + 2·0)/3 + 1 = 2.33… is not whole"),  # lecture 2
        ("maxpool", "112x112x1", {"kernel": 3, "stride": 2, "ceil": True},
         "maxpool: the stride does not fit along H: (112 − 3 + 2·0)/2 + 1 = 55.5 is not whole"),
    ],
)  # fmt: skip
def test_what_does_not_fit(word, shape, fields, what):
    with pytest.raises(ShapeError) as caught:
        asked(word, shape, **fields)
    assert caught.value.what == what
    assert caught.value.hint.endswith("smaller in all, or other semantics, which round")


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"padding": "same"}, "conv_transpose: transpose convolution of the lectures has no padding same"),
        ({"output_padding": 1},
         "conv_transpose: transpose convolution of the lectures has no output_padding, and output_padding is 1"),
    ],
)  # fmt: skip
def test_what_the_lectures_have_not(fields, what):
    with pytest.raises(ShapeError) as caught:
        asked("conv_transpose", "5x5x1", out=1, kernel=3, stride=2, **fields)
    assert caught.value.what == what


def test_ceil_changes_nothing_where_the_stride_divides():
    found = asked("maxpool", "55x55x96", kernel=3, stride=2, ceil=True)
    assert str(found.report.output) == "27x27x96"  # (55 - 3)/2 + 1
    assert found.remarks == ("the lectures have no ceil mode: the stride divides, so nothing is rounded",)


def test_same_is_f_less_one_zeros_with_any_stride():
    """Lecture 3: p = k - 1, and o = (i + p - k)/s + 1 rounded down: (8 + 2 - 3)/2 + 1 = 4.5."""
    found = asked("conv", "8x8x1", out=1, kernel=3, stride=2, padding="same")
    assert str(found.report.output) == "4x4x1"
    assert found.zeros == ((1, 1), (1, 1))
    even = asked("conv", "8x8x1", out=1, kernel=4, padding="same")
    assert str(even.report.output) == "8x8x1"
    assert even.remarks[0] == "SAME is F − 1 zeros, and lecture 3 does not say on which side an odd one is"
