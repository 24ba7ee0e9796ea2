"""What is said to answers, as lines, JSON, CSV or Markdown. The right value stands nowhere unless it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from convcalc.classroom.check.candidates import Candidate
from convcalc.classroom.check.problem import Problem
from convcalc.classroom.check.quantities import QUANTITIES
from convcalc.classroom.check.verdict import Verdict, value_text
from convcalc.render import csv, markdown
from convcalc.render.plain import Line, wrapped
from convcalc.report import SCHEMA_VERSION

HEADERS = ["Quantity", "Answer", "Verdict", "Slip", "What it is", "To read"]


class Checked(NamedTuple):
    """A problem, what is said to the answers to it, and whether the right ones are shown."""

    problem: Problem
    verdicts: Sequence[Verdict]
    reveal: bool = False


def lines(checked: Checked, width: int | None) -> Iterator[Line]:
    """A paragraph an answer, and how many of them are right."""
    yield from (("header", line) for line in wrapped(checked.problem.title, width))
    for verdict in checked.verdicts:
        for kind, text in verdict_lines(verdict):
            yield from ((kind, line) for line in wrapped(text, width))
        for text in working(checked, verdict):
            yield from (("row", line) for line in wrapped(f"  {text}", width))
    if len(checked.verdicts) > 1:
        yield "foot", score(checked.verdicts)


def verdict_lines(verdict: Verdict) -> Iterator[Line]:
    """The answer with its verdict, and below it what leads to a wrong one."""
    yield "foot" if verdict.is_right else "row", f"{verdict.quantity}: {verdict.written.strip()} {_is(verdict)}"
    yield from (("remark", f"  {text}") for text in remarks(verdict))


def _is(verdict: Verdict) -> str:
    return "cannot be read" if verdict.status == "unreadable" else f"is {verdict.status}"


def remarks(verdict: Verdict) -> list[str]:
    """The sentences under an answer: which slips give it, what would tell them apart, what is nearest."""
    said = [explanation(verdict, each) for each in verdict.explanations]
    if len(said) > 1:
        said = [f"it may be that {text}" for text in said]
    if not said and verdict.status == "wrong" and not _found_a_term(verdict):
        said = [f"no slip that is known gives {_given(verdict)}"]
    if verdict.ask:
        said.append(f"{QUANTITIES[verdict.ask].title} would tell these apart: give it as well, {verdict.ask}=...")
    return [*said, *([verdict.remark] if verdict.remark else [])]


def _found_a_term(verdict: Verdict) -> bool:
    """Whether a formula was compared, so that its first wrong term is told."""
    return bool(verdict.remark) and verdict.by_formula


def _given(verdict: Verdict) -> str:
    return "this" if verdict.value is None or verdict.by_formula else value_text(verdict.value)


def explanation(verdict: Verdict, each: Candidate) -> str:
    """What an answer is, and by which slip; behind it the names of the slips and what to read."""
    alone = not each.formula or " = " in each.formula or verdict.by_formula
    formula = each.formula if alone else f"{_given(verdict)} is {each.formula}"
    what = f"{formula}: {each.says}" if formula else each.says
    names = ", ".join(slip.name for slip in each.slips)
    return f"{what} [{'; '.join(filter(None, (names, _cites(each))))}]"


def _cites(each: Candidate) -> str:
    return "; ".join(dict.fromkeys(slip.cites for slip in each.slips if slip.cites))


def score(verdicts: Sequence[Verdict]) -> str:
    """How many answers are right."""
    right = sum(verdict.is_right for verdict in verdicts)
    return f"{right} of {len(verdicts)} answers {'is' if right == 1 else 'are'} right"


def working(checked: Checked, verdict: Verdict) -> list[str]:
    """The right value with its working, where it is asked for."""
    if not checked.reveal:
        return []
    steps = [str(step) for step in checked.problem.working(verdict.quantity)]
    return [*steps, f"right: {verdict.quantity} = {value_text(verdict.right)}"]


def as_dict(checked: Checked, verdict: Verdict) -> dict[str, Any]:
    """A verdict as JSON has it."""
    shown = {"right": value_text(verdict.right), "working": working(checked, verdict)[:-1]} if checked.reveal else {}
    return {
        "quantity": verdict.quantity,
        "answer": verdict.written,
        "verdict": verdict.status,
        "slips": [
            {
                "names": [slip.name for slip in each.slips],
                "says": each.says,
                "formula": each.formula,
                "cites": _cites(each),
            }
            for each in verdict.explanations
        ],
        "ask": verdict.ask,
        "remark": verdict.remark,
        **shown,
    }


def to_json(checked: Checked) -> str:
    """The verdicts with a schema version."""
    verdicts = [as_dict(checked, verdict) for verdict in checked.verdicts]
    data = {"schema_version": SCHEMA_VERSION, "tool": "convcalc", "problem": checked.problem.title, "answers": verdicts}
    return json.dumps(data, indent=2, ensure_ascii=False)


def _rows(checked: Checked) -> list[list[str]]:
    return [_row(checked, verdict) for verdict in checked.verdicts]


def _row(checked: Checked, verdict: Verdict) -> list[str]:
    first = verdict.explanations[:1]
    names = " ".join(verdict.slips)
    said = "; ".join(each.says for each in first) or verdict.remark
    right = [value_text(verdict.right)] if checked.reveal else []
    return [verdict.quantity, verdict.written, verdict.status, names, said, "; ".join(map(_cites, first)), *right]


def _headers(checked: Checked) -> list[str]:
    return [*HEADERS, *(["Right"] if checked.reveal else [])]


def to_csv(checked: Checked) -> str:
    """A line an answer, with its likeliest slip."""
    return csv.table([header.lower() for header in _headers(checked)], _rows(checked))


def to_markdown(checked: Checked) -> str:
    """A table with a row an answer."""
    headers = _headers(checked)
    table = markdown.table(headers, [False] * len(headers), _rows(checked))
    return f"{markdown.safe(checked.problem.title)}\n\n{table}"


WRITERS = {"json": to_json, "csv": to_csv, "markdown": to_markdown}
