"""Activations: the shape stays, and each value costs a few operations, counted from the formula as written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from convcalc.algebra.sym import product
from convcalc.layers.base import Counts, Example, Layer
from convcalc.layers.fields import Ratio

HOWARD_2019 = "Howard et al. 2019, 'Searching for MobileNetV3', section 5.2"


def _per_value(source: str, **counts: int) -> tuple[Example, ...]:
    """The example of an activation: 1,000 values, and the operations of the formula a thousand times."""
    return (Example(source, "10x10x10", {}, "10x10x10", 0, {kind: 1000 * count for kind, count in counts.items()}),)


class Activation(Layer):
    """What activations share: ``cost``, the operations on one value."""

    in_place = True
    cost: ClassVar[Mapping[str, int]] = {}

    def ops(self, *xs: Any) -> Counts:
        """The cost of one value, for each value."""
        return {kind: product((*xs[0], count)) for kind, count in self.cost.items()}


class ReLU(Activation):
    """max(x, 0): one comparison."""

    word = "relu"
    source = "Krizhevsky et al. 2012, section 3.1; lecture 3, 'AlexNet'"
    cost: ClassVar = {"comparisons": 1}
    examples = (Example("onnx-tool and XLA: ReLU 64x56x56", "56x56x64", {}, "56x56x64", 0, {"comparisons": 200_704}),)


class LeakyReLU(Activation):
    """max(x, a*x): one comparison and one product."""

    word = "leaky_relu"
    source = "Maas et al. 2013, 'Rectifier nonlinearities improve neural network acoustic models'"
    slope: Any = Ratio("a, the slope below 0", default=None)
    cost: ClassVar = {"comparisons": 1, "products": 1}
    examples = _per_value(source, comparisons=1, products=1)


class ReLU6(Activation):
    """min(max(x, 0), 6): two comparisons."""

    word = "relu6"
    source = "Krizhevsky 2010, 'Convolutional deep belief networks on CIFAR-10'"
    cost: ClassVar = {"comparisons": 2}
    examples = _per_value(source, comparisons=2)


class Sigmoid(Activation):
    """1/(1 + exp(-x)): one exponential, one addition, one division."""

    word = "sigmoid"
    source = "LeCun et al. 1998, 'Efficient backprop', section 4.4"
    cost: ClassVar = {"exponentials": 1, "additions": 1, "divisions": 1}
    examples = _per_value(source, exponentials=1, additions=1, divisions=1)


class Tanh(Activation):
    """(exp(2x) - 1)/(exp(2x) + 1): one product, one exponential, two additions, one division."""

    word = "tanh"
    source = "LeCun et al. 1998, 'Efficient backprop', section 4.4"
    cost: ClassVar = {"products": 1, "exponentials": 1, "additions": 2, "divisions": 1}
    examples = _per_value(source, products=1, exponentials=1, additions=2, divisions=1)


class HardSigmoid(Activation):
    """relu6(x + 3)/6: one addition, two comparisons, one division."""

    word = "hard_sigmoid"
    source = HOWARD_2019
    cost: ClassVar = {"additions": 1, "comparisons": 2, "divisions": 1}
    examples = _per_value(source, additions=1, comparisons=2, divisions=1)


class HardSwish(Activation):
    """x*relu6(x + 3)/6: the hard sigmoid and one product."""

    word = "hard_swish"
    source = HOWARD_2019
    cost: ClassVar = {**HardSigmoid.cost, "products": 1}
    examples = _per_value(source, additions=1, comparisons=2, divisions=1, products=1)


class Swish(Activation):
    """x*sigmoid(x), also called SiLU: the sigmoid and one product."""

    word = "swish"
    source = "Ramachandran et al. 2017, 'Searching for activation functions', section 4"
    cost: ClassVar = {**Sigmoid.cost, "products": 1}
    examples = _per_value(source, exponentials=1, additions=1, divisions=1, products=1)


class GELU(Activation):
    """0.5*x*(1 + erf(x/sqrt(2))): two products, one division, one error function, one addition."""

    word = "gelu"
    source = "Hendrycks and Gimpel 2016, 'Gaussian error linear units', section 2"
    cost: ClassVar = {"products": 2, "divisions": 1, "error_functions": 1, "additions": 1}
    examples = _per_value(source, products=2, divisions=1, error_functions=1, additions=1)


class Softmax(Layer):
    """exp(x_i - m)/sum exp(x_j - m) over the channels of each place, m their largest value.

    For n channels n - 1 comparisons, n subtractions and n - 1 additions (counted as 2n - 1 additions), n exponentials
    and n divisions.
    """

    word = "softmax"
    in_place = True
    source = "Bridle 1990, 'Probabilistic interpretation of feedforward classification network outputs'"
    examples = (
        Example("independent count for 1,000 classes", "1000", {}, "1000", 0,
                {"comparisons": 999, "additions": 1_999, "exponentials": 1_000, "divisions": 1_000}),
    )  # fmt: skip

    def ops(self, *xs: Any) -> Counts:
        """For each place and its n channels, as the class says."""
        x = xs[0]
        n = x.channels
        return {
            "comparisons": product((*x.spatial, n - 1)),
            "additions": product((*x.spatial, 2 * n - 1)),
            "exponentials": product(x),
            "divisions": product(x),
        }
