"""A quiz as a document for LaTeX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from convcalc.render.latex import escaped
from convcalc.render.quiz.paper import Entry, Key, Part, pieces

HEAD = r"""\documentclass[11pt]{article}
\usepackage[utf8]{inputenc}
\usepackage[T1]{fontenc}
\usepackage{amsmath}
\begin{document}
"""


def write(parts: Iterable[Part]) -> str:
    """The whole document, a page for each student."""
    return HEAD + "\\clearpage\n".join("\n".join(_part(part)) + "\n" for part in parts) + "\\end{document}\n"


def _part(part: Part) -> Iterator[str]:
    yield f"\\section*{{{escaped(part.title)}}}"
    yield f"{part.worth}"
    yield "\\begin{enumerate}"
    for entry in part.entries:
        yield from _entry(entry)
    yield "\\end{enumerate}"


def _entry(entry: Entry) -> Iterator[str]:
    yield f"  \\item ({entry.worth})"
    for piece in pieces(entry.text):
        yield f"  {escaped(piece)}\n" if isinstance(piece, str) else _matrix(piece)
    if entry.choices:
        yield "  \\begin{enumerate}"
        yield from (f"    \\item {escaped(written)}" for _, written in entry.choices)
        yield "  \\end{enumerate}"
    if entry.key:
        yield from _key(entry.key)
    elif not entry.choices:
        yield "  Answer: \\hrulefill"


def _matrix(rows: list[list[str]]) -> str:
    cells = " \\\\\n".join("    " + " & ".join(row) for row in rows)
    return f"  \\[\n  \\begin{{bmatrix}}\n{cells}\n  \\end{{bmatrix}}\n  \\]"


def _key(key: Key) -> Iterator[str]:
    yield f"  \\textbf{{Answer: {escaped(key.answer)}}}\n"
    lines = [*key.working, *(f"{written}: {says}" for written, says in key.slips)]
    if lines:
        yield "  \\begin{itemize}"
        yield from (f"    \\item {escaped(line)}" for line in lines)
        yield "  \\end{itemize}"
