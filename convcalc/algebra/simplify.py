"""A recorded formula as a sympy expression in one normal form. The only door to sympy; imported on first use.

The normal form is a sum of products over names and over divisions that do not come out (``atoms``), so that equal sizes
are written alike: the last map of ResNet-50 is floor((H + 31)/32). ``readable`` turns it into a formula again.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any

import sympy

from convcalc.algebra.atoms import CeilDiv, FloorDiv, Gcd, larger, smaller
from convcalc.algebra.readable import Part, Settled, as_product, readable
from convcalc.algebra.sym import NAMES, Dim, Sym, total
from convcalc.algebra.writing import text
from convcalc.errors import Fault

MOST_TERMS = 500
MOST_CANCELLED = 60  # operations in a formula whose quotients get a common line; more may take long

_APPLY = {
    "-": lambda a, b: a - b,
    "//": FloorDiv,
    "ceil": CeilDiv,
    "exact": lambda a, b: a / b,
    "ratio": lambda a, b: a / b,
    "min": smaller,
    "max": larger,
    "gcd": Gcd,
}


def settled(x: Any) -> Any:
    """A size in its simplest form: the number that it is, or else an expression that reads well.

    Equal expressions give the same object. What is no recorded formula, or has a value, is returned as it is. Raises a
    Fault where the expression grows beyond all reading.
    """
    return readable(to_sympy(x), size=True) if _is_open(x) else x


def collected(x: Any) -> Any:
    """A count in its simplest form, as a sum of products of sizes; a size that is a sum or rounded stays one piece."""
    return readable(_Normal(pieces=True).form(x)) if _is_open(x) else x


def summed(x: Any) -> Any:
    """A total in its simplest form: as counts are, and where nothing in it is rounded, multiplied out."""
    if not isinstance(x, Sym) or x.value is not None:
        return x
    expression = _Normal(pieces=True).form(x)
    one, other = readable(expression), readable(_multiplied_out(expression))
    return other if len(text(other)) <= len(text(one)) else one


def _multiplied_out(expression: sympy.Expr) -> sympy.Expr:
    """An expression without sizes that stand as one piece, where none of them is rounded."""
    sizes = {part: part.written.expression for part in expression.atoms(Part)}
    if any(map(_is_rounded, sizes.values())):
        return expression
    _check(prod(1 + len(sympy.Add.make_args(size)) for size in sizes.values()))
    return sympy.expand(expression.xreplace(sizes))


def _is_rounded(size: sympy.Expr) -> bool:
    return bool(size.has(FloorDiv, CeilDiv))


def ratio(a: Any, b: Any) -> Any:
    """A/b without what both have in common: an exact fraction, or a formula.

    A single product over a sum is written with the sum below the line, 1/(1/D + 1/F^2), where that is short.
    """
    over, under = (_multiplied_out(_Normal(pieces=True).form(x)) for x in (a, b))
    quotient = sympy.cancel(over / under)
    if quotient.is_Rational:
        return Fraction(int(quotient.p), int(quotient.q))
    if sympy.fraction(quotient)[1] == 1:
        return readable(sympy.expand(quotient))
    return Settled(_fraction(quotient), quotient, size=False)


def _fraction(quotient: sympy.Expr) -> Sym:
    """A quotient as a recorded formula, the sum below the line where that is short."""
    over, under = sympy.fraction(quotient)
    if under.is_Add and not over.is_Add:
        parts = [1 / (over / term) for term in under.args]
        if all(sympy.fraction(part)[0] == 1 for part in parts):
            return Sym("exact", (1, total(sorted(map(readable, parts), key=lambda part: len(text(part))))))
    return Sym("exact", (as_product(over), as_product(under)))


def _is_open(x: Any) -> bool:
    return isinstance(x, Sym) and x.value is None and x.op != "name" and not isinstance(x, Settled)


def vanishes(x: Any) -> bool:
    """Whether a formula is 0 for all values, as far as its normal form shows; quotients get a common line."""
    expression = to_sympy(x)
    return bool(expression == 0 or (expression.count_ops() <= MOST_CANCELLED and sympy.cancel(expression) == 0))


def to_sympy(x: Any) -> sympy.Expr:
    """The exact expression in its normal form; a named step is replaced by what it stands for."""
    return _Normal(pieces=False).form(x)


class _Normal:
    """Brings recorded formulas into their normal form; with ``pieces`` rounded sizes in it are not multiplied out."""

    def __init__(self, pieces: bool) -> None:
        self.pieces = pieces
        self.known: dict[int, sympy.Expr] = {}  # what was met before, since a recorded formula may share its parts

    def form(self, x: Any) -> sympy.Expr:
        value = x.value if isinstance(x, Sym) else x
        if value is not None:
            return sympy.Rational(value.numerator, value.denominator)
        found = self.known.get(id(x))
        if found is None:
            found = self.known[id(x)] = self.settled(x) if isinstance(x, Settled) else self.worked(x)
        return found

    def settled(self, x: Settled) -> sympy.Expr:
        """What is in its simplest form already."""
        if not (self.pieces and x.size and (x.expression.is_Add or _is_rounded(x.expression))):
            return x.expression
        return self.worked(x) if x.op == "*" else Part(x)

    def worked(self, x: Sym) -> sympy.Expr:
        if x.op == "name":
            return sympy.Symbol(x.args[0], **NAMES[x.args[1]])
        if x.op in ("let", "given"):
            return self.form(x.args[1])
        if x.op == "+":
            return _bounded(sympy.Add(*(self.form(term) for term in _addends(x))))
        if self.pieces and x.op in ("//", "ceil"):
            return self.form(settled(x))
        a, b = (self.form(arg) for arg in x.args)
        if x.op in ("//", "ceil", "exact", "ratio") and b == 0:
            raise Fault(f"{text(x)} divides by zero", "another divisor")
        return _product(a, b) if x.op == "*" else _bounded(sympy.expand(_APPLY[x.op](a, b)))


def _addends(x: Dim) -> list[Dim]:
    """What is added up in a recorded sum: a loop, since the sums of a large network are long."""
    found: list[Dim] = []
    waiting = [x]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Sym) and each.op == "+" and not isinstance(each, Settled):
            waiting += each.args
        else:
            found.append(each)
    return found


def _product(a: sympy.Expr, b: sympy.Expr) -> sympy.Expr:
    _check(len(sympy.Add.make_args(a)) * len(sympy.Add.make_args(b)))
    return sympy.expand(a * b)


def _bounded(expression: sympy.Expr) -> sympy.Expr:
    _check(len(sympy.Add.make_args(expression)))
    return expression


def _check(terms: int) -> None:
    if terms > MOST_TERMS:
        raise Fault(f"an expression has more than {MOST_TERMS:,} terms, the limit", "numbers for some of the names")
