"""What a recorded formula is made of: its names, its named steps, and the same formula without its roundings."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from convcalc.algebra.sym import Dim, Sym, value_of

ROUNDED = ("//", "ceil")
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
