"""Normalisation: published parameters, and formulas from the papers run on numbers that count."""

import pytest

from convcalc.layers import CATALOGUE, parameters, statistics
from convcalc.shape import Shape
from layers.counting import Counted, added, cost, root


def ledger(word, x, **fields):
    """The ledger of a layer, without the kinds that do not occur."""
    layer = CATALOGUE[word](**fields)
    return {kind: count for kind, count in layer.ops(Shape(x), layer.shape(Shape(x))).items() if count}


def batchnorm(values):
    """In use, with mean and variance folded into a scale and a shift: Ioffe and Szegedy 2015, algorithm 2, line 11."""
    return [value * 0.5 + 0.1 for value in values]


def layernorm(learned):
    """Ba et al. 2016, equation 3."""

    def formula(values):
        n = len(values)
        mean = added(values) / n
        centred = [value - mean for value in values]
        deviation = root(added([value * value for value in centred]) / n + 1e-5)
        normal = [value / deviation for value in centred]
        return [value * 0.5 + 0.1 for value in normal] if learned else normal

    return formula


def lrn(size):
    """Krizhevsky et al. 2012, section 3.3; beyond the first and the last channel the squares are 0."""

    def formula(values):
        zero = Counted(0, values[0].ledger)
        before = size // 2
        squares = [zero] * before + [value * value for value in values] + [zero] * (size - 1 - before)
        return [value / (2 + 1e-4 * added(squares[at : at + size])) ** 0.75 for at, value in enumerate(values)]

    return formula


def test_batchnorm():
    assert ledger("batchnorm", (4, 4, 3)) == cost(batchnorm, 48)


@pytest.mark.parametrize(("depth", "learned"), [(64, 128), (2048, 4096)])
def test_parameters_of_batchnorm(depth, learned):
    # torch.nn.BatchNorm2d and torchinfo: scale and shift are parameters; Keras lists as many again as non-trainable.
    x = Shape((7, 7, depth))
    assert parameters(CATALOGUE["batchnorm"](), x) == learned
    assert statistics(CATALOGUE["batchnorm"](), x) == learned
    assert parameters(CATALOGUE["batchnorm"](affine=False), x) == 0


@pytest.mark.parametrize("affine", [True, False])
def test_layernorm(affine):
    place = cost(layernorm(affine), 6)
    wanted = {kind: 4 * count for kind, count in place.items()}
    assert ledger("layernorm", (2, 2, 6), affine=affine) == wanted
    assert ledger("layernorm", (2, 2, 6), affine=affine, over="all") == cost(layernorm(affine), 24)


@pytest.mark.parametrize(("over", "learned"), [("channels", 192), ("all", 2 * 56 * 56 * 96)])
def test_parameters_of_layernorm(over, learned):
    # torch.nn.LayerNorm(96) and torch.nn.LayerNorm((56, 56, 96)).
    assert parameters(CATALOGUE["layernorm"](over=over), Shape((56, 56, 96))) == learned


@pytest.mark.parametrize("size", [1, 2, 5])
def test_lrn(size):
    wanted = {kind: 6 * count for kind, count in cost(lrn(size), 8).items()}
    assert ledger("lrn", (3, 2, 8), size=size) == wanted


def test_dropout_costs_nothing():
    assert ledger("dropout", (3, 2, 8), rate=0.5) == {}
