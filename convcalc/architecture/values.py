"""YAML text as values that know their line and column.

The parser's events are read one by one and the tree is built here, because a composer recurses without a limit (a
hundred thousand open brackets end the process), and because YAML 1.1 reads ``3:30`` as 210, ``010`` as 8 and ``off`` as
false. Here a plain scalar is a decimal number, true or false, null, or text; anchors are refused, since blocks do
what they do; a key that stands twice is an error.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from convcalc.architecture import limits
from convcalc.errors import DocumentError, Mark, Source
from convcalc.layers.fields import shown

WHOLE = re.compile(r"[-+]?(0|[1-9][0-9]*(_[0-9]{3})*)")
DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)\.[0-9]+")
CONSTANTS = {"true": True, "True": True, "false": False, "False": False, "null": None, "~": None, "": None}
LONGEST_NUMBER = 40


class Value(NamedTuple):
    """A value and its place. ``raw`` is a number, a truth, None, text, a list of values or a dict of values by key."""

    raw: Any
    mark: Mark
    keys: dict[str, Mark] | None = None


class Dialect(NamedTuple):
    """What kind of file is read: how errors speak of it, what they say to try, and how a plain scalar is read."""

    called: str
    too_large: str
    empty: str
    one: str
    nested: str
    anchored: str
    twice: str
    scalar: Callable[[str], Any]


READ: deque[Path] = deque(maxlen=1_000)  # the files that a command has read, which it must not write over


def read_source(path: Path, shown: str, dialect: Dialect | None = None) -> Source:
    """Read a text file within the limits. Raises a DocumentError that says why where it cannot be read."""
    dialect = dialect or ARCHITECTURE
    READ.append(path)
    try:
        if path.is_fifo() and path.parent != Path("/dev") and path.parent != Path("/dev/fd"):
            raise DocumentError(f"{shown} is a pipe, not a file", hint="a file, or /dev/stdin for what a pipe brings")
        with path.open("rb") as file:
            data = file.read(limits.FILE_BYTES + 1)
    except OSError as error:
        raise DocumentError(f"{shown} cannot be read: {error.strerror or error}") from None
    if len(data) > limits.FILE_BYTES:
        raise DocumentError(
            f"{shown} is larger than {limits.FILE_BYTES:,} bytes, the limit for {dialect.called}",
            hint=dialect.too_large,
        )
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise DocumentError(f"{shown} is UTF-16 text", hint="the file saved as UTF-8")
    if b"\0" in data:
        raise DocumentError(f"{shown} is a binary file, not YAML text", hint="a text file saved as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise DocumentError(
            f"{shown}:{line}:{column}: the byte 0x{data[error.start]:02x} is not UTF-8", hint="the file saved as UTF-8"
        ) from None
    return Source(shown, lines_of(text))


def lines_of(text: str) -> list[str]:
    """The lines of a text as YAML counts them: a form feed, which Python takes to end a line, is a part of one."""
    lines = re.split("\r\n|[\n\r\x85\u2028\u2029]", text)
    return lines if lines[-1] else lines[:-1]


def read_values(source: Source, dialect: Dialect | None = None) -> Value:
    """The one document of a text as a tree of values. Raises a DocumentError with its place."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        events = iter(yaml.parse("\n".join(source.lines) + "\n", Loader=loader))
        return _Reader(events, source, dialect or ARCHITECTURE).document()
    except yaml.MarkedYAMLError as error:
        raise _yaml_error(error, source) from None
    except yaml.reader.ReaderError as error:
        raise _character_error(error, source) from None


def _character_error(error: yaml.reader.ReaderError, source: Source) -> DocumentError:
    """The error of a sign that YAML does not allow, at the first place where it stands."""
    sign = error.character if isinstance(error.character, str) else chr(error.character)
    line = next((number for number, text in enumerate(source.lines) if sign in text), 0)
    column = max(source.lines[line].find(sign), 0) if source.lines else 0
    return DocumentError(
        f"the character {sign!r} is not allowed in YAML", mark=Mark(source, line, column), hint="the text without it"
    )


def _yaml_error(error: yaml.MarkedYAMLError, source: Source) -> DocumentError:
    place = error.problem_mark or error.context_mark
    if place and place.line >= len(source.lines) and error.context_mark:
        place = error.context_mark  # the end of the file tells nothing; what was opened and never closed does
    mark = Mark(source, place.line, place.column) if place else None
    problem = error.problem or "this is not YAML"
    if "\\t" in problem or (mark and "\t" in _line(mark)[: mark.column + 1]):
        return DocumentError("a tab stands where blanks belong", mark=mark, hint="blanks: YAML takes no tabs there")
    context = f"{error.context}: " if error.context else ""
    return DocumentError(f"not YAML: {context}{problem}", mark=mark, hint=_yaml_hint(problem))


def _line(mark: Mark) -> str:
    return mark.source.lines[mark.line] if mark.line < len(mark.source.lines) else ""


def _yaml_hint(problem: str) -> str:
    if "mapping values are not allowed" in problem:
        return "a colon after the word in the line above, if this belongs to it; else quotes around text with a colon"
    if "block end" in problem or "key" in problem:
        return "the indentation of this line and of the one above"
    return "the line above, and its brackets and quotes"


class _Reader(NamedTuple):
    """The events of a document, and what is made of them."""

    events: Iterator[Any]
    source: Source
    dialect: Dialect

    def document(self) -> Value:
        """The one document."""
        next(self.events)  # the start of the stream
        if isinstance(next(self.events), yaml.StreamEndEvent):
            raise DocumentError(f"{self.source.name} is empty", hint=self.dialect.empty)
        value = self.value(next(self.events), 0)
        next(self.events)  # the end of the document
        after = next(self.events)
        if isinstance(after, yaml.DocumentStartEvent):
            raise DocumentError("a second document starts here", mark=self.mark(after), hint=self.dialect.one)
        return value

    def mark(self, event: Any) -> Mark:
        """The place of an event."""
        return Mark(self.source, event.start_mark.line, event.start_mark.column)

    def value(self, event: Any, depth: int) -> Value:
        """The value that begins with an event."""
        mark = self.mark(event)
        if depth > limits.NESTING:
            raise DocumentError(
                f"lists and mappings are nested more than {limits.NESTING} deep", mark=mark, hint=self.dialect.nested
            )
        self.refuse_anchor_and_tag(event, mark)
        if isinstance(event, yaml.ScalarEvent):
            return Value(event.value if event.style else self.dialect.scalar(event.value), mark)
        if isinstance(event, yaml.SequenceStartEvent):
            return Value(list(self.items(depth)), mark)
        return self.mapping(depth, mark)

    def refuse_anchor_and_tag(self, event: Any, mark: Mark) -> None:
        """Raise a DocumentError for what YAML has and a file of ours has not."""
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            raise DocumentError("anchors and aliases (& and *) are not taken", mark=mark, hint=self.dialect.anchored)
        if event.tag is not None and event.tag != "!":
            raise DocumentError(f"the tag {event.tag} is not taken", mark=mark, hint="the value without its tag")

    def items(self, depth: int) -> Iterator[Value]:
        """The items of a list that has begun."""
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self.value(event, depth + 1)

    def mapping(self, depth: int, mark: Mark) -> Value:
        """The values of a mapping that has begun, by their keys."""
        values: dict[str, Value] = {}
        keys: dict[str, Mark] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            place = self.mark(event)
            if not isinstance(event, yaml.ScalarEvent):
                raise DocumentError("a key is a word, not a list or a mapping", mark=place, hint="a word and a colon")
            self.refuse_anchor_and_tag(event, place)
            key = event.value
            if key in values:
                raise DocumentError(
                    f"the key {key!r} stands twice, first in line {keys[key].line + 1}",
                    mark=place,
                    hint=self.dialect.twice,
                )
            keys[key] = place
            values[key] = self.value(next(self.events), depth + 1)
        return Value(values, mark, keys)


def plain_scalar(text: str) -> Any:
    """A plain scalar by our own rules: decimal numbers, true, false, null; everything else is text."""
    if text in CONSTANTS:
        return CONSTANTS[text]
    if len(text) <= LONGEST_NUMBER:
        if WHOLE.fullmatch(text):
            return int(text)
        if DECIMAL.fullmatch(text):
            return whole_if_possible(Fraction(text))
    return text


ARCHITECTURE = Dialect(
    called="an architecture file",
    too_large="blocks and repeat, which say a large network in a few lines",
    empty="convcalc show lenet5, for a file to begin with",
    one="one network a file, without '---' inside",
    nested="blocks with names",
    anchored="a block with parameters instead",
    twice="one of the two; for two layers of a kind, two items of the list, each with its dash",
    scalar=plain_scalar,
)


def whole_if_possible(value: Fraction) -> int | Fraction:
    """An exact number as an integer where it is one."""
    return value.numerator if value.denominator == 1 else value


def plain(value: Value) -> Any:
    """A value without its marks, for messages and for fields to read."""
    if isinstance(value.raw, list):
        return [plain(item) for item in value.raw]
    if isinstance(value.raw, dict):
        return "{" + ", ".join(f"{key}: {shown(plain(item))}" for key, item in value.raw.items()) + "}"
    return value.raw
