"""Whether a figure in print can be this figure."""

import pytest

from convcalc.architecture.printed import check, number_agrees, shape_agrees
from convcalc.errors import Fault
from convcalc.shape import Shape


@pytest.mark.parametrize(
    ("printed", "value", "agrees"),
    [
        (25557032, 25557032, True),
        (25557032, 25557033, False),
        ("25,557,032", 25557032, True),
        ("25.6M", 25557032, True),  # rounded
        ("25.5M", 25557032, True),  # cut
        ("25.4M", 25557032, False),
        ("25.7M", 25557032, False),
        ("60M", 60965224, True),  # cut: lecture 2 prints it
        ("61M", 60965224, True),
        ("62M", 60965224, False),
        ("60k", 61706, False),
        ("4.2M", 4231976, True),
        ("569M", 568740352, True),
        ("3.8G", 3857973248, True),
        ("1.5B", 1498376192, True),
        ("1000", 1000, True),
        ("1000", 1001, False),
        ("0M", 13952, False),
        ("0", 0, True),
    ],
)
def test_numbers_agree_exactly_rounded_or_cut(printed, value, agrees):
    assert number_agrees(printed, value) is agrees


@pytest.mark.parametrize(
    ("printed", "shape", "agrees"),
    [
        ("56x56x256", (56, 56, 256), True),
        ("56×56×256", (56, 56, 256), True),
        ("56x56", (56, 56, 256), True),
        ("56", (56, 56, 256), False),
        ("1x1x1000", (1000,), True),
        ("1000", (1, 1, 1000), True),
        ("1000", (1000,), True),
        ("1x1", (1, 1, 1000), True),
        ("13x12x512", (13, 13, 512), False),
    ],
)
def test_shapes_agree_with_or_without_their_depth(printed, shape, agrees):
    assert shape_agrees(printed, Shape(shape)) is agrees


@pytest.mark.parametrize(
    ("kind", "printed"),
    [
        ("count", "2 dozen"),
        ("count", "12abc"),
        ("count", "1.5e3"),
        ("shape", "56 by 56"),
        ("shape", "-1"),
        ("ratio", "12 times"),
        ("ratio", "x"),
    ],
)
def test_what_cannot_be_read_is_a_fault(kind, printed):
    with pytest.raises(Fault, match="is expected"):
        check(kind, "figure", printed)
