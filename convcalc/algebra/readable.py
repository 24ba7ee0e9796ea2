"""An expression in its normal form, written for a person: the order of its terms, and the shorter of two forms.

Terms stand by the names in them, the highest power first: 2724*w^2 + 297*w, then what has both w and K, then K. A sum
with common factors is written as a product where that is shorter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy

from convcalc.algebra.atoms import CeilDiv, FloorDiv, Gcd, Largest, Smallest
from convcalc.algebra.sym import Dim, Sym, name, record
from convcalc.algebra.tree import leaves
from convcalc.algebra.writing import text
from convcalc.errors import Fault

MOST_PIECES = 3_000  # of a formula
MOST_FACTORED = 40  # terms of a sum that is tried as a product; more are seldom one, and take long
MOST_DEGREE = 12  # of such a sum
MOST_BASES = 8  # names and rounded divisions in it
SHORTER = 0.85  # how much shorter a product has to be than the sum
OPERATIONS = {FloorDiv: "//", CeilDiv: "ceil", Gcd: "gcd", Largest: "max", Smallest: "min"}


class Settled(Sym):
    """A formula in its simplest form, with the expression in normal form that it was written from.

    ``size`` tells that it is the size of an axis, not a count.
    """

    __slots__ = ("expression", "size")

    def __init__(self, written: Sym, expression: sympy.Expr, size: bool) -> None:
        super().__init__(written.op, written.args)
        self.expression = expression
        self.size = size


class Part(sympy.Symbol):  # type: ignore[misc]
    """A size that stands as one piece in a count, such as floor((H - 7)/4): its products are not multiplied out."""

    written: Settled

    def __new__(cls, written: Settled) -> Part:
        """The same piece for the same size."""
        part: Part = super().__new__(cls, text(written), integer=True, nonnegative=True)
        part.written = written
        return part


@lru_cache(maxsize=100_000)
def readable(expression: sympy.Expr, size: bool = False) -> Any:
    """The expression as a recorded formula, or the number that it is; the same object for the same expression."""
    if _pieces(expression) > MOST_PIECES:
        raise Fault(
            f"a formula has more than {MOST_PIECES:,} names and signs, the limit", "numbers for some of the names"
        )
    written = _written(expression)
    return written if not isinstance(written, Sym) or written.op == "name" else Settled(written, expression, size)


@lru_cache(maxsize=100_000)
def _pieces(expression: sympy.Expr) -> int:
    """How many names, numbers and operations an expression has when it is written out; its parts may be shared."""
    return 1 + sum(map(_pieces, expression.args))


def as_product(expression: sympy.Expr) -> Any:
    """The expression as a recorded product, also where that is longer than the sum."""
    return _recorded(_factored(expression))


def _written(expression: sympy.Expr) -> Any:
    plain = _recorded(expression)
    terms = sympy.Add.make_args(expression)
    if not 1 < len(terms) <= MOST_FACTORED or max(map(_degree, terms)) > MOST_DEGREE or _bases(terms) > MOST_BASES:
        return plain
    factored = _factored(expression)
    if sum(not factor.is_number for factor in sympy.Mul.make_args(factored)) < 2:
        return plain  # a number before a bracket explains nothing
    product = _recorded(factored)
    return product if len(text(product)) < SHORTER * len(text(plain)) else plain


def _bases(terms: Iterable[sympy.Expr]) -> int:
    """How many different names and rounded divisions are multiplied in some terms."""
    factors = (factor for term in terms for factor in sympy.Mul.make_args(term))
    return len({factor.as_base_exp()[0] for factor in factors if not factor.is_number})


def _factored(expression: sympy.Expr) -> sympy.Expr:
    """The expression as a product; factors of the same names alone are one, F^2 - 1 and not (F + 1)*(F - 1)."""
    alike: dict[frozenset[sympy.Symbol], sympy.Expr] = {}
    others = []
    for factor in sympy.Mul.make_args(sympy.factor(expression)):
        if factor.is_Add:
            key = frozenset(factor.free_symbols)
            alike[key] = sympy.expand(alike.get(key, 1) * factor)
        else:
            others.append(factor)
    turned = [sympy.expand(-factor) if _mostly_below_zero(factor) else factor for factor in alike.values()]
    sign = (-1) ** sum(map(_mostly_below_zero, alike.values()))
    return sympy.Mul(sign, *others, *turned)


def _mostly_below_zero(factor: sympy.Expr) -> bool:
    """Whether a sum reads better turned around: H - F + 1, not F - H - 1."""
    signs = [_is_below_zero(term) for term in factor.args]
    return 2 * sum(signs) > len(signs)


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
    groups: dict[tuple[str, ...], list[sympy.Expr]] = {}
    for term in terms:
        groups.setdefault(tuple(_names(term)), []).append(term)
    for members in groups.values():
        members.sort(key=lambda term: (-_degree(term), [_place(factor) for factor in _factors(term)]))
    found = [
        term for names in sorted(groups, key=lambda names: _rank(names, groups[names][0])) for term in groups[names]
    ]
    positive = next((term for term in found if not _is_below_zero(term)), found[0])
    return [positive, *(term for term in found if term is not positive)]


def _rank(names: tuple[str, ...], term: sympy.Expr) -> tuple[Any, ...]:
    """Where a group of terms stands, told by its first: W - F + 2P, one of a kind before several of it."""
    degree = _degree(term)
    single = degree == 1 and abs(term.as_coeff_Mul()[0]) == 1
    return not names, -degree, len(names), not single, single and _is_below_zero(term), names


def _is_below_zero(term: sympy.Expr) -> bool:
    return bool(term.as_coeff_Mul()[0] < 0)


def _degree(term: sympy.Expr) -> int:
    """How many names and divisions a term multiplies."""
    powers = (factor.as_base_exp()[1] for factor in _factors(term))
    return sum(int(power) for power in powers if power.is_Integer)


def _factors(term: sympy.Expr) -> list[sympy.Expr]:
    """What a term multiplies, without the number before it, in the order in which it is written."""
    return sorted((factor for factor in sympy.Mul.make_args(term) if not factor.is_number), key=_place)


def _names(expression: sympy.Expr) -> list[str]:
    """The names in an expression, by the alphabet."""
    found: set[str] = set()
    for symbol in expression.free_symbols:
        found.update(leaves(symbol.written) if isinstance(symbol, Part) else [symbol.name])
    return sorted(found)


@lru_cache(maxsize=100_000)
def _recorded(expression: sympy.Expr) -> Any:
    """A name, a number, a sum, a product or one of the divisions as a recorded formula."""
    if isinstance(expression, Part):
        return expression.written
    if expression.is_Symbol:
        return _name(expression)
    if expression.is_Add:
        shifted = _shifted(expression)
        return _sum(expression.args) if shifted is None else shifted
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
    over: Dim
    under: Dim
    coefficient, rest = expression.as_coeff_Mul()
    over, under = int(coefficient.p), int(coefficient.q)
    for factor in _factors(rest):
        base, power = factor.as_base_exp()
        piece = _recorded(base)
        for _ in range(abs(int(power))):
            if power > 0:
                over = over * piece
            else:
                under = under * piece
    return record("exact", over, under)


@lru_cache(maxsize=100_000)
def _place(factor: sympy.Expr) -> tuple[Any, ...]:
    """Where a factor stands: names first, then divisions, the larger sizes before the smaller ones, then sums."""
    base = factor.as_base_exp()[0]
    division = isinstance(base, Part) or type(base) in OPERATIONS
    kind = 1 if division else 0 if base.is_Symbol else 2
    numbers = [int(digits) for digits in re.findall(r"\d+", text(_recorded(base)).replace(",", ""))]
    rounded = isinstance(base, Part) and base.written.op in ("//", "ceil")
    return kind, _names(base), [*([] if rounded else [1]), *numbers[::-1]], str(base)
