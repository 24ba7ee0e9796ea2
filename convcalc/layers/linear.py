"""The fully connected layer."""

from __future__ import annotations

from typing import Any

from convcalc.algebra.sym import Dim, let, product
from convcalc.layers.base import Counts, Example, Layer, Reads, Weights, reads_everything
from convcalc.layers.fields import Flag, Whole
from convcalc.shape import Shape


class Dense(Layer):
    """Fully connected: every unit sees every value of the input and has a bias.

    A volume is flattened first, as the lectures' tables do (6x6x256 -> 4096); to use the same weights at every place of
    a map, write ``conv: {out: ..., kernel: 1}``. Parameters (n_in + 1)*n_out. In every convention a
    unit has n_in - 1 accumulations: there are no channels to join apart.
    """

    word = "dense"
    source = "lecture 1, 'Compare to MLP'; lecture 5, 'Weights of an MLP neuron'"
    out: Any = Whole("units, the length of the output", letter="n_out")
    bias: Any = Flag("one bias a unit", default=True)
    examples = (
        Example("lecture 2: 300x300x3 to 1,000 units, 270 million weights", "300x300x3", {"out": 1000, "bias": False},
                "1000", 270_000_000),
        Example("lecture 1, AlexNet table, FC1: 9216 inputs", "6x6x256", {"out": 4096}, "4096", 37_752_832),
        Example("fvcore and thop: linear 4096 to 1000", "4096", {"out": 1000}, "1000", 4_097_000,
                {"multiplications": 4_096_000}),
    )  # fmt: skip

    def inputs(self, x: Shape) -> Dim:
        """n_in: all the values of the input."""
        return let("n_in", product(x))

    def shape(self, *xs: Shape) -> Shape:
        """A vector of n_out values."""
        return Shape((self.out,))

    def reads(self, *xs: Shape) -> Reads:
        """All the input."""
        return reads_everything(xs[0])

    def weights(self, *xs: Shape) -> Weights:
        """n_in weights a unit and a bias."""
        weight = (self.inputs(xs[0]), self.out)
        return {"weight": weight, "bias": (self.out,)} if self.bias else {"weight": weight}

    def ops(self, *xs: Any) -> Counts:
        """n_in products a unit, and n_in - 1 additions to join them."""
        n_in, n_out = self.inputs(xs[0]), self.out
        return {
            "multiplications": n_in * n_out,
            "accumulations": (n_in - 1) * n_out,
            "cross_accumulations": 0,
            "bias_sums": n_out if self.bias else 0,
        }
