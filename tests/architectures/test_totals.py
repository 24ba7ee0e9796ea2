"""Totals of the bundled networks, and of the variants that one symbol or another input makes of them.

Multiplications "by PyTorch" are half of what torch.utils.flop_counter counts on the same layers; ``torchvision`` names
its model, timm one of PyTorch Image Models, and "layers by hand" a network written in PyTorch for this comparison.
Where torchvision documents counts (``num_params``, ``_ops`` of its weights), they are the same.
"""

import pytest

from convcalc import load
from convcalc.architecture.printed import agreement

BY_HAND = "by PyTorch, layers by hand"
KERAS = "Keras, mobilenet_v2.py, the table of its models"
V1 = {"stride_in_1x1": "true"}
V1_5 = {"stride_in_1x1": "false"}
DENSENET_169 = {"layers3": 32, "layers4": 32}

# name, symbols, input where it is not the file's own, parameters, multiplications, source
TOTALS = [
    ("lenet5", {}, None, 61_706, 416_520, BY_HAND),
    ("mycnn", {}, None, 25_128, 224_640, f"{BY_HAND}: the class of lecture 2"),
    ("alexnet", {}, None, 60_965_224, 724_406_816, f"{BY_HAND}; Caffe's bvlc_alexnet has these parameters"),
    ("alexnet", {"groups": 1}, None, 62_378_344, 1_135_256_096, f"{BY_HAND}, without groups"),
    ("zfnet", {}, None, 62_357_608, 1_168_032_896, BY_HAND),
    ("vgg11", {}, None, 132_863_336, 7_609_090_048, "torchvision vgg11, by PyTorch"),
    ("vgg11", {"lrn": 1}, None, 132_863_336, 7_609_090_048, "torchvision vgg11, since its norm learns nothing"),
    ("vgg13", {}, None, 133_047_848, 11_308_466_176, "torchvision vgg13, by PyTorch"),
    ("vgg16", {"ones": 1}, None, 133_638_952, 11_770_888_192, f"{BY_HAND}: column C"),
    ("vgg16", {}, None, 138_357_544, 15_470_264_320, "torchvision vgg16, by PyTorch"),
    ("vgg19", {}, None, 143_667_240, 19_632_062_464, "torchvision vgg19, by PyTorch"),
    ("googlenet", {}, None, 6_998_552, 1_582_671_872, f"{BY_HAND}; netscope on bvlc_googlenet has these parameters"),
    ("googlenet", {"aux": 1}, None, 13_378_280, 1_591_044_096, f"{BY_HAND}, with two heads; torchinfo: 1.59 G"),
    ("inception_v3", {}, None, 23_834_568, 5_713_216_096, "torchvision inception_v3 without its head, by PyTorch"),
    ("inception_v3", {"aux": 1}, None, 27_161_264, 5_718_899_296, "torchvision inception_v3, by PyTorch"),
    ("resnet18", {}, None, 11_689_512, 1_814_073_344, "torchvision resnet18, by PyTorch"),
    ("resnet34", {}, None, 21_797_672, 3_663_761_408, "torchvision resnet34, by PyTorch"),
    ("resnet50", V1, None, 25_557_032, 3_857_973_248, BY_HAND),
    ("resnet101", V1, None, 44_549_160, 7_570_194_432, BY_HAND),
    ("resnet152", V1, None, 60_192_808, 11_282_415_616, BY_HAND),
    ("resnet50", V1_5, None, 25_557_032, 4_089_184_256, "torchvision resnet50, by PyTorch"),
    ("resnet101", V1_5, None, 44_549_160, 7_801_405_440, "torchvision resnet101, by PyTorch"),
    ("resnet152", V1_5, None, 60_192_808, 11_513_626_624, "torchvision resnet152, by PyTorch"),
    ("resnet20", {}, None, 269_722, 40_551_040, BY_HAND),
    ("resnet32", {}, None, 464_154, 68_862_592, BY_HAND),
    ("resnet44", {}, None, 658_586, 97_174_144, BY_HAND),
    ("resnet56", {}, None, 853_018, 125_485_696, BY_HAND),
    ("resnet110", {}, None, 1_727_962, 252_887_680, BY_HAND),
    ("resnet1001", {"units": 18}, None, 1_703_258, 244_500_992, f"{BY_HAND}: ResNet-164"),
    ("resnet1001", {}, None, 10_327_706, 1_487_849_984, f"{BY_HAND}, after resnet-pre-act.lua of its authors"),
    ("resnext50_32x4d", {}, None, 25_028_904, 4_230_479_872, "torchvision resnext50_32x4d, by PyTorch"),
    ("se_resnet50", {}, None, 28_088_024, 3_860_488_192, "timm legacy_seresnet50, by PyTorch"),
    ("se_resnet50", V1_5, None, 28_088_024, 4_091_699_200, "timm seresnet50, by PyTorch"),
    ("densenet121", {}, None, 7_978_856, 2_834_161_664, "torchvision densenet121, by PyTorch"),
    ("densenet201", {}, None, 20_013_928, 4_291_365_888, "torchvision densenet201, by PyTorch"),
    ("densenet201", DENSENET_169, None, 14_149_480, 3_359_843_328, "torchvision densenet169, by PyTorch"),
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
    ("squeezenet1_1", {}, None, 1_235_496, 349_151_936, "torchvision squeezenet1_1, by PyTorch"),
    ("squeezenet1_1", {}, "227x227x3", 1_235_496, 387_747_520, "torchvision squeezenet1_1, by PyTorch"),
    ("mobilenet_v2", {}, None, 3_504_872, 300_774_272, "torchvision mobilenet_v2, by PyTorch"),
    ("mobilenet_v2", {"alpha": "1.4"}, None, 6_108_776, 582_195_824, "torchvision, width_mult 1.4, by PyTorch"),
    ("mobilenet_v2", {"alpha": "0.75"}, None, 2_636_424, 209_069_792, "torchvision, width_mult 0.75, by PyTorch"),
    ("mobilenet_v2", {"alpha": "1/2"}, None, 1_968_680, 97_131_840, "torchvision, width_mult 0.5, by PyTorch"),
    ("mobilenet_v2", {"alpha": "0.35"}, None, 1_677_128, 59_285_808, "torchvision, width_mult 0.35, by PyTorch"),
    ("mobilenet_v2", {"resolution": 160}, None, 3_504_872, 154_083_200, "torchvision mobilenet_v2, by PyTorch"),
    ("mlp", {}, None, 300 * 300 * 3 * 1000 + 1000, 300 * 300 * 3 * 1000, "by hand; lecture 2: 270 million weights"),
    ("lecture5_baseline", {}, None, 36_896, 24_920_064, "lecture 5, 'Convolution operation', as printed"),
    (
        "lecture5_exercise1",
        {},
        None,
        (128 + 1) * 8 + (3 * 3 * 8 + 1) * 32,
        28 * 28 * 128 * 8 + 26 * 26 * 3 * 3 * 8 * 32,
        f"by hand, and {BY_HAND}",
    ),
    (
        "lecture5_exercise2",
        {},
        None,
        (3 * 3 + 1) * 128 + (128 + 1) * 32,
        26 * 26 * 3 * 3 * 128 + 26 * 26 * 128 * 32,
        f"by hand, and {BY_HAND}",
    ),
    ("unet", {}, None, 31_030_658, 150_428_424_448, BY_HAND),
    ("unet", {"padding": 1}, "512x512x1", 31_030_658, 192_384_335_872, f"{BY_HAND}, with padding"),
    ("unet", {"width": 32, "classes": 5}, None, 7_759_653, 37_673_161_344, BY_HAND),
    ("dcgan", {}, None, 18_885_760, 640_614_400, f"{BY_HAND}, as in the authors' train_uncond_dcgan.py"),
    ("dcgan", {"width": 64}, None, 5_142_080, 163_020_800, BY_HAND),
    ("deconvnet", {}, None, 251_805_653, 32_745_979_904, f"{BY_HAND}, as in DeconvNet_inference_deploy.prototxt"),
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
    ("vgg11", {}, "133M", None, "Simonyan and Zisserman 2014, Table 2, A"),
    ("vgg11", {"lrn": 1}, "133M", None, "Simonyan and Zisserman 2014, Table 2, A-LRN"),
    ("vgg13", {}, "133M", None, "Simonyan and Zisserman 2014, Table 2, B"),
    ("vgg16", {"ones": 1}, "134M", None, "Simonyan and Zisserman 2014, Table 2, C"),
    ("vgg16", {}, "138M", None, "Simonyan and Zisserman 2014, Table 2; lecture 2; lecture 3, ILSVRC table"),
    ("vgg19", {}, "144M", "19.6G", "Simonyan and Zisserman 2014, Table 2; He et al. 2015, Figure 3"),
    ("inception_v3", {}, "23M", None, "lecture 2, 'Popular CNNs'"),
    ("resnext50_32x4d", {}, "25M", None, "lecture 2, 'Popular CNNs'"),
    ("resnext50_32x4d", {}, "25.0M", "4.2G", "Xie et al. 2016, Table 1"),
    ("densenet201", {}, "20M", None, "lecture 2, 'Popular CNNs'"),
    ("resnet20", {}, "0.27M", None, "He et al. 2015, Table 6"),
    ("resnet32", {}, "0.46M", None, "He et al. 2015, Table 6"),
    ("resnet44", {}, "0.66M", None, "He et al. 2015, Table 6"),
    ("resnet56", {}, "0.85M", None, "He et al. 2015, Table 6"),
    ("resnet110", {}, "1.7M", None, "He et al. 2015, Table 6"),
    ("resnet20", {"units": 200}, "19.4M", None, "He et al. 2015, Table 6: 1202 layers"),
    ("resnet1001", {"units": 18}, "1.7M", None, "Huang et al. 2016, Table 2: ResNet-164"),
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
    ("mobilenet_v2", {}, None, "300M", f"Sandler et al. 2018, Table 4; {KERAS}"),
    ("mobilenet_v2", {"alpha": "1.4"}, None, "582M", KERAS),
    ("mobilenet_v2", {"alpha": "1.3"}, None, "509M", KERAS),
    ("mobilenet_v2", {"alpha": "0.75"}, None, "209M", KERAS),
    ("mobilenet_v2", {"alpha": "0.75", "resolution": 96}, None, "39M", KERAS),
    ("mobilenet_v2", {"alpha": "0.5"}, None, "97M", KERAS),
    ("mobilenet_v2", {"alpha": "0.35"}, None, "59M", KERAS),
    ("mobilenet_v2", {"alpha": "0.35", "resolution": 96}, None, "11M", KERAS),
    ("mobilenet_v2", {"resolution": 192}, None, "221M", KERAS),
    ("mobilenet_v2", {"resolution": 96}, None, "56M", KERAS),
    ("mlp", {}, "270M", None, "lecture 2, 'Simple FC Network'"),
    ("lecture5_baseline", {}, "36896", "24920064", "lecture 5, 'Convolution operation'"),
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
    assert parameters is None or agreement(parameters, report.parameters), source
    assert multiplications is None or agreement(multiplications, report.multiplications), source


def test_resnet1001_as_papers_count_it():
    """Huang et al. 2016, Table 2: 10.2M, which are the weights without those of batch normalisation."""
    rows = load("resnet1001").evaluate().rows
    assert agreement("10.2M", sum(row.parameters for row in rows if row.type != "batchnorm"))
    assert not agreement("10.2M", sum(row.parameters for row in rows))


def test_inception_v3_as_keras_counts_it():
    """Keras InceptionV3: 23,817,352 trainable, 23,851,784 in all; its batch normalisation has no scale."""
    report = load("inception_v3").evaluate()
    scales = sum(row.output.channels for row in report.rows if row.type == "batchnorm")
    assert report.parameters - scales == 23_817_352
    assert report.parameters - scales + report.total.statistics == 23_851_784
