"""Whether a condition between dimensions with names in them holds: always, never, or as an assumption to be printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import sympy

from convcalc.algebra.atoms import FloorDiv, lowest
from convcalc.algebra.readable import readable
from convcalc.algebra.simplify import to_sympy
from convcalc.algebra.sym import Sym


def decided(condition: Any) -> Any:
    """True or false where that is certain, and else the condition in its simplest form.

    Sizes are at least 1, all other names at least 0. An inequality in one name is solved for it: floor((H + 3)/4) >= 2
    is H >= 5.
    """
    if not isinstance(condition, Sym):
        return bool(condition)
    if condition.value is not None:
        return bool(condition.value)
    if condition.op not in _DECIDE:
        return condition  # a number, whose truth is asked for
    a, b = map(to_sympy, condition.args)
    return _DECIDE[condition.op](a, b)


def _equal(a: sympy.Expr, b: sympy.Expr) -> Any:
    difference = sympy.expand(a - b)
    if difference.is_number:
        return bool(difference == 0)
    if _is_positive(difference) or _is_positive(-difference):
        return False
    multiple = _multiple(difference) or _multiple(sympy.expand(-difference))
    return Sym("divides", multiple) if multiple else Sym("=", _two_sides(difference))


def _multiple(difference: sympy.Expr) -> tuple[Any, Any] | None:
    """For x - b*floor(x/b), which is 0 where b divides x: b and x."""
    for rounded in difference.atoms(FloorDiv):
        number, divisor = rounded.args
        if sympy.expand(number - divisor * rounded - difference) == 0:
            return readable(divisor), readable(number)
    return None


def _at_least(a: sympy.Expr, b: sympy.Expr) -> Any:
    """A >= b."""
    difference = sympy.expand(a - b)
    least = lowest(difference)
    if least is not None and least >= 0:
        return True
    if _is_positive(-difference):
        return False
    left, right = _solved(difference) or _two_sides(difference)
    return Sym(">=", (left, right)) if isinstance(left, Sym) else Sym("<=", (right, left))


def _divides(divisor: sympy.Expr, number: sympy.Expr) -> Any:
    quotient = sympy.expand(number / divisor)
    plain, rest = quotient.as_coeff_Add()
    if rest.is_integer:
        return bool(plain.is_integer)
    return Sym("divides", (readable(divisor), readable(number)))


def _whole(a: sympy.Expr, _: sympy.Expr) -> Any:
    number, divisor = sympy.fraction(sympy.together(a))
    return True if divisor == 1 else _divides(divisor, sympy.expand(number))


_DECIDE: dict[str, Callable[[sympy.Expr, sympy.Expr], Any]] = {
    "=": _equal,
    "<=": lambda a, b: _at_least(b, a),
    "<": lambda a, b: _at_least(b, a + 1),
    "divides": _divides,
    "whole": _whole,
}


def _is_positive(expression: sympy.Expr) -> bool:
    least = lowest(sympy.expand(expression))
    return least is not None and bool(least > 0)


def _two_sides(difference: sympy.Expr) -> tuple[Any, Any]:
    """What is added on the left, what is subtracted on the right."""
    terms = sympy.Add.make_args(difference)
    left = sympy.Add(*(term for term in terms if term.as_coeff_Mul()[0] > 0))
    return readable(left), readable(sympy.expand(left - difference))


def _solved(difference: sympy.Expr) -> tuple[Any, Any] | None:
    """For a difference that is to be at least 0 and has one name once: the name, and the least that it may be."""
    plain, rest = difference.as_coeff_Add()
    coefficient, one = rest.as_coeff_Mul()
    if coefficient <= 0:
        return None
    least = -plain / coefficient
    if isinstance(one, FloorDiv) and one.args[1].is_Integer:
        return _solved(sympy.expand(one.args[0] - sympy.ceiling(least) * one.args[1]))
    if not one.is_Symbol:
        return None
    return readable(one), readable(sympy.ceiling(least) if one.is_integer else least)


def strongest(assumptions: Iterable[Sym]) -> tuple[Sym, ...]:
    """The assumptions, each once; of several bounds on a name the highest alone."""
    kept: dict[Any, Sym] = {}
    for each in assumptions:
        left, right = each.args
        bound = each.op == ">=" and isinstance(left, Sym) and left.op == "name" and not isinstance(right, Sym)
        key = left.args[0] if bound else (each.op, *map(_identity, each.args))
        known = kept.get(key)
        if known is None or (bound and right > known.args[1]):
            kept[key] = each
    return tuple(kept.values())


def _identity(x: Any) -> Any:
    """What tells dimensions apart: equal expressions are one object."""
    return id(x) if isinstance(x, Sym) else x
