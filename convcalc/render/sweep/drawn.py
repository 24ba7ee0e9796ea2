"""A chart in signs: a letter for each series, a capital on the front, in the columns that the terminal has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from string import ascii_lowercase

from convcalc.render.networks.view import framed
from convcalc.render.plain import Line, cells
from convcalc.render.sweep.chart import MOST_SERIES, Chart
from convcalc.render.sweep.scale import Scale, tick_text

WIDTH = 80  # of a chart that goes into a pipe
ROWS = 18
GAP = "   "
NARROWEST = 20  # columns of the plot, however narrow the terminal is
SEVERAL = "&"  # points of several series in one place
FURTHER = "."  # the series behind the last letter


def lines(chart: Chart, width: int | None = None) -> Iterator[Line]:
    """The chart with its captions, its legend and its remarks."""
    return framed(
        chart.captions, _plot(chart, width or WIDTH), [*_legend(chart, width or WIDTH), *chart.remarks], width
    )


def _plot(chart: Chart, width: int) -> Iterator[Line]:
    rows, columns, margin = _rows(chart), _columns(chart, width), _margin(chart)
    labels = {_place(chart.y_scale, tick, rows): tick_text(tick) for tick in chart.y_scale.ticks}
    marks = _marks(chart, columns)
    yield "header", chart.y
    for row in range(rows - 1, -1, -1):
        drawn = "".join(marks.get((column, row), " ") for column in range(columns))
        yield "row", f"{labels.get(row, '').rjust(margin - 2)} {'┤' if row in labels else '│'}{drawn}".rstrip()
    ticks = {_place(chart.x_scale, tick, columns): tick_text(tick) for tick in chart.x_scale.ticks}
    yield "row", " " * (margin - 1) + "└" + "".join("┬" if column in ticks else "─" for column in range(columns))
    yield "row", _tick_line(ticks, margin, margin + columns)
    yield "header", chart.x.rjust(margin + columns)


def _rows(chart: Chart) -> int:
    """The lines of the plot, so many that the ticks have equal distances."""
    between = len(chart.y_scale.ticks) - 1
    return between * max(round(ROWS / between), 2) + 1


def _columns(chart: Chart, width: int) -> int:
    return max(width - _margin(chart), NARROWEST)


def _margin(chart: Chart) -> int:
    """The columns in front of the plot."""
    return max(cells(tick_text(tick)) for tick in chart.y_scale.ticks) + 2


def _place(scale: Scale, value: int | Fraction, room: int) -> int:
    """The column or the row of a value."""
    return round(scale.place(value) * (room - 1))


def _marks(chart: Chart, columns: int) -> dict[tuple[int, int], str]:
    """The sign in each place: the letter of a series, or one sign for several."""
    found: dict[tuple[int, int], str] = {}
    for number, series in enumerate(chart.series):
        letter = ascii_lowercase[number] if number < MOST_SERIES else FURTHER
        for dot in series.dots:
            place = _place(chart.x_scale, dot.x, columns), _place(chart.y_scale, dot.y, _rows(chart))
            mark = letter.upper() if dot.on_front and chart.marked else letter
            met = found.get(place, mark)
            found[place] = max(met, mark, key=str.isupper) if met.lower() == mark.lower() else SEVERAL
    return found


def _tick_line(ticks: dict[int, str], margin: int, width: int) -> str:
    """The numbers below their ticks, those left out that would touch the one before."""
    line = ""
    for column, text in ticks.items():
        start = min(max(margin + column - len(text) // 2, 0), width - len(text))
        if not line or start > len(line):
            line = line.ljust(start) + text
    return line


def _legend(chart: Chart, width: int) -> Iterator[str]:
    """What the letters stand for, and how many points cannot be told apart."""
    marks = _marks(chart, _columns(chart, width))
    entries = [f"{letter} {series.name}" for letter, series in zip(ascii_lowercase, chart.series, strict=False)]
    further = len(chart.series) - MOST_SERIES
    entries += [f"{FURTHER} {further:,} more"] * (further > 0)
    entries += [f"{SEVERAL} several"] * (SEVERAL in marks.values())
    entries += ["capitals: on the front"] * chart.marked
    yield from _filled(entries, width)
    if len(marks) < len(chart.dots):
        yield f"{len(chart.dots):,} points in {len(marks):,} places"


def _filled(entries: Iterable[str], width: int) -> Iterator[str]:
    """Entries in lines, as many in each as fit."""
    line = ""
    for entry in entries:
        if line and cells(line + GAP + entry) > width:
            yield line
            line = ""
        line = line + GAP * bool(line) + entry
    yield line
