"""A quiz as GIFT, the text format of Moodle, which other learning platforms read as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from convcalc.classroom.quiz.make import Quiz, Variant
from convcalc.render.quiz.marked import Accepted, Marked, category, marked

SPECIAL = "\\~=#{}:"


def write(quiz: Quiz, variants: Iterable[Variant]) -> str:
    """A category for each student, and a paragraph for each question; blank lines stand between them only."""
    return "\n".join(_blocks(quiz, variants))


def _blocks(quiz: Quiz, variants: Iterable[Variant]) -> Iterator[str]:
    yield f"// {quiz.name}, with answers\n"
    for variant in variants:
        yield f"$CATEGORY: {category(quiz, variant.student)}\n"
        yield from (question(marked(made)) for made in variant.questions)


def question(asked: Marked) -> str:
    """A question: its name, its text as it stands, and its answers in braces."""
    answers = "".join(f"\t{_answer(asked.kind, answer)}\n" for answer in asked.answers)
    numbers = "#" if asked.kind == "numerical" else ""
    return (
        f"::{escaped(asked.name)}::[plain]{escaped(asked.text)} {{{numbers}\n{answers}"
        f"\t####{escaped(asked.working)}\n}}\n"
    )


def _answer(kind: str, answer: Accepted) -> str:
    says = f"#{escaped(answer.says)}" if answer.says else ""
    if kind == "multichoice":
        return f"{'=' if answer.right else '~'}{escaped(answer.written)}{says}"
    tolerance = f":{answer.tolerance}" if kind == "numerical" else ""
    return f"=%{100 if answer.right else 0}%{escaped(answer.written)}{tolerance}{says}"


def escaped(text: str) -> str:
    r"""A text whose signs mean nothing in GIFT; a line ends with \n, and no arrow makes a question of pairs."""
    signs = "".join("\\" + sign if sign in SPECIAL else sign for sign in text.replace("->", "- >"))
    return signs.replace("\n", "\\n")
