"""The working behind a layer's numbers: each formula in letters, with the numbers put in, and its result.

No formula stands here. A layer's own formulas are fed with names that carry values, and what they record is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from convcalc.algebra.sym import Dim, name, ratio, total, value_of
from convcalc.algebra.writing import named_steps, number, text, working
from convcalc.conventions import Convention
from convcalc.layers import Layer, parameters, statistics
from convcalc.layers.letters import lettered, lettered_inputs, lettered_output
from convcalc.shape import Shape


class Step(NamedTuple):
    """One line of the working: ``name = letters = numbers = value``; not ``counted``: in no total of the convention."""

    name: str
    letters: str
    numbers: str
    value: int | Fraction
    counted: bool = True

    def __str__(self) -> str:
        pieces = [self.name, self.letters, self.numbers, number(self.value)]
        kept = [piece for place, piece in enumerate(pieces) if place == 0 or piece != pieces[place - 1]]
        return " = ".join(kept)


def explain(layer: Layer, xs: tuple[Shape, ...], convention: Convention) -> list[Step]:
    """All the working of a layer on inputs that fit it: the output's size, parameters, operations and their total."""
    named, inputs = lettered(layer, xs[0].rank), lettered_inputs(xs)
    y = lettered_output(named.shape(*inputs))
    steps: dict[str, Step] = {}
    for dim in y:
        note(steps, dim)
    for called, count in _quantities(named, inputs):
        note(steps, count)
        steps[called] = step(called, count)
    ops = named.ops(*inputs, y)
    counted = {kind: ops[kind] for kind in convention.operations if kind in ops}
    for kind, count in counted.items():
        note(steps, count)
        steps[kind] = step(title_of(kind), count)
    if counted:
        steps["operations"] = step(f"operations ({convention.name})", _total(counted))
    for kind, count in ops.items():
        if kind not in counted and value_of(count):
            note(steps, count, counted=False)
            steps[kind] = step(title_of(kind), count, counted=False)
    return list(steps.values())


def _quantities(layer: Layer, xs: tuple[Shape, ...]) -> Iterator[tuple[str, Dim]]:
    yield "parameters", parameters(layer, *xs)
    recorded = statistics(layer, *xs)
    if value_of(recorded):
        yield "recorded statistics", recorded


def title_of(kind: str) -> str:
    """A kind of operation as a person writes it."""
    return kind.replace("_", " ")


def note(steps: dict[str, Step], dim: Dim, counted: bool = True) -> None:
    """Add the working of the named steps in a formula, innermost first; a bare name needs none."""
    for inner in named_steps(dim):
        steps.setdefault(inner.args[0], step(inner.args[0], working(inner), counted))


def step(called: str, expression: Dim, counted: bool = True) -> Step:
    """The line of the working of a quantity whose names all have values."""
    value = value_of(expression)
    assert value is not None, f"{called} has names without values"
    return Step(called, text(expression), text(expression, numbers=True), ratio(value, 1), counted)


def _total(counted: dict[str, Dim]) -> Dim:
    """The sum of some kinds, each under its own name."""
    return total(name(title_of(kind), value_of(count)) for kind, count in counted.items())
