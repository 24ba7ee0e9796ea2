"""A recorded formula written anew with a slip in it: names exchanged, factors left out, roundings replaced."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from convcalc.algebra.sym import Sym, called, record, value_of

Change = Callable[[Sym], Any]


def rewritten(x: Any, change: Change, into_steps: bool = True) -> Any:
    """The formula with ``change`` done to each of its parts, the innermost first; a part it returns as it is stays.

    What stands behind a named step is looked at where ``into_steps`` says so.
    """
    if not isinstance(x, Sym) or x.op in ("name", "given"):
        return change(x) if isinstance(x, Sym) else x
    if x.op == "let":
        inner = rewritten(x.args[1], change) if into_steps else x.args[1]
        return change(x if inner is x.args[1] else _renamed(x, inner))
    args = [rewritten(arg, change, into_steps) for arg in x.args]
    if all(new is old for new, old in zip(args, x.args, strict=True)):
        return change(x)
    again = record(x.op, *args)
    return change(again) if isinstance(again, Sym) else again


def _renamed(step: Sym, inner: Any) -> Any:
    """The named step of another formula; a plain number takes the name on."""
    return Sym("let", (step.args[0], inner), value_of(inner)) if isinstance(inner, Sym) else called(step.args[0], inner)


def named(x: Any) -> str:
    """The letter of a name or of a named step; empty for anything else."""
    return x.args[0] if isinstance(x, Sym) and x.op in ("name", "given", "let") else ""


def exchanged(x: Any, names: Mapping[str, Any]) -> Any:
    """The formula with some names and named steps replaced, all at once."""
    return rewritten(x, lambda part: names.get(named(part), part), into_steps=False)


def factors(x: Any) -> list[Any]:
    """The factors of a product, in their order."""
    return [*factors(x.args[0]), *factors(x.args[1])] if isinstance(x, Sym) and x.op == "*" else [x]


def letters(x: Any) -> dict[str, Any]:
    """The names and named steps of a formula as it is written, by their letters."""
    found: dict[str, Any] = {}

    def visit(part: Any) -> None:
        if named(part):
            found.setdefault(named(part), part)
        elif isinstance(part, Sym):
            for arg in part.args:
                visit(arg)

    visit(x)
    return found


def once(x: Any, letter: str) -> Any:
    """The formula in which each product has a factor of this name only once: F for F*F."""
    if not isinstance(x, Sym) or named(x):
        return x
    if x.op != "*":
        return record(x.op, *(once(arg, letter) for arg in x.args))
    kept: list[Any] = []
    for factor in factors(x):
        if named(factor) != letter or all(named(other) != letter for other in kept):
            kept.append(once(factor, letter))
    return _multiplied(kept)


def _multiplied(pieces: list[Any]) -> Any:
    result: Any = 1
    for piece in pieces:
        result = record("*", result, piece)
    return result
