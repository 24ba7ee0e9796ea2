"""Lecture 2: dense layers, sizes, the PyTorch class and a list of popular networks."""

from lectures.truth import (
    Case,
    axes,
    conv,
    cut_millions,
    cut_thousands,
    dense,
    network,
    one,
    output,
    parameters,
    part,
    round_millions,
    rows,
    side,
    year,
)


def lenet_of_1998() -> int:
    """LeNet-5 as first published: C3 joins some maps only, S2 and S4 learn a scale and a bias, the output is fixed."""
    c3 = conv("14x14x3", 5, 6).parameters + conv("14x14x4", 5, 9).parameters + conv("14x14x6", 5, 1).parameters
    scales = one("batchnorm", "14x14x6").parameters + one("batchnorm", "5x5x16").parameters
    return c3 + scales + sum(part("lenet5", label).parameters for label in ("C1", "C5", "F6"))


def inception_v3_of_keras() -> int:
    """What Keras trains of Inception v3: its batch normalisation has no scale."""
    return parameters("inception_v3") - sum(row.output.channels for row in rows("inception_v3", "", "batchnorm"))


SIZES = {
    "001-004": Case(270000, lambda: one("flatten", "300x300x3").output.size),
    "001-005": Case(270000000, lambda: dense("300x300x3", 1000, bias=False).parameters, cut_millions),
    "001-015": Case("4x4", lambda: axes(conv(6, 3))),
    "001-017": Case("4 rows of 4", lambda: "{} rows of {}".format(*conv(6, 3).output.spatial)),
    "001-018": Case("4x4", lambda: axes(conv(6, 3))),
    "001-019": Case("28x28x6", lambda: output(conv("32x32x3", 5, 6))),
    "001-020": Case("5x5", lambda: axes(conv(7, 3))),
    "001-021": Case("3x3", lambda: axes(conv(7, 3, stride=2))),
    "001-022": Case(5, lambda: side(conv(7, 3, stride=1))),
    "001-023": Case(3, lambda: side(conv(7, 3, stride=2))),
    "001-024": Case((2, "2x2"), lambda: (side(conv(7, 3, stride=3)), axes(conv(7, 3, stride=3)))),
    "001-026": Case("7x7", lambda: axes(conv(7, 3, padding=1))),
    "001-028": Case("9x9", lambda: axes(one("zeropad", 7, padding=1))),
}

MYCNN = {
    "001-030": Case(192, lambda: rows("mycnn", "", "dense")[0].inputs[0].size),
    "001-031": Case(
        (25128, 156, 1812, 23160, 224640, 86400, 115200, 23040),
        lambda: (
            parameters("mycnn"),
            *(row.parameters for row in rows("mycnn", "", "conv", "dense")),
            network("mycnn").multiplications,
            *(row.multiplications for row in rows("mycnn", "", "conv", "dense")),
        ),
    ),
    "001-032": Case(120, lambda: network("mycnn").output.size),
}

POPULAR = {
    "001-033": Case((60000, 61706), lambda: (lenet_of_1998(), parameters("lenet5")), cut_thousands),
    "001-034": Case(
        (60965224, 62378344), lambda: (parameters("alexnet"), parameters("alexnet", groups=1)), cut_millions
    ),
    "001-035": Case(138357544, lambda: parameters("vgg16"), round_millions),
    "001-036": Case(
        (23817352, 27161264), lambda: (inception_v3_of_keras(), parameters("inception_v3", aux=1)), cut_millions
    ),
    "001-037": Case(25557032, lambda: parameters("resnet50"), cut_millions),
    "001-038": Case(25028904, lambda: parameters("resnext50_32x4d"), round_millions),
    "001-039": Case(
        (20013928, 20242984),
        lambda: (parameters("densenet201"), parameters("densenet201") + network("densenet201").total.statistics),
        round_millions,
    ),
    "001-040": Case((2015, 2014), lambda: (year("inception_v3"), year("googlenet"))),
    "001-041": Case(2048, lambda: rows("resnet50", "", "dense")[0].inputs[0].size),
}

TABLES = (SIZES, MYCNN, POPULAR)
