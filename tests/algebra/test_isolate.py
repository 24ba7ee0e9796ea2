"""Formulas solved for one of their names: as the lectures write them, and true for any numbers."""

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contract.reader import value_of_text
from convcalc.algebra.isolate import CannotIsolateError, exact_value, folded, holds, isolate, put_in, sum_of, terms
from convcalc.algebra.sym import Sym, let, name
from convcalc.algebra.writing import text
from convcalc.layers.window import Axis, transposed, window, window_ceil

W, F, S, P, D, A, O = (name(letter) for letter in "WFSPdAO")  # noqa: E741 (the output, as the lecture calls it)
PLAIN = window(W, Axis(F, S, P, 1))
DILATED = window(W, Axis(F, S, P, D))
BACK = transposed(W, Axis(F, S, P, 1), 0)
BACK_DILATED = transposed(W, Axis(F, S, P, D), A)
TIED = window(W, Axis(F, F, P, 1))  # a pool whose stride is its kernel
FULL = window(W, Axis(F, S, "full", 1))
SAME = window(W, Axis(F, S, "same", 1))


def written(formula, unknown):
    return "; ".join(f"{called} = {text(x)}" for called, x in isolate(O, formula, unknown))


@pytest.mark.parametrize(
    ("formula", "unknown", "solved"),
    [
        # Lecture 5, 'Convolution operation': P = (s(Output - 1) - Input + F)/2.
        (PLAIN, "P", "P = (S·(O − 1) − W + F)/2"),
        # Lecture 5, 'Transpose convolution operation', has the input of a convolution as s(I - 1) + k - 2P.
        (PLAIN, "W", "W = S·(O − 1) + F − 2P"),
        # The rest by hand.
        (PLAIN, "F", "F = W + 2P − S·(O − 1)"),
        (PLAIN, "S", "S = (W − F + 2P)/(O − 1)"),
        (DILATED, "P", "P = (S·(O − 1) − W + F_eff)/2"),
        (DILATED, "F", "F_eff = W + 2P − S·(O − 1); F = (F_eff + d − 1)/d"),
        (DILATED, "d", "F_eff = W + 2P − S·(O − 1); d = (F_eff − F)/(F − 1) + 1"),
        (BACK, "W", "W = (O − F + 2P)/S + 1"),
        (BACK, "S", "S = (O − F + 2P)/(W − 1)"),
        (BACK, "P", "P = (S·(W − 1) + F − O)/2"),
        (BACK_DILATED, "A", "A = O − S·(W − 1) − F_eff + 2P"),
        (TIED, "F", "F = (W + 2P)/O"),
        (FULL, "F", "F = S·(O − 1) − W + 2"),
        (SAME, "W", "W = S·O"),
        (SAME, "S", "S = W/O"),
    ],
)
def test_formulas_solved(formula, unknown, solved):
    assert written(formula, unknown) == solved


@pytest.mark.parametrize(
    ("formula", "unknown"),
    [
        (PLAIN, "d"),  # not there
        (SAME, "F"),
        (window_ceil(W, Axis(F, S, P, 1)), "W"),  # under a minimum
        (F * F, "F"),
        (F * (F + 1) + F, "F"),
        (F - F, "F"),  # every value would do
    ],
)
def test_what_cannot_be_solved(formula, unknown):
    with pytest.raises(CannotIsolateError):
        isolate(O, formula, unknown)


FULL_DILATED = window(W, Axis(F, S, "full", D))
FORMULAS = [PLAIN, DILATED, BACK, BACK_DILATED, TIED, FULL, FULL_DILATED, SAME, TIED - 3 * W]
NUMBERS = st.fixed_dictionaries({letter: st.integers(1, 12) for letter in "WFSPdA"})


@given(st.sampled_from(FORMULAS), st.sampled_from("WFSPdA"), NUMBERS)
def test_what_is_solved_gives_the_number_back(formula, unknown, numbers):
    """The output is worked out exactly, without rounding, and the equations lead back to the number hidden."""
    assume(holds(formula, unknown))
    values = {**numbers, "O": exact_value(put_in(formula, numbers)), **steps(formula, numbers)}
    hidden = Fraction(values.pop(unknown))
    try:
        equations = isolate(O, formula, unknown)
        for called, x in equations:
            values[called] = value_of_text(text(x), values)
    except (CannotIsolateError, ZeroDivisionError):  # a name under its own product; one window, whatever the stride
        return
    assert values[unknown] == hidden


def steps(formula, numbers):
    """The named steps: a kernel's reach, and the padding called full."""
    reach = numbers["F"] + (numbers["F"] - 1) * (numbers["d"] - 1)
    padding = {FULL: numbers["F"] - 1, FULL_DILATED: reach - 1}.get(formula, numbers["P"])
    return {"F_eff": reach, "P": padding}


def test_numbers_are_put_in_and_worked_out_as_far_as_they_go():
    ((_, solved),) = isolate(O, PLAIN, "W")
    put = put_in(solved, {"O": 55, "S": 4, "F": 11})
    assert text(put, numbers=True) == "4·(55 − 1) + 11 − 2P"
    assert text(folded(put)) == "227 − 2P"
    assert exact_value(put) is None
    assert exact_value(put_in(put, {"P": 2})) == 223


def test_a_value_is_a_fraction_where_it_is_not_whole():
    ((_, solved),) = isolate(O, PLAIN, "P")
    # Lecture 1's AlexNet: 224 cells need 3 cells of padding in all.
    assert exact_value(put_in(solved, {"O": 55, "S": 4, "F": 11, "W": 224})) == Fraction(3, 2)


def test_a_division_by_nothing_has_no_value():
    assert exact_value(Sym("exact", (name("W", 3), name("O", 1) - 1))) is None


def test_a_named_step_has_its_value_where_it_is_whole():
    step = let("F_eff", Sym("exact", (F, 2)))
    assert [put_in(step, {"F": value}).value for value in (6, 7)] == [3, None]


def test_sums_are_opened_and_put_in_order():
    assert text(sum_of(terms(W - (F - (P - 2)) + 5))) == "W − F + P + 3"
    assert text(sum_of([(-1, W), (1, F)])) == "F − W"
    assert text(sum_of(terms(W - (-1) * F))) == "W + F"
    assert sum_of([]) == 0
