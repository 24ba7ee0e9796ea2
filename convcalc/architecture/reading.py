"""Reading an architecture file: its top level, the files it extends, its symbols and its blocks."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from convcalc.architecture import expression, limits
from convcalc.architecture.document import (
    INPUT,
    KEYS,
    STEP_WORDS,
    WORDS,
    Block,
    Document,
    Parameter,
    Step,
)
from convcalc.architecture.library import Found, find
from convcalc.architecture.paper import check_names, read_paper
from convcalc.architecture.published import Reading
from convcalc.architecture.silence import read_silence
from convcalc.architecture.steps import StepReader
from convcalc.architecture.values import Value, plain, plain_scalar, read_source, read_values
from convcalc.errors import ConvcalcError, DocumentError, DocumentErrors, Mark, Source, did_you_mean
from convcalc.layers import CATALOGUE
from convcalc.layers.fields import shown


def read(found: Found, source: Source | None = None) -> Document:
    """Read and check a file, with the files it extends. Raises a DocumentError, or DocumentErrors for several.

    With a ``source`` that is the text of the file, which need not be there.
    """
    top = _merged(found, 0, source)
    reader = _Reader()
    document = reader.document(top, found)._replace(changed=changes_its_base(top, found))
    if len(reader.errors) == 1:
        raise reader.errors[0]
    if reader.errors:
        raise DocumentErrors(reader.errors)
    return document


def _merged(found: Found, depth: int, source: Source | None = None) -> Value:
    """The top level of a file, laid over that of the file it extends: keys replace, symbols and blocks add up.

    So does a paper, unless it has columns of its own.
    """
    top = read_values(source or read_source(found.path, found.shown))
    if not isinstance(top.raw, dict):
        raise DocumentError(
            "an architecture file is a mapping with input and layers", mark=top.mark, hint="convcalc show lenet5"
        )
    extends = top.raw.get("extends")
    if extends is None:
        return top
    if depth >= limits.EXTENDS:
        raise DocumentError(
            f"files extend each other more than {limits.EXTENDS} times, or in a circle",
            mark=extends.mark,
            hint="a file that extends no other at the end of the chain",
        )
    base = _merged(beside(extends, found), depth + 1)
    merged = {key: value for key, value in base.raw.items() if key != "expect"}
    for key, value in top.raw.items():
        both = key in ("symbols", "blocks", "paper") and isinstance(value.raw, dict) and key in merged
        both = both and not (key == "paper" and "columns" in value.raw)  # a table of its own
        if both and isinstance(merged[key].raw, dict):
            value = _laid_over(merged[key], value, by_name=key == "blocks")
        merged[key] = value
    return Value(merged, top.mark, {**(base.keys or {}), **(top.keys or {})})


def changes_its_base(top: Value, found: Found) -> bool:
    """Whether a file that extends another has a part of its own that the other's step figures rest on."""
    parts = (top.raw.get(key) for key in ("symbols", "blocks", "input", "layers"))
    return "extends" in top.raw and any(part is not None and part.mark.source.name == found.shown for part in parts)


def _laid_over(base: Value, value: Value, by_name: bool) -> Value:
    """Symbols in the base's order, or blocks by name: one replaces that of its name, whatever their parameters."""
    replaced = {head.split("(")[0].strip() for head in value.raw} if by_name else set()
    kept = {head: body for head, body in base.raw.items() if head.split("(")[0].strip() not in replaced}
    return Value({**kept, **value.raw}, value.mark, {**(base.keys or {}), **(value.keys or {})})


def beside(extends: Value, found: Found) -> Found:
    """The file that another extends: only one beside it, or a bundled one."""
    name = extends.raw
    if not isinstance(name, str) or Path(name).name != name or name in (".", ".."):
        raise DocumentError(
            f"extends is {shown(plain(extends))}: the bare name of a file beside it or of a bundled one is expected",
            mark=extends.mark,
            hint="extends: resnet50.yaml",
        )
    try:
        base = find(name, found.path.parent)
        return base._replace(shown=name, bundled=True) if found.bundled else base
    except ConvcalcError as error:
        raise DocumentError(error.what, mark=extends.mark, hint=error.hint) from None


LAYERS_EXAMPLE = "layers: and below it each step with its dash, such as - conv: {out: 6, kernel: 5}"
BLOCKS_EXAMPLE = "blocks: and below it unit(out, stride=1): with a list of steps"


class _Reader(StepReader):
    """Reads the top level of a document and its blocks."""

    def document(self, top: Value, found: Found) -> Document:
        """The whole file."""
        for key in top.raw:
            if key not in KEYS:
                self.wrong(
                    (top.keys or {})[key], f"there is no key {key!r} at the top of a file", did_you_mean(key, KEYS)
                )
        self.symbols = self.mapping(top.raw.get("symbols"), "symbols: {classes: 1000}")
        before: dict[str, Value] = {}
        for name, value in self.symbols.items():
            self.symbol(name, value, (top.raw["symbols"].keys or {}).get(name, value.mark), before)
            before[name] = value
        paper = read_paper(top.raw.get("paper"), self.symbols, self.wrong)
        own = found.shown if any(column.mark.source.name == found.shown for column in paper.columns.values()) else ""
        self.figures = Reading(tuple(paper.columns), paper.settings, self.symbols, self.wrong, own)
        blocks = self.blocks(top.raw.get("blocks"))
        check_names(paper, [*self.symbols, *parameters_of(blocks)], self.wrong)
        return Document(
            name=self.figures.text(top.raw.get("name")) or found.path.stem,
            citation=self.figures.text(top.raw.get("source")),
            found=found,
            input=self.input(top),
            symbols=self.symbols,
            blocks=blocks,
            steps=self.layers(top),
            expect=self.figures.figures(top.raw.get("expect")),
            silence=read_silence(top.raw.get("silence"), self.wrong),
            family=self.figures.text(top.raw.get("family")),
            year=self.figures.year(top.raw.get("year")),
            paper=paper,
        )

    def symbol(self, name: str, value: Value, mark: Mark, before: Mapping[str, Value]) -> None:
        """One symbol: a name, with a number or an expression over the symbols before it."""
        if fault := expression.name_fault(name, WORDS):
            self.fault(mark, fault)
        later = [other for other in expression.names_in(value) if other in self.symbols and other not in before]
        if later:
            itself = later[0] == name
            what = f"the symbol {name!r} is made from {'itself' if itself else f'{later[0]!r}, which stands after it'}"
            self.wrong(value.mark, what, "a number" if itself else f"{later[0]} before {name}")
        else:
            self.check_value(value, before)

    def input(self, top: Value) -> Value:
        """The shape of the input, as text or as a list."""
        value = top.raw.get("input")
        if value is None:
            self.wrong(top.mark, "the file has no input", "input: 224x224x3")
            return Value("1x1x1", top.mark)
        if isinstance(value.raw, list):
            for item in value.raw:
                self.check_value(item, self.symbols)
        elif not isinstance(value.raw, (str, int)) or isinstance(value.raw, bool):
            self.wrong(value.mark, f"input is {shown(plain(value))}: a shape is expected", "input: 224x224x3")
        return value  # type: ignore[no-any-return]

    def layers(self, top: Value) -> tuple[Step, ...]:
        """The steps of the network itself."""
        value = top.raw.get("layers")
        if value is None or not isinstance(value.raw, list) or not value.raw:
            given = "" if value is None else f", and layers is {shown(plain(value))}"
            self.wrong(value.mark if value else top.mark, f"the file has no list of layers{given}", LAYERS_EXAMPLE)
            return ()
        return self.steps(value, self.symbols, {INPUT: top.mark})

    def blocks(self, value: Value | None) -> dict[str, Block]:
        """All the blocks: their heads first, so that each may call those after it."""
        bodies = self.mapping(value, BLOCKS_EXAMPLE)
        heads = []
        for head, body in bodies.items():
            mark = (value.keys or {})[head] if value else body.mark
            name, parameters = self.head(head, mark)
            if name in self.heads:
                self.wrong(
                    mark,
                    f"the block {name!r} stands twice, first at {self.heads[name][0]}",
                    "another name for one of them",
                )
            self.heads[name] = (mark, parameters)
            heads.append((name, mark, parameters, body))
        blocks = {
            name: Block(name, mark, parameters, self.body(name, parameters, body))
            for name, mark, parameters, body in heads
        }
        self.refuse_recursion(blocks)
        return blocks

    def head(self, text: str, mark: Mark) -> tuple[str, tuple[Parameter, ...]]:
        """A block's head, which reads like a signature: ``unit(width, stride=1)``."""
        match = re.fullmatch(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*(?:\((.*)\))?\s*", text)
        if not match:
            self.wrong(
                mark, f"{text!r} is not the head of a block", "a name and its parameters, such as unit(width, stride=1)"
            )
            name = re.split(r"\W", text.strip(), maxsplit=1)[0]
            self.broken.add(name)
            return name, ()
        name = match.group(1)
        if name in CATALOGUE or name in STEP_WORDS or len(name) > limits.NAME:
            what = f"has more than {limits.NAME} letters" if len(name) > limits.NAME else "is a word of the language"
            self.wrong(mark, f"a block cannot be called {name!r}: that {what}", "another name, such as unit_block")
        parameters: dict[str, Parameter] = {}
        for start, part in split_arguments(match.group(2) or ""):
            place = mark._replace(column=mark.column + match.start(2) + start)
            if len(parameters) >= limits.PARAMETERS:
                self.wrong(place, f"the block has more than {limits.PARAMETERS} parameters, the limit", "symbols")
                break
            parameter = self.parameter(part, place, parameters)
            if parameter.name in parameters:
                self.wrong(place, f"the parameter {parameter.name!r} stands twice", "one of the two")
            parameters[parameter.name] = parameter
        return name, tuple(parameters.values())

    def parameter(self, text: str, mark: Mark, before: Mapping[str, Parameter]) -> Parameter:
        """One parameter, with its default where there is one: over the symbols and the parameters before it."""
        name, equals, default = (part.strip() for part in text.partition("="))
        if fault := expression.name_fault(name, WORDS):
            self.fault(mark, fault)
        if not equals:
            return Parameter(name, None)
        value = Value(plain_scalar(default), mark._replace(column=mark.column + text.index("=") + 1))
        self.check_value(value, ChainMap(dict(before), dict(self.symbols)))
        return Parameter(name, value)

    def body(self, name: str, parameters: Iterable[Parameter], body: Value) -> tuple[Step, ...]:
        """The steps of a block."""
        if not isinstance(body.raw, list):
            self.wrong(body.mark, f"the block {name!r} has no list of steps", "a list, each step with its dash")
            return ()
        own: dict[str, object] = {parameter.name: None for parameter in parameters}
        return self.steps(body, ChainMap(own, dict(self.symbols)), {INPUT: body.mark})

    def refuse_recursion(self, blocks: Mapping[str, Block]) -> None:
        """No block may contain itself, directly or through others, or nest others too deep."""
        heights: dict[str, int] = {}

        def height(name: str, chain: tuple[str, ...]) -> int:
            """How deep the blocks inside a block nest; raises an error at the limit, and at a circle."""
            if name in chain:
                self.refuse_nesting(blocks[chain[0]], "contains itself", [*chain[chain.index(name) :], name])
            if len(chain) + heights.get(name, 0) > limits.BLOCK_NESTING:
                self.refuse_nesting(
                    blocks[chain[0]], f"nests blocks more than {limits.BLOCK_NESTING} deep", [chain[0], "...", name]
                )
            if name not in heights:
                inside = [word for word in words_of(blocks[name].steps) if word in blocks]
                heights[name] = 1 + max((height(word, (*chain, name)) for word in dict.fromkeys(inside)), default=0)
            return heights[name]

        for name in blocks:
            height(name, ())

    def refuse_nesting(self, block: Block, what: str, chain: Sequence[str]) -> NoReturn:
        """Stop reading: blocks that nest without an end cannot be filled in."""
        self.wrong(
            block.mark, f"the block {block.name!r} {what}: {' > '.join(chain)}", "repeat, for a number of equal units"
        )
        raise DocumentErrors(self.errors)


def parameters_of(blocks: Mapping[str, Block]) -> list[str]:
    """The names of the parameters of all blocks."""
    return [parameter.name for block in blocks.values() for parameter in block.parameters]


def split_arguments(text: str) -> Iterator[tuple[int, str]]:
    """The parts between the commas outside brackets, each with its place; empty parts are left out."""
    depth = start = 0
    for place, sign in enumerate(f"{text},"):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and depth <= 0:
            part = text[start:place]
            if part.strip():
                yield start + len(part) - len(part.lstrip()), part.strip()
            start = place + 1


def words_of(steps: Iterable[Step]) -> Iterable[str]:
    """The words of steps and of the paths inside them."""
    for step in steps:
        yield step.word
        for path in step.paths:
            if isinstance(path, tuple) and not isinstance(path, Value):
                yield from words_of(path)
