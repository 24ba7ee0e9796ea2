"""``convcalc compare``: the gain of a separable convolution, in numbers and as formulas, and networks side by side."""

import csv
import io
import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

import convcalc
from cli.golden import same_as
from cli.latex import well_formed
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


@pytest.fixture(autouse=True)
def without_a_terminal(monkeypatch):
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def quantities(*args):
    return {each["quantity"]: each for each in json.loads(run(*args, "--format", "json"))["quantities"]}


def test_the_gain_in_numbers():
    """By hand: 26*26*9*128*32 over 26*26*(9*128 + 128*32) is 7.02..."""
    found = quantities(NORMAL, SEPARABLE, "--in", "28x28x128")["multiplications"]
    assert found["first"] == 26 * 26 * 9 * 128 * 32
    assert found["second"] == 26 * 26 * (9 * 128 + 128 * 32)
    assert found["gain"] == "288/41"
    rows = list(csv.DictReader(io.StringIO(run(NORMAL, SEPARABLE, "--in", "28x28x128", "--format", "csv"))))
    assert rows[2]["first/second"] == "7.02439"
    assert rows[2]["first"] == str(26 * 26 * 9 * 128 * 32)


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


def test_two_networks_in_numbers_have_a_sentence_and_more_rows():
    """Lecture 1 prints 12 times fewer; its own networks have 60,965,224 / 6,998,552 = 8.71."""
    assert "\nGoogLeNet has 8.7 times fewer parameters than AlexNet, and " in run("alexnet", "googlenet")
    found = quantities("alexnet", "googlenet")
    assert (found["parameters"]["gain"], found["parameters"]["decimal"]) == ("7620653/874819", 8.71112)
    assert 60_965_224 * 874_819 == 6_998_552 * 7_620_653
    assert (found["depth"]["first"], found["depth"]["second"]) == (8, 22)  # 5 + 3; Szegedy et al. 2014, section 5
    lines = quantities(NORMAL, SEPARABLE, "--in", "28x28x128")["activations"]
    assert (lines["first"], lines["second"]) == (26 * 26 * 32, 26 * 26 * 128 + 26 * 26 * 32)


# Any number of networks.

FIVE = ("alexnet", "googlenet", "resnet50", "squeezenet", "mobilenet")


def data(*args):
    return json.loads(run(*args, "--format", "json"))


def test_five_networks_with_ratios_to_the_first():
    """Parameters and multiplications as other tools count them; fields from Araujo et al. 2019, table 2, and by hand.

    GoogLeNet, with the 5x5 of each module: 7, 11, 19, 27 before the modules, 27 + 2*32 = 91, pool 107,
    107 + 5*64 = 427, pool 459, 459 + 2*128 = 715.
    """
    found = data(*FIVE)
    assert found["to"] == "AlexNet"
    networks = {each["name"]: each for each in found["networks"]}
    assert {name: each["parameters"] for name, each in networks.items()} == {
        "AlexNet": 60_965_224, "GoogLeNet": 6_998_552, "ResNet-50": 25_557_032, "SqueezeNet": 1_248_424,
        "MobileNet": 4_231_976,
    }  # fmt: skip
    assert networks["ResNet-50"]["multiplications"] == 3_857_973_248
    assert [each["last_map"] for each in found["networks"]] == [
        "6x6x256", "7x7x1024", "7x7x2048", "13x13x1000", "7x7x1024",
    ]  # fmt: skip
    assert [each["receptive_field"][0] for each in found["networks"]] == [195, 715, 483, 155, 315]
    ratio = networks["GoogLeNet"]["ratios"]["parameters"]
    assert ratio == {"exact": "874819/7620653", "decimal": 0.114796}
    assert networks["AlexNet"]["ratios"]["depth"] == {"exact": "1", "decimal": 1}
    assert "their inputs differ: AlexNet, SqueezeNet on 227x227x3" in " ".join(found["remarks"])


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_formats_of_many(form):
    same_as(f"compare.many.{form}", run(*FIVE, "--format", form))


@pytest.mark.parametrize("columns", [80, 140])
def test_many_at_a_width(columns, monkeypatch):
    same_as(f"compare.many.{columns}.txt", at_width(columns, monkeypatch, *FIVE))


def at_width(columns, monkeypatch, *args):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    return run(*args, "--format", "table")


VIEWS = {
    "many": FIVE,
    "few": FIVE[:3],
    "two": FIVE[:2],
    "stages": ("resnet18", "resnet34", "resnet50", "--stages"),
    "bars": (*FIVE, "--bars"),
    "bars of stages": ("resnet18", "resnet34", "--stages", "--bars"),
    "rows": ("resnet50", "resnet50:stride_in_1x1=false", "--rows"),
    "lines": (NORMAL, SEPARABLE, "conv(32, 1)", "--in", "28x28x128"),
}


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("columns", [40, 60, 80, 140])
def test_nothing_is_cut_off_at_any_width(view, columns, monkeypatch):
    in_a_pipe = run(*VIEWS[view])
    text = at_width(columns, monkeypatch, *VIEWS[view])
    assert max(map(len, text.splitlines())) <= columns
    numbers = {word for word in in_a_pipe.split() if any(map(str.isdigit, word)) and len(word) <= 20}
    assert numbers <= set(text.split())


def test_few_networks_stand_in_columns_and_more_in_rows():
    assert ["Quantity", "AlexNet", "GoogLeNet"] in map(str.split, run(*FIVE[:2], "--to", "alexnet").splitlines())
    assert "Network     Parameters  Multiplications" in run(*FIVE)


def test_another_base():
    found = data(*FIVE[:3], "--to", "GoogLeNet")
    assert found["to"] == "GoogLeNet"
    assert found["networks"][0]["ratios"]["parameters"]["exact"] == "7620653/874819"
    assert "AlexNet has 8.7 times as many parameters as GoogLeNet" in run(*FIVE[:3], "--to", "googlenet")


def test_the_order_is_that_of_a_quantity_and_the_base_stays():
    found = data(*FIVE, "--sort", "parameters")
    sizes = [each["parameters"] for each in found["networks"]]
    assert sizes == sorted(sizes, reverse=True)
    found = data("squeezenet", *FIVE[:2], "--sort", "depth")
    assert [each["depth"] for each in found["networks"]] == [22, 18, 8]
    assert found["to"] == "SqueezeNet"


def test_the_csv_has_a_line_a_network_with_whole_numbers():
    rows = list(csv.DictReader(io.StringIO(run(*FIVE, "--format", "csv"))))
    assert [row["network"] for row in rows] == ["AlexNet", "GoogLeNet", "ResNet-50", "SqueezeNet", "MobileNet"]
    assert (rows[0]["parameters"], rows[1]["parameters_ratio"]) == ("60965224", "0.114796")


def test_three_lines_with_names_have_formulas():
    """The gain of a separable convolution upside down: 1/D + 1/F^2 = (F^2 + D)/(D F^2)."""
    found = data(*NAMED[:2], "relu()", *NAMED[2:])
    assert found["networks"][1]["ratios"]["parameters"]["exact"] == "(F**2 + D)/(D*F**2)"
    assert found["networks"][1]["receptive_field"] == []
    assert any("receptive fields need numbers" in remark for remark in found["remarks"])


def test_vectors_have_no_map_to_speak_of():
    text = run("dense(10)", "dense(20)", "dense(30)", "--in", "512")
    assert "field" not in text
    assert "dense(20) has 2 times as many parameters as dense(10)" in text  # 20*(512 + 1) and 10*(512 + 1)


# Variants.


def test_a_variant_is_set_behind_a_colon():
    """Totals of other tools: SqueezeNet at 224 of torchvision, MobileNet's from its paper and Keras."""
    found = data("squeezenet:in=224x224x3", "mobilenet:alpha=0.5", "mobilenet:alpha=1/2,in=160x160x3")
    assert [each["name"] for each in found["networks"]] == [
        "SqueezeNet (in=224x224x3)", "MobileNet (alpha=0.5)", "MobileNet (alpha=1/2, in=160x160x3)",
    ]  # fmt: skip
    assert found["networks"][0]["multiplications"] == 818_924_576
    assert [each["parameters"] for each in found["networks"]] == [1_248_424, 1_331_592, 1_331_592]
    assert found["networks"][1]["multiplications"] == 149_497_088


def test_what_a_variant_sets_wins_over_what_is_set_for_all():
    found = data("resnet50:classes=7", "resnet50", "resnet50", "--set", "classes=10")
    assert [each["output"] for each in found["networks"]] == ["7", "10", "10"]
    assert [each["name"] for each in found["networks"][1:]] == [
        "ResNet-50 (classes=10) (1)",
        "ResNet-50 (classes=10) (2)",
    ]


def test_a_line_of_layers_may_have_an_input_of_its_own():
    found = data("conv(4, 3)", "conv(4, 3):in=10x10x3", "conv(n, 3):n=5", "--in", "8x8x3")
    assert [each["output"] for each in found["networks"]] == ["6x6x4", "8x8x4", "6x6x5"]


def test_a_name_that_is_a_file_wins(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("lenet5:classes=3", "conv(4, 3)"):
        (tmp_path / name).write_text(f"name: Mine\ninput: 8x8x3\nlayers: [conv: {{out: {len(name)}, kernel: 3}}]\n")
    found = data("lenet5:classes=3", "conv(4, 3)", "lenet5:classes=4")
    assert [each["output"] for each in found["networks"]] == ["6x6x16", "6x6x10", "4"]


# By stage, row by row, and as bars.


def test_by_stage():
    """By hand: conv1 is 112*112 * 7*7*3*64 in all, conv2_x of ResNet-18 four 3x3 of 64 channels at 56x56."""
    found = data("resnet18", "resnet50", "vgg16", "--stages")
    stages = {each["name"]: each["values"] for each in found["stages"]}
    assert stages["conv1"] == [112 * 112 * 9408, 112 * 112 * 9408, None]
    assert stages["conv2_x"][0] == 4 * 56 * 56 * 9 * 64 * 64
    assert stages["fc"] == [512 * 1000, 2048 * 1000, None]
    assert found["rest"] == [0, 0, 15_470_264_320]
    assert found["total"] == [1_814_073_344, 3_857_973_248, 15_470_264_320]
    assert "softmax" in found["without"]


@pytest.mark.parametrize("form", ["plain", "csv", "markdown"])
def test_formats_of_stages(form):
    same_as(
        f"compare.stages.{form}", run("resnet18", "resnet34", "--stages", "--quantity", "parameters", "--format", form)
    )


def test_row_by_row():
    """Three stages whose stride moves from the first 1x1 to the 3x3, with its norm and its relu."""
    found = data("resnet50", "resnet50:stride_in_1x1=false", "--rows")
    assert (found["equal_rows"], len(found["rows"])) == (175 - 12, 12)
    assert found["rows"][0] == {
        "name": "conv3_x/unit/conv_bn_relu/conv",
        "missing_in": None,
        "differences": [
            {"what": "stride", "first": "2", "second": "1"},
            {"what": "output", "first": "28x28x128", "second": "56x56x128"},
            {"what": "multiplications", "first": 28 * 28 * 256 * 128, "second": 56 * 56 * 256 * 128},
        ],
    }
    assert [each["name"].split("/")[0] for each in found["rows"]] == ["conv3_x"] * 4 + ["conv4_x"] * 4 + ["conv5_x"] * 4


@pytest.mark.parametrize("form", ["plain", "csv", "markdown"])
def test_formats_of_rows(form):
    lines = "conv(8, 3) + batchnorm + relu + dense(4)", "conv(9, 3, padding=1) + relu + maxpool(2)"
    same_as(f"compare.rows.{form}", run(*lines, "--in", "8x8x3", "--rows", "--format", form))


def test_equal_rows_are_only_counted():
    assert "\n175 rows are equal, 0 differ\n" in run("resnet50", "resnet50", "--rows")


@pytest.mark.parametrize("quantity", ["depth", "parameters"])
def test_bars(quantity):
    same_as(f"compare.bars.{quantity}", run(*FIVE, "--bars", "--quantity", quantity))


def test_bars_of_stages():
    same_as("compare.bars.stages", run("resnet18", "resnet50", "--stages", "--bars"))


def test_bars_where_the_encoding_has_no_blocks():
    done = subprocess.run(
        [sys.executable, "-m", "convcalc", "compare", "alexnet", "googlenet", "--bars", "--quantity", "depth"],
        capture_output=True, env={"PYTHONIOENCODING": "ascii", "PYTHONPATH": convcalc.__path__[0] + "/.."}, check=True,
    )  # fmt: skip
    assert b"AlexNet     8  ####" in done.stdout
    assert b"?" not in done.stdout


def test_the_file_that_fails_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(convcalc.ShapeError, match=r"vgg16\.yaml:\d+:\d+: "):
        run("resnet50", "vgg16", "--in", "16x16x3")
    with pytest.raises(convcalc.ShapeError, match=r"conv\(3, 9\): conv: the kernel is larger"):
        run("relu", "conv(3, 9)", "--in", "8x8x3")


@pytest.mark.parametrize("args", [["alexnet:classes=K", "alexnet"], ["alexnet:in=HxWx3", "alexnet"]])
def test_names_and_numbers_side_by_side(args):
    assert "First/second" in run(*args)


def test_what_a_spreadsheet_would_run_is_made_harmless(tmp_path):
    file = tmp_path / "net.yaml"
    file.write_text('name: "=1+1"\ninput: 8x8x3\nlayers: [relu]\n', encoding="utf-8")
    rows = list(csv.reader(io.StringIO(run(str(file), "alexnet", "lenet5", "--format", "csv"))))
    assert rows[1][0] == "'=1+1"


@pytest.mark.parametrize(
    "args",
    [
        ["alexnet", "googlenet", "squeezenet", "resnet50", "mobilenet"],
        ["vgg16", "resnet50", "mobilenet"],
        ["vgg16", "resnet50"],
        ["resnet18", "resnet34", "--stages"],
        ["resnet50", "resnet50:stride_in_1x1=false", "--rows"],
        ["resnet50", "resnet50", "--rows"],
        ["conv(out=D, kernel=F)", "depthwise(F) + conv(D, 1)", "--in", "HxWxC"],
    ],
)
def test_latex_is_well_formed(args):
    code = well_formed(run(*args, "--format", "latex"))
    assert code.count(r"\label{tab:") == code.count(r"\begin{tabular}") == 1
    assert r"\begin{flushleft}\footnotesize" in code
