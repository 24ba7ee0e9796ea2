"""The working behind a layer's numbers: each formula in letters, with the numbers put in, and its result.

No formula stands here. A layer's own formulas are fed with names that carry values, and what they record is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from convcalc.algebra.sym import Dim, Sym, name, value_of
from convcalc.algebra.writing import named_steps, number, text, working
from convcalc.conventions import Convention
from convcalc.layers import Layer, parameters, statistics
from convcalc.layers.letters import lettered, lettered_inputs, lettered_output
from convcalc.shape import Shape


class Step(NamedTuple):
    """One line of the working: ``name = letters = numbers = value``."""

    name: str
    letters: str
    numbers: str
    value: int

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
        _note(steps, dim)
    for title, count in _quantities(named, inputs, y):
        for inner in named_steps(count):
            _note(steps, inner)
        steps[title] = _step(title, count)
    counts = {title: step.value for title, step in steps.items()}
    total = _total(convention, counts)
    return [*steps.values(), *([_step(f"operations ({convention.name})", total)] if total is not None else [])]


def _quantities(layer: Layer, xs: tuple[Shape, ...], y: Shape) -> Iterator[tuple[str, Dim]]:
    yield "parameters", parameters(layer, *xs)
    recorded = statistics(layer, *xs)
    if value_of(recorded):
        yield "recorded statistics", recorded
    for kind, count in layer.ops(*xs, y).items():
        yield title(kind), count


def title(kind: str) -> str:
    """A kind of operation as a person writes it."""
    return kind.replace("_", " ")


def _note(steps: dict[str, Step], dim: Dim) -> None:
    """Add the working of a named step, after the steps inside it; a bare name needs none."""
    if isinstance(dim, Sym) and dim.op == "let":
        for inner in named_steps(dim):
            steps.setdefault(inner.args[0], _step(inner.args[0], working(inner)))


def _step(called: str, expression: Dim) -> Step:
    value = value_of(expression)
    assert value is not None, f"{called} has names without values"
    return Step(called, text(expression), text(expression, numbers=True), value)


def _total(convention: Convention, counts: dict[str, int]) -> Dim | None:
    """The sum of a convention's kinds, each under its own name; None where the layer has none of them."""
    total: Dim | None = None
    for kind in map(title, convention.operations):
        if kind in counts:
            term = name(kind, counts[kind])
            total = term if total is None else total + term
    return total
