"""What a recorded formula is made of: its names, its named steps, and the same formula without its roundings."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import gcd
from typing import Any

from convcalc.algebra.sym import VALUE_OF, Dim, Sym, value_of

ROUNDED = ("//", "ceil")
STEPS = ("name", "let", "given")
EXACTLY: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add,
    "-": operator.sub,
    "//": operator.truediv,
    "ceil": operator.truediv,
}


def leaves(x: Any) -> set[str]:
    """The names in a recorded formula."""
    if not isinstance(x, Sym):
        return set()
    return {x.args[0]} if x.op == "name" else set().union(*map(leaves, x.args))


def leaves_and_steps(x: Any) -> list[str]:
    """The names in a recorded formula as it is written, in their order; what stands behind a step is not looked at."""
    if not isinstance(x, Sym):
        return []
    if x.op in ("name", "let", "given"):
        return [x.args[0]]
    return [letter for arg in x.args for letter in leaves_and_steps(arg)]


def working(x: Dim) -> Dim:
    """What stands behind a named step; anything else is itself."""
    return x.args[1] if isinstance(x, Sym) and x.op == "let" else x


def unrounded(x: Any) -> Any:
    """The same sum with nothing rounded, its value an exact fraction; None where none of its terms is rounded.

    What stands behind named steps stays as it is: they have a line of their own.
    """
    if not isinstance(x, Sym) or x.value is None or x.op not in (*ROUNDED, "+", "-"):
        return None
    exact = [unrounded(arg) for arg in x.args] if x.op not in ROUNDED else [None, None]
    if x.op not in ROUNDED and exact == [None] * len(exact):
        return None
    args = tuple(arg if other is None else other for arg, other in zip(x.args, exact, strict=True))
    left, right = (Fraction(value_of(arg) or 0) for arg in args)
    return Sym("ratio" if x.op in ROUNDED else x.op, args, EXACTLY[x.op](left, right))  # type: ignore[arg-type]


def named_steps(x: Dim) -> list[Sym]:
    """The named steps inside a formula, innermost first, each once."""
    found: dict[str, Sym] = {}

    def visit(node: Any) -> None:
        if isinstance(node, Sym):
            for arg in node.args:
                visit(arg)
            if node.op == "let":
                found.setdefault(node.args[0], node)

    visit(x)
    return list(found.values())


def nodes(x: Any) -> list[Sym]:
    """Everything that a formula is made of, what stands behind its steps as well, each once. A loop, as ``fold``."""
    found: dict[int, Sym] = {}
    waiting = [x]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Sym) and id(node) not in found:
            found[id(node)] = node
            waiting += node.args
    return list(found.values())


def fold(x: Any, leaf: Callable[[Any], Any], apply: Callable[[str, Any, Any], Any]) -> Any:
    """Work a formula out from its leaves: numbers, names, and those steps for which ``leaf`` gives something.

    For a step for which it gives None, what stands behind it is worked out. A loop, since sums may be long.
    """
    done: dict[int, Any] = {}
    waiting = [x]
    while waiting:
        node = waiting[-1]
        found = done.get(id(node), leaf(node) if not isinstance(node, Sym) or node.op in STEPS else None)
        if found is None:
            parts = node.args[1:] if node.op in STEPS else node.args
            missing = [part for part in parts if id(part) not in done]
            if missing:
                waiting += missing
                continue
            values = [done[id(part)] for part in parts]
            found = values[0] if len(values) == 1 else apply(node.op, *values)
        done[id(node)] = found
        waiting.pop()
    return done[id(x)]


EXACT: dict[str, Callable[[Any, Any], Any]] = {
    **dict.fromkeys(("exact", "ratio"), operator.truediv),
    **{op: VALUE_OF[op] for op in ("+", "-", "*", "min", "max")},
    "//": operator.floordiv,
    "ceil": lambda a, b: -(-a // b),
    "gcd": lambda a, b: Fraction(gcd(a.numerator, b.numerator)),
}


def exactly(op: str, a: Any, b: Any) -> Fraction:
    """An operation on two numbers; a quotient that is not rounded is a fraction. Raises a ZeroDivisionError."""
    return Fraction(EXACT[op](Fraction(a), Fraction(b)))


def value_at(x: Any, values: Mapping[str, Any]) -> Fraction:
    """The value of a formula where its names have these values. Raises a ZeroDivisionError."""

    def leaf(node: Any) -> Any:
        if not isinstance(node, Sym):
            return Fraction(node)
        return Fraction(values[node.args[0]]) if node.op == "name" else None

    return Fraction(fold(x, leaf, exactly))
