"""Windows placed and products spread one by one: what the formulas of the layers must come to."""

from collections import Counter
from fractions import Fraction
from itertools import product
from math import ceil, floor


def places(size, kernel, stride=1, before=0, after=0, dilation=1, ceil_mode=False):
    """Where the windows of an axis start.

    They start before the padding and move by the stride for as long as they fit. In ceil mode, as PyTorch clips it,
    the last may go off the end by less than a stride, if it starts inside the input or before it.
    """
    starts = []
    end = size + after
    reach = (kernel - 1) * dilation + 1
    start = -before
    while start + reach <= end or (ceil_mode and start + reach < end + stride and start < size):
        starts.append(start)
        start += stride
    return starts


def convolution(windows, taps, depth, out, groups=1, bias=True):
    """The operations of a convolution, output value by output value; ``windows`` and ``taps`` are numbers an axis."""
    ledger = Counter(bias_sums=0)
    for _ in product(product(*map(range, windows)), range(out)):
        for channel in range(depth // groups):
            for tap in product(*map(range, taps)):
                ledger["multiplications"] += 1
                ledger["accumulations"] += any(tap)
            ledger["cross_accumulations"] += channel > 0
        ledger["bias_sums"] += bias
    return ledger


def transposed(size, kernel, stride, dilation, depth=1, out=1, groups=1):
    """The operations of a transposed convolution and its uncropped size along each axis.

    Each input value is multiplied by each tap and spread over a canvas; a product that meets another in its channel is
    an accumulation, and the channels of a group are then laid over each other.
    """
    ledger = Counter(accumulations=0, cross_accumulations=0)
    for _ in range(out):
        joined = set()
        for _ in range(depth // groups):
            canvas = set()
            for place in product(product(*map(range, size)), product(*map(range, kernel))):
                cell = tuple(s * i + d * t for i, t, s, d in zip(*place, stride, dilation))
                ledger["multiplications"] += 1
                ledger["accumulations"] += cell in canvas
                canvas.add(cell)
            ledger["cross_accumulations"] += len(joined & canvas)
            joined |= canvas
    return ledger, tuple(max(axis) + 1 for axis in zip(*joined))


def adaptive_windows(size, out):
    """The lengths of PyTorch's adaptive windows: from floor(i*W/O) to ceil((i+1)*W/O)."""
    step = Fraction(size, out)
    return [ceil((i + 1) * step) - floor(i * step) for i in range(out)]
