"""Which slip leads to a number: every slip is made, alone and with a second one, and what comes out is compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Protocol

from convcalc.algebra.sym import value_of
from convcalc.algebra.writing import text
from convcalc.classroom.check.candidates import Candidate, Slip
from convcalc.classroom.check.quantities import QUANTITIES
from convcalc.classroom.check.slips import formulas, layers  # noqa: F401 (their slips enter themselves)
from convcalc.classroom.check.slips.networks import SUM_SLIPS
from convcalc.classroom.check.slips.numbers import ANOTHER_QUANTITY, INSTEAD, WRITTEN
from convcalc.classroom.check.slips.register import WORLD_SLIPS, WorldSlip
from convcalc.classroom.check.world import ADDITIVE, World, count, counts, measure, works
from convcalc.shape import Shape

MOST_LAYERS_FOR_TWO = 60  # in a larger network two slips together are not looked for
SUM_SLIPS_FOR_TWO = ("batchnorm-forgotten", "projections-forgotten", "repeats-forgotten", "dense-layers-left-out")
WRITTEN_FOR_TWO = ("written-channels-first",)


class Diagnosed(Protocol):
    """What the diagnosis asks of a problem: how it is seen rightly, and what it knows already."""

    world: World

    def right(self, quantity: str) -> Any:
        """The right value."""

    def candidates(self, quantity: str) -> list[Candidate]:
        """The wrong values that one slip leads to."""

    def variants(self) -> Mapping[Slip, World]:
        """The other variants of a network, each under the slip that it is."""


def singles(problem: Diagnosed, quantity: str) -> list[Candidate]:
    """The wrong values that one slip leads to, the likeliest slips first; equal values of one slip once."""
    right = problem.right(quantity)
    found = [*_seen(problem, quantity), *_after(problem.world, right, quantity, ())]
    explained = {_key(candidate.value) for candidate in found}
    others = (each for each in _others(problem, quantity) if _key(each.value) not in explained)
    return _ordered([*found, *others], {_key(right)})


def _seen(problem: Diagnosed, quantity: str) -> Iterator[Candidate]:
    """The values in the other worlds of each slip, and in the other variants of a network."""
    for each in WORLD_SLIPS.values():
        for world in each.worlds(problem.world) if is_made_in(each, quantity) else ():
            yield Candidate(
                _measured(world, quantity, each), (each.slip,), says(each, problem.world, world), world=world
            )
    for slip, world in problem.variants().items():
        yield Candidate(measure(world, quantity), (slip,), slip.meaning, world=world)


def _others(problem: Diagnosed, quantity: str) -> Iterator[Candidate]:
    """The problem's other counts."""
    for other in ADDITIVE if quantity in ADDITIVE else ():
        what = f"these are {QUANTITIES[other].title}, but {QUANTITIES[quantity].title} are asked"
        yield Candidate(problem.right(other) or None, (ANOTHER_QUANTITY,), what)


def is_made_in(each: WorldSlip, quantity: str) -> bool:
    """Whether a slip is one in this quantity. Whether a stride fits is decided by the common ones alone."""
    if quantity == "fits" and each.slip.likelihood > 1:
        return False
    return not each.about or quantity in each.about


def _measured(world: World, quantity: str, each: WorldSlip) -> Any:
    """The value in a world. That there is nothing to count is no answer, unless the biases are left out."""
    value = measure(world, quantity)
    return None if value == 0 and quantity in ADDITIVE and each.slip.name != "bias-forgotten" else value


def _after(world: World, value: Any, quantity: str, before: tuple[Slip, ...], said: str = "") -> Iterator[Candidate]:
    """The values that come of adding up, reporting and writing down wrongly what was worked in a world."""
    for name, sums in SUM_SLIPS.items():
        if quantity in ADDITIVE and len(world.nodes) > 1 and (not before or name in SUM_SLIPS_FOR_TWO):
            each = counts(world, quantity) or []
            for times, part in sums.times(world.nodes, each) if each else ():
                total = sum(each) + sum((often - 1) * each[place] for place, often in times.items())
                yield Candidate(total, (*before, sums.slip), said + sums.says.format(part=part))
    for other in INSTEAD.values():
        if quantity in other.asked:
            seen = other.world(world)
            yield Candidate(other.value(world, quantity), (*before, other.slip), said + other.slip.meaning, world=seen)
    for name, written in WRITTEN.items():
        if not before or name in WRITTEN_FOR_TWO:
            for wrong in written.values(value):
                yield Candidate(wrong, (*before, written.slip), said + written.slip.meaning)


def pairs(problem: Diagnosed, quantity: str) -> list[Candidate]:
    """The wrong values that two slips together lead to, where neither alone does."""
    if len(problem.world.nodes) > MOST_LAYERS_FOR_TWO:
        return []
    right = problem.right(quantity)
    taken = {_key(right), *(_key(candidate.value) for candidate in problem.candidates(quantity))}
    return _ordered(_two(problem, quantity, _key(right)), taken)


def _two(problem: Diagnosed, quantity: str, right: Any) -> Iterator[Candidate]:
    """Every second slip after every first that changes the value."""
    slips = [each for each in WORLD_SLIPS.values() if is_made_in(each, quantity)]
    for place, first in enumerate(slips):
        for world in first.worlds(problem.world):
            value = measure(world, quantity)
            if value is None or _key(value) == right:
                continue
            said = f"{says(first, problem.world, world)}, and "
            for second in slips[place + 1 :]:
                for last in second.worlds(world):
                    both = (first.slip, second.slip)
                    yield Candidate(measure(last, quantity), both, said + says(second, problem.world, last), world=last)
            yield from _after(world, value, quantity, (first.slip,), said)


def _key(value: Any) -> Any:
    """A value that a dictionary finds again."""
    return (type(value) is bool, value)


def _ordered(found: Iterable[Candidate], taken: set[Any]) -> list[Candidate]:
    """The candidates with a value that is not taken, the likeliest first; each slip once for a value."""
    seen: set[Any] = set()
    kept = []
    for candidate in found:
        key = (_key(candidate.value), tuple(slip.name for slip in candidate.slips))
        if candidate.value is not None and key[0] not in taken and key not in seen:
            seen.add(key)
            kept.append(candidate)
    return sorted(kept, key=lambda candidate: candidate.rank)


def says(each: WorldSlip, world: World, made: World) -> str:
    """The sentence of a slip: with the numbers of the layer where there is one, and else in general, and where."""
    if len(world.nodes) != 1:
        return each.slip.meaning + (f" (in {made.where})" if made.where else "")
    if each.says == each.slip.meaning:
        return each.slip.meaning
    details = _details(world)
    try:
        return each.says.format_map(details)
    except KeyError:
        return each.slip.meaning


def _details(world: World) -> dict[str, str]:
    """The numbers of a single layer that sentences speak of."""
    (node,) = world.nodes
    x = world.inputs[0]
    fields = {name: text(value) for name, value in vars(node.layer).items() if _is_number(value)}
    shape: Shape = node.layer.shape(*world.inputs)
    named = {"D_in": x[-1], "D_out": shape[-1], "H": x.spatial[-2:][0] if x.rank else 0, "W": x[-2] if x.rank else 0}
    done = works(world)
    biases = value_of(count(done[0], "biases", world.convention)) if done else 0
    if "out" not in node.layer.fields:  # how many filters there are is worked out, and not given
        del named["D_out"]
        biases = 0
    several = {"biases": text(biases)} if biases and biases != 1 else {}
    return {**fields, **{name: text(value) for name, value in named.items()}, **several}


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def chance(candidates: Iterable[Candidate], value: Any, step: Fraction | int = 1) -> Fraction:
    """How likely it is that a number as large as this one is hit by chance: the values within half and twice of it.

    ``step`` is the worth of a unit of its last digit. A shape or a size counts as what differs in it: equal axes once.
    """
    near = {_key(each.value) for each in candidates if within(each.value, value)}
    room = Fraction(1)
    for size in set(value) if isinstance(value, tuple) else {value}:
        room *= max(Fraction(size) / (step or 1) * 3 / 2, Fraction(1))
    return len(near) / room


def within(value: Any, given: Any) -> bool:
    """Whether each number of a value lies between half and twice of what is given."""
    if isinstance(value, tuple) != isinstance(given, tuple):
        return False
    both = zip(value, given, strict=False) if isinstance(value, tuple) else [(value, given)]
    return all(given <= 2 * one and one <= 2 * given for one, given in both)
