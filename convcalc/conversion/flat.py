"""A file that extends another, as one text that stands alone: keys replace, symbols and blocks are laid over by name.

The lines of both files are kept as they are written, with the comments above them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

import yaml

from convcalc.architecture.library import Found
from convcalc.architecture.reading import beside
from convcalc.architecture.values import read_source, read_values
from convcalc.conversion.edits import Text
from convcalc.errors import DocumentError, Mark, Source

INDENT = "  "


def flat(found: Found) -> Source:
    """The text of a file, which was read and checked before, with all that it takes over from those it extends.

    Raises a DocumentError where the keys at the top, or the blocks, do not have a line each.
    """
    source = read_source(found.path, found.shown)
    extends = read_values(source).raw.get("extends")
    if extends is None:
        return source
    base = flat(beside(extends, found))
    return Source(f"{found.shown} with what it extends", list(_laid_over(_Parts(base), _Parts(source))))


def files_of(found: Found) -> Iterator[Path]:
    """The path of a file, which was read and checked before, and those of the files that it rests on."""
    yield found.path
    extends = read_values(read_source(found.path, found.shown)).raw.get("extends")
    if extends is not None:
        yield from files_of(beside(extends, found))


class _Parts:
    """A text by its keys: the lines of each, and those above the first."""

    def __init__(self, source: Source) -> None:
        self.text = Text(source.lines)
        self.source = source
        self.nodes = {key.value: value for key, value in self.text.root.value}
        self.ranges = self.ranges_in(self.text.root, len(source.lines))
        first = next(iter(self.ranges.values()))[0]
        self.above = [line for line in source.lines[:first] if line.startswith("#")]

    def lines(self, name: str) -> list[str]:
        """The lines of a key, from the comments above it; none where it is not there."""
        first, end = self.ranges.get(name, (0, 0))
        return list(self.source.lines[first:end])

    def ranges_in(self, node: Any, end: int) -> dict[str, tuple[int, int]]:
        """The first line of each key of a mapping, with the comments above it, and the line behind its last."""
        if node.flow_style:
            raise DocumentError(
                "a file that extends another is converted where its keys and blocks have a line each, in both files",
                mark=Mark(self.source, node.start_mark.line, node.start_mark.column),
                hint="keys below each other, without the curly brackets around them",
            )
        keys = [(key.value, key.start_mark.line) for key, _ in node.value]
        firsts = [self._with_remarks(line, above) for (_, line), (_, above) in zip(keys[1:], keys, strict=False)]
        starts = [keys[0][1], *firsts]
        return {name: each for (name, _), each in zip(keys, zip(starts, [*firsts, end], strict=True), strict=True)}

    def _with_remarks(self, line: int, above: int) -> int:
        """The line of a key, or the first of the comments right above it."""
        while line - 1 > above and _is_remark(self.source.lines[line - 1]):
            line -= 1
        return line

    def is_mapping(self, name: str) -> bool:
        """Whether a key is there and has keys itself, or could have."""
        return isinstance(self.nodes.get(name), yaml.MappingNode)

    def symbols(self) -> dict[str, str]:
        """The symbols as they are written, each on one line."""
        pairs = self.nodes["symbols"].value
        return {key.value: " ".join(self.text.written(value).split()) for key, value in pairs}

    def blocks(self) -> dict[str, list[str]]:
        """The lines of each block by its name, moved to the same indentation."""
        node = self.nodes["blocks"]
        if not node.value:
            return {}
        indent = node.value[0][0].start_mark.column
        ranges = self.ranges_in(node, self.ranges["blocks"][1])
        moved = [INDENT + line[indent:] if not line[:indent].strip() else line for line in self.source.lines]
        return {head.split("(")[0].strip(): moved[first:end] for head, (first, end) in ranges.items()}


def _is_remark(line: str) -> bool:
    return not line.strip() or line.lstrip().startswith("#")


def _laid_over(base: _Parts, own: _Parts) -> Iterator[str]:
    """The lines of both in the order of the base. Its own totals are another network's, and are left out."""
    yield from (*own.above, *base.above)
    names = [*(name for name in base.ranges if name != "expect"), *(name for name in own.ranges if name != "extends")]
    for name in dict.fromkeys(names):
        if name in ("symbols", "blocks") and base.is_mapping(name) and own.is_mapping(name):
            yield from takewhile(_is_remark, base.lines(name))
            yield from takewhile(_is_remark, own.lines(name))
            yield f"{name}:"
            yield from _symbols(base, own) if name == "symbols" else _blocks(base, own)
        else:
            yield from own.lines(name) or base.lines(name)


def _symbols(base: _Parts, own: _Parts) -> Iterator[str]:
    for name, value in {**base.symbols(), **own.symbols()}.items():
        yield f"{INDENT}{name}: {value}"


def _blocks(base: _Parts, own: _Parts) -> Iterator[str]:
    kept: dict[str, Sequence[str]] = {name: body for name, body in base.blocks().items() if name not in own.blocks()}
    for body in (*kept.values(), *own.blocks().values()):
        yield from body
