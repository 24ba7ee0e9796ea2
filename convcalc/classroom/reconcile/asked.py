"""The number that is to be explained: what it can be, in which units, to which digits."""

from __future__ import annotations

import re
from typing import NamedTuple

from convcalc.architecture.printed import POWERS, THOUSANDS, Number, number_agreement, read_number
from convcalc.counting.adding import OPERATIONS, PARAMETERS
from convcalc.errors import UsageError

BYTES = "bytes"
WORDS = {
    OPERATIONS: r"flops?|i?ops?|operations|macc?s?|m?adds?|mult-?adds?|multiply-?(adds|accumulates)|multiplications",
    PARAMETERS: r"params?|parameters|weights",
    BYTES: r"b|ib|bytes",
}
WRITTEN = re.compile(r"([0-9][0-9.,_ ]{0,40})([a-z -]{0,40})", re.IGNORECASE)
LONG = 10**5  # a number of at least so many different values is hit by no chance


class Reading(NamedTuple):
    """One way to read the number: its value and digits, and what K stands for in it."""

    number: Number
    thousand: int

    def how(self, value: int) -> str:
        """How a value is this number: exact, rounded or cut; empty where it is not."""
        return number_agreement(self.number, value)


class Asked(NamedTuple):
    """The number as it was written, the ways to read it, and the kinds of quantity that it can be."""

    written: str
    readings: tuple[Reading, ...]
    kinds: tuple[str, ...]

    @property
    def is_long(self) -> bool:
        """Whether the number has digits enough that a sum which gives it exactly does so for a reason."""
        number = self.readings[0].number
        return number.value >= LONG * number.step


def asked(written: str) -> Asked:
    """A number from its text: 4111512576, 4.13G, 8.2 GFLOPs, 25.6M params, 97.8 MB. Raises a UsageError otherwise."""
    match = WRITTEN.fullmatch(written.strip())
    unit, word = _unit_and_word(match[2]) if match else ("", "")
    thousands = THOUSANDS[1:] if word == "ib" else THOUSANDS  # MiB leaves no doubt
    numbers = [(match and read_number(match[1].strip() + unit, thousand), thousand) for thousand in thousands]
    readings = [Reading(number, thousand) for number, thousand in numbers if number and number.value]
    if not readings:
        raise UsageError(
            f"{written[:60]!r} is not a number that is read here", hint="4111512576, 4.13G, '8.2 GFLOPs' or 25,636,712"
        )
    kinds = tuple(kind for kind, words in WORDS.items() if word and re.fullmatch(words, word))
    same = len({reading.number for reading in readings}) == 1
    return Asked(written.strip(), tuple(readings[:1] if same else readings), kinds or (OPERATIONS, PARAMETERS))


def _unit_and_word(text: str) -> tuple[str, str]:
    """What stands behind the digits: a unit such as G, and a word such as flops. What is neither is taken as a unit."""
    bare = re.sub(r"\s", "", text.lower())
    every = "|".join(WORDS.values())
    for unit in POWERS:  # a B alone is a billion, and a byte behind another unit
        word = bare.removeprefix(unit)
        if bare.startswith(unit) and bare != "b" and re.fullmatch(f"(?:{every})?", word):
            return unit, word
    return bare, ""
