"""One layer under all semantics: outcomes, where they part, names in the place of numbers, and wrong calls."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import convcalc
from convcalc.classroom import semantics
from convcalc.classroom.semantics import SEMANTICS, all_under, under
from convcalc.classroom.semantics.declared import WINDOWED
from convcalc.errors import ShapeError, UsageError
from convcalc.layers import CATALOGUE
from convcalc.layers.window import Windowed
from convcalc.network import layer


def parted(word, shape, **fields):
    return all_under(layer(word, **fields), shape).partings


def test_pools_part_where_caffe_rounds_up():
    sizes, refused = parted("maxpool", "112x112x64", kernel=3, stride=2)
    assert sizes == "caffe rounds up: 56x56x64, where pytorch, tensorflow and onnx have 55x55x64"
    assert refused.startswith(
        "lecture refuses it: the stride does not fit along H: (112 − 3 + 2·0)/2 + 1 = 55.5 is not whole; try "
    )


def test_the_same_size_with_other_zeros():
    zeros, *refused = parted("conv", "28x28x128", kernel=3, stride=2, out=32, padding="same")
    assert zeros == (
        "the same 14x14x32, but the zeros (top, bottom, left, right) are 0, 1, 0, 1 in tensorflow and onnx; "
        "1, 1, 1, 1 in lecture"
    )
    assert [line.split()[0] for line in refused] == ["pytorch", "caffe"]


def test_what_keras_adds_to_a_transposed_convolution():
    """(14 - 1)*3 + 2 = 41, and with a whole stride for each input (14 - 1)*3 + 3 = 42."""
    assert parted("conv_transpose", "14x14x64", kernel=2, stride=3, out=32) == [
        "tensorflow gives each input a whole stride: 42x42x32, where pytorch, onnx, caffe and lecture have 41x41x32"
    ]


def test_what_is_cropped_is_told_of_a_transposed_convolution():
    """Cropped with an output padding of 1: 3 - 2 + 1 = 2 in ONNX, 2*(3//2) - 1 = 1 in Keras."""
    fields = {"kernel": 3, "stride": 2, "out": 1, "padding": "same", "output_padding": 1}
    line = parted("conv_transpose", "14x14x4", **fields)[0]
    assert line == (
        "the same 28x28x1, but the cells cropped (top, bottom, left, right) are 0, 1, 0, 1 in tensorflow; "
        "1, 1, 1, 1 in onnx"
    )


def test_what_a_mean_counts():
    """(6 - 4 + 2*1)/2 + 1 = 3 by all, but a mean at the edge divides by 16 or by 9."""
    assert parted("avgpool", "6x6x8", kernel=4, stride=2, padding=1) == [
        "the mean counts the zeros of the padding in pytorch, tensorflow and caffe, "
        "and leaves the zeros of the padding out in onnx"
    ]


def test_they_do_not_part():
    assert parted("conv", "28x28x128", kernel=3, out=32, padding=1) == ["they do not part: 28x28x32"]


def test_equal_refusals_are_told_once():
    (line,) = parted("conv", "4096", kernel=3, out=2)
    assert line.startswith("pytorch, tensorflow, onnx, caffe and lecture refuse it: conv works along axes, and the ")


def test_shapes_are_told_in_the_order_of_the_layout():
    found = all_under(layer("maxpool", kernel=3, stride=2), "64x112x112", layout="chw")
    assert found.parted("chw")[0].startswith("caffe rounds up: 64x56x56, where")


def test_one_of_them_in_python():
    made = convcalc.layer("maxpool", kernel=3, stride=2)
    found = semantics.under(made, "112x112x64", semantics="caffe")
    assert found.report.output == (56, 56, 64)
    assert found.report.remarks == found.remarks
    assert repr(found.asked) == "maxpool(kernel=3, stride=2)"


def test_conventions_and_effective_counts_are_as_of_any_layer():
    """28*28*9*128*32 multiplications; on the padding of 1 are 4*28 - 4 windows with 3 taps and 4 with two more."""
    made = layer("conv", kernel=3, out=32, padding=1)
    report = under(made, "28x28x128", semantics="caffe", convention="mac", effective=True).report
    assert report.operations == 28 * 28 * 9 * 128 * 32
    assert report.total.ops["on_padding"] == (4 * 28 * 3 - 4) * 128 * 32


# Names in the place of numbers.


def test_names_give_formulas_and_what_each_assumes():
    found = all_under(layer("maxpool", kernel="F", stride="S"), "HxWxC")
    outcomes = {each.semantics.name: each for each in found.outcomes}
    assert str(outcomes["caffe"].report.output) == "(⌈(H − F)/S⌉ + 1) x (⌈(W − F)/S⌉ + 1) x C"
    assert [str(each) for each in outcomes["lecture"].report.assumptions][2:] == ["S divides H − F", "S divides W − F"]
    assert found.partings[0].startswith("caffe rounds up: ")


def test_same_assumes_a_stride_of_one_in_pytorch():
    report = under(layer("conv", kernel=3, stride="S", out=1, padding="same"), "HxWxC", semantics="pytorch").report
    assert [str(each) for each in report.assumptions] == ["S = 1"]


def test_ceil_mode_takes_names():
    report = under(layer("maxpool", kernel=3, stride=2, ceil=True), "HxWxC", semantics="onnx").report
    assert str(report.output) == "⌊H/2⌋ x ⌊W/2⌋ x C"  # (H - 3)/2 rounded up, and 1, and at most H/2 rounded up


def test_formulas_that_cannot_be_compared_are_called_so():
    line = parted("conv", "HxWxC", kernel=3, stride="S", out=1, padding="same")[0]
    assert line.startswith("lecture has another formula: (⌊(H − 1)/S⌋ + 1)")


def test_what_holds_is_assumed():
    made = layer("conv", kernel="F", out=1, padding=1)
    assert all_under(made, "HxWxC").partings == [
        "they do not part: (H − F + 3) x (W − F + 3) x 1, where what each assumes holds"
    ]


# Wrong calls.


@pytest.mark.parametrize(
    ("made", "shapes", "name", "message"),
    [
        (layer("dense", out=3), ["7"], "caffe", "semantics are of one layer with a window, and dense has no window"),
        (convcalc.load("lenet5"), ["32x32x1"], "caffe", "one layer with a window, and LeNet-5 has"),
        (layer("maxpool", kernel=2), ["8x8x1", "8x8x1"], "caffe", "maxpool takes one input, and 2 shapes are given"),
        (layer("maxpool", kernel=2), ["8x8x1"], "cafe", "there are no semantics 'cafe'"),
        (layer("maxpool", kernel=2), ["8xx8"], "caffe", "where a whole number belongs"),
    ],
)
def test_wrong_calls(made, shapes, name, message):
    with pytest.raises(UsageError, match=message):
        under(made, *shapes, semantics=name)


def test_a_list_of_too_many_numbers_is_refused_by_all():
    with pytest.raises(ShapeError, match="is for 3 axes, and the input 8x8x1 has 2"):
        under(layer("conv", kernel=[3, 3, 3], out=1), "8x8x1", semantics="tensorflow")


# Laws.


def test_every_windowed_type_is_called_or_refused_by_name():
    assert {word for word, kind in CATALOGUE.items() if issubclass(kind, Windowed)} == set(WINDOWED)
    for rules in SEMANTICS.values():
        for word in WINDOWED:
            assert (word in rules.calls) != ("" in rules.lacks.get(word, {})), (rules.name, word)
            assert set(rules.lacks.get(word, {})) <= {"", *CATALOGUE[word].fields}


SMALL = st.integers(1, 4)


@settings(deadline=None)
@given(
    word=st.sampled_from(["conv", "depthwise", "maxpool", "avgpool"]),
    size=st.integers(4, 12),
    kernel=SMALL,
    stride=SMALL,
)
def test_they_agree_where_nothing_is_padded_and_the_stride_divides(word, size, kernel, stride):
    """Then W = F + S*(O - 1), and the lectures' formula gives O."""
    count = (size - kernel) // stride + 1
    fitting = kernel + stride * (count - 1)
    given_ = {"out": 2} if word == "conv" else {}
    found = all_under(layer(word, kernel=kernel, stride=stride, **given_), f"{fitting}x{fitting}x2")
    assert {str(each.report.output) for each in found.outcomes} == {f"{count}x{count}x2"}
    assert found.partings == [f"they do not part: {count}x{count}x2"]


@settings(deadline=None)
@given(
    word=st.sampled_from(WINDOWED),
    size=st.integers(1, 9),
    kernel=SMALL,
    stride=SMALL,
    dilation=st.integers(1, 2),
    padding=st.sampled_from([0, 1, 3, "same", "valid", [[0, 1], [1, 0]], [1, 0]]),
)
def test_every_layer_has_an_outcome_with_words(word, size, kernel, stride, dilation, padding):
    fields = {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation}
    given_ = {"out": 2} if word in ("conv", "conv_transpose") else {}
    found = all_under(layer(word, **fields, **given_), f"{size}x{size}x2")
    assert [each.semantics.name for each in found.outcomes] == list(SEMANTICS)
    assert found.partings
    for each in found.outcomes:
        assert (each.report is None) != (each.refusal is None)
        if each.refusal:
            assert each.refusal.what.startswith(word) and each.refusal.hint  # noqa: PT018
