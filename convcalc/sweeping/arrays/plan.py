"""In which order a sum of products is worked out: what depends on one axis alone first, on short arrays.

With alpha on one axis and the resolution on another, a count is worked out as a sum over the few map sizes, each times
a sum over the depths of its layers: two steps of full length a size, however many layers there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

MOST_FACTORED = 200  # atoms that are taken out of one sum

Terms: TypeAlias = Mapping[tuple[int, ...], int]  # products of atoms, each times a whole number


class Plan(NamedTuple):
    """The product of some atoms and a number with the sum of the parts, or of nothing more where there are none."""

    factor: int
    atoms: tuple[int, ...]
    parts: tuple[Plan, ...] = ()


def plan(terms: Terms, axes_of: Sequence[frozenset[str]]) -> tuple[Plan, ...]:
    """The parts of a sum; ``axes_of`` are for each atom the axes that it depends on."""
    if len(terms) < 2:
        return _products(terms)
    axes = sorted({axis for term in terms for place in term for axis in axes_of[place]})
    if len(axes) > 1:
        grouped = min((_by_axis(terms, axis, axes_of) for axis in axes), key=len)
        if len(grouped) < len(terms):
            return tuple(_times(atoms, plan(inner, axes_of)) for atoms, inner in grouped.items())
    return _factored(terms, axes_of)


def _products(terms: Terms) -> tuple[Plan, ...]:
    return tuple(Plan(number, term) for term, number in terms.items())


def _times(atoms: tuple[int, ...], parts: tuple[Plan, ...]) -> Plan:
    """Parts times some atoms; a single part takes them in."""
    if len(parts) == 1:
        return Plan(parts[0].factor, (*atoms, *parts[0].atoms), parts[0].parts)
    return Plan(1, atoms, parts)


def _by_axis(
    terms: Terms, axis: str, axes_of: Sequence[frozenset[str]]
) -> dict[tuple[int, ...], dict[tuple[int, ...], int]]:
    """The terms by their factors that depend on an axis."""
    grouped: dict[tuple[int, ...], dict[tuple[int, ...], int]] = {}
    for term, number in terms.items():
        on_axis = tuple(place for place in term if axis in axes_of[place])
        others = tuple(place for place in term if axis not in axes_of[place])
        grouped.setdefault(on_axis, {})[others] = number
    return grouped


def _factored(terms: Terms, axes_of: Sequence[frozenset[str]]) -> tuple[Plan, ...]:
    """The terms with the atom that most of them share taken out, again and again, as Horner does."""
    parts: list[Plan] = []
    while terms:
        counted = Counter(place for term in terms for place in set(term))
        place, count = max(counted.items(), key=lambda item: (item[1], -item[0]), default=(0, 0))
        if count < 2 or len(parts) > MOST_FACTORED:
            return (*parts, *_products(terms))
        shared = {_less(term, place): number for term, number in terms.items() if place in term}
        terms = {term: number for term, number in terms.items() if place not in term}
        parts.append(_times((place,), plan(shared, axes_of)))
    return tuple(parts)


def _less(term: tuple[int, ...], place: int) -> tuple[int, ...]:
    left = list(term)
    left.remove(place)
    return tuple(left)
