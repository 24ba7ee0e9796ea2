"""A tape as an array program: counts and conditions as sums of products, each part once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from convcalc.algebra.sym import Sym
from convcalc.sweeping.arrays.bounds import Bounds, fits, whole_factor
from convcalc.sweeping.arrays.plan import Plan, plan
from convcalc.sweeping.arrays.tape import Tape, Untraceable
from convcalc.sweeping.arrays.terms import ONE, Sum, Terms, added, constant_of, negative

SIGNS = {"<=": ">=", "<": ">"}  # a <= b is b - a >= 0


class Guard(NamedTuple):
    """A condition and its answer: a sum is at least 0, above it or 0, a sum divides another, or is whole."""

    kind: str
    sums: tuple[Sum, ...]
    answer: bool


class Program:
    """What a tape works out, and for which points; all of it depends on the names alone."""

    def __init__(self, tape: Tape, denominators: Mapping[str, int]) -> None:
        self.terms = terms = Terms(denominators)
        self.set, self.error = tape.set, tape.error
        try:
            self.counts = {quantity: terms.sum_of(count) for quantity, count in tape.counts.items()}
            guards = [_guard(terms, *answered) for answered in tape.answers]
        except ZeroDivisionError:
            raise Untraceable from None
        guards += [Guard("whole", (count,), True) for count in self.counts.values()]
        self.guards = tuple(dict.fromkeys(guard for guard in guards if not _is_settled(guard, terms)))
        self.guards += tuple(self._of_divisions())
        terms.forget()
        self.names_of = _names(terms)
        self._plans: dict[Sum, tuple[Plan, ...]] = {}

    def names(self, sums: Iterable[Sum]) -> frozenset[str]:
        """The names that some sums depend on."""
        return frozenset().union(*(self.names_of[place] for terms in sums for term, _ in terms for place in term))

    def plan(self, terms: Sum) -> tuple[Plan, ...]:
        """How a sum's numerator is worked out."""
        if terms not in self._plans:
            line = self.terms.denominator(terms)
            whole = {term: whole_factor(self.terms, term, number, line) for term, number in terms}
            self._plans[terms] = plan(whole, self.names_of)
        return self._plans[terms]

    def _reached(self) -> set[int]:
        """The atoms that are worked with."""
        found: set[int] = set()
        waiting = [*self.counts.values(), *(each for guard in self.guards for each in guard.sums)]
        while waiting:
            for place in {place for term, _ in waiting.pop() for place in term} - found:
                found.add(place)
                atom = self.terms.atoms[place]
                waiting += atom.args if atom.op != "name" else ()
        return found

    def _of_divisions(self) -> Iterator[Guard]:
        """What is divided by a name must not be divided by 0, and without a rest where none is rounded off."""
        for place in sorted(self._reached()):
            atom = self.terms.atoms[place]
            if atom.op in ("//", "/") and constant_of(atom.args[1]) is None:
                yield Guard("=", (atom.args[1],), False)
                if atom.op == "/":
                    yield Guard("divides", (atom.args[1], atom.args[0]), True)

    def settle(self, bounds: Bounds) -> bool:
        """Leave out the conditions that hold for all values; whether machine integers do for all that is left."""
        self.guards = tuple(guard for guard in self.guards if decided(guard, bounds) is not guard.answer)
        peaks = [bounds.peak(count) for count in self.counts.values()]
        peaks += [bounds.peak_together(guard.sums) for guard in self.guards]
        peaks += [bounds.peak_of_atom(place) for place in self._reached()]
        return all(map(fits, peaks))


def _guard(terms: Terms, condition: Sym, answer: bool) -> Guard:
    if condition.op in SIGNS:
        a, b = map(terms.sum_of, condition.args)
        return Guard(SIGNS[condition.op], (_sign(terms, added(((b, 1), (a, -1))), condition.op),), answer)
    if condition.op == "=":
        a, b = map(terms.sum_of, condition.args)
        return Guard("=", (added(((a, 1), (b, -1))),), answer)
    if condition.op == "divides":
        return Guard("divides", tuple(map(terms.sum_of, condition.args)), answer)
    if condition.op == "whole":
        return _whole(terms, terms.sum_of(condition.args[0]), answer)
    return Guard("=", (terms.sum_of(condition),), not answer)  # the truth of a number


def _sign(terms: Terms, difference: Sum, op: str) -> Sum:
    """A sum of the same sign, which has no quotient in it that would have to come out even."""
    if not terms.has_quotient(difference):
        return difference
    if op == "<=":
        return terms.floor(difference, ONE)
    return negative(terms.floor(negative(difference), ONE))


def _whole(terms: Terms, number: Sum, answer: bool) -> Guard:
    """That a number is whole: of a quotient, that one number divides another."""
    over, under = terms.one_line(number, ONE)
    return Guard("whole", (number,), answer) if under == ONE else Guard("divides", (under, over), answer)


def _is_settled(guard: Guard, terms: Terms) -> bool:
    """Whether a condition is one of plain numbers, or of a sum that is whole whatever its names are."""
    if guard.kind == "whole" and terms.denominator(guard.sums[0]) == 1 and not terms.has_quotient(guard.sums[0]):
        return True
    return all(constant_of(each) is not None for each in guard.sums)


def _names(terms: Terms) -> list[frozenset[str]]:
    """The names that each atom depends on; an atom is made of those before it."""
    found: list[frozenset[str]] = []
    for atom in terms.atoms:
        own = frozenset(atom.args) if atom.op == "name" else frozenset[str]()
        sums = () if atom.op == "name" else atom.args
        found.append(own.union(*(found[place] for each in sums for term, _ in each for place in term)))
    return found


def decided(guard: Guard, bounds: Bounds) -> bool | None:
    """Whether a condition holds wherever the names lie between their bounds, None where that is open."""
    if guard.kind not in (">=", ">", "="):
        return None
    least, most = bounds.of_sum(guard.sums[0])
    if guard.kind == "=":
        return False if least > 0 or most < 0 else None
    bound = 0 if guard.kind == ">=" else 1
    return True if least >= bound else False if most < bound else None
