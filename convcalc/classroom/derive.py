"""The working of a size solved backwards: the layer's own formula, taken apart until the unknown stands alone.

No formula stands here, forwards or backwards. The layer is fed with names, and ``isolate`` undoes what it records.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.algebra.isolate import CannotIsolateError, Equation, exact_value, folded, isolate, put_in
from convcalc.algebra.sym import Dim, Sym, name, value_of
from convcalc.algebra.tree import named_steps, working
from convcalc.algebra.writing import fraction_text, number, text
from convcalc.classroom.question import FIELDS, Question, layers
from convcalc.classroom.solve import Solution, one_axis
from convcalc.layers.letters import lettered, lettered_inputs
from convcalc.shape import Shape

ORDER = ("input", "padding", "kernel", "stride", "dilation", "output_padding")  # what is worth having on the left


class Line(NamedTuple):
    """One line of the working, ``name = letters = numbers = value``; what is not there is empty."""

    name: str
    letters: str
    numbers: str = ""
    value: str = ""

    def __str__(self) -> str:
        pieces = [piece for piece in self if piece]
        return " = ".join(piece for place, piece in enumerate(pieces) if place == 0 or piece != pieces[place - 1])


def derivation(question: Question) -> list[Line]:
    """The size formula, and from it what is sought; only the formula where nothing is sought or nothing isolates it."""
    layer, x = _named(question)
    formula = layer.shape(x)[0]
    equations = next(_isolated(question, layer, x, formula), [])
    if not equations:
        return []
    lines = {"O": Line("O", text(_forgotten(formula)))}
    known: dict[str, int] = {}
    for called, expression in equations:
        put = put_in(expression, known)
        for step in named_steps(put):
            lines.setdefault(step.args[0], _line(step.args[0], working(step)))
        lines[called] = _line(called, put)
        value = exact_value(put)
        if value is not None and value.denominator == 1:
            known[called] = int(value)
    return list(lines.values())


def check(solution: Solution) -> list[Line]:
    """The size formula with the numbers of a solution put in: of the input that fits exactly, or the first."""
    size = solution.inputs[0] if solution.exact is None else solution.exact
    (x,) = lettered_inputs((one_axis(size),))
    formula = lettered(solution.layer, 1).shape(x)[0]
    steps = [(step.args[0], working(step)) for step in named_steps(formula)]
    return [_checked(called, step) for called, step in (*steps, ("O", formula))]


def _checked(called: str, formula: Dim) -> Line:
    """A formula whose numbers are all known, as it is recorded."""
    return Line(called, text(formula), text(formula, numbers=True), number(value_of(formula) or 0))


def _named(question: Question) -> tuple[Any, Shape]:
    """A layer and its input with a name for each number that enters; what is sought has no value."""
    layer: Any = next(layers(question))
    named = lettered(layer, 1)
    values = {field: name(layer.fields[field].letter) for field in FIELDS if field in question.unknown}
    if question.stride is None:
        values["stride"] = values.get("kernel", vars(named)["kernel"])
    return named.replaced(values), Shape((name("W", question.input.known), 1))


def _isolated(question: Question, layer: Any, x: Shape, formula: Dim) -> Iterator[list[Equation]]:
    """The equations for each name that is sought and can be isolated with the values that there are."""
    letters = {"input": x[0], **vars(layer)}
    for sought in ORDER:
        if sought in question.unknown:
            try:
                equations = isolate(name("O", question.out_size), formula, text(letters[sought]))
            except CannotIsolateError:
                continue
            if not any(_divides_by_zero(put_in(expression, {})) for _, expression in equations):
                yield equations


def _divides_by_zero(x: Dim) -> bool:
    """Whether a known divisor in a formula is 0, as O - 1 is with one window: then the step cannot be undone."""
    if isinstance(x, int) or x.op == "name":
        return False
    below = exact_value(x.args[1]) if x.op in ("//", "ceil", "exact") else None
    return below == 0 or any(_divides_by_zero(arg) for arg in x.args if not isinstance(arg, str))


def _forgotten(x: Any) -> Any:
    """The formula without values, so that it is written with its floor."""
    if not isinstance(x, Sym):
        return x
    return Sym(x.op, tuple(map(_forgotten, x.args)))


def _line(called: str, expression: Dim) -> Line:
    """A formula in letters, with the known numbers put in, and worked out as far as they go."""
    value = exact_value(expression)
    result = text(folded(expression)) if value is None else _exact_text(value)
    return Line(called, text(expression), text(expression, numbers=True), result)


def _exact_text(value: Fraction) -> str:
    """A value as a decimal where that is exact, 1.5, and as a fraction where not."""
    if value.denominator == 1:
        return number(int(value))
    decimal = fraction_text(value)
    return number(value) if "…" in decimal else decimal
