"""Normalisation and dropout, as they run when a trained network is used."""

from __future__ import annotations

from typing import Any

from convcalc.algebra.sym import Dim, let, product
from convcalc.layers.base import Counts, Example, Layer, Reads, Weights, reads_everything
from convcalc.layers.fields import Choice, Flag, Ratio, Whole
from convcalc.shape import Shape


class BatchNorm(Layer):
    """Batch normalisation: each channel is shifted and scaled.

    Scale and shift are parameters, 2*D_in; the running mean and variance are recorded, not learned, and are listed
    apart (Keras counts them in, 4*D_in). In use it is a product and an addition a value, mean and variance folded in.
    """

    word = "batchnorm"
    in_place = True
    source = "Ioffe and Szegedy 2015, 'Batch normalization', algorithm 2"
    affine: Any = Flag("learn a scale and a shift", default=True)
    examples = (
        Example("fvcore: 2 operations a value, 64x56x56", "56x56x64", {}, "56x56x64", 128,
                {"products": 200_704, "additions": 200_704}),
    )  # fmt: skip

    def weights(self, *xs: Shape) -> Weights:
        """A scale and a shift for each channel."""
        depth = xs[0].channels
        return {"scale": (depth,), "shift": (depth,)} if self.affine else {}

    def statistics(self, *xs: Shape) -> Weights:
        """A running mean and variance for each channel."""
        depth = xs[0].channels
        return {"running_mean": (depth,), "running_variance": (depth,)}

    def ops(self, *xs: Any) -> Counts:
        """One product and one addition for each value."""
        return {"products": product(xs[0]), "additions": product(xs[0])}


class LayerNorm(Layer):
    """Layer normalisation: each place (or the whole sample) is brought to mean 0 and variance 1.

    For each group of n values: n - 1 additions and a division for the mean, n subtractions (counted as additions), n
    squares, n - 1 additions and a division for the variance, one addition for epsilon, a root, n divisions; then a
    product and an addition a value for the learned scale and shift.
    """

    word = "layernorm"
    in_place = True
    source = "Ba et al. 2016, 'Layer normalization', equation 3"
    over: Any = Choice("what is normalised together", words=("channels", "all"), default="channels")
    affine: Any = Flag("learn a scale and a shift", default=True)
    examples = (
        Example("PyTorch, LayerNorm(96): 192 parameters", "56x56x96", {}, "56x56x96", 192),
        Example("PyTorch, LayerNorm((7, 7, 8))", "7x7x8", {"over": "all"}, "7x7x8", 784),
    )

    def group(self, x: Shape) -> Dim:
        """How many values are normalised together."""
        return x.channels if self.over == "channels" else let("n_norm", product(x))

    def reads(self, *xs: Shape) -> Reads:
        """The cell at its own place, or all of them where they are normalised together."""
        return super().reads(*xs) if self.over == "channels" else reads_everything(xs[0])

    def weights(self, *xs: Shape) -> Weights:
        """A scale and a shift for each value of a group."""
        n = self.group(xs[0])
        return {"scale": (n,), "shift": (n,)} if self.affine else {}

    def ops(self, *xs: Any) -> Counts:
        """See the class: 3n - 1 additions, n products, n + 2 divisions, a root a group; 2 more a value if learned."""
        x = xs[0]
        n = self.group(x)
        groups = product(x.spatial) if self.over == "channels" else 1
        learned = 1 if self.affine else 0
        return {
            "additions": product((groups, (3 + learned) * n - 1)),
            "products": product((groups, 1 + learned, n)),
            "divisions": product((groups, n + 2)),
            "roots": groups,
        }


class LRN(Layer):
    """Local response normalisation: a value is divided by a power of the squares around it in depth.

    b = a/(k + alpha*sum a^2)^beta over ``size`` neighbouring channels, those beyond the ends counted as zeros: a square
    a value, size - 1 additions and one for k, a product for alpha, a power and a division.
    """

    word = "lrn"
    source = "Krizhevsky et al. 2012, section 3.3"
    size: Any = Whole("channels that are looked at together", default=5, letter="n")
    examples = (
        Example("Krizhevsky et al. 2012, norm1: the shape stays", "27x27x96", {}, "27x27x96", 0),
        Example("independent count: 5 additions a value", "2x2x8", {}, "2x2x8", 0, {"additions": 5 * 32}),
    )

    def ops(self, *xs: Any) -> Counts:
        """For each value 2 products, n additions, a power and a division."""
        x = xs[0]
        return {
            "products": product((*x, 2)),
            "additions": product((*x, self.size)),
            "powers": product(x),
            "divisions": product(x),
        }


class Dropout(Layer):
    """Dropout: in training a share of the values is set to 0; in use it does nothing and costs nothing."""

    word = "dropout"
    moves_nothing = True
    source = "Srivastava et al. 2014, 'Dropout'; lecture 3, 'AlexNet'"
    rate: Any = Ratio("share of the values set to 0 in training", default=None)
    examples = (Example("Szegedy et al. 2014, table 1", "1x1x1024", {"rate": 0.4}, "1x1x1024", 0),)
