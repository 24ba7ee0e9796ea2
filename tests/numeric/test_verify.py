"""Networks run on numbers that count themselves: all bundled ones agree, and a wrong formula is found."""

import json

import numpy as np
import pytest

import convcalc
from convcalc import ConvcalcError, ShapeError, UsageError
from convcalc.architecture.library import bundled_names
from convcalc.layers.conv import Conv, Depthwise
from convcalc.layers.linear import Dense
from convcalc.numeric import budget
from convcalc.numeric.forward import forward
from convcalc.numeric.verify import verify
from convcalc.shape import Shape


@pytest.mark.parametrize("name", bundled_names())
def test_bundled_networks_agree_with_what_they_do(name, monkeypatch):
    monkeypatch.setattr(budget, "QUICK", 3 * 10**8)  # GoogLeNet's last pool takes no input that small
    result = verify(convcalc.load(name))
    assert [row for row in result.rows if row.differences] == []
    assert len(result.rows) == len(result.report.rows)


# A wrong formula is found, each in its column.


def broken(monkeypatch, kind, method, change):
    """The network LeNet-5 and its verification with one formula of a layer type changed."""
    right = getattr(kind, method)
    monkeypatch.setattr(kind, method, lambda *args: change(right(*args)))
    return verify(convcalc.load("lenet5"))


@pytest.mark.parametrize("count", ["multiplications", "accumulations", "cross_accumulations", "bias_sums"])
def test_a_wrong_count(monkeypatch, count):
    result = broken(monkeypatch, Conv, "ops", lambda ops: {**ops, count: ops[count] + 1})
    wrong = {difference for row in result.rows for difference in row.differences}
    assert not result.agrees
    assert wrong - {"effective"} == {count}  # the effective ones are the multiplications less those on padding
    assert all(row.type == "conv" for row in result.rows if row.differences)


def test_a_wrong_effective_count(monkeypatch):
    result = broken(monkeypatch, Conv, "effective", lambda count: count - 1)
    assert {tuple(row.differences) for row in result.rows} == {(), ("effective",)}


def test_a_wrong_shape(monkeypatch):
    """A formula that forgets a row: the map that comes out is larger than was said."""
    right = Conv.shape
    monkeypatch.setattr(Conv, "shape", lambda *args: Shape((right(*args)[0] - 1, *right(*args)[1:])))
    (row,) = verify(convcalc.layer("conv", kernel=3, out=2), "9x9x1").rows
    assert "output" in row.differences
    assert (row.said["output"], row.ran["output"]) == ((6, 7, 2), (7, 7, 2))


def test_a_layer_that_does_less_than_it_says(monkeypatch):
    """Pooling that claims products with weights."""
    pool = convcalc.layers.CATALOGUE["avgpool"]
    result = broken(monkeypatch, pool, "ops", lambda ops: {**ops, "multiplications": 7})
    assert {row.type for row in result.rows if row.differences} == {"avgpool"}


# What is run.


def test_only_some_rows():
    """A row by its name, all rows below a name, and a pattern."""
    result = verify(convcalc.load("resnet18"), "32x32x3", rows=["fc", "conv1", "conv2_x/*/add"])
    names = [row.name for row in result.rows]
    assert names == [row.name for row in result.report.rows if row.name in names]
    assert names[:2] == ["conv1/conv", "conv1/batchnorm"]
    assert names[-1] == "fc"
    assert {row.type for row in result.rows[2:-1]} == {"add"}


def test_what_lies_behind_the_last_row_is_not_run(monkeypatch):
    monkeypatch.setattr(Dense, "weights", lambda *args: pytest.fail("the dense layers were run"))
    for counted in ("convcalc.counting.adding.parameters", "convcalc.facts.parameters"):
        monkeypatch.setattr(counted, lambda *args: 0)
    verify(convcalc.load("lenet5"), rows=["C1"])


def test_rows_that_there_are_not():
    with pytest.raises(UsageError, match="no row is called 'conv9'"):
        verify(convcalc.load("lenet5"), rows=["conv9"])


def test_another_input_and_its_layout():
    net = convcalc.load("lenet5")
    assert verify(net, "1x36x36", layout="chw").report.inputs == verify(net, (36, 36, 1)).report.inputs
    with pytest.raises(ShapeError):
        verify(net, "4x4x1")


def test_the_seed_decides_the_numbers():
    net = convcalc.load("lenet5")
    first, again, other = (np.array(list(forward(net.graph, net.input, seed))[-1].output) for seed in (1, 1, 2))
    assert (first == again).all()
    assert (first != other).any()
    assert np.isfinite(first).all()


def test_a_single_layer():
    result = verify(convcalc.layer("depthwise", kernel=3, padding=1, multiplier=2), "9x8x4")
    assert result.agrees
    assert result.rows[0].ran["parameters"] == (9 + 1) * 8


def test_watching_the_run():
    seen = []
    result = verify(convcalc.load("lenet5"), watch=lambda done, work, name: seen.append((done, work, name)))
    assert [name for _, _, name in seen] == [*[row.name for row in result.report.rows], ""]
    done = [work for work, _, _ in seen]
    assert done == sorted(done)
    assert done[-1] == seen[-1][1]


def test_equal_layers_are_counted_once(monkeypatch):
    calls = []
    from convcalc.numeric import verify as module

    counted = module.performed
    monkeypatch.setattr(module, "performed", lambda layer, *xs: calls.append(layer) or counted(layer, *xs))
    result = verify(convcalc.load("resnet18"), "32x32x3")
    assert len(calls) == len({(row.layer, row.inputs) for row in result.report.rows}) < len(result.rows)


def test_as_data():
    data = verify(convcalc.load("lenet5")).as_dict()
    assert json.loads(json.dumps(data)) == data
    assert (data["agrees"], data["reduced"], data["input"]) == (True, False, [32, 32, 1])
    assert data["rows"][0]["ran"]["output"] == [28, 28, 6]


# What it costs.


def test_a_large_network_is_run_on_a_smaller_input_unless_asked(monkeypatch):
    net = convcalc.load("squeezenet")
    assert not verify(net).reduced
    monkeypatch.setattr(budget, "QUICK", 3 * 10**8)
    result = verify(net)
    assert result.reduced
    assert result.agrees
    assert 32 < result.report.inputs[0][0] < 227
    assert not verify(net, full=True, rows=["conv1"]).reduced
    assert not verify(net, "227x227x3", rows=["conv1"]).reduced


def test_one_that_takes_no_smaller_input_says_so(monkeypatch):
    monkeypatch.setattr(budget, "QUICK", 10)
    assert not verify(convcalc.load("lenet5")).reduced
    monkeypatch.setattr(budget, "BEARABLE", 10)
    monkeypatch.setattr(budget, "PATIENT", 10)
    with pytest.raises(UsageError, match="none of the smaller inputs tried will do") as error:
        verify(convcalc.load("lenet5"))
    assert "--full" in error.value.hint


def test_one_that_no_smaller_input_makes_quick_is_run_on_the_smallest():
    """Without padding a U-Net needs 16n + 12 cells, and at least 188: of 172 nothing would be left."""
    result = verify(convcalc.load("unet"))
    assert (str(result.report.inputs[0]), result.reduced, result.agrees) == ("188x188x1", True, True)


def test_a_lack_of_memory_is_said_before_the_run(monkeypatch):
    net = convcalc.load("vgg16")
    free = budget.memory_needed(net.graph, net.evaluate("160x160x3"))
    monkeypatch.setattr("convcalc.numeric.verify.memory_free", lambda: free)
    monkeypatch.setattr("convcalc.numeric.verify.forward", lambda *args: pytest.fail("it was run"))
    with pytest.raises(ConvcalcError, match=r"needs about .* MB of memory, and .* MB are free") as error:
        verify(net, full=True)
    assert error.value.exit_code == 3
    fitting = next(x for x in budget.candidates(net.input) if str(x) in error.value.hint)
    assert 160 <= fitting[0] < 224
    assert budget.memory_needed(net.graph, net.evaluate(fitting)) <= free


def test_a_lack_of_memory_that_no_input_mends(monkeypatch):
    monkeypatch.setattr("convcalc.numeric.verify.memory_free", lambda: 1)
    with pytest.raises(ConvcalcError) as error:
        verify(convcalc.load("lenet5"))
    assert error.value.hint == "a larger machine"


def test_smaller_inputs_keep_the_form():
    for x in (Shape((224, 224, 3)), Shape((16, 112, 96, 3)), Shape((100, 8))):
        sizes = list(budget.candidates(x))
        assert sizes
        assert sizes == sorted(sizes, reverse=True)
        for less in sizes:
            assert len(less) == len(x)
            assert less.channels == x.channels
            assert all(1 <= small <= large for small, large in zip(less, x))
    assert list(budget.candidates(Shape((4096,)))) == []


def test_padding_is_counted_by_running():
    """A kernel of 3 on one cell between two zeros: three products, one of them real. By hand."""
    from convcalc.numeric.counting import performed

    assert performed(Conv(out=1, kernel=3, padding=1), Shape((1, 1)))._asdict() == {
        "multiplications": 3, "accumulations": 2, "cross_accumulations": 0, "bias_sums": 1, "effective": 1,
    }  # fmt: skip
    assert performed(Depthwise(kernel=2, multiplier=3, bias=False), Shape((3, 2))).multiplications == 2 * 2 * 2 * 3
