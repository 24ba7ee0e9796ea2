"""Texts of strangers in Markdown and HTML: names and answers, whose signs must do nothing there."""

from __future__ import annotations

import re
from html import escape

from convcalc.algebra.writing import visible
from convcalc.classroom.check.gain import GainProblem
from convcalc.classroom.check.quantities import QUANTITIES
from convcalc.classroom.sheets.question import Asked, Question

# What Markdown, and the Markdown of GitHub, take for more than a sign; besides, what begins an address.
SIGNS = re.compile(r"[\\`*_\[\]{}<>|#!&~@$^]|:(?=/)|(?<=www)\.", re.IGNORECASE)
FIRST = re.compile(r"^(\d{1,9})([.)])|^([-+=>])")


def one_line(text: str) -> str:
    """A text on one line, its control signs written out."""
    return visible(" ".join(text.split()))


def asked_text(question: Question, asked: Asked) -> str:
    """What is asked for, in words."""
    if isinstance(question.problem, GainProblem):
        return f"the gain in {asked.quantity.replace('_', ' ')}"
    return QUANTITIES[asked.quantity].title if asked.quantity in QUANTITIES else asked.quantity


def markdown_text(text: str) -> str:
    """A text on one line in which Markdown sees no marks."""
    plain = SIGNS.sub(r"\\\g<0>", one_line(text))
    return FIRST.sub(lambda found: rf"{found[1]}\{found[2]}" if found[1] else rf"\{found[3]}", plain)


def markdown_code(text: str) -> str:
    """A text as code, in more backticks than it has itself."""
    plain = one_line(text)
    fence = "`" * (1 + max(map(len, re.findall("`+", plain)), default=0))
    return f"{fence} {plain} {fence}" if "`" in plain else f"{fence}{plain}{fence}"


def markdown_paragraph(text: str) -> str:
    """A paragraph; a text of several lines, such as a matrix, keeps them."""
    if "\n" not in text:
        return markdown_text(text)
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return f"{fence}text\n{visible(text)}\n{fence}"


def html_text(text: str) -> str:
    """A text on one line for HTML."""
    return escape(one_line(text))


def html_paragraph(text: str) -> str:
    """A paragraph of HTML; a text of several lines keeps them."""
    return f"<pre>{escape(visible(text))}</pre>" if "\n" in text else f"<p>{html_text(text)}</p>"


def html_page(title: str, body: str) -> str:
    """A page that needs nothing from elsewhere and runs nothing."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{html_text(title)}</title>\n"
        "<style>body{font-family:sans-serif;max-width:45em;margin:2em auto;padding:0 1em;line-height:1.4}"
        "code,pre{background:#f3f3f3;padding:0 .2em}.right{color:#060}.wrong{color:#900}</style>\n"
        f"</head>\n<body>\n{body}</body>\n</html>\n"
    )
