"""``convcalc reconcile``: what is printed in every format and width, the exit code, and what the options do."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from convcalc.cli import cli
from convcalc.errors import CheckFailed, ConvcalcError


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def invoked(*args):
    return CliRunner().invoke(cli, ["reconcile", *args])


def printed(*args):
    result = invoked(*args)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_formats(form):
    same_as(f"reconcile.{form}", printed("resnet50", "4111512576", "--format", form))


@pytest.mark.parametrize("columns", ["40", "80"])
def test_a_terminal_gets_lines_that_fit(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    assert max(map(len, printed("resnet50", "3.8G", "--format", "table").splitlines())) <= int(columns)


def test_a_number_with_its_word():
    assert "flops" in printed("resnet50:stride_in_1x1=false", "8.2 GFLOPs")


def test_nothing_that_fits_is_exit_code_1_and_the_nearest_are_shown():
    result = invoked("resnet50:stride_in_1x1=false", "4111512577", "--as-it-is")
    assert isinstance(result.exception, CheckFailed)
    assert result.exception.exit_code == 1
    assert "none of the ways to count; the nearest are:" in result.stdout
    assert "1 less" in result.stdout


def test_the_network_as_it_is():
    assert "fvcore" in printed("resnet50:stride_in_1x1=false", "4111512576", "--as-it-is")
    assert invoked("resnet50", "4111512576", "--as-it-is").exit_code == 1


def test_a_line_of_layers_and_another_input():
    """A 3x3 convolution on 28x28x128 to 32: fvcore and thop count 24,920,064; with 64x64 pixels 62*62*9*128*32."""
    line = "conv(out=32, kernel=3)"
    assert "mac" in printed(line, "24920064", "--in", "28x28x128")
    assert f"{62 * 62 * 9 * 128 * 32:,}" in printed(line, str(62 * 62 * 9 * 128 * 32), "--in", "28x28x128")


def test_only_the_first_are_shown_unless_all_are_asked_for():
    few, every = printed("resnet50", "3.9G"), printed("resnet50", "3.9G", "--all")
    assert len(every.splitlines()) >= len(few.splitlines())
    data = json.loads(printed("resnet50", "3.9G", "--format", "json"))
    assert [fit["fits"] for fit in data["fits"]] == sorted((fit["fits"] for fit in data["fits"]), reverse=True)


def test_every_part_adds_up_in_csv():
    rows = list(csv.DictReader(io.StringIO(printed("resnet50", "4111512576", "--format", "csv"))))
    assert sum(int(row["amount"]) for row in rows) == int(rows[0]["total"]) == 4_111_512_576


def test_a_convention_of_ones_own():
    Path("mine.yaml").write_text("operations: {conv: 7 * multiplications}\n")
    assert "mine" in printed(
        "conv(out=32, kernel=3)", str(7 * 24_920_064), "--in", "28x28x128", "--convention", "mine.yaml"
    )


@pytest.mark.parametrize(
    ("args", "what"),
    [
        (["resnet50", "many"], "'many' is not a number that is read here"),
        (["resnet51", "4G"], "there is no file 'resnet51'"),
        (["conv(out=32, kernel=3)", "4G"], "needs the shape of its input"),
        (["resnet50", "4G", "--in", "HxWx3"], "has names in the place of numbers"),
        (["resnet50", "4G", "--convention", "nobody"], "there is no convention 'nobody'"),
    ],
)
def test_what_is_wrong_is_said(args, what):
    result = invoked(*args)
    assert isinstance(result.exception, ConvcalcError), result.exception
    assert what in str(result.exception)
