"""Numbers as people write them: 36896, 36,896, 36 896, 36'896, 36.9k, 25,6 Mio, 3.69e4, 3.69·10⁴, 7/3, 85 %."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.algebra.writing import LOWERED
from convcalc.architecture.values import whole_if_possible
from convcalc.classroom.check.reading.cleaning import LABEL
from convcalc.errors import Fault

MOST_DIGITS = 40
MOST_EXPONENT = 30


class Figure(NamedTuple):
    """A number that was read: its exact value, what one unit of its last digit is worth (0 in full), and its unit."""

    value: Any
    step: Fraction = Fraction(0)
    unit: str = ""


UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12}
UNITS |= {"Ki": 2**10, "Mi": 2**20, "Gi": 2**30, "Ti": 2**40}
SPELLED = {
    "K": "k thousand thousands tsd tausend",
    "M": "m mm million millions mio mln mill millionen",
    "G": "g b bn billion billions giga mrd milliarde milliarden milliard",
    "T": "t trillion trillions billionen tera",
    "Ki": "ki",
    "Mi": "mi",
    "Gi": "gi",
    "Ti": "ti",
}
UNIT_OF = {word: unit for unit, words in SPELLED.items() for word in words.split()}

# What is counted, straight behind a unit: 4.1GMACs, 25.6Mparams, 97.5MB.
COUNTED = r"(?:flops?|macs?|maccs?|madds?|mult-?adds?|ops?|params?|bytes?|b|bits?)(?:/s)?"
ATTACHED = re.compile(rf"([kmgtb]|[kmgt]i)\.?({COUNTED})?(?![a-z0-9_])(.*)", re.I)
WORD = re.compile(r"([a-z]{2,12})\.?(?![a-z0-9_])(.*)", re.I)
LETTERS = {"din", "dout", "cin", "cout", "hin", "hout", "win", "wout", "tin", "tout", "nin", "nout", "stride", "pad"}
WORDS = re.compile(r"[ (]*(?:[^\W\d_]+(?:[ ,.;:()/'-]+|$)){0,12}")
FRONT = re.compile(r"(?:(?:[^\W\d_]{3,}|we|it|is|so|in)[ ,.:'-]+){1,8}(?:[^\W\d_]{2,}[ ,.:'-]+)?(?=[-+]?[.,]?\d)")
TIMES = re.compile(r"[x×] ?([\d.,/]+)|([\d.,/]+) ?(?:[x×]|: ?1|-?(?:fold|fach)|times|mal)(?: [^\d]*)?", re.I)  # a gain
SIGNED = re.compile(r"([-+]?) ?([\d.,][\d.,'_ ]*)(.*)")
FRACTION = re.compile(r"([-+]?)(?:(\d{1,40})[ +])? ?(\d{1,40}) ?/ ?(\d{1,40})(.*)")
POWER = re.compile(r" ?(?:[x×*·] ?)10 ?(?:(?:\^|\*\*) ?\(?([-+]?\d{1,40})\)?|([⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,40}))(.*)", re.I)
SCIENTIFIC = re.compile(r" ?e ?([-+]?\d{1,40})(.*)", re.I)


def figures(text: str, count: bool, decimal: str = "") -> list[Figure]:
    """All ways to read a cleaned text as one number, the likeliest first; none where it is no number.

    ``count``: a whole number is expected. ``decimal`` is the decimal sign where it is known.
    """
    for front in (LABEL, FRONT):
        text = text[found.end() :] if (found := front.match(text)) else text
    if not count and (found := TIMES.fullmatch(text)):
        text = found[1] or found[2]
    if found := FRACTION.fullmatch(text):
        return _fraction(*found.groups())
    found = SIGNED.fullmatch(text)
    if not found:
        return []
    sign, digits, rest = found.groups()
    exponent, scaled, rest = _exponent(rest)
    unit, after = ("", rest) if scaled else _unit(rest)
    percent = after.lstrip().startswith("%") and not count
    if not (percent or _are_words(after)):
        return []
    scale = _Scale(sign, exponent, unit, percent, scaled, count)
    readings = _readings(digits, scale, count, decimal)
    return list(dict.fromkeys(scale.figure(whole, decimals) for whole, decimals in readings))


def _fraction(sign: str, whole: str | None, over: str, under: str, after: str) -> list[Figure]:
    if not _are_words(after):
        return []
    if not int(under):
        raise Fault(f"{over}/{under} divides by zero", "another divisor than 0")
    value = int(whole or 0) + Fraction(int(over), int(under))
    return [Figure(whole_if_possible(-value if sign == "-" else value))]


def _exponent(rest: str) -> tuple[int, bool, str]:
    """The power of ten behind the digits, whether there is one, and what stands behind it."""
    found = POWER.fullmatch(rest)
    written = found and (found[1] or found[2].translate(LOWERED).replace("⁻", "-").replace("⁺", ""))
    if not found:
        found = SCIENTIFIC.fullmatch(rest)
        written = found and found[1]
    if not found or written is None:
        return 0, False, rest
    if abs(int(written)) > MOST_EXPONENT:
        raise Fault(f"a power of ten of {int(written)}: the limit is {MOST_EXPONENT}", "a smaller number")
    return int(written), True, found[found.lastindex or 0]


def _unit(rest: str) -> tuple[str, str]:
    """The unit behind the digits, K to Ti, and what stands behind it."""
    text = rest.lstrip()
    if found := ATTACHED.fullmatch(text):
        return UNIT_OF[found[1].lower()], found[3]
    found = WORD.fullmatch(text)
    if found and found[1].lower() in UNIT_OF:
        return UNIT_OF[found[1].lower()], found[2]
    return "", rest


def _are_words(after: str) -> bool:
    """Whether what stands behind a number says only what is counted: parameters, MACs, px."""
    words = re.findall(r"[^\W\d_]+", after)
    letters = any(word.lower() in LETTERS or (len(word) < 2 and word not in "aàs") for word in words)
    return not letters and (not after.strip() or bool(WORDS.fullmatch(after)))


class _Scale(NamedTuple):
    """What stands around the digits."""

    sign: str
    exponent: int
    unit: str
    percent: bool
    scaled: bool
    is_count: bool

    @property
    def plain(self) -> bool:
        """Whether there is nothing that makes decimals likely."""
        return not (self.unit or self.percent or self.scaled)

    def figure(self, whole: str, decimals: str) -> Figure:
        """The number of some digits before and behind the point."""
        one = Fraction(10) ** self.exponent * UNITS[self.unit] / (100 if self.percent else 1)
        step = one / 10 ** len(decimals)
        value = int(whole + decimals) * step
        full = self.plain and not (decimals.strip("0") if self.is_count else decimals)  # a count may be 36896.0
        value = -value if self.sign == "-" else value
        return Figure(whole_if_possible(value), Fraction(0) if full else step, self.unit)


def _readings(digits: str, scale: _Scale, count: bool, decimal: str) -> Iterable[tuple[str, str]]:
    """The digits before and behind the point, in each way that they can be read, the likeliest first."""
    digits = digits.strip(" '_").rstrip(".,").rstrip()
    if sum(map(str.isdigit, digits)) > MOST_DIGITS:
        raise Fault(f"a number of more than {MOST_DIGITS} digits", "the number in the form 3.69e4")
    found = [each for group in ("", " ", "'", "_", ",", ".") for each in _grouped(digits, group)]
    fixed = [each for each in found if decimal and each[2] in ("", decimal) and each[3] != decimal]
    if not scale.plain and any(not each[3] for each in found):
        found = [each for each in found if each[3] not in (",", ".")]  # 14.531k has a point, and is no 14531k
    if count and scale.plain and any(each[3] in (",", ".") and not each[2] for each in found):
        found = [each for each in found if len(each[1]) != 3]  # 220,000 is no count of 220 with three decimals
    ranked = sorted(fixed or found, key=lambda each: _unlikely(each, scale, count))
    return [(whole, decimals) for whole, decimals, _, _ in ranked]


def _unlikely(reading: tuple[str, str, str, str], scale: _Scale, count: bool) -> bool:
    """Whether another reading comes first: 36.896 is a whole count, and 2.333 a number."""
    _, _, point, group = reading
    if count and scale.plain:
        return bool(point)
    return bool(point == ",") if scale.plain else group in (",", ".")


def _grouped(digits: str, group: str) -> Iterator[tuple[str, str, str, str]]:
    """The digits before and behind the point, the point and the sign between groups, for one such sign."""
    mark = re.escape(group)
    whole = rf"[1-9]\d{{0,2}}(?:{mark}\d{{3}})+" if group else r"\d*"
    if group == "_":
        whole = r"\d+(?:_\d+)+"
    if group == ",":
        whole += r"|[1-9]\d?(?:,\d\d)+,\d{3}"
    for point in {".", ","} - {group}:
        found = re.fullmatch(rf"({whole})(?:({re.escape(point)})(\d+))?", digits)
        if found and (found[1] or found[3]):
            yield re.sub(r"\D", "", found[1]) or "0", found[3] or "", found[2] or "", group
