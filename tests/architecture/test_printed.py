"""Whether a figure in print can be this figure."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.architecture.printed import agreement, check, filled_agreement, in_unit, shape_agrees
from convcalc.errors import Fault
from convcalc.shape import Shape


@pytest.mark.parametrize(
    ("printed", "value", "agrees"),
    [
        (25557032, 25557032, True),
        (25557032, 25557033, False),
        ("25,557,032", 25557032, True),
        ("25.6M", 25557032, True),  # rounded
        ("25.5M", 25557032, True),  # cut
        ("25.4M", 25557032, False),
        ("25.7M", 25557032, False),
        ("60M", 60965224, True),  # cut: lecture 2 prints it
        ("61M", 60965224, True),
        ("62M", 60965224, False),
        ("60k", 61706, False),
        ("4.2M", 4231976, True),
        ("569M", 568740352, True),
        ("3.8G", 3857973248, True),
        ("1.5B", 1498376192, True),
        ("1000", 1000, True),
        ("1000", 1001, False),
        ("0M", 13952, False),
        ("0", 0, True),
    ],
)
def test_numbers_agree_exactly_rounded_or_cut(printed, value, agrees):
    assert bool(agreement(printed, value)) is agrees


@pytest.mark.parametrize(
    ("printed", "shape", "agrees"),
    [
        ("56x56x256", (56, 56, 256), True),
        ("56×56×256", (56, 56, 256), True),
        ("56x56", (56, 56, 256), True),
        ("56", (56, 56, 256), False),
        ("1x1x1000", (1000,), True),
        ("1000", (1, 1, 1000), True),
        ("1000", (1000,), True),
        ("1x1", (1, 1, 1000), True),
        ("13x12x512", (13, 13, 512), False),
    ],
)
def test_shapes_agree_with_or_without_their_depth(printed, shape, agrees):
    assert shape_agrees(printed, Shape(shape)) is agrees


@pytest.mark.parametrize(
    ("kind", "printed"),
    [
        ("count", "2 dozen"),
        ("count", "12abc"),
        ("count", "1.5e3"),
        ("shape", "56 by 56"),
        ("shape", "-1"),
        ("ratio", "12 times"),
        ("ratio", "x"),
    ],
)
def test_what_cannot_be_read_is_a_fault(kind, printed):
    with pytest.raises(Fault, match="is expected"):
        check(kind, "figure", printed)


# The unit is K of 1,024 or of 1,000 here, or M: the lectures print 2.7K, 159K and 1072K, 1M, 34M and 25.6M.
@pytest.mark.parametrize(
    ("value", "unit", "worth", "digits", "decimals", "text"),
    [
        (163328, "K", 1024, "cut", None, "159K"),  # 159.5
        (163328, "K", 1024, "rounded", None, "160K"),
        (1072 * 1024 + 1023, "K", 1024, "cut", None, "1072K"),
        (9408, "K", 1024, "cut", None, "9.1K"),  # 9.1875: below 10 a digit more
        (9408, "K", 1024, "rounded", None, "9.2K"),
        (2712, "K", 1000, "", None, "2.7K"),
        (1024000, "M", 10**6, "", None, "1M"),  # and no 0 behind the point
        (430000, "M", 10**6, "", None, "0.43M"),
        (400000, "M", 10**6, "", None, "0.4M"),
        (26624, "M", 10**6, "", None, "0.027M"),  # never without the unit of its column
        (26624, "M", 10**6, "cut", None, "0.026M"),
        (99999, "M", 10**6, "", None, "0.1M"),
        (1, "G", 10**9, "", None, "0.000000001G"),
        (1, "K", 1024, "cut", None, "0.00097K"),  # 1/1024 = 0.000976...
        (160, "K", 1000, "", 1, "0.2K"),  # decimals that are given are kept to
        (160, "K", 1000, "", 2, "0.16K"),
        (9408, "K", 1024, "", 0, "9K"),
        (26624, "M", 10**6, "", 1, "0.0M"),
        (1000000, "M", 10**6, "", 2, "1.00M"),
        (9960, "K", 1000, "rounded", None, "10K"),
        (9960, "K", 1000, "cut", None, "9.9K"),
        (25557032, "M", 10**6, "rounded", 1, "25.6M"),
        (25000000, "M", 10**6, "rounded", 1, "25.0M"),
        (3000000, "M", 10**6, "rounded", 1, "3.0M"),
        (12_345_678_000, "M", 10**6, "cut", None, "12,345M"),
        (-9408, "K", 1024, "cut", None, "-9.1K"),
        (0, "K", 1024, "cut", None, "0"),
        (14208, "", 1, "", None, "14,208"),
        (Fraction(7, 2), "", 1, "", None, "3.5"),
        (Fraction(7, 3), "", 1, "", None, "2.33…"),
        (Fraction(7, 3), "", 1, "", 1, "2.3"),
        (Fraction(8, 3), "", 1, "cut", 0, "2"),
        (Fraction(8, 3), "", 1, "cut", None, "2.6"),
        (2, "", 1, "", 1, "2.0"),
        (1414, "", 1, "", 0, "1,414"),
    ],
)
def test_a_count_in_the_unit_of_a_table(value, unit, worth, digits, decimals, text):
    assert in_unit(value, unit, worth, digits, decimals) == text


@pytest.mark.parametrize(
    ("printed", "value", "how"),
    [
        ("2.3", Fraction(7, 3), "rounded"),
        ("2.33…", Fraction(7, 3), "rounded"),
        ("2.6", Fraction(8, 3), "cut"),
        ("2.67", Fraction(8, 3), "rounded"),
        ("2.5", Fraction(8, 3), ""),
        ("3.5", Fraction(7, 2), "exact"),
        ("3", Fraction(8, 3), "rounded"),
    ],
)
def test_a_decimal_in_print_agrees_with_a_quotient_to_its_digits(printed, value, how):
    assert agreement(printed, value) == how


@pytest.mark.parametrize(
    ("printed", "how"),
    [
        ("3x3 (12.6%)", "rounded"),  # 88/7 = 12.571...
        ("3×3 (12.5 %)", "cut"),
        ("3x3 (12.57…%)", "rounded"),
        ("3x3 (12.4%)", ""),
        ("5x5 (12.6%)", ""),
        ("3x3 (12.6%) more", ""),
        ("3x3 (%)", ""),
        ("3x3 (12.6", ""),
    ],
)
def test_numbers_within_a_text_agree_to_their_digits(printed, how):
    assert filled_agreement(printed, ("", "3x3", " (", Fraction(88, 7), "%)")) == how
    assert filled_agreement(printed.replace("12.", "1,2"), ("3x3 (", 12, "%)")) == ""


@given(
    st.integers(0, 10**12),
    st.sampled_from([("K", 1000), ("K", 1024), ("M", 10**6), ("G", 2**30), ("", 1)]),
    st.sampled_from(["cut", "rounded", ""]),
    st.none(),
)
def test_what_a_table_prints_agrees_with_the_count(value, unit, digits, decimals):
    """The writer and the reader of printed numbers are of one mind, down to a digit that is worth one."""
    thousand = 1024 if unit[1] % 1024 == 0 else 1000
    assert agreement(in_unit(value, *unit, digits, decimals), value, thousand, digits)
