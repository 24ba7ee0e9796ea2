"""Expressions: exact values, a small language, and limits."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.architecture import limits
from convcalc.architecture.expression import read
from convcalc.errors import Fault

NAMES = {"width": 64, "alpha": Fraction(3, 4), "first": True, "stride": 2}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4*width", 256),
        ("width // 3 - 1", 20),
        ("width % 6", 4),
        ("-width + 100", 36),
        ("alpha*32", 24),
        ("0.1 + 0.2", Fraction(3, 10)),
        ("1/3*3", 1),
        ("floor(alpha*31)", 23),
        ("ceil(alpha*31)", 24),
        ("round(2.5)", 3),
        ("round(alpha*10)", 8),
        ("max(8, floor(alpha*4))", 8),
        ("min(width, 7)", 7),
        ("stride if first else 1", 2),
        ("1 if first else stride", 1),
        ("1 if width > 32 and not first else 3", 3),
        ("1 if 32 < width <= 64 else 3", 1),
        ("width == 64 or stride == 5", True),
        ("(1 + 2) * (3 + 4)", 21),
        ("true", True),
    ],
)
def test_values_are_exact(text, value):
    worked = read(text).value(NAMES)
    assert worked == value
    assert not isinstance(worked, float)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("9**9**9", "powers"),
        ("width << 3", "operator"),
        ("width is 3", "comparison"),
        ("__import__('os')", "not a function"),
        ("open(1)", "not a function"),
        ("width.real", "neither a number nor an expression"),
        ("[1, 2][0]", "neither a number nor an expression"),
        ("lambda: 1", "neither a number nor an expression"),
        ("(width := 3)", "neither a number nor an expression"),
        ("'a' * 9", "neither a number nor an expression"),
        ("f'{width}'", "neither a number nor an expression"),
        ("3j", "not a number"),
        ("0x10", "not a number"),
        ("010", "not a number"),
        ("1e3", "not a number"),
        ("3:30", "not a number"),
        ("1 +", "neither a number nor an expression"),
        ("", "neither a number nor an expression"),
        ("(" * 150 + ")" * 50, "neither a number nor an expression"),
        ("1+" * 200 + "1", f"the limit is {limits.EXPRESSION_LENGTH}"),
    ],
)
def test_everything_else_is_refused(text, what):
    with pytest.raises(Fault, match=what.replace("(", r"\(")):
        read(text)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("width / (stride - 2)", "divides by zero"),
        ("width % 0", "divides by zero"),
        ("*".join(["999999999"] * 3), "passes"),
        ("/".join(["1", *["999983"] * 4]), "finer than"),
    ],
)
def test_values_have_limits(text, what):
    with pytest.raises(Fault, match=what):
        read(text).value(NAMES)


@given(st.integers(0, 999), st.integers(1, 99), st.integers(1, 99))
def test_arithmetic_is_that_of_fractions(a, b, c):
    assert read("a/b + c*a - b").value({"a": a, "b": b, "c": c}) == Fraction(a, b) + c * a - b
    assert read("a//b").value({"a": a, "b": b}) == a // b
