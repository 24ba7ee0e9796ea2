"""The kinds of operation that are counted, and the named ways to add them up.

A count never stands without its convention: the field prints many totals for one network, each right by its own rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from convcalc.algebra.sym import Dim, total

KINDS = {
    "multiplications": "products of a weight and a value, in convolutions and dense layers",
    "accumulations": "additions of these products within each channel's window",
    "cross_accumulations": "additions that join the channels; the lecture leaves them out",
    "bias_sums": "additions of a bias",
    "on_padding": "of the multiplications, those on padding, or cropped by a transposed convolution (--effective)",
    "comparisons": "larger or smaller: maximum pooling, ReLU",
    "additions": "other additions and subtractions: joins, means, normalisation",
    "products": "other products: scales, squares, gates",
    "divisions": "divisions: means, normalisation, softmax",
    "exponentials": "exponentials: sigmoid, softmax",
    "roots": "square roots: normalisation, L2 pooling",
    "powers": "powers with a fraction in the exponent: local response normalisation",
    "error_functions": "error functions: GELU",
}


class Rule(Protocol):
    """A formula over what is known of a layer at work (``counting.at_work``): the names in it, and its value."""

    @property
    def names(self) -> frozenset[str]:
        """The names that the formula reads."""

    @property
    def text(self) -> str:
        """The formula as it was written."""

    @property
    def place(self) -> str:
        """Where the formula stands: file, line and column."""

    def value(self, names: Any) -> Any:
        """What comes out with these names."""


EVERY = "all"  # in the place of a layer type: every one that has no rule of its own


class Rules(NamedTuple):
    """How a tool counts, by layer type: operations, learned values where it counts others, and what it gets wrong."""

    operations: Mapping[str, Rule]
    parameters: Mapping[str, Rule] = {}
    remarks: Mapping[str, str] = {}


class Convention(NamedTuple):
    """A way to add up the ledger: which kinds are its accumulations, and which make up its total.

    Where it has ``rules`` for operations, these make the total and not the kinds; ``version`` and ``source`` say whose
    they are.
    """

    name: str
    title: str
    accumulations: tuple[str, ...]
    operations: tuple[str, ...]
    rules: Rules | None = None
    version: str = ""
    source: str = ""

    @property
    def by_type(self) -> bool:
        """Whether operations are counted by rules of layer types, and not by kinds."""
        return bool(self.rules and self.rules.operations)

    @property
    def called(self) -> str:
        """The name, with the version where there is one."""
        return f"{self.name} {self.version}".rstrip()

    @property
    def caption(self) -> str:
        """What a table says of its convention."""
        return f"convention {self.called}: {self.title}"

    def as_dict(self) -> dict[str, str]:
        """As JSON has it."""
        known = {"name": self.name, "meaning": self.title, "version": self.version, "source": self.source}
        return {key: said for key, said in known.items() if said}


ALL_ACCUMULATIONS = ("accumulations", "cross_accumulations")
CONVENTIONS = {
    convention.name: convention
    for convention in (
        Convention(
            "lecture",
            "operations = multiplications + accumulations within each channel + bias sums (lecture 5)",
            ("accumulations",),
            ("multiplications", "accumulations", "bias_sums"),
            source="lecture 5, 'Convolution operation', number of operations",
        ),
        Convention(
            "exact",
            "operations = multiplications + all accumulations, across channels too, + bias sums",
            ALL_ACCUMULATIONS,
            ("multiplications", "accumulations", "cross_accumulations", "bias_sums"),
            source="a sum of n products has n - 1 additions, and a bias one more",
        ),
        Convention(
            "mac",
            "operations = multiplications: one multiply-accumulate each, as the papers count",
            ALL_ACCUMULATIONS,
            ("multiplications",),
            source="He et al. 2015, Table 1; Howard et al. 2017, Table 4; DeepSpeed and torchscan call them MACs",
        ),
    )
}
DEFAULT = "lecture"


def gathered(rules: Mapping[str, str]) -> list[tuple[str, str]]:
    """Layer types of one rule together: 'conv, depthwise'."""
    words: dict[str, list[str]] = {}
    for word, rule in rules.items():
        words.setdefault(rule, []).append(word)
    return [(", ".join(named), rule) for rule, named in words.items()]


def effective(ledger: Mapping[str, Dim]) -> Dim:
    """The multiplications that are real: all but those on padding, where these were counted."""
    return ledger.get("multiplications", 0) - ledger.get("on_padding", 0)


def added(ledger: Mapping[str, Dim], kinds: tuple[str, ...]) -> Dim:
    """The sum of some kinds of a ledger."""
    return total([ledger[kind] for kind in kinds if kind in ledger])
