"""Conventions in YAML: what a file may say, and each way in which it can be wrong, with the whole message."""

import re

import pytest

import convcalc
from convcalc.architecture import limits
from convcalc.classroom.explain import explain
from convcalc.conventions import CONVENTIONS, EVERY
from convcalc.counting.at_work import QUANTITIES, AtWork
from convcalc.counting.library import convention, convention_names
from convcalc.errors import ConvcalcError, DocumentError, ShapeError, UsageError

PLACE = "(mine.yaml:1:23) of the convention mine"
TOOLS = [name for name in convention_names() if name not in CONVENTIONS]


@pytest.fixture
def declared(tmp_path, monkeypatch):
    """A function that writes a declaration and reads it."""
    monkeypatch.chdir(tmp_path)

    def read(text):
        (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
        return convention("mine.yaml")

    return read


def test_a_convention_of_ones_own_counts(declared):
    """A 3x3 convolution of 28x28x128 to 32: 26*26 places, 9*128*32 weights; 5 a multiplication and 2 a place."""
    rule = declared("operations:\n  conv: 5 * multiplications + 2 * positions\n")
    report = convcalc.layer("conv", out=32, kernel=3).evaluate("28x28x128", convention=rule)
    assert report.operations == 5 * 26 * 26 * 9 * 128 * 32 + 2 * 26 * 26
    assert report.convention.name == "mine"


def test_all_is_every_layer_type_without_a_rule_of_its_own(declared):
    rule = declared("operations: {all: outputs, 'conv, dense': 0}\n")
    network = convcalc.load("lenet5")
    rows = network.evaluate(convention=rule).rows
    assert [row.operations for row in rows] == [0 if row.type in ("conv", "dense") else row.output.size for row in rows]


def test_a_batch_multiplies_what_depends_on_it(declared):
    rule = declared("operations: {batchnorm: inputs + parameters}\n")
    found = convcalc.layer("batchnorm").evaluate("7x7x4", convention=rule, batch=3)
    assert found.operations == 3 * 7 * 7 * 4 + 2 * 4


@pytest.mark.parametrize(
    ("rule", "count"),
    [("1/channels_in * inputs", 64), ("channels_in/2 * inputs", 288), ("inputs/7 * 7", 192), ("ceil(inputs/7)", 28),
     ("(inputs + 1)/2 + (inputs + 1)/2", 193), ("floor(inputs/7) + round(inputs/7)", 27 + 27)],
)  # fmt: skip
def test_quotients_on_the_way_are_exact_in_the_count_and_in_its_working(declared, rule, count):
    """Of 8x8x3 = 192 values: 192/3, 192*3/2, 192, 27.4 rounded, 193."""
    named = declared(f"operations: {{conv: {rule}}}\n")
    report = convcalc.layer("conv", out=2, kernel=3).evaluate("8x8x3", convention=named)
    steps = {step.name: step.value for step in explain(report.rows[0].layer, report.inputs, named)}
    assert report.operations == steps["operations (mine)"] == count


def test_a_name_that_is_taken_is_marked(declared):
    assert declared("name: lecture\noperations: {conv: 1}\n").name == "lecture (yours)"


def test_any_file_may_hold_a_convention(declared, tmp_path):
    (tmp_path / "mine.txt").write_text("operations: {conv: 1}\n")
    assert convention("mine.txt").name == "mine"


def test_counts_of_a_rule_have_no_limit():
    """VGG-16's 15,470,264,320 multiplications, two operations each, for 2^20 samples: beyond 10^12 in every row."""
    found = convcalc.load("vgg16").evaluate(convention="flops", batch=2**20)
    assert found.operations == 2 * 15_470_264_320 * 2**20


def test_names_give_formulas(declared):
    rule = declared("operations: {conv: 2 * multiplications + (bias_sums if bias else 0)}\n")
    found = convcalc.layer("conv", out="D", kernel=3).evaluate("HxWxC", convention=rule).operations
    values = {"H": 9, "W": 8, "C": 5, "D": 7}
    worked = eval(convcalc.algebra.writing.code(found), {}, values)
    assert worked == 2 * (7 * 6) * 9 * 5 * 7 + 7 * 6 * 7


def test_parameters_may_be_counted_otherwise(declared):
    rule = declared("parameters: {batchnorm: parameters + statistics}\n")
    report = convcalc.layer("batchnorm").evaluate("7x7x4", convention=rule)
    assert (report.parameters, report.total.statistics) == (16, 0)


def test_published_figures_stay_those_of_the_paper():
    """What a file prints is compared with learned values, whatever the convention counts."""
    own = convcalc.load("resnet50").evaluate().figures
    assert [figure.agrees for figure in convcalc.load("resnet50").evaluate(convention="keras").figures] == [
        figure.agrees for figure in own
    ]


WRONG = {
    "operations: {conv: multiplication}": "1:20: the name 'multiplication' has no value here\n{excerpt}\n"
    "   did you mean multiplications?",
    "operations: {konv: multiplications}": "1:14: there is no layer type called 'konv'\n{excerpt}\n"
    "   did you mean conv?",
    "operations: {'conv, conv': multiplications}": "1:14: conv stands twice\n{excerpt}\n   try one of the two",
    "operations: {conv: [1, 2]}": "1:20: the rule of conv is a list: a formula is expected\n{excerpt}\n"
    "   try 2 * inputs",
    "operations: inputs": "1:13: operations is inputs: keys with their values are expected\n{excerpt}\n"
    "   try operations: {{conv: multiplications + bias_sums, batchnorm: 2 * inputs}}",
    "operation: {conv: 1}": "1:1: a convention has no 'operation'\n{excerpt}\n   did you mean operations?",
    "name: my own\noperations: {conv: 1}": "1:7: my own cannot be the name of a convention\n{excerpt}\n"
    "   try letters, digits, - and _",
    "operations: {conv: inputs ** 2}": "1:20: 'inputs ** 2': powers (**) are not part of the language\n{excerpt}\n"
    "   try numbers, names, + - * / // %, comparisons, a if b else c, floor, ceil, round, min, max",
    "operations: {conv: __import__('os')}": "1:20: \"__import__('os')\": __import__ is not a function here\n{excerpt}\n"
    "   try one of ceil, floor, max, min, round",
    "name: x": "1:1: a convention says how operations or parameters are counted, and this one does not\n{excerpt}\n"
    "   try operations: {{conv: multiplications + bias_sums, batchnorm: 2 * inputs}}",
    "title: [a, b]\noperations: {conv: 1}": "1:8: title is a list: a text is expected\n{excerpt}\n"
    '   try title: "a text"',
}


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_declaration_is_told_at_its_place(declared, text):
    with pytest.raises(DocumentError) as caught:
        declared(text + "\n")
    said = re.sub(r"\n +\d+ \| .*\n +\| +\^", "\n{excerpt}", str(caught.value).replace("{", "{{").replace("}", "}}"))
    assert said.replace("{{excerpt}}", "{excerpt}") == "mine.yaml:" + WRONG[text]


def test_all_that_is_wrong_is_told_at_once(declared):
    with pytest.raises(DocumentError) as caught:
        declared("operations: {konv: 1, dense: nothing}\nremarks: {add: [1]}\n")
    assert len(caught.value.errors) == 3


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ("inputs / 3", "maxpool: 'inputs / 3' (mine.yaml:1:23) of the convention mine gives 16/3, and no count"),
        (
            "outputs - inputs",
            "maxpool: 'outputs - inputs' (mine.yaml:1:23) of the convention mine gives -12, and no count",
        ),
        ("inputs // (outputs - 4)", "'inputs // (outputs - 4)' divides by zero"),
    ],
)
def test_a_rule_that_gives_no_count_is_told_with_its_layer(declared, rule, what):
    named = declared(f"operations: {{maxpool: {rule}}}\n")
    with pytest.raises(ShapeError) as caught:
        convcalc.layer("maxpool", kernel=2).evaluate("4x4x1", convention=named)
    assert caught.value.what == what


@pytest.mark.parametrize("text", ["", "[1, 2]", "operations: {conv: " + "(" * 300 + "}", "a: &x [*x]", "%YAML 9\n"])
def test_what_is_no_declaration_is_refused(declared, text):
    with pytest.raises(ConvcalcError):
        declared(text)


def test_a_large_file_is_refused(declared):
    with pytest.raises(DocumentError, match="limit"):
        declared("#" * (limits.FILE_BYTES + 1))


def test_a_name_that_is_none_is_refused():
    with pytest.raises(UsageError, match="there is no convention 'fvcor'") as caught:
        convention("fvcor")
    assert caught.value.hint == "did you mean fvcore?"
    with pytest.raises(DocumentError, match="there is no file"):
        convention("nowhere.yaml")
    with pytest.raises(UsageError, match="there is no convention 7"):
        convention(7)


@pytest.mark.parametrize("name", TOOLS)
def test_each_declaration_says_whose_it_is(name):
    rule = convention(name)
    assert rule.name == name
    assert rule.title.startswith(("operations = ", "parameters "))
    assert rule.version
    assert rule.source
    assert rule.rules is not None
    assert not {EVERY, "conv"}.isdisjoint({*rule.rules.operations, *rule.rules.parameters})


def test_every_name_that_a_rule_may_read_is_explained_and_given():
    """Each quantity of a convolution of 5x5x4 to 6 in 2 groups, 3x3, by hand."""
    network = convcalc.layer("conv", out=6, kernel=3, groups=2, padding=1, stride=2)
    layer, x = network.graph.nodes[0].layer, convcalc.shape.Shape((5, 5, 4))
    y = layer.shape(x)
    ops = {kind: 2 * count for kind, count in layer.ops(x, y).items()}
    work = AtWork(layer, (x,), y, ops, batch=2)
    known = dict(work)
    assert list(known) == list(QUANTITIES)
    assert all(each.meaning and each.title for each in QUANTITIES.values())
    wanted = {
        "multiplications": 2 * 9 * 9 * 2 * 6, "bias_sums": 2 * 9 * 6, "inputs": 2 * 100, "outputs": 2 * 54,
        "effective": 2 * 49 * 2 * 6,  # 49 of 81 pairs of a window and a tap: (2 + 3 + 2) rows by as many columns
        "positions": 2 * 9, "positions_in": 2 * 25, "channels_in": 4, "channels_out": 6, "groups": 2,
        "parameters": 9 * 2 * 6 + 6, "weights": 9 * 2 * 6, "biases": 6, "statistics": 0, "window": 9, "kernel": 3,
        "strides": 4, "paths": 1, "axes": 2, "batch": 2, "bias": True, "affine": False,
    }  # fmt: skip
    assert {name: known[name] for name in wanted} == wanted
