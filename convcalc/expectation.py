"""The published figures of a file beside what was computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from convcalc.algebra.sym import Sym, Undecided
from convcalc.architecture.cells import Filled, is_number, str_of, template
from convcalc.architecture.graph import Graph, Part
from convcalc.architecture.paper import Column
from convcalc.architecture.printed import (
    EXACT,
    ROUNDED,
    THOUSANDS,
    agreement,
    filled_agreement,
    read_number,
    shape_agrees,
    text_agrees,
)
from convcalc.architecture.published import Published
from convcalc.errors import DocumentError, Fault
from convcalc.facts import Facts, Sums
from convcalc.layers.fields import shown
from convcalc.report import Figure, Report
from convcalc.shape import Shape

YEAR = "year"  # the one count that has no separators
AUDITED = "fewer_parameters_than"  # what needs other networks beside this one


def figures(graph: Graph, report: Report, settings: Mapping[str, Any] | None = None) -> Iterator[Figure]:
    """Each published figure that is of this variant of the network beside what was computed.

    Without ``settings`` the variant is the file's own; with them it is that of figures with just these.
    """
    sums = Sums(graph, report.rows)
    for part in graph.parts:
        for published in part.figures:
            if dict(published.settings) == (settings or {}) and published.quantity != AUDITED:
                yield figure(part, published, sums)


def figure(part: Part, published: Published, sums: Sums) -> Figure:
    """One published figure beside what was computed."""
    column = sums.graph.paper.columns.get(published.quantity)
    computed = worked(Facts(part, sums), published, column)
    return beside(part, published, computed, agrees(published, computed, column), sums)


def beside(part: Part, published: Published, computed: Any, agreement: tuple[str, int], sums: Sums) -> Figure:
    """A published figure beside what was computed, and how they agree (see ``agrees``)."""
    graph, (how, thousand) = sums.graph, agreement
    column = graph.paper.columns.get(published.quantity)
    return Figure(
        name=part.name or graph.name,
        quantity=filled_header(column, sums) if column else published.title,
        printed=shown(published.printed),
        computed=str(computed) if published.quantity == YEAR and computed else shown_computed(computed),
        agrees=bool(how),
        mark=published.mark,
        erratum=published.erratum,
        source=published.source or (graph.paper.source if column else "") or graph.citation,
        how=how,
        thousand=thousand,
    )


def filled_header(column: Column, sums: Sums) -> str:
    """The header of a column, its holes filled with what is known of the whole network: {depth}-layer.

    As it is where that is not known.
    """
    if "{" not in column.header:
        return column.header
    where = f"the header {column.header!r}"
    try:
        filled = template(column.header).value(Facts(Part("", 0, len(sums.graph.nodes)), sums))
    except Fault as fault:
        raise DocumentError(f"{where}: {fault.what}", mark=column.mark, hint=fault.hint) from None
    except Undecided:
        hint = "numbers in the place of names"
        raise DocumentError(f"{where}: it cannot be told without numbers", mark=column.mark, hint=hint) from None
    return column.header if filled is None else str_of(filled)


def worked(facts: Facts, published: Published, column: Column | None) -> Any:
    """What was computed for a figure: a count, a Shape, a text or a number; None where there is nothing."""
    if published.quantity == "count":
        return facts.count_of(published.of)
    try:
        return column.cell.value(facts) if column else facts.get(published.quantity)
    except Fault as fault:
        cell = f"the cell {column.header}" if column else published.title
        what = ": ".join(filter(None, (facts.part.name, cell, fault.what)))
        raise DocumentError(what, mark=column.mark if column else published.mark, hint=fault.hint) from None


def agrees(published: Published, computed: Any, column: Column | None) -> tuple[str, int]:
    """How a printed figure is what was computed (exact, rounded, cut; empty where it is not), and under which K."""
    printed = published.printed
    if isinstance(computed, Shape):
        return EXACT if shape_agrees(str(printed), computed) else "", 0
    digits = column.digits if column else ""
    if not is_number(computed):
        if computed is not None and text_agrees(str(printed), shown_computed(computed)):
            return EXACT, 0
        return filled_agreement(str(printed), computed.pieces, digits) if isinstance(computed, Filled) else "", 0
    known = published.thousand or (column.thousand if column else None)
    for thousand in [known] if known else THOUSANDS[:1]:
        how = agreement(printed, computed, thousand, digits)
        if how:
            return how, 0 if read_number(printed, 1000) == read_number(printed, 1024) else thousand
    same = column is not None and text_agrees(str(printed), column.number(computed))  # 0.0M of few
    return (digits or ROUNDED) if same else "", 0


def shown_computed(value: Any) -> str:
    """A computed value as text: whole numbers with thousands separators."""
    if isinstance(value, Sym):
        return str(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return f"{value:,}"
    return "nothing" if value is None else str(value) if isinstance(value, Shape) else str_of(value)
