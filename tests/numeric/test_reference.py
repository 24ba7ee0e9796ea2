"""What ``run`` says of arrays that do not fit."""

import numpy as np
import pytest

import convcalc
from convcalc import UsageError
from convcalc.layers import CATALOGUE, Layer
from convcalc.numeric import run
from convcalc.numeric.reference import by_layer
from convcalc.numeric.verify import verify

CONV = CATALOGUE["conv"](kernel=3, out=2, padding="same")
X, WEIGHT, BIAS = np.ones((5, 5, 1)), np.ones((3, 3, 1, 2)), np.zeros(2)


def test_arrays_that_fit():
    assert run(CONV, X, weight=WEIGHT, bias=BIAS).shape == (5, 5, 2)
    assert (run(CONV, X, weight=WEIGHT) == run(CONV, X, weight=WEIGHT, bias=BIAS)).all()


@pytest.mark.parametrize(
    ("x", "arrays", "message"),
    [
        (X, {}, "conv needs weight"),
        (X, {"weight": np.ones((3, 3, 1, 7))}, r"weight has the shape \(3, 3, 1, 7\), and conv wants \(3, 3, 1, 2\)"),
        (X, {"weight": WEIGHT, "bias": np.ones(1)}, r"bias has the shape \(1,\), and conv wants \(2,\)"),
        (X, {"weight": WEIGHT, "biases": BIAS}, "conv has no biases"),
        (X.tolist(), {"weight": WEIGHT}, "conv is run on NumPy arrays, not on a list"),
    ],
)
def test_arrays_that_do_not(x, arrays, message):
    with pytest.raises(UsageError, match=message):
        run(CONV, x, **arrays)


def test_statistics_are_not_left_out():
    with pytest.raises(UsageError, match="batchnorm needs running_mean"):
        run(CATALOGUE["batchnorm"](), X, scale=np.ones(1), shift=np.ones(1))


def test_every_layer_type_has_a_reference():
    assert all(by_layer.dispatch(kind) is not by_layer.dispatch(Layer) for kind in CATALOGUE.values())
    with pytest.raises(TypeError, match="the reference has no Layer"):
        by_layer(Layer())


def test_verify_takes_a_network_and_a_row_by_its_name():
    with pytest.raises(UsageError, match="verify takes a network, not a str"):
        verify("lenet5")
    result = verify(convcalc.load("lenet5"), rows="C1")
    assert [row.name for row in result.rows] == ["C1"]
    assert repr(result) == "<Verification of LeNet-5 on 32x32x1: 1 row, all agree>"
