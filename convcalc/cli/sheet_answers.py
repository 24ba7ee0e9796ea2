"""The answers of one student to a sheet, checked and printed: what ``convcalc check SHEET ANSWERS`` does."""

from __future__ import annotations

from pathlib import Path

from convcalc.classroom.check.agreement import EXACT, Tolerance
from convcalc.classroom.sheets.answers import read_answers
from convcalc.classroom.sheets.grade import Grader
from convcalc.classroom.sheets.sheet import read_sheet
from convcalc.cli.common import check_target, deliver, deliver_lines
from convcalc.errors import UsageError
from convcalc.render.classroom import feedback as page

FORMS = ("table", "plain", "json", "markdown")


def check_sheet(
    sheet_name: str,
    answers_file: str,
    *,
    reveal: bool = False,
    tolerance: Tolerance = EXACT,
    layout: str = "",
    form: str = "plain",
    target: Path | None = None,
) -> bool:
    """Check a file of answers against a sheet and print what is said to them; whether no answer is wrong.

    A ``tolerance`` or ``layout`` stands in the place of those of the sheet. Unanswered questions are no wrong answers.
    """
    if form not in FORMS:
        raise UsageError(f"answers to a sheet are not printed as {form}", hint=f"--format with {', '.join(FORMS)}")
    check_target(target, sheet_name, answers_file)
    grader = Grader(read_sheet(sheet_name), tolerance=tolerance, layout=layout)
    graded = grader.grade(read_answers(answers_file, grader.sheet))
    told = page.Feedback(grader.sheet, graded, reveal=reveal)
    if form in ("table", "plain"):
        deliver_lines(lambda width: page.lines(told, width), form, target)
    else:
        deliver(page.WRITERS[form](told), target)
    return all(each.status in ("right", "unanswered") for each in graded)
