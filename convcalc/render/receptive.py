"""Receptive fields as a table and a CSV show them: a square once, other fields axis by axis."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from convcalc.algebra.writing import percent_text
from convcalc.layers.fields import shown
from convcalc.rows import Row


def _along(quantity: str) -> Callable[[Row], tuple[Any, ...]]:
    """A quantity of a row's field, axis by axis."""
    return lambda row: tuple(getattr(axis, quantity) for axis in row.field.axes) if row.field else ()


def _seen(row: Row) -> Fraction:
    return row.field.seen if row.field else Fraction(0)


def by_axis(values: tuple[Any, ...]) -> str:
    """212 where all axes have it, 483x101 where they differ."""
    written = [shown(value) for value in values]
    return written[0] if len(set(written)) == 1 else "x".join(written)


def _jump(values: tuple[Any, ...]) -> str:
    """The jumps; a dash where every cell sees the same."""
    return by_axis(values) if any(values) else "-"


# The key, the header, the value of a row, and how it is written.
FIELD_COLUMNS: tuple[tuple[str, str, Callable[[Any], Any], Callable[[Any], str]], ...] = (
    ("field", "Field", _along("size"), by_axis),
    ("jump", "Jump", _along("jump"), _jump),
    ("offset", "Offset", _along("offset"), by_axis),
    ("seen", "Seen", _seen, lambda share: percent_text(share, 1)),
)
