"""Sizes solved backwards, against every combination tried one by one with windows placed one by one."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

import convcalc
from convcalc import UsageError
from convcalc.classroom.solve import solve
from convcalc.layers import CATALOGUE
from layers.brute_force import places, transposed

SIZES, KERNELS, STRIDES, DILATIONS = range(1, 13), range(1, 5), range(1, 4), range(1, 3)


def found(answer):
    """The solutions one by one: input, kernel, stride, padding in all, dilation, output padding."""
    return {
        (size, each.layer.kernel, each.layer.stride, int(2 * each.padding), each.layer.dilation,
         getattr(each.layer, "output_padding", 0))
        for each in answer.solutions
        for size in each.inputs
    }  # fmt: skip


def expected(wanted, output, extras=(0,), tied=False):
    """All combinations whose output, counted window by window, is the wanted one."""
    tried = product(SIZES, KERNELS, STRIDES, DILATIONS, extras)
    return {
        (size, kernel, stride, both, dilation, extra)
        for size, kernel, stride, dilation, extra in tried
        for both in range(2 * (kernel - 1) * dilation + 1)
        if output(size, kernel, stride, both // 2, both - both // 2, dilation, extra) == wanted
        if not tied or kernel == stride
    }


def conv_output(size, kernel, stride, before, after, dilation, _):
    return len(places(size, kernel, stride, before, after, dilation))


def transposed_output(size, kernel, stride, before, after, dilation, extra):
    _, (whole,) = transposed((size,), (kernel,), (stride,), (dilation,))
    return whole - before - after + extra if extra < max(stride, dilation) else None


ALL = {"size": SIZES, "kernel": KERNELS, "stride": STRIDES, "dilation": DILATIONS}


@pytest.mark.parametrize("wanted", range(1, 8))
def test_all_convolutions_are_found_and_no_others(wanted):
    assert found(solve(out_size=wanted, **ALL)) == expected(wanted, conv_output)


@pytest.mark.parametrize("ceil", [False, True])
@pytest.mark.parametrize("wanted", range(1, 8))
def test_all_pools_are_found_and_no_others(wanted, ceil):
    def output(size, kernel, stride, before, after, dilation, _):
        return len(places(size, kernel, stride, before, after, dilation, ceil))

    assert found(solve("maxpool", out_size=wanted, ceil=ceil, **ALL)) == expected(wanted, output)
    tied = solve("avgpool", out_size=wanted, ceil=ceil, size=SIZES, kernel=STRIDES, dilation=DILATIONS)
    assert found(tied) == expected(wanted, output, tied=True)


@pytest.mark.parametrize("wanted", [1, 4, 9, 20])
def test_all_transposed_convolutions_are_found_and_no_others(wanted):
    answer = solve("conv_transpose", out_size=wanted, output_padding="?", **ALL)
    assert found(answer) == expected(wanted, transposed_output, extras=range(3))


@given(
    st.sampled_from(["conv", "depthwise", "maxpool", "l2pool"]),
    st.integers(1, 60), st.integers(1, 7), st.integers(1, 5), st.integers(0, 3), st.integers(1, 9),
)  # fmt: skip
def test_each_unknown_alone_is_found_among_the_others(word, size, kernel, stride, padding, wanted):
    """Whatever is sought, the solutions are those that try-outs of the layer alone find."""
    given_fields = {"size": size, "kernel": kernel, "stride": stride, "padding": padding}
    ranges = {"size": range(1, 81), "kernel": range(1, 9), "stride": range(1, 7), "padding": range(4)}
    for sought, tried in ranges.items():
        answer = solve(word, out_size=wanted, **{**given_fields, sought: list(tried)})
        fields = [{**given_fields, sought: value} for value in tried]
        fitting = [each[sought] for each in fields if output_of(word, **each) == wanted]
        names = {"size": 0, "kernel": 1, "stride": 2, "padding": 3}
        values = {each[names[sought]] // (2 if sought == "padding" else 1) for each in found(answer)}
        assert sorted(values) == fitting
        assert answer.solutions or answer.refusal or answer.nearest


def output_of(word, size, **fields):
    """What the layer says on its own, where it takes the input."""
    more = {"out": 1} if word == "conv" else {}
    try:
        return convcalc.layer(word, **fields, **more).evaluate(f"{size}x1").output[0]
    except convcalc.ShapeError:
        return None


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 30))
def test_the_nearest_are_not_farther_than_any_other(kernel, stride, wanted):
    answer = solve(out_size=wanted, size=range(20, 24), kernel=kernel, stride=stride, padding=range(2))
    if answer.solutions:
        return
    outputs = [
        conv_output(size, kernel, stride, both // 2, both - both // 2, 1, 0)
        for size in range(20, 24)
        for both in range(3)
    ]
    best = min(abs(output - wanted) for output in outputs if output)
    assert abs(answer.nearest[0].output - wanted) == best
    assert len(answer.nearest) <= 3


# AlexNet's first layer: 224 is what the paper prints, and 227 what its arithmetic needs.


def rows(answer):
    return {each.padding: (each.inputs[0], each.inputs[-1], each.exact) for each in answer.solutions}


def test_the_inputs_of_alexnet():
    ways = rows(solve(out_size=55, kernel=11, stride=4))
    assert ways[0] == (227, 230, 227)
    assert ways[Fraction(3, 2)] == (224, 227, 224)  # 1 before and 2 after, exactly
    assert ways[2] == (223, 226, 223)
    assert len(ways) == 21  # 0 to 10 in halves
    assert rows(solve(out_size=55, size=224, kernel=11, stride=4)).keys() == {Fraction(3, 2), 2, Fraction(5, 2), 3}
    assert solve(out_size=55, size=224, kernel=11, stride=4, padding=0).solutions == ()


def test_the_plainest_come_first():
    first = [each.padding for each in solve(out_size=55, size=224, kernel=11, stride=4).solutions]
    assert first == [2, 3, Fraction(3, 2), Fraction(5, 2)]  # the same on both sides; then what is exact
    keeping = solve(out_size=32, size=32, kernel="1..5", stride="1..4").solutions
    ways = [(each.layer.kernel, each.padding) for each in keeping]
    assert ways[:3] == [(1, 0), (3, 1), (5, 2)]  # (F - 1)/2, lecture 4, for odd kernels
    assert ways[3:] == [(2, Fraction(1, 2)), (4, Fraction(3, 2))]
    halving = solve(out_size=112, size=224, kernel="1..3", stride=2).solutions
    assert [(each.layer.kernel, each.padding) for each in halving[:2]] == [(2, 0), (3, 1)]
    assert halving[-1].layer.kernel == 1  # it leaves out every other cell


def test_what_is_thrown_away_is_counted():
    # Lecture 1, 'AlexNet': (224 - 11)/4 + 1 = 54.25, one cell short of 55; with 227 the last three are read.
    (none,) = solve(out_size=54, size=224, kernel=11, stride=4, padding=0).solutions
    assert (none.thrown_away(224), none.before_rounding(224)) == (1, Fraction(217, 4))
    for size, kernel, stride, both in product(range(4, 16), KERNELS, STRIDES, range(3)):
        for each in solve(out_size=3, size=size, kernel=kernel, stride=stride, padding=[Fraction(both, 2)]).solutions:
            starts = places(size, kernel, stride, both // 2, both - both // 2)
            assert each.thrown_away(size) == size + both - both // 2 - (starts[-1] + kernel)
            assert (each.exact == size) == (each.thrown_away(size) == 0)


def test_words_of_padding_are_fixed():
    (same,) = solve(out_size=112, kernel=3, stride=2, padding="same").solutions
    assert (same.inputs, same.exact) == (range(223, 225), 224)  # ceil(223/2) = ceil(224/2) = 112
    (full,) = solve(out_size=9, kernel=3, padding="full").solutions
    assert full.inputs == range(7, 8)  # lecture 3, 'FULL padding': o = i + k - 1
    (valid,) = solve(out_size=5, kernel=3, padding="valid").solutions
    assert valid.inputs == range(7, 8)


def test_a_billion_inputs_are_no_work():
    (one,) = solve(out_size=1, kernel=10**9, stride=10**9, padding=0).solutions
    assert one.inputs == range(10**9, 10**9 + 1)
    (few,) = solve(out_size=10**8, kernel=1, stride=10, padding=0).solutions
    assert few.inputs == range(10**9 - 9, 10**9 + 1)  # the largest input is a billion


def test_the_default_ranges():
    answer = solve(out_size=5, size=9, stride="?", dilation="?")
    assert {each.layer.kernel for each in answer.solutions} <= set(range(1, 12))
    assert {each.layer.stride for each in answer.solutions} == {1, 2, 3, 4}
    assert {each.layer.dilation for each in answer.solutions} == {1, 2, 3, 4}
    assert answer.question.unknown == ("kernel", "stride", "padding", "dilation")


def test_a_refusal_is_told_where_nothing_fits_at_all():
    answer = solve(out_size=3, size=5, kernel=9, padding=0)
    assert (answer.solutions, answer.nearest) == ((), ())
    assert "the kernel is larger than its input" in answer.refusal


def test_order_does_not_depend_on_how_values_are_given():
    for values in ("1..3", "1,2,3", [3, 2, 1], range(1, 4), range(3, 0, -1), (1, 2, 2, 3)):
        answer = solve(out_size=4, size=8, kernel=values, stride=2)
        assert found(answer) == found(solve(out_size=4, size=8, kernel=range(1, 4), stride=2))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"word": "dense"}, "no size formula"),
        ({"word": "global_avgpool"}, "no size formula"),
        ({"out_size": 0}, "out_size is 0"),
        ({"out_size": "1..3"}, "one whole number"),
        ({"out_size": None}, "one whole number"),
        ({"out_size": True}, "one whole number"),
        ({"kernel": 0}, "kernel is 0"),
        ({"kernel": "3..1"}, "from 3 down to 1"),
        ({"kernel": "three"}, "'three'"),
        ({"kernel": []}, "nothing to try"),
        ({"kernel": [1.5]}, "kernel is 1.5"),
        ({"kernel": [[3, 5]]}, "one axis"),
        ({"kernel": True}, "kernel is true"),
        ({"kernel": "1..99999999999"}, "the most is 1,000,000,000"),
        ({"kernel": range(0)}, "nothing to try"),
        ({"kernel": range(1, 10**7, 2)}, "more than 1,000"),
        ({"kernel": "1..1000000"}, "the most is 200,000"),
        ({"padding": "0..1000000000"}, "the most is 200,000"),
        ({"padding": 0.25}, "padding is 0.25"),
        ({"padding": float("nan")}, "padding is nan"),
        ({"padding": -1}, "padding is -1"),
        ({"padding": "smae"}, "smae"),
        ({"size": 2.5}, "input is 2.5"),
        ({"out": 3}, "out"),
        ({"output_padding": 1}, "no field output_padding"),
        ({"ceil": True}, "no ceil mode"),
        ({"word": "conv_transpose", "padding": "full"}, "full"),
    ],
)
def test_what_is_wrong_is_said(fields, said):
    with pytest.raises(UsageError, match=said) as caught:
        solve(fields.pop("word", "conv"), **{"out_size": 5, **fields})
    assert caught.value.hint


def test_every_layer_that_divides_by_a_stride_can_be_asked():
    for word, kind in CATALOGUE.items():
        if "kernel" in kind.fields and word != "maxunpool":
            assert solve(word, out_size=4, size=8, kernel=2, stride=2).question.word == word
