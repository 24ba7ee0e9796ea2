"""Numbers that count what is done to them: a formula from a paper is run on them, and the ledger says what it cost."""

import math
from collections import Counter


class Counted:
    """A number with a ledger that all the numbers of a run share."""

    def __init__(self, value, ledger):
        self.value = value
        self.ledger = ledger

    def done(self, kind, value):
        self.ledger[kind] += 1
        return Counted(value, self.ledger)

    def __add__(self, other):
        return self.done("additions", self.value + plain(other))

    def __radd__(self, other):
        return self.done("additions", plain(other) + self.value)

    def __sub__(self, other):
        return self.done("additions", self.value - plain(other))

    def __mul__(self, other):
        return self.done("products", self.value * plain(other))

    def __rmul__(self, other):
        return self.done("products", plain(other) * self.value)

    def __truediv__(self, other):
        return self.done("divisions", self.value / plain(other))

    def __rtruediv__(self, other):
        return self.done("divisions", plain(other) / self.value)

    def __pow__(self, power):
        return self.done("powers", self.value**power)

    def __neg__(self):
        return Counted(-self.value, self.ledger)  # turning a sign is not counted

    def __lt__(self, other):
        self.ledger["comparisons"] += 1
        return self.value < plain(other)

    def __gt__(self, other):
        self.ledger["comparisons"] += 1
        return self.value > plain(other)


def plain(number):
    return number.value if isinstance(number, Counted) else number


def exp(number):
    return number.done("exponentials", math.exp(number.value))


def root(number):
    return number.done("roots", math.sqrt(number.value))


def erf(number):
    return number.done("error_functions", math.erf(number.value))


def added(numbers):
    """The sum, without an addition to 0."""
    first, *others = numbers
    return sum(others, start=first)


def cost(formula, count):
    """The ledger of a formula run on a list of so many numbers."""
    ledger = Counter()
    formula([Counted(1 / (place + 1), ledger) for place in range(count)])
    return dict(ledger)
