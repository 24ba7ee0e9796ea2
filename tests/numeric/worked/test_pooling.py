"""Poolings of exact cells, beside windows walked through one by one, and the way back from them."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.errors import DocumentError, ShapeError, UsageError
from convcalc.numeric.worked.pooling import OPERATIONS, pool, root

NUMBERS = st.integers(-9, 9) | st.fractions(-9, 9, max_denominator=12)


def cells(shape, values):
    """An array of exact cells, fractions as whole numbers where they are."""
    array = np.empty(math.prod(shape), dtype=object)
    array[:] = [int(value) if Fraction(value).denominator == 1 else value for value in values]
    return array.reshape(shape)


def matrix(*rows):
    return cells((len(rows), len(rows[0]), 1), [value for row in rows for value in row])


def positions(size, kernel, stride, before, after, dilation, ceil):
    """How often a window fits on an axis; with ``ceil`` the last may go off the end, if it starts before the end."""
    reach = (kernel - 1) * dilation + 1
    starts = range(-before, size + after + stride, stride)
    if ceil:
        # Rounded up: one more where cells are left over, if it starts in the input or in the padding before it.
        return sum(start < size and start - stride + reach < size + after for start in starts)
    return sum(start + reach <= size + after for start in starts)


def windows(x, kernel, stride, pairs, dilation, ceil):
    """Every place of a window, and the cells of the input that it sees there."""
    axes = list(zip(x.shape, kernel, stride, pairs, dilation))
    counts = [positions(size, k, s, *pair, d, ceil) for size, k, s, pair, d in axes]
    for place in np.ndindex(*counts):
        taps = (tuple(i * s + t * d - pair[0] for i, t, (_, _, s, pair, d) in zip(place, tap, axes))
                for tap in np.ndindex(*kernel))  # fmt: skip
        yield place, [cell for cell in taps if all(0 <= i < size for i, size in zip(cell, x.shape))]


@st.composite
def poolings(draw) -> Any:
    """A map, the fields of a pooling that fits, and its windows."""
    rank = draw(st.integers(1, 2))
    kernel, stride, dilation = (draw(st.tuples(*[st.integers(1, most)] * rank)) for most in (3, 3, 2))
    reach = [(taps - 1) * distance + 1 for taps, distance in zip(kernel, dilation)]
    pairs = [draw(st.tuples(st.integers(0, cells // 2), st.integers(0, cells // 2))) for cells in reach]
    sizes = [draw(st.integers(cells, cells + 4)) for cells in reach]
    if rank == 2 and sizes[0] == 1:
        sizes[0] += 1  # one row is a sequence
    shape = (*sizes, draw(st.integers(1, 2)))
    values = st.integers(-2, 2) if draw(st.booleans()) else NUMBERS  # few values, so that some are equal
    x = cells(shape, draw(st.lists(values, min_size=math.prod(shape), max_size=math.prod(shape))))
    ceil = draw(st.booleans())
    fields = {"kernel": list(kernel), "stride": list(stride), "dilation": list(dilation), "ceil": ceil,
              "padding": [list(pair) for pair in pairs]}  # fmt: skip
    return x, fields, list(windows(x, kernel, stride, pairs, dilation, ceil))


def pooled(x, operation, fields):
    return pool(x[None] if x.ndim == 2 else x, operation, **fields)


BY_HAND = {
    "max": max,
    "min": min,
    "avg": lambda values: Fraction(sum(values)) / len(values),
    "l2": lambda values: math.sqrt(sum(value * value for value in values)),
}


@given(poolings(), st.sampled_from(sorted(OPERATIONS)))
def test_every_window_comes_to_what_its_cells_come_to(case, operation):
    x, fields, seen = case
    work = pooled(x, operation, fields)
    steps = list(work.steps())
    assert len(steps) == len(seen) * x.shape[-1] == work.output.size
    for number, step in enumerate(steps):
        channel, (place, inside) = number // len(seen), seen[number % len(seen)]
        values = [x[(*cell, channel)] for cell in inside]
        assert (step.at, step.channel, step.cells, step.values) == (place, channel, inside, values)
        assert step.value == work.output[(*place, channel)]
        expected = BY_HAND[operation](values)
        assert step.value == (pytest.approx(expected, rel=1e-14) if operation == "l2" else expected)
        assert operation == "l2" or not isinstance(step.value, float)


@given(poolings(), st.booleans())
def test_values_go_back_to_where_the_first_of_the_largest_stood(case, own):
    x, fields, seen = case
    work = pooled(x, "max", fields)
    values = work.output if own else cells(work.output.shape, range(1, work.output.size + 1))
    back = np.zeros(x.shape, dtype=object)
    places = work.places()
    for channel in range(x.shape[-1]):
        for place, inside in seen:
            first = max(inside, key=lambda cell: x[(*cell, channel)])  # the first of equal ones
            assert tuple(axis[(*place, channel)] for axis in places) == first
            back[(*first, channel)] = values[(*place, channel)]  # the later of two that meet
    found = work.unpooled(None if own else values[None] if x.ndim == 2 else values)
    assert found.shape == x.shape
    assert (found == back).all()


# By hand.


def test_the_mean_is_over_the_cells_of_the_input():
    work = pool(matrix([1, 2, 3], [4, 5, 6], [7, 8, 9]), "avg", kernel=2, padding=1)
    # 1; (2 + 3)/2; (4 + 7)/2; (5 + 6 + 8 + 9)/4
    assert work.output[..., 0].tolist() == [[1, Fraction(5, 2)], [Fraction(11, 2), 7]]


def test_rounding_up_adds_the_windows_that_go_off_the_end():
    x = matrix([1, 2, 3], [4, 5, 6], [7, 8, 9])
    assert pool(x, "max", kernel=2).output[..., 0].tolist() == [[5]]
    assert pool(x, "max", kernel=2, ceil=True).output[..., 0].tolist() == [[5, 6], [8, 9]]
    assert pool(x, "avg", kernel=2, ceil=True).output[..., 0].tolist() == [[3, Fraction(9, 2)], [Fraction(15, 2), 9]]


def test_same_padding_gives_a_window_for_every_stride():
    # TensorFlow: ceil(3/2) = 2 windows need 4 cells, so there is one of padding, at the end.
    work = pool(matrix([1, 2, 3], [4, 5, 6], [7, 8, 9]), "min", kernel=2, padding="same")
    assert work.output[..., 0].tolist() == [[1, 3], [7, 9]]


def test_one_row_is_a_sequence():
    work = pool(matrix([3, 1, 4, 1, 5]), "max", kernel=2)
    assert work.output.tolist() == [[3], [4]]
    assert [place.tolist() for place in work.places()] == [[[0], [2]]]
    assert work.unpooled().reshape(-1).tolist() == [3, 0, 4, 0, 0]
    assert work.unpooled(matrix([7, 8])).reshape(-1).tolist() == [7, 0, 8, 0, 0]


def test_where_two_windows_find_the_same_cell_the_later_value_stays():
    work = pool(matrix([1, 2, 3], [4, 9, 6], [7, 8, 5]), "max", kernel=2, stride=1)
    assert work.unpooled(matrix([1, 2], [3, 4]))[..., 0].tolist() == [[0, 0, 0], [0, 4, 0], [0, 0, 0]]


@pytest.mark.parametrize(
    ("square", "expected"),
    [(0, 0), (25, 5), (Fraction(9, 4), Fraction(3, 2)), (2, math.sqrt(2)), (Fraction(1, 2), math.sqrt(0.5))],
)
def test_roots_are_exact_where_they_are_fractions(square, expected):
    found = root(square)
    assert found == expected
    assert isinstance(found, float) == isinstance(expected, float)


def test_the_l2_norm_is_exact_where_its_root_is():
    assert pool(matrix([3, 4], [0, 0]), "l2", kernel=2).output.tolist() == [[[5]]]
    half = pool(matrix([Fraction(3, 2), 2], [0, 0]), "l2", kernel=2).output[0, 0, 0]
    assert half == Fraction(5, 2)
    assert isinstance(half, Fraction)
    assert pool(matrix([10**20, 0], [0, 0]), "l2", kernel=2).output.tolist() == [[[10**20]]]


# What is refused.


@pytest.mark.parametrize("operation", ["avg", "min", "l2"])
def test_only_the_largest_has_a_place(operation):
    work = pool(matrix([1, 2], [3, 4]), operation, kernel=2)
    for way in (work.places, work.unpooled):
        with pytest.raises(UsageError, match=f"{operation} pooling keeps no places"):
            way()


def test_values_of_another_size_are_refused():
    work = pool(matrix([1, 2], [3, 4]), "max", kernel=2)
    with pytest.raises(DocumentError, match="the values are 1x2x1, and pooling gives 1x1x1"):
        work.unpooled(matrix([1, 2]))


@pytest.mark.parametrize(
    ("fields", "error", "message"),
    [
        ({"kernel": 3}, ShapeError, "the kernel is larger than its input"),
        ({"kernel": 2, "padding": 2}, ShapeError, "would see nothing but its padding"),
        ({"kernel": 0}, UsageError, "kernel"),
        ({"kernel": 10**9, "padding": 10**9 - 1}, DocumentError, "here the most is"),
    ],
)
def test_what_does_not_fit_is_refused(fields, error, message):
    with pytest.raises(error) as caught:
        pool(matrix([1, 2], [3, 4]), "max", **fields)
    assert message in str(caught.value)
