"""The conventions as a list, and one of them with its rules by layer type."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from convcalc.conventions import Convention, Rule, gathered
from convcalc.render import csv, markdown
from convcalc.render.sheet import Sheet
from convcalc.report import SCHEMA_VERSION

HEADERS = ["Name", "Version", "What it counts", "Source"]
RULE_HEADERS = ["Counts", "Of layers", "Rule"]
LEGEND = [
    "convcalc conventions NAME shows the rules by layer type; --convention NAME counts by them",
    "--convention FILE.yaml counts by rules of your own: convcalc conventions NAME --format yaml is one to begin with",
]


def listed(conventions: Sequence[Convention]) -> Sheet:
    """A line a convention."""
    rows = [[each.name, each.version, each.title, each.source] for each in conventions]
    captions = ["the ways to add up what layers do, and whose they are"]
    return Sheet(captions, HEADERS, [False] * len(HEADERS), rows, [], LEGEND)


def described(convention: Convention) -> Sheet:
    """One convention with its rules."""
    captions = [convention.caption, *([f"source: {convention.source}"] if convention.source else [])]
    return Sheet(captions, RULE_HEADERS, [False] * 3, list(_rules(convention)), [], _remarks(convention))


def _rules(convention: Convention) -> Iterable[list[str]]:
    rules = convention.rules
    if rules is None:
        yield ["operations", "all", " + ".join(convention.operations)]
        yield ["accumulations", "all", " + ".join(convention.accumulations)]
        return
    for words, rule in gathered(written(rules.operations)):
        yield ["operations", words, rule]
    for words, rule in gathered(written(rules.parameters)):
        yield ["parameters", words, rule]


def _remarks(convention: Convention) -> list[str]:
    if convention.rules is None:
        return []
    remarks = [f"{words}: {remark}" for words, remark in gathered(convention.rules.remarks)]
    partial = "all" not in convention.rules.operations
    return [*remarks, *(["a layer type without a rule counts nothing"] if partial else [])]


def written(rules: Mapping[str, Rule]) -> dict[str, str]:
    """Rules as they are written, by layer type."""
    return {word: rule.text for word, rule in rules.items()}


def as_dict(convention: Convention) -> dict[str, Any]:
    """A convention as JSON has it: its rules by layer type, or the kinds that it adds up."""
    rules = convention.rules
    if rules is None:
        kinds = {"accumulations": list(convention.accumulations), "operations": list(convention.operations)}
        return {**convention.as_dict(), "kinds": kinds}
    by_type = {"operations": written(rules.operations), "parameters": written(rules.parameters)}
    return {**convention.as_dict(), "rules": by_type, "remarks": dict(rules.remarks)}


def to_json(conventions: Sequence[Convention]) -> str:
    """All that is known of each."""
    data = {"schema_version": SCHEMA_VERSION, "conventions": [as_dict(each) for each in conventions]}
    return json.dumps(data, indent=2, ensure_ascii=False)


WRITERS: dict[str, Callable[[Sheet], str]] = {
    "csv": lambda sheet: csv.table([header.lower().replace(" ", "_") for header in sheet.headers], sheet.rows),
    "markdown": markdown.write,
}
