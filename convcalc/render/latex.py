"""LaTeX: text whose signs it leaves alone, and tables for a document with booktabs."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from convcalc.algebra.writing import LOWERED, visible
from convcalc.render.sheet import Sheet

SIGNS = {"\\": r"\textbackslash{}", "⌊": r"$\lfloor$", "⌋": r"$\rfloor$", "⌈": r"$\lceil$", "⌉": r"$\rceil$",
         "·": r"$\cdot$", "−": "$-$", "≥": r"$\ge$", "≤": r"$\le$", "…": r"\ldots{}", "×": r"$\times$", "≠": r"$\ne$",
         "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}  # fmt: skip


SHAPE = re.compile(
    r"(?<![\w./])(?:[0-9]{1,15}|[A-Z])(?:x(?:[0-9]{1,15}[a-z]?|[A-Z]))+(?!\.?\w)"
    r"|(?<=\]) x (?=[0-9])|(?<=\b[A-Z]) x (?=[A-Z]\b)"
)
QUOTED = re.compile(r"(?<!\w)'(?=\S)([^']{1,500})'(?!\w)")
ROWS, COLUMNS = 40, 8  # a table of more rows goes on over pages, one of more columns is set in small letters
LONG = 60  # letters of a cell that is set in lines
WRAPPED = r"p{0.4\textwidth}"
RAISED = "".join(map(chr, LOWERED))


def escaped(line: str) -> str:
    """A line of text whose signs LaTeX leaves alone."""
    written = "".join(SIGNS.get(sign, "\\" + sign if sign in "_#$%&{}" else sign) for sign in visible(line))
    return re.sub(f"[{RAISED}]+", lambda power: f"$^{{{power[0].translate(LOWERED)}}}$", written)


def line(text: str) -> str:
    """The same in one line, with quotes and times signs: an empty one would end a paragraph, and with it a table."""
    written = SHAPE.sub(lambda shape: shape[0].replace("x", "×"), " ".join(text.split()))
    return escaped(QUOTED.sub(r"`\1'", written))


def write(sheet: Sheet, title: str = "") -> str:
    """A table with a title, by default its first caption, and its other captions and its remarks as notes below."""
    if not title and sheet.captions:
        title, *rest = sheet.captions
        sheet = sheet._replace(captions=rest)
    widest = [max(map(len, column), default=0) for column in zip(*sheet.rows, strict=True)] or [0] * len(sheet.headers)
    wrapped = {place for place, width in enumerate(widest) if width > LONG and not sheet.numeric[place]}
    return table(sheet, title, [list(map(line, row)) for row in sheet.rows], wrapped=wrapped)


def table(
    sheet: Sheet, title: str, rows: Sequence[Sequence[str]], between: str = "", wrapped: Collection[int] = ()
) -> str:
    """The same with rows that are LaTeX already, and what stands between them; a long one goes on over pages.

    Texts of ``wrapped`` columns are set in lines.
    """
    foot = list(map(line, sheet.foot))
    caption = rf"\caption{{{line(title)}}}\label{{tab:{label(title)}}}"
    head = [_row(map(line, sheet.headers)), r"\midrule"]
    body = [
        *([("\n" + between).join(map(_row, rows))] if rows else []),
        *([r"\midrule", _row(foot)] if any(foot) else []),
        r"\bottomrule",
    ]
    columns = "".join(WRAPPED if at in wrapped else "r" if right else "l" for at, right in enumerate(sheet.numeric))
    if len(rows) > ROWS:
        again = [r"\toprule", *head]
        made = [caption + r" \\", *again, r"\endfirsthead", *again, r"\endhead", *body]
        made = [rf"\begin{{longtable}}{{{columns}}}", *made, r"\end{longtable}"]
        opening, closing = r"\begingroup", [*_notes(sheet), r"\endgroup"]
    else:
        made = [rf"\begin{{tabular}}{{{columns}}}", r"\toprule", *head, *body, r"\end{tabular}"]
        opening, closing = "\\begin{table}\n\\centering\n" + caption, [*_notes(sheet), r"\end{table}"]
    small = [r"\small"] if len(sheet.headers) > COLUMNS else []
    packages = "booktabs, longtable and amsmath" if len(rows) > ROWS else "booktabs and amsmath"
    return "\n".join([f"% needs the packages {packages}", opening, *small, *made, *closing, ""])


def label(title: str) -> str:
    """What a table is called in a document: the name at the beginning of its title, in letters, digits and dashes."""
    return re.sub("[^a-z0-9]+", "-", re.split(": |;", title)[0].lower()).strip("-")


def _notes(sheet: Sheet) -> list[str]:
    """Captions and remarks as notes below the table."""
    notes = [_guarded(line(note)) for note in (*sheet.captions, *sheet.remarks)]
    return [r"\begin{flushleft}\footnotesize", "\\\\\n".join(notes), r"\end{flushleft}"] if notes else []


def _row(cells: Iterable[str]) -> str:
    """A row."""
    return _guarded(" & ".join(cells)) + r" \\"


def _guarded(text: str) -> str:
    """A text; a bracket or a star at its beginning would belong to the command before it."""
    return ("{}" if text[:1] in ("[", "*") else "") + text
