"""``convcalc fit``: what it says of the value that was found, of the next one, and where nothing fits."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from cli.latex import well_formed
from convcalc.cli import cli
from convcalc.errors import CheckFailed, UsageError

ALPHA = ("mobilenet", "--vary", "alpha", "--max-mults", "300M")
PAIRS = ("mobilenet", "--vary", "alpha=0.25..1..0.25", "--vary", "resolution", "--step", "32", "--max-mults", "300M")


def result_of(*args):
    return CliRunner().invoke(cli, ["fit", *args], catch_exceptions=False, standalone_mode=False)


def run(*args):
    result = result_of(*args)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(autouse=True)
def without_a_terminal(monkeypatch):
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("form", ["plain", "markdown", "csv", "json", "latex"])
def test_formats(form):
    text = run(*ALPHA, "--format", form)
    same_as(f"fit.{form}", text)
    if form == "latex":
        well_formed(text)


@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("step", (*ALPHA, "--step", "1/32", "--max-params", "3M")),
        ("pairs", PAIRS),
        ("peak", ("vgg16", "--in", "HxHx3", "--vary", "H", "--step", "32", "--max-peak", "16MiB")),
        ("ceiling", ("mobilenet_v2", "--vary", "alpha", "--max-mults", "200M")),
        ("ended", (*ALPHA, "--to", "1/2")),
        ("settled", ("mobilenet", "--vary", "resolution", "--max-params", "5M")),
    ],
)
def test_views(name, args, columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    text = run(*args, "--format", "table")
    assert max(map(len, text.splitlines())) <= columns
    same_as(f"fit.{name}.{columns}.txt", text)


def test_a_grid_of_thirty_seconds():
    """0.71875 is 23/32; the next, 0.75, is MobileNet's own, 325,400,448 in Howard et al.'s Table 6 (325 million)."""
    found = list(csv.DictReader(io.StringIO(run(*ALPHA, "--step", "1/32", "--format", "csv"))))
    assert [(row["alpha"], row["fits"]) for row in found] == [("0.71875", "true"), ("0.75", "false")]
    assert found[1]["multiplications"] == "325400448"
    assert int(found[0]["multiplications"]) <= 300_000_000


def test_json():
    data = json.loads(run(*ALPHA, "--format", "json"))
    assert data["schema_version"] == 1
    assert data["budgets"] == [
        {"option": "--max-mults", "written": "300M", "quantity": "multiplications", "limit": 300_000_000}
    ]
    (answer,) = data["answers"]
    assert answer["same"] == {"low": "0.7197265625", "low_in": True, "high": "0.720703125", "high_in": False}
    assert answer["best"]["multiplications"] == 300_000_000 - 183_758
    assert answer["next"]["values"] == {"alpha": "0.720703125"}


def test_nothing_fits():
    with pytest.raises(CheckFailed) as caught:
        result_of("mobilenet", "--vary", "alpha", "--max-mults", "1K")
    assert caught.value.exit_code == 1
    assert "alpha = 0.03125 needs 1,440,848 multiplications, and --max-mults allows 1,000" in str(caught.value)
    with pytest.raises(CheckFailed, match=r"no alpha fits: alpha = 0.01: .*out is 0"):
        result_of(*ALPHA, "--step", "0.01", "--to", "0.03")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("mobilenet", "--vary", "alpha"), "needs a budget"),
        ((*ALPHA, "--set", "alpha=1"), "alpha is to vary, and is given once more"),
        ((*ALPHA, "--vary", "alpha"), "alpha is to vary, and is given once more"),
        ((*ALPHA, "--set", "resolution=1,2"), "--set resolution has 2 values"),
        (("resnet50", "--vary", "stride_in_1x1", "--max-mults", "1G"), "its value is true, no number"),
        (("mobilenet", "--vary", "alpa", "--max-mults", "1G"), "no symbol 'alpa'"),
        ((*ALPHA, "--from", "2", "--to", "1"), "there is nothing between"),
        ((*ALPHA, "--from", "2", "--to", "1", "--step", "1"), "there is nothing between"),
        (("se_resnet50", "--vary", "reduction", "--max-params", "27M"), "do not rise with reduction"),
    ],
)
def test_what_is_refused(args, says):
    with pytest.raises(UsageError, match=says):
        result_of(*args)
