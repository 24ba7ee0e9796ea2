"""Points as people write them, and how they are printed."""

from fractions import Fraction

import pytest

from convcalc.classroom.sheets.points import cell_text, count_text, decimal_text, exact, points_of, share_of
from convcalc.errors import Fault


@pytest.mark.parametrize(
    ("given", "value"),
    [(2, 2), ("2", 2), ("0.5", Fraction(1, 2)), ("1/2", Fraction(1, 2)),
     ("50%", Fraction(1, 2)), ("50 %", Fraction(1, 2)), ("10^3", None),
     (Fraction(3, 4), Fraction(3, 4)), (True, None), (None, None), ("1/0", None), ("-1", None), ("1e3", None),
     ("two", None), ([1], None)],
)  # fmt: skip
def test_points_are_read_exactly(given, value):
    assert exact(given) == value


@pytest.mark.parametrize("given", [-1, 1_000_001, "x", None])
def test_what_are_no_points_is_said(given):
    with pytest.raises(Fault, match="a number from 0 to 1,000,000 is expected"):
        points_of(given)


def test_a_share_is_at_most_one():
    assert share_of("1/3", "partial") == Fraction(1, 3)
    with pytest.raises(Fault, match="partial is 3/2: a share from 0 to 1"):
        share_of("3/2", "partial")


@pytest.mark.parametrize(
    ("value", "text", "cell"),
    [("0", "0", "0"), ("2", "2", "2"), ("1/2", "0.5", "0,5"), ("1/3", "1/3", "0 1/3"), ("5/3", "1 2/3", "1 2/3"),
     ("1/8", "0.125", "0,125"), ("1/40", "0.025", "0,025"), ("21/20", "1.05", "1,05"), ("100", "100", "100")],
)  # fmt: skip
def test_points_are_decimals_where_they_end(value, text, cell):
    """1/3 alone would be the third of January in a spreadsheet."""
    assert decimal_text(Fraction(value)) == text
    assert cell_text(Fraction(value), ",") == cell


def test_points_out_of_points():
    assert count_text(Fraction(1, 2), Fraction(1)) == "0.5 of 1 point"
    assert count_text(Fraction(0), Fraction(2)) == "0 of 2 points"
