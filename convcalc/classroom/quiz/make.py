"""A quiz: which questions are asked, and their numbers for everybody who is asked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.classroom.check.problem import LayersProblem, Problem
from convcalc.classroom.check.questions import problem_of
from convcalc.classroom.quiz.choices import Choice, choices_of
from convcalc.classroom.quiz.draw import Draw
from convcalc.classroom.quiz.exercise import Exercise, Layers
from convcalc.classroom.quiz.recipes import Recipe
from convcalc.classroom.quiz.topics import LEVELS, TOPICS
from convcalc.errors import ShapeError, UsageError, did_you_mean
from convcalc.shape import Shape

MOST_QUESTIONS = 1_000
MOST_STUDENTS = 10_000
MOST_IN_ALL = 50_000  # questions, over all students
MOST_TRIES = 1_000  # numbers drawn for one question
WORDINGS = 6  # divides by the number of ways to say anything
LARGEST_SIDE = 256  # of a map on paper
PLAN = 0  # the number of the draw that chooses the kinds of questions; questions count from 1


class Planned(NamedTuple):
    """What kind of question stands at a place: the same for everybody."""

    topic: str
    level: int
    recipe: Recipe
    quantity: str
    wording: int


class Made(NamedTuple):
    """A question with its numbers.

    ``fields`` are its problem as plain data (``questions.problem_of``), ``choices`` the answers to choose from, none
    where the answer is open.
    """

    id: str
    topic: str
    level: int
    recipe: str
    text: str
    quantity: str
    points: int
    fields: Mapping[str, Any]
    right: Any
    kind: str
    choices: tuple[Choice, ...] = ()

    def problem(self) -> Problem:
        """The problem, worked anew."""
        return problem_of(self.fields)

    def data(self) -> dict[str, Any]:
        """The question as an exercise sheet has it."""
        asked = {"ask": self.quantity, "points": self.points}
        return {"id": self.id, "text": self.text, **self.fields, **asked}


class Variant(NamedTuple):
    """The questions of one student; without a name those of everybody."""

    student: str
    questions: tuple[Made, ...]

    @property
    def points(self) -> int:
        """What all the questions are worth."""
        return sum(question.points for question in self.questions)


class Quiz(NamedTuple):
    """What is asked, and of whom. ``choices`` is how many answers there are to choose from, 0 for open questions."""

    seed: int
    plan: tuple[Planned, ...]
    students: tuple[str, ...] = ("",)
    choices: int = 0

    @property
    def name(self) -> str:
        """A name for the quiz: its seed."""
        return f"quiz {self.seed}"

    def variants(self) -> Iterator[Variant]:
        """The questions of each student, in the order of the students."""
        return (self.variant(student) for student in self.students)

    def variant(self, student: str = "") -> Variant:
        """The questions of one student: the same for the same seed, whoever else there is.

        Raises a UsageError where there are not so many different questions.
        """
        taken: set[str] = set()
        made = (
            _question(number, planned, Draw(self.seed, student, number), taken, self.choices)
            for number, planned in enumerate(self.plan, 1)
        )
        return Variant(student, tuple(made))


def quiz(
    seed: int,
    count: int = 10,
    topics: Sequence[str] = tuple(TOPICS),
    levels: Sequence[int] = LEVELS,
    students: Sequence[str] = (),
    choices: int = 0,
) -> Quiz:
    """A quiz of so many questions, the easy ones first, the topics in turn.

    Raises a UsageError for a topic or a level that there is not, and for more questions or students than anybody reads.
    """
    _check(count, topics, levels, len(students))
    names = tuple(" ".join(student.split()) for student in students)
    plan = tuple(_planned(Draw(seed, "", PLAN), count, topics, sorted(levels)))
    return Quiz(seed, plan, names or ("",), choices)


def _check(count: int, topics: Sequence[str], levels: Sequence[int], students: int) -> None:
    for topic in topics:
        if topic not in TOPICS:
            raise UsageError(f"there is no topic {topic!r}", hint=did_you_mean(topic, TOPICS))
    if not topics or not levels or not set(levels) <= set(LEVELS):
        raise UsageError(f"there is no level {', '.join(map(str, levels)) or 'at all'}", hint="1, 2, 3 or 1..3")
    limits = {"questions": (count, MOST_QUESTIONS), "students": (students, MOST_STUDENTS)}
    limits["questions for all students together"] = count * max(students, 1), MOST_IN_ALL
    for what, (asked, most) in limits.items():
        if asked > most:
            raise UsageError(f"{asked:,} {what}: the most is {most:,}", hint="fewer at a time")
    if count < 1:
        raise UsageError(f"{count} questions: the least is 1", hint="10")


def _planned(draw: Draw, count: int, topics: Sequence[str], levels: Sequence[int]) -> Iterator[Planned]:
    """The kinds of questions: the topics are dealt in rounds, and so are the recipes of each topic and level."""
    dealt: dict[Any, list[Any]] = {}

    def deal(key: Any, items: Sequence[Any]) -> Any:
        if not dealt.get(key):
            dealt[key] = draw.shuffled(items)
        return dealt[key].pop()

    for place in range(count):
        level = levels[place * len(levels) // count]
        topic = deal("topic", tuple(dict.fromkeys(topics)))
        recipe = deal((topic, level), TOPICS[topic][level])
        quantity = deal((topic, level, recipe.name), recipe.asks)
        yield Planned(topic, level, recipe, quantity, draw.below(WORDINGS))


def _question(number: int, planned: Planned, draw: Draw, taken: set[str], choices: int) -> Made:
    """The first question of its kind that is drawn, fits, and was not asked before."""
    wanted = (draw.choose((True, False)),) if planned.quantity == "fits" else ()  # else most answers were no
    for _ in range(MOST_TRIES):
        exercise = planned.recipe.make(draw)
        key = json.dumps([exercise.fields(), planned.quantity])
        if key in taken:
            continue
        problem = accepted(exercise, planned)
        if problem is not None and (not wanted or problem.right(planned.quantity) in wanted):
            taken.add(key)
            return _made(number, planned, exercise, problem, draw, choices)
    raise UsageError(
        f"there are no {number} different questions: none is left about {planned.topic} of level {planned.level}",
        hint="fewer questions, or more topics and levels",
    )


def _made(number: int, planned: Planned, exercise: Exercise, problem: Problem, draw: Draw, choices: int) -> Made:
    quantity = planned.quantity
    offered = choices_of(problem, quantity, choices, draw) if choices else ()
    return Made(
        id=f"q{number}",
        topic=planned.topic,
        level=planned.level,
        recipe=planned.recipe.name,
        text=exercise.text(quantity, planned.wording) + ("" if offered else exercise.hint()),
        quantity=quantity,
        points=planned.level,
        fields=exercise.fields(),
        right=problem.right(quantity),
        kind=problem.kind(quantity),
        choices=offered,
    )


# Which exercises are asked.


def accepted(exercise: Exercise, planned: Planned) -> Problem | None:
    """The problem of an exercise whose numbers are plain; None for another draw.

    Windows fit, unless that is the question or the size is rounded up; maps are of a size that one would draw; from
    level 2 on the answer is none of the numbers that are given.
    """
    problem = _fitting(exercise, planned.quantity)
    if problem is None:
        return None
    right = problem.right(planned.quantity)
    plain = _is_plain(right) and not (planned.level > 1 and _is_given(right, exercise))
    return problem if plain else None


def _fitting(exercise: Exercise, quantity: str) -> Problem | None:
    """The problem, where the windows fit as the question needs it."""
    problem = _worked(exercise)
    if quantity == "fits" or not isinstance(exercise, Layers) or problem is None:
        return problem
    down = exercise.rounded_down()
    if down == exercise:
        return problem if _fits(problem) else None
    without = _worked(down)
    return None if without is not None and _fits(without) else problem  # else rounding up is no question


def _worked(exercise: Exercise) -> Problem | None:
    """The problem; None where a window is larger than what it slides over."""
    try:
        return problem_of(exercise.fields())
    except ShapeError:
        return None


def _fits(problem: Problem) -> bool:
    """Whether every stride divides."""
    assert isinstance(problem, LayersProblem)
    windows = (window for row in problem.rows if row.layer for window in row.layer.strides(*row.inputs))
    return not any(window.rest for window in windows)


def _is_plain(right: Any) -> bool:
    """Whether an answer is one that is asked for: no empty map, no very large one, no half padding, no even matrix."""
    if isinstance(right, Shape):
        return all(2 <= size <= LARGEST_SIDE for size in right.spatial)
    if isinstance(right, tuple) and isinstance(right[0], tuple):
        cells = {cell for row in right for cell in row}
        return len(cells) > 1 and all(4 % Fraction(cell).denominator == 0 for cell in cells)
    if isinstance(right, tuple):
        return all(2 <= size <= LARGEST_SIDE for size in right)
    return not isinstance(right, Fraction) or right > 0


def _is_given(right: Any, exercise: Exercise) -> bool:
    """Whether the answer stands among the numbers of the question already."""
    fields = exercise.fields()
    given = {int(digits) for digits in re.findall(r"\d+", json.dumps(fields))} | {1}
    if isinstance(right, Shape):
        return isinstance(exercise, Layers) and right.rank > 0 and right.spatial == exercise.shape.spatial
    if isinstance(right, bool) or (isinstance(right, tuple) and isinstance(right[0], tuple)):
        return False
    return set(right) <= given if isinstance(right, tuple) else right in given
