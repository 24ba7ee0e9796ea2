"""Problems drawn at random, and the ways in which people write a number or a shape."""

import random

from convcalc.classroom.check.questions import problem_of
from convcalc.errors import ConvcalcError

DEPTHS = (1, 3, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)


def shape(chance):
    height = chance.choice((7, 8, 13, 14, 27, 28, 32, 48, 55, 56, 64, 112))
    width = height if chance.random() < 0.7 else chance.choice((9, 16, 30, 40, 60))
    return f"{height}x{width}x{chance.choice(DEPTHS)}"


def window(chance, strides=(1, 2, 3)):
    kernel = chance.choice((1, 2, 3, 5, 7))
    fields = {"kernel": kernel, "stride": chance.choice(strides), "padding": chance.choice((0, 0, kernel // 2, 1))}
    if kernel > 1 and chance.random() < 0.2:
        fields["dilation"] = chance.choice((2, 3))
    return fields


def convolution(chance, word="conv", **more):
    fields = {"out": chance.choice(DEPTHS), **window(chance), **more}
    if chance.random() < 0.25:
        fields["bias"] = "false"
    return line(word, fields)


def line(word, fields):
    return f"{word}({', '.join(f'{name}={value}' for name, value in fields.items())})"


def layer_of(family, chance):
    """A line of layers of a family, and its input."""
    given = shape(chance)
    if family == "conv":
        return given, convolution(chance)
    if family == "grouped":
        return f"28x28x{chance.choice((16, 32, 96))}", convolution(chance, out=chance.choice((32, 64)), groups=2)
    if family == "oblong":
        return given, convolution(chance, kernel=f"[{chance.choice((1, 3))}, {chance.choice((5, 7))}]", padding=0)
    if family == "depthwise":
        return given, line("depthwise", window(chance))
    if family == "transposed":
        return given, convolution(chance, "conv_transpose", stride=2, output_padding=chance.choice((0, 1)))
    if family == "pool":
        fields = {**window(chance), "padding": 0, "ceil": chance.choice(("true", "false"))}
        return given, line(chance.choice(("maxpool", "avgpool")), fields)
    if family == "dense":
        return given, line("dense", {"out": chance.choice((10, 100, 1000, 4096))})
    if family == "chain":
        first = line("conv", {"out": chance.choice((4, 8, 16)), "kernel": 1})
        return given, f"{first} + {convolution(chance)}"
    return given, f"{line('depthwise', window(chance))} + {line('conv', {'out': chance.choice(DEPTHS), 'kernel': 1})}"


FAMILIES = ("conv", "grouped", "oblong", "depthwise", "transposed", "pool", "dense", "chain", "separable")


def problems(family, count, seed=0):
    """So many problems of a family whose layers fit their inputs."""
    chance = random.Random(f"{family}/{seed}")
    found = 0
    while found < count:
        given, layers = layer_of(family, chance)
        try:
            made = problem_of({"input": given, "layer": layers})
        except ConvcalcError:
            continue
        found += 1
        yield made


COUNTS = (
    str, "{:,}".format, "{:_}".format, lambda n: f"{n:,}".replace(",", " "), lambda n: f"{n:,}".replace(",", "\u202f"),
    lambda n: f"{n:,}".replace(",", "'"), lambda n: f"{n:,}".replace(",", "."), "= {}".format, "{} parameters".format,
    "{}.".format, "  {} ".format, "{}.0".format, lambda n: f"{n}*1" if n < 10**12 else str(n), "'{}'".format,
)  # fmt: skip


def written(value, chance):
    """A count, a size or a shape as somebody might write it."""
    if isinstance(value, bool):
        return chance.choice(("yes", "Yes", "true", "fits") if value else ("no", "NO", "false", "does not fit"))
    if isinstance(value, tuple):
        sign = chance.choice(("x", "×", " x ", ", ", " by ", "*"))
        text = sign.join(map(str, value))
        return chance.choice(("{}", "({})", "[{}]", " {} ")).format(text)
    return chance.choice(COUNTS)(value) if isinstance(value, int) else str(value)
