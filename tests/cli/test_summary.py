"""``convcalc summary``: what is printed, in every format and width, and what the options do."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from cli.terminal import on_a_terminal
from convcalc.cli import cli
from convcalc.errors import UsageError

NET = Path(__file__).parent / "net.yaml"
# Worked by hand: (3*3*3 + 1)*8 + 2*8 for the stem, three times (3*3*8 + 1)*8 + 2*8, (6*6*8 + 1)*10 for the dense layer.
PARAMETERS = (224 + 16) + 3 * (584 + 16) + 2890
# 12*12 places of 3*3*3*8 and three times 3*3*8*8 products, and 288*10.
MULTIPLICATIONS = 144 * 216 + 3 * 144 * 576 + 2880


@pytest.fixture(autouse=True)
def in_the_folder_of_the_net(tmp_path, monkeypatch):
    shutil.copy(NET, tmp_path / "net.yaml")
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*args, exit_code=0):
    result = CliRunner().invoke(cli, ["summary", *args], catch_exceptions=False)
    assert result.exit_code == exit_code, result.output
    return result.stdout


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_formats(form):
    same_as(f"summary.{form}", run("net.yaml", "--format", form))


@pytest.mark.parametrize("columns", [40, 80, 140])
def test_tables_fold_to_the_width_and_lose_nothing(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    text = run("net.yaml", "--format", "table")
    assert max(map(len, text.splitlines())) <= columns
    pieces = set(re.findall(r"[\w,./]+", text))
    assert set(re.findall(r"[\w,./]+", run("net.yaml"))) <= pieces
    same_as(f"summary.{columns}.txt", text)


def test_totals_are_those_worked_by_hand():
    report = json.loads(run("net.yaml", "--format", "json"))
    assert report["schema_version"] == 1
    assert report["total"]["parameters"] == PARAMETERS
    assert report["total"]["multiplications"] == MULTIPLICATIONS
    assert report["convention"]["name"] == "lecture"
    assert report["axes"] == "H x W x C"
    assert sum(row["parameters"] for row in report["rows"]) == PARAMETERS


def test_the_csv_has_a_line_a_layer_and_exact_integers():
    rows = list(csv.DictReader(io.StringIO(run("net.yaml", "--format", "csv"))))
    assert len(rows) == 16
    assert sum(int(row["parameters"]) for row in rows) == PARAMETERS
    assert rows[0]["name"] == "stem/conv"


def test_a_file_here_comes_before_a_bundled_one_and_the_table_says_which(tmp_path):
    assert "resnet50.yaml (bundled)" in run("resnet50", "--depth", "1")
    shutil.copy("net.yaml", "resnet50.yaml")
    for name in ("resnet50", "resnet50.yaml"):
        assert "Two convolutions" in run(name)
        assert "bundled" not in run(name)


def test_depth_folds_blocks_and_says_how_often_they_repeat():
    text = run("net.yaml", "--depth", "1")
    assert re.search(r"^body x 2 +6 layers", text, re.MULTILINE)
    report = json.loads(run("net.yaml", "--depth", "1", "--format", "json"))
    assert [row["name"] for row in report["rows"]] == ["stem", "body", "unit", "add", "maxpool", "dense", "softmax"]
    assert sum(row["parameters"] for row in report["rows"]) == PARAMETERS


def test_columns_and_sort():
    text = run("net.yaml", "--columns", "name,parameters", "--sort", "parameters", "--format", "csv")
    same = run("net.yaml", "--columns", "name,comparisons", "--format", "csv")
    assert text.splitlines()[0] == "name,parameters"
    assert same.splitlines()[0] == "name,comparisons"
    rows = [line for line in run("net.yaml", "--sort", "parameters").splitlines() if re.match(r"\w+(/| )", line)]
    assert "dense" in next(line for line in rows if re.search(r"2,890", line))


def test_sorting_sorts_the_csv_too():
    text = run("net.yaml", "--sort", "parameters", "--columns", "parameters", "--format", "csv")
    counts = [int(line) for line in text.splitlines()[1:]]
    assert counts == sorted(counts, reverse=True)


def test_units_round_to_three_digits_and_say_so():
    text = run("net.yaml", "--units", "K")
    assert f"{MULTIPLICATIONS / 1000:.3f}" in text
    assert "K = 1,000" in text


def test_batch_multiplies_operations_and_not_parameters():
    one, four = (json.loads(run("net.yaml", "--format", "json", *more))["total"] for more in ([], ["--batch", "4"]))
    assert four["parameters"] == one["parameters"]
    assert four["multiplications"] == 4 * one["multiplications"]
    assert four["ledger"]["comparisons"] == 4 * one["ledger"]["comparisons"]


def test_layout_turns_shapes_around_in_both_directions():
    text = run("net.yaml", "--layout", "chw", "--in", "3x12x12")
    assert "C x H x W" in text
    assert "8x12x12" in text


def test_the_likelier_axis_order_is_pointed_out():
    result = CliRunner().invoke(cli, ["summary", "net.yaml", "--in", "3x48x48"])
    assert "--layout chw" in result.output


def test_conventions_change_the_columns_and_are_named():
    assert "convention mac" in run("net.yaml", "--convention", "mac")
    assert "Accumulations" not in run("net.yaml", "--convention", "mac")
    exact = json.loads(run("net.yaml", "--convention", "exact", "--format", "json"))["total"]
    # Every output value adds up its products and its bias: as many operations as two per multiplication.
    conv_biases_and_dense = exact["operations"]
    assert conv_biases_and_dense == 2 * MULTIPLICATIONS


def test_symbols_are_set_and_the_published_figures_of_the_file_then_do_not_apply():
    report = json.loads(run("net.yaml", "--set", "classes=100", "--format", "json"))
    assert report["rows"][-1]["output"] == [100]
    assert report["expectations"] == []
    assert report["symbols"] == {"classes": 100}


@pytest.mark.parametrize("form", ["plain", "csv", "json"])
def test_a_published_figure_that_does_not_hold_is_an_error_in_every_format(form):
    Path("wrong.yaml").write_text(Path("net.yaml").read_text().replace("output: 10", "parameters: 5000"))
    result = CliRunner().invoke(cli, ["summary", "wrong.yaml", "--format", form])
    assert result.stdout
    assert result.exception.exit_code == 1
    assert re.match(r"wrong\.yaml:\d+:\d+: .*parameters is 5000 in print and 4,930 here", str(result.exception))


def test_published_figures_that_do_not_apply_are_said_to_be_unchecked():
    assert "published figures: 1 of 1 agree" in run("net.yaml")
    for change in (["--set", "classes=3"], ["--in", "16x16x3"], ["--batch", "2"]):
        assert "published figures: 1 not checked" in run("net.yaml", *change)


def test_the_file_that_is_read_is_not_written_over():
    before = Path("net.yaml").read_text()
    with pytest.raises(UsageError, match="would write over"):
        run("net.yaml", "-o", "net.yaml")
    assert Path("net.yaml").read_text() == before


def test_an_ending_that_names_no_format_is_refused():
    with pytest.raises(UsageError, match=r"\.xlsx"):
        run("net.yaml", "-o", "net.xlsx")


def test_the_first_rows_of_an_order_and_the_totals_of_all():
    text = run("net.yaml", "--sort", "operations", "--top", "1")
    assert "Operations" in text
    assert "15 rows are not shown" in text
    assert f"{PARAMETERS:,}" in text
    report = json.loads(run("net.yaml", "--sort", "multiplications", "--top", "3", "--format", "json"))
    assert [row["name"] for row in report["rows"]] == ["body/1/conv", "body/2/conv", "unit/conv"]
    assert report["rows_left_out"] == 13


def test_accumulations_across_the_channels_are_named_where_they_are_counted():
    assert "All accumulations" in run("net.yaml", "--convention", "exact")
    assert "All accumulations" not in run("net.yaml")


def test_no_arguments_at_all_print_the_help():
    command = [sys.executable, "-m", "convcalc"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("Usage: convcalc")
    assert not done.stderr


def test_output_goes_to_a_file_whose_ending_chooses_the_format(tmp_path):
    assert run("net.yaml", "-o", "out.json") == ""
    assert json.loads(Path("out.json").read_text())["total"]["parameters"] == PARAMETERS
    run("net.yaml", "-o", "out.md")
    assert Path("out.md").read_text().count("---: |") == 4
    with pytest.raises(UsageError, match="cannot be written"):
        run("net.yaml", "-o", "nowhere/out.json")


def test_strict_refuses_a_stride_that_does_not_divide():
    result = CliRunner().invoke(cli, ["summary", "resnet50", "--strict"])
    assert "does not fit" in str(result.exception)


def terminal(columns, *args, **environment):
    return on_a_terminal(columns, "summary", "net.yaml", *args, **environment)


def test_a_terminal_gets_colours_and_its_width():
    text = terminal(80)
    assert "\x1b[1m" in text
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert max(map(len, plain.splitlines())) <= 80
    assert f"{PARAMETERS:,}" in plain


def test_no_color_is_obeyed():
    assert "\x1b" not in terminal(100, NO_COLOR="1")


def test_a_terminal_without_these_signs_gets_plain_ones():
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "convcalc", "layer", "--in", "28x28x128", "--k", "3", "--out", "32"]
    text = subprocess.run(command, capture_output=True, env=env, check=True).stdout.decode("ascii")
    assert "(F^2*D_in + 1)*D_out = (3^2*128 + 1)*32 = 36,896" in text


@pytest.mark.parametrize(("shell", "place"), [("bash", "2"), ("zsh", "2"), ("fish", "goo")])
def test_the_shell_completes_bundled_names(shell, place):
    env = {
        **os.environ,
        "_CONVCALC_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": "convcalc summary goo",
        "COMP_CWORD": place,
    }
    text = subprocess.run([sys.executable, "-c", "from convcalc.cli import main; main()"],
                          capture_output=True, env=env, text=True, check=True).stdout  # fmt: skip
    assert "googlenet" in text
