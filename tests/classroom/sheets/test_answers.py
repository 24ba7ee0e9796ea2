"""The answers of one student: kept as they are written, and found by key, question and quantity."""

import pytest

from convcalc.architecture.values import read_values
from convcalc.classroom.sheets.answers import answers_of, read_answers
from convcalc.classroom.sheets.dialects import ANSWERS
from convcalc.classroom.sheets.sheet import sheet_of
from convcalc.errors import DocumentError, DocumentErrors, Source

SHEET = sheet_of(
    {
        "name": "Test",
        "questions": [
            {"id": "a", "layer": "conv(out=1, kernel=3)", "input": "7x7x1", "ask": "size"},
            {"id": "q1", "layer": "conv(out=32, kernel=3)", "input": "28x28x128", "ask": ["parameters", "output"]},
            {
                "id": "m",
                "convolve": {"input": "1 2 3; 4 5 6", "kernel": "1 -1"},
                "ask": ["matrix", "cell 0,1"],
            },
        ],
    }
)


def answers(text):
    return answers_of(read_values(Source("answers.yaml", text.splitlines()), ANSWERS), SHEET)


def refused(text):
    with pytest.raises(DocumentErrors) as caught:
        answers(text)
    return [(str(error.mark), error.what, error.hint) for error in caught.value.errors]


@pytest.mark.parametrize(
    "written", ["5", "36_896", "1e3", "3:30", "yes", "010", "2.0", "26x26x32", "36,896", "~", "null", "true", "25.6M",
                "F*F*D_in*D_out + 1", "'5 x 5'", '"5"'],
)  # fmt: skip
def test_an_answer_is_kept_as_it_is_written(written):
    assert answers(f"a: {written}") == {"a": written.strip("'\"")}


@pytest.mark.parametrize(
    "text",
    ["q1.parameters: 1", "q1.params: 1", "Q1.PARAMS: 1", "q1: {params: 1}", "q1:\n  parameters: 1", "'q1. params': 1"],
)
def test_a_quantity_of_a_question_is_named_in_many_ways(text):
    assert answers(text) == {"q1.parameters": "1"}


def test_a_question_with_one_answer_takes_its_quantity_too():
    assert answers("a.size: 5") == answers("a: {output_size: 5}") == {"a": "5"}


def test_lists_are_shapes_and_lists_of_lists_matrices():
    assert answers("q1: {output: [26, 26, 32]}") == {"q1.output": "(26, 26, 32)"}
    assert answers("m: {matrix: [[-1, -1], [-1, -1]]}") == {"m.matrix": "-1 -1; -1 -1"}
    assert answers("m: {matrix: [-1, -1]}") == {"m.matrix": "-1 -1"}
    assert answers("m:\n  cell 0,1: -1\n  matrix: |\n    -1 -1\n    -1 -1") == {
        "m.cell 0,1": "-1",
        "m.matrix": "-1 -1\n-1 -1",
    }


def test_what_is_left_empty_has_no_answer():
    assert answers("a:\nq1: {params: }") == {"a": "", "q1.parameters": ""}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("b: 1", ("answers.yaml:1:1", "Test has no question 'b'",
                  "one of a, m.cell 0,1, m.matrix, q1.output, q1.parameters")),
        ("a: 1\nqq1.output: 2", ("answers.yaml:2:1", "Test has no question 'qq1.output'", "did you mean q1.output?")),
        ("q1: 1", ("answers.yaml:1:1", "q1 has several answers", "one of parameters, output, such as q1.parameters")),
        ("q1.size: 1", ("answers.yaml:1:1", "the question q1 does not ask for 'size'",
                        "one of parameters, output, such as q1.parameters")),
        ("a: 1\na.size: 1", ("answers.yaml:2:1", "a is answered twice", "one of the two")),
        ("q1: {params: 36,896}", ("answers.yaml:1:17", "the question q1 does not ask for '896'",
                                  "quotes around a number with a comma")),
        ("{a: 36,896}", ("answers.yaml:1:8", "Test has no question '896'", "quotes around a number with a comma")),
        ("a: {size: {b: 1}}", ("answers.yaml:1:5", "an answer is a number, a text or a list, and this is a mapping",
                               "a: 36896")),
        ("a: [[[1]]]", ("answers.yaml:1:1", "a list of numbers, or of rows of numbers, is expected", "[26, 26, 32]")),
        ("- 1", ("answers.yaml:1:1", "a file of answers is a list: keys with their values are expected", "q1: 36896")),
    ],
)  # fmt: skip
def test_what_is_wrong_with_answers_is_said_at_its_place(text, error):
    assert refused(text) == [error]


def test_a_key_that_stands_twice_and_a_missing_file():
    with pytest.raises(DocumentError, match="the key 'a' stands twice"):
        answers("a: 1\na: 2")
    with pytest.raises(DocumentError, match="there is no file 'nowhere"):
        read_answers("nowhere.yaml", SHEET)
