"""The answers of a multiple-choice question: the right one, and what slips make of it."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import prod
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

    Every wrong one is what a slip gives, and no two are printed alike. How many of them are larger than the right one
    is drawn, as far as there are so many, and no slip stands twice where there are others. None at all where no slip
    gives another answer: the question stays open.
    """
    right = problem.right(quantity)
    told = {each.written: each for each in slips_of(problem, quantity)}
    if isinstance(right, bool):
        told = {other: told.get(other, Choice(other, False, not right)) for other in [value_text(not right)]}
    wrong = _mixed(list(told.values()), right, count - 1, draw)
    if len(wrong) + 1 < FEWEST:
        return ()
    return tuple(draw.shuffled([Choice(value_text(right), True, right), *wrong]))


def _mixed(told: list[Choice], right: Any, count: int, draw: Draw) -> list[Choice]:
    """So many wrong answers, the likeliest of those above and of those below the right one."""
    told = sorted(told, key=lambda choice: (_cells(choice.value) != _cells(right), _repeats(told, choice)))
    larger = [choice for choice in told if _size(choice.value) > _size(right)]
    smaller = [choice for choice in told if _size(choice.value) <= _size(right)]
    above = min(max(draw.below(count + 1), count - len(smaller)), len(larger))
    return [*larger[:above], *smaller[: count - above]]


def _repeats(told: list[Choice], choice: Choice) -> bool:
    """Whether another wrong answer before this one is of the same slip."""
    return next(each for each in told if each.slip == choice.slip) is not choice


def _cells(value: Any) -> int:
    """The cells of a matrix, so that no wrong one is told by its size; 0 for anything else."""
    return sum(map(len, value)) if isinstance(value, tuple) and isinstance(value[0], tuple) else 0


def _size(value: Any) -> Any:
    """What makes a wrong answer look larger: a number, the product of a shape, the sum of a matrix."""
    if not isinstance(value, tuple):
        return value
    return sum(map(sum, value)) if isinstance(value[0], tuple) else prod(value)


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
    """Whether a value could be taken for the answer: of its kind, not negative, and a size of at least 1.

    Among fractions no whole number stands, and the other way round: it would be told from the others at once.
    """
    if isinstance(value, tuple) != isinstance(right, tuple) or isinstance(value, bool) != isinstance(right, bool):
        return False
    if isinstance(value, tuple):
        return isinstance(value[0], tuple) or all(size >= 1 for size in value)
    return bool(value >= 0 and (Fraction(value).denominator == 1) == (Fraction(right).denominator == 1))
