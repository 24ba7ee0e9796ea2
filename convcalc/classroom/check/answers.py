"""What a student wrote, read: all ways in which the text can be meant, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from typing import Any, NamedTuple

from convcalc.architecture.printed import digits_agree
from convcalc.classroom.check.reading import spelling
from convcalc.classroom.check.reading.cleaning import answers_in, bare, cleaned
from convcalc.classroom.check.reading.numbers import figures
from convcalc.classroom.check.reading.shapes import shapes, sizes
from convcalc.errors import Fault
from convcalc.layers.fields import shown
from convcalc.shape import Shape


class Answer(NamedTuple):
    """One way to read a text: as a count, a number, a shape, a size, a truth or a formula.

    ``step`` is the worth of one unit of the last digit of a rounded number, 0 where it is written in full; ``unit`` is
    K, M, G, T or Ki and so on, as far as one is written. ``note`` says what is particular about the reading.
    """

    written: str
    kind: str
    value: Any
    step: Fraction = Fraction(0)
    unit: str = ""
    note: str = ""


# What says that a number is not meant as it stands; those of a length are none of these.
SAYING_MORE = {
    "not", "isn", "never", "no", "without", "nicht", "kein", "keine", "wrong", "false", "incorrect", "falsch",
    "less", "more", "least", "most", "fewer", "than", "over", "under", "above", "below", "between", "beyond",
    "mindestens", "höchstens", "weniger", "mehr", "als", "über", "unter", "ungleich", "unequal", "twice", "double",
    "triple", "half", "halb", "halbe", "doppelt", "dreifach", "hundred", "dozen", "squared", "cubed", "minus",
    "plus", "or", "oder", "either", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "zwei", "drei", "vier", "lambda", "per", "pro", "je", "mil",
}  # fmt: skip
BRACKETS = re.compile(r"^<([^<>]*)>$")
ARROWS = re.compile(r"[=-]+>|[→⇒]")  # from one shape to another
COMPARED = re.compile(r"[<>≠≤≥]|!=|=/=")
EXPECTED = {
    "count": ("a whole number", "1234, 1.2k, or a formula in letters such as F*F*8"),
    "number": ("a number", "1.25, 5/4 or a formula"),
    "shape": ("a shape", "5x6x7 (height, width, depth), or 70 for a vector"),
    "size": ("a size", "5, 5x6 or a formula in letters"),
    "truth": ("yes or no", "yes, or no"),
}
TRUTHS = {
    **dict.fromkeys(("yes", "y", "true", "t", "1", "ja", "j", "wahr", "richtig", "right", "correct"), True),
    **dict.fromkeys(("no", "n", "false", "f", "0", "nein", "falsch", "wrong", "incorrect"), False),
}
FITS = {
    "the stride fits",
    "fits",
    "it fits",
    "does fit",
    "it does fit",
    "fit",
    "passt",
    "es passt",
    "possible",
    "an integer",
    "integer",
}
MISFITS = {"does not fit", "doesn't fit", "doesnt fit", "no fit", "not fit", "misfit", "passt nicht", "geht nicht"}
MISFITS |= {"not an integer", "no integer", "not a whole number", "not whole", "not possible", "impossible", "invalid"}
MISFITS |= {
    "does not divide",
    "the stride does not fit",
    "geht nicht auf",
    "cannot fit",
    "can't fit",
    "not integer",
    "is not an integer",
}


def read_answer(written: str, kind: str, *, layout: str = "hwc", decimal: str = "") -> list[Answer]:
    """All ways in which a text can be read for a quantity of this kind, the likeliest first, never empty.

    ``layout`` is the order of a shape's axes where the text does not say it; ``decimal`` fixes the decimal sign. Raises
    a Fault where the text cannot be read at all.
    """
    text = cleaned(written)
    read = _READERS[kind]
    found: dict[str, list[Answer]] = {}
    faults: list[Fault] = []
    # H=26, W=26 is one shape; in a count what stands behind the last = is the answer.
    parts = [text, *answers_in(text)] if kind in ("shape", "size") else [*answers_in(text), text]
    for part in dict.fromkeys(map(bare, parts)):
        try:
            found[part] = list(read(written, part, layout, decimal))
        except Fault as fault:
            faults.append(fault)
    readings = _chosen([each for each in found.values() if each]) or list(_misfit(written, text))
    if kind != "truth" and readings and readings[0].kind != "truth":
        _check_plain(text, [found[part] for part in map(bare, answers_in(text)) if found.get(part)])
    if not readings:
        raise faults[0] if faults else _unread(text, kind)
    return list(dict.fromkeys(readings))


def _check_plain(text: str, found: list[list[Answer]]) -> None:
    """Raise a Fault where a text says more than an answer: not this, less than that, twice it, or two of them."""
    word = next((word for word in re.findall(r"[^\W\d_]+", text.casefold()) if word in SAYING_MORE), "")
    if word or COMPARED.search(ARROWS.sub(" ", BRACKETS.sub(r"\1", text))):
        raise Fault(f"{shown(text)!r} says more than an answer: {word or 'it compares'}", "the answer alone")
    if not ARROWS.search(text) and any(_contradict(one, other) for one, other in pairwise(found)):
        raise Fault(f"{shown(text)!r} has two answers", "one of them")


def _contradict(one: list[Answer], other: list[Answer]) -> bool:
    """Whether two parts of a text are different numbers, or different shapes."""
    kinds = {one[0].kind, other[0].kind}
    if len(kinds) > 1 or not kinds & {"count", "number", "shape"}:
        return False
    return not any(_alike(a, b) for a in one for b in other)


def _alike(one: Answer, other: Answer) -> bool:
    if isinstance(one.value, tuple) or isinstance(other.value, tuple):
        both = isinstance(one.value, tuple) and isinstance(other.value, tuple)
        return not both or len(one.value) != len(other.value) or tuple(one.value) == tuple(other.value)
    exact, rounded = (one, other) if one.step <= other.step else (other, one)
    return digits_agree(Fraction(rounded.value), rounded.step, exact.value) or one.value == other.value


def _chosen(found: list[list[Answer]]) -> list[Answer]:
    """Of several parts that can be read the first, or one that says more: 36896 ≈ 36.9k, 26x26x32 = 21632."""
    if not found:
        return []
    for readings in found:
        first, other = found[0][0], readings[0]
        if first.kind == other.kind == "shape" or (first.kind, other.kind) == ("size", "shape"):
            if len(other.value) > len(first.value) == 1:
                return readings
        elif first.step and other.kind == first.kind and not other.step and not other.note:
            return readings
    return found[0]


def _unread(text: str, kind: str) -> Fault:
    what, hint = EXPECTED[kind]
    return Fault(f"{shown(text)!r} is not understood: {what} is expected", hint)


def _number(kind: str) -> Callable[..., Iterator[Answer]]:
    def read(written: str, part: str, layout: str, decimal: str) -> Iterator[Answer]:
        found = figures(part, kind == "count", decimal)
        for each in found:
            yield Answer(written, kind, each.value, each.step, each.unit)
        if not found:
            yield from _formula(written, part, kind)

    return read


def _shape(written: str, part: str, layout: str, decimal: str) -> Iterator[Answer]:
    for each in shapes(part, layout, decimal):
        kind = "shape" if isinstance(each.value, Shape) else "size"
        yield Answer(written, kind, each.value, each.step, note=each.note)


def _size(written: str, part: str, layout: str, decimal: str) -> Iterator[Answer]:
    found = sizes(part, decimal)
    for each in found:
        yield Answer(written, "size", each.value, each.step)
    if not found:
        yield from _formula(written, part, "size")


def _formula(written: str, part: str, kind: str) -> Iterator[Answer]:
    """A formula in letters, or one of digits, which is the number that it comes to."""
    text = spelling.spelled(part)
    value = spelling.worked(text)
    if value is None:
        yield Answer(written, "formula", text)
    elif kind == "size":
        yield Answer(written, kind, (value,), note=text)
    else:
        yield Answer(written, kind, value, note=text)


def _truth(written: str, part: str, layout: str, decimal: str) -> Iterable[Answer]:
    words = re.split(r"[,;:(]", part.casefold())
    meant = {TRUTHS[word] for word in (each.strip(" .)") for each in words) if word in TRUTHS}
    if len(meant) > 1:
        return []
    for word in (each.strip(" .)") for each in (words[0], words[-1])):
        if word in TRUTHS:
            return [Answer(written, "truth", TRUTHS[word])]
    return _misfit(written, words[0] if len(words) == 1 or "(" in part else part)


def _misfit(written: str, text: str) -> Iterator[Answer]:
    """Words for a layer that fits, or does not, which may stand where a number is asked."""
    words = bare(text).casefold().removeprefix("it ").strip(" ()")
    words = words.removeprefix("is ")
    if words in FITS or words in MISFITS:
        yield Answer(written, "truth", words in FITS)


_READERS: dict[str, Callable[..., Iterable[Answer]]] = {
    "count": _number("count"),
    "number": _number("number"),
    "shape": _shape,
    "size": _size,
    "truth": _truth,
}
