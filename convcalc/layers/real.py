"""Which products of a window meet a cell of the input, and which the zeros around it.

Along one axis tap t of window i stands on cell S*i + d*t of the padded axis. The pairs (i, t) that stand on a cell of
the input are counted here in closed form, so that a large map costs no more than a small one. Of names without values
nothing is told, except where they are traced at a point (``algebra.tracing``).
Derived here; the reference counts the same by running a layer on ones, and a test by listing the pairs.
"""

from __future__ import annotations

from typing import Any, cast

from convcalc.algebra.sym import Sym, Undecided, ceil_div, least, most
from convcalc.algebra.tracing import tracing
from convcalc.layers.window import Axis, crop, sides


def pairs_within(size: Any, positions: int, axis: Axis) -> int:
    """Along one axis the pairs of a window and a tap that stand on the input."""
    before: Any = sides(size, axis)[0]
    return pairs_between(before, before + size, positions, axis)


def pairs_kept(size: Any, kept: int, axis: Axis) -> int:
    """Along one axis of a transposed convolution the pairs of an input and a tap that fall on the output."""
    before: Any = crop(size, axis)[0]
    return pairs_between(before, before + kept, size, axis)


def pairs_between(start: int, end: int, positions: int, axis: Axis) -> int:
    """How many pairs of a position and a tap stand on cells from ``start`` up to, but not including, ``end``."""
    open_ = any(isinstance(each, Sym) and each.value is None for each in (start, end, positions, *axis))
    if open_ and not tracing():
        raise Undecided
    return _pairs_before(end, positions, axis) - _pairs_before(start, positions, axis)


def _pairs_before(end: int, positions: int, axis: Axis) -> int:
    """How many pairs stand before a cell: for position i that is (end - S*i)/d rounded up, from 0 to F.

    The first positions have all their taps before the cell, the last ones none; between them the number falls evenly.
    """
    kernel, stride, _, dilation = cast(tuple[int, int, Any, int], axis)
    whole: Any = least(most(_up(end - dilation * (kernel - 1), stride), 0), positions)
    some: Any = least(most(_up(end, stride), 0), positions)
    last = end - stride * (some - 1)
    found = kernel * whole + sum_of_floors(some - whole, stride, last + dilation - 1, dilation)
    return cast(int, found)


def _up(cells: int, stride: int) -> int:
    return cast(int, ceil_div(cells, stride))


def sum_of_floors(count: int, step: int, first: int, divisor: int) -> int:
    """The sum of (first + step*j)/divisor rounded down, j from 0 to count - 1, in logarithmic time.

    Whole parts are taken out, then the points under the line are counted from its other side, as Euclid's algorithm
    goes on with the remainder.
    """
    found = 0
    while not (isinstance(divisor, int) and divisor == 1):
        if not count > 0:
            return found
        found += count * (count - 1) // 2 * (step // divisor) + count * (first // divisor)
        step, first = _rest(step, divisor), _rest(first, divisor)
        reach = step * count + first
        count, first = reach // divisor, _rest(reach, divisor)
        step, divisor = divisor, step
    return found + count * (count - 1) // 2 * step + count * first


def _rest(number: int, divisor: int) -> int:
    """What is left of a division; a formula has no % of its own."""
    return number - number // divisor * divisor
