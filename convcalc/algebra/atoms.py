"""What a normal form has besides sums and products: divisions that are rounded, divisors, the larger and the smaller.

For sympy, which knows floor(a/b) but does not fold chains of it. All divisors are positive.
"""

from __future__ import annotations

from collections.abc import Iterable
from math import gcd, lcm
from typing import Any

import sympy


class FloorDiv(sympy.Function):  # type: ignore[misc]
    """A/b rounded down.

    What comes out of the division stands before it, a chain is one division, and common factors are gone:
    (32n + 3)/2 is 16n + 1, floor((floor(H/2) + 1)/2) is floor((H + 2)/4), floor((2H + 3)/4) is floor((H + 1)/2).
    """

    nargs = 2
    is_integer = True

    @classmethod
    def eval(cls, a: sympy.Expr, b: sympy.Expr) -> sympy.Expr | None:
        """The simpler expression, or None where there is none."""
        if a.is_Rational and b.is_Rational:
            return sympy.floor(a / b)
        over, under = without_fractions(a, b)
        out, rest = divided(over, under)
        if not rest:
            return out
        simpler = _folded(rest, under) or _reduced(rest, under)
        if simpler:
            return out + cls(*simpler)
        return None if (rest, under) == (a, b) else out + cls(rest, under, evaluate=False)


class CeilDiv(sympy.Function):  # type: ignore[misc]
    """A/b rounded up; by a number it is a division rounded down."""

    nargs = 2
    is_integer = True

    @classmethod
    def eval(cls, a: sympy.Expr, b: sympy.Expr) -> sympy.Expr | None:
        """The simpler expression, or None where there is none."""
        if a.is_Rational and b.is_Rational:
            return sympy.ceiling(a / b)
        if a.is_integer and b.is_Integer:
            return FloorDiv(sympy.expand(a + b - 1), b)
        out, rest = divided(a, b)
        if not rest:
            return out
        return None if rest == a else out + cls(rest, b, evaluate=False)


class Gcd(sympy.Function):  # type: ignore[misc]
    """The greatest common divisor of integers; kept as it stands while one of them is a name."""

    nargs = 2
    is_integer = True
    is_positive = True

    @classmethod
    def eval(cls, a: sympy.Expr, b: sympy.Expr) -> sympy.Expr | None:
        """The number, where both are numbers (sympy's own gcd takes two different names to have none in common)."""
        if a == b or 1 in (a, b):
            return sympy.S.One if 1 in (a, b) else a
        return sympy.igcd(a, b) if a.is_Integer and b.is_Integer else None


class _Picked(sympy.Function):  # type: ignore[misc]
    """One of several, without the comparisons that sympy's own Max and Min make, which take long for nested ones."""

    is_integer = True

    @staticmethod
    def pick(numbers: Iterable[Any]) -> Any:
        """Which of some numbers it is."""
        raise NotImplementedError

    @classmethod
    def eval(cls, *args: sympy.Expr) -> sympy.Expr | None:
        """The number, where all are numbers, and otherwise each argument once, in one order."""
        if all(arg.is_Rational for arg in args):
            return cls.pick(args)
        inner = {each for arg in args for each in (arg.args if isinstance(arg, cls) else (arg,))}
        ordered = sorted(inner, key=sympy.default_sort_key)
        if len(ordered) == 1:
            return ordered[0]
        return None if tuple(ordered) == args else cls(*ordered)


class Largest(_Picked):
    """The largest of several."""

    @staticmethod
    def pick(numbers: Iterable[Any]) -> Any:
        """The largest."""
        return max(numbers)


class Smallest(_Picked):
    """The smallest of several."""

    @staticmethod
    def pick(numbers: Iterable[Any]) -> Any:
        """The smallest."""
        return min(numbers)


def without_fractions(a: sympy.Expr, b: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    """The same quotient with whole coefficients over the line: (C/2 + 3)/2 is (C + 6)/4."""
    under = lcm(*(int(term.as_coeff_Mul()[0].q) for term in sympy.Add.make_args(a)))
    return (a, b) if under == 1 else (sympy.expand(a * under), b * under)


def divided(a: sympy.Expr, b: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    """What comes out of a/b without a rest, and the rest over the line."""
    out, rest = [], []
    for term in sympy.Add.make_args(a):
        if term.is_Integer and b.is_Integer:
            whole, left = divmod(term, b)
            out.append(whole)
            rest.append(left)
        elif (term / b).is_integer:
            out.append(term / b)
        else:
            rest.append(term)
    return sympy.Add(*out), sympy.Add(*rest)


def _folded(a: sympy.Expr, b: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr] | None:
    """A division inside a division as one: floor((floor(x/d) + c)/b) = floor((x + c*d)/(b*d)) for whole c."""
    terms = sympy.Add.make_args(a)
    inner = [term for term in terms if isinstance(term, FloorDiv)]
    if len(inner) != 1:
        return None
    others = sympy.Add(*(term for term in terms if term is not inner[0]))
    if not others.is_integer:
        return None
    over, under = inner[0].args
    return sympy.expand(over + others * under), sympy.expand(b * under)


def _reduced(a: sympy.Expr, b: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr] | None:
    """Without a factor g that all but the plain number share: floor((g*x + c)/(g*b)) = floor((x + floor(c/g))/b)."""
    plain, names = a.as_coeff_Add()
    factors = [int(term.as_coeff_Mul()[0]) for term in sympy.Add.make_args(names)]
    shared = gcd(int(b), *factors) if b.is_Integer else 1
    if shared == 1 or not (names / shared).is_integer:
        return None
    return sympy.expand(names / shared) + plain // shared, b / shared


# Bounds, from names that are at least 0 or 1.


def lowest(expression: sympy.Expr) -> Any:
    """A number that an expression is never below, or None where none is found."""
    terms = dict(term.as_coeff_Mul()[::-1] for term in sympy.Add.make_args(expression))
    bound = terms.pop(sympy.S.One, sympy.S.Zero) + _lowest_pairs(terms)
    for rest, coefficient in terms.items():
        least = None if coefficient < 0 else _lowest_product(rest)
        if least is None:
            return None
        bound += coefficient * least
    return bound


def _lowest_pairs(terms: dict[sympy.Expr, sympy.Expr]) -> Any:
    """The least that pairs of divisions by one number add up to; they are taken out of the terms.

    floor((x + c)/b) - floor(x/b) is at least floor(c/b), whatever x is.
    """
    bound = sympy.S.Zero
    rounded = [term for term in terms if isinstance(term, FloorDiv) and term.args[1].is_Integer]
    for more in [term for term in rounded if terms[term] > 0]:
        for less in [term for term in rounded if term in terms and terms[term] == -terms.get(more, 0)]:
            apart = sympy.expand(more.args[0] - less.args[0])
            if apart.is_Integer and more.args[1] == less.args[1]:
                del terms[less]
                bound += terms.pop(more) * (apart // more.args[1])
                break
    return bound


def _lowest_product(product: sympy.Expr) -> Any:
    bound = sympy.S.One
    for factor in sympy.Mul.make_args(product):
        least = _lowest_factor(factor)
        if least is None or least < 0:
            return None if len(sympy.Mul.make_args(product)) > 1 else least
        bound *= least
    return bound


def _lowest_factor(factor: sympy.Expr) -> Any:
    if factor.is_Symbol:
        return sympy.S.One if factor.is_positive and factor.is_integer else sympy.S.Zero
    if isinstance(factor, Gcd):
        return sympy.S.One
    if isinstance(factor, (Largest, Smallest)):
        bounds = [lowest(arg) for arg in factor.args]
        some = [bound for bound in bounds if bound is not None]
        return None if not some or (None in bounds and isinstance(factor, Smallest)) else factor.pick(some)
    if isinstance(factor, (FloorDiv, CeilDiv)) and factor.args[1].is_Integer:
        over = lowest(factor.args[0])
        return None if over is None else sympy.floor(over / factor.args[1])
    if factor.is_Pow and factor.exp.is_Integer and factor.exp > 0:
        base = _lowest_factor(factor.base)
        return None if base is None or base < 0 else base**factor.exp
    return sympy.S.Zero if factor.is_nonnegative else None


def larger(a: sympy.Expr, b: sympy.Expr) -> sympy.Expr:
    """The larger of two, decided where bounds decide it."""
    if _at_least(a, b):
        return a
    return b if _at_least(b, a) else Largest(a, b)


def smaller(a: sympy.Expr, b: sympy.Expr) -> sympy.Expr:
    """The smaller of two, decided where bounds decide it."""
    if _at_least(a, b):
        return b
    return a if _at_least(b, a) else Smallest(a, b)


def _at_least(a: sympy.Expr, b: sympy.Expr) -> bool:
    least = lowest(sympy.expand(a - b))
    return least is not None and bool(least >= 0)
