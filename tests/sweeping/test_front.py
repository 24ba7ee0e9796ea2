"""The front: the points that no other beats, whatever is wanted."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.errors import UsageError
from convcalc.sweeping.front import Goal, default_goals, front_of, goals_of
from convcalc.sweeping.grid import axes_of
from convcalc.sweeping.points import Point

AXES = axes_of({"alpha": "0.5,1", "resolution": "128,160", "first": "true,false"})


def point(network="N", values=None, **counts):
    return Point(network, values or {}, counts)


def beats(one, other):
    return one != other and all(a >= b for a, b in zip(one, other, strict=True))


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=40))
def test_a_point_is_on_the_front_where_no_other_beats_it(worths):
    """By the definition, each with each: few parameters, few multiplications, a large alpha."""
    points = [point(values={"alpha": Fraction(a, 2)}, parameters=p, multiplications=m) for p, m, a in worths]
    goals = goals_of("parameters,-multiplications,+alpha", AXES)
    better = [(-p, -m, a) for p, m, a in worths]
    expected = {at for at, own in enumerate(better) if not any(beats(other, own) for other in better)}
    assert front_of(points, goals).places == expected


def test_goals():
    assert goals_of("+resolution, -multiplications,parameters", AXES) == (
        Goal("resolution", True),
        Goal("multiplications", False),
        Goal("parameters", False),
    )


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("+alpa", "no quantity and no swept symbol 'alpa'"),
        ("+first", "the values of first are no numbers"),
        ("alpha,+alpha", "each once"),
        (",", "each once"),
    ],
)
def test_goals_that_are_refused(written, says):
    with pytest.raises(UsageError, match=says):
        goals_of(written, AXES)


def test_what_is_wanted_where_nothing_is_said():
    assert list(map(str, default_goals(AXES, False))) == ["+alpha", "+resolution", "-multiplications"]
    assert list(map(str, default_goals(AXES, True))) == ["+alpha", "+resolution"]
    assert list(map(str, default_goals(AXES[2:], True))) == ["-multiplications", "-parameters"]
    assert list(map(str, default_goals(axes_of({"alpha": "1"}), False))) == ["-multiplications", "-parameters"]


def test_symbols_of_different_networks_are_not_compared():
    """A wide network of one kind says nothing of a narrow one of another; their parameters can be compared."""
    points = [point("A", {"alpha": 1}, parameters=9), point("B", {"alpha": 2}, parameters=8)]
    apart = front_of(points, [Goal("alpha", True), Goal("parameters", False)])
    assert apart.places == {0, 1}
    assert apart.within_each
    assert front_of(points, [Goal("parameters", False)]).places == {1}


def test_a_network_without_the_symbol_has_no_front_by_it():
    points = [point("A", {"alpha": 1}, parameters=9), point("B", {}, parameters=8)]
    assert front_of(points, [Goal("alpha", True)]).places == {0}


def test_equal_points_are_both_on_the_front():
    points = [point(parameters=1), point(parameters=1), point(parameters=2)]
    front = front_of(points, [Goal("parameters", False)])
    assert front.places == {0, 1}
    assert not front.is_all


def test_two_thousand_points_of_a_front_take_no_time():
    points = [point(values={"alpha": place}, parameters=place, multiplications=0) for place in range(2000)]
    assert front_of(points, goals_of("+alpha,-parameters,-multiplications", AXES)).is_all
