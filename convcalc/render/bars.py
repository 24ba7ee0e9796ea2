"""Horizontal bars for a terminal: labels, the number, and behind them a bar as long as the number is large."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from convcalc.render.plain import GAP, Line, cells, wrapped

WIDTH = 80  # of bars that go into a pipe
SHORTEST = 10  # room for the longest bar, however narrow the terminal is
EIGHTHS = " ▏▎▍▌▋▊▉"
FULL = "█"


class Bar(NamedTuple):
    """A bar: its labels, each in a column of its own, how large it is, and its number as text."""

    labels: tuple[str, ...]
    value: int | Fraction
    text: str


def lines(bars: Iterable[Bar], width: int | None = None) -> Iterator[Line]:
    """A line for each bar, linear from 0 to the largest; on a terminal too narrow the labels stand above."""
    bars = list(bars)
    columns = [max(map(cells, column)) for column in zip(*(bar.labels for bar in bars), strict=True)]
    numbers = max((cells(bar.text) for bar in bars), default=0)
    room = (width or WIDTH) - sum(columns) - len(GAP) * (len(columns) + 1) - numbers
    above = room < SHORTEST
    if above:
        room = max((width or WIDTH) - len(GAP) * 2 - numbers, SHORTEST)
    most = max((bar.value for bar in bars), default=0)
    for bar in bars:
        labels = GAP.join(label + " " * (own - cells(label)) for label, own in zip(bar.labels, columns, strict=True))
        drawn = f"{bar.text.rjust(numbers)}{GAP}{bar_text(bar.value, most, room)}".rstrip()
        if above:
            yield from (("row", line) for line in wrapped(GAP.join(filter(None, bar.labels)), width))
        yield "row", (GAP if above else labels + GAP) + drawn


def bar_text(value: int | Fraction, most: int | Fraction, room: int) -> str:
    """A bar in eighths of a sign; only nothing has none."""
    if value <= 0:
        return ""
    eighths = max(round(Fraction(value) * room * 8 / most), 1)
    return FULL * (eighths // 8) + EIGHTHS[eighths % 8].strip()
