"""What one student is told: each answer with its verdict, its slip and its points, as text, Markdown, HTML or JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.classroom.check.verdict import value_text
from convcalc.classroom.sheets.grade import Graded
from convcalc.classroom.sheets.points import count_text, decimal_text
from convcalc.classroom.sheets.question import Sheet
from convcalc.render import verdict
from convcalc.render.classroom.texts import (
    asked_text,
    html_page,
    html_paragraph,
    html_text,
    markdown_code,
    markdown_paragraph,
    markdown_text,
    one_line,
)
from convcalc.render.plain import Line, wrapped
from convcalc.report import SCHEMA_VERSION

SUFFIXES = {"markdown": ".md", "html": ".html"}
SAID = {"right": "right", "wrong": "wrong", "unreadable": "cannot be read", "unanswered": "not answered"}


class Feedback(NamedTuple):
    """A student's answers to a sheet; the right ones are told where ``reveal`` says so."""

    sheet: Sheet
    answers: Sequence[Graded]
    name: str = ""
    reveal: bool = False

    @property
    def points(self) -> Fraction:
        """All points together."""
        return sum((graded.points for graded in self.answers), Fraction(0))


def remarks(graded: Graded) -> list[str]:
    """The sentences under an answer. Nothing can be asked here, so that what would tell slips apart is left out."""
    if graded.follows:
        return ["it is not the right one, but it follows from your own earlier answers"]
    return verdict.remarks(graded.verdict._replace(ask="")) if graded.verdict else []


def right_text(feedback: Feedback, graded: Graded) -> str:
    """The right answer; empty where it is not to be told, or was given."""
    told = feedback.reveal and graded.status != "right"
    item = graded.item
    return value_text(item.question.problem.right(item.asked.quantity)) if told else ""


def _asked(graded: Graded) -> str:
    """What was asked, in words."""
    return asked_text(graded.item.question, graded.item.asked)


def _points(graded: Graded) -> str:
    return count_text(graded.points, graded.item.asked.points)


def score(feedback: Feedback) -> str:
    """The points of the sheet: 7.5 of 10 points."""
    return count_text(feedback.points, feedback.sheet.points)


# As lines.


def lines(feedback: Feedback, width: int | None) -> Iterator[Line]:
    """A paragraph an answer, and the points in all."""
    title = f"{feedback.sheet.name}: {feedback.sheet.source}" if feedback.sheet.source else feedback.sheet.name
    yield from (("header", line) for line in wrapped(one_line(title), width))
    for graded in feedback.answers:
        kind = "foot" if graded.status == "right" else "row"
        yield from ((kind, line) for line in wrapped(_line(graded), width))
        right = right_text(feedback, graded)
        for text in [*remarks(graded), *([f"right: {right}"] if right else [])]:
            yield from (("remark", line) for line in wrapped(f"  {one_line(text)}", width))
    yield "foot", f"total: {score(feedback)}"


def _line(graded: Graded) -> str:
    if graded.verdict is None:
        return f"{graded.item.key} is not answered: {_points(graded)}"
    verb = "" if graded.status == "unreadable" or graded.follows else "is "
    return f"{graded.item.key}: {one_line(graded.verdict.written)} {verb}{_said(graded)}: {_points(graded)}"


def _said(graded: Graded) -> str:
    """The verdict in words."""
    return "follows" if graded.follows else SAID[graded.status]


# As Markdown.


def to_markdown(feedback: Feedback) -> str:
    """A page with a section a question."""
    return "\n\n".join(_markdown(feedback)) + "\n"


def _markdown(feedback: Feedback) -> Iterator[str]:
    yield f"# {markdown_text(feedback.sheet.name)}"
    who = f"{markdown_text(feedback.name)}: " if feedback.name else ""
    yield f"{who}**{score(feedback)}**"
    for question in feedback.sheet.questions:
        yield f"## {markdown_text(question.id)}"
        if question.text:
            yield markdown_paragraph(question.text)
        mine = [graded for graded in feedback.answers if graded.item.question.id == question.id]
        yield "\n".join(part for graded in mine for part in _markdown_answer(feedback, graded))


def _markdown_answer(feedback: Feedback, graded: Graded) -> Iterator[str]:
    written = f" {markdown_code(graded.verdict.written)}" if graded.verdict else ""
    yield f"- {markdown_text(_asked(graded))}:{written} **{_said(graded)}**, {_points(graded)}"
    yield from (f"  - {markdown_text(text)}" for text in remarks(graded))
    right = right_text(feedback, graded)
    if right:
        yield f"  - right: {markdown_code(right)}"


# As HTML.


def to_html(feedback: Feedback) -> str:
    """A page with a section a question, which needs nothing from elsewhere."""
    return html_page(f"{feedback.sheet.name}: {feedback.name}", "".join(f"{part}\n" for part in _html(feedback)))


def _html(feedback: Feedback) -> Iterator[str]:
    yield f"<h1>{html_text(feedback.sheet.name)}</h1>"
    who = f"{html_text(feedback.name)}: " if feedback.name else ""
    yield f"<p>{who}<strong>{score(feedback)}</strong></p>"
    for question in feedback.sheet.questions:
        yield f"<h2>{html_text(question.id)}</h2>"
        if question.text:
            yield html_paragraph(question.text)
        mine = [graded for graded in feedback.answers if graded.item.question.id == question.id]
        yield "<ul>"
        yield from (_html_answer(feedback, graded) for graded in mine)
        yield "</ul>"


def _html_answer(feedback: Feedback, graded: Graded) -> str:
    written = f" <code>{html_text(graded.verdict.written)}</code>" if graded.verdict else ""
    right = right_text(feedback, graded)
    told = [html_text(text) for text in remarks(graded)] + ([f"right: <code>{html_text(right)}</code>"] * bool(right))
    below = f"<ul>{''.join(f'<li>{text}</li>' for text in told)}</ul>" if told else ""
    status = f'<strong class="{graded.status}">{_said(graded)}</strong>'
    return f"<li>{html_text(_asked(graded))}:{written} {status}, {_points(graded)}{below}</li>"


# As JSON.


def as_dict(feedback: Feedback) -> dict[str, Any]:
    """The answers as plain data; points are exact, as text."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": "convcalc",
        "sheet": feedback.sheet.name,
        "answers": [_answer(feedback, graded) for graded in feedback.answers],
        "points": decimal_text(feedback.points),
        "of": decimal_text(feedback.sheet.points),
    }


def _answer(feedback: Feedback, graded: Graded) -> dict[str, Any]:
    right = right_text(feedback, graded)
    return {
        "key": graded.item.key,
        "quantity": graded.item.asked.quantity,
        "answer": graded.verdict.written if graded.verdict else None,
        "verdict": graded.status,
        "follows": graded.follows,
        "slips": list(graded.slips),
        "remarks": remarks(graded),
        "points": decimal_text(graded.points),
        "of": decimal_text(graded.item.asked.points),
        **({"right": right} if right else {}),
    }


def to_json(feedback: Feedback) -> str:
    """The answers with a schema version."""
    return json.dumps(as_dict(feedback), indent=2, ensure_ascii=False)


WRITERS = {"markdown": to_markdown, "html": to_html, "json": to_json}
