"""Several answers to one problem: what one of them says of how another came about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from convcalc.classroom.check.candidates import Candidate
from convcalc.classroom.check.problem import LayersProblem, Problem
from convcalc.classroom.check.verdict import Verdict
from convcalc.classroom.check.world import measure


def together(problem: Problem, verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts without the explanations that another answer speaks against.

    Whoever forgot the padding has another output as well: with the right one, that is not what happened. Where an
    answer speaks against all explanations, they stay.
    """
    if not isinstance(problem, LayersProblem):
        return list(verdicts)
    return [_considered(problem, verdict, verdicts) for verdict in verdicts]


def _considered(problem: LayersProblem, verdict: Verdict, all_of_them: Sequence[Verdict]) -> Verdict:
    others = [other for other in all_of_them if other.quantity != verdict.quantity and other.value is not None]
    kept = tuple(each for each in verdict.explanations if all(_goes_with(problem, each, other) for other in others))
    if not kept or len(kept) == len(verdict.explanations):
        return verdict
    return verdict._replace(explanations=kept, ask=verdict.ask if len(kept) > 1 else "")


def _goes_with(problem: LayersProblem, each: Candidate, other: Verdict) -> bool:
    """Whether the other answer is what comes out in the world of an explanation."""
    expected: Any = measure(each.world, other.quantity) if each.world else problem.right(other.quantity)
    return bool(expected == other.value)
