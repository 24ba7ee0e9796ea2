"""Names in the place of numbers, as a user gives them: each is one thing wherever it stands."""

from __future__ import annotations

import re
from typing import Any

from convcalc.algebra.sym import Sym, name
from convcalc.errors import Fault

NO_NAMES = {"nan", "inf", "infinity", "none", "null", "na", "true", "false"}  # what means something else everywhere
# What formulas call their own steps; the steps of one axis have its letter behind: P_total_h.
TAKEN = {"H_out", "W_out", "T_out", "n_out", "F_eff", "P_total", "O_up", "O_in", "n_norm", "reached", "covered"}
TAKEN |= {"P_top", "P_bottom", "P_left", "P_right", "P_first", "P_last", "r_out", "j_out", "start_out", "offset_out"}
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,30}")


class Unknowns:
    """The names that are met, each a dimension of its own; some are ``bound`` to a number or a formula instead.

    Looked up as in a dictionary, a name that is new is of the ``kind`` (``sym.NAMES``) of these unknowns.
    """

    def __init__(self) -> None:
        self.bound: dict[str, Any] = {}
        self.met: dict[str, Any] = {}
        self.kind = "whole"

    def of_kind(self, kind: str) -> Unknowns:
        """The same names; those that are new are of another kind."""
        same = Unknowns()
        same.bound, same.met, same.kind = self.bound, self.met, kind
        return same

    def __getitem__(self, letter: str) -> Any:
        return self.named(letter, self.kind)

    def named(self, letter: str, kind: str) -> Any:
        """What a name stands for."""
        if re.sub("_[hwt]$", "", letter) in TAKEN:
            raise Fault(f"{letter!r} is what the formulas call a size of their own", f"another name, such as {letter}_")
        if letter not in self.met:
            self.met[letter] = self.bound[letter] if letter in self.bound else name(letter, kind=kind)
        return self.met[letter]

    @property
    def unmet(self) -> list[str]:
        """The names that are bound and stand nowhere."""
        return [letter for letter in self.bound if letter not in self.met]

    @property
    def free(self) -> list[str]:
        """The names that stand for themselves, in the order in which they were met."""
        return [letter for letter, value in self.met.items() if isinstance(value, Sym) and value.op == "name"]
