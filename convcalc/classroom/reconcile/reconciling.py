"""The search: the simplest way to count that gives a number exactly, then those that give it rounded or cut.

Conventions are tried first, then sums that are put together from what layers do, on the network as it is named, then
with one change (a variant of its file, another input, a batch), then with two. Where something fits, no more changes
are tried. A sum that somebody puts together explains a number only where it does not hit so many numbers that it
would by chance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.algebra.sym import Sym
from convcalc.architecture.printed import EXACT, ROUNDED
from convcalc.classroom.audit.case import Edition
from convcalc.classroom.audit.chance import LIKELY
from convcalc.classroom.reconcile import recipes
from convcalc.classroom.reconcile.asked import BYTES, Asked
from convcalc.classroom.reconcile.memory import bytes_of
from convcalc.classroom.reconcile.recipes import Recipe
from convcalc.classroom.reconcile.tally import Term
from convcalc.classroom.reconcile.worlds import EVERYTHING, Tried, World, levels
from convcalc.conventions import Convention
from convcalc.counting.adding import OPERATIONS, PARAMETERS
from convcalc.counting.library import convention, convention_names
from convcalc.errors import Fault, ShapeError, UsageError
from convcalc.network import Network
from convcalc.report import Report

NEAREST = 3  # that are told where nothing fits
FARTHER = 1  # how much more far-fetched than the simplest is still told of what gives a number exactly
OTHER_K = 2  # what it costs that K is 1024, of anything but bytes
TWICE = 2  # what it costs that what is called multiply-adds counts two operations for each


class Fit(NamedTuple):
    """A way to count that gives the number: how exactly, in which network, and what it adds up.

    ``names`` are the conventions, or what it is in words; ``thousand`` is what K stands for where that matters.
    """

    how: str
    kind: str
    names: tuple[str, ...]
    changes: tuple[str, ...]
    cost: int
    total: int
    terms: tuple[Term, ...]
    thousand: int = 0


class Reconciled(NamedTuple):
    """The ways to count that give a number, the nearest where none does, and how much was tried."""

    asked: Asked
    report: Report
    fits: tuple[Fit, ...]
    nearest: tuple[Fit, ...]
    recipes: int
    networks: int
    by_chance: Fraction = Fraction(0)

    @property
    def exact(self) -> bool:
        """Whether something gives the number to its last digit."""
        return any(fit.how == EXACT for fit in self.fits)


class Candidate(NamedTuple):
    """A recipe in a network."""

    recipe: Recipe
    world: World

    @property
    def cost(self) -> int:
        """How far-fetched it is in all."""
        return self.recipe.cost + self.world.cost


def reconcile(
    network: Network,
    number: Asked,
    *,
    inputs: Sequence[str] = (),
    layout: str = "hwc",
    file: str = "",
    settings: Mapping[str, Any] | None = None,
    tried: Tried = EVERYTHING,
    own: Sequence[Convention] = (),
    watch: Callable[[int, int], None] = lambda done, of: None,
) -> Reconciled:
    """Find the ways to count that give a number.

    ``inputs`` are other ones than the network's own, their axes in the order of ``layout``; ``file`` and ``settings``
    say where its variants are from; ``own`` are conventions beside those that come with convcalc. Raises a UsageError
    for names in the place of numbers, a ShapeError where a convention gives no count, and whatever the network itself
    does not allow.
    """
    edition = _edition(network, inputs, layout)
    conventions = [*own, *(convention(name) for name in convention_names())]
    search = _Search(number, conventions)
    tried = tried._replace(logits=number.is_long and OPERATIONS in number.kinds)  # in few digits it is not seen
    for level, worlds in enumerate(levels(file, settings or {}, World(edition, layout=layout), tried)):
        for place, world in enumerate(worlds):
            watch(place, len(worlds))
            search.look(world)
        if search.is_done(level):
            break
    return search.outcome(edition)


def _edition(network: Network, inputs: Sequence[str], layout: str) -> Edition:
    """The network on its input. Raises a UsageError where there are names in the place of numbers."""
    plain = Network(network.graph, changed=True, unknowns=network.unknowns)
    report = plain.evaluate(*inputs, layout=layout)
    if any(isinstance(dim, Sym) for row in report.rows for dim in (*row.output, row.parameters)):
        raise UsageError(f"{report.name} has names in the place of numbers", hint="a number for each of them")
    return Edition(network.graph, report)


class _Search:
    """What was tried, and what fits."""

    def __init__(self, number: Asked, conventions: Sequence[Convention]) -> None:
        self.number = number
        self.conventions = conventions
        self.found: list[tuple[Candidate, str, int]] = []
        self.near: list[Candidate] = []
        self.totals: set[int] = set()
        self.recipes = 0
        self.networks = 0

    def is_done(self, level: int) -> bool:
        """Whether to stop: something fits exactly, or the digits are so few that two changes would give any number."""
        return any(how == EXACT for _, how, _ in self.found) or (level > 0 and not self.number.is_long)

    def look(self, world: World) -> None:
        """Try each way to count in a network."""
        value = self.number.readings[0].number.value
        kinds = [kind for kind in self.number.kinds if not world.changes or world.may_give(value, kind)]
        self.networks += bool(kinds)
        for kind in kinds:
            try:
                self._try(world, list(self._recipes(world, kind)))
            except Fault as fault:  # a rule of a convention gives no count
                raise ShapeError(fault.what, hint=fault.hint) from None

    def _recipes(self, world: World, kind: str) -> Iterator[Recipe]:
        if kind == BYTES:
            yield from bytes_of(world.tally, world.edition, world.batch)
            return
        yield from recipes.stored(world.tally) if kind == PARAMETERS else ()
        yield from recipes.by_conventions(world.tally, self.conventions, kind)
        yield from self._sums(world) if kind == OPERATIONS else ()

    def _sums(self, world: World) -> Iterator[Recipe]:
        """Sums put together: those that give a long number exactly, unless so many would by chance; or simple ones."""
        made = recipes.Sums(world.tally)
        self.recipes += made.count if self.number.is_long else 0
        number = self.number.readings[0].number
        if self.number.is_long and made.count * number.step < LIKELY * made.spread:
            yield from made.that_give(int(number.value)) if number.value.denominator == 1 else ()
        else:
            yield from made.simple()

    def _try(self, world: World, tried: Sequence[Recipe]) -> None:
        self.recipes += len(tried)
        self.totals.update(recipe.total for recipe in tried)
        for recipe in tried:
            candidate = Candidate(recipe, world)
            fits = [(how, each.thousand) for each in self.number.readings if (how := each.how(recipe.total))]
            self.found += [(candidate, how, thousand) for how, thousand in fits[:1]]
        if not self.found:
            near = [*self.near, *(Candidate(recipe, world) for recipe in tried)]
            self.near = sorted(near, key=self._distance)[:NEAREST]

    def _distance(self, candidate: Candidate) -> tuple[Fraction, int]:
        off = min(abs(each.number.value - candidate.recipe.total) for each in self.number.readings)
        return off, candidate.cost

    def outcome(self, edition: Edition) -> Reconciled:
        """What fits, the simplest first, and of equal sums one; what is much more far-fetched explains nothing."""
        ordered = sorted(self.found, key=lambda found: (found[1] != EXACT, self._cost(found), found[1] != ROUNDED))
        farthest = self._cost(ordered[0]) + FARTHER * (ordered[0][1] == EXACT) if ordered else 0
        kept = [found for found in ordered if self._cost(found) <= farthest]
        fits = list(_together(self._fit(*each) for each in kept))
        nearest = () if fits else tuple(self._fit(each, "", 0) for each in self.near)
        found = Reconciled(self.number, edition.report, tuple(fits), nearest, self.recipes, self.networks)
        return found if self.number.is_long else found._replace(by_chance=self._by_chance())

    def _by_chance(self) -> Fraction:
        """How many of the totals that were tried a number of this size, in so few digits, would be on average."""
        number = self.number.readings[0].number
        near = [total for total in self.totals if number.value <= 2 * total <= 4 * number.value]
        return len(near) * number.step / (number.value * 3 / 2)

    def _cost(self, found: tuple[Candidate, str, int]) -> int:
        """How far-fetched something is; a K that only bytes have is so too, and two for what is called one."""
        candidate, _, thousand = found
        other_k = thousand != self.number.readings[0].thousand and candidate.recipe.kind != BYTES
        twice = self.number.as_macs and any(term.what.startswith("2·mult") for term in candidate.recipe.terms())
        return candidate.cost + OTHER_K * other_k + TWICE * twice

    def _fit(self, candidate: Candidate, how: str, thousand: int) -> Fit:
        recipe, world = candidate
        several = len(self.number.readings) > 1
        names = (recipe.name,) if recipe.name else ()
        k = thousand if several else 0
        return Fit(how, recipe.kind, names, world.changes, candidate.cost, recipe.total, tuple(recipe.terms()), k)


def _together(fits: Iterable[Fit]) -> Iterator[Fit]:
    """Fits of the same sum in the same network under all their names; where a change changes nothing, without it."""
    found: dict[Any, list[Fit]] = {}
    fewest: dict[Any, int] = {}
    for fit in fits:
        what = (fit.kind, frozenset(_parts(fit.terms)), fit.thousand)
        if len(fit.changes) <= fewest.setdefault(what, len(fit.changes)):
            found.setdefault((what, fit.changes), []).append(fit)
    for alike in found.values():
        yield alike[0]._replace(names=tuple(dict.fromkeys(name for fit in alike for name in fit.names)))


def _parts(terms: Iterable[Term]) -> Iterator[tuple[str, frozenset[str], int]]:
    return ((term.what, frozenset(term.words), term.amount) for term in terms)
