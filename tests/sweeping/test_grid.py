"""Grids: their size, and their points in order, the last axis fastest."""

from itertools import product

import pytest

from convcalc.errors import UsageError
from convcalc.sweeping.grid import Grid, axes_of


def test_the_last_axis_varies_fastest():
    grid = Grid("mobilenet", axes_of({"alpha": "1,2,3", "resolution": "128..192..32", "classes": "10"}))
    assert grid.size == 3 * 3 * 1
    expected = [{"alpha": a, "resolution": r, "classes": c} for a, r, c in product((1, 2, 3), (128, 160, 192), (10,))]
    assert list(grid.points()) == expected
    assert grid.point(8) == expected[8]
    assert [axis.name for axis in grid.varying] == ["alpha", "resolution"]


def test_a_grid_of_a_million_million_points_is_never_listed():
    grid = Grid("mobilenet", axes_of({"a": "1..1000000", "b": "1..1000000"}))
    assert grid.size == 10**12
    assert grid.point(10**12 - 1) == {"a": 10**6, "b": 10**6}
    assert next(grid.points()) == {"a": 1, "b": 1}


def test_a_grid_without_axes_has_one_point():
    assert list(Grid("lenet5", ()).points()) == [{}]


def test_too_many_axes():
    with pytest.raises(UsageError, match="the limit is 20"):
        axes_of({f"a{number}": "1" for number in range(21)})
