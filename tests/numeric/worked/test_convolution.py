"""Convolutions worked on exact cells, beside sums written out here, SciPy, and the figures of a paper."""

import itertools
import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import convolve2d, correlate2d

from convcalc.algebra.simplify import to_sympy
from convcalc.algebra.sym import Sym, name
from convcalc.errors import DocumentError, ShapeError, UsageError
from convcalc.numeric.worked.convolution import MOST_CELLS, MOST_PRODUCTS, MOST_TAPS, check_work, convolve
from convcalc.render.worked.convolution import convolution_page

NUMBERS = st.integers(-9, 9) | st.fractions(-9, 9, max_denominator=12)


def cells(shape, values):
    """An array of exact cells, fractions as whole numbers where they are."""
    array = np.empty(math.prod(shape), dtype=object)
    array[:] = [int(value) if Fraction(value).denominator == 1 else value for value in values]
    return array.reshape(shape)


def counted(*shape, first=1):
    """An array of the whole numbers from ``first`` on."""
    return cells(shape, range(first, first + math.prod(shape)))


def drawn(draw, *shape):
    return cells(shape, draw(st.lists(NUMBERS, min_size=math.prod(shape), max_size=math.prod(shape))))


def same(ours, theirs):
    assert ours.shape == theirs.shape
    assert (ours == theirs).all()


# The sums written out: place by place, tap by tap.


def around(padding, sizes, kernel, stride, dilation) -> list[tuple[int, int]]:
    """The zeros before and after each axis: a number, pairs, or TensorFlow's rule for ``same``."""
    if padding == "same":
        reaches = [(taps - 1) * distance + 1 for taps, distance in zip(kernel, dilation)]
        totals = [max((-(-w // s) - 1) * s + reach - w, 0) for w, s, reach in zip(sizes, stride, reaches)]
        return [(total // 2, total - total // 2) for total in totals]
    return [(padding, padding)] * len(sizes) if isinstance(padding, int) else [tuple(pair) for pair in padding]


def slid(x, kernel, stride, padding, dilation):
    """The convolution as networks have it. ``x`` is (*sizes, channels), ``kernel`` (*taps, channels, filters)."""
    rank = x.ndim - 1
    zeros = around(padding, x.shape[:-1], kernel.shape[:rank], stride, dilation)
    reaches = [(taps - 1) * distance + 1 for taps, distance in zip(kernel.shape, dilation)]
    room = [size + sum(pair) - reach for size, pair, reach in zip(x.shape, zeros, reaches)]
    y = np.zeros((*(free // step + 1 for free, step in zip(room, stride)), kernel.shape[-1]), dtype=object)
    for place in np.ndindex(y.shape[:-1]):
        for tap in np.ndindex(kernel.shape[:rank]):
            at = tuple(i * s + t * d - pair[0] for i, s, t, d, pair in zip(place, stride, tap, dilation, zeros))
            if all(0 <= i < size for i, size in zip(at, x.shape)):
                y[place] += (x[at][:, None] * kernel[tap]).sum(axis=0)
    return y


def adds_up(work):
    """Every step is its products and its bias, the products are those of its cells, and its sum is in the output."""
    steps = list(work.steps())
    assert len(steps) == work.sums.size
    for step in steps:
        depth = range(step.filter, step.filter + 1) if work.layer.word == "depthwise" else range(work.input.shape[-1])
        assert len(step.products) == len(depth)
        for channel, pairs in zip(depth, step.products):
            assert [x for x, _ in pairs] == [work.slid[(*cell, channel)] for cell in step.cells]
        assert sum(x * w for pairs in step.products for x, w in pairs) + step.bias == step.value
        assert step.value == work.sums[(*step.at, step.filter)]
        assert step.bias == work.bias[step.filter]


@st.composite
def convolutions(draw, transpose=False) -> Any:
    """A map, a kernel and the fields of a convolution that fits."""
    rank = draw(st.integers(1, 2))
    numbers = {"kernel": (1, 3), "stride": (1, 3), "dilation": (1, 2)}
    kernel, stride, dilation = (draw(st.tuples(*[st.integers(*range_)] * rank)) for range_ in numbers.values())
    reach = [(taps - 1) * distance + 1 for taps, distance in zip(kernel, dilation)]
    pairs = st.tuples(*[st.tuples(*[st.integers(0, cells - 1)] * 2).map(list) for cells in reach])
    padding = draw(st.sampled_from([0, "same"]) | pairs.map(list))
    zeros = [sum(pair) for pair in padding] if isinstance(padding, list) else [0] * rank
    least = [
        # Something is left: S(W - 1) + F_eff - 2P is 1 at least. Or the kernel fits, and sees a cell of the input.
        max(2, -(-(z - r + 1) // s) + 1) if transpose else max(r - z, d)
        for r, z, s, d in zip(reach, zeros, stride, dilation)
    ]
    sizes = [draw(st.integers(low, low + 3)) for low in least]
    if rank == 2 and sizes[0] == kernel[0] == 1:
        sizes[0] += 1  # a row under a row is a sequence
    channels, filters = draw(st.integers(1, 3)), draw(st.integers(1, 2))
    x, weight = drawn(draw, *sizes, channels), drawn(draw, *kernel, channels, filters)
    fields = {"stride": list(stride), "padding": padding, "dilation": list(dilation)}
    return x, weight, fields


def as_map(array, rank):
    """A sequence as the map of one row that ``convolve`` takes for one."""
    return array[None] if rank == 1 else array


def worked(x, weight, **more):
    rank = x.ndim - 1
    return convolve(as_map(x, rank), as_map(weight, rank), **more)


# Direct convolution.


@given(convolutions(), st.booleans(), st.data())
def test_sums_are_those_written_out_and_every_step_adds_up(case, flip, data):
    x, weight, fields = case
    bias = data.draw(
        st.sampled_from([0, 1, weight.shape[-1]]).flatmap(lambda n: st.lists(NUMBERS, min_size=n, max_size=n))
    )
    work = worked(x, weight, bias=bias, flip=flip, **fields)
    turned = weight[tuple([slice(None, None, -1)] * (x.ndim - 1))] if flip else weight
    same(work.output, slid(x, turned, **fields) + cells((max(len(bias), 1),), bias or [0]))
    same(work.met, turned)
    adds_up(work)


@given(convolutions(), st.booleans())
def test_depthwise_slides_the_one_filter_over_each_channel(case, flip):
    x, weight, fields = case
    weight = weight[..., :1, :1]
    work = worked(x, weight, depthwise=True, flip=flip, **fields)
    each = [worked(x[..., [channel]], weight, flip=flip, **fields).output for channel in range(x.shape[-1])]
    same(work.output, np.concatenate(each, axis=-1))
    adds_up(work)


PLANES = st.tuples(
    st.integers(3, 6), st.integers(3, 6), st.integers(1, 3), st.integers(1, 3), st.integers(0, 2**32 - 1)
)


@given(PLANES, st.integers(1, 2))
def test_as_it_stands_the_kernel_correlates_and_flipped_it_convolves(sizes, stride):
    *shape, seed = sizes
    rng = np.random.default_rng(seed)
    x, kernel = rng.integers(-9, 10, shape[:2]), rng.integers(-9, 10, shape[2:])
    every = slice(None, None, stride)
    for mode, padding in (("valid", 0), ("full", "full")):
        for flip, theirs in ((False, correlate2d), (True, convolve2d)):
            work = convolve(
                cells((*x.shape, 1), x.flat), cells((*kernel.shape, 1, 1), kernel.flat),
                flip=flip, padding=padding, stride=stride,
            )  # fmt: skip
            assert (work.output[..., 0] == theirs(x, kernel, mode)[every, every]).all()


def test_the_window_slides_over_the_input_with_its_zeros():
    work = convolve(counted(2, 2, 1), counted(2, 2, 1, 1), padding=[[0, 1], [2, 0]])
    assert work.slid[..., 0].tolist() == [[0, 0, 1, 2], [0, 0, 3, 4], [0, 0, 0, 0]]
    assert [step.cells for step in work.steps()][-1] == [(1, 2), (1, 3), (2, 2), (2, 3)]
    # 3*1 + 4*2 + 0*3 + 0*4 under the last window
    assert work.output[1, 2, 0] == 11


def test_a_row_under_a_row_is_a_sequence():
    work = convolve(counted(1, 5, 1), cells((1, 3, 1, 1), [1, 0, -1]), padding=1)
    assert work.output[..., 0].tolist() == [-2, -2, -2, -2, 4]
    assert [step.at for step in work.steps()] == [(0,), (1,), (2,), (3,), (4,)]


def test_fractions_stay_fractions():
    work = convolve(counted(2, 2, 1), cells((2, 2, 1, 1), [Fraction(1, 3)] * 4))
    assert work.output.tolist() == [[[Fraction(10, 3)]]]
    assert type(convolve(counted(2, 2, 1), cells((2, 2, 1, 1), [Fraction(1, 2)] * 4)).output[0, 0, 0]) is int


# Transposed convolution. Dumoulin and Visin 2016, figures 4.1 to 4.7; lecture 5 shows the first six.

FIGURES = {  # the direct convolution i, k, s, p; its equivalent i', stretched, p', zeros more at the end
    "4.1": ((4, 3, 1, 0), (2, 2, 2, 0)),
    "4.2": ((5, 4, 1, 2), (6, 6, 1, 0)),
    "4.3": ((5, 3, 1, 1), (5, 5, 1, 0)),
    "4.4": ((5, 3, 1, 2), (7, 7, 0, 0)),
    "4.5": ((5, 3, 2, 0), (2, 3, 2, 0)),
    "4.6": ((5, 3, 2, 1), (3, 5, 1, 0)),
    "4.7": ((6, 3, 2, 1), (3, 5, 1, 1)),
}


def matrix_of(kernel, i, stride, padding):
    """The direct convolution as a matrix C: a row for each output, a column for each of the i x i inputs."""
    k = len(kernel)
    o = (i + 2 * padding - k) // stride + 1
    matrix = np.zeros((o * o, i * i), dtype=object)
    for row, column, m, n in itertools.product(range(o), range(o), range(k), range(k)):
        y, x = row * stride + m - padding, column * stride + n - padding
        if 0 <= y < i and 0 <= x < i:
            matrix[row * o + column, y * i + x] = kernel[m, n]
    return matrix


@pytest.mark.parametrize("figure", FIGURES)
def test_the_figures_of_the_paper(figure):
    (i, k, s, p), (size, stretched, zeros, more) = FIGURES[figure]
    x, kernel = counted(size, size, 1), counted(k, k, 1, 1, first=-3)
    work = convolve(x, kernel, transpose=True, stride=s, padding=p, output_padding=more)
    assert work.output.shape == (i, i, 1)
    same(work.output.reshape(-1), matrix_of(kernel[..., 0, 0], i, s, p).T @ x.reshape(-1))
    # What the equivalent convolution slides over, and with what.
    assert work.slid.shape == (stretched + 2 * zeros + more,) * 2 + (1,)
    expected = np.zeros(work.slid.shape, dtype=object)
    expected[zeros : zeros + stretched : s, zeros : zeros + stretched : s] = x
    same(work.slid, expected)
    same(work.met, kernel[::-1, ::-1])
    same(work.output, slid(work.slid, work.met, (1, 1), 0, (1, 1)))
    adds_up(work)


@given(convolutions(transpose=True), st.booleans(), st.data())
def test_every_step_of_a_transposed_convolution_adds_up_to_what_spreading_gives(case, flip, data):
    x, weight, fields = case
    stride, dilation, padding = (fields[each] for each in ("stride", "dilation", "padding"))
    extra = [0 if padding == "same" else data.draw(st.integers(0, step - 1)) for step in stride]
    work = worked(x, weight, transpose=True, flip=flip, output_padding=extra, **fields)
    turned = np.flip(weight, range(len(stride))) if flip else weight
    same(work.output, spread(x, turned, stride, padding, dilation, extra))
    same(work.output, slid(work.slid, work.met, (1,) * len(stride), 0, dilation))
    adds_up(work)


def spread(x, kernel, stride, padding, dilation, extra):
    """The transposed convolution: each input times each tap is added at S*i + d*t - P, and lost outside.

    ``same`` gives W*S cells and crops what the direct convolution pads them with (Keras).
    """
    if padding == "same":
        sizes = [size * step for size, step in zip(x.shape, stride)]
        zeros = around(padding, sizes, kernel.shape, stride, dilation)
    else:
        zeros = around(padding, x.shape[:-1], kernel.shape, stride, dilation)
        axes = zip(x.shape, kernel.shape, stride, dilation, zeros, extra)
        sizes = [s * (w - 1) + (taps - 1) * d + 1 - sum(pair) + more for w, taps, s, d, pair, more in axes]
    y = np.zeros((*sizes, kernel.shape[-1]), dtype=object)
    for place in np.ndindex(x.shape[:-1]):
        for tap in np.ndindex(kernel.shape[:-2]):
            at = tuple(i * s + t * d - pair[0] for i, s, t, d, pair in zip(place, stride, tap, dilation, zeros))
            if all(0 <= i < size for i, size in zip(at, sizes)):
                y[at] += x[place] @ kernel[tap]
    return y


def test_more_padding_than_the_kernel_reaches_over_crops_the_input():
    # A 1x1 kernel with P = 1: only the cell in the middle is left.
    work = convolve(counted(3, 3, 1), cells((1, 1, 1, 1), [5]), transpose=True, padding=1)
    assert work.slid.tolist() == [[[5]]]
    assert work.output.tolist() == [[[25]]]


# Names in the place of numbers.


def value_of(cell, numbers):
    """A cell with numbers put in for its names."""
    if not isinstance(cell, Sym):
        return cell
    return int(to_sympy(cell).subs({to_sympy(name(each)): number for each, number in numbers.items()}))


@given(convolutions(), st.data())
def test_numbers_put_in_for_the_names_give_what_the_numbers_give(case, data):
    x, weight, fields = case
    transpose = data.draw(st.booleans()) and fields["padding"] == 0
    x = cells(x.shape, data.draw(st.lists(st.integers(-9, 9), min_size=x.size, max_size=x.size)))
    numbers = dict(zip((f"w{i}" for i in range(weight.size)), range(-4, weight.size)))
    named = np.array([name(each) for each in numbers], dtype=object).reshape(weight.shape)
    weight = cells(weight.shape, numbers.values())
    symbolic, plain = (
        worked(x, each, bias=bias, transpose=transpose, **fields)
        for each, bias in ((named, [name("b")]), (weight, [7]))
    )
    put_in = np.frompyfunc(lambda cell: value_of(cell, {**numbers, "b": 7}), 1, 1)
    same(put_in(symbolic.output), plain.output)
    for ours, theirs in zip(symbolic.steps(), plain.steps(), strict=True):
        assert [[(x, put_in(w)) for x, w in pairs] for pairs in ours.products] == theirs.products


def test_names_in_the_input_and_in_the_kernel_multiply():
    x = np.array([[[name("a")], [name("b")]]], dtype=object)
    work = convolve(x, np.array([[[[name("v")]], [[name("w")]]]], dtype=object))
    assert value_of(work.output[0, 0], {"a": 2, "b": 3, "v": 5, "w": 7}) == 2 * 5 + 3 * 7


# Activations, biases, and what does not go together.

SUMS = [Fraction(-7, 2), -3, -1, 0, Fraction(1, 3), 2, 6, Fraction(25, 4)]
EXACT = {
    "relu": lambda x: max(x, 0),
    "relu6": lambda x: min(max(x, 0), 6),
    "leaky_relu": lambda x: max(x, x * Fraction(1, 100)),  # Maas et al. 2013
    "hard_sigmoid": lambda x: min(max(x + 3, 0), 6) / Fraction(6),  # Howard et al. 2019
    "hard_swish": lambda x: x * min(max(x + 3, 0), 6) / Fraction(6),
}
INEXACT = {
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
    "tanh": math.tanh,
    "swish": lambda x: x / (1 + math.exp(-x)),
    "gelu": lambda x: x * (1 + math.erf(x / math.sqrt(2))) / 2,
}


def activated(word, *sums):
    work = convolve(cells((1, len(sums), 1), sums), counted(1, 1, 1, 1), activation=word)
    assert work.sums.reshape(-1).tolist() == list(sums)
    return work.output.reshape(-1).tolist()


@pytest.mark.parametrize("word", EXACT)
def test_activations_that_compare_and_multiply_are_exact(word):
    found = activated(word, *SUMS)
    assert found == [EXACT[word](x) for x in SUMS]
    assert not any(isinstance(value, float) for value in found)


@pytest.mark.parametrize("word", INEXACT)
def test_the_others_are_floats(word):
    found = activated(word, *SUMS)
    assert found == pytest.approx([INEXACT[word](float(x)) for x in SUMS], rel=1e-12)
    assert all(isinstance(value, float) for value in found)


@pytest.mark.parametrize(("word", "limits"), [("sigmoid", [0, 1]), ("tanh", [-1, 1])])
def test_sums_far_from_zero_are_no_trouble(word, limits):
    assert activated(word, -(10**6), 10**6) == limits


def test_a_bias_for_all_filters_or_one_for_each():
    x, kernel = counted(2, 2, 1), counted(1, 1, 1, 2)
    for bias, added in (([], [0, 0]), ([5], [5, 5]), ([5, Fraction(1, 2)], [5, Fraction(1, 2)])):
        work = convolve(x, kernel, bias=bias)
        assert work.bias.tolist() == added
        assert work.layer.bias == bool(bias)
        same(work.output[0, 0], cells((2,), [1 + added[0], 2 + added[1]]))
    with pytest.raises(UsageError, match="3 biases for 2 filters"):
        convolve(x, kernel, bias=[1, 2, 3])


@pytest.mark.parametrize(
    ("x", "kernel", "fields", "error", "message"),
    [
        ((4, 4, 3), (2, 2, 2, 1), {}, DocumentError, "the kernel has 2 channels, and 3 are needed"),
        ((4, 4, 3), (2, 2, 1, 1), {}, DocumentError, "--depthwise, which takes one filter on every channel"),
        ((4, 4, 1), (2, 2, 2, 1), {}, DocumentError, "the kernel has 2 channels, and 1 is needed"),
        ((4, 4, 3), (2, 2, 2, 1), {"depthwise": True}, DocumentError, "the kernel has 2 channels, and 3 are needed"),
        (
            (4, 4, 2),
            (2, 2, 1, 3),
            {"depthwise": True},
            DocumentError,
            "for each channel, and the kernel has 3 filters",
        ),
        ((4, 4, 1), (2, 2, 1, 1), {"depthwise": True, "transpose": True}, UsageError, "depthwise or transposed"),
        ((4, 4, 1), (5, 5, 1, 1), {}, ShapeError, "the kernel is larger than its input"),
        ((4, 4, 1), (2, 2, 1, 1), {"stride": 0}, UsageError, "stride"),
        ((4, 4, 1), (2, 2, 1, 1), {"padding": -1}, UsageError, "padding"),
        ((4, 4, 1), (2, 2, 1, 1), {"padding": 10**9}, DocumentError, "here the most is"),
        ((4, 4, 1), (2, 2, 1, 1), {"transpose": True, "stride": 10**9}, DocumentError, "here the most is"),
    ],
)
def test_what_does_not_go_together_is_refused(x, kernel, fields, error, message):
    with pytest.raises(error) as caught:
        convolve(counted(*x), counted(*kernel), **fields)
    assert message in str(caught.value)


def test_names_go_through_no_activation():
    with pytest.raises(UsageError, match="relu needs numbers"):
        convolve(counted(2, 2, 1), np.array([[[[name("w")]]]], dtype=object), activation="relu")


@pytest.mark.parametrize("over", [(1, 0, 0), (0, 1, 0), (0, 0, 1)])
def test_the_most_work_is_that_of_a_page(over):
    most = (MOST_PRODUCTS, MOST_CELLS, MOST_TAPS)
    check_work(*most)
    with pytest.raises(DocumentError, match=f"here the most is {most[over.index(1)]:,}"):
        check_work(*(limit + more for limit, more in zip(most, over)))


def test_fractions_without_a_small_common_denominator_are_refused():
    primes = [n for n in range(2, 1000) if all(n % d for d in range(2, n))]
    x = np.array([[[Fraction(1, prime)] for prime in primes]], dtype=object)
    with pytest.raises(DocumentError, match="the common denominator has more than 300 digits"):
        convolve(x, np.array([[[[1]]]], dtype=object))


def test_depthwise_with_a_matrix_for_each_channel():
    """By hand: channel 1 meets 1 and 2, channel 2 meets 3 and 4, and neither sees the other."""
    x = np.array([[[1, 10], [2, 20]]], dtype=object)
    kernel = np.array([[[[1], [3]], [[2], [4]]]], dtype=object)
    assert convolve(x, kernel, depthwise=True).output.tolist() == [[1 * 1 + 2 * 2, 10 * 3 + 20 * 4]]


def test_the_equivalent_of_a_dilated_transposed_convolution_is_dilated():
    x, kernel = counted(2, 2, 1), counted(2, 2, 1, 1)
    work = convolve(x, kernel, transpose=True, dilation=2)
    direct = convolve(work.slid, work.met, dilation=2)
    assert (direct.output == work.output).all()
    page = convolution_page(work, [])
    assert (page.data["equivalent"]["stride"], page.data["equivalent"]["dilation"]) == (1, [2, 2])
    (remark,) = page.remarks
    assert "padded by 2, stride 1, dilation 2, the kernel turned" in remark
