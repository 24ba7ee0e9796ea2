"""What the tables share: the lectures' numbers, how figures are read from their text, and how convcalc is asked."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, NamedTuple

import convcalc
from convcalc.report import Report
from convcalc.rows import Row

TRUTH = {row["id"]: row for row in json.loads(Path(__file__).with_name("lectures.json").read_text(encoding="utf-8"))}


class Case(NamedTuple):
    """An entry of the lectures: what arithmetic gives, typed by hand, and how convcalc is asked for it.

    Of several values the first is the one that the lecture prints, or should. ``shown`` writes it the way the lecture
    does (138M); None where the lecture prints no figure for it.
    """

    expected: Any
    compute: Callable[[], Any]
    shown: Callable[[Any], str] | None = str

    @property
    def values(self) -> tuple[Any, ...]:
        return self.expected if isinstance(self.expected, tuple) else (self.expected,)


def figures(text: str) -> set[str]:
    """The figures of a text: numbers, shapes with their parts, and the values of sums such as 12*4*4 or 5 + 3."""
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text.replace("×", "x"))
    text = re.sub(r"(?<=\d) ?million\b", "M", re.sub(r"(?<=\d)( ?thousand|k)\b", "K", text))
    found = {str(sum(math.prod(map(int, term.split("*"))) for term in each.split("+"))) for each in sums(text)}
    for shape in re.findall(r"\d+(?:\.\d+)?(?:x\d+)*[KM]?", text):
        sizes = shape.split("x")
        found.update(sizes, ["x".join(sizes[:-1]), shape])
    return found - {""}


def sums(text: str) -> list[str]:
    return re.findall(r"\d+(?: ?[+*] ?\d+)+", text)


def stands_in(text: str, value: Any) -> bool:
    """Whether a text has a value among its figures; a row of figures such as '64 128 256' stands as it is written."""
    return str(value) in figures(text) or (" " in str(value) and str(value) in text)


def in_millions(value: Any) -> list[str]:
    """A large number the ways a text may round it: 118.0M, 118.01M, 118.014M, 118M."""
    return [f"{value / 10**6:.{digits}f}M" for digits in range(4)] if isinstance(value, int) else []


# How a lecture writes a large number.


def cut_millions(value: int) -> str:
    return f"{value // 10**6}M"


def round_millions(value: int) -> str:
    return f"{round(value / 10**6)}M"


def cut_thousands(value: int) -> str:
    return f"{value // 1000}K"


def round_thousands(value: int) -> str:
    return f"{round(value / 1000)}K"


def cut_kibi(value: int) -> str:
    return f"{value // 1024}K"


def round_kibi(value: int) -> str:
    return f"{round(value / 1024)}K"


# One layer.


def one(word: str, x: str | int, convention: str = "lecture", **fields: Any) -> Report:
    """One layer on an input; a number stands for a square map of one channel."""
    return convcalc.layer(word, **fields).evaluate(f"{x}x{x}x1" if isinstance(x, int) else x, convention=convention)


def conv(x: str | int, kernel: int, out: int = 1, **fields: Any) -> Report:
    return one("conv", x, kernel=kernel, out=out, **fields)


def plain(x: str | int, kernel: int, out: int = 1, **fields: Any) -> Report:
    """A convolution without biases."""
    return conv(x, kernel, out, bias=False, **fields)


def maxpool(x: str | int, kernel: int, stride: int, **fields: Any) -> Report:
    return one("maxpool", x, kernel=kernel, stride=stride, **fields)


def dense(x: str, out: int, **fields: Any) -> Report:
    return one("dense", x, out=out, **fields)


def output(part: Report | Row) -> str:
    return str(part.output)


def axes(part: Report | Row) -> str:
    """The output without its depth, such as 26x26."""
    return "x".join(map(str, part.output.spatial))


def side(part: Report | Row) -> int:
    """The one size of a square output."""
    (size,) = set(part.output.spatial)
    return int(size)


# A bundled network.


@cache
def network(name: str, **symbols: int) -> Report:
    return convcalc.load(name, **symbols).evaluate()


def part(name: str, label: str) -> Row:
    """The named part of a network, its rows added up."""
    (found,) = (row for row in network(name).folded(1).rows if row.name == label)
    return found


def rows(name: str, label: str = "", *types: str, **symbols: int) -> list[Row]:
    """The layers of a network, or of a named part of it, of some types."""
    return [
        row
        for row in network(name, **symbols).rows
        if (row.name + "/").startswith(label + "/" * bool(label)) and (not types or row.type in types)
    ]


def year(name: str) -> int | None:
    return convcalc.load(name).graph.year


def parameters(name: str, **symbols: int) -> int:
    return network(name, **symbols).parameters


LEARNED = ("conv", "depthwise", "dense")
POOLS = ("maxpool", "avgpool", "global_avgpool")


def weights(name: str, label: str = "", *types: str) -> int:
    """The parameters without biases."""
    return sum(
        math.prod(shape)
        for row in rows(name, label, *types)
        for kind, shape in row.layer.weights(*row.inputs).items()
        if kind != "bias"
    )


def depth(name: str, *types: str, kernel: int | None = None) -> int:
    """The number of layers of some types, by default those with weights, on the longest way through a network."""
    longest = [0]
    for node in convcalc.load(name).graph.nodes:
        counted = node.layer.word in (types or LEARNED) and kernel in (None, getattr(node.layer, "kernel", None))
        longest.append(max(longest[place] for place in node.inputs) + counted)
    return max(longest)


def ratio(a: int, b: int, digits: int = 2) -> str:
    return f"{a / b:.{digits}f}"


# Tables.


def cases(compute: Callable[..., Any], entries: dict[str, tuple[Any, ...]], **more: Any) -> dict[str, Case]:
    """Cases that are computed alike: each entry is the expected value and what ``compute`` is given."""
    return {id: Case(expected, partial(compute, *given), **more) for id, (expected, *given) in entries.items()}


def ids(text: str) -> Iterator[str]:
    """The ids of a list such as '000-001 000-004..006'."""
    for item in text.split():
        lecture, _, numbers = item.partition("-")
        first, _, last = numbers.partition("..")
        yield from (f"{lecture}-{number:03}" for number in range(int(first), int(last or first) + 1))
