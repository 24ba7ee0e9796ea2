"""Sizes solved backwards, as working and a table: for one axis of a layer, and for a whole network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.algebra.writing import fraction_text, number
from convcalc.classroom.derive import Line as Worked
from convcalc.classroom.derive import check, derivation
from convcalc.classroom.question import FIELDS, Question, reach_of
from convcalc.classroom.ranges import Choices
from convcalc.classroom.solve import Answer, Solution
from convcalc.layers.fields import shown
from convcalc.render import csv, plain
from convcalc.render.plain import Line, wrapped
from convcalc.render.sheet import Sheet
from convcalc.report import SCHEMA_VERSION

SHOWN = 20
BEHIND = "thrown away: the cells of the padded input behind the last window"
UNEQUAL = "padding of two numbers: the cells before, and the cells after"


class Column(NamedTuple):
    """A column of the table: its header, whether it holds a number, and its text for a solution."""

    header: str
    numeric: bool
    text: Callable[[Solution], str]


def lines(answer: Answer, most: int | None, width: int | None) -> Iterator[Line]:
    """The question, the working, and the table of solutions; ``most`` of them, or all."""
    content = sheet(answer, most)
    title, *working, verdict = content.captions
    yield from (("header", line) for line in wrapped(title, width))
    yield "row", ""
    for each in working:
        yield from (("row", line) for line in wrapped(each, width))
    if working:
        yield "row", ""
    yield from (("foot", line) for line in wrapped(verdict, width))
    if content.rows:
        yield "row", ""
        yield from plain.lines(content._replace(captions=[]), width)


def sheet(answer: Answer, most: int | None) -> Sheet:
    """The table of solutions, or of what comes nearest, with the working above it."""
    rows = answer.solutions or answer.nearest
    kept = rows[:most]
    columns = _columns(answer)
    remarks = [f"... {len(rows) - len(kept):,} more, --all shows them"] if len(kept) < len(rows) else []
    if any(isinstance(each.layer.padding, tuple) for each in kept):
        remarks.append(UNEQUAL)
    if any(_thrown(each) != "0" for each in kept):
        remarks.append(BEHIND)
    return Sheet(
        captions=[_title(answer.question), *working(answer), verdict(answer)],
        headers=[column.header for column in columns],
        numeric=[column.numeric for column in columns],
        rows=[[column.text(each) for column in columns] for each in kept],
        foot=[],
        remarks=remarks,
    )


def _title(question: Question) -> str:
    """What is known and what is sought."""
    tried = {name: getattr(question, name) for name in ("input", *FIELDS)}
    said = {name: _called(name, each, question) for name, each in tried.items()}
    known = [f"{name.replace('_', ' ')} {text}" for name, text in said.items() if text and name not in question.unknown]
    sought = [f"{name.replace('_', ' ')} ({said[name]})" for name in question.unknown]
    facts = [f"output {question.out_size:,}", *known, *(["ceil mode"] if question.ceil else [])]
    return f"{question.word}, one axis: {', '.join(facts)}" + (f"; sought: {', '.join(sought)}" if sought else "")


def _called(name: str, tried: Choices | str | None, question: Question) -> str:
    """The values of a field in words; empty where it is at a default that changes nothing."""
    if isinstance(tried, str):
        return tried
    if tried is None:
        words = {"stride": "as the kernel", "padding": paddings(question)}
        return words.get(name, "")
    plain_ones = {"dilation": 1, "output_padding": 0}
    return "" if tried.known is not None and tried.known == plain_ones.get(name) else tried.called


def paddings(question: Question) -> str:
    """The paddings that are tried where none are given: all that are smaller than the kernel's reach."""
    kernel, dilation = question.kernel.known, question.dilation.known
    if kernel is None or dilation is None:
        return "below the kernel's reach, halves too"
    most = reach_of(kernel, dilation) - 1
    return f"0..{most:,}, halves too" if most else "0"


def working(answer: Answer) -> list[str]:
    """The formula solved for what is sought, and put to the test with the numbers of the plainest solution."""
    solved = list(map(str, derivation(answer.question)))
    shown_first = (answer.solutions or answer.nearest)[:1]
    tested = [str(line) for each in shown_first for line in check(each)]
    return solved + [line for line in tested if line not in solved]


def verdict(answer: Answer) -> str:
    """One line: how many solutions there are, or that there is none."""
    question, count = answer.question, len(answer.solutions)
    if answer.refusal:
        return f"none: {answer.refusal}"
    if not question.unknown:
        return "yes" if count else f"no: the output is {answer.nearest[0].output:,}, not {question.out_size:,}"
    if not count:
        return "none; nearest are" if len(answer.nearest) > 1 else "none; nearest is"
    return "one solution" if count == 1 else f"{count:,} solutions, the plainest first"


def _columns(answer: Answer) -> list[Column]:
    """The columns that say something: what stays at a default that changes nothing is left out."""
    rows = answer.solutions or answer.nearest
    columns = [
        Column("Input", False, _inputs),
        Column("Kernel", True, lambda each: number(each.layer.kernel)),
        Column("Stride", True, lambda each: number(each.layer.stride)),
        Column("Padding", False, _padding),
    ]
    sought = answer.question.unknown
    if "dilation" in sought or any(each.layer.dilation != 1 for each in rows):
        columns.append(Column("Dilation", True, lambda each: number(each.layer.dilation)))
    if "output_padding" in sought or any(getattr(each.layer, "output_padding", 0) for each in rows):
        columns.append(Column("Output padding", True, lambda each: number(each.layer.output_padding)))
    if not answer.solutions:
        columns.append(Column("Output", True, lambda each: number(each.output)))
    if any(each.layer.word != "conv_transpose" for each in rows):
        columns.append(Column("Unrounded", True, lambda each: _ends(each, each.before_rounding)))
        columns.append(Column("Thrown away", True, _thrown))
    return columns


def span_text(sizes: range) -> str:
    """Neighbouring sizes, 227..230; one alone is a number."""
    return number(sizes[0]) if len(sizes) == 1 else f"{number(sizes[0])}..{number(sizes[-1])}"


def _inputs(solution: Solution) -> str:
    exact = solution.exact
    named = f" ({number(exact)} exactly)" if exact is not None and len(solution.inputs) > 1 else ""
    return span_text(solution.inputs) + named


def _padding(solution: Solution) -> str:
    value = solution.padding
    if isinstance(value, str):
        return value
    before, after = int(value), int(2 * value) - int(value)
    return number(before) if before == after else f"{fraction_text(value)} ({before:,} and {after:,})"


def _ends(solution: Solution, value: Callable[[int], int | Fraction]) -> str:
    """A value for the first input of a solution, and for the last where that differs."""
    ends = [fraction_text(Fraction(value(size))) for size in (solution.inputs[0], solution.inputs[-1])]
    return ends[0] if ends[0] == ends[1] else "..".join(ends)


def _thrown(solution: Solution) -> str:
    return _ends(solution, solution.thrown_away)


# For programs.


def record(solution: Solution) -> dict[str, Any]:
    """A solution as plain values; ``before_rounding`` is an exact fraction, ``padding`` a number, a pair or a word."""
    layer, first, last = solution.layer, solution.inputs[0], solution.inputs[-1]
    padding = layer.padding
    return {
        "first_input": first,
        "last_input": last,
        "exact_input": solution.exact,
        "kernel": layer.kernel,
        "stride": layer.stride,
        "padding": list(padding[0]) if isinstance(padding, tuple) else padding,
        "dilation": layer.dilation,
        "output_padding": getattr(layer, "output_padding", 0),
        "output": solution.output,
        "before_rounding": [str(solution.before_rounding(size)) for size in (first, last)],
        "thrown_away": [solution.thrown_away(size) for size in (first, last)],
    }


def to_json(answer: Answer) -> str:
    """The question, the working and all solutions, or what comes nearest."""
    question = answer.question
    data = {
        "schema_version": SCHEMA_VERSION,
        "type": question.word,
        "output": question.out_size,
        "ceil": question.ceil,
        "tried": {name: _called(name, getattr(question, name), question) for name in question.unknown},
        "working": [each._asdict() for each in _all_working(answer)],
        "solutions": list(map(record, answer.solutions)),
        "nearest": list(map(record, answer.nearest)),
        "refusal": answer.refusal,
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _all_working(answer: Answer) -> list[Worked]:
    tested = [line for each in (answer.solutions or answer.nearest)[:1] for line in check(each)]
    return [*derivation(answer.question), *tested]


def to_csv(answer: Answer) -> str:
    """A line a solution, whose output is the wanted one; where there is none, a line for each that comes nearest."""
    records = list(map(record, answer.solutions or answer.nearest))
    headers = ["first_input", "last_input", "exact_input", *FIELDS, "output", "before_rounding", "thrown_away"]
    return csv.table(headers, ([_cell(each[key]) for key in headers] for each in records))


def _cell(value: Any) -> str:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return " ".join(map(str, value))
    return "" if value is None else shown(value)
