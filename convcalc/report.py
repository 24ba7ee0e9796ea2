"""What an evaluation says: one plain row a layer, and their total. No formula lives here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.algebra.sym import Dim, total
from convcalc.algebra.writing import text
from convcalc.conventions import KINDS, Convention
from convcalc.errors import Mark
from convcalc.layers import Layer
from convcalc.layers.fields import shown
from convcalc.layers.receptive import ReceptiveField
from convcalc.shape import Shape, axes_text, check_layout

SCHEMA_VERSION = 1


class Row(NamedTuple):
    """One layer, or a part of the network folded into one row.

    ``accumulations`` and ``operations`` follow the report's convention; ``ops`` is the whole ledger by kind.
    ``repeats`` is how often a folded part repeats; ``layers`` how many layers the row stands for. ``field`` is there
    where receptive fields were asked for; that of a folded part is its last layer's.
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

    @property
    def window(self) -> str:
        """Kernel/stride and padding, such as 3x3/2 p1; empty where there is no window."""
        return self.layer.window_text(self.inputs[0].rank) if self.layer else ""


class Total(NamedTuple):
    """The sums over all rows."""

    parameters: Dim
    statistics: Dim
    multiplications: Dim
    accumulations: Dim
    bias_sums: Dim
    operations: Dim
    ops: Mapping[str, Dim]


class Figure(NamedTuple):
    """A published figure beside the computed one."""

    name: str
    quantity: str
    printed: str
    computed: str
    agrees: bool
    mark: Mark | None


class Report(NamedTuple):
    """The result of an evaluation: rows, their total, and what both rest on."""

    name: str
    rows: tuple[Row, ...]
    total: Total
    inputs: tuple[Shape, ...]
    convention: Convention
    batch: int = 1
    source: str = ""
    citation: str = ""
    bundled: bool = False
    symbols: Mapping[str, Any] = {}
    figures: tuple[Figure, ...] = ()
    assumptions: tuple[str, ...] = ()
    file_input: Shape | None = None
    unchecked: int = 0
    left_out: int = 0
    remarks: tuple[str, ...] = ()

    def __repr__(self) -> str:
        count = f"{self.parameters:,}" if isinstance(self.parameters, int) else text(self.parameters)
        return f"<Report of {self.name}: {len(self.rows)} row{'s' * (len(self.rows) != 1)}, {count} parameters>"

    def __str__(self) -> str:
        """The table as plain text."""
        from convcalc.render import plain, sheet

        return plain.write(sheet.sheet(self))

    @property
    def output(self) -> Shape:
        """The shape that comes out at the end."""
        return self.rows[-1].output if self.rows else self.inputs[0]

    @property
    def parameters(self) -> Dim:
        """All learned values."""
        return self.total.parameters

    @property
    def multiplications(self) -> Dim:
        """All multiplications of weights."""
        return self.total.multiplications

    @property
    def accumulations(self) -> Dim:
        """All accumulations, by the convention."""
        return self.total.accumulations

    @property
    def bias_sums(self) -> Dim:
        """All bias sums."""
        return self.total.bias_sums

    @property
    def operations(self) -> Dim:
        """All operations, by the convention."""
        return self.total.operations

    @property
    def others(self) -> dict[str, Dim]:
        """The operations that no convention adds to its total, by kind, where there are any."""
        main = ("multiplications", "accumulations", "cross_accumulations", "bias_sums", "on_padding")
        return {kind: count for kind, count in self.total.ops.items() if kind not in main and not _nothing(count)}

    def notes(self) -> dict[str, list[str]]:
        """What the rows have to remark: each remark once, with the names of its rows."""
        found: dict[str, list[str]] = {}
        for row in self.rows:
            for note in row.notes:
                found.setdefault(note, []).append(row.name)
        return found

    def folded(self, depth: int) -> Report:
        """The same report with the parts of blocks below ``depth`` added up in one row each."""
        return self._replace(rows=fold(self.rows, depth))

    def first(self, count: int) -> Report:
        """The same report with its first rows only; the totals stay those of all rows."""
        return self._replace(rows=self.rows[:count], left_out=max(len(self.rows) - count, 0))

    def as_dict(self, layout: str = "hwc") -> dict[str, Any]:
        """The report as plain data: the content of the JSON format. Raises a UsageError for an unknown layout."""
        check_layout(layout)
        return {
            "schema_version": SCHEMA_VERSION,
            "tool": "convcalc",
            "name": self.name,
            "file": {"name": self.source, "bundled": self.bundled} if self.source else None,
            "source": self.citation,
            "convention": {"name": self.convention.name, "meaning": self.convention.title},
            "layout": layout,
            "axes": axes_text(self.inputs[0].rank, layout),
            "batch": self.batch,
            "symbols": {
                name: value if isinstance(value, int) else shown(value) for name, value in self.symbols.items()
            },
            "inputs": [_ordered(x, layout) for x in self.inputs],
            "rows": [_row(row, layout) for row in self.rows],
            "rows_left_out": self.left_out,
            "total": _counts(self.total),
            "expectations": [
                {key: value for key, value in each._asdict().items() if key != "mark"} for each in self.figures
            ],
            "assumptions": list(self.assumptions),
            **({"remarks": list(self.remarks)} if self.remarks else {}),
        }

    def to_json(self, layout: str = "hwc", indent: int | None = 2) -> str:
        """The report as JSON text with a schema version; counts are exact integers."""
        return json.dumps(self.as_dict(layout), indent=indent, ensure_ascii=False)

    def _repr_html_(self) -> str:
        """The table that a notebook shows."""
        from convcalc.render.html import notebook_table

        return notebook_table(self)


def _nothing(count: Dim) -> bool:
    return isinstance(count, int) and count == 0


def _plain(x: Iterable[Dim]) -> list[int | str]:
    return [dim if isinstance(dim, int) else text(dim) for dim in x]


def _ordered(shape: Shape, layout: str) -> list[int | str]:
    plain = _plain(shape)
    return plain if layout == "hwc" else plain[-1:] + plain[:-1]


def _value(value: Any) -> Any:
    """A field's value as JSON can hold it."""
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if isinstance(value, Fraction):
        return shown(value)
    return value if isinstance(value, (int, str, bool)) or value is None else text(value)


def _counts(row: Row | Total) -> dict[str, Any]:
    names = ("parameters", "statistics", "multiplications", "accumulations", "bias_sums", "operations")
    counts = {name: _plain([getattr(row, name)])[0] for name in names}
    return {**counts, "ledger": {kind: _plain([count])[0] for kind, count in row.ops.items()}}


def _row(row: Row, layout: str) -> dict[str, Any]:
    return {
        "name": row.name,
        "type": row.type,
        "fields": {name: _value(value) for name, value in row.layer.given().items()} if row.layer else None,
        "inputs": [_ordered(x, layout) for x in row.inputs],
        "output": _ordered(row.output, layout),
        **_counts(row),
        "repeats": row.repeats,
        "layers": row.layers,
        "notes": list(row.notes),
        **({"receptive_field": row.field.as_dict()} if row.field else {}),
    }


def total_of(rows: Iterable[Row]) -> Total:
    """The sums over rows."""
    rows = list(rows)
    ledger: dict[str, Dim] = {}
    for row in rows:
        for kind, count in row.ops.items():
            ledger[kind] = ledger.get(kind, 0) + count
    return Total(
        total(row.parameters for row in rows),
        total(row.statistics for row in rows),
        total(row.multiplications for row in rows),
        total(row.accumulations for row in rows),
        total(row.bias_sums for row in rows),
        total(row.operations for row in rows),
        {kind: ledger[kind] for kind in KINDS if kind in ledger},
    )


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
        *total,
        notes=notes,
        repeats=repeated,
        layers=sum(row.layers for row in rows),
        field=rows[-1].field,
    )
