"""PyTorch's semantics beside PyTorch: what it refuses, sizes, and values, which tell where zeros stand.

Run with PyTorch 2.13; skipped where it is missing.
"""

from itertools import product

import pytest

from classroom.semantics.by_hand import outcome, worked

torch = pytest.importorskip("torch")
nn = torch.nn

SIZES, KERNELS, STRIDES, DILATIONS = (1, 2, 5, 8), (1, 2, 3, 4), (1, 2, 3), (1, 2)


def run(module, size):
    """The values that a module gives for 1, 2, 3 ...; None where PyTorch refuses it."""
    try:
        with torch.no_grad():
            values = module()(torch.arange(1.0, size + 1, dtype=torch.float64).reshape(1, 1, size))
    except (RuntimeError, ValueError, TypeError):
        return None
    return values.flatten().tolist() or None


def weighted(kind, **fields):
    """A convolution whose weights are 1, 10, 100 ..."""
    module = kind(1, 1, **fields, bias=False, dtype=torch.float64)
    weights = torch.tensor([10.0**tap for tap in range(module.kernel_size[0])], dtype=torch.float64)
    module.weight.data[:] = weights.reshape(1, 1, -1)
    return module


def alike(word, size, module, counts_zeros=True, **fields):
    found, given = outcome(word, size, "pytorch", **fields), run(module, size)
    assert (found is None) == (given is None), (word, size, fields, given)
    if found:
        length = found.report.output[0]
        by_hand = worked(found.read_as, range(1, size + 1), length, counts_zeros)
        assert given == pytest.approx(list(map(float, by_hand)), nan_ok=True), (word, size, fields)


@pytest.mark.filterwarnings("ignore:Using padding='same'")
@pytest.mark.parametrize("padding", ["same", "valid", 0, 1, 2])
def test_convolutions(padding):
    for size, kernel, stride, dilation in product(SIZES, KERNELS, STRIDES, DILATIONS):
        fields = {"stride": stride, "padding": padding, "dilation": dilation}

        def module(kernel=kernel, fields=fields):
            return weighted(nn.Conv1d, kernel_size=kernel, **fields)

        alike("conv", size, module, kernel=kernel, **fields)


@pytest.mark.parametrize("padding", ["same", 0, 1])
@pytest.mark.parametrize("extra", [0, 1, 2])
def test_transposed_convolutions(padding, extra):
    for size, kernel, stride, dilation in product((1, 2, 5), KERNELS, STRIDES, DILATIONS):
        fields = {"stride": stride, "padding": padding, "dilation": dilation, "output_padding": extra}

        def module(kernel=kernel, fields=fields):
            return weighted(nn.ConvTranspose1d, kernel_size=kernel, **fields)

        alike("conv_transpose", size, module, kernel=kernel, **fields)


@pytest.mark.parametrize("padding", ["same", 0, 1, 2])
@pytest.mark.parametrize("ceil", [False, True])
def test_pools(padding, ceil):
    for size, kernel, stride, dilation in product(SIZES, KERNELS, STRIDES, DILATIONS):
        fields = {"stride": stride, "padding": padding, "dilation": dilation}

        def largest(kernel=kernel, fields=fields):
            return nn.MaxPool1d(kernel, **fields, ceil_mode=ceil)

        def mean(kernel=kernel, fields=fields):
            return nn.AvgPool1d(kernel, **fields, ceil_mode=ceil)

        alike("maxpool", size, largest, kernel=kernel, ceil=ceil, **fields)
        if dilation == 1:
            fields.pop("dilation")
            alike("avgpool", size, mean, kernel=kernel, ceil=ceil, **fields)


def test_the_norm_pool_has_no_padding_and_no_dilation():
    """LPPool2d(norm_type, kernel_size, stride, ceil_mode) is all that it takes."""
    for ceil, size in product((False, True), SIZES):
        found = outcome("l2pool", size, "pytorch", kernel=3, stride=2, ceil=ceil)
        given = run(lambda ceil=ceil: nn.LPPool1d(2, 3, 2, ceil_mode=ceil), size)
        assert (found.report.output[0] if found else None) == (given and len(given))
    assert outcome("l2pool", 8, "pytorch", kernel=3, padding=1) is None
    assert outcome("l2pool", 8, "pytorch", kernel=3, dilation=2) is None
    assert outcome("avgpool", 8, "pytorch", kernel=3, dilation=2) is None
