"""Where the frameworks part over a layer, in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from convcalc.algebra.sym import Sym
from convcalc.algebra.writing import text
from convcalc.classroom.semantics.declared import transposes
from convcalc.layers.fields import differs
from convcalc.shape import AXES, SIDES, Shape

AGREED = "they do not part"


def partings(outcomes: Sequence[Any], x: Shape, layout: str) -> list[str]:
    """Where they part: sizes, zeros, what a mean counts, and refusals; one sentence where they do not."""
    taken = [each for each in outcomes if each.report]
    refused = grouped((each for each in outcomes if each.refusal), reason)
    found = [*_sizes(taken, layout), *_places(taken, x, layout), *_means(taken), *map(_refused, refused)]
    return found or [f"{AGREED}: {taken[0].report.output.text(layout)}{_assumed(taken)}"]


def _refused(group: Sequence[Any]) -> str:
    return f"{names(group)} {'refuses' if len(group) == 1 else 'refuse'} it: {reason(group[0])}"


def reason(outcome: Any) -> str:
    """Why a framework refuses the layer, and what to try."""
    error = outcome.refusal
    what = error.what.removeprefix(f"{outcome.asked.word}: ")
    return f"{what}; try {error.hint}" if error.hint else what


def _assumed(taken: Sequence[Any]) -> str:
    """That names have to allow it, where they stand in the place of numbers."""
    return ", where what each assumes holds" if any(each.report.assumptions for each in taken) else ""


def _sizes(taken: Sequence[Any], layout: str) -> list[str]:
    """The sizes that differ from that of most of them."""
    groups = grouped(taken, lambda each: each.report.output.text(layout))
    if len(groups) < 2:
        return []
    most, *others = groups
    common = f"{names(most)} {'has' if len(most) == 1 else 'have'} {most[0].report.output.text(layout)}"
    return [f"{names(group)} {_way(group)}: {group[0].report.output.text(layout)}, where {common}" for group in others]


def _way(group: Sequence[Any]) -> str:
    """What some of them do that gives their size, where their declaration says it."""
    ways = {each.semantics.way(each.asked) for each in group}
    only = ways.pop() if len(ways) == 1 else ""
    if any(isinstance(dim, Sym) for dim in group[0].report.output.spatial):
        return only or ("has another formula" if len(group) == 1 else "have another formula")
    return only or ("differs" if len(group) == 1 else "differ")


def _places(taken: Sequence[Any], x: Shape, layout: str) -> list[str]:
    """Of each size the places of its zeros, or of what is cropped, where they differ."""
    said = []
    for group in grouped(taken, lambda each: each.report.output.text(layout)):
        ways = grouped(group, lambda each: zeros_text(each.zeros))
        if len(ways) > 1:
            cells = "cells cropped" if transposes(group[0].asked) else "zeros"
            each = "; ".join(f"{zeros_text(way[0].zeros)} in {names(way)}" for way in ways)
            size = group[0].report.output.text(layout)
            said.append(f"the same {size}, but the {cells} ({', '.join(sides_of(x))}) are {each}")
    return said


def _means(taken: Sequence[Any]) -> list[str]:
    """What the mean of an average pool does with zeros, where that differs."""
    padded = [each for each in taken if pads_a_mean(each.asked, each.zeros) and each.semantics.mean(each.asked)]
    ways = grouped(padded, lambda each: plainly(each.semantics.mean(each.asked)))
    if len(ways) < 2:
        return []
    return ["the mean " + ", and ".join(f"{_of_mean(way)} in {names(way)}" for way in ways)]


def _of_mean(group: Sequence[Any]) -> str:
    return plainly(group[0].semantics.mean(group[0].asked))


def plainly(mean: str) -> str:
    """What a mean does without how that is changed."""
    return mean.partition(",")[0]


def pads_a_mean(asked: Any, zeros: Iterable[tuple[Any, Any]]) -> bool:
    """Whether an average pool has zeros around its input."""
    return asked.word == "avgpool" and any(differs(count, 0) for pair in zeros for count in pair)


def sides_of(x: Shape) -> list[str]:
    """The names of the sides: top, bottom, left, right."""
    return [side for letter in AXES[x.rank] for side in SIDES[letter]]


def zeros_text(zeros: Iterable[tuple[Any, Any]]) -> str:
    """The counts before and after each axis: 0, 1, 0, 1."""
    return ", ".join(text(count) for pair in zeros for count in pair)


def grouped(outcomes: Iterable[Any], key: Callable[[Any], str]) -> list[list[Any]]:
    """Those that are alike together, the largest group first."""
    groups: dict[str, list[Any]] = {}
    for each in outcomes:
        groups.setdefault(key(each), []).append(each)
    return sorted(groups.values(), key=len, reverse=True)


def names(outcomes: Iterable[Any]) -> str:
    """Names as a sentence lists them: pytorch, tensorflow and onnx."""
    *first, last = [each.semantics.name for each in outcomes]
    return f"{', '.join(first)} and {last}" if first else last
