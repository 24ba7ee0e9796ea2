"""A Markdown table, with captions above and remarks below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from convcalc.render.sheet import Sheet


def write(sheet: Sheet) -> str:
    """The whole table."""
    bold_foot = [f"**{value}**" if value else "" for value in sheet.foot]
    rows = [*sheet.rows, bold_foot] if sheet.foot else sheet.rows
    parts = [f"{safe(caption)}  \n" for caption in sheet.captions] + ["\n"] if sheet.captions else []
    parts.append(table(sheet.headers, sheet.numeric, rows))
    parts += ["\n"] + [f"- {safe(remark)}\n" for remark in sheet.remarks] if sheet.remarks else []
    return "".join(parts)


def table(headers: Sequence[str], numeric: Sequence[bool], rows: Iterable[Sequence[str]]) -> str:
    """Headers and rows, numbers to the right."""
    marks = ["---:" if right else "---" for right in numeric]
    return "".join(f"| {' | '.join(map(safe, row))} |\n" for row in (headers, marks, *rows))


def safe(text: str) -> str:
    """A text whose signs Markdown leaves alone; one in bold is taken to be safe."""
    for sign in "\\|<>`":
        text = text.replace(sign, "\\" + sign)
    return text.replace("_", "\\_").replace("*", "\\*") if not text.startswith("**") else text
