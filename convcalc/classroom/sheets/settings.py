"""What a sheet says for all its questions, and a question for itself: how answers are read, and what they earn."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.architecture.gathering import Errors, data_of
from convcalc.architecture.values import Value
from convcalc.classroom.check.agreement import EXACT, Tolerance, tolerance
from convcalc.classroom.check.slips.catalogue import all_slips
from convcalc.classroom.sheets.points import points_of, share_of
from convcalc.conventions import DEFAULT
from convcalc.counting.library import check_kinds
from convcalc.counting.library import convention as named_convention
from convcalc.errors import Fault, did_you_mean
from convcalc.layers.fields import shown
from convcalc.shape import check_layout

KEYS = ("convention", "layout", "rtol", "atol", "sigfig", "points", "partial", "follow_share")


class Settings(NamedTuple):
    """The settings of a question."""

    convention: str = DEFAULT
    layout: str = "hwc"
    tolerance: Tolerance = EXACT
    points: Fraction = Fraction(1)
    partial: Fraction = Fraction(0)
    partial_of: Mapping[str, Fraction] = {}
    follow_share: Fraction = Fraction(1)

    @property
    def options(self) -> dict[str, Any]:
        """What of them a network is evaluated with."""
        return {"convention": self.convention, "layout": self.layout}


DEFAULTS = Settings()


def settings_of(values: Mapping[str, Value], errors: Errors, found: Settings = DEFAULTS) -> Settings:
    """The settings among the keys of a sheet or of a question; what is wrong is noted, and left as it was ``found``."""
    for key in KEYS:
        if key in values:
            with errors.caught(values[key].mark):
                found = found._replace(**_setting(key, data_of(values[key]), found))
    return found


def _setting(key: str, data: Any, found: Settings) -> dict[str, Any]:
    if key == "convention":
        named = named_convention(str(data))
        check_kinds(named)
        return {key: named.name}
    if key == "layout":
        check_layout(data)
        return {key: data}
    if key in ("rtol", "atol", "sigfig"):
        alone = tolerance(**{key: shown(data)})
        return {"tolerance": found.tolerance._replace(**{key: getattr(alone, key)})}
    if key == "partial" and isinstance(data, dict):
        return {"partial_of": {_slip(name): share_of(share, name) for name, share in data.items()}}
    return {key: points_of(data) if key == "points" else share_of(data, key)}


def _slip(name: str) -> str:
    """The name of a slip that is known."""
    known = all_slips()
    if name not in known and name not in _of_matrices():
        raise Fault(f"there is no slip {name[:100]!r}", did_you_mean(name, [*known, *_of_matrices()]))
    return name


def _of_matrices() -> set[str]:
    """The slips in matrices by hand, which are not loaded for a sheet of layers."""
    from convcalc.classroom.check.matrices.problem import COUNTED_FROM_ONE, EXCHANGED, NEIGHBOUR
    from convcalc.classroom.check.matrices.slips import MATRIX_SLIPS

    return {COUNTED_FROM_ONE.name, EXCHANGED.name, NEIGHBOUR.name, *MATRIX_SLIPS}
