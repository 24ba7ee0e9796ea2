"""An array program run on a box of points, exactly: on machine integers where they do, and else on Python's.

Every array has one axis for each axis of the grid, of length 1 where nothing depends on it. Sums and atoms are worked
out as numerators over their constant denominators. Needs NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import gcd
from typing import Any

import numpy as np

from convcalc.sweeping.arrays.bounds import Bounds, at_one_line, fits, largest
from convcalc.sweeping.arrays.plan import Plan
from convcalc.sweeping.arrays.program import Guard, Program
from convcalc.sweeping.arrays.terms import Atom, Sum

SMALL = 8_192  # elements of an array that is kept for the next box


class Kept:
    """Arrays that were worked out, and for which values of their names; small ones are kept from box to box."""

    def __init__(self) -> None:
        self.known: dict[Any, tuple[Any, Any]] = {}

    def get(self, key: Any, token: Any, work: Callable[[], Any]) -> Any:
        """What is known for these values of the names, or worked out now."""
        known = self.known.get(key)
        if known is not None and known[0] == token:
            return known[1]
        found = work()
        self.known[key] = token, found
        return found

    def drop_large(self) -> None:
        """Let go of what takes room."""
        self.known = {key: kept for key, kept in self.known.items() if np.size(kept[1]) <= SMALL}


class Run:
    """A program on a box: ``names`` are the numerators of each name, ``tokens`` tell their values apart.

    ``bounds`` are None where machine integers do for everything.
    """

    def __init__(
        self, program: Program, names: Mapping[str, Any], tokens: Mapping[str, Any], bounds: Bounds | None, kept: Kept
    ) -> None:
        self.program = program
        self.terms = program.terms
        self.names = names
        self.tokens = tokens
        self.bounds = bounds
        self.kept = kept

    def sum(self, terms: Sum) -> Any:
        """The numerators of a sum."""
        big = self.bounds is not None and not fits(self.bounds.peak(terms))
        found = self._added(self.program.plan(terms), big)
        return self._machine(found, self.bounds.of_sum(terms)) if big and self.bounds else found

    def _machine(self, found: Any, interval: tuple[int, int]) -> Any:
        """Python's integers as the machine's, where they are small after all."""
        return found.astype(np.int64) if isinstance(found, np.ndarray) and fits(largest(interval)) else found

    def _added(self, parts: tuple[Plan, ...], big: bool) -> Any:
        """Parts added up, those that are plain numbers together."""
        found: Any = 0
        for part in parts:
            found = _plus(found, self._part(part, big))
        return found

    def _part(self, part: Plan, big: bool) -> Any:
        found: Any = self._added(part.parts, big) if part.parts else 1
        arrays = [_as(self.atom(place), big) for place in part.atoms]
        for array in sorted(arrays, key=np.size):  # the short ones first
            found = _product(found, array)
        return found if part.factor == 1 else _product(found, part.factor)

    def atom(self, place: int) -> Any:
        """The numerators of an atom."""
        atom = self.terms.atoms[place]
        if atom.op == "name":
            return self.names[atom.args[0]]
        token = tuple(self.tokens[name] for name in sorted(self.program.names_of[place]))
        return self.kept.get(place, token, lambda: self._worked(place, atom))

    def _worked(self, place: int, atom: Atom) -> Any:
        if atom.op == "sum":
            return self.sum(atom.args[0])
        big = self.bounds is not None and not fits(self.bounds.peak_of_atom(place))
        a, b = self.together(atom.args, big)
        plain = isinstance(a, int) and isinstance(b, int)
        found = (PLAIN if plain else ARRAYS)[atom.op](a, b)
        return self._machine(found, self.bounds.atoms[place]) if big and self.bounds else found

    def together(self, sums: tuple[Sum, ...], big: bool) -> list[Any]:
        """The numerators of sums over one denominator."""
        lines = at_one_line(self.terms, sums)
        return [_product(_as(self.sum(each), big), line) for each, line in zip(sums, lines, strict=True)]

    def answers(self, guard: Guard) -> Any:
        """Where a condition has its answer, as truths."""
        token = tuple(self.tokens[name] for name in sorted(self.program.names(guard.sums)))
        return self.kept.get(guard, token, lambda: self._holds(guard) == guard.answer)

    def _holds(self, guard: Guard) -> Any:
        if guard.kind == "divides":
            big = self.bounds is not None and not fits(self.bounds.peak_together(guard.sums))
            divisor, number = self.together(guard.sums, big)
            return np.equal(number % _not_zero(divisor), 0)
        (terms,) = guard.sums
        found = np.asarray(self.sum(terms))
        if guard.kind == "whole":
            return np.equal(found % self.terms.denominator(terms), 0)
        return {">=": np.greater_equal, ">": np.greater, "=": np.equal}[guard.kind](found, 0).astype(bool)

    def count(self, quantity: str) -> Any:
        """A quantity, where it is whole: a number for all points, or an array."""
        terms = self.program.counts[quantity]
        line = self.terms.denominator(terms)
        return self.sum(terms) if line == 1 else self.sum(terms) // line


def _as(found: Any, big: bool) -> Any:
    return found.astype(object) if big and isinstance(found, np.ndarray) and found.dtype != object else found


def _product(a: Any, b: Any) -> Any:
    """A product; a plain 1 costs nothing."""
    if isinstance(a, int) and a == 1:
        return b
    return a if isinstance(b, int) and b == 1 else a * b


def _plus(a: Any, b: Any) -> Any:
    return b if isinstance(a, int) and a == 0 else a + b


def _not_zero(divisor: Any) -> Any:
    """A divisor, with 1 where it is 0: such points are no points of the program."""
    if isinstance(divisor, int):
        return divisor or 1
    return np.where(np.equal(divisor, 0), 1, divisor)


PLAIN: dict[str, Callable[[int, int], int]] = {
    "//": lambda a, b: a // (b or 1),
    "/": lambda a, b: a // (b or 1),
    "min": min,
    "max": max,
    "gcd": gcd,
}
ARRAYS: dict[str, Callable[[Any, Any], Any]] = {
    "//": lambda a, b: np.floor_divide(a, _not_zero(b)),
    "/": lambda a, b: np.floor_divide(a, _not_zero(b)),
    "min": np.minimum,
    "max": np.maximum,
    "gcd": np.gcd,
}
