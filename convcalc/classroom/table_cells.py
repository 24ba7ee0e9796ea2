"""The cells of a row of a paper's table: what is computed, how the paper would print it, and what is in print."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from convcalc.algebra.settle import settle
from convcalc.algebra.sym import Sym, Undecided
from convcalc.architecture import limits
from convcalc.architecture.cells import is_number, str_of
from convcalc.architecture.graph import Part
from convcalc.architecture.paper import Column
from convcalc.architecture.printed import text_agrees
from convcalc.architecture.published import Published
from convcalc.errors import DocumentError, Fault
from convcalc.expectation import agrees
from convcalc.facts import Facts, Sums
from convcalc.layers.fields import shown
from convcalc.shape import Shape


class InPrint(NamedTuple):
    """A figure in print, and how it agrees with its cell: exact, rounded or cut, or empty where it does not.

    One of another variant than the cell's is not ``compared``.
    """

    published: Published
    how: str = ""
    compared: bool = True

    @property
    def differs(self) -> bool:
        """Whether it is not as computed, and should be."""
        return self.compared and not self.how

    @property
    def text(self) -> str:
        """What is printed."""
        return shown(self.published.printed)


class Cell(NamedTuple):
    """What stands in a cell: its value, the value as the paper would print it, and its figures in print, if any."""

    value: Any = None
    text: str = ""
    figures: tuple[InPrint, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether something else stands in print."""
        return any(figure.differs for figure in self.figures)

    @property
    def reads_otherwise(self) -> bool:
        """Whether a text in print is another, be it the same number to other digits."""
        return not all(figure.how and text_agrees(figure.text, self.text) for figure in self.figures)


NOTHING = Cell()


def cells(part: Part, sums: Sums, compared: bool) -> dict[str, Cell]:
    """The cells of a row by header."""
    facts = Facts(part, sums)
    paper = sums.graph.paper
    figures: dict[str, list[InPrint]] = {}
    for figure in part.figures:
        if dict(figure.settings) == dict(paper.settings):
            figures.setdefault(figure.quantity, []).append(InPrint(figure, compared=compared))
    return {header: _cell(column, facts, figures.get(header, [])) for header, column in paper.columns.items()}


def _cell(column: Column, facts: Facts, figures: Iterable[InPrint]) -> Cell:
    """One cell; no figure in print is beside a formula. Raises a DocumentError where it cannot be worked out."""
    where = f"{facts.part.name}, {column.header}"
    value = _settled(worked(column, where, lambda: column.cell.value(facts)))
    text = written(value, column)
    if len(text) > limits.CELL:
        what = f"{where}: a cell of {len(text):,} letters, and the limit is {limits.CELL:,}"
        raise DocumentError(what, mark=column.mark, hint="rows of fewer layers, or numbers in the place of names")
    if _is_formula(value):
        return Cell(value, text)
    return Cell(value, text, tuple(each._replace(how=agrees(each.published, value, column)[0]) for each in figures))


def worked(column: Column, where: str, work: Callable[[], Any]) -> Any:
    """What is worked out for a column. Raises a DocumentError, with the column's place, where that cannot be."""
    try:
        return work()
    except Fault as fault:
        hint = f"{fault.hint}; a cell for some words alone is written {{conv: '{{kernel}}'}}"
        raise DocumentError(f"{where}: {fault.what}", mark=column.mark, hint=hint) from None
    except Undecided:
        hint = "numbers in the place of names"
        raise DocumentError(f"{where}: it cannot be told without numbers", mark=column.mark, hint=hint) from None


def _settled(value: Any) -> Any:
    """A value with its formulas in their simplest form."""
    return Shape(map(settle, value)) if isinstance(value, Shape) else settle(value) if isinstance(value, Sym) else value


def written(value: Any, column: Column) -> str:
    """A value as the column prints it; nothing where there is none, or a count of 0 in a unit, as papers do."""
    if value is None or (column.unit and is_number(value) and not value):
        return ""
    if is_number(value):
        return column.number(value)
    return str(value) if isinstance(value, (Shape, Sym)) else " ".join(str_of(value).split())


def _is_formula(value: Any) -> bool:
    return isinstance(value, Sym) or (isinstance(value, Shape) and Sym in map(type, value))
