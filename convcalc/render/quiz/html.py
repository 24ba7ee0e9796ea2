"""A quiz as a page of HTML that stands alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from convcalc.render.quiz.paper import Entry, Key, Part, pieces

STYLE = """body { font-family: sans-serif; max-width: 45em; margin: 2em auto; line-height: 1.4 }
li { margin-bottom: 1.2em }
li li { margin-bottom: 0 }
section + section { page-break-before: always }
.answer { border-bottom: 1px solid; display: inline-block; min-width: 15em }
.slip { color: #555 }"""


def write(parts: Iterable[Part]) -> str:
    """The whole page."""
    sections = list(parts)
    title = escape(sections[0].title if len(sections) == 1 else "quiz")
    head = f'<meta charset="utf-8">\n<title>{title}</title>\n<style>\n{STYLE}\n</style>'
    body = "\n".join("\n".join(_section(part)) for part in sections)
    return f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'


def _section(part: Part) -> Iterator[str]:
    yield f"<section>\n<h1>{escape(part.title)}</h1>\n<p>{part.worth}</p>\n<ol>"
    for entry in part.entries:
        yield f"<li>{''.join(_entry(entry))}</li>"
    yield "</ol>\n</section>"


def _entry(entry: Entry) -> Iterator[str]:
    yield text_html(f"({entry.worth}) {entry.text}")
    if entry.choices:
        chosen = "".join(f"<li>{escape(written)}</li>" for _, written in entry.choices)
        yield f'<ol type="a">{chosen}</ol>'
    if entry.key:
        yield from _key(entry.key)
    elif not entry.choices:
        yield '<p>Answer: <span class="answer">&nbsp;</span></p>'


def _key(key: Key) -> Iterator[str]:
    yield f"<p><strong>Answer: {escape(key.answer)}</strong></p>"
    yield from (f"<p>{escape(line)}</p>" for line in key.working)
    yield from (f'<p class="slip">{escape(written)}: {escape(says)}</p>' for written, says in key.slips)


def text_html(text: str) -> str:
    """A text with its paragraphs and its matrices."""
    return "".join(f"<p>{escape(piece)}</p>" if isinstance(piece, str) else _matrix(piece) for piece in pieces(text))


def _matrix(rows: list[list[str]]) -> str:
    width = max(len(cell) for row in rows for cell in row)
    return "<pre>" + "\n".join(" ".join(escape(cell.rjust(width)) for cell in row) for row in rows) + "</pre>"
