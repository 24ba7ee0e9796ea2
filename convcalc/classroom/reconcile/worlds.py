"""The networks that a number may be of: the one named, its variants, other inputs, batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

from convcalc.classroom.audit.case import MOST_VARIANTS, Budget, Case, Edition, said
from convcalc.classroom.reconcile.tally import Tally
from convcalc.counting.adding import OPERATIONS, PARAMETERS

BATCHES = (2, 4, 8, 10, 16, 32, 64, 100, 128, 256, 512)
# How far-fetched a change is: a switch of the file is made to be turned.
LOGITS, SWITCH, NUMBER, INPUT, BATCH = 1, 1, 2, 2, 2
FEWEST, MOST = Fraction(1, 3), 5  # what any way to count makes of the plain one, about


class World:
    """A network as somebody may have counted it: what is changed in it, and how far-fetched that is."""

    def __init__(
        self, edition: Edition, changes: tuple[str, ...] = (), cost: int = 0, batch: int = 1, layout: str = "hwc"
    ) -> None:
        self.edition = edition
        self.changes = changes
        self.cost = cost
        self.batch = batch
        self.layout = layout  # of the shapes in its changes

    @cached_property
    def tally(self) -> Tally:
        """Its layers, to be added up."""
        return Tally(self.edition.report.rows, self.batch)

    def may_give(self, value: Fraction, kind: str) -> bool:
        """Whether a number is of the size of what is counted here; of bytes nothing is said."""
        total = self.edition.report.total
        plain = {OPERATIONS: self.batch * total.multiplications, PARAMETERS: total.parameters}.get(kind)
        return not isinstance(plain, int) or FEWEST * plain <= value <= MOST * plain

    def changed(self, edition: Edition, says: str, cost: int) -> World:
        """The same with one more change."""
        return World(edition, (*self.changes, says), self.cost + cost, self.batch, self.layout)

    def without_softmax(self) -> Iterator[World]:
        """The same without the softmax that it ends in, if it does: the frameworks' models leave it to the loss."""
        report = self.edition.report
        if report.rows and report.rows[-1].type == "softmax":
            left = Edition(self.edition.graph, report._replace(rows=report.rows[:-1]))
            yield World(left, (*self.changes, "no softmax at the end"), self.cost + LOGITS, self.batch)

    def batches(self) -> Iterator[World]:
        """The same for more samples."""
        for batch in BATCHES:
            yield World(self.edition, (*self.changes, f"a batch of {batch}"), self.cost + BATCH, batch)


class Tried(NamedTuple):
    """What may be changed in a network."""

    batch: bool = True
    inputs: bool = True
    variants: bool = True
    logits: bool = True


EVERYTHING = Tried()


def levels(file: str, settings: Mapping[str, Any], own: World, tried: Tried) -> Iterator[list[World]]:
    """Networks by the number of changes: the one named, those with one change, those with two; each without softmax."""
    budget = Budget()
    yield _each([own], tried)
    variants = list(_variants(file, settings, own, budget)) if tried.variants else []
    inputs = _inputs(file, settings, own, budget) if tried.inputs else []
    first = [*variants, *inputs, *(own.batches() if tried.batch else ())]
    yield _each(first, tried)
    sized = (each for world in variants for each in _inputs(file, settings, world, budget)) if tried.inputs else ()
    more = (each for world in (*variants, *inputs) for each in world.batches()) if tried.batch else ()
    yield _each([*sized, *more], tried)


def _each(worlds: Iterable[World], tried: Tried) -> list[World]:
    """Networks as they are, and each without its softmax."""
    return [each for world in worlds for each in (world, *(world.without_softmax() if tried.logits else ()))]


def _variants(file: str, settings: Mapping[str, Any], world: World, budget: Budget) -> Iterator[World]:
    """The network with another value of each of its small symbols."""
    case = Case(file, settings, world.edition, budget)
    for name, value in list(case.changes())[:MOST_VARIANTS] if file else []:
        if edition := case.edition_with({**settings, name: value}):
            yield world.changed(edition, said(name, value), SWITCH if isinstance(value, bool) else NUMBER)


def _inputs(file: str, settings: Mapping[str, Any], world: World, budget: Budget) -> list[World]:
    """The network on other common sizes of image."""
    case = Case(file, settings, world.edition, budget)
    return [world.changed(edition, f"an input of {shape.text(world.layout)}", INPUT) for shape, edition in case.inputs]
