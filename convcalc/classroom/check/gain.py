"""A problem about two layers or lines of layers: how many times more the first needs than the second."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from convcalc.algebra.sym import called, ratio
from convcalc.architecture.graph import Node
from convcalc.classroom.check.candidates import Candidate, Slip
from convcalc.classroom.check.problem import letters
from convcalc.classroom.check.world import World
from convcalc.classroom.compare import QUANTITIES, compare
from convcalc.classroom.explain import Step
from convcalc.report import Report

CITES = "lecture 5, 'Exercise: 2 Depthwise separable convolution exercise'"
UPSIDE_DOWN = Slip(
    "gain-upside-down",
    "the gain is upside down: what the first needs stands above, what the second needs below",
    CITES,
    1,
)
DIFFERENCE = Slip("difference-for-gain", "this is the difference: the gain is a quotient", CITES, 1)
SHARE = Slip("share-for-gain", "this is the share that is saved, but the quotient is asked", CITES, 2)
OTHER_GAIN = Slip("another-gain", "this is the gain of another quantity", CITES, 2)
GAIN_SLIPS = (UPSIDE_DOWN, DIFFERENCE, SHARE, OTHER_GAIN)


class GainProblem:
    """How many times more the first of two needs than the second.

    Lecture 5, 'Exercise: 2 Depthwise separable convolution exercise', 'Present the efficiency gain'.
    """

    def __init__(self, first: Report, second: Report) -> None:
        self.title = f"{first.name} over {second.name}"
        self._first = first
        self._compared = {each.quantity: each for each in compare(first, second) if isinstance(each.gain, Fraction)}

    @property
    def quantities(self) -> tuple[str, ...]:
        """The quantities that both have."""
        return tuple(name for name in QUANTITIES if name in self._compared)

    def kind(self, quantity: str) -> str:
        """A number: an exact quotient."""
        return "number"

    def right(self, quantity: str) -> Any:
        """The first over the second; None for a quantity that they do not have."""
        return self._compared[quantity].gain if quantity in self._compared else None

    def also_right(self, quantity: str) -> tuple[Any, ...]:
        """Nothing else is right."""
        return ()

    def candidates(self, quantity: str) -> list[Candidate]:
        """The quotients that slips lead to, the likeliest first."""
        right = self.right(quantity)
        found = (Candidate(value, (slip,), says) for value, slip, says in self._wrong(quantity) if value != right)
        return sorted(found, key=lambda candidate: candidate.rank)

    def _wrong(self, quantity: str) -> Iterator[tuple[Any, Slip, str]]:
        one: Any = self._compared[quantity].first
        other: Any = self._compared[quantity].second
        if one:
            yield Fraction(other, one), UPSIDE_DOWN, UPSIDE_DOWN.meaning
            yield 1 - Fraction(other, one), SHARE, SHARE.meaning
        yield Fraction(one - other), DIFFERENCE, DIFFERENCE.meaning
        for name, compared in self._compared.items():
            if name != quantity:
                yield compared.gain, OTHER_GAIN, f"this is the gain in {name.replace('_', ' ')}"

    def pairs(self, quantity: str) -> list[Candidate]:
        """None: a quotient is one step."""
        return []

    def formula(self, quantity: str) -> Any:
        """None: a formula for the gain is checked by its number."""
        return None

    def letters(self) -> Mapping[str, Any]:
        """The letters of the first's last layer."""
        row = self._first.rows[-1]
        return (
            letters(World((Node(row.name, row.layer, (0,)),), row.inputs, self._first.convention)) if row.layer else {}
        )

    def working(self, quantity: str) -> list[Any]:
        """The quotient."""
        compared = self._compared[quantity]
        quotient = ratio(called("first", compared.first), called("second", compared.second))
        return [Step("gain", quotient, self.right(quantity))]
