"""What running a network needs, and the largest input that stays within a budget."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from convcalc.architecture.graph import Graph
from convcalc.errors import ConvcalcError
from convcalc.layers.conv import Conv, ConvTranspose
from convcalc.layers.norm import LRN
from convcalc.layers.pool import AdaptiveAvgPool
from convcalc.layers.window import Windowed, effective, sides, transposed
from convcalc.network import Network
from convcalc.numeric.forward import last_uses
from convcalc.numeric.windows import BLOCK
from convcalc.report import Report
from convcalc.rows import Row
from convcalc.shape import Shape

QUICK = 5 * 10**9  # about a second: a larger network is run on a smaller input unless it is asked for in full
BEARABLE = 2 * 10**10  # a few seconds: the smallest input may take that, where none is quick and its own is too large
PATIENT = 2 * 10**11  # about a minute: one that no smaller input makes quick is run as it is up to here
BYTES = 4  # of a value
SCRATCH = 2 * BLOCK * BYTES  # a block of windows, and the same as a matrix
PASS = 2_000  # operations that a loop over taps, groups or cells costs each time, whatever it works on
ERF = 100  # operations that an error function costs, which is worked value by value
CGROUP = Path("/sys/fs/cgroup")


def work(row: Row) -> Any:
    """How much a row is to run: its operations, the values that it reads and writes, and the loops over them."""
    values = sum(map(_size, row.inputs)) + _size(row.output)
    return sum(row.ops.values()) + ERF * row.ops.get("error_functions", 0) + values + PASS * _passes(row)


def _passes(row: Row) -> int:
    """How often the reference goes through a loop of its own for a row."""
    layer: Any = row.layer
    if isinstance(layer, AdaptiveAvgPool):
        return math.prod(row.output.spatial)  # type: ignore[arg-type]
    if not isinstance(layer, Windowed):
        return 1
    cells: Any = layer.cells(row.inputs[0])
    return int(cells * getattr(layer, "groups", 1))


def in_all(report: Report) -> int:
    """How much a network is to run."""
    return sum(map(work, report.rows))


def quick(report: Report) -> bool:
    """Whether a network is run in a moment."""
    return in_all(report) <= QUICK


def memory_needed(graph: Graph, report: Report) -> int:
    """The most bytes that are in use at once, rather too many than too few; rows that are not there are not run.

    While a row is run and counted there are the values that later rows need, its weights, and a few copies of its
    input with its padding, and of its output.
    """
    lasts = last_uses(graph)
    sizes: list[int] = [_size(report.inputs[0])]
    kept, peak = sizes[0], 0
    for place, (node, row) in enumerate(zip(graph.nodes, report.rows), 1):
        sizes.append(_size(row.output))
        kept += sizes[place]
        peak = max(peak, kept + working(row))
        kept -= sum(sizes[used] for used in {*node.inputs, place} if lasts.get(used, 0) <= place)
    return peak * BYTES + SCRATCH


def _size(shape: Shape) -> Any:
    return shape.size


def working(row: Row) -> Any:
    """The values that a row takes while it is run, besides its inputs and its output."""
    layer: Any = row.layer
    arrays = row.parameters + row.statistics
    values = 3 * sum(map(_size, row.inputs)) + 5 * _size(row.output)
    if isinstance(layer, LRN):  # zeros stand around the channels
        values += row.inputs[0].size + math.prod(row.inputs[0].spatial) * layer.size
    if "error_functions" in row.ops:
        values += 16 * _size(row.output)  # objects of Python on the way
    if isinstance(layer, Windowed):
        values += 3 * max(_canvas(layer, x, row.output) for x in row.inputs)
    if isinstance(layer, Conv):
        window = layer.cells(row.inputs[0]) * row.inputs[0].channels
        values += arrays + 2 * window * math.prod(row.output.spatial[1:])
    return arrays + values


def _canvas(layer: Windowed, x: Shape, y: Shape) -> Any:
    """The cells of a map with its padding; of a transposed convolution those before anything is cropped."""
    axes: Sequence[Any] = layer.axes(x)
    spatial: Any = x.spatial
    reach: list[Any] = [effective(axis.kernel, axis.dilation) for axis in axes]
    if isinstance(layer, ConvTranspose):
        lengths: list[Any] = [transposed(size, axis._replace(padding=0), 0) for size, axis in zip(spatial, axes)]
        return math.prod(lengths) * y.channels
    padding: list[Any] = [sum(sides(size, axis)) for size, axis in zip(spatial, axes)]
    beyond = reach if getattr(layer, "ceil", False) else [0] * len(reach)
    return math.prod(map(sum, zip(spatial, padding, beyond))) * x.channels


def memory_free() -> int:
    """The bytes that are free: on the machine, or in the container or the process where these have limits."""
    import psutil

    free = int(psutil.virtual_memory().available)
    return max(0, min([free, *_container_limit(), *_process_limit(psutil.Process().memory_info().vms)]))


def _container_limit() -> list[int]:
    try:
        limit = (CGROUP / "memory.max").read_text().strip()
        return [] if limit == "max" else [int(limit) - int((CGROUP / "memory.current").read_text())]
    except (OSError, ValueError):
        return []


def _process_limit(used: int) -> list[int]:
    """What ``ulimit -v`` leaves to this process."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return []
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return [] if limit == resource.RLIM_INFINITY else [limit - used]


def bearable(report: Report) -> bool:
    """Whether a network is run in a few seconds."""
    return in_all(report) <= BEARABLE


def patient(report: Report) -> bool:
    """Whether a network is run in about a minute."""
    return in_all(report) <= PATIENT


def smaller(network: Network, x: Shape, allowed: Callable[[Report], bool], *, smallest: bool = False) -> Shape | None:
    """The largest of some smaller inputs that the network takes and that is allowed, or the smallest of them.

    None where there is none.
    """
    for candidate in sorted(candidates(x)) if smallest else candidates(x):
        try:
            if allowed(network.evaluate(candidate)):
                return candidate
        except ConvcalcError:
            continue  # it does not fit
    return None


def candidates(x: Shape) -> Iterator[Shape]:
    """Smaller inputs of the same form, the largest first: sixteenths of the size, and multiples of 32 cells.

    There are also those that are so many cells shorter: without padding a network may take no others.
    """
    spatial: Any = x.spatial
    if not spatial:
        return
    longest = max(spatial)
    lengths = {longest * part // 16 for part in range(1, 16)} | set(range(32, min(longest, 1024), 32))
    lengths |= set(range(longest % 32, min(longest, 1024), 32))
    for length in sorted(lengths - {0, longest}, reverse=True):
        yield Shape((*(max(1, size * length // longest) for size in spatial), x.channels))
