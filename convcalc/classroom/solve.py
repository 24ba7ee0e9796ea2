"""Size formulas backwards, along one axis: which input, kernel, stride, padding and dilation give a wanted output.

No formula stands here. Layers of the catalogue are made from what may be tried, their own ``needs`` and ``shape``
accept and compute, and input sizes are found by bisection, since no output falls as its input grows.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any, NamedTuple

from convcalc.algebra.isolate import exact_value
from convcalc.classroom.question import Question, ask, layers, reach_of
from convcalc.classroom.ranges import UNKNOWN
from convcalc.layers.conv import ConvTranspose
from convcalc.layers.letters import lettered, lettered_inputs
from convcalc.layers.window import sides, span
from convcalc.shape import Shape

NEAREST = 3
Output = Callable[[int], int]  # the size of an output by the size of its input


class Solution(NamedTuple):
    """A layer, and the neighbouring input sizes for which its output has the size ``output``."""

    layer: Any
    inputs: range
    output: int

    @property
    def padding(self) -> Fraction | str:
        """The padding on each side: 3/2 is one cell before and two after."""
        value = self.layer.padding
        if isinstance(value, tuple):
            value = Fraction(sum(value[0]), 2)
        return value if isinstance(value, str) else Fraction(value)

    def rest(self, size: int) -> int:
        """The cells of the padded input behind the last window; negative where that window sticks out.

        0 where nothing is divided. With padding ``same``, how far the size is above a multiple of the stride.
        """
        layer = self.layer
        if isinstance(layer, ConvTranspose):
            return 0
        taken: int = (self.output - 1) * layer.stride
        if layer.padding == "same":
            return size - taken - int(layer.stride)
        reached: Any = span(size, layer.axes(one_axis(size))[0])
        return int(reached) - taken

    def thrown_away(self, size: int) -> int:
        """The cells of the padded input behind the last window, which no window reads."""
        return max(self.rest(size), 0)

    def lost(self, size: int) -> int:
        """The cells of the input itself behind the last window: those thrown away that are no padding."""
        after: Any = sides(size, self.layer.axes(one_axis(size))[0])[1]
        return max(self.rest(size) - int(after), 0)

    @property
    def exact(self) -> int | None:
        """The input size with which nothing is rounded, if it is one of these."""
        size = self.inputs[0] - self.rest(self.inputs[0])
        return size if size in self.inputs else None

    def before_rounding(self, size: int) -> Fraction:
        """The size formula as a fraction: 54.25 where floor makes it 54."""
        value = exact_value(lettered(self.layer, 1).shape(*lettered_inputs((one_axis(size),)))[0])
        assert value is not None, "every name has a value, and a stride is at least 1"
        return value

    @property
    def plainness(self) -> tuple[Any, ...]:
        """The place in the order that :func:`solve` describes."""
        layer = self.layer
        return (
            self.exact is None and self.lost(self.inputs[0]) > 0,
            layer.stride > reach_of(layer.kernel, layer.dilation),
            isinstance(layer.padding, tuple),
            self.exact is None,
            layer.kernel % 2 == 0,
            layer.dilation,
            0 if isinstance(self.padding, str) else self.padding,
            layer.stride,
            getattr(layer, "output_padding", 0),
            layer.kernel,
            abs(self.rest(self.inputs[0])),
            self.inputs[0],
        )


class Answer(NamedTuple):
    """All solutions, the plainest first. Without any: the ``nearest``, or why a layer refuses all that was tried."""

    question: Question
    solutions: tuple[Solution, ...]
    nearest: tuple[Solution, ...] = ()
    refusal: str = ""


def solve(
    word: str = "conv",
    *,
    out_size: int | str,
    size: object = UNKNOWN,
    kernel: object = UNKNOWN,
    padding: object = UNKNOWN,
    ceil: bool = False,
    **fields: object,
) -> Answer:
    """All ways to an output of ``out_size`` along one axis, the plainest first.

    A value is a number, which is fixed, or what is to be tried: a range (``range(1, 12)`` or ``"1..11"``), a list
    (``[1, 3, 5]`` or ``"1,3,5"``), or ``"?"`` for all that makes sense: inputs up to 1,000,000,000, kernels of 1 to
    11, strides and dilations of 1 to 4, paddings smaller than the kernel's reach, output paddings below the larger of
    stride and dilation. A padding may be a half, 1.5 is one cell before and two after (a range contains its halves, a
    list only what stands in it), or one of the layer's words.
    ``stride``, ``dilation`` and ``output_padding`` are the layer's defaults where they are not given. ``word`` is a
    convolution, a windowed pool or a transposed convolution.

    The order: first where no cell of the input is thrown away, then windows without gaps between them, the same
    padding on both sides, nothing rounded, odd kernels, small dilation, small padding, small stride, small output
    padding, small kernel, small input.

    Raises a UsageError where a value is wrong or where there is too much to try.
    """
    return answer(ask(word, out_size, size, {"kernel": kernel, "padding": padding, **fields}, ceil))


def answer(question: Question) -> Answer:
    """The answer to a question that was read already."""
    found: list[Solution] = []
    near = Nearest(question.out_size)
    for layer in layers(question):
        output = _output(layer)
        for sizes in question.input.ranges:
            inputs = sizes_giving(question.out_size, sizes, output)
            if inputs and not refused(layer, inputs):
                found.append(Solution(layer, inputs, question.out_size))
            elif not found:
                near.consider(layer, sizes, output)
    if found:
        return Answer(question, tuple(sorted(found, key=lambda each: each.plainness)))
    return Answer(question, (), tuple(near.kept), "" if near.kept else near.refusal)


class Nearest:
    """The few solutions seen so far whose outputs come closest to what is wanted; of equal ones the plainest."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.kept: list[Solution] = []
        self.refusal = ""

    def consider(self, layer: Any, sizes: range, output: Output) -> None:
        """Keep what this layer gives for the sizes on both sides of the wanted one, where that is near enough."""
        for size in sizes_beside(self.wanted, sizes, output):
            if len(self.kept) == NEAREST and abs(output(size) - self.wanted) > self._distance(self.kept[-1]):
                continue
            each = Solution(layer, range(size, size + 1), output(size))
            said = refused(layer, each.inputs)
            self.refusal = self.refusal or said
            if not said:
                order = sorted([*self.kept, each], key=lambda each: (self._distance(each), each.plainness))
                self.kept = order[:NEAREST]

    def _distance(self, solution: Solution) -> int:
        return abs(solution.output - self.wanted)


def one_axis(size: int) -> Shape:
    """A sequence of one channel: all that the size along one axis needs."""
    return Shape((size, 1))


def sizes_giving(wanted: int, sizes: range, output: Output) -> range:
    """Those of some input sizes that give an output of a size, where no output falls as its input grows."""
    near = _narrowed(wanted, sizes, output)
    return near[bisect_left(near, wanted, key=output) : bisect_right(near, wanted, key=output)]


def sizes_beside(wanted: int, sizes: range, output: Output) -> range:
    """The one or two sizes between whose outputs the wanted size would lie."""
    place = bisect_left(_narrowed(wanted, sizes, output), wanted, key=output)
    return sizes[max(place - 1, 0) : place + 1]


def _narrowed(wanted: int, sizes: range, output: Output) -> range:
    """The sizes up to one whose output is larger than wanted, found by doubling: answers are seldom near a billion."""
    number = 1
    while number < len(sizes) and output(sizes[number - 1]) <= wanted:
        number *= 2
    return sizes[:number]


def _output(layer: Any) -> Output:
    """The sizes that a layer gives, each worked out once."""

    @cache
    def output(size: int) -> int:
        return int(layer.shape(one_axis(size))[0])

    return output


def refused(layer: Any, inputs: range) -> str:
    """Why the layer does not take these inputs; empty where it does."""
    for size in {inputs[0], inputs[-1]}:
        for holds, fault in layer.needs(one_axis(size)):
            if not holds:
                return str(fault().what)
    return ""
