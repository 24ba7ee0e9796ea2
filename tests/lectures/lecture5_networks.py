"""Lecture 5: SqueezeNet, MobileNet, and exercise 3, VGG-16."""

import math

from lectures.truth import (
    LEARNED,
    POOLS,
    Case,
    cases,
    conv,
    depth,
    maxpool,
    network,
    one,
    output,
    parameters,
    part,
    ratio,
    rows,
    side,
    weights,
)

FIRES = tuple(f"fire{number}" for number in range(2, 10))


def squeezed(fire: str) -> str:
    """A fire module's squeeze filters and its expand filters."""
    return f"{rows('squeezenet', fire, 'conv')[0].output.channels}<{part('squeezenet', fire).output.channels}"


SQUEEZENET = {
    "004-065": Case(
        (109, 110, 111, 112, 111),
        lambda: (
            *(side(conv("224x224x3", 7, 96, stride=2, padding=padding)) for padding in range(4)),
            side(conv("227x227x3", 7, 96, stride=2)),
        ),
    ),
    "004-066": Case(("55x55x96", 54), lambda: (output(maxpool("111x111x96", 3, 2)), side(maxpool("109x109x96", 3, 2)))),
    **cases(
        lambda label: output(part("squeezenet", label)),
        {
            "004-067": ("55x55x128", "fire2"),
            "004-068": ("55x55x128", "fire3"),
            "004-069": ("55x55x256", "fire4"),
            "004-070": ("27x27x256", "fire5"),
            "004-071": ("27x27x384", "fire6"),
            "004-072": ("27x27x384", "fire7"),
            "004-073": ("27x27x512", "fire8"),
            "004-074": ("13x13x512", "fire9"),
        },
    ),
    "004-075": Case("27x27x256", lambda: output(maxpool("55x55x256", 3, 2))),
    "004-076": Case("13x13x512", lambda: output(maxpool("27x27x512", 3, 2))),
    "004-077": Case("13x13x1000", lambda: output(conv("13x13x512", 1, 1000))),
    "004-078": Case("1x1x1000", lambda: output(one("avgpool", "13x13x1000", kernel=13, stride=1))),
    "004-079": Case(18, lambda: depth("squeezenet"), shown=None),
    "004-080": Case(
        "16<128, 16<128, 32<256, 32<256, 48<384, 48<384, 64<512, 64<512",
        lambda: ", ".join(squeezed(fire) for fire in FIRES),
        shown=None,
    ),
    **cases(
        lambda label: part("squeezenet", label).parameters,
        {
            "004-081": (14208, "conv1"),
            "004-082": (11920, "fire2"),
            "004-083": (12432, "fire3"),
            "004-084": (45344, "fire4"),
            "004-085": (49440, "fire5"),
            "004-086": (104880, "fire6"),
            "004-087": (111024, "fire7"),
            "004-088": (188992, "fire8"),
            "004-089": (197184, "fire9"),
            "004-090": (513000, "conv10"),
        },
    ),
    "004-091": Case(1248424, lambda: parameters("squeezenet")),
    "004-104": Case(
        "48.8",
        lambda: ratio(parameters("alexnet"), parameters("squeezenet"), 1),
        shown=lambda times: str(10 * round(float(times) / 10)),
    ),
}


def pruned(label: str, *percents: int) -> int:
    """A part's parameters after pruning: of each layer's weights the share that is kept, rounded up, and all biases."""
    convs = zip(rows("squeezenet", label, "conv"), percents, strict=True)
    kept = [(math.prod(row.layer.weights(*row.inputs)["weight"]), percent, row.layer.out) for row, percent in convs]
    return sum(-(-weight * percent // 100) + biases for weight, percent, biases in kept)


def pruned_as_printed() -> int:
    """The sum of the column: fire8's number follows with 30 % in its 3x3 column, and 33 % is printed (004-099)."""
    percents = {"conv1": (100,), **dict.fromkeys(FIRES, (100, 100, 33)), "conv10": (20,)}
    percents |= {"fire6": (100, 50, 33), "fire7": (50, 100, 33), "fire8": (100, 50, 30), "fire9": (50, 100, 30)}
    return sum(pruned(label, *kept) for label, kept in percents.items())


SQUEEZENET_PRUNED = {
    **cases(
        pruned,
        {
            "004-092": (14208, "conv1", 100),
            "004-093": (5746, "fire2", 100, 100, 33),
            "004-094": (6258, "fire3", 100, 100, 33),
            "004-095": (20646, "fire4", 100, 100, 33),
            "004-096": (24742, "fire5", 100, 100, 33),
            "004-097": (44700, "fire6", 100, 50, 33),
            "004-098": (46236, "fire7", 50, 100, 33),
            "004-099": (82005, "fire8", 100, 50, 33),
            "004-100": (77581, "fire9", 50, 100, 30),
            "004-101": (103400, "conv10", 20),
        },
    ),
    "004-103": Case(421098, pruned_as_printed),
}


def line(word: str, x: str, stride: int = 1) -> str:
    """The output of the lines of MobileNet's table with a layer type, an input and a stride."""
    lines = (row for row in rows("mobilenet", "", word) if str(row.inputs[0]) == x and row.layer.stride == stride)
    (found,) = {output(row) for row in lines}
    return found


def with_stride_2() -> int:
    """MobileNet's multiply-adds with 's2' in the last depthwise row, as printed: its maps shrink to 4x4."""
    whole = network("mobilenet").multiplications
    last = [row for row in rows("mobilenet", "", "depthwise", "conv") if row.inputs[0] == (7, 7, 1024)]
    smaller = (one("depthwise", "7x7x1024", kernel=3, stride=2, padding=1), conv("4x4x1024", 1, 1024))
    return whole - sum(row.multiplications for row in last) + sum(each.multiplications for each in smaller)


MOBILENET = {
    "004-105": Case(
        (112, 112),
        lambda: tuple(side(conv("224x224x3", 3, 32, stride=2, padding=padding)) for padding in (1, "same")),
    ),
    **cases(
        line,
        {
            "004-106": ("112x112x32", "depthwise", "112x112x32"),
            "004-107": ("112x112x64", "conv", "112x112x32"),
            "004-108": ("56x56x64", "depthwise", "112x112x64", 2),
            "004-109": ("56x56x128", "conv", "56x56x64"),
            "004-110": ("56x56x128", "depthwise", "56x56x128"),
            "004-111": ("56x56x128", "conv", "56x56x128"),
            "004-112": ("28x28x128", "depthwise", "56x56x128", 2),
            "004-113": ("28x28x256", "conv", "28x28x128"),
            "004-114": ("28x28x256", "depthwise", "28x28x256"),
            "004-115": ("28x28x256", "conv", "28x28x256"),
            "004-116": ("14x14x256", "depthwise", "28x28x256", 2),
            "004-117": ("14x14x512", "conv", "14x14x256"),
            "004-118": ("14x14x512", "depthwise", "14x14x512"),
            "004-119": ("14x14x512", "conv", "14x14x512"),
            "004-120": ("7x7x512", "depthwise", "14x14x512", 2),
            "004-121": ("7x7x1024", "conv", "7x7x512"),
            "004-123": ("7x7x1024", "conv", "7x7x1024"),
        },
    ),
    "004-122": Case(
        (4, 7),
        lambda: tuple(side(one("depthwise", "7x7x1024", kernel=3, stride=stride, padding=1)) for stride in (2, 1)),
    ),
    "004-124": Case("1x1x1024", lambda: output(rows("mobilenet", "", *POOLS)[0])),
    "004-125": Case(1000, lambda: rows("mobilenet", "", "dense")[0].output.size),
    "004-126": Case(1000, lambda: rows("mobilenet", "", "softmax")[0].output.size),
    "004-127": Case(
        (4209088, 4231976, 568740352, 533833216),
        lambda: (
            weights("mobilenet", "", *LEARNED),
            parameters("mobilenet"),
            network("mobilenet").multiplications,
            with_stride_2(),
        ),
    ),
    "004-128": Case(28, lambda: depth("mobilenet")),
}


def vgg16(label: str, word: str, number: int = 1) -> tuple[str, int, int]:
    """Output, parameters and multiply-adds of a stage's first, second or third layer of a type."""
    row = rows("vgg16", label, word)[number - 1]
    return output(row), row.parameters, row.multiplications


EXERCISE_3 = {
    **cases(
        vgg16,
        {
            "004-138": (("224x224x64", 1792, 86704128), "stage1", "conv", 1),
            "004-139": (("224x224x64", 36928, 1849688064), "stage1", "conv", 2),
            "004-141": (("112x112x128", 73856, 924844032), "stage2", "conv", 1),
            "004-142": (("112x112x128", 147584, 1849688064), "stage2", "conv", 2),
            "004-144": (("56x56x256", 295168, 924844032), "stage3", "conv", 1),
            "004-145": (("56x56x256", 590080, 1849688064), "stage3", "conv", 2),
            "004-146": (("56x56x256", 590080, 1849688064), "stage3", "conv", 3),
            "004-148": (("28x28x512", 1180160, 924844032), "stage4", "conv", 1),
            "004-149": (("28x28x512", 2359808, 1849688064), "stage4", "conv", 2),
            "004-150": (("28x28x512", 2359808, 1849688064), "stage4", "conv", 3),
            "004-152": (("14x14x512", 2359808, 462422016), "stage5", "conv", 1),
            "004-153": (("14x14x512", 2359808, 462422016), "stage5", "conv", 2),
            "004-154": (("14x14x512", 2359808, 462422016), "stage5", "conv", 3),
            "004-156": (("4096", 102764544, 102760448), "fc6", "dense"),
            "004-157": (("4096", 16781312, 16777216), "fc7", "dense"),
            "004-158": (("1000", 4097000, 4096000), "fc8", "dense"),
        },
    ),
    **cases(
        lambda stage: output(rows("vgg16", stage, "maxpool")[0]),
        {
            "004-140": ("112x112x64", "stage1"),
            "004-143": ("56x56x128", "stage2"),
            "004-147": ("28x28x256", "stage3"),
            "004-151": ("14x14x512", "stage4"),
            "004-155": ("7x7x512", "stage5"),
        },
    ),
    "004-159": Case((138357544, 15470264320), lambda: (parameters("vgg16"), network("vgg16").multiplications)),
}

TABLES = (SQUEEZENET, SQUEEZENET_PRUNED, MOBILENET, EXERCISE_3)
