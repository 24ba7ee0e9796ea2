"""A layer under the rules of a framework, or of all of them: reports, refusals, and where they part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any, NamedTuple

from convcalc.algebra.settle import decide, strongest
from convcalc.algebra.sym import Dim, Sym
from convcalc.classroom.semantics.caffe import CAFFE
from convcalc.classroom.semantics.declared import WINDOWED, Semantics, lacking, layer_zeros
from convcalc.classroom.semantics.lecture import LECTURE
from convcalc.classroom.semantics.onnx import ONNX
from convcalc.classroom.semantics.partings import pads_a_mean, partings
from convcalc.classroom.semantics.pytorch import PYTORCH
from convcalc.classroom.semantics.tensorflow import TENSORFLOW
from convcalc.errors import Fault, ShapeError, UsageError, did_you_mean
from convcalc.evaluate import NOT_STRICT, shape_error
from convcalc.network import Network
from convcalc.report import Report
from convcalc.shape import Shape

SEMANTICS = {each.name: each for each in (PYTORCH, TENSORFLOW, ONNX, CAFFE, LECTURE)}


class Outcome(NamedTuple):
    """A layer under the rules of a framework: a report, or the error that says why it is refused.

    ``read_as`` is the layer of the catalogue that does what the framework does, and ``zeros`` are those before and
    after each axis, or the cells that a transposed convolution crops there; ``remarks`` say what the size does not.
    """

    semantics: Semantics
    asked: Any
    read_as: Any = None
    report: Report | None = None
    refusal: ShapeError | None = None
    zeros: tuple[tuple[Dim, Dim], ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def worked(self) -> Report:
        """The report. Raises the refusal where there is none."""
        if self.report is None:
            raise self.refusal or ShapeError(f"{self.semantics.brand} refuses the layer")
        return self.report


class Outcomes(NamedTuple):
    """A layer under the rules of several frameworks, and sentences that say where they part."""

    asked: Any
    inputs: tuple[Shape, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def partings(self) -> list[str]:
        """Where they part; one sentence where they do not."""
        return self.parted("hwc")

    def parted(self, layout: str) -> list[str]:
        """Where they part, with shapes in the order of a layout."""
        return partings(self.outcomes, self.inputs[0], layout)


def semantics_of(name: str) -> Semantics:
    """The rules of a framework by its name. Raises a UsageError for one that there is not."""
    if name not in SEMANTICS:
        raise UsageError(f"there are no semantics {name!r}", hint=did_you_mean(name, SEMANTICS))
    return SEMANTICS[name]


def under(network: Network, *inputs: Any, semantics: str, **options: Any) -> Outcome:
    """One layer under the rules of a framework; ``options`` are those of :meth:`Network.evaluate`.

    Raises a ShapeError where the framework refuses the layer, and a UsageError for a layer without a window.
    """
    rules, xs = semantics_of(semantics), read_inputs(network, inputs, options)
    node = network.graph.nodes[0]
    layer: Any = node.layer
    try:
        assumed = _met(layer, xs[0], rules)
        read = rules.read(layer, xs[0])
    except Fault as fault:
        raise shape_error(node, fault, ()) from None
    report = _evaluated(network, read, inputs, options, rules.strict and layer.padding != "same")
    report = report._replace(assumptions=strongest([*report.assumptions, *assumed]))
    remarks = tuple(rules.remarks(layer, read, xs[0], report.output))
    mean = rules.mean(layer) if pads_a_mean(layer, layer_zeros(read, xs[0])) else ""
    remarks = (*remarks, f"the mean {mean}") if mean else remarks
    report = report._replace(remarks=(*report.remarks, *remarks))
    return Outcome(rules, layer, read, report, None, layer_zeros(read, xs[0]), remarks)


def all_under(network: Network, *inputs: Any, semantics: Iterable[str] = tuple(SEMANTICS), **options: Any) -> Outcomes:
    """One layer under the rules of several frameworks, by default all of them; a refusal is an outcome here."""
    xs = read_inputs(network, inputs, options)
    found = tuple(_outcome(network, inputs, name, options) for name in semantics)
    return Outcomes(network.graph.nodes[0].layer, xs, found)


def _outcome(network: Network, inputs: Sequence[Any], name: str, options: dict[str, Any]) -> Outcome:
    try:
        return under(network, *inputs, semantics=name, **options)
    except ShapeError as error:
        return Outcome(semantics_of(name), network.graph.nodes[0].layer, refusal=error)


def read_inputs(network: Network, inputs: Sequence[Any], options: dict[str, Any]) -> tuple[Shape, ...]:
    """The shapes of the inputs. Raises a UsageError where there is not one layer with a window on one input."""
    nodes = network.graph.nodes
    if len(nodes) != 1 or nodes[0].layer.word not in WINDOWED:
        what = f"{nodes[0].layer.word} has no window" if len(nodes) == 1 else f"{network.name} has {len(nodes)} layers"
        raise UsageError(f"semantics are of one layer with a window, and {what}", hint=", ".join(WINDOWED))
    if len(inputs) != 1:
        raise UsageError(f"{network.name} takes one input, and {len(inputs)} shapes are given", hint="one shape")
    return network.shapes(*inputs, layout=options.get("layout", "hwc"), assume=options.get("assume"))


def _met(layer: Any, x: Shape, rules: Semantics) -> list[Sym]:
    """What must hold for names, where all else that the framework asks for holds. Raises a Fault where it does not."""
    assumed = []
    for holds, fault in chain(layer.axis_needs(x), lacking(rules, layer, x), rules.needs(layer, x)):
        truth = decide(holds)
        if isinstance(truth, Sym):
            assumed.append(truth)
        elif not truth:
            raise fault()
    return assumed


def read_by(network: Network, layer: Any) -> Network:
    """A network of the layer that does what a framework does with the one of a network."""
    (node,) = network.graph.nodes
    graph = network.graph._replace(nodes=[node._replace(layer=layer)])
    return Network(graph, unknowns=network.unknowns)


def _evaluated(network: Network, layer: Any, inputs: Sequence[Any], options: dict[str, Any], strict: bool) -> Report:
    """The report of the layer that does what a framework does."""
    strict = strict or options.get("strict", False)
    try:
        return read_by(network, layer).evaluate(*inputs, **{**options, "strict": strict})
    except ShapeError as error:
        lenient = "other semantics, which round" if not options.get("strict") else NOT_STRICT
        raise ShapeError(error.what, hint=error.hint.replace(NOT_STRICT, lenient)) from None
