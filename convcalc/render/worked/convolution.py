"""A worked convolution as a page: its words, its matrices, its steps. What poolings share is here as well."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from convcalc.algebra.sym import Sym
from convcalc.algebra.writing import half_up
from convcalc.layers.fields import shown
from convcalc.layers.window import per_axis
from convcalc.numeric.windows import Array, axes_of
from convcalc.numeric.worked.cells import Cell, cell_json, cell_text
from convcalc.numeric.worked.convolution import Convolved, Step, around_of
from convcalc.render.worked.page import Matrix, Page, Work

Place = tuple[int, ...]
NOT_YET = "."


# What convolutions and poolings share.


def matrices(x: Array, what: str, each: str) -> list[Matrix]:
    """A map channel by channel, each matrix with its title; a sequence is a matrix of one row."""
    many = x.shape[-1] > 1
    titles = [f"{what}, {each} {number + 1}" if many else what for number in range(x.shape[-1])]
    return [
        Matrix(title, [list(map(cell_text, row)) for row in rows], sequence=x.ndim == 2)
        for title, rows in zip(titles, per_channel(x), strict=True)
    ]


def per_channel(x: Array) -> list[list[list[Cell]]]:
    """The rows of each channel."""
    return [x[..., channel].reshape(-1, x.shape[-2]).tolist() for channel in range(x.shape[-1])]


def plain(x: Array) -> Any:
    """The rows of each channel as JSON holds them."""
    return [[list(map(cell_json, row)) for row in rows] for rows in per_channel(x)]


def size_text(x: Array) -> str:
    """Rows and columns, and the channels where there are several: 5x5, 5x5x3."""
    spatial = "x".join(map(str, x.shape[:-1] if x.ndim > 2 else (1, x.shape[0])))
    return f"{spatial}x{x.shape[-1]}" if x.shape[-1] > 1 else spatial


def in_matrix(place: Place) -> tuple[int, int]:
    """A place as row and column of the matrix that is shown."""
    return (0, place[0]) if len(place) == 1 else (place[0], place[1])


def cell_name(letter: str, at: Place) -> str:
    """The name of a cell of the output, O[0,1]."""
    return f"{letter}[{','.join(map(str, at))}]"


def equals(value: Cell) -> str:
    """The sign before a value: one that is rounded is only nearly equal."""
    return "≈" if isinstance(value, float) else "="


def slices(name: str, places: Sequence[Place], step: Sequence[int]) -> str:
    """A window as slices of the map, first row and the one after the last: input[0:3,1:4]."""
    cuts = [
        f"{first}:{last + 1}" + (f":{each}" if each > 1 and last > first else "")
        for first, last, each in zip(places[0], places[-1], step, strict=True)
    ]
    return f"{name}[{','.join(cuts)}]"


def held(value: Cell) -> str:
    """A factor or a term, in brackets where it is negative or a sum."""
    text = cell_text(value)
    return f"({text})" if text.startswith("−") or " " in text else text


def inline(x: Array) -> str:
    """A map on one line: rows between semicolons, channels between strokes."""
    return " | ".join("; ".join(" ".join(map(cell_text, row)) for row in rows) for rows in per_channel(x))


def so_far(output: Array, at: Place) -> Matrix:
    """The output up to a cell, in reading order; sums with names in them are shown by the name of the cell."""
    places = list(np.ndindex(output.shape))
    texts = [cell_name("O", place) if isinstance(output[place], Sym) else cell_text(output[place]) for place in places]
    done = places.index(at) + 1
    texts = texts[:done] + [NOT_YET.rjust(len(text)) for text in texts[done:]]  # the matrix keeps its width
    columns = output.shape[-1]
    return Matrix("output", [texts[start : start + columns] for start in range(0, len(texts), columns)])


def rounding_remarks(output: Array) -> list[str]:
    """What rounding would print in the place of fractions, and which values are rounded already."""
    values = output.reshape(-1).tolist()
    if any(isinstance(value, float) for value in values):
        return ["values with a decimal point are rounded to six digits"]
    if not any(isinstance(value, Fraction) for value in values):
        return []
    up, even = (mapped(rule, output) for rule in (half_up, round))
    remark = f"exact; rounded to whole numbers: {inline(up)}"
    if (up != even).any():
        remark += f" with halves up, {inline(even)} with halves to the even number"
    return [remark]


def mapped(rule: Any, x: Array) -> Array:
    """A map with a rule applied to each cell."""
    changed: Array = x.copy()
    changed.reshape(-1)[:] = [rule(value) for value in x.reshape(-1)]
    return changed


# Convolution.


def convolution_page(work: Convolved, steps: Sequence[Step]) -> Page:
    """A convolution: the steps asked for, the output, and what there is to say of it."""
    return Page(
        captions=[_caption(work)],
        given=[*matrices(_before_the_kernel(work), "input", "channel"), *_kernels(work)],
        steps=[_work(work, step) for step in steps],
        output=matrices(work.output, "output", "filter"),
        remarks=_remarks(work),
        data=_data(work, steps),
    )


def _before_the_kernel(work: Convolved) -> Array:
    """What stands before the kernel in a formula: the input as it is, or stretched for a transposed convolution."""
    return work.slid if work.layer.word == "conv_transpose" else work.input


def _kernel_name(work: Convolved) -> str:
    turned = work.flip != (work.layer.word == "conv_transpose")  # twice turned is not turned
    return "kernel, turned" if turned else "kernel"


def _kernels(work: Convolved) -> list[Matrix]:
    name, filters = _kernel_name(work), work.met.shape[-1]
    titles = [name if filters == 1 else f"{name}, filter {number + 1}" for number in range(filters)]
    filters_of = [matrices(work.met[..., number], title, "channel") for number, title in enumerate(titles)]
    return [matrix for each in filters_of for matrix in each]


def _caption(work: Convolved) -> str:
    layer = work.layer
    fields = {"stride": layer.stride, "padding": layer.padding, **layer.given()}
    what = {"conv": "convolution", "depthwise": "depthwise convolution", "conv_transpose": "transposed convolution"}
    named = [f"{name} {shown(value)}" for name, value in fields.items() if name not in ("out", "kernel", "bias")]
    biases = [f"bias {', '.join(map(cell_text, _distinct(work.bias)))}"] if layer.bias else []
    filters = f", {work.met.shape[-1]} filters" if work.met.shape[-1] > 1 and layer.word != "depthwise" else ""
    return (
        f"{what[layer.word]}: {size_text(work.input)} input, {size_text(work.kernel[..., 0])} kernel{filters}, "
        f"{', '.join([*named, *biases])}; {size_text(work.output)} output"
    )


def _distinct(bias: Array) -> list[Cell]:
    values: list[Cell] = bias.tolist()
    return values[:1] if len(set(map(cell_text, values))) == 1 else values


def _slid_name(work: Convolved) -> str:
    if work.layer.word == "conv_transpose":
        return "stretched"
    return "input" if work.slid.shape == work.input.shape else "padded"


def _work(work: Convolved, step: Step) -> Work:
    """A step: its window on every channel, the products, and the sum."""
    name, slid = cell_name("O", step.at), _slid_name(work)
    window = [in_matrix(cell) for cell in step.cells]
    maps = matrices(work.slid, slid, "channel")
    if work.layer.word == "depthwise":
        maps = maps[step.filter : step.filter + 1]
    kernels = matrices(work.met[..., step.filter], _kernel_name(work), "channel")
    shown_rows: list[Any] = [[(x, window), (kernel, [])] for x, kernel in zip(maps, kernels, strict=True)]
    shown_rows[0].append((so_far(work.sums[..., step.filter], step.at), [in_matrix(step.at)]))
    of = f" of filter {step.filter + 1}" if work.sums.shape[-1] > 1 else ""
    turned = " turned by 180 degrees" if _kernel_name(work) != "kernel" else ""
    where = slices(slid, step.cells, work.dilation) + " times the kernel" + turned
    return Work(name + of, where, shown_rows, _sums(work, step, name))


def _sums(work: Convolved, step: Step, name: str) -> list[str]:
    """The products of a window added up: in one line, or channel by channel and then together."""
    bias = [held(step.bias)] if work.layer.bias else []
    terms = [[f"{held(x)}×{held(w)}" for x, w in channel] for channel in step.products]
    if len(terms) == 1:
        total = "" if isinstance(step.value, Sym) else f" = {cell_text(step.value)}"
        lines = [f"{name} = {' + '.join([*terms[0], *bias])}{total}"]
    else:
        parts = [sum(x * w for x, w in channel) for channel in step.products]
        lines = [f"channel {number}: {' + '.join(each)} = {cell_text(part)}"
                 for number, (each, part) in enumerate(zip(terms, parts, strict=True), 1)]  # fmt: skip
        lines.append(f"{name} = {' + '.join([*map(held, parts), *bias])} = {cell_text(step.value)}")
    if work.activation:
        after = work.output[..., step.filter][step.at]
        lines.append(f"{work.activation}({cell_text(step.value)}) {equals(after)} {cell_text(after)}")
    return lines


def _remarks(work: Convolved) -> list[str]:
    found = []
    if work.layer.word == "conv_transpose":
        found.append(_equivalence(work))
    if work.flip:
        found.append("the kernel is turned by 180 degrees, as convolution is defined; without --flip this is "
                     "cross-correlation, which networks call convolution")  # fmt: skip
    if work.activation:
        found.append(f"before {work.activation}: {inline(work.sums)}")
    return [*found, *rounding_remarks(work.output)]


def _equivalence(work: Convolved) -> str:
    """The direct convolution that gives the same. Dumoulin and Visin 2016, figures 4.1 to 4.6."""
    axes, x = axes_of(work.layer, work.input), work.input
    extra = per_axis(work.layer.output_padding, len(axes))
    around = [around_of(size, axis, more) for size, axis, more in zip(x.shape, axes, extra)]
    between = [axis.stride - 1 for axis in axes]
    zeros = f" with {_each(between)} zero{'s' * (between != [1] * len(axes))} between its cells" if any(between) else ""
    sides = [before if before == after else (before, after) for before, after in around]
    apart = f", dilation {_each(work.dilation)}" if set(work.dilation) != {1} else ""
    cells = [cell for pair in around for cell in pair]
    border = f"cropped by {_each([-cell for cell in cells])}" if max(cells) < 0 else f"padded by {_each(sides)}"
    return (
        f"the same as a direct convolution: the {size_text(x)} input{zeros}, {border}, "
        f"stride 1{apart}, the kernel turned by 180 degrees (Dumoulin and Visin 2016, relationships 8 to 14)"
    )


def _each(values: Sequence[Any]) -> str:
    """One value for all axes, or one each."""
    return shown(values[0]) if all(value == values[0] for value in values) else shown(tuple(values))


def _data(work: Convolved, steps: Sequence[Step]) -> dict[str, Any]:
    """The content of the JSON format."""
    data: dict[str, Any] = {
        "operation": "convolve",
        "layer": {"type": work.layer.word, "fields": work.layer.given()},
        "flip": work.flip,
        "activation": work.activation,
        "input": plain(work.input),
        "kernel": [plain(work.kernel[..., number]) for number in range(work.kernel.shape[-1])],
        "bias": [cell_json(value) for value in work.bias] if work.layer.bias else [],
        "sums": plain(work.sums),
        "output": plain(work.output),
    }
    if work.layer.word == "conv_transpose":
        kernels = [plain(work.met[..., number]) for number in range(work.met.shape[-1])]
        dilation = list(work.dilation)
        data["equivalent"] = {"input": plain(work.slid), "kernel": kernels, "stride": 1, "dilation": dilation}
    if steps:
        data["steps"] = [_step_data(work, step) for step in steps]
    return data


def _step_data(work: Convolved, step: Step) -> dict[str, Any]:
    return {
        "at": list(step.at),
        "filter": step.filter,
        "window": slices(_slid_name(work), step.cells, work.dilation),
        "products": [[[cell_json(x), cell_json(w)] for x, w in channel] for channel in step.products],
        "bias": cell_json(step.bias),
        "sum": cell_json(step.value),
    }
