"""A quiz as plain text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from convcalc.render.plain import Line, wrapped
from convcalc.render.quiz.paper import Entry, Key, Part

INDENT = "   "


def lines(parts: Iterable[Part], width: int | None) -> Iterator[Line]:
    """The questions one below the other; on the key each with its answer."""
    for number, part in enumerate(parts):
        if number:
            yield from (("row", ""), ("row", ""))
        yield from _wrapped("header", f"{part.title}: {part.worth}", width)
        for entry in part.entries:
            yield "row", ""
            yield from entry_lines(entry, width)


def entry_lines(entry: Entry, width: int | None) -> Iterator[Line]:
    """A question with the answers to choose from."""
    first, *others = entry.text.split("\n")
    yield from _wrapped("row", f"{entry.number}. ({entry.worth}) {first}", width)
    for line in others:
        yield from _wrapped("row", INDENT + line if line else "", width)
    if others and entry.choices:
        yield "row", ""
    for letter, written in entry.choices:
        yield from _wrapped("row", f"{INDENT}{letter}) {written}", width)
    if entry.key:
        yield from _key_lines(entry.key, width)


def _key_lines(key: Key, width: int | None) -> Iterator[Line]:
    yield from _wrapped("foot", f"{INDENT}answer: {key.answer}", width)
    for line in key.working:
        yield from _wrapped("row", f"{INDENT}{line}", width)
    for written, says in key.slips:
        yield from _wrapped("remark", f"{INDENT}{written}: {says}", width)


def _wrapped(kind: str, line: str, width: int | None) -> Iterator[Line]:
    yield from ((kind, piece) for piece in wrapped(line, width))


def write(parts: Iterable[Part]) -> str:
    """The whole text at full width."""
    return "".join(line + "\n" for _, line in lines(parts, None))
