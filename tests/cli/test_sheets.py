"""``convcalc sheets``, and the answers of one student to a sheet."""

import csv
import json

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from convcalc.classroom.check.agreement import Tolerance, tolerance
from convcalc.classroom.sheets.sheet import SHEETS, read_sheet, sheet_names
from convcalc.cli import cli
from convcalc.cli.sheet_answers import check_sheet
from convcalc.errors import ConvcalcError, UsageError

ANSWERS = """a: 5x5
b: [4, 4]
c: {unrounded: 2.33, fits: no, size: 3}
d: 5
"""


def run(*args):
    result = CliRunner().invoke(cli, ["sheets", *args], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_the_list_names_every_sheet_with_its_source():
    listed = json.loads(run("--format", "json"))["sheets"]
    assert [each["name"] for each in listed] == sheet_names()
    for each in listed:
        assert each["questions"] == len(read_sheet(each["name"]).questions)
        assert each["source"].startswith("lecture ")
    for form in ("plain", "csv", "markdown"):
        assert all(name in run("--format", form) for name in sheet_names())


@pytest.mark.parametrize("name", sheet_names())
def test_a_sheet_is_printed_as_it_is(name):
    assert run(name) == (SHEETS.folder() / f"{name}.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_hand_out_has_no_answers_unless_they_are_asked_for(form):
    paper, key = run("lecture5-example", "--format", form), run("lecture5-example", "--format", form, "--key")
    for right in ("26x26x32", "36,896", "24,920,064", "22,151,168", "21,632", "47,092,864"):
        assert right not in paper
        assert right in key
    same_as(f"handout.{form}", run("matrices-by-hand", "--format", form))


def test_the_header_of_a_class_names_every_answer():
    header, right = csv.reader(run("lecture5-example", "--format", "csv", "--key").splitlines())
    named = dict(zip(header, right, strict=True))
    assert (named["name"], named["a.output"], named["a.parameters"]) == ("right", "26x26x32", "36,896")  # lecture 5
    assert list(csv.reader(run("lecture5-example", "--format", "csv").splitlines())) == [header]


def test_the_key_alone_is_a_hand_out():
    assert run("lecture2-sizes", "--key") == run("lecture2-sizes", "--key", "--format", "text")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--key"], "--key is for one sheet"),
        (["--format", "yaml"], "the list is not printed as yaml"),
        (["lecture2-sizes", "--format", "json"], "a sheet is not printed as json"),
        (["lecture2-sizes", "--format", "yaml", "--key"], "the YAML of a sheet has no answers in it"),
        (["lecture2-size"], "there is no file 'lecture2-size'"),
    ],
)
def test_what_cannot_be_printed_is_said(args, says):
    with pytest.raises(ConvcalcError) as caught:
        CliRunner().invoke(cli, ["sheets", *args], catch_exceptions=False)
    assert says in caught.value.what
    assert caught.value.hint


# The answers of one student.


@pytest.fixture
def answers(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "answers.yaml").write_text(ANSWERS, encoding="utf-8")
    return "answers.yaml"


def test_each_answer_gets_its_verdict_and_points(answers, capsys):
    assert check_sheet("lecture2-sizes", answers) is False
    out = capsys.readouterr().out
    same_as("check_sheet.txt", out)
    assert "3x3" not in out  # the right answer to b
    assert "9x9" not in out


def test_the_right_answers_are_told_where_they_are_asked_for(answers, capsys):
    check_sheet("lecture2-sizes", answers, reveal=True)
    out = capsys.readouterr().out
    assert "right: 3x3" in out
    assert "right: 9x9" in out
    assert "right: 5x5" not in out  # it was given


def test_what_is_not_answered_is_not_wrong(answers, tmp_path, capsys):
    (tmp_path / "few.yaml").write_text("a: 5", encoding="utf-8")
    assert check_sheet("lecture2-sizes", "few.yaml") is True
    assert "b is not answered: 0 of 1 point" in capsys.readouterr().out


def test_a_tolerance_stands_in_the_place_of_the_sheets(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "few.yaml").write_text("total: {params: 138000001}", encoding="utf-8")
    assert not check_sheet("lecture5-exercise3", "few.yaml", tolerance=Tolerance())
    assert check_sheet("lecture5-exercise3", "few.yaml", tolerance=tolerance(rtol="1%"))


def test_the_answers_as_json_and_markdown(answers, tmp_path, capsys):
    check_sheet("lecture2-sizes", answers, form="json")
    found = json.loads(capsys.readouterr().out)
    assert [each["verdict"] for each in found["answers"]] == [
        "right", "wrong", "right", "right", "wrong", "wrong", "unanswered",
    ]  # fmt: skip
    assert (found["points"], found["of"], found["schema_version"]) == ("3", "7", 1)
    assert found["answers"][5]["slips"] == ["padding-forgotten"]
    check_sheet("lecture2-sizes", answers, form="markdown", target=tmp_path / "out.md")
    assert "# Output sizes" in (tmp_path / "out.md").read_text(encoding="utf-8")


def test_the_answers_are_not_written_over(answers, tmp_path):
    with pytest.raises(UsageError, match="would write over the file that is read"):
        check_sheet("lecture2-sizes", answers, target=tmp_path / "answers.yaml")
    with pytest.raises(UsageError, match="answers to a sheet are not printed as csv"):
        check_sheet("lecture2-sizes", answers, form="csv")
