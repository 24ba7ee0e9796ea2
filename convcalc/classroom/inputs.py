"""All square inputs of a network that give a wanted map: an interval by bisection, then every size in it evaluated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import NamedTuple, cast

from convcalc.architecture.graph import Graph
from convcalc.classroom.question import wanted_size
from convcalc.classroom.solve import Output, sizes_beside, sizes_giving
from convcalc.errors import ShapeError, UsageError, did_you_mean
from convcalc.layers.window import Windowed
from convcalc.network import Network
from convcalc.report import Report
from convcalc.rows import Row
from convcalc.shape import LARGEST, Shape

SIZES = range(1, LARGEST + 1)
MOST_LAYERS = 500_000  # layers evaluated to check the sizes of an interval


class Sizes(NamedTuple):
    """Neighbouring input sizes with which a network fares alike: the map that they give, or why it refuses them."""

    inputs: range
    output: Shape | None
    refusal: str = ""


class Inputs(NamedTuple):
    """The square inputs that give a row of a network a wanted size.

    ``inputs`` are all sizes whose map has it; ``checked`` is what the whole network says to each of them, where they
    are many only to the first. Where there are none, ``nearest`` are the sizes beside.
    """

    report: Report
    row: str
    out_size: int
    inputs: range
    checked: tuple[Sizes, ...]
    nearest: tuple[Sizes, ...] = ()

    @property
    def unchecked(self) -> range:
        """The sizes that were left unchecked, since there are too many."""
        return self.inputs[sum(len(each.inputs) for each in self.checked) :]

    @property
    def accepted(self) -> int:
        """How many of the sizes the whole network was seen to take."""
        return sum(len(each.inputs) for each in self.checked if not each.refusal)

    def input(self, size: int) -> Shape:
        """The square input of a size, with the depth of the file's own."""
        return square(self.report.inputs[0], size)


def input_sizes(network: Network, out_size: int | str, row: str = "") -> Inputs:
    """All square inputs of a network for which the map of a row has the size ``out_size`` along every axis.

    ``row`` is the name of a row, or of a part, which stands for its last row; by default the last layer that slides a
    window and gives a map of more than one cell on the file's own input. Raises a UsageError where there is no such
    row or the input has no axes, and a ShapeError where the network does not take its own input.
    """
    wanted = wanted_size(out_size)
    report = network.evaluate()
    if not report.inputs[0].rank:
        raise UsageError(f"{network.name} has no axes along which its input could grow", hint="a network of maps")
    place = _named(report, row) if row else _last_map(report)
    outputs = _outputs(network.graph, place, report.rows[place].output.rank)
    inputs = SIZES
    for output in outputs:
        inputs = _shared(inputs, sizes_giving(wanted, SIZES, output))
    beside = {size for output in outputs for size in sizes_beside(wanted, SIZES, output)} if not inputs else set()
    name = report.rows[place].name
    fitting = inputs[: max(MOST_LAYERS // len(report.rows), 1)]
    return Inputs(
        report,
        name,
        wanted,
        inputs,
        tuple(_alike(_fares(network, name, size, wanted) for size in fitting)),
        tuple(_fares(network, name, size) for size in sorted(beside)),
    )


def _shared(a: range, b: range) -> range:
    """What two intervals have in common."""
    start = max(a.start, b.start)
    return range(start, max(min(a.stop, b.stop), start))


def square(shape: Shape, size: int) -> Shape:
    """A shape with the same size along every axis, and its own depth."""
    return Shape((*[size] * shape.rank, shape.channels))


def _named(report: Report, row: str) -> int:
    """The place of a row, or of the last row of a part."""
    found = [place for place, each in enumerate(report.rows) if f"{each.name}/".startswith(f"{row}/")]
    if not found:
        parts = dict.fromkeys(each.name.partition("/")[0] for each in report.rows)
        names = [*parts, *(each.name for each in report.rows)]
        near = did_you_mean(row, names)
        hint = near if near.startswith("did you mean") else f"convcalc summary {report.source}, which lists the rows"
        raise UsageError(f"{report.name} has no row {row!r}", hint=hint)
    if not report.rows[found[-1]].output.rank:
        raise UsageError(f"{report.rows[found[-1]].name} gives a vector and no map", hint="a row before it")
    return found[-1]


def _last_map(report: Report) -> int:
    """The place of the last layer that slides a window and gives more than one cell."""
    places = [place for place, row in enumerate(report.rows) if _slides(row)]
    if not places:
        raise UsageError(f"{report.name} slides no window over a map", hint="another row")
    return places[-1]


def _slides(row: Row) -> bool:
    return isinstance(row.layer, Windowed) and any(dim != 1 for dim in row.output.spatial)


def _outputs(graph: Graph, place: int, axes: int) -> list[Output]:
    """The size of a node's output along each axis, by the size of a square input. Nothing is checked."""
    own = graph.input
    assert own is not None

    @cache
    def shape(size: int) -> Shape:
        values = [square(own, size)]
        for node in graph.nodes[: place + 1]:
            values.append(node.layer.shape(*[values[number] for number in node.inputs]))
        return values[-1]

    def along(axis: int) -> Output:
        return lambda size: cast(int, shape(size)[axis])

    return [along(axis) for axis in range(axes)]


def _fares(network: Network, row: str, size: int, wanted: int | None = None) -> Sizes:
    """What the whole network says to a square input."""
    inputs = range(size, size + 1)
    assert network.input is not None
    try:
        report = network.evaluate(square(network.input, size))
    except ShapeError as error:
        return Sizes(inputs, None, error.what)
    output = next(each.output for each in report.rows if each.name == row)
    fits = wanted is None or all(dim == wanted for dim in output.spatial)
    return Sizes(inputs, output, "" if fits else f"{row} gives {output}")


def _alike(sizes: Iterable[Sizes]) -> Iterator[Sizes]:
    """Neighbours that give the same map, or are refused by the same layer, taken together with the first's reason."""
    for _, group in groupby(sizes, key=lambda each: (each.output, each.refusal.partition(": ")[0])):
        members = list(group)
        yield members[0]._replace(inputs=range(members[0].inputs[0], members[-1].inputs[-1] + 1))
