"""The names of a class, from a list in CSV."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from convcalc.classroom.quiz.make import MOST_STUDENTS
from convcalc.classroom.sheets.columns import NAMING, words_of
from convcalc.classroom.sheets.table import SEPARATORS, Line, content_of, decoded, rows_of
from convcalc.errors import DocumentError, Fault


def read_students(path: Path) -> tuple[str, ...]:
    """The names in the column that is called name or the like, else in the first column, where no line is a header.

    Raises a DocumentError for what is no list of names.
    """
    try:
        names = tuple(_names(content_of(path)))
    except Fault as fault:
        raise DocumentError(f"{path}: {fault.what}", hint=fault.hint) from None
    if not names:
        raise DocumentError(f"{path} has no names", hint="a name on each line")
    if len(names) > MOST_STUDENTS:
        raise DocumentError(f"{path} has {len(names):,} names: the most is {MOST_STUDENTS:,}", hint="a shorter list")
    return names


def _names(content: bytes) -> Iterator[str]:
    text, _ = decoded(content)
    lines = list(rows_of(text, _separator(text), 1))
    if not lines:
        return
    column, first = _column(lines[0])
    for line in lines[first:]:
        name = " ".join(line.cells[column].split()) if column < len(line.cells) else ""
        if name:
            yield name


def _separator(text: str) -> str:
    """What stands most often in the first line."""
    header = text.lstrip().split("\n", 1)[0]
    return max(SEPARATORS, key=header.count)


def _column(header: Line) -> tuple[int, int]:
    """The column of the names, and the line where they begin."""
    titles = [words_of(cell) for cell in header.cells]
    named = next((titles.index(naming) for naming in NAMING if naming in titles), None)
    return (0, 0) if named is None else (named, 1)
