"""The largest value that fits: against a closed form, against a scan of all values, and where there is none."""

from fractions import Fraction
from itertools import accumulate
from math import ceil, floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.errors import UsageError
from convcalc.network import load
from convcalc.sweeping.fit import fit, vary_of
from convcalc.sweeping.grid import Axis, Grid
from convcalc.sweeping.points import Budget, Counting, Point, budgets_of, opened
from convcalc.sweeping.search import Trial, largest_of
from convcalc.sweeping.staircase import largest_fraction, simplest, simplest_between
from convcalc.sweeping.values import Steps

# Howard et al. 2017, Table 1: filters and stride of each separable convolution.
BODY = [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1)]


def mobilenet(alpha, resolution=224):
    """The multiplications of MobileNet by hand: the first convolution, 3x3 and 1x1 in turn, and the classifier."""
    side, depth = ceil(Fraction(resolution, 2)), floor(alpha * 32)
    total = side**2 * 9 * 3 * depth
    for filters, stride in BODY:
        side = ceil(Fraction(side, stride))
        out = floor(alpha * filters)
        total += side**2 * depth * 9 + side**2 * depth * out
        depth = out
    return total + depth * 1000


def test_the_closed_form_is_the_papers():
    assert [mobilenet(Fraction(quarters, 4)) for quarters in (1, 2, 3, 4)] == [
        41_030_272, 149_497_088, 325_400_448, 568_740_352
    ]  # fmt: skip


def fitted(name, *varied, shape="", low=None, high=None, step=None, fixed=(), **budgets):
    *firsts, last = varied
    wanted = [*map(vary_of, firsts), vary_of(last, low, high, step)]
    axes = [Axis(each.name, Steps(1, 1, 2)) for each in wanted]
    (network,) = opened([Grid(name, (*axes, *fixed), shape)])
    values = {axis.name: axis.values[0] for axis in fixed}
    return fit(network, values, wanted, Counting(), budgets_of(budgets))


def answer(*args, **given_values):
    (found,) = fitted(*args, **given_values).answers
    return found


@pytest.mark.parametrize("limit", ["41030272", "100M", "300M", "568740351", "568740352"])
def test_the_largest_alpha_exactly(limit):
    """All widths are floors of alpha times a power of two up to 1024, so the counts change at 1/1024ths alone."""
    allowed = int(limit.replace("M", "000000"))
    best = max(part for part in range(33, 1100) if mobilenet(Fraction(part, 1024)) <= allowed)
    found = answer("mobilenet", "alpha", max_mults=limit)
    assert found.best.values["alpha"] == found.stair.low == Fraction(best, 1024)
    assert found.best.counts["multiplications"] == mobilenet(Fraction(best, 1024))
    assert (found.stair.low_in, found.stair.high_in) == (True, False)
    assert found.stair.high == found.following.values["alpha"] == Fraction(best + 1, 1024)
    assert found.following.counts["multiplications"] == mobilenet(Fraction(best + 1, 1024)) > allowed


def test_the_largest_alpha_on_a_grid():
    best = max(part for part in range(1, 65) if mobilenet(Fraction(part, 32)) <= 300_000_000)
    found = answer("mobilenet", "alpha", step="1/32", max_mults="300M")
    assert found.best.values["alpha"] == Fraction(best, 32) == Fraction(23, 32)
    assert found.following.values["alpha"] == Fraction(24, 32)
    assert found.following.counts["multiplications"] == 325_400_448


def test_the_largest_resolution():
    best = max(side for side in range(1, 400) if mobilenet(Fraction(3, 4), side) <= 200_000_000)
    found = answer("mobilenet", "resolution", fixed=(Axis("alpha", (Fraction(3, 4),)),), max_mults="200M")
    assert found.best.values["resolution"] == best
    assert found.following.counts["multiplications"] == mobilenet(Fraction(3, 4), best + 1)


def test_a_step_that_is_reached_from_below():
    """MobileNetV2 rounds up as well: ceil(0.9 * alpha * 96 / 8) is 8 up to alpha = 8*80/(9*96) = 20/27, then 9."""
    found = answer("mobilenet_v2", "alpha", max_mults="200M")
    assert found.best.values["alpha"] == found.stair.high == Fraction(8 * 80, 9 * 96)
    assert found.stair.high_in
    assert Fraction(20, 27) < found.following.values["alpha"] < Fraction(20, 27) + Fraction(1, 10**7)
    below = load("mobilenet_v2", alpha=Fraction(20, 27)).evaluate().multiplications
    assert found.best.counts["multiplications"] == below <= 200_000_000
    above = load("mobilenet_v2", alpha=Fraction(20, 27) + Fraction(1, 10**6)).evaluate().multiplications
    assert found.following.counts["multiplications"] == above > 200_000_000


def test_bounds():
    found = answer("mobilenet", "alpha", high="1/2", max_mults="300M")
    assert found.best.values["alpha"] == Fraction(1, 2)
    assert found.ended
    assert found.following is None
    found = answer("mobilenet", "alpha", low="0.9", max_mults="300M")
    assert found.best is None
    assert found.following.values["alpha"] == Fraction(9, 10)


def test_nothing_fits():
    """The least MobileNet has alpha 1/32: a filter in the first layer, and 1000 classes of 32 values."""
    found = answer("mobilenet", "alpha", max_mults="1K")
    assert found.best is None
    assert found.following.values["alpha"] == Fraction(1, 32)
    assert found.following.counts["multiplications"] == mobilenet(Fraction(1, 32))


def test_what_does_not_depend_on_the_symbol():
    found = answer("mobilenet", "resolution", max_params="5M")
    assert found.settled
    assert found.following is None
    assert answer("mobilenet", "resolution", max_params="4M").best is None


def test_listed_values_are_all_tried():
    found = answer("mobilenet", "alpha=1,0.25,0.5", max_mults="300M")
    assert found.every
    assert found.tried == 3
    assert found.best.values["alpha"] == Fraction(1, 2)
    assert found.following.values["alpha"] == 1


def test_sizes_that_do_not_fit_their_layers_are_passed_over():
    """U-Net halves four times what 3x3 without padding leaves: of the inputs one in sixteen fits, 188 the first."""
    found = answer("unet", "H", shape="HxHx3", max_mults="100G")
    best = found.best.values["H"]
    assert (best - 188) % 16 == 0
    assert found.following.values["H"] == best + 16
    assert found.best.counts["multiplications"] <= 10**11 < found.following.counts["multiplications"]


def test_what_falls_is_not_searched():
    """Fewer weights where the reduction of squeeze and excitation is larger: nothing is guessed."""
    with pytest.raises(UsageError, match="parameters do not rise with reduction"):
        answer("se_resnet50", "reduction", max_params="27M")
    assert answer("se_resnet50", "reduction=1..64", max_params="27M").best.values["reduction"] == 64


def test_several_symbols():
    found = fitted("mobilenet", "alpha=0.25..1..0.25", "resolution", step="32", max_mults="300M")
    pairs = [(each.best.values["alpha"], each.best.values["resolution"]) for each in found.answers]
    expected = [
        (alpha, max(side for side in range(32, 1000, 32) if mobilenet(alpha, side) <= 300_000_000))
        for alpha in (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1))
    ]
    assert pairs == expected
    assert found.largest == {0, 1, 2, 3}
    with pytest.raises(UsageError, match="the values of alpha are to be listed"):
        fitted("mobilenet", "alpha", "resolution", max_mults="300M")
    with pytest.raises(UsageError, match="the limit is 128"):
        fitted("mobilenet", "alpha=1..129", "resolution", max_mults="300M")


@pytest.mark.parametrize(
    ("written", "bounds", "says"),
    [
        ("alpha=", (), "is not a symbol"),
        ("=1", (), "is not a symbol"),
        ("alpha=1,2", ("1",), "--from gives more"),
        ("alpha=true,false", (), "numbers are expected"),
        ("alpha", ("x",), "--from: 'x' is not a number"),
        ("alpha", (None, None, "0"), "--step is 0: more than 0"),
    ],
)
def test_what_is_refused(written, bounds, says):
    with pytest.raises(UsageError, match=says):
        vary_of(written, *bounds)


# Laws, on counts that are made up.


def trial(count, limit):
    """A trial whose points need what a function says, a negative number of it standing for shapes that do not fit."""

    def evaluate(value):
        needed = count(value)
        return Point("N", {"a": value}, {"parameters": needed}) if needed >= 0 else Point("N", {"a": value}, error="no")

    return Trial("a", evaluate, (Budget("--max-params", str(limit), "parameters", limit),), {})


@given(st.lists(st.integers(0, 5), min_size=130, max_size=600), st.integers(0, 1500), st.integers(0, 599), st.data())
def test_the_search_finds_what_a_scan_finds(rises, limit, start, data):
    counts = list(accumulate(rises))
    holes = set(data.draw(st.lists(st.integers(0, len(counts) - 1), max_size=60)))
    needed = [-1 if place in holes else count for place, count in enumerate(counts)]
    expected = max((place for place, count in enumerate(needed) if 0 <= count <= limit), default=None)
    found, further = largest_of(trial(needed.__getitem__, limit), range(len(counts)), min(start, len(counts) - 1))
    if further:
        assert found == expected
    else:
        assert counts[found] <= limit


@given(
    st.lists(st.tuples(st.integers(1, 60), st.integers(1, 40), st.booleans()), min_size=1, max_size=4),
    st.integers(1, 200),
    st.fractions(min_value=Fraction(1, 4), max_value=3, max_denominator=8),
)
def test_the_edge_of_a_staircase_is_exact(widths, limit, start):
    """Sums of floor(a*p/q) and ceil(a*p/q): the last value that fits is where one of them rises, or just before it."""

    def count(value):
        return sum((ceil if up else floor)(value * over / under) for over, under, up in widths)

    rises = {Fraction(under * step, over) for over, under, _ in widths for step in range(limit + 2)}
    rises = sorted(rise for rise in rises if rise)
    tiny = Fraction(1, 10**9)
    last = max((rise for rise in rises if count(rise - tiny) <= limit), default=None)
    stair = largest_fraction(trial(count, limit), start, None, None)
    if last is None:  # more is needed by the least of all values
        assert stair is None
    elif stair and stair.following is not None:
        assert stair.high == last
        assert stair.high_in == (count(last) <= limit)
        assert count(stair.best) <= limit < count(stair.high + tiny)


@given(st.fractions(min_value=0, max_value=20, max_denominator=60), st.fractions(min_value=0, max_value=20))
def test_the_simplest_fraction(low, other):
    low, high = min(low, other), max(low, other)
    found = simplest(low, high)
    assert low <= found <= high
    assert not any(ceil(low * under) <= floor(high * under) for under in range(1, min(found.denominator, 500)))
    if low < high:
        assert low < simplest_between(low, high) < high
