"""When an answer is right: exactly, to the digits given, within a tolerance."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.classroom.check.agreement import agrees, significant, tolerance
from convcalc.classroom.check.answers import read_answer
from convcalc.errors import Fault
from convcalc.shape import Shape


def right(written, kind, value, **options):
    return any(agrees(answer, value, tolerance(**options)) for answer in read_answer(written, kind))


@pytest.mark.parametrize(
    ("written", "kind", "value", "holds"),
    [
        ("36896", "count", 36896, True),
        ("36897", "count", 36896, False),
        ("36.9k", "count", 36896, True),
        ("36.8k", "count", 36896, True),  # cut
        ("36.7k", "count", 36896, False),
        ("37.0k", "count", 36896, False),
        ("37k", "count", 36896, True),
        ("3.69e4", "count", 36896, True),
        ("36896.5", "count", 36896, False),
        ("36.896", "count", 37, False),
        ("0M", "count", 13952, False),
        ("0", "count", 0, True),
        ("-36896", "count", 36896, False),
        ("2.33", "number", Fraction(7, 3), True),
        ("2.34", "number", Fraction(7, 3), False),
        ("2.67", "number", Fraction(8, 3), True),
        ("2.66", "number", Fraction(8, 3), True),  # cut
        ("−2.67", "number", Fraction(-8, 3), True),
        ("−2.66", "number", Fraction(-8, 3), True),
        ("3", "number", Fraction(7, 3), False),
        ("7/3", "number", Fraction(7, 3), True),
        ("8.5%", "number", Fraction(17, 200), True),
        ("3.0", "number", 3, True),
        ("2.99", "number", 3, False),
        ("26x26x32", "shape", Shape((26, 26, 32)), True),
        ("26x26x33", "shape", Shape((26, 26, 32)), False),
        ("26x26", "shape", Shape((26, 26, 32)), False),
        ("1x26x26x32", "shape", Shape((26, 26, 32)), True),
        ("1x1x1000", "shape", Shape((1000,)), True),
        ("1000", "shape", Shape((1, 1, 1000)), True),
        ("10x100", "shape", Shape((1000,)), False),
        ("100x64", "shape", Shape((100, 64)), True),
        ("3", "size", (3, 3), True),
        ("3x3", "size", (3, 3), True),
        ("3x4", "size", (3, 3), False),
        ("3x3x3", "size", (3, 3), False),
        ("2.33", "size", (Fraction(7, 3), Fraction(7, 3)), True),
        ("yes", "truth", True, True),
        ("yes", "truth", False, False),
        ("1", "count", True, False),
        ("does not fit", "shape", Shape((26, 26, 32)), False),
        ("F*F", "count", 9, False),
    ],
)
def test_agreement(written, kind, value, holds):
    assert right(written, kind, value) is holds


@pytest.mark.parametrize(
    ("options", "written", "holds"),
    [
        ({"rtol": "0.01"}, "37264", True),  # 36,896 * 1.01 = 37,264.96
        ({"rtol": "0.01"}, "37265", False),
        ({"rtol": "1%"}, "37264", True),
        ({"rtol": "1e-2"}, "37264", True),
        ({"atol": "32"}, "36864", True),
        ({"atol": "31"}, "36864", False),
        ({"atol": 30, "rtol": 0.001}, "36962", True),  # 30 + 36.896 = 66.896
        ({"sigfig": "3"}, "36850", True),
        ({"sigfig": "3"}, "36849", False),
        ({"sigfig": 3}, "36949", True),
        ({"sigfig": "3"}, "36950", False),  # halves up: 37,000
    ],
)
def test_tolerance(options, written, holds):
    assert right(written, "count", 36896, **options) is holds


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"rtol": "1"}, "rtol"),
        ({"rtol": "-0.1"}, "rtol"),
        ({"rtol": "nan"}, "rtol"),
        ({"atol": "inf"}, "atol"),
        ({"atol": "-1"}, "atol"),
        ({"atol": "a lot"}, "atol"),
        ({"sigfig": "0"}, "sigfig"),
        ({"sigfig": "2.5"}, "sigfig"),
        ({"sigfig": "-1"}, "sigfig"),
        ({"sigfig": "999"}, "sigfig"),
    ],
)
def test_nonsense_is_no_tolerance(options, field):
    with pytest.raises(Fault) as caught:
        tolerance(**options)
    assert caught.value.field == field
    assert str(options[field]) in caught.value.what
    assert caught.value.hint


def test_no_tolerance_is_exact():
    assert tolerance() == tolerance("", None, " ") == (0, 0, 0)


@given(st.fractions(Fraction(1, 10**6), 10**6), st.integers(1, 9))
def test_significant_digits_are_those_of_the_scientific_writing(value, figures):
    rounded = significant(value, figures)
    assert abs(rounded - value) <= value / 2 / 10 ** (figures - 1)
    assert len(str(rounded * 10**20).strip("0")) <= figures


@pytest.mark.parametrize(
    ("options", "text", "holds"),
    [
        ({"sigfig": 3}, "3e4", False),  # one digit, where three are asked for
        ({"sigfig": 3}, "37k", False),
        ({"sigfig": 3}, "36.9k", True),
        ({"rtol": "0.01"}, "3e4", False),  # 19 % off
        ({"rtol": "0.01"}, "37k", True),  # 0.3 % off
        ({}, "37k", True),
    ],
)
def test_a_tolerance_stands_in_the_place_of_the_digits_given(options, text, holds):
    (answer, *_) = read_answer(text, "count")
    assert agrees(answer, 36896, tolerance(**options)) == holds


def test_a_fraction_as_computers_print_it_is_right():
    (answer, *_) = read_answer(repr(10 / 3), "number")
    assert agrees(answer, Fraction(10, 3))
    (answer, *_) = read_answer("3.3333333333333335", "number")
    assert not agrees(answer, Fraction(33, 10))
