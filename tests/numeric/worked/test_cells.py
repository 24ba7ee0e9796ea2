"""Cells of matrices: read from text exactly, and written back."""

import json
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.algebra.sym import Sym
from convcalc.algebra.writing import half_up
from convcalc.errors import Fault
from convcalc.numeric.worked.cells import cell, cell_json, cell_text, whole

THIRD = Fraction(1, 3)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("3", 3),
        ("+3", 3),
        ("-3", -3),
        ("−3", -3),  # the minus sign of a slide
        ("007", 7),
        ("0", 0),
        ("-0", 0),
        ("0.1", Fraction(1, 10)),
        ("-.5", Fraction(-1, 2)),
        ("3.", 3),
        ("12.0", 12),
        ("1/3", THIRD),
        ("−2/6", -THIRD),
        ("6/3", 2),
        ("1.5/3", Fraction(1, 2)),
        ("2e3", 2000),
        ("25E-2", Fraction(1, 4)),
        ("1e-1/3", Fraction(1, 30)),
        ("9" * 30, 10**30 - 1),
    ],
)
def test_numbers_are_read_exactly(written, value):
    for names in (True, False):
        found = cell(written, names)
        assert found == value
        assert type(found) is type(value)


@pytest.mark.parametrize("written", ["w", "w00", "W_0_0", "alpha", "e3", "x" * 31])
def test_names_where_they_are_welcome(written):
    found = cell(written, names=True)
    assert isinstance(found, Sym)
    assert found.args[0] == written
    assert cell_text(found) == cell_json(found) == written
    with pytest.raises(Fault, match="no number"):
        cell(written, names=False)


@pytest.mark.parametrize(
    "written",
    [
        "", "-", ".", "1,5", "1/", "/3", "1/-3", "1//3", "1/3/4", "1/2.5", "1e", "1e1.5", "--1", "1 2",
        "0x10", "1_000", "1+2", "2w", "w-1", "_w", "w" * 32, "ო", "é", "½", "nan", "NaN", "inf", "-inf",
        "Infinity", "None", "null", "NA", "true", "False",
    ],
)  # fmt: skip
def test_anything_else_is_no_cell(written):
    for names in (True, False):
        with pytest.raises(Fault, match=re.escape(f"{written!r} is no number")):
            cell(written, names)


def test_a_fraction_does_not_divide_by_0():
    with pytest.raises(Fault, match="1/0 divides by 0"):
        cell("1/0", names=True)


@pytest.mark.parametrize(
    ("value", "text", "in_json"),
    [
        (9, "9", 9),
        (-9, "−9", -9),
        (Fraction(19, 2), "9.5", 9.5),
        (Fraction(-55, 4), "−13.75", -13.75),
        (Fraction(1, 10**6), "0.000001", 0.000001),
        (Fraction(1, 10**7), "1/10000000", "1/10000000"),
        (Fraction(7, 3), "7/3", "7/3"),
        (-THIRD, "−1/3", "-1/3"),
        (Fraction(10**12 + 1, 2), "500000000000.5", "500000000000.5"),  # more digits than a float is sure to keep
        (10**20, "1" + "0" * 20, 10**20),
        (0.119202922, "0.119203", 0.119202922),
        (-0.761594155, "−0.761594", -0.761594155),
        (2.0611536e-09, "2.06115e−09", 2.0611536e-09),
    ],
)
def test_cells_as_they_are_shown_and_as_json_has_them(value, text, in_json):
    assert cell_text(value) == text
    assert cell_json(value) == in_json
    assert json.loads(json.dumps(cell_json(value))) == in_json


@given(st.fractions(-(10**9), 10**9, max_denominator=10**9) | st.integers(-(10**29), 10**29))
def test_what_is_written_reads_back_as_the_same(value):
    value = whole(value)
    assert cell(cell_text(value), names=False) == value
    assert cell(str(cell_json(value)), names=False) == value


@pytest.mark.parametrize(
    ("value", "up"),
    [("9.5", 10), ("8.5", 9), ("13.75", 14), ("8.4", 8), ("-0.5", 0), ("-1.5", -1), ("-1.6", -2), ("3", 3)],
)
def test_halves_go_up(value, up):
    assert half_up(Fraction(value)) == up


@pytest.mark.parametrize("written", ["9" * 31, "1e999", "1." + "0" * 31, "1/" + "3" * 31])
def test_a_number_has_a_bounded_number_of_digits(written):
    with pytest.raises(Fault, match="has too many digits"):
        cell(written, names=True)
