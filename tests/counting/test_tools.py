"""The conventions of the counting tools give the tools' own numbers.

``layers.csv`` and ``networks.csv`` hold what the tools printed: torchinfo 1.8.0, fvcore 0.1.5.post20221221, ptflops
0.7.5 (both backends), thop 0.1.1.post2209072238, DeepSpeed 0.19.8 (FLOPs), torchscan 0.2.0 (module FLOPs) and
torch.utils.flop_counter under PyTorch 2.13.0 and torchvision 0.28.0, and XLA through jax 0.10.2 and flax 0.12.8. Empty
cells are layers that were not tried. Where a tool does not follow its own rule, ``APART`` and ``WRITTEN`` say why.
"""

import csv
from pathlib import Path

import pytest

from convcalc import load
from counting.lines import network_of

HERE = Path(__file__).parent
TOOLS = ("torchinfo", "fvcore", "ptflops", "ptflops-aten", "thop", "deepspeed", "torchscan", "flops")


def rows(name):
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SAME_AS_A_WORD = "padding='same' is traced to an operator that fvcore does not know"
SEEN = "the call torch.add(x, y) is seen, where x + y is not"
FLOATS = "worked in floats: 13/6 * 13/6 falls short of 169/36, and the last operation is cut off"
RESTS = "a window is taken to have 11 % 4 + 1 cells, the rest and one more"
INDICES = "the lowered program counts places, by no rule of the layer"
APART = {
    ("fvcore", "conv(out=32, kernel=3, padding=same)", "28x28x128", 1, ""): SAME_AS_A_WORD,
    ("fvcore", "conv(out=32, kernel=4, padding=same)", "28x28x128", 1, ""): SAME_AS_A_WORD,
    ("deepspeed", "conv(out=32, kernel=4, padding=same)", "28x28x128", 1, ""): "taken to give 27x27",
    ("ptflops", "add", "56x56x64 56x56x64", 1, "torch.add"): SEEN,
    ("ptflops", "multiply", "56x56x64 56x56x64", 1, "torch.mul"): SEEN,
    ("deepspeed", "add", "56x56x64 56x56x64", 1, "torch.add"): SEEN,
    ("deepspeed", "multiply", "56x56x64 56x56x64", 1, "torch.mul"): SEEN,
    ("thop", "adaptive_avgpool(out=6)", "13x13x256", 1, ""): FLOATS,
    ("thop", "adaptive_avgpool(out=6)", "13x13x256", 2, ""): FLOATS,
    ("torchscan", "adaptive_avgpool(out=4)", "11x11x64", 1, ""): RESTS,
    ("torchscan", "adaptive_avgpool(out=[4, 3])", "11x10x64", 1, ""): RESTS,
    ("torchscan", "adaptive_avgpool(out=7)", "100x8", 1, ""): RESTS,
    ("xla", "gelu", "56x56x64", 1, "approximate=True"): "another function, by the hyperbolic tangent",
    ("xla", "zeropad(padding=3)", "224x224x3", 1, ""): "one operation, for the zero",
    ("xla", "upsample(scale=2)", "14x14x64", 1, ""): INDICES,
    ("xla", "upsample(scale=2, mode=bilinear)", "14x14x64", 1, ""): INDICES,
}


@pytest.mark.parametrize("row", rows("layers.csv"), ids=lambda row: f"{row['layer']} {row['input']} {row['batch']}")
def test_a_layer_counts_as_the_tool_counts_it(row):
    batch = int(row["batch"])
    tried = [tool for tool in (*TOOLS, "xla") if row[tool]]
    network, inputs = network_of(row["layer"]), row["input"].split()
    found = {tool: network.evaluate(*inputs, convention=tool, batch=batch).operations for tool in tried}
    apart = {tool for tool in tried if (tool, row["layer"], row["input"], batch, row["as"]) in APART}
    assert {tool for tool in tried if found[tool] != int(row[tool])} == apart


def test_what_stands_apart_was_run():
    run = {(row["layer"], row["input"], int(row["batch"]), row["as"]) for row in rows("layers.csv")}
    assert {key[1:] for key in APART} <= run


# The bundled files end in a softmax over 1,000 classes, and the networks of torchvision do not. These are the tools'
# counts of that layer (layers.csv, softmax of 1000).
SOFTMAX = {"thop": 2_999, "ptflops": 1_000, "deepspeed": 1_000}

# Where torchvision has written a network so that a tool counts it otherwise than the file, by how much less the tool
# counts. Functions that a forward calls are seen once by ptflops, which counts modules twice, and not at all by thop
# and torchscan. BasicConv2d of GoogLeNet and Inception v3 calls relu so, on every value that is normalised: half of
# what fvcore counts besides multiplications and the values into the global average.
RELUS_OF_GOOGLENET = (1_504_878_688 - 2_996_752_384 // 2 - 7 * 7 * 1024) // 2
RELUS_OF_INCEPTION = (5_731_282_144 - 11_426_432_192 // 2 - 8 * 8 * 2048) // 2
AVERAGED = 35 * 35 * (192 + 256 + 288) + 17 * 17 * 768 * 4 + 8 * 8 * (1280 + 2048)  # 3x3, as many values out as in
POOLED = (35 * 35 * 288 + 17 * 17 * 768, 17 * 17 * 288 + 8 * 8 * 768)  # 3x3/2, the values in and out


def adaptive(values):
    """An adaptive average to the size that the map has already, which the files of VGG leave out."""
    return {
        "fvcore": -values,
        "ptflops": -2 * values,
        "thop": -2 * values,
        "deepspeed": -values,
        "torchscan": -2 * values,
    }


def functional(depth, relu):
    """A global average, and before it a ReLU or none, called as functions on 7x7 maps."""
    values = 7 * 7 * depth
    return {"ptflops": values * (1 + relu), "thop": values + depth, "torchscan": values * relu + depth * (49 - 1 + 2)}


WRITTEN = {
    **dict.fromkeys(("vgg11", "vgg13", "vgg16", "vgg19"), adaptive(7 * 7 * 512)),
    "mobilenet_v2": functional(1280, relu=0),
    "densenet121": functional(1024, relu=1),
    "densenet201": functional(1920, relu=1),
    "inception_v3": {
        "ptflops": RELUS_OF_INCEPTION + AVERAGED + POOLED[0],
        "thop": AVERAGED,
        "torchscan": RELUS_OF_INCEPTION + AVERAGED * (3 - 1 + 2) + POOLED[1] * (3 - 1),
    },
    "torchvision/googlenet.yaml": {"ptflops": RELUS_OF_GOOGLENET, "torchscan": RELUS_OF_GOOGLENET},
}


@pytest.mark.parametrize("row", rows("networks.csv"), ids=lambda row: row["network"])
@pytest.mark.parametrize("tool", TOOLS)
def test_a_network_counts_as_the_tool_counts_it(row, tool):
    own = row["network"].endswith(".yaml")
    symbols = dict(part.split("=") for part in row["set"].split())
    network = load(str(HERE / row["network"]) if own else row["network"], **symbols)
    inputs = [row["input"]] if row["input"] else []
    expected = int(row[tool]) + WRITTEN.get(row["network"], {}).get(tool, 0)
    if row["written in PyTorch"] == "torchvision" and not own:
        expected += SOFTMAX.get(tool, 0)
    assert network.evaluate(*inputs, convention=tool).operations == expected


def test_the_networks_of_torchvision_here_are_those_of_torchvision():
    for name in ("alexnet", "googlenet"):
        report = load(str(HERE / "torchvision" / f"{name}.yaml")).evaluate()
        assert [figure.agrees for figure in report.figures] == [True, True]


# keras.Model.count_params of keras.applications 3.15.1, and by how much the file's network differs from Keras's.
KERAS = [
    ("mobilenet", {}, 4_253_864, 0),
    ("mobilenet_v2", {}, 3_538_984, 0),
    ("densenet121", {}, 8_062_504, 0),
    ("densenet201", {}, 20_242_984, 0),
    ("vgg16", {}, 138_357_544, 0),
    ("vgg19", {}, 143_667_240, 0),
    # Each convolution of Keras's ResNets has biases, as many as there are scales in the normalisation after it.
    ("resnet50", {}, 25_636_712, 53_120 // 2),
    ("resnet101", {}, 44_707_176, 105_344 // 2),
    ("resnet152", {}, 60_419_944, 151_424 // 2),
    # The normalisations of Keras's Inception v3 learn no scale.
    ("inception_v3", {}, 23_851_784, -34_432 // 2),
]


@pytest.mark.parametrize(("name", "symbols", "printed", "besides"), KERAS, ids=[case[0] for case in KERAS])
def test_keras_counts_the_running_statistics(name, symbols, printed, besides):
    report = load(name, **symbols).evaluate(convention="keras")
    assert report.parameters == printed - besides
    assert report.total.statistics == 0


PARAMETERS = [
    # layer, input, keras.Model.count_params
    ("conv(out=32, kernel=3)", "28x28x128", 36_896),
    ("conv(out=32, kernel=3, padding=1, stride=2, groups=4)", "28x28x128", 9_248),
    ("conv(out=16, kernel=5)", "100x8", 656),
    ("conv(out=16, kernel=3)", "8x14x14x4", 1_744),
    ("depthwise(kernel=3, padding=1, multiplier=2)", "56x56x32", 640),
    ("conv_transpose(out=32, kernel=4, stride=2, padding=same)", "14x14x64", 32_800),
    ("dense(out=1000)", "4096", 4_097_000),
    ("batchnorm", "56x56x64", 256),
    ("batchnorm(affine=false)", "56x56x64", 128),
    ("layernorm", "56x56x96", 192),
]


@pytest.mark.parametrize(("line", "inputs", "printed"), PARAMETERS)
def test_keras_counts_the_parameters_of_a_layer(line, inputs, printed):
    assert network_of(line).evaluate(inputs, convention="keras").parameters == printed
