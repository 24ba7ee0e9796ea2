"""How fast a million points of MobileNet are worked out, as ratios of one run: ``python tests/benchmarks/sweep.py``.

A thousand width multipliers, each with a thousand resolutions; parameters and multiplications of all 28 layers. Beside
convcalc's arrays: (a) the same written down by hand for NumPy, once on one array of a million points, once on pieces of
as many points as convcalc's, once on a column of multipliers and a row of resolutions; (b) a loop of single
evaluations, the file read once, timed on some of the points. The numbers of (a) are compared with convcalc's at every
point, those of (b) at its points. Then all five quantities to files. No time is asserted here: machines are noisy.
"""

from __future__ import annotations

import importlib.util
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from convcalc.architecture.library import find
from convcalc.architecture.reading import read
from convcalc.network import network_of
from convcalc.sweeping.arrays.boxes import SIZE
from convcalc.sweeping.arrays.cover import chunks
from convcalc.sweeping.grid import QUANTITIES, Axis, Grid
from convcalc.sweeping.streaming.write import write
from convcalc.sweeping.values import Steps

ROUNDS = 7
SINGLE = 300  # points of the loop
PARTS = 1000  # of 1, the step of the width multiplier
GRID = Grid(
    "mobilenet",
    (
        Axis("alpha", Steps(Fraction(32, PARTS), Fraction(1, PARTS), 1000)),
        Axis("resolution", Steps(32, 1, 1000)),
    ),
)
COUNTS = ("parameters", "multiplications")


def by_hand(thousandths: Any, resolution: Any) -> tuple[Any, Any]:
    """The parameters and multiplications of MobileNet, Howard et al. 2017, table 1, with int64 arrays."""
    depths = [thousandths * depth // PARTS for depth in (32, 64, *[128] * 2, *[256] * 2, *[512] * 6, *[1024] * 2)]
    strides = (1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1)
    side = (resolution + 1) // 2
    parameters = 27 * depths[0] + 2 * depths[0]
    multiplications = 27 * depths[0] * side * side
    for stride, before, after in zip(strides, depths[:-1], depths[1:], strict=True):
        side = (side + stride - 1) // stride
        parameters = parameters + 9 * before + 2 * before + before * after + 2 * after
        multiplications = multiplications + (9 * before + before * after) * side * side
    return parameters + 1000 * depths[-1] + 1000, multiplications + 1000 * depths[-1]


def in_pieces(thousandths: Any, resolution: Any) -> None:
    """The same by hand, a piece at a time, as a program of bounded memory would."""
    for start in range(0, len(thousandths), SIZE):
        by_hand(thousandths[start : start + SIZE], resolution[start : start + SIZE])


def on_arrays() -> None:
    """The same with convcalc, from its file on."""
    for _ in chunks(GRID, COUNTS):
        pass


def best(work: Callable[[], Any]) -> float:
    """The shortest of several runs."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def memory() -> float:
    """The most memory that the process had so far, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def singles() -> float:
    """The seconds of one point in a loop of single evaluations."""
    places = random.Random(7).sample(range(GRID.size), SINGLE)
    document = read(find("mobilenet"))
    start = time.perf_counter()
    found = [network_of(document, GRID.point(place)).evaluate() for place in places]
    seconds = (time.perf_counter() - start) / SINGLE
    computed = {chunk.start: chunk for chunk in chunks(GRID, COUNTS)}
    for place, report in zip(places, found, strict=True):
        first = max(start for start in computed if start <= place)
        for name in COUNTS:
            assert computed[first].columns[name][place - first] == getattr(report, name)
    return seconds


def agree(thousandths: Any, resolution: Any) -> None:
    """Hold every point of convcalc against the numbers by hand."""
    by_name = dict(zip(COUNTS, by_hand(thousandths, resolution), strict=True))
    for chunk in chunks(GRID, COUNTS):
        for name in COUNTS:
            assert np.array_equal(chunk.columns[name], by_name[name][chunk.start : chunk.start + chunk.size])


def main() -> None:
    """Measure and print."""
    start = memory()
    on_arrays()
    print(f"{GRID.size:,} points of MobileNet, parameters and multiplications")
    print(f"  memory: {start:.0f} MB at the start, {memory():.0f} MB after the first sweep")
    files()
    thousandths = np.repeat(np.arange(32, 1032), 1000)
    resolution = np.tile(np.arange(32, 1032), 1000)
    agree(thousandths, resolution)
    own = best(on_arrays)
    print(f"  convcalc: {own:.3f} s, {GRID.size / own:,.0f} points a second, reading the file included")
    rivals = {
        "by hand, on one array": lambda: by_hand(thousandths, resolution),
        "by hand, in pieces": lambda: in_pieces(thousandths, resolution),
        "by hand, a column and a row": lambda: by_hand(np.arange(32, 1032)[:, None], np.arange(32, 1032)[None]),
    }
    for name, work in rivals.items():
        seconds = best(work)
        print(f"  (a) {name}: {seconds:.3f} s; convcalc has {seconds / own:.2f} of its speed (aim: 0.33)")
    seconds = singles() * GRID.size
    print(f"  (b) single evaluations: {seconds:,.0f} s, timed on {SINGLE} points", end="; ")
    print(f"on arrays it is {seconds / own:,.0f} times as fast (aim: 1,000)")


def files() -> None:
    """All five quantities to files."""
    engines = ["local", *(["dask"] if importlib.util.find_spec("distributed") else [])]
    forms = ["csv", *(["parquet"] if importlib.util.find_spec("pyarrow") else [])]
    with tempfile.TemporaryDirectory() as folder:
        for form, engine in [(form, engine) for form in forms for engine in engines]:
            target = Path(folder) / f"sweep.{form}"
            start = time.perf_counter()
            write([GRID], QUANTITIES, target, form, engine=engine)
            seconds = time.perf_counter() - start
            size = os.path.getsize(target) / 1e6
            print(f"  all quantities to {form}, {engine}: {seconds:.2f} s, {size:.0f} MB, {memory():.0f} MB of memory")


if __name__ == "__main__":
    main()
