"""How much more or fewer, in words: GoogLeNet has 8.7 times fewer parameters than AlexNet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import floor
from typing import Any

from convcalc.algebra.writing import fraction_text, percent_text
from convcalc.classroom.compare import Measured

DOUBLE = 2  # from here on a sentence says how many times, below it says percent
COUNTABLE = {
    "depth": "layers with weights on the longest way",
    "receptive_field": "pixels along an axis of the receptive field",
}
HALF = Fraction(1, DOUBLE)


def ratio_text(ratio: Fraction) -> str:
    """An exact quotient in decimals; a small one as what it is one over."""
    return fraction_text(ratio) if ratio == 0 or ratio >= HALF else f"1/{fraction_text(1 / ratio)}"


def times(ratio: Fraction) -> str:
    """A quotient rounded to one digit after the point, a half up; only a whole one has none."""
    tenths = floor(ratio * 10 + HALF)
    return f"{tenths // 10:,}" if ratio.denominator == 1 else f"{tenths // 10:,}.{tenths % 10}"


def claim(name: str, base: str, ratios: Iterable[tuple[str, Any]]) -> str:
    """A sentence on what a network has, beside a base; empty where there are no numbers to speak of."""
    known = [
        (COUNTABLE.get(quantity, quantity.replace("_", " ")), ratio)
        for quantity, ratio in ratios
        if isinstance(ratio, Fraction)
    ]
    phrases = [_phrase(quantity, ratio, base * (not at)) for at, (quantity, ratio) in enumerate(known)]
    return f"{name} has {', and '.join(phrases)}" if phrases else ""


def _phrase(quantity: str, ratio: Fraction, base: str) -> str:
    """How many times as many, or which part more or fewer; the base is named once."""
    if not ratio:
        return f"no {quantity}"
    if ratio == 1:
        return f"as many {quantity}" + f" as {base}" * bool(base)
    if ratio >= DOUBLE:
        return f"{times(ratio)} times as many {quantity}" + f" as {base}" * bool(base)
    if ratio <= HALF:
        return f"{times(1 / ratio)} times fewer {quantity}" + f" than {base}" * bool(base)
    return f"{_percent(ratio)} {quantity}" + f" than {base}" * bool(base)


def _percent(ratio: Fraction) -> str:
    return f"{percent_text(abs(ratio - 1), 1)} {'more' if ratio > 1 else 'fewer'}"


def convention_remarks(networks: Sequence[Measured]) -> list[str]:
    """What the convention gets wrong of networks or leaves out; where that is not of all of them, of which."""
    said: dict[str, list[str]] = {}
    for network in networks:
        for remark in network.report.remarks:
            said.setdefault(remark, []).append(network.name)
    return [remark if len(of) == len(networks) else f"{remark} ({', '.join(of)})" for remark, of in said.items()]
