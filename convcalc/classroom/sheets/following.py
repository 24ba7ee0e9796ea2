"""Answers that follow from a student's own earlier ones: what is right in the world in which those hold."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.classroom.check.agreement import agrees
from convcalc.classroom.check.answers import read_answer
from convcalc.classroom.check.gain import GainProblem
from convcalc.classroom.check.problem import LayersProblem, Problem
from convcalc.classroom.check.questions import problem_of
from convcalc.classroom.check.world import ADDITIVE, Work, count
from convcalc.classroom.sheets.question import Item, Question, Sheet
from convcalc.errors import ConvcalcError, Fault
from convcalc.shape import Shape

Own = Mapping[str, Any]  # a student's own values by the keys of the answers
AXES = ("output", "size", "height", "width", "depth")
SUMS = {"parameters": ("weights", "biases")}  # besides the operations, whose parts the convention names


class Index(NamedTuple):
    """The answers of a sheet by their keys, and its questions by their ids."""

    items: Mapping[str, Item]
    questions: Mapping[str, Question]


def index(sheet: Sheet) -> Index:
    """The answers and questions of a sheet by name."""
    return Index({item.key: item for item in sheet.items}, {question.id: question for question in sheet.questions})


def right_after(index: Index, item: Item, own: Own) -> Any:
    """What is right where a student's own earlier answers hold; None where nothing is known to follow from them."""
    try:
        return _Following(index, item, own).right()
    except (Fault, ConvcalcError):  # nothing fits in this world
        return None


def follows(item: Item, written: str, right: Any, decimal: str) -> bool:
    """Whether what was written is this value."""
    question = item.question
    kind = question.problem.kind(item.asked.quantity)
    try:
        answers = read_answer(written, kind, layout=question.layout, decimal=decimal)
    except Fault:
        return False
    return any(agrees(answer, right, question.tolerance) for answer in answers)


class _Following:
    """One answer, and the student's own values that it may build on."""

    def __init__(self, index: Index, item: Item, own: Own) -> None:
        self.items, self.questions = index
        self.item = item
        self.own = {key: own[key] for key in item.question.follows if key in own and key != item.key}

    def right(self) -> Any:
        """The value in the world of the student's own answers."""
        question, quantity = self.item.question, self.item.asked.quantity
        problem = self.problem(question)
        if isinstance(problem, GainProblem):
            return self.gain(question, quantity)
        if not isinstance(problem, LayersProblem):
            return None
        right = self.counted(question, problem, quantity)
        return right if right is None or quantity not in ADDITIVE else self.with_parts(problem, quantity, right)

    def problem(self, question: Question) -> Problem:
        """The problem of a question, on the student's own output of the question that it reads."""
        if not question.reads:
            return question.problem
        source = self.questions[question.reads]
        before = self.problem(source)
        given = self.output(source, before)
        if given == source.problem.right("output"):
            return question.problem
        options = {**question.options, "layout": "hwc"}
        return problem_of({**question.fields, "input": str(given)}, **options)

    def output(self, question: Question, problem: Problem) -> Shape:
        """The output of a question's layer, with the student's own sizes in the place of the right ones."""
        dims = list(problem.right("output"))
        for quantity, value in self.answered(question.fields):
            if quantity in AXES:
                _put(dims, quantity, value)
        return Shape(dims)

    def answered(self, fields: Mapping[str, Any]) -> list[tuple[str, Any]]:
        """The student's own answers about the same layer on the same input."""
        found = ((self.items[key], value) for key, value in self.own.items())
        return [(item.asked.quantity, value) for item, value in found if _same(item.question.fields, fields)]

    def counted(self, question: Question, problem: LayersProblem, quantity: str) -> Any:
        """A quantity of a layer: from the student's own parts of it, or on the student's own output."""
        known = dict(self.answered(question.fields))
        convention = problem.world.convention
        parts = convention.operations if quantity == "operations" else SUMS.get(quantity, ())
        parts = tuple(part for part in parts if part != "cross_accumulations")
        if any(isinstance(known.get(part), int) for part in parts):
            values = [known.get(part, self.on_own_output(question, problem, part)) for part in parts]
            return sum(values) if all(isinstance(value, int) for value in values) else None
        return self.on_own_output(question, problem, quantity)

    def on_own_output(self, question: Question, problem: LayersProblem, quantity: str) -> Any:
        """A quantity of a layer whose output has the student's own sizes."""
        output = self.output(question, problem)
        single = len(problem.world.nodes) == 1
        if quantity in AXES or output == problem.right("output") or not single:
            return problem.right(quantity)
        return _on_output(problem, quantity, output)

    def with_parts(self, problem: LayersProblem, quantity: str, right: Any) -> Any:
        """A count of several layers, with the student's own counts of some of them."""
        rows = [(repr(row.layer), row.inputs) for row in problem.rows]
        for key, value in self.own.items():
            item = self.items[key]
            part = item.question.problem
            if item.asked.quantity != quantity or not isinstance(part, LayersProblem) or not isinstance(value, int):
                continue
            mine = [(repr(row.layer), row.inputs) for row in part.rows]
            if len(mine) < len(problem.rows) and all(row in rows for row in mine):
                rows = [row for row in rows if row not in mine]
                right += value - part.right(quantity)
        return right

    def gain(self, question: Question, quantity: str) -> Any:
        """A quotient of the student's own counts of the two."""
        lines = question.fields["gain"]
        pair = []
        for line in lines:
            fields = {"layer": line, "input": question.fields.get("input")}
            own = dict(self.answered(fields)).get(quantity)
            pair.append(own if own is not None else problem_of(fields, **question.options).right(quantity))
        return Fraction(*pair) if all(isinstance(each, int) for each in pair) and pair[1] else None


def _put(dims: list[Any], quantity: str, value: Any) -> None:
    """Put a student's own sizes into a shape, in place."""
    if quantity == "size" and not isinstance(value, tuple):
        value = (value,)
    if isinstance(value, bool) or not all(isinstance(each, int) for each in _each(value)):
        return  # that a stride does not fit, or 2.33, is no size to go on with
    if isinstance(value, int):
        place = {"depth": -1, "width": -2, "height": -3}.get(quantity, 0)
        if place and len(dims) >= -place:
            dims[place] = value
    elif len(value) == len(dims) and isinstance(value, Shape):
        dims[:] = value
    elif len(value) in (1, len(dims) - 1) and not isinstance(value, Shape):
        dims[:-1] = value * (len(dims) - 1) if len(value) == 1 else value


def _each(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple) else (value,)


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two questions are about the same layers on the same input."""
    return _squeezed(one) == _squeezed(other)


def _squeezed(fields: Mapping[str, Any]) -> dict[str, str]:
    return {key: re.sub(r"\s", "", str(value)) for key, value in fields.items() if value is not None}


def _on_output(problem: LayersProblem, quantity: str, output: Shape) -> Any:
    """A count of one layer whose output has other sizes; another quantity is as it is on any output."""
    if quantity not in ADDITIVE:
        return problem.right(quantity)
    (node,) = problem.world.nodes
    work = Work(node.layer, problem.world.inputs, output)
    return count(work, quantity, problem.world.convention)
