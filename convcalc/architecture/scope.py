"""Where a list of steps is filled in: the names it knows, its path, and the blocks around it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convcalc.architecture.document import INPUT, Step
from convcalc.architecture.symbols import Names
from convcalc.layers.fields import shown


class Scope:
    """The place where a list of steps is filled in.

    ``names`` have values in its expressions, ``key`` is what these values depend on, ``origin`` the value it starts
    from, ``caller`` the step that called it and that step's scope, ``outer`` the scope where names of steps are looked
    up that this one lacks.
    """

    __slots__ = ("caller", "key", "labels", "names", "origin", "outer", "prefix", "taken")

    def __init__(
        self,
        prefix: str,
        names: Names,
        key: Any,
        origin: int,
        caller: tuple[Scope, Step] | None = None,
        outer: Scope | None = None,
    ) -> None:
        self.prefix = prefix
        self.names = names
        self.key = key
        self.origin = origin
        self.caller = caller
        self.outer = outer
        self.labels: dict[str, int] = {}
        self.taken: dict[str, int] = {}

    def unused(self, label: str) -> str:
        """The label, or with a number behind it where it is taken: conv, conv_2, conv_3."""
        number, free = self.taken.get(label, 0) + 1, label
        while number > 1 and (free := f"{label}_{number}") in self.taken:
            number += 1
        self.taken[label] = number
        self.taken.setdefault(free, 1)
        return free

    def place(self, label: str) -> int | None:
        """The value that a labelled step gave; ``input`` is what the scope started from."""
        if label == INPUT:
            return self.origin
        found = self.labels.get(label)
        return self.outer.place(label) if found is None and self.outer else found


def calls(scope: Scope | None) -> Iterator[tuple[Scope, Step]]:
    """The calls of blocks that a place lies in, from the inside out: the scope of each, and its step."""
    while scope is not None and scope.caller is not None:
        outer, step = scope.caller
        yield scope.outer or scope, step  # the steps of a join's path lie in the block around it
        scope = outer


def chain(scope: Scope | None) -> list[str]:
    """The blocks around a place, outermost first, each with the values it was given."""
    found: list[str] = []
    for inner, step in calls(scope):
        names = ", ".join(f"{name}={shown(inner.names[name])}" for name in step.args)
        found.append((f"{step.word}({names})" if names else step.word) + f" in line {step.mark.line + 1}")
    return found[::-1]
