"""``--memory``, ``--dtype`` and the budgets of ``convcalc summary``: what is printed, in every format and width."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from convcalc.cli import cli
from convcalc.errors import CheckFailed, UsageError

NET = """
name: A block with a shortcut
input: 8x8x2
layers:
  - conv: {out: 4, kernel: 3, padding: 1, bias: false}
    as: stem
  - batchnorm
  - relu
  - add: [[conv: {out: 4, kernel: 1}, relu], []]
    as: block
  - maxpool: 2
  - dense: 10
"""
# By hand: 3*3*2*4 weights and 2*4 of the batch norm, 4*4 + 4 for the 1x1, 4*4*4*10 + 10 for the dense layer.
PARAMETERS = 72 + 8 + 20 + 650
# The values of the outputs: 8*8*4 six times (stem, batch norm, relu, and conv, relu, add), 4*4*4, 10.
ACTIVATIONS = 6 * 256 + 64 + 10
# In place: the input's 128 and the stem's 256; one map; the shortcut and its 1x1; a sum; pooled; classified.
LIVE = [128 + 256, 256, 256, 256 + 256, 512, 512, 256 + 64, 64 + 10]


@pytest.fixture(autouse=True)
def in_the_folder_of_the_net(tmp_path, monkeypatch):
    Path(tmp_path / "net.yaml").write_text(NET)
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def invoked(*args):
    return CliRunner().invoke(cli, ["summary", *args])


def summary(*args):
    result = invoked("net.yaml", *args)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_formats(form):
    same_as(f"memory.{form}", summary("--memory", "--format", form))


@pytest.mark.parametrize("columns", [40, 80])
def test_tables_fold_to_the_width_and_lose_nothing(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    text = summary("--memory", "--format", "table")
    assert max(map(len, text.splitlines())) <= columns
    assert set(re.findall(r"[\w,./]+", summary("--memory"))) <= set(re.findall(r"[\w,./]+", text))
    same_as(f"memory.{columns}.txt", text)


def test_the_json_has_exact_integers_and_what_is_alive_at_the_peak():
    report = json.loads(summary("--memory", "--format", "json"))
    assert [row["memory"]["live"] for row in report["rows"]] == LIVE
    memory = report["memory"]
    assert (memory["dtype"], memory["bits"], memory["in_place"]) == ("float32", 32, True)
    assert memory["parameter_bytes"] == 4 * PARAMETERS
    assert memory["statistic_bytes"] == 4 * 2 * 4
    assert (memory["activations"], memory["activation_bytes"]) == (ACTIVATIONS, 4 * ACTIVATIONS)
    assert (memory["live"], memory["live_bytes"]) == (512, 2048)
    assert memory["written"] == 128 + 256 + 256 + 64 + 10
    (peak,) = memory["peaks"]
    assert (peak["row"], peak["rows"]) == ("conv", 3)
    assert [(each["name"], each["shape"]) for each in peak["live"]] == [("relu", [8, 8, 4]), ("conv", [8, 8, 4])]


def test_shapes_at_the_peak_stand_in_the_layout():
    report = json.loads(summary("--memory", "--format", "json", "--layout", "chw"))
    assert report["memory"]["peaks"][0]["live"][0]["shape"] == [4, 8, 8]


def test_the_csv_has_exact_bytes_a_row():
    rows = list(csv.DictReader(io.StringIO(summary("--memory", "--format", "csv"))))
    assert [int(row["live"]) for row in rows] == [4 * each for each in LIVE]
    assert sum(int(row["parameter_bytes"]) for row in rows) == 4 * PARAMETERS
    assert sum(int(row["activation_bytes"]) for row in rows) == 4 * sum(int(row["activations"]) for row in rows)


def test_without_the_option_nothing_is_said_of_memory():
    assert "memory" not in summary("--format", "json")
    assert "Live" not in summary()


def test_columns_alone_ask_for_the_memory():
    assert summary("--columns", "name,live", "--format", "csv").splitlines()[1] == "stem,1536"
    text = summary("--columns", "name,parameter_bytes,live")
    assert re.search(rf"^total +{4 * PARAMETERS:,}$", text, re.MULTILINE)


def test_rows_are_sorted_by_what_is_alive():
    text = summary("--sort", "live", "--top", "3", "--columns", "live", "--format", "csv")
    assert text.splitlines()[1:] == ["2048"] * 3


@pytest.mark.parametrize(("dtype", "size"), [("float64", 8), ("bfloat16", 2), ("uint8", 1)])
def test_a_type_alone_asks_for_the_memory_in_it(dtype, size):
    memory = json.loads(summary("--dtype", dtype, "--format", "json"))["memory"]
    assert (memory["live_bytes"], memory["parameter_bytes"]) == (size * 512, size * PARAMETERS)
    assert f"values of {dtype}, {size} byte{'s' * (size > 1)} each" in summary("--dtype", dtype)


def test_four_bits_are_rounded_up_once():
    memory = json.loads(summary("--dtype", "int4", "--in", "8x8x3", "--format", "json"))["memory"]
    assert memory["parameter_bytes"] == (PARAMETERS + 36) / 2  # a third channel has 3*3*4 weights
    assert "values of int4, 4 bits each" in summary("--dtype", "int4")


def test_without_working_in_place_the_sum_has_memory_of_its_own():
    text = summary("--no-in-place", "--memory")
    assert "nothing in place" in text
    # The shortcut, the path's convolution and its relu; then the shortcut, that relu, and the sum.
    assert "peak: 3,072 bytes (3.07 KB) at relu_2 and 1 more row, where" in text
    assert "4 + 4 + 4 channels of 8x8" in text


def test_memory_stands_beside_receptive_fields_and_effective_counts():
    header = summary("--memory", "--receptive-field", "--format", "csv").splitlines()[0]
    assert header == "name,type,window,output,field,jump,offset,seen,parameter_bytes,activations,activation_bytes,live"
    header = summary("--memory", "--effective", "--format", "csv").splitlines()[0]
    assert "effective" in header
    assert "live" in header


def test_a_batch_is_named_with_the_memory():
    text = summary("--memory", "--batch", "2")
    assert "activations of the whole batch" in text
    assert "peak: 4,096 bytes (4.10 KB)" in text


def test_megabytes_and_mebibytes_are_told_apart():
    text = invoked("resnet50", "--memory", "--max-peak", "7MiB", "--depth", "1").stdout
    assert "1 MB = 1,000,000 bytes, 1 MiB = 1,048,576" in text
    assert "peak: 7,225,344 bytes (7.23 MB) at conv2_x/conv and 2 more rows" in text
    assert "64 + 256 + 256 channels of 56x56" in text
    # 7*1,048,576 - 7,225,344
    assert "--max-peak 7MiB (7,340,032 bytes): 114,688 bytes (112 KiB) left (1.6 %)" in text


def test_many_tensors_are_named_by_the_largest(tmp_path):
    """Seven paths of one channel and one of two, each 64 or 128 values; the concatenation has 9 channels."""
    paths = ", ".join(["[conv: {out: 1, kernel: 1}]"] * 7 + ["[conv: {out: 2, kernel: 1}]"])
    Path("wide.yaml").write_text(f"name: Wide\ninput: 8x8x4\nlayers:\n  - concat: [{paths}]\n")
    text = invoked("wide.yaml", "--memory").stdout
    assert "where concat 8x8x9 + conv_8 8x8x2 + " in text
    assert re.search(r"\+ 3 more are alive$", text, re.MULTILINE)


def test_the_peak_of_formulas_is_told_where_names_do_not_matter():
    text = invoked("resnet50", "--in", "HxWx3", "--assume", "H=32n,W=32n", "--memory", "--depth", "1").stdout
    assert "peak: 147,456·n² bytes at conv2_x/conv and 2 more rows" in text
    assert "64 + 256 + 256 channels of 8·n x 8·n" in text


def test_the_peak_of_formulas_is_left_open_where_names_matter():
    text = invoked("resnet50", "--in", "HxWx3", "--memory", "--depth", "1").stdout
    assert (
        "peak: in which row depends on the names, and numbers settle it; it may be\n  conv1/conv: 3·H·W + 64·" in text
    )
    assert re.search(r"^  and 8 other rows$", text, re.MULTILINE)


# Budgets.


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_a_passed_budget_is_an_error_in_every_format(form):
    result = invoked("net.yaml", "--max-params", "700", "--format", form)
    assert result.stdout
    (error,) = result.exception.errors
    assert isinstance(error, CheckFailed)
    assert result.exception.exit_code == 1
    # 650 of 750 parameters are 86.7 %, 72 are 9.6 %, 20 are 2.7 %.
    assert error.what == (
        "750 parameters: 50 more than --max-params 700 allows, by 7.1 %; most in dense 650 (86.7 %), stem 72 (9.6 %),"
        " conv 20 (2.7 %)"
    )


def test_all_that_is_passed_is_told_at_once():
    result = invoked("net.yaml", "--max-params", "1", "--max-mults", "1", "--max-ops", "1", "--max-weights", "1B",
                     "--max-activations", "1B", "--max-peak", "1B")  # fmt: skip
    assert len(result.exception.errors) == 6
    assert result.exception.exit_code == 1


def test_published_figures_and_budgets_fail_together():
    Path("wrong.yaml").write_text(NET + "expect: {parameters: 5000}\n")
    result = invoked("wrong.yaml", "--max-params", "1")
    assert {error.exit_code for error in result.exception.errors} == {1}
    assert "is 5000 in print" in str(result.exception)
    assert "750 parameters" in str(result.exception)


def test_what_is_left_of_a_budget_is_a_remark():
    text = summary("--max-params", "1K", "--max-peak", "2KiB")
    assert "--max-params 1K (1,000): 250 left (25 %)" in text
    assert "--max-peak 2KiB (2,048 bytes): 0 bytes left (0 %)" in text
    (params, peak) = json.loads(summary("--max-params", "1K", "--max-peak", "2KiB", "--format", "json"))["budgets"]
    assert (params["limit"], params["needed"], params["fits"]) == (1000, PARAMETERS, True)
    assert peak["heaviest"] == [{"name": "relu", "needed": 1024}, {"name": "conv", "needed": 1024}]


def test_a_budget_of_counts_does_not_ask_for_the_memory():
    assert "Live" not in summary("--max-params", "1K")
    assert "Live" in summary("--max-weights", "10KB")


def test_rows_that_are_not_shown_count_in_a_budget():
    result = invoked("net.yaml", "--max-params", "700", "--depth", "1", "--top", "1")
    assert "conv 20 (2.7 %)" in str(result.exception)


def test_a_type_that_takes_less_fits_a_budget():
    assert invoked("resnet50", "--max-peak", "2MB", "--dtype", "float32").exit_code
    assert not invoked("resnet50", "--max-peak", "2MB", "--dtype", "int8").exit_code


def test_a_budget_that_cannot_be_read_is_refused():
    with pytest.raises(UsageError, match="K alone is no unit"):
        CliRunner().invoke(cli, ["summary", "net.yaml", "--max-peak", "320K"], catch_exceptions=False)
