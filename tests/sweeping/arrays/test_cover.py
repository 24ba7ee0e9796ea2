"""A large sweep against single evaluations, point by point: the same counts, and the same points that do not fit."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc import load
from convcalc.architecture.library import bundled_names, find
from convcalc.architecture.reading import read
from convcalc.conventions import CONVENTIONS
from convcalc.errors import ConvcalcError
from convcalc.network import load_with
from convcalc.sweeping.arrays import cover
from convcalc.sweeping.arrays.cover import chunks
from convcalc.sweeping.grid import QUANTITIES, Axis, Grid
from convcalc.sweeping.values import Steps

ZOO = str(Path(__file__).with_name("zoo.yaml"))
TRUTHS = ("separable", "norm_first", "stride_in_1x1")
COUNTED = ("units", "layers", "convs", "ones", "lrn", "aux", "maps")  # repeat counts and the like: small numbers


def held_against_single_points(grid, size=65_536, quantities=QUANTITIES, **counting):
    """Hold every point of a sweep against its own evaluation; how many fit."""
    fitting = seen = 0
    for chunk in chunks(grid, quantities, size=size, **counting):
        assert chunk.start == seen
        seen += chunk.size
        assert chunk.size <= size
        for offset in range(chunk.size):
            point = grid.point(chunk.start + offset)
            try:
                report = load_with(grid.network, point, assume={}).evaluate(
                    *([grid.shape] if grid.shape else []), **counting
                )
            except ConvcalcError:
                assert chunk.failed[offset], point
                assert all(chunk.columns[quantity][offset] == 0 for quantity in quantities)
            else:
                assert not chunk.failed[offset], (point, chunk.reasons)
                found = [int(chunk.columns[quantity][offset]) for quantity in quantities]
                assert found == [getattr(report, quantity) for quantity in quantities], point
                fitting += 1
    assert seen == grid.size
    return fitting


@pytest.fixture
def on_arrays_alone(monkeypatch):
    """Nothing is worked out point by point."""

    def refuse(*args):
        raise AssertionError("a point was worked out by itself")

    monkeypatch.setattr(cover.Cover, "_by_itself", refuse)


def values_of(symbol):
    """Values for a symbol of a bundled network: right ones, small ones, large ones and wrong ones."""
    if symbol in TRUTHS:
        return st.sampled_from([(True, False), (False,)])
    if symbol.startswith(COUNTED) or symbol == "groups":
        return st.lists(st.integers(0, 4), min_size=1, max_size=3, unique=True).map(tuple)
    numbers = st.one_of(
        st.integers(1, 600),
        st.sampled_from([0, -1, 10**6, 10**8, 10**9, 10**10]),
        st.fractions(0, 3, max_denominator=16).map(lambda x: x.numerator if x.denominator == 1 else x),
    )
    return st.lists(numbers, min_size=1, max_size=3, unique=True).map(tuple)


@st.composite
def grids(draw):
    """A bundled network with some of its symbols, and perhaps sizes of another input."""
    network = draw(st.sampled_from([each for each in bundled_names() if each != "resnet1001"]))
    known = list(read(find(network)).symbols)
    names = draw(st.lists(st.sampled_from(known), max_size=2, unique=True)) if known else []
    shape = draw(st.sampled_from(["HxWx3", "HxHxC", "160xWx1"] + [""] * bool(names)))
    names += [letter for letter in "HWC" if letter in shape]
    return Grid(network, tuple(Axis(each, draw(values_of(each))) for each in draw(st.permutations(names))), shape)


@given(
    grids(), st.sampled_from([1, 2, 7, 65_536]), st.sampled_from(list(CONVENTIONS)), st.integers(1, 3), st.booleans()
)
def test_every_point_is_that_of_a_single_evaluation(grid, size, convention, batch, strict):
    held_against_single_points(grid, size, convention=convention, batch=batch, strict=strict)


ZOO_VALUES = {
    "a": [1, 2, 3, 4, 7, 100, Fraction(1, 2), Fraction(7, 3), 0, -1],
    "g": [1, 2, 3, 4, Fraction(3, 2), 0],
    "k": [1, 2, 3, 4],
    "s": [1, 2, 3, 4],
    "n": [0, 1, 2, 3],
    "d": [1, 2, 3],
    "deep": [True, False],
    "border": ["same", "valid", 1, "full"],
}


@given(st.data(), st.sampled_from(["lecture", "xla", "thop"]))
def test_every_formula_of_a_file_and_of_layers_is_the_same_on_arrays(data, convention):
    names = data.draw(st.lists(st.sampled_from(list(ZOO_VALUES)), min_size=1, max_size=4, unique=True))
    several = {each: st.lists(st.sampled_from(ZOO_VALUES[each]), min_size=1, max_size=3, unique=True) for each in names}
    axes = tuple(Axis(each, tuple(data.draw(drawn))) for each, drawn in several.items())
    held_against_single_points(Grid(ZOO, axes), convention=convention)


LEAVES = st.sampled_from(["a", "b", "c", "1", "2", "5", "48", "0.5", "7/3"])
NUMBERS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(st.sampled_from(["+", "-", "*", "/", "//", "%"]), inner, inner).map(
            lambda x: f"({x[1]} {x[0]} {x[2]})"
        ),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(lambda x: f"{x[0]}({x[1]}, {x[2]})"),
        st.tuples(st.sampled_from(["floor", "ceil", "round"]), inner).map(lambda x: f"{x[0]}({x[1]})"),
        st.tuples(inner, st.sampled_from(["<", "<=", "==", "!="]), inner, inner, inner).map(
            lambda x: f"({x[3]} if {x[0]} {x[1]} {x[2]} else {x[4]})"
        ),
    ),
    max_leaves=6,
)
WRITTEN = """
symbols: {{a: 1, b: 1, c: 1}}
input: [6, 7, 4]
layers:
  - conv: {{out: 8, kernel: 1}}
  - conv: {{out: "{width}", kernel: "{kernel}", padding: 1}}
  - relu
  - dense: 3
"""


@given(NUMBERS, st.one_of(st.just("2"), NUMBERS))
def test_any_expression_as_a_width_or_a_kernel(tmp_path_factory, width, kernel):
    file = tmp_path_factory.mktemp("written") / "net.yaml"
    file.write_text(WRITTEN.format(width=width, kernel=kernel), encoding="utf-8")
    axes = (Axis("a", (1, 2, Fraction(1, 2))), Axis("b", (3, 0, 6)), Axis("c", (5, 6, 8, -2)))
    held_against_single_points(Grid(str(file), axes))


@pytest.mark.parametrize("width", ["max(1, 48 / c - b)", "min(48 / c, 40)", "24 + max(b, 48 / c)"])
def test_what_is_picked_from_a_quotient_is_whole_where_the_quotient_is(tmp_path, width):
    """48/5 is no width and 48/6 and 48/8 are: one that is refused says nothing of the others."""
    file = tmp_path / "net.yaml"
    file.write_text(WRITTEN.format(width=width, kernel=1), encoding="utf-8")
    axes = (Axis("b", (1, 2)), Axis("c", (5, 6, 8)))
    assert held_against_single_points(Grid(str(file), axes)) == 4


def test_the_zoo_needs_no_single_points(on_arrays_alone):
    axes = tuple(Axis(each, tuple(values)) for each, values in ZOO_VALUES.items() if each in "agsnd")
    assert sum(int(chunk.fits.sum()) for chunk in chunks(Grid(ZOO, axes), QUANTITIES)) > 500


def test_the_paper_s_multipliers(on_arrays_alone):
    grid = Grid(
        "mobilenet",
        (Axis("alpha", (Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), 1)), Axis("resolution", (128, 160, 192, 224))),
    )
    (chunk,) = chunks(grid, ("parameters", "multiplications"), convention="mac")
    table = chunk.columns["multiplications"].reshape(4, 4)
    assert [round(each / 10**6) for each in table[:, 3]] == [41, 149, 325, 569]  # Howard et al. 2017, table 6
    assert [f"{each / 10**6:.1f}" for each in chunk.columns["parameters"].reshape(4, 4)[:, 0]] == [
        "0.5", "1.3", "2.6", "4.2",
    ]  # fmt: skip


def test_a_count_beyond_64_bits_is_exact():
    # two layers 1x1 on a map of a billion by a billion: 10^9 * 10^9 * (3*64 + ...), far beyond 2^63
    grid = Grid("lecture5_baseline", (Axis("H", (10**9, 26)), Axis("W", (10**9,)), Axis("C", (10**9, 128))), "HxWxC")
    (chunk,) = chunks(grid, ("multiplications",))
    conv = load("lecture5_baseline").graph.nodes[0].layer
    assert (conv.kernel, conv.padding, conv.stride) == (3, 0, 1)
    side = 10**9 - 2
    assert chunk.columns["multiplications"][0] == 9 * 10**9 * conv.out * side * side > 2**63
    assert chunk.columns["multiplications"].dtype == object
    assert held_against_single_points(grid) == 4


@pytest.mark.parametrize("largest", [2**20, 2**24, 2**27])
def test_numbers_around_the_limit_never_wrap(largest):
    # bias sums are W*W*32: they pass 2^63 between 2^29 and 2^29 + 1 for W, multiplications long before
    grid = Grid("lecture5_baseline", (Axis("W", Steps(largest - 2, 1, 5)),), "WxWx128")
    assert held_against_single_points(grid) == 5


def test_symbols_that_change_the_structure_take_their_values(on_arrays_alone):
    grid = Grid("resnet20", (Axis("width", (8, 16)), Axis("units", (1, 2, 3, 9))))
    assert held_against_single_points(grid) == 8


def test_truths_and_words_are_values_of_their_own():
    assert held_against_single_points(Grid("alexnet", (Axis("norm_first", (True, False)), Axis("groups", (1, 2))))) == 4


def test_the_last_axis_may_be_one_of_a_structure():
    grid = Grid("resnet20", (Axis("width", (8, 16)), Axis("units", (0, 1, 2, 1000000))))
    assert held_against_single_points(grid) == 4


def test_a_point_that_does_not_fit_is_marked_with_its_reason():
    grid = Grid("lenet5", (Axis("H", (32, 4, 36, 2)),), "HxHx1")
    (chunk,) = chunks(grid, ("parameters",))
    assert chunk.fits.tolist() == [True, False, True, False]
    assert sum(chunk.counted.values()) == 2
    assert all("kernel is larger than its input" in reason for reason in chunk.counted)


def test_a_grid_without_axes_has_one_point():
    (chunk,) = chunks(Grid("resnet50", ()), ("parameters",))
    assert chunk.columns["parameters"].tolist() == [25_557_032]


def test_bytes_are_counted_as_well():
    grid = Grid("vgg16", (Axis("H", (224, 32, 100)),), "HxHx3")
    (chunk,) = chunks(grid, ("peak_bytes", "weight_bytes"), dtype="float16")
    for place, height in enumerate((224, 32, 100)):
        total = load("vgg16").evaluate((height, height, 3), memory=True, dtype="float16").total
        assert chunk.columns["peak_bytes"][place] == total.memory.live_bytes
        assert chunk.columns["weight_bytes"][place] == 2 * total.parameters


def test_what_cannot_be_recorded_is_worked_out_by_itself(monkeypatch):
    def fail(*args):
        raise cover.Untraceable

    monkeypatch.setattr(cover, "record", fail)
    assert held_against_single_points(Grid("lenet5", (Axis("H", (32, 4)),), "HxHx1")) == 1


def test_a_million_million_points_are_begun_at_once():
    axes = (Axis("alpha", Steps(Fraction(1, 10**6), Fraction(1, 10**6), 10**6)), Axis("resolution", Steps(1, 1, 10**6)))
    made = chunks(Grid("mobilenet", axes), ("parameters",))
    first = next(made)
    assert first.start == 0
    assert first.size <= 65_536


def test_arrays_are_machine_integers_where_these_do():
    for chunk in chunks(Grid("mobilenet", (Axis("resolution", Steps(32, 1, 500)),)), QUANTITIES):
        assert {column.dtype for column in chunk.columns.values()} == {np.dtype(np.int64)}
