"""A quiz as XML for the question bank of Moodle."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from convcalc.classroom.quiz.make import Quiz, Variant
from convcalc.render.quiz.html import text_html
from convcalc.render.quiz.marked import Accepted, Marked, category, marked


def write(quiz: Quiz, variants: Iterable[Variant]) -> str:
    """A category for each student, with the questions in it. The first line must be that of XML."""
    body = "\n".join(_questions(quiz, variants))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n{body}\n</quiz>\n'


def _questions(quiz: Quiz, variants: Iterable[Variant]) -> Iterator[str]:
    for variant in variants:
        place = f"<category><text>{escape(category(quiz, variant.student))}</text></category>"
        yield f'<question type="category">{place}</question>'
        yield from (question(marked(made)) for made in variant.questions)


def question(asked: Marked) -> str:
    """A question with its answers, and its working as what is said to everybody afterwards."""
    return "\n".join(
        [
            f'<question type="{asked.kind}">',
            f"<name><text>{escape(asked.name)}</text></name>",
            _html("questiontext", text_html(asked.text)),
            _html("generalfeedback", "".join(f"<p>{escape(line)}</p>" for line in asked.working.split("\n"))),
            f"<defaultgrade>{asked.points}</defaultgrade>",
            *SETTINGS[asked.kind],
            *(_answer(asked.kind, answer) for answer in asked.answers),
            "</question>",
        ]
    )


SETTINGS = {
    "numerical": (),
    "shortanswer": ("<usecase>0</usecase>",),
    "multichoice": (
        "<single>true</single>",
        "<shuffleanswers>true</shuffleanswers>",
        "<answernumbering>abc</answernumbering>",
    ),
}


def _html(name: str, content: str, attributes: str = "") -> str:
    """An element with a text of HTML; there is no ]]> in it, since > is escaped."""
    return f'<{name} format="html"{attributes}><text><![CDATA[{content}]]></text></{name}>'


def _answer(kind: str, answer: Accepted) -> str:
    form = "html" if kind == "multichoice" else "moodle_auto_format"
    fraction = 100 if answer.right else 0
    written = escape(escape(answer.written)) if kind == "multichoice" else escape(answer.written)
    tolerance = f"<tolerance>{answer.tolerance}</tolerance>" if kind == "numerical" else ""
    says = _html("feedback", escape(answer.says)) if answer.says else ""
    return f'<answer fraction="{fraction}" format="{form}"><text>{written}</text>{says}{tolerance}</answer>'
