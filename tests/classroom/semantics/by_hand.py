"""Layers on one axis, cell by cell: what a framework's run is held against.

``worked`` takes a layer of the catalogue as a framework's rules read it, and uses nothing of it but its fields: where
the first window starts, how far the windows move, what is cropped.
"""

from fractions import Fraction
from math import inf, nan


def worked(layer, values, size, counts_zeros=True):
    """The output values, ``size`` of them, of a layer on one axis, its weights being 1, 10, 100 ..."""
    before, after = sides(layer, len(values))
    cells = [None] * before + list(values) + [None] * after
    starts = [layer.stride * place for place in range(size)]
    taps = [layer.dilation * tap for tap in range(layer.kernel)]
    if layer.word == "conv_transpose":
        return spread(values, layer, before, size)
    windows = [[seen(cells, start + tap, len(cells)) for tap in taps] for start in starts]
    if layer.word == "conv":
        return [sum(10**tap * (cell or 0) for tap, cell in enumerate(window)) for window in windows]
    if layer.word == "maxpool":
        return [max((cell for cell in window if isinstance(cell, int)), default=-inf) for window in windows]
    return [mean(window, counts_zeros) for window in windows]


def seen(cells, place, end):
    """A cell of the padded input; the word ``outside`` behind it, where a window in ceil mode may reach."""
    return cells[place] if place < end else "outside"


def mean(window, counts_zeros):
    """The mean of the input's cells, or of these and the zeros around them."""
    known = [cell for cell in window if isinstance(cell, int)]
    counted = [cell for cell in window if cell != "outside"] if counts_zeros else known
    return Fraction(sum(known), len(counted)) if counted else nan


def spread(values, layer, before, size):
    """A transposed convolution: every value times every weight, on the cell where it falls."""
    found = [0] * size
    for place, value in enumerate(values):
        for tap in range(layer.kernel):
            at = place * layer.stride + tap * layer.dilation - before
            if 0 <= at < size:
                found[at] += value * 10**tap
    return found


def sides(layer, size):
    """The zeros (or cells cropped) on both sides: TensorFlow's rule for ``same``, else what the field says."""
    reach = (layer.kernel - 1) * layer.dilation + 1
    if layer.padding == "same" and layer.word == "conv_transpose":
        total = max(reach - layer.stride, 0)
        return total // 2, total - total // 2
    if layer.padding == "same":
        total = max((-(-size // layer.stride) - 1) * layer.stride + reach - size, 0)
        return total // 2, total - total // 2
    if layer.padding in ("valid", "full"):
        each = 0 if layer.padding == "valid" else reach - 1
        return each, each
    padding = layer.padding[0] if isinstance(layer.padding, tuple) else layer.padding
    return padding if isinstance(padding, tuple) else (padding, padding)


def outcome(word, size, semantics, **fields):
    """What a framework's rules give on an axis of so many cells: the outcome, or None where they refuse the layer."""
    from convcalc.classroom.semantics import under
    from convcalc.errors import ShapeError
    from convcalc.network import layer

    given = {"out": 1, "bias": False} if word.startswith("conv") else {}
    try:
        return under(layer(word, **given, **fields), f"{size}x1", semantics=semantics)
    except ShapeError:
        return None
