"""Sheets from plain data and from files: what is read, and what is refused with its place."""

from fractions import Fraction

import pytest

from convcalc.classroom.check.agreement import Tolerance
from convcalc.classroom.sheets import limits
from convcalc.classroom.sheets.sheet import read_sheet, sheet_of
from convcalc.errors import DocumentError, DocumentErrors
from convcalc.shape import Shape

CONV = {"layer": "conv(out=32, kernel=3)", "input": "28x28x128"}


def question(**fields):
    return {"id": "a", **CONV, "ask": "parameters", **fields}


def sheet(*questions, **fields):
    return sheet_of({"name": "Test", "questions": list(questions), **fields})


def refused(*questions, **fields):
    with pytest.raises(DocumentErrors) as caught:
        sheet(*questions, **fields)
    return [error.what for error in caught.value.errors]


def test_a_question_has_its_problem_and_what_is_asked():
    made = sheet(question(text="How many?", ask=["params", "output"], points=2), source="a book")
    (only,) = made.questions
    assert (only.id, only.text, only.cites) == ("a", "How many?", "a book")
    assert [(item.key, item.asked.points) for item in made.items] == [("a.parameters", 2), ("a.output", 2)]
    assert only.problem.right("parameters") == (3 * 3 * 128 + 1) * 32
    assert only.problem.right("output") == Shape((26, 26, 32))
    assert made.points == 4


def test_one_quantity_needs_no_name_and_each_has_its_own_points():
    made = sheet(question(), question(id="b", ask={"weights": 1, "biases": "1/2"}))
    assert [item.key for item in made.items] == ["a", "b.weights", "b.biases"]
    assert made.points == Fraction(5, 2)


def test_a_question_overrules_what_the_sheet_says():
    made = sheet(
        question(convention="exact", ask="operations", sigfig=3, partial={"bias-forgotten": "1/2"}, layout="chw",
                 input="128x28x28"),
        question(id="b", ask="operations"),
        convention="lecture", rtol="1%", partial="1/4", points=3,
    )  # fmt: skip
    first, second = made.questions
    assert first.problem.right("operations") == 2 * 26 * 26 * 9 * 128 * 32
    assert second.problem.right("operations") == 47092864
    assert first.tolerance == Tolerance(Fraction(1, 100), Fraction(0), 3)
    assert second.tolerance == Tolerance(Fraction(1, 100))
    assert (first.partial, second.partial) == (Fraction(1, 4), Fraction(1, 4))  # a slip without a share has the sheet's
    assert (first.partial_of, second.partial_of) == ({"bias-forgotten": Fraction(1, 2)}, {})
    assert [asked.points for asked in (*first.asks, *second.asks)] == [3, 3]


@pytest.mark.parametrize("reads", ["a", "A", "output of a"])
def test_the_input_may_be_the_output_of_a_question_before(reads):
    made = sheet(question(), question(id="b", layer="maxpool(kernel=2)", input=reads, ask="output"))
    assert made.questions[1].reads == "a"
    assert made.questions[1].problem.right("output") == Shape((13, 13, 32))


def test_numbers_are_ids_as_well():
    made = sheet(question(id=1), question(id=2, layer="maxpool(kernel=2)", input="output of 1", ask="output"))
    assert made.questions[1].problem.right("output") == Shape((13, 13, 32))


def test_what_follows_is_named_by_question_by_key_or_by_quantity():
    made = sheet(
        question(ask=["output", "multiplications"], follows="output"),
        question(id="b", follows="a"),
        question(id="c", follows=["a.mults", "b"]),
    )
    assert [each.follows for each in made.questions] == [
        ("a.output",),
        ("a.output", "a.multiplications"),
        ("a.multiplications", "b"),
    ]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"id": ""}, "the question has no id"),
        ({"id": "a b"}, "the id 'a b' is not letters"),
        ({"id": "x" * 51}, "is not letters, digits, - and _, at most 50"),
        ({"ask": "fits!"}, "there is no quantity 'fits!'"),
        ({"ask": "matrix"}, "has no matrix"),
        ({"ask": []}, "0 quantities are asked for"),
        ({"ask": ["params", "parameters"]}, "parameters is asked for twice"),
        ({"ask": 3}, "3 is no quantity"),
        ({"ask": {"params": "many"}}, "points of params is many"),
        ({"points": -1}, "points is -1: a number from 0"),
        ({"partial": 2}, "partial is 2: a share from 0 to 1"),
        ({"partial": {"bias-forgoten": 1}}, "there is no slip 'bias-forgoten'"),
        ({"follows": "z"}, "follows names 'z', and no question before"),
        ({"rtol": "x"}, "rtol is x: a number"),
        ({"layout": "hcw"}, "there is no layout 'hcw'"),
        ({"convention": "mine"}, "there is no convention 'mine'"),
        ({"text": "x" * (limits.TEXT + 1)}, "text has 10,001 characters"),
        ({"text": ["x"]}, "text is a list: a text is expected"),
        ({"input": "b"}, "the input 'b' is neither a shape nor the id of a question before"),
        ({"layer": "conv(out=1, kernel=40)"}, "the kernel is larger than its input"),
        ({"layer": "conv(out=1, kernel=F)"}, "is checked in numbers"),
        ({"colour": "red"}, "a question has no 'colour'"),
        ({"pool": {"kernel": 2}}, "the question has both layer and pool"),
    ],
)
def test_what_is_wrong_with_a_question_is_said(fields, says):
    found = refused(question(**fields))
    assert len(found) == 1
    assert says in found[0]


def test_all_errors_of_a_sheet_are_told_at_once():
    found = refused(question(ask="x"), question(id="b", points="x"), question(id="c", inputs="x"), color="red")
    assert len(found) == 4


def test_ids_are_told_apart_without_their_case():
    assert refused(question(), question(id="A")) == ["two questions have the id 'a'"]


@pytest.mark.parametrize("given", [None, [], {}, "x"])
def test_a_sheet_without_questions_is_none(given):
    with pytest.raises(DocumentErrors, match="a sheet has a list of questions"):
        sheet_of({"questions": given})


def test_a_sheet_is_no_list_and_has_an_end():
    with pytest.raises(DocumentErrors, match="keys with their values are expected"):
        sheet_of([1])  # type: ignore[arg-type]
    with pytest.raises(DocumentErrors, match="1,001 questions: the limit is 1,000"):
        sheet(*[question(id=str(number)) for number in range(1001)])


def test_the_networks_of_a_sheet_have_an_end(monkeypatch):
    monkeypatch.setattr(limits, "LAYERS", 100)
    twice = [{"id": f"q{part}", "network": "resnet50", "set": {"classes": part}, "ask": "output"} for part in (10, 20)]
    assert "more than 100 layers" in refused(*twice)[0]


# Files.


def test_a_file_is_read_with_texts_of_several_lines(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text(
        "questions:\n  - id: a\n    text: |\n      two\n        lines\n    input: 7x7x1\n"
        "    layer: conv(out=1, kernel=3)\n    ask: size\n",
        encoding="utf-8",
    )
    made = read_sheet("mine")
    assert made.questions[0].text == "two\n  lines"
    assert (made.name, made.shown) == ("mine", "mine.yaml")


def test_a_file_here_goes_before_one_that_ships(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert read_sheet("lecture2-sizes").name == "Output sizes"
    (tmp_path / "lecture2-sizes.yaml").write_text(
        "{name: mine, questions: [{id: a, layer: relu, input: 1x1x1, ask: output}]}"
    )
    assert read_sheet("lecture2-sizes").name == "mine"
    with pytest.raises(DocumentError, match="there is no file 'lecture2-size'") as caught:
        read_sheet("lecture2-size")
    assert caught.value.hint == "did you mean lecture2-sizes?"


def test_a_network_stands_beside_the_sheet(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "net.yaml").write_text("{name: N, input: 4x4x1, layers: [conv: {out: 2, kernel: 3}]}")
    (tmp_path / "sub" / "s.yaml").write_text("questions: [{id: a, network: net, ask: params}]")
    (item,) = read_sheet(str(tmp_path / "sub" / "s.yaml")).items
    assert item.question.problem.right("parameters") == (9 + 1) * 2
    (tmp_path / "s.yaml").write_text("questions: [{id: a, network: sub/net, ask: params}]")
    with pytest.raises(DocumentErrors, match="the network sub/net is not beside the sheet"):
        read_sheet(str(tmp_path / "s.yaml"))


def test_anchors_and_long_files_are_refused(tmp_path):
    (tmp_path / "a.yaml").write_text("questions: &a [*a]")
    with pytest.raises(DocumentError, match="anchors and aliases"):
        read_sheet(str(tmp_path / "a.yaml"))
    (tmp_path / "b.yaml").write_text("#" * 1_000_001)
    with pytest.raises(DocumentError, match="the limit for an exercise sheet"):
        read_sheet(str(tmp_path / "b.yaml"))


def test_what_a_size_backwards_is_asked_for_is_sought():
    data = {"name": "T", "questions": [{"id": "a", "ask": "stride",
            "solve": {"input": 227, "out_size": 55, "kernel": 11, "padding": 0}}]}  # fmt: skip
    assert sheet_of(data).questions[0].problem.right("stride") == 4  # AlexNet's: (227 - 11)/4 + 1
