"""A sheet as a hand-out, without its answers or with them: text and Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from convcalc.algebra.writing import fraction_text
from convcalc.classroom.check.verdict import value_text
from convcalc.classroom.sheets.points import points_text
from convcalc.classroom.sheets.question import Asked, Question, Sheet
from convcalc.conventions import CONVENTIONS, DEFAULT
from convcalc.render import csv
from convcalc.render.classroom.texts import asked_text, markdown_code, markdown_paragraph, markdown_text, one_line
from convcalc.render.plain import wrapped

WIDTH = 80
COUNTED = ("accumulations", "operations")  # quantities that the convention decides


def to_text(sheet: Sheet, key: bool = False) -> str:
    """The questions as plain text."""
    return "\n".join(_text(sheet, key)) + "\n"


def _text(sheet: Sheet, key: bool) -> Iterator[str]:
    yield one_line(sheet.name)
    yield from map(one_line, _rests_on(sheet))
    for question in sheet.questions:
        yield ""
        first, *more = (question.text or question.problem.title).split("\n")
        yield from wrapped(f"{question.id}) {first}", WIDTH)
        for line in more:
            yield from wrapped(f"    {line}", WIDTH)
        for asked in question.asks:
            answer = _right(question, asked) if key else " " + "_" * 20
            yield f"    {asked_text(question, asked)} ({points_text(asked.points)}):{answer}"


def to_markdown(sheet: Sheet, key: bool = False) -> str:
    """The questions as Markdown."""
    return "\n\n".join(_markdown(sheet, key)) + "\n"


def _markdown(sheet: Sheet, key: bool) -> Iterator[str]:
    yield f"# {markdown_text(sheet.name)}"
    yield from map(markdown_text, _rests_on(sheet))
    for question in sheet.questions:
        yield f"## {markdown_text(question.id)}"
        yield markdown_paragraph(question.text or question.problem.title)
        yield "\n".join(_markdown_asked(question, asked, key) for asked in question.asks)


def _markdown_asked(question: Question, asked: Asked, key: bool) -> str:
    right = f" {markdown_code(_right(question, asked).strip())}" if key else ""
    return f"- {markdown_text(asked_text(question, asked))} ({points_text(asked.points)}):{right}"


def _rests_on(sheet: Sheet) -> Iterator[str]:
    """The source, and how operations are counted where they are asked for."""
    if sheet.source:
        yield sheet.source
    counting = [item.question for item in sheet.items if item.asked.quantity in COUNTED]
    for name in dict.fromkeys(question.options.get("convention", DEFAULT) for question in counting):
        yield f"convention {name}: {CONVENTIONS[name].title}"


def to_csv(sheet: Sheet, key: bool = False) -> str:
    """The header of a class's answers, and with the key the right ones below it."""
    rows = [["right", *(value_text(_value(item.question, item.asked)) for item in sheet.items)]] if key else []
    return csv.table(["name", *(item.key for item in sheet.items)], rows)


def _right(question: Question, asked: Asked) -> str:
    value = _value(question, asked)
    decimal = f"{fraction_text(value)} = " if isinstance(value, Fraction) and value.denominator != 1 else ""
    return f" {decimal}{value_text(value)}"


def _value(question: Question, asked: Asked) -> Any:
    return question.problem.right(asked.quantity)


WRITERS = {"text": to_text, "markdown": to_markdown, "csv": to_csv}
