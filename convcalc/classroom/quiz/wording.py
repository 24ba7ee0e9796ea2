"""Layers and questions in plain English: all that somebody needs who has nothing but the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from convcalc.shape import Shape

AXES = "height x width x depth"
COUNTED = ("parameters", "weights", "multiplications", "accumulations", "operations")  # where biases matter
WITHIN = "additions within each channel's window"  # the convention of the lectures
JOINING = "additions that join the channels are not counted"


class Step(NamedTuple):
    """A layer: its type and its fields."""

    word: str
    fields: Mapping[str, Any]

    def line(self) -> str:
        """The layer as a sheet has it: conv(out=32, kernel=3)."""
        return f"{self.word}({', '.join(f'{name}={_value(value)}' for name, value in self.fields.items())})"


def _value(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def layer_text(step: Step, quantity: str) -> str:
    """A layer in words, with its biases where the quantity needs them."""
    return ", ".join((KINDS[step.word](step.fields), *_window(step), *_biases(step, quantity)))


def _sides(value: Any) -> str:
    return "x".join(map(str, value)) if isinstance(value, list) else f"{value}x{value}"


def _filters(fields: Mapping[str, Any]) -> str:
    filters = "one filter" if fields["out"] == 1 else f"{fields['out']} filters"
    return f"{filters} of {_sides(fields['kernel'])}"


def _depthwise(fields: Mapping[str, Any]) -> str:
    times = fields.get("multiplier", 1)
    each = "one filter" if times == 1 else f"{times} filters"
    return f"a depthwise convolution with {each} of {_sides(fields['kernel'])} for each channel"


def _dense(fields: Mapping[str, Any]) -> str:
    return f"a fully connected layer with {fields['out']} units that read all values"


def _pool(name: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda fields: f"{name} pooling with windows of {_sides(fields['kernel'])}"


KINDS: dict[str, Callable[[Mapping[str, Any]], str]] = {
    "conv": lambda fields: f"a convolution with {_filters(fields)}",
    "depthwise": _depthwise,
    "conv_transpose": lambda fields: f"a transposed convolution with {_filters(fields)}",
    "maxpool": _pool("max"),
    "avgpool": _pool("average"),
    "dense": _dense,
    "batchnorm": lambda fields: "batch normalisation with a scale and a shift for each channel",
    "relu": lambda fields: "a ReLU",
}


def _window(step: Step) -> Iterator[str]:
    """The stride, the padding and what else a window has."""
    fields = step.fields
    if "kernel" not in fields:
        return
    yield f"stride {fields.get('stride', 1)}"
    yield _padding(step.word, fields.get("padding", 0))
    for name, title in (("dilation", "dilation"), ("output_padding", "output padding")):
        if name in fields:
            yield f"{title} {fields[name]}"
    if "groups" in fields:
        yield f"in {fields['groups']} groups of channels that do not see each other"
    if fields.get("ceil"):
        yield "the size of its output rounded up"


def _padding(word: str, padding: Any) -> str:
    if padding == "same":
        return "same padding (the size of the output is that of the input divided by the stride, rounded up)"
    if not padding:
        return "no padding"
    if word == "conv_transpose":
        return f"padding {padding} (so much is cropped from each side)"
    return f"padding {padding} on each side"


def _biases(step: Step, quantity: str) -> Iterator[str]:
    if quantity in COUNTED and step.word in ("conv", "depthwise", "conv_transpose", "dense"):
        yield "with biases" if step.fields.get("bias", True) else "without biases"


# What is asked, in several words; each says what is counted.
QUESTIONS: dict[str, tuple[str, ...]] = {
    "size": ("How large is the output (height x width)?", "What are the height and the width of the output?"),
    "output": (f"What is the shape of the output ({AXES})?", f"Give the shape of the output ({AXES})."),
    "parameters": ("How many parameters are there in all?", "How many numbers are learned in all?"),
    "weights": ("How many weights are there, without the biases?", "Leave out the biases: how many weights are there?"),
    "multiplications": (
        "How many multiplications are needed?",
        "Count the multiplications of a weight and a value. How many are there?",
    ),
    "accumulations": (f"How many accumulations are needed? Count the {WITHIN}; {JOINING}.",),
    "operations": (
        f"How many operations are needed? Count multiplications, {WITHIN} and additions of biases; {JOINING}.",
    ),
    "comparisons": ("How many comparisons find the largest value of every window?",),
    "fits": (
        "Does the window fit, so that its last position ends at the end of the padded input? Answer yes or no.",
        "Is the size of the output a whole number before any rounding? Answer yes or no.",
    ),
}


def question_text(quantity: str, wording: int) -> str:
    """The sentence that asks for a quantity."""
    known = QUESTIONS[quantity]
    return known[wording % len(known)]


def input_text(shape: Shape) -> str:
    """An input in words."""
    return f"input of {shape} ({AXES})"


SINGLE = (
    "An {input} goes into {layer}. {question}",
    "Given is {layer}. It reads an {input}. {question}",
    "An {input} is given to {layer}. {question}",
)
SEVERAL = (
    "An {input} goes through these layers, one after the other: {layers}. {question}",
    "A small network reads an {input}. Its layers are: {layers}. {question}",
)


def layers_text(shape: Shape, steps: Sequence[Step], quantity: str, wording: int) -> str:
    """A question about a layer or a line of layers."""
    words = [layer_text(step, quantity) for step in steps]
    given = {"input": input_text(shape), "question": question_text(quantity, wording)}
    if len(words) == 1:
        return SINGLE[wording % len(SINGLE)].format(layer=words[0], **given)
    listed = "; ".join(f"({number}) {each}" for number, each in enumerate(words, 1))
    return SEVERAL[wording % len(SEVERAL)].format(layers=listed, **given)
