"""A chart as SVG, written by hand: axes, ticks, series with their own colours and shapes, the front filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from html import escape

from convcalc.algebra.writing import visible
from convcalc.render.plain import wrapped
from convcalc.render.sweep.chart import Chart, Dot, Series
from convcalc.render.sweep.scale import tick_text

WIDTH, HEIGHT = 640, 400  # of the plot
LEFT, RIGHT, LINE = 84, 230, 17  # room for the numbers of the vertical axis and for the legend; height of a line
LETTERS = 118  # of a line of captions or remarks
LEGEND = 22  # series that it names
NAME = 28  # letters of a name in it
RADIUS, SMALL, MANY = 4.5, 1.5, 60  # of a mark, and of one where a series has more points than so many
# Colours that people who see no red or no green tell apart (Okabe and Ito 2008), and a shape for each.
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000")
SHAPES = ("circle", "square", "triangle", "diamond", "cross")
CROSS = tuple(zip("hvhvhvhvhvh", (1, -1, 1, 1, 1, 1, -1, 1, -1, -1, -1), strict=True))
GREY = "#555555"


def write(chart: Chart) -> str:
    """The whole picture."""
    above = [line for caption in chart.captions for line in wrapped(caption, LETTERS)]
    below = [line for remark in _below(chart) for line in wrapped(remark, LETTERS)]
    top = LINE * (len(above) + 3)
    bottom = top + HEIGHT + 3 * LINE
    width, height = LEFT + WIDTH + RIGHT, bottom + LINE * (len(below) + 1)
    title = f"{chart.y.capitalize()} over {chart.x}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' role="img" font-family="Helvetica, Arial, sans-serif" font-size="13">',
        f"<title>{_text(title)}</title>",
        f"<desc>{_text(' '.join(chart.remarks))}</desc>",
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="12" y="{LINE + 4}" font-weight="bold" font-size="15">{_text(title)}</text>',
        *_lines(above, 2 * LINE + 4),
        f'<g transform="translate({LEFT} {top})">',
        *_axes(chart),
        *_front(chart),
        *(part for number, series in enumerate(chart.series) for part in _series(chart, series, number)),
        *_legend(chart),
        "</g>",
        *_lines(below, bottom + LINE),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _text(written: str) -> str:
    """A text in XML, which takes no control signs."""
    return escape(visible(written))


def _lines(texts: Iterable[str], start: int) -> Iterator[str]:
    for number, text in enumerate(texts):
        yield f'<text x="12" y="{start + number * LINE}" fill="{GREY}" font-size="12">{_text(text)}</text>'


def _below(chart: Chart) -> list[str]:
    places = sum(len(_thinned(chart, series)) for series in chart.series)
    points = len(chart.dots)
    return [*chart.remarks, *([f"{points:,} points drawn in {places:,} places"] if places < points else [])]


def _x(chart: Chart, value: int | Fraction) -> float:
    return round(float(chart.x_scale.place(value)) * WIDTH, 1)


def _y(chart: Chart, value: int | Fraction) -> float:
    return round((1 - float(chart.y_scale.place(value))) * HEIGHT, 1)


def _axes(chart: Chart) -> Iterator[str]:
    """The lines behind the points, the ticks with their numbers, and what the axes are of."""
    for tick in chart.y_scale.ticks:
        y = _y(chart, tick)
        yield f'<path d="M-5 {y}H{WIDTH}" stroke="#dddddd"/>'
        yield f'<text x="-9" y="{y + 4:g}" text-anchor="end">{_text(tick_text(tick))}</text>'
    for tick in chart.x_scale.ticks:
        x = _x(chart, tick)
        yield f'<path d="M{x} 0V{HEIGHT + 5}" stroke="#dddddd"/>'
        yield f'<text x="{x}" y="{HEIGHT + LINE + 4}" text-anchor="middle">{_text(tick_text(tick))}</text>'
    yield f'<path d="M0 0V{HEIGHT}H{WIDTH}" fill="none" stroke="#000000"/>'
    yield f'<text x="{WIDTH / 2:g}" y="{HEIGHT + 2.4 * LINE:g}" text-anchor="middle">{_text(chart.x)}</text>'
    yield (
        f'<text transform="translate({18 - LEFT} {HEIGHT / 2:g}) rotate(-90)" text-anchor="middle">'
        f"{_text(chart.y)}</text>"
    )


def _front(chart: Chart) -> Iterator[str]:
    """The line of the front, in steps: between two of its points nothing is better than the one before."""
    if len(chart.stairs) > 1:
        first, *others = [(_x(chart, dot.x), _y(chart, dot.y)) for dot in chart.stairs]
        path = f"M{first[0]} {first[1]}" + "".join(f"H{x}V{y}" for x, y in others)
        yield f'<path d="{path}" fill="none" stroke="{GREY}" stroke-dasharray="4 3"/>'


def _thinned(chart: Chart, series: Series) -> list[tuple[float, float, Dot]]:
    """The points of a series, of those that fall on one place one, which is on the front if any of them is."""
    found: dict[tuple[int, int], tuple[float, float, Dot]] = {}
    for dot in series.dots:
        x, y = _x(chart, dot.x), _y(chart, dot.y)
        place = round(x), round(y)
        if place not in found or dot.on_front:
            found[place] = x, y, dot
    return list(found.values())


def _series(chart: Chart, series: Series, number: int) -> Iterator[str]:
    """A series: the line through its points over a symbol, and the points."""
    colour = COLOURS[number % len(COLOURS)]
    places = _thinned(chart, series)
    size = RADIUS if len(places) <= MANY else SMALL
    if chart.joined and len(places) > 1:
        path = "M" + "L".join(f"{x} {y}" for x, y, _ in places)
        yield f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="1.2" opacity="0.6"/>'
    for x, y, dot in places:
        told = f"{series.name}: {chart.x} {tick_text(dot.x)}, {dot.y:,} {chart.y}"
        yield f"<g>{_mark(number, x, y, chart.marked and not dot.on_front, size)}<title>{_text(told)}</title></g>"


def _mark(number: int, x: float, y: float, hollow: bool, r: float = RADIUS) -> str:
    """The mark of a series, filled or hollow."""
    colour = COLOURS[number % len(COLOURS)]
    look = f'fill="{"#ffffff" if hollow else colour}" stroke="{colour}" stroke-width="1.5"'
    shape, third = SHAPES[number % len(SHAPES)], round(r * 2 / 3, 1)
    if shape == "circle":
        return f'<circle cx="{x}" cy="{y}" r="{r}" {look}/>'
    cross = "".join(f"{way}{sign * third}" for way, sign in CROSS) + "z"
    paths = {
        "square": f"m{-r} {-r}h{2 * r}v{2 * r}h{-2 * r}z",
        "triangle": f"m0 {-r - 1}l{r + 0.5} {2 * r}h{-2 * r - 1}z",
        "diamond": f"m0 {-r - 1}l{r + 1} {r + 1}l{-r - 1} {r + 1}l{-r - 1} {-r - 1}z",
        "cross": f"m{-1.5 * third} {-third / 2}{cross}",
    }
    return f'<path d="M{x} {y}{paths[shape]}" {look}/>'


def _legend(chart: Chart) -> Iterator[str]:
    """The names of the series with their marks, and what a filled mark says."""
    left = WIDTH + 26
    for number, series in enumerate(chart.series[:LEGEND]):
        y = 6 + number * LINE
        name = series.name if len(series.name) <= NAME else series.name[: NAME - 3] + "..."
        yield _mark(number, left, y, False)
        yield f'<text x="{left + 12}" y="{y + 4}">{_text(name)}<title>{_text(series.name)}</title></text>'
    further = [f"and {len(chart.series) - LEGEND:,} more"] if len(chart.series) > LEGEND else []
    further += ["filled: on the front, hollow: not"] * chart.marked
    for number, text in enumerate(further, min(len(chart.series), LEGEND)):
        yield f'<text x="{left - 6}" y="{14 + number * LINE}" fill="{GREY}" font-size="12">{_text(text)}</text>'
