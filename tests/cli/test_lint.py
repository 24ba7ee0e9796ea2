"""``convcalc lint``: what is printed in every format and width, the exit code, and what the options do."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from convcalc.classroom.rules import RULES
from convcalc.cli import cli

FILE = """
name: Advised
input: 66x66x3
silence: {large-filter: [second], dense-head: [nowhere]}
layers:
  - conv: {out: 8, kernel: 7, padding: same}
    as: first
  - conv: {out: 16, kernel: 5, padding: 2}
    as: second
  - conv: {out: 16, kernel: 4, padding: same}
    as: even
  - maxpool: {kernel: 3, stride: 2}
  - conv: {out: 16, kernel: 5, stride: 2, padding: 2}
    repeat: 2
  - flatten
  - dense: 10
"""


@pytest.fixture(autouse=True)
def in_a_folder_with_a_file(tmp_path, monkeypatch):
    (tmp_path / "advised.yaml").write_text(FILE)
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*args, exit_code=1):
    result = CliRunner().invoke(cli, ["lint", *args], catch_exceptions=False)
    assert result.exit_code == exit_code, result.output
    return result.stdout


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_formats(form):
    same_as(f"lint.{form}", run("advised", "--format", form))


@pytest.mark.parametrize("columns", [40, 80])
def test_advice_folds_to_the_width(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    text = run("advised", "--format", "table")
    assert max(map(len, text.splitlines())) <= columns
    assert set(run("advised").split()) <= set(text.split())
    same_as(f"lint.{columns}.txt", text)


def test_no_advice_is_said_and_is_exit_code_0():
    assert run("resnet50", exit_code=0) == "no advice\n"
    assert run("vgg16", "--ignore", "dense-head", exit_code=0) == "no advice\n"
    assert json.loads(run("resnet50", "--format", "json", exit_code=0))["advice"] == []
    assert run("resnet50", "--format", "markdown", exit_code=0) == "no advice\n"


def test_the_csv_has_a_line_a_place():
    rows = list(csv.DictReader(io.StringIO(run("advised", "--format", "csv"))))
    assert [(row["rule"], row["line"]) for row in rows] == [
        ("input-size", "3"),
        ("even-kernel", "10"),
        ("unread-pixels", "12"),
        ("large-filter", "13"),
        ("dense-head", "16"),
    ]
    assert rows[3]["rows"] == "conv/1 conv/2"
    assert rows[3]["parameters_saved"] == str(2 * ((25 * 16 + 1) * 16 - 2 * (9 * 16 + 1) * 16))


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_the_rules_are_listed_with_their_lectures(form):
    text = run("--rules", "--format", form, exit_code=0)
    assert all(rule.name in text and rule.cites in text for rule in RULES.values())
    if form == "json":
        assert [each["name"] for each in json.loads(text)["rules"]] == list(RULES)


def test_symbols_and_the_input_are_set():
    assert "head1/1/avgpool" in run("googlenet", "--set", "aux=1")
    assert "input-size" in run("resnet50", "--in", "225x225x3")
    assert "try an input of 3x224x224 or" in run("resnet50", "--in", "3x225x225", "--layout", "chw")


def test_the_advice_is_written_to_a_file(tmp_path):
    assert run("advised", "-o", "advice.md") == ""
    assert (tmp_path / "advice.md").read_text(encoding="utf-8") == run("advised", "--format", "markdown")
