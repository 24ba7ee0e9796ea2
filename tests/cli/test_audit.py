"""``convcalc audit``: what is printed in every format and width, the exit code, and what the options do."""

import csv
import io
import json
import os
import pty
import subprocess
import sys

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from convcalc.architecture.library import bundled_names
from convcalc.cli import cli

# conv: 3*3*3*16 = 432 weights and 16 biases; pool: (32 - 3)//2 + 1 = 15; dense: 15*15*16*10 + 10 = 36,010 parameters.
FILE = """
name: Planted
source: a made-up network for tests
input: 32x32x3
symbols: {wide: false}
paper:
  source: a made-up table
  columns:
    type: '{label}'
    size: output
    params: {cell: parameters, unit: K, digits: rounded, decimals: 2}
layers:
  - conv: {out: 32 if wide else 16, kernel: 3, padding: 1}
    as: conv
    expect: [convolution, 32x32x16, {printed: 0.90K, erratum: "0.448K; 0.896K is that of 32 filters"}]
  - maxpool: {kernel: 3, stride: 2}
    as: pool
    expect: {output: [15x15x16, 16x16x16]}
  - dense: 10
    as: fc
    expect: {parameters: [36.0K, 36K, 36100, {printed: 36.0K, set: {wide: true}}, {printed: 36010, erratum: one less}]}
expect: {parameters: 40000, multiplications: 1}
"""
TABLE = "layer,size,params\nconv,32x32x16,0.4K\npool,15x15x16,\nfc,10,63.0K\ntotal,,36.5K\n"


@pytest.fixture(autouse=True)
def in_a_folder_with_a_file(tmp_path, monkeypatch):
    (tmp_path / "planted.yaml").write_text(FILE, encoding="utf-8")
    (tmp_path / "table.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*args, exit_code=1):
    result = CliRunner().invoke(cli, ["audit", *args])
    code = getattr(result.exception, "exit_code", result.exit_code)
    assert code == exit_code, result.output
    return result


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_formats(form):
    same_as(f"audit.{form}", run("planted.yaml", "--format", form).stdout)


def test_every_figure():
    same_as("audit.every.plain", run("planted.yaml", "--every", "--format", "plain").stdout)


def test_a_table_of_a_user():
    same_as("audit.table.plain", run("--table", "table.csv", "planted.yaml", "--format", "plain").stdout)


@pytest.mark.parametrize("columns", [40, 80, 140])
def test_tables_fold_and_nothing_is_lost(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    text = run("planted.yaml", "--format", "table").stdout
    assert max(map(len, text.splitlines())) <= columns
    words = {word for word in run("planted.yaml", "--format", "plain").stdout.split() if "─" not in word}
    assert words <= set(text.split())
    same_as(f"audit.{columns}.txt", text)


def test_one_error_with_the_count_and_the_first_place():
    said = str(run("planted.yaml").exception).splitlines()
    assert said[0] == (
        "planted.yaml:18:33: figures that differ and have no erratum: 5, figures that agree and have one: 1;"
        " the first, pool, output, is 16x16x16 in print and 15x15x16 here"
    )
    assert len(said) == 4  # the line of the file, a caret, and what to try
    assert said[-1].endswith("the output has the place of each")


def test_the_error_of_a_single_figure(tmp_path):
    (tmp_path / "one.csv").write_text("layer,size\npool,16x16x16\n", encoding="utf-8")
    said = str(run("--table", "one.csv", "planted.yaml").exception)
    assert "one.csv:2:6: pool: size is 16x16x16 in print and 15x15x16 here: padding 1 in place of 0" in said
    assert "try the cell as it is printed" in said


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_each_figure_that_differs_has_its_place(form):
    text = run("--table", "table.csv", "planted.yaml", "--format", form).stdout
    assert "table.csv:4:7" in text


def test_json_is_exact():
    data = json.loads(run("planted.yaml", "--format", "json").stdout)
    assert data["schema_version"] == 1
    (file,) = data["files"]
    assert file["counts"] == {"exact": 4, "rounded": 2, "cut": 0, "differs": 6}
    found = {(each["name"], each["printed"]): each for each in file["findings"]}
    wrong = found["conv", "0.90K"]
    assert (wrong["computed"], wrong["off_by"], wrong["off_by_share"]) == (448, 452, "113/112")
    assert wrong["hypotheses"] == [
        {"kind": "variant", "says": "wide = true, another variant of the file", "value": 896}
    ]
    (wide,) = (each for each in file["findings"] if each["set"])
    assert wide["set"] == {"wide": True}
    assert wide["computed"] == 72010  # 15*15*32*10 + 10


def test_csv_has_a_line_a_figure():
    rows = list(csv.DictReader(io.StringIO(run("planted.yaml", "--format", "csv").stdout)))
    assert len(rows) == 12
    assert rows[2]["hypothesis"] == "wide = true, another variant of the file"
    assert rows[0]["status"] == "exact"
    assert [row["set"] for row in rows if row["set"]] == ["wide=true"]
    assert {row["place"].split(":")[0] for row in rows} == {"planted.yaml"}


def test_a_variant_behind_a_colon():
    """3*3*3*32 + 32 = 896 parameters; 15*15*32*10 + 10 = 72,010, and 72,906 in all."""
    text = run("planted.yaml:wide=true", "--format", "plain").stdout
    assert "planted.yaml with wide=true, 12 figures" in text
    data = json.loads(run("planted.yaml:wide=true", "--format", "json").stdout)["files"][0]
    assert data["set"] == {"wide": True}
    assert all(each["set"] == {"wide": True} for each in data["findings"])
    found = {(each["name"], each["quantity"], each["printed"]): each for each in data["findings"]}
    assert found["conv", "params", "0.90K"]["status"] == "rounded"
    assert not found["conv", "params", "0.90K"]["stale_erratum"]  # it says nothing of this variant
    assert found["fc", "parameters", "36.0K"]["status"] in ("rounded", "differs")
    assert found["Planted", "parameters", "40000"]["computed"] == 72906
    assert "try convcalc audit planted" in str(run("planted.yaml:wide=true").exception)


def test_a_table_of_a_variant(tmp_path):
    (tmp_path / "wide.csv").write_text("layer,size,params\nconv,32x32x32,0.90K\nfc,,72.01K\n", encoding="utf-8")
    text = run("--table", "wide.csv", "planted.yaml:wide=true", exit_code=0).stdout
    assert "planted.yaml with wide=true, 3 figures: 2 exact, 1 rounded" in text  # 0.896K, 72.01K


def test_a_computed_count_in_the_unit_of_its_column(tmp_path):
    """Lecture 1 prints 380K for the 388,096 weights of 3b, 388,096/1024 = 379."""
    (tmp_path / "three.csv").write_text("type,params\ninception_3b,380K\n", encoding="utf-8")
    text = run("--table", "three.csv", "googlenet").stdout
    assert "388,096 = 379.0K of 1,024" in text
    assert "as in print; erratum: 379.0; 379.6 with the biases, rounded" in text


def test_all_networks_that_come_along():
    data = json.loads(run("--all", "--format", "json", exit_code=0).stdout)
    named = [each["file"]["name"].removesuffix(".yaml") for each in data["files"]]
    assert all(each["file"]["bundled"] for each in data["files"])
    listed = json.loads(CliRunner().invoke(cli, ["architectures", "--format", "json"]).stdout)["architectures"]
    assert named == [each["name"] for each in listed]  # by family and year
    assert sorted(named) == sorted(bundled_names())
    text = run("--all", exit_code=0).stdout
    assert "googlenet.yaml (bundled), " in text
    assert data["figures"] == sum(each["figures"] for each in data["files"])
    assert data["counts"]["exact"] == sum(each["counts"]["exact"] for each in data["files"])
    total = text.splitlines()[-1]
    assert total.startswith(f"{len(named)} networks, {data['figures']} figures: {data['counts']['exact']} exact, ")
    assert total.endswith("(each with an erratum)")


def test_a_file_with_nothing_to_look_at(tmp_path):
    (tmp_path / "empty.yaml").write_text("input: 8x8x1\nlayers: [relu]\n")
    (tmp_path / "fine.yaml").write_text("input: 8x8x1\nlayers: [relu]\nexpect: {parameters: 0}\n")
    text = run("empty.yaml", "fine.yaml", exit_code=0).stdout
    of_each = "empty\nempty.yaml, no published figures\n\nfine\nfine.yaml, 1 figure: 1 exact\n"
    assert text == of_each + "\n2 networks, 1 figure: 1 exact\n"
    marked = run("empty.yaml", "fine.yaml", "--format", "markdown", exit_code=0).stdout
    assert marked.endswith("\n\n2 networks, 1 figure: 1 exact\n")
    assert "1 figure: 1 exact" in run("fine.yaml", "--format", "markdown", exit_code=0).stdout


def test_a_file_gets_the_format_of_its_ending(tmp_path):
    assert run("googlenet", "-o", "out.json", exit_code=0).stdout == ""
    assert json.loads((tmp_path / "out.json").read_text())["files"][0]["name"] == "GoogLeNet"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((), "the file is missing"),
        (("--all", "vgg16"), "--all looks at every bundled network, and vgg16 is given"),
        (("--table", "table.csv"), "the network is missing, and table.csv is the table of one"),
        (("--table", "table.csv"), "try convcalc audit --table table.csv googlenet"),
        (("planted.yaml:in=8x8x3",), "the figures of planted.yaml are of the input that its file has"),
        (("planted.yaml:deep=1",), "deep"),
        (("--all", "--table", "table.csv"), "a table is of one network"),
        (("vgg16", "vgg19", "--table", "table.csv"), "a table is of one network"),
        (("planted.yaml", "--table", "table.csv", "-o", "table.csv"), "would write over the file that is read"),
    ],
)
def test_wrong_command_lines(args, says):
    assert says in str(run(*args, exit_code=2).exception)


def started(stderr, *args):
    environment = {**os.environ, "TERM": "xterm-256color"}
    return subprocess.Popen(
        [sys.executable, "-m", "convcalc", "audit", *args], stdout=subprocess.PIPE, stderr=stderr, env=environment
    )


def test_a_pipe_gets_no_progress_bar():
    process = started(subprocess.PIPE, "lenet5", "vgg11")
    printed, said = process.communicate()
    assert (process.returncode, said) == (0, b"")
    assert b"VGG-11" in printed


def test_a_terminal_gets_a_progress_bar():
    leader, follower = pty.openpty()
    process = started(follower, "--all")
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
    assert "googlenet.yaml (bundled)" in printed
    assert "%" in said.decode()
