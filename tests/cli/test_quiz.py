"""``convcalc quiz``: what is printed in every format, the key, the files of a class, and the game."""

import json
import re
import signal
import subprocess
import sys
from fractions import Fraction
from xml.etree import ElementTree

import pytest
import yaml
from click.testing import CliRunner

from cli import latex
from cli.gift import blocks, questions
from cli.golden import same_as
from cli.terminal import on_a_terminal
from convcalc.classroom.check.verdict import check, value_text
from convcalc.classroom.quiz.make import quiz
from convcalc.classroom.sheets.sheet import read_sheet, sheet_of
from convcalc.cli import cli
from convcalc.render.quiz.formats import ENDINGS, KEYS, key, written
from convcalc.render.quiz.marked import decimal, writings
from convcalc.shape import Shape

SMALL = ("--seed", "7", "--count", "4", "--topic", "params,matrix,separable", "--level", "2..3")
NASTY = 'Zoë <b>"&]]> {=~#:} \\n $x$ %_^'


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch):
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*args, code=0, **kwargs):
    result = CliRunner().invoke(cli, ["quiz", *map(str, args)], **kwargs)
    found = getattr(result.exception, "exit_code", result.exit_code)
    assert found == code, (result.output, result.exception)
    return result.stdout if code == 0 else str(result.exception)


@pytest.mark.parametrize("form", ENDINGS)
def test_formats(form):
    same_as(f"quiz.{form}", run(*SMALL, "--format", form))


@pytest.mark.parametrize("form", [form for form in ENDINGS if form != "yaml"])
def test_choices(form):
    same_as(f"quiz.choices.{form}", run(*SMALL, "--choices", "3", "--format", form))


@pytest.mark.parametrize("form", KEYS)
def test_keys(form, tmp_path):
    file = tmp_path / f"key{ENDINGS[form]}"
    run(*SMALL, "--choices", "3", "--key", file)
    same_as(f"quiz.key.{form}", file.read_text(encoding="utf-8"))


def test_the_same_seed_prints_the_same_and_another_another():
    assert run("--seed", 7) == run("--seed", 7) != run("--seed", 8)
    assert run("--count", 1).startswith("quiz ")  # a seed is made up, and told


# The answers stand in the key alone.


@pytest.mark.parametrize("form", ["text", "markdown", "latex", "html", "json", "yaml"])
def test_no_answer_is_in_the_questions(form):
    """A quiz of one question, of a count that is none of its numbers: it is nowhere in what is written."""
    for seed in range(30):
        asked = quiz(seed, 1, ("params", "counting"), (2, 3))
        (made,) = asked.variant().questions
        numbers = set(re.findall(r"\d[\d,]*", written(asked, [asked.variant()], form)))
        assert not {str(made.right), value_text(made.right)} & numbers


def test_the_key_has_every_answer():
    asked = quiz(12, 60)
    made = asked.variant().questions
    keyed = json.loads(key(asked, [asked.variant()], "json"))["variants"][0]["questions"]
    assert [each["answer"] for each in keyed] == [value_text(each.right) for each in made]
    for each, one in zip(keyed, made):
        for slip in each["slips"]:
            assert check(one.problem(), one.quantity, slip["answer"]).status == "wrong"
            assert slip["says"]


# Formats that other programs read.


@pytest.mark.parametrize("choices", [0, 4])
@pytest.mark.parametrize("seed", range(3))
def test_gift_reads_back(seed, choices):
    asked = quiz(seed, 60, choices=choices)
    made = asked.variant().questions
    found = list(questions(written(asked, [asked.variant()], "gift")))
    assert len(found) == 60
    for one, (name, text, kind, answers, general) in zip(made, found):
        assert name == f"{one.id}, {one.topic}, level {one.level}"
        assert text == one.text.strip()
        assert f"The right answer is {value_text(one.right)}." in general
        assert_marked(one, kind, [(given, share, tolerance) for given, share, tolerance, _ in answers])


def assert_marked(made, kind, answers):
    """Assert that a platform marks as right what is right, and as wrong what is wrong."""
    problem = made.problem()
    assert len({given for given, _, _ in answers}) == len(answers)
    assert any(share == 100 for _, share, _ in answers)
    for given, share, tolerance in answers:
        if kind == "numerical":
            assert re.fullmatch(r"-?\d+(\.\d+)?", given)
            near = abs(Fraction(given) - Fraction(made.right)) <= Fraction(tolerance)
            assert near == (share == 100)
        else:
            assert check(problem, made.quantity, given).is_right == (share == 100), (made.text, given)
    if kind == "multichoice":
        assert sum(share == 100 for _, share, _ in answers) == 1


@pytest.mark.parametrize("choices", [0, 4])
@pytest.mark.parametrize("seed", range(3))
def test_moodle_reads_back(seed, choices):
    asked = quiz(seed, 60, choices=choices)
    text = written(asked, [asked.variant()], "moodle")
    assert text.startswith('<?xml version="1.0" encoding="UTF-8"?>\n<quiz>')
    category, *found = ElementTree.fromstring(text.encode())
    assert category.get("type") == "category"
    assert category.findtext("category/text") == f"$course$/top/quiz {seed}"
    for one, each in zip(asked.variant().questions, found, strict=True):
        kind = each.get("type")
        assert each.findtext("name/text") == f"{one.id}, {one.topic}, level {one.level}"
        assert each.findtext("defaultgrade") == str(one.points)
        assert value_text(one.right) in each.findtext("generalfeedback/text")
        answers = [
            (answer.findtext("text"), int(answer.get("fraction")), answer.findtext("tolerance") or "")
            for answer in each.findall("answer")
        ]
        assert_marked(one, kind, answers)


@pytest.mark.parametrize("seed", range(3))
def test_a_sheet_reads_back(seed, tmp_path):
    asked = quiz(seed, 60)
    text = written(asked, [asked.variant()], "yaml")
    file = tmp_path / "sheet.yaml"
    file.write_text(text, encoding="utf-8")
    made = asked.variant().questions
    for sheet in (sheet_of(yaml.safe_load(text)), read_sheet(str(file))):
        assert sheet.points == sum(one.points for one in made)
        for one, question in zip(made, sheet.questions, strict=True):
            (item,) = question.asks
            assert (question.id, question.text, item.quantity, item.points) == (
                one.id,
                one.text,
                one.quantity,
                one.points,
            )
            assert question.problem.right(one.quantity) == one.right


def test_latex_is_well_formed(monkeypatch):
    more = {"documentclass", "usepackage", "section", "textbf", "hrulefill", "clearpage", "textasciicircum"}
    monkeypatch.setattr(latex, "COMMANDS", latex.COMMANDS | more)
    asked = quiz(4, 100, students=("Ada", "Grace"), choices=3)
    for text in (written(asked, asked.variants(), "latex"), key(asked, asked.variants(), "latex")):
        code = latex.well_formed(text)
        assert code.startswith("\\documentclass")
        assert code.count("\\clearpage") == 1


def test_signs_of_a_name_do_no_harm(monkeypatch):
    asked = quiz(4, 3, students=(NASTY,))
    (variant,) = asked.variants()
    texts = {form: written(asked, [variant], form) for form in ENDINGS}
    assert "<b>" not in texts["html"]
    assert ElementTree.fromstring(texts["moodle"]).findtext("question/category/text").endswith(NASTY.replace("\\", ""))
    assert len(list(questions(texts["gift"]))) == 3
    assert len(list(blocks(texts["gift"]))) == 4
    assert yaml.safe_load(texts["yaml"])["name"] == f"quiz 4, {NASTY}"
    assert r"\{=\textasciitilde{}\#:\}" in texts["latex"]
    assert r"\<b\>" in texts["markdown"]


@pytest.mark.parametrize(
    ("value", "written"),
    [(Fraction(7, 3), "2.3333"), (Fraction(-1, 2), "-0.5"), (Fraction(4), "4"), (Fraction(2, 3), "0.6667"),
     (Fraction(1, 16), "0.0625"), (Fraction(99_999_999, 100_000_000), "1.0")],
)  # fmt: skip
def test_decimal_digits(value, written):
    assert decimal(value) == written


def test_ways_to_write_an_answer():
    assert {"26x26x32", "26 x 26 x 32", "26×26×32", "(26, 26, 32)"} <= set(writings(Shape((26, 26, 32))))
    assert {"3x3", "3", "3,3"} <= set(writings((3, 3)))
    assert "3" not in set(writings((3, 4)))
    assert {"1 2; 3 -4", "1,2;3,-4", "[[1, 2], [3, -4]]"} <= set(writings(((1, 2), (3, -4))))


# Files.


def test_endings_choose_the_format(tmp_path):
    for form, ending in ENDINGS.items():
        file = tmp_path / f"quiz{ending}"
        assert run("--seed", 7, "--count", 3, "-o", file) == ""
        assert file.read_text(encoding="utf-8") == run("--seed", 7, "--count", 3, "--format", form)


def test_nothing_is_written_over_unasked(tmp_path):
    file, answers = tmp_path / "quiz.md", tmp_path / "key.md"
    file.write_text("mine", encoding="utf-8")
    assert "is there already" in run("--seed", 7, "-o", file, "--key", answers, code=2)
    assert file.read_text(encoding="utf-8") == "mine"
    assert not answers.exists()
    run("--seed", 7, "-o", file, "--key", answers, "--force")
    assert file.read_text(encoding="utf-8").startswith("# quiz 7")
    assert answers.read_text(encoding="utf-8").startswith("# quiz 7: key")


def test_a_class(tmp_path):
    names, folder, answers = tmp_path / "class.csv", tmp_path / "out", tmp_path / "key.txt"
    names.write_text("name;mail\nAda Lovelace;a\n../../etc;b\n=cmd;c\nCON;d\n", encoding="utf-8")
    args = ("--seed", 7, "--count", 3, "--students", names, "--key", answers)
    run(*args, "-o", folder)
    files = sorted(path.name for path in folder.iterdir())
    assert files == ["Ada_Lovelace.txt", "CON_.txt", "______etc.txt", "_cmd.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["class.csv", "key.txt", "out"]
    keyed = answers.read_text(encoding="utf-8")
    assert [name in keyed for name in ("quiz 7, Ada Lovelace: key", "quiz 7, =cmd: key")] == [True, True]
    assert "and 4 more are there already" in run(*args, "-o", folder, code=2)
    run(*args, "-o", folder, "--force", "--format", "gift")
    assert len(list(folder.iterdir())) == 8
    names.write_text("Ada Lovelace\n", encoding="utf-8")  # alone, and the file without a header
    alone = run("--seed", 7, "--count", 3, "--students", names)
    assert alone == (folder / "Ada_Lovelace.txt").read_text(encoding="utf-8")


def test_a_class_in_one_text(tmp_path):
    names = tmp_path / "class.csv"
    names.write_text("Ada\nGrace\nAda\n", encoding="utf-8")
    result = CliRunner().invoke(cli, ["quiz", "--seed", "7", "--students", str(names), "--format", "moodle"])
    assert "warning: Ada stands in the list twice" in result.stderr
    root = ElementTree.fromstring(result.stdout)
    assert [each.findtext("category/text")[-7:] for each in root if each.get("type") == "category"][1] == "7/Grace"
    assert len(root) == 33


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--topic", "sizes"], "there is no topic 'sizes'"),
        (["--level", "0"], "--level 0 is none"),
        (["--level", "3..1"], "--level 3..1 is none"),
        (["--level", "1..4"], "--level 1..4 is none"),
        (["--level", "x" * 1000], "is none"),
        (["-o", "quiz.pdf"], "the ending .pdf of quiz.pdf names no format"),
        (["--key", "key.gift"], "the ending .gift of key.gift names no format"),
        (["--key", "none/key.txt"], "there is no folder none"),
        (["-o", "none/quiz.txt"], "there is no folder none"),
        (["-o", "a.txt", "--key", "a.txt"], "--key a.txt is the file of the questions as well"),
        (["--format", "yaml", "--choices", "3"], "the questions of a sheet in YAML are open"),
        (["--students", "class.csv", "--format", "yaml"], "a sheet in YAML is for one student"),
        (["--students", "class.csv", "-o", "class.csv"], "-o class.csv is no folder"),
        (["--students", "class.csv", "-o", "none/out"], "there is no folder none"),
        (["--students", "class.csv", "-o", "out", "--key", "out/Ada.txt"], "is the file of the questions as well"),
        (["--play", "-o", "quiz.txt"], "-o writes a quiz, and --play asks it here"),
        (["--play", "--key", "key.txt"], "--key writes a quiz"),
        (["--play", "--students", "class.csv"], "--students writes a quiz"),
    ],
)
def test_what_is_refused(args, says, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "class.csv").write_text("Ada\nGrace\n", encoding="utf-8")
    assert says in run(*args, code=2)
    assert [path.name for path in tmp_path.iterdir()] == ["class.csv"]


def test_a_list_that_is_none(tmp_path):
    assert "cannot be read" in run("--students", tmp_path / "none.csv", code=3)


# The game.

GAME = ("--play", "--seed", "7", "--count", "3", "--topic", "params", "--level", "2")


def test_a_game_on_a_pipe():
    same_as("quiz.play", run(*GAME, input="1\n?\nwhat\n\n7\n8\n9\n\n"))


def test_a_game_to_the_end():
    rights = [str(made.right) for made in quiz(7, 3, ("params",), (2,)).variant().questions]
    assert run(*GAME, input="\n".join(rights)).endswith("3 of 3 right, 3 at the first try\n")


@pytest.mark.parametrize("typed", ["", "q\n", "\x00\n\x1b[31m\n", "9" * 100_000 + "\n", "é(" * 5_000])
def test_a_game_ends_kindly(typed):
    assert "0 of 0 right" in run(*GAME, input=typed)


def test_bytes_that_are_no_text():
    assert "0 of 0 right" in run(*GAME, input=b"\xff\xfe\xff\n")


def test_ctrl_c_ends_a_game_kindly():
    command = [sys.executable, "-u", "-m", "convcalc", "quiz", *GAME]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while "1." not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    printed, said = process.communicate(timeout=60)
    assert process.returncode == 0
    assert printed.endswith("0 of 0 right, 0 at the first try; 3 left\n")
    assert said == ""


def test_a_game_without_input():
    command = [sys.executable, "-m", "convcalc", "quiz", *GAME]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    closed = subprocess.run(" ".join(command) + " <&-", shell=True, capture_output=True, text=True)
    assert (closed.returncode, closed.stderr) == (0, "")


def test_on_a_terminal_lines_fold_and_colours_can_be_refused():
    text = on_a_terminal(60, "quiz", "--seed", "7", "--count", "3")
    bare = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert all(len(line) <= 60 for line in bare.splitlines())
    assert "\x1b" not in on_a_terminal(60, "quiz", "--seed", "7", "--count", "3", NO_COLOR="1")


def test_many_questions_take_seconds():
    assert len(json.loads(run("--seed", 1, "--count", 1000, "--format", "json"))["variants"][0]["questions"]) == 1000
