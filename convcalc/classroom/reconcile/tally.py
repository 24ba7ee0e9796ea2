"""The layers of a network at work, equal ones together, and sums over them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from convcalc.algebra.sym import Sym, called, value_of
from convcalc.algebra.writing import text
from convcalc.conventions import Convention
from convcalc.counting import adding
from convcalc.counting.at_work import QUANTITIES, AtWork
from convcalc.rows import Row


class Term(NamedTuple):
    """A part of a sum: what it is, of which layer types, and how much it comes to."""

    what: str
    words: tuple[str, ...]
    amount: int

    def __str__(self) -> str:
        return f"{self.what} of {', '.join(self.words)}" if self.words else self.what


class Tally:
    """The rows of a network for a batch, each different one once, with how often it is there."""

    def __init__(self, rows: Sequence[Row], batch: int = 1) -> None:
        times: dict[Any, int] = {}
        for row in rows:
            times[row.layer, row.inputs, row.output] = times.get((row.layer, row.inputs, row.output), 0) + 1
        self.works = [
            (AtWork(layer, xs, y, {kind: batch * count for kind, count in layer.ops(*xs, y).items()}, batch), often)
            for (layer, xs, y), often in times.items()
        ]

    def of(self, words: Iterable[str]) -> Iterator[tuple[AtWork, int]]:
        """The layers of some types, all where none are named."""
        chosen = frozenset(words)
        return ((work, often) for work, often in self.works if not chosen or work.layer.word in chosen)

    def sum(self, what: Callable[[AtWork], Any], words: Iterable[str] = ()) -> int:
        """A count over all layers, or those of some types."""
        return sum(often * what(work) for work, often in self.of(words))

    def term(self, quantity: str, words: Iterable[str], times: int = 1) -> Term | None:
        """A quantity of some layer types, so many times; None where these have none of it."""
        found: dict[str, int] = {}
        for work, often in self.of(words):
            found[work.layer.word] = found.get(work.layer.word, 0) + often * work[quantity]
        there = tuple(word for word, amount in found.items() if amount)
        title = QUANTITIES[quantity].title
        return Term(f"{times}·{title}" if times > 1 else title, there, times * sum(found.values())) if there else None

    def by(self, convention: Convention, kind: str) -> int:
        """All operations, or all parameters, by a convention."""
        return self.sum(lambda work: adding.by(convention, work, kind))

    def told(self, convention: Convention, kind: str) -> list[Term]:
        """What these are made from: the rules of the convention with what they read, by layer type."""
        found: dict[str, dict[str, int]] = {}
        for work, often in self.works:
            for what, amount in _told(convention, work, kind):
                words = found.setdefault(what, {})
                words[work.layer.word] = words.get(work.layer.word, 0) + often * amount
        return [Term(what, tuple(words), sum(words.values())) for what, words in found.items()]


def _told(convention: Convention, work: AtWork, kind: str) -> Iterator[tuple[str, int]]:
    """What is counted of a layer, such as '2·values in', and how many that are."""
    rule = adding.rule_of(convention, work, kind)
    read = rule.names if rule else () if convention.by_type else convention.operations
    known = {name: value if isinstance(value := work[name], bool) else called(QUANTITIES[name].title, value)
             for name in read}  # fmt: skip
    parts = [(rule.text, part) for part in _addends(rule.value(known))] if rule else list(known.items())
    for name, part in parts:
        if amount := value_of(part):
            yield text(part) if isinstance(part, Sym) else name, amount


def _addends(x: Any) -> list[Any]:
    """What a sum adds up."""
    return [*_addends(x.args[0]), *_addends(x.args[1])] if isinstance(x, Sym) and x.op == "+" else [x]
