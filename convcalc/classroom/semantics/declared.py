"""What a declaration of a framework's rules holds, and what several of them need."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from convcalc.algebra.settle import decide, settle
from convcalc.algebra.sym import Dim, Sym, same
from convcalc.algebra.writing import text
from convcalc.errors import Fault
from convcalc.layers import CATALOGUE
from convcalc.layers.base import Need
from convcalc.layers.conv import ConvTranspose
from convcalc.layers.fields import differs, shown
from convcalc.layers.window import Windowed, effective
from convcalc.shape import AXES, SIDES, Shape

WINDOWED = tuple(word for word, kind in CATALOGUE.items() if issubclass(kind, Windowed))
POOLS = ("maxpool", "avgpool", "minpool", "l2pool")
COUNTED = "counts the zeros of the padding"
LEFT_OUT = "leaves the zeros of the padding out"
CELLS = {"H": "row", "W": "column", "T": "frame"}
Needs = Callable[[Any, Shape], Iterator[Need]]
Remarks = Callable[[Any, Any, Shape, Shape], Iterator[str]]


def unchanged(layer: Any, x: Shape) -> Any:
    """A layer as it is: the framework's rule is the catalogue's."""
    return layer


class Semantics(NamedTuple):
    """The rules of a framework: what they are called and where they stand, and what they make of a layer.

    ``calls`` is the framework's own word for each layer type that it has, with the number of axes at ``{n}``;
    ``lacks`` names the fields that it has not, by layer type, with what to try. ``needs`` yields what must hold beside
    that, ``read`` gives the layer of the catalogue that does what the framework does, ``remarks`` says of a layer asked
    for and the one it is read as, from input and output, what the size does not tell, ``way`` how sizes part, and
    ``mean`` what an average pool does with zeros.
    """

    name: str
    brand: str
    title: str
    source: str
    calls: Mapping[str, str]
    lacks: Mapping[str, Mapping[str, str]]
    needs: Needs
    remarks: Remarks
    read: Callable[[Any, Shape], Any] = unchanged
    way: Callable[[Any], str] = lambda layer: ""
    mean: Callable[[Any], str] = lambda layer: ""
    strict: bool = False

    def call(self, layer: Any, x: Shape) -> str:
        """The framework's own word for a layer on such an input: MaxPool2d."""
        return self.calls[layer.word].format(n=x.rank)


def lacking(rules: Semantics, layer: Any, x: Shape) -> Iterator[Need]:
    """The framework has this layer type, with the fields that are asked for."""
    if layer.word not in rules.calls:
        yield never(layer, f"{rules.brand} has no {layer.word}", rules.lacks[layer.word][""], "")
        return
    for name, hint in rules.lacks.get(layer.word, {}).items():
        value, default = getattr(layer, name), layer.fields[name].default
        if differs(value, default):
            call = rules.call(layer, x)
            yield never(layer, f"{call} of {rules.brand} has no {name}, and {name} is {shown(value)}", hint, name)


def never(layer: Any, what: str, hint: str, field: str) -> Need:
    """A need that does not hold."""
    return False, lambda: Fault(f"{layer.word}: {what}", hint, field)


def no_same(rules: Semantics, layer: Any, x: Shape) -> Iterator[Need]:
    """The framework has no padding ``same`` for this layer type."""
    if layer.padding == "same":
        yield never(layer, f"{rules.call(layer, x)} of {rules.brand} has no padding same", in_numbers(rules, layer, x),
                    "padding")  # fmt: skip


def in_numbers(rules: Semantics, layer: Any, x: Shape) -> str:
    """What to try for ``same`` where padding is a number for both sides of an axis."""
    if any(isinstance(dim, Sym) for dim in (*x.spatial, *(part for axis in layer.axes(x) for part in axis))):
        return "padding as a number"
    wanted = layer.shape(x)
    if transposes(layer):
        has_extra = isinstance(layer, ConvTranspose) and "output_padding" not in rules.lacks.get(layer.word, {})
        return _cropped(layer, x, alone=not has_extra)
    pairs = layer_zeros(layer, x)
    tried = with_padding(layer, [after for _, after in pairs])
    if tried.shape(x) != wanted:
        return "an odd kernel: no padding that is alike on both sides gives this size"
    same_zeros = all(before == after for before, after in pairs)
    place = "puts the same zeros" if same_zeros else "gives the same size, with windows that start a cell earlier"
    return f"padding = {shown(tried.padding)}, which {place}"


def _cropped(layer: Any, x: Shape, alone: bool) -> str:
    """The padding and output padding of a transposed convolution that make W*S, or the padding ``alone``."""
    padding, extra = zip(*map(_crop, layer.axes(x)), strict=True)
    most = [0 if alone else max(axis.stride, axis.dilation) - 1 for axis in layer.axes(x)]
    if any(more > bound for more, bound in zip(extra, most, strict=True)):
        return f"another kernel: no padding{' alone' * alone} that is alike on both sides gives this size"
    added = f" and output_padding = {shown(one_for_all(extra))}" if any(extra) else ""
    return f"padding = {shown(one_for_all(padding))}{added}, which gives this size"


def _crop(axis: Any) -> tuple[int, int]:
    over: Any = effective(axis.kernel, axis.dilation) - axis.stride
    padding = max((over + 1) // 2, 0)
    return padding, 2 * padding - over


def one_for_all(values: Iterable[Any]) -> Any:
    """The one value of all axes where they are alike, else one for each."""
    values = tuple(values)
    return values if any(differs(value, values[0]) for value in values) else values[0]


def with_padding(layer: Any, padding: Iterable[Any]) -> Any:
    """The layer with a padding for each axis: a number, or the pair of its sides."""
    per_axis = tuple(_side(each) for each in padding)
    lone = one_for_all(per_axis)
    return layer.replaced({"padding": per_axis if isinstance(lone, tuple) else lone})


def _side(padding: Any) -> Any:
    """The padding of an axis, equal sides as one number."""
    if not isinstance(padding, tuple):
        return settle(padding)
    before, after = map(settle, padding)
    return before if decide(same(before, after)) is True else (before, after)


def layer_zeros(layer: Any, x: Shape) -> tuple[tuple[Dim, Dim], ...]:
    """The zeros before and after each axis, or what a transposed convolution crops there."""
    rows = zip(x.spatial, layer.axes(x), strict=True)
    return tuple(tuple(map(settle, layer.zeros(size, axis))) for size, axis in rows)


def is_uneven(layer: Any) -> bool:
    """Whether the padding that was asked for differs from side to side."""
    return isinstance(layer.padding, tuple) and any(isinstance(each, tuple) for each in layer.padding)


def is_number(layer: Any) -> bool:
    """Whether the padding is one in numbers, other than 0."""
    if isinstance(layer.padding, str):
        return False
    axes = layer.padding if isinstance(layer.padding, tuple) else (layer.padding,)
    return any(differs(each, 0) for each in axes)


def transposes(layer: Any) -> bool:
    """Whether the padding is what is cropped from the output."""
    return layer.word in ("conv_transpose", "maxunpool")


def odd_zeros(asked: Any, read: Any, x: Shape) -> Iterator[str]:
    """Where the odd cell of padding ``same`` goes."""
    pairs = layer_zeros(read, x)
    odd = [letter for letter, pair in zip(AXES[x.rank], pairs, strict=True) if differs(*pair)]
    if asked.padding != "same" or not odd or any(isinstance(count, Sym) for pair in pairs for count in pair):
        return
    cell = "cell that is cropped" if transposes(read) else "zero of the padding"
    at_end = all(before < after for before, after in pairs if before != after)
    where = " and ".join(SIDES[letter][at_end] for letter in odd)
    yield f"the odd {cell} is at the {'end' if at_end else 'beginning'}: {where}"


def overhang(read: Any, x: Shape, y: Shape) -> Iterator[str]:
    """How far the last windows of a pool in ceil mode reach beyond the padded input."""
    if not getattr(read, "ceil", False):
        return
    over: dict[int, list[str]] = {}
    for letter, size, axis, out, pair in zip(
        AXES[x.rank], x.spatial, read.axes(x), y.spatial, layer_zeros(read, x), strict=True
    ):
        more = settle((out - 1) * axis.stride + effective(axis.kernel, axis.dilation) - size - pair[0] - pair[1])
        if isinstance(more, int) and more > 0:
            over.setdefault(more, []).append(CELLS[letter])
    for count, cells in over.items():
        reached = " and ".join(f"{count} {cell}{'s' * (count > 1)}" for cell in cells)
        yield f"the last window reaches {reached} beyond the {'padded ' * is_number(read)}input"


def padding_text(layer: Any, x: Shape) -> str:
    """The padding in numbers, as a call takes it: 1, or (1, 2) by axis."""
    numbers = one_for_all(before for before, _ in layer_zeros(layer, x))
    return "(" + ", ".join(map(text, numbers)) + ")" if isinstance(numbers, tuple) else text(numbers)


def size_text(shape: Shape) -> str:
    """The axes of a shape without its depth: 55x55."""
    return Shape(shape.spatial).text("hwc")


def sides_text(layer: Any, x: Shape) -> str:
    """The padding of each side, as a call takes it: ((0, 1), (0, 1))."""
    pairs = [f"({text(before)}, {text(after)})" for before, after in layer_zeros(layer, x)]
    return f"({', '.join(pairs)})" if len(pairs) > 1 else pairs[0]
