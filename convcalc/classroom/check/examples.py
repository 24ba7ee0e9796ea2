"""Every slip with an example: the first of some standard problems that it leads to a number in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from convcalc.classroom.check.candidates import Slip
from convcalc.classroom.check.matrices.problem import matrix_slips
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
    ({"input": "7x7x1", "layer": "conv(out=1, kernel=3, stride=3)"}, ("size", "unrounded")),
    ({"input": "8x8x1", "layer": "conv(out=1, kernel=3, stride=3)"}, ("size",)),
    ({"input": "32x48x3", "layer": "conv(out=16, kernel=5)"}, ("output", "height", "width")),
    ({"input": "32x32x3", "layer": "conv(out=8, kernel=[3, 5])"}, ("output",)),
    ({"input": "7x7x1", "layer": "conv(out=1, kernel=3, dilation=2)"}, ("size",)),
    ({"input": "27x27x96", "layer": "conv(out=256, kernel=5, padding=2, groups=2)"}, ("parameters",)),
    ({"input": "56x56x64", "layer": "conv(out=64, kernel=3, padding=1, bias=false)"}, ("parameters",)),
    ({"input": "28x28x128", "layer": "depthwise(kernel=3)"}, ("output", "parameters")),
    ({"input": "14x14x64", "layer": "conv_transpose(out=32, kernel=4, stride=2, padding=1)"},
     ("output", "multiplications")),
    ({"input": "14x14x64", "layer": "conv_transpose(out=32, kernel=3, stride=2, padding=1, output_padding=1)"},
     ("output",)),
    ({"input": "55x55x96", "layer": "maxpool(kernel=3, stride=2)"}, ("size", "parameters")),
    ({"input": "112x112x64", "layer": "maxpool(kernel=3, stride=2, ceil=true)"}, ("size",)),
    ({"input": "7x7x512", "layer": "dense(out=4096)"}, ("parameters",)),
    ({"input": "28x28x128", "layer": "conv(out=8, kernel=1) + conv(out=32, kernel=3)"}, ("parameters",)),
    ({"input": "28x28x8", "layer": "maxpool(kernel=2) + conv(out=4, kernel=3)"}, ("output",)),
    ({"network": "lenet5", "part": "C3"}, ("output",)),
    ({"network": "alexnet"}, ("parameters",)),
    ({"network": "resnet18"}, ("parameters",)),
    ({"network": "resnet50"}, ("multiplications",)),
    ({"network": "googlenet"}, ("parameters",)),
    ({"gain": ["conv(out=32, kernel=3)", "depthwise(kernel=3) + conv(out=32, kernel=1)"], "input": "28x28x128"},
     ("multiplications",)),
    ({"solve": {"input": 32, "out_size": 32, "kernel": 3}}, ("padding",)),
)  # fmt: skip
FIVE = "3 3 2 1 0; 0 0 1 3 1; 3 1 2 2 3; 2 0 0 2 2; 2 0 0 0 1"  # lecture 5, 'Convolution operation'
NINE = "0 1 2; 2 2 0; 0 1 2"
EDGE = "1 0 -1; 1 0 -1; 1 0 -1"  # lecture 2, 'Edge detection filter/kernel'
FOUR = "13 10 1 24; 7 8 5 4; 21 11 5 9; 3 19 34 7"  # lecture 1, 'Pooling'
MATRICES: tuple[tuple[Mapping[str, Any], tuple[str, ...]], ...] = (
    ({"convolve": {"input": FIVE, "kernel": NINE}}, ("matrix", "cell 0,1", "cell 1,1")),
    ({"convolve": {"input": FIVE, "kernel": NINE, "stride": 2}}, ("matrix",)),
    ({"convolve": {"input": FIVE, "kernel": NINE, "padding": 1}}, ("matrix",)),
    ({"convolve": {"input": FIVE, "kernel": "1 2; 3 4", "dilation": 2}}, ("matrix",)),
    ({"convolve": {"input": FIVE, "kernel": NINE, "flip": True}}, ("matrix",)),
    ({"convolve": {"input": FIVE, "kernel": EDGE}}, ("matrix",)),
    ({"convolve": {"input": FIVE, "kernel": EDGE, "bias": 1, "activation": "relu"}}, ("matrix",)),
    ({"convolve": {"input": FIVE, "kernel": "1/9 1/9 1/9; 1/9 1/9 1/9; 1/9 1/9 1/9"}}, ("matrix",)),
    ({"convolve": {"input": FIVE, "kernel": "1 2; 3 4", "stride": 2}}, ("matrix",)),
    ({"convolve": {"input": "1 2; 3 4", "kernel": NINE, "transpose": True}}, ("matrix",)),
    ({"convolve": {"input": "1 2; 3 4", "kernel": NINE, "transpose": True, "stride": 2, "padding": 1,
                   "output_padding": 1}}, ("matrix",)),
    ({"pool": {"input": FOUR, "op": "max", "kernel": 2}}, ("matrix",)),
    ({"pool": {"input": FOUR, "op": "avg", "kernel": 2}}, ("matrix",)),
    ({"pool": {"input": FIVE, "op": "max", "kernel": 3, "stride": 1}}, ("matrix",)),
    ({"pool": {"input": FIVE, "op": "max", "kernel": 2, "ceil": True}}, ("matrix",)),
    ({"pool": {"input": FIVE, "op": "avg", "kernel": 3, "stride": 2, "padding": 1}}, ("matrix",)),
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
    """Each slip with its example: those in sizes and counts, and then those in matrices."""
    found = {example.slip.name: example for example in [*_in_writing(), *_worked(problems())]}
    in_matrices = {example.slip.name: example for example in _worked(matrix_problems())}
    listed = [found[name] for name in all_slips() if name in found]
    return [*listed, *(in_matrices[name] for name in matrix_slips() if name in in_matrices)]


def _worked(asked: Iterable[tuple[Problem, tuple[str, ...]]]) -> list[Example]:
    """Of each slip the first problem that it leads to a number in."""
    found: dict[str, Example] = {}
    for made, quantities in asked:
        for quantity in quantities:
            for candidate in made.candidates(quantity):
                slip = candidate.slips[0]
                if candidate.value and slip.name not in found:
                    right, wrong = value_text(made.right(quantity)), value_text(candidate.value)
                    found[slip.name] = Example(slip, made.title, quantity, right, wrong, candidate.says)
    return list(found.values())


def matrix_problems() -> Iterator[tuple[Problem, tuple[str, ...]]]:
    """The standard problems with matrices."""
    for fields, quantities in MATRICES:
        made = problem_of(fields)
        yield made, quantities


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
