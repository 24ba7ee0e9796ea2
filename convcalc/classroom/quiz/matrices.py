"""Exercises with small matrices: a convolution or a pooling by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from convcalc.classroom.quiz.draw import Draw
from convcalc.classroom.quiz.exercise import Exercise
from convcalc.classroom.quiz.recipes import Maker

Rows = tuple[tuple[int, ...], ...]
INDENT = "    "  # what stands in front of a row of a matrix in a text
ANSWER = "Write the output row by row, with semicolons between the rows: 1 2; 3 4"
POOLS = {"max": "max", "avg": "average", "min": "min"}


class ByHand(NamedTuple):
    """A convolution or a pooling of a small matrix: ``kind`` is ``convolve`` or ``pool``."""

    kind: str
    input: Rows
    kernel: Rows | int
    window: Mapping[str, Any]

    def fields(self) -> dict[str, Any]:
        """The matrices as texts, and the fields of the window."""
        kernel = self.kernel if isinstance(self.kernel, int) else line(self.kernel)
        return {self.kind: {"input": line(self.input), "kernel": kernel, **self.window}}

    def text(self, quantity: str, wording: int) -> str:
        """What is to be worked out, and the matrices."""
        matrices = (
            {"Input": self.input} if isinstance(self.kernel, int) else {"Input": self.input, "Kernel": self.kernel}
        )
        shown = [f"{title}:\n\n{block(rows)}" for title, rows in matrices.items()]
        return "\n\n".join([self._task(wording), *shown])

    def hint(self) -> str:
        """How a matrix is written."""
        return f"\n\n{ANSWER}"

    def _task(self, wording: int) -> str:
        first = ("Work out by hand", "Write down what comes out of")[wording % 2]
        return f"{first} {self._work()}, {', '.join(self._window())}."

    def _work(self) -> str:
        if isinstance(self.kernel, int):
            return f"the {POOLS[self.window['op']]} pooling of the input with windows of {self.kernel}x{self.kernel}"
        if self.window.get("transpose"):
            return "the transposed convolution of the input with the kernel"
        return "the convolution of the input with the kernel as it stands, not turned"

    def _window(self) -> list[str]:
        window = self.window
        padding = window.get("padding", 0)
        around = "cropped from each side" if window.get("transpose") else "on each side, of zeros"
        said = [f"stride {window.get('stride', 1)}", f"padding {padding} {around}" if padding else "no padding"]
        further = {"dilation": "dilation {}", "bias": "a bias of {} added to every cell"}
        return said + [text.format(window[name]) for name, text in further.items() if name in window]


def line(rows: Rows) -> str:
    """A matrix in one line: 1 2; 3 4."""
    return "; ".join(" ".join(map(str, row)) for row in rows)


def block(rows: Rows) -> str:
    """A matrix as lines of a text, its columns under each other."""
    width = max(len(str(cell)) for row in rows for cell in row)
    return "\n".join(INDENT + " ".join(str(cell).rjust(width) for cell in row) for row in rows)


def _drawn(draw: Draw, rows: int, columns: int, low: int, high: int) -> Rows:
    return tuple(tuple(draw.whole(low, high) for _ in range(columns)) for _ in range(rows))


def convolving(size: Sequence[tuple[int, int]], kernel: Sequence[int], most: int, **window: Sequence[Any]) -> Maker:
    """Convolutions of matrices of these sizes, with cells up to ``most``; a kernel has small cells of either sign."""

    def make(draw: Draw) -> Exercise:
        x, side = _drawn(draw, *draw.choose(size), 0, most), draw.choose(kernel)
        filters = _drawn(draw, side, side, -1, 2)
        return ByHand("convolve", x, filters, {name: draw.choose(values) for name, values in window.items()})

    return make


def pooled(size: Sequence[tuple[int, int]], kernel: Sequence[int], **window: Sequence[Any]) -> Maker:
    """Poolings of matrices of these sizes."""

    def make(draw: Draw) -> Exercise:
        x, side = _drawn(draw, *draw.choose(size), 0, 9), draw.choose(kernel)
        return ByHand("pool", x, side, {name: draw.choose(values) for name, values in window.items()})

    return make
