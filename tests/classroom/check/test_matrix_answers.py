"""Matrices the way students write them, and how they compare."""

import time
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.classroom.check.matrices.answers import compare_matrix, read_matrix, written_cells
from convcalc.errors import Fault

SIX = ((12, 12, 17), (10, 17, 19))
FOUR = ((1, 2), (3, 4))
AVERAGES = ((Fraction(19, 2), Fraction(17, 2)), (Fraction(27, 2), Fraction(55, 4)))


@pytest.mark.parametrize(
    "written",
    [
        "12 12 17; 10 17 19",
        "12 12 17\n10 17 19",
        "12 12 17\r\n10 17 19\r\n",
        "\ufeff  12  12  17 ;\n 10 17 19 ;\n",
        "12\t12\t17\n10\t17\t19",
        "12, 12, 17; 10, 17, 19",
        "12,12,17; 10,17,19",
        "12,12,17 10,17,19",
        "12,12,17,\n10,17,19,",
        "12;12;17\n10;17;19",
        "[[12,12,17],[10,17,19]]",
        "[[12 12 17]\n [10 17\n 19]]",
        "[12 12 17; 10 17 19]",
        "[12, 12, 17], [10, 17, 19]",
        "((12, 12, 17), (10, 17, 19))",
        "{{12, 12, 17}, {10, 17, 19}}",
        "np.array([[12, 12, 17], [10, 17, 19]])",
        "tensor([[12., 12., 17.],\n        [10., 17., 19.]])",
        "A = [12 12 17; 10 17 19];",
        "12 & 12 & 17 \\\\ 10 & 17 & 19 \\\\",
        "12 & 12 & 17 \\\\[2pt]\n10 & 17 & 19",
        r"\begin{pmatrix} 12 & 12 & 17 \\ 10 & 17 & \frac{19}{1} \end{pmatrix}",
        "$\\left[\\begin{array}{ccc}12&12&17\\\\10&17&19\\end{array}\\right]$",
        "| 12 | 12 | 17 |\n|---:|:---|----|\n| 10 | 17 | 19 |",
        "12 | 12 | 17\n10 | 17 | 19",
        "12.0 12.00 17; 1e1 17/1 +19",
    ],
)
def test_one_matrix_in_many_writings(written):
    assert read_matrix(written) == SIX


@pytest.mark.parametrize(
    "written",
    [
        "9.5 8.5; 13.5 13.75",
        "9,5 8,5; 13,5 13,75",
        "9,5\t8,5\n13,5\t13,75",
        "9,5;8,5\n13,5;13,75",
        "19/2 17/2; 27/2 55/4",
        "9,5 & 8,5 \\\\ 13,5 & 13,75",
        "| 9,5 | 8,5 |\n| 13,5 | 13,75 |",
        "9.5, 8.5; 13.5, 13.75",
        "9.5,8.5 13.5,13.75",
    ],
)
def test_decimals(written):
    assert read_matrix(written) == AVERAGES


@pytest.mark.parametrize("minus", ["-", "−", "–", "‐"])
def test_every_kind_of_minus(minus):
    assert read_matrix(f"{minus}5 4; 0 {minus}1/2") == ((-5, 4), (0, Fraction(-1, 2)))


def test_one_cell_one_row_one_column():
    assert read_matrix("7") == ((7,),)
    assert read_matrix("[7, 8]") == ((7, 8),)
    assert read_matrix("7; 8") == read_matrix("7\n8") == ((7,), (8,))


def test_a_comma_without_other_separators_separates():
    assert read_matrix("9,5; 1,25") == ((9, 5), (1, 25))


def test_cells_as_they_are_written_keep_their_digits():
    assert written_cells("2,50 1; 3 7/3") == [["2.50", "1"], ["3", "7/3"]]


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("", "the matrix is empty"),
        (" ;; \n", "the matrix is empty"),
        ("1 2 3; 4 5", "row 2 has 2 cells, and row 1 has 3"),
        ("1 2; 3", "row 2 has 1 cell, and row 1 has 2"),
        ("1 2; 3 x", "row 2: 'x' is no number"),
        ("1,,2; 3,4,5", "row 1 has an empty cell"),
        ("1 &  \\\\ 2 & 3", "row 1 has an empty cell"),
        ("1 2 | 3 4", "'1 2' is no number"),
        ("[[1, 2], [3, 4]", "the brackets do not pair"),
        ("[[[1]]]", "the brackets do not pair"),
        ("]1[", "the brackets do not pair"),
        ("[[1, 2], [3, 4]] + x", "the brackets do not pair"),
        ("1/0 2", "divides by 0"),
        ("__import__('os')", "the brackets do not pair"),
        ("1" * 20_001, "the most is 20,000"),
        ("9" * 31, "too many digits"),
    ],
)
def test_what_cannot_be_read(written, what):
    with pytest.raises(Fault) as caught:
        read_matrix(written)
    assert what in caught.value.what
    assert caught.value.hint


@pytest.mark.parametrize(
    "bomb",
    [" " * 19_990 + ",;x", "-" * 19_990 + "x", "(" * 9_990 + ")" * 9_990, "array(" + "] " * 9_000, "\\frac{" * 3_000,
     "a = " * 4_900, "\\" * 19_990, "[]" * 9_990, "|-" * 9_000 + "x", "\\begin{a}" * 2_000, "1,1 " * 4_990 + "x"],
)  # fmt: skip
def test_no_text_takes_long(bomb):
    started = time.perf_counter()
    with pytest.raises(Fault) as caught:
        read_matrix(bomb)
    assert len(caught.value.what) < 1_000
    assert time.perf_counter() - started < 2


CELLS = st.integers(-99, 99) | st.fractions(-9, 9, max_denominator=20)
MATRICES = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda size: st.lists(st.lists(CELLS, min_size=size[1], max_size=size[1]), min_size=size[0], max_size=size[0])
)
WRITINGS = {
    "blanks": ("", " ", "; ", ""),
    "lines": ("", "\t", "\n", "\n"),
    "commas": ("", ", ", "\n", ""),
    "lists": ("[[", ", ", "], [", "]]"),
    "numpy": ("[[", " ", "]\n [", "]]"),
    "latex": (r"\begin{bmatrix}", " & ", r" \\ ", r"\end{bmatrix}"),
    "markdown": ("| ", " | ", " |\n| ", " |"),
}


@given(matrix=MATRICES, writing=st.sampled_from(sorted(WRITINGS)))
def test_what_is_written_is_read(matrix, writing):
    before, between, row_end, after = WRITINGS[writing]
    written = before + row_end.join(between.join(map(str, row)) for row in matrix) + after
    assert read_matrix(written) == tuple(map(tuple, matrix))


# Comparing.


def test_a_right_matrix_agrees():
    found = compare_matrix(SIX, SIX)
    assert found.agrees
    assert found.text() == "all 6 cells are right"


def test_wrong_cells_are_named_and_not_what_is_right_there():
    found = compare_matrix(((12, 12, 16), (11, 17, 19)), SIX)
    assert not found.agrees
    assert found.wrong == ((0, 2, 16), (1, 0, 11))
    assert found.text() == "2 of 6 cells are wrong, counted from 1: row 1, column 3; row 2, column 1"
    assert compare_matrix(((1, 2), (3, 5)), FOUR).text() == ("1 of 4 cells is wrong, counted from 1: row 2, column 2")


def test_many_wrong_cells_are_counted():
    found = compare_matrix(((0, 0, 0), (0, 0, 0)), SIX)
    assert found.text().startswith("6 of 6 cells are wrong")
    assert found.text().endswith("row 2, column 2; and 1 more")


def test_another_size_is_told_without_the_right_one():
    found = compare_matrix(FOUR, SIX)
    assert not found.agrees
    assert not found.same_size
    assert found.wrong == ()
    assert found.text() == "the matrix has 2 rows and 2 columns, which is not the size of the output"


def test_cells_agree_as_the_caller_wants():
    close = compare_matrix(((10, 9), (14, 14)), AVERAGES, lambda given, right: abs(given - right) <= Fraction(1, 2))
    assert close.agrees
