"""A quiz as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from convcalc.render.classroom.texts import markdown_text
from convcalc.render.quiz.paper import Entry, Key, Part, pieces

INDENT = "   "


def write(parts: Iterable[Part]) -> str:
    """A heading for each student, and a numbered list of questions."""
    return "\n".join("\n".join(_part(part)) for part in parts)


def _part(part: Part) -> Iterator[str]:
    yield f"# {markdown_text(part.title)}\n"
    yield f"{part.worth}\n"
    for entry in part.entries:
        yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[str]:
    first, *others = pieces(entry.text)
    assert isinstance(first, str)
    yield f"{entry.number}. ({entry.worth}) {markdown_text(first)}\n"
    for piece in others:
        yield f"{INDENT}{markdown_text(piece)}\n" if isinstance(piece, str) else _block(piece)
    if entry.choices:
        yield "".join(f"{INDENT}- {letter}) {markdown_text(written)}\n" for letter, written in entry.choices)
    if entry.key:
        yield from _key(entry.key)


def _block(rows: list[list[str]]) -> str:
    """A matrix as code, in which columns stay under each other."""
    width = max(len(cell) for row in rows for cell in row)
    return "".join(f"{INDENT}    {' '.join(cell.rjust(width) for cell in row)}\n" for row in rows)


def _key(key: Key) -> Iterator[str]:
    yield f"{INDENT}**Answer: {markdown_text(key.answer)}**\n"
    if key.working:
        yield "".join(f"{INDENT}- {markdown_text(line)}\n" for line in key.working)
    if key.slips:
        yield "".join(f"{INDENT}- not {markdown_text(written)}: {markdown_text(says)}\n" for written, says in key.slips)
