"""How answers to a problem are checked and printed; imported where there are some."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from convcalc.classroom.check.agreement import Tolerance, tolerance
from convcalc.classroom.check.problem import Problem, problem
from convcalc.classroom.check.quantities import quantity_of
from convcalc.classroom.check.together import together
from convcalc.classroom.check.verdict import check
from convcalc.cli.common import deliver, deliver_lines
from convcalc.errors import Fault, UsageError, did_you_mean
from convcalc.network import Network
from convcalc.render import verdict as page


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
            quantity = asked_of(problem, word)
            verdicts.append(check(problem, quantity, written, tolerance=tolerance, layout=layout))
        except Fault as fault:
            raise UsageError(f"--answer {given}: {fault.what}", hint=fault.hint) from None
    return page.Checked(problem, together(problem, verdicts), reveal)


def asked_of(problem: Problem, word: str) -> str:
    """The quantity of a problem that a word means. Raises a Fault that names those that there are."""
    try:
        return quantity_of(word).name
    except Fault as fault:
        raise Fault(fault.what, did_you_mean(word.strip().lower(), problem.quantities)) from None


def check_layer(
    made: Network,
    shapes: Iterable[str],
    answers: Iterable[str],
    tolerance: Tolerance,
    reveal: bool,
    options: Mapping[str, Any],
) -> page.Checked:
    """What is said to answers about one layer on its inputs."""
    return check_answers(problem(made, *shapes, **options), answers, tolerance, reveal, options["layout"])


def print_checked(checked: page.Checked, form: str, target: Path | None) -> None:
    """Print the verdicts in one of the formats; exit code 1 where an answer is not right."""
    if form in ("table", "plain"):
        deliver_lines(lambda width: page.lines(checked, width), form, target)
    else:
        deliver(page.WRITERS[form](checked), target)
    if not all(verdict.is_right for verdict in checked.verdicts):
        click.get_current_context().exit(1)
