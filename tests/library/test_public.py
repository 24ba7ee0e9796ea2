"""The public names of the library, as a reader of the README uses them."""

import json
from fractions import Fraction

import pytest

import convcalc
from convcalc import ConvcalcError


def test_a_network_is_loaded_evaluated_and_read():
    net = convcalc.load("resnet50", classes=10)
    report = net.evaluate()
    row = report.rows[0]
    assert (row.name, row.type, str(row.output)) == ("conv1/conv", "conv", "112x112x64")
    # 7*7*3*64 weights, without biases; 112*112 places.
    assert (row.parameters, row.multiplications, row.bias_sums) == (9408, 112 * 112 * 9408, 0)
    # torchvision's ResNet-50 less its classifier (2,049,000), with 2048*10 + 10 in its place.
    assert report.total.parameters == 25_557_032 - 2_049_000 + 20_490
    assert str(report.output) == "10"


def test_shapes_are_texts_or_tuples():
    net = convcalc.load("resnet50")
    assert net.evaluate("160x160x3") == net.evaluate((160, 160, 3))
    assert net.evaluate("3x160x160", layout="chw").total == net.evaluate("160x160x3").total


def test_a_layer_is_evaluated_alone():
    report = convcalc.layer("conv", kernel=3, out=32).evaluate("28x28x128")
    # Lecture 5, 'Convolution operation', example.
    assert str(report.output) == "26x26x32"
    assert (report.parameters, report.multiplications, report.accumulations, report.bias_sums) == (
        36_896, 24_920_064, 22_151_168, 21_632,
    )  # fmt: skip
    assert report.rows[0].parameters == report.total.parameters == 36_896


def test_a_join_takes_several_shapes_and_nothing_else_does():
    assert str(convcalc.layer("concat").evaluate("8x8x3", "8x8x5").output) == "8x8x8"
    with pytest.raises(convcalc.UsageError, match="takes one input"):
        convcalc.layer("relu").evaluate("8x8x3", "8x8x5")


def test_numbers_of_symbols_are_exact():
    half = convcalc.load("mobilenet", alpha=Fraction(1, 2)).evaluate()
    assert half.total == convcalc.load("mobilenet", alpha=0.5).evaluate().total
    assert half.total == convcalc.load("mobilenet", alpha="1/2").evaluate().total


def test_json_has_a_schema_version_and_whole_numbers():
    report = json.loads(convcalc.load("vgg16").evaluate().to_json())
    assert report["schema_version"] == 1
    assert report["total"]["parameters"] == 138_357_544  # Simonyan and Zisserman 2014, table 2: 138 million
    assert all(isinstance(row["multiplications"], int) for row in report["rows"])


def test_a_notebook_gets_a_table():
    html = convcalc.layer("conv", kernel=3, out=32).evaluate("28x28x128")._repr_html_()
    assert "<table>" in html
    assert "36,896" in html


def test_a_report_prints_as_its_table_and_shows_itself_in_a_line():
    report = convcalc.layer("conv", kernel=3, out=32).evaluate("28x28x128")
    assert "36,896" in str(report)
    assert repr(report) == "<Report of conv: 1 row, 36,896 parameters>"


def test_a_report_is_frozen():
    report = convcalc.layer("relu").evaluate("8x8x3")
    with pytest.raises(AttributeError):
        report.name = "other"
    with pytest.raises(AttributeError, match="immutable"):
        report.rows[0].layer.word = "other"


@pytest.mark.parametrize(
    ("work", "exit_code"),
    [
        (lambda: convcalc.load("resnet51"), 3),
        (lambda: convcalc.load("resnet50", clases=10), 2),
        (lambda: convcalc.load("resnet50").evaluate("4096"), 3),
        (lambda: convcalc.load("resnet50").evaluate("1.5x3"), 2),
        (lambda: convcalc.load("resnet50").evaluate((224, 224, 0)), 2),
        (lambda: convcalc.load("resnet50").evaluate((224.5, 224, 3)), 2),
        (lambda: convcalc.load("resnet50").evaluate(None), 2),
        (lambda: convcalc.load(""), 3),
        (lambda: convcalc.load("resnet50", max_layers="many"), 2),
        (lambda: convcalc.load("resnet50").evaluate(layout="CHW"), 2),
        (lambda: convcalc.load("resnet50").evaluate(convention=None), 2),
        (lambda: convcalc.load("resnet50").evaluate(batch=True), 2),
        (lambda: convcalc.load("resnet50").evaluate().to_json("nchw"), 2),
        (lambda: convcalc.layer(3), 2),
        (lambda: convcalc.load("resnet50").evaluate(convention="flop"), 2),
        (lambda: convcalc.load("resnet50").evaluate(batch=0), 2),
        (lambda: convcalc.layer("conv", kernel=3), 2),
        (lambda: convcalc.layer("konv", kernel=3), 2),
        (lambda: convcalc.layer("conv", kernel=3, out=4).evaluate(), 2),
        (lambda: convcalc.layer("conv", kernel=30, out=4).evaluate("8x8x3"), 3),
    ],
)
def test_every_error_is_a_convcalc_error_and_knows_its_exit_code(work, exit_code):
    with pytest.raises(ConvcalcError) as caught:
        work()
    assert caught.value.exit_code == exit_code
    assert caught.value.what
