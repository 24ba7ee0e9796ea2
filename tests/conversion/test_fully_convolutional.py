"""Dense layers as convolutions: the same parameters, the same numbers, and a map of outputs on a larger input."""

import difflib

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import convcalc
from convcalc.architecture.library import bundled_folder
from convcalc.conversion.fully_convolutional import converted, fully_convolutional
from convcalc.errors import DocumentError
from convcalc.numeric import run
from convcalc.numeric.forward import forward
from convcalc.shape import parse_shape


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def written(text, name="net.yaml"):
    """Write a file here; its name."""
    with open(name, "w", encoding="utf-8") as file:
        file.write(text)
    return name


def loaded(name):
    """The converted network, loaded from a file of its own."""
    return convcalc.load(written(fully_convolutional(name), "converted.yaml"))


# The parameters of VGG-16 are those of torchvision. Map sizes by (W - F)/S + 1: the maps at 384 are 12x12 where those
# at 224 are 7x7, so that a window of 7 has 12 - 7 + 1 = 6 positions (CS231n notes: (12 - 7)/1 + 1 = 6). AlexNet:
# 384 -> 94 -> 46 -> 22 -> 10, and 10 - 6 + 1 = 5. LeNet-5: 36 -> 32 -> 16 -> 12 -> 6, and 6 - 5 + 1 = 2.
SLIDES = [
    ("vgg16", 138_357_544, "384x384x3", "6x6x1000"),
    ("vgg19", 143_667_240, "384x384x3", "6x6x1000"),
    ("alexnet", 60_965_224, "384x384x3", "5x5x1000"),
    ("lenet5", 61_706, "36x36x1", "2x2x10"),
    ("googlenet", 6_998_552, "384x384x3", "6x6x1000"),
    ("resnet50", 25_557_032, "384x384x3", "6x6x1000"),
    ("resnet101", 44_549_160, "384x384x3", "6x6x1000"),
    ("mobilenet", 4_231_976, "384x384x3", "6x6x1000"),
    ("mycnn", 25_128, "32x32x1", "2x2x120"),
]


@pytest.mark.parametrize(("name", "parameters", "larger", "output"), SLIDES)
def test_the_bundled_networks_keep_their_parameters_and_slide(name, parameters, larger, output):
    before, network = convcalc.load(name).evaluate(), loaded(name)
    after = network.evaluate()
    assert after.total.parameters == before.total.parameters == parameters
    assert after.total.multiplications == before.total.multiplications
    assert str(after.output) == f"1x1x{before.output}"
    assert all(figure.agrees or figure.erratum for figure in after.figures)
    assert network.name == f"{before.name}, fully convolutional"
    assert after.citation == before.citation
    assert str(network.evaluate(larger).output) == output
    assert not any(row.type in ("dense", "flatten") for row in after.rows)


LECTURE_3 = "\"lecture 3: '5 convolutional layers followed by 3 fully connected layers'\""


def test_the_text_stays_but_for_what_changes():
    old = (bundled_folder() / "alexnet.yaml").read_text(encoding="utf-8").splitlines()
    new = fully_convolutional("alexnet").splitlines()
    changes = [f"{line[0]} {line[1:]}" for line in difflib.unified_diff(old, new, n=0) if line[0] in "+-"][2:]
    assert changes == [
        "- name: AlexNet",
        "+ # alexnet.yaml, its dense layers as convolutions (lecture 4, 'FC layer to Conv layer')",
        "+ name: AlexNet, fully convolutional",
        "-   dense_relu_dropout(out):",
        "-     - dense: out",
        "+   dense_relu_dropout(out, kernel=1):",
        "+     - conv: {out: out, kernel: kernel}",
        "-   - dense_relu_dropout: 4096",
        "+   - dense_relu_dropout: {out: 4096, kernel: 6}",
        "-   - dense_relu_dropout: 4096",
        "+   - dense_relu_dropout: {out: 4096, kernel: 1}",
        "-   - dense: classes",
        "+   - conv: {out: classes, kernel: 1}",
        "-   output: {printed: 1x1000, source: \"lecture 1, 'AlexNet'\"}",
        "+   output: {printed: 1x1x1000, source: \"lecture 1, 'AlexNet'\"}",
        # what is printed of the numbers of convolutions and dense layers is not printed of this network
        "-       - {printed: 5, source: \"lecture 1, 'AlexNet'\"}",
        f"-       - {{printed: 5, source: {LECTURE_3}}}",
        "+       - {printed: '', source: \"lecture 1, 'AlexNet'\"}",
        f"+       - {{printed: '', source: {LECTURE_3}}}",
        f"-       - {{printed: 3, source: {LECTURE_3}}}",
        f"+       - {{printed: '', source: {LECTURE_3}}}",
    ]


def test_nothing_is_to_convert_twice():
    written(fully_convolutional("lenet5"), "once.yaml")
    with pytest.raises(DocumentError, match="has no dense layer: there is nothing to convert"):
        fully_convolutional("once.yaml")


# The same numbers.

NET = """
input: 9x7x2
layers:
  - conv: {out: 3, kernel: 2}
  - batchnorm
  - maxpool: 2
  - flatten
  - tanh
  - dense: {out: 6, bias: false}
  - layernorm
  - concat: [[dense: 2], [relu]]
  - dense: 4
  - softmax
"""


def outputs(network, x, weights):
    """What a network gives with these weights, one mapping a row, on an array."""
    values = [x]
    for node, arrays in zip(network.graph.nodes, weights, strict=True):
        xs = [values[place] for place in node.inputs]
        shapes = {**node.layer.weights(*map(as_shape, xs)), **node.layer.statistics(*map(as_shape, xs))}
        values.append(run(node.layer, *xs, **{name: array.reshape(shapes[name]) for name, array in arrays.items()}))
    return values[-1]


def as_shape(array):
    return parse_shape("x".join(map(str, array.shape)))


def weights_of(network):
    """Random weights for each row, and those of the rows that stay: flatten goes, and it has none."""
    ran = list(forward(network.graph, network.graph.input, 7))
    return [each.arrays for each in ran], [each.arrays for each in ran if each.node.layer.word != "flatten"]


@pytest.mark.parametrize("name", ["net", "lenet5", "mycnn"])
def test_the_numbers_are_the_same_with_the_same_weights(name):
    written(NET)
    old, new = convcalc.load(name), loaded(name)
    x = np.random.default_rng(3).random(tuple(old.graph.input))
    before, after = weights_of(old)
    expected, found = outputs(old, x, before), outputs(new, x, after)
    assert found.shape == (1, 1, *expected.shape)
    np.testing.assert_allclose(found.reshape(-1), expected, rtol=1e-5)
    assert np.ptp(expected) > 0


STEPS = ("relu", "flatten", "batchnorm", "softmax", "global_avgpool", "maxpool: 2", "dense: 3", "head: 5",
         "{dense: {out: 4, bias: false}}", "{head: , as: here}", "{conv: {out: 2, kernel: 3, padding: same}}",
         "{dense: 2, repeat: 2}", "{concat: [[dense: 2], [flatten, tanh, dense: 3]]}", "{add: [[relu], []]}",
         "{multiply: [[], [global_avgpool, flatten, dense: 3]]}")  # fmt: skip


@given(st.sampled_from(["8x8x3", "6x9x3"]), st.lists(st.sampled_from(STEPS), min_size=1, max_size=6), st.booleans())
def test_whatever_is_converted_gives_the_same_numbers(shape, steps, below_each_other):
    layers = "".join(f"\n  - {step}" for step in steps) if below_each_other else f" [{', '.join(steps)}]"
    written(f"input: {shape}\nblocks:\n  head(n=2): [dense: n, relu]\nlayers:{layers}\n")
    try:
        old, new = convcalc.load("net"), loaded("net")
    except convcalc.ConvcalcError:
        assume(False)
    x = np.random.default_rng(1).random(tuple(old.graph.input))
    before, _ = weights_of(old)
    drawn = iter([arrays for arrays in before if arrays])
    after = [next(drawn) if row.parameters else {} for row in new.evaluate().rows]
    np.testing.assert_allclose(outputs(new, x, after).reshape(-1), outputs(old, x, before).reshape(-1), rtol=1e-4)


def test_on_a_larger_input_each_place_is_the_network_on_a_part_of_it():
    old, new = convcalc.load("lenet5"), loaded("lenet5")
    weights, _ = weights_of(old)
    large = np.random.default_rng(5).random((36, 40, 1))
    slid = outputs(new, large, weights)
    assert slid.shape == (2, 3, 10)
    for row in range(2):
        for column in range(3):  # two poolings by 2: a place is 4 pixels further on, and no padding is in the way
            part = large[4 * row : 4 * row + 32, 4 * column : 4 * column + 32]
            np.testing.assert_allclose(slid[row, column], outputs(old, part, weights), rtol=1e-5)


# Every way in which a step can be written.

FORMS = """\
# Steps in all their forms.
input: 14x10x3
blocks:
  head(units, bias=true):      # a comment at the head
    - dense: {out: units, bias: bias}  # here
    - relu
  "quoted(n)":
    - dense:
        out: n         # units
        bias: false
  bare:
    - flatten          # goes
    - dense: max(2, 3)
  twice(n):
    - quoted: n
    - relu
    - quoted: n
layers:
  - concat:
      - [maxpool: 2, flatten, dense: 4]
      - [head: 5]
      - - flatten
        - "dense": 6
      - - maxpool: 2
        - bare
      - - bare:
          as: b
      - - bare: null
      - - bare: {}
        - relu
      - [twice: 7]
      - [{flatten: , as: flat}, {dense: {out: 3}, as: d, expect: {output: "3", parameters: 1263}}]
  - head:
      units: 10
  - twice: {n: 4}
  - flatten
  - dense: {out: 3}
"""
CONVERTED = """\
# net.yaml, its dense layers as convolutions (lecture 4, 'FC layer to Conv layer')
# Steps in all their forms.
name: net, fully convolutional
input: 14x10x3
blocks:
  head(units, bias=true, kernel=1):      # a comment at the head
    - conv: {out: units, bias: bias, kernel: kernel}  # here
    - relu
  "quoted(n, kernel=1)":
    - conv:
        out: n         # units
        bias: false
        kernel: kernel
  bare(kernel=1):
    - conv: {out: "max(2, 3)", kernel: kernel}
  twice(n, kernel=1):
    - quoted: {n: n, kernel: kernel}
    - relu
    - quoted: {n: n, kernel: 1}
layers:
  - concat:
      - [maxpool: 2, conv: {out: 4, kernel: [7, 5]}]
      - [head: {units: 5, kernel: [14, 10]}]
      - - identity
        - conv: {out: 6, kernel: [14, 10]}
      - - maxpool: 2
        - bare: {kernel: [7, 5]}
      - - bare: {kernel: [14, 10]}
          as: b
      - - bare: {kernel: [14, 10]}
      - - bare: {kernel: [14, 10]}
        - relu
      - [twice: {n: 7, kernel: [14, 10]}]
      - [{identity: , as: flat}, {conv: {out: 3, kernel: [14, 10]}, as: d, expect: {output: 1x1x3, parameters: 1263}}]
  - head:
      units: 10
      kernel: 1
  - twice: {n: 4, kernel: 1}
  - conv: {out: 3, kernel: 1}
"""


def test_every_form_of_a_step():
    assert fully_convolutional(written(FORMS)) == CONVERTED
    old = convcalc.load("net").evaluate().total
    new = loaded("net").evaluate().total
    assert (new.parameters, new.multiplications) == (old.parameters, old.multiplications)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            "{name: 'One, two', input: 8x8x3, layers: [flatten, relu, dense: 10, {dense: 5, as: x}]}",
            '{name: "One, two, fully convolutional", input: 8x8x3, '
            "layers: [relu, conv: {out: 10, kernel: 8}, {conv: {out: 5, kernel: 1}, as: x}]}",
        ),
        (
            "{input: 8x8x3, layers: [dense: 1]}",
            '{name: "net, fully convolutional", input: 8x8x3, layers: [conv: {out: 1, kernel: 8}]}',
        ),
        (
            "  input: 9x2\n  layers: [dense: 1]",
            "  name: net, fully convolutional\n  input: 9x2\n  layers: [conv: {out: 1, kernel: 9}]",
        ),
        (
            'name: "A: b"\ninput: 9x2\nlayers: [dense: 1]',
            'name: "A: b, fully convolutional"\ninput: 9x2\nlayers: [conv: {out: 1, kernel: 9}]',
        ),
        (
            "name: >\n  Folded\ninput: 9x2\nlayers: [dense: 1]",
            "name: Folded, fully convolutional\ninput: 9x2\nlayers: [conv: {out: 1, kernel: 9}]",
        ),
        (
            "input: 3x4x5x2\nlayers: [dense: 1]",
            "name: net, fully convolutional\ninput: 3x4x5x2\nlayers: [conv: {out: 1, kernel: [3, 4, 5]}]",
        ),
        (
            "input: 8x8x3\nlayers: [dense: 2, flatten, dense: 1, flatten, relu]",
            "name: net, fully convolutional\ninput: 8x8x3\n"
            "layers: [conv: {out: 2, kernel: 8}, conv: {out: 1, kernel: 1}, relu]",
        ),
        (
            '{"input":"8x8x3","layers":["flatten",{"dense":6},"flatten",{"dense":{"out":4}}]}',
            '{name: "net, fully convolutional", "input":"8x8x3",'
            '"layers":[{conv: {out: 6, kernel: 8}},{conv: {"out":4, kernel: 1}}]}',
        ),
        # A parameter and a symbol have the name already.
        (
            "input: 8x8x3\nsymbols: {kernel_2: 2}\nblocks:\n  b(kernel): [dense: kernel]\nlayers: [b: 3, b: 4]",
            "name: net, fully convolutional\ninput: 8x8x3\nsymbols: {kernel_2: 2}\nblocks:\n"
            "  b(kernel, kernel_3=1): [conv: {out: kernel, kernel: kernel_3}]\n"
            "layers: [b: {kernel: 3, kernel_3: 8}, b: {kernel: 4, kernel_3: 1}]",
        ),
    ],
)  # fmt: skip
def test_other_forms_of_a_file(old, new):
    assert fully_convolutional(written(old + "\n")).split("\n", 1)[1] == new + "\n"


# Pools over the whole map.

GATED = """
input: 8x8x8
blocks:
  gate(n):
    - multiply: [[], [global_avgpool, dense: n // 4, relu, dense: n, sigmoid]]
layers:
  - conv: {out: 8, kernel: 3, padding: 1}
  - gate: 8
  - gate: 8
  - global_maxpool
  - flatten
  - dense: 10
"""


def test_a_pool_before_the_head_becomes_a_window_and_a_gate_keeps_the_mean_of_the_whole_map():
    result = converted(written(GATED))
    assert "  - maxpool: {kernel: 8, stride: 1}\n  - conv: {out: 10, kernel: 1}\n" in result.text
    assert "[global_avgpool, conv: {out: n // 4, kernel: 1}, relu, conv: {out: n, kernel: 1}, sigmoid]" in result.text
    moved, kept = result.notes
    assert moved.startswith("global_maxpool: maxpool with a window of 8")
    assert kept.startswith("gate/global_avgpool and 1 more: global_avgpool stays")
    comments = " ".join(line[2:] for line in result.text.splitlines() if line.startswith("# "))
    assert comments.endswith(f"{moved} {kept}")
    assert str(loaded("net").evaluate("12x10x8").output) == "5x3x10"
    assert result.layers == 5


def test_what_will_not_slide_is_said():
    result = converted(written("input: 8x8x3\nlayers: [adaptive_avgpool: 4, dense: 3]\n"))
    assert result.notes == (
        "adaptive_avgpool: adaptive_avgpool gives the same map for any input; nothing slides behind it",
    )


def test_a_dense_layer_in_no_row_is_left_and_named():
    result = converted("googlenet")
    assert result.notes == ("in the block head: 2 dense steps are in no row with these symbols, and left as before",)
    assert result.text.count("- dense: ") == 2


# What extends another file is written as one.


def test_a_file_that_extends_another_stands_alone():
    written("extends: resnet50.yaml\n# few\nsymbols: {classes: 10}\nblocks:\n    bottleneck(width):\n"
            "        # two of them\n        - add: [[unit: {width: width}], []]\n        - relu\n        - relu\n"
            "expect: {parameters: 23.5M}\n")  # fmt: skip
    text = fully_convolutional("net")
    assert "extends" not in text
    assert "# few\nsymbols:\n  classes: 10\n  stride_in_1x1: true\n" in text
    assert "  bottleneck(width):\n      # two of them\n      - add: [[unit: {width: width}], []]\n" in text
    assert text.count("bottleneck(width)") == 1
    assert "name: ResNet-50, fully convolutional\nsource: He" in text
    assert text.endswith("expect: {parameters: 23.5M}\n")
    old, new = convcalc.load("net").evaluate(), loaded("net").evaluate()
    assert [row.parameters for row in old.rows] == [row.parameters for row in new.rows]
    assert old.total.multiplications == new.total.multiplications


def test_a_chain_of_files():
    written("input: 8x8x3\nsymbols: {a: 2, b: 3}\nlayers: [dense: a, dense: b]\nexpect: {parameters: 1}\n", "one.yaml")
    written("extends: one.yaml\nsymbols: {b: 'min(4, 5)'}\nname: Two\n", "two.yaml")
    written("extends: two.yaml\nsymbols: {a: 5}\n", "three.yaml")
    text = fully_convolutional("three")
    assert "name: Two, fully convolutional\n" in text
    assert "symbols:\n  a: 5\n  b: 'min(4, 5)'\n" in text
    assert loaded("three").evaluate().total.parameters == 193 * 5 + 6 * 4


@pytest.mark.parametrize(
    "more",
    [
        "blocks: {}\nsymbols: {}\n",
        "blocks:\n  other: [relu]\nsymbols:\n  k: 3\nlayers: [dense: k]\n",
        "symbols: {k: 3}\nlayers:\n  - b\n  - dense: k\n",
        "input: 9x9x1\nsilence: [dense-head]\n",
    ],
)
def test_what_is_empty_or_new_above_another_file(more):
    written("input: 8x8x3\nblocks:\n  b: [dense: 3]\nsymbols:\nlayers: [b]\n", "base.yaml")
    written("extends: base\n" + more)
    before = convcalc.load("net").evaluate()
    assert loaded("net").evaluate().total.parameters == before.total.parameters > 0


# What cannot be converted, and why.

STEM = "input: 8x8x3\nlayers:\n  - conv: {out: 4, kernel: 3}\n"
REFUSED = {
    "no dense layer": ("squeezenet", "has no dense layer: there is nothing to convert"),
    "none in use": (
        "input: 8x8x3\nsymbols: {on: 0}\nlayers: [relu, {dense: 2, repeat: on}]\n", "has no dense layer in use",
    ),
    "a vector": ("input: 784\nlayers: [dense: 10]\n", "reads a vector of 784 values (the input) and no map"),
    "flattened vector": ("input: 784\nlayers: [flatten, dense: 10]\n", "reads a vector of 784 values"),
    "a reshaped vector": (STEM + "  - reshape: 144\n  - dense: 10\n", "reads a vector of 144 values (reshape)"),
    "a layer that means the vector": (STEM + "  - flatten\n  - batchnorm\n  - dense: 10\n", "144 values (batchnorm)"),
    "softmax of the vector": (STEM + "  - flatten\n  - softmax\n  - dense: 10\n", "144 values (softmax)"),
    "two maps in one place": (
        "input: 8x8x3\nlayers: [{dense: 10, repeat: 2}]\n",
        "one step cannot have kernel 8 in dense/1 and 1 in dense/2",
    ),
    "two maps in a repeated join": (
        "input: 8x8x3\nlayers: [{concat: [[dense: 4], [relu, dense: 4]], repeat: 2}]\n",
        "one step cannot have kernel 8 in concat/1/dense and 1 in concat/2/dense",
    ),
    "two maps in a repeated block": (
        "input: 8x6x3\nblocks:\n  b: [dense: 10]\nlayers: [{b: , repeat: 3}]\n",
        "one step cannot have kernel [8, 6] in b/1/dense and 1 in b/2/dense",
    ),
    "another reader of the vector": (
        STEM + "  - flatten\n  - concat: [[], [dense: 10]]\n",
        "concat works on the flat vector that a dense layer reads",
    ),
    "one flatten for two ends": (
        "input: 8x8x3\nblocks:\n  f: [flatten, relu]\n"
        "layers: [{relu: , as: a}, f, dense: 2, {f: , from: a}, softmax]\n",
        "f_2/flatten lays flat for something else than a dense layer",
    ),
    "paths that no longer fit": (
        STEM + "  - concat: [[dense: 10], [{conv: {out: 2, kernel: 6}}, reshape: 2]]\n", "concat would no longer fit",
    ),
    "a figure that would not hold": (
        STEM + "  - dense: {out: 10}\n    expect: {accumulations: 1430}\n",
        "the figure accumulations 1430 of conv_2 would be 1,400",
    ),
    "keys between brackets": ("{extends: vgg16.yaml, symbols: {classes: 10}}\n", "keys and blocks have a line each"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_converted_is_refused_with_its_reason(case):
    text, reason = REFUSED[case]
    with pytest.raises(DocumentError) as error:
        fully_convolutional(text if text == "squeezenet" else written(text))
    assert reason in error.value.what
    assert error.value.hint


def test_a_figure_that_was_wrong_before_stays_wrong():
    written(STEM + "  - dense: 10\n    expect: {output: 11, parameters: 1450}\n")
    figures = loaded("net").evaluate().figures
    assert [(figure.printed, figure.agrees) for figure in figures] == [("11", False), ("1450", True)]


def test_a_long_list_takes_linear_time():
    written(f"input: 4x4x3\nlayers: [{'flatten, relu, ' * 20_000}dense: 3]\n")
    result = converted("net")
    assert len(result.after.rows) == 20_001
    assert result.after.total.parameters == 49 * 3
