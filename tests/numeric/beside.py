"""What the tests of values share: arrays and windows at random, the axes of other libraries, and how close is equal."""

from typing import Any, NamedTuple

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from convcalc.layers import CATALOGUE
from convcalc.layers.window import per_axis
from convcalc.numeric import run
from convcalc.shape import Shape

ROUNDING = 1e-9  # sums of a few hundred products in double precision, in whatever order they are added
ATTRIBUTE = 1e-7  # double precision but for one constant: ONNX keeps the attributes of a node in single precision
SINGLE, HALF = 1e-5, 1e-2  # values that somebody worked out, or stored, in single or half precision

RANKS = st.integers(1, 3)
CHANNELS = st.integers(1, 4)
GENERATORS = st.integers(0, 2**32 - 1).map(np.random.default_rng)
LARGEST = {1: (5, 4, 3, 12), 2: (4, 3, 3, 7), 3: (3, 2, 2, 3)}  # by rank: kernel, stride, dilation, cells to spare


def at_random(count):
    """So many random cases for a test, or more with the thorough profile; noted, for the total."""

    def noted(test):
        test.random_cases = count
        return settings(max_examples=max(count, settings().max_examples))(test)

    return noted


def agree(ours, theirs, rtol=ROUNDING, terms=None):
    """The same shape and the same values.

    What cancels to almost nothing is measured against the largest of ``terms``, by default of all the values.
    """
    ours, theirs = np.asarray(ours), np.asarray(theirs)
    assert ours.shape == theirs.shape
    size = np.abs(theirs if terms is None else terms).astype(float)
    np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=rtol * size[np.isfinite(size)].max(initial=0))


def fits(layer, *xs):
    """Whether all that the layer needs holds."""
    return all(holds for holds, _ in layer.needs(*(Shape(x.shape) for x in xs)))


def checked(layer, *xs, **given):
    """The output of a layer whose needs hold."""
    assert fits(layer, *xs)
    return run(layer, *xs, **given)


# Arrays.


def values(draw, shape, scale=1):
    """Normal numbers, or small whole ones of which many are equal."""
    rng = draw(GENERATORS)
    return scale * (rng.normal(size=shape) if draw(st.booleans()) else rng.integers(-3, 4, size=shape).astype(float))


def arrays(draw, layer, *xs):
    """The layer's weights and statistics by name; variances are positive."""
    rng = draw(GENERATORS)
    shapes = [Shape(x.shape) for x in xs]
    found = {name: rng.normal(size=shape) for name, shape in layer.weights(*shapes).items()}
    found |= {name: rng.uniform(0.1, 2, size=shape) for name, shape in layer.statistics(*shapes).items()}
    return found


def one_or_each(draw, rank, least, most):
    """One number for all axes, or a list of one for each."""
    numbers = st.integers(least, most)
    return draw(numbers | st.lists(numbers, min_size=rank, max_size=rank))


def each(value, rank):
    """One number for each axis, however the field was written."""
    return list(per_axis(tuple(value) if isinstance(value, list) else value, rank))


def sizes(draw, rank=None):
    """Sizes along one to three axes, with few cells in all."""
    rank = rank or draw(RANKS)
    return tuple(draw(st.lists(st.integers(1, {1: 12, 2: 6, 3: 4}[rank]), min_size=rank, max_size=rank)))


def volume(draw, scale=1, channels=CHANNELS):
    """A map of one to three axes, or at times a vector."""
    rank = draw(st.integers(0, 3))
    return values(draw, (*(sizes(draw, rank) if rank else ()), draw(channels)), scale)


class Window(NamedTuple):
    """A window as a layer has it, what that is on each axis, and the sizes of a map that it fits."""

    fields: dict[str, Any]
    rank: int
    kernel: list[int]
    stride: list[int]
    dilation: list[int]
    reach: list[int]
    sides: list[tuple[int, int]]
    sizes: tuple[int, ...]

    def layer(self, word, **more):
        return CATALOGUE[word](**self.fields, **more)

    def map(self, draw, channels=CHANNELS):
        return values(draw, (*self.sizes, draw(channels)))


def window(draw, *, words=(), stride=None, dilation=None, sided=True, room=None, ceil=False, rank=None):
    """A window at random. ``room`` bounds the padding of a side, which otherwise stays below the window's reach.

    A map has at least as many cells as the dilation: a smaller one may fall between two taps, unseen.
    """
    rank = rank or draw(RANKS)
    most = LARGEST[rank]
    fields = {
        "kernel": one_or_each(draw, rank, 1, most[0]),
        "stride": one_or_each(draw, rank, 1, stride or most[1]),
        "dilation": one_or_each(draw, rank, 1, dilation or most[2]),
    }
    kernels, strides, dilations = (each(value, rank) for value in fields.values())
    reaches = [(kernel - 1) * dilation + 1 for kernel, dilation in zip(kernels, dilations)]
    word = draw(st.sampled_from(["", "", *words]))
    sides = []
    for reach in reaches:
        zeros = st.integers(0, reach - 1 if room is None else room)
        before = draw(zeros)
        written = (before, draw(zeros) if sided else before)
        sides.append({"": written, "full": (reach - 1, reach - 1)}.get(word, (0, 0)))
    fields["padding"] = word or [list(pair) for pair in sides]
    fields |= {"ceil": True} if ceil else {}
    drawn = []
    for axis, reach in enumerate(reaches):
        enough = 1 if word == "same" else reach - sum(sides[axis]) - (strides[axis] - 1 if ceil else 0)
        least = max(dilations[axis], enough)
        drawn.append(draw(st.integers(least, least + most[3])))
    return Window(fields, rank, kernels, strides, dilations, reaches, sides, tuple(drawn))


# The axes of other libraries: a batch of one, then the channels.


def channels_first(x):
    """The channels before the axes, in a batch of one."""
    return np.ascontiguousarray(np.moveaxis(x, -1, 0))[None]


def channels_last(y):
    """The one of the batch, with the channels behind the axes."""
    (only,) = np.asarray(y)
    return np.moveaxis(only, 0, -1)


def filters_first(weight):
    """The filters of a convolution, (*kernel, D_in/g, D_out), as (D_out, D_in/g, *kernel)."""
    return np.ascontiguousarray(np.moveaxis(weight, (-1, -2), (0, 1)))


def inputs_first(weight, groups):
    """The filters of a transposed convolution, (*kernel, D_in/g, D_out), as (D_in, D_out/g, *kernel)."""
    parts = [np.moveaxis(part, (-2, -1), (0, 1)) for part in np.split(weight, groups, axis=-1)]
    return np.ascontiguousarray(np.concatenate(parts))
