"""Formulas and derivations of the lectures: as convcalc records and prints them, or worked on numbers."""

from __future__ import annotations

from collections.abc import Callable

import numpy

from convcalc.algebra.isolate import isolate
from convcalc.algebra.settle import settle
from convcalc.algebra.sym import Sym
from convcalc.algebra.sym import name as letter
from convcalc.algebra.tree import working
from convcalc.algebra.writing import text
from convcalc.classroom.explain import explain
from convcalc.classroom.solve import solve
from convcalc.conventions import CONVENTIONS
from convcalc.layers.activation import ReLU
from convcalc.layers.conv import Conv
from convcalc.layers.join import Add
from convcalc.layers.linear import Dense
from convcalc.layers.window import Axis, effective, transposed, window
from convcalc.numeric import run
from convcalc.shape import Shape
from lectures.claims import CLAIMS, claim

__all__ = ["CLAIMS"]  # those of claims.py, and these

SHAPE = Shape((28, 28, 128))  # lecture 5, 'Convolution operation', example

# Formulas, as they are recorded.

W, F, P, S, d, O = (letter(each) for each in "WFPSdO")  # noqa: E741 (the output, as the lectures call it)


def solved(formula: Sym, unknown: str) -> str:
    """A size formula solved for one of its letters, as it is printed."""
    return text(isolate(O, formula, unknown)[-1][1])


@claim("002-003")
def a_plain_convolution_loses_the_kernel_but_one() -> None:
    assert text(window(W, Axis(F, 1, 0, 1))) == "W − F + 1"


@claim("001-025", "002-010", "004-058")
def windows_without_padding_are_counted_with_a_floor() -> None:
    assert text(window(W, Axis(F, S, 0, 1))) == "⌊(W − F)/S⌋ + 1"


@claim("002-007")
def padding_may_be_counted_on_both_sides_together() -> None:
    before, after = letter("p_1"), letter("p_2")
    assert text(window(W, Axis(F, S, (before, after), 1))) == "⌊(W − F + p_1 + p_2)/S⌋ + 1"


@claim("000-026", "003-015", "004-016")
def the_size_formula_is_as_printed_where_the_stride_divides() -> None:
    printed = "(W − F + 2P)/S + 1"
    assert text(window(W, Axis(F, S, P, 1))) == f"⌊{printed.removesuffix(' + 1')}⌋ + 1"
    whole = Axis(letter("F", 3), letter("S", 2), letter("P", 1), 1)
    assert text(window(letter("W", 9), whole)) == printed
    assert text(window(letter("W", 8), whole)) != printed


@claim("004-030")
def a_dilated_kernel_stands_in_the_formula_with_its_reach() -> None:
    assert text(window(W, Axis(F, S, P, d))) == "⌊(W − F_eff + 2P)/S⌋ + 1"


@claim("004-033")
def the_padding_follows_from_the_sizes() -> None:
    assert solved(window(W, Axis(F, S, P, 1)), "P") == "(S·(O − 1) − W + F)/2"
    (only,) = solve(out_size=32, size=32, kernel=3).solutions
    assert only.padding == 1


@claim("004-037")
def a_transposed_convolution_gives_the_input_of_a_convolution_back() -> None:
    assert text(transposed(W, Axis(F, S, P, 1), 0)) == "S·(W − 1) + F − 2P"
    assert solved(window(W, Axis(F, S, P, 1)), "W") == "S·(O − 1) + F − 2P"


@claim("001-029")
def a_pooling_that_halves_rounds_down() -> None:
    assert text(window(letter("n"), Axis(2, 2, 0, 1))) == "⌊(n − 2)/2⌋ + 1"


@claim("004-017", "004-018", "004-020")
def counts_of_a_convolution_are_the_printed_formulas() -> None:
    steps = {step.name: step.letters for step in explain(Conv(kernel=3, out=32), (SHAPE,), CONVENTIONS["lecture"])}
    assert steps["parameters"] == "(F²·D_in + 1)·D_out"
    assert steps["multiplications"] == "H_out·W_out·F²·D_in·D_out"
    assert steps["accumulations"] == "H_out·W_out·(F² − 1)·D_in·D_out"
    assert steps["bias sums"] == "H_out·W_out·D_out"


@claim("004-028", "004-029")
def a_dilated_kernel_has_room_between_its_taps() -> None:
    reach = effective(F, d)
    assert text(working(reach)) == "F + (F − 1)·(d − 1)"
    assert settle(reach - (d * (F - 1) + 1)) == 0
    assert settle(effective(2, d) - 2 - (d - 1)) == 0  # between two taps d - 1 cells


# Convolution by its definition, on numbers.

X, K = numpy.arange(20).reshape(4, 5) ** 2 % 17, numpy.array([[2, -1, 3], [0, 5, 1], [4, -2, 7]])


def by_hand(summand: Callable[[int, int, int, int], int], places: range) -> list[list[int]]:
    """The sums of a formula over the taps of a 3x3 filter, for the 2x3 windows inside a 4x5 map."""
    return [[sum(summand(i, j, m, n) for m in places for n in places) for j in range(3)] for i in range(2)]


def worked(flip: bool) -> list[list[int]]:
    kernel = numpy.flip(K) if flip else K
    run_on = {"weight": kernel[:, :, None, None].astype(float)}
    return run(Conv(kernel=3, out=1, bias=False), X[:, :, None].astype(float), **run_on)[:, :, 0].astype(int).tolist()


@claim("000-003", "002-001")
def what_is_called_convolution_is_cross_correlation() -> None:
    """With the filter's own indices 0 to 2; those of -1 to 1 name its taps one lower."""
    assert by_hand(lambda i, j, m, n: int(X[i + m, j + n] * K[m, n]), range(3)) == worked(flip=False)
    assert by_hand(lambda i, j, m, n: int(X[i + m + 1, j + n + 1] * K[m + 1, n + 1]), range(-1, 2)) == worked(
        flip=False
    )


@claim("000-002")
def a_convolution_turns_the_filter_and_runs_over_the_input() -> None:
    """O[i, j] = sum x[m, n] w[i - m, j - n]; in print x[i, j] stands in the sum, which m and n do not touch."""

    def convolved(i: int, j: int) -> int:
        inside = [(m, n) for m in range(4) for n in range(5) if 0 <= i - m <= 2 and 0 <= j - n <= 2]
        return sum(int(X[m, n] * K[i - m, j - n]) for m, n in inside)

    assert [[convolved(i + 2, j + 2) for j in range(3)] for i in range(2)] == worked(flip=True)
    assert worked(flip=True) != worked(flip=False)


@claim("002-002")
def a_kernel_has_output_maps_input_maps_and_its_size() -> None:
    weight = Conv(kernel=(3, 5), out=7).weights(Shape((9, 9, 4)))["weight"]
    assert (weight[-1], weight[-2], *weight[:-2]) == (7, 4, 3, 5)


@claim("002-011")
def a_residual_block_adds_its_input_to_what_it_makes_of_it() -> None:
    x, w1, b1 = (
        numpy.array([1.0, -2.0]),
        numpy.array([[1.0, 2.0, -1.0], [0.0, 1.0, 1.0]]),
        numpy.array([0.5, 1.0, -1.0]),
    )
    w2, b2 = numpy.array([[1.0, 0.0], [2.0, 1.0], [-1.0, 1.0]]), numpy.array([-3.0, 0.25])
    inner = run(Dense(out=3), x, weight=w1, bias=b1)
    made = run(Dense(out=2), run(ReLU(), inner), weight=w2, bias=b2)
    found = run(ReLU(), run(Add(), made, x))
    assert found.tolist() == numpy.maximum(w2.T @ numpy.maximum(w1.T @ x + b1, 0) + b2 + x, 0).tolist()
