"""Slips after the work is done: another quantity given, a number written down wrongly."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.classroom.check.candidates import Slip
from convcalc.classroom.check.slips.formulas import COUNTING
from convcalc.classroom.check.slips.layers import PARAMETERS, SHAPES
from convcalc.classroom.check.world import World, measure
from convcalc.conventions import CONVENTIONS
from convcalc.layers.conv import Convolution
from convcalc.shape import Shape

WRITING = ""  # a slip of the pen is in no lecture
NORMALISATION = "lecture 5, 'Design of a modern convolutional neural network'"


class Instead(NamedTuple):
    """Another value given for the quantity asked: ``value`` works it out from the world.

    ``convention`` is the one that it is counted by, ``quantity`` the one that it is, where that is the slip.
    """

    slip: Slip
    asked: tuple[str, ...]
    value: Callable[[World, str], Any]
    convention: str = ""
    quantity: str = ""

    def world(self, world: World) -> World | None:
        """The world by the convention that was taken, where that is the slip."""
        return world._replace(convention=CONVENTIONS[self.convention]) if self.convention else None


INSTEAD: dict[str, Instead] = {}


def instead(
    name: str,
    meaning: str,
    cites: str,
    asked: tuple[str, ...],
    value: Callable[[World, str], Any],
    likelihood: int = 2,
    convention: str = "",
) -> None:
    """Enter a value that is given for the quantities ``asked``."""
    quantity = getattr(value, "quantity", "")
    INSTEAD[name] = Instead(Slip(name, meaning, cites, likelihood), asked, value, convention, quantity)


class _Of:
    """Another quantity of the same world; ``slid`` asks for a convolution, whose weights have several positions."""

    def __init__(self, quantity: str, slid: bool = False) -> None:
        self.quantity = quantity
        self.slid = slid

    def __call__(self, world: World, _: str) -> Any:
        if self.slid and not any(isinstance(node.layer, Convolution) for node in world.nodes):
            return None
        return measure(world, self.quantity)


def _sum(*quantities: str) -> Callable[[World, str], Any]:
    def value(world: World, _: str) -> Any:
        return sum(measure(world, quantity) or 0 for quantity in quantities)

    return value


def _times(factor: int, quantity: str) -> Callable[[World, str], Any]:
    return lambda world, _: factor * (measure(world, quantity) or 0)


def _by(convention: str) -> Callable[[World, str], Any]:
    """The quantity by another convention; nothing where that is the one asked for."""

    def value(world: World, asked: str) -> Any:
        other = CONVENTIONS[convention]
        return None if other is world.convention else measure(world._replace(convention=other), asked)

    return value


def _unrounded(world: World, asked: str) -> Any:
    """The size before it is rounded, on each axis where a size is asked."""
    quotient = measure(world, "unrounded")
    if quotient is None or asked != "size":
        return quotient
    return (quotient,) * len(measure(world, "size"))


def _values(world: World, _: str) -> int | None:
    output = measure(world, "output")
    return None if output is None else int(output.size)


instead("multiplications-for-operations", "these are the multiplications, but all operations are asked", COUNTING,
        ("operations",), _Of("multiplications"), 1)  # fmt: skip
instead("operations-for-multiplications", "these are all the operations, but the multiplications are asked", COUNTING,
        ("multiplications",), _Of("operations"), 1)  # fmt: skip
instead("accumulations-for-multiplications", "these are the accumulations, but the multiplications are asked", COUNTING,
        ("multiplications",), _Of("accumulations"))  # fmt: skip
instead("multiplications-for-accumulations",
        "these are the multiplications: the first product of a window is added to nothing", COUNTING,
        ("accumulations",), _Of("multiplications"), 1)  # fmt: skip
instead("bias-sums-forgotten", "the sums of the biases are missing", COUNTING,
        ("operations",), _sum("multiplications", "accumulations"), 1)  # fmt: skip
instead("accumulations-forgotten", "the accumulations are missing", COUNTING,
        ("operations",), _sum("multiplications", "bias_sums"))  # fmt: skip
instead("two-for-each-multiplication", "two operations are counted for each multiply-accumulate", COUNTING,
        ("multiplications", "operations"), _times(2, "multiplications"), 1)  # fmt: skip
instead("exact-for-lecture",
        "the additions that join the channels are counted as well, but this convention leaves them out", COUNTING,
        ("accumulations", "operations"), _by("exact"), 1, "exact")  # fmt: skip
instead("lecture-for-exact", "the additions that join the channels are missing", COUNTING,
        ("accumulations", "operations"), _by("lecture"), 1, "lecture")  # fmt: skip
instead("parameters-for-multiplications", "these are the parameters: each is used at every position", COUNTING,
        ("multiplications", "operations"), _Of("parameters"))  # fmt: skip
instead("multiplications-for-parameters", "these are the multiplications: the weights are shared by all positions",
        PARAMETERS, ("parameters", "weights"), _Of("multiplications", slid=True))  # fmt: skip
instead("parameters-for-weights", "the biases are counted as well", PARAMETERS, ("weights",), _Of("parameters"), 1)
instead("bias-per-output", "a bias is counted for each value of the output: there is one a filter", PARAMETERS,
        ("parameters",), _sum("weights", "bias_sums"))  # fmt: skip
instead("output-values", "these are the values of the output", PARAMETERS,
        ("parameters", "weights", "multiplications", "operations"), _values)  # fmt: skip
instead("statistics-counted", "the running means and variances are counted: they are recorded, not learned",
        NORMALISATION, ("parameters",), _sum("parameters", "statistics"), 1)  # fmt: skip
instead("bytes-for-parameters", "these are the bytes, four for each parameter", PARAMETERS,
        ("parameters",), _times(4, "parameters"), 3)  # fmt: skip
instead("size-for-unrounded", "this is rounded down, but the size before it is rounded is asked",
        "lecture 2, 'A closer look at dimensions'", ("unrounded",), _Of("width"), 1)  # fmt: skip
instead("height-for-width", "this is the height", SHAPES, ("width",), _Of("height"))
instead("width-for-height", "this is the width", SHAPES, ("height",), _Of("width"))
instead("unrounded-size", "this is the size before it is rounded down", "lecture 2, 'A closer look at dimensions'",
        ("size", "height", "width"), _unrounded, 1)  # fmt: skip


class Written(NamedTuple):
    """A number or shape written down wrongly: the values that it becomes."""

    slip: Slip
    values: Callable[[Any], Iterator[Any]]


def _factors_of_ten(right: Any) -> Iterator[Any]:
    if type(right) is int and right:
        for factor in (10, 100, 1000):
            yield right * factor
            yield right // factor if right % factor == 0 else Fraction(right, factor)


def _digits_exchanged(right: Any) -> Iterator[Any]:
    if type(right) is int and right >= 10:
        digits = str(right)
        for place in range(len(digits) - 1):
            pair = digits[place + 1] + digits[place]
            if pair[0] not in (pair[1], "0") or (place and pair[0] != pair[1]):
                yield int(digits[:place] + pair + digits[place + 2 :])


def _digit_lost(right: Any) -> Iterator[Any]:
    if type(right) is int and right >= 1000:
        digits = str(right)
        yield from dict.fromkeys(int(digits[:place] + digits[place + 1 :]) for place in range(1, len(digits)))


def _channels_first(right: Any) -> Iterator[Any]:
    if isinstance(right, Shape) and right.rank:
        yield Shape((right[-1], *right[:-1]))


def _turned(right: Any) -> Iterator[Any]:
    if isinstance(right, Shape) and right.rank == 2:
        yield Shape((right[1], right[0], right[2]))
    elif type(right) is tuple and len(right) == 2:
        yield right[::-1]


WRITTEN = {
    each.slip.name: each
    for each in (
        Written(Slip("factor-of-ten", "it is a power of ten too large or too small", WRITING, 2), _factors_of_ten),
        Written(Slip("digits-exchanged", "two digits are exchanged", WRITING, 2), _digits_exchanged),
        Written(Slip("digit-lost", "a digit is lost", WRITING, 3), _digit_lost),
        Written(Slip("written-channels-first", "these are the right numbers, channels first: here they stand last",
                     "lecture 1, 'CNN notations'", 1), _channels_first),
        Written(Slip("output-axes-exchanged", "height and width of the output are exchanged", SHAPES, 1), _turned),
    )
}  # fmt: skip
ANOTHER_QUANTITY = Slip("another-quantity", "this is another quantity of the problem", COUNTING, 3)
K_OF_1024 = Slip("k-of-1024", "K is taken for 1,024, but it is 1,000 here", WRITING, 2)
ROUNDED = Slip("rounded", "it is rounded, and the number in full is asked for", WRITING, 1)
DEPTH_MISSING = Slip("depth-missing", "these are height and width; the depth belongs to the shape as well", SHAPES, 1)


def k_of_1024(right: int, unit: str) -> Fraction | None:
    """What a number comes to whose unit is taken for a power of 1024; None without such a unit."""
    power = " KMGT".find(unit)
    return right * Fraction(1000, 1024) ** power if unit and power > 0 else None
