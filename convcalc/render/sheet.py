"""What every format of a table starts from: captions, headers, cells of text, a foot, and remarks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.algebra.sym import Dim, Sym, is_zero
from convcalc.algebra.writing import percent_text, text
from convcalc.budgets import remark
from convcalc.conventions import KINDS
from convcalc.conventions import effective as effective_of
from convcalc.errors import UsageError, did_you_mean
from convcalc.layers.fields import shown
from convcalc.render.memory import MEMORY_COLUMNS, memory_captions, memory_remarks
from convcalc.render.receptive import FIELD_COLUMNS
from convcalc.report import Report
from convcalc.rows import Row, Total, total_of
from convcalc.shape import axes_text

LONGEST = 40  # letters of a total in its column
UNITS = {"exact": 1, "K": 10**3, "M": 10**6, "G": 10**9}


class Column(NamedTuple):
    """A column: its key on the command line, its header, whether it is a number, and its value in a row.

    Values that are no counts have a ``writer`` of their own, and no sum; ``added`` tells of counts whether they have.
    """

    key: str
    header: str
    numeric: bool
    value: Callable[[Any], Any]
    writer: Callable[[Any], str] | None = None
    added: bool = True


class Sheet(NamedTuple):
    """A table as text: rows of cells, one foot, captions above and remarks below."""

    captions: list[str]
    headers: list[str]
    numeric: list[bool]
    rows: list[list[str]]
    foot: list[str]
    remarks: list[str]


def _count(key: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row, key)


def _kind(key: str) -> Callable[[Any], Any]:
    return lambda row: row.ops.get(key, 0)


def effective(row: Row | Total) -> Dim:
    """The multiplications that meet a cell of the input, where those on padding were counted."""
    return effective_of(row.ops)


def _columns() -> dict[str, Column]:
    words = [
        Column("name", "Layer", False, lambda row: row.name + (f" x {row.repeats}" if row.repeats > 1 else "")),
        Column("type", "Type", False, lambda row: row.type),
        Column("window", "Kernel/stride", False, lambda row: row.window),
        Column("input", "Input", False, lambda row: row.inputs),
        Column("output", "Output", False, lambda row: (row.output,)),
    ]
    counts = [
        ("parameters", "Parameters"),
        ("statistics", "Statistics"),
        ("multiplications", "Multiplications"),
        ("accumulations", "Accumulations"),
        ("bias_sums", "Bias sums"),
        ("operations", "Operations"),
    ]
    main = [Column(key, header, True, _count(key)) for key, header in counts]
    main.append(Column("effective", "Effective", True, effective))
    main += [Column(key, header, True, value, writer) for key, header, value, writer in FIELD_COLUMNS]
    main += [Column(key, header, True, value, added=key != "live") for key, header, value in MEMORY_COLUMNS]
    kinds = [Column(key, key.replace("_", " ").capitalize(), True, _kind(key)) for key in KINDS]
    columns = {column.key: column for column in (*words, *main)}
    return {**columns, **{column.key: column for column in kinds if column.key not in columns}}


COLUMNS = _columns()
DEFAULT_COLUMNS = ("name", "type", "window", "output", "parameters", "multiplications", "accumulations", "bias_sums")
EFFECTIVE_COLUMNS = ("name", "type", "window", "output", "multiplications", "effective", "on_padding")
ONLY_EFFECTIVE = {"effective", "on_padding"}  # columns that need the multiplications on padding to be counted
ONLY_FIELD = {key for key, *_ in FIELD_COLUMNS}  # columns that need the receptive fields to be worked out
ONLY_MEMORY = {key for key, *_ in MEMORY_COLUMNS}  # columns that need the memory to be worked out
SIZE_COLUMNS = ("name", "type", "window", "output", "parameters")  # beside those of the memory
RECEPTIVE_COLUMNS = ("name", "type", "window", "output", "field", "jump", "offset", "seen")
MAC_COLUMNS = ("name", "type", "window", "output", "parameters", "multiplications")
TOOL_COLUMNS = (*MAC_COLUMNS, "operations")


def chosen(keys: Iterable[str], report: Report) -> list[Column]:
    """The columns asked for, or those that the convention shows. Raises a UsageError for one that does not exist."""
    counted = "on_padding" in report.total.ops
    followed = bool(report.rows) and report.rows[0].field is not None
    for key in (keys := list(keys) or _default(report, counted, followed)):
        if key in ONLY_EFFECTIVE and not counted:
            raise UsageError(f"the column {key} needs the multiplications on padding counted", hint="effective=True")
        if key in ONLY_FIELD and not followed:
            raise UsageError(f"the column {key} needs the receptive fields worked out", hint="receptive_field=True")
        if key in ONLY_MEMORY and not report.footprint:
            raise UsageError(f"the column {key} needs the memory worked out", hint="memory=True")
        if key not in COLUMNS:
            raise UsageError(f"there is no column {key!r}", hint=did_you_mean(key, COLUMNS))
    return [COLUMNS[key] for key in keys]


def _default(report: Report, counted: bool, followed: bool) -> list[str]:
    """The columns where none are asked for: those of what was worked out beside the counts, if anything."""
    short: tuple[str, ...] = MAC_COLUMNS if report.convention.name == "mac" else DEFAULT_COLUMNS
    short = TOOL_COLUMNS if report.convention.by_type else short
    if report.footprint:
        beside = RECEPTIVE_COLUMNS if followed else EFFECTIVE_COLUMNS if counted else SIZE_COLUMNS
        return [*beside, *(key for key, *_ in MEMORY_COLUMNS)]
    return list(RECEPTIVE_COLUMNS if followed else EFFECTIVE_COLUMNS if counted else short)


def with_column(keys: list[str], key: str, report: Report) -> list[str]:
    """The columns asked for, and one more: what rows are sorted by is shown."""
    shown_keys = [column.key for column in chosen(keys, report)]
    return shown_keys if key in shown_keys else [*shown_keys, key]


def sorted_by(report: Report, key: str) -> Report:
    """The report with its rows in the order of a column: counts fall, words rise."""
    (column,) = chosen([key], report)
    ordered = column.value if column.writer else lambda row: _sortable(column.value(row))
    rows = sorted(report.rows, key=ordered, reverse=column.numeric)
    return report._replace(rows=tuple(rows))


def sheet(report: Report, *, columns: Iterable[str] = (), units: str = "exact", layout: str = "hwc") -> Sheet:
    """The table of a report."""
    picked = chosen(columns, report)
    return Sheet(
        captions=captions(report, units, layout),
        headers=[_header(column, report) for column in picked],
        numeric=[column.numeric for column in picked],
        rows=[[cell(column, row, units, layout) for column in picked] for row in report.rows],
        foot=[_foot(column, report.total, units) for column in picked] if any(map(_summed, picked)) else [],
        remarks=[*_formulas(picked, report.total, units), *remarks(report)],
    )


def _formulas(columns: Iterable[Column], total: Total, units: str) -> list[str]:
    """The totals that are too long for their column."""
    written = {column.header: count_text(column.value(total), units) for column in columns if _summed(column)}
    return [f"total {name.lower()} = {formula}" for name, formula in written.items() if len(formula) > LONGEST]


def _header(column: Column, report: Report) -> str:
    """The header of a column; accumulations that include those across the channels say so."""
    every = column.key == "accumulations" and len(report.convention.accumulations) > 1
    return "All accumulations" if every else column.header


def _sortable(value: Any) -> Any:
    if isinstance(value, Sym):
        raise UsageError(f"rows cannot be sorted by formulas such as {text(value)}", hint="numbers, or another column")
    return tuple(map(str, value)) if isinstance(value, tuple) else value


def cell(column: Column, row: Row, units: str, layout: str) -> str:
    """One cell as text."""
    value = column.value(row)
    if column.writer:
        return column.writer(value)
    if isinstance(value, tuple):
        return ", ".join(shape.text(layout) for shape in value)
    return count_text(value, units) if column.numeric else str(value)


def _summed(column: Column) -> bool:
    return column.numeric and column.writer is None and column.added


def _foot(column: Column, total: Total, units: str) -> str:
    if _summed(column):
        written = count_text(column.value(total), units)
        return written if len(written) <= LONGEST else "see below"
    return "total" if column.key == "name" else ""


def count_text(value: Dim, units: str = "exact") -> str:
    """A count with thousands separators, or in thousands, millions or billions to three digits after the point."""
    if not isinstance(value, int):
        return text(value)
    if units == "exact":
        return f"{value:,}"
    thousandths = round(Fraction(value * 1000, UNITS[units]))
    return f"{thousandths // 1000:,}.{thousandths % 1000:03d}"


def captions(report: Report, units: str, layout: str) -> list[str]:
    """What the numbers rest on: network, source, file, input, axis order, batch, convention, units."""
    lines = [f"{report.name}: {report.citation}" if report.citation else report.name]
    shapes = " and ".join(shape.text(layout) for shape in report.inputs)
    file = f"{report.source}{' (bundled)' if report.bundled else ''}, " if report.source else ""
    batch = f", batch {report.batch} (operations for the whole batch)" if report.batch > 1 else ""
    own = report.file_input.text(layout) if report.file_input else shapes
    instead = "" if own == shapes else f" in place of the file's {own}"
    lines.append(f"{file}input {shapes} ({axes_text(report.inputs[0].rank, layout)}){instead}{batch}")
    if report.symbols:
        lines.append("symbols: " + ", ".join(f"{name} = {shown(value)}" for name, value in report.symbols.items()))
    lines.append(report.convention.caption)
    lines += memory_captions(report)
    if units != "exact":
        lines.append(f"counts in {units} = {UNITS[units]:,}, rounded to three digits after the point")
    return lines


def remarks(report: Report) -> list[str]:
    """What stands under the table: total operations, what they leave out, what is never read, published figures."""
    total = report.total
    lines = [f"{report.left_out:,} rows are not shown; the totals are of all rows"] if report.left_out else []
    lines += [_operations(report)]
    if "on_padding" in total.ops and total.multiplications:
        lines.append(effective_remark(total) + without_dense(report))
    lines += [] if report.convention.by_type else _besides(report.others)
    if not is_zero(total.statistics):
        lines.append(f"recorded, not learned: {count_text(total.statistics)} running means and variances")
    lines += [f"{note}: {', '.join(names)}" for note, names in report.notes().items()]
    lines += report.remarks
    lines += memory_remarks(report)
    lines += map(remark, report.budgets)
    lines += assuming(report.assumptions)
    return lines + figure_remarks(report)


def assuming(conditions: Iterable[Sym]) -> list[str]:
    """What must hold for the shapes to fit, in one line; none where nothing must."""
    written = ", ".join(map(text, conditions))
    return [f"assuming {written}"] if written else []


def _operations(report: Report) -> str:
    """The total by the convention."""
    named = f"operations by the convention {report.convention.name}"
    total = report.total.operations
    return f"{named} = {text(total)}" if isinstance(total, Sym) else f"{count_text(total)} {named}"


def _besides(others: Mapping[str, Dim]) -> list[str]:
    """What is counted and in no total: in a line where these are numbers, formulas each in its own."""
    named = {kind.replace("_", " "): count for kind, count in others.items()}
    if any(isinstance(count, Sym) for count in named.values()):
        return ["besides, in no total:", *(f"  {kind} = {count_text(count)}" for kind, count in named.items())]
    written = ", ".join(f"{count_text(count)} {kind}" for kind, count in named.items())
    return [f"besides, in no total: {written}"] if written else []


def effective_remark(total: Total) -> str:
    """How many of the multiplications meet the input, and which part of them that is."""
    real = effective(total)
    rest = count_text(total.ops["on_padding"])
    return (
        f"{count_text(real)} of the {count_text(total.multiplications)} multiplications are real "
        f"({percent_text(real, total.multiplications)}), {rest} meet padding or are cropped"
    )


def without_dense(report: Report) -> str:
    """The part that is real in the convolutions alone, where there are dense layers and all rows are at hand."""
    dense = [row for row in report.rows if row.type == "dense"]
    if not dense or report.left_out or any(row.layer is None for row in report.rows):
        return ""
    whole: Any = report.multiplications - total_of(dense).multiplications
    real: Any = whole - report.total.ops["on_padding"]  # a dense layer has no padding
    return f"; in the convolutions {percent_text(real, whole)}" if whole else ""


def figure_remarks(report: Report) -> list[str]:
    """How the published figures of the file fare."""
    if report.unchecked:
        return [f"published figures: {report.unchecked} not checked, since input, symbols or batch are not the file's"]
    printed: dict[Any, bool] = {}  # one of a block that repeats is printed once
    for figure in report.figures:
        printed[figure.place] = printed.get(figure.place, True) and figure.agrees
    right = sum(printed.values())
    errata = len({figure.place for figure in report.figures if figure.erratum and not figure.agrees})
    known = f", {errata} {'are' if errata > 1 else 'is'} known to be wrong (convcalc audit)" if errata else ""
    return [f"published figures: {right} of {len(printed)} agree{known}"] if printed else []
