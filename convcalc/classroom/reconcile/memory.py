"""Bytes: of what is learned and of what the layers put out, in each type of number."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from convcalc.classroom.audit.case import Edition
from convcalc.classroom.reconcile import recipes
from convcalc.classroom.reconcile.asked import BYTES
from convcalc.classroom.reconcile.recipes import Recipe
from convcalc.classroom.reconcile.tally import Tally, Term
from convcalc.memory import with_memory

WIDTHS = {"float32": 4, "float16": 2, "int8": 1}


def bytes_of(tally: Tally, edition: Edition, batch: int) -> Iterator[Recipe]:
    """The bytes of parameters, of all outputs, and of what is alive at once, a value in four bytes, two or one."""
    stored = list(recipes.stored(tally))
    others = {"outputs of all layers": _outputs(tally), "most alive at once": _peak(edition, batch)}
    for cost, (dtype, width) in enumerate(WIDTHS.items()):
        for recipe in stored:
            name = f"{recipe.name}, in {dtype}"
            yield Recipe(BYTES, name, recipe.cost + cost, width * recipe.total, partial(_wide, recipe, width))
        for name, values in others.items():
            term = Term(name, (), width * values)
            yield Recipe(BYTES, f"{name}, in {dtype}", 1 + cost, term.amount, partial(list, [term]))


def _wide(recipe: Recipe, width: int) -> list[Term]:
    return [term._replace(amount=width * term.amount) for term in recipe.terms()]


def _outputs(tally: Tally) -> int:
    return tally.sum(lambda work: work["outputs"])


def _peak(edition: Edition, batch: int) -> int:
    """The values alive in the row that needs the most."""
    footprint = with_memory(edition.graph, edition.report).footprint
    most = footprint.peaks[0].values if footprint and footprint.peaks else 0
    return batch * most if isinstance(most, int) else 0
