"""The receptive field of every row of a report: a walk over the graph, each layer once.

The cells that a layer reads stand in its class (``Layer.reads``), the recurrences in ``layers.receptive``. Where paths
join, a field is the extent of all of them. Axes are followed apart, so a field is a rectangle.
"""

from __future__ import annotations

from fractions import Fraction
from math import prod
from typing import Any, NamedTuple

from convcalc.algebra.writing import percent_text
from convcalc.architecture.graph import Graph
from convcalc.errors import Fault, UsageError
from convcalc.evaluate import shape_error
from convcalc.layers.fields import shown
from convcalc.layers.receptive import (
    OWN,
    PIXEL,
    AxisField,
    Field,
    Reading,
    ReceptiveField,
    Seen,
    cell,
    centre,
    ends,
    hull,
    most_seen,
    offset,
    overlap,
    rate,
    through,
    together,
    union,
)
from convcalc.report import Report
from convcalc.rows import Row
from convcalc.shape import AXES, Shape

MOST_IN_ALL = 100_000  # phases of all maps together, so that a small file takes no unbounded time


class Traced(NamedTuple):
    """A value of the network: axis by axis what its cells see, and the pixels that they can see at all.

    The axes are those of the network's input. A vector, and what is made of one, sees the same with every cell.
    ``always`` is what every cell sees besides its own, where a gate has seen it (squeeze and excitation). ``field`` is
    the same for the report.
    """

    name: str
    seen: tuple[Seen, ...]
    reach: tuple[Field, ...]
    always: tuple[Field | None, ...]
    field: ReceptiveField | None = None


def with_receptive_fields(graph: Graph, report: Report) -> Report:
    """The report of a graph with the receptive field of every row, and remarks on where the whole input is seen.

    Raises a UsageError where there is no field to speak of, a ShapeError where too many cells differ.
    """
    _check(report)
    values = [_input(shape) for shape in report.inputs]
    rows: list[Row] = []
    left = MOST_IN_ALL
    for node, row in zip(graph.nodes, report.rows, strict=True):
        try:
            value, notes = _traced(row, [values[place] for place in node.inputs], values[0])
            left -= sum(len(phases) - 1 for phases in value.seen)
            if left < 0:
                raise Fault(
                    f"more than {MOST_IN_ALL:,} receptive fields would be followed one by one, the limit",
                    "no receptive field, or fewer layers behind an upsampling",
                )
        except Fault as fault:
            raise shape_error(node, fault, rows) from None
        values.append(value)
        rows.append(row._replace(field=value.field, notes=(*row.notes, *notes)))
    return report._replace(rows=tuple(rows), remarks=(*report.remarks, *_remarks(rows)))


def _check(report: Report) -> None:
    """Raise a UsageError for an input without axes, or with names in the place of numbers."""
    if not report.inputs[0].rank:
        raise UsageError(
            f"a receptive field is a part of a map, and the input {report.inputs[0]} is a vector",
            hint="an input with axes, such as 28x28x3",
        )
    shapes = [*report.inputs, *(row.output for row in report.rows)]
    if not all(isinstance(dim, int) for shape in shapes for dim in shape.spatial):
        raise UsageError("receptive fields need numbers, and not all dimensions are", hint="numbers")


def _input(shape: Shape) -> Traced:
    reach = tuple(ends((PIXEL,), size) for size in _sizes(shape, shape.rank))
    return Traced("the input", ((PIXEL,),) * shape.rank, reach, (None,) * shape.rank)


def _sizes(shape: Shape, rank: int) -> tuple[Any, ...]:
    """How many cells a shape has along each axis of the input; one where it is a vector, or its axes are others."""
    return shape.spatial if shape.rank == rank else (1,) * rank


def _traced(row: Row, values: list[Traced], pixels: Traced) -> tuple[Traced, list[str]]:
    """What the cells of a row see, from what those of its inputs see, and what there is to warn of."""
    assert row.layer is not None
    reads = row.layer.reads(*row.inputs)
    if len(values) == 1 and values[0].field and all(reading == OWN for reading in reads[0] or ()):
        return values[0]._replace(name=row.name), []
    rank = len(pixels.seen)
    # A vector that comes in beside a map has no axes.
    paths = [_path(value, read) for value, read in zip(values, reads, strict=True) if read is not None and value.seen]
    seen: list[Seen] = []
    reach: list[Field] = []
    always: list[Field | None] = []
    warnings: dict[str, list[str]] = {}
    sizes = _sizes(row.output, rank)
    for axis, (letter, size) in enumerate(zip(AXES[rank], sizes, strict=True)):
        besides = [known for path in paths if (known := path.always[axis])]
        joined, fixed, warning = _joined([(path.name, path.seen[axis]) for path in paths], size)
        besides += [fixed] if fixed else []
        if besides and not joined[0].jump:  # all cells see the same anyhow
            joined, besides = (hull([*joined, *besides]),), []
        warnings.setdefault(warning, []).append(letter)
        seen.append(joined)
        always.append(hull(besides) if besides else None)
        reach.append(_within(together(ends(joined, size), always[-1]), hull(path.reach[axis] for path in paths)))
    field = _described(seen, always, reach, sizes, pixels)
    notes = [text + f" along {' and '.join(on)}" * (len(on) < rank) for text, on in warnings.items() if text]
    return Traced(row.name, tuple(seen), tuple(reach), tuple(always), field), notes


def _path(value: Traced, read: tuple[Reading, ...]) -> Traced:
    """What is seen of one input; what sees the same with every cell goes on so, whatever axes it gets."""
    if len(read) != len(value.seen):
        return value
    return value._replace(seen=tuple(map(through, value.seen, read)))


def _joined(paths: list[tuple[str, Seen]], size: int) -> tuple[Seen, Field | None, str]:
    """What is seen along an axis through several paths, and a warning where they do not lie on each other.

    Beside paths that move from cell to cell, what the others see is told apart: every cell sees it.
    """
    seen = [path for _, path in paths]
    if len(seen) == 1:
        return seen[0], None, ""
    moving = [(name, path) for name, path in paths if path[0].jump]
    slowest, fastest = _extremes([(rate(path), name) for name, path in moving])
    if slowest[0] != fastest[0]:
        jumps = f"{slowest[1]} {shown(slowest[0])}, {fastest[1]} {shown(fastest[0])}"
        warning = f"its paths have different jumps ({jumps}), so the field is that of all cells together"
        return _all(seen, size), None, warning
    if not moving:
        return _all(seen, size), None, ""
    fixed = [path[0] for path in seen if not path[0].jump]
    besides = hull(fixed) if fixed else None
    first, last = _extremes([(centre(path), name) for name, path in moving])
    apart = last[0] - first[0]
    joined = union([path for _, path in moving])
    if not apart:
        return joined, besides, ""
    centres = f"first centres: {first[1]} {shown(first[0])}, {last[1]} {shown(last[0])}"
    return joined, besides, f"its paths are misaligned by {shown(apart)} pixel{'s' * (apart != 1)} ({centres})"


def _extremes(named: list[tuple[Fraction, str]]) -> tuple[tuple[Fraction, str], tuple[Fraction, str]]:
    """The least and the greatest of some numbers, each with its name."""
    named = named or [(Fraction(0), "")]
    return min(named, key=lambda each: each[0]), max(named, key=lambda each: each[0])


def _all(paths: list[Seen], size: int) -> Seen:
    """What all cells of a map see together, through any of some paths: each of them is taken to see that."""
    return (hull(ends(path, size) for path in paths),)


def _within(field: Field, other: Field) -> Field:
    """The pixels that two fields share."""
    start = max(field.start, other.start)
    return Field(overlap(field, other.start, other.start + other.size - 1), 0, start)


def _described(
    seen: list[Seen], always: list[Field | None], reach: list[Field], sizes: tuple[int, ...], pixels: Traced
) -> ReceptiveField:
    """The field for the report, with the share that the cell sees which sees most."""
    axes = []
    for path, besides, within, cells, whole in zip(seen, always, reach, sizes, pixels.reach, strict=True):
        share = Fraction(most_seen(path, cells, within.start, within.start + within.size - 1, besides), whole.size)
        axes.append(_axis(path, besides, cells)._replace(seen=share))
    return ReceptiveField(tuple(axes), prod((axis.seen for axis in axes), start=Fraction(1)))


def _axis(path: Seen, besides: Field | None, cells: int) -> AxisField:
    """The field along an axis; with what all cells see besides its size is that of an outer cell, which is largest."""
    if besides is None:
        size = max(field.size for field in path)
        return AxisField(size, rate(path), path[0].start, offset(path[0]), len(path), Fraction(0))
    outer = min(cells, len(path))
    fields = [together(cell(path, k), besides) for k in (*range(outer), *range(cells - outer, cells))]
    same = len({(field.size, field.start) for field in fields}) == 1
    size, first = max(field.size for field in fields), fields[0]
    return AxisField(size, Fraction(0) if same else rate(path), first.start, offset(first), len(path), Fraction(0))


def _remarks(rows: list[Row]) -> list[str]:
    """From which row on the whole input is seen, and where fields begin to differ from cell to cell."""
    fields = [(row.name, row.field) for row in rows if row.field]
    different = next((name for name, field in fields if any(axis.phases > 1 for axis in field.axes)), "")
    whole = [place for place, (_, field) in enumerate(fields) if field.seen == 1]
    partly = [place for place, (_, field) in enumerate(fields) if field.seen < 1]
    remarks = []
    if not whole:
        name, most = max(fields, key=lambda each: each[1].seen)
        remarks.append(f"no cell sees the whole input; the most is {percent_text(most.seen, 1)}, by {name}")
    elif not partly or whole[0] > partly[-1]:
        remarks.append(f"a cell sees the whole input from {fields[whole[0]][0]} on")
    else:
        later = f", and in every row from {fields[partly[-1] + 1][0]} on" if partly[-1] < len(fields) - 1 else ""
        remarks.append(f"a cell sees the whole input first in {fields[whole[0]][0]}{later}")
    if different:
        remarks.append(
            f"from {different} on fields differ from cell to cell: shown are the largest, the mean jump, and the offset"
            " of the first"
        )
    return remarks
