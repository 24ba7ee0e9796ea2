"""What leads to a wrong answer: how it is written, one slip, or two where that is not likely to be chance."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from convcalc.algebra.writing import text
from convcalc.classroom.check.agreement import EXACT, agrees
from convcalc.classroom.check.answers import Answer
from convcalc.classroom.check.candidates import Candidate
from convcalc.classroom.check.diagnosis import chance
from convcalc.classroom.check.problem import Problem, formula
from convcalc.classroom.check.slips.numbers import DEPTH_MISSING, K_OF_1024, ROUNDED, WRITTEN, k_of_1024
from convcalc.classroom.check.world import ADDITIVE
from convcalc.shape import Shape

MOST_NAMED = 4  # explanations of one number; more would explain nothing
WORKED = "formula"  # the note of an answer whose number is worked out by a formula
IN_DIGITS = ("digits-exchanged", "digit-lost")
IN_ANY_LAYER = ("layer-left-out", "layer-twice")
LIKELY_BY_CHANCE = Fraction(1, 20)  # two slips are no explanation where a number is hit by chance as often as this
ROUNDED_BY_CHANCE = Fraction(1, 20)  # nor is one, where it is a rounded number
COMMON = 2  # two slips in a size, where numbers are small, must both be common: the sum of their likelihoods


def explanations(problem: Problem, quantity: str, answer: Answer, right: Any) -> tuple[Candidate, ...]:
    """The slips that give an answer: one; where none fits, how it is written, or two of them."""
    if answer.kind == "size" and isinstance(right, Shape) and right.rank:
        return _axes_alone(problem, answer, right)
    single = [each for each in problem.candidates(quantity) if agrees(answer, each.value, EXACT)]
    if answer.step:
        single = _unless_by_chance(single, problem.candidates(quantity), answer)
    if answer.note == WORKED:
        single = [each for each in single if _by_the_work(each)]
    elif not single:
        single = list(_as_written(answer, right))
    two = _two(problem, quantity, answer) if not single and not answer.step else []
    return _with_formulas(quantity, single or two)


def _axes_alone(problem: Problem, answer: Answer, right: Shape) -> tuple[Candidate, ...]:
    if agrees(answer, right.spatial, EXACT):
        return (Candidate(answer.value, (DEPTH_MISSING,), DEPTH_MISSING.meaning),)
    return explanations(problem, "size", answer, right.spatial) if problem.right("size") is not None else ()


def _as_written(answer: Answer, right: Any) -> Iterable[Candidate]:
    """What is wrong with how a right number is written: rounded, or in another thousand."""
    if not isinstance(right, int) or isinstance(right, bool) or answer.kind == "truth":
        return
    digits = str(answer.value).rstrip("0")
    if not answer.step and 2 <= len(digits) < len(str(right).rstrip("0")) and str(answer.value).isdigit():
        worth = 10 ** (len(str(answer.value)) - len(digits))
        if abs(answer.value - right) * 2 <= worth:
            yield Candidate(answer.value, (ROUNDED,), ROUNDED.meaning)
    in_1024 = k_of_1024(right, answer.unit)
    if in_1024 is not None and agrees(answer, in_1024, EXACT):
        yield Candidate(answer.value, (K_OF_1024,), K_OF_1024.meaning)


def _by_the_work(each: Candidate) -> bool:
    """Whether a slip is one in the work, as those of a formula are, and not in writing its number down."""
    return each.slips[-1].name not in WRITTEN


def _unless_by_chance(found: list[Candidate], every: list[Candidate], answer: Answer) -> list[Candidate]:
    """The explanations of a rounded number, which stands for many, that are not likely to fit by chance.

    In a rounded number no digits are seen to be exchanged or lost. Of the slips that can be made in any layer there are
    many: they are rivals of each other only.
    """
    kept = []
    for each in found:
        rivals = [other for other in every if other.rank <= each.rank and _in_any_layer(other) <= _in_any_layer(each)]
        if each.slips[0].name not in IN_DIGITS and chance(rivals, answer.value, answer.step) <= ROUNDED_BY_CHANCE:
            kept.append(each)
    return kept


def _in_any_layer(each: Candidate) -> bool:
    return each.slips[0].name in IN_ANY_LAYER


def _two(problem: Problem, quantity: str, answer: Answer) -> list[Candidate]:
    """The pairs of slips that give an answer and are not likely to do so by chance; of the likeliest pairs all."""
    every = problem.pairs(quantity)
    fitting = [each for each in every if agrees(answer, each.value, EXACT)]
    if isinstance(answer.value, tuple) or quantity not in ADDITIVE:
        fitting = [each for each in fitting if each.rank[1] <= COMMON]
    elif fitting and chance(every, answer.value) > LIKELY_BY_CHANCE:
        return []
    return [each for each in fitting if each.rank == fitting[0].rank]


def _with_formulas(quantity: str, found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """The first few explanations, of each the formula in letters where there is one."""
    return tuple(each._replace(formula=_letters(each, quantity)) for each in list(found)[:MOST_NAMED])


def _letters(candidate: Candidate, quantity: str) -> str:
    if candidate.world is None or quantity in ("operations", "fits"):
        return candidate.formula
    recorded = formula(candidate.world, quantity)
    if recorded is None or isinstance(recorded, int):
        return ""
    axis = "W" if quantity == "width" or candidate.world.inputs[0].rank < 2 else "H"
    return text(recorded) if quantity in ADDITIVE else f"{axis}_out = {text(recorded)}"
