"""Advice on the sizes of layers, by the lectures' rules; see ``convcalc/classroom/rules.py`` for the rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from itertools import accumulate
from typing import Any, NamedTuple

from convcalc.architecture.document import INPUT
from convcalc.architecture.graph import Graph, Node
from convcalc.architecture.silence import Silence
from convcalc.classroom.case import Case, Finding
from convcalc.classroom.rules import RULES
from convcalc.errors import Mark, UsageError, did_you_mean
from convcalc.network import Network
from convcalc.report import SCHEMA_VERSION, Report


class Advice(NamedTuple):
    """What a rule advises at one place of the file: in ``row``, and in all of ``rows`` that this place makes.

    ``saved`` are the parameters that all these rows would save together, where the rule saves any.
    """

    rule: str
    row: str
    rows: tuple[str, ...]
    mark: Mark | None
    what: str
    hint: str
    saved: int = 0

    @property
    def cites(self) -> str:
        """Where the rule stands."""
        return RULES[self.rule].cites

    @property
    def place(self) -> str:
        """The file and the line; empty for a layer outside a file."""
        return f"{self.mark.source.name}:{self.mark.line + 1}" if self.mark else ""

    def __str__(self) -> str:
        return f"{self.place}: {self.text}" if self.mark else self.text

    @property
    def text(self) -> str:
        """The advice without its place: the row, what, how often, the rule and where it stands."""
        others = len(self.rows) - 1
        more = f"; so in {others} more row{'s' * (others > 1)}" if others else ""
        together = f", {self.saved:,} parameters fewer in all" if others and self.saved else ""
        return f"{self.row}: {self.what}{more}{together} [{self.rule}; {self.cites}]"

    def as_dict(self) -> dict[str, Any]:
        """The advice as JSON has it; line and column count from 1."""
        return {
            "rule": self.rule,
            "cites": self.cites,
            "file": self.mark.source.name if self.mark else None,
            "line": self.mark.line + 1 if self.mark else None,
            "column": self.mark.column + 1 if self.mark else None,
            "rows": list(self.rows),
            "what": self.what,
            "try": self.hint,
            "parameters_saved": self.saved,
        }


class Review(NamedTuple):
    """The advice on a network, how many rows its file silences by rule, and what of that silences nothing."""

    report: Report
    layout: str
    advice: tuple[Advice, ...]
    silenced: dict[str, int]
    idle: tuple[Silence, ...]

    def as_dict(self) -> dict[str, Any]:
        """The review as plain data: the content of the JSON format."""
        return {
            "schema_version": SCHEMA_VERSION,
            "tool": "convcalc",
            "name": self.report.name,
            "file": {"name": self.report.source, "bundled": self.report.bundled} if self.report.source else None,
            "layout": self.layout,
            "input": self.report.inputs[0].text(self.layout),
            "advice": [each.as_dict() for each in self.advice],
            "rows_silenced": self.silenced,
        }


def lint(network: Network, *inputs: Any, ignore: Collection[str] = ()) -> list[Advice]:
    """The advice on a network, in the order of its file: :func:`review` without what is silenced."""
    return list(review(network, *inputs, ignore=ignore).advice)


def review(network: Network, *inputs: Any, ignore: Collection[str] = (), layout: str = "hwc") -> Review:
    """Hold a network against the lectures' rules, but for those to ``ignore``.

    ``inputs`` and ``layout`` as for :meth:`Network.evaluate`. Raises a UsageError for a rule that there is not, and
    for an input that is not of numbers.
    """
    for name in ignore:
        if name not in RULES:
            raise UsageError(f"there is no rule {name!r}", hint=did_you_mean(name, RULES))
    report = network.evaluate(*inputs, layout=layout)
    if not all(isinstance(dim, int) for row in report.rows for shape in (*row.inputs, row.output) for dim in shape):
        raise UsageError("the rules need numbers, and there are names in their place", hint="numbers in --in and --set")
    case = Case(network.graph, report, layout)
    found = [(rule.name, each) for rule in RULES.values() if rule.name not in ignore for each in rule.find(case)]
    wanted = {each[:2] for each in network.graph.silence}
    quiet = [wanted & silencing(name, row_name(finding.node)) for name, finding in found]
    heard = [each for each, by in zip(found, quiet, strict=True) if not by]
    silenced = Counter(name for (name, _), by in zip(found, quiet, strict=True) if by)
    used = set().union(*quiet)
    idle = tuple(each for each in network.graph.silence if each[:2] not in used and each.rule not in ignore)
    return Review(report, layout, tuple(gathered(network.graph, heard)), dict(silenced), idle)


def silencing(rule: str, row: str) -> set[tuple[str, str | None]]:
    """What would silence a rule in a row: the rule everywhere, in this row, or in a part that the row lies in."""
    return {(rule, None), *((rule, part) for part in accumulate(row.split("/"), lambda path, part: f"{path}/{part}"))}


def row_name(node: Node | None) -> str:
    """The row that a finding is about."""
    return node.name if node else INPUT


def gathered(graph: Graph, found: list[tuple[str, Finding]]) -> Iterator[Advice]:
    """The findings as advice: one for each rule and place, in the order of the lines."""
    places: dict[tuple[str, str], list[Finding]] = {}
    for rule, finding in found:
        places.setdefault((rule, str(written_at(graph, finding))), []).append(finding)
    advice = [_advice(rule, written_at(graph, each[0]), each) for (rule, _), each in places.items()]
    return iter(sorted(advice, key=lambda each: (each.mark.source.name, each.mark.line) if each.mark else ("", 0)))


def _advice(rule: str, mark: Mark | None, findings: list[Finding]) -> Advice:
    first = findings[0]
    rows = tuple(row_name(each.node) for each in findings)
    return Advice(rule, rows[0], rows, mark, first.what, first.hint, sum(each.saved for each in findings))


def written_at(graph: Graph, finding: Finding) -> Mark | None:
    """Where the file says what a finding is about: the field's value, where a block was given it, or else the step."""
    if finding.node is None:
        return graph.input_mark
    step, scope = finding.node.step, finding.node.scope
    if step is None:
        return None
    value = step.args.get(finding.field)
    while value is not None and scope.caller and isinstance(value.raw, str) and value.raw in scope.caller[1].args:
        value, scope = scope.caller[1].args[value.raw], scope.caller[0]
    return value.mark if value is not None else step.mark  # type: ignore[no-any-return]
