"""What stands on a sheet of questions, or on the key to it, in whatever format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from convcalc.classroom.check.verdict import value_text
from convcalc.classroom.quiz.choices import slips_of
from convcalc.classroom.quiz.make import Made, Quiz, Variant
from convcalc.classroom.quiz.matrices import INDENT
from convcalc.classroom.quiz.working import working_of
from convcalc.classroom.sheets.points import points_text

MOST_SLIPS = 6  # wrong answers of a question that the key explains
LETTERS = "abcdefgh"
Rows = list[list[str]]


class Key(NamedTuple):
    """The right answer, how it comes about, and what slips make of it: each wrong answer with its sentence."""

    answer: str
    working: list[str]
    slips: list[tuple[str, str]]


class Entry(NamedTuple):
    """A question on paper: its number, points and text, the answers to choose from, and on the key its answer."""

    number: int
    points: int
    text: str
    choices: list[tuple[str, str]]
    key: Key | None

    @property
    def worth(self) -> str:
        """The points in words."""
        return points_text(self.points)


class Part(NamedTuple):
    """The questions of one student under a title."""

    title: str
    student: str
    worth: str
    entries: list[Entry]


def parts(quiz: Quiz, variants: Iterable[Variant], key: bool) -> Iterator[Part]:
    """The questions of each student; on the key with their answers."""
    for variant in variants:
        title = f"{quiz.name}{f', {variant.student}' if variant.student else ''}{': key' if key else ''}"
        count = len(variant.questions)
        worth = f"{count} question{'s' * (count != 1)}, {points_text(variant.points)}"
        entries = [entry(number, made, key) for number, made in enumerate(variant.questions, 1)]
        yield Part(title, variant.student, worth, entries)


def entry(number: int, made: Made, key: bool) -> Entry:
    """A question as it is printed."""
    letters = zip(LETTERS, (choice.written for choice in made.choices))
    return Entry(number, made.points, made.text, list(letters), key_of(made) if key else None)


def key_of(made: Made) -> Key:
    """The answer to a question."""
    problem = made.problem()
    slips = [(each.written, each.says) for each in islice(slips_of(problem, made.quantity), MOST_SLIPS)]
    answer = value_text(made.right)
    letters = [letter for letter, choice in zip(LETTERS, made.choices) if choice.right]
    return Key(" ".join([*(f"{letter})" for letter in letters), answer]), working_of(problem, made.quantity), slips)


def pieces(text: str) -> Iterator[str | Rows]:
    """The paragraphs of a text, and its matrices as rows of cells."""
    for paragraph in text.split("\n\n"):
        lines = paragraph.split("\n")
        if all(line.startswith(INDENT) for line in lines):
            yield [re.split(r" +", line.strip()) for line in lines]
        else:
            yield paragraph
