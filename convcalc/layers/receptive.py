"""The receptive field: which cells of the input an output cell can depend on, axis by axis.

Letters: r the size of the field, j the jump (how far the fields of neighbouring cells lie apart), both in pixels of the
input; start the first pixel of the first cell's field, below 0 where it lies in the padding.

A layer says in a ``Reading`` which cells of its own input it reads. The recurrences are those of Araujo, Norris and
Sim 2019, 'Computing receptive fields of convolutional neural networks' (Distill), written from the input on:
r_out = r_in + (F_eff - 1)*j_in, j_out = j_in*S, start_out = start_in - P*j_in. Behind an upsampling the cells of a map
differ: their fields repeat after so many cells, the phases, and each phase is followed by itself, so that nothing is
estimated. A field is an extent, as it is away from the border: what strides and dilations leave out within it counts
as seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import gcd, lcm
from typing import Any, NamedTuple

from convcalc.algebra.sym import Dim, let, ratio
from convcalc.errors import Fault
from convcalc.shape import AXES

MOST_PHASES = 256


class Field(NamedTuple):
    """The receptive field of the first cell along one axis, and the ``jump`` to the next cell's."""

    size: Any
    jump: Any
    start: Any


class Reading(NamedTuple):
    """Which cells an output cell reads along one axis: so many ``cells``, the first ``before`` its own place.

    Of these it reads the first, and those that lie a multiple of ``apart`` from it. Its place moves by ``step`` with
    ``period`` output cells. Where that is more than one, ``phase`` gives (before, cells) of each of them; ``cells`` is
    then the most that one reads, ``before`` that of the first.
    """

    before: Dim = 0
    cells: Dim = 1
    step: Dim = 1
    period: Dim = 1
    phase: Callable[[int], tuple[int, int]] | None = None
    apart: Any = 1


class AxisField(NamedTuple):
    """The receptive field of a row along one axis, in pixels of the input.

    ``size`` is the largest of all cells, ``jump`` from a cell to the next, ``start`` and ``offset`` the first pixel and
    the centre of the first cell's field. Where the fields differ from cell to cell, they repeat after so many
    ``phases``, and the jump is that on the average. ``seen`` is the largest share of the axis that one cell sees.
    """

    size: int
    jump: Fraction
    start: int
    offset: Fraction
    phases: int
    seen: Fraction


class ReceptiveField(NamedTuple):
    """The receptive field of a row: its axes, and the largest share of the whole input that one cell sees."""

    axes: tuple[AxisField, ...]
    seen: Fraction

    def as_dict(self) -> dict[str, Any]:
        """As JSON can hold it: whole numbers as they are, fractions as text such as 1/2."""
        axes = [{name: _plain(value) for name, value in axis._asdict().items()} for axis in self.axes]
        letters = AXES[len(axes)]
        return {"axes": [{"axis": letter, **axis} for letter, axis in zip(letters, axes)], "seen": _plain(self.seen)}


def _plain(value: int | Fraction) -> int | str:
    return value.numerator if value.denominator == 1 else str(value)


Seen = tuple[Field, ...]  # one axis: a field for each phase, its jump that from one period to the next
PIXEL = Field(1, 1, 0)
OWN = Reading()
ONE_FOR_ALL = Reading(step=0)  # the only cell there is, for every place


def everything(size: Dim) -> Reading:
    """Every output cell reads the whole axis."""
    return Reading(cells=size, step=0)


def grown(field: Field, reading: Reading) -> Field:
    """The recurrences, on numbers or names: r + (F_eff - 1)*j, j*S, start - P*j; the jump is shared by a period."""
    jump = field.jump * reading.step
    return Field(
        field.size + (reading.cells - 1) * field.jump,
        jump if isinstance(reading.period, int) and reading.period == 1 else ratio(jump, reading.period),
        field.start - reading.before * field.jump,
    )


def offset(field: Field) -> Any:
    """The centre of the first cell's field, start + (r - 1)/2, in pixels."""
    return field.start + ratio(field.size - 1, 2)


def quantities(field: Field, reading: Reading, suffix: str = "") -> dict[str, Any]:
    """The field behind a layer by name, for a working: r_out, j_out, start_out and offset_out, the first centre.

    ``suffix`` tells the names of one axis from those of another. Where the cells differ, r is the most that one of them
    sees, called ``r_out at most``, and there is no offset.
    """
    out = grown(field, reading)
    at_most = " at most" if reading.phase else ""
    named = {f"r_out{suffix}{at_most}": out.size, f"j_out{suffix}": out.jump, f"start_out{suffix}": out.start}
    worked = Field(*(let(called, dim) for called, dim in named.items()))
    return named if reading.phase else {**named, f"offset_out{suffix}": offset(worked)}


def through(seen: Seen, reading: Reading) -> Seen:
    """What is seen through a layer that reads so. Raises a Fault where the phases are too many."""
    first = seen[0]
    if len(seen) == 1 and first.jump == 0:
        return seen
    if len(seen) == 1 and reading.phase is None:
        return (grown(first, reading),)
    step: Any = reading.step
    repeats = len(seen) // gcd(len(seen), step)
    places = [(turn, place) for turn in range(repeats) for place in range(_checked(reading.period, repeats))]
    jump = first.jump * step * repeats // len(seen)
    own: Any = (reading.before, reading.cells)
    read = [(turn * step, *(reading.phase(place) if reading.phase else own)) for turn, place in places]
    wide = {count: _swept(seen, count, reading.apart) for count in {count for _, _, count in read}}
    return _reduced(tuple(cell(wide[count], moved - before)._replace(jump=jump) for moved, before, count in read))


def cell(seen: Seen, place: int) -> Field:
    """The field of one cell, wherever it lies; its jump is that to the same phase of the next period."""
    turn, phase = divmod(place, len(seen))
    size, jump, start = seen[phase]
    return Field(size, jump, start + turn * jump)


def hull(fields: Iterable[Field]) -> Field:
    """The extent of several fields together; one of size 0, which sees nothing, adds nothing."""
    fields = list(fields)
    some = [field for field in fields if field.size] or fields[:1]
    start = min(field.start for field in some)
    return Field(max(field.start + field.size for field in some) - start, fields[0].jump, start)


def _swept(seen: Seen, count: int, apart: int) -> Seen:
    """For each phase what the cells that are ``apart`` see together, of ``count`` cells that begin with it.

    Twice as many cells at each turn, so that a wide window takes few of them.
    """
    if count == 0:
        return tuple(field._replace(size=0) for field in seen)
    if len(seen) == 1:
        return (grown(seen[0], Reading(cells=count)),)
    if count == 1:
        return seen
    half = ((count - 1) // apart + 1) // 2 * apart  # where the second half begins
    first = _swept(seen, half - apart + 1, apart)
    pairs = ([first[place], cell(first, place + half), cell(seen, place + count - 1)] for place in range(len(seen)))
    return tuple(map(hull, pairs))


def _checked(*factors: Any) -> int:
    """The first factor, where the phases of a map, the product of all, are few enough to be followed one by one."""
    phases = factors[0] * factors[1]
    if phases > MOST_PHASES:
        raise Fault(
            f"the receptive fields of its cells repeat only after {phases:,} cells, and at most {MOST_PHASES} of them "
            "are followed one by one",
            "no receptive field, or a smaller factor of upsampling",
        )
    return factors[0]  # type: ignore[no-any-return]


def _reduced(seen: Seen) -> Seen:
    """One phase where all of them are the same field moved on evenly."""
    first, phases = seen[0], len(seen)
    if first.jump % phases:
        return seen
    step = first.jump // phases
    even = all(field.size == first.size and field.start == first.start + k * step for k, field in enumerate(seen))
    return (first._replace(jump=step),) if even else seen


def rate(seen: Seen) -> Fraction:
    """The jump from a cell to the next, on the average of the phases."""
    return Fraction(seen[0].jump, len(seen))


def centre(seen: Seen) -> Fraction:
    """Where the field of the first cell has its centre, on the average of the phases; 0 where nothing is seen."""
    centres = [offset(field) - k * rate(seen) for k, field in enumerate(seen) if field.size]
    return sum(centres, Fraction(0)) / max(len(centres), 1)


def union(paths: list[Seen]) -> Seen:
    """The extent of paths whose jumps agree, phase by phase. Raises a Fault where the phases are too many."""
    phases = lcm(*map(len, paths))
    _checked(phases, 1)
    jump = paths[0][0].jump * phases // len(paths[0])
    return _reduced(tuple(hull(cell(path, k) for path in paths)._replace(jump=jump) for k in range(phases)))


def ends(seen: Seen, size: int) -> Field:
    """What all the ``size`` cells of a map see together: a field that is the same for every cell."""
    cells = min(size, len(seen))
    some = [cell(seen, k) for k in (*range(cells), *range(size - cells, size))]
    return hull(some)._replace(jump=0)


def overlap(field: Field, first: int, last: int) -> int:
    """How many of the pixels from ``first`` to ``last`` a field covers."""
    return max(min(field.start + field.size - 1, last) - max(field.start, first) + 1, 0)  # type: ignore[no-any-return]


def most_seen(seen: Seen, size: int, first: int, last: int, always: Field | None = None) -> int:
    """The most of the pixels from ``first`` to ``last`` that one of the ``size`` cells of a map covers.

    Of each phase it is a cell whose field lies about the middle of these pixels; where every cell ``always`` sees a
    field besides, it may be one at an end of that or of these pixels.
    """
    best = 0
    for phase, field in enumerate(seen[:size]):
        highest = (size - phase - 1) // len(seen)
        starts = [(first + last + 1 - field.size) // 2]
        if always:
            ends_at = (always.start + always.size, last + 1)
            starts += [first, always.start, *(end - field.size for end in ends_at)]
        near = [(start - field.start) // field.jump if field.jump else 0 for start in starts]
        turns = {min(max(turn, 0), highest) for each in near for turn in (each, each + 1)}
        moved = (field._replace(start=field.start + turn * field.jump) for turn in turns)
        best = max([best, *(overlap(together(each, always), first, last) for each in moved)])
    return best


def together(field: Field, always: Field | None) -> Field:
    """A field with one that every cell sees besides, where there is one."""
    return hull([field, always]) if always else field
