"""Values beside SciPy: correlation and convolution, filters of images, and the functions of activations."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import ndimage, signal, special, stats

from convcalc.layers import CATALOGUE
from numeric.beside import (
    CHANNELS,
    RANKS,
    agree,
    arrays,
    at_random,
    checked,
    each,
    one_or_each,
    sizes,
    values,
    volume,
    window,
)

many = at_random(80)


def over_channels(x, weight, combine):
    """A layer's output from a function of a map and a filter, added up over the channels and stacked by filters."""
    depth, out = weight.shape[-2:]
    return np.stack([sum(combine(x[..., c], weight[..., c, o]) for c in range(depth)) for o in range(out)], axis=-1)


def plain(draw, rank, kernel, words):
    """A convolution without a stride, a map that it fits, and its filters."""
    layer = CATALOGUE["conv"](out=draw(CHANNELS), kernel=kernel, padding=draw(st.sampled_from(words)), bias=False)
    least = each(kernel, rank) if layer.padding == "valid" else [1] * rank
    x = values(draw, (*(draw(st.integers(size, size + 5 - rank)) for size in least), draw(CHANNELS)))
    return layer, x, arrays(draw, layer, x)["weight"]


@many
@given(data=st.data(), rank=RANKS)
def test_correlation(data, rank):
    layer, x, weight = plain(data.draw, rank, one_or_each(data.draw, rank, 1, 6 - rank), ["valid", "full"])
    y = over_channels(x, weight, lambda m, f: signal.correlate(m, f, layer.padding, method="direct"))
    agree(checked(layer, x, weight=weight), y)


@many
@given(data=st.data(), rank=RANKS)
def test_same_correlation(data, rank):
    """SciPy's output has the size of the input for any kernel; for an odd one its windows are centred as ours are."""
    kernel = [2 * data.draw(st.integers(0, 2)) + 1 for _ in range(rank)]
    layer, x, weight = plain(data.draw, rank, kernel, ["same"])
    y = over_channels(x, weight, lambda m, f: ndimage.correlate(m, f, mode="constant"))
    agree(checked(layer, x, weight=weight), y)


@many
@given(data=st.data(), rank=RANKS)
def test_even_same_correlation(data, rank):
    """The odd cell of padding is at the end; SciPy's images have it in front, and can be told otherwise."""
    kernel = [2 * data.draw(st.integers(1, 2)) for _ in range(rank)]
    layer, x, weight = plain(data.draw, rank, kernel, ["same"])
    y = over_channels(x, weight, lambda m, f: ndimage.correlate(m, f, mode="constant", origin=-1))
    agree(checked(layer, x, weight=weight), y)


@many
@given(data=st.data(), rank=RANKS)
def test_convolution(data, rank):
    """What mathematics calls so turns the filter round."""
    layer, x, weight = plain(data.draw, rank, one_or_each(data.draw, rank, 1, 6 - rank), ["valid", "full"])
    turned = np.flip(weight, axis=range(rank))
    y = over_channels(x, turned, lambda m, f: signal.convolve(m, f, "full", method="fft"))
    if layer.padding == "valid":
        y = y[tuple(slice(k - 1, n) for k, n in zip(weight.shape, x.shape[:-1]))]
    agree(checked(layer, x, weight=weight), y)


@many
@given(data=st.data(), rank=RANKS)
def test_strides_and_dilations(data, rank):
    """A dilated filter is one with zeros between its taps, and a stride leaves out windows."""
    seen = window(data.draw, rank=rank)
    layer, x = seen.layer("conv", out=data.draw(CHANNELS), bias=False), seen.map(data.draw)
    weight = arrays(data.draw, layer, x)["weight"]
    apart = np.zeros((*seen.reach, *weight.shape[-2:]))
    apart[tuple(slice(None, None, d) for d in seen.dilation)] = weight
    x_padded = np.pad(x, [*seen.sides, (0, 0)])
    y = over_channels(x_padded, apart, lambda m, f: signal.correlate(m, f, "valid", method="direct"))
    agree(checked(layer, x, weight=weight), y[tuple(slice(None, None, s) for s in seen.stride)])


@many
@given(data=st.data(), rank=RANKS)
def test_transposed_convolution(data, rank):
    """Zeros between the values, convolved in full."""
    draw = data.draw
    stride = one_or_each(draw, rank, 1, 3)
    layer = CATALOGUE["conv_transpose"](
        out=draw(CHANNELS), kernel=one_or_each(draw, rank, 1, 3), stride=stride, bias=False
    )
    x = values(draw, (*sizes(draw, rank), draw(CHANNELS)))
    weight = arrays(draw, layer, x)["weight"]
    steps = each(stride, rank)
    apart = np.zeros((*(s * (n - 1) + 1 for s, n in zip(steps, x.shape[:-1])), x.shape[-1]))
    apart[tuple(slice(None, None, s) for s in steps)] = x
    y = over_channels(apart, weight, lambda m, f: signal.convolve(m, f, "full", method="direct"))
    agree(checked(layer, x, weight=weight), y)


@many
@given(data=st.data(), stride=st.integers(1, 4))
def test_upsampling_through_a_filter(data, stride):
    """What signal processing calls so is a transposed convolution along one axis."""
    x, weight = (values(data.draw, (data.draw(st.integers(1, 8)),)) for _ in range(2))
    layer = CATALOGUE["conv_transpose"](out=1, kernel=len(weight), stride=stride, bias=False)
    y = checked(layer, x[:, None], weight=weight[:, None, None])
    agree(y.ravel(), signal.upfirdn(weight, x, up=stride))


@pytest.mark.parametrize(
    ("word", "best", "beyond"),
    [("maxpool", ndimage.maximum_filter, -np.inf), ("minpool", ndimage.minimum_filter, np.inf)],
)
@many
@given(data=st.data(), rank=RANKS)
def test_largest_and_smallest(word, best, beyond, data, rank):
    """At every place, of which a pool with a stride keeps some."""
    draw = data.draw
    kernel = [2 * draw(st.integers(0, 2)) + 1 for _ in range(rank)]
    stride = one_or_each(draw, rank, 1, 3)
    x = values(draw, (*sizes(draw, rank), draw(CHANNELS)))
    pool = CATALOGUE[word](kernel=kernel, stride=stride, padding=[k // 2 for k in kernel])
    y = best(x, (*kernel, 1), mode="constant", cval=beyond)
    agree(checked(pool, x), y[tuple(slice(None, None, s) for s in each(stride, rank))])


@many
@given(data=st.data(), rank=RANKS)
def test_averages(data, rank):
    """SciPy's mean counts the zeros beyond the border, so each is divided by the mean of ones."""
    draw = data.draw
    kernel = [2 * draw(st.integers(0, 2)) + 1 for _ in range(rank)]
    x = values(draw, (*sizes(draw, rank), draw(CHANNELS)))
    mean = [ndimage.uniform_filter(each_of, (*kernel, 1), mode="constant") for each_of in (x, np.ones_like(x))]
    agree(checked(CATALOGUE["avgpool"](kernel=kernel, stride=1, padding="same"), x), mean[0] / mean[1], terms=x)


@many
@given(data=st.data(), mode=st.sampled_from(["nearest", "bilinear"]))
def test_upsampling(data, mode):
    x = values(data.draw, (*sizes(data.draw), data.draw(CHANNELS)))
    scale = one_or_each(data.draw, x.ndim - 1, 1, 4)
    order = {"nearest": 0, "bilinear": 1}[mode]
    y = ndimage.zoom(x, (*each(scale, x.ndim - 1), 1), order=order, mode="nearest", grid_mode=True)
    agree(checked(CATALOGUE["upsample"](scale=scale, mode=mode), x), y, terms=x)


FUNCTIONS = {
    "sigmoid": special.expit,
    "swish": lambda x: x * special.expit(x),
    "gelu": lambda x: x * special.ndtr(x),
    "softmax": lambda x: special.softmax(x, axis=-1),
    "tanh": lambda x: 2 * special.expit(2 * x) - 1,
}


@pytest.mark.parametrize("word", FUNCTIONS)
@many
@given(data=st.data(), scale=st.sampled_from([1, 10, 1000]))
def test_activations(word, data, scale):
    """Far from 0 as well, where an exponential is infinite."""
    x = volume(data.draw, scale)
    agree(checked(CATALOGUE[word](), x), FUNCTIONS[word](x), terms=x)


@many
@given(data=st.data())
def test_error_function(data):
    """Where the two halves of GELU do not cancel it is exact to the last digits."""
    x = np.abs(volume(data.draw))
    agree(checked(CATALOGUE["gelu"](), x), 0.5 * x * (1 + special.erf(x / np.sqrt(2))), 1e-14)


@many
@given(data=st.data())
def test_layer_normalisation(data):
    """Values so large that epsilon is lost in rounding: SciPy's z-scores have none."""
    x = volume(data.draw, 1e5, channels=st.integers(2, 8))
    assume(x.std(axis=-1).min() > 1e4)
    agree(checked(CATALOGUE["layernorm"](affine=False), x), stats.zscore(x, axis=-1))
