"""Rows of a sweep as Parquet, one group of rows a chunk. Needs pyarrow: imported by ``files`` where it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Context, Decimal
from fractions import Fraction
from importlib import import_module
from math import lcm
from pathlib import Path
from typing import Any

import numpy as np

from convcalc.errors import UsageError
from convcalc.sweeping.arrays.numbers import denominator_of
from convcalc.sweeping.streaming.columns import Header, Named, Rows

try:
    pa: Any = import_module("pyarrow")
    pq: Any = import_module("pyarrow.parquet")
except ImportError:
    raise UsageError(
        "Parquet is written with pyarrow, which is not installed",
        hint="pip install 'convcalc[sweep]', or -o sweep.csv",
    ) from None

DIGITS = 38  # of a decimal128
MOST_PLACES = 18  # behind its point
EXACT = Context(prec=DIGITS)


class Parquet:
    """A file of rows; its columns of counts widen where a number needs more than 64 bits."""

    def __init__(self, path: Path, header: Header) -> None:
        self.path = path
        axes = {name: axis_type(parts) for name, parts in header.axes.items()}
        self.axes = {"network": pa.string(), **axes}
        self.counts = dict.fromkeys(header.quantities, pa.int64())
        self.writer = pq.ParquetWriter(path, self.schema)

    @property
    def schema(self) -> Any:
        """The columns with their types."""
        return pa.schema([*self.axes.items(), *self.counts.items(), ("error", pa.string())])

    def write(self, rows: Rows) -> None:
        """Write rows as one group. Raises a UsageError for a count of more than 38 digits."""
        if not rows.size:
            return
        wide = [name for name, column in rows.counts.items() if column.dtype == object and _is_wide(column)]
        if any(self.counts[name] == pa.int64() for name in wide):
            self._widen(wide)
        columns = [_named(rows.named[name], kind) for name, kind in self.axes.items()]
        columns += [_counts(column, rows.fits, self.counts[name]) for name, column in rows.counts.items()]
        columns.append(_named(rows.error, pa.string()))
        self.writer.write_table(pa.Table.from_arrays(columns, schema=self.schema))

    def _widen(self, names: Iterable[str]) -> None:
        """Write what there is once more, with room for larger numbers in some columns."""
        self.writer.close()
        for name in names:
            self.counts[name] = pa.decimal128(DIGITS, 0)
        wider = self.path.with_name(f"{self.path.name}.wider")
        try:
            self.writer = pq.ParquetWriter(wider, self.schema)
            with pq.ParquetFile(self.path) as before:
                for group in range(before.num_row_groups):
                    self.writer.write_table(before.read_row_group(group).cast(self.schema))
            wider.replace(self.path)  # what is open stays open under its new name
        finally:
            wider.unlink(missing_ok=True)

    def close(self) -> None:
        """Write the end of the file, without which nobody can read it."""
        self.writer.close()


def _is_wide(column: Any) -> bool:
    size = max(abs(int(column.max())), abs(int(column.min())))
    if size >= 10**DIGITS:
        raise UsageError(f"a count has more than {DIGITS} digits, the limit of Parquet's numbers", hint="-o sweep.csv")
    return size >= 2**63


def _counts(column: Any, fits: Any, kind: Any) -> Any:
    """Counts as an array; none where a point does not fit."""
    if kind == pa.int64():
        return pa.array(column.astype(np.int64), mask=~fits)
    return pa.array([Decimal(number) if fit else None for number, fit in zip(column.tolist(), fits.tolist())], kind)


def _named(column: Named, kind: Any) -> Any:
    """A column of few values; none where the place is -1."""
    values = pa.array([_value(value, kind) for value in column.values], kind)
    return values.take(pa.array(column.places, mask=column.places < 0))


def _value(value: Any, kind: Any) -> Any:
    if pa.types.is_decimal(kind):
        return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
    return str(value) if kind == pa.string() else value


def axis_type(parts: Sequence[Sequence[Any]]) -> Any:
    """The type of what a name stands for: int64, a decimal that holds all values exactly, a truth, or text."""
    listed = [value for part in parts if not hasattr(part, "step") for value in part]
    if listed and all(isinstance(value, bool) for value in listed):
        return pa.bool_()
    if any(isinstance(value, bool) or not isinstance(value, (int, Fraction)) for value in listed):
        return pa.string()
    line = lcm(*map(denominator_of, parts))
    places = next((count for count in range(MOST_PLACES + 1) if 10**count % line == 0), None)
    largest = max(abs(part[end]) for part in parts for end in (0, -1)) if not listed else max(map(abs, listed))
    if places is None or largest * 10**places >= 2**63:
        return pa.string()
    return pa.int64() if line == 1 else pa.decimal128(DIGITS, places)
