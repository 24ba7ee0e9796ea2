"""The rows of a report, their total, and parts of a network folded into one row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from convcalc.algebra.settle import add_up
from convcalc.algebra.sym import Dim
from convcalc.conventions import KINDS
from convcalc.layers import Layer
from convcalc.layers.receptive import ReceptiveField
from convcalc.shape import Shape
from convcalc.storage import Memory, largest


class Row(NamedTuple):
    """One layer, or a part of the network folded into one row.

    ``accumulations`` and ``operations`` follow the report's convention; ``ops`` is the whole ledger by kind.
    ``repeats`` is how often a folded part repeats; ``layers`` how many layers the row stands for. ``field`` is there
    where receptive fields were asked for; that of a folded part is its last layer's. ``memory`` is there where it was
    asked for.
    """

    name: str
    type: str
    layer: Layer | None
    inputs: tuple[Shape, ...]
    output: Shape
    parameters: Dim
    statistics: Dim
    multiplications: Dim
    accumulations: Dim
    bias_sums: Dim
    operations: Dim
    ops: Mapping[str, Dim]
    notes: tuple[str, ...] = ()
    repeats: int = 1
    layers: int = 1
    field: ReceptiveField | None = None
    memory: Memory | None = None

    @property
    def window(self) -> str:
        """Kernel/stride and padding, such as 3x3/2 p1; empty where there is no window."""
        return self.layer.window_text(self.inputs[0].rank) if self.layer else ""


class Total(NamedTuple):
    """The sums over all rows; of what is alive in memory the most."""

    parameters: Dim
    statistics: Dim
    multiplications: Dim
    accumulations: Dim
    bias_sums: Dim
    operations: Dim
    ops: Mapping[str, Dim]
    memory: Memory | None = None


def total_of(rows: Iterable[Row]) -> Total:
    """The sums over rows."""
    rows = list(rows)
    ledger: dict[str, list[Dim]] = {}
    for row in rows:
        for kind, count in row.ops.items():
            ledger.setdefault(kind, []).append(count)
    return Total(
        add_up(row.parameters for row in rows),
        add_up(row.statistics for row in rows),
        add_up(row.multiplications for row in rows),
        add_up(row.accumulations for row in rows),
        add_up(row.bias_sums for row in rows),
        add_up(row.operations for row in rows),
        {kind: add_up(ledger[kind]) for kind in KINDS if kind in ledger},
        memory_of(rows),
    )


def memory_of(rows: Iterable[Row]) -> Memory | None:
    """The outputs of rows together, and the most that is alive in one of them; None where that was not asked for."""
    found = [row.memory for row in rows if row.memory]
    if not found:
        return None
    return Memory(found[0].bits, add_up(each.activations for each in found), largest([each.live for each in found]))


def fold(rows: Iterable[Row], depth: int) -> tuple[Row, ...]:
    """Add up the rows of each part that lies below ``depth`` names, in the order in which the parts begin.

    A name in a path is a step; a number is a repetition and belongs to the step before it.
    """
    parts: dict[str, list[Row]] = {}
    for row in rows:
        parts.setdefault(_part(row.name, depth), []).append(row)
    return tuple(_folded(name, members) for name, members in parts.items())


def _part(path: str, depth: int) -> str:
    """The first ``depth`` names of a path, with the repetitions before the last of them."""
    kept: list[str] = []
    names = 0
    for piece in path.split("/"):
        names += not piece.isdigit()
        if names > depth or (names == depth and piece.isdigit()):
            break
        kept.append(piece)
    return "/".join(kept)


def _folded(name: str, rows: list[Row]) -> Row:
    if len(rows) == 1 and rows[0].name == name:
        return rows[0]
    total = total_of(rows)
    repeats = {row.name[len(name) + 1 :].split("/", 1)[0] for row in rows}
    repeated = len(repeats) if all(piece.isdigit() for piece in repeats) else 1
    types = {row.type for row in rows}
    notes = tuple(dict.fromkeys(note for row in rows for note in row.notes))
    kind = types.pop() if len(types) == 1 else f"{len(rows)} layers"
    return Row(
        name,
        kind,
        None,
        rows[0].inputs,
        rows[-1].output,
        **total._asdict(),
        notes=notes,
        repeats=repeated,
        layers=sum(row.layers for row in rows),
        field=rows[-1].field,
    )
