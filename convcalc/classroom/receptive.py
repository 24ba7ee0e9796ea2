"""The working behind a receptive field: the recurrence of one layer, from the field that its input has.

No formula stands here: those of ``layers.receptive`` are fed with names that carry values, and what they record is
written.
"""

from __future__ import annotations

from convcalc.algebra.sym import Dim, name
from convcalc.algebra.writing import text
from convcalc.classroom.explain import Step, note, step
from convcalc.errors import UsageError
from convcalc.layers import Layer
from convcalc.layers.letters import lettered, lettered_inputs
from convcalc.layers.receptive import Field, quantities
from convcalc.shape import AXES, Shape


def explain_field(layer: Layer, xs: tuple[Shape, ...], field: Field) -> list[Step]:
    """The working of the receptive field of a layer whose inputs all have this field, the same along every axis.

    Where the axes differ, each has its own lines: r_out_h. Raises a UsageError for an input without axes.
    """
    if not xs[0].rank:
        raise UsageError(
            f"a receptive field is a part of a map, and the input {xs[0]} is a vector",
            hint="an input with axes, such as 28x28x3",
        )
    start = Field(*(name(letter, value) for letter, value in zip(("r_in", "j_in", "start_in"), field, strict=True)))
    reads = lettered(layer, xs[0].rank).reads(*lettered_inputs(xs))[0] or ()
    alike = len({_written(quantities(start, reading)) for reading in reads}) == 1
    steps: dict[str, Step] = {}
    for letter, reading in zip(AXES[xs[0].rank], reads[:1] if alike else reads):
        for called, dim in quantities(start, reading, "" if alike else f"_{letter.lower()}").items():
            note(steps, dim)
            steps[called] = step(called, dim)
    return list(steps.values())


def _written(named: dict[str, Dim]) -> str:
    """Quantities in letters and in numbers: axes that agree in both are told once."""
    return repr([(text(dim), text(dim, numbers=True)) for dim in named.values()])
