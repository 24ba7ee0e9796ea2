"""Plain rows in and out of the worked matrices, beside arithmetic by hand; windows in words and in numbers."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.errors import ConvcalcError, DocumentError
from convcalc.numeric.worked.rows import convolved, exact_activations, output_rows, pooled, rows_of_text, settled

NINE = ((1, 2, 3), (4, 5, 6), (7, 8, 9))


def test_rows_of_a_convolution_and_of_a_pooling():
    assert output_rows(convolved(NINE, ((1, 0), (0, -1)), bias=1)) == ((1 - 5 + 1, 2 - 6 + 1), (4 - 8 + 1, 5 - 9 + 1))
    assert output_rows(convolved(((1, 2, 3),), ((1, 1),), stride=1)) == ((1 + 2, 2 + 3),)
    assert output_rows(pooled(NINE, "avg", kernel=2)) == ((Fraction(1 + 2 + 4 + 5, 4),),)
    assert all(type(cell) is int for row in output_rows(pooled(NINE, "max", kernel=2, stride=1)) for cell in row)


def test_a_text_is_rows_or_the_name_of_a_kernel():
    assert rows_of_text("1 1/2; -3 0.5", "input") == ((1, Fraction(1, 2)), (-3, Fraction(1, 2)))
    assert rows_of_text("edge", "kernel") == ((1, 0, -1),) * 3
    for text in ("1 2 | 3 4", "1 2 || 3 4"):
        with pytest.raises(DocumentError, match="one matrix is expected"):
            rows_of_text(text, "input")


def test_activations_that_keep_fractions():
    assert {"relu", "relu6", "hard_swish"} <= set(exact_activations())
    assert not {"sigmoid", "tanh", "gelu"} & set(exact_activations())


def test_words_as_numbers():
    same = settled(convolved(NINE, ((1, 1), (1, 1)), padding="same"))
    assert same == {"stride": (1, 1), "padding": ((0, 1), (0, 1)), "dilation": (1, 1)}
    full = settled(convolved(((1, 2, 3),), ((1, 1, 1),), padding="full"))
    assert full == {"stride": (1,), "padding": ((2, 2),), "dilation": (1,)}
    # Keras: same gives W*S = 6 cells; (W - 1)*S + F = 2*2 + 1 is one less, added at the end.
    back = settled(convolved(((1, 2, 3),), ((1,),), padding="same", stride=2, transpose=True))
    assert back == {"stride": (2,), "padding": ((0, 0),), "dilation": (1,), "output_padding": (1,)}
    assert (
        settled(pooled(NINE, "max", kernel=2))["kernel"] == settled(pooled(NINE, "max", kernel=2))["stride"] == (2, 2)
    )


SIZES = st.integers(1, 6)


@given(
    height=SIZES,
    width=SIZES,
    kernel=st.tuples(st.integers(1, 3), st.integers(1, 3)),
    stride=st.integers(1, 3) | st.tuples(st.integers(1, 3), st.integers(1, 3)).map(list),
    padding=st.integers(0, 2) | st.sampled_from(["same", "full", "valid", [1, 0], [[0, 1], [1, 0]]]),
    dilation=st.integers(1, 2),
    transpose=st.booleans(),
)
def test_a_window_in_numbers_gives_the_same_map(height, width, kernel, stride, padding, dilation, transpose):
    x = tuple(tuple(row * width + column for column in range(width)) for row in range(height))
    weights = tuple(tuple(3**row - column for column in range(kernel[1])) for row in range(kernel[0]))
    asked = {"stride": stride, "padding": padding, "dilation": dilation}
    try:
        work = convolved(x, weights, transpose=transpose, **asked)
    except ConvcalcError:
        return  # it does not fit
    assert output_rows(convolved(x, weights, transpose=transpose, **settled(work))) == output_rows(work)


@given(
    size=SIZES,
    kernel=st.integers(1, 3),
    stride=st.integers(1, 3),
    padding=st.sampled_from([0, 1, "same"]),
    ceil=st.booleans(),
)
def test_a_pooling_in_numbers_gives_the_same_map(size, kernel, stride, padding, ceil):
    x = tuple(tuple(row * size - column**2 for column in range(size)) for row in range(size))
    try:
        work = pooled(x, "avg", kernel=kernel, stride=stride, padding=padding, ceil=ceil)
    except ConvcalcError:
        return
    assert output_rows(pooled(x, "avg", ceil=ceil, **settled(work))) == output_rows(work)
