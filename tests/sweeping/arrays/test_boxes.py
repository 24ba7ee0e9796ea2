"""Grids in pieces: all points once, in order, each piece a box."""

from itertools import islice, product
from math import prod

from hypothesis import given
from hypothesis import strategies as st

from convcalc.sweeping.arrays.boxes import box_of, spans


@given(st.lists(st.integers(1, 9), max_size=4), st.integers(1, 40))
def test_pieces_follow_each_other_and_are_boxes(lengths, size):
    points = list(product(*map(range, lengths)))
    seen = 0
    for start, stop in spans(lengths, size):
        assert start == seen
        assert 0 < stop - start <= size
        box = box_of(lengths, start, stop)
        assert list(product(*(range(*ends) for ends in box))) == points[start:stop]
        seen = stop
    assert seen == prod(lengths)


def test_pieces_are_whole_lines_where_these_are_short():
    assert list(spans([1000, 1000], 65_536))[:2] == [(0, 63_000), (63_000, 126_000)]  # 1,000 lines in 16 pieces of 63


def test_a_long_line_is_cut_evenly():
    assert list(spans([2, 100], 60)) == [(0, 50), (50, 100), (100, 150), (150, 200)]


def test_a_grid_of_a_million_million_points_is_cut_as_it_is_read():
    assert list(islice(spans([10**6, 10**6], 65_536), 1)) == [(0, 62_500)]  # 16 pieces of a line
