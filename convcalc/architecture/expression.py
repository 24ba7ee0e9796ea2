"""Expressions in architecture files: ``4*width``, ``stride if first else 1``, ``floor(alpha*64)``.

Read with ``ast`` and worked out here, never by Python itself. Numbers are exact: whole numbers and fractions. The
language: + - * / // %, comparisons, and, or, not, ``a if b else c``, floor, ceil, round, min, max, names and brackets.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Container, Mapping
from fractions import Fraction
from functools import lru_cache, reduce
from keyword import iskeyword
from typing import Any

from convcalc.algebra.settle import decide
from convcalc.algebra.sym import Sym, exact_div, is_zero, least, most, rounded_down, rounded_up, same
from convcalc.algebra.tracing import exceeds, is_zero_here
from convcalc.algebra.unknowns import Unknowns
from convcalc.algebra.writing import text as written
from convcalc.architecture import limits
from convcalc.architecture.values import DECIMAL, WHOLE, Value, whole_if_possible
from convcalc.errors import Fault, did_you_mean
from convcalc.layers.fields import shown

LANGUAGE = "numbers, names, + - * / // %, comparisons, a if b else c, floor, ceil, round, min, max"


def _divide(a: Any, b: Any) -> Any:
    if isinstance(a, Sym) or isinstance(b, Sym):
        return exact_div(a, not_zero(b))
    return whole_if_possible(Fraction(a) / Fraction(b))


def not_zero(x: Any) -> Any:
    """A divisor, where the formula would keep one of 0 for later."""
    if is_zero(x) or is_zero_here(x):
        raise ZeroDivisionError
    return x


def _floor_divide(a: Any, b: Any) -> Any:
    if not isinstance(b, Sym) and b == 1:
        return rounded_down(a)  # the tape keeps no division by a plain 1, and a may be a fraction
    return a // not_zero(b)


def _remainder(a: Any, b: Any) -> Any:
    return a - _floor_divide(a, b) * b


def _round(x: Any) -> Any:
    """To the nearest whole number, halves up."""
    return rounded_down(x + Fraction(1, 2))


def _chosen(plain: Callable[..., Any], pick: Callable[[Any, Any], Any]) -> Callable[..., Any]:
    """The least or the largest: of numbers, or recorded where one of them is a name."""
    return lambda *numbers: reduce(pick, numbers) if Sym in map(type, numbers) else plain(numbers)


def _truth(condition: Any) -> bool:
    """Whether something holds. Raises a Fault where that depends on a name without a value."""
    decided = decide(condition)
    if isinstance(decided, Sym):
        raise Fault(f"it is open whether {written(decided)}", "numbers for the names in it")
    return bool(decided)


OPERATORS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: _divide,
    ast.FloorDiv: _floor_divide,
    ast.Mod: _remainder,
    ast.Eq: same,
    ast.NotEq: lambda a, b: not _truth(same(a, b)),
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
}
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "floor": rounded_down,
    "ceil": rounded_up,
    "round": _round,
    "min": _chosen(min, least),
    "max": _chosen(max, most),
}
CONSTANTS = {"true": True, "false": False, "True": True, "False": False}
UNUSUAL = {
    "off": "false",
    "no": "false",
    "on": "true",
    "yes": "true",
}


class Expression:
    """An expression that was read: its text, the names in it, and its tree."""

    __slots__ = ("names", "text", "tree")
    operators = OPERATORS

    def __init__(self, text: str, tree: ast.expr) -> None:
        self.text = text
        self.tree = tree
        called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        names = (node for node in ast.walk(tree) if isinstance(node, ast.Name) and id(node) not in called)
        self.names = frozenset(node.id for node in names if node.id not in CONSTANTS)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expression) and self.text == other.text

    def __hash__(self) -> int:
        return hash(self.text)

    def value(self, names: Mapping[str, Any] | Unknowns) -> Any:
        """The exact value with these names. Raises a Fault for a division by zero, or a value beyond the limit."""
        try:
            return self._work(self.tree, names)
        except ZeroDivisionError:
            hint = f"other values of {', '.join(sorted(self.names))}" if self.names else "another divisor than 0"
            raise Fault(f"{self.text!r} divides by zero", hint) from None
        except TypeError:
            raise Fault(f"{self.text!r} does arithmetic with something that is not a number") from None

    def _work(self, node: ast.expr, names: Any) -> Any:
        if isinstance(node, ast.BinOp):
            apply = self.operators[type(node.op)]
            return self._bounded(apply(self._number(node.left, names), self._number(node.right, names)))
        if isinstance(node, ast.Constant):
            return self._bounded(node.value)
        if isinstance(node, ast.Name):
            return CONSTANTS[node.id] if node.id in CONSTANTS else names[node.id]
        if isinstance(node, ast.IfExp):
            return self._work(node.body if _truth(self._work(node.test, names)) else node.orelse, names)
        if isinstance(node, ast.Call):
            return self._bounded(FUNCTIONS[node.func.id](*(self._number(arg, names) for arg in node.args)))  # type: ignore[attr-defined]
        return self._logic(node, names)

    def _number(self, node: ast.expr, names: Any) -> Any:
        """A part that arithmetic is done with: never a word or a list, which Python would repeat without end."""
        value = self._work(node, names)
        if not isinstance(value, (int, Fraction, Sym)):
            raise Fault(f"{self.text!r} does arithmetic with {shown(value)}", "numbers, or names of numbers")
        return value

    def _logic(self, node: Any, names: Any) -> Any:
        if isinstance(node, ast.BoolOp):
            choose = all if isinstance(node.op, ast.And) else any
            return choose(_truth(self._work(value, names)) for value in node.values)
        if isinstance(node, ast.UnaryOp):
            value = self._work(node.operand, names)
            if isinstance(node.op, ast.Not):
                return not _truth(value)
            return 0 - value if isinstance(node.op, ast.USub) else value
        left = self._work(node.left, names)
        for compare, right_node in zip(node.ops, node.comparators, strict=True):
            right = self._work(right_node, names)
            if not _truth(OPERATORS[type(compare)](left, right)):
                return False
            left = right
        return True

    def _bounded(self, value: Any) -> Any:
        most = limits.LARGEST_VALUE
        if not isinstance(value, (int, Fraction)):
            beyond = isinstance(value, Sym) and (exceeds(value, most) or exceeds(0 - value, most))
        else:
            beyond = not -most <= value <= most
        if beyond:
            raise Fault(f"{self.text!r} passes {most:,} on the way, the limit", "smaller numbers")
        if isinstance(value, Fraction):
            if value.denominator > limits.LARGEST_VALUE:
                raise Fault(
                    f"{self.text!r} has a fraction finer than 1/{limits.LARGEST_VALUE:,} on the way, the limit",
                    "rounder numbers",
                )
            return whole_if_possible(value)
        return value


@lru_cache(maxsize=4096)
def read(text: str) -> Expression:
    """Read an expression. Raises a Fault that says what is not understood and what the language is."""
    if len(text) > limits.EXPRESSION_LENGTH:
        raise Fault(
            f"an expression of {len(text):,} characters: the limit is {limits.EXPRESSION_LENGTH}",
            "symbols for its parts",
        )
    for number in re.findall(r"(?<![\w.])[0-9][\w.:]*(?:(?<=[eE])[-+][0-9]+)?", text):
        if not (WHOLE.fullmatch(number) or DECIMAL.fullmatch(number)):
            raise Fault(f"{number!r} is not a number that is read here", _number_hint(number))
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Fault(f"{text!r} is neither a number nor an expression", LANGUAGE) from None
    _check(tree, text)
    return Expression(text, _exact(tree, text))


def _number_hint(number: str) -> str:
    """What to write instead of a number in a form that is not read."""
    if re.fullmatch(r"0([xX][0-9a-fA-F]{1,9}|[oO][0-7]{1,9}|[bB][01]{1,30})", number):
        return f"{int(number, 0)}, in decimal digits"
    if re.fullmatch(r"[0-9]{1,9}(x[0-9]{1,9})+", number):
        return f"[{number.replace('x', ', ')}], one for each axis, or one number for all of them"
    if match := re.fullmatch(r"([0-9]{1,9}):([0-9]{1,9})", number):
        return f"{int(match[1]) * 60 + int(match[2])}, which is what YAML 1.1 reads, in plain digits"
    if re.fullmatch(r"0[0-9]{1,9}", number):
        return f"{int(number)}, without the leading zero"
    if re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?[eE][-+]?[0-9]", number):
        return f"{_decimal(Fraction(number))}, in digits"
    return "decimal digits, or a name that starts with a letter"


def _decimal(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.12f}".rstrip("0")


_ALLOWED = (ast.BinOp, ast.BoolOp, ast.UnaryOp, ast.Compare, ast.IfExp, ast.Call, ast.Name, ast.Constant)


def _check(tree: ast.expr, text: str) -> None:
    """Refuse all that is not of the language."""
    for node in ast.walk(tree):
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Invert):
            raise Fault(f"{text!r}: the operator ~ is not part of the language", LANGUAGE)
        if isinstance(node, ast.BinOp) and type(node.op) not in OPERATORS:
            what = "powers (**) are" if isinstance(node.op, ast.Pow) else "this operator is"
            raise Fault(f"{text!r}: {what} not part of the language", LANGUAGE)
        if isinstance(node, ast.Compare) and any(type(op) not in OPERATORS for op in node.ops):
            raise Fault(f"{text!r}: this comparison is not part of the language", LANGUAGE)
        if isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            if called in FUNCTIONS and not node.args:
                raise Fault(f"{text!r}: {called} needs something in its brackets", f"{called}(width/2)")
            if called not in FUNCTIONS or node.keywords:
                raise Fault(f"{text!r}: {called or 'this'} is not a function here", did_you_mean(called, FUNCTIONS))
        elif not _is_allowed(node):
            raise Fault(f"{text!r} is neither a number nor an expression", LANGUAGE)


def _is_allowed(node: ast.AST) -> bool:
    """Whether a node may stand in an expression: operators and contexts, numbers, and the allowed kinds."""
    if isinstance(node, ast.Constant):
        return type(node.value) in (int, float, bool)
    return isinstance(node, _ALLOWED) or not isinstance(node, ast.expr)


def _exact(tree: ast.expr, text: str) -> ast.expr:
    """Decimal constants as exact fractions, from the digits as they were written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            node.value = whole_if_possible(Fraction(ast.get_source_segment(text.strip(), node) or "0"))  # type: ignore[assignment]
    return tree


def names_in(value: Value) -> list[str]:
    """The names that a value is made from, where it can be read."""
    if isinstance(value.raw, list):
        return [name for item in value.raw for name in names_in(item)]
    try:
        return sorted(read(value.raw).names) if isinstance(value.raw, str) else []
    except Fault:
        return []


def unknown_name(name: str, known: Mapping[str, Any]) -> Fault:
    """The Fault for a name that has no value here."""
    if name in UNUSUAL:
        return Fault(f"{name!r} is not a value here", f"a number, or {UNUSUAL[name]} where true or false belongs")
    if name in FUNCTIONS:
        return Fault(f"{name!r} is a function, not a value", f"{name}(...)")
    hint = did_you_mean(name, known) if known else ""
    return Fault(f"the name {name!r} has no value here", hint or "a number, or a symbol of the file under symbols")


def name_fault(name: str, words: Container[str]) -> Fault | None:
    """The Fault for what cannot be the name of a symbol or a parameter; None for a good name."""
    if name in words or name in FUNCTIONS or name in CONSTANTS or iskeyword(name):
        return Fault(f"{name!r} is a word of the language and cannot be a name", f"{name}_")
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]{0,99}", name):
        return Fault(f"{name!r} cannot be a name", "a letter, then letters, digits and _, such as width_2")
    return None
