"""The working of one layer, as lines on a board, JSON, CSV or Markdown."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.algebra.sym import is_zero
from convcalc.algebra.writing import code, latex, text
from convcalc.classroom.explain import Step
from convcalc.render import csv, markdown
from convcalc.render.plain import Line, wrapped
from convcalc.render.sheet import Sheet, assuming, effective, effective_remark
from convcalc.report import Report
from convcalc.shape import axes_text

HEADERS = ["Quantity", "Formula", "Numbers", "Value"]


def captions(report: Report, spec: str, layout: str, rules: Sequence[str] = ()) -> list[str]:
    """What the numbers rest on: the layer, its input, the axis order, whose rules they are, the convention."""
    shapes = " and ".join(shape.text(layout) for shape in report.inputs)
    return [
        f"{spec} on {shapes} ({axes_text(report.inputs[0].rank, layout)})",
        *rules,
        report.convention.caption,
    ]


def lines(
    report: Report, spec: str, steps: Sequence[Step], layout: str, width: int | None, rules: Sequence[str] = ()
) -> Iterator[Line]:
    """The working as it stands on a board, and below what the convention leaves out and what is never read."""
    title, *below = captions(report, spec, layout, rules)
    yield from (("header", line) for line in wrapped(title, width))
    for caption in below:
        yield from (("caption", line) for line in wrapped(caption, width))
    yield "row", ""
    yield "foot", f"output = {report.output.text(layout)}"
    for step in steps:
        if step.counted:
            yield from (("row", line) for line in wrapped(str(step), width))
    besides = [step for step in steps if not step.counted]
    if besides:
        yield from (("remark", line) for line in wrapped(besides_text(report), width))
    for step in besides:
        yield from (("remark", line) for line in wrapped(f"  {step}", width))
    for remark in _remarks(report):
        yield from (("remark", line) for line in wrapped(remark, width))


def besides_text(report: Report) -> str:
    """What stands before the steps that no total counts."""
    if report.convention.by_type:
        return f"in the ledger, which {report.convention.name} counts otherwise or not at all:"
    return f"besides, in no total of the convention {report.convention.name}:"


def _remarks(report: Report) -> list[str]:
    """What is never read, and how many multiplications meet the padding where that was counted."""
    counted = "on_padding" in report.total.ops and not is_zero(report.multiplications)
    real = [effective_remark(report.total)] if counted else []
    return [*real, *report.notes(), *report.remarks, *assuming(report.assumptions)]


def plain(value: Any) -> str:
    """A number without separators, or a formula."""
    return str(value) if isinstance(value, int) else text(value)


def _rows(report: Report, steps: Sequence[Step], layout: str) -> list[list[str]]:
    worked = [[step.name, step.letters, step.numbers, plain(step.value)] for step in steps]
    return [["output", "", "", report.output.text(layout)], *worked, *_apart(report)]


def _apart(report: Report) -> list[list[str]]:
    """The multiplications that meet the input, and those on padding, where that was counted."""
    if "on_padding" not in report.total.ops:
        return []
    counts = {"effective multiplications": effective(report.total), "on padding": report.total.ops["on_padding"]}
    return [[name, "", "", str(count)] for name, count in counts.items()]


def to_json(report: Report, spec: str, steps: Sequence[Step], layout: str) -> str:
    """The report, and the steps of the working."""
    data = {**report.as_dict(layout), "working": [as_dict(step) for step in steps]}
    return json.dumps(data, indent=2, ensure_ascii=False)


def as_dict(step: Step) -> dict[str, Any]:
    """A step as JSON has it, the formula as text and as LaTeX."""
    value = step.value if isinstance(step.value, int) else code(step.value)
    written = {"name": step.name, "letters": step.letters, "numbers": step.numbers, "value": value}
    return {**written, "counted": step.counted, "latex": latex(step.formula, numbers=not step.lettered)}


def to_csv(report: Report, spec: str, steps: Sequence[Step], layout: str) -> str:
    """A line a step."""
    return csv.table([header.lower() for header in HEADERS], _rows(report, steps, layout))


def to_markdown(report: Report, spec: str, steps: Sequence[Step], layout: str, rules: Sequence[str] = ()) -> str:
    """A table with a row a step."""
    rows = [[*row[:3], f"{int(row[3]):,}" if row[3].isdigit() else row[3]] for row in _rows(report, steps, layout)]
    numeric = [False, False, False, True]
    return markdown.write(Sheet(captions(report, spec, layout, rules), HEADERS, numeric, rows, [], _remarks(report)))


WRITERS = {"json": to_json, "csv": to_csv, "markdown": to_markdown}
