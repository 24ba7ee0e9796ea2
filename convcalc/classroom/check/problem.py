"""What is asked about: a layer, a line of layers, a network or a part of one, with its right values and its working."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Protocol

from convcalc.algebra.sym import Sym
from convcalc.algebra.tree import leaves_and_steps, working
from convcalc.architecture.graph import Graph, Node
from convcalc.classroom.check.candidates import Candidate
from convcalc.classroom.check.diagnosis import pairs, singles
from convcalc.classroom.check.quantities import QUANTITIES, Quantity
from convcalc.classroom.check.world import ADDITIVE, COUNTED_BESIDES, World, count, measure, recorded
from convcalc.classroom.explain import Step, explain, explain_block, step, title_of
from convcalc.counting.library import check_kinds
from convcalc.errors import Fault, UsageError, did_you_mean
from convcalc.layers.letters import lettered
from convcalc.network import Network
from convcalc.report import Report
from convcalc.rows import Row
from convcalc.shape import AXES, Shape

MOST_SHAPES = 30  # behind the layers of a network; whoever wants to see more asks for its summary


class Problem(Protocol):
    """What every kind of problem can do."""

    @property
    def title(self) -> str:
        """What is worked on."""

    @property
    def quantities(self) -> tuple[str, ...]:
        """What can be asked."""

    def kind(self, quantity: str) -> str:
        """The kind of a quantity's value (``quantities.Quantity``)."""

    def right(self, quantity: str) -> Any:
        """The right value; None for a quantity that says nothing here."""

    def also_right(self, quantity: str) -> tuple[Any, ...]:
        """Other values that are right as well, where several are."""

    def candidates(self, quantity: str) -> list[Candidate]:
        """The wrong values that one slip leads to."""

    def pairs(self, quantity: str) -> list[Candidate]:
        """The wrong values that two slips together lead to."""

    def formula(self, quantity: str) -> Any:
        """The recorded formula of the quantity in letters; None where there is none."""

    def letters(self) -> Mapping[str, Any]:
        """What letters of a formula may stand for, besides those of the right one."""

    def working(self, quantity: str) -> list[Any]:
        """The lines of the right working, each with its text."""


class LayersProblem:
    """A problem about layers: one, a line of them, a network, or a part of one."""

    def __init__(self, title: str, world: World, rows: tuple[Row, ...], variants: Callable[[], Any] | None = None):
        self.title = title
        self.world = world
        self.rows = rows
        self._variants = variants  # makes the other variants of a network, with the slips that they are
        self._known: dict[Any, Any] = {}

    @property
    def quantities(self) -> tuple[str, ...]:
        """What can be asked: all that has a value here."""
        return tuple(self._once("quantities", lambda: [name for name in QUANTITIES if self._asked(name)]))

    def _asked(self, name: str) -> bool:
        """Whether a quantity says something here: what is counted besides must not be nothing."""
        value = self.right(name)
        return value is not None and (name not in COUNTED_BESIDES or value != 0)

    def kind(self, quantity: str) -> str:
        """The kind of a quantity's value."""
        return _known(quantity).kind

    def right(self, quantity: str) -> Any:
        """The right value; None where the quantity says nothing here."""
        return self._once(("right", quantity), lambda: measure(self.world, _known(quantity).name))

    def also_right(self, quantity: str) -> tuple[Any, ...]:
        """Nothing else is right."""
        return ()

    def candidates(self, quantity: str) -> list[Candidate]:
        """The wrong values that one slip leads to."""
        return self._once(("singles", quantity), lambda: singles(self, quantity))  # type: ignore[no-any-return]

    def pairs(self, quantity: str) -> list[Candidate]:
        """The wrong values that two slips together lead to."""
        return self._once(("pairs", quantity), lambda: pairs(self, quantity))  # type: ignore[no-any-return]

    def variants(self) -> Mapping[Any, World]:
        """The other variants of the network, each under the slip that it is."""
        return self._once("variants", lambda: self._variants() if self._variants else {})  # type: ignore[no-any-return]

    def formula(self, quantity: str) -> Any:
        """The recorded formula in letters, of a single layer's count or square size; None elsewhere."""
        return formula(self.world, quantity)

    def letters(self) -> Mapping[str, Any]:
        """The letters of a single layer, with their values."""
        return self._once("letters", lambda: letters(self.world))  # type: ignore[no-any-return]

    def working(self, quantity: str) -> list[Any]:
        """The lines of the right working: the quantity's, and before it those of what it is made of.

        Of several layers the sum, or the shape behind each of them.
        """
        if len(self.rows) > 1 and quantity in ADDITIVE:
            name = self._step_name(quantity)
            return [line for line in explain_block(self.rows, self.world.convention) if line.name == name]
        if len(self.rows) > 1:
            return [f"behind {row.name}: {row.output}" for row in self.rows[:MOST_SHAPES]]
        if quantity in ("weights", "biases"):
            return [step(quantity, formula(self.world, quantity))]
        (row,) = self.rows
        assert row.layer is not None
        steps = {step.name: step for step in explain(row.layer, row.inputs, self.world.convention)}
        return list(_needed(steps, self._step_names(quantity, row)).values())

    def _step_name(self, quantity: str) -> str:
        return f"operations ({self.world.convention.name})" if quantity == "operations" else title_of(quantity)

    def _step_names(self, quantity: str, row: Row) -> list[str]:
        """The names of the steps of a quantity in the working of one layer."""
        axes = [f"{axis}_out" for axis in AXES[row.output.rank]]
        if quantity in ("output", "size", "unrounded", "fits"):
            return axes
        if quantity in ("height", "width"):
            return [axis for axis in axes if axis[0] == quantity[0].upper()]
        if quantity == "operations":
            kinds = [title_of(kind) for kind in self.world.convention.operations]
            return [*kinds, self._step_name(quantity)]
        return [title_of(quantity)]

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]


def _known(name: str) -> Quantity:
    if name not in QUANTITIES:
        raise Fault(f"there is no quantity {name!r}", did_you_mean(name, QUANTITIES))
    return QUANTITIES[name]


def _needed(steps: Mapping[str, Step], names: list[str]) -> dict[str, Step]:
    """The steps of these names, each after those that it is made of."""
    found: dict[str, Step] = {}
    for name in names:
        line = steps.get(name)
        if line is not None and name not in found:
            found.update(_needed(steps, [letter for letter in leaves_and_steps(line.formula) if letter != name]))
            found[name] = line
    return found


def formula(world: World, quantity: str) -> Any:
    """The recorded formula of a quantity in a world of one layer; None where it has none."""
    if len(world.nodes) != 1 or not all(isinstance(dim, int) for x in world.inputs for dim in x):
        return None
    work = recorded(world.nodes[0].layer, world.inputs, world)
    if quantity in ADDITIVE:
        return count(work, quantity, world.convention)
    if quantity == "depth":
        return working(work.output[-1])
    sizes = [working(dim) for dim in work.output.spatial]
    if quantity in ("output", "size", "unrounded", "height") and sizes:
        return sizes[-2:][0]
    return sizes[-1] if quantity == "width" and sizes else None


def letters(world: World) -> dict[str, Any]:
    """The letters of a world of one layer, its sizes among them, with their values; none of several layers."""
    if len(world.nodes) != 1:
        return {}
    work = recorded(world.nodes[0].layer, world.inputs, world)
    fields = vars(lettered(world.nodes[0].layer, world.inputs[0].rank)).values()
    named = (dim for dims in (*work.inputs, work.output, fields) for dim in dims if isinstance(dim, Sym))
    return {dim.args[0]: dim.value for dim in named if dim.op in ("name", "given", "let") and dim.value is not None}


def problem(asked: Network, *inputs: Any, part: str = "", variants: Any = None, **options: Any) -> LayersProblem:
    """A problem about a network, or about a part of it: a row or a block by its name.

    ``options`` are those of ``Network.evaluate``. Raises a UsageError where there is no such part, or where there are
    names in the place of numbers, and a ShapeError where the shapes do not fit.
    """
    report = asked.evaluate(*inputs, **options)
    check_kinds(report.convention)
    if any(not isinstance(dim, int) for row in report.rows for dim in row.output):
        raise UsageError(
            f"an answer about {report.name} is checked in numbers", hint="--set with a number for each name"
        )
    graph = asked.graph._replace(nodes=_connected(asked.graph, len(report.inputs)))
    places = _places(graph.nodes, part, report)
    nodes, values, before = part_of(graph, report, places)
    title = _title(report, part, [report.rows[place] for place in places])
    world = World(nodes, values, report.convention, before=before)
    whole = len(places) == len(graph.nodes)
    return LayersProblem(title, world, tuple(report.rows[place] for place in places), variants if whole else None)


def _connected(graph: Graph, inputs: int) -> list[Node]:
    """The layers; a single join reads all its inputs."""
    if len(graph.nodes) == 1 and inputs > 1:
        return [graph.nodes[0]._replace(inputs=tuple(range(inputs)))]
    return graph.nodes


def _places(nodes: list[Node], part: str, report: Report) -> list[int]:
    """The places of a row or of the rows of a block."""
    name = part.rstrip("/")
    found = [place for place, node in enumerate(nodes) if not name or f"{node.name}/".startswith(f"{name}/")]
    if not found:
        known = dict.fromkeys(node.name[:end] for node in nodes for end in _ends(node.name))
        raise UsageError(f"{report.name} has no row or block called {part!r}", hint=did_you_mean(name, known))
    return found


def _ends(name: str) -> Iterator[int]:
    yield from (place for place, sign in enumerate(name) if sign == "/")
    yield len(name)


def part_of(
    graph: Graph, report: Report, places: list[int]
) -> tuple[tuple[Node, ...], tuple[Shape, ...], Shape | None]:
    """The layers of a part, reading from inputs of their own; these inputs; and what went in before the first."""
    count = len(report.inputs)
    values = [*report.inputs, *(row.output for row in report.rows)]
    inside = {place + count for place in places}
    read = (value for place in places for value in graph.nodes[place].inputs if value not in inside)
    outside = list(dict.fromkeys(read)) or [0]
    moved = {value: place for place, value in enumerate([*outside, *sorted(inside)])}
    nodes = tuple(
        graph.nodes[place]._replace(inputs=tuple(moved[value] for value in graph.nodes[place].inputs))
        for place in places
    )
    source = outside[0] - count
    before = values[graph.nodes[source].inputs[0]] if source >= 0 else None
    return nodes, tuple(values[value] for value in outside), before


def _title(report: Report, part: str, rows: list[Row]) -> str:
    if len(rows) == 1 and rows[0].layer is not None:
        shapes = " and ".join(str(x) for x in rows[0].inputs)
        inside = f"{part} of {report.name}: " if part else ""
        return f"{inside}{rows[0].layer!r} on {shapes}"
    return f"{part} of {report.name}" if part else f"{report.name} on {report.inputs[0]}"
