"""What a chart of a sweep shows: points in series, one quantity over a symbol or over another quantity."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from convcalc.errors import CheckFailed, UsageError, did_you_mean
from convcalc.render.sweep.scale import Scale, scale, scale_of
from convcalc.render.sweep.table import captions, is_marked, quantity, remarks, value_text
from convcalc.sweeping.front import COST, SIZE
from convcalc.sweeping.points import MEASURES, Point
from convcalc.sweeping.sweep import Sweep

X_TICKS, Y_TICKS = 8, 7
MOST_SERIES = 26  # as many as there are letters


class Dot(NamedTuple):
    """A point of a chart, and whether it is on the front."""

    x: int | Fraction
    y: int | Fraction
    on_front: bool


class Series(NamedTuple):
    """Points that belong together, from left to right."""

    name: str
    dots: tuple[Dot, ...]


class Chart(NamedTuple):
    """A chart: what stands on its axes and how far these go, its series, and what is said above and below it.

    The points of a series are ``joined`` where the chart is over a symbol; the front is a line of its own (``stairs``)
    where it is by just what is on the two axes.
    """

    x: str
    y: str
    x_scale: Scale
    y_scale: Scale
    series: tuple[Series, ...]
    joined: bool
    marked: bool
    stairs: tuple[Dot, ...]
    captions: list[str]
    remarks: list[str]

    @property
    def dots(self) -> list[Dot]:
        """All points."""
        return [dot for each in self.series for dot in each.dots]


def chart(sweep: Sweep, name: str, over: str = "") -> Chart:
    """The chart of a quantity over a symbol, or over another quantity.

    Raises a UsageError for what is not swept or not a number.
    """
    over = over or default_over(sweep, name)
    _check(sweep, quantity(name), over)
    series = _series(sweep, name, over)
    dots = [dot for each in series for dot in each.dots]
    if not dots:
        raise CheckFailed(f"there is nothing to draw: no point has a number of {over}", hint="another --over")
    symbol = over not in MEASURES
    xs = [dot.x for dot in dots]
    return Chart(
        x=over if symbol else MEASURES[over].words,
        y=MEASURES[name].words,
        x_scale=scale_of(xs, X_TICKS) if symbol else scale(xs, True, X_TICKS),
        y_scale=scale([dot.y for dot in dots], True, Y_TICKS),
        series=series,
        joined=symbol,
        marked=is_marked(sweep.front),
        stairs=_stairs(sweep, name, over, dots),
        captions=captions(sweep),
        remarks=remarks(sweep, ""),
    )


def default_over(sweep: Sweep, name: str) -> str:
    """What a chart is over where nothing is said: the first symbol that varies, else the size or the cost."""
    numbers = [axis.name for axis in sweep.axes if len(axis.values) > 1 and axis.is_numeric]
    return numbers[0] if numbers else COST if name == SIZE else SIZE


def _check(sweep: Sweep, name: str, over: str) -> None:
    symbols = {axis.name: axis.is_numeric for axis in sweep.axes}
    if over == name:
        raise UsageError(f"--chart {name} --over {over} is a quantity over itself", hint="two that differ")
    if over not in symbols and over not in MEASURES:
        hint = did_you_mean(over, [*symbols, *MEASURES])
        raise UsageError(f"--over {over} is neither a swept symbol nor a quantity", hint=hint)
    if over in symbols and not symbols[over]:
        raise UsageError(f"--over {over}: its values are no numbers", hint="a symbol of numbers, or a quantity")


def _series(sweep: Sweep, name: str, over: str) -> tuple[Series, ...]:
    """The points by what tells them apart beside the horizontal axis."""
    apart = _apart(sweep, over)
    found: dict[str, list[Dot]] = {}
    for point, on_front in sweep.shown:
        x = point.counts.get(over) if over in MEASURES else point.values.get(over)
        if not point.error and x is not None:
            found.setdefault(_called(sweep, point, apart), []).append(Dot(x, point.counts[name], on_front))
    return tuple(Series(called, tuple(sorted(dots))) for called, dots in found.items())


def _apart(sweep: Sweep, over: str) -> list[str]:
    """The symbols that make a series: all others that vary; over a quantity the first, or the networks alone."""
    varying = [axis for axis in sweep.axes if len(axis.values) > 1 and axis.name != over]
    if over not in MEASURES:
        return [axis.name for axis in varying]
    told = len(sweep.networks) == 1 and varying and len(varying[0].values) <= MOST_SERIES
    return [varying[0].name] if told else []


def _called(sweep: Sweep, point: Point, apart: Sequence[str]) -> str:
    """The name of the series of a point."""
    network = [point.network] if len(sweep.networks) > 1 or not apart else []
    return ", ".join(network + [f"{name} = {value_text(point, name)}" for name in apart if name in point.values])


def _stairs(sweep: Sweep, name: str, over: str, dots: Sequence[Dot]) -> tuple[Dot, ...]:
    """The front from left to right, where it is by the two quantities that are drawn."""
    goals = {goal.name for goal in sweep.front.goals}
    drawn = goals == {name, over} and is_marked(sweep.front) and not sweep.front.within_each
    return tuple(sorted(dot for dot in dots if dot.on_front)) if drawn else ()
