"""How formulas are written: the way they stand on a board, true to what was recorded."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.reader import value_of_text
from convcalc.algebra.sym import ceil_div, common, exact_div, least, let, most, name, product, same, value_of
from convcalc.algebra.tree import named_steps, working
from convcalc.algebra.writing import ascii_only, fraction_text, number, text

# Lecture 5's example, and a second one that does not divide.
W, F, P, S, D = name("W", 28), name("F", 3), name("P", 0), name("S", 1), name("D_in", 128)
ODD, TWO = name("H", 27), name("S", 2)
UNKNOWN, STEP = name("H"), name("S")


@pytest.mark.parametrize(
    ("formula", "letters", "numbers"),
    [
        ((W - F + 2 * P) // S + 1, "(W − F + 2P)/S + 1", "(28 − 3 + 2·0)/1 + 1"),
        (ODD // TWO, "⌊H/S⌋", "⌊27/2⌋"),
        (ceil_div(ODD, TWO), "⌈H/S⌉", "⌈27/2⌉"),
        (W // TWO, "W/S", "28/2"),
        (UNKNOWN // STEP, "⌊H/S⌋", "⌊H/S⌋"),
        (exact_div(UNKNOWN, STEP), "H/S", "H/S"),
        ((UNKNOWN - 1) // 2 + 1, "⌊(H − 1)/2⌋ + 1", "⌊(H − 1)/2⌋ + 1"),
        # Powers: equal neighbours, the same name; equal values of two names are no power.
        (F * F * D, "F²·D_in", "3²·128"),
        (F * D * F, "F·D_in·F", "3·128·3"),
        (F * F * F, "F³", "3³"),
        (F * name("G", 3), "F·G", "3·3"),
        (product([W // TWO] * 2), "(W/S)²", "(28/2)²"),
        (product([F + 1] * 2), "(F + 1)²", "(3 + 1)²"),
        (product([name("n", -3)] * 2), "n²", "(−3)²"),
        ((F + 1) * D, "(F + 1)·D_in", "(3 + 1)·128"),
        # Brackets where they are needed, and nowhere else.
        (W - (F + P), "W − (F + P)", "28 − (3 + 0)"),
        (W - (F - P), "W − (F − P)", "28 − (3 − 0)"),
        (W + (F - P), "W + F − P", "28 + 3 − 0"),
        (W - F - P, "W − F − P", "28 − 3 − 0"),
        (W - F * P, "W − F·P", "28 − 3·0"),
        (D * (W // TWO), "D_in·W/S", "128·28/2"),
        (W // (TWO * F), "⌊W/(S·F)⌋", "⌊28/(2·3)⌋"),
        ((W // TWO) // F, "⌊(W/S)/F⌋", "⌊(28/2)/3⌋"),
        # A plain number before one letter needs no sign between; before anything longer it does.
        (2 * P, "2P", "2·0"),
        (2 * D, "2·D_in", "2·128"),
        (P * 2, "P·2", "0·2"),
        (1000 * P, "1000·P", "1,000·0"),
        (10_000 * P, "10,000·P", "10,000·0"),
        (least(W, F + 1), "min(W, F + 1)", "min(28, 3 + 1)"),
        (most(W - F, 0), "max(W − F, 0)", "max(28 − 3, 0)"),
        (common(W, F), "gcd(W, F)", "gcd(28, 3)"),
        (same(W, F), "W = F", "28 = 3"),
        (W <= F, "W ≤ F", "28 ≤ 3"),
        (F < W, "F < W", "3 < 28"),
        (let("F_eff", F + 1) - 1, "F_eff − 1", "4 − 1"),
        (name("n", 24_920_064) + 1, "n + 1", "24,920,064 + 1"),
        (name("n", -3) * W, "n·W", "(−3)·28"),
        (W - name("n", -3), "W − n", "28 − (−3)"),
    ],
)
def test_letters_and_numbers(formula, letters, numbers):
    assert text(formula) == letters
    assert text(formula, numbers=True) == numbers


def test_plain_numbers():
    assert number(24_920_064) == "24,920,064"
    assert number(-1_000) == "−1,000"
    assert number(10**15) == "1,000,000,000,000,000"
    assert text(26) == "26"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(26), "26"),
        (Fraction(100), "100"),
        (Fraction(7, 2), "3.5"),
        (Fraction(5, 4), "1.25"),
        (Fraction(7, 3), "2.33…"),
        (Fraction(8, 3), "2.66…"),
        (Fraction(1, 8), "0.12…"),
        (Fraction(3001, 1000), "3.00…"),
        (Fraction(0), "0"),
    ],
)
def test_quotients_on_the_board(value, written):
    assert fraction_text(value) == written


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("F²·D_in", "F^2*D_in"),
        ("⌊(W − F)/S⌋ + 1", "floor((W - F)/S) + 1"),
        ("⌈H/2⌉ ≤ 3", "ceil(H/2) <= 3"),
        ("28×28×128", "28x28x128"),
        ("2.33…", "2.33..."),
        ("2¹⁰", "2^10"),
        ("naïve", "na?ve"),
    ],
)
def test_for_a_terminal_without_these_signs(written, plain):
    assert ascii_only(written) == plain


def test_steps_come_innermost_first_and_once():
    reach = let("F_eff", F + 1)
    out = let("W_out", W - reach + 1)
    assert [step.args[0] for step in named_steps(out * out + reach)] == ["F_eff", "W_out"]
    assert text(working(out)) == "W − F_eff + 1"
    assert working(W) is W
    assert working(5) == 5
    assert named_steps(5) == []


# Whatever is recorded is written so that it can be read back.

VALUES = {"W": 28, "F": 3, "P": 0, "S": 2, "D_in": 128, "F_eff_h": 5, "n": -3, "N": 24_920_064}
NAMES = st.sampled_from([name(letter, value) for letter, value in VALUES.items()])
POSITIVE = st.integers(1, 12) | st.sampled_from([F, D])


def larger(smaller):
    """Formulas made of smaller ones; what is divided by is positive."""
    return st.one_of(
        st.builds(lambda a, b: a + b, smaller, smaller),
        st.builds(lambda a, b: a - b, smaller, smaller),
        st.builds(lambda a, b: a * b, smaller, smaller),
        st.builds(lambda a: product([a, a, 2, a]), smaller),
        st.builds(lambda a, b: a // b, smaller, POSITIVE),
        st.builds(ceil_div, smaller, POSITIVE),
        st.builds(lambda a, b: exact_div(a * b, b), smaller, POSITIVE),
        st.builds(least, smaller, smaller),
        st.builds(most, smaller, smaller),
        st.builds(common, smaller, smaller),
    )


FORMULAS = st.recursive(NAMES | st.integers(-20, 2000), larger, max_leaves=8)


@given(FORMULAS)
def test_numbers_read_back_give_the_value(formula):
    assert value_of_text(text(formula, numbers=True)) == value_of(formula)


@given(FORMULAS)
def test_letters_read_back_give_the_value(formula):
    assert value_of_text(text(formula), VALUES) == value_of(formula)
