"""What a layer type is: fields, and plain functions over dimensions. One class a type; the catalogue is the list.

A layer type states each of its rules once, as a formula over dimensions:

* ``needs(*xs)`` yields what must hold for these inputs, each with the reason;
* ``shape(*xs)`` is the output's shape;
* ``weights(*xs)`` names the shapes of what is learned, and ``statistics(*xs)`` of what is only recorded;
* ``ops(*xs, y)`` counts the operations by kind (``conventions.KINDS``);
* ``reads(*xs)`` says which cells of its inputs an output cell reads, for the receptive field;
* ``span(*xs)`` says, for a sliding window, what is divided by the stride, so that what floor throws away can be told.

Integers in, integers out; names in, the formula out; arrays in, a sweep out. Nothing here branches on a dimension.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from convcalc.algebra.sym import Dim, Sym, Truth, same, sum_of_products, whole
from convcalc.algebra.writing import text
from convcalc.errors import Fault, did_you_mean
from convcalc.layers.fields import Field, Reference, differs, shown
from convcalc.layers.receptive import OWN, Reading, everything
from convcalc.shape import Shape

Need = tuple[Truth, Callable[[], Fault]]
Counts = dict[str, Dim]
Weights = Mapping[str, tuple[Dim, ...]]
Reads = tuple[tuple[Reading, ...] | None, ...]  # for each input its axes; None for one whose values do not matter

CATALOGUE: dict[str, type[Layer]] = {}


class Example(NamedTuple):
    """A layer whose answer was printed by somebody else: the contract test works it and compares."""

    source: str
    inputs: str
    fields: dict[str, Any] = {}
    output: str = ""
    parameters: int | None = None
    counts: dict[str, int] = {}


class Stride(NamedTuple):
    """One axis of a sliding window: ``span`` is divided by ``stride``; ``padding`` zeros follow the input.

    A window reaches over ``reach`` cells.
    """

    span: Dim
    stride: Dim
    padding: Dim
    reach: Dim

    @property
    def rest(self) -> int:
        """What floor throws away, in cells of the padded input; 0 where it is not known."""
        return self.span % self.stride if isinstance(self.span, int) and isinstance(self.stride, int) else 0

    @property
    def unread(self) -> int:
        """The last cells of the input itself that no window reads; 0 where they are not known."""
        return max(self.rest - self.padding, 0) if isinstance(self.padding, int) else 0

    @property
    def gap(self) -> int:
        """The cells between a window and the next that neither reads; 0 where nothing follows or they are not known."""
        if not (isinstance(self.span, int) and isinstance(self.stride, int) and isinstance(self.reach, int)):
            return 0
        return max(self.stride - self.reach, 0) if self.span >= self.stride else 0


class Layer:
    """A layer with its fields filled in; the base of the catalogue. Immutable: equal work is done once."""

    word: ClassVar[str] = ""
    family: ClassVar[str] = ""
    source: ClassVar[str] = ""  # of the layer and its size
    counting: ClassVar[str] = ""  # of its parameters and operations, where they have one of their own
    fields: ClassVar[dict[str, Field]] = {}
    examples: ClassVar[tuple[Example, ...]] = ()
    joins: ClassVar[bool] = False
    in_place: ClassVar[bool] = False  # its values may be written over those of an input of the same shape
    moves_nothing: ClassVar[bool] = False  # its output is its input as it lies in memory
    references: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        for name, field in own.items():
            field.name = name
        cls.fields = {**cls.fields, **own}
        cls.references = tuple(name for name, field in cls.fields.items() if isinstance(field, Reference))
        if "word" in vars(cls):
            cls.family = cls.__module__.rpartition(".")[2]
            CATALOGUE[cls.word] = cls

    def __init__(self, **values: Any) -> None:
        given = self.__dict__
        for name in values:
            if name not in self.fields:
                raise unknown_field(type(self), name)
        missing = [name for name, field in self.fields.items() if field.required and name not in values]
        if missing:
            helps = ", ".join(f"{name} ({self.fields[name].help})" for name in missing)
            raise Fault(f"{self.word} needs {helps}", self.fields[missing[0]].hint(), missing[0])
        for name, field in self.fields.items():
            given[name] = field.read(values[name]) if name in values else field.default
        self.settle()

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a layer is immutable; make a new {self.word}")

    def __repr__(self) -> str:
        return f"{self.word}({', '.join(f'{name}={shown(value)}' for name, value in self.given().items())})"

    def settle(self) -> None:
        """Check fields against each other, and fill in a default that depends on another field."""

    def given(self) -> dict[str, Any]:
        """The fields that differ from their defaults, as a file would have to write them."""
        kept = vars(self)
        return {name: kept[name] for name, field in self.fields.items() if differs(kept[name], field.default)}

    def replaced(self, values: Mapping[str, Any]) -> Layer:
        """The same layer with some of its kept values exchanged, unread: for names in the place of numbers."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__, **values)
        return other

    def needs(self, *xs: Shape) -> Iterator[Need]:
        """What must hold, each with a function that makes the Fault to raise where it does not."""
        return iter(())

    def name_needs(self) -> Iterator[Need]:
        """What must hold for names in the place of the numbers of fields: they are whole, and within their bounds."""
        for field in self.fields.values():
            value = vars(self)[field.name]
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, Sym):
                    yield from self._name_needs(field, each)

    def _name_needs(self, field: Any, value: Sym) -> Iterator[Need]:
        def fault() -> Fault:
            what = f"{self.word}: {field.name} is {text(value)}: {field.syntax} is expected"
            return field.fault(what)  # type: ignore[no-any-return]

        yield whole(value), fault
        yield value >= getattr(field, "least", 1), fault

    def axis_needs(self, x: Shape) -> Iterator[Need]:
        """For layers that work along axes: there are some, and every list has one item for each of them."""
        yield (
            x.rank >= 1,
            lambda: Fault(
                f"{self.word} works along axes, and the input {x} is a vector",
                "a volume such as 7x7x512, made by reshape",
            ),
        )
        for name, value in vars(self).items():
            if isinstance(value, tuple):
                yield self._one_each(name, value, x)

    def _one_each(self, name: str, value: tuple[Any, ...], x: Shape) -> Need:
        return len(value) == x.rank, lambda: Fault(
            f"{self.word}: {name} {shown(value)} is for {len(value)} axes, and the input {x} has {x.rank}",
            f"{name} with {x.rank} number{'s' * (x.rank > 1)}, or one number for all axes",
            name,
        )

    def shape(self, *xs: Shape) -> Shape:
        """The shape of the output: by default the input's."""
        return xs[0]

    def weights(self, *xs: Shape) -> Weights:
        """The learned arrays by name, each with its shape: none by default."""
        return {}

    def statistics(self, *xs: Shape) -> Weights:
        """The arrays that are recorded and not learned, by name: none by default."""
        return {}

    def ops(self, *xs: Any) -> Counts:
        """The operations by kind, from the inputs' shapes and, last, the output's: none by default."""
        return {}

    def effective(self, *xs: Any) -> Dim:
        """Of the multiplications, from the inputs' shapes and the output's, those that meet a cell of the input.

        Those that meet a zero of the layer's own padding are left out. Whole numbers only: by default all of them.
        """
        return self.ops(*xs).get("multiplications", 0)

    def asides(self, *xs: Shape) -> dict[str, Dim]:
        """What a working shows before the output's size, by its letter: none by default."""
        return {}

    def strides(self, *xs: Shape) -> tuple[Stride, ...]:
        """Of a sliding window, axis by axis, what is divided by the stride; empty where nothing is divided."""
        return ()

    def reads(self, *xs: Shape) -> Reads:
        """Which cells of each input an output cell reads, axis by axis: by default the one at its own place."""
        return tuple((OWN,) * x.rank for x in xs)

    def window_text(self, rank: int) -> str:
        """Kernel/stride/padding as a table shows them, for so many axes; empty where there is no window."""
        return ""


def reads_everything(x: Shape) -> Reads:
    """What a layer reads whose every output cell depends on the whole input."""
    return (tuple(everything(size) for size in x.spatial),)


def parameters(layer: Layer, *xs: Shape) -> Dim:
    """The number of learned values: the weights' sizes added up."""
    weights = layer.weights(*xs)
    return sum_of_products(weights.values()) if weights else 0


def of_biases(arrays: Mapping[str, Sequence[Dim]], biases: bool) -> Dim:
    """How many of the learned values are biases, or how many are not: the sizes of the arrays of that name."""
    chosen = [shape for name, shape in arrays.items() if (name == "bias") is biases]
    return sum_of_products(chosen) if chosen else 0


def statistics(layer: Layer, *xs: Shape) -> Dim:
    """The number of values recorded and not learned."""
    recorded = layer.statistics(*xs)
    return sum_of_products(recorded.values()) if recorded else 0


def alike(mine: Sequence[Dim], theirs: Sequence[Dim], fault: Callable[[], Fault]) -> Iterator[Need]:
    """The needs that two shapes, or their axes, are the same."""
    yield len(mine) == len(theirs), fault
    for one, other in zip(mine, theirs, strict=True):
        yield same(one, other), fault


def unknown_field(kind: type[Layer], name: str) -> Fault:
    """The Fault for a field that a layer type does not have."""
    if not kind.fields:
        return Fault(f"{kind.word} has no field {name}: it takes none", f"{kind.word} alone", name)
    return Fault(f"{kind.word} has no field {name}", did_you_mean(name, kind.fields), name)


# What other tools and people call some of the types.
ELSEWHERE = {
    "bn": "batchnorm",
    "deconv": "conv_transpose",
    "convolution": "conv",
    "fc": "dense",
    "gap": "global_avgpool",
    "linear": "dense",
    "pool": "maxpool",
    "silu": "swish",
    "sum": "add",
}


def unknown_layer(word: str, others: Mapping[str, object] | None = None) -> Fault:
    """The Fault for a word that is neither a layer type nor, in a file, one of its blocks."""
    bare = re.sub(r"[123]d$", "", word.partition("(")[0].strip().lower())
    known = [*CATALOGUE, *(others or {})]
    hint = f"did you mean {bare}?" if bare in known else did_you_mean(ELSEWHERE.get(bare, bare), known)
    if not hint.startswith("did you mean"):
        hint = "convcalc layers, which lists the layer types"
    return Fault(f"there is no layer type or block called {word!r}", hint)
