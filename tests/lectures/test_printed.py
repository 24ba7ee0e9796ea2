"""What the lectures print of networks stands in the architecture files, with an erratum where it is wrong.

The entries are those of ``lectures.json``: the figure of the file is the lecture's, what convcalc computes beside it is
what arithmetic gives, and the two agree where the entry says so and only there.
"""

from __future__ import annotations

from functools import cache

import pytest

from convcalc.classroom.audit.auditing import audit
from convcalc.network import load_with
from convcalc.report import Figure
from lectures.printed import BY_OTHER_MEANS, PRINTED
from lectures.truth import TRUTH, figures, ids, in_millions

# Entries of tables and lists of networks that a file cannot hold: they print nothing, or more than a figure.
NOT_HELD = (
    "000-053..054 000-057 000-093 000-106..108 000-121..123 002-012..013 002-016 002-019 002-021..022 002-028..029"
)
NOT_HELD += " 000-060 000-080 001-041 002-011 004-064 004-079..080 004-127..128"
NETWORKS = [("000-036", "000-123"), ("001-033", "001-041"), ("002-012", "002-034"), ("004-064", "004-128")]
IN_WORDS = {"002-015"}
BY_HALVES = {
    "002-014",
    "000-037",
    "000-038",
    "000-052",
    "000-059",
    "004-065",
    "004-122",
}  # of rows and lines that print several figures


@cache
def printed_figures(network: str) -> tuple[Figure, ...]:
    """All figures of a file, of each variant that it prints figures of."""
    return tuple(finding.figure for finding in audit(network).findings)


def figure_of(entry: str) -> Figure:
    """The figure that a file holds for an entry."""
    network, part, quantity = {**PRINTED, **BY_OTHER_MEANS}[entry]
    truth = TRUTH[entry]
    name = part or load_with(network, {}).name
    found = [each for each in printed_figures(network) if (each.name, each.quantity) == (name, quantity)]
    said = figures(truth["printed"] + " " + truth["what"])
    by_lecture = [
        each for each in found if figures(each.printed) & said and f"lecture {truth['lecture']}" in each.source
    ]
    assert by_lecture, (entry, found)
    return by_lecture[0]


@pytest.mark.parametrize("entry", PRINTED)
def test_the_figure_of_the_file_is_the_lectures(entry: str) -> None:
    figure, truth = figure_of(entry), TRUTH[entry]
    said = figures(truth["printed"] + (" " + truth["what"] if entry in BY_HALVES else ""))
    assert figures(figure.printed) & said


@pytest.mark.parametrize("entry", PRINTED)
def test_it_agrees_where_arithmetic_does_and_only_there(entry: str) -> None:
    figure, right = figure_of(entry), TRUTH[entry]["agrees"].startswith("yes")
    assert figure.agrees == right
    assert bool(figure.erratum) == (not right)


@pytest.mark.parametrize("entry", PRINTED)
def test_what_is_computed_is_what_arithmetic_gives(entry: str) -> None:
    figure, truth = figure_of(entry), TRUTH[entry]
    told = figures(f"{truth['computed']} {truth['comment']} {truth['printed'] if entry in BY_HALVES else ''}")
    computed = figures(figure.computed)
    in_full = (in_millions(int(each)) for each in computed if each.isdigit())
    assert told & computed.union(*in_full) or (not told and entry in IN_WORDS), figure


def test_every_entry_of_a_table_of_networks_is_held_or_named() -> None:
    entries = [entry for first, last in NETWORKS for entry in TRUTH if first <= entry <= last]
    assert set(entries) <= {*PRINTED, *BY_OTHER_MEANS, *ids(NOT_HELD)}
