"""Lecture 5: the counts of a convolution, transposed convolution, and the exercises on the worked example."""

from lectures.truth import (
    POOLS,
    Case,
    axes,
    cases,
    conv,
    dense,
    one,
    plain,
    ratio,
    side,
)

LAYER = ("28x28x128", 3, 32)  # the worked example: input, kernel, filters


def reach(dilation: int) -> int:
    """How far a dilated 3x3 kernel reaches: what a stride of 1 leaves of 7 positions tells it."""
    return 7 - side(conv(7, 3, dilation=dilation)) + 1


SIZES = {
    "004-001": Case(3072, lambda: dense("32x32x3", 1, bias=False).parameters),
    "004-002": Case(120000, lambda: dense("200x200x3", 1, bias=False).parameters),
    "004-003": Case((76, 75), lambda: (conv("5x5x3", 5).parameters, plain("5x5x3", 5).parameters)),
    "004-015": Case(9, lambda: conv(5, 3).output.size),
    "004-031": Case(3, lambda: reach(dilation=1), shown=None),
    "004-032": Case((5, "3x3"), lambda: (reach(dilation=2), axes(conv(7, 3, dilation=2)))),
    "004-034": Case(1, lambda: next(padding for padding in range(3) if side(conv(32, 3, padding=padding)) == 32)),
    "004-035": Case("34x34", lambda: axes(one("zeropad", 32, padding=1))),
    "004-036": Case(5, lambda: side(conv(5, 3, padding=1))),
    "004-063": Case((0, 0), lambda: tuple(one(word, 5, kernel=3, stride=1).parameters for word in POOLS[:2])),
}

WORKED_EXAMPLE = {
    "004-022": Case("26x26", lambda: axes(conv(*LAYER))),
    "004-023": Case(36896, lambda: conv(*LAYER).parameters),
    "004-024": Case(24920064, lambda: conv(*LAYER).multiplications),
    "004-025": Case(
        (22151168, 24898432), lambda: (conv(*LAYER).accumulations, conv(*LAYER, convention="exact").accumulations)
    ),
    "004-026": Case(21632, lambda: conv(*LAYER).bias_sums),
    "004-027": Case(
        (47092864, 49840128), lambda: (conv(*LAYER).operations, conv(*LAYER, convention="exact").operations)
    ),
}


# Figures 4.1 to 4.6: a convolution of an input of size i with kernel k, stride s and padding p, and the way back.


def there(i: int, k: int, s: int, p: int) -> int:
    """The size i' that the convolution gives."""
    return side(conv(i, k, stride=s, padding=p))


def spread(i: int, k: int, s: int, p: int) -> int:
    """The size of i' with s - 1 zeros put between its cells."""
    return side(one("conv_transpose", there(i, k, s, p), out=1, kernel=1, stride=s))


def border(i: int, k: int, s: int, p: int) -> int:
    """The padding p' with which a convolution of stride 1 leads from there back to i."""
    return next(each for each in reversed(range(k)) if side(conv(spread(i, k, s, p), k, padding=each)) == i)


def back(i: int, k: int, s: int, p: int) -> tuple[int, int]:
    """The size of the transposed convolution, and of the equivalent convolution."""
    equivalent = conv(spread(i, k, s, p), k, padding=border(i, k, s, p))
    return side(one("conv_transpose", there(i, k, s, p), out=1, kernel=k, stride=s, padding=p)), side(equivalent)


TRANSPOSED = {
    **cases(
        there,
        {
            "004-038": (2, 4, 3, 1, 0),
            "004-041": (6, 5, 4, 1, 2),
            "004-044": (5, 5, 3, 1, 1),
            "004-047": (7, 5, 3, 1, 2),
            "004-050": (2, 5, 3, 2, 0),
            "004-054": (3, 5, 3, 2, 1),
        },
    ),
    **cases(
        border,
        {
            "004-039": (2, 4, 3, 1, 0),
            "004-042": (1, 5, 4, 1, 2),
            "004-045": (1, 5, 3, 1, 1),
            "004-048": (0, 5, 3, 1, 2),
            "004-051": (2, 5, 3, 2, 0),
            "004-055": (1, 5, 3, 2, 1),
        },
    ),
    **cases(spread, {"004-052": (3, 5, 3, 2, 0), "004-056": (5, 5, 3, 2, 1)}),
    **cases(
        back,
        {
            "004-040": ((4, 4), 4, 3, 1, 0),
            "004-043": ((5, 5), 5, 4, 1, 2),
            "004-046": ((5, 5), 5, 3, 1, 1),
            "004-049": ((5, 5), 5, 3, 1, 2),
            "004-053": ((5, 5), 5, 3, 2, 0),
            "004-057": ((5, 5), 5, 3, 2, 1),
        },
    ),
}


def both(first: int, second: int) -> tuple[int, int, int]:
    """Two layers' counts, their sum before them."""
    return first + second, first, second


def bottleneck(quantity: str, convention: str = "lecture") -> tuple[int, int, int]:
    """Exercise 1: 8 filters of 1x1 before the worked example's 3x3."""
    layers = (conv("28x28x128", 1, 8, convention=convention), conv("28x28x8", 3, 32, convention=convention))
    return both(*(getattr(each, quantity) for each in layers))


def separable(quantity: str, **fields: bool | str) -> tuple[int, int, int]:
    """Exercise 2: the worked example as a depthwise and a pointwise layer."""
    layers = (one("depthwise", "28x28x128", kernel=3, **fields), conv("26x26x128", 1, 32, **fields))
    return both(*(getattr(each, quantity) for each in layers))


EXERCISE_1 = {
    "004-129": Case(
        (3368, 1032, 2336, "10.95"),
        lambda: (*bottleneck("parameters"), ratio(conv(*LAYER).parameters, bottleneck("parameters")[0])),
    ),
    "004-130": Case(
        (2360320, 802816, 1557504, "10.56"),
        lambda: (*bottleneck("multiplications"), ratio(conv(*LAYER).multiplications, bottleneck("multiplications")[0])),
    ),
    "004-131": Case(
        (1384448, 0, 1384448, 2332416, 796544, 1535872),
        lambda: (*bottleneck("accumulations"), *bottleneck("accumulations", "exact")),
    ),
    "004-132": Case((27904, 6272, 21632), lambda: bottleneck("bias_sums")),
}

EXERCISE_2 = {
    "004-133": Case((1280, 1152), lambda: (separable("parameters")[1], separable("parameters", bias=False)[1])),
    "004-134": Case((4128, 4096), lambda: (separable("parameters")[2], separable("parameters", bias=False)[2])),
    "004-135": Case(
        (5408, 5248, "6.82", "7.02"),
        lambda: (
            separable("parameters")[0],
            separable("parameters", bias=False)[0],
            ratio(conv(*LAYER).parameters, separable("parameters")[0]),
            ratio(plain(*LAYER).parameters, separable("parameters", bias=False)[0]),
        ),
    ),
    "004-136": Case(
        (3547648, 778752, 2768896, "7.0244"),
        lambda: (
            *separable("multiplications"),
            ratio(conv(*LAYER).multiplications, separable("multiplications")[0], 4),
        ),
    ),
    "004-137": Case((3439488, 692224, 2747264), lambda: separable("accumulations", convention="exact")),
}

TABLES = (SIZES, WORKED_EXAMPLE, TRANSPOSED, EXERCISE_1, EXERCISE_2)
