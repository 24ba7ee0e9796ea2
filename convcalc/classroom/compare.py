"""Layers or networks side by side: what each quantity is, and how many times that of another it is.

Lecture 5, exercise 2: the gain of a depthwise separable convolution is 1/(1/D_out + 1/F^2). For two reports there is
:func:`compare`. Any number of networks are measured, and then set side by side::

    from convcalc.classroom.compare import measured, side_by_side

    networks = [measured(convcalc.load(name)) for name in ("alexnet", "googlenet", "resnet50")]
    found = side_by_side(networks)
    found.ratio(networks[1], "parameters")  # Fraction(874819, 7620653), of AlexNet's
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.algebra.settle import add_up, ratio
from convcalc.algebra.sym import Dim, Sym, is_zero
from convcalc.algebra.writing import text
from convcalc.conventions import DEFAULT
from convcalc.errors import ConvcalcError, UsageError, did_you_mean
from convcalc.facts import depth
from convcalc.network import Network
from convcalc.receptive import with_receptive_fields
from convcalc.report import Report
from convcalc.rows import Row
from convcalc.shape import Shape

QUANTITIES = ("parameters", "multiplications", "accumulations", "bias_sums", "operations")
IN_NUMBERS = ("activations", "depth", "receptive_field")  # of two networks, where all of it is numbers
ALL = (*QUANTITIES, *IN_NUMBERS)

DEFINITIONS = {
    "activations": "the values that all layers put out, added up",
    "depth": "layers with weights on the longest way from the input: convolutions and dense layers",
    "last_map": "the last output of more than one cell, before what makes it a vector",
    "receptive_field": "the most pixels along an axis that a cell of the last map depends on, those of the padding too",
}


class Compared(NamedTuple):
    """A quantity of both, and the first over the second: an exact fraction, a formula, or None over nothing."""

    quantity: str
    first: Dim
    second: Dim
    gain: Any


class Measured(NamedTuple):
    """A network as it is compared: its report, and what the totals do not say (``DEFINITIONS``).

    ``field`` is the receptive field of a cell of the last map, axis by axis; where there is none, ``unfollowed`` may
    say why.
    """

    name: str
    report: Report
    depth: int
    activations: Dim
    last_map: Shape | None
    field: tuple[int, ...] = ()
    unfollowed: str = ""

    def value(self, quantity: str) -> Dim | None:
        """A quantity of ``ALL``; None for a receptive field that there is not, or that is no square."""
        if quantity in QUANTITIES:
            return getattr(self.report, quantity)  # type: ignore[no-any-return]
        if quantity == "receptive_field":
            return self.field[0] if len(set(self.field)) == 1 else None
        return self.activations if quantity == "activations" else self.depth


class SideBySide(NamedTuple):
    """Networks side by side, and the one that the others are compared with."""

    networks: tuple[Measured, ...]
    base: Measured

    def ratio(self, network: Measured, quantity: str) -> Any:
        """A quantity over that of the base: an exact fraction, a formula, or None where there is nothing to divide."""
        own, other = network.value(quantity), self.base.value(quantity)
        return None if own is None or other is None else gain(own, other)


def measured(
    network: Network,
    *inputs: str | tuple[Dim, ...],
    name: str = "",
    convention: str = DEFAULT,
    layout: str = "hwc",
    strict: bool = False,
) -> Measured:
    """A network evaluated for a comparison, by default on its own input and under its own name."""
    report = network.evaluate(*inputs, convention=convention, layout=layout, strict=strict)
    rows, unfollowed = _followed(network, report)
    last = next((row for row in reversed(rows) if is_map(row.output)), None)
    return Measured(
        name or report.name,
        report,
        depth(network.graph.nodes),
        activations(report.rows),
        last.output if last else None,
        tuple(axis.size for axis in last.field.axes) if last and last.field else (),
        unfollowed,
    )


def activations(rows: Sequence[Row]) -> Dim:
    """The values that rows put out, added up."""
    return add_up(row.output.size for row in rows)  # type: ignore[no-any-return]


def is_map(shape: Shape) -> bool:
    """Whether a shape has more than one cell; a vector has none, and 1x1x1000 is as good as one."""
    return any(isinstance(dim, Sym) or dim != 1 for dim in shape.spatial)


def _followed(network: Network, report: Report) -> tuple[tuple[Row, ...], str]:
    """The rows with their receptive fields, or as they are and why there are none."""
    if len(report.inputs) > 1:
        return report.rows, ""
    try:
        return with_receptive_fields(network.graph, report).rows, ""
    except ConvcalcError as error:
        return report.rows, error.what


def side_by_side(networks: Sequence[Measured], base: Measured | None = None) -> SideBySide:
    """Networks with one of them as the base, by default the first. Raises a UsageError for mixed conventions."""
    for other in networks[1:]:
        check_conventions(networks[0].report, other.report)
    return SideBySide(tuple(networks), base or networks[0])


def sorted_by(networks: Sequence[Measured], quantity: str) -> list[Measured]:
    """Networks in the order of a quantity, the largest first; those without it come last.

    Raises a UsageError for a quantity that there is not, or for formulas, which have no order.
    """
    if quantity not in ALL:
        raise UsageError(f"there is no quantity {quantity!r}", hint=did_you_mean(quantity, ALL))
    formulas = [value for each in networks if isinstance(value := each.value(quantity), Sym)]
    if formulas:
        raise UsageError(f"formulas such as {text(formulas[0])} have no order", hint="numbers in the place of names")
    return sorted(networks, key=lambda each: _order(each.value(quantity)))


def _order(value: Any) -> int:
    return 1 if value is None else -value


def compare(first: Report, second: Report) -> list[Compared]:
    """Each quantity of two reports. Raises a UsageError where they do not count by one convention."""
    check_conventions(first, second)
    return [_compared(quantity, getattr(first, quantity), getattr(second, quantity)) for quantity in QUANTITIES]


def compare_measured(first: Measured, second: Measured) -> list[Compared]:
    """As :func:`compare`, and in numbers also ``IN_NUMBERS``."""
    counts = compare(first.report, second.report)
    if not isinstance(first.activations, int) or not isinstance(second.activations, int):
        return counts
    pairs = [(quantity, first.value(quantity), second.value(quantity)) for quantity in IN_NUMBERS]
    return counts + [_compared(quantity, one, other) for quantity, one, other in pairs if one is not None is not other]


def check_conventions(first: Report, second: Report) -> None:
    """Raise a UsageError where two reports do not count by one convention."""
    if first.convention != second.convention:
        raise UsageError(
            f"{first.name} is counted by {first.convention.name}, {second.name} by {second.convention.name}",
            hint="one convention",
        )


def _compared(quantity: str, one: Dim, other: Dim) -> Compared:
    return Compared(quantity, one, other, gain(one, other))


def gain(one: Dim, other: Dim) -> Any:
    """How many times more the one is than the other."""
    if is_zero(other):
        return None
    return Fraction(one, other) if isinstance(one, int) and isinstance(other, int) else ratio(one, other)
