"""The grades of a class: a table for a spreadsheet, and a summary with bars for the teacher."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from convcalc.algebra.writing import percent_text
from convcalc.classroom.sheets.grade import Grades, Line, Result, Summary
from convcalc.classroom.sheets.harmless import safe_cell
from convcalc.classroom.sheets.points import cell_text, count_text, decimal_text
from convcalc.render import csv, markdown, plain
from convcalc.render.classroom.texts import one_line
from convcalc.render.plain import Line as TextLine
from convcalc.render.sheet import Sheet
from convcalc.report import SCHEMA_VERSION

BAR = "█"
BAR_LENGTH = 10
NAMED = 3  # answers named beside a slip
HEADERS = ["Answer", "Points", "Right", "Follows", "Wrong", "Unclear", "Empty", "Share", ""]
SLIP_HEADERS = ["Slip", "Times", "", "Answers", "What it is"]


# For a spreadsheet.


def to_csv(grades: Grades, *, separator: str = ",", decimal: str = ".", slips: bool = False) -> str:
    """A row a student: the points of each answer, their slips where wanted, the total, out of, and the percentage."""
    keys = [item.key for item in grades.sheet.items]
    headers = ["student", *keys, *([f"{key} slip" for key in keys] if slips else []), "total", "out of", "percentage"]
    rows = (_row(result, grades.sheet.points, decimal, slips) for result in grades.results)
    return csv.table(map(safe_cell, headers), rows, separator)


def _row(result: Result, of: Fraction, decimal: str, slips: bool) -> list[str]:
    points = [cell_text(graded.points, decimal) for graded in result.answers]
    named = [" ".join(graded.slips) for graded in result.answers] if slips else []
    share = _rounded(result.points / of) if of else ""
    totals = [cell_text(result.points, decimal), cell_text(of, decimal), share.replace(".", decimal)]
    return [safe_cell(one_line(result.student.name)), *points, *named, *totals]


def _rounded(share: Fraction) -> str:
    """A percentage with one digit behind the point."""
    return f"{decimal_text(Fraction(round(share * 1000), 10))}"


# For the teacher.


def lines(summary: Summary, name: str, width: int | None) -> Iterator[TextLine]:
    """The answers, and the slips in them, as tables with bars."""
    yield from plain.lines(_fitting(answers_table(summary, name), width), width)
    if summary.slips:
        yield "row", ""
        yield from plain.lines(slips_table(summary), width)
    if summary.unexplained:
        yield "row", ""
        yield from plain.lines(unexplained_table(summary), width)


def _fitting(table: Sheet, width: int | None) -> Sheet:
    """The table without its last column, the bars, where it would be folded because of them."""
    columns = zip(table.headers, *table.rows, strict=True)
    needed = sum(max(map(plain.cells, column)) + len(plain.GAP) for column in columns) - len(plain.GAP)
    if width is None or needed <= width:
        return table
    return table._replace(headers=table.headers[:-1], numeric=table.numeric[:-1], rows=[row[:-1] for row in table.rows])


def unexplained_table(summary: Summary) -> Sheet:
    """A row a wrong answer that no slip explains, the commonest first."""
    rows = [[one_line(written), str(times), key] for (key, written), times in summary.unexplained]
    return Sheet(["wrong or unreadable, and no slip that is known"], ["Given", "Times", "Answer"],
                 [False, True, False], rows, [], [])  # fmt: skip


def answers_table(summary: Summary, name: str) -> Sheet:
    """A row an answer: how many are right and wrong, and the share of the points."""
    students = f"{summary.students:,} student{'s' * (summary.students != 1)}"
    mean = count_text(Fraction(round(summary.mean * 100), 100), summary.of)
    captions = [f"{one_line(name)}: {students}, on average {mean} ({_percent(summary.mean, summary.of)})"]
    rows = [_answer_cells(line) for line in summary.lines]
    numeric = [False, *[True] * 7, False]
    return Sheet(captions, HEADERS, numeric, rows, [], _remarks(summary))


def _answer_cells(line: Line) -> list[str]:
    counts = line.statuses
    wrong = counts["wrong"] - line.followed
    numbers = [counts["right"], line.followed, wrong, counts["unreadable"], counts["unanswered"]]
    share = percent_text(line.share, 1)
    return [line.item.key, decimal_text(line.item.asked.points), *map(str, numbers), share, bar(line.share)]


def _remarks(summary: Summary) -> list[str]:
    said = []
    if summary.students > 1:
        least, middle, most = map(decimal_text, summary.points)
        said.append(f"points of a student: {least} to {most}, {middle} in the middle")
    if summary.hardest is not None:
        said.append(f"hardest: {summary.hardest.item.key}, {percent_text(summary.hardest.share, 1)} of its points")
    return said


def slips_table(summary: Summary) -> Sheet:
    """A row a slip, the most frequent first, with the answers that it stands in most."""
    most = max(summary.slips.values())
    rows = []
    for name, times in summary.slips.most_common():
        where = Counter({line.item.key: line.slips[name] for line in summary.lines if line.slips[name]})
        rows.append([name, str(times), bar(Fraction(times, most)), _where(where), summary.meanings[name]])
    return Sheet(["slips, the likeliest of each wrong answer"], SLIP_HEADERS, [False, True, False, False, False], rows,
                 [], [])  # fmt: skip


def _where(where: Counter[str]) -> str:
    named = [f"{key} {times}" for key, times in where.most_common(NAMED)]
    more = len(where) - NAMED
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def bar(share: Fraction) -> str:
    """A share as a bar; what is more than nothing has at least one sign."""
    return BAR * max(round(share * BAR_LENGTH), int(share > 0))


def _percent(part: Fraction, whole: Fraction) -> str:
    return percent_text(part, whole) if whole else "no points"


def to_markdown(summary: Summary, name: str) -> str:
    """Both tables."""
    tables = [answers_table(summary, name)] + ([slips_table(summary)] if summary.slips else [])
    tables += [unexplained_table(summary)] if summary.unexplained else []
    return "\n".join(markdown.write(table) for table in tables)


def to_json(summary: Summary, name: str) -> str:
    """The counts as plain data; points and shares are exact fractions as text, such as 5/2."""
    data = {
        "schema_version": SCHEMA_VERSION,
        "tool": "convcalc",
        "sheet": name,
        "students": summary.students,
        "mean": str(summary.mean),
        "of": str(summary.of),
        "points": dict(zip(("least", "middle", "most"), map(str, summary.points), strict=False)),
        "answers": [_answer_dict(line) for line in summary.lines],
        "slips": [{"name": slip, "times": times, "meaning": summary.meanings[slip]}
                  for slip, times in summary.slips.most_common()],
        "unexplained": [{"answer": key, "given": written, "times": times}
                        for (key, written), times in summary.unexplained],
        "hardest": summary.hardest.item.key if summary.hardest else None,
    }  # fmt: skip
    return json.dumps(data, indent=2, ensure_ascii=False)


def _answer_dict(line: Line) -> dict[str, Any]:
    return {
        "key": line.item.key,
        "points": str(line.item.asked.points),
        **{status: line.statuses[status] for status in ("right", "wrong", "unreadable", "unanswered")},
        "follows": line.followed,
        "share": str(line.share),
        "slips": dict(line.slips.most_common()),
    }
