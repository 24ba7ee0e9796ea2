"""The reader that checks written formulas, on formulas worked by hand."""

from fractions import Fraction

import pytest

from contract.reader import value_of_text


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("24,920,064", 24_920_064),
        ("(28 − 3 + 2·0)/1 + 1", 26),
        ("26²·3³", 18_252),
        ("2¹⁰", 1024),
        ("7/2", Fraction(7, 2)),
        ("1.5 + 2·0.25", 2),
        ("⌊7/2⌋ + ⌈7/2⌉", 7),
        ("⌊−7/2⌋", -4),
        ("9 − (4 − 1)", 6),
        ("min(1,000, 999) + max(2, 3) + gcd(12, 18)", 1008),
    ],
)
def test_numbers(written, value):
    assert value_of_text(written) == value


def test_names():
    names = {"W": 28, "F": 3, "P": 1, "S": 2, "D_in": 128, "F_eff_h": 5, "bias sums": 7, "sums": 1}
    assert value_of_text("⌊(W − F + 2P)/S⌋ + 1", names) == 14
    assert value_of_text("F²·D_in + F_eff_h", names) == 9 * 128 + 5
    assert value_of_text("bias sums + 2·sums", names) == 9
