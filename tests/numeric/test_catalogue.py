"""Every layer type of the catalogue runs: on inputs that fit it, on whole numbers, and to the shape that it says."""

from itertools import permutations
from math import prod

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contract.strategies import cases
from convcalc.layers import CATALOGUE
from convcalc.numeric import run
from convcalc.shape import Shape
from numeric.beside import GENERATORS, agree, arrays, at_random, window

PRODUCTS = 3 * 10**6  # a case of about so many, or more, is left out to save time
every_type = pytest.mark.parametrize("kind", CATALOGUE.values(), ids=CATALOGUE.keys())


def drawn(data, kind):
    """A layer with inputs that fit it; unpooling by itself, without the pooling step of a file."""
    case = data.draw(cases(kind))
    assume(len(case.xs) == 1 or kind.joins)
    taps = prod(getattr(case.layer, "kernels", lambda x: (1,))(case.xs[0]))
    assume(prod(case.output) * taps * prod(case.xs[0][-1:] if kind.word != "dense" else case.xs[0]) < PRODUCTS)
    return case


@every_type
@at_random(30)
@given(data=st.data())
def test_the_output_has_the_shape_that_the_layer_says(kind, data):
    case = drawn(data, kind)
    xs = [np.ones(x) for x in case.xs]
    y = run(case.layer, *xs, **arrays(data.draw, case.layer, *xs))
    assert Shape(y.shape) == case.layer.shape(*case.xs)


@every_type
@at_random(30)
@given(data=st.data(), rng=GENERATORS)
def test_whole_numbers_give_what_they_give_as_floats(kind, data, rng):
    """But for what is infinite, where a window sees padding alone: no whole number is."""
    case = drawn(data, kind)
    xs = [rng.integers(-9, 10, x) for x in case.xs]
    shapes = {**case.layer.weights(*case.xs), **case.layer.statistics(*case.xs)}
    weights = {name: rng.integers(1, 10, shape) for name, shape in shapes.items()}
    floats = {name: weight.astype(float) for name, weight in weights.items()}
    ours, wanted = run(case.layer, *xs, **weights), run(case.layer, *(x.astype(float) for x in xs), **floats)
    agree(np.where(np.isfinite(wanted), ours, wanted), wanted)


@pytest.mark.parametrize("kind", [float, int])
@at_random(50)
@given(data=st.data(), ceil=st.booleans())
def test_unpooling_has_the_shape_that_the_pooling_had(kind, data, ceil):
    seen = window(data.draw, words=("same", "valid"), ceil=ceil)
    x = seen.map(data.draw).astype(kind)
    pooled = run(seen.layer("maxpool"), x)
    fields = {name: value for name, value in seen.fields.items() if name != "ceil"}
    y = run(CATALOGUE["maxunpool"](**fields, indices="pool"), pooled, x, pooled)
    assert y.shape == x.shape
    assert {*y.ravel(), 0} == {*pooled.ravel(), 0}


@pytest.mark.parametrize("shapes", [[(3, 4, 2), (2,), (1, 1, 2)], [(3, 2), (1, 1, 2)], [(1, 2), (2,), (1, 1, 2)]])
def test_a_product_has_the_shape_of_its_map_in_any_order_of_the_paths(shapes):
    """Or, where every path is one number a channel, of the first."""
    for order in permutations(shapes):
        layer, xs = CATALOGUE["multiply"](), [Shape(shape) for shape in order]
        assert all(holds for holds, _ in layer.needs(*xs))
        assert Shape(run(layer, *map(np.ones, order)).shape) == layer.shape(*xs)
