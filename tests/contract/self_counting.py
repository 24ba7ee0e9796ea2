"""Arrays of numbers that count what is done to them, for running a layer and reading off what it did.

A weight knows which channel it reads. A product with a weight is a multiplication; a sum remembers the channels of its
products, so that adding two sums is an accumulation where they share a channel, and a cross accumulation where they are
joined for the first time. Everything else is counted by its kind, as ``layers.counting`` does.
"""

import math
from collections import Counter

import numpy as np

from layers.counting import Counted


class Number(Counted):
    """A number of a layer's input: what is done to it is no work with weights until it meets one."""

    channels = frozenset()

    def done(self, kind, value):
        self.ledger[kind] += 1
        return Number(value, self.ledger)

    def __mul__(self, other):
        return other * self if isinstance(other, Weight) else super().__mul__(other)

    def __neg__(self):
        return Number(-self.value, self.ledger)  # turning a sign is not counted

    def __ge__(self, other):
        return not self < other

    def __le__(self, other):
        return not self > other

    def __radd__(self, other):
        return self if isinstance(other, int) and other == 0 else super().__radd__(other)  # an empty cell

    # What NumPy asks of the items of an array of objects.

    def exp(self):
        return self.done("exponentials", math.exp(self.value))

    def sqrt(self):
        return self.done("roots", math.sqrt(self.value))

    def erf(self):
        return self.done("error_functions", math.erf(self.value))

    def tanh(self):
        """As its formula is written: (exp(2x) - 1)/(exp(2x) + 1)."""
        power = (self * 2).exp()
        return (power - 1) / (power + 1)


class Weight(Number):
    """A weight and the channel that it reads."""

    def __init__(self, value, ledger, channel):
        super().__init__(value, ledger)
        self.channel = channel

    def __mul__(self, other):
        self.ledger["multiplications"] += 1
        return Sum(self.value * other.value, self.ledger, {self.channel})


class Sum(Number):
    """A sum of products, and the channels that they come from."""

    def __init__(self, value, ledger, channels):
        super().__init__(value, ledger)
        self.channels = frozenset(channels)

    def __add__(self, other):
        if isinstance(other, Bias):
            self.ledger["bias_sums"] += 1
            return Sum(self.value + other.value, self.ledger, self.channels)
        shared = len(self.channels & other.channels)
        self.ledger["accumulations"] += shared
        self.ledger["cross_accumulations"] += 1 - shared
        return Sum(self.value + other.value, self.ledger, self.channels | other.channels)


class Bias(Number):
    """A bias."""

    def __radd__(self, other):
        self.ledger["bias_sums"] += 1  # to a cell that no product fell into
        return Sum(other + self.value, self.ledger, ())


class Numbers(np.ndarray):
    """An array whose padding counts as well: zeros, and infinities of a pool."""

    def __array_function__(self, func, types, args, kwargs):
        result = super().__array_function__(func, types, args, kwargs)
        if func is np.pad:
            ledger = self.reshape(-1)[0].ledger
            flat = result.reshape(-1)
            flat[:] = [each if isinstance(each, Number) else Number(each, ledger) for each in flat]
        return result


def array(shape, make):
    """An array of objects, each made from its place."""
    found = np.empty(shape, dtype=object)
    for place in np.ndindex(shape):
        found[place] = make(place)
    return found.view(Numbers)


def counted_inputs(layer, xs):
    """Random inputs and weights that count in one ledger; statistics, scales and shifts are plain numbers."""
    rng, ledger = np.random.default_rng(0), Counter()
    values = [array(x, lambda place: Number(rng.random(), ledger)) for x in xs]
    joined = layer.word != "dense"  # a dense unit has no channels to tell apart
    made = {"weight": lambda place: Weight(rng.random(), ledger, place[-2] if joined else 0),
            "bias": lambda place: Bias(rng.random(), ledger)}  # fmt: skip
    shapes = {**layer.weights(*xs), **layer.statistics(*xs)}
    arrays = {name: array(shape, made[name]) if name in made else rng.random(shape) for name, shape in shapes.items()}
    return values, arrays, ledger
