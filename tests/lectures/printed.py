"""Where the architecture files hold what the lectures print: network, part (empty for the whole), and quantity."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

Place = tuple[str, str, str]


def places(first: str, network: str, quantity: str, parts: Iterable[str]) -> Iterator[tuple[str, Place]]:
    """Entries that follow each other, one for each part."""
    lecture, number = first.split("-")
    for at, part in enumerate(parts):
        yield f"{lecture}-{int(number) + at:03}", (network, part, quantity)


FIRES = [f"fire{number}" for number in range(2, 10)]
MODULES = [f"inception_{module}" for module in ("3a", "3b", "4a", "4b", "4c", "4d", "4e", "5a", "5b")]
COUNTED = ["conv2", *MODULES, "fc"]
PAIRS = [f"separable{number}" for number in ("", "_2", "_3", "_4", "_5", "_6")]

PRINTED: dict[str, Place] = {
    # Lecture 1, 'AlexNet'
    "000-036": ("alexnet", "", "count of dense"),
    "000-037": ("alexnet", "", "output"),
    "000-038": ("alexnet", "conv1", "Input"),
    **dict(places("000-039", "alexnet", "Output", ["conv1", "pool1", "norm1", "conv2", "pool2", "norm2"])),
    "000-045": ("alexnet", "conv3", "Filter"),
    "000-046": ("alexnet", "conv3", "Output"),
    "000-047": ("alexnet", "conv4", "Filter"),
    **dict(places("000-048", "alexnet", "Output", ["conv4", "conv5", "pool5", "fc6", "fc7"])),
    # Lecture 1, 'GoogLeNet'
    "000-055": ("googlenet", "", "depth"),
    "000-056": ("googlenet", "", "count of inception"),
    "000-058": ("googlenet", "", "fewer parameters than alexnet"),
    "000-059": ("googlenet", "", "count of softmax"),
    **dict(places("000-061", "googlenet", "output size", ["conv1", "pool1", "conv2", "pool2", *MODULES])),
    **dict(places("000-074", "googlenet", "output size", ["pool3", "pool4", "pool5", "dropout", "fc", "softmax"])),
    **dict(places("000-081", "googlenet", "params", ["conv1", *COUNTED])),
    **dict(places("000-094", "googlenet", "ops", ["conv1", *COUNTED])),
    # Lecture 1, 'ResNet'
    "000-109": ("resnet34", "", "depth"),
    **dict(places("000-110", "resnet50", "output size", ["conv1", "pool1", "conv3_x", "conv4_x", "conv5_x", "pool5"])),
    **{f"000-{116 + at}": (f"resnet{depth}", "", "depth") for at, depth in enumerate((18, 34, 50, 101, 152))},
    # Lecture 2, 'Popular CNNs'
    **{
        f"001-{33 + at:03}": (name, "", "parameters")
        for at, name in enumerate(
            ("lenet5_1998", "alexnet", "vgg16", "inception_v3", "resnet50", "resnext50_32x4d", "densenet201")
        )
    },
    "001-040": ("inception_v3", "", "year"),
    # Lecture 3
    "002-014": ("alexnet", "", "count of conv"),
    "002-015": ("alexnet", "", "count of dropout"),
    "002-017": ("vgg16", "stage5", "channels"),
    "002-018": ("vgg16", "", "count of dense"),
    "002-020": ("resnet152", "", "depth"),
    "002-023": ("vgg19", "", "depth"),
    "002-024": ("lenet5_1998", "", "depth"),
    "002-025": ("lenet5_1998", "", "parameters"),
    "002-026": ("alexnet", "", "depth"),
    "002-027": ("alexnet", "", "parameters"),
    "002-030": ("googlenet", "", "depth"),
    "002-031": ("googlenet", "", "parameters"),
    "002-032": ("vgg16", "", "depth"),
    "002-033": ("vgg16", "", "parameters"),
    "002-034": ("resnet152", "", "depth"),
    # Lecture 5, 'SqueezeNet'
    "004-065": ("squeezenet", "", "input"),
    **dict(places("004-066", "squeezenet", "output size", ["maxpool1", *FIRES, "maxpool4", "maxpool8"])),
    **dict(places("004-077", "squeezenet", "output size", ["conv10", "avgpool10"])),
    "004-081": ("squeezenet", "conv1", "#parameter before pruning"),
    **dict(places("004-082", "squeezenet", "#parameter before pruning", [*FIRES, "conv10"])),
    "004-091": ("squeezenet", "", "parameters"),
    **dict(places("004-092", "squeezenet", "#parameter after pruning", ["conv1", *FIRES, "conv10"])),
    "004-102": ("squeezenet", "conv10", "s1x1 sparsity"),
    # Lecture 5, 'MobileNet': the next row's input
    **dict(
        places(
            "004-105", "mobilenet", "Input Size", [f"{pair}/{row}" for pair in PAIRS for row in ("depthwise", "conv")]
        )
    ),
    **dict(places("004-117", "mobilenet", "Input Size", ["separable_7/1/depthwise", "separable_7/1/conv"])),
    **dict(
        places(
            "004-119", "mobilenet", "Input Size", ["separable_8/depthwise", "separable_8/conv", "separable_9/depthwise"]
        )
    ),
    "004-122": ("mobilenet", "separable_9/depthwise", "Type / Stride"),
    **dict(places("004-123", "mobilenet", "Input Size", ["global_avgpool", "dense", "softmax"])),
    "004-126": ("mobilenet", "softmax", "Input Size"),
}

# The files hold these with an erratum, since the whole networks do not give what the lectures' own cells add up to.
BY_OTHER_MEANS = {
    "004-103": ("squeezenet", "", "pruned"),
    "004-104": ("squeezenet", "", "fewer parameters than alexnet"),
}
