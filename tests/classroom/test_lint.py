"""The lectures' rules: for each a small file where it has something to say, and one where it must stay quiet.

Numbers saved are worked out here by hand, from (F*F*D_in/g + 1)*D_out and (n_in + 1)*n_out.
"""

import pytest

import convcalc
from convcalc.algebra.sym import name
from convcalc.architecture.silence import RULES as NAMES
from convcalc.classroom.lint import lint, review
from convcalc.classroom.rules import RULES

# Lecture 4, 'Layer Sizing', asks for the first; lecture 3, 'VGG-16', for the last.
HALVED_TWICE = "[{conv: {out: 4, kernel: 3, padding: 1}}, {maxpool: 2}, {maxpool: 2}]"
STEM = "{conv: {out: 8, kernel: 3, padding: 1}, as: stem}"

# The rule, the input, the layers, the row that is named (empty: quiet), a part of what is said, parameters saved.
CASES = [
    ("input-size", "32x32x3", HALVED_TWICE, "", "", 0),
    ("input-size", "30x30x3", HALVED_TWICE, "input", "halved 2 times on the way, and 4 does not divide it", 0),
    ("input-size", "32x30x3", HALVED_TWICE, "input", "W = 30", 0),
    ("input-size", "30x30x3", "[{maxpool: {kernel: 4, stride: 4}}]", "input", "halved 2 times", 0),
    ("input-size", "30x30x3", "[{maxpool: 2}, {upsample: 2}, {maxpool: 2}]", "", "", 0),
    ("input-size", "30x30x3", "[{maxpool: 2}, {conv_transpose: {out: 2, kernel: 2, stride: 2}}, {maxpool: 2}]",
     "", "", 0),
    ("input-size", "30x30x3", "[{add: [[maxpool: 2], [{conv: {out: 3, kernel: 1, stride: 2}}]]}]", "", "", 0),
    ("input-size", "7x7x3", "[{avgpool: 7}]", "", "", 0),
    ("input-size", "30x30x3", "[{conv: {out: 3, kernel: 3, stride: 3}}]", "", "", 0),
    ("input-size", "30", "[{dense: 3}]", "", "", 0),
    # (7 - 2)/2 + 1 = 3.5; with one more on a side, or rounded up, all is read.
    ("unread-pixels", "7x7x1", "[{maxpool: 2}]", "maxpool", "3.5 positions are rounded down", 0),
    ("unread-pixels", "7x8x1", "[{maxpool: 2}]", "maxpool", "the last 1 row of the input is never read", 0),
    ("unread-pixels", "7x7x1", "[{maxpool: {kernel: 3, stride: 2}}]", "", "", 0),
    ("unread-pixels", "7x7x1", "[{maxpool: {kernel: 2, ceil: true}}]", "", "", 0),
    ("unread-pixels", "8x8x1", "[{conv: {out: 1, kernel: 3, stride: 2, padding: 1}}]", "", "", 0),
    # Lecture 2, 'A closer look at dimensions': (7 - 3)/3 + 1 = 2.33.
    ("unread-pixels", "7x7x1", "[{conv: {out: 1, kernel: 3, stride: 3}}]", "conv", "2.33", 0),
    # A 1x1 with stride 2 skips a cell after each position, the last as well: that is its design (ResNet).
    ("unread-pixels", "8x8x1", "[{conv: {out: 1, kernel: 1, stride: 2}}]", "", "", 0),
    ("unread-pixels", "8x8x1", "[{conv_transpose: {out: 1, kernel: 3, stride: 2}}]", "", "", 0),
    ("even-kernel", "8x8x1", "[{conv: {out: 1, kernel: 4, padding: same}}]", "conv", "1 before the map and 2", 0),
    ("even-kernel", "8x8x1", "[{conv: {out: 1, kernel: 2, padding: [[0, 1], [0, 1]]}}]", "conv", "0 before", 0),
    ("even-kernel", "8x8x1", "[{depthwise: {kernel: [3, 4], padding: same}}]", "depthwise", "1 before", 0),
    ("even-kernel", "8x8x1", "[{conv: {out: 1, kernel: 3, padding: same}}]", "", "", 0),
    ("even-kernel", "8x8x1", "[{conv: {out: 1, kernel: 4}}]", "", "", 0),
    # Reach 3: one zero on each side. With stride 2 an even size needs two zeros in all.
    ("even-kernel", "8x8x1", "[{conv: {out: 1, kernel: 2, dilation: 2, padding: same}}]", "", "", 0),
    ("even-kernel", "8x8x1", "[{conv: {out: 1, kernel: 4, stride: 2, padding: same}}]", "", "", 0),
    ("even-kernel", "8x8x1", "[{maxpool: {kernel: 2, padding: same}}]", "", "", 0),
    ("large-pool", "16x16x1", "[{maxpool: 4}]", "maxpool", "a pooling window of 4x4 on 16x16x1", 0),
    ("large-pool", "16x16x1", "[{avgpool: {kernel: [2, 5], stride: 2}}]", "avgpool", "2x5", 0),
    ("large-pool", "16x16x1", "[{maxpool: 3}, {maxpool: 2}]", "", "", 0),
    ("large-pool", "7x7x1", "[{avgpool: {kernel: 7, stride: 1}}]", "", "", 0),
    ("large-pool", "7x7x1", "[global_avgpool]", "", "", 0),
    # AlexNet's conv2: (25*48 + 1)*256 = 307,456 against (9*48 + 1)*96 + (9*48 + 1)*256 = 152,416.
    ("large-filter", "27x27x3",
     "[{conv: {out: 96, kernel: 1}}, {conv: {out: 256, kernel: 5, padding: 2, groups: 2}, as: conv2}]",
     "conv2", "(96 to 96 to 256) see as far with 152,416", 307_456 - 152_416),
    # 49*64*8 without biases against twice 9*8*8 and 9*8*64.
    ("large-filter", "27x27x3", f"[{STEM}, {{conv: {{out: 64, kernel: 7, bias: false}}}}]",
     "conv", "3 layers of 3x3 (8 to 8 to 8 to 64)", 49 * 8 * 64 - 2 * 9 * 64 - 9 * 8 * 64),
    ("large-filter", "9x27x27x3", f"[{STEM}, {{conv: {{out: 8, kernel: 5}}}}]",
     "conv", "5x5x5 on 9x27x27x8", (125 * 8 + 1) * 8 - 2 * (27 * 8 + 1) * 8),
    ("large-filter", "64x3", f"[{STEM}, {{conv: {{out: 8, kernel: 5}}}}]", "", "", 0),  # 5 < 3 + 3
    ("large-filter", "27x27x3", "[{conv: {out: 96, kernel: 11}}, relu, {conv: {out: 9, kernel: 3}}]", "", "", 0),
    ("large-filter", "27x27x3", f"[{STEM}, {{conv: {{out: 4, kernel: 1}}}}]", "", "", 0),
    ("large-filter", "27x27x3", f"[{STEM}, {{conv: {{out: 8, kernel: 6}}}}]", "", "", 0),  # no stack reaches over 6
    ("large-filter", "27x27x3", f"[{STEM}, {{conv: {{out: 8, kernel: [1, 7]}}}}]", "", "", 0),
    ("large-filter", "27x27x3", f"[{STEM}, {{conv: {{out: 8, kernel: 5, dilation: 2}}}}]", "", "", 0),
    ("large-filter", "27x27x3", f"[{STEM}, {{conv: {{out: 1, kernel: 5}}}}]", "", "", 0),  # 201 < 584 + 73
    ("large-filter", "5x5x3", f"[{STEM}, {{conv: {{out: 84, kernel: 5}}}}]", "", "", 0),  # that is a dense layer
    # (7*7*8 + 1)*10 against (8 + 1)*10.
    ("dense-head", "7x7x3", f"[{STEM}, {{dense: 10}}]", "dense", "on 7x7x8 has 3,930 parameters", 3930 - 90),
    ("dense-head", "7x7x3", f"[{STEM}, flatten, {{dropout: 0.5}}, {{dense: 10}}]", "dense", "7x7x8", 3930 - 90),
    ("dense-head", "7x5x3", f"[{STEM}, {{conv: {{out: 10, kernel: [7, 5]}}, as: fc}}]", "fc", "7x5x8", 2810 - 90),
    ("dense-head", "7x7x3", f"[{STEM}, {{dense: {{out: 10, bias: false}}}}]", "dense", "3,920", 3920 - 80),
    ("dense-head", "7x7x3", f"[{STEM}, global_avgpool, {{dense: 10}}, {{dense: 10}}]", "", "", 0),
    ("dense-head", "7x7x3", f"[{STEM}, global_avgpool, flatten, {{dense: 10}}]", "", "", 0),
    ("dense-head", "28x28x1", "[flatten, {dense: 10}]", "", "", 0),  # an MLP: there are no features to average
    ("dense-head", "100", "[{dense: 32}, {reshape: 4x4x2}, {dense: 3}]", "", "", 0),
]  # fmt: skip


@pytest.fixture
def net(tmp_path, monkeypatch):
    """Write a file with an input and layers, and what else stands in it; load it."""
    monkeypatch.chdir(tmp_path)

    def made(shape, layers, more="", **symbols):
        (tmp_path / "net.yaml").write_text(f"{more}\ninput: {shape}\nlayers: {layers}\n")
        return convcalc.load("net.yaml", **symbols)

    return made


@pytest.mark.parametrize(("rule", "shape", "layers", "row", "says", "saved"), CASES)
def test_each_rule_speaks_and_is_quiet(net, rule, shape, layers, row, says, saved):
    found = [advice for advice in lint(net(shape, layers)) if advice.rule == rule]
    assert [advice.row for advice in found] == ([row] if row else [])
    for advice in found:
        assert says in advice.what
        assert advice.saved == saved
        assert (f"{saved:,} fewer" in advice.what) == (saved > 0)
        assert str(advice).endswith(f"[{rule}; {RULES[rule].cites}]")


def test_every_rule_has_a_case_where_it_speaks_and_one_where_it_is_quiet():
    assert {case[0] for case in CASES if case[3]} == {case[0] for case in CASES if not case[3]} == set(RULES)


def test_the_names_that_a_file_may_silence_are_those_of_the_rules():
    assert tuple(RULES) == NAMES
    assert all("lecture" in rule.cites and rule.meaning for rule in RULES.values())


BLOCK = """
name: Units
input: 32x32x3
blocks:
  unit(width, kernel=3):
    - conv: {out: width, kernel: kernel, padding: same}
    - relu
layers:
  - unit: 8
    as: stem
  - unit: {width: 8, kernel: 5}
    as: body
    repeat: 36
  - unit: {width: 16, kernel: 7}
    as: last
"""


def test_a_repeated_place_is_named_once_where_the_number_was_written(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "units.yaml").write_text(BLOCK)
    body, last = lint(convcalc.load("units"))
    column = "  - unit: {width: 8, kernel: 5}".index("5")
    assert (body.place, body.mark.column, body.row) == ("units.yaml:11", column, "body/1/conv")
    assert len(body.rows) == 36
    assert body.rows[-1] == "body/36/conv"
    assert body.saved == 36 * (8 * 201 - 2 * 8 * 73)  # 25*8 + 1 and 9*8 + 1 parameters a filter
    assert "so in 35 more rows, 15,840 parameters fewer in all" in str(body)
    assert (last.place, last.row) == ("units.yaml:14", "last/conv")


FIVE = f"[{STEM}, {{conv: {{out: 8, kernel: 5}}, as: a}}, {{conv: {{out: 8, kernel: 5}}, as: b}}]"


@pytest.mark.parametrize(
    ("silence", "heard", "silenced", "idle"),
    [
        ("[]", ["a", "b"], {}, 0),
        ("large-filter", [], {"large-filter": 2}, 0),
        ("[large-filter, dense-head]", [], {"large-filter": 2}, 1),
        ("{large-filter: true}", [], {"large-filter": 2}, 0),
        ("{large-filter: a}", ["b"], {"large-filter": 1}, 0),
        ("{large-filter: [b, a]}", [], {"large-filter": 2}, 0),
        ("{large-filter: [b, c, aa]}", ["a"], {"large-filter": 1}, 2),
        ("{dense-head: a}", ["a", "b"], {}, 1),
    ],
)
def test_a_file_silences_a_rule_everywhere_or_in_rows(net, silence, heard, silenced, idle):
    found = review(net("27x27x3", FIVE, f"silence: {silence}"))
    assert [advice.row for advice in found.advice] == heard
    assert found.silenced == silenced
    assert len(found.idle) == idle


def test_a_name_silences_all_rows_below_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "units.yaml").write_text(BLOCK + "silence: {large-filter: [body, last/conv, bod, body/1/co]}\n")
    found = review(convcalc.load("units"))
    assert (found.advice, found.silenced, len(found.idle)) == ((), {"large-filter": 37}, 2)


def test_the_input_is_silenced_by_its_name(net):
    assert lint(net("30x30x3", HALVED_TWICE, "silence: {input-size: [input], unread-pixels: true}")) == []


def test_a_file_that_extends_another_keeps_what_that_one_silences_until_it_says_otherwise(net, tmp_path):
    net("27x27x3", FIVE, "silence: {large-filter: a}")
    for more, heard in (("", ["b"]), ("silence: {large-filter: b}", ["a"]), ("silence: []", ["a", "b"])):
        (tmp_path / "more.yaml").write_text(f"extends: net.yaml\n{more}\n")
        assert [advice.row for advice in lint(convcalc.load("more"))] == heard


def test_rules_are_ignored_and_an_unknown_one_is_an_error(net):
    assert lint(net("27x27x3", FIVE), ignore=["large-filter"]) == []
    with pytest.raises(convcalc.UsageError, match="no rule 'large'"):
        lint(net("27x27x3", FIVE), ignore=["large"])


def test_another_input_and_names_in_it(net):
    loaded = net("32x32x3", HALVED_TWICE)
    assert [advice.rule for advice in lint(loaded, "34x34x3")] == ["input-size", "unread-pixels"]
    with pytest.raises(convcalc.UsageError, match="need numbers"):
        lint(loaded, (name("H"), name("W"), 3))


def test_a_layer_outside_a_file_has_advice_without_a_place():
    (advice,) = lint(convcalc.layer("maxpool", kernel=4), "16x16x1")
    assert (advice.mark, str(advice).partition(":")[0]) == (None, "maxpool")


# What the lectures say of the networks they show: VGG stacks 3x3 filters (lecture 3) and ends in dense layers;
# ResNet and MobileNet end in a global pool; AlexNet's large filters in the first two layers are what VGG replaced.
BUNDLED = {
    "alexnet": [("input-size", "input"), ("large-filter", "conv2/conv"), ("dense-head", "fc6/dense")],
    "dcgan": [],
    "deconvnet": [("dense-head", "fc6/conv")],
    "densenet121": [],
    "googlenet": [("large-filter", "inception_3a/conv_relu_5/conv")],
    "inception_v3": [("input-size", "input"), ("large-filter", "Mixed_5b/padded/conv")],
    "lenet5": [("large-filter", "C3"), ("dense-head", "C5")],
    "mobilenet": [],
    "mobilenet_v2": [],
    "resnet1001": [],
    "resnet18": [],
    "resnet20": [],
    "resnet50": [],
    "resnext50_32x4d": [],
    "se_resnet50": [],
    "squeezenet": [("input-size", "input")],
    "squeezenet1_1": [("unread-pixels", "conv1/conv")],
    "unet": [("input-size", "input")],
    "vgg11": [("dense-head", "fc6/dense")],
    "vgg16": [("dense-head", "fc6/dense")],
    "vgg19": [("dense-head", "fc6/dense")],
    "zfnet": [("large-filter", "layer2/conv"), ("dense-head", "layer6/dense")],
}


@pytest.mark.parametrize("network", BUNDLED)
def test_the_bundled_networks(network):
    assert [(advice.rule, advice.row) for advice in lint(convcalc.load(network))] == BUNDLED[network]


def test_a_bundled_file_that_extends_another_names_that_one():
    (advice,) = lint(convcalc.load("vgg19"))
    assert advice.place.startswith("vgg16.yaml:")


def test_the_heads_of_googlenet_are_advised_on_where_they_are_asked_for():
    rules = [advice.rule for advice in lint(convcalc.load("googlenet", aux=1))]
    assert rules == ["large-filter", "large-pool", "dense-head"]


def test_long_chains_take_linear_time(net):
    end = "{dense: 1, from: end, repeat: 1}, " * 2000
    advice = lint(net("4x4x3", f"[{STEM}, flatten, {{relu: , repeat: 90000, as: end}}, {end}]"))
    # 2,000 units, each on 4*4*8 values and with 120 parameters more than on 8.
    assert [(each.rule, each.saved) for each in advice] == [("dense-head", 128 - 8)] * 2000
