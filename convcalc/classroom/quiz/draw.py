"""A source of chance that gives the same on every machine and with every version of Python."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """Numbers drawn for one question of one student.

    The n-th number is the SHA-256 of ``seed/student/number/n``, n counted from 0, read as one large whole number: its
    remainder by the number of choices is what is drawn. The large number makes all choices equally likely, as far as
    anybody could tell.
    """

    def __init__(self, seed: int, student: str = "", number: int = 0) -> None:
        # One name may be written in several ways: é is one sign, or an e and an accent.
        self._stem = f"{seed}/{unicodedata.normalize('NFC', student).strip()}/{number}"
        self._counter = 0

    def below(self, count: int) -> int:
        """A whole number from 0, below ``count``."""
        text = f"{self._stem}/{self._counter}"
        self._counter += 1
        return int.from_bytes(sha256(text.encode("utf-8", "backslashreplace")).digest(), "big") % count

    def whole(self, low: int, high: int) -> int:
        """A whole number from ``low`` to ``high``, both of them included."""
        return low + self.below(high - low + 1)

    def choose(self, items: Sequence[T]) -> T:
        """One of some items."""
        return items[self.below(len(items))]

    def shuffled(self, items: Iterable[T]) -> list[T]:
        """The items in another order."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(len(left))]
