"""LaTeX: text whose signs it leaves alone, and tables for a document with booktabs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from convcalc.algebra.writing import LOWERED, visible
from convcalc.render.sheet import Sheet

SIGNS = {"\\": r"\textbackslash{}", "⌊": r"$\lfloor$", "⌋": r"$\rfloor$", "⌈": r"$\lceil$", "⌉": r"$\rceil$",
         "·": r"$\cdot$", "−": "$-$", "≥": r"$\ge$", "≤": r"$\le$", "…": r"\ldots{}", "×": r"$\times$", "≠": r"$\ne$",
         "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}  # fmt: skip


RAISED = "".join(map(chr, LOWERED))


def escaped(line: str) -> str:
    """A line of text whose signs LaTeX leaves alone."""
    written = "".join(SIGNS.get(sign, "\\" + sign if sign in "_#$%&{}" else sign) for sign in visible(line))
    return re.sub(f"[{RAISED}]+", lambda power: f"$^{{{power[0].translate(LOWERED)}}}$", written)


def line(text: str) -> str:
    """The same in one line: an empty one would end a paragraph, and with it a table."""
    return escaped(" ".join(text.split()))


def write(sheet: Sheet) -> str:
    """A table with its captions as its caption, and its remarks below."""
    return table(sheet, [list(map(line, row)) for row in sheet.rows], list(map(line, sheet.foot)))


def table(sheet: Sheet, rows: Iterable[Sequence[str]], foot: Sequence[str] = (), between: str = "") -> str:
    """The same with rows that are LaTeX already, and what stands between them."""
    lines = ["% needs the packages booktabs and amsmath", r"\begin{table}", r"\centering"]
    lines += [rf"\caption{{{line('; '.join(sheet.captions))}}}"] if sheet.captions else []
    lines += [rf"\begin{{tabular}}{{{''.join('r' if right else 'l' for right in sheet.numeric)}}}", r"\toprule"]
    lines += [_row(map(line, sheet.headers)), r"\midrule", ("\n" + between).join(map(_row, rows))]
    lines += [r"\midrule", _row(foot)] if any(foot) else []
    lines += [r"\bottomrule", r"\end{tabular}"]
    if sheet.remarks:
        lines += [r"\begin{flushleft}", *(line(remark) + r"\\" for remark in sheet.remarks), r"\end{flushleft}"]
    return "\n".join([*lines, r"\end{table}", ""])


def _row(cells: Iterable[str]) -> str:
    """A row. A bracket or a star at its beginning would belong to the command before it."""
    written = " & ".join(cells)
    return ("{}" if written[:1] in ("[", "*") else "") + written + r" \\"
