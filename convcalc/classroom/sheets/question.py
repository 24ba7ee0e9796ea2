"""What a sheet consists of: questions, what is asked in each, what it is worth, and how an answer is read."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.classroom.check.agreement import EXACT, Tolerance
from convcalc.classroom.check.problem import Problem


class Asked(NamedTuple):
    """A quantity that a question asks for, and the points of its answer."""

    quantity: str
    points: Fraction


class Question(NamedTuple):
    """A question of a sheet.

    ``fields`` are its layer, network, gain, size backwards or matrix as the sheet has them. ``partial`` is the share
    of the points of a wrong answer that one slip explains, ``partial_of`` that of slips by their names. ``follows`` are
    the keys of the answers before that this question builds on, ``follow_share`` the share of the points of an answer
    that follows from a student's own wrong one. ``reads`` is the question whose output is the input of this one.
    """

    id: str
    text: str
    problem: Problem
    asks: tuple[Asked, ...]
    fields: Mapping[str, Any]
    cites: str = ""
    tolerance: Tolerance = EXACT
    layout: str = "hwc"
    partial: Fraction = Fraction(0)
    partial_of: Mapping[str, Fraction] = {}
    follows: tuple[str, ...] = ()
    follow_share: Fraction = Fraction(1)
    reads: str = ""
    options: Mapping[str, Any] = {}

    def key(self, asked: Asked) -> str:
        """The name of an answer: the question's where one quantity is asked, else with the quantity behind it."""
        return self.id if len(self.asks) == 1 else f"{self.id}.{asked.quantity}"

    @property
    def points(self) -> Fraction:
        """The points of all its answers."""
        return sum((asked.points for asked in self.asks), Fraction(0))


class Item(NamedTuple):
    """One answer that a sheet asks for: its key, its question, and the quantity with its points."""

    key: str
    question: Question
    asked: Asked


class Sheet(NamedTuple):
    """An exercise sheet. ``shown`` is how messages call its file."""

    name: str
    source: str
    questions: tuple[Question, ...]
    shown: str = ""

    @property
    def items(self) -> tuple[Item, ...]:
        """The answers that are asked for, in order."""
        return tuple(
            Item(question.key(asked), question, asked) for question in self.questions for asked in question.asks
        )

    @property
    def points(self) -> Fraction:
        """The points of all answers."""
        return sum((question.points for question in self.questions), Fraction(0))
