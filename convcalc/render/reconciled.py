"""The ways to count that give a number, each with what it adds up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

from convcalc.algebra.writing import half_up
from convcalc.classroom.reconcile.reconciling import Fit, Reconciled
from convcalc.render import csv, markdown
from convcalc.render.sheet import Sheet
from convcalc.report import SCHEMA_VERSION
from convcalc.shape import axes_text

HEADERS = ["Fits", "Amount", "Counted"]  # what is long stands last, where a narrow terminal folds
NUMERIC = [False, True, False]
INDENT = "  "
MOST = 10  # that are shown where not all are asked for
NAMELESS = "a sum of no tool or paper that is known here"


def sheet(found: Reconciled, layout: str, every: bool) -> Sheet:
    """A row for each way to count, and below it one for each part of the sum."""
    shown = found.fits if every else found.fits[:MOST]
    rows = [row for fit in shown or found.nearest for row in _rows(fit, found)]
    return Sheet(captions(found, layout), HEADERS, NUMERIC, rows, [], remarks(found, len(found.fits) - len(shown)))


def captions(found: Reconciled, layout: str) -> list[str]:
    """The network, and how the number came out."""
    report = found.report
    shapes = " and ".join(shape.text(layout) for shape in report.inputs)
    return [f"{report.name} on {shapes} ({axes_text(report.inputs[0].rank, layout)})", _verdict(found)]


def _verdict(found: Reconciled) -> str:
    written, count = found.asked.written, len(found.fits)
    if not found.fits:
        return f"{written} is given by none of the ways to count; the nearest are:"
    said = "to its last digit" if found.exact else "in the digits that it has"
    several = f" ({count} ways to count give it, and its digits do not tell them apart)" if count > 1 else ""
    return f"{written} is, {said}{several}:"


def _rows(fit: Fit, found: Reconciled) -> Iterator[list[str]]:
    yield [fit.how or off(fit, found), f"{fit.total:,}", titled(fit)]
    if len(fit.terms) > 1 or not fit.names:
        yield from (["", f"{term.amount:,}", INDENT + str(term)] for term in fit.terms)


def off(fit: Fit, found: Reconciled) -> str:
    """How far a total is from the number."""
    number = found.asked.readings[0].number
    apart = fit.total - number.value
    return f"{half_up(abs(apart)):,} {'more' if apart > 0 else 'less'}"


def titled(fit: Fit) -> str:
    """What is counted, by whom, and what is changed in the network."""
    whose = "; ".join(fit.names) or NAMELESS
    changed = f"; with {' and '.join(fit.changes)}" if fit.changes else ""
    unit = f"; K = {fit.thousand}" if fit.thousand == 1024 else ""
    return f"{fit.kind}: {whose}{changed}{unit}"


def remarks(found: Reconciled, left_out: int) -> list[str]:
    """How much was tried, and how much is not shown."""
    more = [f"{left_out} more with --all"] if left_out > 0 else []
    networks = f"{found.networks} networks" if found.networks != 1 else "the network as it is named"
    return [
        *more,
        *_doubts(found),
        f"tried: {found.recipes:,} ways to count, conventions and sums put together, in {networks}",
    ]


def _doubts(found: Reconciled) -> list[str]:
    """What to think of what fits: how many would by chance, and words that say something else."""
    flops = found.asked.as_flops and any(_once(fit) for fit in found.fits)
    said = ["called FLOPs, and counted as one operation for a multiplication and its addition"] if flops else []
    chance = found.by_chance
    if found.fits and chance >= Fraction(1, 10):
        written = f"{half_up(chance * 10) / 10:.1f}" if chance < 10 else f"{half_up(chance):,}"
        said.append(f"of all totals that were tried about {written} would fit any number in so few digits by chance")
    return said


def _once(fit: Fit) -> bool:
    """Whether a way to count takes a multiply-add for one operation."""
    words = [term.what for term in fit.terms]
    return "multiplications" in words and not any("accumulations" in word for word in words)


def as_dict(fit: Fit) -> dict[str, Any]:
    """A way to count as JSON has it."""
    terms = [{"what": term.what, "layers": list(term.words), "amount": term.amount} for term in fit.terms]
    data = {"fits": fit.how or None, "quantity": fit.kind, "counted_by": list(fit.names), "changes": list(fit.changes)}
    return {**data, "thousand": fit.thousand or None, "total": fit.total, "terms": terms}


def to_json(found: Reconciled) -> str:
    """All that fits, or what is nearest."""
    data = {
        "schema_version": SCHEMA_VERSION,
        "name": found.report.name,
        "number": found.asked.written,
        "inputs": [list(shape) for shape in found.report.inputs],
        "fits": [as_dict(fit) for fit in found.fits],
        "nearest": [as_dict(fit) for fit in found.nearest],
        "tried": {"ways": found.recipes, "networks": found.networks},
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def to_csv(found: Reconciled) -> str:
    """A line for each part of each sum."""
    header = ["fits", "quantity", "counted_by", "changes", "total", "part", "amount"]
    lines = [
        [fit.how, fit.kind, "; ".join(fit.names), "; ".join(fit.changes), str(fit.total), str(term), str(term.amount)]
        for fit in found.fits
        for term in fit.terms
    ]
    return csv.table(header, lines)


WRITERS: dict[str, Callable[[Reconciled, str, bool], str]] = {
    "json": lambda found, layout, every: to_json(found),
    "csv": lambda found, layout, every: to_csv(found),
    "markdown": lambda found, layout, every: markdown.write(sheet(found, layout, every)),
}
