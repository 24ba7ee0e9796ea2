"""Budgets from the library: how they are read, what is within them, and what is said where one is passed."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

import convcalc
from convcalc import CheckFailed, UsageError
from convcalc.budgets import KINDS, amount, exceeded, remark, with_budgets

SMALL = convcalc.layer("conv", kernel=3, out=4).evaluate("6x6x2", memory=True)
# By hand: (3*3*2 + 1)*4 = 76 parameters, 4*4*4 places of 3*3*2 products, 64 values out and 72 in, 4 bytes each.
NEEDED = {
    "max_params": 76,
    "max_mults": 64 * 18,
    "max_ops": 64 * 18 + 64 * 16 + 64,  # 17 sums a value, of which lecture 5 leaves out the one across the channels
    "max_weights": 4 * 76,
    "max_activations": 4 * 64,
    "max_peak": 4 * (72 + 64),
}


@pytest.mark.parametrize("name", NEEDED)
def test_a_budget_may_be_used_up_to_the_last(name):
    for limit, fits in ((NEEDED[name] + 1, True), (NEEDED[name], True), (NEEDED[name] - 1, False)):
        (spent,) = with_budgets(SMALL, {name: limit}).budgets
        assert (spent.limit, spent.needed, spent.fits) == (limit, NEEDED[name], fits)
    assert remark(spent).endswith(": exceeded by 1 byte" if KINDS[name].in_bytes else ": exceeded by 1")
    assert str(NEEDED[name]) in str(exceeded(spent)).split("would be enough")[0].rpartition(" ")[0]


def test_weights_are_what_is_stored_and_statistics_belong_to_it():
    report = convcalc.layer("batchnorm").evaluate("6x6x8", memory=True, dtype="float16")
    (spent,) = with_budgets(report, {"max_weights": "1KB"}).budgets
    assert spent.needed == 2 * (2 * 8 + 2 * 8)


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("5M", 5_000_000),
        ("5m", 5_000_000),
        ("600_000", 600_000),
        ("25,557,032", 25_557_032),
        ("1.5G", 1_500_000_000),
        ("1.5 B", 1_500_000_000),
        ("2T", 2 * 10**12),
        ("0.0769K", 76),
        (" 7 ", 7),
        ("0.1234567890123456789012345678T", 123_456_789_012),
    ],
)
def test_counts_are_read_exactly(written, count):
    assert amount("--max-params", written, KINDS["max_params"]) == count


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("320KiB", 327_680),
        ("320KB", 320_000),
        ("320 kb", 320_000),
        ("1.5MiB", 1_572_864),
        ("1.1MiB", 1_153_433),  # 1.1*2^20 = 1,153,433.6
        ("2GB", 2 * 10**9),
        ("2GiB", 2**31),
        ("1TiB", 2**40),
        ("327680", 327_680),
        ("327680B", 327_680),
    ],
)
def test_bytes_are_read_exactly_and_know_both_units(written, count):
    assert amount("--max-peak", written, KINDS["max_peak"]) == count


@given(st.integers(1, 10**20), st.integers(0, 999), st.sampled_from("KMGT"))
def test_digits_behind_the_point_are_never_rounded(whole, thousandths, unit):
    size = {"K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}[unit]
    read = amount("--max-ops", f"{whole}.{thousandths:03d}{unit}", KINDS["max_ops"])
    assert read == Fraction(1000 * whole + thousandths, 1000) * size


@pytest.mark.parametrize(
    ("name", "written", "what", "hint"),
    [
        ("max_params", "5MB", "is in bytes: a count is expected", "5M, or --max-weights"),
        ("max_params", "5Q", "there is no unit Q", "K, M, G or T"),
        ("max_params", "", "a number is expected", "5M, 1.5G or 600000"),
        ("max_params", "1e6", "a number is expected", "5M, 1.5G or 600000"),
        ("max_params", "-3", "a number is expected", "5M, 1.5G or 600000"),
        ("max_params", "1,00", "a number is expected", "5M, 1.5G or 600000"),
        ("max_params", "9" * 31, "a number is expected", "5M, 1.5G or 600000"),
        ("max_params", "9" * 5000, "a number is expected", "5M, 1.5G or 600000"),
        ("max_params", "٣", "a number is expected", "5M, 1.5G or 600000"),
        ("max_params", 0, "the least budget is 1", "5M, 1.5G or 600000"),
        ("max_params", True, "a number is expected", "5M, 1.5G or 600000"),
        ("max_mults", "0.0001K", "the least budget is 1", "5M, 1.5G or 600000"),
        ("max_peak", "320K", "K alone is no unit of bytes", "KB of 1,000 bytes, or KiB of 1,024"),
        ("max_peak", "2M", "M alone is no unit of bytes", "MB of 1,000,000 bytes, or MiB of 1,048,576"),
        ("max_peak", "5Kb/", "a number is expected", "320KiB"),
        ("max_peak", "5QB", "there is no unit QB", "KiB"),
        ("max_power", "5", "there is no budget 'max_power'", "did you mean"),
    ],
)  # fmt: skip
def test_what_is_no_budget_is_refused(name, written, what, hint):
    with pytest.raises(UsageError) as refused:
        with_budgets(SMALL, {name: written})
    assert what in refused.value.what
    assert hint in refused.value.hint


def test_a_budget_of_bytes_needs_the_memory():
    with pytest.raises(UsageError, match="needs the memory worked out"):
        with_budgets(convcalc.load("lenet5").evaluate(), {"max_peak": "1MB"})


def test_a_passed_budget_says_by_how_much_and_what_weighs_most():
    """ResNet-50: 25,557,032 parameters, of which a 3x3 of 512 channels has 3*3*512*512 = 2,359,296, 9.2 %."""
    report = convcalc.load("resnet50").evaluate(memory=True)
    (params, peak) = with_budgets(report, {"max_params": "5M", "max_peak": "320KiB"}).budgets
    error = exceeded(params)
    assert isinstance(error, CheckFailed)
    # 25,557,032/5,000,000 = 5.111...
    assert error.what.startswith(
        "25,557,032 parameters: 20,557,032 more than --max-params 5M (5,000,000) allows, 5.11 times the budget; most in"
        " conv5_x/unit/conv_bn_relu_2/conv 2,359,296 (9.2 %), "
    )
    assert error.hint == "fewer or thinner layers; --max-params 25557032 would be enough"
    # 256 of 576 channels are 44.4 %; 7,225,344 - 327,680 = 6,897,664, 6.578 times 2^20.
    assert exceeded(peak).what == (
        "7,225,344 bytes (6.89 MiB) alive at once: 6,897,664 bytes (6.58 MiB) more than --max-peak 320KiB (327,680 "
        "bytes) allows, 22.1 times the budget; most in conv2_x/unit/batchnorm 3,211,264 (44.4 %), "
        "conv2_x/conv 3,211,264 (44.4 %), pool1 802,816 (11.1 %)"
    )


def test_less_than_the_double_is_told_as_a_share():
    (spent,) = with_budgets(SMALL, {"max_params": 50}).budgets
    assert (
        exceeded(spent).what == "76 parameters: 26 more than --max-params 50 allows, by 52 %; most in conv 76 (100 %)"
    )


def test_what_is_left_is_told_with_its_share():
    spent = with_budgets(SMALL, {"max_params": "0.1K", "max_peak": "1KiB"}).budgets
    assert list(map(remark, spent)) == [
        "--max-params 0.1K (100): 24 left (24 %)",
        "--max-peak 1KiB (1,024 bytes): 480 bytes left (46.9 %)",
    ]


def test_formulas_have_a_budget_where_names_do_not_matter():
    """D filters of 3x3x2 and their biases: from 19 on whatever D is, and 19*D in all."""
    report = convcalc.layer("conv", kernel=3, out="D").evaluate("6x6x2")
    (spent,) = with_budgets(report, {"max_params": 18}).budgets
    assert not spent.fits
    assert exceeded(spent).what == "19·D parameters: 19·D − 18 more than --max-params 18 allows"
    assert json.loads(with_budgets(report, {"max_params": 18}).to_json())["budgets"][0]["needed"] == "19*D"
    with pytest.raises(UsageError, match=r"whether --max-params 100 is enough depends on names: it is for 19·D param"):
        with_budgets(report, {"max_params": 100})


def test_formulas_that_are_always_within_a_budget():
    report = convcalc.layer("conv", kernel=3, out=4).evaluate("HxWx2")
    (spent,) = with_budgets(report, {"max_params": 100}).budgets
    assert spent.fits
    assert spent.needed == 76
