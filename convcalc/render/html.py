"""The table that a notebook shows."""

from __future__ import annotations

from html import escape

from convcalc.render.sheet import sheet
from convcalc.report import Report


def notebook_table(report: Report) -> str:
    """A report as an HTML table, with its captions and remarks."""
    content = sheet(report)
    head = _row(content.headers, content.numeric, "th")
    body = "".join(_row(row, content.numeric) for row in content.rows)
    foot = _row(content.foot, content.numeric) if content.foot else ""
    captions, remarks = ("<br>".join(map(escape, lines)) for lines in (content.captions, content.remarks))
    return (
        f"<div><p>{captions}</p><table><thead>{head}</thead><tbody>{body}</tbody>"
        f"<tfoot style='font-weight:bold'>{foot}</tfoot></table><p>{remarks}</p></div>"
    )


def _row(cells: list[str], numeric: list[bool], tag: str = "td") -> str:
    sides = ("right" if number else "left" for number in numeric)
    filled = "".join(
        f"<{tag} style='text-align:{side}'>{escape(cell)}</{tag}>" for cell, side in zip(cells, sides, strict=True)
    )
    return f"<tr>{filled}</tr>"
