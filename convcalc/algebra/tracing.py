"""A formula worked out at one point while it is recorded: how a sweep learns what depends on its symbols.

Inside :func:`traced` names stand for themselves and nothing is simplified. What is asked of a formula as true or false
is answered by what its names stand for at the point, and the answer is noted down. So all points that give the same
answers take the same way through a network, and have the same formulas.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from fractions import Fraction
from typing import Any

from convcalc.algebra.sym import VALUE_OF, Sym, Undecided, same

# As on numbers, but that a quotient need not come out; a plain number of a fraction has a denominator.
WORKED: dict[str, Callable[[Any, Any], Any]] = {
    **VALUE_OF,
    "exact": VALUE_OF["ratio"],
    "whole": lambda number, _: number.denominator == 1,
}
CONDITIONS = ("<=", "<", "=", "divides", "whole")


class Trace:
    """What is worked out at a point: the answers that were given, in their order."""

    def __init__(self, point: Mapping[str, int | Fraction]) -> None:
        self.point = point
        self.answers: list[tuple[Sym, bool]] = []
        self._known: dict[int, tuple[Sym, Any]] = {}  # with the formula, so that its number stays its own

    def value(self, x: Any) -> Any:
        """The exact value of a formula at the point. A loop, since formulas may be deep. May divide by zero."""
        waiting = [x]
        while waiting:
            node = waiting[-1]
            missing = [] if self._is_known(node) else [arg for arg in _parts(node) if not self._is_known(arg)]
            if missing:
                waiting += missing
                continue
            if not self._is_known(node):
                self._known[id(node)] = node, self._worked(node)
            waiting.pop()
        return self._value(x)

    def _is_known(self, x: Any) -> bool:
        return not isinstance(x, Sym) or id(x) in self._known

    def _value(self, x: Any) -> Any:
        return self._known[id(x)][1] if isinstance(x, Sym) else x

    def _worked(self, node: Sym) -> Any:
        if node.op == "name":
            return self.point[node.args[0]]
        values = list(map(self._value, _parts(node)))
        if len(values) == 1:
            return values[0]
        found = WORKED[node.op](*values)
        return found if node.op in CONDITIONS or found.denominator != 1 else found.numerator

    def holds(self, condition: Sym) -> bool:
        """Whether a condition holds at the point, or a number is not 0."""
        answer = bool(self.value(condition))
        self.answers.append((condition, answer))
        return answer

    def pinned(self, x: Sym) -> Any:
        """The value of a formula, to which the trace is bound from here on."""
        if x.op in CONDITIONS:
            return self.holds(x)
        value = self.value(x)
        self.answers.append((Sym("=", (x, value)), True))
        return value


def _parts(node: Sym) -> tuple[Any, ...]:
    """What a formula is worked out from; what stands behind a named step is that step."""
    if node.op == "name":
        return ()
    return node.args[1:] if node.op in ("let", "given") else node.args


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


@contextmanager
def traced(point: Mapping[str, int | Fraction]) -> Iterator[Trace]:
    """Answer from these values of the names what is asked inside the block, and note it down."""
    trace = Trace(point)
    token = _current.set(trace)
    try:
        yield trace
    finally:
        _current.reset(token)


def tracing() -> bool:
    """Whether formulas are traced here."""
    return _current.get() is not None


def holds(condition: Sym) -> bool:
    """Whether a condition holds at the point that is traced; raises Undecided where none is."""
    trace = _current.get()
    if trace is None:
        raise Undecided(repr(condition))
    return trace.holds(condition)


def pinned(x: Any) -> Any:
    """What stands where no name may: at a point that is traced the value of a formula, to which the trace is bound."""
    trace = _current.get()
    return trace.pinned(x) if trace and isinstance(x, Sym) else x


def is_zero_here(x: Any) -> bool:
    """Whether a formula is 0 at the point that is traced; of what is no formula, or not traced, nothing is said."""
    trace = _current.get()
    if trace is None or not isinstance(x, Sym):
        return False
    return trace.holds(same(x, 0))  # type: ignore[arg-type]


def exceeds(x: Any, most: int) -> bool:
    """Whether a number is larger than a limit; of a formula that is known where it is traced."""
    if not isinstance(x, Sym):
        return bool(x > most)
    return tracing() and x.op not in CONDITIONS and bool(x > most)
