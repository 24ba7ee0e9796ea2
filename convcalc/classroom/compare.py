"""Two layers or networks side by side: what each quantity is, and how many times less the second needs.

Lecture 5, exercise 2: the gain of a depthwise separable convolution is 1/(1/D_out + 1/F^2).
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.algebra.settle import ratio
from convcalc.algebra.sym import Dim, is_zero
from convcalc.errors import UsageError
from convcalc.report import Report

QUANTITIES = ("parameters", "multiplications", "accumulations", "bias_sums", "operations")


class Compared(NamedTuple):
    """A quantity of both, and the first over the second: an exact fraction, a formula, or None over nothing."""

    quantity: str
    first: Dim
    second: Dim
    gain: Any


def compare(first: Report, second: Report) -> list[Compared]:
    """Each quantity of two reports. Raises a UsageError where they do not count by one convention."""
    if first.convention != second.convention:
        raise UsageError(
            f"{first.name} is counted by {first.convention.name}, {second.name} by {second.convention.name}",
            hint="one convention",
        )
    pairs = [(quantity, getattr(first, quantity), getattr(second, quantity)) for quantity in QUANTITIES]
    return [Compared(quantity, one, other, gain(one, other)) for quantity, one, other in pairs]


def gain(one: Dim, other: Dim) -> Any:
    """How many times more the one is than the other."""
    if is_zero(other):
        return None
    return Fraction(one, other) if isinstance(one, int) and isinstance(other, int) else ratio(one, other)
