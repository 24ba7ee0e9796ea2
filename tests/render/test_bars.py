"""Bars: how long they are, and where the labels stand."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from convcalc.algebra.writing import ascii_only
from convcalc.render.bars import EIGHTHS, FULL, Bar, bar_text, lines


def drawn(bars, width=None):
    return [text for _, text in lines(bars, width)]


def eighths(bar):
    """How long a bar is, in eighths of a sign."""
    return 8 * bar.count(FULL) + sum(map(EIGHTHS.index, bar.replace(FULL, "")))


def test_bars_are_linear():
    assert drawn([Bar(("a",), 16, "16"), Bar(("bb",), 8, "8"), Bar(("c",), 0, "0"), Bar(("d",), 1, "1")], 24) == [
        "a   16  ████████████████",
        "bb   8  ████████",
        "c    0",
        "d    1  █",
    ]


def test_eighths():
    assert [bar_text(each, 8, 1) for each in range(9)] == ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
    assert bar_text(1, 10**9, 10) == "▏"  # only nothing has no bar
    assert bar_text(Fraction(3, 2), 3, 2) == "█"


def test_two_columns_of_labels():
    assert drawn([Bar(("one", "a"), 2, "2"), Bar(("", "bc"), 1, "1")], 22) == [
        "one  a   2  ██████████",
        "     bc  1  █████",
    ]


def test_labels_stand_above_where_there_is_no_room():
    assert drawn([Bar(("a rather long label",), 4, "4"), Bar(("b",), 2, "2")], 25) == [
        "a rather long label",
        f"  4  {FULL * 20}",
        "b",
        f"  2  {FULL * 10}",
    ]


def test_nothing_to_draw():
    assert drawn([]) == []
    assert drawn([Bar(("a",), 0, "0")]) == ["a  0"]


def test_without_blocks():
    assert ascii_only("██▌") == "###"
    assert ascii_only("█▏") == "#|"


COUNTS = st.lists(st.integers(0, 10**14), min_size=1, max_size=6)


@given(COUNTS, st.integers(20, 200))
def test_a_larger_number_has_no_shorter_bar_and_all_fit(counts, width):
    most, room = max(counts), width - 5
    long = [eighths(bar_text(count, most, room)) for count in sorted(counts)]
    assert long == sorted(long)
    assert all(abs(length - Fraction(count * room * 8, most or 1)) <= 1 for count, length in zip(sorted(counts), long))
    assert max(map(len, drawn([Bar(("a",), count, "7") for count in counts], width))) <= width
