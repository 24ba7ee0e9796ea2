"""``convcalc solve``: the working and the table, exit code 1, the formats, and networks."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from cli.terminal import on_a_terminal
from convcalc.cli import cli
from convcalc.errors import CheckFailed, ConvcalcError, UsageError

ALEXNET = ("--out-size", "55", "--k", "11", "--stride", "4")


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch):
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*args):
    result = CliRunner().invoke(cli, ["solve", *args], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*args):
    """What is printed where there is no solution, and the error."""
    result = CliRunner().invoke(cli, ["solve", *args])
    assert isinstance(result.exception, ConvcalcError)
    return result.stdout, result.exception


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_formats(form):
    same_as(f"solve.{form}", run("--in", "224", *ALEXNET, "--format", form))
    same_as(f"solve.network.{form}", run("resnet50", "--out-size", "7", "--format", form))


@pytest.mark.parametrize("columns", [40, 80, 140])
def test_tables_fold(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    text = run(*ALEXNET, "--format", "table") + run("resnet50", "--out-size", "7", "--format", "table")
    assert max(map(len, text.splitlines())) <= columns
    same_as(f"solve.{columns}.txt", text)


def test_a_terminal_gets_the_same_table():
    text = on_a_terminal(80, "solve", "--in", "32", "--out-size", "32", "--k", "3")
    assert "P = (S·(O − 1) − W + F)/2 = (1·(32 − 1) − 32 + 3)/2 = 1" in text


def test_the_example_of_the_fifth_lecture():
    # Lecture 5, 'Convolution operation', 'Controlling the output sizes'.
    text = run("--in", "32", "--out-size", "32", "--k", "3")
    assert "P = (S·(O − 1) − W + F)/2 = (1·(32 − 1) − 32 + 3)/2 = 1" in text
    assert "one solution" in text


@pytest.mark.parametrize(
    ("args", "found"),
    [
        # Lecture 1's AlexNet: 227 without padding; 224 with 2, rounded down, or with 1 and 2.
        ("--out-size 55 --k 11 --stride 4 -p 0", [(227, 230, 11, 4, "0")]),
        ("-i 224 --out-size 55 --k 11 -s 4 --pad 1..2", [(224, 224, 11, 4, "2"), (224, 224, 11, 4, "1 2")]),
        ("-i 224 --out-size 55 --k 11 -s 4 --pad 1.5", [(224, 224, 11, 4, "1 2")]),
        # Dumoulin and Visin 2016, figure 4.6: 3 -> 5; lecture 1's pool of 2 halves 4.
        ("--transpose --out-size 5 --k 3 -s 2 -p 1", [(3, 3, 3, 2, "1")]),
        ("--pool max --in 4 --out-size 2 -p 0", [(4, 4, 2, 2, "0")]),
        # Szegedy et al. 2014: 112 -> 56 with 3x3/2 pools, rounded up.
        ("--pool max --ceil --in 112 --out-size 56 --k 3 -s 2 -p 0", [(112, 112, 3, 2, "0")]),
        # Lecture 5, 'Dilated convolution', figure: 7 -> 3 with a 3x3 kernel.
        ("--in 7 --out-size 3 --k 3 -p 0 -d 1..3", [(7, 7, 3, 1, "0")]),
        ("--in 7 --out-size 4 --k 1,3 -s 2 -p same", [(7, 7, 3, 2, "same"), (7, 7, 1, 2, "same")]),
    ],
)  # fmt: skip
def test_the_words_people_use(args, found):
    rows = csv.DictReader(io.StringIO(run(*args.split(), "--format", "csv")))
    keys = ("first_input", "last_input", "kernel", "stride")
    assert [(*(int(row[key]) for key in keys), row["padding"]) for row in rows] == found


def test_many_solutions_are_cut_in_a_table_and_not_for_programs():
    for form in ("plain", "markdown", "table"):
        text = run(*ALEXNET, "--format", form)
        assert "21 solutions" in text
        assert "... 1 more, --all shows them" in text
        assert " 10.5 " not in text
        assert "more, --all" not in run(*ALEXNET, "--format", form, "--all")
    assert len(json.loads(run(*ALEXNET, "--format", "json"))["solutions"]) == 21
    assert len(run(*ALEXNET, "--format", "csv").splitlines()) == 22


def test_a_question_without_unknowns_is_answered_yes_or_no():
    known = ("--in", "227", *ALEXNET, "--padding", "0")
    assert "\nyes\n" in run(*known)
    text, error = refused("--in", "224", *known[2:])
    assert "no: the output is 54, not 55" in text
    assert "⌊(224 − 11 + 2·0)/4⌋ + 1 = 54" in text
    assert "54.25" in text
    assert (type(error), error.exit_code) == (CheckFailed, 1)


def test_none_comes_with_the_nearest():
    text, error = refused("--in", "10", "--out-size", "7", "--k", "2,3", "--stride", "2", "--padding", "0..1")
    assert "none; nearest are" in text
    # By hand: (10 - 2 + 2)/2 + 1 = 6 with padding 1, and with 3 cells of kernel 5.
    (nearest,) = [row for row in text.splitlines() if row.startswith("10  ") and row.split()[4] == "6"]
    assert nearest.split()[:4] == ["10", "2", "2", "1"]
    assert error.exit_code == 1
    text, error = refused("--in", "5", "--out-size", "3", "--k", "9", "-p", "0")
    assert "none: conv: the kernel is larger than its input" in text
    data = json.loads(refused("--in", "5", "--out-size", "3", "--k", "9", "-p", "0", "--format", "json")[0])
    assert (data["solutions"], data["nearest"]) == ([], [])
    assert "larger than its input" in data["refusal"]


def test_networks(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    data = json.loads(run("vgg16", "--out-size", "7", "--format", "json"))
    assert (data["row"], data["first"], data["last"]) == ("stage5/maxpool", 224, 255)
    text = run("resnet50", "--row", "conv4_x", "--out-size", "14")
    assert "209..224: the network takes all 16" in text
    (tmp_path / "net.yaml").write_text("name: Net\ninput: 8x8x1\nlayers: [{maxpool: 2}, {upsample: 2}, {maxpool: 1}]\n")
    text, error = refused("net.yaml", "--out-size", "7")
    assert "none; nearest are" in text
    assert (type(error), error.exit_code) == (CheckFailed, 1)


@pytest.mark.parametrize(
    ("args", "hint"),
    [
        ("--in 7", "convcalc layer"),
        ("--in 7 --out-size 7 --row conv1", "resnet50 --row"),
        ("resnet50 --out-size 7 --k 3", "one of the two"),
        ("resnet50 --out-size 7 --row conv9_x", "did you mean conv"),
        ("--out-size 7 --transpose --pool max", "one of them"),
        ("--in 224x224x3 --out-size 7", "one axis alone"),
    ],
)
def test_what_is_wrong_is_a_usage_error(args, hint):
    text, error = refused(*args.split())
    assert type(error) is UsageError
    assert hint in error.hint
    assert not text
