"""The problem as somebody may have seen it: a network, its input, and what was done to its formulas.

No formula stands here. A world is worked by the layers' own rules; a slip makes another world of it, in which a field
has another value, a layer is missing, or a recorded formula is written anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.algebra.sym import Dim, Sym, Undecided, sum_of_products, value_of
from convcalc.architecture import limits
from convcalc.architecture.graph import Node
from convcalc.classroom.check.quantities import BESIDES
from convcalc.conventions import Convention, added
from convcalc.errors import Fault
from convcalc.evaluate import positions
from convcalc.layers import Layer, of_biases, statistics
from convcalc.layers.conv import ConvTranspose
from convcalc.layers.letters import lettered, lettered_inputs, lettered_output
from convcalc.layers.window import Windowed
from convcalc.shape import Shape

LEARNED = ("parameters", "weights", "biases", "statistics")
COUNTED = ("parameters", "weights", "biases", "multiplications", "accumulations", "bias_sums", "operations")
COUNTED_BESIDES = ("statistics", *BESIDES)
ADDITIVE = (*COUNTED, *COUNTED_BESIDES)


class Rewrite(NamedTuple):
    """What is done to the formulas of a layer.

    ``of`` is what it is done to: ``size`` (each axis of the output), ``depth``, ``weights`` (the named shapes, as the
    layer has them), ``parameters``, or a kind of operation. ``change`` takes what is recorded, and the layer's inputs
    in letters (of an operation its output as well, as the last), and gives what stands there instead.
    """

    of: frozenset[str]
    change: Callable[[Any, tuple[Shape, ...]], Any]


class World(NamedTuple):
    """A problem as it is seen.

    ``nodes`` are the layers that are asked about. ``plain`` are fields that a slip has set: they stand in formulas as
    numbers. ``convention`` adds up the operations. ``before`` is what went into the layer in front, where there is one;
    ``where`` the one layer among others that a slip was made in.
    """

    nodes: tuple[Node, ...]
    inputs: tuple[Shape, ...]
    convention: Convention
    rewrites: tuple[Rewrite, ...] = ()
    plain: frozenset[str] = frozenset()
    before: Shape | None = None
    where: str = ""

    def rewriting(self, of: Iterable[str], change: Callable[[Any, tuple[Shape, ...]], Any]) -> World:
        """The world in which formulas are changed."""
        return self._replace(rewrites=(*self.rewrites, Rewrite(frozenset(of), change)))


class Work(NamedTuple):
    """A layer worked in a world: numbers, or recorded formulas where the world has changed them.

    ``world`` is None where nothing is changed. What is counted is worked when it is asked for.
    """

    layer: Layer
    inputs: tuple[Shape, ...]
    output: Shape
    world: World | None = None

    def _changed(self, kind: str, x: Any) -> Any:
        return x if self.world is None else _changed(self.world, kind, x, self.inputs)

    def _arrays(self) -> dict[str, tuple[Dim, ...]]:
        """The shapes of the weights, by name."""
        return self._changed("weights", dict(self.layer.weights(*self.inputs)))  # type: ignore[no-any-return]

    @property
    def parameters(self) -> Dim:
        """All the weights' sizes, added up."""
        return self._changed("parameters", _sum(list(self._arrays().values())))  # type: ignore[no-any-return]

    @property
    def weights(self) -> Dim:
        """The parameters without the biases."""
        return self._changed("parameters", of_biases(self._arrays(), False))  # type: ignore[no-any-return]

    @property
    def biases(self) -> Dim:
        """The biases."""
        return of_biases(self._arrays(), True)

    @property
    def statistics(self) -> Dim:
        """What is recorded and not learned."""
        return statistics(self.layer, *self.inputs)

    @property
    def ops(self) -> dict[str, Dim]:
        """The operations by kind."""
        counted = self.layer.ops(*self.inputs, self.output)
        if self.world is None:
            return counted
        shapes = (*self.inputs, self.output)
        return {kind: _changed(self.world, kind, count, shapes) for kind, count in counted.items()}


def works(world: World) -> list[Work] | None:
    """Each layer's work, in order; None where the shapes do not fit in this world."""
    values: list[Shape] = list(world.inputs)
    done: list[Work] = []
    known: dict[Any, Work | None] = {}
    for node in world.nodes:
        xs = tuple([values[place] for place in node.inputs])
        key = (node.layer, xs)
        if key not in known:
            known[key] = _work(node.layer, xs, world)
        found = known[key]
        if found is None:
            return None
        done.append(found)
        values.append(numbers(found.output))
    return done


def _work(layer: Layer, xs: tuple[Shape, ...], world: World) -> Work | None:
    """A layer on its inputs; None where it cannot take them, or nothing whole comes out."""
    try:
        if not all(holds for holds, _ in layer.needs(*xs)):
            return None
        found = recorded(layer, xs, world) if world.rewrites else Work(layer, xs, layer.shape(*xs))
    except (Undecided, Fault, ZeroDivisionError):
        return None
    sizes = [value_of(dim) for dim in found.output]
    sound = all(isinstance(size, int) and 1 <= size <= limits.LARGEST_VALUE for size in sizes)
    return found if sound else None


def recorded(layer: Layer, xs: tuple[Shape, ...], world: World) -> Work:
    """A layer's formulas in letters, as this world has them."""
    kept = {field: vars(layer)[field] for field in world.plain if field in layer.fields}
    named = lettered(layer, xs[0].rank).replaced(kept)
    inputs = lettered_inputs(xs)
    y = named.shape(*inputs)
    sizes = [_changed(world, "size", dim, inputs) for dim in y[:-1]]
    depth = _changed(world, "depth", y[-1], inputs) if sizes else y[-1]
    return Work(named, inputs, lettered_output(Shape((*sizes, depth))), world)


def _sum(arrays: list[tuple[Dim, ...]]) -> Dim:
    return sum_of_products(arrays) if arrays else 0


def _changed(world: World, kind: str, x: Any, xs: tuple[Shape, ...]) -> Any:
    """What stands in the place of a formula of this kind."""
    for rewrite in world.rewrites:
        if kind in rewrite.of:
            x = rewrite.change(x, xs)
    return x


def numbers(shape: Shape) -> Shape:
    """A shape in numbers, where it stands in letters that have values."""
    return Shape(value_of(dim) or 0 for dim in shape) if Sym in map(type, shape) else shape


def count(work: Work, quantity: str, convention: Convention) -> Dim:
    """A quantity of one layer that adds up over layers."""
    if quantity == "accumulations":
        return added(work.ops, convention.accumulations)
    if quantity == "operations":
        return added(work.ops, convention.operations)
    return getattr(work, quantity) if quantity in LEARNED else work.ops.get(quantity, 0)


def counts(world: World, quantity: str) -> list[int] | None:
    """The quantity of each layer; None where this world does not fit."""
    done = works(world)
    if done is None:
        return None
    return [value_of(count(work, quantity, world.convention)) or 0 for work in done]


def measure(world: World, quantity: str) -> Any:
    """The value of a quantity in a world: a whole number, a Shape, a tuple of sizes, a Fraction or a truth.

    None where the world does not fit, or there is no such quantity in it.
    """
    if quantity in ADDITIVE:
        each = counts(world, quantity)
        return None if each is None else sum(each)
    done = works(world)
    if not done:
        return None
    if quantity in ("unrounded", "fits"):
        return _fit(world.nodes[-1].layer, done[-1], quantity)
    return _part(numbers(done[-1].output), quantity)


def _part(output: Shape, quantity: str) -> Any:
    if quantity == "output":
        return output
    if quantity == "depth":
        return output[-1]
    if quantity == "size":
        return output.spatial or None
    place = {"height": -2, "width": -1}.get(quantity)
    return output.spatial[place] if place is not None and len(output.spatial) >= -place else None


def _fit(layer: Layer, work: Work, quantity: str) -> Any:
    """What the formula gives before it is rounded, where that is one number for all axes; whether it is whole."""
    if not isinstance(layer, Windowed) or isinstance(layer, ConvTranspose) or getattr(layer, "ceil", False):
        return None
    xs = tuple(map(numbers, work.inputs))
    windows = layer.strides(*xs)
    sizes = {positions(window) for window in windows}
    sizes = sizes or {Fraction(value_of(size) or 0) for size in layer.shape(*xs).spatial}
    if quantity == "fits":
        return all(size.denominator == 1 for size in sizes)
    return sizes.pop() if len(sizes) == 1 else None
