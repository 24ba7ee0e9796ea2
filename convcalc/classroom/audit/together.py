"""One cause of many differences: another input, or another variant, explains the figures of a whole file.

That one thing gives two figures is hardly chance. It must not put more figures wrong than it puts right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Container, Iterator, Mapping, Sequence
from itertools import chain

from convcalc.classroom.audit.case import Cell
from convcalc.classroom.audit.changed import other_inputs, other_variants
from convcalc.classroom.audit.explain import Explained, fits, named
from convcalc.classroom.audit.finding import Hypothesis

MOST_AGREEING = 1_000  # figures that are asked whether a cause would put them wrong
OF_THE_ROW = ("variant", "input", "printed-input", "beside", "layer")  # what is not about a single figure


def together(cells: Sequence[Cell], explained: Sequence[Explained]) -> list[Explained]:
    """The explanations of the figures of a case that differ, seen together."""
    found = dict(enumerate(explained))
    rows: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        rows.setdefault(cell.part.name, []).append(place)
    for row in rows.values():
        causes = {each.cause for place in row for each in found[place].hypotheses if each.kind in OF_THE_ROW}
        found.update({place: _of_the_row(found[place], causes) for place in row})
    return _with_what_they_spoil(cells, _of_the_file(cells, list(found.values())))


def _of_the_row(found: Explained, causes: Container[str]) -> Explained:
    """What explains one figure of a row explains the others that it fits."""
    shared = [each for each in found.doubtful if each.cause in causes]
    if found.hypotheses or not shared:
        return found._replace(doubtful=found.doubtful[:1])
    return Explained(named(shared))


def _of_the_file(cells: Sequence[Cell], explained: list[Explained]) -> list[Explained]:
    """What explains several figures of the file is named for all of them, that which explains most."""
    if len(cells) < 2:
        return explained
    fitting = [list(_alternatives(cell)) for cell in cells]
    given = Counter(cause for found in fitting for cause in {each.cause for each in found})
    wrong = _put_wrong(cells[0], [cause for cause, count in given.items() if count > 1])
    worth = {cause: given[cause] - count for cause, count in wrong.items() if given[cause] > count}
    return [_of_causes(own, found, worth, given, len(cells)) for own, found in zip(explained, fitting, strict=True)]


def _with_what_they_spoil(cells: Sequence[Cell], explained: Sequence[Explained]) -> list[Explained]:
    """The explanations; with another input the number of figures that agree and would not on it."""
    named = [each for found in explained for each in (*found.hypotheses, *found.doubtful)]
    wrong = _put_wrong(cells[0], {each.cause for each in named if each.kind == "input"})
    agreeing = min(sum(each.agrees for each in cells[0].case.cells), MOST_AGREEING) if wrong else 0

    def told(all_of: Sequence[Hypothesis]) -> tuple[Hypothesis, ...]:
        return tuple(each._replace(spoils=(wrong.get(each.cause, 0), agreeing)) for each in all_of)

    return [Explained(told(found.hypotheses), told(found.doubtful)) for found in explained]


def _alternatives(cell: Cell) -> Iterator[Hypothesis]:
    """The other variants and inputs that give a figure."""
    for each in chain(other_variants(cell), other_inputs(cell)):
        found = fits(cell, each) if each.value is not None else None
        if found:
            yield found


def _put_wrong(cell: Cell, causes: Collection[str]) -> dict[str, int]:
    """How many figures that agree would not with each of some causes."""
    wrong = dict.fromkeys(causes, 0)
    for each in [each for each in cell.case.cells if causes and each.agrees][:MOST_AGREEING]:
        for tried in chain(other_variants(each), other_inputs(each)):
            if tried.cause in causes:
                wrong[tried.cause] += not each.agreement(tried.value)[0]
    return wrong


def _of_causes(
    own: Explained, fitting: Sequence[Hypothesis], worth: Mapping[str, int], given: Mapping[str, int], count: int
) -> Explained:
    """The explanations of one figure, where a cause of several fits: those that explain most."""
    shared = [each for each in fitting if each.cause in worth]
    if not shared or any(each.kind in ("digits", "follows", "unit") for each in own.hypotheses):
        return own
    most = max(worth[each.cause] for each in shared)
    return Explained(named(
        each._replace(gives=(given[each.cause], count)) for each in shared if worth[each.cause] == most
    ))  # fmt: skip
