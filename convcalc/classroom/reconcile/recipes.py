"""Ways to count: those of conventions, and sums that no convention makes but somebody may.

A recipe that a convention has is as simple as can be. One that is put together here costs a point for each part beside
the multiplications, and one more where a part is taken several times.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import product
from typing import Any, NamedTuple

from convcalc.classroom.reconcile.tally import Tally, Term
from convcalc.conventions import Convention
from convcalc.counting.adding import OPERATIONS, PARAMETERS
from convcalc.counting.at_work import AtWork
from convcalc.layers import CATALOGUE
from convcalc.layers.activation import Activation
from convcalc.layers.base import Layer
from convcalc.layers.conv import Convolution
from convcalc.layers.norm import BatchNorm
from convcalc.layers.pool import AdaptiveAvgPool, AvgPool, GlobalAvgPool, MaxPool

OWN = 2  # what a recipe costs that is put together here
SIMPLE = OWN + 1  # what costs no more is tried for a number in few digits too


class Recipe(NamedTuple):
    """A way to count: what it counts, whose it is or what it is in words, how far-fetched it is, what it adds up."""

    kind: str
    name: str
    cost: int
    total: int
    terms: Callable[[], list[Term]]


def _words(*kinds: type[Layer]) -> tuple[str, ...]:
    return tuple(word for word, kind in CATALOGUE.items() if issubclass(kind, kinds))


CONVOLUTIONS, DENSE = _words(Convolution), ("dense",)
NORMS, ACTIVATIONS = _words(BatchNorm), _words(Activation)
MAX_POOLS, AVERAGES = _words(MaxPool), _words(AvgPool, GlobalAvgPool, AdaptiveAvgPool)


class Part(NamedTuple):
    """What is added up: how many times which quantity of which layer types, and what it costs to think of it."""

    times: int
    quantity: str
    words: tuple[str, ...] = ()
    cost: int = 1


NOTHING: tuple[Part | None, int] = (None, 0)

# What a sum begins with, and what may be added to it: of each line one at most.
BASES = (
    Part(1, "multiplications", cost=0),
    Part(2, "multiplications", cost=0),
    Part(1, "multiplications", CONVOLUTIONS),
    Part(2, "multiplications", CONVOLUTIONS),
)
ADDED = (
    (Part(1, "bias_sums"), Part(2, "bias_sums")),
    (Part(1, "inputs", NORMS), Part(2, "inputs", NORMS, 2), Part(4, "inputs", NORMS, 2), Part(1, "parameters", NORMS)),
    (Part(1, "inputs", ACTIVATIONS), Part(2, "inputs", ACTIVATIONS, 2)),
    (Part(1, "inputs", MAX_POOLS), Part(2, "inputs", MAX_POOLS, 2), Part(1, "comparisons", MAX_POOLS)),
    (Part(1, "inputs", AVERAGES), Part(2, "inputs", AVERAGES, 2), Part(1, "additions", AVERAGES)),
    (Part(1, "additions", ("add",)),),
)
HALF = 3  # of the lines in ADDED


def by_conventions(tally: Tally, conventions: Iterable[Convention], kind: str) -> Iterator[Recipe]:
    """The operations, or the parameters, by each convention that says how these are counted."""
    for each in conventions:
        rules = each.rules
        says = rules is None or rules.operations if kind == OPERATIONS else rules and rules.parameters
        if says:
            yield Recipe(kind, each.called, 0, tally.by(each, kind), partial(tally.told, each, kind))


class Sums:
    """Operations of a network put together from what its layers do."""

    def __init__(self, tally: Tally) -> None:
        self.tally = tally
        self.bases = [(part, amount) for part in BASES if (amount := self._amount(part))]
        lines = [[NOTHING, *((part, amount) for part in line if (amount := self._amount(part)))] for line in ADDED]
        self.halves = [_sums(lines[:HALF]), _sums(lines[HALF:])]

    def _amount(self, part: Part) -> int:
        return part.times * self.tally.sum(lambda work: work[part.quantity], part.words)

    @property
    def count(self) -> int:
        """How many sums there are."""
        return len(self.bases) * len(self.halves[0]) * len(self.halves[1])

    @property
    def spread(self) -> int:
        """From the smallest of them to the largest."""
        added = sum(max(total for total, _ in half) for half in self.halves)
        amounts = [amount for _, amount in self.bases]
        return max(amounts) + added - min(amounts) if amounts else 0

    def that_give(self, total: int) -> Iterator[Recipe]:
        """The sums that give a number exactly: for each sum of the first lines, the sum of the others that is left."""
        first, second = self.halves
        others: dict[int, list[tuple[Part, ...]]] = {}
        for amount, parts in second:
            others.setdefault(amount, []).append(parts)
        for base, start in self.bases:
            for amount, parts in first:
                for rest in others.get(total - start - amount, ()):
                    yield self._recipe(total, (base, *parts, *rest))

    def simple(self) -> Iterator[Recipe]:
        """The sums that cost little, whatever they give."""
        for (base, start), half in product(self.bases, self.halves):
            for amount, parts in half:
                price = base.cost + sum(part.cost for part in parts)
                if price <= SIMPLE - OWN and (parts or half is self.halves[0]):  # nothing added is in both
                    yield self._recipe(start + amount, (base, *parts))

    def _recipe(self, total: int, parts: Sequence[Part]) -> Recipe:
        return Recipe(OPERATIONS, "", OWN + sum(part.cost for part in parts), total, partial(self._terms, parts))

    def _terms(self, parts: Sequence[Part]) -> list[Term]:
        found = [self.tally.term(part.quantity, part.words, part.times) for part in parts]
        return [term for term in found if term]


def _sums(lines: Sequence[Sequence[tuple[Part | None, int]]]) -> list[tuple[int, tuple[Part, ...]]]:
    """All sums of one part, or none, of each line, with these parts."""
    return [
        (sum(amount for _, amount in chosen), tuple(part for part, _ in chosen if part)) for chosen in product(*lines)
    ]


# Parameters.


def _missing(work: AtWork) -> int:
    """One bias for each filter that has none."""
    layer: Any = work.layer
    return work.y.channels if isinstance(layer, Convolution) and not layer.bias else 0  # type: ignore[return-value]


STORED: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (0, "learned values, as PyTorch counts them", ("parameters",)),
    (1, "weights without biases", ("weights",)),
    (1, "learned and recorded values, as Keras counts them", ("parameters", "statistics")),
)
EXTRAS: dict[str, Callable[[AtWork], int]] = {
    "a bias for each filter that has none": _missing,
    "a counter for each batch normalisation": lambda work: int(isinstance(work.layer, BatchNorm)),
}
SCOPES: tuple[tuple[int, str, tuple[str, ...]], ...] = (
    (0, "", ()),
    (1, "without the dense layers", tuple(word for word in CATALOGUE if word not in DENSE)),
)


def stored(tally: Tally) -> Iterator[Recipe]:
    """Values that are learned or recorded, with and without what some count and others do not."""
    for (scope_cost, scope, words), (cost, name, quantities) in product(SCOPES, STORED):
        for extras in _subsets(tally, words):
            terms = [*(tally.term(quantity, words) for quantity in quantities), *extras]
            found = [term for term in terms if term]
            said = ", ".join([name, *(f"and {extra.what}" for extra in extras), *([scope] if scope else [])])
            price = scope_cost + cost + len(extras)
            yield Recipe(PARAMETERS, said, price, sum(term.amount for term in found), partial(list, found))


def _subsets(tally: Tally, words: tuple[str, ...]) -> Iterator[list[Term]]:
    """Each choice among the extras that come to something."""
    terms = [Term(what, (), tally.sum(count, words)) for what, count in EXTRAS.items()]
    there = [term for term in terms if term.amount]
    for takes in product((False, True), repeat=len(there)):
        yield [term for term, taken in zip(there, takes, strict=True) if taken]
