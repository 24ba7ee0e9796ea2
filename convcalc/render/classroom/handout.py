"""A sheet as a hand-out, without its answers or with them: text and Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from convcalc.classroom.check.quantities import QUANTITIES
from convcalc.classroom.check.verdict import value_text
from convcalc.classroom.sheets.points import decimal_text
from convcalc.classroom.sheets.question import Asked, Question, Sheet
from convcalc.render.classroom.texts import markdown_code, markdown_paragraph, markdown_text, one_line
from convcalc.render.plain import wrapped

WIDTH = 80


def to_text(sheet: Sheet, key: bool = False) -> str:
    """The questions as plain text."""
    return "\n".join(_text(sheet, key)) + "\n"


def _text(sheet: Sheet, key: bool) -> Iterator[str]:
    yield one_line(sheet.name)
    if sheet.source:
        yield one_line(sheet.source)
    for question in sheet.questions:
        yield ""
        first, *more = (question.text or question.problem.title).split("\n")
        yield from wrapped(f"{question.id}) {first}", WIDTH)
        for line in more:
            yield from wrapped(f"    {line}", WIDTH)
        for asked in question.asks:
            yield f"    {_title(asked)} ({_points(asked)}):{_right(question, asked) if key else ' ' + '_' * 20}"


def to_markdown(sheet: Sheet, key: bool = False) -> str:
    """The questions as Markdown."""
    return "\n\n".join(_markdown(sheet, key)) + "\n"


def _markdown(sheet: Sheet, key: bool) -> Iterator[str]:
    yield f"# {markdown_text(sheet.name)}"
    if sheet.source:
        yield markdown_text(sheet.source)
    for question in sheet.questions:
        yield f"## {markdown_text(question.id)}"
        yield markdown_paragraph(question.text or question.problem.title)
        yield "\n".join(_markdown_asked(question, asked, key) for asked in question.asks)


def _markdown_asked(question: Question, asked: Asked, key: bool) -> str:
    right = f" {markdown_code(_right(question, asked).strip())}" if key else ""
    return f"- {markdown_text(_title(asked))} ({_points(asked)}):{right}"


def _title(asked: Asked) -> str:
    """What is asked for, in words."""
    return QUANTITIES[asked.quantity].title if asked.quantity in QUANTITIES else asked.quantity


def _points(asked: Asked) -> str:
    return f"{decimal_text(asked.points)} point{'s' * (asked.points != 1)}"


def _right(question: Question, asked: Asked) -> str:
    return " " + value_text(question.problem.right(asked.quantity))


WRITERS = {"text": to_text, "markdown": to_markdown}
