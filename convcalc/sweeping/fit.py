"""How large a symbol may be under budgets: the largest value that fits, and what the next one would need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, NamedTuple

from convcalc.architecture.symbols import symbol_values
from convcalc.errors import Fault, UsageError
from convcalc.layers.fields import shown
from convcalc.sweeping.front import Goal, front_of
from convcalc.sweeping.grid import Axis
from convcalc.sweeping.points import MOST, Budget, Counting, Point, Swept
from convcalc.sweeping.search import ALL, Trial, largest_of, next_of
from convcalc.sweeping.staircase import Stair, largest_fraction
from convcalc.sweeping.values import Steps, number, values_of

FURTHEST = 10**9  # the largest whole number that is tried, the limit of a dimension of an input


class Vary(NamedTuple):
    """A symbol that may vary: over values in their order, or from ``low`` to ``high`` in steps, where these are given.

    Without any of them whole numbers are tried where the network takes no others, and all fractions where it does.
    """

    name: str
    values: Sequence[Any] | None = None
    low: int | Fraction | None = None
    high: int | Fraction | None = None
    step: int | Fraction | None = None


class Fitted(NamedTuple):
    """The answer for one symbol, the ``others`` being set: the best point, and the next that does not fit.

    ``stair`` are the fractions that need the same; ``ended`` says that no larger value was to be tried, ``settled``
    that none was since nothing that is budgeted changes, and ``tried`` how many were; ``every`` that it was all.
    There is no ``best`` where nothing fits, and ``following`` is then the least.
    """

    others: Mapping[str, Any]
    best: Point | None
    following: Point | None
    stair: Stair | None
    tried: int
    ended: bool = False
    settled: bool = False
    every: bool = False


class Fit(NamedTuple):
    """What fits of a network: the symbols that vary, and an answer for each setting of all but the last.

    ``largest`` are the places of those answers that no other has larger values than.
    """

    network: Swept
    varied: tuple[str, ...]
    counting: Counting
    budgets: tuple[Budget, ...]
    answers: tuple[Fitted, ...]
    largest: frozenset[int]


def vary_of(written: str, low: str | None = None, high: str | None = None, step: str | None = None) -> Vary:
    """A symbol of ``--vary alpha`` or ``--vary alpha=0.25..1..1/32``, with its bounds.

    Raises a UsageError for values that cannot be read, or that are no rising numbers.
    """
    name, equals, values = (part.strip() for part in written.partition("="))
    if not name or (equals and not values):
        raise UsageError(
            f"--vary {written} is not a symbol, with or without its values", hint="--vary alpha=0.25..1..1/32"
        )
    bounds = {"--from": low, "--to": high, "--step": step}
    given = [option for option, each in bounds.items() if each is not None]
    if equals and given:
        raise UsageError(f"--vary {written} has its values already, and {given[0]} gives more", hint="one of the two")
    if not equals:
        return Vary(name, None, *(_bound(option, each) for option, each in bounds.items()))
    axis = Axis(name, values_of(name, values, "--vary"))
    if not axis.is_numeric:
        raise UsageError(f"--vary {written}: numbers are expected, of which one is the largest", hint="convcalc sweep")
    return Vary(name, _rising(axis.values))


def _rising(values: Sequence[Any]) -> Sequence[Any]:
    if isinstance(values, Steps):
        return values if values.step > 0 else Steps(values[-1], -values.step, len(values))
    return sorted(values) if len(values) <= MOST else values


def _bound(option: str, written: str | None) -> int | Fraction | None:
    if written is None:
        return None
    try:
        found = number(written)
    except Fault as fault:
        raise UsageError(f"{option}: {fault.what}", hint=fault.hint) from None
    if found <= 0:
        raise UsageError(f"{option} is {written}: more than 0 is expected", hint=f"{option} 1/32")
    return found


def fit(
    network: Swept, fixed: Mapping[str, Any], varied: Sequence[Vary], counting: Counting, budgets: Sequence[Budget]
) -> Fit:
    """The largest values of symbols that fit into budgets.

    The last symbol is sought for each setting of those before it, which have their values listed. Raises a UsageError
    where what is budgeted does not rise with it, or where there are too many settings.
    """
    *firsts, last = varied
    counting = counting.with_measures([each.quantity for each in budgets])
    for each in firsts:
        if each.values is None:
            raise UsageError(
                f"--vary {each.name} --vary {last.name}: the values of {each.name} are to be listed, since"
                f" {last.name} is sought for each of them",
                hint=f"--vary {each.name}=0.25..1..0.25 --vary {last.name}",
            )
    settings = prod(len(each.values or ()) for each in firsts)
    if settings > ALL:
        names = ", ".join(each.name for each in firsts)
        raise UsageError(f"{names} have {settings:,} settings: the limit is {ALL}", hint="larger steps")
    answers = []
    for values in product(*(each.values or () for each in firsts)):
        others = {each.name: value for each, value in zip(firsts, values, strict=True)}
        answers.append(_fitted(network, {**fixed, **others}, others, last, counting, tuple(budgets)))
    symbols = tuple(each.name for each in varied)
    return Fit(network, symbols, counting, tuple(budgets), tuple(answers), _largest(answers, symbols))


def _largest(answers: Sequence[Fitted], names: Sequence[str]) -> frozenset[int]:
    """The places of the answers that no other has larger values than."""
    places = [place for place, answer in enumerate(answers) if answer.best]
    points = [answer.best for answer in answers if answer.best]
    front = front_of(points, [Goal(name, True) for name in names])
    return frozenset(places[place] for place in front.places)


def _fitted(
    network: Swept, fixed: Mapping[str, Any], others: Mapping[str, Any], vary: Vary, counting: Counting,
    budgets: tuple[Budget, ...],
) -> Fitted:  # fmt: skip
    trial = Trial(vary.name, lambda value: network.evaluated({**fixed, vary.name: value}, counting), budgets, {})
    start = _start(network, vary)
    if vary.values is None and vary.step is None and _takes_fractions(trial, start):
        return _among_fractions(trial, others, vary, start)
    values = _values(vary)
    if not len(values):
        raise UsageError(
            f"--from {shown(vary.low)} --to {shown(vary.high)}: there is nothing between", hint="--to more"
        )
    return _among_values(trial, others, values, vary, start)


def _start(network: Swept, vary: Vary) -> int | Fraction:
    """Where the search begins: at the file's own value, where it has one."""
    own = symbol_values(network.document, {}).get(vary.name, 1)
    if isinstance(own, bool):
        raise UsageError(f"--vary {vary.name}: its value is {shown(own)}, no number", hint="convcalc sweep")
    return own if isinstance(own, (int, Fraction)) and own > 0 else 1


def _takes_fractions(trial: Trial, start: int | Fraction) -> bool:
    """Whether a network takes fractions for a symbol: whether it can be evaluated half a step from its own value."""
    return not trial.evaluate(start + Fraction(1, 2)).error


def _values(vary: Vary) -> Sequence[Any]:
    """The values in their order that are tried."""
    if vary.values is not None:
        return vary.values
    step = Fraction(vary.step or 1)
    low = Fraction(vary.low if vary.low is not None else step)
    high = FURTHEST if vary.high is None else vary.high
    return Steps(low, step, max(int((high - low) / step) + 1, 0) if high >= low else 0)


def _among_values(
    trial: Trial, others: Mapping[str, Any], values: Sequence[Any], vary: Vary, start: int | Fraction
) -> Fitted:
    place, further = largest_of(trial, values, _place(values, start))
    every = len(values) <= ALL
    if place is None:
        return Fitted(others, None, _least(trial), None, len(trial.tried), every=every)
    best, following = trial.point(values[place]), next_of(trial, values, place) if further else None
    ended = place + 1 == len(values)
    return Fitted(others, best, following, None, len(trial.tried), ended, not further, every)


def _place(values: Sequence[Any], start: int | Fraction) -> int:
    """The place of the value of equal steps that is nearest to the start."""
    if not isinstance(values, Steps):
        return len(values) // 2
    return min(max(int((start - values.start) / Fraction(values.step)), 0), len(values) - 1)


def _among_fractions(trial: Trial, others: Mapping[str, Any], vary: Vary, start: int | Fraction) -> Fitted:
    low, high = (None if each is None else Fraction(each) for each in (vary.low, vary.high))
    if low is not None and high is not None and low > high:
        raise UsageError(f"--from {shown(low)} --to {shown(high)}: there is nothing between", hint="--to more")
    stair = largest_fraction(trial, Fraction(start), low, high)
    if stair is None:
        return Fitted(others, None, _least(trial), None, len(trial.tried))
    best = trial.point(stair.best)
    if stair.following is None:
        return Fitted(others, best, None, None, len(trial.tried), stair.best == high, stair.best != high)
    return Fitted(others, best, trial.point(stair.following), stair, len(trial.tried))


def _least(trial: Trial) -> Point:
    """Of the points that were tried the smallest that can be evaluated, or the smallest."""
    points = [trial.tried[value] for value in sorted(trial.tried)]
    return next((point for point in points if not point.error), points[0])
