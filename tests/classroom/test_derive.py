"""The working of a size solved backwards: as the lectures write it, and every line of it true."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.reader import value_of_text
from convcalc.algebra.writing import visible
from convcalc.classroom.derive import check, derivation
from convcalc.classroom.solve import solve
from convcalc.errors import UsageError


def lines(*args, **fields):
    return [str(line) for line in derivation(solve(*args, **fields).question)]


def test_the_padding_of_the_fifth_lecture():
    # Lecture 5, 'Convolution operation', 'Controlling the output sizes': 32x32, 3x3, stride 1.
    assert lines(out_size=32, size=32, kernel=3) == [
        "O = ⌊(W − F + 2P)/S⌋ + 1",
        "P = (S·(O − 1) − W + F)/2 = (1·(32 − 1) − 32 + 3)/2 = 1",
    ]
    # ... 'So we get P = (F - 1)/2 for stride 1 and Output = Input'.
    assert lines(out_size=32, size=32)[-1].endswith(" = (F − 1)/2")


def test_the_input_of_alexnet():
    assert lines(out_size=55, kernel=11, stride=4)[-1].endswith(" = 4·(55 − 1) + 11 − 2P = 227 − 2P")
    assert lines(out_size=55, size=224, kernel=11, stride=4)[-1].endswith("/2 = (4·(55 − 1) − 224 + 11)/2 = 1.5")


ONE_UNKNOWN = [
    ("conv", {"out_size": 3, "size": 7, "padding": 0, "stride": "?", "kernel": 3},
     "S = (W − F + 2P)/(O − 1) = (7 − 3 + 2·0)/(3 − 1) = 2"),
    ("conv", {"out_size": 4, "size": 7, "padding": 0, "stride": "?", "kernel": 3},
     "S = (W − F + 2P)/(O − 1) = (7 − 3 + 2·0)/(4 − 1) = 4/3"),
    ("conv", {"out_size": 3, "size": 7, "padding": 0, "dilation": 2}, "F = (F_eff + d − 1)/d = (5 + 2 − 1)/2 = 3"),
    ("maxpool", {"out_size": 2, "size": 4, "padding": 0}, "F = (W + 2P)/O = (4 + 2·0)/2 = 2"),
    ("conv_transpose", {"out_size": 5, "kernel": 3, "stride": 2, "padding": 1},
     "W = (O − F + 2P)/S + 1 = (5 − 3 + 2·1)/2 + 1 = 3"),
]  # fmt: skip


@pytest.mark.parametrize(("word", "asked", "last"), ONE_UNKNOWN)
def test_one_unknown(word, asked, last):
    # By hand: the divisions are 4/2, 4/3, 6/2, 4/2 and 4/2 + 1.
    assert lines(word, **asked)[-1] == last


@pytest.mark.parametrize(
    "asked",
    [
        {"out_size": 1, "size": 7, "padding": 0, "stride": "?", "kernel": 3},  # O - 1 = 0: any large stride will do
        {"out_size": 7, "size": 7, "padding": 0, "dilation": "?", "kernel": 1},  # so does any dilation of one tap
        {"word": "maxpool", "out_size": 7, "ceil": True, "kernel": 3},  # under a minimum
        {"out_size": 7, "size": 7, "padding": "same"},  # no kernel in the formula
        {"out_size": 7, "size": 7, "padding": 1, "kernel": 3},  # nothing is sought
    ],
)
def test_nothing_is_derived_where_nothing_can_be(asked):
    assert lines(asked.pop("word", "conv"), **asked) == []


QUESTIONS = st.fixed_dictionaries(
    {
        "word": st.sampled_from(["conv", "depthwise", "maxpool", "avgpool", "conv_transpose"]),
        "out_size": st.integers(1, 12),
        "size": st.sampled_from(["?", 5, 12, "3..9"]),
        "kernel": st.sampled_from(["?", 1, 2, 3, "1,3"]),
        "stride": st.sampled_from([None, "?", 1, 2, 3]),
        "padding": st.sampled_from([None, 0, 1, 1.5, "0..2", "same", "valid", "full"]),
        "dilation": st.sampled_from([None, "?", 1, 2]),
        "ceil": st.booleans(),
    }
)


@given(QUESTIONS)
def test_every_line_read_back_as_arithmetic_is_true(asked):
    """Each piece of a line has one value, with the numbers of a solution for the letters that are left."""
    try:
        answer = solve(asked.pop("word"), **asked)
    except UsageError:  # a convolution has no ceil mode, its transpose no padding full
        return
    for solution in (answer.solutions or answer.nearest)[:3]:
        values = letters(solution, answer.question.out_size)
        for line in check(solution):
            assert {floored(piece, values) for piece in line[1:3]} == {floored(line.value, values)}
            values.setdefault(line.name, floored(line.value, values))
        assert floored(check(solution)[-1].value, {}) == solution.output
    exact = [each for each in answer.solutions if each.exact is not None and not ceiled(each)][:3]
    for solution in exact:
        values = letters(solution, answer.question.out_size)
        for line in derivation(answer.question):
            pieces = [piece for piece in (line.name, *line[1:]) if piece]
            assert {floored(piece, values) for piece in pieces} == {floored(pieces[0], values)}, line


def ceiled(solution):
    return getattr(solution.layer, "ceil", False)


def floored(written, values):
    assert visible(written) == written
    return value_of_text(written, values)


def letters(solution, wanted):
    """The values of the letters in a solution, and of the steps by their definitions in the lectures."""
    layer = solution.layer
    size = solution.inputs[0] if solution.exact is None else solution.exact
    reach = layer.kernel + (layer.kernel - 1) * (layer.dilation - 1)
    word = {"full": reach - 1, "valid": 0, "same": 0}
    padding = word[solution.padding] if isinstance(solution.padding, str) else solution.padding
    return {
        "O": wanted, "W": size, "F": layer.kernel, "S": layer.stride, "P": padding, "d": layer.dilation, "F_eff": reach,
        "P_left": int(padding), "P_right": int(2 * padding) - int(padding), "A": getattr(layer, "output_padding", 0),
    }  # fmt: skip


def test_a_derived_padding_is_half_of_a_whole_number():
    for size in range(1, 30):
        answer = solve(out_size=8, size=size, kernel=5, stride=3)
        value = derivation(answer.question)[-1].value
        exact = [each.padding for each in answer.solutions if each.exact]
        assert exact in ([], [value_of_text(value)])
        assert (2 * value_of_text(value)).denominator == 1
        assert not exact or Fraction(exact[0]) >= 0
