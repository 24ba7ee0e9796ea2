"""The sheets that ship: what is right in them is what the lectures print, and what was worked out by hand."""

from fractions import Fraction

import pytest

from convcalc.classroom.check.verdict import value_text
from convcalc.classroom.sheets.grade import Grader
from convcalc.classroom.sheets.sheet import read_sheet, sheet_names
from lectures.truth import TRUTH, figures

# Each answer as a student would write it. The lectures' numbers, and where they print none, arithmetic.
ANSWERS = {
    "lecture2-sizes": {"a": "5x5", "b": "3x3", "c.unrounded": "2.33", "c.fits": "no", "c.size": "2x2",
                       "d": "7x7", "e": "9x9"},
    "lecture4-padding": {"a": "2x2", "b": "7", "c.output": "26x26x4", "c.parameters": "592",
                         "d": "1", "e": "2", "f": "3"},
    "lecture5-example": {
        "a.output": "26x26x32",
        "a.parameters": "[(3*3*128)+1]*32".replace("[", "(").replace("]", ")"),
        "a.multiplications": "24920064",
        "a.accumulations": "22151168",
        "a.bias_sums": "21632",
        "a.operations": "47092864",
    },
    "lecture5-exercise1": {
        "first.output": "28x28x8",
        "first.parameters": str((1 * 1 * 128 + 1) * 8),
        "first.multiplications": str(28 * 28 * 128 * 8),
        "first.accumulations": "0",  # F² − 1 is 0
        "first.bias_sums": str(28 * 28 * 8),
        "second.output": "26x26x32",
        "second.parameters": str((3 * 3 * 8 + 1) * 32),
        "second.multiplications": str(26 * 26 * 9 * 8 * 32),
        "second.accumulations": str(26 * 26 * 8 * 8 * 32),
        "second.bias_sums": str(26 * 26 * 32),
        "both.parameters": "3368",
        "both.multiplications": "2360320",
        "both.accumulations": "1384448",
        "both.bias_sums": "27904",
        "gain.parameters": "10.95",
        "gain.multiplications": "10.56",
    },
    "lecture5-exercise2": {
        "depthwise.output": "26x26x128",
        "depthwise.parameters": "(F^2 + 1)*D_in",
        "depthwise.multiplications": str(26 * 26 * 9 * 128),
        "depthwise.accumulations": str(26 * 26 * 8 * 128),
        "pointwise.output": "26x26x32",
        "pointwise.parameters": "(D_in + 1)*D_out",
        "pointwise.multiplications": str(26 * 26 * 128 * 32),
        "pointwise.accumulations": str(26 * 26 * 127 * 32),
        "both.parameters": "5408",
        "both.multiplications": "3547648",
        "both.accumulations": "3439488",
        "gain.parameters": "6.82",
        "gain.multiplications": "7.0244",
    },
    "matrices-by-hand": {
        "edges.cell 0,0": "-5",
        "edges.cell 0,1": "-4",
        "edges.matrix": "-5 -4 0 8; -10 -2 2 3; 0 -2 -4 -7; -3 -2 -3 -16",
        "halves": "0 30 30 0\n0 30 30 0\n0 30 30 0\n0 30 30 0",
        "five": "12 12 17; 10 17 19; 9 6 14",
        "five-pooled": "3 3 3; 3 3 3; 3 2 3",
        "stride-2": "6 11; 7 4",
        "max": "13 24; 21 34",
        "mean": "9.5 8.5; 13.5 13.75",
        "slice": "6 8; 3 4",
    },
}  # fmt: skip
# Figures 4.1 to 4.6: the size there, and the size back.
FIGURES = [(2, 4), (6, 5), (5, 5), (7, 5), (2, 5), (3, 5)]
ANSWERS["lecture5-more"] = {
    "neuron": str(5 * 5 * 3 + 1),
    "dilated": "3x3",
    "same": "1",
    **{f"there-{number}": str(there) for number, (there, _) in enumerate(FIGURES, 1)},
    **{f"back-{number}": str(back) for number, (_, back) in enumerate(FIGURES, 1)},
}
VGG = {
    "conv1-1": ("224x224x64", "1792", "86704128"),
    "conv1-2": ("224x224x64", "36928", "1849688064"),
    "pool1": ("112x112x64",),
    "conv2-1": ("112x112x128", "73856", "924844032"),
    "pool2": ("56x56x128",),
    "conv3-1": ("56x56x256", "295168", "924844032"),
    "conv4-1": ("28x28x512", "1180160", "924844032"),
    "conv5-1": ("14x14x512", "2359808", "462422016"),
    "pool5": ("7x7x512",),
    "fc6": ("4096", "102764544", "102760448"),
    "fc7": ("4096", "16781312", "16777216"),
    "fc8": ("1000", "4097000", "4096000"),
}
ASKED = ("output", "parameters", "multiplications")
ANSWERS["lecture5-exercise3"] = {
    (f"{row}.{quantity}" if len(values) > 1 else row): value
    for row, values in VGG.items()
    for quantity, value in zip(ASKED, values)
} | {"total.parameters": "138,357,544", "total.multiplications": "15470264320"}


def test_every_sheet_that_ships_is_answered_here():
    assert set(ANSWERS) == set(sheet_names())


@pytest.mark.parametrize("name", sheet_names())
def test_the_answers_of_the_lectures_are_right_and_earn_all_points(name):
    sheet = read_sheet(name)
    assert [item.key for item in sheet.items if item.key not in ANSWERS[name]] == []
    graded = Grader(sheet).grade(ANSWERS[name])
    assert {each.item.key: each.status for each in graded if each.status != "right"} == {}
    assert sum(each.points for each in graded) == sheet.points


@pytest.mark.parametrize("name", sheet_names())
def test_every_question_has_a_text_and_cites_a_lecture(name):
    for question in read_sheet(name).questions:
        assert question.text
        assert question.cites.startswith("lecture ")


@pytest.mark.parametrize(
    ("entry", "name", "key"),
    [
        ("001-020", "lecture2-sizes", "a"),
        ("001-021", "lecture2-sizes", "b"),
        ("001-026", "lecture2-sizes", "d"),
        ("003-009", "lecture4-padding", "a"),
        ("004-023", "lecture5-example", "a.parameters"),
        ("004-024", "lecture5-example", "a.multiplications"),
        ("004-025", "lecture5-example", "a.accumulations"),
        ("004-026", "lecture5-example", "a.bias_sums"),
    ],
)
def test_what_is_right_is_what_the_lecture_prints(entry, name, key):
    (item,) = (item for item in read_sheet(name).items if item.key == key)
    right = value_text(item.question.problem.right(item.asked.quantity)).replace(",", "")
    assert right in figures(TRUTH[entry]["printed"])


def test_the_gains_are_exact_quotients():
    (gain,) = (question for question in read_sheet("lecture5-exercise2").questions if question.id == "gain")
    assert gain.problem.right("multiplications") == 1 / (Fraction(1, 32) + Fraction(1, 9))  # the lecture's formula
    assert gain.problem.right("parameters") == Fraction(36896, 5408)
