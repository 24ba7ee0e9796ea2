"""How a recorded formula is written: in letters, or with the numbers put in.

One writer serves both: ``text(x)`` gives ``(W - F + 2P)/S + 1`` and ``text(x, numbers=True)`` gives
``(28 - 3 + 2*0)/1 + 1``, with typographic signs. Equal neighbours are gathered into powers, in numbers as well
(3 squared stays 3 squared), so that the two lines can be compared sign by sign.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from convcalc.algebra.sym import Dim, Sym, value_of

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
CONTROL = {sign: f"\\u{sign:04x}" for sign in (*range(32), *range(127, 160)) if sign not in b"\n\t"}
INFIX = {"<=": " ≤ ", "<": " < ", "=": " = ", "divides": " divides "}
NEGATIVE, SUM, PRODUCT, ATOM = 0, 1, 2, 3  # how tightly a piece of writing holds together

ASCII = {
    "√": "sqrt ", "≈": "~=", "·": "*", "−": "-", "≤": "<=", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "×": "*",
    "…": "...", "─": "-",
}  # fmt: skip


def ascii_only(written: str) -> str:
    """The same writing for a terminal without these signs: ``F²·D`` becomes ``F^2*D``."""
    written = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda power: "^" + power[0].translate(LOWERED), written)
    written = re.sub(r"(?<=\d)×(?=\d)", "x", written)  # a shape, 28x28; between names an x would be one of them
    for sign, plain in ASCII.items():
        written = written.replace(sign, plain)
    return written.encode("ascii", "replace").decode()


def visible(written: str) -> str:
    """The same text with control signs written out: a file from a stranger must not steer the terminal."""
    return written.translate(CONTROL)


def number(value: int | Fraction) -> str:
    """An exact number, whole ones with thousands separators, with a true minus sign."""
    return (f"{value:,}" if isinstance(value, int) else str(value)).replace("-", "−")


def fraction_text(value: Fraction) -> str:
    """An exact quotient the way it is shown on a board: 2.33… where it does not end."""
    cut = int(abs(value) * 100)
    exact = Fraction(cut, 100) == abs(value)
    digits = f"{cut // 100}.{cut % 100:02d}"
    return ("−" if value < 0 else "") + (digits.rstrip("0").rstrip(".") if exact else f"{digits}…")


def percent_text(part: Any, whole: Any) -> str:
    """A part as a percentage, rounded to one digit after the point; only the whole is 100 % and only nothing is 0 %."""
    permille = round(Fraction(1000 * part, whole))
    permille = min(max(permille, part > 0), 1000 - (part < whole))
    return f"{permille / 10:g} %"


def text(x: Dim, numbers: bool = False) -> str:
    """A dimension in letters, or with the numbers put in for the names."""
    return _write(x, numbers)[0]


def working(x: Dim) -> Dim:
    """What stands behind a named step; anything else is itself."""
    return x.args[1] if isinstance(x, Sym) and x.op == "let" else x


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


def _write(x: Dim, numbers: bool) -> tuple[str, int]:
    if not isinstance(x, Sym):
        return number(x), ATOM if x >= 0 else NEGATIVE
    if x.op in ("name", "let"):
        return _name(x, numbers)
    if x.op == "*":
        return _product(x, numbers), PRODUCT
    if x.op in ("+", "-"):
        return _sum(x, numbers), SUM
    if x.op in ("//", "ceil", "exact", "ratio"):
        return _quotient(x, numbers)
    if x.op in INFIX:
        left, right = (text(arg, numbers) for arg in x.args)
        return left + INFIX[x.op] + right, SUM
    return f"{x.op}({', '.join(text(arg, numbers) for arg in x.args)})", ATOM


def _name(x: Sym, numbers: bool) -> tuple[str, int]:
    if numbers and x.value is not None:
        # A fraction is written as a quotient.
        return number(x.value), (ATOM if isinstance(x.value, int) else PRODUCT) if x.value >= 0 else NEGATIVE
    return x.args[0], ATOM


def _held(x: Dim, numbers: bool, least: int) -> str:
    written, tightness = _write(x, numbers)
    return written if tightness >= least else f"({written})"


def _sum(x: Sym, numbers: bool) -> str:
    pieces: list[str] = []
    left: Dim = x
    while isinstance(left, Sym) and left.op in ("+", "-"):  # a loop, since a sum may have hundreds of terms
        # a - (b + c) needs its brackets; a + (b + c) does not.
        pieces.append(_held(left.args[1], numbers, SUM if left.op == "+" else PRODUCT))
        pieces.append({"+": " + ", "-": " − "}[left.op])
        left = left.args[0]
    pieces.append(_held(left, numbers, SUM))
    return "".join(reversed(pieces))


def _factors(x: Dim) -> list[Dim]:
    if isinstance(x, Sym) and x.op == "*":
        return _factors(x.args[0]) + _factors(x.args[1])
    return [x]


def _product(x: Sym, numbers: bool) -> str:
    powers: list[tuple[Dim, int]] = []
    for factor in _factors(x):
        if powers and powers[-1][0] is factor and isinstance(factor, Sym):
            powers[-1] = (factor, powers[-1][1] + 1)
        else:
            powers.append((factor, 1))
    written = ""
    for factor, power in powers:
        # A quotient needs no brackets in a product: a*(b/c) is read as a*b/c.
        piece = _held(factor, numbers, ATOM if power > 1 else PRODUCT)
        piece += str(power).translate(SUPERSCRIPTS) if power > 1 else ""
        # A plain number before a single letter needs no sign between: 2P.
        joined = written.isdigit() and len(piece) == 1 and piece.isalpha()
        written += piece if not written or joined else "·" + piece
    return written


def _quotient(x: Sym, numbers: bool) -> tuple[str, int]:
    over, under = x.args
    fraction = f"{_held(over, numbers, ATOM)}/{_held(under, numbers, ATOM)}"
    top, bottom = value_of(over), value_of(under)
    if x.op in ("exact", "ratio") or (top is not None and bottom and top % bottom == 0):
        return fraction, PRODUCT
    left, right = {"//": ("⌊", "⌋"), "ceil": ("⌈", "⌉")}[x.op]
    return left + fraction + right, ATOM
