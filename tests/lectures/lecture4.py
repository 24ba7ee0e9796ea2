"""Lecture 4: sizes of convolutions on small images."""

from lectures.truth import Case, axes, conv, one, output, plain, side

SIZES = {
    "003-002": Case((9, 10), lambda: (plain(5, 3).parameters, conv(5, 3).parameters)),
    "003-009": Case("2x2", lambda: axes(conv(5, 3, stride=2))),
    "003-012": Case(("26x26x4", 592), lambda: (output(conv("32x32x3", 7, 4)), conv("32x32x3", 7, 4).parameters)),
    "003-013": Case(9, lambda: conv(5, 3).output.size),
    "003-014": Case(4, lambda: conv(5, 4).output.size),
    "003-016": Case(7, lambda: side(conv(7, 3, padding=1))),
    "003-018": Case("9x9", lambda: axes(one("zeropad", 7, padding=1))),
}

TABLES = (SIZES,)
