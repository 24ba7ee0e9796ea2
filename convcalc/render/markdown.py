"""A Markdown table, with captions above and remarks below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from convcalc.render.sheet import Sheet


def write(sheet: Sheet) -> str:
    """The whole table."""
    parts = [f"{safe(caption)}  \n" for caption in sheet.captions] + ["\n"] if sheet.captions else []
    parts.append(table(sheet.headers, sheet.numeric, sheet.rows, sheet.foot))
    parts += ["\n"] + [f"- {safe(remark)}\n" for remark in sheet.remarks] if sheet.remarks else []
    return "".join(parts)


def table(
    headers: Sequence[str], numeric: Sequence[bool], rows: Iterable[Sequence[str]], foot: Sequence[str] = ()
) -> str:
    """Headers and rows, numbers to the right; a foot in bold."""
    marks = ["---:" if right else "---" for right in numeric]
    lines = [map(safe, headers), marks, *(map(safe, row) for row in rows)]
    lines += [[f"**{safe(value)}**" if value else "" for value in foot]] if foot else []
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


def safe(text: str) -> str:
    """A text in one line whose signs Markdown leaves alone: no link, picture, heading or HTML is made of it."""
    text = " ".join(text.split("\n"))
    for sign in "\\|<>`_*":
        text = text.replace(sign, "\\" + sign)
    return re.sub(r"^#|\](?=[(\[:])", r"\\\g<0>", text)
