"""How a recorded formula is written: in letters, or with the numbers put in; as text, as LaTeX, or as code.

One writer serves all: ``text(x)`` gives ``(W - F + 2P)/S + 1`` and ``text(x, numbers=True)`` gives
``(28 - 3 + 2*0)/1 + 1``, with typographic signs. Equal neighbours are gathered into powers, in numbers as well
(3 squared stays 3 squared), so that the two lines can be compared sign by sign.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.algebra.sym import Dim, Sym, value_of

SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
BIDIRECTIONAL = (0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))  # they turn what is written
CONTROL = {sign: f"\\u{sign:04x}" for sign in (*range(32), *range(127, 160), *BIDIRECTIONAL) if sign not in (9, 10)}
ASCII = {
    "√": "sqrt ", "≈": "~=", "·": "*", "−": "-", "≤": "<=", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "×": "*",
    "…": "...", "─": "-", **dict.fromkeys("█▉▊▋▌", "#"), **dict.fromkeys("▍▎▏", "|"),
    "⎡": "[", "⎤": "]", "⎢": "|", "⎥": "|", "⎣": "[", "⎦": "]",
    "│": "|", "└": "+", "┤": "+", "┬": "+",
}  # fmt: skip


def ascii_only(written: str) -> str:
    """The same writing for a terminal without these signs: ``F²·D`` becomes ``F^2*D``."""
    written = re.sub("[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda power: "^" + power[0].translate(LOWERED), written)
    # A shape, 28x28, or how often a list repeats; between names an x would be one of them.
    written = re.sub(r"(?<=[\d⎤⎥⎦])×(?=\d)|(?<=[]⎤⎥⎦] )×(?= \d)", "x", written)
    written = re.sub("≠ ?", "!=", written)  # as wide as it was, in a table
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


def decimal(value: Fraction) -> float:
    """An exact quotient to six significant digits, for a program that reads no fractions."""
    return float(f"{value.numerator / value.denominator:.6g}")


def half_up(value: int | Fraction) -> int:
    """The nearest whole number; a half goes up, as on paper."""
    return math.floor(value + Fraction(1, 2))


def percent_text(part: Any, whole: Any) -> str:
    """A part as a percentage, rounded to one digit after the point; only the whole is 100 % and only nothing is 0 %."""
    permille = Fraction(1000 * part, whole)
    if 0 < permille < Fraction(1, 2):
        return "< 0.1 %"
    if 1000 - Fraction(1, 2) < permille < 1000:
        return "> 99.9 %"
    return f"{round(permille) / 10:g} %"


def text(x: Any, numbers: bool = False) -> str:
    """A dimension in letters, or with the numbers put in for the names."""
    return _Writer(TEXT, numbers, _is_settled(x)).write(x)[0] if isinstance(x, Sym) else number(x)


def latex(x: Any, numbers: bool = False) -> str:
    """The same as LaTeX, for a formula."""
    return _Writer(LATEX, numbers or not isinstance(x, Sym), _is_settled(x)).write(x)[0]


def _is_settled(x: Any) -> bool:
    """Whether a formula is a result, in its simplest form, and not as it was recorded."""
    if isinstance(x, Sym) and x.op in TEXT.infix:
        return any(map(_is_settled, x.args))
    return getattr(x, "expression", None) is not None


def code(x: Any) -> str:
    """The same for a program: ``9408*floor((H + 1)/2)``."""
    return _Writer(CODE, False, signed=True).write(x)[0]


NEGATIVE, SUM, PRODUCT, ATOM = 0, 1, 2, 3  # how tightly a piece of writing holds together


class Style(NamedTuple):
    """The signs of a way of writing. ``fraction`` writes a quotient whose bar separates the two, without brackets."""

    number: Callable[[Any, bool], str]
    name: Callable[[str], str]
    power: Callable[[str, int], str]
    brackets: tuple[str, str]
    times: str
    minus: str
    round: dict[str, tuple[str, str]]
    infix: dict[str, str]
    function: Callable[[str], str] = str
    fraction: Callable[[str, str], str] | None = None


def _plain_number(value: int | Fraction, numbers: bool) -> str:
    """Four digits need no separator beside a letter: 2724."""
    return str(value).replace("-", "−") if not numbers and -10_000 < value < 10_000 else number(value)


GREEK = {"alpha", "beta", "gamma", "delta", "epsilon", "lambda", "mu", "rho", "sigma", "tau", "phi", "omega"}


def latex_name(called: str) -> str:
    """A name in LaTeX: D_in has its second part below, two words are text."""
    if " " in called:
        return rf"\text{{{called}}}".replace("_", r"\_")
    base, *below = called.split("_")
    letter = base if len(base) == 1 else f"\\{base}" if base in GREEK else rf"\text{{{base}}}"
    marks = ",".join(mark if len(mark) == 1 else rf"\mathrm{{{mark}}}" for mark in below)
    return f"{letter}_{{{marks}}}" if marks else letter


def _latex_number(value: int | Fraction, numbers: bool) -> str:
    return _plain_number(value, numbers).replace("−", "-").replace(",", "{,}")


TEXT = Style(
    number=_plain_number,
    name=str,
    power=lambda base, power: base + str(power).translate(SUPERSCRIPTS),
    brackets=("(", ")"),
    times="·",
    minus=" − ",
    round={"//": ("⌊", "⌋"), "ceil": ("⌈", "⌉")},
    infix={"<=": " ≤ ", ">=": " ≥ ", "<": " < ", "=": " = ", "divides": " divides "},
)
LATEX = Style(
    number=_latex_number,
    name=latex_name,
    power=lambda base, power: f"{base}^{{{power}}}",
    brackets=(r"\left(", r"\right)"),
    times=r" \cdot ",
    minus=" - ",
    round={"//": (r"\left\lfloor ", r" \right\rfloor"), "ceil": (r"\left\lceil ", r" \right\rceil")},
    infix={"<=": r" \le ", ">=": r" \ge ", "<": " < ", "=": " = ", "divides": r" \mid "},
    function=lambda called: f"\\{called}",
    fraction=lambda over, under: rf"\frac{{{over}}}{{{under}}}",
)
CODE = Style(
    number=lambda value, numbers: str(value),
    name=str,
    power=lambda base, power: f"{base}**{power}",
    brackets=("(", ")"),
    times="*",
    minus=" - ",
    round={"//": ("floor(", ")"), "ceil": ("ceil(", ")")},
    infix={"<=": " <= ", ">=": " >= ", "<": " < ", "=": " == ", "divides": " divides "},
)


class _Writer:
    """Writes in one style; each piece comes with how tightly it holds together."""

    def __init__(self, style: Style, numbers: bool, signed: bool = False) -> None:
        self.style = style
        self.numbers = numbers
        self.signed = signed  # every product has its sign

    def write(self, x: Any) -> tuple[str, int]:
        if not isinstance(x, Sym):
            return self.style.number(x, self.numbers), NEGATIVE if x < 0 else ATOM if isinstance(x, int) else PRODUCT
        if x.op in ("name", "let", "given"):
            return self.name(x)
        if x.op == "*":
            return self.product(_factors(x))
        if x.op in ("+", "-"):
            return self.sum(x), SUM
        if x.op in ("//", "ceil", "exact", "ratio"):
            return self.quotient(x)
        if x.op in self.style.infix:
            left, right = (self.write(arg)[0] for arg in x.args)
            if x.op == "divides" and self.style is CODE:
                return f"({right}) % ({left}) == 0", SUM
            return left + self.style.infix[x.op] + right, SUM
        arguments = ", ".join(self.write(arg)[0] for arg in self.arguments(x))
        opening, closing = self.style.brackets
        return self.style.function(x.op) + opening + arguments + closing, ATOM

    def arguments(self, x: Sym) -> list[Dim]:
        """What a function is of: the arguments of the same function inside it are its own, as in max(a, b, c)."""
        inner = [self.arguments(arg) if isinstance(arg, Sym) and arg.op == x.op else [arg] for arg in x.args]
        return [arg for args in inner for arg in args]

    def name(self, x: Sym) -> tuple[str, int]:
        if self.numbers and x.value is not None:
            return self.write(x.value)
        if self.numbers and x.op == "given":
            return self.write(x.args[1])
        return self.style.name(x.args[0]), ATOM

    def held(self, x: Dim, least: int) -> str:
        written, tightness = self.write(x)
        opening, closing = self.style.brackets
        return written if tightness >= least else opening + written + closing

    def sum(self, x: Sym) -> str:
        pieces: list[str] = []
        left: Dim = x
        while isinstance(left, Sym) and left.op in ("+", "-"):  # a loop, since a sum may have hundreds of terms
            # a - (b + c) needs its brackets; a + (b + c) does not.
            pieces.append(self.held(left.args[1], SUM if left.op == "+" else PRODUCT))
            pieces.append(" + " if left.op == "+" else self.style.minus)
            left = left.args[0]
        pieces.append(self.held(left, SUM))
        return "".join(reversed(pieces))

    def product(self, factors: list[Dim]) -> tuple[str, int]:
        first = factors[0]
        if isinstance(first, int) and first < 0 and len(factors) > 1:
            others = factors[1:] if first == -1 else [-first, *factors[1:]]
            return self.style.minus.strip() + self.product(others)[0], NEGATIVE
        powers = _powers(factors)
        pieces = [self.power(factor, power) for factor, power in powers]
        # The lectures write 2P: a single digit before a single letter needs no sign between.
        plain = isinstance(powers[0][0], int) and not self.signed
        close = plain and len("".join(pieces)) == len(pieces) == 2 and pieces[0].isdigit() and pieces[1].isalpha()
        return ("" if close else self.style.times).join(pieces), ATOM if len(powers) == 1 else PRODUCT

    def power(self, factor: Dim, power: int) -> str:
        # A quotient needs no brackets in a product: a*(b/c) is read as a*b/c.
        return self.held(factor, PRODUCT) if power == 1 else self.style.power(self.held(factor, ATOM), power)

    def quotient(self, x: Sym) -> tuple[str, int]:
        over, under = x.args
        if self.style.fraction:
            fraction = self.style.fraction(self.write(over)[0], self.write(under)[0])
        else:
            product = isinstance(over, Sym) and over.op == "*"
            fraction = f"{self.held(over, PRODUCT if product else ATOM)}/{self.held(under, ATOM)}"
        if not isinstance(under, Sym) and under == 1:
            fraction = self.write(over)[0]
        top, bottom = value_of(over), value_of(under)
        by_one = isinstance(under, Sym) and bottom == 1
        if x.op in ("exact", "ratio") or by_one or (top is not None and bottom and top % bottom == 0):
            return fraction, PRODUCT
        left, right = self.style.round[x.op]
        return left + fraction + right, ATOM


def _factors(x: Dim) -> list[Dim]:
    if isinstance(x, Sym) and x.op == "*":
        return _factors(x.args[0]) + _factors(x.args[1])
    return [x]


def _powers(factors: list[Dim]) -> list[tuple[Dim, int]]:
    """Equal neighbours gathered."""
    powers: list[tuple[Dim, int]] = []
    for factor in factors:
        if powers and powers[-1][0] is factor and isinstance(factor, Sym):
            powers[-1] = (factor, powers[-1][1] + 1)
        else:
            powers.append((factor, 1))
    return powers
