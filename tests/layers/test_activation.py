"""Activations: each formula, as its paper prints it, run on numbers that count."""

import math

import pytest

from convcalc.layers import CATALOGUE
from convcalc.shape import Shape
from layers.counting import added, cost, erf, exp


def relu6(x):
    return min(max(x, 0), 6)


def sigmoid(x):
    return 1 / (1 + exp(-x))


def tanh(x):
    e = exp(2 * x)
    return (e - 1) / (e + 1)


FORMULAS = {
    "relu": lambda x: max(x, 0),
    "leaky_relu": lambda x: max(x, 0.01 * x),
    "relu6": relu6,
    "sigmoid": sigmoid,
    "tanh": tanh,
    "hard_sigmoid": lambda x: relu6(x + 3) / 6,
    "hard_swish": lambda x: x * (relu6(x + 3) / 6),
    "swish": lambda x: x * sigmoid(x),
    "gelu": lambda x: 0.5 * x * (1 + erf(x / math.sqrt(2))),
}


def softmax(values):
    largest = max(values)
    powers = [exp(value - largest) for value in values]
    whole = added(powers)
    return [power / whole for power in powers]


def ledger(word, x):
    layer = CATALOGUE[word]()
    return {kind: count for kind, count in layer.ops(Shape(x), layer.shape(Shape(x))).items() if count}


def test_every_activation_has_a_formula_here():
    family = {word for word, kind in CATALOGUE.items() if kind.family == "activation"}
    assert family == {*FORMULAS, "softmax"}


@pytest.mark.parametrize("word", FORMULAS)
def test_each_value_costs_its_formula(word):
    assert ledger(word, (3, 4, 5)) == cost(lambda values: [FORMULAS[word](value) for value in values], 60)


def test_softmax_works_over_the_channels_of_each_place():
    assert ledger("softmax", (10,)) == cost(softmax, 10)
    assert ledger("softmax", (2, 3, 10)) == {kind: 6 * count for kind, count in cost(softmax, 10).items()}
