"""``convcalc verify``: the table and its verdict, exit code 1, the formats, and the progress bar."""

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from convcalc.cli import cli
from convcalc.layers.conv import Conv

FILE = """
name: Tiny
input: 8x8x3
layers:
  - conv: {out: 4, kernel: 3, padding: 1}
  - relu
  - maxpool: 2
  - dense: 5
"""
# Worked by hand: 8*8 places of 3*3*3*4 products, of which (3*8 - 2)^2 pairs an image meet a cell; 4*4*4*5 dense.
MULTIPLICATIONS, EFFECTIVE = 64 * 108 + 320, 22 * 22 * 12 + 320
PARAMETERS = (27 + 1) * 4 + (64 + 1) * 5


@pytest.fixture(autouse=True)
def in_a_folder_with_a_file(tmp_path, monkeypatch):
    (tmp_path / "tiny.yaml").write_text(FILE)
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*args):
    result = CliRunner().invoke(cli, ["verify", *args], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_formats(form):
    same_as(f"verify.{form}", run("tiny.yaml", "--format", form).stdout)


@pytest.mark.parametrize("columns", [80, 140])
def test_tables_fold(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    text = run("tiny.yaml", "--format", "table").stdout
    assert max(map(len, text.splitlines())) <= columns
    same_as(f"verify.{columns}.txt", text)


def test_what_was_run_is_what_is_worked_by_hand():
    data = json.loads(run("tiny.yaml", "--format", "json").stdout)
    assert data["schema_version"] == 1
    for quantity, value in (("multiplications", MULTIPLICATIONS), ("effective", EFFECTIVE), ("parameters", PARAMETERS)):
        assert sum(row["ran"][quantity] for row in data["rows"]) == value
        assert sum(row["said"][quantity] for row in data["rows"]) == value
    assert data["agrees"]


def test_csv_has_both_sides():
    rows = list(csv.DictReader(io.StringIO(run("tiny.yaml", "--format", "csv").stdout)))
    assert [row["output"] for row in rows] == [row["output_run"] for row in rows] == ["8x8x4", "8x8x4", "4x4x4", "5"]
    assert {row["agrees"] for row in rows} == {"true"}


def test_layout():
    text = run("tiny.yaml", "--layout", "chw", "--in", "3x6x6").stdout
    assert "input 3x6x6 (C x H x W) in place of the file's 3x8x8" in text
    assert "4x6x6" in text


def test_a_wrong_formula_is_exit_code_1(monkeypatch):
    right = Conv.ops
    wrong = lambda *args: {**right(*args), "accumulations": 1}  # noqa: E731
    monkeypatch.setattr(Conv, "ops", wrong)
    result = CliRunner().invoke(cli, ["verify", "tiny.yaml"])
    assert result.exception.exit_code == 1
    assert "conv: accumulations: 1 by the formula, 6,144 when it was run" in result.stdout  # 64*(9 - 1)*3*4
    assert "no: accumulations" in result.stdout
    assert "1 of 4 rows do not agree with what was run" in str(result.exception)


def test_symbols_and_rows(tmp_path):
    (tmp_path / "set.yaml").write_text(
        FILE.replace("name: Tiny", "symbols: {units: 5}").replace("dense: 5", "dense: units")
    )
    text = run("set.yaml", "--set", "units=7", "--rows", "dense").stdout
    assert f"{65 * 7}" in text
    assert "1 of 4 rows agrees with what was run" in text


def test_a_file_gets_the_format_of_its_ending(tmp_path):
    assert run("tiny.yaml", "-o", "out.json").stdout == ""
    assert json.loads((tmp_path / "out.json").read_text())["name"] == "Tiny"


def started(stderr, *args):
    return subprocess.Popen(
        [sys.executable, "-m", "convcalc", "verify", *args],
        stdout=subprocess.PIPE, stderr=stderr, env={**os.environ, "TERM": "xterm-256color"},
    )  # fmt: skip


def test_a_pipe_gets_no_progress_bar():
    process = started(subprocess.PIPE, "tiny.yaml")
    printed, said = process.communicate()
    assert (process.returncode, said) == (0, b"")
    assert b"4 rows agree" in printed


def test_a_terminal_gets_a_progress_bar_with_the_names_of_layers():
    leader, follower = pty.openpty()
    process = started(follower, "resnet18", "--in", "96x96x3")
    os.close(follower)
    printed = process.communicate()[0].decode()
    said = b""
    try:
        while chunk := os.read(leader, 65536):
            said += chunk
    except OSError:
        pass  # the end of a pseudo-terminal on Linux
    os.close(leader)
    assert process.returncode == 0
    assert "69 rows agree" in printed
    assert not re.search(r"\x1b\[\d*[A-K]", printed)
    assert re.search("conv1/conv", said.decode())
    assert "%" in said.decode()
