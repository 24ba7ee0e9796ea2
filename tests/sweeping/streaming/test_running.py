"""The front of a large sweep, kept up chunk by chunk: that of all points at once, found by comparing every pair."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.errors import UsageError
from convcalc.sweeping.arrays.cover import Chunk, chunks
from convcalc.sweeping.grid import Axis, Grid
from convcalc.sweeping.streaming.running import RunningFront
from convcalc.sweeping.values import Steps

NAMES = ("parameters", "multiplications", "operations")


def beats(one, other):
    return all(x >= y for x, y in zip(one, other)) and one != other


@given(
    st.lists(st.tuples(*[st.integers(0, 6)] * 3), min_size=1, max_size=60),
    st.lists(st.booleans(), min_size=1, max_size=3),
    st.integers(1, 20),
    st.booleans(),
)
def test_the_front_is_what_no_point_beats(points, signs, size, large):
    factor = 2**70 if large else 1
    grid = Grid("lenet5", (Axis("H", Steps(1, 1, len(points))),), "HxHx1")
    front = RunningFront(list(zip(NAMES, signs)))
    kind = object if large else np.int64
    for start in range(0, len(points), size):
        part = points[start : start + size]
        columns = {name: np.array([each[place] * factor for each in part], dtype=kind)
                   for place, name in enumerate(NAMES)}  # fmt: skip
        front.see(grid, Chunk(start, columns, np.zeros(len(part), np.int32), ()), np.ones(len(part), bool))
    worths = [tuple(x if more else -x for x, more in zip(each, signs)) for each in points]
    expected = [place for place, worth in enumerate(worths) if not any(beats(other, worth) for other in worths)]
    assert [member.place for member in front.members] == expected


def test_symbols_are_goals_as_well():
    axes = (Axis("alpha", Steps(Fraction(1, 20), Fraction(1, 20), 20)), Axis("resolution", Steps(32, 8, 40)))
    grid = Grid("mobilenet", axes)
    front, points = RunningFront([("alpha", True), ("resolution", True)]), {}
    for chunk in chunks(grid, ("multiplications",), size=100):
        inside = chunk.fits & (chunk.columns["multiplications"] <= 100_000_000)
        points |= {chunk.start + place: grid.point(chunk.start + place) for place in np.flatnonzero(inside).tolist()}
        front.see(grid, chunk, inside)
    worths = {place: (point["alpha"], point["resolution"]) for place, point in points.items()}
    expected = [place for place, one in worths.items() if not any(beats(other, one) for other in worths.values())]
    assert [member.place for member in front.members] == expected
    assert len(expected) > 5


def test_a_front_that_is_too_long_is_refused():
    grid = Grid("mobilenet", (Axis("resolution", Steps(32, 1, 500)),))
    front = RunningFront([("resolution", True), ("multiplications", False)], most=10)
    (chunk,) = chunks(grid, ("multiplications",))
    with pytest.raises(UsageError, match="more than 10 points"):
        front.see(grid, chunk, chunk.fits)


def test_what_is_no_number_is_no_goal():
    grid = Grid("alexnet", (Axis("norm_first", (True, False)),))
    (chunk,) = chunks(grid, ("parameters",))
    with pytest.raises(UsageError, match="no axis of numbers"):
        RunningFront([("norm_first", True)]).see(grid, chunk, chunk.fits)
