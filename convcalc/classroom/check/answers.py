"""What a student wrote, read: all ways in which the text can be meant, the likeliest first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

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


EXPECTED = {
    "count": ("a whole number", "36896, 36.9k, or a formula in letters such as F*F*8"),
    "number": ("a number", "2.33, 7/3 or a formula"),
    "shape": ("a shape", "26x26x32 (height, width, depth), or 4096 for a vector"),
    "size": ("a size", "3, 3x3 or a formula such as (W - F + 2P)/S + 1"),
    "truth": ("yes or no", "yes, or no"),
}
TRUTHS = {
    **dict.fromkeys(("yes", "y", "true", "t", "1", "ja", "j", "wahr", "richtig", "right", "correct"), True),
    **dict.fromkeys(("no", "n", "false", "f", "0", "nein", "falsch", "wrong", "incorrect"), False),
}
FITS = {"fits", "it fits", "does fit", "it does fit", "fit", "passt", "es passt", "possible", "an integer", "integer"}
MISFITS = {"does not fit", "doesn't fit", "doesnt fit", "no fit", "not fit", "misfit", "passt nicht", "geht nicht"}
MISFITS |= {"not an integer", "no integer", "not a whole number", "not whole", "not possible", "impossible", "invalid"}
MISFITS |= {"cannot fit", "can't fit", "not integer", "is not an integer"}


def read_answer(written: str, kind: str, *, layout: str = "hwc", decimal: str = "") -> list[Answer]:
    """All ways in which a text can be read for a quantity of this kind, the likeliest first, never empty.

    ``layout`` is the order of a shape's axes where the text does not say it; ``decimal`` fixes the decimal sign. Raises
    a Fault where the text cannot be read at all.
    """
    text = cleaned(written)
    read = _READERS[kind]
    found: list[list[Answer]] = []
    faults: list[Fault] = []
    # H=26, W=26 is one shape; in a count what stands behind the last = is the answer.
    parts = [text, *answers_in(text)] if kind in ("shape", "size") else [*answers_in(text), text]
    for part in dict.fromkeys(map(bare, parts)):
        try:
            found.append(list(read(written, part, layout, decimal)))
        except Fault as fault:
            faults.append(fault)
    readings = _chosen([each for each in found if each]) or list(_misfit(written, text))
    if not readings:
        raise faults[0] if faults else _unread(text, kind)
    return list(dict.fromkeys(readings))


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
