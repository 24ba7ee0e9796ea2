"""A few layers in one line: ``depthwise(kernel=3) + conv(out=32, kernel=1)``, as a layer's repr has it.

Read with ``ast`` and never run. A value is what a file may have: a number, an expression, a word, a list.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

from convcalc.algebra.unknowns import Unknowns
from convcalc.architecture import expression, limits
from convcalc.architecture.expression import CONSTANTS
from convcalc.architecture.graph import Graph, Node
from convcalc.errors import Fault
from convcalc.layers import CATALOGUE, Layer
from convcalc.layers.base import unknown_layer
from convcalc.layers.fields import Field

EXAMPLE = "depthwise(kernel=3) + conv(out=32, kernel=1)"


def is_spec(text: str) -> bool:
    """Whether a text is meant as layers, and not as the name of a file."""
    return "(" in text or text.strip() in CATALOGUE


def read_spec(text: str, unknowns: Unknowns) -> Graph:
    """The layers of a line, one after the other. Raises a Fault that says what is not understood."""
    if len(text) > limits.EXPRESSION_LENGTH:
        raise Fault(
            f"a line of layers with {len(text):,} characters: the limit is {limits.EXPRESSION_LENGTH}", "a file"
        )
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise Fault(f"{text!r} is not a line of layers", EXAMPLE) from None
    layers = [_layer(part, text, unknowns) for part in _parts(tree)]
    taken: dict[str, int] = {}
    nodes = []
    for place, layer in enumerate(layers):
        taken[layer.word] = taken.get(layer.word, 0) + 1
        number = f"_{taken[layer.word]}" if taken[layer.word] > 1 else ""
        nodes.append(Node(layer.word + number, layer, (place,)))
    return Graph(name=text.strip(), nodes=nodes)


def _parts(tree: ast.expr) -> Iterator[ast.expr]:
    """What stands between the plus signs."""
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add):
        yield from _parts(tree.left)
        yield from _parts(tree.right)
    else:
        yield tree


def _layer(part: ast.expr, text: str, unknowns: Unknowns) -> Layer:
    called = part.func if isinstance(part, ast.Call) else part
    if not isinstance(called, ast.Name):
        raise Fault(f"{_written(part, text)!r} is not a layer", EXAMPLE)
    kind = CATALOGUE.get(called.id)
    if kind is None:
        raise unknown_layer(called.id)
    if kind.joins:
        raise Fault(f"{kind.word} joins paths, which a line of layers does not have", "a file")
    given = part if isinstance(part, ast.Call) else ast.Call(called, [], [])
    names = [*kind.fields][: len(given.args)] + [keyword.arg or "" for keyword in given.keywords]
    if len(given.args) > len(kind.fields) or len(set(names)) < len(names):
        raise Fault(f"{_written(part, text)!r} gives a field twice, or more than there are", EXAMPLE)
    values = [*given.args, *(keyword.value for keyword in given.keywords)]
    return kind(
        **{
            name: _value(value, kind.fields.get(name), text, unknowns)
            for name, value in zip(names, values, strict=True)
        }
    )


def _written(part: ast.expr, text: str) -> str:
    return ast.get_source_segment(text.strip(), part) or text


def _value(value: ast.expr, field: Field | None, text: str, unknowns: Unknowns) -> Any:
    """A field's value: a list item by item, a word of the field, or an expression, where a name stands for itself."""
    if isinstance(value, (ast.List, ast.Tuple)):
        return [_value(item, field, text, unknowns) for item in value.elts]
    if isinstance(value, ast.Name) and field is not None and value.id in field.words:
        return value.id
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    if isinstance(value, ast.Name) and value.id not in CONSTANTS and field is not None and not field.takes_names:
        return value.id
    kind = field.kind_of_name if field else "whole"
    return expression.read(_written(value, text)).value(unknowns.of_kind(kind))
