"""The catalogue of layer types, one family a file. Importing it registers every type in ``CATALOGUE``."""

from convcalc.layers import activation, conv, join, linear, norm, pool, reshape, resize
from convcalc.layers.base import CATALOGUE, Example, Layer, of_biases, parameters, statistics

__all__ = [
    "CATALOGUE",
    "Example",
    "Layer",
    "activation",
    "conv",
    "join",
    "linear",
    "norm",
    "of_biases",
    "parameters",
    "pool",
    "reshape",
    "resize",
    "statistics",
]
