"""The nouns of an architecture file: step, parameter, block, document; and the words that it may use."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from convcalc.architecture import limits
from convcalc.architecture.library import Found
from convcalc.architecture.paper import Paper
from convcalc.architecture.published import Published
from convcalc.architecture.silence import Silence
from convcalc.architecture.values import Value
from convcalc.errors import Mark
from convcalc.layers import CATALOGUE, Layer

KEYS = ("name", "family", "year", "source", "extends", "input", "symbols", "blocks", "layers", "expect", "paper",
        "silence")  # fmt: skip
STEP_WORDS = ("repeat", "as", "from", "expect")
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
LABEL = re.compile(rf"[A-Za-z_][A-Za-z0-9_.-]{{0,{limits.NAME - 1}}}")
INPUT = "input"
WORDS = frozenset(word for kind in CATALOGUE.values() for field in kind.fields.values() for word in field.words)

Path_ = Any  # one path of a join: a list of steps, or the Value that names an earlier step


class Step(NamedTuple):
    """One step of a list: a layer, a block or a join, with what was written for it.

    ``row`` says that it is a row of the paper's table.
    """

    word: str
    mark: Mark
    layer: type[Layer] | None
    args: dict[str, Value]
    paths: tuple[Path_, ...]
    repeat: Value | None
    label: str | None
    origin: Value | None
    expect: tuple[Published, ...]
    row: bool = False


class Parameter(NamedTuple):
    """One parameter of a block; its default is text to be read as an expression, or None where it must be given."""

    name: str
    default: Value | None


class Block(NamedTuple):
    """A named list of steps with parameters."""

    name: str
    mark: Mark
    parameters: tuple[Parameter, ...]
    steps: tuple[Step, ...]


class Document(NamedTuple):
    """What an architecture file says.

    ``changed`` says that it extends another and changes what that one's figures rest on: symbols, blocks, input or
    layers. Figures on the other's steps then do not apply.
    """

    name: str
    citation: str
    found: Found
    input: Value
    symbols: dict[str, Value]
    blocks: dict[str, Block]
    steps: tuple[Step, ...]
    expect: tuple[Published, ...]
    silence: tuple[Silence, ...] = ()
    changed: bool = False
    family: str = ""
    year: int | None = None
    paper: Paper = Paper()
