"""The grid of a sweep: a network, and the values that its symbols and the names of its input take together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any, NamedTuple

from convcalc.errors import UsageError
from convcalc.layers.fields import shown
from convcalc.sweeping.values import parts_of, values_of

# What a point is measured by; accumulations and operations follow a convention.
QUANTITIES = ("parameters", "multiplications", "accumulations", "bias_sums", "operations")
MOST_AXES = 20


class Axis(NamedTuple):
    """A symbol, or a name of the input, and the exact values that it takes: whole numbers, fractions, truths, words.

    The values of a range are worked out when they are asked for, so that a million of them cost no memory.
    """

    name: str
    values: Sequence[Any]

    @property
    def is_numeric(self) -> bool:
        """Whether the values are numbers, so that one is larger than another; of a range that is known unseen."""
        listed = [each for part in parts_of(self.values) if isinstance(part, tuple) for each in part]
        return all(isinstance(value, (int, Fraction)) and not isinstance(value, bool) for value in listed)


class Grid(NamedTuple):
    """A network by its name or path, and its axes, of which the last varies fastest.

    ``shape`` is an input in place of the file's; names of axes may stand in it: HxWx3.
    """

    network: str
    axes: tuple[Axis, ...]
    shape: str = ""

    @property
    def size(self) -> int:
        """How many points there are; a grid without axes has one."""
        return prod(len(axis.values) for axis in self.axes)

    def point(self, index: int) -> dict[str, Any]:
        """What the names stand for at a point, counted from 0."""
        found: dict[str, Any] = {}
        for axis in reversed(self.axes):
            index, place = divmod(index, len(axis.values))
            found[axis.name] = axis.values[place]
        return {axis.name: found[axis.name] for axis in self.axes}

    def points(self) -> Iterator[dict[str, Any]]:
        """All points, one after the other."""
        return map(self.point, range(self.size))

    @property
    def varying(self) -> tuple[Axis, ...]:
        """The axes that have more than one value."""
        return tuple(axis for axis in self.axes if len(axis.values) > 1)


def set_text(values: Mapping[str, Any]) -> str:
    """What names stand for, in words."""
    return ", ".join(f"{name} = {shown(value)}" for name, value in values.items())


def axes_of(written: Mapping[str, str], option: str = "--set") -> tuple[Axis, ...]:
    """The axes of values as they are written: ``{"alpha": "0.25,0.5", "resolution": "128..224..32"}``.

    Raises a UsageError that names the symbol whose values cannot be read.
    """
    if len(written) > MOST_AXES:
        raise UsageError(f"{option} has {len(written)} names: the limit is {MOST_AXES}", hint="fewer of them")
    return tuple(Axis(name, values_of(name, text, option)) for name, text in written.items())
