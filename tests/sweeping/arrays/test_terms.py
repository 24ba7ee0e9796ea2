"""Formulas as sums of products: rewritten, and never another number."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from convcalc.algebra.sym import Sym, ceil_div, common, exact_div, least, most, name, rounded_down
from convcalc.algebra.tracing import traced
from convcalc.sweeping.arrays.terms import MOST_TERMS, Terms, constant, constant_of

a, n, m = name("a"), name("n"), name("m")


def test_equal_sizes_are_one():
    terms = Terms({"n": 1})
    assert terms.sum_of(n - 3 + 2 * 1 + 1) == terms.sum_of(n)
    assert terms.sum_of((n - 1) // 2 + 1) == terms.sum_of((n + 1) // 2)
    assert terms.sum_of((32 * n + 3) // 2) == terms.sum_of(16 * n + 1)
    assert terms.sum_of(ceil_div(n, 2)) == terms.sum_of((n + 1) // 2)


def test_a_name_of_fractions_is_not_taken_to_be_whole():
    whole, thirds = Terms({"n": 1}), Terms({"n": 3})
    assert whole.sum_of(rounded_down(2 * n)) == whole.sum_of(2 * n)
    assert thirds.sum_of(rounded_down(2 * n)) != thirds.sum_of(2 * n)
    assert thirds.denominator(thirds.sum_of(n * n + n)) == 9


def test_what_is_divided_twice_is_divided_once():
    terms = Terms({"n": 1, "m": 1})
    assert terms.sum_of(rounded_down(exact_div(64, n))) == terms.sum_of(Sym("//", (64, n)))
    assert terms.sum_of(exact_div(n * m, n)) == terms.sum_of(m)


def test_plain_numbers_are_folded():
    assert constant_of(Terms({}).sum_of(7)) == 7
    assert constant(0) == ()
    terms = Terms({"n": 1})
    assert constant_of(terms.sum_of(n - n + Fraction(1, 2))) == Fraction(1, 2)


def test_a_long_product_stands_in_pieces():
    names = [name(f"n{number}") for number in range(60)]
    terms = Terms({f"n{number}": 1 for number in range(60)})
    long = terms.sum_of(sum(names) * sum(names) * sum(names))
    assert len(long) <= MOST_TERMS
    assert any(atom.op == "sum" for atom in terms.atoms)


def test_a_sum_of_many_terms_is_read_without_recursion():
    added = n
    for _ in range(20_000):
        added = added + n
    assert Terms({"n": 1}).sum_of(added) == ((((0,), 20_001)),)


def test_a_sum_that_doubles_itself_is_read_in_short_time():
    doubled = n
    for _ in range(200):
        doubled = doubled + doubled
    assert Terms({"n": 1}).sum_of(doubled) == (((0,), 2**200),)


def test_a_division_by_a_plain_0_is_refused():
    with pytest.raises(ZeroDivisionError):
        Terms({"n": 1}).sum_of(Sym("//", (n, 0)))


def formulas():
    """Formulas over two whole names and a fraction, of all operations."""
    leaves = st.one_of(st.sampled_from([a, n, m]), st.integers(-3, 9))
    two = st.sampled_from(["+", "-", "*", "//", "ceil", "min", "max"])
    return st.recursive(
        leaves, lambda inner: st.builds(lambda op, x, y: Sym(op, (x, y)), two, inner, inner), max_leaves=12
    )


def value(terms, found, point):
    """A sum worked out from its atoms, in their order."""
    work = {
        "//": lambda x, y: x // y,
        "/": lambda x, y: Fraction(x) / y,
        "min": min,
        "max": max,
        "sum": lambda x: x,
    }
    atoms = []

    def added(each):
        total = Fraction(0)
        for term, number in each:
            product = Fraction(number)
            for place in term:
                product *= atoms[place]
            total += product
        return total

    for atom in terms.atoms:
        if atom.op == "name":
            atoms.append(Fraction(point[atom.args[0]]))
            continue
        try:
            atoms.append(Fraction(work[atom.op](*map(added, atom.args))))
        except ZeroDivisionError:
            atoms.append(Fraction(0))  # of a part that is not needed, or found out by the trace
    return added(found)


@given(formulas(), st.integers(-5, 40), st.integers(1, 40), st.fractions(-2, 4, max_denominator=12))
def test_a_sum_has_the_value_of_its_formula(formula, whole, other, fraction):
    assume(isinstance(formula, Sym))
    point = {"n": whole, "m": other, "a": Fraction(fraction)}
    terms = Terms({"n": 1, "m": 1, "a": Fraction(fraction).denominator})
    try:
        with traced(point) as trace:
            expected = trace.value(formula)
        found = terms.sum_of(formula)
    except ZeroDivisionError:
        return
    assert value(terms, found, point) == expected
    assert (value(terms, found, point) * terms.denominator(found)).denominator == 1


@given(st.integers(1, 200), st.integers(1, 200))
def test_the_greatest_common_divisor_and_the_larger_are_atoms(one, other):
    terms = Terms({"n": 1, "m": 1})
    first, second = terms.sum_of(common(n, m)), terms.sum_of(common(m, n))
    assert first == second
    assert terms.sum_of(least(n, m)) == terms.sum_of(least(m, n))
    assert terms.sum_of(most(n, n)) == terms.sum_of(n)
