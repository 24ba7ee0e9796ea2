"""Matrices of the lectures, and what each slip makes of small ones, each expected number worked out by hand."""

import subprocess
import sys
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.classroom.check.matrices.answers import read_matrix
from convcalc.classroom.check.matrices.problem import matrix_problem
from convcalc.classroom.check.matrices.slips import MATRIX_SLIPS
from convcalc.errors import Fault
from lectures import matrices as lectures

NINE = "1 2 3; 4 5 6; 7 8 9"
SIGNS = "1 -2; -3 4"
CORNER = "1 0; 2 -1"  # a window a b; c d gives a + 2c - d
HALF = Fraction(1, 2)


def convolution(x, kernel, **fields):
    return matrix_problem({"convolve": {"input": x, "kernel": kernel, **fields}})


def pooling(x, **fields):
    return matrix_problem({"pool": {"input": x, **fields}})


def rows(*given):
    return tuple(tuple(row) for row in given)


# What is right: lecture 2, 'Convolution - example' and 'Convolution - exercise'; lectures 1, 4 and 5.

EDGE = "1 0 -1; 1 0 -1; 1 0 -1"
RIGHT = [
    (convolution(lectures.IMAGE, "edge"), "-5 -4 0 8; -10 -2 2 3; 0 -2 -4 -7; -3 -2 -3 -16"),
    (convolution(lectures.HALVES, EDGE), "0 30 30 0; 0 30 30 0; 0 30 30 0; 0 30 30 0"),
    (convolution(lectures.FIVE, lectures.FIVE_FILTER), "6 9 11; 10 4 4; 7 7 4"),
    (convolution(lectures.FIVE, lectures.FIVE_FILTER, stride=2), "6 11; 7 4"),
    (convolution(lectures.ANIMATED, lectures.ANIMATED_FILTER), "12 12 17; 10 17 19; 9 6 14"),
    (pooling(lectures.ACTIVATION_MAP, op="max", kernel=2), "13 24; 21 34"),
    (pooling(lectures.ACTIVATION_MAP, op="avg", kernel=2, stride=2), "9.5 8.5; 13.5 13.75"),
    (pooling(lectures.ACTIVATION_MAP, op="min", kernel=2), "7 1; 3 5"),
    (pooling(lectures.SLICE, kernel=2), "6 8; 3 4"),
    (pooling(lectures.ANIMATED, kernel=3, stride=1), "3 3 3; 3 3 3; 3 2 3"),
]


@pytest.mark.parametrize(("problem", "written"), RIGHT)
def test_the_matrices_of_the_lectures(problem, written):
    right = read_matrix(written)
    assert problem.right("matrix") == right
    assert problem.right("size") == (len(right), len(right[0]))
    assert problem.right("cell 0,1") == right[0][1]
    assert all(candidate.value != right for candidate in problem.candidates("matrix"))


def test_true_convolution_of_the_edges_gives_the_negatives():
    """Lecture 2: the filter is not flipped; true convolution would give the negatives."""
    flipped = read_matrix("5 4 0 -8; 10 2 -2 -3; 0 2 4 7; 3 2 3 16")
    assert convolution(lectures.IMAGE, EDGE, flip=True).right("matrix") == flipped
    assert "kernel-turned" in slips_for(RIGHT[0][0], flipped)


# What each slip gives.


def slips_for(problem, value, quantity="matrix"):
    return [each.slips[0].name for each in problem.candidates(quantity) if each.value == value]


# The slip, the problem, what it gives.
SLIPS = [
    ("stride-forgotten", convolution("1 2 3 4", "1 1", stride=2), rows([1 + 2, 2 + 3, 3 + 4])),
    ("stride-forgotten", pooling(NINE, kernel=2), rows([5, 6], [8, 9])),
    ("stride-forgotten", convolution("1 2", "1 1", transpose=True, stride=2), rows([1, 1 + 2, 2])),
    ("windows-side-by-side", convolution("1 2 3 4", "1 1"), rows([1 + 2, 3 + 4])),
    ("windows-side-by-side", pooling("1 2 4 3", op="min", kernel=2, stride=1), rows([1, 3])),
    ("padding-forgotten", convolution("1 2 3", "1 1", padding=1), rows([1 + 2, 2 + 3])),
    ("padding-forgotten", pooling("1 2 3", kernel=2, padding=1), rows([2])),
    ("padding-added", convolution("1 2 3", "1 1 1"), rows([0 + 1 + 2, 1 + 2 + 3, 2 + 3 + 0])),
    ("padding-on-one-side", convolution("1 2 3", "1 1", padding=1), rows([0 + 1, 1 + 2, 2 + 3])),
    ("padding-on-one-side", convolution("1 2 3", "1 1", padding=1), rows([1 + 2, 2 + 3, 3 + 0])),
    ("padding-repeats-the-edge", convolution("1 2 3", "1 1", padding=1), rows([1 + 1, 1 + 2, 2 + 3, 3 + 3])),
    ("padding-repeats-the-edge", convolution("1 2; 3 4", "1", padding=1, stride=3), rows([1, 2], [3, 4])),
    ("padding-counted", pooling("-1 -2 -3", kernel=2, stride=1, padding=1), rows([0, -1, -2, 0])),
    ("padding-counted", pooling("4 2", op="avg", kernel=2, stride=2, padding=1), rows([4 * HALF, 2 * HALF])),
    ("dilation-forgotten", convolution("1 2 4 8", "1 -1", dilation=2), rows([1 - 2, 2 - 4, 4 - 8])),
    ("dilation-too-wide", convolution("1 2 4 8", "1 -1", dilation=2), rows([1 - 8])),
    ("rows-and-columns-exchanged", convolution(NINE, "1 1"), rows([3, 9, 15], [5, 11, 17])),
    ("last-position-forgotten", convolution(NINE, "1"), rows([1, 2], [4, 5])),
    ("first-position-forgotten", convolution(NINE, "1"), rows([5, 6], [8, 9])),
    ("first-position-forgotten", convolution(NINE, "1"), rows([4, 5, 6], [7, 8, 9])),
    ("first-position-forgotten", convolution(NINE, "1"), rows([2, 3], [5, 6], [8, 9])),
    ("incomplete-window-kept", convolution("1 2 3 4", "1 1 1", stride=2), rows([1 + 2 + 3, 3 + 4 + 0])),
    ("incomplete-window-kept", pooling("1 2 3", kernel=2), rows([2, 3])),
    ("incomplete-window-dropped", pooling("1 2 3", kernel=2, ceil=True), rows([2])),
    ("rounded-down", pooling("1 2 -4 -1", op="avg", kernel=2), rows([1, -3])),  # of 3/2 and -5/2
    ("rounded-down", pooling("1 2 -4 -1", op="avg", kernel=2), rows([1, -2])),
    ("rounded", pooling("1 2 -4 -1", op="avg", kernel=2), rows([2, -2])),
    ("rounded", pooling("1 2 2 3", op="avg", kernel=2), rows([2, 2])),  # Python rounds 5/2 to the even 2
    ("minus-lost", convolution(SIGNS, "1 1; 1 -1"), rows([1 - 2 - 3 + 4])),
    ("minus-lost", convolution(SIGNS, "1 1; 1 -1"), rows([1 + 2 + 3 - 4])),
    ("minus-lost", convolution(SIGNS, "1 1; 1 -1"), rows([1 + 2 + 3 + 4])),
    ("minus-lost", pooling(SIGNS, op="min", kernel=2), rows([1])),
    ("kernel-turned", convolution(NINE, CORNER), rows([5 + 2 * 2 - 1, 6 + 2 * 3 - 2], [8 + 2 * 5 - 4, 9 + 2 * 6 - 5])),
    ("kernel-not-turned", convolution(NINE, CORNER, flip=True),
     rows([1 + 2 * 4 - 5, 2 + 2 * 5 - 6], [4 + 2 * 7 - 8, 5 + 2 * 8 - 9])),
    ("kernel-transposed", convolution(NINE, CORNER),
     rows([1 + 2 * 2 - 5, 2 + 2 * 3 - 6], [4 + 2 * 5 - 8, 5 + 2 * 6 - 9])),
    ("kernel-mirrored", convolution("1 2; 3 7", CORNER), rows([2 + 2 * 7 - 3])),
    ("kernel-mirrored", convolution("1 2; 3 7", CORNER), rows([3 + 2 * 1 - 2])),
    ("bias-forgotten", convolution("1 2 3", "1 1", bias="1/2"), rows([1 + 2, 2 + 3])),
    ("bias-after-activation", convolution("1 -2 4", "1 1", bias=1, activation="relu"), rows([0 + 1, 2 + 1])),
    ("activation-forgotten", convolution("1 -2 4", "1 1", activation="relu"), rows([1 - 2, -2 + 4])),
    ("absolute-value-for-relu", convolution("1 -2 4", "1 1", activation="relu"), rows([1, 2])),
    ("activation-added", convolution("1 -2 4", "1 1"), rows([0, 2])),
    ("divided-by-the-sum", convolution("1 2 4", "1 2"), rows([Fraction(1 + 2 * 2, 3), Fraction(2 + 2 * 4, 3)])),
    ("divisor-forgotten", convolution("1 2 4", "1/2 1/3"), rows([3 * 1 + 2 * 2, 3 * 2 + 2 * 4])),
    ("mean-taken", convolution("1 2 4", "1 2"), rows([(1 + 2 * 2) * HALF, 2 + 2 * 4 - 5])),
    ("direct-for-transposed", convolution("1 2 4", "1 2", transpose=True), rows([1 + 2 * 2, 2 + 2 * 4])),
    ("transposed-for-direct", convolution("1 2 4", "1 2"), rows([1, 2 + 2 * 1, 4 + 2 * 2, 2 * 4])),
    ("crop-forgotten", convolution("1 2 4", "1 2", transpose=True, padding=1), rows([1, 2 + 2 * 1, 4 + 2 * 2, 2 * 4])),
    ("output-padding-forgotten", convolution("1 2", "1 3", transpose=True, stride=2, output_padding=1),
     rows([1, 3, 2, 3 * 2])),
    ("overlaps-overwritten", convolution("1 2 4", "1 3", transpose=True), rows([1, 2, 4, 3 * 4])),
    ("overlaps-overwritten", convolution("1 2; 4 8", "1 1 1", transpose=True, stride=2, bias=1),
     rows([1 + 1, 1 + 1, 2 + 1, 2 + 1, 2 + 1], [0 + 1] * 5, [4 + 1, 4 + 1, 8 + 1, 8 + 1, 8 + 1])),
    ("average-taken", pooling("1 2; 3 4", kernel=2), rows([(1 + 2 + 3 + 4) * HALF * HALF])),
    ("average-taken", pooling("3 5", op="min", kernel=2), rows([4])),
    ("maximum-taken", pooling("1 2; 3 4", op="avg", kernel=2), rows([4])),
    ("maximum-taken", pooling("3 4", op="l2", kernel=2), rows([4])),  # instead of 5
    ("minimum-taken", pooling("1 2; 3 4", op="avg", kernel=2), rows([1])),
    ("sum-taken", pooling("1 2; 3 4", op="avg", kernel=2), rows([1 + 2 + 3 + 4])),
    ("sum-taken", pooling("1 2 4", op="avg", kernel=2, ceil=True), rows([1 + 2, 4])),
    ("divided-by-the-side", pooling("1 2; 3 4", op="avg", kernel=2), rows([(1 + 2 + 3 + 4) // 2])),
    ("stride-for-window", pooling("1 2 3 4", kernel=3, stride=1), rows([1, 2, 3, 4])),
]  # fmt: skip


@pytest.mark.parametrize(("name", "problem", "given"), SLIPS)
def test_what_a_slip_gives(name, problem, given):
    assert name in slips_for(problem, given)


def test_every_slip_has_its_case():
    assert {name for name, *_ in SLIPS} == set(MATRIX_SLIPS)


@pytest.mark.parametrize("entry", MATRIX_SLIPS.values(), ids=MATRIX_SLIPS)
def test_every_slip_says_what_it_is_and_where_it_is_explained(entry):
    assert entry.slip.meaning[-1].isalnum()
    assert entry.slip.cites.startswith("lecture ")
    assert entry.slip.likelihood in (1, 2, 3)


def test_the_likeliest_slips_come_first():
    found = [each.slips[0].likelihood for each in RIGHT[4][0].candidates("matrix")]
    assert found == sorted(found)
    assert set(found) == {1, 2, 3}


def test_a_slip_that_changes_nothing_is_not_offered():
    """A kernel of ones is the same turned, mirrored and with rows as columns; nothing is negative."""
    offered = {each.slips[0].name for each in convolution(NINE, "1 1; 1 1").candidates("matrix")}
    assert not offered & {"kernel-turned", "kernel-mirrored", "kernel-transposed", "minus-lost", "activation-added"}
    assert not offered & {"stride-forgotten", "bias-forgotten", "padding-forgotten", "dilation-forgotten"}


def test_sizes_and_cells_have_candidates_of_their_own():
    problem = RIGHT[4][0]
    assert "padding-added" in slips_for(problem, (5, 5), "size")
    assert "windows-side-by-side" in slips_for(problem, (1, 1), "size")
    assert slips_for(problem, (3, 3), "size") == []
    assert "neighbouring-window" in slips_for(problem, 19, "cell 1,1")  # to the right
    assert "neighbouring-window" in slips_for(problem, 6, "cell 1,1")  # below
    assert "row-and-column-exchanged" in slips_for(problem, 9, "cell 0,2")  # is cell 2,0
    assert "counted-from-one" in slips_for(problem, 10, "cell 2,1")  # is cell 1,0
    assert "mean-taken" in slips_for(problem, Fraction(14, 9), "cell 2,2")


def test_what_a_candidate_is_said_to_be():
    (found,) = [each for each in RIGHT[3][0].candidates("matrix") if each.slips[0].name == "stride-forgotten"]
    assert found.value == read_matrix("6 9 11; 10 4 4; 7 7 4")
    assert found.says.startswith("this is the matrix with stride 1 instead of 2: the window moves by the stride")
    assert found.slips[0].cites == "lecture 3, 'Strides'"


def test_a_sequence_has_one_size_and_one_number_to_a_cell():
    problem = convolution("1 2 4 8", "1 -1")
    assert problem.right("size") == (3,)
    assert problem.right("cell 2") == problem.right("cell 0,2") == 4 - 8


# How a problem is called.


@pytest.mark.parametrize(
    ("problem", "title"),
    [
        (RIGHT[4][0], "convolution of 5x5 by 3x3, stride 1"),
        (RIGHT[6][0], "average pooling of 4x4 by 2x2, stride 2"),
        (convolution(NINE, "1 1", stride=[1, 2], padding=1, dilation=2, bias=1, flip=True, activation="relu"),
         "convolution of 3x3 by 1x2, stride 1x2, padding 1, dilation 2, bias 1, kernel turned, then relu"),
        (convolution("1 2", "1 1", transpose=True, stride=2, output_padding=1),
         "transposed convolution of 1x2 by 1x2, stride 2, output padding 1"),
        (convolution(NINE, "1 1; 1 1", padding="same"),
         "convolution of 3x3 by 2x2, stride 1, padding [[0, 1], [0, 1]]"),
        (pooling("1 2 3", kernel=2, ceil=True), "max pooling of 1x3 by 2, stride 2, rounded up"),
    ],
)  # fmt: skip
def test_titles(problem, title):
    assert problem.title == title


# What is refused.


@pytest.mark.parametrize(
    ("fields", "field", "what"),
    [
        ({}, "", "one of convolve and pool is expected"),
        ({"convolve": {}, "pool": {}}, "", "convolve and pool: one of"),
        ({"convolve": "1 2"}, "convolve", "its fields are expected"),
        ({"convolve": {"kernel": "1"}}, "input", "there is no input"),
        ({"convolve": {"input": "1 2", "kernel": "1", "strides": 2}}, "strides", "has no field 'strides'"),
        ({"convolve": {"input": "1 2", "kernel": "1 2 3"}}, "kernel", "the kernel is larger than its input"),
        ({"convolve": {"input": "1 2; 3", "kernel": "1"}}, "input", "row 2 has 1 cell"),
        ({"convolve": {"input": "1 2 | 3 4", "kernel": "1"}}, "input", "2 channels: one matrix is expected"),
        ({"convolve": {"input": "a b", "kernel": "1"}}, "input", "'a' is no number"),
        ({"convolve": {"input": [[1, 2]], "kernel": "1"}}, "input", "a matrix as text is expected"),
        ({"convolve": {"input": "1 " * 1001, "kernel": "1"}}, "input", "the most is 1,000 cells"),
        ({"convolve": {"input": "1" * 20_001, "kernel": "1"}}, "input", "the most is 20,000"),
        ({"convolve": {"input": "1 2", "kernel": "1", "stride": 0}}, "stride", "stride is 0"),
        ({"convolve": {"input": "1 2", "kernel": "1", "stride": "2"}}, "stride", "stride is 2"),
        ({"convolve": {"input": "1 2", "kernel": "1", "padding": 101}}, "padding", "the most is 100"),
        ({"convolve": {"input": "1; 2", "kernel": "1", "padding": [[1, 999], [0, 0]]}}, "padding", "the most is 100"),
        ({"convolve": {"input": "1; 2", "kernel": "1", "padding": 100}}, "input", "the output is 202x201"),
        ({"convolve": {"input": "1 2", "kernel": "1", "bias": "x"}}, "bias", "'x' is no number"),
        ({"convolve": {"input": "1 2", "kernel": "1", "bias": True}}, "bias", "one number is expected"),
        ({"convolve": {"input": "1 2", "kernel": "1", "flip": "yes"}}, "flip", "true or false is expected"),
        ({"convolve": {"input": "1 2", "kernel": "1", "activation": "sigmoid"}}, "activation", "'sigmoid'"),
        ({"convolve": {"input": "1 2", "kernel": "1", "output_padding": 1}}, "output_padding", "transposed"),
        ({"pool": {"input": "1 2"}}, "kernel", "pool has no kernel"),
        ({"pool": {"input": "1 2", "kernel": 3}}, "kernel", "the kernel is larger than its input"),
        ({"pool": {"input": "1 2", "kernel": 2, "op": "median"}}, "op", "'median'"),
        ({"pool": {"input": "1 1", "kernel": 2, "op": "l2"}}, "op", "no fraction"),
    ],
)
def test_what_is_refused(fields, field, what):
    with pytest.raises(Fault) as caught:
        matrix_problem(fields)
    assert what in caught.value.what
    assert caught.value.field == field
    assert caught.value.hint


def test_a_name_of_a_file_is_not_opened(tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("1 2; 3 4")
    with pytest.raises(Fault, match="is no number"):
        convolution(str(path), "1")
    with pytest.raises(Fault, match="is no number"):
        convolution("-", "1")


@pytest.mark.parametrize("quantity", ["cell", "cell 1", "cell a,b", "cell 0,3", "cell -1,0", "cell 1,2,3"])
def test_quantities_that_there_are_not(quantity):
    problem = RIGHT[4][0]
    with pytest.raises(Fault):
        problem.right(quantity)
    with pytest.raises(Fault):
        problem.candidates(quantity)


def test_numpy_waits_for_the_first_problem():
    code = "import sys, convcalc.classroom.check.matrices, convcalc.classroom.check.matrices.answers as a; " \
           "a.written_cells('1 2'); assert 'numpy' not in sys.modules"  # fmt: skip
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# Laws: a field that is forgotten gives the matrix of the problem without it, or nothing where it changes nothing.

NUMBERS = st.integers(-4, 4) | st.fractions(-3, 3, max_denominator=3)


def matrices(least, most):
    sizes = st.tuples(st.integers(least, most), st.integers(least, most))
    return sizes.flatmap(
        lambda size: st.lists(
            st.lists(NUMBERS, min_size=size[1], max_size=size[1]).map(lambda row: " ".join(map(str, row))),
            min_size=size[0],
            max_size=size[0],
        ).map("; ".join)
    )


CONVOLUTIONS = st.fixed_dictionaries(
    {
        "input": matrices(4, 6),
        "kernel": matrices(2, 3),
        "stride": st.integers(1, 2),
        "padding": st.integers(0, 1),
        "dilation": st.integers(1, 2),
        "bias": NUMBERS,
        "activation": st.sampled_from(["", "relu"]),
        "flip": st.booleans(),
        "transpose": st.booleans(),
    }
)
POOLINGS = st.fixed_dictionaries(
    {
        "input": matrices(4, 6),
        "op": st.sampled_from(["max", "avg", "min"]),
        "kernel": st.integers(2, 3),
        "stride": st.integers(1, 3),
        "padding": st.integers(0, 1),
    }
)
FORGOTTEN = {
    "stride-forgotten": {"stride": 1},
    "padding-forgotten": {"padding": 0},
    "crop-forgotten": {"padding": 0},
    "dilation-forgotten": {"dilation": 1},
    "bias-forgotten": {"bias": 0},
    "activation-forgotten": {"activation": ""},
    "kernel-turned": {"flip": True},
    "kernel-not-turned": {"flip": False},
    "direct-for-transposed": {"transpose": False},
    "transposed-for-direct": {"transpose": True},
    "maximum-taken": {"op": "max"},
    "average-taken": {"op": "avg"},
    "minimum-taken": {"op": "min"},
}


@given(fields=CONVOLUTIONS.map(lambda each: {"convolve": each}) | POOLINGS.map(lambda each: {"pool": each}))
def test_a_slip_is_the_same_problem_with_another_field(fields):
    ((kind, given_fields),) = fields.items()
    try:
        problem = matrix_problem(fields)
    except Fault:
        return  # the kernel does not fit
    offered = {(each.slips[0].name, each.value) for each in problem.candidates("matrix")}
    other_name = "padding-forgotten" if given_fields.get("transpose") else "crop-forgotten"
    for name, changed in FORGOTTEN.items():
        if name != other_name and set(changed) <= set(given_fields):
            try:
                without = matrix_problem({kind: {**given_fields, **changed}}).matrix
            except Fault:
                continue  # it does not fit
            assert ((name, without) in offered) == (without != problem.matrix)
