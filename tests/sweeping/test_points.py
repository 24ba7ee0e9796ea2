"""Points that are evaluated one by one: what they need, why they do not fit, and which networks are swept."""

import pytest

from convcalc.conventions import CONVENTIONS
from convcalc.errors import UsageError
from convcalc.network import load
from convcalc.sweeping.grid import Grid, axes_of
from convcalc.sweeping.points import Counting, budgets_of, opened
from convcalc.sweeping.sweep import sweep


def swept(*names, shape="", counting=None, budgets=(), **values):
    grids = [Grid(name, axes_of(values), shape) for name in names]
    return sweep(opened(grids), counting or Counting(), budgets)


def test_a_point_is_what_a_single_evaluation_says():
    found = swept("mobilenet", alpha="0.5,1", resolution="128,224", counting=Counting(CONVENTIONS["mac"], batch=2))
    for point in found.points:
        report = load("mobilenet", **point.values).evaluate(convention="mac", batch=2)
        assert point.counts["parameters"] == report.parameters
        assert point.counts["multiplications"] == point.counts["operations"] == report.multiplications
        assert point.counts["accumulations"] == report.accumulations


def test_bytes_are_worked_out_where_they_are_asked_for():
    counting = Counting(dtype="float16", measures=("peak_bytes", "weight_bytes"))
    (point,) = swept("mobilenet", counting=counting).points
    report = load("mobilenet").evaluate(memory=True, dtype="float16")
    assert point.counts["peak_bytes"] == report.total.memory.live_bytes
    assert point.counts["weight_bytes"] == 2 * (report.parameters + report.total.statistics)
    assert "activation_bytes" not in point.counts


def test_what_does_not_fit_is_kept_with_its_reason():
    """floor(32/100) is 0, and a convolution has a filter at least."""
    found = swept("mobilenet", alpha="1/100,1")
    assert [bool(point.error) for point in found.points] == [True, False]
    assert "mobilenet.yaml:26:17: out is 0" in found.failed[0].error
    assert len(list(found.shown)) == 2


def test_names_of_the_input_are_symbols_too():
    found = swept("vgg16", shape="HxWx3", H="224,256", W="224")
    assert [point.values for point in found.points] == [{"H": 224, "W": 224}, {"H": 256, "W": 224}]
    assert found.points[0].counts["multiplications"] == load("vgg16").evaluate().multiplications
    assert found.networks[0].name == "VGG-16 (W=224)"


def test_words_and_truths(tmp_path):
    """3x3 on 8x8: 8*8 places with the padding same, 6*6 with valid."""
    file = tmp_path / "words.yaml"
    file.write_text(
        "name: Words\ninput: [8, 8, 3]\nsymbols: {pad: same, biased: true}\n"
        "layers:\n  - conv: {out: 4, kernel: 3, padding: pad, bias: biased}\n"
    )
    found = swept(str(file), pad="same,valid", biased="true,false")
    assert [point.counts["multiplications"] for point in found.points] == [
        places * 9 * 3 * 4 for places in (64, 64, 36, 36)
    ]
    assert [point.counts["parameters"] for point in found.points] == [9 * 3 * 4 + bias for bias in (4, 0, 4, 0)]


@pytest.mark.parametrize(
    ("names", "values", "says"),
    [
        (["mobilenet"], {"alpa": "1"}, "no symbol 'alpa'.*\n.*alpha"),
        (["mobilenet", "vgg16"], {"alpha": "1"}, "vgg16.yaml has no symbol alpha: nothing of it is swept"),
        (["mobilenet", "vgg16"], {"beta": "1"}, "mobilenet.yaml and vgg16.yaml have no symbol 'beta'"),
    ],
)
def test_names_that_networks_do_not_have(names, values, says):
    with pytest.raises(UsageError, match=says):
        swept(*names, **values)


def test_a_name_of_the_input_needs_its_values():
    with pytest.raises(UsageError, match="W in the input HxWx3 has no value"):
        swept("vgg16", shape="HxWx3", H="224")


def test_each_network_sweeps_over_the_symbols_that_it_has():
    found = swept("mobilenet", "resnet50", alpha="0.5,1", classes="10,100")
    assert [len(each.grid.axes) for each in found.networks] == [2, 1]
    assert [point.network for point in found.points] == ["MobileNet"] * 4 + ["ResNet-50"] * 2
    assert [axis.name for axis in found.axes] == ["alpha", "classes"]


def test_more_points_than_anybody_reads_are_refused():
    with pytest.raises(UsageError, match=r"1,000,000,000,000 points: more than 2,000"):
        swept("mobilenet", alpha="1..1000000", resolution="1..1000000")


def test_budgets():
    found = swept("mobilenet", alpha="0.25,0.5,1", budgets=budgets_of({"max_params": "1.5M", "max_mults": "100M"}))
    assert [point.values["alpha"] for point in found.within] == [load("mobilenet", alpha="1/4").graph.symbols["alpha"]]
    with pytest.raises(UsageError, match="no budget 'max_foo'"):
        budgets_of({"max_foo": "1"})
