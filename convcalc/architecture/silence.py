"""Advice that a file does not want to hear: ``silence: [large-filter]``, or for some rows ``{large-filter: [conv2]}``.

The names of the rules stand here, since a file is read without the rules; the classroom states them
(``convcalc/classroom/rules.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from convcalc.architecture.values import Value, plain
from convcalc.errors import Mark, did_you_mean
from convcalc.layers.fields import shown

RULES = ("input-size", "unread-pixels", "even-kernel", "large-pool", "large-filter", "dense-head")
EXAMPLE = "silence: [large-filter], or for some rows only silence: {large-filter: [conv2]}"
Wrong = Callable[[Mark, str, str], None]


class Silence(NamedTuple):
    """One rule silenced: in the whole file, or in a row and all rows below it."""

    rule: str
    row: str | None
    mark: Mark


def read_silence(value: Value | None, wrong: Wrong) -> tuple[Silence, ...]:
    """What a file silences: a list of rules, or rules each with their rows. ``wrong`` is told what cannot be read."""
    if value is None:
        return ()
    if isinstance(value.raw, dict):
        rules = [(rule, mark) for rule, mark in (value.keys or {}).items() if _known(rule, mark, wrong)]
        return tuple(each for rule, mark in rules for each in _rows(rule, mark, value.raw[rule], wrong))
    if isinstance(value.raw, (str, list)):
        items = value.raw if isinstance(value.raw, list) else [value]
        return tuple(Silence(item.raw, None, item.mark) for item in items if _known(plain(item), item.mark, wrong))
    wrong(value.mark, f"silence is {shown(plain(value))}: a list of rules is expected", EXAMPLE)
    return ()


def _rows(rule: str, mark: Mark, value: Value, wrong: Wrong) -> Iterator[Silence]:
    """The rows of one rule: a name, a list of names, or true for all."""
    if value.raw is True:
        yield Silence(rule, None, mark)
        return
    for item in value.raw if isinstance(value.raw, list) else [value]:
        if isinstance(item.raw, str):
            yield Silence(rule, item.raw, item.mark)
        else:
            wrong(item.mark, f"{rule} names {shown(plain(item))}: the name of a row is expected", f"{rule}: [conv2]")


def _known(rule: Any, mark: Mark, wrong: Wrong) -> bool:
    """Whether there is such a rule; where not, ``wrong`` is told."""
    if rule in RULES:
        return True
    wrong(mark, f"there is no rule {shown(rule)!r} to silence", did_you_mean(shown(rule), RULES))
    return False
