"""A graph and an input's shape become a report. Equal layers on equal shapes are worked out once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from itertools import chain as chain_of
from typing import Any

from convcalc.algebra.settle import collect, decide, settle, strongest
from convcalc.algebra.sym import Sym, Truth, Undecided, divides, is_zero, value_of, whole
from convcalc.algebra.tracing import exceeds, tracing
from convcalc.algebra.writing import fraction_text, text
from convcalc.architecture import limits
from convcalc.architecture.graph import Graph, Node
from convcalc.architecture.scope import chain
from convcalc.conventions import Convention, added
from convcalc.counting import adding
from convcalc.counting.at_work import AtWork, effective
from convcalc.errors import Fault, ShapeError, UsageError
from convcalc.expectation import figures
from convcalc.layers import Layer
from convcalc.layers.base import Stride
from convcalc.layers.letters import lettered, lettered_inputs
from convcalc.report import Report
from convcalc.rows import Row, total_of
from convcalc.shape import AXES, Shape

NOT_STRICT = "no --strict"  # what to try where --strict refuses a layer
AXIS_NAMES = {"H": "row", "W": "column", "T": "frame"}


def evaluate(
    graph: Graph,
    inputs: tuple[Shape, ...],
    convention: Convention,
    *,
    strict: bool = False,
    batch: int = 1,
    own: bool = True,
    effective: bool = False,
) -> Report:
    """Evaluate a network on the shapes of its inputs.

    ``strict`` makes it an error where a stride does not divide, as the lectures teach it. ``batch`` multiplies the
    operations, not the parameters. ``effective`` also counts the multiplications on padding. ``own`` says that input
    and symbols are the file's, so that its published figures apply.

    Raises a ShapeError with the rows up to the failing layer.
    """
    assumptions: list[Sym] = []
    _check_inputs(inputs, assumptions)
    values: list[Shape] = list(inputs)
    rows: list[Row] = []
    known: dict[Any, Row] = {}
    for node in graph.nodes:
        layer = node.layer
        xs = tuple([values[place] for place in node.inputs])
        key = (layer, xs)
        work = known.get(key)
        if work is None:
            try:
                work = known[key] = _work(layer, xs, convention, strict, batch, assumptions, effective)
            except Fault as fault:
                raise shape_error(node, fault, rows) from None
        values.append(work.output)
        rows.append(Row(node.name, *work[1:]))
    report = Report(
        name=graph.name,
        rows=tuple(rows),
        total=total_of(rows),
        inputs=inputs,
        convention=convention,
        batch=batch,
        source=graph.source,
        citation=graph.citation,
        bundled=graph.bundled,
        symbols=graph.symbols,
        assumptions=strongest(assumptions),
        file_input=graph.input,
        remarks=tuple(_convention_remarks(convention, rows)),
    )
    if own:
        return report._replace(figures=tuple(figures(graph, report)))
    return report._replace(unchecked=sum(len(part.figures) for part in graph.parts))


def _convention_remarks(convention: Convention, rows: Iterable[Row]) -> Iterable[str]:
    """What the convention gets wrong of these rows, and which layer types it counts as nothing."""
    if convention.rules is None:
        return ()
    words: dict[str, bool] = {}
    for row in rows:
        worked = not all(map(is_zero, row.ops.values()))
        words[row.type] = words.get(row.type, False) or (worked and is_zero(row.operations))
    return adding.remarks(convention, words)


def _check_inputs(inputs: tuple[Shape, ...], assumptions: list[Sym]) -> None:
    """Note down what must hold for the formulas in the inputs' shapes: they are whole, and at least 1."""
    for dim in (dim for x in inputs for dim in x if isinstance(dim, Sym)):
        for condition in (whole(dim), dim >= 1):
            truth = decide(condition)
            if isinstance(truth, Sym):
                assumptions.append(truth)
            elif not truth:
                raise UsageError(f"a size of the input is {text(dim)}, which is never a size", hint="another formula")


def _work(
    layer: Layer,
    xs: tuple[Shape, ...],
    convention: Convention,
    strict: bool,
    batch: int,
    assumptions: list[Sym],
    on_padding: bool,
) -> Row:
    """The row of a layer on its inputs, still without a name."""
    for holds, fault in chain_of(layer.name_needs(), layer.needs(*xs)):
        truth = decide(holds) if isinstance(holds, Sym) else holds
        if isinstance(truth, Sym):
            assumptions.append(truth)
        elif not truth:
            raise _fault(layer, holds, fault)
    y = _settled(layer.shape(*xs))
    most = limits.LARGEST_VALUE
    if y is not xs[0] and any(dim > most if type(dim) is int else exceeds(dim, most) for dim in y):
        output = "the output" if tracing() else f"the output {y}"
        raise Fault(
            f"{layer.word}: {output} has an axis of more than {most:,} cells, the limit",
            "a smaller input, or fewer steps that enlarge it",
        )
    ops = {kind: collect(batch * count) for kind, count in layer.ops(*xs, y).items()}
    work = AtWork(layer, xs, y, ops, batch)
    if on_padding:
        ops["on_padding"] = ops.get("multiplications", 0) - effective(work)
    learned, recorded = adding.learned_and_recorded(convention, work)
    return Row(
        name="",
        type=layer.word,
        layer=layer,
        inputs=xs,
        output=y,
        parameters=collect(learned),
        statistics=collect(recorded),
        multiplications=ops.get("multiplications", 0),
        accumulations=collect(added(ops, convention.accumulations)),
        bias_sums=ops.get("bias_sums", 0),
        operations=collect(adding.operations(convention, work)),
        ops=ops,
        notes=_unread(layer, xs, strict, assumptions),
    )


def _settled(y: Shape) -> Shape:
    """The output with its dimensions in their simplest form, so that equal layers on equal shapes are worked once."""
    return Shape(map(settle, y)) if Sym in map(type, y) else y


def _fault(layer: Layer, holds: Truth, fault: Callable[[], Fault]) -> Fault:
    """What does not hold, also where the layer cannot say it without numbers."""
    if tracing():
        return Fault(f"{layer.word}: what it needs does not hold at the point that is traced")
    try:
        return fault()
    except Undecided:
        return Fault(f"{layer.word}: it does not hold that {text(holds)}", "other numbers, or fewer names")


def _unread(layer: Layer, xs: tuple[Shape, ...], strict: bool, assumptions: list[Sym]) -> tuple[str, ...]:
    """What floor throws away: the last cells of the input that no window reads. With ``strict`` a Fault instead."""
    windows = layer.strides(*xs)
    if not windows:
        return ()
    left: dict[int, list[str]] = {}
    between: dict[Any, list[str]] = {}
    for axis, window in zip(AXES[xs[0].rank], windows, strict=True):
        if strict:
            _check_fit(layer, xs, axis, window, assumptions)
        if window.unread:
            left.setdefault(window.unread, []).append(AXIS_NAMES[axis])
        if window.gap:
            between.setdefault((window.gap, window.stride), []).append(AXIS_NAMES[axis])
    notes = [_unread_text(cells, names) for cells, names in left.items()]
    return (*notes, *(_between_text(gap, stride, names) for (gap, stride), names in between.items()))


def _check_fit(layer: Layer, xs: tuple[Shape, ...], axis: str, window: Stride, assumptions: list[Sym]) -> None:
    """Raise a Fault where the stride does not divide; note it down where that depends on names."""
    fits = decide(divides(window.stride, window.span))
    if isinstance(fits, Sym):
        assumptions.append(fits)
    elif not fits and window.rest:
        raise _does_not_fit(layer, xs, axis, window)
    elif not fits and tracing():
        raise Fault(f"{layer.word}: the stride does not fit along {axis} at the point that is traced")
    elif not fits:
        span, stride = text(settle(window.span)), text(window.stride)
        raise Fault(
            f"{layer.word}: the stride does not fit along {axis}: {stride} never divides {span}",
            f"another padding or kernel, or {NOT_STRICT}",
            "stride",
        )


def _does_not_fit(layer: Layer, xs: tuple[Shape, ...], axis: str, window: Stride) -> Fault:
    """The Fault of --strict, with the fraction worked the way the lectures show it."""
    place = AXES[xs[0].rank].index(axis)
    named = lettered(layer, xs[0].rank).strides(*lettered_inputs(xs))
    worked = named[place].span if named else window.span  # with padding same there is no formula in letters
    quotient, stride = fraction_text(positions(window)), value_of(window.stride) or 1
    return Fault(
        f"{layer.word}: the stride does not fit along {axis}: "
        f"({text(worked, numbers=True)})/{stride} + 1 = {quotient} is not whole",
        f"an input or a padding that is {stride - window.rest} larger or {window.rest} smaller in all, or {NOT_STRICT}",
        "stride",
    )


def positions(window: Stride) -> Fraction:
    """The positions of a window before they are rounded, span/stride + 1."""
    return Fraction(value_of(window.span) or 0, value_of(window.stride) or 1) + 1


def _unread_text(cells: int, axes: list[str]) -> str:
    counted = [f"{cells} {axis}{'s' if cells > 1 else ''}" for axis in axes]
    are = "are" if cells > 1 or len(axes) > 1 else "is"
    return f"the last {' and '.join(counted)} of the input {are} never read"


def _between_text(gap: int, stride: int, axes: list[str]) -> str:
    """What lies between the windows of a stride that is longer than they reach."""
    lines = " and ".join(f"{axis}s" for axis in axes)
    return f"{gap} of every {stride} {lines} {'lie' if gap > 1 else 'lies'} between the windows, unread by this layer"


def shape_error(node: Node, fault: Fault, rows: Iterable[Row]) -> ShapeError:
    """The error of a layer that cannot take its input: its place in the file, and the rows before it."""
    step = node.step
    where = "" if step or not node.name or node.name == node.layer.word else f"{node.name}: "
    mark = None
    if step:
        value = step.args.get(fault.field)
        mark = value.mark if value else step.mark
    error = ShapeError(where + fault.what, mark=mark, hint=fault.hint, chain=chain(node.scope))
    error.rows = tuple(rows)
    error.failed = node.name
    return error
