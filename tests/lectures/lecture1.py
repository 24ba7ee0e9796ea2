"""Lecture 1: convolution on a grid, sizes, AlexNet, GoogLeNet, ResNet."""

from lectures.truth import (
    LEARNED,
    Case,
    axes,
    cases,
    conv,
    cut_kibi,
    dense,
    depth,
    maxpool,
    one,
    output,
    parameters,
    part,
    plain,
    ratio,
    round_millions,
    rows,
    side,
    weights,
)

SIZES = {
    "000-001": Case("3x3", lambda: axes(conv(5, 3))),
    "000-010": Case(9, lambda: plain(3, 3).multiplications),
    "000-011": Case((9, 10), lambda: (plain(5, 3).parameters, conv(5, 3).parameters)),
    "000-012": Case(("3x3", 27), lambda: (axes(plain("5x5x3", 3)), plain("5x5x3", 3).parameters)),
    "000-013": Case(
        ("3x3x2", 54, 56),
        lambda: (output(conv("5x5x3", 3, 2)), plain("5x5x3", 3, 2).parameters, conv("5x5x3", 3, 2).parameters),
    ),
    "000-014": Case("5x5", lambda: axes(conv(5, 3, padding=1))),
    "000-015": Case(7, lambda: side(one("zeropad", 5, padding=1))),
    "000-025": Case((25, 9), lambda: (conv(7, 3).output.size, conv(7, 3, stride=2).output.size)),
    "000-027": Case(3, lambda: side(conv(5, 3))),
    "000-028": Case(3, lambda: side(conv(5, 3, padding=1, stride=2))),
    "000-029": Case(2352, lambda: one("flatten", "28x28x3").output.size),
    "000-030": Case(784, lambda: one("flatten", "28x28x1").output.size),
    "000-031": Case(196608, lambda: dense("256x256x3", 1, bias=False).parameters),
    "000-057": Case(
        ("100x100x10", 300, 310),
        lambda: (
            output(conv("100x100x30", 1, 10)),
            plain("100x100x30", 1, 10).parameters,
            conv("100x100x30", 1, 10).parameters,
        ),
    ),
}


def alexnet_as_printed() -> int:
    """The parameters of the table as it stands, 348 read as 384: FC1 is followed by 4096 -> 1000."""
    return sum(
        report.parameters
        for report in (
            conv("227x227x3", 11, 96),
            conv("27x27x96", 5, 256),
            conv("13x13x256", 3, 384),
            conv("13x13x384", 3, 384),
            conv("13x13x384", 3, 256),
            dense("6x6x256", 4096),
            dense("4096", 1000),
        )
    )


ALEXNET = {
    "000-036": Case(3, lambda: len(rows("alexnet", "", "dense"))),
    "000-038": Case(
        (54, 55, 55, 55),
        lambda: (
            side(conv("224x224x3", 11, 96, stride=4)),
            side(conv("227x227x3", 11, 96, stride=4)),
            side(conv("224x224x3", 11, 96, stride=4, padding=2)),
            side(conv("224x224x3", 11, 96, stride=4, padding=[[1, 2], [1, 2]])),
        ),
    ),
    "000-039": Case(
        (96, 34944), lambda: (part("alexnet", "conv1").output.channels, conv("227x227x3", 11, 96).parameters)
    ),
    "000-040": Case(("27x27x96", 26), lambda: (output(maxpool("55x55x96", 3, 2)), side(maxpool("54x54x96", 3, 2)))),
    "000-041": Case("27x27x96", lambda: output(one("lrn", "27x27x96"))),
    "000-042": Case(
        ("27x27x256", 614656, 307456),
        lambda: (
            output(conv("27x27x96", 5, 256, padding=2)),
            conv("27x27x96", 5, 256).parameters,
            part("alexnet", "conv2").parameters,
        ),
    ),
    "000-043": Case("13x13x256", lambda: output(maxpool("27x27x256", 3, 2))),
    "000-044": Case("13x13x256", lambda: output(one("lrn", "13x13x256"))),
    "000-045": Case(
        (384, 13, 885120),
        lambda: (
            part("alexnet", "conv3").output.channels,
            side(conv("13x13x256", 3, 384, padding=1)),
            part("alexnet", "conv3").parameters,
        ),
    ),
    "000-046": Case(
        ("13x13", 384),
        lambda: (axes(conv("13x13x256", 3, 348, padding=1)), conv("13x13x256", 3, 384, padding=1).output.channels),
    ),
    "000-047": Case(
        (384, 1327488, 663936),
        lambda: (
            part("alexnet", "conv4").output.channels,
            conv("13x13x384", 3, 384).parameters,
            part("alexnet", "conv4").parameters,
        ),
    ),
    "000-048": Case("13x13x384", lambda: output(conv("13x13x384", 3, 384, padding=1))),
    "000-049": Case(
        ("13x13x256", 884992, 442624),
        lambda: (
            output(conv("13x13x384", 3, 256, padding=1)),
            conv("13x13x384", 3, 256).parameters,
            part("alexnet", "conv5").parameters,
        ),
    ),
    "000-050": Case("6x6x256", lambda: output(maxpool("13x13x256", 3, 2))),
    "000-051": Case(
        (4096, 9216, 37752832),
        lambda: (
            part("alexnet", "fc6").output.size,
            one("flatten", "6x6x256").output.size,
            part("alexnet", "fc6").parameters,
        ),
    ),
    "000-052": Case(
        ("4096 -> 4096", 16781312),
        lambda: (
            " -> ".join(str(row.output) for row in rows("alexnet", "", "dense")[:2]),
            dense("4096", 4096).parameters,
        ),
    ),
    "000-053": Case(45597032, alexnet_as_printed),
    "000-054": Case((62378344, 60965224), lambda: (parameters("alexnet", groups=1), parameters("alexnet"))),
}


def ceil_floor_padded(x: str) -> tuple[int, int, int]:
    """A 3x3/2 maximum pooling rounded up, rounded down, and with a padding of 1."""
    return side(maxpool(x, 3, 2, ceil=True)), side(maxpool(x, 3, 2)), side(maxpool(x, 3, 2, padding=1))


def googlenet_heads() -> tuple[int, int]:
    """The auxiliary outputs, and the one that is always there."""
    with_auxiliary, without = (len(rows("googlenet", "", "softmax", aux=aux)) for aux in (1, 0))
    return with_auxiliary - without, without


GOOGLENET = {
    "000-055": Case(22, lambda: depth("googlenet")),
    "000-056": Case(9, lambda: len({row.name.split("/")[0] for row in rows("googlenet") if "inception" in row.name})),
    "000-058": Case(
        ("8.71", "8.91"),
        lambda: (
            ratio(parameters("alexnet"), parameters("googlenet")),
            ratio(parameters("alexnet", groups=1), parameters("googlenet")),
        ),
    ),
    "000-059": Case((2, 1), googlenet_heads, shown=lambda auxiliary: str(auxiliary + 1)),
    "000-061": Case(
        (112, 109),
        lambda: (side(conv("224x224x3", 7, 64, stride=2, padding=3)), side(conv("224x224x3", 7, 64, stride=2))),
    ),
    "000-062": Case((56, 55, 56), lambda: ceil_floor_padded("112x112x64")),
    "000-063": Case(56, lambda: side(conv("56x56x64", 3, 192, padding=1))),
    "000-064": Case((28, 27, 28), lambda: ceil_floor_padded("56x56x192")),
    "000-074": Case((14, 13, 14), lambda: ceil_floor_padded("28x28x480")),
    "000-075": Case((7, 6, 7), lambda: ceil_floor_padded("14x14x832")),
    **cases(
        lambda label: output(part("googlenet", label)),
        {
            "000-065": ("28x28x256", "inception_3a"),
            "000-066": ("28x28x480", "inception_3b"),
            "000-067": ("14x14x512", "inception_4a"),
            "000-068": ("14x14x512", "inception_4b"),
            "000-069": ("14x14x512", "inception_4c"),
            "000-070": ("14x14x528", "inception_4d"),
            "000-071": ("14x14x832", "inception_4e"),
            "000-072": ("7x7x832", "inception_5a"),
            "000-073": ("7x7x1024", "inception_5b"),
        },
    ),
    "000-076": Case("1x1x1024", lambda: output(one("avgpool", "7x7x1024", kernel=7, stride=1))),
    "000-077": Case("1x1x1024", lambda: output(one("dropout", "1x1x1024"))),
    "000-078": Case(1000, lambda: dense("1x1x1024", 1000).output.size),
    "000-079": Case("1x1x1000", lambda: output(one("softmax", "1x1x1000"))),
    "000-080": Case(22, lambda: depth("googlenet", *LEARNED), shown=None),
}

# The column's K is 1024, and it leaves the biases out.
GOOGLENET_PARAMETERS = cases(
    lambda label: (weights("googlenet", label), sum(row.parameters for row in rows("googlenet", label))),
    {
        "000-081": ((9408, 9472), "conv1"),
        "000-082": ((114688, 114944), "conv2"),
        "000-083": ((163328, 163696), "inception_3a"),
        "000-084": ((388096, 388736), "inception_3b"),
        "000-085": ((375552, 376176), "inception_4a"),
        "000-086": ((448512, 449160), "inception_4b"),
        "000-087": ((509440, 510104), "inception_4c"),
        "000-088": ((604672, 605376), "inception_4d"),
        "000-089": ((867328, 868352), "inception_4e"),
        "000-090": ((1042432, 1043456), "inception_5a"),
        "000-091": ((1442816, 1444080), "inception_5b"),
        "000-092": ((1024000, 1025000), "fc"),
        "000-093": ((6990272, 6998552), ""),
    },
    shown=cut_kibi,
)

GOOGLENET_OPERATIONS = cases(
    lambda label: sum(row.multiplications for row in rows("googlenet", label)),
    {
        "000-094": (118013952, "conv1"),
        "000-095": (359661568, "conv2"),
        "000-096": (128049152, "inception_3a"),
        "000-097": (304267264, "inception_3b"),
        "000-098": (73608192, "inception_4a"),
        "000-099": (87908352, "inception_4b"),
        "000-100": (99850240, "inception_4c"),
        "000-101": (118515712, "inception_4d"),
        "000-102": (169996288, "inception_4e"),
        "000-103": (51079168, "inception_5a"),
        "000-104": (70697984, "inception_5b"),
        "000-105": (1024000, "fc"),
        "000-106": (1582671872, ""),
    },
    shown=round_millions,
)


def halved(x: str, label: str) -> tuple[int, int, int]:
    """A stage's first 3x3 with stride 2, the 1x1 of its shortcut, and what the network has."""
    return side(conv(x, 3, stride=2, padding=1)), side(conv(x, 1, stride=2)), side(part("resnet50", label))


RESNET = {
    "000-110": Case(112, lambda: side(conv("224x224x3", 7, 64, stride=2, padding=3))),
    "000-111": Case(
        (56, 55), lambda: (side(maxpool("112x112x64", 3, 2, padding=1)), side(maxpool("112x112x64", 3, 2)))
    ),
    "000-112": Case((28, 28, 28), lambda: halved("56x56x256", "conv3_x")),
    "000-113": Case((14, 14, 14), lambda: halved("28x28x512", "conv4_x")),
    "000-114": Case((7, 7, 7), lambda: halved("14x14x1024", "conv5_x")),
    "000-115": Case(1, lambda: side(one("global_avgpool", "7x7x2048"))),
    **cases(
        depth,
        {
            "000-109": (34, "resnet34"),
            "000-116": (18, "resnet18"),
            "000-117": (34, "resnet34"),
            "000-118": (50, "resnet50"),
            "000-119": (101, "resnet101"),
            "000-120": (152, "resnet152"),
        },
    ),
    "000-122": Case(
        "256 512 1024 2048",
        lambda: " ".join(str(part("resnet50", f"conv{stage}_x").output.channels) for stage in (2, 3, 4, 5)),
    ),
    "000-123": Case(
        (11689512, 21797672, 25557032, 44549160, 60192808),
        lambda: tuple(parameters(f"resnet{layers}") for layers in (18, 34, 50, 101, 152)),
    ),
}

TABLES = (SIZES, ALEXNET, GOOGLENET, GOOGLENET_PARAMETERS, GOOGLENET_OPERATIONS, RESNET)
