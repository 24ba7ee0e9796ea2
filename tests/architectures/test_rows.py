"""Row by row: the tables of the lectures and papers beside the bundled networks."""

from math import prod

import pytest

from convcalc import load
from convcalc.architecture.printed import number_agrees


def stages(name, **symbols):
    """The rows of a network by name, blocks folded."""
    return {row.name: row for row in load(name, **symbols).evaluate().folded(1).rows}


# Lecture 1, 'AlexNet', column Output. Its rows Norm1 and Norm2 stand after the pools; in Krizhevsky et al. 2012,
# section 3.5, pooling follows the normalisation, and so it does here.
ALEXNET = {
    "conv1": "55x55x96",
    "pool1": "27x27x96",
    "conv2": "27x27x256",
    "pool2": "13x13x256",
    "conv3": "13x13x384",
    "conv4": "13x13x384",
    "conv5": "13x13x256",
    "pool5": "6x6x256",
    "fc6": "4096",
    "fc8": "1000",
}


@pytest.mark.parametrize("groups", [1, 2])
def test_alexnet_outputs(groups):
    rows = stages("alexnet", groups=groups)
    assert {name: str(rows[name].output) for name in ALEXNET} == ALEXNET


# Independent calculation: two towers, and one tower
@pytest.mark.parametrize(
    ("name", "two", "one"),
    [
        ("conv2", 307_456, 614_656),
        ("conv3", 885_120, 885_120),
        ("conv4", 663_936, 1_327_488),
        ("conv5", 442_624, 884_992),
        ("fc6", 37_752_832, 37_752_832),
    ],
)
def test_alexnet_towers(name, two, one):
    assert stages("alexnet")[name].parameters == two
    assert stages("alexnet", groups=1)[name].parameters == one


# Lecture 1, 'GoogLeNet', columns output size and ops (Szegedy et al. 2014, Table 1); ops is None where there is none or
# the printed entry does not follow from the row. Parameters, with biases: independent calculation.
GOOGLENET = [
    ("conv1", "112x112x64", None, 9_472),
    ("pool1", "56x56x64", None, 0),
    ("conv2", "56x56x192", "360M", 114_944),
    ("pool2", "28x28x192", None, 0),
    ("inception_3a", "28x28x256", "128M", 163_696),
    ("inception_3b", "28x28x480", "304M", 388_736),
    ("pool3", "14x14x480", None, 0),
    ("inception_4a", "14x14x512", None, 376_176),
    ("inception_4b", "14x14x512", "88M", 449_160),
    ("inception_4c", "14x14x512", "100M", 510_104),
    ("inception_4d", "14x14x528", "119M", 605_376),
    ("inception_4e", "14x14x832", "170M", 868_352),
    ("pool4", "7x7x832", None, 0),
    ("inception_5a", "7x7x832", None, 1_043_456),
    ("inception_5b", "7x7x1024", "71M", 1_444_080),
    ("pool5", "1x1x1024", None, 0),
    ("fc", "1000", "1M", 1_025_000),
]


@pytest.mark.parametrize("aux", [0, 1])
def test_googlenet_rows(aux):
    rows = stages("googlenet", aux=aux)
    for name, output, ops, parameters in GOOGLENET:
        assert (name, str(rows[name].output), rows[name].parameters) == (name, output, parameters)
        assert ops is None or number_agrees(ops, rows[name].multiplications), name


def test_googlenet_has_nine_modules_and_no_head():
    names = list(stages("googlenet"))
    assert sum(name.startswith("inception") for name in names) == 9
    assert not any(name.startswith("head") for name in names)


# Szegedy et al. 2014, section 5: 5x5 average pooling with stride 3 gives 4x4x512 for (4a) and 4x4x528 for (4d), then
# 128 filters of 1x1, 1024 units and the classes. Parameters: independent calculation.
@pytest.mark.parametrize(
    ("head", "pooled", "parameters"),
    [
        ("head1", "4x4x512", 3_188_840),
        ("head2", "4x4x528", 3_190_888),
    ],
)
def test_googlenet_auxiliary_heads(head, pooled, parameters):
    rows = [row for row in load("googlenet", aux=1).evaluate().rows if row.name.startswith(head)]
    assert str(rows[0].output) == pooled
    assert str(rows[-1].output) == "1000"
    assert sum(row.parameters for row in rows) == parameters


def test_googlenet_heads_leave_the_main_path_as_it_is():
    without = load("googlenet").evaluate().rows
    beside = [row for row in load("googlenet", aux=1).evaluate().rows if not row.name.startswith("head")]
    assert [row._replace(layer=None) for row in beside] == [row._replace(layer=None) for row in without]


# Lecture 5, SqueezeNet table: output size and parameters before pruning. maxpool8 is printed as 13x12x512.
SQUEEZENET = [
    ("conv1", "111x111x96", 14_208),
    ("maxpool1", "55x55x96", 0),
    ("fire2", "55x55x128", 11_920),
    ("fire3", "55x55x128", 12_432),
    ("fire4", "55x55x256", 45_344),
    ("maxpool4", "27x27x256", 0),
    ("fire5", "27x27x256", 49_440),
    ("fire6", "27x27x384", 104_880),
    ("fire7", "27x27x384", 111_024),
    ("fire8", "27x27x512", 188_992),
    ("maxpool8", "13x13x512", 0),
    ("fire9", "13x13x512", 197_184),
    ("conv10", "13x13x1000", 513_000),
    ("avgpool10", "1x1x1000", 0),
]


def test_squeezenet_rows():
    rows = stages("squeezenet")
    found = [(name, str(rows[name].output), rows[name].parameters) for name, *_ in SQUEEZENET]
    assert found == SQUEEZENET


# Lecture 5, MobileNet table: type, filter shape, input size, in its order. The five pairs of rows are written out, and
# the last 'Conv dw', printed with stride 2, has stride 1: its own next row is still 7x7.
MOBILENET = [
    ("conv", "3x3x3x32", "224x224x3"),
    ("depthwise", "3x3x32", "112x112x32"),
    ("conv", "1x1x32x64", "112x112x32"),
    ("depthwise", "3x3x64", "112x112x64"),
    ("conv", "1x1x64x128", "56x56x64"),
    ("depthwise", "3x3x128", "56x56x128"),
    ("conv", "1x1x128x128", "56x56x128"),
    ("depthwise", "3x3x128", "56x56x128"),
    ("conv", "1x1x128x256", "28x28x128"),
    ("depthwise", "3x3x256", "28x28x256"),
    ("conv", "1x1x256x256", "28x28x256"),
    ("depthwise", "3x3x256", "28x28x256"),
    ("conv", "1x1x256x512", "14x14x256"),
    *[("depthwise", "3x3x512", "14x14x512"), ("conv", "1x1x512x512", "14x14x512")] * 5,
    ("depthwise", "3x3x512", "14x14x512"),
    ("conv", "1x1x512x1024", "7x7x512"),
    ("depthwise", "3x3x1024", "7x7x1024"),
    ("conv", "1x1x1024x1024", "7x7x1024"),
]


def test_mobilenet_rows():
    rows = [row for row in load("mobilenet").evaluate().rows if row.type in ("conv", "depthwise")]
    filters = [prod(map(int, shape.split("x"))) for _, shape, _ in MOBILENET]
    assert [(row.type, str(row.inputs[0])) for row in rows] == [(kind, x) for kind, _, x in MOBILENET]
    assert [row.parameters for row in rows] == filters


def test_mobilenet_ends_in_the_classifier():
    pool, dense, softmax = load("mobilenet").evaluate().rows[-3:]
    assert [str(row.inputs[0]) for row in (pool, dense, softmax)] == ["7x7x1024", "1x1x1024", "1000"]
    assert dense.parameters == 1_025_000  # 1024x1000 weights in the table, and the biases


# Lecture 5, exercise 3, 'Build a VGG-16 network', which prints no answer. Independent calculation; the outputs and the
# weights without biases stand in the CS231n notes as well.
VGG_16 = [
    ("conv", "224x224x64", 1_792, 86_704_128),
    ("conv", "224x224x64", 36_928, 1_849_688_064),
    ("maxpool", "112x112x64", 0, 0),
    ("conv", "112x112x128", 73_856, 924_844_032),
    ("conv", "112x112x128", 147_584, 1_849_688_064),
    ("maxpool", "56x56x128", 0, 0),
    ("conv", "56x56x256", 295_168, 924_844_032),
    ("conv", "56x56x256", 590_080, 1_849_688_064),
    ("conv", "56x56x256", 590_080, 1_849_688_064),
    ("maxpool", "28x28x256", 0, 0),
    ("conv", "28x28x512", 1_180_160, 924_844_032),
    ("conv", "28x28x512", 2_359_808, 1_849_688_064),
    ("conv", "28x28x512", 2_359_808, 1_849_688_064),
    ("maxpool", "14x14x512", 0, 0),
    ("conv", "14x14x512", 2_359_808, 462_422_016),
    ("conv", "14x14x512", 2_359_808, 462_422_016),
    ("conv", "14x14x512", 2_359_808, 462_422_016),
    ("maxpool", "7x7x512", 0, 0),
    ("dense", "4096", 102_764_544, 102_760_448),
    ("dense", "4096", 16_781_312, 16_777_216),
    ("dense", "1000", 4_097_000, 4_096_000),
]


def test_vgg16_rows():
    rows = [row for row in load("vgg16").evaluate().rows if row.type in ("conv", "maxpool", "dense")]
    assert [(row.type, str(row.output), row.parameters, row.multiplications) for row in rows] == VGG_16


def test_vgg19_has_three_more_convolutions_of_three():
    count = {name: sum(row.type == "conv" for row in load(name).evaluate().rows) for name in ("vgg16", "vgg19")}
    assert count == {"vgg16": 13, "vgg19": 16}  # Simonyan and Zisserman 2014, Table 1: with 3 dense layers 16 and 19


# He et al. 2015, Table 1, column output size; the name of each network counts its convolutions, those of the shortcuts
# left out, and the dense layer.
RESNET = {"conv1": "112x112", "conv2_x": "56x56", "conv3_x": "28x28", "conv4_x": "14x14", "conv5_x": "7x7"}


@pytest.mark.parametrize(("depth", "projections"), [(18, 3), (34, 3), (50, 4), (101, 4), (152, 4)])
def test_resnet_stages_and_depth(depth, projections):
    report = load(f"resnet{depth}").evaluate()
    rows = {row.name: row for row in report.folded(1).rows}
    assert {name: "x".join(map(str, rows[name].output.spatial)) for name in RESNET} == RESNET
    assert sum(row.type in ("conv", "dense") for row in report.rows) - projections == depth


@pytest.mark.parametrize(("name", "width"), [("resnet18", 512), ("resnet34", 512), ("resnet50", 2048)])
def test_resnet_gives_the_classifier_its_width(name, width):
    assert str(stages(name)["fc"].inputs[0]) == f"1x1x{width}"  # He et al. 2015, Table 1, last stage


def test_resnet50_moves_the_stride_without_changing_any_shape_outside_the_units():
    first, second = (stages("resnet50", stride_in_1x1=value) for value in (True, False))
    assert [(row.name, row.output, row.parameters) for row in first.values()] == [
        (row.name, row.output, row.parameters) for row in second.values()
    ]


# LeCun et al. 1998, section II.B: maps and trainable parameters; those of C3 (1,516), S2 and S4 belong to its old form.
# C3 and the output of the modern form: by PyTorch.
LENET_5 = [
    ("C1", "28x28x6", 156),
    ("S2", "14x14x6", 0),
    ("C3", "10x10x16", 2_416),
    ("S4", "5x5x16", 0),
    ("C5", "1x1x120", 48_120),
    ("F6", "84", 10_164),
    ("output", "10", 850),
]


def test_lenet5_rows():
    rows = stages("lenet5")
    assert [(name, str(rows[name].output), rows[name].parameters) for name, *_ in LENET_5] == LENET_5


def test_mycnn_rows():
    """Lecture 2, class myCNN: Conv2d(1, 6, 5), Conv2d(6, 12, 5), Linear(12*4*4, 120); parameters by PyTorch."""
    rows = stages("mycnn")
    assert [rows[name].parameters for name in ("conv1", "conv2", "fc1")] == [156, 1_812, 23_160]
    assert [rows[name].multiplications for name in ("conv1", "conv2", "fc1")] == [86_400, 115_200, 23_040]
    assert prod(rows["fc1"].inputs[0]) == 12 * 4 * 4
