"""Every checkable number of the five lectures: what the lecture prints, what arithmetic gives, what convcalc says.

An entry has an id: its lecture, counted from 000, and its own number. Its text (``lectures.json``) holds the computed
figures once; the tables hold them again, typed by hand, each with the way to ask convcalc. Where the lecture's own
number is a slip, the tables have what arithmetic gives, and the printed number must not hold.
"""

from __future__ import annotations

from collections import Counter

import pytest

from lectures import lecture1, lecture2, lecture3, lecture4, lecture5, lecture5_networks, matrices
from lectures.exclusions import EXCLUSIONS
from lectures.formulas import CLAIMS
from lectures.truth import TRUTH, Case, figures, ids, in_millions, stands_in

LECTURES = (lecture1, lecture2, lecture3, lecture4, lecture5, lecture5_networks, matrices)
TABLES = [table for lecture in LECTURES for table in lecture.TABLES]
CASES: dict[str, Case] = {entry: case for table in TABLES for entry, case in table.items()}
PRINTED = [entry for entry, case in CASES.items() if case.shown and TRUTH[entry]["agrees"] != "-"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("26x26x32", {"26x26x32", "26x26", "26", "32"}),
        ("22,151,168 and 9, 128", {"22151168", "9", "128"}),
        ("60k, 270 million; 8.71x", {"60K", "270M", "8.71"}),
        ("12*4*4 or 5 + 3", {"12", "4", "5", "3", "192", "8"}),
    ],
)
def test_figures_of_a_text(text: str, found: set[str]) -> None:
    assert figures(text) == found


@pytest.mark.parametrize("entry", CASES)
def test_expected_values_stand_in_the_computed_text(entry: str) -> None:
    truth = TRUTH[entry]
    first, *others = CASES[entry].values
    assert any(stands_in(truth["computed"], form) for form in (first, *in_millions(first)))
    for value in others:
        assert stands_in(truth["computed"], value) or stands_in(truth["comment"], value)


@pytest.mark.parametrize("entry", CASES)
def test_convcalc_gives_the_expected_values(entry: str) -> None:
    assert CASES[entry].compute() == CASES[entry].expected


@pytest.mark.parametrize("entry", PRINTED)
def test_the_printed_number_holds_where_it_should_and_only_there(entry: str) -> None:
    case, truth = CASES[entry], TRUTH[entry]
    assert stands_in(truth["printed"], case.shown(case.values[0])) == truth["agrees"].startswith("yes")


@pytest.mark.parametrize("entry", CLAIMS)
def test_the_claim_holds(entry: str) -> None:
    CLAIMS[entry]()


def test_every_entry_is_covered_or_excluded_with_a_reason() -> None:
    named = [entry for table in TABLES for entry in table] + [*CLAIMS]
    named += [entry for entries in EXCLUSIONS.values() for entry in ids(entries)]
    assert [entry for entry, times in Counter(named).items() if times > 1] == []
    assert sorted(named) == sorted(TRUTH)
    assert all(truth["lecture"] == int(entry[:3]) + 1 for entry, truth in TRUTH.items())
