"""Matrices as aligned text, side by side, with the cells of a window in brackets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import zip_longest

from convcalc.render.plain import cells as width_of

GAP = "   "
Table = list[list[str]]


def block(rows: Table, marked: Iterable[tuple[int, int]] = (), title: str = "") -> list[str]:
    """The lines of a matrix, its columns aligned to the right; marked cells are in brackets."""
    chosen = set(marked)
    widths = [max(map(width_of, column)) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths, {j for i, j in chosen if i == number}) for number, row in enumerate(rows)]
    return [title, *lines] if title else lines


def _line(row: Sequence[str], widths: Sequence[int], marked: set[int]) -> str:
    pieces = []
    for place, (text, width) in enumerate(zip(row, widths, strict=True)):
        left, right = "[]" if place in marked else "  "
        pieces.append(left + " " * (width - width_of(text)) + text + right)
    return "".join(pieces)


def beside(blocks: Sequence[list[str]], width: int | None) -> list[str]:
    """Blocks side by side, or below each other where they are wider than ``width``."""
    widths = [max(map(width_of, lines), default=0) for lines in blocks]
    if width and sum(widths) + len(GAP) * (len(blocks) - 1) > width:
        return [line.rstrip() for lines in blocks for line in lines]
    rows = zip_longest(*blocks, fillvalue="")
    return [
        GAP.join(text + " " * (own - width_of(text)) for text, own in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
