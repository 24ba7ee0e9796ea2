"""In which term two sums of terms differ, in a sentence that does not tell the right one."""

from __future__ import annotations

from fractions import Fraction

from convcalc.algebra.polynomial import Monomial, Polynomial, degree, written
from convcalc.algebra.writing import number, text
from convcalc.architecture.values import whole_if_possible


def number_text(value: Fraction) -> str:
    """An exact number as text."""
    return number(whole_if_possible(value))


def differing(mine: Polynomial, right: Polynomial) -> list[Monomial]:
    """The terms whose numbers differ."""
    return [term for term in {**mine, **right} if mine.get(term) != right.get(term)]


def sentence(mine: Polynomial, right: Polynomial) -> str:
    """The first term whose number differs: of the highest degree, then by the alphabet."""
    term = min(differing(mine, right), key=lambda each: (-degree(each), text(written(each))))
    if not term:
        return _plain(mine, right)
    if term not in mine:
        return f"there is no term in {text(written(term))} in yours"
    if term not in right:
        sign = "−" if mine[term] < 0 else ""
        return f"the right formula has no term {sign}{text(written(term, abs(mine[term])))}"
    return f"the coefficient of {text(written(term))} is not {number_text(mine[term])}"


def _plain(mine: Polynomial, right: Polynomial) -> str:
    """The number beside the terms differs."""
    if not any(right) and not any(mine):
        return f"it comes to {number_text(mine.get((), Fraction(0)))}, and the right formula does not"
    if () not in mine:
        return "there is no number beside the letters in yours, and the right formula has one"
    if () not in right:
        return f"the right formula has no number {number_text(mine[()])} beside its letters"
    return f"the number beside the letters is not {number_text(mine[()])}"
