"""A network checked by running it: what the engine says of each row beside what running the row gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple, TypeAlias

from convcalc.conventions import effective
from convcalc.errors import ConvcalcError, UsageError, did_you_mean
from convcalc.network import Network
from convcalc.numeric.budget import bearable, memory_free, memory_needed, patient, quick, smaller, work
from convcalc.numeric.counting import Performed, performed
from convcalc.numeric.forward import Ran, forward
from convcalc.report import SCHEMA_VERSION, Report
from convcalc.rows import Row
from convcalc.shape import Shape

Watch = Callable[[int, int, str], None]  # work done, work in all, the name of the row that is next
Quantities = dict[str, Any]
Known: TypeAlias = dict[Any, Performed]


class Checked(NamedTuple):
    """A row: what the engine says of it, and what running it gave, by quantity."""

    name: str
    type: str
    said: Quantities
    ran: Quantities

    @property
    def differences(self) -> list[str]:
        """The quantities in which the two differ."""
        return [name for name, value in self.said.items() if self.ran[name] != value]

    def as_dict(self) -> dict[str, Any]:
        """The row as JSON has it: both sides, and where they differ."""
        sides = {
            side: {**each, "output": list(each["output"])} for side, each in (("said", self.said), ("ran", self.ran))
        }
        return {"name": self.name, "type": self.type, **sides, "differences": self.differences}


class Verification(NamedTuple):
    """The rows that were checked, and on what."""

    report: Report
    rows: tuple[Checked, ...]
    seed: int
    reduced: bool

    @property
    def agrees(self) -> bool:
        """Whether every row agrees in every quantity."""
        return not any(row.differences for row in self.rows)

    def __repr__(self) -> str:
        said = "all agree" if self.agrees else "not all agree"
        rows = f"{len(self.rows)} row{'s' * (len(self.rows) != 1)}"
        return f"<Verification of {self.report.name} on {self.report.inputs[0]}: {rows}, {said}>"

    def as_dict(self) -> dict[str, Any]:
        """The content of the JSON format."""
        report = self.report
        return {
            "schema_version": SCHEMA_VERSION,
            "tool": "convcalc",
            "name": report.name,
            "file": {"name": report.source, "bundled": report.bundled},
            "input": list(report.inputs[0]),
            "file_input": list(report.file_input or ()),
            "reduced": self.reduced,
            "seed": self.seed,
            "rows_of_the_network": len(report.rows),
            "agrees": self.agrees,
            "rows": [row.as_dict() for row in self.rows],
        }


def verify(
    network: Network,
    x: str | tuple[int, ...] | None = None,
    *,
    full: bool = False,
    rows: Sequence[str] = (),
    seed: int = 0,
    layout: str = "hwc",
    watch: Watch = lambda done, work, name: None,
) -> Verification:
    """Run a network with random weights on a random input, and compare every row, or those that ``rows`` name.

    ``x`` is the input's shape, by default the file's, or a smaller one where that would take long and ``full`` is not
    set. A name in ``rows`` stands for a row or for all rows below it; ``*`` and ``?`` are understood. ``watch`` is told
    before each row how far the run is. Raises a ShapeError where the network cannot take the input, a ConvcalcError
    where more memory is needed than is free, and a UsageError where no row has such a name.
    """
    if not isinstance(network, Network):
        raise UsageError(f"verify takes a network, not a {type(network).__name__}", hint='convcalc.load("lenet5")')
    rows = [rows] if isinstance(rows, str) else rows
    report, reduced = report_to_run(network, x, full, layout, rows)
    wanted = picked(report, rows)
    check_memory(network, report, rows)
    chosen = needed(report, rows).rows
    loads = [work(row) for row in chosen]
    done, everything = 0, sum(loads)
    known: Known = {}
    checked = []
    results = forward(network.graph, report.inputs[0], seed)
    for place, (row, own) in enumerate(zip(chosen, loads, strict=True)):
        watch(done, everything, row.name)
        ran = next(results)
        if place in wanted:
            checked.append(Checked(row.name, row.type, said_of(row), ran_of(row, ran, known)))
        done += own
    watch(done, everything, "")
    return Verification(report, tuple(checked), seed, reduced)


def needed(report: Report, rows: Sequence[str]) -> Report:
    """The report up to the last row that is to be compared: what lies behind it is not run."""
    return report._replace(rows=report.rows[: max(picked(report, rows)) + 1])


def report_to_run(network: Network, x: Any, full: bool, layout: str, rows: Sequence[str]) -> tuple[Report, bool]:
    """What the engine says of the input to run, and whether that is smaller than the file's.

    Raises a UsageError where the network would take very long and no smaller input will do.
    """
    report = network.evaluate(*([] if x is None else [x]), effective=True, layout=layout)
    if x is not None or full or quick(needed(report, rows)):
        return report, False
    less = smaller(network, report.inputs[0], lambda small: quick(needed(small, rows)))
    if less is None and patient(needed(report, rows)):
        return report, False
    least = less or smaller(network, report.inputs[0], lambda small: bearable(needed(small, rows)), smallest=True)
    if least is None:
        raise UsageError(
            f"{network.name} would take very long on {report.inputs[0]}, and none of the smaller inputs tried will do",
            hint="--full, which runs it all the same, or another --in",
        )
    return network.evaluate(least, effective=True), True


def check_memory(network: Network, report: Report, rows: Sequence[str]) -> None:
    """Raise a ConvcalcError where running a network needs more memory than is free, with an input that would do."""
    free = memory_free()
    wants = memory_needed(network.graph, needed(report, rows))
    if wants <= free:
        return
    fitting = smaller(
        network, report.inputs[0], lambda small: memory_needed(network.graph, needed(small, rows)) <= free
    )
    raise ConvcalcError(
        f"running {network.name} on {report.inputs[0]} needs about {megabytes(wants)} of memory, "
        f"and {megabytes(free)} are free",
        hint=f"--in {fitting}, the largest of the smaller inputs tried that would do"
        if fitting
        else "a larger machine",
    )


def megabytes(count: int) -> str:
    """Bytes in millions."""
    return f"{count // 10**6:,} MB"


def picked(report: Report, patterns: Sequence[str]) -> set[int]:
    """The places of the rows that the patterns name; all where there is no pattern."""
    places = set(range(len(report.rows))) if not patterns else set()
    for pattern in patterns:
        found = {place for place, row in enumerate(report.rows) if _named(row.name, pattern)}
        if not found:
            names = {row.name for row in report.rows} | {row.name.split("/")[0] for row in report.rows}
            raise UsageError(f"no row is called {pattern!r}", hint=did_you_mean(pattern, names))
        places |= found
    return places


def _named(name: str, pattern: str) -> bool:
    return name == pattern or name.startswith(pattern + "/") or fnmatchcase(name, pattern)


def said_of(row: Row) -> Quantities:
    """What the engine says of a row."""
    assert row.layer is not None
    counts = {kind: row.ops.get(kind, 0) for kind in Performed._fields}
    counts["effective"] = effective(row.ops)
    return {"output": row.output, "parameters": row.parameters, **counts}


def ran_of(row: Row, ran: Ran, known: Known) -> Quantities:
    """What running a row gave. Equal layers on equal shapes are counted once."""
    assert row.layer is not None
    key = (row.layer, row.inputs)
    if key not in known:
        known[key] = performed(row.layer, *row.inputs)
    learned = [array.size for name, array in ran.arrays.items() if name in row.layer.weights(*row.inputs)]
    return {"output": Shape(ran.output.shape), "parameters": sum(learned), **known[key]._asdict()}
