"""Networks measured and set side by side, their stages, and their rows."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import convcalc
from convcalc.classroom.changes import changes
from convcalc.classroom.compare import compare, compare_measured, measured, side_by_side, sorted_by
from convcalc.classroom.stages import stages
from convcalc.errors import UsageError
from convcalc.network import chain


def line(text, shape="28x28x128", **options):
    return measured(chain(text), shape, **options)


NORMAL, SEPARABLE = line("conv(32, 3)"), line("depthwise(3) + conv(32, 1)")


def test_what_is_measured():
    """By hand: activations are all outputs added up, 26*26*128 and 26*26*32; two 3x3 see 5 pixels."""
    assert SEPARABLE.activations == 26 * 26 * 128 + 26 * 26 * 32
    assert (SEPARABLE.depth, SEPARABLE.field) == (2, (3, 3))
    assert str(line("conv(32, 3) + relu + maxpool(2)").last_map) == "13x13x32"
    assert line("conv(32, 3) + conv(32, (3, 1))").field == (5, 3)
    assert line("conv(32, 3) + conv(32, (3, 1))").value("receptive_field") is None


def test_the_last_map_has_more_than_one_cell():
    made = line("conv(32, 3) + global_avgpool + dense(10)")
    assert (str(made.last_map), made.field) == ("26x26x32", (3, 3))
    assert line("dense(10)", "512").last_map is None


def test_where_there_is_no_field_it_is_said_why():
    assert "numbers" in line("conv(32, 3)", "HxWx3").unfollowed
    assert line("conv(32, 3)", "HxWx3").field == ()


def test_ratios_are_exact():
    """Lecture 5, exercise 1: 9*128*32 + 32 over 9*128 + 128 + 128*32 + 32 parameters."""
    found = side_by_side([NORMAL, SEPARABLE], SEPARABLE)
    assert found.ratio(NORMAL, "parameters") == Fraction(9 * 128 * 32 + 32, 10 * 128 + 129 * 32)
    assert found.ratio(SEPARABLE, "depth") == 1
    assert side_by_side([line("relu"), NORMAL]).ratio(NORMAL, "parameters") is None


def test_two_reports_are_compared_as_ever():
    counts = compare(NORMAL.report, SEPARABLE.report)
    assert [each.quantity for each in counts] == [
        "parameters", "multiplications", "accumulations", "bias_sums", "operations",
    ]  # fmt: skip
    assert counts[1].gain == Fraction(288, 41)  # 1/(1/32 + 1/9)
    assert compare_measured(NORMAL, SEPARABLE)[:5] == counts
    assert [each.quantity for each in compare_measured(line("relu", "HxWx3"), NORMAL)] == [
        each.quantity for each in counts
    ]


def test_one_convention():
    with pytest.raises(UsageError, match=r"lecture.*mac"):
        side_by_side([NORMAL, line("conv(32, 3)", convention="mac")])


def test_sorting():
    small, vector = line("conv(1, 1)"), line("dense(10)", "512")
    assert sorted_by([small, SEPARABLE, NORMAL], "parameters") == [NORMAL, SEPARABLE, small]
    assert sorted_by([vector, NORMAL], "receptive_field") == [NORMAL, vector]
    with pytest.raises(UsageError, match="no quantity 'size'"):
        sorted_by([small, NORMAL], "size")
    with pytest.raises(UsageError, match="have no order"):
        sorted_by([small, line("conv(D, 3)", "HxWx3")], "parameters")


# By stage.


def test_stages_add_up_to_the_total():
    networks = [measured(convcalc.load(name)) for name in ("resnet18", "resnet50", "alexnet")]
    for quantity in ("multiplications", "parameters", "activations", "operations"):
        found = stages(networks, quantity)
        for place, network in enumerate(networks):
            parts = [stage.values[place] for stage in (*found.shared, found.rest)]
            assert sum(part or 0 for part in parts) == network.value(quantity) == found.total.values[place]


def test_a_stage_that_only_one_has_is_in_the_rest():
    """By hand: at 56x56, ResNet-18's conv2_x puts out 2 blocks of 7 maps of 64 channels."""
    first, second = (measured(convcalc.load(name)) for name in ("resnet18", "alexnet"))
    found = stages([first, second], "activations")
    names = [stage.name for stage in found.shared]
    assert "conv2_x" not in names
    assert found.rest.values[0] >= 2 * 7 * 56 * 56 * 64


@pytest.mark.parametrize("quantity", ["depth", "receptive_field", "params"])
def test_no_stages_of_what_is_no_count(quantity):
    with pytest.raises(UsageError, match=f"no {quantity} to show"):
        stages([NORMAL, SEPARABLE], quantity)


def test_networks_that_share_nothing():
    with pytest.raises(UsageError, match="share no part by name that has multiplications"):
        stages([line("conv(3, 3) + relu"), line("depthwise(3) + relu")], "multiplications")


# Row by row.


def test_rows_of_one_side_stand_where_they_are():
    first, second = (
        line("conv(8, 3) + relu").report,
        line("dropout + conv(8, 3) + batchnorm + relu + maxpool(2)").report,
    )
    found = changes(first, second)
    assert found.equal == 2
    assert [each.name for each in found.changed] == ["dropout", "batchnorm", "maxpool"]
    assert all(each.first is None for each in found.changed)
    assert [each.second for each in changes(second, first).changed] == [None, None, None]


def test_what_differs_in_a_row():
    (change,) = changes(line("conv(8, 3)").report, line("conv(8, 3, padding=1, bias=false)").report).changed
    assert [(each.what, each.first, each.second) for each in change.differences] == [
        ("padding", 0, 1),
        ("bias", True, False),
        ("output", (26, 26, 8), (28, 28, 8)),
        ("parameters", 9 * 128 * 8 + 8, 9 * 128 * 8),
        ("multiplications", 26 * 26 * 9 * 128 * 8, 28 * 28 * 9 * 128 * 8),
    ]


def test_equal_formulas_of_two_evaluations_are_equal():
    one, other = (line("conv(D, F) + relu", "HxWxC").report for _ in range(2))
    assert changes(one, other) == ((), 2)
    (change,) = changes(one, line("conv(D, F, stride=2) + relu", "HxWxC").report).changed[:1]
    assert [each.what for each in change.differences] == ["stride", "output", "multiplications"]


def test_rows_of_one_name_and_two_types(tmp_path):
    reports = []
    for word in ("maxpool", "avgpool"):
        (tmp_path / "net.yaml").write_text(f"name: N\ninput: 8x8x3\nlayers:\n  - {word}: 2\n    as: pool\n")
        reports.append(convcalc.load(str(tmp_path / "net.yaml")).evaluate())
    ((name, _, _, (difference,)),) = changes(*reports).changed
    assert (name, difference.what, difference.first.word, difference.second.word) == (
        "pool",
        "layer",
        "maxpool",
        "avgpool",
    )


LAYERS = st.lists(st.sampled_from(["relu", "sigmoid", "batchnorm", "conv(8, 1)", "dropout"]), min_size=1, max_size=8)


@settings(max_examples=50, deadline=None)
@given(LAYERS, LAYERS)
def test_every_row_is_told_once(ones, others):
    first, second = (line(" + ".join(layers), "8x8x8").report for layers in (ones, others))
    found = changes(first, second)
    names = {row.name for row in (*first.rows, *second.rows)}
    assert found.equal + len(found.changed) == len(names)
    assert changes(first, first) == ((), len(first.rows))
    told = [each.name for each in found.changed if each.first]
    assert told == [row.name for row in first.rows if row.name in told]
