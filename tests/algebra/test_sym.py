"""The tape: it records what is done to names, in its order, and does on numbers what Python does."""

import math
import operator
from itertools import product as pairs

import numpy
import pytest

from convcalc.algebra.sym import (
    Sym,
    Undecided,
    ceil_div,
    common,
    divides,
    exact_div,
    least,
    let,
    most,
    name,
    product,
    same,
    sum_of_products,
    total,
    value_of,
)
from convcalc.algebra.writing import text


def tape(x):
    """What was recorded, as nested tuples; a name as its letter."""
    if not isinstance(x, Sym):
        return x
    return x.args[0] if x.op == "name" else (x.op, *map(tape, x.args))


W, F, P, S = (name(letter) for letter in "WFPS")


# Recording.


def test_what_is_done_is_recorded_in_its_order():
    assert tape((W - F + 2 * P) // S + 1) == ("+", ("//", ("+", ("-", "W", "F"), ("*", 2, "P")), "S"), 1)


@pytest.mark.parametrize(
    ("done", "recorded"),
    [
        (lambda: W + W, ("+", "W", "W")),
        (lambda: W - W, ("-", "W", "W")),
        (lambda: 2 * (W + 0 * P), ("*", 2, "W")),
        (lambda: 2 * (3 * W), ("*", 2, ("*", 3, "W"))),
        (lambda: 5 - W, ("-", 5, "W")),
        (lambda: 5 + W, ("+", 5, "W")),
        (lambda: 5 // W, ("//", 5, "W")),
        (lambda: W * F // F, ("//", ("*", "W", "F"), "F")),
        (lambda: ceil_div(W, S), ("ceil", "W", "S")),
        (lambda: exact_div(W, S), ("exact", "W", "S")),
        (lambda: least(W, 3), ("min", "W", 3)),
        (lambda: most(3, W), ("max", 3, "W")),
        (lambda: common(W, S), ("gcd", "W", "S")),
        (lambda: same(W, 3), ("=", "W", 3)),
        (lambda: divides(S, W), ("divides", "S", "W")),
        (lambda: W <= F, ("<=", "W", "F")),
        (lambda: W >= 3, ("<=", 3, "W")),
        (lambda: W < F, ("<", "W", "F")),
        (lambda: W > F, ("<", "F", "W")),
        (lambda: W > 3, ("<", 3, "W")),
    ],
)
def test_nothing_is_simplified(done, recorded):
    assert tape(done()) == recorded


@pytest.mark.parametrize(
    "done",
    [
        lambda: W + 0,
        lambda: 0 + W,
        lambda: W - 0,
        lambda: W * 1,
        lambda: 1 * W,
        lambda: W // 1,
        lambda: ceil_div(W, 1),
        lambda: exact_div(W, 1),
        lambda: product([W]),
        lambda: total([W]),
    ],
)
def test_a_plain_0_or_1_that_changes_nothing_leaves_no_trace(done):
    assert done() is W


@pytest.mark.parametrize(("done", "number"), [(lambda: W * 0, 0), (lambda: 0 * W, 0), (lambda: common(W, 1), 1)])
def test_a_plain_number_that_decides_is_the_result(done, number):
    assert type(done()) is int
    assert done() == number


def test_a_named_0_or_1_stays_on_the_page():
    zero, one = name("P", 0), name("S", 1)
    assert tape(W + zero) == ("+", "W", "P")
    assert tape(W // one) == ("//", "W", "S")
    assert tape(0 - W) == ("-", 0, "W")


# Values.


OPERATIONS = {
    "+": (lambda a, b: a + b, lambda a, b: a + b),
    "-": (lambda a, b: a - b, lambda a, b: a - b),
    "*": (lambda a, b: a * b, lambda a, b: a * b),
    "//": (lambda a, b: a // b, lambda a, b: math.floor(a / b)),
    "ceil": (ceil_div, lambda a, b: math.ceil(a / b)),
    "min": (least, min),
    "max": (most, max),
    "gcd": (common, lambda a, b: max(d for d in range(1, 40) if a % d == 0 and b % d == 0)),
    "=": (same, lambda a, b: a == b),
    "<=": (lambda a, b: a <= b, lambda a, b: a <= b),
    "<": (lambda a, b: a < b, lambda a, b: a < b),
    "divides": (divides, lambda a, b: b % a == 0),
}


@pytest.mark.parametrize("operation", OPERATIONS)
def test_names_with_values_carry_the_value_and_numbers_give_it(operation):
    ours, python = OPERATIONS[operation]
    for a, b in pairs([-7, -1, 1, 2, 6, 12, 35], [1, 2, 3, 6, 35]):
        assert ours(a, b) == python(a, b)
        for left, right in [(name("a", a), name("b", b)), (name("a", a), b), (a, name("b", b))]:
            assert value_of(ours(left, right)) == python(a, b)


def test_a_value_is_unknown_where_one_name_has_none():
    assert value_of(name("W", 28) - F) is None
    assert value_of(name("W", 28)) == 28
    assert value_of(28) == 28


def test_numbers_of_any_size_are_exact():
    large = 10**30 + 7
    assert ceil_div(large, 10) == 10**29 + 1
    assert exact_div(large * 3, 3) == large
    assert value_of(name("W", large) * name("F", large)) == large * large


@pytest.mark.parametrize("operation", ["+", "-", "*", "//", "ceil", "min", "max", "gcd"])
def test_arrays_give_what_their_numbers_give(operation):
    ours, python = OPERATIONS[operation]
    sizes = [1, 5, 12, 24]
    assert ours(numpy.array(sizes), 6).tolist() == [python(size, 6) for size in sizes]
    assert ours(24, numpy.array(sizes)).tolist() == [python(24, size) for size in sizes]


# Truth.


@pytest.mark.parametrize("other", [W, name("W"), 28, True])
def test_equality_between_dimensions_is_refused(other):
    for compare in (operator.eq, operator.ne):
        for pair in ((W, other), (other, W)):
            with pytest.raises(TypeError, match="same"):
                compare(*pair)


def test_a_dimension_is_no_word():
    for other in ("same", None, (1, 2)):
        assert other != W
        assert operator.eq(W, other) is False


def test_a_dimension_can_be_looked_up_by_identity():
    seen = {W: "first", name("W"): "second"}
    assert len(seen) == 2
    assert seen[W] == "first"


def test_a_comparison_of_names_without_values_is_undecided():
    for undecided in (W <= F, same(W, 3), divides(S, W), W):
        with pytest.raises(Undecided):
            bool(undecided)


def test_a_comparison_of_known_values_is_decided():
    w, f = name("W", 28), name("F", 3)
    assert f < w
    assert not w <= f
    assert same(w, 28)
    assert not divides(f, w)
    assert divides(7, w)


# Named steps.


def test_let_names_a_step_of_names():
    step = let("F_eff", F + 1)
    assert tape(step)[0] == "let"
    assert text(step) == "F_eff"
    assert value_of(let("F_eff", name("F", 3) + 1)) == 4


def test_let_is_nothing_to_numbers_and_bare_names():
    assert let("F_eff", 5) == 5
    assert let("F_eff", F) is F
    array = numpy.array([1, 2])
    assert let("F_eff", array) is array


def test_let_takes_the_axis_of_the_names_it_is_made_of():
    for letter, other, suffix in [("F_h", "d", "_h"), ("F", "d_w", "_w"), ("F_t", "d_t", "_t"), ("F", "d", "")]:
        kernel, dilation = name(letter), name(other)
        assert text(let("F_eff", kernel + dilation, like=(kernel, dilation))) == f"F_eff{suffix}"
    assert text(let("n", name("D_in") + 1, like=(name("D_in"),))) == "n"


# Sums and products.


def test_products_and_sums_of_nothing():
    assert product([]) == 1
    assert total([]) == 0
    assert sum_of_products([]) == 0


def test_products_and_sums_keep_their_order():
    assert tape(product([W, 2, F])) == ("*", ("*", "W", 2), "F")
    assert tape(total([W, 2, F])) == ("+", ("+", "W", 2), "F")


def test_a_last_factor_in_common_is_taken_out():
    depth, out = name("D_in"), name("D_out")
    # Lecture 5, 'Number of parameters': (F*F*D_in + 1)*D_out.
    assert text(sum_of_products([(F, F, depth, out), (out,)])) == "(F²·D_in + 1)·D_out"
    assert text(sum_of_products([(F, out), (W,)])) == "F·D_out + W"
    assert sum_of_products([(3, 3, 128, 32), (32,)]) == 36_896
