"""A wide table on a terminal: headers fold, lists of layers stand in brackets, columns that do not fit go on below.

Below, they stand in a table of their own behind the first column once more, which then says of each row which it is.
Nothing is ever cut off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from convcalc.render.paper.page import Page, Unit, units
from convcalc.render.plain import GAP, Line, cells, folded, wrapped

NARROWEST = 12
WORD = re.compile(r"[^/ ]+[/ ]*|[/ ]+")
BRACKETS = (("⎡", "⎤"), ("⎢", "⎥"), ("⎣", "⎦"))


class _Row(NamedTuple):
    """The lines of each cell of a row, and the cells that several columns share."""

    cells: list[list[str]]
    spans: list[range]


def all_lines(pages: Sequence[Page], width: int | None) -> Iterator[Line]:
    """The lines of pages, one below the other."""
    for number, page in enumerate(pages):
        yield from [("row", "")] if number else []
        yield from lines(page, width)


def lines(page: Page, width: int | None) -> Iterator[Line]:
    """The lines of a page; without a width each row has one."""
    sheet = page.sheet
    for caption in sheet.captions:
        yield from (("caption", line) for line in wrapped(caption, width))
    yield "caption", ""
    header, rows = [[text] for text in sheet.headers], _rows(page, stacked if width else lambda text: [text])
    widths = _widths(header, rows)
    if width and _total(widths) > width:
        rows = _rows(page, lambda text: stacked(text, ""))
        header = _folded_headers(sheet.headers, rows)
        widths = _widths(header, rows)
    keyed = [_Row([[key], *row.cells[1:]], row.spans) for key, row in zip(page.keys, rows, strict=True)]
    again = max(map(cells, [*header[0], *page.keys]))
    if width and _total(widths) > width:
        widths, again = _fitted(widths, again, width)
    for number, places in enumerate(_tiles(widths, again, page.beside, width)):
        yield from [("row", "")] if number else []
        own = [_key_width(again, places, page.keys, widths, width), *widths[1:]] if number else widths
        own = _widened(places, keyed if number else rows, own, width)
        yield from _tile(places, header, keyed if number else rows, own, sheet.numeric)
    if sheet.remarks:
        yield "remark", ""
    for remark in sheet.remarks:
        yield from (("remark", line) for line in wrapped(remark, width))


def _rows(page: Page, cell: Callable[[str], list[str]]) -> list[_Row]:
    return [_Row(list(map(cell, row)), spans) for row, spans in zip(page.sheet.rows, page.spans, strict=True)]


def stacked(text: str, blank: str = " ") -> list[str]:
    """A list of layers one below the other, units in brackets, and then ``blank`` × how often they repeat."""
    return [line for unit in units(text) for line in _unit_lines(unit, blank)]


def _unit_lines(unit: Unit, blank: str) -> list[str]:
    count = f"{blank}×{blank}{unit.times}" if unit.times else ""
    if not unit.bracket or len(unit.layers) == 1:
        return [f"[{unit.layers[0]}]{count}" if unit.bracket else unit.layers[0]]
    widest = max(map(cells, unit.layers))
    middle = (len(unit.layers) - 1) // 2
    signs = [BRACKETS[0], *[BRACKETS[1]] * (len(unit.layers) - 2), BRACKETS[2]]
    return [
        f"{left}{each}{' ' * (widest - cells(each))}{right}{count if place == middle else ''}"
        for place, (each, (left, right)) in enumerate(zip(unit.layers, signs, strict=True))
    ]


def _total(widths: Sequence[int]) -> int:
    return sum(widths) + len(GAP) * (len(widths) - 1)


def _widths(header: Sequence[Sequence[str]], rows: Sequence[_Row]) -> list[int]:
    """The widths that the cells need; the last column of a span takes what its text needs beyond them all."""
    bodies = [_own(row) for row in rows]
    widths = [max(cells(line) for each in column for line in each) for column in zip(header, *bodies, strict=True)]
    for row in rows:
        for span in row.spans:
            missing = _widest(row.cells[span[0]]) - _total([widths[place] for place in span])
            widths[span[-1]] += max(missing, 0)
    return widths


def _own(row: _Row) -> list[list[str]]:
    """The cells of a row, empty where they are shared."""
    shared = {place for span in row.spans for place in span}
    return [[""] if place in shared else each for place, each in enumerate(row.cells)]


def _folded_headers(headers: Sequence[str], rows: Sequence[_Row]) -> list[list[str]]:
    """The headers folded to what stands below them, or to their longest word where that is longer."""
    bodies = _widths([[""]] * len(headers), rows)
    return [_header_lines(header, body) for header, body in zip(headers, bodies, strict=True)]


def _header_lines(header: str, width: int) -> list[str]:
    """A header in lines of at most ``width``, or of a word that is longer."""
    found = [""]
    for word in WORD.findall(header):
        if found[-1] and cells(found[-1] + word.rstrip()) > width:
            found.append("")
        found[-1] += word
    return [each.rstrip() for each in found]


def _widest(lines: Sequence[str]) -> int:
    return max(map(cells, lines))


def _fitted(widths: Sequence[int], again: int, width: int) -> tuple[list[int], int]:
    """The widths, and that of the first column further down, so that it and any other stand side by side."""
    most = max(width // 3, NARROWEST) if len(widths) > 1 else width
    first, again = min(widths[0], most), min(again, most)
    beside = width - (first if _total(widths) <= width else max(first, again)) - len(GAP)
    return [first, *(min(own, max(beside, 1)) for own in widths[1:])], again


def _key_width(again: int, places: Sequence[int], keys: Sequence[str], widths: Sequence[int], width: int | None) -> int:
    """The width of the first column further down, wider where that is needed and there is room."""
    free = width - _total([0, *(widths[place] for place in places[1:])]) if width else 0
    return max(again, min(_widest(keys), free))


def _widened(places: Sequence[int], rows: Sequence[_Row], widths: Sequence[int], width: int | None) -> list[int]:
    """The widths, the last column of a span wider where its text needs that and there is room."""
    own = list(widths)
    for row in rows:
        for here in ([place for place in places if place in span] for span in row.spans):
            free = width - _total([own[place] for place in places]) if width else 0
            missing = _widest(row.cells[here[0]]) - _total([own[place] for place in here]) if here else 0
            if here and free > 0:
                own[here[-1]] += max(min(missing, free), 0)
    return own


def _tiles(widths: Sequence[int], again: int, beside: set[int], width: int | None) -> list[list[int]]:
    """The columns in tables that fit, each behind the first; one that belongs to another stays beside it."""
    groups: list[list[int]] = []
    for place in range(len(widths)):
        if place in beside:
            groups[-1].append(place)
        else:
            groups.append([place])
    tiles = [groups[0]]
    for group in groups[1:]:
        tile = [*tiles[-1], *group]
        needed = _total([widths[at] if at or len(tiles) == 1 else again for at in tile])
        if width and len(tiles[-1]) > (len(groups[0]) if len(tiles) == 1 else 1) and needed > width:
            tile = [0, *group]
            tiles.append(tile)
        tiles[-1] = tile
    return tiles


def _tile(
    places: Sequence[int],
    header: Sequence[list[str]],
    rows: Sequence[_Row],
    widths: Sequence[int],
    numeric: Sequence[bool],
) -> Iterator[Line]:
    """A table of some of the columns."""
    heads = [_set(header[place], widths[place], numeric[place]) for place in places]
    yield from (("header", text) for text in _side_by_side(heads, bottom=True))
    yield "rule", "─" * _total([widths[place] for place in places])
    for row in rows:
        yield from (("printed", text) for text in _side_by_side(list(_cells(row, places, widths, numeric))))


def _cells(row: _Row, places: Sequence[int], widths: Sequence[int], numeric: Sequence[bool]) -> Iterator[list[str]]:
    """The cells of a row in the columns of a tile, each filled to its width."""
    starts = {}
    for span in row.spans:
        here = [place for place in places if place in span]
        starts.update(dict.fromkeys(here[:1], here[1:]))
    inside = {place for rest in starts.values() for place in rest}
    for place in places:
        if starts.get(place):
            yield _spanning(row.cells[place], _total([widths[place], *(widths[at] for at in starts[place])]))
        elif place not in inside:
            yield _set(row.cells[place], widths[place], numeric[place])


def _set(texts: Sequence[str], width: int, right: bool) -> list[str]:
    """The lines of a cell, folded and filled to the width of its column."""
    pieces = [piece for text in texts for piece in folded(text, width)]
    fills = [" " * (width - cells(piece)) for piece in pieces]
    return [fill + piece if right else piece + fill for piece, fill in zip(pieces, fills, strict=True)]


def _spanning(texts: Sequence[str], width: int) -> list[str]:
    """A cell that several columns share: a text between lines that lead to it, a list in the middle."""
    widest = _widest(texts)
    rest = width - widest - 2
    if rest < 2:
        return _set(texts, width, False)
    if len(texts) > 1:
        return _set([" " * (rest // 2 + 1) + text for text in texts], width, False)
    return ["─" * (rest // 2) + f" {texts[0]} " + "─" * (rest - rest // 2)]


def _side_by_side(columns: Sequence[list[str]], bottom: bool = False) -> Iterator[str]:
    """Lines of cells, those of a cell with fewer of them at the top, or the bottom."""
    height = max(map(len, columns))
    for column in columns:
        empty = [" " * cells(column[0])] * (height - len(column))
        column[:] = [*empty, *column] if bottom else [*column, *empty]
    yield from (GAP.join(pieces).rstrip() for pieces in zip(*columns, strict=True))
