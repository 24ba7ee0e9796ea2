"""All the slips, by name, in the order of the files that they stand in."""

from __future__ import annotations

from convcalc.classroom.check.candidates import Slip
from convcalc.classroom.check.gain import GAIN_SLIPS
from convcalc.classroom.check.inverse import INVERSE_SLIPS
from convcalc.classroom.check.slips import formulas, layers  # noqa: F401 (their slips enter themselves)
from convcalc.classroom.check.slips.networks import SUM_SLIPS
from convcalc.classroom.check.slips.numbers import ANOTHER_QUANTITY, DEPTH_MISSING, INSTEAD, K_OF_1024, ROUNDED, WRITTEN
from convcalc.classroom.check.slips.register import WORLD_SLIPS

ALONE = (K_OF_1024, ROUNDED, DEPTH_MISSING)  # slips in how an answer is written
ANOTHER_VARIANT = Slip("another-variant", "this is another variant of the network", "", 2)
AUXILIARY = Slip("auxiliary-heads-counted", "the auxiliary heads are counted: they are for training only",
                 "lecture 1, 'GoogLeNet'", 1)  # fmt: skip


def all_slips() -> dict[str, Slip]:
    """Every slip in layers, networks and numbers, by its name."""
    tables = (WORLD_SLIPS, SUM_SLIPS, INSTEAD, WRITTEN)
    entered = [each.slip for table in tables for each in table.values()]
    return {
        slip.name: slip
        for slip in (*entered, ANOTHER_QUANTITY, *ALONE, ANOTHER_VARIANT, AUXILIARY, *GAIN_SLIPS, *INVERSE_SLIPS)
    }
