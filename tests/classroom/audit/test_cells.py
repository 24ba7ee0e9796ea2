"""A cell of a user's table: read as an answer is, in the way that agrees, and never silently another number."""

import pytest

from convcalc.architecture.printed import agreement, shape_agrees
from convcalc.classroom.audit.cells import is_empty, taken
from convcalc.errors import Fault
from convcalc.shape import Shape


def count(text, right, thousand=1000):
    found = taken(text, "count", right, lambda way: bool(agreement(way.printed, right, way.thousand or thousand)))
    return bool(agreement(found.way.printed, right, found.way.thousand or thousand)), found.unclear


# What is written, and a count that it is, exactly or to its digits.
AGREEING = {
    "102,8M": 102_764_544,  # the dense layer of VGG: 25088*4096 + 4096
    "102.8M": 102_764_544,
    "102 Mio": 102_401_000,
    "102,8 Mio.": 102_764_544,
    "138 million": 138_357_544,
    "1.38e8": 138_357_544,
    "1,38·10⁸": 138_357_544,
    "138.357.544": 138_357_544,
    "138,357,544": 138_357_544,
    "138 357 544": 138_357_544,
    "138\N{NO-BREAK SPACE}357\N{NO-BREAK SPACE}544": 138_357_544,
    "138'357'544": 138_357_544,
    "~10k": 10_240,
    "about 10k": 10_240,
    "10k params": 10_240,
    "14.208": 14_208,
    "1,072K": 1_072_000,
    "1.072K": 1_072,
    "1.248M": 1_248_424,
    "1,248M": 1_248_424,
    "159Ki": 163_328,  # 159.5*1024
    "0": 0,
    "36896.0": 36_896,
}


@pytest.mark.parametrize("text", AGREEING)
def test_numbers_as_people_write_them(text):
    assert count(text, AGREEING[text]) == (True, "")


def test_what_k_stands_for_is_the_columns_and_not_that_of_a_power_of_ten():
    assert count("159K", 163_328, 1024)[0]  # 159.5 of 1,024, cut
    assert count("1.6e5", 163_328, 1024)[0]
    assert not count("1.6e5", 160 * 1024 + 90_000, 1024)[0]


def test_what_can_be_read_in_two_ways_and_agrees_in_none_is_unclear():
    assert count("1,073K", 1_042_432) == (False, "read as 1073K, and it could be 1.073K")
    assert count("1,235M", 1_248_424) == (False, "read as 1.235M, and it could be 1235M")
    assert count("102,8M", 99) == (False, "")  # one digit behind a comma is no group of thousands


@pytest.mark.parametrize("text", ["many", "3x3", "less than 5M", "5 or 6", "--5--", "9" * 300])
def test_what_is_no_number(text):
    with pytest.raises(Fault):
        count(text, 9)


def shape(text, *sizes):
    right = Shape(sizes)
    found = taken(text, "shape", right, lambda way: shape_agrees(str(way.printed), right))
    return shape_agrees(str(found.way.printed), right)


@pytest.mark.parametrize("text", ["55x55x96", "55×55×96", "(55, 55, 96)", "96@55x55", "H=55, W=55, D=96", "55x55"])
def test_shapes_as_people_write_them(text):
    assert shape(text, 55, 55, 96)
    assert not shape(text, 54, 54, 96)


@pytest.mark.parametrize("text", ["4096", "4,096", "4.096", "1x1x4096"])
def test_vectors_as_people_write_them(text):
    assert shape(text, 4096)
    assert not shape(text, 1000)


@pytest.mark.parametrize("text", ["", " ", "-", "\N{EN DASH}", "\N{EM DASH}", "n/a", "N/A"])
def test_empty_cells(text):
    assert is_empty(text)


@pytest.mark.parametrize("text", ["0", "none", "-1", "n"])
def test_cells_that_are_not_empty(text):
    assert not is_empty(text)
