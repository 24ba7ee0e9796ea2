"""How large the numbers of an array program may become: interval arithmetic from the least and largest of each name.

All bounds are of numerators over the constant denominator that ``terms`` gives a sum or an atom. What stays below 2^63
runs on machine integers; what may pass it runs on Python's, so that no number ever wraps round.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import TypeAlias

from convcalc.sweeping.arrays.terms import Atom, Monomial, Number, Sum, Terms

LARGEST_INT64 = 2**63 - 1
Interval: TypeAlias = tuple[int, int]


class Bounds:
    """The bounds of sums and atoms where the numerators of names lie between these."""

    def __init__(self, terms: Terms, names: Mapping[str, Interval]) -> None:
        self.terms = terms
        self.names = names
        self.atoms: list[Interval] = []
        for atom in terms.atoms:  # each is made of those before it
            self.atoms.append(self._of_atom(atom))

    def of_sum(self, a: Sum) -> Interval:
        """The least and the largest numerator of a sum."""
        line = self.terms.denominator(a)
        least = most = 0
        for term, number in a:
            factor = whole_factor(self.terms, term, number, line)
            low, high = self._of_product(term)
            least += min(factor * low, factor * high)
            most += max(factor * low, factor * high)
        return least, most

    def _of_product(self, term: Monomial) -> Interval:
        found = (1, 1)
        for place in term:
            found = _times(found, self.atoms[place])
        return found

    def peak(self, a: Sum) -> int:
        """A number that nothing on the way to a sum's numerator passes, in whatever order it is worked out."""
        line = self.terms.denominator(a)
        found = 0
        for term, number in a:
            size = abs(whole_factor(self.terms, term, number, line))
            for place in term:
                size *= max(1, largest(self.atoms[place]))
            found += size
        return max(found, line)

    def _of_atom(self, atom: Atom) -> Interval:
        """The least and the largest numerator of an atom."""
        if atom.op == "name":
            return self.names[atom.args[0]]
        if atom.op == "sum":
            return self.of_sum(atom.args[0])
        (a, b), (one, other) = atom.args, at_one_line(self.terms, atom.args)
        return INTERVALS[atom.op](_scaled(self.of_sum(a), one), _scaled(self.of_sum(b), other))

    def peak_of_atom(self, place: int) -> int:
        """A number that nothing on the way to an atom's numerator passes."""
        atom = self.terms.atoms[place]
        if atom.op == "name":
            return largest(self.names[atom.args[0]])
        if atom.op == "sum":
            return self.peak(atom.args[0])
        return max(self.peak_together(atom.args), largest(self.atoms[place]))

    def peak_together(self, sums: Sequence[Sum]) -> int:
        """A number that nothing on the way to the numerators of sums at one line passes."""
        return max(factor * self.peak(each) for factor, each in zip(at_one_line(self.terms, sums), sums, strict=True))


def whole_factor(terms: Terms, term: Monomial, number: Number, line: int) -> int:
    """What the numerator of a product is multiplied by in a sum of this denominator."""
    return int(Fraction(number) * line / terms.below(term))


def at_one_line(terms: Terms, sums: Sequence[Sum]) -> tuple[int, ...]:
    """What the numerators of sums are multiplied by, so that they have one denominator."""
    lines = [terms.denominator(each) for each in sums]
    return tuple(lcm(*lines) // line for line in lines)


def largest(interval: Interval) -> int:
    """The largest size, whatever the sign."""
    return max(abs(interval[0]), abs(interval[1]))


def fits(number: int) -> bool:
    """Whether a number, and its opposite, are machine integers."""
    return number <= LARGEST_INT64


def _times(a: Interval, b: Interval) -> Interval:
    corners = [one * other for one in a for other in b]
    return min(corners), max(corners)


def _scaled(a: Interval, factor: int) -> Interval:
    return a[0] * factor, a[1] * factor


def _quotient(a: Interval, b: Interval) -> Interval:
    if b[0] <= 0 <= b[1]:  # anything from 1 or -1 on; a 0 is taken out before
        size = largest(a)
        return -size - 1, size + 1
    corners = [one // other for one in a for other in b]
    return min(corners), max(corners)


def _gcd(a: Interval, b: Interval) -> Interval:
    return 0, max(largest(a), largest(b))


INTERVALS: dict[str, Callable[[Interval, Interval], Interval]] = {
    "//": _quotient,
    "/": _quotient,
    "min": lambda a, b: (min(a[0], b[0]), min(a[1], b[1])),
    "max": lambda a, b: (max(a[0], b[0]), max(a[1], b[1])),
    "gcd": _gcd,
}
