"""The tape: a formula fed with names records itself instead of computing.

A formula in this package is a plain function over dimensions. Fed with integers it gives integers. Fed with
:class:`Sym` names it gives the expression as it was worked, in its order, which ``writing`` prints. A name may carry
a value, and then the expression carries its value too.

The tape records and never simplifies. One rule keeps it readable: what a plain 0 or 1 does not change (``x + 0``,
``x * 1``, ``x // 1``) leaves no trace, so a convolution without dilation never mentions dilation, while a *named*
padding of 0 stays on the page as the lectures write it.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any, TypeAlias, Union

Dim: TypeAlias = Union[int, "Sym"]
Truth: TypeAlias = Union[bool, "Sym"]


class Undecided(Exception):
    """A comparison between names without values was used as if it were true or false."""


def _ceil(a: int, b: int) -> int:
    return -(-a // b)


def _ratio(a: Any, b: Any) -> Any:
    quotient = Fraction(a, b)
    return quotient.numerator if quotient.denominator == 1 else quotient


VALUE_OF: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": operator.floordiv,
    "ceil": _ceil,
    "exact": operator.floordiv,
    "ratio": _ratio,
    "min": min,
    "max": max,
    "gcd": math.gcd,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
    "divides": lambda divisor, number: number % divisor == 0,
}

# (operation, position of the plain number, the number): the other operand is the result.
_UNCHANGED = {
    ("+", 0, 0), ("+", 1, 0), ("-", 1, 0), ("*", 0, 1), ("*", 1, 1),
    ("//", 1, 1), ("ceil", 1, 1), ("exact", 1, 1), ("ratio", 1, 1),
}  # fmt: skip


# (operation, the number): the number is the result, whatever the other operand is.
_ABSORBED = {("*", 0), ("gcd", 1)}


class Sym:
    """A name, or an operation on dimensions: what was done (``op``), to what (``args``), and its value if known."""

    __slots__ = ("args", "op", "value")

    def __init__(self, op: str, args: tuple[Any, ...], value: int | None = None) -> None:
        self.op = op
        self.args = args
        self.value = value

    def __repr__(self) -> str:
        return f"Sym({self.op!r}, {self.args!r})"

    def __str__(self) -> str:
        """The formula as text."""
        from convcalc.algebra.writing import text

        return text(self)

    def __add__(self, other: Dim) -> Dim:
        return record("+", self, other)

    def __radd__(self, other: Dim) -> Dim:
        return record("+", other, self)

    def __sub__(self, other: Dim) -> Dim:
        return record("-", self, other)

    def __rsub__(self, other: Dim) -> Dim:
        return record("-", other, self)

    def __mul__(self, other: Dim) -> Dim:
        return record("*", self, other)

    def __rmul__(self, other: Dim) -> Dim:
        return record("*", other, self)

    def __floordiv__(self, other: Dim) -> Dim:
        return record("//", self, other)

    def __rfloordiv__(self, other: Dim) -> Dim:
        return record("//", other, self)

    def __le__(self, other: Dim) -> Sym:
        return _taped("<=", self, other)

    def __lt__(self, other: Dim) -> Sym:
        return _taped("<", self, other)

    def __ge__(self, other: Dim) -> Sym:
        return _taped("<=", other, self)

    def __gt__(self, other: Dim) -> Sym:
        return _taped("<", other, self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (int, Sym)):
            return NotImplemented  # a dimension beside a word, such as a padding that may be "same"
        raise TypeError("== between dimensions would compare identities: use same(a, b)")

    __hash__ = object.__hash__

    def __bool__(self) -> bool:
        if self.value is None:
            from convcalc.algebra.tracing import holds

            return holds(self)
        return bool(self.value)


# What a name may stand for, in the words that sympy has for it.
NAMES = {
    "size": {"integer": True, "positive": True},  # an axis or a depth of an input: at least 1
    "whole": {"integer": True, "nonnegative": True},
    "number": {"nonnegative": True},  # perhaps a fraction, such as the width multiplier of MobileNet
}


def name(letter: str, value: int | None = None, kind: str = "whole") -> Sym:
    """A dimension called ``letter``, with its value where known; ``kind`` says what it may stand for (``NAMES``)."""
    return Sym("name", (letter, kind), value)


def value_of(x: Dim) -> int | None:
    """The value of a dimension, ``None`` where a name in it has none."""
    return x.value if isinstance(x, Sym) else x


def is_zero(x: Dim) -> bool:
    """Whether a dimension is the plain number 0; a formula is not."""
    return not isinstance(x, Sym) and x == 0


def record(op: str, a: Dim, b: Dim) -> Dim:
    """``a op b`` on the tape, or the other operand where a plain 0 or 1 changes nothing."""
    for position, plain, other in ((0, a, b), (1, b, a)):
        if isinstance(plain, int):
            if (op, plain) in _ABSORBED:
                return plain
            if (op, position, plain) in _UNCHANGED:
                return other
    return _taped(op, a, b)


def _taped(op: str, a: Dim, b: Dim) -> Sym:
    left, right = value_of(a), value_of(b)
    known = left is not None and right is not None
    return Sym(op, (a, b), VALUE_OF[op](left, right) if known else None)


AXIS_SUFFIXES = ("t", "h", "w")


def called(letter: str, x: Any) -> Dim:
    """A name for a number or a formula that is given; a name that is called so already stays what it is."""
    if not isinstance(x, Sym):
        return name(letter, x)
    return x if x.op == "name" and x.args[0] == letter else Sym("given", (letter, x), x.value)


def let(letter: str, x: Dim, like: Sequence[Dim] = ()) -> Dim:
    """Name a step of the working: the identity on numbers, and on what is already a bare name.

    ``like`` are dimensions whose axis suffix the step shares: ``let("F_eff", e, like=(F_h, d))`` is called F_eff_h, so
    that one name never stands for the values of two axes.
    """
    if not isinstance(x, Sym) or x.op in ("name", "given"):
        return x
    suffixes = [suffix for each in like if (suffix := _axis_suffix(each))]
    return Sym("let", (f"{letter}_{suffixes[0]}" if suffixes else letter, x), x.value)


def _axis_suffix(x: Dim) -> str:
    """The axis that a name belongs to: h for F_h, H, H_1, or H*S; empty where it serves for all axes."""
    if not isinstance(x, Sym):
        return ""
    if x.op not in ("name", "let", "given"):
        return next(filter(None, map(_axis_suffix, x.args)), "")
    pieces = x.args[0].lower().split("_")
    return next((piece for piece in reversed(pieces) if piece in AXIS_SUFFIXES), "")


def rounded_down(x: Any) -> Any:
    """A number without what stands behind its point."""
    return Sym("//", (x, 1), x.value and math.floor(x.value)) if isinstance(x, Sym) else math.floor(x)


def rounded_up(x: Any) -> Any:
    """The next whole number."""
    return Sym("ceil", (x, 1), x.value and math.ceil(x.value)) if isinstance(x, Sym) else math.ceil(x)


def _is_sym(a: Dim, b: Dim) -> bool:
    return isinstance(a, Sym) or isinstance(b, Sym)


def ceil_div(a: Dim, b: Dim) -> Dim:
    """A / b, rounded up."""
    return record("ceil", a, b) if _is_sym(a, b) else _ceil(a, b)  # type: ignore[arg-type]


def exact_div(a: Dim, b: Dim) -> Dim:
    """A / b where b is known to divide a (a layer's ``needs`` has said so)."""
    return record("exact", a, b) if _is_sym(a, b) else a // b


def ratio(a: Any, b: Any) -> Any:
    """A / b as it is, a fraction where b does not divide a: for what is no count, such as the middle of two cells."""
    return record("ratio", a, b) if _is_sym(a, b) else _ratio(a, b)


def least(a: Dim, b: Dim) -> Dim:
    """The smaller of two dimensions."""
    return _picked("min", "minimum", a, b)


def most(a: Dim, b: Dim) -> Dim:
    """The larger of two dimensions."""
    return _picked("max", "maximum", a, b)


def common(a: Dim, b: Dim) -> Dim:
    """The greatest common divisor."""
    return _picked("gcd", "gcd", a, b)


def _picked(op: str, array_name: str, a: Any, b: Any) -> Dim:
    if type(a) is int and type(b) is int:
        return VALUE_OF[op](a, b)  # type: ignore[no-any-return]
    if _is_sym(a, b):
        return record(op, a, b)
    import numpy  # an array came in, so numpy is loaded already

    return getattr(numpy, array_name)(a, b)  # type: ignore[no-any-return]


def same(a: Dim, b: Dim) -> Truth:
    """Whether two dimensions are equal: a truth for numbers, a condition for names."""
    if a is b:
        return True
    return _taped("=", a, b) if _is_sym(a, b) else a == b


def divides(divisor: Dim, number: Dim) -> Truth:
    """Whether ``divisor`` divides ``number``: a truth for numbers, a condition for names."""
    if isinstance(divisor, int) and divisor == 1:
        return True
    return _taped("divides", divisor, number) if _is_sym(divisor, number) else number % divisor == 0  # type: ignore[operator]


def whole(x: Dim) -> Truth:
    """Whether a dimension is a whole number, as n/2 may not be: a condition for what has a name in it."""
    return Sym("whole", (x, 1)) if isinstance(x, Sym) else True


def product(dims: Iterable[Dim]) -> Dim:
    """The product of dimensions; 1 for none."""
    return math.prod(dims)


def total(dims: Iterable[Dim]) -> Dim:
    """The sum of dimensions; 0 for none."""
    return sum(dims)


def sum_of_products(terms: Iterable[Sequence[Dim]]) -> Dim:
    """Add up products, with the last factor taken out where all the terms share it.

    Weights F x F x D_in x D_out and biases D_out add up as (F*F*D_in + 1)*D_out, the way the lectures write it.
    """
    terms = list(terms)
    shared = terms[0][-1] if len(terms) > 1 and terms[0] else 0
    if isinstance(shared, Sym) and all(term and term[-1] is shared for term in terms):
        return sum_of_products([term[:-1] for term in terms]) * shared
    return total([product(term) for term in terms])
