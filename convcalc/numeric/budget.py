"""What running a network needs, and the largest input that stays within a budget."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from convcalc.architecture.graph import Graph
from convcalc.errors import ConvcalcError
from convcalc.network import Network
from convcalc.numeric.forward import last_uses
from convcalc.numeric.windows import BLOCK
from convcalc.report import Report, Row
from convcalc.shape import Shape

QUICK = 5 * 10**9  # about a second: a larger network is run on a smaller input unless it is asked for in full
PATIENT = 2 * 10**11  # about a minute: one that takes no smaller input is run as it is up to here
BYTES = 4  # of a value
SCRATCH = 2 * BLOCK * BYTES  # a block of windows, and the same as a matrix
CGROUP = Path("/sys/fs/cgroup")


def memory_needed(graph: Graph, report: Report) -> int:
    """The most bytes that are in use at once, a little more than less.

    While a row is run and counted there are the values that later rows need, its weights, and a few copies of its
    input (padded) and of its output (for each kind of count).
    """
    lasts = last_uses(graph)
    sizes: list[int] = [_size(report.inputs[0])]
    kept, peak = sizes[0], 0
    for place, (node, row) in enumerate(zip(graph.nodes, report.rows, strict=True), 1):
        sizes.append(_size(row.output))
        kept += sizes[place]
        peak = max(peak, kept + _working(row))
        kept -= sum(sizes[used] for used in {*node.inputs, place} if lasts.get(used, 0) <= place)
    return peak * BYTES + SCRATCH


def _size(shape: Shape) -> Any:
    return shape.size


def _working(row: Row) -> Any:
    """The values that a row takes while it is run, besides its inputs and its output."""
    arrays = row.parameters + row.statistics
    return arrays + 3 * sum(map(_size, row.inputs)) + 5 * _size(row.output)


def memory_free() -> int:
    """The bytes that are free: on the machine, or in the container where that has a limit of its own."""
    import psutil

    free = int(psutil.virtual_memory().available)
    try:
        limit = (CGROUP / "memory.max").read_text().strip()
        used = int((CGROUP / "memory.current").read_text())
        return min(free, int(limit) - used) if limit != "max" else free
    except (OSError, ValueError):
        return free


def work(row: Row) -> Any:
    """How much a row is to run: its operations, and the values that it reads and writes."""
    return sum(row.ops.values()) + sum(map(_size, row.inputs)) + _size(row.output)


def quick(report: Report) -> bool:
    """Whether a network is run in a moment."""
    return in_all(report) <= QUICK


def in_all(report: Report) -> int:
    """How much a network is to run."""
    return sum(map(work, report.rows))


def smaller(network: Network, x: Shape, allowed: Callable[[Report], bool]) -> Shape | None:
    """The largest of some smaller inputs that the network takes and that is allowed; None where there is none."""
    for candidate in candidates(x):
        try:
            if allowed(network.evaluate(candidate)):
                return candidate
        except ConvcalcError:
            continue  # it does not fit
    return None


def candidates(x: Shape) -> Iterator[Shape]:
    """Smaller inputs of the same form, the largest first: sixteenths of the size, and multiples of 32 cells."""
    spatial: Any = x.spatial
    if not spatial:
        return
    longest = max(spatial)
    sides = {longest * part // 16 for part in range(1, 16)} | set(range(32, min(longest, 1024), 32))
    for side in sorted(sides - {0, longest}, reverse=True):
        yield Shape((*(max(1, size * side // longest) for size in spatial), x.channels))
