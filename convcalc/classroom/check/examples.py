"""Every slip with an example: the first of some standard problems that it leads to a number in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from convcalc.classroom.check.candidates import Slip
from convcalc.classroom.check.problem import Problem
from convcalc.classroom.check.questions import problem_of
from convcalc.classroom.check.slips.catalogue import all_slips
from convcalc.classroom.check.slips.numbers import DEPTH_MISSING, K_OF_1024, ROUNDED
from convcalc.classroom.check.verdict import value_text

# Problems, simple ones first, each with the quantities that are looked at.
STANDARD: tuple[tuple[Mapping[str, Any], tuple[str, ...]], ...] = (
    ({"input": "28x28x128", "layer": "conv(out=32, kernel=3)"},
     ("output", "parameters", "weights", "multiplications", "accumulations", "operations")),
    ({"input": "224x224x3", "layer": "conv(out=64, kernel=7, stride=2, padding=3)"},
     ("output", "size", "multiplications")),
    ({"input": "7x7x1", "layer": "conv(out=1, kernel=3, stride=3)"}, ("size",)),
    ({"input": "8x8x1", "layer": "conv(out=1, kernel=3, stride=3)"}, ("size",)),
    ({"input": "32x48x3", "layer": "conv(out=16, kernel=5)"}, ("output", "height", "width")),
    ({"input": "32x32x3", "layer": "conv(out=8, kernel=[3, 5])"}, ("output",)),
    ({"input": "7x7x1", "layer": "conv(out=1, kernel=3, dilation=2)"}, ("size",)),
    ({"input": "27x27x96", "layer": "conv(out=256, kernel=5, padding=2, groups=2)"}, ("parameters",)),
    ({"input": "56x56x64", "layer": "conv(out=64, kernel=3, padding=1, bias=false)"}, ("parameters",)),
    ({"input": "28x28x128", "layer": "depthwise(kernel=3)"}, ("parameters",)),
    ({"input": "14x14x64", "layer": "conv_transpose(out=32, kernel=4, stride=2, padding=1)"}, ("output",)),
    ({"input": "14x14x64", "layer": "conv_transpose(out=32, kernel=3, stride=2, padding=1, output_padding=1)"},
     ("output",)),
    ({"input": "55x55x96", "layer": "maxpool(kernel=3, stride=2)"}, ("size", "parameters")),
    ({"input": "112x112x64", "layer": "maxpool(kernel=3, stride=2, ceil=true)"}, ("size",)),
    ({"input": "7x7x512", "layer": "dense(out=4096)"}, ("parameters",)),
    ({"input": "28x28x128", "layer": "conv(out=8, kernel=1) + conv(out=32, kernel=3)"}, ("parameters",)),
    ({"network": "alexnet", "part": "conv2"}, ("multiplications",)),
    ({"network": "alexnet"}, ("parameters",)),
    ({"network": "resnet18"}, ("parameters",)),
    ({"network": "resnet50"}, ("multiplications",)),
    ({"network": "googlenet"}, ("parameters",)),
    ({"gain": ["conv(out=32, kernel=3)", "depthwise(kernel=3) + conv(out=32, kernel=1)"], "input": "28x28x128"},
     ("multiplications",)),
    ({"solve": {"input": 32, "out_size": 32, "kernel": 3}}, ("padding",)),
)  # fmt: skip
EXACT_ACCUMULATIONS = ({"input": "28x28x128", "layer": "conv(out=32, kernel=3)"}, ("accumulations",))


class Example(NamedTuple):
    """A slip in a problem: what is asked, what is right, and what the slip makes of it."""

    slip: Slip
    problem: str
    quantity: str
    right: str
    wrong: str
    says: str


def slip_table() -> list[Example]:
    """Each slip with its example, in the order of the catalogue."""
    found: dict[str, Example] = {}
    for made, quantities in problems():
        for quantity in quantities:
            for candidate in made.candidates(quantity):
                if candidate.value and len(candidate.slips) == 1 and candidate.slips[0].name not in found:
                    right, wrong = value_text(made.right(quantity)), value_text(candidate.value)
                    slip = candidate.slips[0]
                    found[slip.name] = Example(slip, made.title, quantity, right, wrong, candidate.says)
    found.update({example.slip.name: example for example in _in_writing()})
    return [found[name] for name in all_slips() if name in found]


def problems() -> Iterator[tuple[Problem, tuple[str, ...]]]:
    """The standard problems, each with the quantities that are looked at."""
    for fields, quantities in STANDARD:
        yield problem_of(fields), quantities
    fields, quantities = EXACT_ACCUMULATIONS
    yield problem_of(fields, convention="exact"), quantities


def _in_writing() -> Iterator[Example]:
    """The slips in how a right number is written, which make no number of their own."""
    made = problem_of(STANDARD[0][0])
    count: Any = made.right("parameters")
    shape: Any = made.right("output")
    written = {
        K_OF_1024: ("parameters", f"{count / 1024:.2f}K"),
        ROUNDED: ("parameters", f"{round(count, -2):,}"),
        DEPTH_MISSING: ("output", "x".join(map(str, shape.spatial))),
    }
    for slip, (quantity, answer) in written.items():
        yield Example(slip, made.title, quantity, value_text(made.right(quantity)), answer, slip.meaning)
