"""A layer under the rules of one framework, with its working; or of all of them side by side."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.algebra.writing import code, text
from convcalc.classroom.explain import Step
from convcalc.classroom.semantics.declared import Semantics, transposes
from convcalc.classroom.semantics.outcome import Outcome, Outcomes
from convcalc.classroom.semantics.partings import AGREED, names, sides_of, zeros_text
from convcalc.render import csv, markdown, plain, working
from convcalc.render.networks.view import View
from convcalc.render.sheet import Sheet, assuming, effective
from convcalc.report import SCHEMA_VERSION, Report
from convcalc.shape import axes_text

REFUSED = "refused"
QUANTITIES = ("parameters", "multiplications", "effective", "operations")


def worked(outcome: Outcome, steps: Sequence[Step], layout: str) -> View:
    """One of them with its working."""
    report, spec, rules = outcome.worked, repr(outcome.asked), captions(outcome)
    return View(
        lambda width: working.lines(report, spec, steps, layout, width, rules),
        {
            "json": lambda: to_json(outcome, steps, layout),
            "csv": lambda: working.to_csv(report, spec, steps, layout),
            "markdown": lambda: working.to_markdown(report, spec, steps, layout, rules),
        },
    )


def captions(outcome: Outcome) -> list[str]:
    """Whose rules they are, and the layer that does the same by the house's own, where it is written otherwise."""
    rules = outcome.semantics
    lines = [f"semantics {rules.name}: {rules.title}; {rules.source}"]
    if repr(outcome.read_as) != repr(outcome.asked):
        lines.append(f"read as {outcome.read_as!r}")
    return lines


def to_json(outcome: Outcome, steps: Sequence[Step], layout: str) -> str:
    """The report of one outcome, with whose rules they are and the working."""
    told = {**_rules(outcome.semantics), **_placed(outcome)}
    data = {**outcome.worked.as_dict(layout), "semantics": told, "working": list(map(working.as_dict, steps))}
    return json.dumps(data, indent=2, ensure_ascii=False)


def _rules(rules: Semantics) -> dict[str, Any]:
    return {"name": rules.name, "title": rules.title, "source": rules.source}


def _placed(outcome: Outcome) -> dict[str, Any]:
    """How a layer is read, and its zeros, or what is cropped, by side."""
    sides = sides_of(outcome.worked.inputs[0])
    counts = [plain_of(count) for pair in outcome.zeros for count in pair]
    place = "cropped" if transposes(outcome.asked) else "zeros"
    return {"read_as": repr(outcome.read_as), place: dict(zip(sides, counts, strict=True))}


def plain_of(count: Any) -> Any:
    """A number, or a formula that a program can read."""
    return count if isinstance(count, int) else code(count)


def view(found: Outcomes, layout: str) -> View:
    """All of them side by side."""
    return View(
        lambda width: lines(found, layout, width),
        {
            "json": lambda: all_to_json(found, layout),
            "csv": lambda: all_to_csv(found, layout),
            "markdown": lambda: markdown.write(_unindented(sheet(found, layout))),
        },
    )


def lines(found: Outcomes, layout: str, width: int | None) -> Iterator[plain.Line]:
    """The table, and below it where they part."""
    return plain.lines(sheet(found, layout), width)


def sheet(found: Outcomes, layout: str) -> Sheet:
    """A line for each of them, and below where they part and what else there is to know."""
    (x,), counted = found.inputs, quantities(found)
    above = [f"{found.asked!r} on {x.text(layout)} ({axes_text(x.rank, layout)})", "semantics side by side"]
    above += [each.worked.convention.caption for each in _taken(found)[:1]]
    place = "Cropped" if transposes(found.asked) else "Zeros"
    headers = ["Semantics", "Rules of", "Output", f"{place} {', '.join(sides_of(x))}",
               *(quantity.capitalize() for quantity in counted)]  # fmt: skip
    below = [*_under("where they part:", found.parted(layout)), *_under("besides:", remarks(found))]
    numeric = [False] * 4 + [True] * len(counted)
    return Sheet(above, headers, numeric, [_row(each, counted, layout) for each in found.outcomes], [], below)


def _under(title: str, lines: Sequence[str]) -> list[str]:
    """Lines under their title; nothing where there are none, and one that says that there are none by itself."""
    if not lines or lines[0].startswith(AGREED):
        return list(lines)
    return [title, *(f"  {line}" for line in lines)]


def _unindented(table: Sheet) -> Sheet:
    """The table with remarks that all begin at the margin."""
    return table._replace(remarks=[remark.strip() for remark in table.remarks])


def _taken(found: Outcomes) -> list[Outcome]:
    return [each for each in found.outcomes if each.report]


def quantities(found: Outcomes) -> list[str]:
    """The counts that are shown: the effective multiplications where they were asked for."""
    told = any("on_padding" in each.worked.total.ops for each in _taken(found))
    return [quantity for quantity in QUANTITIES if told or quantity != "effective"]


def _count(report: Report, quantity: str) -> Any:
    return effective(report.total) if quantity == "effective" else getattr(report, quantity)


def _row(outcome: Outcome, counted: Sequence[str], layout: str) -> list[str]:
    report, rules = outcome.report, outcome.semantics
    if report is None:
        return [rules.name, rules.title, REFUSED, "", *[""] * len(counted)]
    counts = [text(_count(report, quantity)) for quantity in counted]
    return [rules.name, rules.title, report.output.text(layout), zeros_text(outcome.zeros), *counts]


def remarks(found: Outcomes) -> list[str]:
    """What the sizes do not tell: each remark once, with those that it is of."""
    said: dict[str, list[Outcome]] = {}
    for outcome in _taken(found):
        for remark in _said(outcome):
            said.setdefault(remark, []).append(outcome)
    return [f"{names(outcomes)}: {remark}" for remark, outcomes in said.items()]


def _said(outcome: Outcome) -> list[str]:
    report = outcome.worked
    return [*report.remarks, *report.notes(), *assuming(report.assumptions)]


def all_to_csv(found: Outcomes, layout: str) -> str:
    """A line for each of them, with a column for each side; empty where the layer is refused."""
    sides = [f"{'cropped' if transposes(found.asked) else 'zeros'}_{side}" for side in sides_of(found.inputs[0])]
    counted = quantities(found)
    headers = ["semantics", "output", *sides, *counted, "refusal"]
    return csv.table(headers, [_csv_row(each, counted, layout, len(sides)) for each in found.outcomes])


def _csv_row(outcome: Outcome, counted: Sequence[str], layout: str, sides: int) -> list[Any]:
    report = outcome.report
    if report is None:
        refusal = outcome.refusal.what if outcome.refusal else ""
        return [outcome.semantics.name, "", *[""] * (sides + len(counted)), refusal]
    zeros = [plain_of(count) for pair in outcome.zeros for count in pair]
    counts = [plain_of(_count(report, quantity)) for quantity in counted]
    return [outcome.semantics.name, report.output.text(layout), *zeros, *counts, ""]


def all_to_json(found: Outcomes, layout: str) -> str:
    """Every report or refusal, and where they part."""
    (x,) = found.inputs
    data = {
        "schema_version": SCHEMA_VERSION,
        "tool": "convcalc",
        "layer": repr(found.asked),
        "layout": layout,
        "axes": axes_text(x.rank, layout),
        "input": x.text(layout),
        "semantics": [_outcome(each, layout) for each in found.outcomes],
        "partings": found.parted(layout),
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _outcome(outcome: Outcome, layout: str) -> dict[str, Any]:
    rules, report, refusal = _rules(outcome.semantics), outcome.report, outcome.refusal
    if report is None:
        refused = {"what": refusal.what, "hint": refusal.hint} if refusal else None
        return {**rules, "refusal": refused, "report": None}
    return {**rules, "refusal": None, **_placed(outcome), "report": report.as_dict(layout)}
