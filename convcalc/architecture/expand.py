"""A document becomes a graph: symbols get values, blocks are filled in, repetitions written out.

Equal work is done once: a step of a block that is met again with the same values gives the same layer object, which
the evaluation in turn meets again with the same shapes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from convcalc.algebra.tracing import pinned
from convcalc.architecture import limits
from convcalc.architecture.document import Document, Step
from convcalc.architecture.graph import Graph, Node, Part, places_inside
from convcalc.architecture.published import Published
from convcalc.architecture.scope import Scope, chain
from convcalc.architecture.symbols import Names, input_shape, is_shape_text, resolve, symbol_values
from convcalc.architecture.values import Value
from convcalc.errors import ConvcalcError, DocumentError, Fault, Mark, did_you_mean
from convcalc.layers import CATALOGUE, Layer
from convcalc.layers.base import unknown_layer
from convcalc.layers.fields import differs, shown
from convcalc.layers.pool import MaxPool


def expand(document: Document, given: Mapping[str, Any], most_layers: int = limits.LAYERS) -> Graph:
    """The graph of a document, with symbols replaced by the given values. Raises a DocumentError or UsageError."""
    symbols = symbol_values(document, given)
    expander = _Expander(document, symbols, most_layers)
    top = Scope("", symbols, (), 0)
    expander.steps(document.steps, top, 0)
    if not expander.nodes:
        what = "no step of the network is left: each repeats 0 times, or has nothing in it"
        raise DocumentError(what, mark=document.steps[0].mark, hint="repeat: 1 for one of them")
    expander.whole()
    return Graph(
        name=document.name,
        nodes=expander.nodes,
        input=input_shape(document.input, symbols),
        source=document.found.shown,
        citation=document.citation,
        bundled=document.found.bundled,
        symbols=symbols,
        parts=tuple(expander.parts.values()),
        paper=document.paper,
        silence=document.silence,
        input_mark=document.input.mark,
        family=document.family,
        year=document.year,
    )


class _Expander:
    """Walks through the steps and writes the nodes."""

    def __init__(self, document: Document, symbols: Names, most_layers: int) -> None:
        self.document = document
        self.blocks = document.blocks
        self.symbols = symbols
        self.most_layers = most_layers
        self.nodes: list[Node] = []
        self.parts: dict[str, Part] = {}
        self.figures = 0
        self.layers: dict[Any, Layer] = {}
        self.taken_steps = 0

    def steps(self, steps: tuple[Step, ...], scope: Scope, current: int) -> int:
        """Fill in a list of steps that starts from the value ``current``; the place of the last value."""
        for step in steps:
            current = self.step(step, scope, current)
        return current

    def step(self, step: Step, scope: Scope, current: int) -> int:
        """One step, as often as it repeats."""
        start = current if step.origin is None else self.place(step.origin, scope)
        times = None if step.repeat is None else self.count(step.repeat, scope)
        if times == 0:  # nothing happens, and its name stands for the place where it would have begun
            scope.labels.update({step.label: start} if step.label else {})
            return current
        label = scope.unused(step.label or step.word)
        first = len(self.nodes)
        current = start
        for number in range(1, (times or 1) + 1):
            current = self.once(step, scope, label if times is None else f"{label}/{number}", current)
        if step.label:
            scope.labels[step.label] = current
        if (step.expect or step.label) and len(self.nodes) > first:
            self.part(step, scope, label, first)
        return current

    def part(self, step: Step, scope: Scope, label: str, first: int) -> None:
        """Note down a part that has a name, or figures of its own or of rows inside it."""
        applies = self.applies(step)
        figures = tuple(figure for figure in step.expect if applies and not figure.within)
        names = self.arguments(step, scope) if step.layer is None else {}
        name = scope.prefix + label
        self.add_part(Part(name, first, len(self.nodes), figures, step.word, step.label or "", names, step.row))
        self.inner(name, first, [figure for figure in step.expect if figure.within], applies)

    def inner(self, name: str, first: int, figures: Sequence[Published], applies: bool = True) -> None:
        """The rows inside a part, or of the whole network, that figures name; of one that repeats each repetition."""
        wanted = dict.fromkeys(figure.within for figure in figures)
        places = places_inside(self.nodes[first:], name, max((each.count("/") for each in wanted), default=0) + 1)
        for within in wanted:
            own = tuple(figure for figure in figures if figure.within == within)
            if within not in places:
                raise DocumentError(
                    f"there is no row {within!r} {f'in {name}' if name else 'in the network'}, and figures of it",
                    mark=own[0].mark,
                    hint=did_you_mean(within, [place for place in places if "/" not in place]),
                )
            row = any(figure.quantity in self.document.paper.columns for figure in own)
            for path, begin, end in places[within]:
                fresh = Part(path, first + begin, first + end, word=self.nodes[first + begin].layer.word)
                known = self.parts.pop(path, fresh)
                self.add_part(known._replace(figures=known.figures + own * applies, row=row or known.row))

    def add_part(self, part: Part) -> None:
        """Note down a part. Raises a DocumentError where there are more figures than anybody prints."""
        for figure in part.figures:
            if figure.quantity == "count" and figure.of not in CATALOGUE and figure.of not in self.blocks:
                fault = unknown_layer(figure.of, self.blocks)
                raise DocumentError(f"count: {fault.what}", mark=figure.mark, hint=fault.hint)
        self.figures += len(part.figures)
        if self.figures > limits.FIGURES:
            what = f"more than {limits.FIGURES:,} figures, the limit, counted in each repetition"
            hint = "figures of the blocks that repeat, and not inside them"
            raise DocumentError(what, mark=part.figures[0].mark, hint=hint)
        self.parts[part.name] = part

    def whole(self) -> None:
        """Note down the figures of the whole network, and of rows that are named with them."""
        own = tuple(figure for figure in self.document.expect if not figure.within)
        self.inner("", 0, [figure for figure in self.document.expect if figure.within])
        if own:
            self.add_part(Part("", 0, len(self.nodes), own))

    def applies(self, step: Step) -> bool:
        """Whether the figures of a step apply: not those of another file that this one extends and changes."""
        return not self.document.changed or step.mark.source.name == self.document.found.shown

    def count(self, repeat: Value, scope: Scope) -> int | None:
        """How often a step repeats; a truth says whether it is there at all, and then it does not repeat."""
        count = pinned(self.inside(scope, repeat.mark, resolve, repeat, scope.names))
        if isinstance(count, bool):
            return None if count else 0
        if not isinstance(count, int) or count < 0:
            what = f"repeat is {shown(count)}: a whole number, at least 0, is expected"
            raise self.wrong(repeat.mark, what, scope, "repeat: 2")
        return count

    def once(self, step: Step, scope: Scope, label: str, start: int) -> int:
        """One step, once: a layer, a join or a block."""
        self.take(step, scope, 1 + len(step.paths))
        if step.layer is None:
            return self.block(step, scope, label, start)
        if step.paths:
            ends = self.paths(step, scope, label, start)
            return self.add(step, scope, label, ends)
        return self.add(step, scope, label, self.inputs(step, scope, start))

    def take(self, step: Step, scope: Scope, count: int) -> None:
        """Count what a step costs towards the limit: every layer, call of a block and path of a join."""
        self.taken_steps += count
        if self.taken_steps > self.most_layers:
            raise self.wrong(
                step.mark,
                f"the network has more than {self.most_layers:,} layers, the limit",
                scope,
                "a smaller repeat, or the option --max-layers",
            )

    def add(self, step: Step, scope: Scope, label: str, inputs: tuple[int, ...]) -> int:
        """Write a node; the place of its value."""
        self.nodes.append(Node(scope.prefix + label, self.layer(step, scope), inputs, step, scope))
        return len(self.nodes)

    def layer(self, step: Step, scope: Scope) -> Layer:
        """The layer of a step; the same object for the same values."""
        key = (id(step), scope.key)
        layer = self.layers.get(key)
        if layer is None:
            layer = self.layers[key] = self.made(step, scope)
        return layer

    def made(self, step: Step, scope: Scope) -> Layer:
        """A new layer from a step's values."""
        kind = step.layer
        assert kind is not None
        values = {}
        for name, value in step.args.items():
            if name in kind.references or is_shape_text(value):
                values[name] = value.raw
            else:
                values[name] = self.inside(scope, value.mark, resolve, value, scope.names)
        if kind.references and kind.references[0] in step.args:
            values = self.window_of_pool(step, scope, values)
        try:
            return kind(**values)
        except Fault as fault:
            mark = step.args[fault.field].mark if fault.field in step.args else step.mark
            raise self.wrong(mark, fault.what, scope, fault.hint) from None

    def inputs(self, step: Step, scope: Scope, start: int) -> tuple[int, ...]:
        """What flows into a layer: the value before it, and for unpooling what its pooling step took and gave."""
        for name in step.layer.references if step.layer else ():
            if name in step.args:
                return (start, *self.pooled(step.args[name], scope))
        return (start,)

    def window_of_pool(self, step: Step, scope: Scope, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values of an unpooling step, its window taken from the pooling step that it names."""
        kind = step.layer
        assert kind is not None
        named = step.args[kind.references[0]]
        pool = self.nodes[self.pooled(named, scope)[1] - 1].layer
        assert isinstance(pool, MaxPool)
        window = pool.window()
        for name in window.keys() & values.keys():
            read = self.inside(scope, step.args[name].mark, kind.fields[name].read, values[name])
            if differs(read, window[name]):
                raise self.wrong(
                    step.args[name].mark,
                    f"{name} is {shown(values[name])}, and {named.raw} has {shown(window[name])}",
                    scope,
                    f"no {name}: it is that of {named.raw}",
                )
        return {**window, **values}

    def pooled(self, value: Value, scope: Scope) -> tuple[int, int]:
        """What a maxpool step took and gave."""
        gave = self.place(value, scope)
        node = self.nodes[gave - 1] if gave else None
        if node is None or not isinstance(node.layer, MaxPool):
            raise self.wrong(
                value.mark,
                f"indices name {value.raw!r}, which is {node.layer.word if node else 'the input'}, not maxpool",
                scope,
                "the name, given by as, of the maxpool step whose places are used",
            )
        return node.inputs[0], gave

    def paths(self, step: Step, scope: Scope, label: str, start: int) -> tuple[int, ...]:
        """The ends of a join's paths. The steps of a path are named beside the join, in a repetition under it."""
        inner = scope
        if step.repeat is not None:
            inner = Scope(f"{scope.prefix}{label}/", scope.names, scope.key, scope.origin, scope.caller, scope)
        ends = [
            self.place(path, inner) if isinstance(path, Value) else self.steps(path, inner, start)
            for path in step.paths
        ]
        scope.labels.update(inner.labels)  # names in a repeated path stand for their last repetition
        return tuple(ends)

    def block(self, step: Step, scope: Scope, label: str, start: int) -> int:
        """The steps of a block, with its parameters filled in."""
        block = self.blocks[step.word]
        given = self.arguments(step, scope)
        key = (block.name, tuple(given.values()))
        inner = Scope(f"{scope.prefix}{label}/", given, key, start, (scope, step))
        if len(inner.prefix) > limits.PATH:
            raise self.wrong(
                step.mark, f"the path of a row has more than {limits.PATH:,} letters", scope, "shorter names"
            )
        return self.steps(block.steps, inner, start)

    def arguments(self, step: Step, scope: Scope) -> Names:
        """What the parameters of a step's block stand for."""
        given = Names(self.symbols)
        for parameter in self.blocks[step.word].parameters:
            value, default = step.args.get(parameter.name), parameter.default
            if value is not None:
                given[parameter.name] = self.inside(scope, value.mark, resolve, value, scope.names)
            elif default is not None:
                given[parameter.name] = self.inside(scope, default.mark, resolve, default, given)
        return given

    def place(self, value: Value, scope: Scope) -> int:
        """The place of a labelled step's value."""
        place = scope.place(value.raw)
        if place is None:
            raise self.wrong(value.mark, f"no earlier step here is called {value.raw!r}", scope)
        return place

    def inside(self, scope: Scope, mark: Mark, work: Any, *args: Any) -> Any:
        """Do some work; where it meets a Fault, raise it with its place and the blocks around it."""
        try:
            return work(*args)
        except Fault as fault:
            raise self.wrong(mark, fault.what, scope, fault.hint) from None

    def wrong(self, mark: Mark, what: str, scope: Scope, hint: str = "") -> ConvcalcError:
        """An error of the document, with the blocks around it."""
        return DocumentError(what, mark=mark, hint=hint, chain=chain(scope))
