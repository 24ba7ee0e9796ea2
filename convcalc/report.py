"""What an evaluation says: the rows and their total, and what both rest on. No formula lives here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.algebra.sym import Dim, Sym, is_zero
from convcalc.algebra.writing import code, latex, text
from convcalc.conventions import Convention
from convcalc.errors import Mark
from convcalc.layers.fields import shown
from convcalc.rows import Row, Total, fold
from convcalc.shape import Shape, axes_text, check_layout
from convcalc.storage import Footprint, Memory, Peak, bytes_of

SCHEMA_VERSION = 1


class Figure(NamedTuple):
    """A published figure beside the computed one.

    ``how`` they agree is exact, rounded or cut, or empty where they do not, and ``thousand`` what K stands for in it;
    an ``erratum`` says why a figure is known to be wrong.
    """

    name: str
    quantity: str
    printed: str
    computed: str
    agrees: bool
    mark: Mark | None
    erratum: str = ""
    source: str = ""
    how: str = ""
    thousand: int = 0

    @property
    def place(self) -> tuple[str, int, int] | None:
        """Where the figure stands: the file, the line and the column."""
        return (self.mark.source.name, *self.mark[1:]) if self.mark else None

    @property
    def counted(self) -> bool:
        """Whether the figure is a count that adds up over layers."""
        return self.quantity.replace(" ", "_") in COUNTS


class Spent(NamedTuple):
    """A budget beside what the network needs of it, and which rows (or tensors) need the most."""

    option: str
    written: str
    quantity: str
    in_bytes: bool
    limit: int
    needed: Dim
    fits: bool
    heaviest: tuple[tuple[str, int], ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As JSON can hold it."""
        rows = [{"name": name, "needed": needed} for name, needed in self.heaviest]
        return {**self._asdict(), "needed": _plain(self.needed), "heaviest": rows}


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
    assumptions: tuple[Sym, ...] = ()
    file_input: Shape | None = None
    unchecked: int = 0
    left_out: int = 0
    remarks: tuple[str, ...] = ()
    footprint: Footprint | None = None
    budgets: tuple[Spent, ...] = ()

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
        return {kind: count for kind, count in self.total.ops.items() if kind not in main and not is_zero(count)}

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
            "convention": self.convention.as_dict(),
            "layout": layout,
            "axes": axes_text(self.inputs[0].rank, layout),
            "batch": self.batch,
            "symbols": {name: _value(value) for name, value in self.symbols.items()},
            "inputs": [_ordered(x, layout) for x in self.inputs],
            "rows": [_row(row, layout) for row in self.rows],
            "rows_left_out": self.left_out,
            "total": {**_counts(self.total), **_latex(self.total, {})},
            "expectations": [
                {key: value for key, value in each._asdict().items() if key != "mark"} for each in self.figures
            ],
            "assumptions": [
                {"text": text(each), "code": code(each), "latex": latex(each)} for each in self.assumptions
            ],
            **({"memory": _footprint(self, self.footprint, layout)} if self.footprint else {}),
            **({"budgets": [each.as_dict() for each in self.budgets]} if self.budgets else {}),
            **({"remarks": list(self.remarks)} if self.remarks else {}),
        }

    def to_json(self, layout: str = "hwc", indent: int | None = 2) -> str:
        """The report as JSON text with a schema version; counts are exact integers."""
        return json.dumps(self.as_dict(layout), indent=indent, ensure_ascii=False)

    def _repr_html_(self) -> str:
        """The table that a notebook shows."""
        from convcalc.render.html import notebook_table

        return notebook_table(self)


def _plain(dim: Dim, write: Callable[[Dim], str] = code) -> int | str:
    """A dimension as JSON has it: a number, or a formula that a program can read."""
    return dim if isinstance(dim, int) else write(dim)


def _ordered(shape: Shape, layout: str, write: Callable[[Dim], str] = code) -> list[int | str]:
    plain = [_plain(dim, write) for dim in shape]
    return plain if layout == "hwc" else plain[-1:] + plain[:-1]


def _value(value: Any) -> Any:
    """A field's value as JSON can hold it."""
    if isinstance(value, tuple):
        return [_value(item) for item in value]
    if isinstance(value, Fraction):
        return shown(value)
    return value if isinstance(value, (int, str, bool)) or value is None else code(value)


COUNTS = ("parameters", "statistics", "multiplications", "accumulations", "bias_sums", "operations")


def _counts(row: Row | Total) -> dict[str, Any]:
    counts: dict[str, Any] = {name: _plain(getattr(row, name)) for name in COUNTS}
    return {**counts, "ledger": {kind: _plain(count) for kind, count in row.ops.items()}}


def _latex(row: Row | Total, shapes: Mapping[str, Any]) -> dict[str, Any]:
    """The formulas of a row once more in LaTeX, where there are any."""
    counts = {name: getattr(row, name) for name in COUNTS}
    formulas = {name: latex(count) for name, count in counts.items() if isinstance(count, Sym)}
    written = {**shapes, **formulas}
    return {"latex": written} if written else {}


def _row(row: Row, layout: str) -> dict[str, Any]:
    return {
        "name": row.name,
        "type": row.type,
        "fields": {name: _value(value) for name, value in row.layer.given().items()} if row.layer else None,
        "inputs": [_ordered(x, layout) for x in row.inputs],
        "output": _ordered(row.output, layout),
        **_counts(row),
        **_latex(row, {"output": _ordered(row.output, layout, latex)} if Sym in map(type, row.output) else {}),
        "repeats": row.repeats,
        "layers": row.layers,
        "notes": list(row.notes),
        **({"receptive_field": row.field.as_dict()} if row.field else {}),
        **({"memory": _memory(row, row.memory)} if row.memory else {}),
    }


def _memory(row: Row | Total, memory: Memory) -> dict[str, Any]:
    return {
        "parameter_bytes": _plain(bytes_of(row.parameters, memory.bits)),
        "statistic_bytes": _plain(bytes_of(row.statistics, memory.bits)),
        "activations": _plain(memory.activations),
        "activation_bytes": _plain(memory.activation_bytes),
        "live": _plain(memory.live),
        "live_bytes": _plain(memory.live_bytes),
    }


def _footprint(report: Report, footprint: Footprint, layout: str) -> dict[str, Any]:
    """The memory of the network: its totals, where ``live`` is the peak, and what is alive there."""
    return {
        "dtype": footprint.dtype,
        "bits": footprint.bits,
        "in_place": footprint.in_place,
        **(_memory(report.total, report.total.memory) if report.total.memory else {}),
        "written": _plain(footprint.written),
        "written_bytes": _plain(bytes_of(footprint.written, footprint.bits)),
        "peaks": [_peak(peak, layout) for peak in footprint.peaks],
    }


def _peak(peak: Peak, layout: str) -> dict[str, Any]:
    tensors = [
        {"name": each.name, "shape": _ordered(each.shape, layout), "values": _plain(each.values)}
        for each in peak.tensors
    ]
    return {"row": peak.row, "values": _plain(peak.values), "rows": peak.rows, "live": tensors}
