"""What a learning platform accepts as an answer: several ways to write it, and what it says to slips."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import Any, NamedTuple

from convcalc.classroom.check.verdict import value_text
from convcalc.classroom.quiz.choices import slips_of
from convcalc.classroom.quiz.make import Made, Quiz
from convcalc.classroom.quiz.working import working_of
from convcalc.render.quiz.paper import MOST_SLIPS
from convcalc.shape import Shape

PLACES = 4  # of a fraction's decimal number
MOST_WRITINGS = 2  # of a wrong answer that is known
HALF_A_HUNDREDTH = "0.005"  # the text asks for two decimals


class Accepted(NamedTuple):
    """An answer that is known: as it is written, whether it is right, what is said to it, how far off it may be."""

    written: str
    right: bool
    says: str = ""
    tolerance: str = "0"


class Marked(NamedTuple):
    """A question for a platform: ``kind`` is numerical, multichoice or shortanswer."""

    name: str
    kind: str
    text: str
    points: int
    answers: list[Accepted]
    working: str


def marked(made: Made) -> Marked:
    """A question with all its answers."""
    problem = made.problem()
    working = [f"The right answer is {value_text(made.right)}.", *working_of(problem, made.quantity)]
    name = f"{made.id}, {made.topic}, level {made.level}"
    return Marked(name, _kind(made), made.text, made.points, list(_answers(made)), "\n".join(working))


def category(quiz: Quiz, student: str) -> str:
    """Where the questions of a student stand in a question bank; a / in a name is doubled there."""
    names = [quiz.name, *([student] if student else [])]
    return "/".join(["$course$/top", *(name.replace("\\", "").replace("/", "//") for name in names)])


def _kind(made: Made) -> str:
    if made.choices or made.kind == "truth":
        return "multichoice"
    return "numerical" if made.kind in ("count", "number") else "shortanswer"


def _answers(made: Made) -> Iterator[Accepted]:
    if made.choices:
        yield from (Accepted(choice.written, choice.right, choice.says) for choice in made.choices)
        return
    if made.kind == "truth":
        yield from (Accepted(value_text(each), each == made.right) for each in (True, False))
        return
    problem = made.problem()
    right = list(dict.fromkeys(writings(made.right)))
    yield from (Accepted(text, True, "", _tolerance(made.right)) for text in right)
    taken = set(right)
    for slip in islice(slips_of(problem, made.quantity), MOST_SLIPS):
        usual = islice(dict.fromkeys(writings(slip.value)), MOST_WRITINGS)
        fresh = [text for text in usual if text not in taken]
        yield from (Accepted(text, False, slip.says, _tolerance(slip.value)) for text in fresh)
        taken.update(fresh)


def writings(value: Any) -> Iterator[str]:
    """The ways to write an answer that a platform compares letter by letter."""
    if isinstance(value, (int, Fraction)):
        yield decimal(Fraction(value))
    elif isinstance(value[0], tuple):
        rows = [[decimal(Fraction(cell)) for cell in row] for row in value]
        for cell, row in ((" ", "; "), (" ", ";"), (", ", "; "), (",", ";")):
            yield row.join(cell.join(each) for each in rows)
        yield from (f"[{', '.join(f'[{c.join(row)}]' for row in rows)}]" for c in (", ", ","))
    else:
        sizes = list(map(str, value))
        yield from (sign.join(sizes) for sign in ("x", " x ", ",", ", ", "×", " × "))
        yield from (f"({sign.join(sizes)})" for sign in (",", ", "))
        if not isinstance(value, Shape) and len(set(sizes)) == 1:
            yield sizes[0]


def decimal(value: Fraction) -> str:
    """A number as decimal digits, rounded where it has no end."""
    if value.denominator == 1:
        return str(value.numerator)
    sign, units = "-" * (value < 0), round(abs(value) * 10**PLACES)
    whole, part = divmod(units, 10**PLACES)
    return f"{sign}{whole}.{str(part).rjust(PLACES, '0').rstrip('0') or '0'}"


def _tolerance(value: Any) -> str:
    return HALF_A_HUNDREDTH if isinstance(value, Fraction) and value.denominator > 1 else "0"
