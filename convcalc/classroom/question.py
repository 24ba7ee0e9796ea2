"""What can be asked about the size of one axis: the values that are known, and those that are tried."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

from convcalc.classroom.ranges import UNKNOWN, Choices, choices, halves
from convcalc.errors import UsageError, did_you_mean
from convcalc.layers import CATALOGUE
from convcalc.layers.base import unknown_field
from convcalc.layers.conv import Conv, ConvTranspose, Depthwise
from convcalc.layers.fields import Field, Whole, shown
from convcalc.layers.pool import Pool
from convcalc.layers.window import Windowed, effective
from convcalc.shape import LARGEST

MOST_TRIED = 200_000  # layers tried for one question
SOUGHT = 10  # a range of inputs, searched for its ends, costs about as much as so many layers
SOLVED = [word for word, kind in CATALOGUE.items() if issubclass(kind, (Conv, Depthwise, ConvTranspose, Pool))]
FIELDS = ("kernel", "stride", "padding", "dilation", "output_padding")
# What is tried where no range is given; paddings go up to the reach of their kernel.
TRIED = {"input": range(1, LARGEST + 1), "kernel": range(1, 12), "stride": range(1, 5), "dilation": range(1, 5)}


def _whole(name: str, help: str) -> Whole:
    field = Whole(help)
    field.name = name
    return field


INPUT = _whole("input", "size of the input along one axis")
OUT_SIZE = _whole("out_size", "size of the output along one axis")


class Question(NamedTuple):
    """A layer type, the output's size, and what may be tried for the input and for each field of the window.

    ``padding`` counts both sides together; it is a word where it was given as one, and None where all paddings smaller
    than the kernel's reach are tried. Where ``stride`` is None the layer has its own default.
    """

    word: str
    out_size: int
    input: Choices
    kernel: Choices
    stride: Choices | None
    padding: Choices | str | None
    dilation: Choices
    output_padding: Choices | None
    ceil: bool

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names of what is sought, the input first."""
        return tuple(name for name in ("input", *FIELDS) if self._is_sought(name))

    def _is_sought(self, name: str) -> bool:
        tried = getattr(self, name)
        return tried.known is None if isinstance(tried, Choices) else name == "padding" and tried is None


def ask(word: str, out_size: object, size: object, given: Mapping[str, object], ceil: bool = False) -> Question:
    """What is asked, read and checked.

    Raises a UsageError for a value that is wrong, and where too much would have to be tried.
    """
    if word not in SOLVED:
        raise UsageError(f"there is no size formula to solve for {word!r}", hint=did_you_mean(word, SOLVED))
    kind = CATALOGUE[word]
    for name in given:
        if name not in kind.fields or name not in FIELDS:
            fault = unknown_field(kind, name)
            raise UsageError(fault.what, hint=fault.hint)
    if ceil and "ceil" not in kind.fields:
        raise UsageError(f"{word} has no ceil mode", hint="a pool, or no ceil mode")
    wanted = wanted_size(out_size)
    read = {name: _tried(kind.fields[name], given.get(name)) for name in FIELDS if name in kind.fields}
    if _is_unknown(given.get("output_padding")):
        steps = max(each.largest for each in (read["stride"], read["dilation"]))
        read["output_padding"] = choices(kind.fields["output_padding"], range(steps))
    tried = _tried(INPUT, size)
    return _affordable(Question(word, wanted, tried, ceil=ceil, **{"output_padding": None, **read}))


def _tried(field: Field, given: object) -> Any:
    """What may be tried for a field: what is given, all that makes sense for what is sought, or the default."""
    if given is None and not field.required and field.default is not None and field.name != "padding":
        return choices(field, field.default)
    if given is None or _is_unknown(given):
        if given is None and field.name == "stride":
            return None  # the stride of a pool is its kernel
        return choices(field, TRIED[field.name]) if field.name in TRIED else None
    if field.name != "padding":
        return choices(field, given)
    return _padding(field, given)


def _is_unknown(given: object) -> bool:
    return isinstance(given, str) and given.strip() == UNKNOWN


def _padding(field: Field, given: object) -> Choices | str:
    """Both sides of a padding together, or its word."""
    if not isinstance(given, str) or not given.strip().isalpha():
        return halves(field, given)
    word = given.strip()
    if word not in field.words:
        what = f"padding is {word!r}: a number, a range, a list, {' or '.join(field.words)} is expected"
        raise UsageError(what, hint=did_you_mean(word, field.words))
    return word


def wanted_size(given: object) -> int:
    """The size of an output that is asked for. Raises a UsageError where it is not one whole number."""
    whole = given.strip() if isinstance(given, str) else given
    if isinstance(whole, str):
        whole = int(whole) if re.fullmatch(r"-?[0-9]{1,300}", whole) else NotImplemented
    if isinstance(whole, bool) or not isinstance(whole, int):
        raise UsageError(f"out_size is {shown(given)}: one whole number is expected", hint="out_size = 55")
    return choices(OUT_SIZE, whole).ranges[0][0]


def _affordable(question: Question) -> Question:
    """The question, where its answer does not take too long; a UsageError otherwise."""
    count = question.kernel.number * question.dilation.number
    if question.padding is None and count <= MOST_TRIED:
        both = product(question.kernel.values(), question.dilation.values())
        count = sum(_paddings(reach_of(kernel, dilation)) for kernel, dilation in both)
    for choice in (question.stride, question.output_padding, question.padding):
        count *= choice.number if isinstance(choice, Choices) else 1
    count *= sum(SOUGHT if len(each) > 1 else 1 for each in question.input.ranges)
    if count > MOST_TRIED:
        raise UsageError(
            f"{count:,} layers or more would be tried, {SOUGHT} for each range of inputs; the most is {MOST_TRIED:,}",
            hint="fewer unknowns, or shorter ranges such as padding = 0..3",
        )
    return question


def _paddings(reach: int) -> int:
    """How many paddings are smaller than the reach of a kernel, the halves among them."""
    return 2 * reach - 1


def reach_of(kernel: int, dilation: int) -> int:
    """The cells that a dilated kernel reaches over."""
    reach = effective(kernel, dilation)
    assert isinstance(reach, int)
    return reach


def layers(question: Question) -> Iterator[Windowed]:
    """Every layer that is to be tried."""
    kind: Any = CATALOGUE[question.word]
    fixed: dict[str, Any] = {
        name: value for name, value in {"out": 1, "ceil": question.ceil}.items() if name in kind.fields
    }
    if isinstance(question.padding, str):
        fixed["padding"] = question.padding
    tried = {name: getattr(question, name) for name in FIELDS if name != "padding"}
    tried = {name: each.values() for name, each in tried.items() if each is not None}
    for values in product(*tried.values()):
        made = kind(**fixed, **dict(zip(tried, values, strict=True)))
        yield from _padded(made, question.padding)


def _padded(layer: Windowed, padding: Choices | str | None) -> Iterator[Windowed]:
    """The layer with each padding that is to be tried."""
    if isinstance(padding, str):
        yield layer
        return
    smaller = range(_paddings(reach_of(layer.kernel, layer.dilation)))
    for both in smaller if padding is None else padding.values():
        half, odd = divmod(both, 2)
        other: Any = layer.replaced({"padding": ((half, half + 1),) if odd else half})
        yield other
