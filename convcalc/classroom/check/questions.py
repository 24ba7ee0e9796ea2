"""Problems from plain data, as an exercise sheet has it: a layer, a network, a gain, a size backwards, a matrix."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from convcalc import network
from convcalc.architecture import limits
from convcalc.architecture.library import find
from convcalc.classroom.check.candidates import Slip
from convcalc.classroom.check.gain import GainProblem
from convcalc.classroom.check.inverse import InverseProblem
from convcalc.classroom.check.problem import LayersProblem, Problem, problem
from convcalc.classroom.check.slips.catalogue import ANOTHER_VARIANT, AUXILIARY
from convcalc.classroom.check.world import World
from convcalc.errors import ConvcalcError, Fault
from convcalc.layers import CATALOGUE

KEYS: dict[str, tuple[str, ...]] = {
    "layer": ("input",),
    "network": ("input", "part", "set"),
    "gain": ("input",),
    "solve": (),
    "convolve": (),
    "pool": (),
}


def problem_of(fields: Mapping[str, Any], *, folder: Path | None = None, **options: Any) -> Problem:
    """A problem from its fields: one of ``layer``, ``network``, ``gain``, ``solve``, ``convolve`` and ``pool``.

    ``{"layer": "conv(out=32, kernel=3)", "input": "28x28x128"}``; a layer may be a line of layers joined by ``+``.
    ``{"network": "vgg16", "part": "stage1", "set": {"classes": 10}}``; a network stands in ``folder`` or comes with
    convcalc. ``{"gain": ["conv(...)", "depthwise(...) + conv(...)"], "input": ...}``. ``{"solve": {"input": 32,
    "out_size": 32, "kernel": 3}}``. ``options`` are those of ``Network.evaluate``.

    Raises a Fault with the field that is wrong, or a ConvcalcError from what it names.
    """
    kinds = [key for key in KEYS if key in fields]
    if len(kinds) != 1:
        what = f"both {kinds[0]} and {kinds[1]}" if kinds else "nothing to work on"
        raise Fault(f"the question has {what}", "one of " + ", ".join(KEYS), kinds[1] if kinds else "")
    for key in fields:
        if key != kinds[0] and key not in KEYS[kinds[0]]:
            raise Fault(f"{kinds[0]} takes no {key}", "one of " + ", ".join(KEYS[kinds[0]]), key)
    return MAKERS[kinds[0]](fields, folder, options)


def _layer(fields: Mapping[str, Any], folder: Path | None, options: Mapping[str, Any]) -> Problem:
    if "input" not in fields:
        raise Fault("the layer has no input", "input: 28x28x128", "layer")
    line, inputs = str(fields["layer"]).strip(), _inputs(fields)
    joined = CATALOGUE.get(line.removesuffix("()"))
    made = network.layer(joined.word) if joined and joined.joins else network.chain(line)
    return problem(made, *inputs, **options)


def _inputs(fields: Mapping[str, Any]) -> list[str]:
    """The shapes that go in: none, one, or the list of a join's."""
    given = fields.get("input")
    return [] if given is None else list(map(str, given)) if isinstance(given, list) else [str(given)]


def _network(fields: Mapping[str, Any], folder: Path | None, options: Mapping[str, Any]) -> Problem:
    name = str(fields["network"])
    if Path(name).name != name:
        raise Fault(f"the network {name} is not beside the sheet", "a file beside it, or a bundled network", "network")
    path = str(find(name, folder).path)
    symbols = fields.get("set") or {}
    if not isinstance(symbols, Mapping):
        raise Fault("set takes symbols with their values", "set: {classes: 10}", "set")
    return of_network(path, symbols, *_inputs(fields), part=str(fields.get("part") or ""), **options)


def of_network(
    path: str,
    symbols: Mapping[str, Any],
    *inputs: str,
    part: str = "",
    max_layers: int = limits.LAYERS,
    **options: Any,
) -> LayersProblem:
    """A problem about a file, whose other variants are slips: auxiliary heads, and what a true or false switches."""
    made = network.load_with(path, symbols, max_layers)
    variants = partial(_variants, path, symbols, inputs, options)
    return problem(made, *inputs, part=part, variants=variants, **options)


def _variants(
    path: str, symbols: Mapping[str, Any], inputs: tuple[str, ...], options: Mapping[str, Any]
) -> dict[Slip, World]:
    """The network with each of its switches turned, under the slip that it is."""
    found: dict[Slip, World] = {}
    for name, value in network.load_with(path, symbols).graph.symbols.items():
        slip = AUXILIARY if name == "aux" else ANOTHER_VARIANT if isinstance(value, bool) else None
        if slip is None:
            continue
        turned = {**symbols, name: not value if isinstance(value, bool) else 1 - value}
        try:
            other = problem(network.load_with(path, turned), *inputs, **options)
        except ConvcalcError:
            continue
        meaning = slip.meaning if slip is AUXILIARY else f"{slip.meaning}: {name} = {str(not value).lower()}"
        found[slip._replace(meaning=meaning)] = other.world
    return found


def _gain(fields: Mapping[str, Any], folder: Path | None, options: Mapping[str, Any]) -> Problem:
    lines = fields["gain"]
    if not isinstance(lines, list) or len(lines) != 2:
        raise Fault("gain takes two lines of layers", 'gain: ["conv(32, 3)", "depthwise(3) + conv(32, 1)"]', "gain")
    first, second = (network.chain(str(line)).evaluate(*_inputs(fields), **options) for line in lines)
    return GainProblem(first, second)


def _solve(fields: Mapping[str, Any], folder: Path | None, options: Mapping[str, Any]) -> Problem:
    if not isinstance(fields["solve"], Mapping):
        raise Fault("solve takes the fields of one axis", "solve: {input: 32, out_size: 32, kernel: 3}", "solve")
    return InverseProblem(fields["solve"])


def _matrix(fields: Mapping[str, Any], folder: Path | None, options: Mapping[str, Any]) -> Problem:
    from convcalc.classroom.check.matrices.problem import matrix_problem  # NumPy is behind it

    return matrix_problem(fields)


MAKERS: dict[str, Callable[[Mapping[str, Any], Path | None, Mapping[str, Any]], Problem]] = {
    "layer": _layer,
    "network": _network,
    "gain": _gain,
    "solve": _solve,
    "convolve": _matrix,
    "pool": _matrix,
}
