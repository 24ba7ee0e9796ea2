"""``--receptive-field`` of ``convcalc summary`` and ``convcalc layer``: what is printed, in every format and width."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from convcalc.cli import cli
from convcalc.errors import UsageError

NET = """
name: Two ways to half the size
input: 40x30x3
layers:
  - conv: {out: 4, kernel: [3, 5], padding: [1, 2]}
  - concat:
      - - maxpool: 2
      - - conv: {out: 4, kernel: 1, stride: 2}
    as: half
  - conv_transpose: {out: 4, kernel: 3, stride: 2, padding: 1, output_padding: 1}
  - dense: 10
"""


@pytest.fixture(autouse=True)
def in_the_folder_of_the_net(tmp_path, monkeypatch):
    Path(tmp_path / "net.yaml").write_text(NET)
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*args):
    result = CliRunner().invoke(cli, list(args), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def summary(*args):
    return run("summary", "net.yaml", "--receptive-field", *args)


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_formats(form):
    same_as(f"receptive.{form}", summary("--format", form))


@pytest.mark.parametrize("columns", [40, 80])
def test_tables_fold_to_the_width_and_lose_nothing(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    text = summary("--format", "table")
    assert max(map(len, text.splitlines())) <= columns
    assert set(re.findall(r"[\w,./]+", summary())) <= set(re.findall(r"[\w,./]+", text))
    same_as(f"receptive.{columns}.txt", text)


def test_the_json_has_exact_numbers_by_axis():
    """By hand: 3x5 at the pixels; two pixels more for the pooling; the transposed filter sees 1 or 2 of these cells."""
    rows = {row["name"]: row["receptive_field"] for row in json.loads(summary("--format", "json"))["rows"]}
    assert rows["conv"]["axes"] == [
        {"axis": "H", "size": 3, "jump": 1, "start": -1, "offset": 0, "phases": 1, "seen": "3/40"},
        {"axis": "W", "size": 5, "jump": 1, "start": -2, "offset": 0, "phases": 1, "seen": "1/6"},
    ]
    assert rows["conv"]["seen"] == "1/80"
    assert rows["half"]["axes"][0] == {
        "axis": "H", "size": 4, "jump": 2, "start": -1, "offset": "1/2", "phases": 1, "seen": "1/10",
    }  # fmt: skip
    assert [axis["size"] for axis in rows["conv_transpose"]["axes"]] == [6, 8]
    assert [axis["phases"] for axis in rows["conv_transpose"]["axes"]] == [2, 2]
    assert rows["dense"]["seen"] == 1


def test_columns_alone_ask_for_the_fields():
    text = run("summary", "net.yaml", "--columns", "name,field,seen", "--format", "csv")
    assert list(csv.reader(io.StringIO(text)))[1] == ["conv", "3x5", "1/80"]
    assert not re.search(r"^total", run("summary", "net.yaml", "--columns", "name,field"), re.MULTILINE)


def test_rows_are_sorted_by_field_as_numbers():
    text = run("summary", "vgg16", "--sort", "field", "--columns", "field", "--format", "csv")
    fields = list(map(int, text.splitlines()[1:]))
    assert fields == sorted(fields, reverse=True)
    assert fields[-1] == 3


def test_other_counts_may_stand_beside_the_field():
    text = run("summary", "net.yaml", "--receptive-field", "--columns", "name,parameters,field")
    assert re.search(r"^total +[\d,]+$", text, re.MULTILINE)


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_a_layer_shows_its_recurrence(form):
    """By hand: 11 + (3 - 1)*4 = 19 pixels, 4*2 = 8 apart, as published for AlexNet's pool1 (Araujo et al. 2019)."""
    text = run("layer", "--in", "55x55x96", "--pool", "max", "--k", "3", "--stride", "2", "--receptive-field", "11,4",
               "--format", form)  # fmt: skip
    same_as(f"layer.receptive.{form}", text)
    if form == "plain":
        assert "r_out = r_in + (F − 1)·j_in = 11 + (3 − 1)·4 = 19" in text
        assert "j_out = j_in·S = 4·2 = 8" in text


def test_axes_that_differ_have_their_own_lines():
    text = run("layer", "--in", "9x8x2", "--k", "3,5", "--out", "1", "-s", "2", "-p", "same", "--receptive-field", "1")
    assert "r_out_h = r_in + (F_h − 1)·j_in = 1 + (3 − 1)·1 = 3" in text
    assert "r_out_w = r_in + (F_w − 1)·j_in = 1 + (5 − 1)·1 = 5" in text
    assert "P_total_h = " in text
    assert "P_total_w = " in text


@pytest.mark.parametrize("written", ["", "0", "3,", "3,1/2", "-3", "3,1,0,0", "3;1", "1.5", "3,-1", "9" * 40])
def test_a_start_that_is_no_field_is_refused(written):
    with pytest.raises(UsageError, match="a field from 1, and perhaps its jump and its first pixel"):
        run("layer", "--in", "9x9x2", "--type", "relu", "--receptive-field", written)
