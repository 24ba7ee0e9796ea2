"""The kinds of operation that are counted, and the named ways to add them up.

A count never stands without its convention: the field prints many totals for one network, each right by its own rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from convcalc.algebra.sym import Dim, total
from convcalc.errors import UsageError, did_you_mean

KINDS = {
    "multiplications": "products of a weight and a value, in convolutions and dense layers",
    "accumulations": "additions of these products within each channel's window",
    "cross_accumulations": "additions that join the channels; the lecture leaves them out",
    "bias_sums": "additions of a bias",
    "on_padding": "of the multiplications, those on padding, or cropped by a transposed convolution (--effective)",
    "comparisons": "larger or smaller: maximum pooling, ReLU",
    "additions": "other additions and subtractions: joins, means, normalisation",
    "products": "other products: scales, squares, gates",
    "divisions": "divisions: means, normalisation, softmax",
    "exponentials": "exponentials: sigmoid, softmax",
    "roots": "square roots: normalisation, L2 pooling",
    "powers": "powers with a fraction in the exponent: local response normalisation",
    "error_functions": "error functions: GELU",
}


class Convention(NamedTuple):
    """A way to add up the ledger: which kinds are its accumulations, and which make up its total."""

    name: str
    title: str
    accumulations: tuple[str, ...]
    operations: tuple[str, ...]


CONVENTIONS = {
    convention.name: convention
    for convention in (
        Convention(
            "lecture",
            "operations = multiplications + accumulations within each channel + bias sums (lecture 5)",
            ("accumulations",),
            ("multiplications", "accumulations", "bias_sums"),
        ),
        Convention(
            "exact",
            "operations = multiplications + all accumulations, across channels too, + bias sums",
            ("accumulations", "cross_accumulations"),
            ("multiplications", "accumulations", "cross_accumulations", "bias_sums"),
        ),
        Convention(
            "mac",
            "operations = multiplications: one multiply-accumulate each, as the papers count",
            ("accumulations", "cross_accumulations"),
            ("multiplications",),
        ),
    )
}
DEFAULT = "lecture"


def convention(name: str) -> Convention:
    """A convention by its name. Raises a UsageError that names the nearest."""
    if not isinstance(name, str) or name not in CONVENTIONS:
        raise UsageError(f"there is no convention {name!r}", hint=did_you_mean(str(name), CONVENTIONS))
    return CONVENTIONS[name]


def effective(ledger: Mapping[str, Dim]) -> Dim:
    """The multiplications that are real: all but those on padding, where these were counted."""
    return ledger.get("multiplications", 0) - ledger.get("on_padding", 0)


def added(ledger: Mapping[str, Dim], kinds: tuple[str, ...]) -> Dim:
    """The sum of some kinds of a ledger."""
    return total([ledger[kind] for kind in kinds if kind in ledger])
