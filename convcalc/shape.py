"""The shape of one sample: the axes in reading order, channels last, as the lectures write 28x28x128."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, cast

from convcalc.algebra.sym import Dim, Sym, product, whole
from convcalc.algebra.tracing import tracing
from convcalc.algebra.unknowns import NAME, NO_NAMES, Unknowns
from convcalc.algebra.writing import text
from convcalc.errors import Fault, UsageError

LARGEST = 10**9  # a dimension of an input, a field, a batch
LAYOUTS = ("hwc", "chw")

# The letters of the axes, by the number of axes before the channels.
AXES: dict[int, tuple[str, ...]] = {0: (), 1: ("W",), 2: ("H", "W"), 3: ("T", "H", "W")}


SIDES = {"H": ("top", "bottom"), "W": ("left", "right"), "T": ("first", "last")}


class Shape(tuple[Dim, ...]):
    """A tuple of dimensions, channels last; a vector has its length alone."""

    __slots__ = ()

    @property
    def spatial(self) -> tuple[Dim, ...]:
        """The axes that a window slides along; none for a vector."""
        return self[:-1]

    @property
    def channels(self) -> Dim:
        """The depth of a volume, or the length of a vector."""
        return self[-1]

    @property
    def rank(self) -> int:
        """How many axes a window slides along."""
        return len(self) - 1

    @property
    def size(self) -> Dim:
        """How many values the sample has."""
        return product(self)

    def __str__(self) -> str:
        return self.text("hwc")

    def text(self, layout: str) -> str:
        """The shape as written in a layout: 28x28x128 in hwc, 128x28x28 in chw."""
        order = self if layout == "hwc" else (self[-1:] + self[:-1])
        written = [str(dim) if isinstance(dim, int) else _bracketed(dim) for dim in order]
        # Between formulas the x stands apart, so that it cannot be misread as a name.
        short = all(each.isdigit() or (len(each) == 1 and each.isupper()) for each in written)
        return ("x" if short else " x ").join(written)


def _bracketed(dim: Any) -> str:
    """A dimension as text, a sum in brackets."""
    return f"({text(dim)})" if isinstance(dim, Sym) and dim.op in ("+", "-") else text(dim)


def volume(spatial: Iterable[Dim], channels: Dim) -> Shape:
    """A shape from its axes and its depth."""
    return Shape((*spatial, channels))


def split_dimensions(written: str) -> list[str]:
    """The parts of ``28x28x128`` in a file, where an x between small letters belongs to a name."""
    text_in = written.strip().strip("()[]")
    return [part.strip() for part in re.split(r"×|(?<=[\dA-Z\s])x(?=[\dA-Z\s])", text_in)]


def parse_shape(written: str, layout: str = "hwc", unknowns: Unknowns | None = None) -> Shape:
    """Read a shape such as ``28x28x128``, or ``HxWx3`` with names, in which there is no x.

    Raises a Fault that says what is wrong: not a number or a name, zero, negative, too large, too many axes.
    """
    known = unknowns or Unknowns()
    parts = re.split(r"[×*,x]", written.strip().strip("()[]"))
    return ordered([_size(part.strip(), written, known) for part in parts], written, layout)


def _size(part: str, written: str, unknowns: Unknowns) -> Dim:
    """A dimension of an input: digits, or a name and what it stands for."""
    if not NAME.fullmatch(part) or part.lower() in NO_NAMES:
        return dimension(part, written)
    value = unknowns.named(part, "size")
    return named_dimension(value, written) if isinstance(value, Sym) else checked_dimension(value, written)


def ordered(dims: Sequence[Dim], written: str, layout: str) -> Shape:
    """The shape whose dimensions were written in a layout."""
    if len(dims) - 1 not in AXES:
        raise Fault(
            f"the input {written} has {len(dims)} dimensions: one to three axes and the channels are understood",
            "28x28x128 for an image, 100x64 for a sequence, 16x112x112x3 for a video, 4096 for a vector;"
            " the batch is not a part of the shape",
        )
    if layout == "chw":
        dims = [*dims[1:], dims[0]]
    return Shape(dims)


def dimension(part: str, written: str) -> int:
    """A dimension of an input from its digits. Raises a Fault where it is no whole number, or out of bounds."""
    if not re.fullmatch(r"[0-9]{1,300}", part):
        raise Fault(
            f"the input {written} has {part!r} where a whole number belongs",
            "a shape such as 28x28x128 (HxWxC), or names such as HxWx3",
        )
    return checked_dimension(int(part), written)


def checked_dimension(value: Any, written: str) -> int:
    """A dimension of an input: whole, at least 1 and at most a billion. Raises a Fault otherwise."""
    if not isinstance(value, int):
        raise Fault(f"the input {written} has a dimension of {value}: whole numbers are understood", "a whole number")
    if value < 1:
        raise Fault(f"the input {written} has a dimension of {value}: the least is 1", "a shape such as 28x28x128")
    if value > LARGEST:
        raise Fault(f"the input {written} has a dimension of {value:,}: the most is {LARGEST:,}", "a smaller input")
    return value


def named_dimension(value: Sym, written: str) -> Dim:
    """A formula in the place of a dimension of an input; where it is traced, it is held to what a number is held to."""
    if tracing() and not (whole(value) and value >= 1 and value <= LARGEST):
        raise Fault(f"the input {written} has a dimension that is no size", f"whole numbers from 1 to {LARGEST:,}")
    return value


def check_layout(layout: object) -> None:
    """Raise a UsageError for an axis order that there is not."""
    if layout not in LAYOUTS:
        raise UsageError(f"there is no layout {layout!r}", hint=" or ".join(LAYOUTS))


def axes_text(rank: int, layout: str) -> str:
    """The axes of a shape in the order of a layout: H x W x C, C x H x W, W x C for a sequence; values for a vector."""
    axes = [*AXES[rank], "C"] if layout == "hwc" else ["C", *AXES[rank]]
    return " x ".join(axes) if rank else "values"


def doubt(shape: Shape, layout: str) -> str:
    """What is odd about the reading of a shape, where another reading is likelier; empty otherwise.

    3x224x224 and 128x28x28 look like channels first under hwc, and the other way round; 7x7 looks like an image
    without its channels.
    """
    if not all(isinstance(dim, int) for dim in shape):
        return ""
    written = shape.text(layout)
    read = f"{written} is read as {axes_text(shape.rank, layout)}"
    if len(shape) == 2 and shape[0] == shape[1] and shape[0] != 1:
        return f"{read}, a sequence; for an image give its channels too, such as {shape[0]}x{shape[1]}x1"
    if len(shape) != 3:
        return ""
    height, width, depth = cast(tuple[int, int, int], tuple(shape))
    first, middle, last = (height, width, depth) if layout == "hwc" else (depth, height, width)
    few, one, other = (first, middle, last) if layout == "hwc" else (last, first, middle)
    if (few in (1, 3) and min(one, other) >= 16) or (one == other != few and min(one, other) > 3):
        another = "chw" if layout == "hwc" else "hwc"
        return f"{read}; for {axes_text(2, another)} say --layout {another}"
    return ""
