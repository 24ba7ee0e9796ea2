"""The memory that a network takes while it runs: what is alive in each row, and where that is the most.

The rows run in their order, each once. A tensor is alive from the row that writes it up to the last row that reads it,
the network's input from the start, and a result that no row reads up to the end. Parameters are not counted, nor what
a layer may need for its own working.

A layer that moves nothing gives on what it gets. A layer that works in place writes over the first of its inputs that
has the output's shape and that nothing else needs. All others write into memory of their own, a concatenation as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from convcalc.algebra.settle import add_up, collect
from convcalc.algebra.sym import Dim
from convcalc.architecture.graph import Graph, Node
from convcalc.layers.fields import differs
from convcalc.report import Report
from convcalc.rows import memory_of
from convcalc.shape import Shape
from convcalc.storage import DTYPE, Footprint, Memory, Peak, Tensor, bits_of, highest, identity

INPUT = -1  # written before the first row


class Value(NamedTuple):
    """What is there to read: the row that wrote it, its name and its shape."""

    row: int
    name: str
    shape: Shape


class Buffer:
    """A place in memory, with the values that it holds one after the other, and the last row that needs it."""

    def __init__(self, value: Value, batch: int, last: int) -> None:
        self.held = [value]
        self.values = _size(value.shape, batch)
        self.last = last

    @property
    def first(self) -> int:
        """The row from which it is there."""
        return max(self.held[0].row, 0)

    def fits(self, value: Value) -> bool:
        """Whether another value may stand in the place of the one before it, cell by cell."""
        return not differs(value.shape, self.held[-1].shape)

    def hold(self, value: Value, last: int) -> None:
        """Hold another value as well, up to a row."""
        self.held.append(value)
        self.last = max(self.last, last)

    def tensor(self, row: int) -> Tensor:
        """What it holds in a row."""
        value = [each for each in self.held if each.row <= row][-1]
        return Tensor(value.name, value.shape, self.values)


def with_memory(graph: Graph, report: Report, *, dtype: str = DTYPE, in_place: bool = True) -> Report:
    """The report of a graph with the memory of every row, and where the network needs the most.

    Without ``in_place`` no layer writes over its input. Raises a UsageError for an unknown type, a Fault where too many
    formulas would have to be compared.
    """
    bits = bits_of(dtype)
    buffers = _buffers(graph, report, in_place)
    alive = _alive(buffers, len(report.rows))
    rows = tuple(
        row._replace(memory=Memory(bits, _size(row.output, report.batch), live))
        for row, live in zip(report.rows, alive, strict=True)
    )
    written = add_up(buffer.values for buffer in buffers)
    peaks = tuple(_peak(report.rows[place].name, place, alive, buffers) for place in highest(alive))
    return report._replace(
        rows=rows,
        total=report.total._replace(memory=memory_of(rows)),
        footprint=Footprint(dtype, bits, in_place, written, peaks),
    )


def _size(shape: Shape, batch: int) -> Dim:
    """The values of the whole batch."""
    return collect(batch * shape.size)  # type: ignore[no-any-return]


def _buffers(graph: Graph, report: Report, in_place: bool) -> list[Buffer]:
    """All memory that is ever written, each place with what it holds."""
    values = [Value(INPUT, "the input", shape) for shape in report.inputs]
    values += [Value(place, row.name, row.output) for place, row in enumerate(report.rows)]
    last = _last_reads(graph, len(report.inputs))
    holders: list[Buffer] = []
    for value, needed in zip(values, last, strict=True):
        holder = None if value.row == INPUT else _given_on(graph.nodes[value.row], value, holders, in_place)
        if holder:
            holder.hold(value, needed)
        holders.append(holder or Buffer(value, report.batch, needed))
    places = {pooled: value.row for value in values[len(report.inputs) :] for pooled in _pooled(graph, value.row)}
    remembered = [values[pooled]._replace(name=f"places of {values[pooled].name}") for pooled in places]
    return [
        *dict.fromkeys(holders),
        *(Buffer(value, report.batch, row) for value, row in zip(remembered, places.values(), strict=True)),
    ]


def _last_reads(graph: Graph, inputs: int) -> list[int]:
    """For each value the last row that reads it; for a result, which none reads, one behind the last of all."""
    last = [len(graph.nodes)] * (inputs + len(graph.nodes))
    for row, node in enumerate(graph.nodes):
        for place in node.inputs[:1] if node.layer.references else node.inputs:
            last[place] = row
    return last


def _pooled(graph: Graph, row: int) -> tuple[int, ...]:
    """The pooling whose places a row puts values back to: it needs as many numbers as that has values, not those."""
    node = graph.nodes[row]
    return node.inputs[2:] if node.layer.references else ()


def _given_on(node: Node, value: Value, holders: Sequence[Buffer], in_place: bool) -> Buffer | None:
    """The memory of an input that the output stays in, or is written over; None where it needs its own."""
    if node.layer.moves_nothing:
        return holders[node.inputs[0]]
    if not (in_place and node.layer.in_place):
        return None
    read = (holders[place] for place in node.inputs)
    return next((each for each in read if each.last <= value.row and each.fits(value)), None)


def _alive(buffers: Iterable[Buffer], rows: int) -> list[Dim]:
    """How many values are alive in each row."""
    written: list[list[Dim]] = [[] for _ in range(rows)]
    freed: list[list[Dim]] = [[] for _ in range(rows + 2)]
    for buffer in buffers:
        written[buffer.first].append(buffer.values)
        freed[buffer.last + 1].append(buffer.values)
    known: dict[tuple[Any, ...], Dim] = {}  # blocks that repeat are added up once
    alive: list[Dim] = [0]
    for more, less in zip(written, freed[:rows], strict=True):
        key = tuple(tuple(map(identity, dims)) for dims in ([alive[-1]], more, less))
        if key not in known:
            known[key] = collect(sum((alive[-1], *more)) - sum(less))
        alive.append(known[key])
    return alive[1:]


def _peak(name: str, place: int, alive: Sequence[Dim], buffers: Iterable[Buffer]) -> Peak:
    tensors = tuple(buffer.tensor(place) for buffer in buffers if buffer.first <= place <= buffer.last)
    same = sum(identity(each) == identity(alive[place]) for each in alive)
    return Peak(name, alive[place], tensors, same)
