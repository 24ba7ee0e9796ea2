"""What may be tried for a number: one value, a range such as 1..11, a list such as 1,3,5, or all that makes sense.

Ranges are kept as ranges, so that a billion input sizes cost no memory.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from math import isfinite
from typing import Any, NamedTuple

from convcalc.errors import Fault, UsageError
from convcalc.layers.fields import Field, Whole, shown

UNKNOWN = "?"
MOST_ITEMS = 1000


class Choices(NamedTuple):
    """The values that are tried for one number, as ranges; ``called`` is how a person would say them."""

    ranges: tuple[range, ...]
    called: str

    @property
    def number(self) -> int:
        """How many values there are."""
        return sum(map(len, self.ranges))

    @property
    def known(self) -> int | None:
        """The one value, where there is no choice."""
        return self.ranges[0][0] if self.number == 1 else None

    @property
    def largest(self) -> int:
        """The largest value."""
        return max(each[-1] for each in self.ranges)

    def values(self) -> Iterator[int]:
        """All values, one after the other."""
        for each in self.ranges:
            yield from each


def choices(field: Field, given: object) -> Choices:
    """The whole numbers that are meant by a number, a range, ``1..11``, ``1,3,5`` or any list of numbers.

    Raises a UsageError that names the field and the value.
    """
    parts = _parts(field, given)
    return Choices(merged(_one(field, part, _whole) for part in parts), _called(parts))


def halves(field: Field, given: object) -> Choices:
    """As :func:`choices`, for a padding on each side, in halves: the values are both sides together.

    A range contains its halves, 0..1 is 0, 0.5 and 1; a list only what stands in it.
    """
    parts = _parts(field, given)
    return Choices(merged(_one(field, part, _doubled) for part in parts), _called(parts))


def merged(found: Iterable[range]) -> tuple[range, ...]:
    """Ranges in order, each value once."""
    kept: list[range] = []
    for each in sorted(found, key=lambda each: each.start):
        if kept and each.start <= kept[-1].stop:
            kept[-1] = range(kept[-1].start, max(kept[-1].stop, each.stop))
        else:
            kept.append(each)
    return tuple(kept)


def _parts(field: Field, given: object) -> list[Any]:
    """The items of what was given: numbers, and pairs for ranges."""
    if isinstance(given, str):
        items: list[Any] = [_read(field, part, given) for part in given.split(",", MOST_ITEMS)]
    elif isinstance(given, range):
        ends = sorted(given[:: max(len(given) - 1, 1)])
        items = [(ends[0], ends[-1])] if given and abs(given.step) == 1 else list(given[: MOST_ITEMS + 1])
    elif isinstance(given, Iterable):
        items = [item for item, _ in zip(given, range(MOST_ITEMS + 1))]
    else:
        items = [given]
    if not items:
        raise UsageError(f"{field.name} has nothing to try", hint=_hint(field))
    if len(items) > MOST_ITEMS:
        raise UsageError(f"{field.name} lists more than {MOST_ITEMS:,} values", hint="a range such as 1..2000")
    return items


def _read(field: Field, part: str, whole: str) -> Any:
    found = re.fullmatch(
        r"\s*(-?\d{1,300}(?:\.\d{1,20})?)\s*(?:\.\.\s*(-?\d{1,300}(?:\.\d{1,20})?)\s*)?", part, re.ASCII
    )
    if not found:
        hint = f"one axis alone, {field.name} = 224" if re.fullmatch(r"[\dx]+", whole) else _hint(field)
        raise UsageError(f"{field.name} is {whole[:40]!r}: a number, a range or a list is expected", hint=hint)
    first, last = found.groups()
    return Fraction(first) if last is None else (Fraction(first), Fraction(last))


def _hint(field: Field) -> str:
    least = field.least if isinstance(field, Whole) else 1
    return f"{field.name} = {least + 1}, {least}..{least + 4}, {least},{least + 2} or {UNKNOWN}"


def _one(field: Field, part: Any, number: Callable[[Field, Any], int]) -> range:
    """The values of one item, each end within the bounds of the field."""
    first, last = part if isinstance(part, tuple) and len(part) == 2 else (part, part)
    low, high = number(field, first), number(field, last)
    if low > high:
        raise UsageError(f"{field.name} goes from {shown(first)} down to {shown(last)}", hint=_hint(field))
    return range(low, high + 1)


def _whole(field: Field, value: Any) -> int:
    try:
        kept = field.read(value)
    except Fault as fault:
        raise UsageError(fault.what, hint=fault.hint) from None
    if not isinstance(kept, int):
        raise UsageError(f"{field.name} is {shown(value)}: a number is expected along one axis", hint=_hint(field))
    return kept


def _doubled(field: Field, value: Any) -> int:
    """Both sides of a padding that may be a half: 3 for 1.5."""
    exact = Fraction(str(value)) if isinstance(value, float) and isfinite(value) else value
    if isinstance(exact, Fraction) and exact.denominator > 2:
        raise UsageError(f"{field.name} is {shown(value)}: a whole number or a half is expected", hint=_hint(field))
    if isinstance(exact, Fraction) and exact.denominator == 2:
        return 2 * _whole(field, exact - Fraction(1, 2)) + 1
    return 2 * _whole(field, exact)


def _called(parts: list[Any]) -> str:
    texts = [f"{_figure(part[0])}..{_figure(part[1])}" if isinstance(part, tuple) else _figure(part) for part in parts]
    return ", ".join(texts)


def _figure(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else shown(value)
