"""A worked pooling as a page, and the way back from it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from convcalc.layers.fields import shown
from convcalc.layers.window import per_axis
from convcalc.numeric.windows import Array
from convcalc.numeric.worked.cells import cell_json, cell_text
from convcalc.numeric.worked.pooling import Pooled, PoolStep
from convcalc.render.worked.convolution import (
    cell_name,
    equals,
    held,
    in_matrix,
    matrices,
    plain,
    rounding_remarks,
    size_text,
    slices,
    so_far,
)
from convcalc.render.worked.page import Matrix, Page, Work


def pool_page(work: Pooled, steps: Sequence[PoolStep], back: Array | None = None) -> Page:
    """A pooling: the steps asked for, the output, and where unpooling puts it, if that was asked for."""
    output = matrices(work.output, "output", "channel")
    unpooled = [] if back is None else [*places_of(work), *matrices(back, "unpooled", "channel")]
    return Page(
        captions=[_caption(work)],
        given=matrices(work.input, "input", "channel"),
        steps=[_work(work, step) for step in steps],
        output=[*output, *unpooled],
        remarks=[*_padding_remark(work), *rounding_remarks(work.output)],
        data=_data(work, steps, back),
    )


def _padding_remark(work: Pooled) -> list[str]:
    if work.operation != "avg" or work.layer.padding in (0, "valid"):
        return []
    return ["cells of the padding count for nothing: a mean is that of the window's cells of the input"]


def _caption(work: Pooled) -> str:
    layer = work.layer
    fields = {"kernel": layer.kernel, "stride": layer.stride, "padding": layer.padding, **layer.given()}
    named = [f"{name} {shown(value)}" for name, value in fields.items()]
    return (
        f"{work.operation} pooling: {size_text(work.input)} input, {', '.join(named)}; {size_text(work.output)} output"
    )


def _work(work: Pooled, step: PoolStep) -> Work:
    name = cell_name("O", step.at)
    of = f" of channel {step.channel + 1}" if work.input.shape[-1] > 1 else ""
    x = matrices(work.input, "input", "channel")[step.channel]
    result = so_far(work.output[..., step.channel], step.at)
    shown_rows = [[(x, [in_matrix(cell) for cell in step.cells]), (result, [in_matrix(step.at)])]]
    return Work(name + of, where(work, step), shown_rows, [worked(work.operation, step, name)])


def where(work: Pooled, step: PoolStep) -> str:
    """The window as slices of the input; its cells in the padding count for nothing."""
    if not step.cells:
        return "nothing but padding"
    return slices("input", step.cells, per_axis(work.layer.dilation, work.input.ndim - 1))


def worked(operation: str, step: PoolStep, name: str) -> str:
    """The line that brings a window to one value."""
    values, value = [held(each) for each in step.values], cell_text(step.value)
    if operation in ("max", "min"):
        return f"{name} = {operation}({', '.join(map(cell_text, step.values))}) = {value}"
    if operation == "avg":
        mean = f" = ({' + '.join(values)})/{len(values)}" if len(values) > 1 else ""
        return f"{name}{mean} = {value}"
    square = cell_text(sum(each * each for each in step.values))
    squares = " + ".join(f"{each}²" for each in values)
    return f"{name}² = {squares} = {square}; {name} = √{square} {equals(step.value)} {value}"


def places_of(work: Pooled) -> list[Matrix]:
    """Where each value stood in the input, as row,column."""
    rows, columns = work.output.shape[:-1] if work.output.ndim == 3 else (1, *work.output.shape[:-1])
    found = []
    for channel, title in enumerate(matrix.title for matrix in matrices(work.output, "places", "channel")):
        texts = [
            ",".join(map(str, place)) for place in zip(*(axis[..., channel].reshape(-1) for axis in work.places()))
        ]
        table = [texts[row * columns : (row + 1) * columns] for row in range(rows)]
        found.append(Matrix(title, table, sequence=work.output.ndim == 2))
    return found


def _data(work: Pooled, steps: Sequence[PoolStep], back: Array | None) -> dict[str, Any]:
    data: dict[str, Any] = {
        "operation": "pool",
        "layer": {"type": work.layer.word, "fields": work.layer.given()},
        "input": plain(work.input),
        "output": plain(work.output),
    }
    if back is not None:
        tables = [matrix.rows for matrix in places_of(work)]
        data["places"] = [[[list(map(int, text.split(","))) for text in row] for row in rows] for rows in tables]
        data["unpooled"] = plain(back)
    if steps:
        data["steps"] = [
            {
                "at": list(step.at),
                "channel": step.channel,
                "window": where(work, step),
                "values": [cell_json(value) for value in step.values],
                "value": cell_json(step.value),
            }
            for step in steps
        ]
    return data
