"""The working behind a layer's numbers: each formula in letters, with the numbers put in, and its result.

No formula stands here. A layer's own formulas are fed with names that carry values, and what they record is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.algebra.settle import collect, settle
from convcalc.algebra.sym import Dim, Sym, called, is_zero, name, ratio, record, total, value_of
from convcalc.algebra.tree import named_steps, unrounded, working
from convcalc.algebra.writing import fraction_text, text
from convcalc.conventions import Convention
from convcalc.counting import adding
from convcalc.counting.at_work import QUANTITIES, AtWork
from convcalc.layers import Layer, parameters, statistics
from convcalc.layers.letters import lettered, lettered_inputs, lettered_output
from convcalc.rows import Row
from convcalc.shape import Shape


class Step(NamedTuple):
    """One line of the working: ``name = letters = numbers = value``.

    ``formula`` is what a layer's rule has recorded, ``value`` the number that comes out, or a formula where names have
    no value. Not ``counted``: in no total of the convention. ``lettered``: the letters say something.
    """

    name: str
    formula: Any
    value: Any
    counted: bool = True
    lettered: bool = True

    @property
    def letters(self) -> str:
        """The formula in letters."""
        return text(self.formula) if self.lettered else self.numbers

    @property
    def numbers(self) -> str:
        """The formula with the numbers put in."""
        return text(self.formula, numbers=True)

    @property
    def note(self) -> str:
        """Where a division does not come out, the fraction and what becomes of it; else empty."""
        exact = unrounded(self.formula)
        if exact is None or not isinstance(self.value, int) or exact.value == self.value:
            return ""
        way = "down" if exact.value > self.value else "up"
        return f"{text(exact, numbers=True)} = {fraction_text(Fraction(exact.value))}, rounded {way}"

    def __str__(self) -> str:
        return " = ".join([self.name, *distinct([self.letters, self.numbers, text(self.value)])])


def distinct(pieces: Sequence[str]) -> list[str]:
    """The pieces of a worked line without those that say the same as the one before: 2P and 2·P."""
    bare = ["", *(piece.replace("·", "").replace(r" \cdot ", "") for piece in pieces)]
    return [piece for place, piece in enumerate(pieces) if bare[place] != bare[place + 1]]


def explain(layer: Layer, xs: tuple[Shape, ...], convention: Convention) -> list[Step]:
    """All the working of a layer on inputs that fit it: the output's size, parameters, operations and their total."""
    named, inputs = lettered(layer, xs[0].rank), lettered_inputs(xs)
    steps: dict[str, Step] = {}
    for letter, dim in named.asides(*inputs).items():
        note(steps, dim)
        steps[letter] = step(letter, dim, simplest=settle)
    y = lettered_output(named.shape(*inputs))
    for dim in y:
        note(steps, dim)
    y = Shape(map(put_in, y))
    for quantity, count in _quantities(named, inputs):
        note(steps, count)
        steps[quantity] = step(quantity, count)
    ops = named.ops(*inputs, y)
    work = AtWork(named, inputs, y, ops, plain=AtWork(layer, xs, layer.shape(*xs), {}))
    _by_rule(steps, convention, work, adding.PARAMETERS)
    if convention.by_type:
        counted = _by_rule(steps, convention, work, adding.OPERATIONS)
    else:
        counted = _by_kind(steps, convention, ops)
    for kind, count in ops.items():
        if kind not in counted and not is_zero(_value(count)):
            note(steps, count, counted=False)
            steps[kind] = step(title_of(kind), count, counted=False)
    return list(steps.values())


def _by_kind(steps: dict[str, Step], convention: Convention, ops: Mapping[str, Dim]) -> Iterable[str]:
    """The working of the kinds that the convention adds up, and their sum; the kinds."""
    counted = {kind: ops[kind] for kind in convention.operations if kind in ops}
    for kind, count in counted.items():
        note(steps, count)
        steps[kind] = step(title_of(kind), count)
    if counted:
        steps["operations"] = _total(counted, convention)
    return counted


def _by_rule(steps: dict[str, Step], convention: Convention, work: AtWork, kind: str) -> Iterable[str]:
    """The working of what the rule of the layer's type reads, and of the rule itself; the names that it reads."""
    rule = adding.rule_of(convention, work, kind)
    title = f"{kind} ({convention.name})"
    if rule is None:
        if kind == adding.OPERATIONS:
            steps[title] = Step(title, 0, 0, lettered=False)
        return ()
    read = {key: work[key] for key in work if key in rule.names}
    names = {key: dim if isinstance(dim, bool) else _named(steps, QUANTITIES[key].title, dim)
             for key, dim in read.items()}  # fmt: skip
    found = adding.count(convention, work, rule, names)
    steps[title] = Step(title, put_in(found), _value(found))
    return read


def _named(steps: dict[str, Step], title: str, dim: Dim) -> Dim:
    """A quantity under its name, with the working of it."""
    if title not in steps:
        note(steps, dim)
        steps[title] = step(title, dim)
    return called(title, _value(dim))


def _quantities(layer: Layer, xs: tuple[Shape, ...]) -> Iterator[tuple[str, Dim]]:
    yield "parameters", parameters(layer, *xs)
    recorded = statistics(layer, *xs)
    if not is_zero(_value(recorded)):
        yield "recorded statistics", recorded


def title_of(kind: str) -> str:
    """A kind of operation as a person writes it."""
    return kind.replace("_", " ")


def note(steps: dict[str, Step], dim: Dim, counted: bool = True) -> None:
    """Add the working of the named steps in a formula, innermost first; a bare name needs none."""
    for inner in named_steps(dim):
        if inner.args[0] not in steps:
            steps[inner.args[0]] = step(inner.args[0], working(inner), counted, simplest=settle)


def step(quantity: str, expression: Dim, counted: bool = True, simplest: Callable[[Any], Any] = collect) -> Step:
    """The line of the working of a quantity: a count, or a size where ``simplest`` is ``settle``."""
    return Step(quantity, put_in(expression), _value(expression, simplest), counted)


def _value(count: Any, simplest: Callable[[Any], Any] = collect) -> Any:
    """The number that a formula gives, or where names have no value what it is in its simplest form."""
    known = value_of(count)
    return simplest(count) if known is None else ratio(known, 1)


SHORT = 12  # letters of a formula that is put in for a named step; a longer one keeps its name


def put_in(x: Any) -> Any:
    """A formula whose named steps stand for what they come to, so that this is put in where numbers are."""
    if not isinstance(x, Sym) or x.value is not None or x.op in ("name", "given"):
        return x
    if x.op == "let":
        result = settle(x)
        short = not isinstance(result, Sym) or len(text(result)) <= SHORT
        return called(x.args[0], result) if short else name(x.args[0], kind="size")
    return Sym(x.op, tuple(map(put_in, x.args)))


def _total(counted: Mapping[str, Dim], convention: Convention) -> Step:
    """The sum of some kinds, each under its own name."""
    kinds = {kind: _value(count) for kind, count in counted.items()}
    whole = total(called(title_of(kind), value) for kind, value in kinds.items())
    return Step(f"operations ({convention.name})", whole, _value(whole))


def explain_block(rows: Iterable[Row], convention: Convention) -> list[Step]:
    """The totals of some rows of a network: what each of them adds, equal ones together."""
    rows = list(rows)
    quantities = {"parameters": [row.parameters for row in rows]}
    for kind in convention.operations:
        quantities[kind] = [row.ops.get(kind, 0) for row in rows]
    quantities[f"operations ({convention.name})"] = [row.operations for row in rows]
    return [_sum(title_of(quantity), addends) for quantity, addends in quantities.items()]


def _sum(quantity: str, addends: Iterable[Dim]) -> Step:
    """What is added up, equal ones together: 2*16,448 + 36,928."""
    times: dict[Any, int] = {}
    for each in addends:
        if not is_zero(each):
            times[each] = times.get(each, 0) + 1
    terms = [record("*", count, name("", each) if isinstance(each, int) else each) for each, count in times.items()]
    whole = total(terms)
    return Step(quantity, whole, _value(whole), lettered=False)
