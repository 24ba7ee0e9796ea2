"""``convcalc layer --semantics``: one framework with the working, all of them side by side, and refusals."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from convcalc.cli import cli
from convcalc.errors import ShapeError, UsageError

POOL = ("--in", "112x112x64", "--pool", "max", "--k", "3", "--stride", "2")
SAME = ("--in", "28x28x128", "--k", "3", "--out", "32", "--stride", "2", "--pad", "same")
TRANSPOSED = ("--in", "14x14x64", "--transpose", "--k", "2", "--stride", "3", "--out", "32")


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch):
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*args, exit_code=0):
    result = CliRunner().invoke(cli, ["layer", *args], catch_exceptions=False)
    assert result.exit_code == exit_code, result.output
    return result.stdout


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_formats(form):
    same_as(f"semantics.{form}", run(*SAME, "--semantics", "all", "--format", form))
    same_as(f"semantics.caffe.{form}", run(*POOL, "--semantics", "caffe", "--format", form))


@pytest.mark.parametrize("columns", [40, 80, 140])
def test_the_table_folds_to_the_width(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    text = run(*TRANSPOSED, "--semantics", "all", "--format", "table")
    assert max(map(len, text.splitlines())) <= columns
    same_as(f"semantics.{columns}.txt", text)


def test_names_are_formulas():
    args = ("--in", "HxWxC", "--k", "F", "--out", "D", "--pad", "same", "--semantics", "all")
    same_as("semantics.names.plain", run(*args))


def test_one_is_the_usual_page_with_whose_rules_they_are():
    text = run(*POOL, "--semantics", "caffe")
    for line in (
        "maxpool(kernel=3, stride=2) on 112x112x64 (H x W x C)",
        "semantics caffe: Caffe 1.0; conv_layer.cpp, deconv_layer.cpp and pooling_layer.cpp, read and not run",
        "read as maxpool(kernel=3, stride=2, ceil=true)",
        "output = 56x56x64",
        "W_out = ⌈(W − F + 2P)/S⌉ + 1 = ⌈(112 − 3 + 2·0)/2⌉ + 1 = 56",
    ):
        assert line in text.splitlines()
    assert "read as" not in run(*POOL, "--semantics", "pytorch")


def test_the_others_of_the_options_hold_as_well():
    data = json.loads(run(*SAME, "--semantics", "lecture", "--convention", "mac", "--effective", "--format", "json"))
    assert data["convention"]["name"] == "mac"
    assert data["semantics"]["read_as"] == "conv(out=32, kernel=3, stride=2, padding=1)"
    assert data["semantics"]["zeros"] == {"top": 1, "bottom": 1, "left": 1, "right": 1}
    # Of 14 windows along an axis the first alone meets a zero, with one tap: 14*3 - 1 taps on the input.
    assert data["total"]["ledger"]["on_padding"] == ((14 * 3) ** 2 - (14 * 3 - 1) ** 2) * 128 * 32
    text = run(*SAME, "--semantics", "tensorflow", "--receptive-field", "1")
    assert "P_bottom" in text
    assert "r_out" in text


def test_a_line_each_for_a_spreadsheet():
    rows = list(csv.DictReader(io.StringIO(run(*SAME, "--semantics", "all", "--format", "csv"))))
    assert [row["semantics"] for row in rows] == ["pytorch", "tensorflow", "onnx", "caffe", "lecture"]
    assert rows[0]["refusal"].startswith("conv: Conv2d of PyTorch takes padding same with a stride of 1 alone")
    assert [rows[1][f"zeros_{side}"] for side in ("top", "bottom", "left", "right")] == ["0", "1", "0", "1"]
    cropped = csv.DictReader(io.StringIO(run(*TRANSPOSED, "--semantics", "all", "--format", "csv")))
    assert [row["output"] for row in cropped] == ["41x41x32", "42x42x32", "41x41x32", "41x41x32", "41x41x32"]


def test_effective_counts_stand_beside_the_others():
    text = run("--in", "28x28x128", "--k", "3", "--out", "32", "--pad", "1", "--semantics", "all", "--effective")
    real = (55_108_096 - 28 * 28 * 32) // 2  # XLA: two a real tap and a bias an output value
    assert text.count(f"{real:,}") == 5


def test_answers_are_checked_by_the_rules_asked_for():
    assert "is right" in run(*POOL, "--semantics", "caffe", "--answer", "output=56x56x64")
    wrong = run(*POOL, "--semantics", "caffe", "--answer", "output=55x55x64", exit_code=1)
    assert "rounded down where this pool rounds up" in wrong
    assert "is right" in run(*POOL, "--semantics", "pytorch", "--answer", "output=55x55x64")


def test_another_axis_order():
    text = run("--in", "64x112x112", "--layout", "chw", *POOL[2:], "--semantics", "all")
    assert "caffe rounds up: 64x56x56, where pytorch, tensorflow and onnx have 64x55x55" in text


def test_another_reading_of_the_shape_is_pointed_out():
    for name in ("caffe", "all"):
        args = ["layer", "--in", "7x7", "--k", "3", "--out", "2", "--semantics", name]
        assert "7x7 is read as W x C, a sequence" in CliRunner().invoke(cli, args).output


def test_a_refusal_is_a_shape_error():
    with pytest.raises(ShapeError) as caught:
        run(*SAME, "--semantics", "pytorch")
    assert caught.value.exit_code == 3
    with pytest.raises(ShapeError, match=r"\(112 − 3 \+ 2·0\)/2 \+ 1 = 55\.5 is not whole"):
        run(*POOL, "--semantics", "lecture")


@pytest.mark.parametrize("option", [("--answer", "output=3"), ("--receptive-field", "1")])
def test_all_goes_with_nothing_that_is_of_one_layer(option):
    with pytest.raises(UsageError, match=f"{option[0]} is of one layer, and --semantics all shows several"):
        run(*POOL, "--semantics", "all", *option)


def test_a_file_is_written(tmp_path):
    target = tmp_path / "all.md"
    run(*SAME, "--semantics", "all", "--output-file", str(target))
    assert "| tensorflow | Keras 3.15 on TensorFlow 2.21 | 14x14x32 | 0, 1, 0, 1 |" in target.read_text()
