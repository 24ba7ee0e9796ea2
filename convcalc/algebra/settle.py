"""Simplifying on first use: sympy is imported where a name is met in the place of a number, and not before.

Where a formula is traced at a point (``tracing``) nothing is simplified, and sympy is not needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from convcalc.algebra.sym import Sym, total, value_of
from convcalc.algebra.tracing import holds, tracing


def settle(x: Any) -> Any:
    """A size in its simplest form; see ``simplify.settled``."""
    if not isinstance(x, Sym) or tracing():
        return x
    from convcalc.algebra.simplify import settled

    return settled(x)


def collect(x: Any) -> Any:
    """A count in its simplest form; see ``simplify.collected``."""
    if not isinstance(x, Sym) or tracing():
        return x
    from convcalc.algebra.simplify import collected

    return collected(x)


def add_up(dims: Iterable[Any]) -> Any:
    """The sum of counts in its simplest form; see ``simplify.summed``."""
    found = total(dims)
    if not isinstance(found, Sym) or tracing():
        return found
    from convcalc.algebra.simplify import summed

    return summed(found)


def ratio(a: Any, b: Any) -> Any:
    """A/b in its simplest form; see ``simplify.ratio``."""
    from convcalc.algebra import simplify

    return simplify.ratio(a, b)


def vanishes(x: Any) -> bool:
    """Whether a formula is 0 for all values, as far as its normal form shows; see ``simplify.vanishes``."""
    if not isinstance(x, Sym):
        return bool(x == 0)
    from convcalc.algebra import simplify

    return simplify.vanishes(x)


def decide(condition: Any) -> Any:
    """True, false, or a condition in its simplest form; see ``conditions.decided``."""
    known = value_of(condition)
    if known is not None:
        return bool(known)
    if tracing():
        return holds(condition)
    from convcalc.algebra.conditions import decided

    return decided(condition)


def strongest(assumptions: Iterable[Sym]) -> tuple[Sym, ...]:
    """The assumptions without those that others imply; see ``conditions.strongest``."""
    assumptions = list(assumptions)
    if not assumptions:
        return ()
    from convcalc.algebra import conditions

    return conditions.strongest(assumptions)
