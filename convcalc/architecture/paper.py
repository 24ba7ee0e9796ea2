"""The table of a paper: ``paper`` in an architecture file says which columns it has and what stands in them.

    paper:
      source: lecture 1, 'GoogLeNet'; Szegedy et al. 2014, Table 1
      columns:
        type: {conv_relu: convolution, maxpool: max pool, inception: '{label}'}
        patch size/stride: '{kernel}/{stride}'
        output size: output
        '#1x1': one
        params: {cell: weights, unit: K, K: 1024, digits: cut}

A cell is an expression over what is known of a row (its block's parameters, its layer's fields, ``NAMES`` and the
quantities that can be expected), or a text with such expressions in braces. Where rows differ it is a text for each
word; ``each`` or ``stack`` make a list of the layers of a row, with a text for each word where these differ, and a
block as one of them where it is such a word: ``stack: {conv: '{kernel}, {out}', squeeze: 'fc, {maps}'}``. A cell
whose names a row does not have is empty there. A quotient is written in decimals: the column's ``decimals``, or else
cut to two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.architecture import expression, limits, printed
from convcalc.architecture.cells import Cell, Names, Style, read_cell, template
from convcalc.architecture.published import QUANTITIES, Reading, Wrong
from convcalc.architecture.values import Value, plain
from convcalc.conventions import KINDS
from convcalc.errors import Fault, Mark, did_you_mean
from convcalc.layers import CATALOGUE
from convcalc.layers.fields import shown

KEYS = ("source", "set", "columns")
OPTIONS = ("cell", "unit", "K", "digits", "decimals")
UNITS = ("K", "M", "G")
EXAMPLE = "paper: {columns: {type: label, output size: output, params: weights}}"

# What is known of every row, besides the quantities that can be expected; facts.py works it out.
NAMES = {
    "word": "the layer or block that the row is a step of",
    "label": "what the row is called: in print, or else in the file",
    "axes": "the output without its depth",
    "volume": "the output, a vector as 1x1x1000",
    "volume_in": "the input, a vector as 1x1x1000",
    "D": "the depth of the input",
    "D_out": "the depth of the output",
    "F": "the size of the filter that all layers with weights share, as a number",
}


class Column(NamedTuple):
    """A column of a paper's table: its header, what stands in its cells, and the unit in which it prints counts.

    ``thousand`` is what K stands for (M and G are its powers); ``digits`` says whether they are rounded or cut, and
    ``decimals`` how many stand after the point, where that is known.
    """

    header: str
    mark: Mark
    cell: Cell
    unit: str = ""
    thousand: int | None = None
    digits: str = ""
    decimals: int | None = None
    named: frozenset[str] = frozenset()  # the names in its header

    @property
    def worth(self) -> int:
        """What one of the column's unit is."""
        return int((self.thousand or 1000) ** printed.POWERS[self.unit.lower()])

    def number(self, value: int | Fraction) -> str:
        """A number as the column prints it."""
        return printed.in_unit(value, self.unit, self.worth, self.digits, self.decimals)


class Paper(NamedTuple):
    """The table of a paper: its source, its columns by header, and the symbols of the variant that it describes."""

    source: str = ""
    columns: Mapping[str, Column] = {}
    settings: tuple[tuple[str, Any], ...] = ()


def read_paper(value: Value | None, symbols: Names, wrong: Wrong) -> Paper:
    """The table that a file describes. ``wrong`` is told what cannot be read."""
    if value is None or value.raw is None:
        return Paper()
    if not isinstance(value.raw, dict):
        wrong(value.mark, f"a mapping is expected, not {shown(plain(value))}", EXAMPLE)
        return Paper()
    for key in value.raw:
        if key not in KEYS:
            wrong((value.keys or {})[key], f"a paper has no key {key!r}", did_you_mean(key, KEYS))
    reading = Reading((), (), symbols, wrong)
    source = value.raw.get("source")
    return Paper(
        reading.text(source),
        dict(_columns(value.raw.get("columns"), reading)),
        reading.set(value.raw.get("set")),
    )


def check_names(paper: Paper, names: Iterable[str], wrong: Wrong) -> None:
    """The cells of the table are made from names that a row can have: its own, those of the file, and of fields."""
    fields = (name for kind in CATALOGUE.values() for name in kind.fields)
    known = dict.fromkeys((*NAMES, *QUANTITIES, *KINDS, *fields, *names))
    for column in paper.columns.values():
        for name in sorted((column.cell.names | column.named) - known.keys()):
            fault = expression.unknown_name(name, known)
            wrong(column.mark, fault.what, fault.hint)


def _columns(value: Value | None, reading: Reading) -> Iterable[tuple[str, Column]]:
    """The columns by their headers."""
    if value is None or not isinstance(value.raw, dict):
        if value is not None:
            reading.wrong(value.mark, f"columns is {shown(plain(value))}: headers with cells are expected", EXAMPLE)
        return
    if len(value.raw) > limits.COLUMNS:
        reading.wrong(value.mark, f"the table has more than {limits.COLUMNS} columns, the limit", "fewer columns")
        return
    for header, cell in value.raw.items():
        try:
            yield header, _column(header, cell, reading)._replace(named=template(header).names)
        except Fault as fault:
            reading.wrong(cell.mark, fault.what, fault.hint)


def _column(header: str, value: Value, reading: Reading) -> Column:
    if not (isinstance(value.raw, dict) and "cell" in value.raw):
        return Column(header, value.mark, read_cell(value))
    for key in value.raw:
        if key not in OPTIONS:
            reading.wrong((value.keys or {})[key], f"a column has no key {key!r}", did_you_mean(key, OPTIONS))
    raw = {key: plain(each) for key, each in value.raw.items() if key != "cell"}
    unit, digits, decimals = raw.get("unit", ""), raw.get("digits", ""), raw.get("decimals")
    if unit not in ("", *UNITS):
        raise Fault(f"unit is {shown(unit)}: a unit is expected", "K, M or G")
    if digits not in ("", printed.ROUNDED, printed.CUT):
        raise Fault(f"digits is {shown(digits)}: rounded or cut is expected", "digits: cut")
    if decimals is not None and (not isinstance(decimals, int) or isinstance(decimals, bool) or not 0 <= decimals <= 9):
        raise Fault(f"decimals is {shown(decimals)}: a whole number from 0 to 9 is expected", "decimals: 1")
    thousand = reading.thousand(value.raw.get("K"))
    cell = read_cell(value.raw["cell"], Style(digits, decimals))
    return Column(header, value.mark, cell, unit, thousand, digits, decimals)
