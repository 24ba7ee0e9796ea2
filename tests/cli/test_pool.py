"""``convcalc pool``: the pooling of the lectures as it is printed, in every format and width, and the way back."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from cli.latex import compiles
from cli.terminal import on_a_terminal
from convcalc.cli import cli
from convcalc.errors import ConvcalcError, DocumentError, ShapeError, UsageError

# Lecture 1, 'Pooling'. It prints the averages as 10 9 14 14.
MAP = ("-i", "13 10 1 24; 7 8 5 4; 21 11 5 9; 3 19 34 7", "--k", "2")
# Lecture 5, 'Pooling operation': the maxima are 3 everywhere but for a 2 in the middle of the last row.
ANIMATION = ("-i", "3 3 2 1 0; 0 0 1 3 1; 3 1 2 2 3; 2 0 0 2 2; 2 0 0 0 1", "--k", "3", "--stride", "1")
CHANNELS = ("-i", "1 2; 3 4 | 5 6; 8 7", "--k", "2")


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for variable in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)


def invoke(*args, **more):
    return CliRunner().invoke(cli, ["pool", *args], catch_exceptions=False, **more)


def run(*args, **more):
    result = invoke(*args, **more)
    assert result.exit_code == 0, result.output
    return result.stdout


def report(*args, **more):
    return json.loads(run(*args, "--format", "json", **more))


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown", "latex"])
def test_formats(form):
    same_as(f"pool.{form}", run(*MAP, "--op", "avg", "--steps", "--format", form))
    same_as(f"pool.unpool.{form}", run(*MAP, "--unpool", "--format", form))


@pytest.mark.parametrize("columns", [24, 80])
def test_pages_fold_to_the_width_and_lose_nothing(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    text = run(*MAP, "--op", "avg", "--steps", "--format", "table")
    assert max(map(len, text.splitlines())) <= columns
    assert sorted(re.findall(r"\S+", text)) == sorted(re.findall(r"\S+", run(*MAP, "--op", "avg", "--steps")))
    same_as(f"pool.{columns}.txt", text)


@pytest.mark.parametrize(
    ("operation", "lines"),
    [
        # Lecture 1: 13 24 / 21 34, and 7 1 / 3 5.
        ("max", ["O[0,0] = max(13, 10, 7, 8) = 13", "O[1,1] = max(5, 9, 34, 7) = 34"]),
        ("min", ["O[0,1] = min(1, 24, 5, 4) = 1", "O[1,0] = min(21, 11, 3, 19) = 3"]),
        # 38/4 and 55/4.
        ("avg", ["O[0,0] = (13 + 10 + 7 + 8)/4 = 9.5", "O[1,1] = (5 + 9 + 34 + 7)/4 = 13.75"]),
        # 169 + 100 + 49 + 64 = 382, and the root of 382 is 19.54482...
        ("l2", ["O[0,0]² = 13² + 10² + 7² + 8² = 382; O[0,0] = √382 ≈ 19.5448"]),
    ],
)
def test_each_window_and_what_it_is_brought_to(operation, lines):
    text = run(*MAP, "--op", operation, "--steps").splitlines()
    for line in lines:
        assert line in text
    assert [line for line in text if re.match(r"O\[\d,\d\]: ", line)] == [
        "O[0,0]: input[0:2,0:2]", "O[0,1]: input[0:2,2:4]", "O[1,0]: input[2:4,0:2]", "O[1,1]: input[2:4,2:4]",
    ]  # fmt: skip


def test_what_rounding_makes_of_the_averages():
    remark = run(*MAP, "--op", "avg").splitlines()[-1]
    assert "10 9; 14 14 with halves up" in remark  # lecture 1
    assert "10 8; 14 14 with halves to the even number" in remark
    assert "rounded" not in run(*MAP)


def test_the_maxima_of_the_animation():
    assert report(*ANIMATION)["output"] == [[[3, 3, 3], [3, 3, 3], [3, 2, 3]]]
    text = run(*ANIMATION, "--at", "2,1")
    assert "O[2,1]: input[2:5,1:4]" in text
    assert "O[2,1] = max(1, 2, 2, 0, 0, 2, 0, 0, 0) = 2" in text
    assert text.count("max(") == 1


def test_cells_of_the_padding_are_left_out():
    lines = run("-i", "-1 -2; -3 -4", "--k", "2", "--padding", "1", "--steps").splitlines()
    for line in (
        "O[0,0]: input[0:1,0:1]",
        "O[0,0] = max(−1) = −1",
        "O[1,1] = max(−4) = −4",
    ):
        assert line in lines


def test_options_of_the_window():
    x = ("-i", "1 2 3; 4 5 6; 7 8 9")
    assert report(*x, "--k", "2", "--dilation", "2", "--op", "min")["output"] == [[[1]]]
    assert report(*x, "--k", "2", "--ceil")["output"] == [[[5, 6], [8, 9]]]
    assert report(*x, "--k", "1x3", "--op", "avg")["output"] == [[[2], [5], [8]]]
    assert report(*x, "--k", "2", "-p", "same", "-s", "1", "--op", "min")["output"][0][2] == [7, 8, 9]


# The way back.


def test_unpooling_puts_values_back_to_where_they_stood():
    found = report(*MAP, "--unpool")
    assert found["places"] == [[[[0, 0], [0, 3]], [[2, 0], [3, 2]]]]
    assert found["unpooled"] == [[[13, 0, 0, 24], [0, 0, 0, 0], [21, 0, 0, 0], [0, 0, 34, 0]]]
    assert "unpooled" not in report(*MAP)


def test_other_values_go_to_the_same_places():
    Path("v.csv").write_text("1,2\n3,1/2\n")
    for values in ("1 2; 3 1/2", "v.csv"):
        found = report(*MAP, "--values", values)["unpooled"]
        assert found == [[[1, 0, 0, 2], [0, 0, 0, 0], [3, 0, 0, 0], [0, 0, 0.5, 0]]]
    assert report(*CHANNELS, "--values", "7 | 9")["unpooled"] == [[[0, 0], [0, 7]], [[0, 0], [9, 0]]]


# Files and the terminal.


def test_a_matrix_from_standard_input_and_a_chain():
    assert run("-i", "-", "--k", "2", input="1 2\n3 4\n") == run("-i", "1 2; 3 4", "--k", "2")
    once = run(*MAP, "--format", "csv")
    assert list(csv.reader(io.StringIO(once))) == [["13", "24"], ["21", "34"]]
    assert report("-i", "-", "--k", "2", input=once)["output"] == [[[34]]]


def test_the_ending_of_a_file_chooses_the_format():
    for ending, form in (("json", "json"), ("csv", "csv"), ("md", "markdown"), ("tex", "latex"), ("txt", "plain")):
        assert run(*MAP, "-o", f"page.{ending}") == ""
        written = Path(f"page.{ending}").read_text(encoding="utf-8")
        assert written.rstrip("\n") == run(*MAP, "--format", form).rstrip("\n")


@pytest.mark.parametrize("operation", ["max", "min", "avg", "l2"])
@pytest.mark.parametrize("args", [MAP, CHANNELS, ("-i", "1/3 -2; -7/2 4; 0 1", "--k", "2x1")])
def test_latex_is_balanced(args, operation):
    compiles(run(*args, "--op", operation, "--steps", "--format", "latex"))
    compiles(run(*args, "--unpool", "--format", "latex"))


def test_a_terminal_shows_the_window_and_the_new_cell(monkeypatch):
    text = on_a_terminal(80, "pool", *MAP, "--op", "avg", "--at", "0,1")
    marked = re.findall(r"\x1b\[1;7m(.*?)\x1b\[0m", text)
    assert marked == ["[ 1]", "[24]", "[  8.5]", "[ 5]", "[ 4]"]
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    unmarked = re.sub(r"\x1b\[[0-9;]*m", "", text).replace("\r\n", "\n")
    assert unmarked == run(*MAP, "--op", "avg", "--at", "0,1", "--format", "table")


# What goes wrong.


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        ("-i 1;2 --k 3", 3, "the kernel is larger than its input"),
        ("-i 1;2 --k 2x1 --padding 2", 3, "would see nothing but its padding"),
        ("-i 1;2,3 --k 1", 3, "row 2 has 2 cells"),
        ("-i a;2 --k 1", 3, "'a' is no number"),
        ("-i 1||2 --k 1", 3, "2 filters"),
        ("-i 1;2 --k 0", 2, "kernel is 0: the least is 1"),
        ("-i 1;2 --k 1 --at 2,0", 2, "--at 2,0 is outside the output of 2x1"),
        ("-i 1;2 --k 1 --at 0", 2, "--at 0 is no position"),
        ("-i 1;2 --k 1 --op avg --unpool", 2, "pooling keeps no places to go back to"),
        ("-i 1;2 --k 1 --op l2 --values 1", 2, "pooling keeps no places to go back to"),
        ("-i 1;2 --k 1 --values 1", 3, "the values are 1x1x1, and pooling gives 2x1x1"),
        ("-i 1;2 --k 1 --values x", 3, "--values:1:1: 'x' is no number"),
        ("-i 1;2 --k 1 -o page.xlsx", 2, "names no format"),
    ],
)
def test_what_goes_wrong_is_said(args, code, message):
    with pytest.raises(ConvcalcError) as caught:
        run(*args.split())
    assert message in str(caught.value)
    assert caught.value.exit_code == code
    assert isinstance(caught.value, UsageError if code == 2 else (DocumentError, ShapeError))


@pytest.mark.parametrize("args", ["-i 1", "--k 1", "-i 1 --k 1 --op median", "-i 1 --k 1 more"])
def test_the_command_line_itself_is_refused(args):
    assert invoke(*args.split()).exit_code == 2


def test_a_window_that_sees_nothing_is_refused():
    with pytest.raises(ConvcalcError, match="nothing but its padding"):
        run("-i", "5; 6", "--k", "2", "--dilation", "2", "--padding", "1")


def test_roots_on_a_terminal_without_the_signs():
    text = on_a_terminal(80, "pool", *MAP, "--op", "l2", "--at", "0,0", PYTHONIOENCODING="ascii")
    assert "?" not in text
