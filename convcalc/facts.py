"""What is known of a part of a network, by name: what published figures and the columns of a table are about.

Each is worked out when it is first asked for. No formula lives here: sizes and counts are those of the report's rows,
and fields those of the layers.
"""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any

from convcalc.algebra.sym import ceil_div
from convcalc.architecture import limits
from convcalc.architecture.cells import UNITS_OF
from convcalc.architecture.graph import Graph, Node, Part, first_way
from convcalc.architecture.scope import calls
from convcalc.conventions import CONVENTIONS, DEFAULT, KINDS, added
from convcalc.errors import Fault
from convcalc.layers import of_biases, parameters, statistics
from convcalc.layers.fields import differs, shown
from convcalc.layers.pool import Global
from convcalc.layers.window import Windowed
from convcalc.rows import Row
from convcalc.shape import Shape

LEARNED = ("conv", "depthwise", "conv_transpose", "dense")  # what papers count as the layers of a network


class Sums:
    """The rows of a report, and the sums of their counts, each worked out once."""

    def __init__(self, graph: Graph, rows: Sequence[Row]) -> None:
        self.graph = graph
        self.rows = rows
        self._sums: dict[str, list[Any]] = {}
        self._words: dict[tuple[int, int], Counter[str]] = {}

    def words(self, first: int, last: int) -> Counter[str]:
        """How often each word stands between two places: layers, and calls of blocks."""
        if (first, last) not in self._words:
            nodes = self.graph.nodes[first:last]
            blocks = {(step.word, scope.prefix) for node in nodes for scope, step in calls(node.scope)}
            counted = Counter(word for word, _ in blocks)
            counted.update(node.layer.word for node in nodes)
            self._words[first, last] = counted
        return self._words[first, last]

    def between(self, quantity: str, first: int, last: int) -> Any:
        """A count of the rows from ``first`` up to ``last``."""
        if quantity not in self._sums:
            self._sums[quantity] = list(accumulate((COUNTS[quantity](row) for row in self.rows), initial=0))
        sums = self._sums[quantity]
        return sums[last] - sums[first]


def _learned(biases: bool) -> Callable[[Row], Any]:
    return lambda row: of_biases(row.layer.weights(*row.inputs), biases) if row.layer else 0


def _kinds(*kinds: str) -> Callable[[Row], Any]:
    return lambda row: added(row.ops, kinds)


# Parameters are those learned, accumulations and operations the lecture's, whatever the convention of the report.
COUNTS: dict[str, Callable[[Row], Any]] = {
    **{kind: _kinds(kind) for kind in KINDS},
    "parameters": lambda row: parameters(row.layer, *row.inputs) if row.layer else 0,
    "statistics": lambda row: statistics(row.layer, *row.inputs) if row.layer else 0,
    "weights": _learned(biases=False),
    "biases": _learned(biases=True),
    "operations": _kinds(*CONVENTIONS[DEFAULT].operations),
    "activations": lambda row: row.output.size,
}


class Facts(Mapping[str, Any]):
    """What is known of a part: a count, a Shape, a text or a number by its name; no KeyError where it says nothing.

    First what its block's parameters stand for, then the facts of this file (``FACTS``, ``COUNTS``), the fields of a
    layer that is the whole part, and the symbols of the network.
    """

    def __init__(self, part: Part, sums: Sums) -> None:
        self.part = part
        self.sums = sums
        self._known: dict[str, Any] = {}

    @property
    def nodes(self) -> list[Node]:
        """The layers of the part."""
        return self.sums.graph.nodes[self.part.first : self.part.last]

    @property
    def rows(self) -> Sequence[Row]:
        """Their rows."""
        return self.sums.rows[self.part.first : self.part.last]

    def __getitem__(self, name: str) -> Any:
        value = self._value(name)
        if value is None:
            raise KeyError(name)
        return value

    def _value(self, name: str) -> Any:
        if name not in self._known:
            self._known[name] = self._worked(name)
        return self._known[name]

    def _worked(self, name: str) -> Any:
        if name == "kernel" and (kernel := _kernel(self)):  # written along each axis, 3x3, which a parameter is not
            return kernel
        if name in self.part.names:
            return self.part.names[name]
        if name in FACTS:
            return FACTS[name](self)
        if name in COUNTS:
            return self.sums.between(name, self.part.first, self.part.last)
        alone = self.nodes[0].layer if len(self.nodes) == 1 else None
        if alone is not None and name in alone.fields:
            return vars(alone)[name]
        return self.sums.graph.symbols.get(name)

    def __contains__(self, name: object) -> bool:
        return self._value(str(name)) is not None

    def __iter__(self) -> Iterator[str]:
        return iter([*self.part.names, *FACTS, *COUNTS, *self.sums.graph.symbols])

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def shared(self, name: str) -> Any:
        """A field that all layers with weights of the part share, or all its windows where none has weights."""
        layers = [node.layer for node in self.nodes]
        main = [layer for layer in layers if layer.word in LEARNED] or [
            layer for layer in layers if isinstance(layer, Windowed)
        ]
        values = [vars(layer).get(name) for layer in main]
        return values[0] if values and not any(differs(value, values[0]) for value in values) else None

    def units(self, words: Collection[str] = ()) -> list[list[Facts]]:
        """The facts of each layer with weights on the first way through the part; a unit ends where paths join.

        With ``words`` those of layers of these words alone, and of each block of such a name as a whole. Where no paths
        join, each layer is a unit.
        """
        nodes = self.sums.graph.nodes
        way = first_way(nodes, self.part.first, self.part.last)
        if len(way) > limits.LISTED:
            what = f"a list of {len(way):,} layers on the way through {self.part.name or 'the network'}"
            raise Fault(f"{what}: the most is {limits.LISTED:,}", "a list for smaller parts")
        parts = dict(zip(way, self._listed(way, words), strict=True))
        joins = [place for place in way if nodes[place].layer.joins and parts[place] is None]
        units: dict[int, dict[str, Part]] = {}
        for place, part in parts.items():
            if part is not None:
                units.setdefault(bisect(joins, place) if joins else part.first, {})[part.name] = part
        return [[Facts(part, self.sums) for part in unit.values()] for unit in units.values()]

    def _listed(self, way: Iterable[int], words: Collection[str]) -> Iterator[Part | None]:
        """What a list of the part's layers tells of each place on a way: its block, its layer, or nothing."""
        block = None
        for place in way:
            node = self.sums.graph.nodes[place]
            if words and (block is None or place >= block.last):
                block = self._block(place, words)
            told = node.layer.word in (words or LEARNED)
            yield block or (Part(node.name, place, place + 1, word=node.layer.word) if told else None)

    def _block(self, place: int, words: Collection[str]) -> Part | None:
        """The outermost block of one of these names around a place of the part."""
        nodes, found = self.sums.graph.nodes, None
        for scope, step in calls(nodes[place].scope):
            if step.word in words and scope.prefix.startswith(f"{self.part.name}/" if self.part.name else ""):
                found = scope, step
        if found is None:
            return None
        scope, step = found
        first = last = place
        while first > self.part.first and nodes[first - 1].name.startswith(scope.prefix):
            first -= 1
        while last < self.part.last and nodes[last].name.startswith(scope.prefix):
            last += 1
        return Part(scope.prefix.removesuffix("/"), first, last, word=step.word, names=scope.names)

    def kept(self) -> Any:
        """The parameters that are left where each layer with weights keeps some per cent of them.

        A block says how many: ``kept`` where it has one such layer, else ``kept1``, ``kept2`` and so on. Kept weights
        are rounded up, and all biases are kept (Iandola et al. 2016, Table 1).
        """
        learned = [row for row in self.rows if row.type in LEARNED]
        names = [f"kept{number}" for number in range(1, len(learned) + 1)] if len(learned) > 1 else ["kept"]
        shares = [self.part.names[name] for name in names if name in self.part.names]
        if len(shares) != len(learned) or not learned:
            return self._kept_in_parts()
        for share in shares:
            if not isinstance(share, (int, Fraction)) or isinstance(share, bool) or not 0 <= share <= 100:
                raise Fault(f"kept is {shown(share)}: a per cent from 0 to 100 is expected", "kept: 33")
        weights = [COUNTS["weights"](row) for row in learned]
        left = [ceil_div(share * count, 100) for share, count in zip(shares, weights, strict=True)]
        return sum(left) + self["biases"]

    def _kept_in_parts(self) -> Any:
        """The same of the whole network, where rows of its table say what they keep; the rest of it stays."""
        if self.part.name:
            return None
        rows = (part for part in self.sums.graph.parts if part.row and part.name)
        parts = [Facts(part, self.sums) for part in rows]
        if not any("pruned" in part for part in parts):
            return None
        lost = [part["parameters"] - part["pruned"] for part in parts if "pruned" in part]
        return self["parameters"] - sum(lost)

    def count_of(self, word: str) -> int:
        """How many layers of a word, or calls of a block of that name, the part has."""
        return self.sums.words(self.part.first, self.part.last)[word]


def depth(nodes: Iterable[Node], inputs: int = 1) -> int:
    """The layers with weights on the longest way through nodes whose places begin behind so many inputs."""
    longest: dict[int, int] = {}
    for place, node in enumerate(nodes, inputs):
        before = max((longest.get(each, 0) for each in node.inputs), default=0)
        longest[place] = before + (node.layer.word in LEARNED)
    return max(longest.values(), default=0)


def _label(facts: Facts) -> str:
    """What the row is called: in the first column of the paper's table, or else in the file."""
    first = next(iter(facts.sums.graph.paper.columns), None)
    printed = next((figure.printed for figure in facts.part.figures if figure.quantity == first), None)
    return str(printed or facts.part.label or facts.part.name)


def _volume(shape: Shape) -> Shape:
    """A shape with its axes: a vector as 1x1x1000."""
    return Shape((1, 1, *shape)) if not shape.rank else shape


def _kernel(facts: Facts) -> Any:
    """The kernel of the part's window along each axis, 3x3; of a pool over the whole map, the map."""
    alone = facts.nodes[0].layer if len(facts.nodes) == 1 else None
    if isinstance(alone, Global):
        return "x".join(map(str, facts.rows[0].inputs[0].spatial))
    value = facts.shared("kernel")
    rank = facts.rows[0].inputs[0].rank
    if value is None or not rank:
        return None
    return "x".join(map(shown, value if isinstance(value, tuple) else (value,) * rank))


def _shared(name: str) -> Callable[[Facts], Any]:
    return lambda facts: facts.shared(name)


FACTS: dict[str, Callable[[Facts], Any]] = {
    "word": lambda facts: facts.part.word,
    "label": _label,
    "output": lambda facts: facts.rows[-1].output,
    "input": lambda facts: facts.rows[0].inputs[0],
    "axes": lambda facts: Shape(facts.rows[-1].output.spatial) if facts.rows[-1].output.rank else None,
    "volume": lambda facts: _volume(facts.rows[-1].output),
    "volume_in": lambda facts: _volume(facts.rows[0].inputs[0]),
    "channels": lambda facts: facts.rows[-1].output.channels,
    "D": lambda facts: facts.rows[0].inputs[0].channels,
    "D_out": lambda facts: facts.rows[-1].output.channels,
    "depth": lambda facts: depth(facts.nodes, facts.part.first + 1),
    "kernel": _kernel,
    "F": _shared("kernel"),
    "stride": _shared("stride"),
    "padding": _shared("padding"),
    "year": lambda facts: facts.sums.graph.year,
    "pruned": Facts.kept,
    UNITS_OF: lambda facts: facts.units,
}
