"""The advice on a network in each format."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from convcalc.classroom.case import Rule
from convcalc.classroom.lint import Advice, Review
from convcalc.render import csv, markdown
from convcalc.render.plain import Line, wrapped
from convcalc.report import SCHEMA_VERSION

HEADERS = ["Place", "Layer", "Rows", "Advice", "Try", "Rule", "Source"]
NUMERIC = [False, False, True, False, False, False, False]
RULE_HEADERS = ["Rule", "What it asks for", "Source"]


def lines(review: Review, width: int | None) -> Iterator[Line]:
    """A paragraph for each advice: its place and what it says, and what to try; then what was silenced."""
    for each in review.advice:
        yield from (("row", line) for line in wrapped(str(each), width))
        yield from (("remark", line) for line in wrapped(f"   try {each.hint}", width))
    yield "foot", verdict(review)
    for remark in remarks(review):
        yield from (("remark", line) for line in wrapped(remark, width))


def verdict(review: Review) -> str:
    """How much advice there is."""
    count = len(review.advice)
    return f"advice at {count} place{'s' * (count > 1)}" if count else "no advice"


def remarks(review: Review) -> list[str]:
    """What the file silences, and what of it silences nothing here."""
    silenced = [f"{count} of {rule}" for rule, count in review.silenced.items()]
    total = sum(review.silenced.values())
    said = [f"silenced by the file: {total} row{'s' * (total > 1)} ({', '.join(silenced)})"] if silenced else []
    idle = (f"{each.rule} in {each.row}" if each.row else each.rule for each in review.idle)
    marked = zip(review.idle, idle, strict=True)
    return [*said, *(f"{each.mark}: {what} is silenced, and there is no such advice" for each, what in marked)]


def to_json(review: Review) -> str:
    """The review with a schema version."""
    return json.dumps(review.as_dict(), indent=2, ensure_ascii=False)


def to_csv(review: Review) -> str:
    """A line a place; the rows of a place behind each other, separated by blanks."""
    data = [each.as_dict() for each in review.advice]
    keys = list(Advice("dense-head", "", (), None, "", "").as_dict())
    return csv.table(keys, ([_cell(each[key]) for key in keys] for each in data))


def _cell(value: Any) -> Any:
    return " ".join(value) if isinstance(value, list) else "" if value is None else value


def to_markdown(review: Review) -> str:
    """A table with a row a place, and below it what was silenced."""
    rows = [[x.place, x.row, str(len(x.rows)), x.what, x.hint, x.rule, x.cites] for x in review.advice]
    table = markdown.table(HEADERS, NUMERIC, rows) if rows else f"{verdict(review)}\n"
    said = remarks(review)
    return table + ("\n" + "".join(f"- {markdown.safe(remark)}\n" for remark in said) if said else "")


WRITERS = {"json": to_json, "csv": to_csv, "markdown": to_markdown}


def rule_lines(rules: Mapping[str, Rule], width: int | None) -> Iterator[Line]:
    """The rules: what each asks for, and where it stands."""
    for rule in rules.values():
        yield from (("row", line) for line in wrapped(f"{rule.name}: {rule.meaning} [{rule.cites}]", width))


def rules_json(rules: Mapping[str, Rule]) -> str:
    """The rules with a schema version."""
    listed = [{"name": rule.name, "meaning": rule.meaning, "cites": rule.cites} for rule in rules.values()]
    return json.dumps({"schema_version": SCHEMA_VERSION, "rules": listed}, indent=2, ensure_ascii=False)


def rules_csv(rules: Mapping[str, Rule]) -> str:
    """A line a rule."""
    return csv.table(["name", "meaning", "cites"], ([rule.name, rule.meaning, rule.cites] for rule in rules.values()))


def rules_markdown(rules: Mapping[str, Rule]) -> str:
    """A table with a row a rule."""
    return markdown.table(RULE_HEADERS, [False] * 3, ([rule.name, rule.meaning, rule.cites] for rule in rules.values()))


RULE_WRITERS = {"json": rules_json, "csv": rules_csv, "markdown": rules_markdown}
