"""Totals of the bundled networks, and of the variants that one symbol or another input makes of them.

Multiplications "by PyTorch" are half of what torch.utils.flop_counter counts on the same layers; ``torchvision`` names
its model, and "layers by hand" a network written in PyTorch for this comparison.
"""

import pytest

from convcalc import load
from convcalc.architecture.printed import number_agrees

BY_HAND = "by PyTorch, layers by hand"
V1 = {"stride_in_1x1": "true"}
V1_5 = {"stride_in_1x1": "false"}

# name, symbols, input where it is not the file's own, parameters, multiplications, source
TOTALS = [
    ("lenet5", {}, None, 61_706, 416_520, BY_HAND),
    ("mycnn", {}, None, 25_128, 224_640, f"{BY_HAND}: the class of lecture 2"),
    ("alexnet", {}, None, 60_965_224, 724_406_816, f"{BY_HAND}; Caffe's bvlc_alexnet has these parameters"),
    ("alexnet", {"groups": 1}, None, 62_378_344, 1_135_256_096, f"{BY_HAND}, without groups"),
    ("vgg16", {}, None, 138_357_544, 15_470_264_320, "torchvision vgg16, by PyTorch"),
    ("vgg19", {}, None, 143_667_240, 19_632_062_464, "torchvision vgg19, by PyTorch"),
    ("googlenet", {}, None, 6_998_552, 1_582_671_872, f"{BY_HAND}; netscope on bvlc_googlenet has these parameters"),
    ("googlenet", {"aux": 1}, None, 13_378_280, 1_591_044_096, f"{BY_HAND}, with two heads; torchinfo: 1.59 G"),
    ("resnet18", {}, None, 11_689_512, 1_814_073_344, "torchvision resnet18, by PyTorch"),
    ("resnet34", {}, None, 21_797_672, 3_663_761_408, "torchvision resnet34, by PyTorch"),
    ("resnet50", V1, None, 25_557_032, 3_857_973_248, BY_HAND),
    ("resnet101", V1, None, 44_549_160, 7_570_194_432, BY_HAND),
    ("resnet152", V1, None, 60_192_808, 11_282_415_616, BY_HAND),
    ("resnet50", V1_5, None, 25_557_032, 4_089_184_256, "torchvision resnet50, by PyTorch"),
    ("resnet101", V1_5, None, 44_549_160, 7_801_405_440, "torchvision resnet101, by PyTorch"),
    ("resnet152", V1_5, None, 60_192_808, 11_513_626_624, "torchvision resnet152, by PyTorch"),
    ("squeezenet", {}, None, 1_248_424, 832_667_936, f"{BY_HAND}; parameters: Iandola et al. 2016, Table 1"),
    ("squeezenet", {}, "224x224x3", 1_248_424, 818_924_576, "torchvision squeezenet1_0, by PyTorch"),
    ("mobilenet", {}, None, 4_231_976, 568_740_352, f"{BY_HAND}; parameters: Keras MobileNet, trainable"),
    ("mobilenet", {"alpha": "0.75"}, None, 2_585_560, 325_400_448, BY_HAND),
    ("mobilenet", {"alpha": "0.5"}, None, 1_331_592, 149_497_088, BY_HAND),
    ("mobilenet", {"alpha": "1/4"}, None, 470_072, 41_030_272, BY_HAND),
    ("mobilenet", {"resolution": 192}, None, 4_231_976, 418_121_728, BY_HAND),
    ("mobilenet", {"resolution": 160}, None, 4_231_976, 290_675_200, BY_HAND),
    ("mobilenet", {"resolution": 128}, None, 4_231_976, 186_400_768, BY_HAND),
    ("mobilenet", {}, "128x128x3", 4_231_976, 186_400_768, BY_HAND),
]

# name, symbols, parameters and multiplications as printed, source
PRINTED = [
    (
        "alexnet",
        {},
        "60M",
        None,
        "Krizhevsky et al. 2012, abstract; lecture 2, 'Popular CNNs'; lecture 3, ILSVRC table",
    ),
    ("vgg16", {}, "138M", None, "Simonyan and Zisserman 2014, Table 2; lecture 2; lecture 3, ILSVRC table"),
    ("vgg19", {}, "144M", "19.6G", "Simonyan and Zisserman 2014, Table 2; He et al. 2015, Figure 3"),
    ("resnet18", {}, None, "1.8G", "He et al. 2015, Table 1"),
    ("resnet34", {}, None, "3.6G", "He et al. 2015, Table 1"),
    ("resnet50", {}, "25M", "3.8G", "lecture 2, 'Popular CNNs'; He et al. 2015, Table 1"),
    ("resnet101", {}, None, "7.6G", "He et al. 2015, Table 1"),
    ("resnet152", {}, None, "11.3G", "He et al. 2015, Table 1"),
    ("mobilenet", {}, "4.2M", "569M", "Howard et al. 2017, Table 6"),
    ("mobilenet", {"alpha": "0.75"}, "2.6M", "325M", "Howard et al. 2017, Table 6"),
    ("mobilenet", {"alpha": "0.5"}, "1.3M", "149M", "Howard et al. 2017, Table 6"),
    ("mobilenet", {"alpha": "0.25"}, "0.5M", "41M", "Howard et al. 2017, Table 6"),
    ("mobilenet", {"resolution": 192}, "4.2M", "418M", "Howard et al. 2017, Table 7"),
    ("mobilenet", {"resolution": 160}, "4.2M", "290M", "Howard et al. 2017, Table 7"),
    ("mobilenet", {"resolution": 128}, "4.2M", "186M", "Howard et al. 2017, Table 7"),
]


def named(table):
    """The first two columns as the name of each case."""
    return [" ".join([name, *(f"{key}={value}" for key, value in symbols.items())]) for name, symbols, *_ in table]


@pytest.mark.parametrize(
    ("name", "symbols", "shape", "parameters", "multiplications", "source"), TOTALS, ids=named(TOTALS)
)
def test_exact_totals(name, symbols, shape, parameters, multiplications, source):
    report = load(name, **symbols).evaluate(*([shape] if shape else []))
    assert (report.parameters, report.multiplications) == (parameters, multiplications), source


@pytest.mark.parametrize(("name", "symbols", "parameters", "multiplications", "source"), PRINTED, ids=named(PRINTED))
def test_printed_totals(name, symbols, parameters, multiplications, source):
    report = load(name, **symbols).evaluate()
    assert parameters is None or number_agrees(parameters, report.parameters), source
    assert multiplications is None or number_agrees(multiplications, report.multiplications), source
