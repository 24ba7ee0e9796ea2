"""How much more or fewer, in words."""

from fractions import Fraction

import pytest

from convcalc.render.networks.claims import claim, ratio_text, times


@pytest.mark.parametrize(
    ("ratio", "said"),
    [
        (Fraction(6_998_552, 60_965_224), "8.7 times fewer parameters than A"),  # GoogLeNet's and AlexNet's: 8.711...
        (Fraction(25, 4), "6.3 times as many parameters as A"),
        (Fraction(2), "2 times as many parameters as A"),
        (Fraction(1, 2), "2 times fewer parameters than A"),
        (Fraction(12_345), "12,345 times as many parameters as A"),
        (Fraction(3, 2), "50 % more parameters than A"),
        (Fraction(3, 4), "25 % fewer parameters than A"),
        (Fraction(10_001, 10_000), "< 0.1 % more parameters than A"),
        (Fraction(1), "as many parameters as A"),
        (Fraction(0), "no parameters"),
    ],
)
def test_a_claim(ratio, said):
    assert claim("B", "A", [("parameters", ratio)]) == f"B has {said}"


def test_the_base_is_named_once_and_what_is_unknown_not_at_all():
    ratios = [("operations", None), ("bias_sums", Fraction(3)), ("depth", Fraction(1, 4))]
    assert claim("B", "A", ratios) == (
        "B has 3 times as many bias sums as A, and 4 times fewer layers with weights on the longest way"
    )
    assert claim("B", "A", [("operations", None)]) == ""


def test_ratios():
    assert [ratio_text(Fraction(each)) for each in ("0", "1/8", "2/3", "1/2", "7/3")] == [
        "0", "1/8", "0.66…", "0.5", "2.33…",
    ]  # fmt: skip
    assert times(Fraction(199, 100)) == "2.0"
