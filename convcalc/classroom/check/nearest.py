"""What a wrong answer that nothing explains is nearest to."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from convcalc.classroom.check.answers import Answer
from convcalc.classroom.check.problem import Problem
from convcalc.classroom.check.quantities import QUANTITIES
from convcalc.classroom.check.world import ADDITIVE
from convcalc.shape import Shape


def nearest(problem: Problem, quantity: str, answer: Answer) -> str:
    """Which quantity of the problem comes nearest to a number that nothing explains."""
    if isinstance(answer.value, tuple):
        return _same_axes(problem.right(quantity), answer.value)
    counted = {name: problem.right(name) for name in problem.quantities if name in ADDITIVE}
    counted = {name: value for name, value in counted.items() if value}
    if quantity not in counted or answer.value <= 0:
        return ""
    near = min(counted, key=lambda name: _ratio(counted[name], answer.value))
    if near == quantity or counted[near] == counted[quantity]:
        return f"it is nearest to {QUANTITIES[quantity].title}, as asked: the arithmetic may have slipped"
    return f"of this problem's quantities it is nearest to {QUANTITIES[near].title}"


def _ratio(one: Any, other: Any) -> Fraction:
    return max(Fraction(one) / Fraction(other), Fraction(other) / Fraction(one))


AXES_OF = {
    1: ("length",),
    2: ("length", "depth"),
    3: ("height", "width", "depth"),
    4: ("frames", "height", "width", "depth"),
}


def _same_axes(right: Any, given: Any) -> str:
    """Which numbers of a shape are right."""
    if len(right) != len(given) and len(given) > 1:
        return f"{len(given)} numbers are given, and the answer has {len(right) or 1}"
    if not isinstance(right, Shape) or len(right) != len(given):
        return ""
    good = [name for name, one, other in zip(AXES_OF[len(right)], right, given, strict=True) if one == other]
    are = "are" if len(good) > 1 else "is"
    return f"the {' and '.join(good)} {are} right" if good else ""
