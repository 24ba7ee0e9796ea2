"""How the right answer to a question comes about."""

from __future__ import annotations

from convcalc.classroom.check.problem import Problem


def working_of(problem: Problem, quantity: str) -> list[str]:
    """The lines of the working. A matrix has none: its answer is all there is to see."""
    return [] if problem.kind(quantity) == "matrix" else list(map(str, problem.working(quantity)))
