"""Trials about what is worked: another variant, another input, another layer, a number of the row beside it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from convcalc.architecture.document import Step
from convcalc.architecture.expand import expand
from convcalc.architecture.graph import Graph, Node, Part
from convcalc.architecture.printed import SHAPE, sizes_of
from convcalc.architecture.published import OF
from convcalc.architecture.scope import calls
from convcalc.architecture.values import Value
from convcalc.classroom.audit.case import Case, Cell, Edition
from convcalc.classroom.audit.counted import Alone
from convcalc.classroom.audit.trial import Trial
from convcalc.classroom.check.problem import part_of
from convcalc.classroom.check.slips.register import WORLD_SLIPS
from convcalc.classroom.check.world import World
from convcalc.errors import ConvcalcError, Mark
from convcalc.evaluate import evaluate
from convcalc.facts import Facts
from convcalc.layers import Layer
from convcalc.layers.fields import differs, shown
from convcalc.layers.pool import Pool
from convcalc.layers.window import Windowed
from convcalc.rows import Row
from convcalc.shape import LARGEST, Shape

FEW_LAYERS = 100  # that a part may have more with another number in it
MOST_LAYERS = 40  # of a part whose layers are changed one by one
KERNELS = (1, 3, 5, 7, 11)
STRIDES = (1, 2, 4)
GROUPS = (1, 2)
SLIPS = (
    "same-padding-assumed", "padding-forgotten", "stride-forgotten", "stride-is-kernel", "groups-forgotten",
    "dilation-forgotten", "depthwise-as-convolution", "convolution-as-depthwise", "bottleneck-left-out",
    "pool-left-out",
)  # fmt: skip


def other_variants(cell: Cell) -> Iterator[Trial]:
    """The same figure of the other variants of the file."""
    for says, edition in cell.case.variants:
        part = edition.parts.get(cell.part.name)
        if part is not None:
            value = cell.value(edition.facts(part))
            yield Trial("variant", f"{says}, another variant of the file", value)


def other_inputs(cell: Cell) -> Iterator[Trial]:
    """The same figure on inputs of other sizes."""
    for shape, edition in cell.case.inputs:
        yield Trial("input", f"an input of {shape}", cell.value(edition.facts(cell.part)))


def the_input_itself(cell: Cell) -> Iterator[Trial]:
    """Of a figure about the network's input: what else that input would change."""
    shape = read_shape(cell.printed) if cell.reads_input and cell.part.first == 0 else None
    if shape is None or not isinstance(cell.right, Shape) or len(shape) != len(cell.right):
        return
    edition = cell.case.on(shape)
    agreeing = [each for each in cell.case.cells if each.agrees and not each.reads_input]
    if edition is None:
        says = "on which the network cannot run"
    else:
        wrong = sum(not each.agreement(each.value(edition.facts(each.part)))[0] for each in agreeing)
        says = f"on which {wrong} of the {len(agreeing)} other figures that agree would not"
    yield Trial("the-input", f"an input of {shape}, {says}", shape)


def read_shape(printed: str) -> Shape | None:
    """A shape in print; None where it is none."""
    if not SHAPE.fullmatch(printed):
        return None
    sizes = Shape(map(int, sizes_of(printed)))
    return sizes if all(1 <= size <= LARGEST for size in sizes) else None


def printed_inputs(cell: Cell) -> Iterator[Trial]:
    """The same figure on the input that the row prints itself."""
    for shape in _printed_inputs(cell):
        facts = _seen(cell.case, cell.part, world_of(cell.case, cell.part)._replace(inputs=(shape,)))
        if facts:
            yield Trial("printed-input", f"the input of {shape} that the row prints", cell.value(facts))


def _printed_inputs(cell: Cell) -> Iterator[Shape]:
    """What the row prints as its input, where that is not its input."""
    for other in () if cell.reads_input else cell.row:
        if other.reads_input and isinstance(other.right, Shape) and not other.agrees:
            sizes = read_shape(other.printed)
            if sizes and len(sizes) == len(other.right):
                yield sizes


def other_layers(cell: Cell) -> Iterator[Trial]:
    """The figure where one layer of the part has another field, or is another layer."""
    if cell.published.quantity in OF:
        return
    for kind, says, facts in cell.case.once(("layers", cell.part.name), lambda: list(_changed(cell.case, cell.part))):
        yield Trial(kind, says + _consequence(cell, facts), cell.value(facts))


def _consequence(cell: Cell, facts: Facts) -> str:
    """What a figure about a layer's fields would make of its output, were it true."""
    own, other = cell.case.edition.facts(cell.part).get("output"), facts.get("output")
    return f", and its output would be {other}" if cell.about_fields and own != other else ""


def _changed(case: Case, part: Part) -> Iterator[tuple[str, str, Facts]]:
    """What is known of a part in which one thing is changed."""
    if not 0 < part.last - part.first <= MOST_LAYERS:
        return
    world = world_of(case, part)
    for says, other in _worlds(case, part, world):
        facts = _seen(case, part, other)
        if facts:
            yield "layer", says, facts
    for name in SLIPS:
        for other in WORLD_SLIPS[name].worlds(world):
            facts = None if other.rewrites else _seen(case, part, other)
            if facts:
                where = f" (in {other.where})" if other.where else ""
                yield name, WORLD_SLIPS[name].slip.meaning + where, facts


def _worlds(case: Case, part: Part, world: World) -> Iterator[tuple[str, World]]:
    """The part with another field in one of its layers, of equal layers on equal inputs in the first."""
    tried = set()
    rows = case.edition.report.rows[part.first : part.last]
    for place, (node, row) in enumerate(zip(world.nodes, rows, strict=True)):
        if (node.layer, row.inputs) in tried:
            continue
        tried.add((node.layer, row.inputs))
        for says, fields in _fields(node.layer):
            other = node._replace(layer=node.layer.replaced(fields))
            where = f" in {node.name}" if len(rows) > 1 else ""
            yield says + where, world._replace(nodes=(*world.nodes[:place], other, *world.nodes[place + 1 :]))


def _fields(layer: Layer) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Other values of a layer's fields, one at a time; with a kernel its padding where it keeps the size."""
    if not isinstance(layer, Windowed):
        return
    own = vars(layer)
    for name, values in (("stride", STRIDES), ("groups", GROUPS), ("padding", _paddings(own.get("padding")))):
        for value in values if name in own else ():
            if differs(value, own[name]):
                yield f"{name} {shown(value)} in place of {shown(own[name])}", {name: value}
    for kernel in KERNELS:
        if differs(kernel, own["kernel"]):
            padded = isinstance(own["kernel"], int) and own["padding"] == own["kernel"] // 2 and kernel % 2
            says = f"kernel {kernel} in place of {shown(own['kernel'])}"
            yield says, {"kernel": kernel, **({"padding": kernel // 2} if padded else {})}
    if isinstance(layer, Pool) and "ceil" in own:
        yield ("rounded down" if own["ceil"] else "rounded up"), {"ceil": not own["ceil"]}


def _paddings(own: Any) -> tuple[Any, ...]:
    """Paddings near this one."""
    return tuple({0, 1, own - 1, own + 1} - {-1}) if isinstance(own, int) else (0, 1, 2, 3)


def world_of(case: Case, part: Part) -> World:
    """A part as a problem of its own."""
    report = case.edition.report
    nodes, values, before = part_of(case.edition.graph, report, list(range(part.first, part.last)))
    return World(nodes, values, report.convention, before=before)


def _seen(case: Case, part: Part, world: World) -> Facts | None:
    """What is known of a part in a world; None where the world does not fit."""
    graph = case.edition.graph
    if not case.budget.spend(len(world.nodes)):
        return None
    alone = graph._replace(nodes=list(world.nodes), parts=(), input=None)
    try:
        report = evaluate(alone, world.inputs, world.convention, own=False)
    except ConvcalcError:
        return None
    return _facts(graph, case.edition.report.rows, part, world.nodes, report.rows, len(world.inputs))


def _facts(
    graph: Graph, rows: Iterable[Row], part: Part, nodes: Iterable[Node], own: Iterable[Row], inputs: int = 1
) -> Facts:
    """The facts of a part whose layers are others, in their place in the network."""
    own, rows = list(own), list(rows)
    made = [node._replace(inputs=tuple(place + part.first + 1 - inputs for place in node.inputs)) for node in nodes]
    spliced = graph._replace(nodes=[*graph.nodes[: part.first], *made, *graph.nodes[part.last :]])
    sums = Alone(spliced, [*rows[: part.first], *own, *rows[part.last :]])
    return Facts(part._replace(last=part.first + len(own)), sums)


# A number of the row beside it.


def from_the_row_beside(cell: Cell) -> Iterator[Trial]:
    """The figure where one parameter of the row's block is that of the row before or behind it."""
    step = _top_step(cell) if cell.part.names else None
    if step is None or cell.published.quantity in OF:
        return
    for other in _beside(cell):
        for name in cell.part.names:
            yield from _exchanged(cell, other, name, step)


def _beside(cell: Cell) -> list[Part]:
    """The parts of the same block just before and just behind."""
    parts = cell.case.edition.parts.values()
    alike = sorted((part for part in parts if part.word == cell.part.word and part.names), key=lambda part: part.first)
    place = alike.index(cell.part) if cell.part in alike else None
    return [] if place is None else alike[max(place - 1, 0) : place] + alike[place + 1 : place + 2]


def _exchanged(cell: Cell, other: Part, name: str, step: Step) -> Iterator[Trial]:
    """The figure with a parameter of another part; of a list with one of its items."""
    own, theirs = cell.part.names[name], other.names.get(name)
    if theirs is None or isinstance(own, str) or not differs(own, theirs):
        return
    for value, says in [(theirs, f"{shown(theirs)} in place of {shown(own)}"), *_items(own, theirs)]:
        facts = _with_argument(cell.case, cell.part, step, name, value)
        if facts:
            yield Trial("beside", f"{says} for {name}, as in {other.name}", cell.value(facts))


def _items(own: Any, theirs: Any) -> Iterator[tuple[Any, str]]:
    if isinstance(own, tuple) and isinstance(theirs, tuple) and len(own) == len(theirs):
        for place, (mine, other) in enumerate(zip(own, theirs, strict=True)):
            if differs(mine, other):
                yield (*own[:place], other, *own[place + 1 :]), f"{shown(other)} in place of {shown(mine)}"


def _top_step(cell: Cell) -> Step | None:
    """The step of the file that a part is, where that stands outside all blocks and has one input."""
    graph = cell.case.edition.graph
    node = graph.nodes[cell.part.first]
    step = node.step
    for _, outer in calls(node.scope):
        step = outer
    at_top = step is not None and step.word == cell.part.word and "/" not in cell.part.name
    return step if at_top and cell.case.document else None


def _with_argument(case: Case, part: Part, step: Step, name: str, value: Any) -> Facts | None:
    """The facts of a part whose block is given another value for a parameter."""
    document = case.document
    if document is None or not case.budget.spend(part.last - part.first):
        return None
    args = {**step.args, name: _value(value, step.mark)}
    alone = step._replace(args=args, origin=None, label=part.label or "row", expect=(), repeat=None)
    x = case.edition.report.rows[part.first].inputs[0]
    about_as_many = FEW_LAYERS + 2 * (part.last - part.first)
    try:
        only = document._replace(steps=(alone,), expect=(), input=Value(str(x), step.mark))
        graph = expand(only, case.settings, about_as_many)
        edition = Edition(graph, evaluate(graph, (x,), case.edition.report.convention, own=False))
    except ConvcalcError:
        return None
    (made,) = (each for each in graph.parts if each.word == part.word and each.first == 0)
    rows = edition.report.rows
    return _facts(case.edition.graph, case.edition.report.rows, part._replace(names=made.names), graph.nodes, rows)


def _value(raw: Any, mark: Mark) -> Value:
    return Value([_value(item, mark) for item in raw], mark) if isinstance(raw, tuple) else Value(raw, mark)
