"""Two variants of one network row by row: which rows differ, and in what."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from convcalc.algebra.sym import Sym
from convcalc.algebra.writing import code
from convcalc.layers.fields import differs
from convcalc.report import Report
from convcalc.rows import Row

COUNTED = ("parameters", "multiplications")


class Difference(NamedTuple):
    """What differs between two rows: a field, the layer itself, the output or a count, and both values."""

    what: str
    first: Any
    second: Any


class Change(NamedTuple):
    """A row that is not the same in both, or that only one has; the other's is None."""

    name: str
    first: Row | None
    second: Row | None
    differences: tuple[Difference, ...]


class Changes(NamedTuple):
    """The rows that differ, in the order of the first report, and how many are equal."""

    changed: tuple[Change, ...]
    equal: int


def changes(first: Report, second: Report) -> Changes:
    """The rows of two reports side by side by their names.

    A row that only the second has stands behind the one that it follows there.
    """
    ones, others = ({row.name: row for row in report.rows} for report in (first, second))
    pairs = [Change(name, ones.get(name), others.get(name), ()) for name in _merged(list(ones), list(others))]
    compared = [pair._replace(differences=tuple(_differences(pair))) for pair in pairs]
    changed = [each for each in compared if each.differences or not (each.first and each.second)]
    return Changes(tuple(changed), len(compared) - len(changed))


def _merged(ones: list[str], others: list[str]) -> Iterator[str]:
    """All names once, those of the first in their order."""
    known = set(ones)
    behind: dict[str, list[str]] = {}
    last = ""
    for name in others:
        if name in known:
            last = name
        else:
            behind.setdefault(last, []).append(name)
    yield from behind.get("", [])
    for name in ones:
        yield name
        yield from behind.get(name, [])


def _differences(pair: Change) -> Iterator[Difference]:
    one, other = pair.first, pair.second
    if one is None or other is None:
        return
    yield from _fields(one.layer, other.layer)
    if _differ(one.output, other.output):
        yield Difference("output", one.output, other.output)
    for quantity in COUNTED:
        if _differ(getattr(one, quantity), getattr(other, quantity)):
            yield Difference(quantity, getattr(one, quantity), getattr(other, quantity))


def _fields(one: Any, other: Any) -> Iterator[Difference]:
    """The fields that two layers of one type do not share, or the layers where these are of two types."""
    if type(one) is not type(other):
        yield Difference("layer", one, other)
        return
    for name in one.fields:
        mine, theirs = getattr(one, name), getattr(other, name)
        if _differ(mine, theirs):
            yield Difference(name, mine, theirs)


def _differ(one: Any, other: Any) -> bool:
    """Whether two values differ; formulas in their simplest form are told apart by how they are written."""
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) != len(other) or any(map(_differ, one, other))
    formulas = isinstance(one, Sym) and isinstance(other, Sym)
    return code(one) != code(other) if formulas else differs(one, other)
