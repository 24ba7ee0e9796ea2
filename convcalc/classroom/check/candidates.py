"""What a wrong answer may be: a value, and the slips that lead to exactly it."""

from __future__ import annotations

from typing import Any, NamedTuple


class Slip(NamedTuple):
    """A slip by its name, a sentence to the student, where it is explained, and how likely it is.

    ``likelihood`` is 1 for a common slip, 2 for one that is met sometimes, 3 for a rare one.
    """

    name: str
    meaning: str
    cites: str
    likelihood: int


class Candidate(NamedTuple):
    """A value that a slip, or several together, give in the place of the right one.

    ``says`` tells what the value is in this problem; ``formula`` how it is worked out, where there is a formula.
    """

    value: Any
    slips: tuple[Slip, ...]
    says: str
    formula: str = ""
