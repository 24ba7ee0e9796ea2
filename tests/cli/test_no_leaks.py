"""Without --reveal the right answer stands nowhere, whatever is answered."""

import re

import pytest
from click.testing import CliRunner

from convcalc.cli import cli

LECTURE = ("--in", "28x28x128", "--k", "3", "--out", "32")  # lecture 5: 26x26x32 and these counts
RIGHT = ("36,896", "36896", "24,920,064", "24920064", "47,092,864", "47092864", "26")
FORMULAS = ("F//2", "(H-W)//F", "min(F, H)", "max(F, 1)", "floor(F/2)", "F/(H+1)", "F", "H", "D_in*D_out", "H_out", "O",
            "W_out", "?", "dunno!", "x", "1/0")  # fmt: skip


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
@pytest.mark.parametrize("quantity", ["params", "mults", "ops", "size", "output", "height"])
def test_no_formula_draws_the_right_number_out(quantity, form):
    answers = [word for formula in FORMULAS for word in ("--answer", f"{quantity}={formula}")]
    said = CliRunner().invoke(cli, ["check", *LECTURE, *answers, "--format", form]).output
    numbers = re.findall(r"(?<![\d.,x])\d[\d,]*(?![\d.,x])", said.replace("28x28x128", ""))
    assert not set(numbers) & set(RIGHT), [line for line in said.splitlines() if any(each in line for each in RIGHT)]
