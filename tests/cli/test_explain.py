"""``convcalc explain``: what is printed, in every format, and which rows are found."""

import json
import re

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from cli.latex import well_formed
from contract.reader import value_of_text
from convcalc.cli import cli

# The lecture's worked example, and one whose stride does not divide: (7 - 3)/3 + 1 is 2 and a third.
EXAMPLE = ("--in", "28x28x128", "--k", "3", "--out", "32")
UNEVEN = ("--in", "7x7x3", "--k", "3", "--stride", "3", "--out", "4")
NAMES = ("--in", "HxWxC", "--k", "F", "--out", "D", "--pad", "P", "--stride", "S")


@pytest.fixture(autouse=True)
def plain_terminal(monkeypatch):
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*args):
    result = CliRunner().invoke(cli, ["explain", *args], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("form", ["plain", "json", "markdown", "latex"])
def test_formats(form):
    same_as(f"explain.{form}", run(*UNEVEN, "--format", form))


@pytest.mark.parametrize("form", ["plain", "markdown", "latex"])
def test_names(form):
    same_as(f"explain.names.{form}", run(*NAMES, "--format", form))


def test_rows_of_a_network():
    same_as("explain.rows.plain", run("resnet50", "conv1/conv", "conv2_x", "--format", "plain"))


def test_the_lines_of_the_lecture():
    """Lecture 5, 'Convolution operation', example; the form is that of the tool's description."""
    lines = run(*EXAMPLE).splitlines()
    for line in (
        "W_out = (W − F + 2P)/S + 1 = (28 − 3 + 2·0)/1 + 1 = 26",
        "parameters = (F²·D_in + 1)·D_out = (3²·128 + 1)·32 = 36,896",
        "multiplications = H_out·W_out·F²·D_in·D_out = 26·26·3²·128·32 = 24,920,064",
        "  F = size of the filter",
    ):
        assert line in lines


def test_a_stride_that_does_not_divide():
    text = run(*UNEVEN)
    assert "  (7 − 3 + 2·0)/3 + 1 = 2.33…, rounded down" in text.splitlines()
    assert "the last 1 row and 1 column of the input are never read" in text


# Sizes and parameters from the sources that the catalogue's examples name; padding same by hand, 2 zeros in all.
STEPS = {
    "--in 7x7x1 --k 3 --out 1 --dilation 2": ["F_eff = F + (F − 1)·(d − 1) = 3 + (3 − 1)·(2 − 1) = 5"],
    "--in 2x2x1 --transpose --k 3 --out 1 --stride 2 --output-padding 1": [
        "H_out = S·(H − 1) + F − 2P + A = 2·(2 − 1) + 3 − 2·0 + 1 = 6"
    ],
    "--in 27x27x96 --k 5 --out 256 --pad 2 --groups 2": [
        "parameters = (F²·D_in/g + 1)·D_out = (5²·96/2 + 1)·256 = 307,456"
    ],
    "--in 28x28x128 --depthwise --k 3": ["parameters = (F² + 1)·D_in = (3² + 1)·128 = 1,280"],
    "--in 5x5x1 --k 3 --out 1 --pad same --stride 2": [
        "P_total_h = max((⌈H/S⌉ − 1)·S + F − H, 0) = max((⌈5/2⌉ − 1)·2 + 3 − 5, 0) = 2",
        "H_out = ⌈H/S⌉ = ⌈5/2⌉ = 3",
    ],
    "--in 112x112x64 --pool max --k 3 --stride 2 --ceil": [
        "O_up_h = ⌈(H − F + 2P)/S⌉ + 1 = ⌈(112 − 3 + 2·0)/2⌉ + 1 = 56",
        "  (112 − 3 + 2·0)/2 + 1 = 55.5, rounded up",
    ],
}


@pytest.mark.parametrize("args", STEPS)
def test_steps_of_their_own(args):
    printed = run(*args.split()).splitlines()
    for line in STEPS[args]:
        assert line in printed


def test_every_row_and_the_totals_of_a_network():
    page = json.loads(run("lenet5", "--format", "json"))
    assert len(page["parts"]) == 13
    assert page["parts"][-1]["title"] == "LeNet-5: 12 layers"
    sums = {step["name"]: step for step in page["parts"][-1]["steps"]}
    assert sums["parameters"]["value"] == 61706  # LeCun et al. 1998, with every map of C3 connected
    for step in sums.values():
        assert value_of_text(step["numbers"]) == step["value"]


def test_a_pattern_and_a_block():
    found = re.findall(r"^(C\d): conv", run("lenet5", "C[13]", "--format", "plain"), re.MULTILINE)
    assert found == ["C1", "C3"]
    assert re.findall(r"^(conv\d): ", run("alexnet", "conv[12]"), re.MULTILINE) == ["conv1", "conv2"]
    assert "conv2_x/1: 7 layers" in run("resnet18", "conv2_x/1")


def test_nobody_is_called_so():
    result = CliRunner().invoke(cli, ["explain", "alexnet", "convv1"])
    assert "no row or block called 'convv1'" in str(result.exception)


def test_assumptions_stand_as_formulas_in_latex():
    text = run("--in", "HxWxC", "--k", "F*F*F", "--out", "D", "--format", "latex")
    assert r"\item $H \ge F^{3}$" in text
    well_formed(text)


def test_latex_is_well_formed():
    for args in (("googlenet", "inception_3a", "conv1*"), (*NAMES, "--transpose"), UNEVEN):
        well_formed(run(*args, "--format", "latex"))
