"""A formula as a sympy expression."""

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from convcalc.algebra.atoms import CeilDiv, FloorDiv, Largest, Smallest
from convcalc.algebra.simplify import to_sympy
from convcalc.algebra.sym import ceil_div, common, exact_div, least, let, most, name

H, S, K = (sympy.Symbol(letter, integer=True, nonnegative=True) for letter in "HSK")
h, s, k = (name(letter) for letter in "HSK")


@pytest.mark.parametrize(
    ("formula", "expression"),
    [
        (7, sympy.Integer(7)),
        (h + s - k, H + S - K),
        (2 * h * h, 2 * H**2),
        (h - h, sympy.Integer(0)),
        (h // s, FloorDiv(H, S)),
        ((h + 2) // 2, FloorDiv(H, 2) + 1),
        (ceil_div(h, s), CeilDiv(H, S)),
        (exact_div(h * s, s), H),
        (least(h, s), Smallest(H, S)),
        (most(h, 3), Largest(H, 3)),
        (let("F_eff", k + 1) * 2, 2 * K + 2),
        (name("H", 28), sympy.Integer(28)),
    ],
)
def test_expressions(formula, expression):
    assert sympy.expand(to_sympy(formula) - expression) == 0


@given(a=st.integers(1, 60), b=st.integers(1, 60))
def test_a_common_divisor_waits_for_its_numbers(a, b):
    largest = max(d for d in range(1, 61) if a % d == 0 and b % d == 0)
    assert to_sympy(common(h, s)).subs({H: a, S: b}) == largest
    assert to_sympy(common(2 * h, s + 1)).subs({H: a, S: 2 * b - 1}) == 2 * largest
    assert to_sympy(common(h, 12)).subs({H: 12 * a}) == 12


def test_a_common_divisor_is_an_integer():
    assert sympy.floor(to_sympy(common(h, s))) == to_sympy(common(h, s))


@given(size=st.integers(1, 300), kernel=st.integers(1, 11), stride=st.integers(1, 5))
def test_a_window_placed_by_sympy(size, kernel, stride):
    windows = len(range(0, size - kernel + 1, stride))
    expression = to_sympy(most((h - k) // s + 1, 0))
    assert expression.subs({H: size, K: kernel, S: stride}) == windows
