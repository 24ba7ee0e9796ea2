"""The normal form: folding, bounds and conditions, each against plain arithmetic on numbers."""

import operator

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from contract.reader import holds, value_of_text
from convcalc.algebra.atoms import FloorDiv, lowest
from convcalc.algebra.conditions import decided, strongest
from convcalc.algebra.settle import add_up, collect, ratio, settle
from convcalc.algebra.simplify import to_sympy
from convcalc.algebra.sym import Sym, ceil_div, common, divides, exact_div, least, let, most, name, rounded_down, same
from convcalc.algebra.writing import code, latex, text
from convcalc.errors import Fault

H, W, D, F, S = (name(letter, kind="size") for letter in "HWDFS")
P, K, w = (name(letter) for letter in "PKw")
a = name("a", kind="number")


def conv(size, kernel, stride, padding):
    return (size - kernel + 2 * padding) // stride + 1


def halved(size, times):
    for _ in range(times):
        size = conv(size, 3, 2, 1)
    return size


# The expected forms: the first two from the description of the tool, the others worked by hand.
FORMS = [
    (halved(conv(H, 7, 2, 3), 4), "⌊(H + 31)/32⌋"),
    (2724 * w * w + 297 * w + K * w * 8 + K, "2724·w² + 297·w + 8·K·w + K"),
    (halved(conv(32 * W, 7, 2, 3), 4), "W"),
    (conv(H, 11, 4, 0), "⌊(H − 7)/4⌋"),
    (conv(conv(H, 11, 4, 0), 3, 2, 0), "⌊(H − 11)/8⌋"),
    (H // 2 // 2, "⌊H/4⌋"),
    ((2 * H + 3) // 4, "⌊(H + 1)/2⌋"),
    ((32 * H + 3) // 2, "16·H + 1"),
    ((S * H + S) // S, "H + 1"),
    (conv(H, F, S, P), "⌊(H − F + 2·P)/S⌋ + 1"),
    (conv(W, F, 1, P), "W − F + 2·P + 1"),
    (ceil_div(H, 2), "⌊(H + 1)/2⌋"),
    (ceil_div(H, S), "⌈H/S⌉"),
    (ceil_div(H + S, S), "⌈H/S⌉ + 1"),
    (least(H // 4, (H + 2) // 4), "⌊H/4⌋"),
    (most(H - 1, 0), "H − 1"),
    (most(F - S, 0), "max(0, F − S)"),
    (exact_div(D, 2) + 3, "D/2 + 3"),
    ((exact_div(D, 2) + 3) // 2, "⌊(D + 6)/4⌋"),
    (exact_div(D * F * F, S), "D·F²/S"),
    (rounded_down(32 * a), "⌊32·a⌋"),
    (rounded_down(32 * H), "32·H"),
    (common(H, H) + common(H, 1), "H + 1"),
    ((F * F - 1) * D * (H - 2) * (W - 2), "D·(F² − 1)·(H − 2)·(W − 2)"),
    (let("n", H * W) * 2, "2·H·W"),
    (H - H, "0"),
    (0 - P, "−P"),
    (F - F - 2 * P * H, "−2·H·P"),
    (H * 10_000 + 1, "10,000·H + 1"),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "written"), FORMS)
def test_the_form_that_is_read(formula, written):
    assert text(settle(formula)) == written


def test_equal_sizes_are_one_object():
    assert settle(conv(H, 3, 2, 1)) is settle(conv(H, 1, 2, 0))
    assert settle(H // 2 // 2) is settle(H // 4)
    assert settle(H - F) is not settle(F - H)


def test_what_is_no_formula_stays():
    valued = name("H", 28) + 1
    for each in (7, H, valued):
        assert settle(each) is each
        assert collect(each) is each


def test_counts_keep_rounded_sizes_in_one_piece():
    map_size = settle(conv(H, 11, 4, 0)) * settle(conv(W, 11, 4, 0))
    assert text(collect(96 * map_size + 2 * map_size)) == "98·⌊(H − 7)/4⌋·⌊(W − 7)/4⌋"


def test_all_three_ways_of_writing():
    size = settle(conv(H, 11, 4, 0))
    count = collect(96 * size * size)
    assert text(count) == "96·⌊(H − 7)/4⌋²"
    assert code(count) == "96*floor((H - 7)/4)**2"
    assert latex(count) == r"96 \cdot \left\lfloor \frac{H - 7}{4} \right\rfloor^{2}"


@pytest.mark.parametrize(
    ("over", "under", "written"),
    [
        (F * F * D, F * F + D, "1/(1/D + 1/F²)"),  # lecture 5, exercise 2: the gain of a separable convolution
        (F * F * D, F * F, "D"),
        (H * 6, W * 4, "3·H/(2·W)"),
        (H + 1, H * 2 + 2, "1/2"),
        (D * D + D, D * F + F, "D/F"),
    ],
)
def test_quotients(over, under, written):
    assert text(ratio(over, under)) == written


def test_an_expression_beyond_all_reading_is_refused():
    many = [sum((name(f"{letter}{number}") for number in range(80)), 0) for letter in "bc"]
    with pytest.raises(Fault, match="more than 500 terms"):
        collect(many[0] * many[1])


# Laws, on numbers.


@st.composite
def chains(draw):
    """A size worked on as layers do it, in a name, and the same with a number."""
    steps = draw(
        st.lists(st.tuples(st.sampled_from(["//", "ceil", "+", "*"]), st.integers(1, 6)), min_size=1, max_size=7)
    )

    def work(size):
        for op, by in steps:
            size = {"//": lambda x, n: x // n, "ceil": ceil_div, "+": lambda x, n: x + n - 3, "*": operator.mul}[op](
                size, by
            )
        return size

    return work


@given(work=chains(), numbers=st.lists(st.integers(1, 500), min_size=5, max_size=5))
def test_a_chain_of_sizes_keeps_its_value(work, numbers):
    formula = settle(work(H))
    for number in numbers:
        assert value_of_text(text(formula), {"H": number}) == work(number)


@given(one=chains(), other=chains())
def test_a_bound_is_never_passed(one, other):
    for difference in (one(H), one(H) - other(H), one(H) * 2 - other(H) * 2):
        bound = lowest(sympy.expand(to_sympy(difference)))
        if bound is not None:
            found = settle(difference)
            assert all(value_of_text(text(found), {"H": number}) >= bound for number in range(1, 200))


@given(one=chains(), other=chains(), kind=st.sampled_from(["=", "<=", "<", "divides"]))
def test_a_condition_is_decided_rightly_or_kept_as_it_is(one, other, kind):
    make = {"=": same, "<=": operator.le, "<": operator.lt, "divides": lambda n, m: divides(3, m)}[kind]
    condition = make(one(H), other(H))
    if not isinstance(condition, Sym):
        return
    found = decided(condition)
    for number in range(1, 150):
        left, right = one(number), other(number)
        truth = {"=": left == right, "<=": left <= right, "<": left < right, "divides": right % 3 == 0}[kind]
        assert (found if isinstance(found, bool) else holds(text(found), {"H": number})) == truth, number


@pytest.mark.parametrize(
    ("condition", "written"),
    [
        (same(2 * (H // 4), H // 2), "2·⌊H/4⌋ = ⌊H/2⌋"),  # the join of a two-level U-Net
        (conv(H, 3, 1, 0) >= 1, "H ≥ 3"),
        ((H + 3) // 4 >= 2, "H ≥ 5"),
        (H // 32 >= 1, "H ≥ 32"),
        (3 * H >= 10, "H ≥ 4"),
        (F <= H + 2 * P, "H + 2·P ≥ F"),
        (divides(3, D), "3 divides D"),
    ],
)
def test_conditions_as_they_are_printed(condition, written):
    assert text(decided(condition)) == written


def test_what_is_certain_is_no_assumption():
    assert decided(conv(H, 3, 1, 1) >= 1) is True
    assert decided(same(conv(H, 3, 2, 1), conv(H, 1, 2, 0))) is True
    assert decided(same(H, H + 2)) is False
    assert decided(H < 1) is False
    assert decided(divides(4, 8 * D)) is True
    assert decided(True) is True


def test_of_several_bounds_the_highest_counts():
    found = strongest([decided(H // 2 >= 1), decided(H // 8 >= 1), decided(W >= 3), decided(H // 4 >= 1)])
    assert [text(each) for each in found] == ["H ≥ 8", "W ≥ 3"]


def test_floor_division_is_an_integer():
    assert FloorDiv(sympy.Symbol("x"), 2).is_integer


def test_a_total_is_multiplied_out_only_where_nothing_in_it_is_rounded():
    small, half = settle(H - 4), settle((H - 4) // 2)
    assert text(add_up([collect(3 * small * small), collect(small)])) == "3·H² − 23·H + 44"
    assert text(add_up([collect(3 * small * small), collect(half)])) == "3·(H − 4)² + ⌊(H − 4)/2⌋"
    assert text(collect(3 * small * small)) == "3·(H − 4)²"
    assert add_up([1, 2, 3]) == 6
