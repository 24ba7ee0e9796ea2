"""What a slip is, and the number that it leads to."""

from __future__ import annotations

from typing import Any, NamedTuple


class Slip(NamedTuple):
    """A way to go wrong that has a name.

    ``meaning`` says what was done, ``cites`` the lecture that explains it; ``likelihood`` is 1 for what every class
    does, 2 for what happens, 3 for what is rare.
    """

    name: str
    meaning: str
    cites: str
    likelihood: int


class Candidate(NamedTuple):
    """A value that one or two slips lead to, with a sentence to whoever gave it.

    ``formula`` is how the value comes about, where it is a formula of one layer, of a size with the letter in front of
    it; ``world`` is the problem as it was seen.
    """

    value: Any
    slips: tuple[Slip, ...]
    says: str
    formula: str = ""
    world: Any = None

    @property
    def rank(self) -> tuple[int, int]:
        """One slip before two, the likely before the rare."""
        return len(self.slips), sum(slip.likelihood for slip in self.slips)
