"""A table that is too wide for its place in parts, one below the other, each with the first column again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from convcalc.render import plain
from convcalc.render.plain import GAP, NARROWEST, cells
from convcalc.render.sheet import Sheet


def fits(sheet: Sheet, width: int | None) -> bool:
    """Whether every record of a table has room on a line."""
    return len(_groups(sheet, width)) == 1


def lines(sheet: Sheet, width: int | None) -> Iterator[plain.Line]:
    """The lines of a table, in as few parts as there is room for."""
    groups = _groups(sheet, width)
    for at, group in enumerate(groups):
        if at:
            yield "row", ""
        part = _part(sheet, [0, *group])
        part = part._replace(captions=[] if at else part.captions)
        yield from plain.lines(part._replace(remarks=[] if at < len(groups) - 1 else part.remarks), width)


def _groups(sheet: Sheet, width: int | None) -> list[list[int]]:
    """The columns behind the first by the part that they stand in."""
    first, *widths = [max(map(cells, column)) for column in zip(sheet.headers, *sheet.rows, strict=True)]
    room = width and width - min(first, max(NARROWEST, width // 3))  # a long first column is folded
    groups: list[list[int]] = [[]]
    used = 0
    for place, own in enumerate(widths, 1):
        used += len(GAP) + own
        if room and groups[-1] and used > room:
            groups.append([])
            used = len(GAP) + own
        groups[-1].append(place)
    return groups


def _part(sheet: Sheet, places: Sequence[int]) -> Sheet:
    """Some columns of a table, without the records that are empty there."""
    rows = [[row[place] for place in places] for row in sheet.rows]
    return sheet._replace(
        headers=[sheet.headers[place] for place in places],
        numeric=[sheet.numeric[place] for place in places],
        rows=[row for row in rows if any(row)],
        foot=[sheet.foot[place] for place in places] if sheet.foot else [],
    )
