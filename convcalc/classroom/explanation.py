"""A page of working: one layer, rows of a network or the totals of a block, with letters and sources underneath."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fnmatch import fnmatchcase
from typing import Any, NamedTuple

from convcalc.algebra.tree import leaves_and_steps
from convcalc.architecture.graph import Graph
from convcalc.classroom.explain import Step, explain, explain_block
from convcalc.classroom.receptive import explain_field
from convcalc.errors import UsageError, did_you_mean
from convcalc.layers import Layer
from convcalc.layers.letters import meaning
from convcalc.layers.receptive import PIXEL, Field
from convcalc.report import Report
from convcalc.rows import Row
from convcalc.shape import Shape


class Part(NamedTuple):
    """The working of a layer, or the totals of several: what it is about, what comes out, its steps and remarks."""

    title: str
    inputs: tuple[Shape, ...]
    output: Shape
    steps: list[Step]
    remarks: list[str]


class Explanation(NamedTuple):
    """Parts, and underneath, once for all of them, what the letters mean and where each rule is from."""

    report: Report
    parts: list[Part]
    letters: dict[str, str]
    sources: list[str]


def explanation(report: Report, names: Sequence[str] = (), graph: Graph | None = None) -> Explanation:
    """The working of rows of a report, by their names.

    A name is a row, a pattern of rows with ``*``, or a block, whose totals are shown; without names every row and the
    totals of the network. With the ``graph`` of a report that has receptive fields their recurrences are worked too.
    Raises a UsageError where there is no such row.
    """
    named = _named(report)
    chosen = [group for each in names or ["*", ""] for group in _groups(report, named, each)]
    fields = _fields(report, graph) if graph else {}
    worked: dict[Any, list[Step]] = {}  # equal layers on equal inputs are worked once
    parts = [
        _row(rows[0], report, fields, worked) if title == rows[0].name else _block(title, rows, report)
        for title, rows in chosen
    ]
    layers = [row for title, rows in chosen for row in rows if title == row.name]
    return Explanation(report, parts, _letters(parts, layers), _sources(layers))


def _named(report: Report) -> dict[str, list[Row]]:
    """The rows that each name stands for: a row's own, and those of the blocks that it lies in."""
    found: dict[str, list[Row]] = {}
    for row in report.rows:
        for place, sign in enumerate(row.name):
            if sign == "/":
                found.setdefault(row.name[:place], []).append(row)
    return {**found, **{row.name: [row] for row in report.rows}}


def _groups(report: Report, named: Mapping[str, list[Row]], asked: str) -> list[tuple[str, list[Row]]]:
    """What a name asks for, each with a title and its rows; the empty name is the whole network."""
    if not asked:
        return [(report.name, list(report.rows))] if len(report.rows) > 1 else []
    if asked.rstrip("/") in named:
        return [(asked.rstrip("/"), named[asked.rstrip("/")])]
    found = [row.name for row in report.rows if fnmatchcase(row.name, asked)]
    found = found or [name for name in named if fnmatchcase(name, asked)]
    if not found:
        raise UsageError(f"{report.name} has no row or block called {asked!r}", hint=did_you_mean(asked, named))
    return [(name, named[name]) for name in found]


def _row(row: Row, report: Report, fields: Mapping[str, Field], worked: dict[Any, list[Step]]) -> Part:
    assert row.layer is not None
    title = repr(row.layer) if row.name == row.type else f"{row.name}: {row.layer!r}"
    key = (row.layer, row.inputs)
    if key not in worked:
        worked[key] = explain(row.layer, row.inputs, report.convention)
    if row.name in fields:
        steps = [*worked[key], *explain_field(row.layer, row.inputs, fields[row.name])]
        return Part(title, row.inputs, row.output, steps, list(row.notes))
    return Part(title, row.inputs, row.output, worked[key], [*row.notes, *_field_note(row)])


def _field_note(row: Row) -> list[str]:
    """The receptive field of a row that has none of its own working, such as a join: what it comes to."""
    if row.field is None:
        return []
    sizes = " x ".join(str(axis.size) for axis in row.field.axes)
    return [f"receptive field {sizes}: the extent of what its inputs see, or the whole of it"]


def _fields(report: Report, graph: Graph) -> dict[str, Field]:
    """The receptive field that the input of each row has, for rows whose recurrence is that of every axis."""
    known: list[Field | None] = [PIXEL for _ in report.inputs]
    found = {}
    for node, row in zip(graph.nodes, report.rows, strict=True):
        before = known[node.inputs[0]]
        if len(node.inputs) == 1 and before is not None and before.jump and row.layer and row.output.rank:
            found[row.name] = before
        known.append(_plain_field(row))
    return found


def _plain_field(row: Row) -> Field | None:
    """The field of a row as the recurrence knows it, where it is the same on every axis and for every cell."""
    axes = set(row.field.axes if row.field else ())
    if len({(axis.size, axis.jump, axis.start, axis.phases) for axis in axes}) != 1 or next(iter(axes)).phases > 1:
        return None
    axis = next(iter(axes))
    return Field(axis.size, axis.jump, axis.start)


def _block(title: str, rows: list[Row], report: Report) -> Part:
    shown = f"{title}: {len(rows)} layers"
    unread = [f"{note}: {', '.join(row.name for row in rows if note in row.notes)}" for note in _notes(rows)]
    return Part(shown, rows[0].inputs, rows[-1].output, explain_block(rows, report.convention), unread)


def _notes(rows: Iterable[Row]) -> dict[str, None]:
    return dict.fromkeys(note for row in rows for note in row.notes)


def _letters(parts: Iterable[Part], rows: Sequence[Row]) -> dict[str, str]:
    """The letters in the formulas, in the order in which they are met, with their meanings."""
    steps = [step for part in parts for step in part.steps]
    used = dict.fromkeys(letter for step in steps for letter in (step.name, *leaves_and_steps(step.formula)))
    layers: Mapping[Any, Layer] = {row.type: row.layer for row in rows if row.layer}
    found: dict[str, list[str]] = {}
    for letter in used:
        for layer in layers.values():
            said = meaning(layer, letter)
            if said and not any(said.startswith(other) for other in found.setdefault(letter, [])):
                found[letter] = [*(other for other in found[letter] if not other.startswith(said)), said]
    return {letter: "; ".join(said) for letter, said in found.items() if said}


def _sources(rows: Sequence[Row]) -> list[str]:
    """Where the rules of each layer type are from."""
    kinds = {row.type: type(row.layer) for row in rows if row.layer}
    return [
        f"{word}: {kind.source}" + (f"; parameters and operations: {kind.counting}" if kind.counting else "")
        for word, kind in kinds.items()
    ]
