"""A problem backwards: which padding, kernel, stride or input gives a size."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from convcalc.algebra.writing import number
from convcalc.classroom.check.candidates import Candidate, Slip
from convcalc.classroom.check.quantities import QUANTITIES
from convcalc.classroom.derive import derivation
from convcalc.classroom.question import FIELDS, ask
from convcalc.classroom.solve import Solution, answer
from convcalc.errors import Fault

CITES = "lecture 5, 'Convolution operation', controlling the output sizes"
BOTH_SIDES = Slip(
    "padding-of-both-sides", "this is the padding of both sides together, but that of one is asked", CITES, 1
)
KERNEL_HALVED = Slip("half-the-kernel", "this is half the filter: (F − 1)/2 keeps the size", CITES, 2)
INVERSE_SLIPS = (BOTH_SIDES, KERNEL_HALVED)


class InverseProblem:
    """Which value gives an output size: all solutions are right answers. ``fields`` are those of ``solve``."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        given = dict(fields)
        word, size = given.pop("type", "conv"), given.pop("input", "?")
        known = {"kernel": "?", "padding": "?", **given}
        out_size = known.pop("out_size", None)
        self.question = ask(word, out_size, size, known, bool(known.pop("ceil", False)))
        self.solutions = answer(self.question).solutions
        if not self.solutions:
            raise Fault(f"nothing gives an output of {out_size}", "other sizes")
        self.title = f"{word}, one axis, output {self.question.out_size}"

    @property
    def quantities(self) -> tuple[str, ...]:
        """What is sought."""
        return self.question.unknown

    def kind(self, quantity: str) -> str:
        """A padding may be a half."""
        return QUANTITIES[quantity].kind

    def right(self, quantity: str) -> Any:
        """The plainest solution's value; None for what is not sought."""
        return _value(self.solutions[0], quantity) if quantity in self.quantities else None

    def also_right(self, quantity: str) -> tuple[Any, ...]:
        """The values of the other solutions."""
        if quantity == "input":
            return tuple(size for each in self.solutions for size in (each.inputs[0], each.inputs[-1]))
        return tuple(dict.fromkeys(_value(each, quantity) for each in self.solutions))

    def candidates(self, quantity: str) -> list[Candidate]:
        """The paddings that slips lead to."""
        if quantity != "padding" or not isinstance(self.right(quantity), Fraction):
            return []
        taken = self.also_right(quantity)
        kernel = self.solutions[0].layer.kernel
        found = ((2 * self.right(quantity), BOTH_SIDES), (Fraction(kernel, 2), KERNEL_HALVED))
        return [Candidate(value, (slip,), slip.meaning) for value, slip in found if value not in taken]

    def pairs(self, quantity: str) -> list[Candidate]:
        """None: it is one step."""
        return []

    def formula(self, quantity: str) -> Any:
        """None: the sought name stands alone in the derivation only."""
        return None

    def letters(self) -> Mapping[str, Any]:
        """The letters of the size formula, with what is known and the plainest solution's values."""
        layer = self.solutions[0].layer
        known = {"F": layer.kernel, "S": layer.stride, "d": layer.dilation, "O": self.question.out_size}
        return {**known, "W": _value(self.solutions[0], "input")}

    def working(self, quantity: str) -> list[Any]:
        """The size formula, and from it what is sought."""
        return derivation(self.question) or [f"{quantity} = {number(self.right(quantity))}"]


def _value(solution: Solution, quantity: str) -> Any:
    if quantity == "padding":
        return solution.padding
    if quantity == "input":
        return solution.inputs[0] if solution.exact is None else solution.exact
    assert quantity in FIELDS
    return getattr(solution.layer, quantity)
