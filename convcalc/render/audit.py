"""An audit in each format: the totals of a file, and the figures that a reader has to look at."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from convcalc.algebra.writing import fraction_text, percent_text
from convcalc.classroom.audit.finding import Audited, Finding, Off, all_as_dict, together
from convcalc.layers.fields import shown
from convcalc.render import csv, markdown, plain
from convcalc.render.plain import Line
from convcalc.render.sheet import Sheet

HEADERS = ["Name", "Quantity", "Printed", "Computed", "Off by", "Why"]
EVERY_HEADERS = ["Name", "Quantity", "Printed", "Computed", "Status", "Off by", "Why", "Source"]
PLACE = "Place"  # of each figure, where one of them fails: then somebody has to find it
EXACT_BELOW = 1000  # a larger difference is told without what stands behind its point
NUMERIC = {"Printed": True, "Computed": True}


def sheet(audited: Audited, every: bool) -> Sheet:
    """The table of one file; without rows where there is nothing to look at."""
    headers = EVERY_HEADERS if every else HEADERS
    with_place = bool(audited.failing)
    headers = [PLACE, *headers] if with_place else headers
    return Sheet(
        captions=captions(audited),
        headers=headers,
        numeric=[NUMERIC.get(header, False) for header in headers],
        rows=[_cells(audited, finding, every, with_place) for finding in audited.told(every)],
        foot=[],
        remarks=list(audited.remarks),
    )


def captions(audited: Audited) -> list[str]:
    """The file, the variant, and how many of its figures agree in which way."""
    cited = f": {audited.citation}" if audited.citation else ""
    variant = f" with {_set(audited.settings)}" if audited.settings else ""
    source = f"{audited.source}{' (bundled)' if audited.bundled else ''}{variant}, " if audited.source else ""
    return [audited.name + cited, source + totals(audited)]


def grand_total(audits: Sequence[Audited]) -> str:
    """How many figures all files have, and how many agree in which way; nothing for a single file."""
    return f"{len(audits)} networks, {totals(together(audits))}" if len(audits) > 1 else ""


def totals(audited: Audited) -> str:
    """How many figures there are, and how many agree in which way."""
    count = len(audited.findings)
    if not count:
        return "no published figures"
    found = ", ".join(f"{number} {status}" for status, number in audited.counts().items() if number)
    wrong = audited.counts()["differs"]
    errata = sum(bool(each.figure.erratum) for each in audited.findings if not each.figure.agrees)
    known = f" ({'each' if errata == wrong else errata} with an erratum)" if errata else ""
    return (
        f"{count} figure{'s' * (count > 1)}: {found.replace(' differs', ' differ' if wrong > 1 else ' differs')}{known}"
    )


def _cells(audited: Audited, finding: Finding, every: bool, with_place: bool) -> list[str]:
    figure = finding.figure
    name = figure.name + (f" ({_set(finding.settings)})" if finding.settings != audited.settings else "")
    computed = f"{figure.computed} = {finding.in_unit}" if finding.in_unit else figure.computed
    place = [str(figure.mark) if figure.mark else ""] if with_place else []
    cells = [*place, name, figure.quantity, figure.printed, computed]
    if every:
        return [*cells, status(finding), off_text(finding.off), finding.why(), figure.source]
    return [*cells, off_text(finding.off), finding.why()]


def _set(settings: Iterable[tuple[str, Any]]) -> str:
    return ", ".join(f"{name}={shown(value)}" for name, value in settings)


def status(finding: Finding) -> str:
    """How a figure agrees, and under which K."""
    return f"{finding.status}, K = {finding.figure.thousand}" if finding.figure.thousand else finding.status


def off_text(off: Off) -> str:
    """How far a figure is off: +1,024 (0.3 %), or the axes."""
    if off.amount is None:
        return ", ".join(off.axes)
    sign = "−" if off.amount < 0 else "+"
    amount = abs(Fraction(off.amount))
    whole = amount.denominator == 1 or amount >= EXACT_BELOW
    number = f"{int(amount):,}" if whole else fraction_text(amount)
    share = f" ({percent_text(abs(off.share), 1)})" if off.share is not None else ""
    return f"{sign}{number}{share}"


def lines(audits: Sequence[Audited], every: bool, width: int | None) -> Iterator[Line]:
    """The tables of several files and their total; of a file with nothing to look at its totals alone."""
    for place, audited in enumerate(audits):
        if place:
            yield "caption", ""
        content = sheet(audited, every)
        if content.rows:
            yield from plain.lines(content, width)
        else:
            for text in (*content.captions, *content.remarks):
                yield from (("caption", line) for line in plain.wrapped(text, width))
    if total := grand_total(audits):
        yield "caption", ""
        yield from (("caption", line) for line in plain.wrapped(total, width))


def to_markdown(audits: Sequence[Audited], every: bool) -> str:
    """A heading, the totals and a table a file; of several files all their figures at the end."""
    total = grand_total(audits)
    return "\n".join([*(_markdown(audited, every) for audited in audits), *([f"{total}\n"] if total else [])])


def _markdown(audited: Audited, every: bool) -> str:
    content = sheet(audited, every)
    if content.rows:
        return markdown.write(content)
    said = "".join(f"{markdown.safe(caption)}  \n" for caption in content.captions)
    return said + "".join(f"\n- {markdown.safe(remark)}\n" for remark in content.remarks)


def to_json(audits: Sequence[Audited]) -> str:
    """All the findings, numbers exact, with a schema version."""
    return json.dumps(all_as_dict(audits), indent=2, ensure_ascii=False)


def to_csv(audits: Sequence[Audited]) -> str:
    """A line a figure, of all files."""
    keys = ("name", "quantity", "printed", "computed", "status", "K", "off_by", "off_by_share")
    headers = ["file", "set", *keys, "axes", "source", "erratum", "stale_erratum", "hypothesis", "place"]
    return csv.table(headers, (_line(each, finding, keys) for each in audits for finding in each.findings))


def _line(audited: Audited, finding: Finding, keys: Sequence[str]) -> list[object]:
    data = finding.as_dict()
    differs = "" if finding.figure.agrees else finding.why() if finding.known else finding.guess()
    values = ["" if data[key] is None else data[key] for key in keys]
    return [audited.source, _set(finding.settings), *values, "; ".join(data["axes"]), data["source"], data["erratum"],
            str(finding.stale).lower(), differs, data["place"] or ""]  # fmt: skip
