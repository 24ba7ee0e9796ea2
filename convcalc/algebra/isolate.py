"""A recorded formula solved for one of its names: what was done to the name is undone, last step first.

``isolate(O, (W - F + 2P)//S + 1, "P")`` gives ``P = (S*(O - 1) - W + F)/2``. A division that was rounded is undone as
if it were exact: the answer is the one with which nothing is rounded. Values are put in afterwards, as exact fractions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from convcalc.algebra.sym import Dim, Sym, name, product
from convcalc.algebra.tree import leaves, working

DIVISIONS = ("//", "ceil", "exact")
Term = tuple[int, Dim]  # a sign, 1 or -1, and what is added with it
Equation = tuple[str, Dim]


class CannotIsolateError(Exception):
    """The name does not stand in the formula, or not in a way that these steps can undo."""


def isolate(left: Dim, formula: Dim, unknown: str) -> list[Equation]:
    """The equations that give ``unknown`` where ``left = formula``; the named steps on the way come first.

    Raises CannotIsolateError where the name does not stand in the formula, or stands under a minimum or in a product
    with itself.
    """
    found: list[Equation] = []
    while not _is_named(formula, unknown):
        if isinstance(formula, Sym) and formula.op == "let" and holds(formula, unknown):
            found.append((formula.args[0], left))
            left, formula = name(formula.args[0]), formula.args[1]
        else:
            left, formula = _undone(left, formula, unknown)
    return [*found, (unknown, left)]


def holds(x: Dim, letter: str) -> bool:
    """Whether a name stands in a formula."""
    return letter in leaves(x)


def _is_named(x: Dim, letter: str) -> bool:
    return isinstance(x, Sym) and x.op == "name" and x.args[0] == letter


def _undone(left: Dim, formula: Dim, unknown: str) -> tuple[Dim, Dim]:
    """Both sides after the outermost step of the formula is undone."""
    op = formula.op if isinstance(formula, Sym) and holds(formula, unknown) else ""
    if op in ("+", "-"):
        return _terms_moved(left, formula, unknown)
    if op == "*":
        return _factors_moved(left, formula, unknown)
    if op in DIVISIONS:
        return _division_undone(left, formula, unknown)
    raise CannotIsolateError(unknown)


def _terms_moved(left: Dim, formula: Dim, unknown: str) -> tuple[Dim, Dim]:
    parts = terms(formula)
    mine = [part for part in parts if holds(part[1], unknown)]
    if len(mine) > 1:
        return _collected(left, formula, unknown)
    others = [part for part in parts if not holds(part[1], unknown)]
    sign, term = mine[0]
    moved = [*terms(left), *negative(others)] if sign > 0 else [*others, *negative(terms(left))]
    return sum_of(moved), term


def _factors_moved(left: Dim, formula: Dim, unknown: str) -> tuple[Dim, Dim]:
    parts = factors(formula)
    mine = [part for part in parts if holds(part, unknown)]
    if len(mine) > 1:
        raise CannotIsolateError(unknown)
    return divided(left, product(part for part in parts if not holds(part, unknown))), mine[0]


def _division_undone(left: Dim, formula: Dim, unknown: str) -> tuple[Dim, Dim]:
    assert isinstance(formula, Sym)
    top, bottom = formula.args
    if not holds(bottom, unknown):
        return bottom * left, top
    return (0, top - bottom * left) if holds(top, unknown) else (divided(top, left), bottom)


def _collected(left: Dim, formula: Dim, unknown: str) -> tuple[Dim, Dim]:
    """Both sides of ``left = factor*unknown + rest``, solved for an unknown that stands in several terms."""
    factor, rest = _linear(formula, unknown)
    moved, by = [*terms(left), *negative(terms(rest))], terms(factor)
    if sum(sign for sign, _ in by) < 0:
        moved, by = [*terms(rest), *negative(terms(left))], negative(by)
    if not by:
        raise CannotIsolateError(unknown)
    return divided(sum_of(moved), sum_of(by)), name(unknown)


def _linear(x: Dim, unknown: str) -> tuple[Dim, Dim]:
    """The factor of a name in a formula, and the rest without it."""
    if not holds(x, unknown):
        return 0, x
    assert isinstance(x, Sym)
    if x.op == "name":
        return 1, 0
    if x.op == "let":
        return _linear(working(x), unknown)
    if x.op not in ("+", "-", "*"):
        raise CannotIsolateError(unknown)
    (a, rest_a), (b, rest_b) = (_linear(arg, unknown) for arg in x.args)
    if x.op == "*":
        return _linear_product(x, (a, rest_a), (b, rest_b), unknown)
    return (sum_of([*terms(a), *signed(x.op, b)]), sum_of([*terms(rest_a), *signed(x.op, rest_b)]))


def _linear_product(x: Sym, a: tuple[Dim, Dim], b: tuple[Dim, Dim], unknown: str) -> tuple[Dim, Dim]:
    left, right = x.args
    if holds(left, unknown) and holds(right, unknown):
        raise CannotIsolateError(unknown)
    return (a[0] * right, a[1] * right) if holds(left, unknown) else (left * b[0], left * b[1])


# Sums and products as lists.


def terms(x: Dim) -> list[Term]:
    """A sum as its terms, each with its sign; sums within sums are opened."""
    if not isinstance(x, Sym):
        return [(-1 if x < 0 else 1, abs(x))] if x else []
    if x.op in ("+", "-"):
        return [*terms(x.args[0]), *signed(x.op, x.args[1])]
    if x.op == "*" and any(isinstance(arg, int) and arg < 0 for arg in x.args):
        number, other = x.args if isinstance(x.args[0], int) else reversed(x.args)
        return negative(terms(-number * other))
    return [(1, x)]


def signed(op: str, x: Dim) -> list[Term]:
    """The terms of what is added or taken away."""
    return terms(x) if op == "+" else negative(terms(x))


def negative(parts: Iterable[Term]) -> list[Term]:
    """The same terms with the other sign."""
    return [(-sign, term) for sign, term in parts]


def sum_of(parts: Iterable[Term]) -> Dim:
    """The sum of terms: plain numbers added up, and one with a plus in front where there is one."""
    kept: list[Term] = []
    number = 0
    for sign, term in parts:
        if isinstance(term, Sym):
            kept.append((sign, term))
        else:
            number += sign * term
    kept += terms(number)
    first = next((place for place, (sign, _) in enumerate(kept) if sign > 0), 0)
    result: Dim = 0
    for sign, term in [*kept[first : first + 1], *kept[:first], *kept[first + 1 :]]:
        result = result + term if sign > 0 else result - term
    return result


def factors(x: Dim) -> list[Dim]:
    """A product as its factors."""
    if isinstance(x, Sym) and x.op == "*":
        return [*factors(x.args[0]), *factors(x.args[1])]
    return [x]


def divided(a: Dim, b: Dim) -> Dim:
    """A quotient that is kept as it stands, whether or not it is whole."""
    return a if isinstance(b, int) and b == 1 else Sym("exact", (a, b))


# Values, put in afterwards.


def put_in(x: Dim, values: Mapping[str, int]) -> Dim:
    """The formula with values for some of its names; named steps get theirs where it is whole."""
    if not isinstance(x, Sym):
        return x
    if x.op == "name":
        return name(x.args[0], values.get(x.args[0], x.value))
    if x.op == "let":
        inner = put_in(x.args[1], values)
        value = exact_value(inner)
        return Sym("let", (x.args[0], inner), int(value) if value is not None and value.denominator == 1 else None)
    return Sym(x.op, tuple(put_in(arg, values) for arg in x.args))


def exact_value(x: Dim) -> Fraction | None:
    """The value before any rounding, from the values of the names; None where one of them has none, or for a/0."""
    if not isinstance(x, Sym):
        return Fraction(x)
    if x.op == "name":
        return None if x.value is None else Fraction(x.value)
    if x.op == "let":
        return exact_value(x.args[1])
    a, b = (exact_value(arg) for arg in x.args)
    return None if a is None or b is None else _computed(x.op, a, b)


def _computed(op: str, a: Fraction, b: Fraction) -> Fraction | None:
    if op in DIVISIONS:
        return a / b if b else None
    return {"+": a + b, "-": a - b, "*": a * b, "min": min(a, b), "max": max(a, b)}.get(op)


def folded(x: Dim) -> Dim:
    """The formula with its known parts worked out, as far as they are whole: 4*(55 - 1) + 11 - 2P is 227 - 2P."""
    value = exact_value(x)
    if value is not None and value.denominator == 1:
        return int(value)
    if not isinstance(x, Sym) or x.op in ("name", "let"):
        return x
    parts = [folded(arg) for arg in x.args]
    if x.op in ("+", "-"):
        return sum_of([*terms(parts[0]), *signed(x.op, parts[1])])
    if x.op == "*":
        return parts[0] * parts[1]
    return divided(*parts) if x.op == "exact" else Sym(x.op, tuple(parts))
