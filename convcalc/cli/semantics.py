"""``convcalc layer --semantics``: the layer under the rules of one framework, or of all of them side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from convcalc.classroom.explain import Step
from convcalc.classroom.semantics.outcome import Outcome, all_under, read_by, under
from convcalc.cli.common import warn_of_doubt
from convcalc.cli.compare import show
from convcalc.errors import UsageError
from convcalc.network import Network
from convcalc.render import semantics as page
from convcalc.report import Report


class Ruled(NamedTuple):
    """A layer under the rules of one framework, as ``convcalc layer`` prints it."""

    network: Network
    report: Report
    outcome: Outcome

    def show(self, steps: Sequence[Step], layout: str, form: str, target: Path | None) -> None:
        """Print it with its working."""
        view = page.worked(self.outcome, steps, layout)
        show(view, form, target)


def check(name: str, others: Mapping[str, Any]) -> None:
    """Raise a UsageError where all semantics are asked for with an option of one layer."""
    for option, value in others.items():
        if name == "all" and value:
            raise UsageError(f"{option} is of one layer, and --semantics all shows several", hint="--semantics caffe")


def one(made: Network, shapes: Sequence[str], options: Mapping[str, Any], name: str) -> Ruled:
    """The layer under the rules of one framework. Raises a ShapeError where it refuses the layer."""
    outcome = under(made, *shapes, semantics=name, **options)
    network = read_by(made, outcome.read_as)
    return Ruled(network, outcome.worked, outcome)


def print_all(made: Network, shapes: Sequence[str], options: Mapping[str, Any], form: str, target: Path | None) -> None:
    """Print all of them side by side."""
    found = all_under(made, *shapes, **options)
    for shape in found.inputs:
        warn_of_doubt(shape, options["layout"])
    show(page.view(found, options["layout"]), form, target)
