"""A recorded formula as a sympy expression, for algebra. The only door to sympy; imported on first use."""

from __future__ import annotations

import sympy

from convcalc.algebra.sym import Dim, Sym


class Gcd(sympy.Function):  # type: ignore[misc]
    """The greatest common divisor of integers; kept as it stands while one of them is a name."""

    nargs = 2
    is_integer = True

    @classmethod
    def eval(cls, a: sympy.Expr, b: sympy.Expr) -> sympy.Expr | None:
        """The number, where both are numbers (sympy's own gcd takes two different names to have none in common)."""
        return sympy.igcd(a, b) if a.is_Integer and b.is_Integer else None


_APPLY = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "//": lambda a, b: sympy.floor(a / b),
    "ceil": lambda a, b: sympy.ceiling(a / b),
    "exact": lambda a, b: a / b,
    "ratio": lambda a, b: a / b,
    "min": sympy.Min,
    "max": sympy.Max,
    "gcd": Gcd,
}


def to_sympy(x: Dim) -> sympy.Expr:
    """The exact expression over integer symbols that are not negative; a named step is replaced by its working."""
    if not isinstance(x, Sym):
        return sympy.Integer(x)
    if x.op == "name":
        return sympy.Symbol(x.args[0], integer=True, nonnegative=True)
    if x.op == "let":
        return to_sympy(x.args[1])
    a, b = (to_sympy(arg) for arg in x.args)
    return _APPLY[x.op](a, b)
