"""What an exercise is about: its fields as a sheet has them, and its text."""

from __future__ import annotations

from typing import Any, NamedTuple, Protocol

from convcalc.classroom.quiz.wording import Step, input_text, layer_text, layers_text
from convcalc.shape import Shape


class Exercise(Protocol):
    """What every kind of exercise can do."""

    def fields(self) -> dict[str, Any]:
        """Its problem as plain data, for a sheet and for ``questions.problem_of``."""

    def text(self, quantity: str, wording: int) -> str:
        """The question about a quantity; ``wording`` chooses among several ways to say it."""

    def hint(self) -> str:
        """What is said besides where the answer is open: how it is written. Empty where that is plain."""


class Layers(NamedTuple):
    """A layer, or a line of layers, on an input."""

    shape: Shape
    steps: tuple[Step, ...]

    def fields(self) -> dict[str, Any]:
        """The input, and the line of layers."""
        return {"input": str(self.shape), "layer": " + ".join(step.line() for step in self.steps)}

    def text(self, quantity: str, wording: int) -> str:
        """The input, the layers, and what is asked of them."""
        return layers_text(self.shape, self.steps, quantity, wording)

    def hint(self) -> str:
        """Nothing: a number, or a shape as that of the input."""
        return ""

    def rounded_down(self) -> Layers:
        """The same without pools that round up."""
        down = [
            step._replace(fields={name: value for name, value in step.fields.items() if name != "ceil"})
            for step in self.steps
        ]
        return self._replace(steps=tuple(down))


class Keeping(NamedTuple):
    """Which padding makes the output of a stride of 1 as large as the input, or as large as is asked."""

    size: int
    kernel: int
    dilation: int
    out_size: int

    def fields(self) -> dict[str, Any]:
        """The known fields of one axis."""
        dilation = {"dilation": self.dilation} if self.dilation > 1 else {}
        return {"solve": {"input": self.size, "out_size": self.out_size, "kernel": self.kernel, **dilation}}

    def text(self, quantity: str, wording: int) -> str:
        """The sizes, and the padding that is sought."""
        dilated = f", dilation {self.dilation}" if self.dilation > 1 else ""
        layer = f"a convolution with filters of {self.kernel}x{self.kernel}, stride 1{dilated}"
        shown, made = f"{self.size}x{self.size}", f"{self.out_size}x{self.out_size}"
        if wording % 2:
            return f"Which padding on each side lets {layer} make a map of {made} from one of {shown}?"
        return f"A map of {shown} goes into {layer}. Which padding on each side gives an output of {made}?"

    def hint(self) -> str:
        """Nothing: a number."""
        return ""


class Gain(NamedTuple):
    """How many times as much one line of layers needs as another."""

    shape: Shape
    first: tuple[Step, ...]
    second: tuple[Step, ...]

    def fields(self) -> dict[str, Any]:
        """The input, and the two lines."""
        lines = [" + ".join(step.line() for step in steps) for steps in (self.first, self.second)]
        return {"input": str(self.shape), "gain": lines}

    def text(self, quantity: str, wording: int) -> str:
        """The two lines, and the quotient that is asked for."""
        one, other = (
            " and then ".join(layer_text(step, "parameters") for step in steps) for steps in (self.first, self.second)
        )
        given = f"An {input_text(self.shape)} goes into {one}. Instead one may take {other}."
        asked = (
            f"How many times as many {quantity} has the first as the second?",
            f"By what factor are there fewer {quantity} in the second?",
        )
        return f"{given} {asked[wording % 2]}"

    def hint(self) -> str:
        """How a quotient is written."""
        return " Give a fraction, or round to two decimals."
