"""A sheet from its values: each question with its problem, and all that is wrong with it at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from convcalc.architecture.gathering import Errors, data_of, list_of, mapping_of, text_of, unknown_keys
from convcalc.architecture.values import Value
from convcalc.classroom.check.problem import LayersProblem, Problem
from convcalc.classroom.check.quantities import quantity_of
from convcalc.classroom.check.questions import KEYS, problem_of
from convcalc.classroom.question import FIELDS
from convcalc.classroom.ranges import UNKNOWN
from convcalc.classroom.sheets import limits, settings
from convcalc.classroom.sheets.points import points_of
from convcalc.classroom.sheets.question import Asked, Question, Sheet
from convcalc.classroom.sheets.settings import Settings, settings_of
from convcalc.errors import Fault, Mark, did_you_mean
from convcalc.layers.fields import shown

SHEET_KEYS = ("name", "source", "questions", *settings.KEYS)
PROBLEM_KEYS = tuple(dict.fromkeys([*KEYS, *(key for keys in KEYS.values() for key in keys)]))
QUESTION_KEYS = ("id", "text", "source", "ask", "follows", *PROBLEM_KEYS, *settings.KEYS)
ID = re.compile(rf"[A-Za-z0-9_-]{{1,{limits.ID}}}")
SIZES = re.compile(r"[0-9]{1,20}(?:[x×*,][0-9]{1,20}){0,5}")
OUTPUT_OF = re.compile(rf"(?:output of )?({ID.pattern})")
EXAMPLE = "questions: [{id: a, layer: 'conv(out=1, kernel=3)', input: 7x7x1, ask: size}]"


class Place(NamedTuple):
    """Where a question stands: its values, the sheet's settings, the folder of the file, what was read before it."""

    values: dict[str, Value]
    mark: Value
    settings: Settings
    folder: Path | None
    before: dict[str, Question]
    problems: dict[str, Problem]
    errors: Errors


def read_sheet_value(value: Value, shown_as: str, folder: Path | None) -> Sheet:
    """The sheet of a file's values. Raises DocumentErrors with all that is wrong."""
    errors = Errors()
    with errors.caught(value.mark):
        values = mapping_of(value, "a sheet", EXAMPLE)
        unknown_keys(value, SHEET_KEYS, "a sheet", errors)
        chosen = settings_of(values, errors)
        name, source = (_text(values, key, limits.WORD, errors) for key in ("name", "source"))
        questions = _questions(values, value, folder, chosen, errors)
    errors.raise_all()
    return Sheet(name or Path(shown_as).stem, source, tuple(questions), shown_as)


def _text(values: Mapping[str, Value], key: str, longest: int, errors: Errors) -> str:
    if key not in values:
        return ""
    with errors.caught(values[key].mark):
        return text_of(values[key], key, longest)
    return ""


def _questions(
    values: Mapping[str, Value], whole: Value, folder: Path | None, chosen: Settings, errors: Errors
) -> list[Question]:
    """The questions of a sheet, one after the other: a later one may build on an earlier one."""
    given = values.get("questions")
    if given is None or not isinstance(given.raw, list) or not given.raw:
        errors.add("a sheet has a list of questions, and there is none", (given or whole).mark, EXAMPLE)
        return []
    if len(given.raw) > limits.QUESTIONS:
        errors.add(f"{len(given.raw):,} questions: the limit is {limits.QUESTIONS:,}", given.mark, "several sheets")
        return []
    found: dict[str, Question] = {}
    problems: dict[str, Problem] = {}
    for item in given.raw:
        with errors.caught(item.mark, item.keys, _within(item)):
            own = mapping_of(item, "a question", EXAMPLE)
            place = Place(own, item, chosen, folder, found, problems, errors)
            question = _question(place, _text(values, "source", limits.WORD, errors))
            found[question.id.casefold()] = question
    return list(found.values())


def _within(item: Value) -> Mark | None:
    """The place of what a question is about."""
    return next((mark for key, mark in (item.keys or {}).items() if key in KEYS), None)


def _question(place: Place, source: str) -> Question:
    """One question. Raises a Fault where it cannot be asked; what is wrong besides is noted."""
    values = place.values
    unknown_keys(place.mark, QUESTION_KEYS, "a question", place.errors)
    name = _id(values, place.before)
    chosen = settings_of(values, place.errors, place.settings)
    fields = _sought({key: data_of(values[key]) for key in PROBLEM_KEYS if key in values}, values)
    reads = _reads(fields, place.before)
    problem = _problem(fields, reads, place, chosen)
    asks = _asks(values, problem, chosen.points)
    keys = [f"{name}.{asked.quantity}" for asked in asks] if len(asks) > 1 else []
    return Question(
        name,
        text_of(values.get("text"), "text", limits.TEXT),
        problem,
        asks,
        fields,
        text_of(values.get("source"), "source", limits.WORD) or source,
        chosen.tolerance,
        chosen.layout,
        chosen.partial,
        chosen.partial_of,
        tuple(dict.fromkeys(_follows(values, place.before, keys))),
        chosen.follow_share,
        reads,
        {**chosen.options, "folder": place.folder},
    )


def _id(values: Mapping[str, Value], before: Mapping[str, Question]) -> str:
    """The id of a question, which no other has."""
    name = text_of(values.get("id"), "id", limits.WORD)
    if not name:
        raise Fault("the question has no id", "id: a")
    if not ID.fullmatch(name):
        raise Fault(f"the id {name!r} is not letters, digits, - and _, at most {limits.ID}", "id: q1", "id")
    if name.casefold() in before:
        raise Fault(f"two questions have the id {before[name.casefold()].id!r}", "an id of its own", "id")
    return name


def _sought(fields: dict[str, Any], values: Mapping[str, Value]) -> dict[str, Any]:
    """The fields of a size backwards, in which what is asked for is sought."""
    given = fields.get("solve")
    if not isinstance(given, Mapping) or "ask" not in values:
        return fields
    asked = values["ask"].raw if isinstance(values["ask"].raw, dict) else map(data_of, list_of(values["ask"]))
    sought = {word: UNKNOWN for word in asked if word in (*FIELDS, "input") and word not in given}
    return {**fields, "solve": {**given, **sought}}


def _reads(fields: Mapping[str, Any], before: Mapping[str, Question]) -> str:
    """The question whose output is the input; empty where the input is a shape, or there is none."""
    given = fields.get("input")
    found = OUTPUT_OF.fullmatch(given.strip()) if isinstance(given, str) and not SIZES.fullmatch(given) else None
    if not found:
        return ""
    if found[1].casefold() not in before:
        hint = did_you_mean(found[1], before) if before else "28x28x128"
        raise Fault(f"the input {given!r} is neither a shape nor the id of a question before", hint, "input")
    return before[found[1].casefold()].id


def _problem(fields: dict[str, Any], reads: str, place: Place, chosen: Settings) -> Problem:
    """The problem of a question; the same one for the same fields."""
    if reads:
        output = place.before[reads.casefold()].problem.right("output")
        if output is None:
            raise Fault(f"the question {reads!r} has no output that could go in here", "a shape", "input")
        fields = {**fields, "input": str(output)}
    known = repr((fields, chosen.options))
    if known not in place.problems:
        place.problems[known] = problem_of(fields, folder=place.folder, **_evaluated(chosen.options, reads))
        rows = sum(len(each.rows) for each in place.problems.values() if isinstance(each, LayersProblem))
        if rows > limits.LAYERS:
            raise Fault(f"the networks of this sheet have more than {limits.LAYERS:,} layers", "several sheets")
    return place.problems[known]


def _evaluated(options: Mapping[str, Any], reads: str) -> dict[str, Any]:
    """The options of an evaluation; the output of another question is written channels last."""
    return {**options, "layout": "hwc"} if reads else dict(options)


def _asks(values: Mapping[str, Value], problem: Problem, points: Fraction) -> tuple[Asked, ...]:
    """What is asked: a quantity, a list of them, or a mapping from quantities to points."""
    known = ", ".join(problem.quantities)
    if "ask" not in values:
        raise Fault("the question does not say what it asks for", f"ask: with one or more of {known}")
    given = values["ask"]
    words = [*given.raw.items()] if isinstance(given.raw, dict) else [(data_of(each), None) for each in list_of(given)]
    asks = [Asked(_quantity(word, problem), points if own is None else _points(own, word)) for word, own in words]
    if not asks or len(asks) > limits.ASKED:
        raise Fault(f"{len(asks)} quantities are asked for: 1 to {limits.ASKED} are expected", known, "ask")
    for place, asked in enumerate(asks):
        if asked.quantity in [other.quantity for other in asks[:place]]:
            raise Fault(f"{asked.quantity} is asked for twice", "one of the two", "ask")
    return tuple(asks)


def _points(given: Value, quantity: str) -> Fraction:
    try:
        return points_of(data_of(given), f"points of {quantity}")
    except Fault as fault:
        raise Fault(fault.what, fault.hint, "ask") from None


def _quantity(given: object, problem: Problem) -> str:
    """The quantity that a word means, which the problem has."""
    if not isinstance(given, str):
        raise Fault(f"{shown(given)} is no quantity", "one of " + ", ".join(problem.quantities), "ask")
    word = given.strip()
    try:
        name = word if word.startswith("cell") else quantity_of(word).name
        right = problem.right(name)
    except Fault as fault:
        raise Fault(fault.what, fault.hint, "ask") from None
    if right is None:
        raise Fault(f"{problem.title} has no {name}", "one of " + ", ".join(problem.quantities), "ask")
    return name


def _follows(values: Mapping[str, Value], before: Mapping[str, Question], own: list[str]) -> Iterator[str]:
    """The keys of the earlier answers that are named: a question's, one answer's, or another of the same question."""
    keys = {question.key(asked).casefold(): question.key(asked)
            for question in before.values() for asked in question.asks}  # fmt: skip
    keys |= {key.casefold(): key for key in own}
    keys |= {
        f"{each.id}.{asked.quantity}".casefold(): each.key(asked) for each in before.values() for asked in each.asks
    }
    for value in list_of(values["follows"]) if "follows" in values else ():
        word = text_of(value, "follows", limits.WORD)
        found = [key for key in keys.values() if word.casefold() == key.split(".")[0].casefold()]
        found = found or [keys[each] for each in _meant(word, own) if each in keys]
        if not found:
            hint = did_you_mean(word, keys.values()) if keys else "the id of a question before"
            raise Fault(f"follows names {word!r}, and no question before has this id", hint, "follows")
        yield from found


def _meant(word: str, own: list[str]) -> Iterator[str]:
    """The keys that a word may be: as it stands, with the quantity's own name, or a quantity of the same question."""
    yield word.casefold()
    name, _, quantity = word.rpartition(".")
    try:
        quantity = quantity_of(quantity).name
    except Fault:
        return
    yield f"{name}.{quantity}".casefold() if name else f"{own[0].split('.')[0]}.{quantity}".casefold() if own else ""
