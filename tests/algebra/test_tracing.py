"""Formulas at a point: what is asked is answered from the values there, and noted down; nothing is simplified."""

from fractions import Fraction

import pytest

from convcalc.algebra.settle import collect, decide, settle
from convcalc.algebra.sym import Sym, Undecided, ceil_div, divides, exact_div, least, most, name, same
from convcalc.algebra.tracing import exceeds, is_zero_here, pinned, traced, tracing


def test_a_condition_is_answered_at_the_point_and_noted_down():
    n = name("n")
    with traced({"n": 7}) as trace:
        assert decide(n >= 7)
        assert not decide(n < 7)
        assert not decide(same(n, 8))
        assert not decide(divides(2, n))
    assert [answer for _, answer in trace.answers] == [True, False, False, False]
    assert [condition.op for condition, _ in trace.answers] == ["<=", "<", "=", "divides"]


def test_without_a_trace_a_name_is_as_open_as_before():
    assert not tracing()
    with pytest.raises(Undecided):
        bool(name("n") < 3)


def test_nothing_is_simplified():
    n = name("n")
    with traced({"n": 7}):
        for formula in (n + n - n, 2 * (n // 1) + 3 * n):
            assert settle(formula) is formula
            assert collect(formula) is formula


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        (lambda n, a: (n - 3 + 2 * 1) // 2 + 1, (7 - 3 + 2) // 2 + 1),
        (lambda n, a: ceil_div(n, 2), 4),
        (lambda n, a: n * a, Fraction(21, 4)),
        (lambda n, a: exact_div(n * a, 3), Fraction(7, 4)),
        (lambda n, a: least(n, 5) + most(n, 9), 5 + 9),
    ],
)
def test_values_are_exact(formula, value):
    with traced({"n": 7, "a": Fraction(3, 4)}) as trace:
        assert trace.value(formula(name("n"), name("a", kind="number"))) == value


def test_a_deep_formula_is_worked_out_without_recursion():
    deep = name("n")
    for _ in range(50_000):
        deep = deep + name("n")
    with traced({"n": 2}) as trace:
        assert trace.value(deep) == 2 * 50_001


def test_what_takes_no_name_gets_the_value_and_the_trace_is_bound_to_it():
    n = name("n")
    with traced({"n": 3}) as trace:
        assert pinned(n + 1) == 4
        assert pinned(n < 2) is False
        assert pinned("same") == "same"
    (equal, answer), (smaller, other) = trace.answers
    assert (equal.op, equal.args[1], answer) == ("=", 4, True)
    assert (smaller.op, other) == ("<", False)
    assert isinstance(pinned(n), Sym)


def test_whether_a_formula_is_0_or_too_large_is_asked_only_where_it_is_traced():
    n = name("n")
    assert not is_zero_here(n)
    assert not exceeds(n, 5)
    assert exceeds(6, 5)
    with traced({"n": 6}) as trace:
        assert is_zero_here(n - 6)
        assert exceeds(n, 5)
    assert [answer for _, answer in trace.answers] == [True, True]


def test_traces_lie_in_each_other():
    n = name("n")
    with traced({"n": 1}) as outer:
        with traced({"n": 2}) as inner:
            assert decide(n >= 2)
        assert not decide(n >= 2)
    assert (len(outer.answers), len(inner.answers)) == (1, 1)
