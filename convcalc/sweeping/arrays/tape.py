"""The tape of a network: its counts as formulas of the symbols that vary, and for which points they are right.

A network is worked out once by the usual formulas, at one point of a grid and with names in the place of numbers. What
was asked on the way, such as whether a window fits, is kept with its answer: another point that gives the same answers
has the same formulas. Where a name cannot stand, as in a repeat count, the answer is the value itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from convcalc.algebra.sym import Sym, name
from convcalc.algebra.tracing import Trace, traced
from convcalc.architecture import limits
from convcalc.architecture.document import Document
from convcalc.architecture.library import find
from convcalc.architecture.reading import read
from convcalc.conventions import DEFAULT
from convcalc.errors import ConvcalcError, ShapeError
from convcalc.network import network_of
from convcalc.storage import DTYPE
from convcalc.sweeping.grid import Grid, set_text
from convcalc.sweeping.points import MEASURES, reason


class Job(NamedTuple):
    """What is swept and how it is counted: all that is needed to work out any of its points."""

    document: Document
    grid: Grid
    quantities: tuple[str, ...]
    convention: str = DEFAULT
    strict: bool = False
    batch: int = 1
    layout: str = "hwc"
    max_layers: int = limits.LAYERS
    dtype: str = DTYPE
    in_place: bool = True

    def counts(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The quantities where names have these values, or are such formulas. Raises a ConvcalcError."""
        network = network_of(self.document, values, self.max_layers, {})
        options = {key: getattr(self, key) for key in ("convention", "strict", "batch", "layout")}
        if any(MEASURES[quantity].in_bytes for quantity in self.quantities):
            options |= {"memory": True, "dtype": self.dtype, "in_place": self.in_place}
        total = network.evaluate(*([self.grid.shape] if self.grid.shape else []), **options).total
        return {quantity: MEASURES[quantity].value(total) for quantity in self.quantities}

    @property
    def lengths(self) -> tuple[int, ...]:
        """How many values each axis has."""
        return tuple(len(axis.values) for axis in self.grid.axes)

    @property
    def numeric(self) -> tuple[str, ...]:
        """The names that stand for numbers alone, and so may stay open; truths and words are set as they are."""
        return tuple(axis.name for axis in self.grid.axes if axis.is_numeric)


def job(grid: Grid, quantities: Sequence[str], **counting: Any) -> Job:
    """The job of a grid, its file read. Raises a DocumentError where there is none."""
    return Job(read(find(grid.network)), grid, tuple(quantities), **counting)


class Tape(NamedTuple):
    """What one way through a network gives, and where it is right.

    ``set`` are names that have a value for good, ``answers`` the conditions with their answers. ``counts`` are formulas
    by quantity; empty where the way ends in an ``error``.
    """

    set: Mapping[str, Any]
    answers: Sequence[tuple[Sym, bool]]
    counts: Mapping[str, Any]
    error: str = ""


class Untraceable(Exception):
    """No formulas are had at a point: it has to be worked out by itself."""


def record(job: Job, point: Mapping[str, Any]) -> Tape:
    """The tape at a point. Raises Untraceable where names do not give what numbers give there."""
    plain = outcome(job, point)
    open_names = job.numeric
    fixed = {key: value for key, value in point.items() if key not in open_names}
    names: dict[str, Any] = {key: name(key) for key in open_names}
    with traced({key: point[key] for key in open_names}) as trace:
        found = _outcome(job, {**fixed, **names})
        if found.failed != plain.failed:
            raise Untraceable
        answers = list(trace.answers)
        if not plain.error and _values(trace, found.counts) != plain.counts:
            raise Untraceable
    return Tape(fixed, answers, found.counts, plain.error and f"{plain.error} (as at {set_text(point)})")


class Outcome(NamedTuple):
    """The counts of a point, or why there are none; ``failed`` tells the failing place apart from others."""

    counts: Mapping[str, Any]
    error: str = ""
    failed: Any = None


def outcome(job: Job, point: Mapping[str, Any]) -> Outcome:
    """What a point gives, worked out by itself."""
    return _outcome(job, point)


def _outcome(job: Job, values: Mapping[str, Any]) -> Outcome:
    try:
        return Outcome(job.counts(values))
    except ConvcalcError as error:
        return Outcome({}, reason(error), _place(error))
    except ZeroDivisionError:
        raise Untraceable from None


def _place(error: ConvcalcError) -> tuple[Any, ...]:
    """Where a way ends: at a row, or at a place of the file."""
    if isinstance(error, ShapeError):
        return (error.failed,)
    return type(error), error.mark and (error.mark.source.name, error.mark.line, error.mark.column)


def _values(trace: Trace, counts: Mapping[str, Any]) -> dict[str, Any]:
    """The counts of a tape at the point where it was recorded."""
    try:
        return {quantity: trace.value(count) for quantity, count in counts.items()}
    except ZeroDivisionError:
        raise Untraceable from None
