"""Memory as a table shows it: the columns, what they rest on, the totals, and what is alive at the peak."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from convcalc.algebra.sym import Dim, is_zero
from convcalc.algebra.writing import text
from convcalc.layers.fields import differs
from convcalc.layers.resize import MaxUnpool
from convcalc.report import Report
from convcalc.rows import Row, Total
from convcalc.shape import Shape
from convcalc.storage import BINARY_UNITS, UNITS, Footprint, Peak, Tensor, bytes_of, bytes_text, size_text

MOST_TENSORS = 6  # of those that are alive at the peak
MOST_PEAKS = 3  # of the rows that may have it


def _parameter_bytes(row: Row | Total) -> Dim:
    return bytes_of(row.parameters, row.memory.bits) if row.memory else 0


def _of_memory(quantity: str) -> Callable[[Row | Total], Dim]:
    return lambda row: getattr(row.memory, quantity)


# The key, the header, and the value of a row; what is alive has no sum.
MEMORY_COLUMNS: tuple[tuple[str, str, Callable[[Any], Any]], ...] = (
    ("parameter_bytes", "Parameter bytes", _parameter_bytes),
    ("activations", "Activations", _of_memory("activations")),
    ("activation_bytes", "Activation bytes", _of_memory("activation_bytes")),
    ("live", "Live bytes", _of_memory("live_bytes")),
)


def memory_captions(report: Report) -> list[str]:
    """What the bytes rest on, and what is taken to be alive."""
    footprint = report.footprint
    if footprint is None:
        return []
    over = "in place, over an input that nothing else needs: activations, normalisations but lrn, sums and products"
    return [
        f"memory: values of {footprint.dtype}, {size_text(footprint.bits)} each"
        f"{', activations of the whole batch' if report.batch > 1 else ''}; "
        f"1 MB = {UNITS['MB']:,} bytes, 1 MiB = {BINARY_UNITS['MiB']:,}",
        "live bytes of a row: its inputs, its output, and what a later row reads (results to the end), without"
        f" parameters; {over if footprint.in_place else 'nothing in place'}; flatten, reshape, identity and dropout"
        f" move nothing; concat copies{_places(report)}",
    ]


def _places(report: Report) -> str:
    """Where there is unpooling, that the places it puts values back to are kept for it."""
    unpooled = any(row.type == MaxUnpool.word for row in report.rows)
    return "; the places of a pooling, a number each, until they are unpooled" if unpooled else ""


def memory_remarks(report: Report) -> list[str]:
    """The totals, each with what it is the total of."""
    footprint, total = report.footprint, report.total
    if footprint is None or total.memory is None:
        return []
    written = bytes_text(bytes_of(footprint.written, footprint.bits))
    return [
        f"parameters: {bytes_text(_parameter_bytes(total))}{_statistics(total, footprint)}",
        f"activations: {bytes_text(total.memory.activation_bytes)}, the outputs of all rows added up",
        f"if nothing were freed: {written}, the input and every output that has memory of its own",
        *_peaks(footprint, total.memory.live_bytes),
    ]


def _statistics(total: Total, footprint: Footprint) -> str:
    """The bytes of what is recorded, where there is any."""
    if is_zero(total.statistics):
        return ""
    return f"; running means and variances: {bytes_text(bytes_of(total.statistics, footprint.bits))}"


def _peaks(footprint: Footprint, most: Dim) -> list[str]:
    """Where the most is alive and what that is; where that depends on names, the first rows that may have it."""
    if len(footprint.peaks) == 1:
        peak = footprint.peaks[0]
        more = f" and {peak.rows - 1:,} more row{'s' * (peak.rows > 2)}" if peak.rows > 1 else ""
        return [f"peak: {bytes_text(most)} at {peak.row}{more}, where {_alive(peak)}"]
    rows = [f"  {peak.row}: {text(peak.values)} values, where {_alive(peak)}" for peak in footprint.peaks[:MOST_PEAKS]]
    left = len(footprint.peaks) - MOST_PEAKS
    rows += [f"  and {left:,} other rows"] if left > 0 else []
    return ["peak: in which row depends on the names, and numbers settle it; it may be", *rows]


def _alive(peak: Peak) -> str:
    """The tensors that are alive, the largest where there are many."""
    tensors = list(peak.tensors)
    if len(tensors) > MOST_TENSORS and all(isinstance(each.values, int) for each in tensors):
        tensors = sorted(tensors, key=lambda each: each.values, reverse=True)
    shown = " + ".join(f"{each.name} {each.shape}" for each in tensors[:MOST_TENSORS])
    left = len(tensors) - MOST_TENSORS
    verb = "is" if len(tensors) == 1 else "are"
    return f"{shown}{f' + {left:,} more' if left > 0 else ''} {verb} alive{_channels(peak.tensors)}"


def _channels(tensors: tuple[Tensor, ...]) -> str:
    """The channels of maps of one size: 64 + 256 + 256 channels of 56x56."""
    axes = tensors[0].shape.spatial
    if not 1 < len(tensors) <= MOST_TENSORS or not axes or any(differs(each.shape.spatial, axes) for each in tensors):
        return ""
    channels = " + ".join(text(each.shape.channels) for each in tensors)
    return f": {channels} channels of {Shape(axes)}"
