"""Which part of a network each row of a user's table is about.

A label is the name of a part, else what the paper prints in its first column, else what would be computed there. Where
labels do not tell the rows of a whole table apart, the rows are taken in their order, as many as the paper has.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from convcalc.architecture import printed
from convcalc.architecture.cells import str_of
from convcalc.architecture.graph import Part
from convcalc.classroom.audit.case import Edition
from convcalc.classroom.audit.cells import SHOWN
from convcalc.classroom.sheets.table import Line
from convcalc.classroom.table_rows import table_parts
from convcalc.errors import DocumentError, Fault, did_you_mean

TOTALS = ("total", "sum", "network", "all")
MOST_SAID = 5
MOST_REMARKS = 40
MOST_TRIED = 10  # parts of one label that are tried for a row
MOST_ROWS = 1_000  # for which they are tried


class Fits(NamedTuple):
    """How many of a row's cells are what is computed of a part, and how many cells it has."""

    agreeing: int
    cells: int


Fitting = Callable[[Line, Part], Fits]
Wrong = Callable[[Line, str, str], None]  # told of a row what is wrong with it, and what to try


class Matched(NamedTuple):
    """The part of each row by the number of its line; whether all were taken in their order, and what is to say.

    ``in_print`` are the rows whose label stands in the first column of the paper's table.
    """

    parts: dict[int, Part]
    in_order: bool = False
    remarks: tuple[str, ...] = ()
    in_print: frozenset[int] = frozenset()


def bare(text: str) -> str:
    """A name for comparison: as print is compared, and without underscores."""
    return printed.bare(unicodedata.normalize("NFKC", text)).replace("_", "")


class Labels:
    """The parts of a network by what they may be called: exactly by name, by name, as in print, and as computed."""

    def __init__(self, edition: Edition, ordered: Sequence[Part]) -> None:
        self.names: list[str] = []
        self.kinds: tuple[dict[str, list[Part]], ...] = ({}, {}, {}, {})
        self._found: dict[tuple[str, int], list[Part]] = {}
        self._called: dict[str, frozenset[str]] = {}
        column = next(iter(edition.graph.paper.columns), None)
        for part in _listed(edition):
            self.names.append(part.name)
            self._add(0, part.name, part)
            self._add(1, bare(part.name), part)
            for figure in part.figures:
                if figure.quantity == column:
                    self._add(2, bare(str(figure.printed)), part)
        for part in ordered if column else ():
            self._add(3, bare(_computed(edition, part)), part)

    def _add(self, kind: int, label: str, part: Part) -> None:
        if label:
            self.kinds[kind].setdefault(label, []).append(part)

    def of(self, label: str, count: int = 1) -> list[Part]:
        """The parts of a label that stands in a table so many times: of the first kinds of names that have as many."""
        key = self._key(label)
        if (key, count) not in self._found:
            self._found[key, count] = self._of(key, count)
        return self._found[key, count]

    def _key(self, label: str) -> str:
        """A label as it is looked up: as it is where a part has exactly this name."""
        return label if label in self.kinds[0] else bare(label)

    def _of(self, key: str, count: int) -> list[Part]:
        found: dict[str, Part] = {}
        for kind, text in zip(self.kinds, (key, *[bare(key)] * 3), strict=True):
            found.update((part.name, part) for part in kind.get(text, ()))
            if len(found) == count:
                break
        return sorted(found.values(), key=lambda part: (part.first, -part.last))

    def is_printed(self, label: str) -> bool:
        """Whether a label is what is printed or computed in the first column of the paper's table."""
        return any(bare(label) in kind for kind in self.kinds[2:])

    def all_of(self, label: str) -> frozenset[str]:
        """The names of all parts that may be called so."""
        key = self._key(label)
        if key not in self._called:
            self._called[key] = frozenset(part.name for part in self._of(key, len(self.names) + 1))
        return self._called[key]


def _computed(edition: Edition, part: Part) -> str:
    """What is computed for the first column; nothing where that cannot be."""
    column = next(iter(edition.graph.paper.columns.values()))
    try:
        value = column.cell.value(edition.facts(part))
    except (Fault, ArithmeticError):
        return ""
    return "" if value is None else str_of(value)


def _listed(edition: Edition) -> Iterator[Part]:
    """The parts of the file, and its single layers."""
    yield from (part for name, part in edition.parts.items() if name)
    for place, node in enumerate(edition.graph.nodes):
        if node.name not in edition.parts:
            yield Part(node.name, place, place + 1, word=node.layer.word)


def _in_order(edition: Edition) -> list[Part]:
    """The rows of the paper's table, or else the parts that have names; none where these are too many."""
    if edition.graph.paper.columns:
        try:
            return table_parts(edition.graph)
        except DocumentError:
            return []
    parts = [part for part in edition.parts.values() if part.label and "/" not in part.name]
    return sorted(parts, key=lambda part: part.first)


def matched(lines: Sequence[Line], edition: Edition, fitting: Fitting, wrong: Wrong) -> Matched:
    """The part of each row; ``wrong`` is told of rows that have none."""
    ordered = _in_order(edition)
    labels = Labels(edition, ordered)
    totals = {row.number for row in lines if bare(row.cells[0]) in TOTALS and not labels.of(row.cells[0])}
    found = _Rows([row for row in lines if row.number not in totals], ordered, labels, fitting, wrong).matched()
    return found._replace(parts={**dict.fromkeys(totals, edition.parts[""]), **found.parts})


class _Rows:
    """The rows of a table, but for those of the whole network."""

    def __init__(
        self, rows: Sequence[Line], ordered: Sequence[Part], labels: Labels, fitting: Fitting, wrong: Wrong
    ) -> None:
        self.rows = rows
        self.ordered = ordered
        self.labels = labels
        self.fitting = fitting
        self.wrong = wrong
        self.counts = Counter(bare(row.cells[0]) for row in rows)
        self.called = {row.number: labels.of(row.cells[0], self.count(row)) for row in rows}

    def count(self, row: Line) -> int:
        """How many rows have the label of this one."""
        return self.counts[bare(row.cells[0])]

    def matched(self) -> Matched:
        """The part of each row: by the labels where they tell it, else in their order where the table is whole."""
        loose = any(len(self.called[row.number]) != self.count(row) for row in self.rows)
        alike = sum(self.count(row) > 1 or len(self.called[row.number]) != 1 for row in self.rows)
        if not alike:
            return self._by_label()
        as_many = len(self.rows) == len(self.ordered)
        if as_many and self._misfit() is None:
            parts = {row.number: part for row, part in zip(self.rows, self.ordered, strict=True)}
            remark = f"the rows are taken in their order, from {self.ordered[0].name} to {self.ordered[-1].name}"
            in_print = frozenset(row.number for row in self.rows if self.labels.is_printed(row.cells[0]))
            return Matched(parts, True, (remark,), in_print)
        if loose and 2 * alike > len(self.rows) and 2 * len(self.rows) > len(self.ordered) > 0:
            self._say_misfit()
            return Matched({})
        return self._by_label()

    def _misfit(self) -> int | None:
        """The place of the first row that is not that of the paper's table."""
        pairs = enumerate(zip(self.rows, self.ordered, strict=False))
        return next((place for place, (row, part) in pairs if self._is_another(row, part)), None)

    def _is_another(self, row: Line, part: Part) -> bool:
        """Whether a row is not of this part: by its label, or by its cells where they say otherwise."""
        called, fits = self.labels.all_of(row.cells[0]), self.fitting(row, part)
        if part.name in called:
            return False
        if called:
            return 2 * fits.agreeing <= fits.cells
        return len(self.rows) != len(self.ordered) and bool(fits.cells) and not fits.agreeing

    def _say_misfit(self) -> None:
        """Tell of the first row that does not fit where the table is another than the paper's."""
        place = self._misfit()
        place = min(len(self.rows), len(self.ordered)) if place is None else place
        row = self.rows[min(place, len(self.rows) - 1)]
        there = f"where it has {self.ordered[place].name}" if place < len(self.ordered) else "behind its last"
        first = f"{row.cells[0][:SHOWN]!r} is the first row that does not fit, {there}"
        if place == len(self.rows):
            first = f"the rows from {self.ordered[place].name} on are missing"
        count = f"{len(self.rows)} rows, and the table has {len(self.ordered)}: "
        hint = f"all rows of the table in their order, or names such as {self.ordered[0].name} in the first column"
        self.wrong(row, (count if len(self.rows) != len(self.ordered) else "") + first, hint)

    def _by_label(self) -> Matched:
        """The part of each label; of several with one label the next in order, or the next that fits better."""
        found: dict[int, Part] = {}
        remarks = []
        seen: Counter[str] = Counter()
        reached = -1
        for row in self.rows:
            called, label = self.called[row.number], bare(row.cells[0])
            if seen[label] >= len(called):
                self._say_unknown(row, len(called))
                continue
            part = called[seen[label]] if len(called) == self.count(row) else self._next(row, reached, seen[label])
            seen[label] += 1
            found[row.number], reached = part, part.first
            if len(called) > 1:
                remarks.append(_taken(row, called, part))
        more = [f"and {len(remarks) - MOST_REMARKS:,} remarks more"] if len(remarks) > MOST_REMARKS else []
        return Matched(found, False, (*remarks[:MOST_REMARKS], *more))

    def _next(self, row: Line, reached: int, seen: int) -> Part:
        """Of the parts with one label that which fits best, the first behind the row before where several do."""
        called = self.called[row.number]
        behind = called[bisect_right(called, reached, key=lambda part: part.first) :] or called
        left = max(len(behind) - (self.count(row) - seen - 1), 1)  # some are left for the rows to come
        tried = behind[: min(left, MOST_TRIED)] if len(self.rows) <= MOST_ROWS else behind[:1]
        return max(tried, key=lambda part: self.fitting(row, part).agreeing)

    def _say_unknown(self, row: Line, parts: int) -> None:
        """Tell of a row that no part is called by, or of one more than there are parts."""
        label = row.cells[0][:SHOWN]
        if not label:
            self.wrong(row, "the row has no name", "the name of a layer, or total")
        elif parts:
            what = f"{self.count(row)} rows are called {label!r}, and the network has {parts}"
            self.wrong(row, what, "the name of another part for one of them")
        else:
            self.wrong(row, f"there is no row {label!r}", did_you_mean(label, self.labels.names))


def _taken(row: Line, called: Sequence[Part], part: Part) -> str:
    """What a label could mean, and what it is taken for."""
    names = ", ".join(each.name for each in called[:MOST_SAID])
    names += f" and {len(called) - MOST_SAID} more" if len(called) > MOST_SAID else ""
    return f"line {row.number}: {row.cells[0][:SHOWN]!r} could be {names}: it is taken for {part.name}"
