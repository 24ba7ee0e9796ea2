"""Names in the place of numbers, through the library: what is refused, what is assumed, and what a name stands for."""

import json

import pytest
from click.testing import CliRunner

import convcalc
from convcalc import ShapeError, UsageError
from convcalc.algebra.sym import name
from convcalc.cli import cli

UNET = """\
input: 64x64x1
layers:
  - conv: {out: 2, kernel: 3, padding: 1}
    as: skip
  - maxpool: {kernel: 2}
  - upsample: 2
  - concat: [[], skip]
"""


def assumed(report):
    return [str(condition) for condition in report.assumptions]


def test_text_and_names_are_the_same_in_python():
    text = convcalc.layer("conv", kernel="F", out="2*D").evaluate("HxWxC")
    own = convcalc.layer("conv", kernel=name("F", kind="size"), out=2 * name("D", kind="size")).evaluate("HxWxC")
    assert str(text.parameters) == str(own.parameters) == "2·C·D·F² + 2·D"
    assert convcalc.layer("conv", kernel="F", out=3, padding="same").evaluate("HxWxC").output.text("hwc") == "HxWx3"


@pytest.mark.parametrize(
    ("fields", "assumptions"),
    [
        ({"out": "D - 5"}, ["D ≥ 6"]),
        ({"out": "D/2"}, ["2 divides D", "D ≥ 2"]),
        ({"out": 4, "padding": "P - 1"}, ["P ≥ 1"]),
        ({"out": 4, "stride": "S"}, []),
        ({"out": 4, "groups": 2}, ["2 divides C"]),
    ],
)
def test_what_must_hold_for_the_names_in_fields(fields, assumptions):
    report = convcalc.layer("conv", kernel=1, **fields).evaluate("64x64xC")
    assert assumed(report) == assumptions


@pytest.mark.parametrize(
    "fields",
    [
        {"kernel": "F - F - 3", "out": 4},
        {"kernel": "F - F + 0.5", "out": 4},
        {"kernel": 1, "out": "D - D"},
        {"kernel": 1, "out": 4, "stride": "S - S"},
        {"kernel": 1, "out": 4, "bias": name("b")},
    ],
)
def test_what_can_never_be_is_refused(fields):
    with pytest.raises(UsageError):
        convcalc.layer("conv", **fields)


def test_paths_that_can_never_fit_are_told_with_their_names(tmp_path):
    (tmp_path / "u.yaml").write_text(UNET, encoding="utf-8")
    network = convcalc.load(str(tmp_path / "u.yaml"))
    assert assumed(network.evaluate("HxWx1")) == ["H ≥ 2", "W ≥ 2", "2 divides H", "2 divides W"]
    assert assumed(network.evaluate("HxWx1", assume={"H": "2n", "W": "2*m"})) == []
    with pytest.raises(ShapeError, match=r"path 1 gives 2·n x .*path 2 gives \(2·n \+ 1\) x "):
        network.evaluate("HxWx1", assume={"H": "2n + 1", "W": "2*m"})


def test_strict_asks_that_the_stride_divides():
    conv = convcalc.layer("conv", kernel=3, out=1, stride=2)
    assert assumed(conv.evaluate("HxWx1", strict=True)) == ["H ≥ 3", "W ≥ 3", "2 divides H − 3", "2 divides W − 3"]
    assert assumed(conv.evaluate("HxWx1", strict=True, assume={"H": "2n + 3", "W": "2*m + 3"})) == []
    with pytest.raises(ShapeError, match=r"2 never divides 2·n − 3"):
        conv.evaluate("HxWx1", strict=True, assume={"H": "2n"})


def test_a_name_of_the_input_that_is_a_symbol_of_the_file_is_that_symbol():
    assert str(convcalc.load("mobilenet").evaluate("resolutionxresolutionx3").inputs[0]) == "224x224x3"


@pytest.mark.parametrize(
    ("shape", "assume"),
    [
        ("HxWxC", {"H": "n/(n - n)"}),
        ("HxWxC", {"H": "true"}),
        ("HxWxC", {"H": "n - n"}),
        ("HxWxC", {1: 2}),
        ("HxWxC", 3.5),
        ("H_outxWxC", {}),
        ("28x28xnan", {}),
    ],
)
def test_what_no_name_can_stand_for(shape, assume):
    with pytest.raises(UsageError):
        convcalc.layer("conv", kernel=1, out=1).evaluate(shape, assume=assume)


def test_a_size_that_may_be_no_whole_number_is_an_assumption():
    report = convcalc.layer("conv", kernel=1, out=1).evaluate("HxWxC", assume={"H": "n/2"})
    assert assumed(report) == ["2 divides n", "n ≥ 2"]


def test_a_padding_of_a_number_and_a_name():
    report = convcalc.layer("conv", kernel=3, out=1, padding=[[1, name("P")], [1, 2]]).evaluate("10x8x12")
    assert str(report.output) == "(P + 9) x 9 x 1"


def test_conditions_are_code_for_a_program():
    report = json.loads(convcalc.layer("conv", kernel="F", out=4, groups=2).evaluate("HxWxC").to_json())
    codes = [each["code"] for each in report["assumptions"]]
    assert codes == ["H >= F", "W >= F", "(C) % (2) == 0"]


def test_the_totals_of_a_block_keep_their_numbers_in_latex():
    page = CliRunner().invoke(cli, ["explain", "resnet50", "conv2_x", "--format", "json"]).stdout
    (parameters, *_) = json.loads(page)["parts"][0]["steps"]
    assert parameters["latex"].startswith(r"4{,}096 + 6 \cdot 128")


def test_a_form_feed_ends_no_line(tmp_path):
    (tmp_path / "f.yaml").write_text("input: 8x8x3 # a\x0clayers: []\nlayers: [relu]\n", encoding="utf-8")
    with pytest.raises(convcalc.ConvcalcError, match="1:17: the character"):
        convcalc.load(str(tmp_path / "f.yaml"))


def test_formulas_beyond_all_reading_are_refused(tmp_path):
    """Each pool in ceil mode doubles the formula of its size."""
    text = "symbols: {k: 3}\ninput: 64x64x3\nlayers:\n  - maxpool: {kernel: k, stride: 2, ceil: true}\n    repeat: 30\n"
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(ShapeError, match="more than 3,000 names and signs"):
        convcalc.load(str(tmp_path / "p.yaml"), k="k").evaluate("HxWxC")
