"""Every published figure of a file beside the computed one; of those that differ what explains them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from convcalc.architecture import limits
from convcalc.architecture.graph import Graph, Part
from convcalc.architecture.printed import read_number, read_times, without_ones
from convcalc.architecture.published import Published
from convcalc.classroom.audit.case import Budget, Case, Cell, edition_of, loaded_edition
from convcalc.classroom.audit.explain import Explained, explain
from convcalc.classroom.audit.finding import Audited, Finding, Off
from convcalc.classroom.audit.table import figures_of
from convcalc.classroom.audit.together import together
from convcalc.classroom.audit.trial import thousand_of
from convcalc.errors import DocumentError, DocumentErrors
from convcalc.expectation import beside
from convcalc.network import Network
from convcalc.shape import AXES, Shape

MOST_SETTINGS = 50
MOST_EXPLAINED = 300  # figures of one file; where more are wrong, one thing is wrong with all
Settings = tuple[tuple[str, Any], ...]


def audit(given: str | Network, *, table: str | Path | None = None, max_layers: int = limits.LAYERS) -> Audited:
    """Every published figure of a network beside what is computed, and why it differs where it does.

    ``audit("googlenet")``. Figures of variants of the file are checked in these. With a ``table``, a CSV file with
    columns named as in the paper, its cells are the figures. Raises a DocumentError where the file or the table is
    wrong, and a UsageError where there are names in the place of numbers.
    """
    file = given.graph.source if isinstance(given, Network) else str(given)
    base = edition_of(given) if isinstance(given, Network) else loaded_edition(file, {}, max_layers)
    remarks: tuple[str, ...] = ()
    figures = [(part, published) for part in base.graph.parts for published in part.figures]
    if table is not None:
        read = figures_of(table, base)
        figures, remarks = read.figures, read.remarks
    budget = Budget()
    variants = _settings(figures, base.graph.paper.settings if table is None else ())
    editions = {
        settings: loaded_edition(file, dict(settings), max_layers) if settings else base for settings in variants
    }
    if table is None:
        figures = [pair for settings, edition in editions.items() for pair in _figures_of(edition.graph, settings)]
    cases = {
        settings: Case(file, dict(settings), edition.in_any_digits() if table else edition, budget)
        for settings, edition in editions.items()
    }
    return Audited(
        base.graph.name,
        base.graph.source,
        base.graph.citation,
        tuple(_findings(figures, cases)),
        base.graph.bundled,
        remarks,
    )


def _figures_of(graph: Graph, settings: Settings) -> Iterator[tuple[Part, Published]]:
    """The figures that are printed of a variant, with their parts, which other variants may not have."""
    pairs = ((part, published) for part in graph.parts for published in part.figures)
    return (pair for pair in pairs if pair[1].settings == settings)


def _settings(figures: Iterable[tuple[Part, Published]], of_table: Settings) -> list[Settings]:
    """The variants that the figures and the paper's table are of.

    Raises a DocumentError where they are more than anybody prints.
    """
    found: dict[Settings, None] = dict.fromkeys([of_table] if of_table else [])
    for _, published in figures:
        found[published.settings] = None
        if len(found) > MOST_SETTINGS:
            what = f"figures of more than {MOST_SETTINGS} variants of the file, the limit"
            raise DocumentError(what, mark=published.mark, hint="a file for each few variants")
    return list(found)


def _findings(figures: list[tuple[Part, Published]], cases: Mapping[Settings, Case]) -> list[Finding]:
    """Each figure in its case: all are entered before the first is explained, since they explain each other."""
    cells, errors = [], []
    for part, published in figures:
        case = cases[published.settings]
        try:
            cells.append(case.add(case.edition.parts.get(part.name, part), published))
        except DocumentError as error:
            errors.append(error)
    if errors:
        raise DocumentErrors(errors)
    explained = _explained([cell for cell in cells if not cell.agrees][:MOST_EXPLAINED])
    return [finding(cell, explained.get(id(cell))) for cell in cells]


def _explained(cells: Iterable[Cell]) -> dict[int, Explained]:
    """The explanations of the figures that differ, case by case, each under the figure."""
    cases: dict[int, list[Cell]] = {}
    for cell in cells:
        cases.setdefault(id(cell.case), []).append(cell)
    return {
        id(cell): found
        for alike in cases.values()
        for cell, found in zip(alike, together(alike, [explain(each) for each in alike]), strict=True)
    }


def finding(cell: Cell, explained: Explained | None) -> Finding:
    """A figure beside what was computed."""
    settings = cell.published.settings
    figure = beside(cell.part, cell.published, cell.right, cell.agreement(cell.right), cell.case.edition.sums)
    if figure.agrees:
        return Finding(figure, cell.right, settings=settings)
    found = Finding(figure, cell.right, off(cell), settings=settings, tried=explained is not None)
    return found._replace(**explained._asdict()) if explained else found


def off(cell: Cell) -> Off:
    """How far a printed figure is off."""
    if isinstance(cell.right, Shape):
        return Off(axes=_axes(cell.printed, cell.right))
    if isinstance(cell.right, bool) or not isinstance(cell.right, (int, Fraction)):
        return Off()
    number = read_number(cell.printed, thousand_of(cell)) or read_times(cell.printed)
    if number is None:
        return Off()
    amount = number.value - cell.right
    return Off(amount, Fraction(amount, cell.right) if cell.right else None)


def _axes(printed: str, right: Shape) -> tuple[str, ...]:
    """The axes along which a printed shape is another."""
    sizes = without_ones(printed.replace(" ", "").replace("×", "x").split("x"))
    names, own = [*AXES[right.rank], "C"], list(right)
    if len(sizes) == right.rank:
        names, own = names[:-1], own[:-1]
    if len(sizes) != len(own):
        return ("the number of axes",)
    each = zip(names, sizes, own, strict=True)
    return tuple(f"{name}: {size} for {one}" for name, size, one in each if size != str(one))
