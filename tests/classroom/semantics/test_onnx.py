"""ONNX's semantics beside the onnx package: shape inference, and the values of its reference evaluator.

The evaluator of onnx 1.23 fails on some layers that shape inference takes (max pools of one axis with auto_pad,
ceil_mode with auto_pad, an input shorter than the window, output_padding with dilations), and reads auto_pad of a pool
without its dilations: there the size alone is compared.
"""

from itertools import product
from math import isfinite

import pytest

from classroom.semantics.by_hand import outcome, worked

onnx = pytest.importorskip("onnx")
numpy = pytest.importorskip("numpy")
reference = pytest.importorskip("onnx.reference")

SIZES, KERNELS, STRIDES, DILATIONS = (1, 2, 5, 8), (1, 2, 3), (1, 2, 3), (1, 2)
AUTO = {"same": "SAME_UPPER", "valid": "VALID"}


def model(operator, size, opset=22, weights=None, **attributes):
    names = ["x"] if weights is None else ["x", "w"]
    node = onnx.helper.make_node(operator, names, ["y"], **attributes)
    arrays = (
        [] if weights is None else [onnx.helper.make_tensor("w", onnx.TensorProto.FLOAT, (1, 1, len(weights)), weights)]
    )
    ends = [onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, shape)
            for name, shape in (("x", (1, 1, size)), ("y", None))]  # fmt: skip
    graph = onnx.helper.make_graph([node], "graph", ends[:1], ends[1:], arrays)
    return onnx.helper.make_model(graph, opset_imports=[onnx.helper.make_opsetid("", opset)])


def inferred(made):
    """The length that shape inference gives."""
    shape = onnx.shape_inference.infer_shapes(made, strict_mode=True).graph.output[0].type.tensor_type.shape
    return shape.dim[2].dim_value


def run(made, size):
    """The values that the reference evaluator gives for 1, 2, 3 ...; None where it fails."""
    try:
        values = reference.ReferenceEvaluator(made).run(
            None, {"x": numpy.arange(1, size + 1, dtype="f").reshape(1, 1, -1)}
        )
    except (AssertionError, IndexError, RuntimeError, ValueError):
        return None
    return values[0].flatten().tolist()


def attributes(kernel, stride, dilation, padding):
    found = {"kernel_shape": [kernel], "strides": [stride], "dilations": [dilation]}
    padded = {"auto_pad": AUTO[padding]} if padding in AUTO else {"pads": [padding, padding]}
    return {**found, **padded}


@pytest.mark.parametrize("padding", ["same", "valid", 0, 1, 2])
def test_convolutions(padding):
    for size, kernel, stride, dilation in product(SIZES, KERNELS, STRIDES, DILATIONS):
        found = outcome("conv", size, "onnx", kernel=kernel, stride=stride, padding=padding, dilation=dilation)
        if found is None:
            assert padding != "same"
            assert size + 2 * AUTO_NONE.get(padding, padding) < (kernel - 1) * dilation + 1
            continue
        made = model("Conv", size, weights=[10.0**tap for tap in range(kernel)],
                     **attributes(kernel, stride, dilation, padding))  # fmt: skip
        length = found.report.output[0]
        assert inferred(made) == length
        assert run(made, size) == worked(found.read_as, range(1, size + 1), length)


AUTO_NONE = {"valid": 0}


@pytest.mark.parametrize("padding", ["same", "valid", 0, 1])
@pytest.mark.parametrize("extra", [0, 1])
def test_transposed_convolutions(padding, extra):
    for size, kernel, stride, dilation in product((1, 2, 5), KERNELS, STRIDES, DILATIONS):
        reach = (kernel - 1) * dilation + 1
        found = outcome("conv_transpose", size, "onnx", kernel=kernel, stride=stride, padding=padding,
                        dilation=dilation, output_padding=extra)  # fmt: skip
        if found is None:
            cropped = (
                stride * (size - 1) + reach + extra - 2 * AUTO_NONE.get(padding, 0 if padding == "same" else padding)
            )
            assert extra >= max(stride, dilation) or cropped < 1 or (padding == "same" and reach + extra < stride)
            continue
        length = found.report.output[0]
        made = model("ConvTranspose", size, weights=[10.0**tap for tap in range(kernel)], output_padding=[extra],
                     **attributes(kernel, stride, dilation, padding))  # fmt: skip
        given = run(made, size)
        assert given is None or len(given) == length
        if given and (padding != "same" or reach + extra >= stride):  # where same has to add cells is left open
            assert given == worked(found.read_as, range(1, size + 1), length)


def pools(padding, ceil):
    """The fields of a pool, and its length and values: by these semantics, by inference and by the evaluator."""
    for word, operator in (("maxpool", "MaxPool"), ("avgpool", "AveragePool"), ("l2pool", "LpPool")):
        for size, kernel, stride, dilation in product(SIZES, KERNELS, STRIDES, DILATIONS):
            fields = {"kernel": kernel, "stride": stride, "padding": padding, "dilation": dilation, "ceil": ceil}
            found = outcome(word, size, "onnx", **fields)
            if found:
                made = model(operator, size, ceil_mode=int(ceil), **attributes(kernel, stride, dilation, padding))
                yield word, size, found, inferred(made), run(made, size)


@pytest.mark.filterwarnings("ignore:Mean of empty slice", "ignore:invalid value")
@pytest.mark.parametrize(("padding", "ceil"), [("same", False), ("valid", False), *product((0, 1), (False, True))])
def test_pools(padding, ceil):
    compared = 0
    for word, size, found, length, values in pools(padding, ceil):
        assert found.report.output[0] == length
        by_hand = list(map(float, worked(found.read_as, range(1, size + 1), length, counts_zeros=False)))
        if word != "l2pool" and is_told(found.read_as, values, by_hand):
            assert values == pytest.approx(by_hand)
            compared += 1
    assert compared > 20


def is_told(layer, values, by_hand):
    """Whether the evaluator can be asked: it gives that many values, each of some cell, and no word is beyond it."""
    worded = isinstance(layer.padding, str) and (layer.dilation > 1 or layer.word == "maxpool" or layer.ceil)
    gaps = layer.padding == "same" and layer.stride > layer.kernel
    return (
        values is not None
        and len(values) == len(by_hand)
        and all(map(isfinite, [*by_hand, *values]))
        and not worded | gaps
    )


@pytest.mark.filterwarnings("ignore:Mean of empty slice", "ignore:invalid value")
def test_valid_rounds_down_in_ceil_mode_too():
    """The text: ceil((W - F + 1)/S), which is floor((W - F)/S) + 1; the reference evaluator follows it for MaxPool.

    Shape inference of onnx 1.23 gives ceil((W - F)/S) + 1 instead.
    """
    for word, size, found, _, values in pools("valid", True):
        layer = found.read_as
        reach = (layer.kernel - 1) * layer.dilation + 1
        assert found.report.output[0] == -(-(size - reach + 1) // layer.stride)
        if word == "maxpool" and values is not None:
            assert len(values) == found.report.output[0]
    found = outcome("maxpool", 8, "onnx", kernel=3, stride=2, padding="valid", ceil=True)
    assert "auto_pad=VALID rounds (W − F + 1)/S up" in "".join(found.remarks)


def test_before_opset_22_no_window_is_dropped():
    """Shape inference of opset 21 gives 3 where that of 22 gives 2: the third window would start at cell 6 of 5."""
    fields = {"kernel_shape": [1], "strides": [3], "ceil_mode": 1}
    assert [inferred(model("MaxPool", 5, opset, **fields)) for opset in (21, 22)] == [3, 2]
    found = outcome("maxpool", 5, "onnx", kernel=1, stride=3, ceil=True)
    assert found.report.output[0] == 2
    assert "as opset 22 says; before that the text gives 3" in found.remarks[0]


def test_same_lower_puts_the_odd_zero_first():
    """A kernel 1, 10 on four ones: 11 where both taps stand on the input, 1 where the second is on a zero."""
    lower = model("Conv", 4, weights=[1.0, 10.0], kernel_shape=[2], auto_pad="SAME_LOWER")
    ones = {"x": numpy.ones((1, 1, 4), "f")}
    assert reference.ReferenceEvaluator(lower).run(None, ones)[0].flatten().tolist() == [10, 11, 11, 11]
    found = outcome("conv", 4, "onnx", kernel=2, padding="same")
    assert found.zeros == ((0, 1),)
    assert found.remarks == (
        "the odd zero of the padding is at the end: right (SAME_UPPER); at the beginning with SAME_LOWER",
    )


def test_a_pool_moves_by_one_where_nothing_is_said():
    assert inferred(model("MaxPool", 8, kernel_shape=[2])) == 7
    assert "without strides a pool of ONNX moves by 1" in outcome("maxpool", 8, "onnx", kernel=2).remarks[0]
    assert not outcome("maxpool", 8, "onnx", kernel=2, stride=1).remarks
