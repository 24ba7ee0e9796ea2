"""``convcalc conventions`` and ``--convention`` with the conventions of tools and of a user's file."""

import csv
import io
import json
from math import prod
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from convcalc.cli import cli
from convcalc.counting.at_work import QUANTITIES
from convcalc.counting.library import convention_names
from convcalc.errors import DocumentError, ShapeError, UsageError

# A rule a line, and two layer types in one.
MINE = """
title: operations = 3 for each multiplication, 1 for each value that comes out of a pooling or an activation
source: a made-up convention for tests
operations:
  conv, dense: 3 * multiplications
  maxpool, relu, tanh: outputs
remarks:
  dense: flattening is free
"""


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    Path(tmp_path / "mine.yaml").write_text(MINE)
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def printed(*args, code=0):
    result = CliRunner().invoke(cli, list(args))
    assert result.exit_code == code, result.output
    return result.stdout


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_one_convention_in_every_format(form):
    same_as(f"convention.{form}", printed("conventions", "mine.yaml", "--format", form))


def test_the_list_has_all_of_them():
    rows = list(csv.DictReader(io.StringIO(printed("conventions", "--format", "csv"))))
    assert [row["name"] for row in rows] == convention_names()
    assert all(row["what_it_counts"] and row["source"] for row in rows)
    assert all(row["version"] for row in rows[3:])  # of the tools
    data = json.loads(printed("conventions", "--format", "json"))
    assert data["schema_version"] == 1
    assert [each["name"] for each in data["conventions"]] == convention_names()


@pytest.mark.parametrize("columns", ["40", "80"])
def test_the_list_fits_a_terminal(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    assert max(map(len, printed("conventions", "--format", "table").splitlines())) <= int(columns)


def test_a_declaration_is_printed_and_read_again():
    for name in convention_names():
        Path("again.yaml").write_text(printed("conventions", name, "--format", "yaml"), encoding="utf-8")
        mine, theirs = (
            json.loads(printed("summary", "lenet5", "--convention", each, "--format", "json"))["total"]["operations"]
            for each in ("again.yaml", name)
        )
        assert mine == theirs, name


def test_the_names_that_a_rule_may_read():
    *names, language = printed("conventions", "--names").splitlines()
    assert [line.split()[0] for line in names] == list(QUANTITIES)
    assert language.startswith("a rule has numbers, names, + - *")


@pytest.mark.parametrize("form", ["plain", "json"])
def test_a_summary_by_ones_own_convention(form):
    """LeNet-5's total by hand is below."""
    same_as(f"summary.mine.{form}", printed("summary", "lenet5", "--convention", "mine.yaml", "--format", form))


def test_the_numbers_of_ones_own_convention():
    data = json.loads(printed("summary", "lenet5", "--convention", "mine.yaml", "--format", "json"))
    multiplications = sum(row["multiplications"] for row in data["rows"])
    values = sum(prod(row["output"]) for row in data["rows"] if row["type"] in ("maxpool", "relu", "tanh"))
    assert data["total"]["operations"] == 3 * multiplications + values
    assert data["convention"]["name"] == "mine"


@pytest.mark.parametrize(
    "args",
    [
        ["summary", "lenet5"],
        ["layer", "--in", "28x28x128", "--k", "3", "--out", "32"],
        ["explain", "--in", "28x28x128", "--k", "3", "--out", "32"],
        ["compare", "lenet5", "vgg11"],
        ["compare", "lenet5", "vgg11", "alexnet"],
    ],
)
@pytest.mark.parametrize("form", ["plain", "json", "markdown"])
@pytest.mark.parametrize("name", ["fvcore", "mine.yaml"])
def test_the_convention_is_always_named(args, form, name):
    said = printed(*args, "--convention", name, "--format", form)
    assert Path(name).stem in said
    assert "operations = " in said


def test_what_a_tool_gets_wrong_and_what_it_leaves_out_is_said():
    page = printed("layer", "--in", "14x14x64", "--transpose", "--k", "4", "--stride", "2", "--pad", "1", "--out", "32",
                   "--convention", "thop")  # fmt: skip
    assert "operations (thop)" in page
    assert "25,690,112" in page  # thop 0.1.1, run on this layer
    assert "multiplications = H·W·F²·D_in·D_out = 14·14·4²·64·32 = 6,422,528" in page  # the right count
    assert "thop 0.1.1, conv_transpose: counted for each output value" in page
    page = printed("summary", "lenet5", "--convention", "flops")
    assert "counts nothing for" in page
    assert "besides, in no total" not in page


@pytest.mark.parametrize(
    ("args", "error", "what"),
    [
        (["conventions", "nobody"], UsageError, "there is no convention 'nobody'"),
        (["conventions", "nobody.yaml"], DocumentError, "there is no file 'nobody.yaml'"),
        (["conventions", "--format", "yaml"], UsageError, "--format yaml prints one convention"),
        (["layer", "--in", "HxWxC", "--k", "3", "--out", "2", "--convention", "xla"], ShapeError, "need numbers"),
        (
            ["check", "lenet5", "--answer", "ops=1", "--convention", "thop"],
            UsageError,
            "answers are checked by lecture",
        ),
    ],
)
def test_what_is_wrong_is_said(args, error, what):
    result = CliRunner().invoke(cli, args)
    assert result.exit_code
    assert isinstance(result.exception, error)
    assert what in str(result.exception)
