"""Every published figure of a file beside the computed one; of those that differ what explains them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from convcalc.architecture import limits
from convcalc.architecture.graph import Graph, Part
from convcalc.architecture.printed import SHAPE, THOUSANDS, in_unit, sizes_of, without_ones
from convcalc.architecture.published import Published
from convcalc.classroom.audit.case import READ_AS_PRINT, Budget, Case, Cell, Edition, Entry, edition_of, loaded_edition
from convcalc.classroom.audit.explain import Explained, explain
from convcalc.classroom.audit.finding import Audited, Finding, Off
from convcalc.classroom.audit.table import figures_of, is_of_paper, read_table
from convcalc.classroom.audit.together import together
from convcalc.classroom.audit.trial import has_unit, number_of, thousand_of
from convcalc.errors import DocumentError, DocumentErrors
from convcalc.expectation import YEAR, beside
from convcalc.network import Network
from convcalc.report import Figure
from convcalc.shape import AXES, Shape

MOST_SETTINGS = 50
MOST_EXPLAINED = 300  # figures of one file; where more are wrong, one thing is wrong with all
DECIMALS = re.compile(r"[0-9]\.([0-9]{1,6})")
Settings = tuple[tuple[str, Any], ...]


def audit(
    given: str | Network,
    *,
    table: str | Path | None = None,
    settings: Mapping[str, Any] | None = None,
    max_layers: int = limits.LAYERS,
) -> Audited:
    """Every published figure of a network beside what is computed, and why it differs where it does.

    ``audit("googlenet")``. Figures of variants of the file are checked in these; with ``settings`` all are checked with
    these symbols set as well. With a ``table``, a CSV file with columns named as in the paper, its cells are the
    figures, in the variant that the paper's table is of. Raises a DocumentError where the file or the table is wrong,
    and a UsageError where there are names in the place of numbers.
    """
    file = given.graph.source if isinstance(given, Network) else str(given)
    as_it_is = given if isinstance(given, Network) and not settings else None
    base = edition_of(as_it_is) if as_it_is else loaded_edition(file, settings or {}, max_layers)
    named = tuple((name, base.graph.symbols.get(name, value)) for name, value in (settings or {}).items())
    work = _Audit(file, base, named, max_layers)
    return work.of_file() if table is None else work.of_table(table)


class _Audit(NamedTuple):
    """The audit of a file: the network as it stands, or with the symbols that were named set."""

    file: str
    base: Edition
    named: Settings
    max_layers: int

    def edition(self, settings: Settings) -> Edition:
        """The network of a variant."""
        if not settings:
            return self.base
        return loaded_edition(self.file, {**dict(settings), **dict(self.named)}, self.max_layers)

    def of_file(self) -> Audited:
        """The figures of the file, each in its variant."""
        variants = _settings(published for part in self.base.graph.parts for published in part.figures)
        editions = {settings: self.edition(settings) for settings in variants}
        budget = Budget()
        cases = {
            settings: Case(self.file, {**dict(settings), **dict(self.named)}, edition, budget)
            for settings, edition in editions.items()
        }
        figures = [pair for settings, edition in editions.items() for pair in _figures_of(edition.graph, settings)]
        findings = _findings(
            [(part, published, cases[published.settings], READ_AS_PRINT) for part, published in figures]
        )
        if self.named:  # an erratum says nothing of another variant
            findings = [each._replace(figure=_without_erratum(each.figure)) for each in findings]
        return self._audited(findings, self.named)

    def of_table(self, path: str | Path) -> Audited:
        """The cells of a table: in the variant that is named, or that of the paper's table where it has its columns."""
        table = read_table(path, self.base.graph)
        of_paper = self.base.graph.paper.settings if not self.named else ()
        edition, settings = self.edition(of_paper), self.named or of_paper
        if of_paper and not is_of_paper(table, edition):
            edition, settings = self.base, ()
        edition = edition.in_any_digits()
        read = figures_of(table, edition)
        case = Case(self.file, dict(settings), edition, Budget())
        found = _findings([(part, published, case, entry) for part, published, entry in read.figures])
        return self._audited(found, settings, read.remarks)

    def _audited(self, findings: list[Finding], settings: Settings, remarks: tuple[str, ...] = ()) -> Audited:
        graph = self.base.graph
        return Audited(graph.name, graph.source, graph.citation, tuple(findings), graph.bundled, remarks, settings)


def _without_erratum(figure: Figure) -> Figure:
    return figure._replace(erratum="") if figure.agrees else figure


def _figures_of(graph: Graph, settings: Settings) -> Iterator[tuple[Part, Published]]:
    """The figures that are printed of a variant, with their parts, which other variants may not have."""
    pairs = ((part, published) for part in graph.parts for published in part.figures)
    return (pair for pair in pairs if pair[1].settings == settings)


def _settings(figures: Iterable[Published]) -> list[Settings]:
    """The variants that figures are of. Raises a DocumentError where they are more than anybody prints."""
    found: dict[Settings, None] = {}
    for published in figures:
        found[published.settings] = None
        if len(found) > MOST_SETTINGS:
            what = f"figures of more than {MOST_SETTINGS} variants of the file, the limit"
            raise DocumentError(what, mark=published.mark, hint="a file for each few variants")
    return list(found)


def _findings(figures: Iterable[tuple[Part, Published, Case, Entry]]) -> list[Finding]:
    """Each figure in its case: all are entered before the first is explained, since they explain each other."""
    cells, errors = [], []
    for part, published, case, entry in figures:
        try:
            cells.append(case.add(case.edition.parts.get(part.name, part), published, entry))
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
    settings = tuple(cell.case.settings.items())
    figure = beside(cell.part, cell.published, cell.right, cell.agreement(cell.right), cell.case.edition.sums)
    figure = figure._replace(printed=cell.entry.written or figure.printed)
    if figure.agrees:
        return Finding(figure, cell.right, settings=settings, in_unit=in_its_unit(cell))
    found = Finding(
        figure,
        cell.right,
        off(cell),
        settings=settings,
        tried=explained is not None,
        in_unit=in_its_unit(cell),
        unclear=cell.entry.unclear,
        known=cell.entry.known,
    )
    return found._replace(**explained._asdict()) if explained else found


def in_its_unit(cell: Cell) -> str:
    """A count in the unit and the K of its column, to a digit more than is printed; empty where there is no unit."""
    column = cell.column
    if column is None or not column.unit or not cell.is_count or not has_unit(cell):
        return ""
    shown = DECIMALS.search(cell.printed)
    decimals = max(column.decimals or 0, len(shown[1]) if shown else 0) + 1
    thousand = thousand_of(cell)
    written = in_unit(cell.right, column.unit, column._replace(thousand=thousand).worth, "", decimals)
    of = f" of {thousand:,}" if thousand != THOUSANDS[0] else ""
    return written + of if written.endswith(column.unit) else ""


def off(cell: Cell) -> Off:
    """How far a printed figure is off; of a year there is no share."""
    if isinstance(cell.right, Shape):
        return Off(axes=_axes(cell.printed, cell.right, "axes" in cell.names))
    if isinstance(cell.right, bool) or not isinstance(cell.right, (int, Fraction)):
        return Off()
    number = number_of(cell)
    if number is None:
        return Off()
    amount = number.value - cell.right
    has_share = cell.right and cell.published.quantity != YEAR
    return Off(amount, Fraction(amount, cell.right) if has_share else None)


def _axes(printed: str, right: Shape, alone: bool) -> tuple[str, ...]:
    """The axes along which a printed shape is another; ``alone`` says that its depth is none of them."""
    if not SHAPE.fullmatch(printed.strip()):
        return ("no shape",)
    sizes = sizes_of(printed)
    names = [*AXES[len(right)]] if alone else [*AXES[right.rank], "C"]
    vector = without_ones(list(map(str, right)))
    if not alone and len(vector) == len(without_ones(sizes)) == 1:
        names, sizes, right = ["C"], list(without_ones(sizes)), Shape(right[-1:])
    if len(sizes) == right.rank and not alone:
        names = names[:-1]
    if len(sizes) != len(names):
        return ("the number of axes",)
    each = zip(names, sizes, right, strict=False)
    return tuple(f"{name}: {size} for {one}" for name, size, one in each if size != str(one))
