"""The front door of the library: load a network or make a layer, then evaluate it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from convcalc.algebra.sym import Dim, Sym
from convcalc.architecture import limits
from convcalc.architecture.expand import expand
from convcalc.architecture.graph import Graph, Node
from convcalc.architecture.library import find
from convcalc.architecture.reading import read
from convcalc.architecture.symbols import given_value, symbol_values
from convcalc.conventions import DEFAULT
from convcalc.conventions import convention as named_convention
from convcalc.errors import Fault, UsageError
from convcalc.evaluate import evaluate
from convcalc.layers import CATALOGUE
from convcalc.layers.base import unknown_layer
from convcalc.receptive import with_receptive_fields
from convcalc.report import Report
from convcalc.shape import Shape, check_layout, checked_dimension, ordered, parse_shape


class Network:
    """A network, or a single layer, that can be evaluated on any input."""

    def __init__(self, graph: Graph, *, changed: bool = False) -> None:
        self.graph = graph
        self.changed = changed  # symbols were set, so the file's published figures do not apply

    def __repr__(self) -> str:
        layers = len(self.graph.nodes)
        return f"<{self.graph.name}: {layers} layer{'s' if layers != 1 else ''}>"

    @property
    def name(self) -> str:
        """The network's name."""
        return self.graph.name

    @property
    def input(self) -> Shape | None:
        """The shape of the input that the file names; None for a single layer."""
        return self.graph.input

    def evaluate(
        self,
        *inputs: str | tuple[Dim, ...],
        convention: str = DEFAULT,
        layout: str = "hwc",
        strict: bool = False,
        batch: int = 1,
        effective: bool = False,
        receptive_field: bool = False,
    ) -> Report:
        """Shapes, parameters and operations of every layer.

        ``inputs`` are shapes such as ``"224x224x3"`` (or tuples), by default the file's own; a join made by
        :func:`layer` takes several. ``effective`` also counts the multiplications that meet a zero of the padding
        (``row.ops["on_padding"]``); ``receptive_field`` follows how much of the input a cell sees (``row.field``).
        Raises a ShapeError where a layer cannot take its input, a UsageError where the call is wrong.
        """
        check_layout(layout)
        shapes = tuple(_shape(each, layout) for each in inputs)
        if not shapes:
            if self.graph.input is None:
                raise UsageError(f"{self.name} needs the shape of its input", hint='evaluate("28x28x128")')
            shapes = (self.graph.input,)
        single_join = self.graph.input is None and self.graph.nodes[0].layer.joins
        if len(shapes) > 1 and not single_join:
            raise UsageError(f"{self.name} takes one input, and {len(shapes)} shapes are given", hint="one shape")
        if not isinstance(batch, int) or isinstance(batch, bool) or batch < 1:
            raise UsageError(f"the batch is {batch}: a whole number, at least 1, is expected")
        graph = self.graph
        if graph.input is None:
            graph = graph._replace(nodes=[graph.nodes[0]._replace(inputs=tuple(range(len(shapes))))])
        own = not self.changed and batch == 1 and (not inputs or list(map(str, shapes)) == [str(self.graph.input)])
        rule = named_convention(convention)
        report = evaluate(graph, shapes, rule, strict=strict, batch=batch, own=own, effective=effective)
        return with_receptive_fields(graph, report) if receptive_field else report


def _shape(given: object, layout: str) -> Shape:
    """A shape from its text, or from its dimensions. Raises a UsageError that says what is wrong with it."""
    try:
        if isinstance(given, (str, Shape)):
            return parse_shape(given, layout) if isinstance(given, str) else given
        dims = list(given) if isinstance(given, (tuple, list)) else [given]
        return ordered([_dimension(dim, str(given)) for dim in dims], str(given), layout)
    except Fault as fault:
        raise UsageError(fault.what, hint=fault.hint) from None


def _dimension(dim: Any, written: str) -> Dim:
    if isinstance(dim, Sym):
        return dim
    if isinstance(dim, bool) or not hasattr(dim, "__index__"):
        raise Fault(f"the input {written} has {dim!r} where a whole number belongs", '"28x28x128" or (28, 28, 128)')
    return checked_dimension(dim.__index__(), written)


def load(name: str, /, *, max_layers: int = limits.LAYERS, **symbols: Any) -> Network:
    """A network by the name of a bundled file or by a path, with some of its symbols set.

    ``load("resnet50", classes=10)``. Numbers may be integers, fractions, or text such as ``"3/4"``; a float is read
    as its decimal digits. Raises a DocumentError, with file, line and column, where the file is wrong, and a
    UsageError for a symbol that it does not have.
    """
    return load_with(name, symbols, max_layers)


def load_with(name: str, symbols: Mapping[str, Any], max_layers: int = limits.LAYERS) -> Network:
    """As :func:`load`, with the symbols as a mapping, whatever they are called."""
    if not isinstance(max_layers, int) or max_layers < 1:
        raise UsageError(f"max_layers is {max_layers!r}: a whole number, at least 1, is expected")
    document = read(find(str(name)))
    given = {symbol: _symbol(symbol, value) for symbol, value in symbols.items()}
    graph = expand(document, given, max_layers)
    return Network(graph, changed=graph.symbols != symbol_values(document, {}))


def _symbol(name: str, value: Any) -> Any:
    if isinstance(value, (bool, int, Fraction, Sym)):
        return value
    try:
        return given_value(str(value))
    except Fault as fault:
        raise UsageError(f"{name}: {fault.what}", hint=fault.hint) from None


def layer(word: str, **fields: Any) -> Network:
    """A network of one layer: ``layer("conv", kernel=3, out=32).evaluate("28x28x128")``.

    Raises a UsageError for a layer type or a field that the catalogue does not have, or a value out of its bounds.
    """
    kind = CATALOGUE.get(str(word))
    try:
        if kind is None:
            raise unknown_layer(str(word))
        made = kind(**fields)
    except Fault as fault:
        raise UsageError(fault.what, hint=fault.hint) from None
    return Network(Graph(name=word, nodes=[Node(word, made, (0,))]))
