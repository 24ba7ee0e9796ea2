"""A formula as a sum of terms, for those that are one: exact, quick, and without sympy.

A term is a product of names with a number before it; a name may stand below the line, as in D_in/g.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any, TypeAlias

from convcalc.algebra.sym import Sym, name, record
from convcalc.algebra.tree import exactly, fold

MOST_TERMS = 500
MOST_POWER = 60

Monomial: TypeAlias = tuple[tuple[str, int], ...]  # names by the alphabet, each with its power; () is a plain number
Polynomial: TypeAlias = dict[Monomial, Fraction]


class NoSumError(Exception):
    """The formula is no sum of terms: something is rounded or divided by a sum, or there are too many terms."""


def sum_of_terms(x: Any) -> Polynomial:
    """The terms of a formula, none of them 0. Raises a NoSumError; a ZeroDivisionError where 0 divides."""
    found: Polynomial = fold(x, _leaf, _apply)
    return found


def _leaf(node: Any) -> Polynomial | None:
    if not isinstance(node, Sym):
        return {(): Fraction(node)} if node else {}
    return {((node.args[0], 1),): Fraction(1)} if node.op == "name" else None


def _apply(op: str, a: Polynomial, b: Polynomial) -> Polynomial:
    if op in ("+", "-"):
        return _sum(a, b, 1 if op == "+" else -1)
    if op == "*":
        return _product(a, b)
    if op in ("exact", "ratio") and len(b) == 1:
        ((divisor, number),) = b.items()
        return _product(a, {tuple((letter, -power) for letter, power in divisor): 1 / number})
    if set(a) | set(b) <= {()}:
        return _leaf(exactly(op, a.get((), 0), b.get((), 0))) or {}
    raise NoSumError


def _sum(a: Polynomial, b: Polynomial, sign: int) -> Polynomial:
    added = dict(a)
    for term, number in b.items():
        added[term] = added.get(term, Fraction(0)) + sign * number
    return _bounded(added)


def _product(a: Polynomial, b: Polynomial) -> Polynomial:
    if len(a) * len(b) > 4 * MOST_TERMS:
        raise NoSumError
    product: Polynomial = {}
    for one, number in a.items():
        for other, factor in b.items():
            term = _together(one, other)
            product[term] = product.get(term, Fraction(0)) + number * factor
    return _bounded(product)


def _together(one: Monomial, other: Monomial) -> Monomial:
    powers = dict(one)
    for letter, power in other:
        powers[letter] = powers.get(letter, 0) + power
    return tuple(sorted((letter, power) for letter, power in powers.items() if power))


def _bounded(terms: Polynomial) -> Polynomial:
    kept = {term: number for term, number in terms.items() if number}
    if len(kept) > MOST_TERMS or any(abs(power) > MOST_POWER for term in kept for _, power in term):
        raise NoSumError
    return kept


def degree(term: Monomial) -> int:
    """How many names a term multiplies; those below the line are taken away."""
    return sum(power for _, power in term)


def written(term: Monomial, number: int | Fraction = 1) -> Any:
    """A term as a recorded formula."""
    over: Any = Fraction(number).numerator
    under: Any = Fraction(number).denominator
    for letter, power in term:
        factor = name(letter)
        for _ in range(abs(power)):
            if power > 0:
                over = over * factor
            else:
                under = under * factor
    return record("exact", over, under) if isinstance(over, Sym) or isinstance(under, Sym) else Fraction(over, under)
