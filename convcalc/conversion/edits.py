"""Changes of a YAML text at the places where its steps stand; all the rest of the text stays as it is.

Places come from a text that was read and checked before, so its tree is shallow and has no anchors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any

import yaml

from convcalc.errors import Mark

NEEDS_QUOTES = re.compile(r"[,\[\]{}#:]|^[-?&*!|>'\"%@`]")
CHANGED = "the place was changed before"


class Text:
    """A YAML text, the nodes of its tree by their place, and the changes made so far."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.whole = "\n".join(lines) + "\n"
        self.starts = [0]
        for line in lines:
            self.starts.append(self.starts[-1] + len(line) + 1)
        self.changes: list[tuple[int, int, str]] = []
        self.pairs: dict[tuple[int, int], tuple[Any, Any]] = {}  # the key and the value, by the place of the key
        self.items: dict[tuple[int, int], tuple[Any, Any, Any]] = {}  # a scalar, the list around it, what comes next
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        self.root: Any = yaml.compose(self.whole, Loader=loader)
        self._index(self.root)

    def _index(self, node: Any, around: Any = None, following: Any = None) -> None:
        if isinstance(node, yaml.ScalarNode):
            self.items[node.start_mark.line, node.start_mark.column] = (node, around, following)
        elif isinstance(node, yaml.SequenceNode):
            for each, other in zip_longest(node.value, node.value[1:]):
                self._index(each, node, other)
        else:
            for key, value in node.value:
                self.pairs[key.start_mark.line, key.start_mark.column] = (key, value)
                self._index(value)

    def place(self, mark: Any) -> int:
        """The place of a line and column in the whole text."""
        return int(self.starts[min(mark.line, len(self.starts) - 1)] + mark.column)

    def start(self, node: Any) -> int:
        """Where a node begins."""
        return self.place(node.start_mark)

    def end(self, node: Any) -> int:
        """Where the text of a node ends; a block goes on to the next token, its last part does not."""
        if isinstance(node, yaml.ScalarNode) or node.flow_style or not node.value:
            return self.place(node.end_mark)
        last = node.value[-1]
        return self.end(last[1] if isinstance(last, tuple) else last)

    def written(self, node: Any) -> str:
        """The text of a node."""
        return self.whole[self.start(node) : self.end(node)]

    def top(self, name: str) -> Any:
        """The value of a key at the top, or None."""
        return next((value for key, value in self.root.value if key.value == name), None)

    def replace(self, node: Any, text: str) -> None:
        """Write a text in the place of a node."""
        self.changes.append((self.start(node), self.end(node), text))

    def insert(self, place: int, text: str) -> None:
        """Write a text in between."""
        self.changes.append((place, place, text))

    def result(self) -> str:
        """The text with all changes."""
        pieces, done = [], 0
        for start, end, text in sorted(self.changes, key=lambda change: change[:2]):
            assert start >= done, CHANGED
            pieces += [self.whole[done:start], text]
            done = end
        return "".join([*pieces, self.whole[done:]])

    def rename(self, mark: Mark, word: str) -> None:
        """Give a step another word."""
        at = (mark.line, mark.column)
        self.replace((self.pairs[at] if at in self.pairs else self.items[at])[0], word)

    def give(self, mark: Mark, word: str, first: str, arguments: Mapping[str, str]) -> None:
        """Give a step this word, and these arguments besides its own; a single value is that of ``first``."""
        added = ", ".join(f"{name}: {value}" for name, value in arguments.items())
        if (mark.line, mark.column) not in self.pairs:
            self.replace(self.items[mark.line, mark.column][0], f"{word}: {{{added}}}")
            return
        key, value = self.pairs[mark.line, mark.column]
        if key.value != word:
            self.replace(key, word)
        if key.style and self.start(value) == self.end(key) + 1:  # as JSON has it: "dense":6
            self.insert(self.start(value), " ")
        if isinstance(value, yaml.MappingNode):
            self._add(value, arguments, added)
        elif self._is_nothing(value):
            colon = self.whole.index(":", self.end(key)) + 1
            self.changes.append((colon, max(colon, self.end(value)) if value.value else colon, f" {{{added}}}"))
        else:
            self.replace(value, f"{{{first}: {self._inside_brackets(value)}, {added}}}")

    def _is_nothing(self, value: Any) -> bool:
        return isinstance(value, yaml.ScalarNode) and not value.style and value.value in ("", "null", "~")

    def _inside_brackets(self, value: Any) -> str:
        """A value as it must be written between curly brackets."""
        text = self.written(value)
        plain = isinstance(value, yaml.ScalarNode) and not value.style
        return json.dumps(text, ensure_ascii=False) if plain and NEEDS_QUOTES.search(text) else text

    def _add(self, body: Any, arguments: Mapping[str, str], added: str) -> None:
        """Add arguments behind those of a mapping."""
        if body.flow_style:
            close = self.end(body) - 1
            self.insert(self.end(body.value[-1][1]) if body.value else close, f", {added}" if body.value else added)
            return
        indent = "\n" + " " * body.value[-1][0].start_mark.column
        line_end = self.whole.index("\n", self.end(body))
        self.insert(line_end, "".join(f"{indent}{name}: {value}" for name, value in arguments.items()))

    def remove(self, mark: Mark) -> None:
        """Take a bare word out of its list; one that has more to it, or nothing behind it, becomes ``identity``."""
        node, around, following = self.items.get((mark.line, mark.column), (None, None, None))
        if node is None or following is None:
            self.rename(mark, "identity")
            return
        begins = self.starts[node.start_mark.line]
        if around.flow_style:
            self.changes.append((self.start(node), self.start(following), ""))
        elif self.whole[begins : self.start(node)].strip() == "-":
            self.changes.append((begins, self.starts[node.start_mark.line + 1], ""))
        else:  # the list itself begins in this line, as in - - flatten
            self.rename(mark, "identity")

    def add_parameters(self, mark: Mark, parameters: Sequence[str]) -> None:
        """Add parameters to the head of a block."""
        key, _ = self.pairs[mark.line, mark.column]
        head = key.value.rstrip()
        added = ", ".join(parameters)
        bare, bracket, _ = head.rpartition(")")
        given = bare.partition("(")[2].strip()
        head = f"{bare}{', ' if given else ''}{added})" if bracket else f"{head}({added})"
        self.replace(key, head if not key.style else json.dumps(head, ensure_ascii=False))

    def set_top(self, name: str, value: str) -> None:
        """Give a key at the top a text as its value; a key that is not there becomes the first."""
        node = self.top(name)
        plain = value.isprintable() and not NEEDS_QUOTES.search(value.replace(",", "")) and not self.root.flow_style
        text = value if plain else json.dumps(value, ensure_ascii=False)
        if node is not None:
            text = text if not (node.style and node.style in "|>") else text + "\n"
            self.replace(node, text)
        elif self.root.flow_style:
            self.insert(self.start(self.root) + 1, f"{name}: {text}, ")
        else:
            self.insert(self.start(self.root), f"{name}: {text}\n{' ' * self.root.start_mark.column}")
