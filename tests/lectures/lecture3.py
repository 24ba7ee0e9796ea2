"""Lecture 3: SAME and FULL padding, and the table of the winners of ILSVRC."""

from lectures.lecture2 import lenet_of_1998
from lectures.truth import (
    LEARNED,
    POOLS,
    Case,
    conv,
    cut_millions,
    cut_thousands,
    depth,
    parameters,
    plain,
    round_millions,
    rows,
    side,
    weights,
)

SIZES = {
    "002-008": Case((2, 2), lambda: (side(conv(5, 3, stride=2)), side(conv(6, 3, stride=2))), shown=None),
    "002-009": Case(
        (3, 3), lambda: (side(conv(5, 3, stride=2, padding=1)), side(conv(5, 3, stride=2, padding="same")))
    ),
    "002-016": Case(  # for one map: three 3x3 against a 7x7, two 3x3 against a 5x5
        (27, 49, 18, 25),
        lambda: (
            3 * plain(9, 3).parameters,
            plain(9, 7).parameters,
            2 * plain(9, 3).parameters,
            plain(9, 5).parameters,
        ),
        shown=None,
    ),
}


def vgg16_layers() -> tuple[int, int, int]:
    """All layers with weights, the convolutions, the fully connected ones."""
    return depth("vgg16"), len(rows("vgg16", "", "conv")), len(rows("vgg16", "", "dense"))


ARCHITECTURES = {
    "002-014": Case(8, lambda: len(rows("alexnet", "", "conv", "dense"))),
    "002-017": Case(
        "64 128 256 512 512", lambda: " ".join(str(row.output.channels) for row in rows("vgg16", "", "maxpool"))
    ),
    "002-018": Case((3, 13, 16), lambda: vgg16_layers()[::-1]),
    "002-020": Case(152, lambda: depth("resnet152")),
    "002-021": Case(1001, lambda: depth("resnet1001")),
    "002-022": Case((50, 100), lambda: (depth("resnet152", kernel=3), depth("resnet152", kernel=1))),
    "002-023": Case((19, 143667240), lambda: (depth("vgg19"), parameters("vgg19"))),
}

ILSVRC = {
    "002-024": Case((7, 5), lambda: (depth("lenet5", *LEARNED, *POOLS), depth("lenet5"))),
    "002-025": Case((60000, 61706), lambda: (lenet_of_1998(), parameters("lenet5")), cut_thousands),
    "002-026": Case(8, lambda: depth("alexnet")),
    "002-027": Case(60965224, lambda: parameters("alexnet"), cut_millions),
    "002-028": Case(8, lambda: depth("zfnet"), shown=None),
    "002-030": Case((22, 27), lambda: (depth("googlenet"), depth("googlenet", *LEARNED, *POOLS))),
    "002-031": Case((6998552, 6990272), lambda: (parameters("googlenet"), weights("googlenet")), round_millions),
    "002-032": Case((16, 13, 3), vgg16_layers),
    "002-033": Case(138357544, lambda: parameters("vgg16"), round_millions),
    "002-034": Case((152, 60192808), lambda: (depth("resnet152"), parameters("resnet152"))),
}

TABLES = (SIZES, ARCHITECTURES, ILSVRC)
