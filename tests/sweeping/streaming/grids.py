"""The grids that the tests of streams share, and how a CSV file is read."""

import csv
from fractions import Fraction

from convcalc.sweeping.grid import Axis, Grid
from convcalc.sweeping.values import Steps

GRID = Grid("mobilenet", (Axis("alpha", (Fraction(1, 64), Fraction(1, 3), 1)), Axis("resolution", (160, 224))))
LARGE = Grid(
    "mobilenet", (Axis("alpha", Steps(Fraction(1, 4), Fraction(1, 100), 76)), Axis("resolution", Steps(32, 1, 1000)))
)


def rows_of(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
