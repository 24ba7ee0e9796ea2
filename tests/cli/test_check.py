"""``convcalc check`` and ``convcalc layer --answer``: what is printed in every format and width, and the exit code."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from convcalc.classroom.check.matrices.problem import matrix_slips
from convcalc.classroom.check.slips.catalogue import all_slips
from convcalc.cli import cli

LECTURE = ("--in", "28x28x128", "--k", "3", "--out", "32")  # lecture 5, 'Convolution operation', example
GIVEN = ("params=36864", "output=26x26x32", "mults=28901376", "ops=1,000", "size=27x26", "accs=F*F*D_in", "biases=?")
ANSWERS = tuple(word for answer in GIVEN for word in ("--answer", answer))


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def run(*args, exit_code=1):
    result = CliRunner().invoke(cli, args, catch_exceptions=False)
    assert result.exit_code == exit_code, result.output
    return result.stdout


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_formats(form):
    same_as(f"check.{form}", run("check", *LECTURE, *ANSWERS, "--format", form))


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_what_is_right_is_shown_where_that_is_asked_for(form):
    hidden = run("check", *LECTURE, "--answer", "params=36864", "--format", form)
    shown = run("check", *LECTURE, "--answer", "params=36864", "--format", form, "--reveal")
    assert "36,896" not in hidden
    assert "36896" not in hidden
    assert "36,896" in shown


@pytest.mark.parametrize("columns", [40, 80, 140])
def test_verdicts_fold_to_the_width(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    text = run("check", *LECTURE, *ANSWERS, "--format", "table")
    assert max(map(len, text.splitlines())) <= columns
    same_as(f"check.{columns}.txt", text)


def test_layer_and_check_say_the_same():
    assert run("layer", *LECTURE, *ANSWERS) == run("check", *LECTURE, *ANSWERS)


def test_the_exit_code_says_whether_all_is_right():
    run("layer", *LECTURE, "--answer", "params=36,896", "--answer", "output=26x26x32", exit_code=0)
    run("layer", *LECTURE, "--answer", "params=36,896", "--answer", "output=26x26", exit_code=1)


@pytest.mark.parametrize(
    ("options", "exit_code"),
    [((), 1), (("--rtol", "0.01"), 0), (("--rtol", "1%"), 0), (("--atol", "200"), 0), (("--atol", "4"), 1),
     (("--sigfig", "2"), 0), (("--sigfig", "5"), 1)],
)  # fmt: skip
def test_tolerances(options, exit_code):
    run("check", *LECTURE, "--answer", "params=37001", *options, exit_code=exit_code)  # 105 above 36,896


@pytest.mark.parametrize(
    ("args", "exit_code", "told"),
    [
        (("resnet50", "--answer", "params=25.6M"), 0, "25.6M is right"),
        (("resnet50", "--answer", "mults=4.09G"), 1, "stride_in_1x1 = false"),
        (("resnet50", "conv1/conv", "--answer", "output=112x112x64"), 0, "conv1/conv of ResNet-50"),
        (("vgg16", "stage1", "--answer", "params=38,720"), 0, "is right"),  # 1,792 + 36,928, as the VGG lectures count
        (
            ("vgg16", "--set", "classes=10", "--answer", "params=134,301,514"),
            0,
            "is right",
        ),  # 4,097,000 less, 40,970 more
        (("googlenet", "--answer", "params=13,378,280"), 1, "auxiliary-heads-counted"),
        (("--in", "7x7x1", "--k", "3", "--out", "1", "--stride", "3", "--answer", "fits=no"), 0, "no is right"),
        (
            ("--in", "128x28x28", "--layout", "chw", "--k", "3", "--out", "32", "--answer", "output=32x26x26"),
            0,
            "right",
        ),
        (("--type", "concat", "--in", "28x28x64", "--in", "28x28x128", "--answer", "output=28x28x192"), 0, "right"),
        ((*LECTURE, "--convention", "exact", "--answer", "ops=49,840,128"), 0, "right"),  # 2 x 24,920,064
    ],
)
def test_networks_and_layers(args, exit_code, told):
    assert told in run("check", *args, exit_code=exit_code)


def test_json_carries_a_schema_version_and_every_slip():
    data = json.loads(run("check", *LECTURE, "--answer", "params=12288", "--format", "json"))
    (answer,) = data["answers"]
    assert (data["schema_version"], answer["verdict"]) == (1, "wrong")
    assert answer["slips"][0]["names"] == ["bias-forgotten", "kernel-not-squared"]


def test_the_slips_are_listed_with_their_examples():
    rows = list(csv.DictReader(io.StringIO(run("check", "--slips", "--format", "csv", exit_code=0))))
    assert {row["slip"] for row in rows} == {*all_slips(), *matrix_slips()}
    assert all(row["right"] != row["given"] for row in rows)
    listed = json.loads(run("check", "--slips", "--format", "json", exit_code=0))["slips"]
    assert [each["slip"] for each in listed] == [row["slip"] for row in rows]
    lines = run("check", "--slips", "--format", "plain", exit_code=0).splitlines()
    assert [line.partition(":")[0] for line in lines if not line.startswith(" ")] == [row["slip"] for row in rows]
