"""The answers of a multiple-choice question: the right one, and what slips make of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from convcalc.classroom.check.candidates import Candidate
from convcalc.classroom.check.problem import Problem
from convcalc.classroom.check.slips.numbers import WRITING
from convcalc.classroom.check.verdict import value_text
from convcalc.classroom.quiz.draw import Draw

MOST_CHOICES = 8
FEWEST = 2


class Choice(NamedTuple):
    """An answer to choose: as it is printed, its value, and for a wrong one the slip with its sentence."""

    written: str
    right: bool
    value: Any
    says: str = ""
    slip: str = ""


def choices_of(problem: Problem, quantity: str, count: int, draw: Draw) -> tuple[Choice, ...]:
    """The right answer and at most ``count - 1`` wrong ones, in a drawn order.

    Every wrong one is what a slip gives, and no two are printed alike. None at all where no slip gives another answer:
    the question stays open.
    """
    right = problem.right(quantity)
    told = {each.written: each for each in slips_of(problem, quantity)}
    if isinstance(right, bool):
        told = {other: told.get(other, Choice(other, False, not right)) for other in [value_text(not right)]}
    wrong = list(told.values())[: count - 1]
    if len(wrong) + 1 < FEWEST:
        return ()
    return tuple(draw.shuffled([Choice(value_text(right), True, right), *wrong]))


def slips_of(problem: Problem, quantity: str) -> Iterator[Choice]:
    """What slips make of an answer, each value once with its likeliest slip, slips of the pen last."""
    right_value = problem.right(quantity)
    found = [each for each in problem.candidates(quantity) if _is_a_choice(each.value, right_value)]
    found.sort(key=lambda candidate: candidate.slips[0].cites == WRITING)
    right = {value_text(each) for each in (right_value, *problem.also_right(quantity))}
    for each in found:
        written = value_text(each.value)
        if written not in right:
            right.add(written)
            yield _choice(each, written)


def _choice(candidate: Candidate, written: str) -> Choice:
    return Choice(written, False, candidate.value, candidate.says, candidate.slips[0].name)


def _is_a_choice(value: Any, right: Any) -> bool:
    """Whether a value could be taken for the answer: of its kind, not negative, and a size of at least 1."""
    if isinstance(value, tuple) != isinstance(right, tuple) or isinstance(value, bool) != isinstance(right, bool):
        return False
    if isinstance(value, tuple):
        return isinstance(value[0], tuple) or all(size >= 1 for size in value)
    return bool(value >= 0)
