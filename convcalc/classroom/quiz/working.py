"""How the right answer to a question comes about."""

from __future__ import annotations

from convcalc.classroom.check.problem import LayersProblem, Problem


def working_of(problem: Problem, quantity: str) -> list[str]:
    """The lines of the working; for a shape behind several layers the shape behind each of them.

    A matrix has none: its answer is all there is to see.
    """
    if problem.kind(quantity) == "matrix":
        return []
    lines = [str(step) for step in problem.working(quantity)]
    if lines or not isinstance(problem, LayersProblem):
        return lines
    return [f"behind layer {place}, {row.type}: {row.output}" for place, row in enumerate(problem.rows, 1)]
