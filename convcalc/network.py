"""The front door of the library: load a network or make a layer, then evaluate it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from convcalc.algebra.settle import settle
from convcalc.algebra.sym import Dim, Sym
from convcalc.algebra.unknowns import NAME, Unknowns
from convcalc.architecture import limits
from convcalc.architecture.document import WORDS, Document
from convcalc.architecture.expand import expand
from convcalc.architecture.graph import Graph, Node
from convcalc.architecture.library import find
from convcalc.architecture.reading import read
from convcalc.architecture.spec import read_spec
from convcalc.architecture.symbols import field_formula, given_value, symbol_values
from convcalc.conventions import DEFAULT, Convention
from convcalc.counting.library import convention as named_convention
from convcalc.errors import Fault, UsageError, did_you_mean
from convcalc.evaluate import evaluate
from convcalc.layers import CATALOGUE
from convcalc.layers.base import unknown_layer
from convcalc.layers.fields import Field, differs, shown
from convcalc.memory import with_memory
from convcalc.receptive import with_receptive_fields
from convcalc.report import Report
from convcalc.shape import Shape, check_layout, checked_dimension, ordered, parse_shape
from convcalc.storage import DTYPE


class Network:
    """A network, or a single layer, that can be evaluated on any input."""

    def __init__(self, graph: Graph, *, changed: bool = False, unknowns: Unknowns | None = None) -> None:
        self.graph = graph
        self.changed = changed  # symbols were set, so the file's published figures do not apply
        self.unknowns = unknowns or Unknowns()  # the names that stand in the place of its numbers

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
        convention: str | Convention = DEFAULT,
        layout: str = "hwc",
        strict: bool = False,
        batch: int = 1,
        effective: bool = False,
        assume: Mapping[str, Any] | None = None,
        receptive_field: bool = False,
        memory: bool = False,
        dtype: str = DTYPE,
        in_place: bool = True,
    ) -> Report:
        """Shapes, parameters and operations of every layer.

        ``inputs`` are shapes such as ``"224x224x3"`` (or tuples), by default the file's own; a join made by
        :func:`layer` takes several. With names, ``"HxWx3"``, the results are formulas, and what must hold for the
        shapes to fit is in ``report.assumptions``; ``assume`` says what names of the input stand for, such as
        ``{"H": "32n", "W": 224}``. ``effective`` also counts the multiplications that meet a zero of the padding
        (``row.ops["on_padding"]``); ``receptive_field`` follows how much of the input a cell sees (``row.field``);
        ``memory`` tells the bytes of parameters and activations, values being of a ``dtype``, and what is alive at once
        (``row.memory``, ``report.footprint``), where layers may write over their input if ``in_place``.
        Raises a ShapeError where a layer cannot take its input, a UsageError where the call is wrong.
        """
        check_layout(layout)
        unknowns = self._unknowns(assume or {})
        shapes = tuple(_shape(each, layout, unknowns) for each in inputs)
        unmet = unknowns.unmet
        if unmet:
            known = [*self.graph.symbols, *unknowns.free]
            hint = did_you_mean(unmet[0], known) if known else "names in the place of numbers, or none to set"
            nor = ", and its input no such name" if inputs else ""
            raise UsageError(f"{self.graph.source or self.name} has no symbol {unmet[0]!r}{nor}", hint=hint)
        if effective and unknowns.free:
            raise UsageError(
                f"{', '.join(unknowns.free)} stand in the place of numbers, and without numbers nothing can be run"
                " and no effective counts can be told",
                hint=" ".join(f"--set {letter}=32" for letter in unknowns.free),
            )
        if not shapes:
            if self.graph.input is None:
                raise UsageError(f"{self.name} needs the shape of its input", hint='evaluate("28x28x128")')
            shapes = (self.graph.input,)
        single_join = len(self.graph.nodes) == 1 and self.graph.nodes[0].layer.joins
        if len(shapes) > 1 and not single_join:
            raise UsageError(f"{self.name} takes one input, and {len(shapes)} shapes are given", hint="one shape")
        if not isinstance(batch, int) or isinstance(batch, bool) or batch < 1:
            raise UsageError(f"the batch is {batch}: a whole number, at least 1, is expected")
        graph = self.graph
        if graph.input is None and len(graph.nodes) == 1:
            graph = graph._replace(nodes=[graph.nodes[0]._replace(inputs=tuple(range(len(shapes))))])
        if not memory and (dtype != DTYPE or not in_place):
            raise UsageError("dtype and in_place are of the memory, which is not asked for", hint="memory=True")
        own = not self.changed and batch == 1 and (not inputs or list(map(str, shapes)) == [str(self.graph.input)])
        rule = named_convention(convention)
        try:
            report = evaluate(graph, shapes, rule, strict=strict, batch=batch, own=own, effective=effective)
            if memory:
                report = with_memory(graph, report, dtype=dtype, in_place=in_place)
        except Fault as fault:  # a total that is beyond all reading
            raise UsageError(fault.what, hint=fault.hint) from None
        return with_receptive_fields(graph, report) if receptive_field else report

    def shapes(
        self, *inputs: str | tuple[Dim, ...], layout: str = "hwc", assume: Mapping[str, Any] | None = None
    ) -> tuple[Shape, ...]:
        """The shapes of inputs as :meth:`evaluate` reads them. Raises a UsageError for what is no shape."""
        check_layout(layout)
        unknowns = self._unknowns(assume or {})
        return tuple(_shape(each, layout, unknowns) for each in inputs)

    def _unknowns(self, assume: Mapping[str, Any]) -> Unknowns:
        """The names of this evaluation: the network's own, and those assumed to stand for something."""
        unknowns = Unknowns()
        unknowns.met.update(self.unknowns.met)
        unknowns.bound.update(self.unknowns.bound)
        bind(unknowns, assume)
        for symbol, value in self.graph.symbols.items():  # a name of the input that is a symbol is that symbol
            if isinstance(value, (int, Sym)) and not isinstance(value, bool) and symbol not in unknowns.bound:
                unknowns.met.setdefault(symbol, value)
        return unknowns


def bind(unknowns: Unknowns, values: Mapping[str, Any]) -> None:
    """Let names stand for numbers or formulas: ``{"H": "32n"}``. Raises a UsageError for one that is in use."""
    if not isinstance(values, Mapping) or not all(isinstance(letter, str) for letter in values):
        raise UsageError(f"assume is {values!r}: names with what they stand for are expected", hint='{"H": "32n"}')
    for letter, value in values.items():
        if letter in unknowns.met:
            raise UsageError(
                f"{letter} = {value} comes too late: {letter} stands for {shown(unknowns.met[letter])} already",
                hint="another name on one of the sides",
            )
        bound = _symbol(letter, value, unknowns, "size")
        if isinstance(bound, bool):
            raise UsageError(f"{letter} = {value}: a number or a formula is expected", hint=f"{letter}=32n")
        if letter in unknowns.met:
            raise UsageError(f"{letter} = {value} has {letter} on both sides", hint=f"{letter}=32n, with a new name")
        unknowns.bound[letter] = bound


def united(values: Mapping[str, Any], assume: Mapping[str, Any]) -> dict[str, Any]:
    """What names stand for, from two sides. Raises a UsageError for a name that is in both."""
    for letter in values.keys() & assume.keys():
        raise UsageError(f"{letter} is {values[letter]} and {assume[letter]}", hint="one of the two")
    return {**values, **assume}


def _shape(given: object, layout: str, unknowns: Unknowns) -> Shape:
    """A shape from its text, or from its dimensions. Raises a UsageError that says what is wrong with it."""
    try:
        if isinstance(given, (str, Shape)):
            return parse_shape(given, layout, unknowns) if isinstance(given, str) else given
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
    as its decimal digits, and ``"K"`` or ``"2*a + 1"`` are names, which make the results formulas. Raises a
    DocumentError, with file, line and column, where the file is wrong, and a UsageError for a symbol that it does not
    have.
    """
    return load_with(name, symbols, max_layers)


def load_with(
    name: str,
    symbols: Mapping[str, Any],
    max_layers: int = limits.LAYERS,
    assume: Mapping[str, Any] | None = None,
) -> Network:
    """As :func:`load`, with the symbols as a mapping, whatever they are called.

    Where names of the input are to stand for something, ``assume`` says for what; what ``symbols`` has beside the
    file's own is then such a name as well.
    """
    if not isinstance(max_layers, int) or max_layers < 1:
        raise UsageError(f"max_layers is {max_layers!r}: a whole number, at least 1, is expected")
    return network_of(read(find(str(name))), symbols, max_layers, assume)


def network_of(
    document: Document,
    symbols: Mapping[str, Any],
    max_layers: int = limits.LAYERS,
    assume: Mapping[str, Any] | None = None,
) -> Network:
    """As :func:`load_with`, of a file that was read: to set its symbols many times it is read once."""
    unknowns = Unknowns()
    if assume is not None:
        bind(unknowns, united({key: value for key, value in symbols.items() if key not in document.symbols}, assume))
    own = {key: value for key, value in symbols.items() if assume is None or key in document.symbols}
    given = {symbol: _own_symbol(document, symbol, value, unknowns) for symbol, value in own.items()}
    graph = expand(document, given, max_layers)
    own_values = symbol_values(document, {})
    changed = any(differs(value, own_values[symbol]) for symbol, value in graph.symbols.items())
    return Network(graph, changed=changed, unknowns=unknowns)


def _own_symbol(document: Document, name: str, value: Any, unknowns: Unknowns) -> Any:
    """What a symbol of a file stands for: where the file has a word, such as same, it may be another word."""
    stands = document.symbols.get(name)
    if stands and all(isinstance(each, str) and each in WORDS for each in (value, stands.raw)):
        return value
    return _symbol(name, value, unknowns, "number")


def _symbol(name: str, value: Any, unknowns: Unknowns, kind: str) -> Any:
    """What a symbol or a name stands for; names in it are of a ``kind`` (``sym.NAMES``)."""
    if isinstance(value, (bool, int, Fraction, Sym)):
        return value
    try:
        alone = NAME.fullmatch(str(value).strip())
        return settle(given_value(str(value), unknowns.of_kind(kind if alone else "size")))  # n/4 is of a whole n
    except Fault as fault:
        raise UsageError(f"{name}: {fault.what}", hint=fault.hint) from None


def chain(line: str, assume: Mapping[str, Any] | None = None) -> Network:
    """A network of a few layers in one line: ``chain("depthwise(kernel=3) + conv(out=32, kernel=1)")``.

    ``assume`` says what names in it stand for. Raises a UsageError for what cannot be read.
    """
    unknowns = Unknowns()
    bind(unknowns, assume or {})
    try:
        return Network(read_spec(str(line), unknowns), unknowns=unknowns)
    except Fault as fault:
        raise UsageError(fault.what, hint=fault.hint) from None


def layer(word: str, **fields: Any) -> Network:
    """A network of one layer: ``layer("conv", kernel=3, out=32).evaluate("28x28x128")``.

    A name may stand where a number may: ``layer("conv", kernel="F", out="2*D")``. Raises a UsageError for a layer type
    or a field that the catalogue does not have, or a value out of its bounds.
    """
    return layer_of(word, fields, Unknowns())


def layer_of(word: str, fields: Mapping[str, Any], unknowns: Unknowns | None) -> Network:
    """As :func:`layer`, with the names that may stand in the place of numbers, or None where there may be none."""
    kind = CATALOGUE.get(str(word))
    try:
        if kind is None:
            raise unknown_layer(str(word))
        made = kind(**{name: _named(kind.fields.get(name), value, unknowns) for name, value in fields.items()})
    except Fault as fault:
        raise UsageError(fault.what, hint=fault.hint) from None
    return Network(Graph(name=word, nodes=[Node(word, made, (0,))]), unknowns=unknowns)


def _named(field: Field | None, value: Any, unknowns: Unknowns | None) -> Any:
    """What stands for a field's value: a text with names is a formula where names are taken, and else itself."""
    if not isinstance(value, str) or field is None:
        return value
    try:
        found = field_formula(field, value, unknowns)
    except Fault:
        found = None  # the field refuses it in its own words
    return value if found is None else found
