"""Formulas as sums of terms."""

from fractions import Fraction

import pytest

from convcalc.algebra.polynomial import NoSumError, degree, sum_of_terms, written
from convcalc.algebra.sym import exact_div, least, let, name
from convcalc.algebra.tree import nodes, value_at
from convcalc.algebra.writing import text

A, B, G = name("A"), name("B"), name("g")


def test_products_are_multiplied_out_and_what_vanishes_is_gone():
    assert sum_of_terms((A + B) * (A - B)) == {(("A", 2),): 1, (("B", 2),): -1}
    assert sum_of_terms(A - A) == {}
    assert sum_of_terms(7) == {(): 7}


def test_a_name_may_stand_below_the_line():
    assert sum_of_terms(exact_div(A * B + G, 2 * G)) == {
        (("A", 1), ("B", 1), ("g", -1)): Fraction(1, 2),
        (): Fraction(1, 2),
    }


def test_what_stands_behind_a_step_counts():
    assert sum_of_terms(let("O", A + 1) * 2) == {(("A", 1),): 2, (): 2}


@pytest.mark.parametrize("formula", [A // 2, exact_div(A, B + 1), least(A, B), (A + B + G) * 1 // G])
def test_other_formulas_are_no_sums_of_terms(formula):
    with pytest.raises(NoSumError):
        sum_of_terms(formula)


def test_too_many_terms_are_none():
    square = A + B + G + 1
    for _ in range(5):
        square = square * square
    with pytest.raises(NoSumError):
        sum_of_terms(square)


def test_a_term_is_written_with_its_number():
    assert text(written((("A", 1), ("B", 2)), 3)) == "3·A·B²"
    assert text(written((("A", 1), ("g", -1)))) == "A/g"
    assert written((), Fraction(1, 2)) == Fraction(1, 2)
    assert degree((("A", 2), ("g", -1))) == 1


def test_long_sums_are_no_trouble():
    long = A
    for _ in range(5000):
        long = long + B
    assert sum_of_terms(long) == {(("A", 1),): 1, (("B", 1),): 5000}
    assert value_at(long, {"A": 1, "B": 2}) == 10_001
    assert len(nodes(long)) == 5002


def test_a_value_is_exact_where_nothing_is_rounded():
    assert value_at(exact_div(A, B), {"A": 7, "B": 3}) == Fraction(7, 3)
    assert value_at(A // B, {"A": 7, "B": 3}) == 2
