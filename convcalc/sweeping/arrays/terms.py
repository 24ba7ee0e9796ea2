"""Recorded formulas as sums of products of atoms: equal parts are one, numbers are folded, and no product is too long.

An atom is a name, or what is no sum of products: a division that is rounded or has a name below the line, the larger
and the smaller of two, a greatest common divisor, or a sum that stands as one piece where a product would be too long.
All rules are exact for all numbers. Unlike the normal form for reading (``algebra.simplify``), it needs no sympy and no
knowledge of what names stand for, but for the denominators of their values.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import lcm, prod
from typing import Any, NamedTuple, TypeAlias

from convcalc.algebra.sym import Sym

MOST_TERMS = 400  # of a product; more are not multiplied out
STEPS = ("let", "given")
PICKED = ("min", "max", "gcd", "sum")  # as whole as what they are made from

Number: TypeAlias = int | Fraction
Monomial: TypeAlias = tuple[int, ...]  # the numbers of atoms, in order, one as often as its power
Sum: TypeAlias = tuple[tuple[Monomial, Number], ...]  # in order, none of the numbers 0


class Atom(NamedTuple):
    """What is not a sum of products: an operation on sums, or a ``name``. Its value has a constant denominator."""

    op: str
    args: tuple[Any, ...]
    denominator: int


def constant(number: Number) -> Sum:
    """A plain number."""
    return (((), number),) if number else ()


ONE = constant(1)


def constant_of(terms: Sum) -> Number | None:
    """The number that a sum is, None where it has a name in it."""
    if not terms:
        return 0
    return terms[0][1] if len(terms) == 1 and not terms[0][0] else None


class Terms:
    """Brings formulas into sums; ``denominators`` are those that all values of a name have in common."""

    def __init__(self, denominators: Mapping[str, int]) -> None:
        self.denominators = denominators
        self.atoms: list[Atom] = []
        self._places: dict[tuple[str, tuple[Any, ...]], int] = {}
        self._known: dict[int, tuple[Sym, Sum]] = {}  # with the formula, so that its number stays its own

    def forget(self) -> None:
        """Let go of the formulas that were read; their sums stay."""
        self._known.clear()

    def sum_of(self, x: Any) -> Sum:
        """A formula as a sum. A loop, since formulas may be deep. Raises a ZeroDivisionError."""
        waiting = [x]
        while waiting:
            node = waiting[-1]
            parts = () if self._is_known(node) else self._parts(node)
            missing = [part for part in parts if not self._is_known(part)]
            if missing:
                waiting += missing
                continue
            if not self._is_known(node):
                self._known[id(node)] = node, self._worked(node, parts)
            waiting.pop()
        return self._found(x)

    def _is_known(self, x: Any) -> bool:
        return not isinstance(x, Sym) or id(x) in self._known

    def _found(self, x: Any) -> Sum:
        return self._known[id(x)][1] if isinstance(x, Sym) else constant(x)

    def _parts(self, node: Sym) -> tuple[Any, ...]:
        if node.op == "name":
            return ()
        return self._addends(node) if node.op == "+" else node.args[1:] if node.op in STEPS else node.args

    def _addends(self, node: Sym) -> tuple[Any, ...]:
        """What is added up in a long sum, which grew to its right."""
        found: list[Any] = []
        left: Any = node
        while isinstance(left, Sym) and left.op == "+" and not self._is_known(left):
            found.append(left.args[1])
            left = left.args[0]
        return (*found, left)

    def _worked(self, node: Sym, parts: tuple[Any, ...]) -> Sum:
        if node.op == "name":
            return self._atom("name", (node.args[0],), self.denominators[node.args[0]])
        if node.op == "+":
            return added((self._found(part), 1) for part in parts)
        if node.op in STEPS:
            return self._found(parts[0])
        return self.operation(node.op, self._found(parts[0]), self._found(parts[1]))

    def operation(self, op: str, a: Sum, b: Sum) -> Sum:
        """An operation on two sums."""
        if op == "-":
            return added(((a, 1), (b, -1)))
        if op == "*":
            return self.product(a, b)
        if op == "//":
            return self.floor(a, b)
        if op == "ceil":
            return self.ceil(a, b)
        return self.quotient(a, b) if op in ("exact", "ratio") else self._picked(op, a, b)

    def product(self, a: Sum, b: Sum) -> Sum:
        """A product, multiplied out where it is short; else the longer factor stands as one piece."""
        if len(a) * len(b) > MOST_TERMS and min(len(a), len(b)) > 1:
            longer, shorter = (a, b) if len(a) >= len(b) else (b, a)
            return self.product(self._piece(longer), shorter)
        found: dict[Monomial, Number] = {}
        for one, number in a:
            for other, factor in b:
                term = tuple(sorted(one + other)) if one and other else one or other
                found[term] = found.get(term, 0) + number * factor
        return _sum(found)

    def _piece(self, a: Sum) -> Sum:
        return self._atom("sum", (a,), self.denominator(a))

    def floor(self, a: Sum, b: Sum) -> Sum:
        """A/b rounded down; what is whole for certain stands before it: (32n + 3)/2 is 16n + 1."""
        divisor = constant_of(b)
        if divisor is None:
            return self._atom("//", self.one_line(a, b), 1)
        out, rest = self._divided(scaled(a, Fraction(1) / divisor))
        whole, under = without_fractions(rest)
        if not whole:
            return out
        lines = self.one_line(whole, constant(under))
        return added(((out, 1), (self._atom("//", lines, 1), 1)))

    def ceil(self, a: Sum, b: Sum) -> Sum:
        """A/b rounded up: (a + b - 1)/b rounded down for whole a and b, so that both are one atom."""
        divisor = constant_of(b)
        if isinstance(divisor, int) and divisor > 0 and self._divided(a)[0] == a:
            return self.floor(added(((a, 1), (constant(divisor - 1), 1))), b)
        return negative(self.floor(negative(a), b))

    def _divided(self, a: Sum) -> tuple[Sum, Sum]:
        """What is whole for certain in a sum, and the rest, its plain number between 0 and 1."""
        out: dict[Monomial, Number] = {}
        rest: dict[Monomial, Number] = {}
        for term, number in a:
            if not term:
                out[term], rest[term] = number // 1, number % 1
            elif Fraction(number).denominator == 1 and all(self._is_whole(atom) for atom in term):
                out[term] = number
            else:
                rest[term] = number
        if set(rest) <= {()}:
            rest = {}
        return _sum(out), _sum(rest)

    def _is_whole(self, place: int) -> bool:
        return self.atoms[place].denominator == 1 and self.atoms[place].op != "/"

    def one_line(self, a: Sum, b: Sum) -> tuple[Sum, Sum]:
        """What is divided and by what, where a quotient is divided once more: (x/y)/b is x/(b*y)."""
        if len(a) == 1:
            ((term, number),) = a
            for place in term:
                if self.atoms[place].op == "/":
                    over, under = self.atoms[place].args
                    others = list(term)
                    others.remove(place)
                    return self.product(over, ((tuple(others), number),)), self.product(under, b)
        return a, b

    def has_quotient(self, a: Sum) -> bool:
        """Whether a division that is not rounded, with a name below the line, is in a sum or in what it picks from."""
        atoms = (self.atoms[place] for term, _ in a for place in term)
        return any(each.op == "/" or (each.op in PICKED and any(map(self.has_quotient, each.args))) for each in atoms)

    def quotient(self, a: Sum, b: Sum) -> Sum:
        """A/b as it is. Common names are gone, since what is below the line is never 0 where it is asked for."""
        divisor = constant_of(b)
        if divisor is not None:
            return scaled(a, Fraction(1) / divisor)
        if len(b) == 1:
            ((under, number),) = b
            over = [_without(term, under) for term, _ in a]
            if all(term is not None for term in over):
                kept = {term: factor for term, (_, factor) in zip(over, a, strict=True) if term is not None}
                return scaled(_sum(kept), Fraction(1) / number)
        return self._atom("/", self.one_line(a, b), 1)

    def _picked(self, op: str, a: Sum, b: Sum) -> Sum:
        """The larger, the smaller, or the greatest common divisor of two."""
        if a == b and op != "gcd":
            return a
        first, second = sorted((a, b), key=repr)
        one, other = constant_of(a), constant_of(b)
        if one is not None and other is not None and op != "gcd":
            return constant(min(one, other) if op == "min" else max(one, other))
        return self._atom(op, (first, second), lcm(self.denominator(a), self.denominator(b)) if op != "gcd" else 1)

    def _atom(self, op: str, args: tuple[Any, ...], denominator: int) -> Sum:
        place = self._places.get((op, args))
        if place is None:
            place = self._places[op, args] = len(self.atoms)
            self.atoms.append(Atom(op, args, denominator))
        return (((place,), 1),)

    def denominator(self, a: Sum) -> int:
        """What divides all values of a sum: the common denominator of its terms."""
        return lcm(*(Fraction(number).denominator * self.below(term) for term, number in a))

    def below(self, term: Monomial) -> int:
        """The denominator of a product of atoms."""
        return prod(self.atoms[place].denominator for place in term)


def _without(term: Monomial, divisor: Monomial) -> Monomial | None:
    """A product divided by another one, None where that is none."""
    left = list(term)
    for place in divisor:
        if place not in left:
            return None
        left.remove(place)
    return tuple(left)


def _sum(found: Mapping[Monomial, Number]) -> Sum:
    return tuple(sorted((term, _plain(number)) for term, number in found.items() if number))


def _plain(number: Number) -> Number:
    return number.numerator if number.denominator == 1 else number


def added(parts: Iterable[tuple[Sum, Number]]) -> Sum:
    """Sums added up, each times a number."""
    found: dict[Monomial, Number] = {}
    for terms, factor in parts:
        for term, number in terms:
            found[term] = found.get(term, 0) + factor * number
    return _sum(found)


def scaled(a: Sum, factor: Number) -> Sum:
    """A sum times a number."""
    return added(((a, factor),))


def negative(a: Sum) -> Sum:
    """A sum with the other sign."""
    return scaled(a, -1)


def without_fractions(a: Sum) -> tuple[Sum, int]:
    """A sum as one of whole numbers over a whole number."""
    under = lcm(*(Fraction(number).denominator for _, number in a))
    return scaled(a, under), under
