"""What stands in a cell of a paper's table: expressions, texts with expressions in braces, and lists of layers."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import chain, groupby
from typing import Any, NamedTuple

from convcalc.algebra.writing import fraction_text
from convcalc.architecture import expression, limits
from convcalc.architecture.printed import in_unit
from convcalc.architecture.values import Value, plain
from convcalc.errors import Fault
from convcalc.layers.fields import shown

LISTS = ("each", "stack")
HOLE = re.compile(r"\{([^{}]*)\}")
UNITS_OF = "units of layers"  # how to get a row's layers unit by unit; no parameter can be called so
Names = Mapping[str, Any]


class Cell(NamedTuple):
    """What stands in a cell: ``value`` makes a number, a Shape or a text of a row's names, or None for an empty cell.

    ``names`` are those that it is made from.
    """

    value: Callable[[Names], Any]
    names: frozenset[str] = frozenset()


class Style(NamedTuple):
    """How the numbers in a column's texts are written: rounded or cut to so many decimals, where it has them."""

    digits: str = ""
    decimals: int | None = None

    def write(self, value: int | Fraction) -> str:
        """A number with its decimals, a whole one as well."""
        if self.decimals is None:
            return str_of(value)
        return in_unit(Fraction(value), "", 1, self.digits, self.decimals)

    def write_quotient(self, value: int | Fraction) -> str:
        """A quotient with its decimals, a whole number without."""
        return self.write(value) if isinstance(value, Fraction) else str_of(value)


PLAIN = Style()


class Filled(str):
    """A text that was filled in: ``pieces`` are its parts, the numbers among them as they are."""

    pieces: tuple[Any, ...] = ()


def read_cell(value: Value, style: Style = PLAIN) -> Cell:
    """What stands in a cell: an expression, a text with holes, a list of layers, or one of these for each word."""
    if isinstance(value.raw, dict):
        if len(value.raw) == 1 and (kind := next(iter(value.raw))) in LISTS:
            return _list_cell(kind, value.raw[kind], style)
        cells = {word: _word_cell(each, style) for word, each in value.raw.items()}
        names = frozenset(name for cell in cells.values() for name in cell.names)
        return Cell(lambda row: cells[row["word"]].value(row) if row["word"] in cells else None, names)
    if isinstance(value.raw, (int, Fraction)) and not isinstance(value.raw, bool):
        return Cell(lambda row: value.raw)
    if not isinstance(value.raw, str):
        what = f"a cell is {shown(plain(value))}: an expression or a text is expected"
        raise Fault(what, "output, or '{kernel}/{stride}'")
    return template(value.raw, style) if "{" in value.raw else _expression(value.raw)


def _word_cell(value: Value, style: Style) -> Cell:
    """What stands in the cells of one word: a text, which may have holes, or a list of layers."""
    return read_cell(value, style) if isinstance(value.raw, dict) else template(shown(plain(value)), style)


def _expression(text: str) -> Cell:
    """A cell that is worked out: a name, or an expression over names."""
    read = expression.read(text)

    def value(row: Names) -> Any:
        return None if any(name not in row for name in read.names) else read.value(row)

    return Cell(value, read.names)


def template(text: str, style: Style = PLAIN) -> Cell:
    """A text whose holes, in braces, are filled with expressions; a hole alone is its value.

    Raises a Fault for one that cannot be read.
    """
    if len(text) > limits.EXPRESSION_LENGTH:
        raise Fault(f"a text of {len(text):,} characters: the limit is {limits.EXPRESSION_LENGTH}", "a shorter one")
    pieces = HOLE.split(text)  # texts and holes in turn
    holes = [_expression(piece) for piece in pieces[1::2]]
    if len(holes) == 1 and pieces[0] == pieces[2] == "":
        return holes[0]

    def value(row: Names) -> Filled | None:
        values = [hole.value(row) for hole in holes]
        if any(each is None for each in values):
            return None
        return filled([*chain.from_iterable(zip(pieces[::2], [*values, ""], strict=True))], style)

    return Cell(value, frozenset(name for hole in holes for name in hole.names))


def filled(pieces: Sequence[Any], style: Style) -> Filled:
    """Texts and values as one text; a number that is the only one is written as the column writes numbers."""
    numbers = [piece for piece in pieces if is_number(piece)]
    write = style.write if len(numbers) == 1 else style.write_quotient
    parts = [piece if is_number(piece) or isinstance(piece, str) else str_of(piece) for piece in pieces]
    text = Filled("".join(part if isinstance(part, str) else write(part) for part in parts))
    text.pieces = tuple(parts)
    return text


def is_number(value: Any) -> bool:
    """Whether a value is a number, and no truth."""
    return isinstance(value, (int, Fraction)) and not isinstance(value, bool)


def str_of(value: Any) -> str:
    """A value in a text: a size of several axes as 3x3, a quotient in decimals."""
    if isinstance(value, Fraction):
        return fraction_text(value)
    return "x".join(map(shown, value)) if isinstance(value, tuple) else shown(value)


def _list_cell(kind: str, value: Value, style: Style) -> Cell:
    """The layers with weights of a row, one by one; those that repeat are stacked: [1x1, 64; 3x3, 64] x 3.

    With a text for each word it lists layers of these words, and blocks of these names each as one.
    """
    texts = value.raw if isinstance(value.raw, dict) else {"": value}
    if not texts or not all(isinstance(text.raw, str) for text in texts.values()):
        raise Fault(f"{kind} is {shown(plain(value))}: a text is expected", f"{kind}: '{{kernel}}, {{out}}'")
    cells = {word: template(text.raw, style) for word, text in texts.items()}
    words = frozenset(cells) - {""}

    def line(row: Names) -> Any:
        return cells[row["word"] if words else ""].value(row)

    def cell(row: Names) -> str | None:
        units = [[str_of(text) for text in map(line, unit) if text is not None] for unit in row[UNITS_OF](words)]
        units = [unit for unit in units if unit]
        return (stacked(units) if kind == "stack" else "; ".join(chain.from_iterable(units))) or None

    return Cell(cell, frozenset(name for each in cells.values() for name in each.names))


def stacked(units: Sequence[Sequence[str]]) -> str:
    """Units of texts, with those that repeat counted: [1x1, 64; 3x3, 64; 1x1, 256] x 3."""
    if len(units) == 1 and len(units[0]) == 1:
        return units[0][0]
    counted = [("; ".join(unit), len(list(same))) for unit, same in groupby(units)]
    return "; ".join(f"[{unit}] x {times}" if times > 1 or len(counted) > 1 else f"[{unit}]" for unit, times in counted)
