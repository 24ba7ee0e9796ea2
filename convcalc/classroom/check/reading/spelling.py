"""Formulas as people write them, spelled in the language of expressions: F²D_in + 1 is F*F*D_in + 1."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from keyword import iskeyword
from typing import Any

from convcalc.algebra.writing import LOWERED
from convcalc.architecture import expression, limits
from convcalc.classroom.check.reading.numbers import LETTERS
from convcalc.errors import Fault
from convcalc.layers.fields import shown

MOST_PIECES = 300  # of a formula whose powers are written out
DEEPEST = 20  # brackets within brackets
HIGHEST_POWER = 9
FUNCTIONS = {"floor": "floor", "ceil": "ceil", "round": "round", "min": "min", "max": "max"}
FUNCTIONS |= {"int": "floor", "trunc": "floor", "ceiling": "ceil", "minimum": "min", "maximum": "max"}
OPENING = {"(": "(", "[": "(", "{": "(", "⌊": "floor(", "⌈": "ceil("}
CLOSING = {")": "(", "]": "[", "}": "{", "⌋": "⌊", "⌉": "⌈"}
SIGNS = {"·": "*", "×": "*", "∗": "*", ":": "/", "^": "**"}
TOKEN = re.compile(
    r" *(?:(?P<number>\d+(?:\.\d+)?)|(?P<name>[A-Za-z][A-Za-z0-9_]*)|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹]+)"
    r"|(?P<sign>\*\*|//|[-+*/·×^:,])|(?P<open>[(\[{⌊⌈])|(?P<close>[)\]}⌋⌉]))"
)
# An x between numbers, capitals, brackets or blanks is a product.
CROSS = re.compile(r"(?<=[\dA-Z)\]} ²³])[xX](?=[\dA-Z(\[{ ⌊])")


def spelled(text: str) -> str:
    """A cleaned text as an expression. Raises a Fault where it is no formula, too long or too deep."""
    pieces: list[str] = []
    before = ""
    for kind, token in _tokens(text):
        _join(pieces, before, kind, token)
        before = "function" if kind == "name" and token.lower() in FUNCTIONS else kind
    return _without_powers("".join(pieces), text)


def _join(pieces: list[str], before: str, kind: str, token: str) -> None:
    """Add a token, with the product sign that is left out before it."""
    if before in ("number", "name", "raised", "close") and kind in ("number", "name", "open"):
        pieces.append("*")
    if kind == "raised":
        pieces.append("**" + token.translate(LOWERED).lstrip("0").rjust(1, "0"))
    elif kind == "name":
        pieces.append(FUNCTIONS.get(token.lower(), token))
    elif kind == "number":
        pieces.append(_number(token))
    else:
        pieces.append({"open": OPENING, "close": dict.fromkeys(CLOSING, ")")}.get(kind, SIGNS).get(token, token))


def _number(token: str) -> str:
    """Digits without zeros in front; decimals as an exact fraction."""
    whole, _, decimals = token.partition(".")
    over = str(int(whole + decimals))
    return f"({over}/1{'0' * len(decimals)})" if decimals else over


def _tokens(text: str) -> Sequence[tuple[str, str]]:
    """The tokens of a formula, its brackets in pairs."""
    text = _plain_numbers(CROSS.sub("*", text))
    found, place, open_brackets = [], 0, ""
    while match := TOKEN.match(text, place):
        kind = match.lastgroup or ""
        found.append((kind, match[kind]))
        place = match.end()
        open_brackets = _paired(open_brackets, match[kind], text)
        if max(len(open_brackets), len(found) // 10) > DEEPEST or len(match[kind]) > limits.NAME:
            raise Fault(f"{shown(text)!r} is too long or has too many brackets", "a shorter formula")
    if text[place:].strip() or open_brackets or not _looks_like_one(found):
        raise _unreadable(text)
    return found


def _plain_numbers(text: str) -> str:
    """Numbers without separators of thousands, and with points; a comma in a function parts its arguments."""
    if "," not in text or re.search(r"\b(?:min|max)", text, re.I):
        return text
    text = re.sub(r"(?<![\d.,])[1-9]\d{0,2}(?:,\d{3})+(?![\d.,])", lambda found: found[0].replace(",", ""), text)
    return re.sub(r"(?<=\d),(?=\d)", ".", text)


def _paired(open_brackets: str, token: str, text: str) -> str:
    """The brackets that are open after one more token."""
    if token in OPENING:
        return open_brackets + token
    if token in CLOSING:
        if open_brackets[-1:] != CLOSING[token]:
            raise Fault(f"{shown(text)!r}: the bracket {token} closes none", "as many closing brackets as opening ones")
        return open_brackets[:-1]
    return open_brackets


def _looks_like_one(tokens: Sequence[tuple[str, str]]) -> bool:
    """Whether tokens can be a formula: no sentence, in which long words stand side by side."""
    names = [token if kind == "name" else "" for kind, token in tokens]
    beside = any(one and other for one, other in pairwise(names))
    words = any(len(name) > 2 and name.isalpha() and name.lower() not in LETTERS for name in names)
    return bool(tokens) and not (beside and words) and not any(map(iskeyword, names))


def _unreadable(text: str) -> Fault:
    return Fault(
        f"{shown(text)!r} is neither a number nor a formula", "1234, 1.2k, or a formula in letters such as F*F*8"
    )


def _without_powers(text: str, written: str) -> str:
    """The expression with its powers as products."""
    try:
        tree = ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise _unreadable(written) from None
    spelled_out = ast.unparse(_Powers().visit(tree)).replace(" ", "")
    if len(spelled_out) > limits.EXPRESSION_LENGTH:
        raise Fault(f"{shown(written)!r} is too long with its powers written out", "a shorter formula, or the number")
    expression.read(spelled_out)  # raises where it is not of the language
    return spelled_out


class _Powers(ast.NodeTransformer):
    """Writes powers as products, within bounds."""

    def __init__(self) -> None:
        self.pieces = 0

    def visit_BinOp(self, node: ast.BinOp) -> ast.expr:
        """A power as a product; other operations as they are."""
        node = self.generic_visit(node)  # type: ignore[assignment]
        if not isinstance(node.op, ast.Pow):
            return node
        base, power = node.left, node.right
        if not isinstance(power, ast.Constant) or not isinstance(power.value, int):
            raise Fault(f"the power {ast.unparse(power)} is not a number", "a whole number, as in F^2")
        if isinstance(base, ast.Constant):
            return ast.Constant(_number_power(base.value, power.value))
        if power.value > HIGHEST_POWER:
            raise Fault(f"a power of {power.value}: the limit is {HIGHEST_POWER}", "a smaller power")
        return self._repeated(base, power.value)

    def _repeated(self, base: ast.expr, times: int) -> ast.expr:
        self.pieces += times * sum(1 for _ in ast.walk(base))
        if self.pieces > 4 * MOST_PIECES:
            raise Fault(f"powers of powers come to more than {MOST_PIECES} factors, the limit", "a shorter formula")
        product: ast.expr = base if times else ast.Constant(1)
        for _ in range(times - 1):
            product = ast.BinOp(product, ast.Mult(), base)
        return product


def _number_power(base: Any, power: int) -> int:
    """A power of a number within the limits of an expression."""
    if power > 40 or base**power > limits.LARGEST_VALUE:
        raise Fault(f"{base} to the power of {power} passes {limits.LARGEST_VALUE:,}, the limit", "smaller numbers")
    return int(base**power)


def worked(text: str) -> int | Fraction | None:
    """The number that an expression of digits comes to, or None where there are names in it."""
    read = expression.read(text)
    return None if read.names else read.value({})
