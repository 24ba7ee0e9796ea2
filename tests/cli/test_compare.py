"""``convcalc compare``: the gain of a separable convolution, in numbers and as formulas, and networks side by side."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from convcalc.cli import cli

# Lecture 5, exercises 1 and 2: 28x28x128, 3x3, 32 filters.
NORMAL, SEPARABLE = "conv(out=32, kernel=3)", "depthwise(kernel=3) + conv(out=32, kernel=1)"
NAMED = ("conv(out=D, kernel=F, bias=false)", "depthwise(F, bias=false) + conv(D, 1, bias=false)", "--in", "HxWxC")


def run(*args):
    result = CliRunner().invoke(cli, ["compare", *args], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_formats(form):
    same_as(f"compare.{form}", run(NORMAL, SEPARABLE, "--in", "28x28x128", "--format", form))


def test_names():
    same_as("compare.names.plain", run(*NAMED, "--format", "plain"))


def quantities(*args):
    return {each["quantity"]: each for each in json.loads(run(*args, "--format", "json"))["quantities"]}


def test_the_gain_in_numbers():
    """By hand: 26*26*9*128*32 over 26*26*(9*128 + 128*32) is 7.02..."""
    found = quantities(NORMAL, SEPARABLE, "--in", "28x28x128")["multiplications"]
    assert found["first"] == 26 * 26 * 9 * 128 * 32
    assert found["second"] == 26 * 26 * (9 * 128 + 128 * 32)
    assert found["gain"] == "288/41"
    rows = list(csv.DictReader(io.StringIO(run(NORMAL, SEPARABLE, "--in", "28x28x128", "--format", "csv"))))
    assert rows[2]["first/second"] == "7.02…"


def test_the_gain_as_a_formula():
    """Lecture 5, exercise 2: 1/(1/D_out + 1/F^2) for the weights and the multiplications."""
    found = quantities(*NAMED)
    for quantity in ("parameters", "multiplications"):
        assert found[quantity]["gain"] == "1/(1/D + 1/F**2)"
    assert found["parameters"]["latex"]["gain"] == r"\frac{1}{\frac{1}{D} + \frac{1}{F^{2}}}"
    assert found["accumulations"]["gain"] == "D"


def test_networks():
    """138,357,544 and 25,557,032 parameters: four libraries and torchvision."""
    found = quantities("vgg16", "resnet50", "--convention", "mac")
    assert (found["parameters"]["first"], found["parameters"]["second"]) == (138357544, 25557032)
