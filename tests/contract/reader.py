"""Reads a written formula as a person would: an independent check of what convcalc prints.

It knows the signs (· − superscripts, floor and ceiling brackets, min, max, gcd, decimals, ``2P`` for 2 times P) and
nothing of how formulas are recorded or written. Numbers are exact fractions.
"""

import math
import re
from fractions import Fraction

RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
SIGNS = {"·": "*", "−": "-", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")"}
FUNCTIONS = {
    "floor": math.floor,
    "ceil": math.ceil,
    "min": min,
    "max": max,
    "gcd": lambda *numbers: math.gcd(*map(int, numbers)),
}


def value_of_text(written, names=None):
    """The exact value of a formula as written, with values for the names in it."""
    names = names or {}
    for sign, plain in SIGNS.items():
        written = written.replace(sign, plain)
    written = re.sub(f"[{RAISED}]+", lambda power: "**" + "".join(str(RAISED.index(d)) for d in power[0]), written)
    written = re.sub(r"(?<=\d),(?=\d{3})", "", written)
    for name in names:  # a name of two words is one name
        written = written.replace(name, name.replace(" ", "_"))
    written = re.sub(r"(?<![\w.])(\d+)(?=[A-Za-z])", r"\1*", written)
    written = re.sub(r"(?<![\w.])(\d+(?:\.\d+)?)(?!\w)", r"Fraction('\1')", written)
    known = {name.replace(" ", "_"): Fraction(value) for name, value in names.items()}
    return eval(written, {"__builtins__": {}, "Fraction": Fraction}, {**FUNCTIONS, **known})


def value_of_code(written, names):
    """The exact value of a formula as a program reads it: Python with floor, ceil, min, max and gcd."""
    written = re.sub(r"(?<![\w.])(\d+)(?!\w)", r"Fraction(\1)", written)
    known = {name: Fraction(value) for name, value in names.items()}
    return eval(written, {"__builtins__": {}, "Fraction": Fraction}, {**FUNCTIONS, **known})


COMPARED = {
    " = ": lambda a, b: a == b,
    " ≥ ": lambda a, b: a >= b,
    " divides ": lambda a, b: b % a == 0,
}


def holds(condition, names):
    """Whether a condition as it is written holds for values of its names."""
    for sign, compare in COMPARED.items():
        left, found, right = condition.partition(sign)
        if found:
            return compare(value_of_text(left, names), value_of_text(right, names))
    raise AssertionError(f"{condition} is not read here")
