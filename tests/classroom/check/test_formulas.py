"""A student's formula against the recorded one: right for all values, or the first term that differs."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.algebra.sym import name
from convcalc.classroom.check.answers import read_answer
from convcalc.classroom.check.formulas import check_formula
from convcalc.classroom.check.questions import problem_of
from convcalc.classroom.check.verdict import check
from convcalc.errors import Fault
from convcalc.layers import CATALOGUE, parameters
from convcalc.layers.letters import lettered, lettered_inputs, lettered_output
from convcalc.shape import Shape


def recorded(x, word="conv", **fields):
    """The formulas of a layer in letters, by the name of the quantity."""
    named, inputs = lettered(CATALOGUE[word](**fields), len(x) - 1), lettered_inputs((Shape(x),))
    output = lettered_output(named.shape(*inputs))
    return {"params": parameters(named, *inputs), "H_out": output[0], **named.ops(*inputs, output)}


LECTURE = recorded((28, 28, 128), out=32, kernel=3)  # lecture 5: 3*3*128*32 + 32 = 36,896
STRIDED = recorded((28, 24, 128), out=32, kernel=3, stride=2, padding=1, dilation=2)
GROUPED = recorded((28, 28, 128), out=32, kernel=3, groups=4)
UNEVEN = recorded((28, 28, 128), out=32, kernel=(3, 5))
DENSE = recorded((4096,), "dense", out=10)


@pytest.mark.parametrize(
    ("right", "written", "value"),
    [
        (LECTURE["params"], "F*F*128*32+32", 36896),
        (LECTURE["params"], "F²D_in D_out + D_out", 36896),
        (LECTURE["params"], "(K*K*C+1)*filters", 36896),
        (LECTURE["params"], "FFD_inD_out + D_out", 36896),
        (LECTURE["params"], "K K Din Dout + Dout", 36896),
        (LECTURE["params"], "params = (F^2 * depth + 1) * 32", 36896),
        (LECTURE["params"], "3*3*128*32+32", 36896),
        (LECTURE["params"], "9*D_in*32+32", 36896),
        (LECTURE["params"], "Dout*(1 + Cin*kernel**2)", 36896),
        (LECTURE["H_out"], "(H-F+2P)/S+1", 26),
        (LECTURE["H_out"], "⌊(H − F + 2P)/S⌋ + 1", 26),
        (LECTURE["H_out"], "(N - F)/stride + 1", 26),
        (LECTURE["H_out"], "(N-K+2*pad)/stride+1", 26),
        (LECTURE["H_out"], "(W-F+2P)/S+1", 26),
        (LECTURE["H_out"], "H - F + 1", 26),
        (LECTURE["H_out"], "floor((H-F+2P+S)/S)", 26),
        (LECTURE["H_out"], "(H-F+2P+S)//S", 26),
        (LECTURE["multiplications"], "H_out·W_out·F²·D_in·D_out", 24920064),
        (LECTURE["multiplications"], "O*O*F*F*D_in*D_out", 24920064),
        (LECTURE["multiplications"], "O²F²·128·32", 24920064),
        (LECTURE["multiplications"], "26*26*F²*128*32", 24920064),
        (LECTURE["multiplications"], "H_out^2 * F^2 * D_in * D_out", 24920064),
        (LECTURE["multiplications"], "((H-F+2P)/S+1)*((W-F+2P)/S+1)*F*F*D_in*D_out", 24920064),
        (LECTURE["multiplications"], "((N-F)/S+1)^2*F^2*D_in*D_out", 24920064),
        (LECTURE["multiplications"], "H_out·((W-F+2P)/S+1)·F²·D_in·D_out", 24920064),
        (STRIDED["H_out"], "floor((H-F_eff+2P)/S)+1", 13),
        (STRIDED["H_out"], "floor((H-F-(F-1)*(d-1)+2P)/S)+1", 13),
        (STRIDED["H_out"], "floor((H - d*(F-1) - 1 + 2P)/S + 1)", 13),
        (GROUPED["params"], "F*F*D_in/g*D_out+D_out", 9248),
        (GROUPED["params"], "D_out*(F^2*D_in/groups+1)", 9248),
        (GROUPED["params"], "F*F*D_in*D_out/4+D_out", 9248),
        (UNEVEN["params"], "(F_h*F_w*D_in+1)*D_out", 61472),  # (3*5*128 + 1)*32
        (DENSE["params"], "(N + 1)*10", 40970),
        (DENSE["params"], "in_features*units + units", 40970),
    ],
)
def test_right_formulas(right, written, value):
    verdict = check_formula(read_answer(written, "count")[0].value if "3*3" not in written else written, right)
    assert verdict == (True, True, value, "")


@pytest.mark.parametrize(
    ("right", "written", "value", "first"),
    [
        (LECTURE["params"], "F*F*D_in*D_out", 36864, "there is no term in D_out in yours"),
        (LECTURE["params"], "K*K*Cin*Cout", 36864, "there is no term in Cout in yours"),
        (LECTURE["params"], "F*F*128*32+128*F", 37248, "the right formula has no term 128·F"),
        (LECTURE["params"], "2F²·D_in·D_out + D_out", 73760, "the coefficient of D_in·D_out·F² is not 2"),
        (LECTURE["params"], "H*W*D_in", None, "the right formula has no term D_in·H·W"),
        (LECTURE["params"], "F*F*4096+33", 36897, "the number beside the letters is not 33"),
        (LECTURE["params"], "F*F*4096", 36864, "there is no number beside the letters in yours, and the right formula"
                                               " has one"),
        (LECTURE["params"], "(F*F+1)*D_in*D_out+7", 40967, "the right formula has no term D_in·D_out"),
        (LECTURE["params"], "3*3*128*32", 36864, "it comes to 36,864, and the right formula does not"),
        (LECTURE["params"], "F*3*128*32+32", 36896, "there is no term in F² in yours"),
        (LECTURE["H_out"], "(H-F+P)/S+1", 26, "the coefficient of P/S is not 1"),
        (LECTURE["H_out"], "(H+F+2P)/S+1", 32, "the coefficient of F/S is not 1"),
        (LECTURE["H_out"], "(H-2F-P)/S-P+1", 23, "the right formula has no term −P"),
        (STRIDED["multiplications"], "H_out*H_out*F*F*D_in*D_out", 6230016,
         "the right formula has no term D_in·D_out·F²·H_out²"),
        (GROUPED["params"], "F*F*D_in*D_out+D_out", 36896, "the coefficient of D_in·D_out·F² is not 1"),
    ],
)  # fmt: skip
def test_wrong_formulas_and_where_they_differ(right, written, value, first):
    assert check_formula(written, right) == (False, True, value, first)


def test_where_something_is_rounded_numbers_show_the_difference():
    verdict = check_formula("⌈(H-F+2P)/S⌉+1", LECTURE["H_out"])
    assert verdict[:3] == (False, True, 26)
    # ceil((48 - 1 + 2*2)/5) + 1 = 12, and floor gives 11
    assert verdict.first.endswith("and the right formula does not")
    assert "right one" not in verdict.first


def test_a_plain_number_is_right_for_a_formula_of_digits():
    assert check_formula("F*F", 9).holds is False
    assert check_formula("9*4", 36) == (True, True, 36, "")


def test_further_letters_of_the_problem_have_their_values():
    assert check_formula("H*W*D_in", LECTURE["params"], {"H": 28, "W": 28}).value == 28 * 28 * 128


def test_a_formula_with_names_of_its_own_is_compared_in_them():
    assert check_formula("2*C*K*K + C", name("C") * name("K") * name("K") * 2 + name("C")).holds


def test_a_formula_that_always_divides_by_zero_is_wrong():
    assert check_formula("F/(F-F)", LECTURE["params"]).holds is False


@pytest.mark.parametrize(
    ("right", "written", "said"),
    [
        (LECTURE["params"], "bias + F", "'bias'"),
        (LECTURE["params"], "Q*F", "'Q'"),
        (STRIDED["multiplications"], "O*O*F*F*D_in*D_out", "H_out and W_out, which differ"),
        (UNEVEN["params"], "F*F*D_in*D_out+D_out", "F_h and F_w, which differ"),
        (LECTURE["params"], "F/0", "zero"),
        (LECTURE["params"], "((", "neither"),
    ],
)
def test_what_cannot_be_read(right, written, said):
    with pytest.raises(Fault, match=said) as caught:
        check_formula(written, right)
    assert caught.value.hint


def test_a_misspelt_letter_is_guessed():
    with pytest.raises(Fault) as caught:
        check_formula("D_inn*F", LECTURE["params"])
    assert caught.value.hint == "did you mean D_in? The letters are D_in, D_out, F"


PAIRS = [("F", "3"), ("F", "3"), ("D_in", "128"), ("D_out", "32")]


@given(st.permutations(PAIRS), st.lists(st.booleans(), min_size=3, max_size=3), st.sampled_from("*·×"), st.booleans())
def test_the_right_formula_reordered_expanded_or_with_numbers_put_in_holds(pairs, numbers, times, turned):
    chosen = dict(zip(("F", "D_in", "D_out"), numbers))
    weights = times.join(pair[chosen[pair[0]]] for pair in pairs)
    bias = "32" if chosen["D_out"] else "D_out"
    terms = [bias, weights] if turned else [weights, bias]
    assert check_formula(" + ".join(terms), LECTURE["params"]) == (True, True, 36896, "")
    assert check_formula(f"{terms[0]} + 2*({terms[1]}) - ({terms[1]})", LECTURE["params"]).holds


@given(st.sampled_from(list(permutations(["H_out", "W_out", "F", "F", "D_in", "D_out"]))), st.data())
def test_an_altered_formula_never_holds(factors, data):
    place = data.draw(st.integers(0, len(factors) - 1))
    other = data.draw(st.sampled_from(["1", "D_in", "D_out", "F", "S", "(F+1)", "H", "(D_out-1)"]))
    altered = [*factors[:place], other, *factors[place + 1 :]]
    sides = {"H_out": "O", "W_out": "O"}
    same = sorted(sides.get(each, each) for each in altered) == sorted(sides.get(each, each) for each in factors)
    verdict = check_formula("*".join(altered), LECTURE["multiplications"])
    assert verdict.holds is same
    assert bool(verdict.first) is not same


SIZES = st.integers(1, 64)


@given(SIZES, st.integers(1, 5), st.integers(1, 4), st.integers(0, 3))
def test_size_formulas_of_random_layers(size, kernel, stride, padding):
    right = recorded((size + 8, size + 8, 3), out=4, kernel=kernel, stride=stride, padding=padding)["H_out"]
    value = (size + 8 - kernel + 2 * padding) // stride + 1
    for written in ("floor((H-F+2P)/S)+1", "floor((2*P+N-K)/S+1)", "(H - F + 2*padding + S)//S"):
        assert check_formula(written, right) == (True, True, value, "")
    assert check_formula("(H-F+2P)/S+1", right).holds
    assert not check_formula("floor((H-F+2P)/S)", right).holds
    assert not check_formula("floor((H-F+P)/S)+1", right).holds


@pytest.mark.parametrize(
    "written", ["*".join(["(F+D_in+1)"] * 16), "/".join(["(F+D_in)"] * 16), "(F+D_in+7)^5", "(F+D_in+D_out+1)^9"]
)
def test_expensive_formulas_are_answered(written):
    assert not check_formula(written, LECTURE["params"]).holds


@pytest.mark.parametrize("written", ["((F^9)^9)^9", "*".join(["F"] * 120)])
def test_formulas_that_are_too_long_are_refused(written):
    with pytest.raises(Fault, match=r"limit|too long"):
        check_formula(written, LECTURE["params"])


@pytest.mark.parametrize(
    ("layer", "given", "quantity", "formula"),
    [
        ("conv(4, 3, stride=2, padding=1)", "20x20x6", "width", "⌊(W-F+P+4)/S⌋+1"),  # 12, and the right one 10
        ("conv(4, 3, stride=2, padding=1)", "20x20x6", "width", "floor((W-F+P*P/2)/S)+1"),
        ("conv(4, 3, stride=2, padding=1)", "20x20x6", "width", "floor((W-F+4P-8)/S)+1"),
        ("conv(4, 3, stride=2, padding=1)", "10x10x6", "height", "⌊(2H-4-F+2P)/S⌋+1"),
        ("conv(4, 3, stride=2, padding=same)", "9x9x6", "width", "ceil(W/S)+W-4"),
        ("conv(8, 3, stride=2, padding=1)", "30x30x6", "multiplications", "⌊(H-F+2P)/S+1⌋*W_out*F*F*D_in*(2*D_out-4)"),
        ("conv(4, 1, stride=2, padding=2)", "9x10x4", "multiplications", "H_out²·F²·D_in·D_out"),  # 7x7 by chance
    ],
)
def test_a_formula_that_holds_for_some_values_only_is_wrong(layer, given, quantity, formula):
    assert not check(problem_of({"layer": layer, "input": given}), quantity, formula).is_right
