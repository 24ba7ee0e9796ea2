"""A sweep of more points than anybody reads: streamed to a file or into a pipe, with a summary of what fits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import click

from convcalc.cli.common import BY_SUFFIX, all_of
from convcalc.errors import CheckFailed, ShapeError, UsageError
from convcalc.render import console
from convcalc.render.sweep.data import quantities
from convcalc.render.sweep.table import listed
from convcalc.sweeping.front import Goal, default_goals
from convcalc.sweeping.grid import set_text
from convcalc.sweeping.points import MEASURES, MOST, Budget, Counting, Swept

STREAMED = ("csv", "parquet")
ENGINES = ("local", "dask")  # those of sweeping.streaming.engines, which needs NumPy
LISTED = 20  # points of a front
MOST_STREAMED = 10**9  # points of a file: tens of gigabytes


class Large(NamedTuple):
    """What is streamed: the networks, how they are counted, the budgets, what the front is by, columns, and where."""

    networks: tuple[Swept, ...]
    counting: Counting
    budgets: tuple[Budget, ...]
    goals: tuple[Goal, ...]
    columns: tuple[str, ...]
    engine: str | None = None
    scheduler: str = ""

    @property
    def size(self) -> int:
        """How many points there are."""
        return sum(each.grid.size for each in self.networks)


def engine_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say where a large sweep is worked out."""
    return all_of(
        click.option("--engine", type=click.Choice(ENGINES),
                     help="Where many points are worked out: here, or on a Dask cluster."),
        click.option("--scheduler", default="", metavar="ADDRESS",
                     help="The Dask cluster, such as tcp://host:8786; one on this machine where not given."),
    )(function)  # fmt: skip


def is_large(large: Large, form: str | None, target: Path | None) -> bool:
    """Whether a sweep is streamed: for its many points, or because of what only streams do."""
    suffix = BY_SUFFIX.get(target.suffix.lower(), "") if target else ""
    return large.size > MOST or bool(large.engine or large.scheduler) or (form or suffix) == "parquet"


def format_of(large: Large, form: str | None, target: Path | None, view: str) -> str:
    """The format that a large sweep is written in. Raises a UsageError where it, or a ``view``, would be shown."""
    if form is None:
        form = BY_SUFFIX.get(target.suffix.lower(), "") if target else "" if sys.stdout.isatty() else "csv"
    if form not in STREAMED or view:
        many = large.size > MOST
        what = f"the sweep has {large.size:,} points, and more than {MOST:,} are not shown"
        raise UsageError(
            what if many else "an engine and Parquet are of points that are written, not shown",
            hint=f"-o sweep.csv or -o sweep.parquet{f' without {view}' if view else ''}{', or larger steps' * many}",
        )
    if large.size > MOST_STREAMED:
        what = f"the sweep has {large.size:,} points, and more than {MOST_STREAMED:,} are not written"
        raise UsageError(what, hint="larger steps")
    if form == "parquet" and target is None:
        raise UsageError("Parquet is written to a file, and none is given", hint="-o sweep.parquet")
    return form


def stream(large: Large, form: str, target: Path | None) -> None:
    """Write all points, chunk by chunk, and say how many there are, how many fit, and which are on the front.

    The points are worked out on arrays, by a module that is imported here since it needs NumPy.
    """
    arrays: Any = import_module("convcalc.sweeping.streaming.write")
    counting, front = large.counting.with_measures([each.quantity for each in large.budgets]), _Front(large)
    judged = [goal.name for goal in front.goals if goal.name in MEASURES]
    with console.progress() as watch:
        done = arrays.write(
            [each.grid for each in large.networks],
            list(dict.fromkeys([*quantities(counting, large.columns), *judged])),
            target,
            form,
            budgets=least_of(large.budgets),
            watch=watch,
            each=front.see,
            engine=large.engine or ENGINES[0],
            scheduler=large.scheduler,
            names=[each.name for each in large.networks],
            **{key: getattr(counting, key) for key in Counting._fields if key != "measures"},
        )
    for line in summary(large, done, front):
        click.echo(line, err=target is None)
    if done.interrupted:
        click.get_current_context().exit(130)
    if done.failed == done.points:
        raise ShapeError(f"none of the {done.points:,} points fits", hint="other values")
    if not done.within:
        raise CheckFailed(f"none of the {done.points:,} points is within the budgets", hint="a larger budget")


def least_of(budgets: tuple[Budget, ...]) -> Mapping[str, int]:
    """The limit of each quantity that has a budget."""
    return {each.quantity: each.limit for each in budgets}


class _Front:
    """The front while chunks go by; where it becomes too long it is given up, and the file goes on."""

    def __init__(self, large: Large) -> None:
        axes = [axis for each in large.networks for axis in each.grid.axes]
        self.goals = large.goals or (default_goals(axes, True) if large.budgets else ())
        module: Any = import_module("convcalc.sweeping.streaming.running") if self.goals else None
        self.running = module and module.RunningFront([tuple(goal) for goal in self.goals])
        self.fault = ""

    def see(self, grid: Any, chunk: Any, inside: Any) -> None:
        """Take in a chunk."""
        if self.running and not self.fault:
            try:
                self.running.see(grid, chunk, inside)
            except UsageError as error:
                self.fault = error.what

    def lines(self) -> Iterator[str]:
        """What is said of it: by what it is, and its points."""
        if not self.running:
            return
        option = f"the front (--front {','.join(map(str, self.goals))})"
        if self.fault:
            yield f"{option} is not told: {self.fault}"
            return
        members = self.running.members
        wanted = listed([goal.words for goal in self.goals])
        yield f"{option}, {len(members):,} point{'s' * (len(members) != 1)}: no other has {wanted}"
        for member in members[:LISTED]:
            yield "  " + set_text(member.grid.point(member.place))
        if len(members) > LISTED:
            yield f"  and {len(members) - LISTED:,} more"


def summary(large: Large, done: Any, front: _Front) -> Iterator[str]:
    """What is said of a sweep that was written."""
    if done.interrupted:
        yield f"interrupted: {done.points:,} of {large.size:,} points are done, and what is written is whole"
    elif not large.budgets:
        yield f"{done.points:,} points are written"
    if large.budgets:
        options = ", ".join(f"{each.option} {each.written}" for each in large.budgets)
        yield f"{done.within:,} of {done.points:,} points are within {options}"
    if done.failed:
        yield f"{done.failed:,} of {done.points:,} points: the shapes do not fit"
    for reason, count in done.reasons.items():
        yield f"  {count:,}: {reason}"
    yield from front.lines()
