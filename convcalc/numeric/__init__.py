"""The NumPy reference: every layer run as its formula reads, networks checked by running them, worked matrices.

Importing this package imports NumPy; nothing else in convcalc does before it is needed.
"""

from convcalc.numeric import activation, conv, join, linear, norm, pool, reshape, resize  # each registers
from convcalc.numeric.reference import run

__all__ = ["activation", "conv", "join", "linear", "norm", "pool", "reshape", "resize", "run"]
