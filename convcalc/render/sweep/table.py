"""A sweep as a table: a line a point, or a grid of one quantity over two symbols."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from convcalc.errors import UsageError, did_you_mean
from convcalc.layers.fields import shown
from convcalc.render.sheet import UNITS, Sheet, count_text
from convcalc.storage import bits_of, size_text
from convcalc.sweeping.front import Front
from convcalc.sweeping.grid import Axis
from convcalc.sweeping.points import MEASURES, Counting, Point, Swept
from convcalc.sweeping.sweep import Sweep

DEFAULT_COLUMNS = ("parameters", "multiplications", "operations")
MAC_COLUMNS = ("parameters", "multiplications")
MARK = "*"  # of a point on the front
NAMED = 6  # values of an axis that a caption lists
NOTHING = "-"  # in the place of what a point that does not fit would need
NETWORK = "network"


def default_columns(counting: Counting) -> tuple[str, ...]:
    """The quantities that a table shows where none are asked for."""
    shown_columns = MAC_COLUMNS if counting.convention.name == "mac" else DEFAULT_COLUMNS
    return (*shown_columns, *counting.measures)


def picked(written: str) -> list[str]:
    """The quantities of ``--columns parameters,multiplications``. Raises a UsageError for one that there is not."""
    names = [name.strip() for name in written.split(",") if name.strip()]
    for name in names:
        quantity(name)
    return names


def quantity(name: str) -> str:
    """A quantity by its name. Raises a UsageError that names the nearest."""
    if name not in MEASURES:
        raise UsageError(f"there is no quantity {name!r}", hint=did_you_mean(name, MEASURES))
    return name


def sheet(sweep: Sweep, columns: Sequence[str] = (), units: str = "exact") -> Sheet:
    """A line a point: what is set, what it needs, whether it is on the front, or why it does not fit."""
    columns = columns or default_columns(sweep.counting)
    several, failed, marked = len(sweep.networks) > 1, bool(sweep.failed), is_marked(sweep.front)
    rows = []
    for point, on_front in sweep.shown:
        named = [point.network] * several + [value_text(point, name) for name in sweep.varying]
        counts = [count_of(point, column, units) for column in columns]
        rows.append(named + counts + [MARK if on_front else ""] * marked + [point.error] * failed)
    headers = ["Network"] * several + sweep.varying + [MEASURES[column].header for column in columns]
    numeric = [False] * several + [True] * (len(sweep.varying) + len(columns))
    headers += ["Front"] * marked + ["Does not fit"] * failed
    return Sheet(captions(sweep, units), headers, numeric + [False] * (marked + failed), rows, [], remarks(sweep))


def grid_sheet(sweep: Sweep, name: str, units: str = "exact") -> Sheet:
    """One quantity with a symbol down and another across, or the networks down, as papers print it.

    Raises a UsageError where there are not two of them.
    """
    down, across = grid_axes(sweep)
    values = next(axis.values for axis in sweep.axes if axis.name == across)
    cells: dict[tuple[Any, Any], str] = {}
    for point, on_front in sweep.shown:
        mark = (MARK if on_front else " ") * is_marked(sweep.front)
        key = (_side(point, down), _key(point.values.get(across)))
        cells[key] = count_of(point, name, units) + mark
    sides = list(dict.fromkeys(_side(point, down) for point in sweep.points))
    rows = [[side, *(cells.get((side, _key(value)), "") for value in values)] for side in sides]
    above = [*captions(sweep, units), f"{MEASURES[name].words}: {down} down, {across} across"]
    numeric = [down != NETWORK] + [True] * len(values)
    return Sheet(above, [down, *map(shown, values)], numeric, rows, [], [*remarks(sweep), *_absent(sweep)])


def grid_axes(sweep: Sweep) -> tuple[str, str]:
    """What stands down and across in a grid. Raises a UsageError where not two things vary."""
    names = [NETWORK] * (len(sweep.networks) > 1)
    names += [axis.name for axis in sweep.axes if len(axis.values) > 1]
    if len(names) != 2:
        what = f"{len(names)} vary: {', '.join(names)}" if names else "nothing varies"
        raise UsageError(
            f"--grid sets two symbols, or networks and a symbol, against each other, and {what}",
            hint="--set alpha=0.5,1 --set resolution=128..224..32",
        )
    return names[0], names[1]


def _side(point: Point, down: str) -> str:
    return point.network if down == NETWORK else value_text(point, down)


def _key(value: Any) -> tuple[bool, Any]:
    """A value in a dictionary, where 1 and true are two."""
    return isinstance(value, bool), value


def _absent(sweep: Sweep) -> list[str]:
    """What cells without a number mean."""
    first = [f"{NOTHING} does not fit: {point.error}" for point in sweep.failed[:1]]
    return first + ["an empty cell is over a budget"] * any(point.over(sweep.budgets) for point in _counted(sweep))


def _counted(sweep: Sweep) -> Iterable[Point]:
    return (point for point in sweep.points if not point.error)


def value_text(point: Point, name: str) -> str:
    """What a name stands for at a point; nothing in a network that has no such symbol."""
    return shown(point.values[name]) if name in point.values else ""


def count_of(point: Point, name: str, units: str) -> str:
    """A count of a point as text; bytes are always exact."""
    if point.error:
        return NOTHING
    return count_text(point.counts[name], "exact" if MEASURES[name].in_bytes else units)


def is_marked(front: Front) -> bool:
    """Whether the front is marked: not where it says nothing, because every point is on it."""
    return bool(front.places) and not front.is_all


def captions(sweep: Sweep, units: str = "exact") -> list[str]:
    """What the numbers rest on: networks, axes, convention, units."""
    plain = [each for each in sweep.networks if not each.grid.axes and not each.grid.shape]
    lines = [_network_caption(each) for each in sweep.networks if len(plain) < 2 or each not in plain]
    if len(plain) > 1:
        lines.append("as their files have them: " + ", ".join(map(_file, plain)))
    return [*lines, *counting_captions(sweep.counting, units)]


def _file(each: Swept) -> str:
    found = each.document.found
    return f"{found.shown}{' (bundled)' if found.bundled else ''}"


def _network_caption(each: Swept) -> str:
    names = [_axis_text(axis) for axis in each.grid.axes if len(axis.values) > 1]
    taken = f", input {each.grid.shape}" if each.grid.shape else ""
    over = f"; {', '.join(names)}" if names else ""
    return f"{each.name}: {_file(each)}{taken}{over}"


def _axis_text(axis: Axis) -> str:
    """An axis with its values, of many the first and the last."""
    values = axis.values
    if len(values) <= NAMED:
        return f"{axis.name} = {', '.join(map(shown, values))}"
    first = ", ".join(map(shown, values[:2]))
    return f"{axis.name} = {first}, ..., {shown(values[-1])} ({len(values):,} values)"


def counting_captions(counting: Counting, units: str = "exact") -> list[str]:
    """How points are counted."""
    lines = [counting.convention.caption]
    if counting.batch > 1:
        lines.append(f"batch {counting.batch} (operations and activations for the whole batch)")
    if counting.measures:
        place = "" if counting.in_place else ", no layer in place"
        lines.append(f"memory: values of {counting.dtype}, {size_text(bits_of(counting.dtype))} each{place}")
    if units != "exact":
        lines.append(f"counts in {units} = {UNITS[units]:,}, rounded to three digits after the point")
    return lines


def remarks(sweep: Sweep, mark: str = f"{MARK} ") -> list[str]:
    """How many points there are, how many of them fit, and what the front is."""
    size, failed = len(sweep.points), len(sweep.failed)
    lines = []
    if failed:
        lines.append(f"{failed:,} of {size:,} points: the shapes do not fit")
    if sweep.budgets:
        options = ", ".join(f"{each.option} {each.written}" for each in sweep.budgets)
        lines.append(f"{len(sweep.within):,} of {size:,} points are within {options}")
    told = dict.fromkeys(remark for point in sweep.points for remark in point.remarks)
    return [*lines, *front_remarks(sweep.front, bool(sweep.budgets), mark), *told]


def front_remarks(front: Front, budgets: bool, mark: str) -> list[str]:
    """What the mark means, or why there is none."""
    wanted = listed([goal.words for goal in front.goals])
    each = ", each network by itself" if front.within_each else ""
    option = f"--front {','.join(map(str, front.goals))}"
    if front.among < 2:
        return []
    if front.is_all:
        chooses = "another --front" if budgets else "a budget such as --max-mults 300M, or another --front,"
        why = f"none has {wanted} as another{each}"
        return [f"the front ({option}), all {front.among:,} points: {why}; {chooses} chooses"]
    count = f"{len(front.places):,} of {front.among:,} points"
    return [f"{mark}the front ({option}), {count}: no other point has {wanted}{each}"]


def listed(words: Sequence[str]) -> str:
    """Words in a sentence: one, two and three."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
