"""Files that a sweep is streamed to: CSV, and Parquet with pyarrow. Whole at every chunk's end, and exact.

A file grows beside its target and takes its name at the end, so that nobody reads half of one. A column of counts in
Parquet is int64 as long as all fit, and else decimal128(38, 0), in which the rows before are written once more.
"""

from __future__ import annotations

import csv
import io
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from convcalc.errors import UsageError
from convcalc.layers.fields import shown
from convcalc.sweeping.streaming.columns import Header, Named, Rows

FORMS = ("csv", "parquet")


class Csv:
    """Rows as comma-separated text."""

    def __init__(self, out: TextIO, header: Header) -> None:
        self.out = out
        self.header = header
        out.write(_line(header.columns))

    def write(self, rows: Rows) -> None:
        """Write rows, all at once."""
        empty = ~rows.fits
        columns = [_texts(each) for each in rows.named.values()]
        columns += [_numbers(column, empty) for column in rows.counts.values()]
        columns.append(_texts(rows.error))
        self.out.write("".join([",".join(cells) + "\n" for cells in zip(*columns, strict=True)]))
        self.out.flush()

    def close(self) -> None:
        """Nothing is left to be written."""


def _line(cells: Sequence[Any]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()


def _texts(column: Named) -> list[str]:
    """The cells of a column of few values, each written once; empty where there is none."""
    written = [_line([cell(value), ""])[:-2] for value in column.values]
    found: list[str] = np.array([*written, ""], dtype=object)[column.places].tolist()
    return found


def cell(value: Any) -> str:
    """A value as a program reads it: fractions as decimals where these end, else as 1/3."""
    text = shown(value) if isinstance(value, (bool, Fraction)) else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(("=", "+", "-", "@", "\t")) else text


def _numbers(column: Any, empty: Any) -> list[str]:
    found = list(map(str, column.tolist()))
    for place in np.flatnonzero(empty).tolist():
        found[place] = ""
    return found


@contextmanager
def beside(target: Path) -> Iterator[tuple[Path, Callable[[], None]]]:
    """A file beside the target, and how to give it the target's name; what has not got it is removed.

    What is no ordinary file, such as a pipe, is written itself.
    """
    target = target.resolve()
    if target.exists() and not stat.S_ISREG(target.stat().st_mode):
        yield target, lambda: None
        return
    part = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")

    def finish() -> None:
        if target.exists():
            part.chmod(stat.S_IMODE(target.stat().st_mode))
        os.replace(part, target)

    try:
        yield part, finish
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def sink(target: Path | None, form: str, header: Header) -> Iterator[Any]:
    """Where rows are written to, by ``write``; what was written when the block ends without a fault stays.

    Raises a UsageError for a form that there is not, or for a place where nothing can be written.
    """
    if form not in FORMS:
        raise UsageError(f"a sweep is not written as {form!r}", hint=" or ".join(FORMS))
    if target is None:
        yield Csv(sys.stdout, header)
        return
    try:
        with beside(target) as (part, finish):
            yield from _into(part, form, header)
            finish()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror or error}", hint="another place") from None


def _into(part: Path, form: str, header: Header) -> Iterator[Any]:
    if form == "csv":
        with open(part, "w", encoding="utf-8", newline="") as out:
            yield Csv(out, header)
        return
    from convcalc.sweeping.streaming.parquet import Parquet

    rows = Parquet(part, header)
    try:
        yield rows
    finally:
        rows.close()
