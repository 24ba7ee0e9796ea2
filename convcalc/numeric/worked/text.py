"""Matrices as they are typed: rows between semicolons or at line ends, cells between blanks, commas or tabs.

Channels stand between ``|`` or blank lines, filters between ``||`` or lines of dashes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from convcalc.errors import DocumentError, Fault, Mark, Source
from convcalc.numeric.worked.cells import Cell, cell

TOKEN = re.compile(r"\|\||\||;|,|[^\s,;|]+")
FORMS = 'rows such as "1 2; 3 4", channels between |, filters between ||'
Rows = list[list[Cell]]


class Placed(NamedTuple):
    """A row of cells and where it begins."""

    cells: list[Cell]
    mark: Mark


def read_text(text: str, name: str, names: bool) -> list[list[Rows]]:
    """The filters, channels and rows of a text. Raises a DocumentError with its place for what is no matrix."""
    source = Source(name, text.split("\n"))
    filters: list[list[list[Placed]]] = [[[]]]
    for number, line in enumerate(source.lines):
        if not line.strip() or re.fullmatch(r"\s*-{3,}\s*", line):
            _divide(filters, "|" if not line.strip() else "||")
        else:
            _line(filters, line, number, source, names)
    _drop_empty(filters)
    _check(filters, source)
    return [[[row.cells for row in rows] for rows in channels] for channels in filters]


def _line(filters: list[list[list[Placed]]], line: str, number: int, source: Source, names: bool) -> None:
    """Read the rows of one line, and begin a channel or a filter where it says so."""
    begun = False
    comma = True  # a comma here would have nothing before it
    for token in TOKEN.finditer(line):
        mark = Mark(source, number, token.start())
        sign = token[0]
        if sign == "," and comma:
            raise DocumentError("there is a comma and no number before it", mark=mark, hint="a number in every cell")
        comma = sign in (",", ";", "|", "||")
        if sign in ("|", "||"):
            _divide(filters, sign)
        if sign in (";", "|", "||"):
            begun = False
        elif sign != ",":
            rows = filters[-1][-1]
            if not begun:
                rows.append(Placed([], mark))
                begun = True
            try:
                rows[-1].cells.append(cell(sign, names))
            except Fault as fault:
                raise DocumentError(fault.what, mark=mark, hint=fault.hint) from None


def _divide(filters: list[list[list[Placed]]], sign: str) -> None:
    """Begin a channel or a filter, unless the one before is still empty."""
    if filters[-1][-1]:
        filters[-1].append([])
    if sign == "||" and filters[-1][0]:
        filters.append([[]])


def _drop_empty(filters: list[list[list[Placed]]]) -> None:
    for channels in filters:
        if not channels[-1]:
            channels.pop()
    if not filters[-1]:
        filters.pop()


def _check(filters: list[list[list[Placed]]], source: Source) -> None:
    """Raise a DocumentError where there is nothing, or where rows, channels or filters differ in size."""
    if not filters:
        raise DocumentError(f"{source.name} is empty", hint=FORMS)
    first = filters[0][0]
    for at, channels in enumerate(filters, 1):
        if len(channels) != len(filters[0]):
            raise DocumentError(
                f"filter {at} has {_counted(len(channels), 'channel')}, and filter 1 has {len(filters[0])}",
                mark=channels[0][0].mark,
                hint="filters of the same depth",
            )
        for channel, rows in enumerate(channels, 1):
            for number, row in enumerate(rows, 1):
                if len(row.cells) != len(first[0].cells):
                    raise DocumentError(
                        f"row {number}{_of(channel)} has {_counted(len(row.cells), 'cell')}, "
                        f"and the first row has {len(first[0].cells)}",
                        mark=row.mark,
                        hint="rows of the same length",
                    )
            if len(rows) != len(first):
                raise DocumentError(
                    f"a channel has {_counted(len(rows), 'row')}, and the first has {len(first)}",
                    mark=rows[0].mark,
                    hint="channels of the same size; a blank line or | ends a channel",
                )


def _of(channel: int) -> str:
    return f" of channel {channel}" if channel > 1 else ""


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"
