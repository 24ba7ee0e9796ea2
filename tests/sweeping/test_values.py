"""The values of an axis: lists, ranges with both ends, truths and words, and what is refused."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.errors import UsageError
from convcalc.sweeping.values import Joined, Steps, parts_of, values_of


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("0.25,1/2,1", [Fraction(1, 4), Fraction(1, 2), 1]),
        ("128..224..32", [128, 160, 192, 224]),
        ("128..223..32", [128, 160, 192]),  # the end is met by no step
        ("3..6", [3, 4, 5, 6]),
        ("5..5", [5]),
        ("0.1..0.3..0.1", [Fraction(1, 10), Fraction(1, 5), Fraction(3, 10)]),  # exact: three steps of a float miss it
        ("1/3..1..1/3", [Fraction(1, 3), Fraction(2, 3), 1]),
        ("224..128..-48", [224, 176, 128]),
        ("7, 10..12 ,20", [7, 10, 11, 12, 20]),
        ("true,false", [True, False]),
        ("same,valid,1", ["same", "valid", 1]),
        ("true,1", [True, 1]),
    ],
)
def test_values(written, values):
    found = values_of("a", written)
    assert list(found) == values
    assert list(map(type, found)) == list(map(type, values))


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("", "a value is missing"),
        ("1,,2", "a value is missing"),
        ("1,2,1", "1 stands twice"),
        ("1..", "is not a range"),
        ("1..2..3..4", "is not a range"),
        ("3..1", "never gets from 3 to 1"),
        ("1..3..0", "never gets from 1 to 3"),
        ("1..3..-1", "never gets from 1 to 3"),
        ("K", "'K' is not a number"),
        ("same..3", "same is not a number"),
        ("true..3", "true is not a number"),
        ("0..1000000000000", "the limit is 1,000,000,000,000"),
        ("0..1e3", "1e3"),
        (",".join(map(str, range(10_001))), "the limit is 10,000"),
    ],
)
def test_what_is_refused(written, says):
    with pytest.raises(UsageError) as caught:
        values_of("alpha", written)
    assert says in str(caught.value)
    assert "alpha" in str(caught.value)
    assert len(str(caught.value)) < 500


def test_a_range_of_a_million_million_values_costs_nothing():
    found = values_of("a", "1..1000000000000")
    assert len(found) == 10**12
    assert found[10**12 - 1] == found[-1] == 10**12
    with pytest.raises(IndexError):
        found[10**12]


@given(st.integers(-50, 50), st.fractions(min_value=Fraction(1, 9), max_value=9, max_denominator=9), st.integers(1, 40))
def test_steps_are_a_sequence(start, step, count):
    found = Steps(start, step, count)
    plain = [start + step * place for place in range(count)]
    assert list(found) == plain
    assert found[2:9:3] == tuple(plain[2:9:3])
    assert found[-1] == plain[-1]


def test_joined_values_are_a_sequence():
    found = values_of("a", "1,5..7,9..10")
    assert isinstance(found, Joined)
    assert found[1:4] == (5, 6, 7)
    assert found[-1] == 10
    assert parts_of(found) == found.parts
    assert parts_of((1, 2)) == ((1, 2),)
    with pytest.raises(IndexError):
        found[6]
