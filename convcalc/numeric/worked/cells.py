"""Exact cells of a matrix: whole numbers, fractions, and names; read from text and written back."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, TypeAlias

from convcalc.algebra.sym import Sym, name
from convcalc.algebra.unknowns import NAME, NO_NAMES
from convcalc.errors import Fault

Cell: TypeAlias = Any  # int, Fraction, Sym, or a float where an activation leaves the fractions

NUMBER = re.compile(r"[-+−]?(\d{1,30}(\.\d{0,30})?|\.\d{1,30})([eE][-+]?\d{1,2})?(/\d{1,30})?")
DIGITS = 6  # after the point, or of a float


def cell(written: str, names: bool) -> Cell:
    """A cell from its text, exactly: 3, -0.5, 1/3, 2e3, or a name. Raises a Fault for anything else."""
    if NUMBER.fullmatch(written):
        return _number(written.replace("−", "-"))
    if names and NAME.fullmatch(written) and written.lower() not in NO_NAMES:
        return name(written)
    if re.fullmatch(r"[-+−]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?(/\d+)?", written):
        raise Fault(f"{written[:40]} has too many digits", "at most 30 digits, and an exponent of at most two")
    kinds = "a number such as 3, -0.5 or 1/3" + (", or a name such as w00" if names else "")
    raise Fault(f"{written!r} is no number that can be worked with", kinds)


def _number(written: str) -> Cell:
    top, _, bottom = written.partition("/")
    if bottom and int(bottom) == 0:
        raise Fault(f"{written} divides by 0", "another fraction")
    return whole(Fraction(top) / int(bottom or 1))


def whole(value: Cell) -> Cell:
    """A fraction as a whole number where it is one."""
    return int(value) if isinstance(value, Fraction) and value.denominator == 1 else value


def cell_text(value: Cell) -> str:
    """A cell as it is shown: exact where its digits end after a few, else as a fraction; a float is rounded."""
    if isinstance(value, Sym):
        return _terms_text(terms(value))
    if isinstance(value, float):
        return f"{value:.{DIGITS}g}".replace("-", "−")
    return exact_text(Fraction(value))


def terms(x: Cell) -> dict[tuple[str, ...], Cell]:
    """A sum of products with names gathered: for each product of names its factor, in the order of the sum."""
    found: dict[tuple[str, ...], Cell] = {}
    waiting = [(x, 1)]
    while waiting:
        node, sign = waiting.pop()
        if isinstance(node, Sym) and node.op in ("+", "-"):
            left, right = node.args
            waiting += [(right, sign if node.op == "+" else -sign), (left, sign)]
            continue
        for names, factor in _product(node).items():
            found[names] = found.get(names, 0) + sign * factor
    return {names: whole(factor) for names, factor in found.items() if factor}


def _product(x: Cell) -> dict[tuple[str, ...], Cell]:
    """The terms of a name, a number, or a product of sums."""
    if not isinstance(x, Sym):
        return {(): x}
    if x.op == "name":
        return {x.args[:1]: 1}
    left, right = map(terms, x.args)
    found: dict[tuple[str, ...], Cell] = {}
    for names, factor in left.items():
        for others, other in right.items():
            together = tuple(sorted(names + others))
            found[together] = found.get(together, 0) + factor * other
    return found


def _terms_text(gathered: dict[tuple[str, ...], Cell]) -> str:
    """Terms as one writes them: 2a − w00 + 1/2·x·w01."""
    written = ""
    for names, factor in gathered.items():
        sign = "−" if factor < 0 else "+"
        written += f" {sign} " if written else sign.replace("+", "")
        written += _term_text(names, exact_text(Fraction(abs(factor))))
    return written or "0"


def _term_text(names: tuple[str, ...], size: str) -> str:
    if not names or size == "1":
        return "·".join(names) or size
    joined = size.isdigit() and len(names[0]) == 1  # no sign between a whole number and a letter: 2a
    return size + ("" if joined else "·") + "·".join(names)


def exact_text(value: Fraction) -> str:
    """A number exactly: 9, 9.5, 13.75, or 7/3 where the digits do not end."""
    scaled = value * 10**DIGITS
    if scaled.denominator != 1:
        written = f"{abs(value.numerator)}/{value.denominator}"
    else:
        digits = str(abs(int(scaled))).rjust(DIGITS + 1, "0")
        written = f"{digits[:-DIGITS]}.{digits[-DIGITS:]}".rstrip("0").rstrip(".")
    return "−" * (value < 0) + written


def cell_json(value: Cell) -> Any:
    """A cell as JSON holds it: a number where that is exact, else its text."""
    if isinstance(value, (int, float)):
        return value
    written = cell_text(value)
    return float(written.replace("−", "-")) if re.fullmatch(r"−?\d{1,9}\.\d+", written) else written.replace("−", "-")
