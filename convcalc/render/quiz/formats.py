"""The formats of a quiz and of its key, and the endings of their files."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from convcalc.classroom.quiz.make import Quiz, Variant
from convcalc.render.quiz import data, gift, html, latex, markdown, moodle, text
from convcalc.render.quiz.paper import Part, parts

ENDINGS = {
    "text": ".txt",
    "markdown": ".md",
    "latex": ".tex",
    "html": ".html",
    "yaml": ".yaml",
    "gift": ".gift",
    "moodle": ".xml",
    "json": ".json",
}
PAPER: dict[str, Callable[[Iterable[Part]], str]] = {
    "text": text.write,
    "markdown": markdown.write,
    "latex": latex.write,
    "html": html.write,
}
KEYS = (*PAPER, "json")  # the formats of a key


def written(quiz: Quiz, variants: Iterable[Variant], form: str) -> str:
    """The questions in a format; a sheet in YAML has those of one student."""
    if form in PAPER:
        return PAPER[form](parts(quiz, variants, False))
    if form == "yaml":
        (variant,) = variants
        return data.to_yaml(quiz, variant)
    if form == "json":
        return data.to_json(quiz, variants, False)
    return {"gift": gift.write, "moodle": moodle.write}[form](quiz, variants)


def key(quiz: Quiz, variants: Iterable[Variant], form: str) -> str:
    """The answers to the questions, with their working and what slips make of them."""
    return PAPER[form](parts(quiz, variants, True)) if form in PAPER else data.to_json(quiz, variants, True)
