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
word; ``each`` or ``stack`` make a list of the layers of a row. A cell whose names a row does not have is empty there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import chain, groupby
from typing import Any, NamedTuple

from convcalc.architecture import expression, limits, printed
from convcalc.architecture.published import QUANTITIES, Reading, Wrong
from convcalc.architecture.values import Value, plain
from convcalc.conventions import KINDS
from convcalc.errors import Fault, Mark, did_you_mean
from convcalc.layers import CATALOGUE
from convcalc.layers.fields import shown

KEYS = ("source", "set", "columns")
OPTIONS = ("cell", "unit", "K", "digits", "decimals")
LISTS = ("each", "stack")
UNITS = ("K", "M", "G")
EXAMPLE = "paper: {columns: {type: label, output size: output, params: weights}}"
HOLE = re.compile(r"\{([^{}]*)\}")
UNITS_OF = "units of layers"  # a row's layers with weights, unit by unit; no parameter can be called so

# What is known of every row, besides the quantities that can be expected; facts.py works it out.
NAMES = ("word", "label", "axes", "volume", "volume_in", "D", "D_out", "F")
Names = Mapping[str, Any]


class Cell(NamedTuple):
    """What stands in a cell: ``value`` makes a number, a Shape or a text of a row's names, or None for an empty cell.

    ``names`` are those that it is made from.
    """

    value: Callable[[Names], Any]
    names: frozenset[str] = frozenset()


class Column(NamedTuple):
    """A column of a paper's table: its header, what stands in its cells, and the unit in which it prints counts.

    ``thousand`` is what K stands for (M and G are its powers); ``digits`` says whether they are rounded or cut, where
    that is known, and ``decimals`` how many stand after the point.
    """

    header: str
    mark: Mark
    cell: Cell
    unit: str = ""
    thousand: int | None = None
    digits: str = ""
    decimals: int = 0
    named: frozenset[str] = frozenset()  # the names in its header

    @property
    def worth(self) -> int:
        """What one of the column's unit is."""
        return int((self.thousand or 1000) ** printed.POWERS[self.unit.lower()])


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
        return Column(header, value.mark, _cell(value))
    for key in value.raw:
        if key not in OPTIONS:
            reading.wrong((value.keys or {})[key], f"a column has no key {key!r}", did_you_mean(key, OPTIONS))
    raw = {key: each.raw for key, each in value.raw.items()}
    unit, digits, decimals = raw.get("unit", ""), raw.get("digits", ""), raw.get("decimals", 0)
    if unit not in ("", *UNITS):
        raise Fault(f"unit is {shown(unit)}: a unit is expected", "K, M or G")
    if digits not in ("", printed.ROUNDED, printed.CUT):
        raise Fault(f"digits is {shown(digits)}: rounded or cut is expected", "digits: cut")
    if not isinstance(decimals, int) or isinstance(decimals, bool) or not 0 <= decimals <= 9:
        raise Fault(f"decimals is {shown(decimals)}: a whole number from 0 to 9 is expected", "decimals: 1")
    thousand = reading.thousand(value.raw.get("K"))
    return Column(header, value.mark, _cell(value.raw["cell"]), unit, thousand, digits, decimals)


def _cell(value: Value) -> Cell:
    """What stands in a cell: an expression, a text with holes, a list of layers, or one of these for each word."""
    if isinstance(value.raw, dict):
        if len(value.raw) == 1 and (kind := next(iter(value.raw))) in LISTS:
            return _list_cell(kind, value.raw[kind])
        cells = {word: _word_cell(each) for word, each in value.raw.items()}
        names = frozenset(name for cell in cells.values() for name in cell.names)
        return Cell(lambda row: cells[row["word"]].value(row) if row["word"] in cells else None, names)
    if isinstance(value.raw, (int, Fraction)) and not isinstance(value.raw, bool):
        return Cell(lambda row: value.raw)
    if not isinstance(value.raw, str):
        what = f"a cell is {shown(plain(value))}: an expression or a text is expected"
        raise Fault(what, "output, or '{kernel}/{stride}'")
    return template(value.raw) if "{" in value.raw else _expression(value.raw)


def _word_cell(value: Value) -> Cell:
    """What stands in the cells of one word: a text, which may have holes, or a list of layers."""
    return _cell(value) if isinstance(value.raw, dict) else template(shown(plain(value)))


def _expression(text: str) -> Cell:
    """A cell that is worked out: a name, or an expression over names."""
    read = expression.read(text)

    def value(row: Names) -> Any:
        return None if any(name not in row for name in read.names) else read.value(row)

    return Cell(value, read.names)


def template(text: str) -> Cell:
    """A text whose holes, in braces, are filled with expressions; a hole alone is its value.

    Raises a Fault for one that cannot be read.
    """
    if len(text) > limits.EXPRESSION_LENGTH:
        raise Fault(f"a text of {len(text):,} characters: the limit is {limits.EXPRESSION_LENGTH}", "a shorter one")
    pieces = HOLE.split(text)  # texts and holes in turn
    holes = [_expression(piece) for piece in pieces[1::2]]
    if len(holes) == 1 and pieces[0] == pieces[2] == "":
        return holes[0]

    def value(row: Names) -> str | None:
        filled = [hole.value(row) for hole in holes]
        if any(each is None for each in filled):
            return None
        return "".join(chain.from_iterable(zip(pieces[::2], [*map(str_of, filled), ""], strict=True)))

    return Cell(value, frozenset(name for hole in holes for name in hole.names))


def str_of(value: Any) -> str:
    """A value in a text: a size of several axes as 3x3."""
    return "x".join(map(shown, value)) if isinstance(value, tuple) else shown(value)


def _list_cell(kind: str, value: Value) -> Cell:
    """The layers with weights of a row, one by one; those that repeat are stacked: [1x1, 64; 3x3, 64] x 3."""
    if not isinstance(value.raw, str):
        raise Fault(f"{kind} is {shown(plain(value))}: a text is expected", f"{kind}: '{{kernel}}, {{out}}'")
    one = template(value.raw)

    def cell(row: Names) -> str | None:
        units = [[str_of(text) for text in map(one.value, unit) if text is not None] for unit in row[UNITS_OF]]
        units = [unit for unit in units if unit]
        return (stacked(units) if kind == "stack" else "; ".join(chain.from_iterable(units))) or None

    return Cell(cell, one.names)


def stacked(units: Sequence[Sequence[str]]) -> str:
    """Units of texts, with those that repeat counted: [1x1, 64; 3x3, 64; 1x1, 256] x 3."""
    if len(units) == 1 and len(units[0]) == 1:
        return units[0][0]
    counted = [("; ".join(unit), len(list(same))) for unit, same in groupby(units)]
    return "; ".join(f"[{unit}] x {times}" if times > 1 or len(counted) > 1 else f"[{unit}]" for unit, times in counted)
