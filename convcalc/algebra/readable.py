"""An expression in its normal form, written for a person: the order of its terms, and the shorter of two forms.

Terms stand by the names in them, the highest power first: 2724*w^2 + 297*w, then what has both w and K, then K. A sum
with common factors is written as a product where that is shorter.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy

from convcalc.algebra.atoms import CeilDiv, FloorDiv, Gcd
from convcalc.algebra.sym import Dim, Sym, name, record
from convcalc.algebra.writing import text

MOST_FACTORED = 40  # terms of a sum that is tried as a product; more are seldom one, and take long
OPERATIONS = {FloorDiv: "//", CeilDiv: "ceil", Gcd: "gcd", sympy.Max: "max", sympy.Min: "min"}


@lru_cache(maxsize=100_000)
def readable(expression: sympy.Expr) -> Any:
    """The expression as a recorded formula, or the number that it is; the same object for the same expression."""
    terms = sympy.Add.make_args(expression)
    shifted = _shifted(expression)
    if shifted is not None:
        return shifted
    plain = _sum(terms)
    if not 1 < len(terms) <= MOST_FACTORED:
        return plain
    factored = sympy.factor(expression)
    if not factored.is_Mul:
        return plain
    product = _recorded(factored)
    return product if len(text(product)) < len(text(plain)) else plain


def _shifted(expression: sympy.Expr) -> Sym | None:
    """A single division with a plain number beside it as one division: floor((H + 1)/4) - 2 is floor((H - 7)/4)."""
    plain, rest = expression.as_coeff_Add()
    if not (isinstance(rest, FloorDiv) and plain.is_Integer and rest.args[1].is_Integer):
        return None
    over, under = rest.args
    return Sym("//", (_sum(sympy.Add.make_args(over + plain * under)), int(under)))


def _sum(terms: tuple[sympy.Expr, ...]) -> Any:
    """Terms added up in the order for reading; those below zero are subtracted."""
    first, *others = _ordered(terms)
    added: Any = _product(first)
    for term in others:
        below = _is_below_zero(term)
        added = record("-" if below else "+", added, _product(-term if below else term))
    return added


def _ordered(terms: tuple[sympy.Expr, ...]) -> list[sympy.Expr]:
    """Groups of terms with the same names, those of the highest degree first; in a group by falling powers."""
    groups: dict[tuple[str, ...], list[tuple[int, str, sympy.Expr]]] = {}
    for term in terms:
        called = tuple(sorted(str(symbol) for symbol in term.free_symbols))
        groups.setdefault(called, []).append((-_degree(term), str(term), term))
    for members in groups.values():
        members.sort(key=lambda member: member[:2])
    ranked = sorted(groups.items(), key=lambda group: (not group[0], group[1][0][0], len(group[0]), group[0]))
    found = [term for _, members in ranked for _, _, term in members]
    positive = next((term for term in found if not _is_below_zero(term)), found[0])
    return [positive, *(term for term in found if term is not positive)]


def _is_below_zero(term: sympy.Expr) -> bool:
    return bool(term.as_coeff_Mul()[0] < 0)


def _degree(term: sympy.Expr) -> int:
    """How many names and divisions a term multiplies."""
    powers = (factor.as_base_exp() for factor in sympy.Mul.make_args(term) if not factor.is_number)
    return sum(int(power) for _, power in powers if power.is_Integer)


def _recorded(expression: sympy.Expr) -> Any:
    """A name, a number, a sum, a product or one of the divisions as a recorded formula."""
    if expression.is_Symbol:
        return _name(expression)
    if expression.is_Add:
        return _sum(expression.args)
    if type(expression) in OPERATIONS:
        return _operation(OPERATIONS[type(expression)], expression.args)
    return _product(expression)


@lru_cache(maxsize=10_000)
def _name(symbol: sympy.Symbol) -> Sym:
    kind = "number" if not symbol.is_integer else "size" if symbol.is_positive else "whole"
    return name(symbol.name, kind=kind)


def _operation(op: str, args: tuple[sympy.Expr, ...]) -> Any:
    """An operation on its arguments, two at a time."""
    first, *others = (_recorded(arg) for arg in args)
    for other in others:
        first = Sym(op, (first, other))
    return first


def _product(expression: sympy.Expr) -> Any:
    """A product: the number, the names by the alphabet, then divisions and sums; what is below the line stands last."""
    if expression.is_Rational:
        return int(expression) if expression.is_Integer else Fraction(int(expression.p), int(expression.q))
    over: Dim = 1
    under: Dim = 1
    for factor in sorted(sympy.Mul.make_args(expression), key=_place):
        base, power = factor.as_base_exp()
        if base.is_Rational:
            over, under = over * int(base.p), under * int(base.q)
            continue
        piece = _recorded(base)
        for _ in range(abs(int(power))):
            if power > 0:
                over = over * piece
            else:
                under = under * piece
    return record("exact", over, under)


def _place(factor: sympy.Expr) -> tuple[int, list[str], str]:
    base = factor.as_base_exp()[0]
    kind = 0 if base.is_number else 1 if base.is_Symbol else 2 if type(base) in OPERATIONS else 3
    return kind, sorted(map(str, base.free_symbols)), str(base)
