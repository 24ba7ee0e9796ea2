"""The onnx package's own test cases, run through the layers: inputs and outputs that its authors wrote down.

Those of its operators (``node``) come from NumPy or from their hands, those of ``pytorch-*`` from PyTorch of 2018.
Every case of an operator that a layer stands for is run, unless ``NOT_A_LAYER`` says why it is not: so a new one fails
until it is run or listed.
"""

import functools
import importlib
import pkgutil
from fractions import Fraction
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx.backend.test import loader
from onnx.backend.test.case import node as cases_of_nodes

from convcalc.layers import CATALOGUE
from convcalc.numeric.norm import ALPHA, BETA, BIAS, EPSILON
from numeric.beside import HALF, SINGLE, agree, checked

# How an operator's inputs and attributes are said with layers. The batch is walked through.

LAYERS = {}


def says(*operators):
    def kept(translation):
        LAYERS.update(dict.fromkeys(operators, translation))
        return translation

    return kept


def along(axis, layer, *xs, **arrays):
    """A layer on arrays that have their channels on another axis, and no batch."""
    y = checked(layer, *(np.moveaxis(x, axis, -1) for x in xs), **arrays)
    return np.moveaxis(y, -1, axis)


def batch(layer, x, **arrays):
    """A layer on each of a batch that has the channels before the axes."""
    return np.stack([along(0, layer, each, **arrays) for each in x])


def window(x, kernel, auto_pad="NOTSET", pads=None, strides=None, dilations=None, ceil_mode=0):
    """The fields of a window as a layer has them. ``SAME_LOWER`` has its odd cell of padding at the front."""
    rank = len(kernel)
    strides, dilations = strides or [1] * rank, dilations or [1] * rank
    fields = {"kernel": list(kernel), "stride": strides, "dilation": dilations}
    fields |= {"ceil": True} if ceil_mode else {}
    if auto_pad == "SAME_UPPER":
        return {**fields, "padding": "same"}
    if auto_pad == "SAME_LOWER":
        rows = zip(x.shape[2:], kernel, strides, dilations)
        zeros = [max((-(-n // s) - 1) * s + (k - 1) * d + 1 - n, 0) for n, k, s, d in rows]
        return {**fields, "padding": [[each - each // 2, each // 2] for each in zeros]}
    pads = pads or [0] * 2 * rank
    return {**fields, "padding": [list(pair) for pair in zip(pads[:rank], pads[rank:])]}


@says("Conv")
def conv(x, w, b=None, group=1, kernel_shape=None, **seen):
    fields = window(x, kernel_shape or w.shape[2:], **seen)
    layer = CATALOGUE["conv"](out=w.shape[0], groups=group, bias=b is not None, **fields)
    return batch(layer, x, weight=np.moveaxis(w, (0, 1), (-1, -2)), **({} if b is None else {"bias": b}))


@says("ConvInteger")
def conv_integer(x, w, x_zero=0, w_zero=0, **seen):
    """Of whole numbers, which a convolution of whole numbers gives exactly."""
    w_zero = np.reshape(w_zero, (-1,) + (1,) * (w.ndim - 1)).astype(int)
    return conv(x.astype(int) - np.asarray(x_zero).astype(int), w.astype(int) - w_zero, **seen)


@says("ConvTranspose")
def conv_transpose(
    x, w, b=None, group=1, kernel_shape=None, output_padding=None, output_shape=None, strides=None, **seen
):
    """An ``output_shape`` is a padding of what is too much, or an output padding of what is missing."""
    rank = x.ndim - 2
    extra, kernel = output_padding or [0] * rank, kernel_shape or w.shape[2:]
    if output_shape:
        rows = zip(x.shape[2:], kernel, strides, extra, output_shape, strict=True)
        missing = [out - (s * (n - 1) + k + a) for n, k, s, a, out in rows]
        seen["pads"] = [max(-each, 0) // 2 for each in missing] * 2
        extra = [a + max(each, 0) for a, each in zip(extra, missing)]
    fields = window(x, kernel, strides=strides, **seen)
    fields |= {"out": w.shape[1] * group, "groups": group, "output_padding": extra, "bias": b is not None}
    weight = np.concatenate([np.moveaxis(part, (0, 1), (-2, -1)) for part in np.split(w, group)], axis=-1)
    return batch(CATALOGUE["conv_transpose"](**fields), x, weight=weight, **({} if b is None else {"bias": b}))


@says("CausalConvWithState")
def causal_conv(x, w, b=None, past=None, activation=""):
    """A depthwise convolution of what came before, or of zeros, and the input."""
    kernel = w.shape[-1]
    x = np.concatenate([np.zeros((*x.shape[:2], kernel - 1)) if past is None else past, x], axis=-1)
    layer = CATALOGUE["depthwise"](kernel=kernel, bias=b is not None)
    y = batch(layer, x, weight=np.moveaxis(w, (0, 1), (-1, -2)), **({} if b is None else {"bias": b}))
    return batch(CATALOGUE["swish"](), y) if activation in ("silu", "swish") else y


@says("MaxPool")
def max_pool(x, kernel_shape, storage_order=0, **seen):
    return batch(CATALOGUE["maxpool"](**window(x, kernel_shape, **seen)), x)


@says("AveragePool")
def average_pool(x, kernel_shape, count_include_pad=0, **seen):
    """To count the padding is to have it there already."""
    fields = window(x, kernel_shape, **seen)
    if count_include_pad:
        x = batch(CATALOGUE["zeropad"](padding=fields.pop("padding")), x)
    return batch(CATALOGUE["avgpool"](**fields), x)


@says("LpPool")
def lp_pool(x, kernel_shape, p=2, **seen):
    """Another norm is the 2-norm of other powers."""
    layer = CATALOGUE["l2pool"](**window(x, kernel_shape, **seen))
    return batch(layer, np.abs(x) ** (p / 2)) ** (2 / p)


@says("MaxUnpool")
def max_unpool(x, places, output_shape=None, kernel_shape=None, pads=None, strides=None):
    """A map whose windows are largest at these places was pooled; they are counted in the map as ONNX sizes it."""
    fields = window(x, kernel_shape, pads=pads, strides=strides)
    sized = CATALOGUE["maxunpool"](**fields)
    inferred = batch(sized, x).shape
    before = np.zeros(inferred if output_shape is None else output_shape)
    before[np.unravel_index(places, inferred)] = 1
    layer = CATALOGUE["maxunpool"](**fields, indices="pool")
    return np.stack([along(0, layer, *each) for each in zip(x, before, x)])


@says("Resize")
def resize(x, *rest, mode="nearest", axes=None, keep_aspect_ratio_policy="", output=None):
    """The factors are read off the sizes."""
    scale = [new // old for new, old in zip(output.shape[2:], x.shape[2:])]
    return batch(CATALOGUE["upsample"](scale=scale, mode="bilinear" if mode == "linear" else mode), x)


@says("Upsample")
def upsample(x, scales, mode="nearest"):
    return batch(CATALOGUE["upsample"](scale=scales[2:].astype(int).tolist(), mode=mode), x)


@says("BatchNormalization")
def batch_normalization(x, scale, shift, mean, variance, epsilon=EPSILON, momentum=0.9, is_test=1):
    """Another epsilon is a little more variance."""
    recorded = {"running_mean": mean, "running_variance": variance + epsilon - EPSILON}
    return batch(CATALOGUE["batchnorm"](), x, scale=scale, shift=shift, **recorded)


@says("LayerNormalization")
def layer_normalization(x, scale, shift, axis=-1, epsilon=EPSILON):
    """The axes before are a batch. Another epsilon is another scale of the input."""
    groups = x.reshape(-1, *x.shape[axis:]) * np.sqrt(EPSILON / epsilon)
    layer = CATALOGUE["layernorm"](over="all")
    return np.reshape([checked(layer, each, scale=scale.ravel(), shift=shift.ravel()) for each in groups], x.shape)


@says("LeakyRelu")
def leaky_relu(x, alpha=0.01):
    return checked(CATALOGUE["leaky_relu"](slope=Fraction(alpha)), x)


@says("Clip")
def clip(x, least=None, most=None, **attributes):
    """From below or from above a ReLU, from both a ReLU6 between other numbers."""
    least, most = attributes.get("min", least), attributes.get("max", most)
    if least is None:
        return x if most is None else most - checked(CATALOGUE["relu"](), most - x)
    if most is None:
        return least + checked(CATALOGUE["relu"](), x - least)
    step = (most - least) / 6
    return least + step * checked(CATALOGUE["relu6"](), (x - least) / step)


@says("Swish")
def swish(x, alpha=1.0):
    return checked(CATALOGUE["swish"](), alpha * x) / alpha


@says("HardSigmoid")
def hard_sigmoid(x, alpha=0.2, beta=0.5):
    """Another slope is another scale of the input, and another value at 0 a shift of it."""
    return checked(CATALOGUE["hard_sigmoid"](), 6 * (alpha * x + beta) - 3)


@says("LRN")
def lrn(x, size, alpha=1e-4, bias=1.0):
    """Another alpha or bias is another scale of the input, and of what comes out."""
    scale = np.sqrt(alpha / size / ALPHA * BIAS / bias)
    return batch(CATALOGUE["lrn"](size=size), x * scale) / scale * (BIAS / bias) ** BETA


@says("Softmax")
def softmax(x, axis=-1):
    return along(axis, CATALOGUE["softmax"](), x)


def on_vectors(word):
    """Value by value: what the axes mean does not matter, and there may be more than a shape has."""
    return lambda *xs: checked(CATALOGUE[word](), *(x.reshape(-1) for x in xs)).reshape(xs[0].shape)


says("Relu")(on_vectors("relu"))
says("Sigmoid")(on_vectors("sigmoid"))
says("Tanh")(on_vectors("tanh"))
says("HardSwish")(on_vectors("hard_swish"))
says("Gelu")(on_vectors("gelu"))
says("Identity")(on_vectors("identity"))
says("Add", "Sum")(on_vectors("add"))


@says("Dropout")
def dropout(x, ratio=0.5, seed=0, is_test=1):
    return checked(CATALOGUE["dropout"](), x)


@says("Mul")
def mul(*xs, broadcast=1):
    return checked(CATALOGUE["multiply"](), *xs)


@says("GlobalAveragePool")
def global_average_pool(x):
    return batch(CATALOGUE["global_avgpool"](), x)


@says("GlobalMaxPool")
def global_max_pool(x):
    return batch(CATALOGUE["global_maxpool"](), x)


@says("Concat")
def concat(*xs, axis):
    return along(axis, CATALOGUE["concat"](), *xs)


@says("Flatten")
def flatten(x, axis=1):
    """The axes before are a batch, in one row as well."""
    parts = x.reshape(-1, *x.shape[axis:]) if axis % -x.ndim else x[None]
    return np.stack([checked(CATALOGUE["flatten"](), np.atleast_1d(part)) for part in parts])


@says("Reshape")
def reshape(x, to, output=None):
    return checked(CATALOGUE["reshape"](to=list(output.shape)), x)


@says("Pad")
def pad(x, pads=None, constant=0.0, mode="constant", value=0.0, paddings=None):
    """Zeros around an image, and none around the batch and the channels."""
    pads = np.reshape(pads if paddings is None else paddings, (2, x.ndim)).T
    assert not np.any(pads[:2])
    return batch(CATALOGUE["zeropad"](padding=pads[2:].tolist()), x)


@says("Gemm")
def gemm(a, b, c=0.0, alpha=1.0, beta=1.0, transA=0, transB=0, broadcast=1):
    """A row of the first matrix is an input, the second matrix is the weights."""
    a, b = (a.T if transA else a), (b.T if transB else b)
    layer = CATALOGUE["dense"](out=b.shape[1])
    biases = np.broadcast_to(beta * c, (len(a), b.shape[1]))
    return np.stack([checked(layer, row, weight=alpha * b, bias=bias) for row, bias in zip(a, biases, strict=True)])


@says("MatMul")
def matmul(a, b):
    if b.ndim == 1:
        return matmul(a, b[:, None])[..., 0]
    if b.ndim > 2:
        outer = np.broadcast_shapes(a.shape[:-2], b.shape[:-2])
        a = np.broadcast_to(a, (*outer, *a.shape[-2:]))
        b = np.broadcast_to(b, (*outer, *b.shape[-2:]))
        return np.stack([matmul(*each) for each in zip(a, b, strict=True)])
    layer = CATALOGUE["dense"](out=b.shape[1], bias=False)
    return np.apply_along_axis(lambda row: checked(layer, row, weight=b), -1, a)


@says("Split")
def split(x, *rest, axis=0, num_outputs=None, output=None):
    """The first of equal parts."""
    parts = x.shape[axis] // output.shape[axis]
    return along(axis, CATALOGUE["channel_split"](parts=parts), x)


# The cases.

NOT_A_LAYER = {
    "a ceil mode that goes on from counted padding": "averagepool_2d_ceil_last_window_starts_on_pad",
    "the factor is not whole, or below 1": """
        resize_downsample_scales_nearest resize_downsample_sizes_nearest resize_downsample_sizes_nearest_not_larger
        resize_downsample_sizes_nearest_not_smaller resize_downsample_scales_linear
        resize_downsample_scales_linear_align_corners resize_downsample_scales_linear_antialias
        resize_downsample_scales_linear_half_pixel_symmetric resize_downsample_sizes_linear_antialias
        resize_downsample_sizes_linear_pytorch_half_pixel resize_upsample_sizes_nearest
        resize_upsample_sizes_nearest_axes_2_3 resize_upsample_sizes_nearest_axes_3_2
        resize_upsample_sizes_nearest_not_larger resize_upsample_scales_linear_half_pixel_symmetric""",
    "cubic interpolation": """
        resize_downsample_scales_cubic resize_downsample_scales_cubic_A_n0p5_exclude_outside
        resize_downsample_scales_cubic_align_corners resize_downsample_scales_cubic_antialias
        resize_downsample_sizes_cubic resize_downsample_sizes_cubic_antialias resize_upsample_scales_cubic
        resize_upsample_scales_cubic_A_n0p5_exclude_outside resize_upsample_scales_cubic_align_corners
        resize_upsample_scales_cubic_asymmetric resize_upsample_sizes_cubic""",
    "another rule of where a cell lies, or which is nearest": """
        resize_upsample_scales_linear_align_corners resize_upsample_sizes_nearest_ceil_half_pixel
        resize_upsample_sizes_nearest_floor_align_corners resize_upsample_sizes_nearest_round_prefer_ceil_asymmetric""",
    "a part of the map is cut out first": """
        resize_tf_crop_and_resize resize_tf_crop_and_resize_axes_2_3 resize_tf_crop_and_resize_axes_3_2
        resize_tf_crop_and_resize_extrapolation_value""",
    "training": """
        batchnorm_epsilon_training_mode batchnorm_example_training_mode training_dropout training_dropout_default
        training_dropout_default_mask training_dropout_mask training_dropout_zero_ratio
        training_dropout_zero_ratio_mask""",
    "an interval without a number": "clip_min_greater_than_max",
    "the power is not 3/4": "lrn",
    "the approximation by tanh": "gelu_tanh_1 gelu_tanh_2",
    "not an array": "identity_sequence identity_opt",
    "not of equal shapes": """
        add_bcast operator_add_broadcast operator_add_size1_broadcast operator_add_size1_right_broadcast
        operator_add_size1_singleton_broadcast""",
    "nothing to join": "sum_one_input",
    "no values at all": "reshape_allowzero_reordered split_zero_size_splits_opset13 split_zero_size_splits_opset18",
    "parts of different sizes": "operator_chunk split_1d_uneven_split_opset18 split_2d_uneven_split_opset18",
    "what is put around is not zeros": """
        ConstantPad2d ReflectionPad2d ReplicationPad2d constant_pad constant_pad_axes constant_pad_negative_axes
        edge_pad operator_pad reflect_pad wrap_pad""",
}


def given_to(case):
    """The model and the data of a case: those of nodes are in memory, the others are files."""
    if case.model is not None:
        return case.model, *case.data_sets[0]
    folder = Path(case.model_dir)
    stored = [sorted((folder / "test_data_set_0").glob(f"{kind}_*.pb")) for kind in ("input", "output")]
    arrays = [[onnx.numpy_helper.to_array(onnx.load_tensor(path)) for path in paths] for paths in stored]
    return onnx.load(folder / "model.onnx"), *arrays


@functools.cache
def stored_cases():
    """By operator the cases on file of one node."""
    found = {}
    for kind in ("pytorch-converted", "pytorch-operator", "simple"):
        for case in loader.load_model_tests(kind=kind):
            nodes = onnx.load(Path(case.model_dir) / "model.onnx").graph.node
            if len(nodes) == 1:
                found.setdefault(nodes[0].op_type, []).append(case)
    return found


def cases_of(operator):
    """The cases on file, and those that the operator's module works out as it is imported."""
    modules = {module.name.replace("_", ""): module.name for module in pkgutil.iter_modules(cases_of_nodes.__path__)}
    if operator.lower() in modules:
        importlib.import_module(f"{cases_of_nodes.__name__}.{modules[operator.lower()]}")
    yield from stored_cases().get(operator, [])
    for case in cases_of_nodes._NodeTestCases:
        if "_expanded" not in case.name and case.model.graph.node[0].op_type == operator:
            yield case


def compared(case):
    """Raises where the first output is not what the case says."""
    model, inputs, outputs = given_to(case)
    (node,) = model.graph.node
    attributes = {each.name: onnx.helper.get_attribute_value(each) for each in node.attribute}
    attributes = {name: value.decode() if isinstance(value, bytes) else value for name, value in attributes.items()}
    kept = {each.name: onnx.numpy_helper.to_array(each) for each in model.graph.initializer}
    fed = iter(inputs)
    xs = [None if not name else kept[name] if name in kept else next(fed) for name in node.input]
    if node.op_type in ("Resize", "Reshape", "Split"):
        attributes["output"] = outputs[0]
    y = LAYERS[node.op_type](*(double(x) for x in xs), **attributes)
    agree(y, outputs[0], HALF if outputs[0].dtype == np.float16 else SINGLE)


def double(x):
    return x.astype(float) if x is not None and x.dtype.kind == "f" else x


@pytest.mark.parametrize("operator", LAYERS)
def test_cases(operator):
    wrong = {}
    for case in cases_of(operator):
        if not any(case.name.removeprefix("test_") in names.split() for names in NOT_A_LAYER.values()):
            try:
                compared(case)
            except Exception as error:
                wrong[case.name] = error
    assert not wrong
