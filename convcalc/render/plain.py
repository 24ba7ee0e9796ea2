"""Aligned text, at full width or folded into a narrow terminal. Nothing is ever cut off.

Where a record does not fit into the width it takes several lines, column by column, its header as well.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence

from convcalc.render.sheet import Sheet

GAP = "  "
INDENT = "    "
HANGING = "  "  # in front of what a folded cell goes on with
NARROWEST = 20
HELD = re.compile(r"[⌊⌈][^⌊⌈⌋⌉]{1,30}[⌋⌉]")  # a rounded division stays on one line
UNBROKEN = "\u00a0"
Line = tuple[str, str]  # what the line is (caption, header, rule, row, foot or remark), and its text


def write(sheet: Sheet, width: int | None = None) -> str:
    """The whole table as text; without a width every record has one line."""
    return "\n".join(text for _, text in lines(sheet, width)) + "\n"


def lines(sheet: Sheet, width: int | None = None) -> Iterator[Line]:
    """The lines of a table, each with what it is."""
    for caption in sheet.captions:
        yield from (("caption", line) for line in wrapped(caption, width))
    if sheet.captions:
        yield "caption", ""
    records = [sheet.headers, *sheet.rows, *([sheet.foot] if sheet.foot else [])]
    widths = [max(map(cells, column)) for column in zip(*records, strict=True)]
    widths = fitted(widths, sheet.numeric, width) if width else widths
    groups = packed(widths, width)
    rule = "─" * max(
        sum(widths[place] + len(GAP) for place in group) - len(GAP) + _indent(at) for at, group in enumerate(groups)
    )
    rule = rule[:width] if width else rule

    def record(kind: str, values: Sequence[str]) -> Iterator[Line]:
        for at, group in enumerate(groups):
            for text in _record_lines(values, group, widths, sheet.numeric, at):
                yield kind, text

    yield from record("header", sheet.headers)
    yield "rule", rule
    for row in sheet.rows:
        yield from record("row", row)
    if sheet.foot:
        yield "rule", rule
        yield from record("foot", sheet.foot)
    for remark in sheet.remarks:
        yield from (("remark", line) for line in wrapped(remark, width))


def cells(text: str) -> int:
    """The width of a text on the screen."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(sign) in "WF" for sign in text)
    combining = sum(unicodedata.combining(sign) != 0 for sign in text)
    return len(text) + wide - combining


def packed(widths: Sequence[int], width: int | None) -> list[list[int]]:
    """The columns by the line of a record that they stand in: as many on each line as fit."""
    groups: list[list[int]] = [[]]
    used = 0
    for place, own in enumerate(widths):
        if width and groups[-1] and used + len(GAP) + own > width:
            groups.append([])
            used = len(INDENT) - len(GAP)
        groups[-1].append(place)
        used += own + (len(GAP) if len(groups[-1]) > 1 or len(groups) > 1 else 0)
    return groups


def _indent(group: int) -> int:
    return len(INDENT) if group else 0


def _record_lines(
    values: Sequence[str], group: Sequence[int], widths: Sequence[int], numeric: Sequence[bool], at: int
) -> Iterator[str]:
    """The lines of one group of columns of a record: one, or more where a cell is folded into its column."""
    columns = [folded(values[place], widths[place]) for place in group]
    for line in range(max(map(len, columns))):
        pieces = []
        for place, column in zip(group, columns, strict=True):
            piece = column[line] if line < len(column) else ""
            fill = " " * (widths[place] - cells(piece))
            pieces.append(fill + piece if numeric[place] else piece + fill)
        text = " " * _indent(at) + GAP.join(pieces).rstrip()
        if text.strip() or at == 0:
            yield text


def fitted(widths: Sequence[int], numeric: Sequence[bool], width: int) -> list[int]:
    """The widths, with the first or last column of words narrowed where that puts a record on one line."""
    widths = [min(own, width - len(INDENT) * (place > 0)) for place, own in enumerate(widths)]
    over = sum(widths) + len(GAP) * (len(widths) - 1) - width
    for place in (len(widths) - 1, 0):
        if over > 0 and not numeric[place] and widths[place] - over >= NARROWEST:
            widths[place] -= over
            break
    return widths


def folded(text: str, width: int) -> list[str]:
    """A cell in lines of at most ``width``, broken after a slash or a blank where that is possible."""
    if cells(text) <= width:
        return [text]
    lines = [""]
    for piece in re.findall(r"[^/ ]*[/ ]?", text):
        if lines[-1].strip() and cells(lines[-1] + piece.rstrip()) > width:
            lines.append(HANGING)
        while cells(lines[-1] + piece.rstrip()) > width:
            room = width - len(lines[-1])
            lines[-1:] = [lines[-1] + piece[:room], HANGING]
            piece = piece[room:]
        lines[-1] += piece
    return [line.rstrip() for line in lines if line.strip()]


def wrapped(text: str, width: int | None) -> list[str]:
    """A text in lines of at most ``width``, broken between words where that is possible."""
    if not width or cells(text) <= width:
        return [text]
    indent = " " * (len(text) - len(text.lstrip())) + INDENT
    held = HELD.sub(lambda found: found[0].replace(" ", UNBROKEN), text)
    lines = textwrap.wrap(held, max(width, 20), subsequent_indent=indent, break_on_hyphens=False)
    return [line.replace(UNBROKEN, " ") for line in lines]


def aligned(rows: Iterable[Sequence[str]]) -> list[str]:
    """Rows of words in columns, without a header."""
    rows = list(rows)
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    return [GAP.join(value.ljust(own) for value, own in zip(row, widths, strict=True)).rstrip() for row in rows]
