"""Shapes, parameters and multiplications beside PyTorch's own, for layers at random. Skipped where it is missing."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from convcalc.layers import CATALOGUE, parameters
from convcalc.shape import Shape

torch = pytest.importorskip("torch")
nn = torch.nn

AXES = st.integers(1, 3)
LARGE, SMALL, FEW = st.integers(1, 16), st.integers(1, 4), st.integers(0, 2)


def per_axis(draw, numbers, rank):
    return draw(st.lists(numbers, min_size=rank, max_size=rank))


def beside(word, module, x, device="meta", **fields):
    """Hold a layer against a module: the same inputs are refused, and the others give the same shape.

    On ``meta`` PyTorch computes no values, but some of its checks are on ``cpu`` alone. An output without a cell,
    which it gives in some cases, counts as refused.
    """
    layer = CATALOGUE[word](**fields)
    fits = all(holds for holds, _ in layer.needs(x))
    try:
        given = list(module.to(device)(torch.empty(1, x.channels, *x.spatial, device=device)).shape)
    except RuntimeError:
        given = [0]
    assert fits == (0 not in given), (layer, x, given)
    if fits:
        y = layer.shape(x)
        assert [1, y.channels, *y.spatial] == given
        assert sum(weight.numel() for weight in module.parameters()) == parameters(layer, x)


@given(data=st.data(), rank=AXES, depth=SMALL, out=SMALL, groups=st.integers(1, 2), bias=st.booleans())
def test_convolutions(data, rank, depth, out, groups, bias):
    sizes, kernel, stride, dilation = (per_axis(data.draw, each, rank) for each in (LARGE, SMALL, SMALL, SMALL))
    padding = data.draw(st.just("valid") | st.lists(FEW, min_size=rank, max_size=rank))
    fields = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups, "bias": bias}
    kind = (nn.Conv1d, nn.Conv2d, nn.Conv3d)[rank - 1]
    module = kind(depth * groups, out * groups, kernel, **fields)
    beside("conv", module, Shape((*sizes, depth * groups)), out=out * groups, kernel=kernel, **fields)


@pytest.mark.filterwarnings("ignore:Using padding='same'")  # it copies its input, and says so
@given(data=st.data(), rank=AXES)
def test_same_padding(data, rank):
    sizes, kernel, dilation = (per_axis(data.draw, each, rank) for each in (LARGE, SMALL, SMALL))
    kind = (nn.Conv1d, nn.Conv2d, nn.Conv3d)[rank - 1]
    module = kind(2, 3, kernel, padding="same", dilation=dilation)
    beside("conv", module, Shape((*sizes, 2)), out=3, kernel=kernel, padding="same", dilation=dilation)


@given(data=st.data(), rank=AXES, depth=SMALL, out=SMALL, groups=st.integers(1, 2), bias=st.booleans())
def test_transposed_convolutions(data, rank, depth, out, groups, bias):
    sizes, kernel, stride, dilation = (per_axis(data.draw, each, rank) for each in (LARGE, SMALL, SMALL, SMALL))
    padding, extra = (per_axis(data.draw, FEW, rank) for _ in range(2))
    fields = {"stride": stride, "padding": padding, "output_padding": extra, "dilation": dilation}
    fields |= {"groups": groups, "bias": bias}
    kind = (nn.ConvTranspose1d, nn.ConvTranspose2d, nn.ConvTranspose3d)[rank - 1]
    module = kind(depth * groups, out * groups, kernel, **fields)
    x = Shape((*sizes, depth * groups))
    beside("conv_transpose", module, x, device="cpu", out=out * groups, kernel=kernel, **fields)


@given(data=st.data(), rank=AXES, ceil=st.booleans())
def test_pools(data, rank, ceil):
    sizes, kernel, stride = (per_axis(data.draw, each, rank) for each in (LARGE, SMALL, SMALL))
    padding = [data.draw(st.integers(0, side // 2)) for side in kernel]  # PyTorch allows half the kernel
    fields = {"kernel": kernel, "stride": stride, "padding": padding, "ceil": ceil}
    average = (nn.AvgPool1d, nn.AvgPool2d, nn.AvgPool3d)[rank - 1]
    roomy = [max(size, side) for size, side in zip(sizes, kernel)]  # AvgPool3d does not count the padding as room
    beside("avgpool", average(kernel, stride, padding, ceil), Shape((*roomy, 2)), **fields)
    largest = (nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d)[rank - 1]
    beside("maxpool", largest(kernel, stride, padding, ceil_mode=ceil), Shape((*sizes, 2)), **fields)


@given(data=st.data(), rank=AXES)
def test_dilated_pools(data, rank):
    sizes, kernel, stride, dilation = (per_axis(data.draw, each, rank) for each in (LARGE, SMALL, SMALL, SMALL))
    module = (nn.MaxPool1d, nn.MaxPool2d, nn.MaxPool3d)[rank - 1](kernel, stride, dilation=dilation)
    beside("maxpool", module, Shape((*sizes, 2)), kernel=kernel, stride=stride, dilation=dilation)


@given(data=st.data(), rank=AXES)
def test_adaptive_pools(data, rank):
    sizes, out = (per_axis(data.draw, LARGE, rank) for _ in range(2))
    module = (nn.AdaptiveAvgPool1d, nn.AdaptiveAvgPool2d, nn.AdaptiveAvgPool3d)[rank - 1](out)
    beside("adaptive_avgpool", module, Shape((*sizes, 2)), out=out)


@given(data=st.data(), rank=AXES)
def test_unpooling(data, rank):
    sizes, kernel, stride = (per_axis(data.draw, each, rank) for each in (st.integers(1, 5), SMALL, SMALL))
    padding = [data.draw(st.integers(0, side // 2)) for side in kernel]
    layer, x = CATALOGUE["maxunpool"](kernel=kernel, stride=stride, padding=padding), Shape((*sizes, 1))
    assume(all(holds for holds, _ in layer.needs(x)))
    module = (nn.MaxUnpool1d, nn.MaxUnpool2d, nn.MaxUnpool3d)[rank - 1](kernel, stride, padding)
    given = module(torch.zeros(1, 1, *sizes), torch.zeros(1, 1, *sizes, dtype=torch.int64))
    assert list(layer.shape(x).spatial) == list(given.shape[2:])


@given(data=st.data(), rank=AXES)
def test_upsampling(data, rank):
    sizes, scale = per_axis(data.draw, LARGE, rank), per_axis(data.draw, SMALL, rank)
    beside("upsample", nn.Upsample(scale_factor=tuple(scale)), Shape((*sizes, 2)), scale=scale)


@given(depth=st.integers(1, 64), affine=st.booleans())
def test_normalisation(depth, affine):
    beside("batchnorm", nn.BatchNorm2d(depth, affine=affine).eval(), Shape((3, 3, depth)), affine=affine)
    norm = nn.LayerNorm(depth, elementwise_affine=affine)
    layer = CATALOGUE["layernorm"](affine=affine)
    assert sum(weight.numel() for weight in norm.parameters()) == parameters(layer, Shape((3, 3, depth)))


@given(data=st.data(), depth=SMALL, groups=st.integers(1, 2), stride=SMALL, kernel=SMALL)
def test_multiplications(data, depth, groups, stride, kernel):
    counter = pytest.importorskip("torch.utils.flop_counter")
    x = Shape((9, 8, depth * groups))
    values = torch.zeros(1, depth * groups, 9, 8)
    for word, kind in (("conv", nn.Conv2d), ("conv_transpose", nn.ConvTranspose2d)):
        module = kind(depth * groups, 3 * groups, kernel, stride, groups=groups)
        with counter.FlopCounterMode(display=False) as counted:
            module(values)
        layer = CATALOGUE[word](out=3 * groups, kernel=kernel, stride=stride, groups=groups)
        assert 2 * layer.ops(x, layer.shape(x))["multiplications"] == counted.get_total_flops()
