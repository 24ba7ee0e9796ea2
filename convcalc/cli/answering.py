"""The options for answers, and how answers to a problem are checked and printed."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from convcalc.classroom.check.agreement import Tolerance, tolerance
from convcalc.classroom.check.problem import Problem
from convcalc.classroom.check.quantities import quantity_of
from convcalc.classroom.check.verdict import check
from convcalc.cli.common import F, all_of, deliver, deliver_lines
from convcalc.errors import Fault, UsageError
from convcalc.render import verdict as page


def answer_options(function: F) -> F:
    """The options for answers, and for how near they must be."""
    return all_of(
        click.option("--answer", "answers", multiple=True, metavar="QUANTITY=ANSWER",
                     help="An answer to check, such as params=36864 or output=26x26x32; may be repeated."),
        tolerance_options,
        click.option("--reveal", is_flag=True, help="Also show the right values, with their working."),
    )(function)  # fmt: skip


def tolerance_options(function: F) -> F:
    """How near an answer must be."""
    return all_of(
        click.option("--rtol", metavar="SHARE", help="How far off an answer may be, as a share: 0.01 or 1%."),
        click.option("--atol", metavar="NUMBER", help="How far off an answer may be."),
        click.option("--sigfig", metavar="DIGITS", help="How many significant digits must be right."),
    )(function)  # fmt: skip


def tolerated(rtol: str | None, atol: str | None, sigfig: str | None) -> Tolerance:
    """The tolerance of the options. Raises a UsageError that names the wrong one."""
    try:
        return tolerance(rtol, atol, sigfig)
    except Fault as fault:
        raise UsageError(f"--{fault.what}", hint=f"--{fault.field} {fault.hint}") from None


def check_answers(
    problem: Problem, answers: Iterable[str], tolerance: Tolerance, reveal: bool, layout: str
) -> page.Checked:
    """What is said to answers written as QUANTITY=ANSWER. Raises a UsageError where one is not, or asks what is not."""
    verdicts = []
    for given in answers:
        word, equals, written = given.partition("=")
        if not equals or not word.strip() or not written.strip():
            raise UsageError(f"--answer {given} is not a quantity and an answer", hint="--answer params=36864")
        try:
            quantity = quantity_of(word).name
            verdicts.append(check(problem, quantity, written, tolerance=tolerance, layout=layout))
        except Fault as fault:
            raise UsageError(f"--answer {given}: {fault.what}", hint=fault.hint) from None
    return page.Checked(problem, verdicts, reveal)


def print_checked(checked: page.Checked, form: str, target: Path | None) -> None:
    """Print the verdicts in one of the formats; exit code 1 where an answer is not right."""
    if form in ("table", "plain"):
        deliver_lines(lambda width: page.lines(checked, width), form, target)
    else:
        deliver(page.WRITERS[form](checked), target)
    if not all(verdict.is_right for verdict in checked.verdicts):
        click.get_current_context().exit(1)
