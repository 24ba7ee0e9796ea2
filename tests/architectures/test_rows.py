"""Row by row: the tables of the lectures and papers beside the bundled networks."""

from math import prod

import pytest

from convcalc import load
from convcalc.architecture.printed import agreement


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
        assert ops is None or agreement(ops, rows[name].multiplications), name


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


# Simonyan and Zisserman 2014, Table 1: the filters of each column in order, and the layers with weights in its head.
VGG_COLUMNS = {
    "A": ("vgg11", {}, 11, "3-64; 3-128; 3-256 3-256; 3-512 3-512; 3-512 3-512"),
    "A-LRN": ("vgg11", {"lrn": 1}, 11, "3-64 lrn; 3-128; 3-256 3-256; 3-512 3-512; 3-512 3-512"),
    "B": ("vgg13", {}, 13, "3-64 3-64; 3-128 3-128; 3-256 3-256; 3-512 3-512; 3-512 3-512"),
    "C": ("vgg16", {"ones": 1}, 16, "3-64 3-64; 3-128 3-128; 3-256 3-256 1-256; 3-512 3-512 1-512; 3-512 3-512 1-512"),
    "D": ("vgg16", {}, 16, "3-64 3-64; 3-128 3-128; 3-256 3-256 3-256; 3-512 3-512 3-512; 3-512 3-512 3-512"),
    "E": ("vgg19", {}, 19, "3-64 3-64; 3-128 3-128; " + "; ".join(" ".join([f"3-{n}"] * 4) for n in (256, 512, 512))),
}


@pytest.mark.parametrize("column", VGG_COLUMNS)
def test_the_columns_of_the_vgg_table(column):
    name, symbols, depth, filters = VGG_COLUMNS[column]
    rows = load(name, **symbols).evaluate().rows
    words = {"lrn": lambda row: "lrn", "maxpool": lambda row: ";", "conv": filter_of}
    written = " ".join(words[row.type](row) for row in rows if row.type in words)
    assert written.replace(" ;", ";").removesuffix(";") == filters
    assert sum(row.type in ("conv", "dense") for row in rows) == depth


def filter_of(row):
    """A filter as the table of VGG writes it, 3-64."""
    return f"{row.layer.kernel}-{row.output.channels}"


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


# Zeiler and Fergus 2013, Figure 3: the sizes drawn. Parameters: independent calculation.
ZFNET = [
    ("layer1", "110x110x96", 14_208),
    ("pool1", "55x55x96", 0),
    ("layer2", "26x26x256", 614_656),
    ("pool2", "13x13x256", 0),
    ("layer3", "13x13x384", 885_120),
    ("layer4", "13x13x384", 1_327_488),
    ("layer5", "13x13x256", 884_992),
    ("pool5", "6x6x256", 0),
    ("layer6", "4096", 37_752_832),
    ("layer7", "4096", 16_781_312),
    ("output", "1000", 4_097_000),
]


def test_zfnet_rows():
    rows = stages("zfnet")
    assert [(name, str(rows[name].output), rows[name].parameters) for name, *_ in ZFNET] == ZFNET


# Szegedy et al. 2015, Table 1, column input size, each the output of the part before it.
INCEPTION_V3 = {
    "Conv2d_1a_3x3": "149x149x32",
    "Conv2d_2a_3x3": "147x147x32",
    "Conv2d_2b_3x3": "147x147x64",
    "MaxPool_3a_3x3": "73x73x64",
    "Mixed_5d": "35x35x288",
    "Mixed_6a": "17x17x768",
    "Mixed_6e": "17x17x768",
    "Mixed_7a": "8x8x1280",
    "Mixed_7c": "8x8x2048",
    "pool": "1x1x2048",
}


@pytest.mark.parametrize("aux", [0, 1])
def test_inception_v3_outputs(aux):
    rows = stages("inception_v3", aux=aux)
    assert {name: str(rows[name].output) for name in INCEPTION_V3} == INCEPTION_V3


def test_the_head_of_inception_v3():
    """torchvision, InceptionAux: 5x5 average pooling with stride 3 on 17x17x768, then 128 of 1x1 and 768 of 5x5."""
    rows = [row for row in load("inception_v3", aux=1).evaluate().rows if row.name.startswith("head")]
    sizes = [str(row.output) for row in rows if row.type in ("avgpool", "conv", "dense")]
    assert sizes == ["5x5x768", "5x5x128", "1x1x768", "1000"]
    assert sum(row.parameters for row in rows) == 27_161_264 - 23_834_568


# He et al. 2015, section 4.2: 32x32 with 16 filters, 16x16 with 32, 8x8 with 64; 1 + 2n, 2n and 2n layers.
@pytest.mark.parametrize(("depth", "units"), [(20, 3), (32, 5), (44, 7), (56, 9), (110, 18)])
def test_resnets_for_cifar(depth, units):
    rows = load(f"resnet{depth}").evaluate().rows
    found = [str(row.output) for row in rows if row.type == "conv"]
    assert found == ["32x32x16"] * (1 + 2 * units) + ["16x16x32"] * 2 * units + ["8x8x64"] * 2 * units
    assert len(found) + 1 == depth


def test_the_shortcuts_for_cifar_learn_nothing():
    """Option A: of 32x32x16 every second pixel, 16x16x16, and 16 more channels of zeros."""
    rows = [row for row in load("resnet20").evaluate().rows if "shortcut" in row.name]
    assert [str(row.output) for row in rows] == ["16x16x16", "16x16x32", "8x8x32", "8x8x64"]
    assert not any(row.parameters or any(row.ops.values()) for row in rows)


def test_resnet1001_stages():
    """The authors' resnet-pre-act.lua: 64, 128 and 256 maps of 32x32, 16x16 and 8x8, three filters a unit."""
    report = load("resnet1001").evaluate()
    rows = {row.name: row for row in report.folded(1).rows}
    assert [str(rows[f"stage{k}"].output) for k in (1, 2, 3)] == ["32x32x64", "16x16x128", "8x8x256"]
    assert sum(row.type in ("conv", "dense") for row in report.rows) - 3 == 9 * 111 + 2  # 3 are projections


# Xie et al. 2016, Table 1, the right column: 1x1, 128 and 3x3, 128, C=32 and 1x1, 256, and so on.
def test_resnext50_units():
    rows = [row for row in load("resnext50_32x4d").evaluate().rows if row.type == "conv" and "unit" in row.name]
    units = [tuple(row.output.channels for row in rows[k : k + 3]) for k in range(0, len(rows), 3)]
    assert units == [(128, 128, 256)] * 3 + [(256, 256, 512)] * 4 + [(512, 512, 1024)] * 6 + [(1024, 1024, 2048)] * 3
    assert [row.layer.groups for row in rows] == [1, 32, 1] * 16


def test_se_resnet50_squeezes_to_a_sixteenth():
    """Hu et al. 2017, Table 1: fc, [16, 256]; [32, 512]; [64, 1024]; [128, 2048] behind the 3, 4, 6 and 3 units."""
    rows = [row for row in load("se_resnet50").evaluate().rows if row.type == "dense" and "unit" in row.name]
    units = [(rows[k].output.channels, rows[k + 1].output.channels) for k in range(0, len(rows), 2)]
    assert units == [(16, 256)] * 3 + [(32, 512)] * 4 + [(64, 1024)] * 6 + [(128, 2048)] * 3


# Huang et al. 2016, Table 1: the output sizes, which all columns share, and the layers of the four blocks.
DENSENET = {
    "convolution": "112x112",
    "pooling": "56x56",
    "dense_block1": "56x56",
    "transition1": "28x28",
    "dense_block2": "28x28",
    "transition2": "14x14",
    "dense_block3": "14x14",
    "transition3": "7x7",
    "dense_block4": "7x7",
}


@pytest.mark.parametrize(("depth", "layers"), [(121, (6, 12, 24, 16)), (201, (6, 12, 48, 32))])
def test_densenet_stages_and_depth(depth, layers):
    report = load(f"densenet{depth}").evaluate()
    rows = {row.name.partition(" ")[0]: row for row in report.folded(1).rows}
    assert {name: "x".join(map(str, rows[name].output.spatial)) for name in DENSENET} == DENSENET
    blocks = [sum(row.type == "concat" and f"block{k}/" in row.name for row in report.rows) for k in (1, 2, 3, 4)]
    assert tuple(blocks) == layers
    assert sum(row.type in ("conv", "dense") for row in report.rows) == depth
