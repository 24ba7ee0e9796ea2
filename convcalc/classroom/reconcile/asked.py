"""The number that is to be explained: what it can be, in which units, to which digits."""

from __future__ import annotations

import re
from typing import NamedTuple

from convcalc.architecture.printed import POWERS, THOUSANDS, Number, number_agreement, read_number
from convcalc.counting.adding import OPERATIONS, PARAMETERS
from convcalc.errors import UsageError

BYTES = "bytes"
MACS = r"macc?s?|m?adds?|mult-?adds?|multiply-?(adds|accumulates)|multiplications"  # one for a product and its sum
WORDS = {
    OPERATIONS: rf"flops?|i?ops?|operations|{MACS}",
    PARAMETERS: r"params?|parameters|weights",
    BYTES: r"b|ib|bytes",
}
DIGITS = r"(?P<whole>[0-9]{1,3}(?:[, _'][0-9]{3})+|[0-9]{1,30})(?:\.(?P<decimals>[0-9]{1,30}))?"
TENS = r"(?:e\+?|\s*[x×·*]\s*10\s*\^?\s*)(?P<tens>[0-9]{1,2})"  # 4.1e9, 3.8 x 10^9
WRITTEN = re.compile(rf"{DIGITS}(?:{TENS})?\s*(?P<rest>[a-z -]{{0,40}})", re.IGNORECASE)
BLANKS = re.compile(r"[\u00a0\u2009\u202f]")  # what stands between digits that are copied from a page
LONG = 10**5  # a number of at least so many different values is hit by no chance
EXAMPLES = "4111512576, 25,636,712, 4.13G, '8.2 GFLOPs', '3.8 x 10^9' or 97.5MiB"


class Reading(NamedTuple):
    """One way to read the number: its value and digits, and what K stands for in it."""

    number: Number
    thousand: int

    def how(self, value: int) -> str:
        """How a value is this number: exact, rounded or cut; empty where it is not."""
        return number_agreement(self.number, value)


class Asked(NamedTuple):
    """The number as it was written, the ways to read it, and the kinds of quantity that it can be.

    ``as_macs``: it is called multiply-adds, which are one operation each; ``as_flops``: it is called FLOPs.
    """

    written: str
    readings: tuple[Reading, ...]
    kinds: tuple[str, ...]
    as_macs: bool = False
    as_flops: bool = False

    @property
    def is_long(self) -> bool:
        """Whether the number has digits enough that a sum which gives it exactly does so for a reason."""
        number = self.readings[0].number
        return number.value >= LONG * number.step


def asked(written: str) -> Asked:
    """A number from its text: 4111512576, 4.13G, 8.2 GFLOPs, 25.6M params, 97.8 MB. Raises a UsageError otherwise."""
    match = WRITTEN.fullmatch(BLANKS.sub(" ", written.strip()))
    found = match and _unit_and_word(match["rest"])
    if match is None or found is None:
        raise UsageError(f"{written[:60]!r} is not a number that is read here", hint=EXAMPLES)
    unit, word = _bytes_or_billions(match, *found)
    thousands = THOUSANDS[1:] if word == "ib" else THOUSANDS  # MiB leaves no doubt
    readings = [Reading(_number(match, unit, thousand), thousand) for thousand in thousands]
    if readings[0].number.value < 1:
        raise UsageError(f"{written[:60]!r} is less than one, and counts are whole numbers", hint=f"{written[:20]}G")
    kinds = tuple(kind for kind, words in WORDS.items() if word and re.fullmatch(words, word))
    return Asked(
        written.strip(),
        tuple(readings if POWERS[unit] else readings[:1]),
        kinds or (OPERATIONS, PARAMETERS),
        bool(word and re.fullmatch(MACS, word)),
        word.startswith("flop"),
    )


def _number(match: re.Match[str], unit: str, thousand: int) -> Number:
    """The digits with their unit, and the power of ten that may stand behind them."""
    whole = re.sub(r"[^0-9]", "", match["whole"])
    read = read_number(f"{whole}.{match['decimals']}{unit}" if match["decimals"] else whole + unit, thousand)
    assert read is not None  # these are digits
    tens = 10 ** int(match["tens"] or 0)
    return Number(read.value * tens, read.step * tens)


def _unit_and_word(text: str) -> tuple[str, str] | None:
    """What stands behind the digits: a unit such as G, and a word such as flops; None for what is neither."""
    bare = re.sub(r"\s", "", text.lower())
    every = "|".join(WORDS.values())
    for unit in POWERS:
        word = bare.removeprefix(unit)
        if bare.startswith(unit) and re.fullmatch(f"(?:{every})?", word):
            return unit, word
    return None


def _bytes_or_billions(match: re.Match[str], unit: str, word: str) -> tuple[str, str]:
    """A B alone is a billion, as in 25.6B; behind a whole number of more than three digits it is a byte."""
    if (unit, word) == ("", "b") and len(match["whole"]) <= 3:
        return "b", ""
    return unit, word
