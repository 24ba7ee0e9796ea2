"""Printed numbers that hold under a condition only: the condition is needed, and without it they do not hold."""

from __future__ import annotations

from typing import Any

import pytest

import convcalc
from lectures.lecture1 import GOOGLENET, GOOGLENET_PARAMETERS, RESNET
from lectures.lecture2 import POPULAR
from lectures.lecture3 import ILSVRC
from lectures.truth import (
    TRUTH,
    conv,
    cut_kibi,
    cut_thousands,
    plain,
    round_kibi,
    round_millions,
    round_thousands,
    stands_in,
)

READINGS = (cut_thousands, round_thousands, cut_kibi, round_kibi)


def entries(condition: str, *tables: dict[str, Any]) -> list[Any]:
    """The values of a table's entries that agree, or fail to, under a condition."""
    chosen = [(entry, case.values) for table in tables for entry, case in table.items()]
    return [pytest.param(entry, values, id=entry) for entry, values in chosen if condition in TRUTH[entry]["agrees"]]


def printed(entry: str, value: Any) -> bool:
    return stands_in(TRUTH[entry]["printed"], value)


@pytest.mark.parametrize(("entry", "values"), entries("cut, not rounded", POPULAR, ILSVRC))
def test_millions_are_cut_and_not_rounded(entry: str, values: tuple[Any, ...]) -> None:
    assert not printed(entry, round_millions(values[0]))


@pytest.mark.parametrize(("entry", "values"), entries("yes (K = 1024)", GOOGLENET_PARAMETERS))
def test_a_k_is_1024_and_biases_are_left_out(entry: str, values: tuple[Any, ...]) -> None:
    assert not any(printed(entry, reading(values[0])) for reading in (cut_thousands, round_thousands))


@pytest.mark.parametrize(("entry", "values"), entries("no", GOOGLENET_PARAMETERS))
def test_parameters_of_googlenet_that_are_slips_hold_in_no_reading(entry: str, values: tuple[Any, ...]) -> None:
    held = {reading for value in values for reading in READINGS if printed(entry, reading(value))}
    assert held == ({round_kibi} if entry == "000-084" else set())  # 3b: 379.6 with its biases


def test_parameters_of_inception_4b_are_off_by_one() -> None:
    assert cut_kibi(GOOGLENET_PARAMETERS["000-086"].values[0]) == "438K"
    assert printed("000-086", "437K")


def test_googlenets_first_convolution_is_printed_as_if_it_had_14_taps() -> None:
    taps = plain("224x224x3", [7, 1], 64).parameters + plain("224x224x3", [1, 7], 64).parameters
    assert taps == 2688
    assert stands_in(TRUTH["000-081"]["comment"], taps)


@pytest.mark.parametrize(("entry", "values"), entries("padding", GOOGLENET, RESNET))
def test_without_padding_and_ceil_mode_the_size_is_not_the_printed_one(entry: str, values: tuple[Any, ...]) -> None:
    assert printed(entry, values[0])
    assert not any(printed(entry, value) for value in values if value != values[0])


@pytest.mark.parametrize("entry", ["000-046", "000-048"])
def test_348_filters_do_not_give_the_printed_depth(entry: str) -> None:
    assert "with 384" in TRUTH[entry]["agrees"]
    assert not printed(entry, conv("13x13x384", 3, 348, padding=1).output.channels)


@pytest.mark.parametrize(
    ("entry", "quotient", "word", "x", "fields"),
    [
        ("000-038", "54.25", "conv", "224x224x3", {"kernel": 11, "stride": 4}),
        ("000-061", "112.5", "conv", "224x224x3", {"kernel": 7, "stride": 2, "padding": 3}),
        ("000-061", "109.5", "conv", "224x224x3", {"kernel": 7, "stride": 2}),
        ("000-062", "55.5", "maxpool", "112x112x64", {"kernel": 3, "stride": 2}),
        ("000-110", "112.5", "conv", "224x224x3", {"kernel": 7, "stride": 2, "padding": 3}),
        ("000-111", "56.5", "maxpool", "112x112x64", {"kernel": 3, "stride": 2, "padding": 1}),
        ("000-112", "28.5", "conv", "56x56x256", {"kernel": 3, "stride": 2, "padding": 1}),
        ("000-113", "14.5", "conv", "28x28x512", {"kernel": 3, "stride": 2, "padding": 1}),
        ("000-114", "7.5", "conv", "14x14x1024", {"kernel": 1, "stride": 2}),
        ("001-024", "2.33", "conv", "7x7x1", {"kernel": 3, "stride": 3}),
        ("004-065", "109.5", "conv", "224x224x3", {"kernel": 7, "stride": 2}),
        ("004-105", "112.5", "conv", "224x224x3", {"kernel": 3, "stride": 2, "padding": 1}),
    ],
)
def test_a_strict_evaluation_refuses_what_needs_the_floor(
    entry: str, quotient: str, word: str, x: str, fields: dict[str, int]
) -> None:
    layer = convcalc.layer(word, **fields, **({"out": 8} if word == "conv" else {}))
    with pytest.raises(convcalc.ShapeError, match=quotient.replace(".", r"\.")):
        layer.evaluate(x, strict=True)
    assert quotient in TRUTH[entry]["computed"]
