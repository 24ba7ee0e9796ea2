"""YAML text as values that know their line and column.

The parser's events are read one by one and the tree is built here, because a composer recurses without a limit (a
hundred thousand open brackets end the process), and because YAML 1.1 reads ``3:30`` as 210, ``010`` as 8 and ``off`` as
false. Here a plain scalar is a decimal number, true or false, null, or text; anchors are refused, since blocks do
what they do; a key that stands twice is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
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


def read_source(path: Path, shown: str) -> Source:
    """Read a text file within the limits. Raises a DocumentError that says why where it cannot be read."""
    try:
        if path.is_fifo() and path.parent != Path("/dev") and path.parent != Path("/dev/fd"):
            raise DocumentError(f"{shown} is a pipe, not a file", hint="a file, or /dev/stdin for what a pipe brings")
        with path.open("rb") as file:
            data = file.read(limits.FILE_BYTES + 1)
    except OSError as error:
        raise DocumentError(f"{shown} cannot be read: {error.strerror or error}") from None
    if len(data) > limits.FILE_BYTES:
        raise DocumentError(
            f"{shown} is larger than {limits.FILE_BYTES:,} bytes, the limit for an architecture file",
            hint="blocks and repeat, which say a large network in a few lines",
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


def read_values(source: Source) -> Value:
    """The one document of a text as a tree of values. Raises a DocumentError with its place."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        events = iter(yaml.parse("\n".join(source.lines) + "\n", Loader=loader))
        return _document(events, source)
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


def _document(events: Iterator[Any], source: Source) -> Value:
    next(events)  # the start of the stream
    if isinstance(next(events), yaml.StreamEndEvent):
        raise DocumentError(f"{source.name} is empty", hint="convcalc show lenet5, for a file to begin with")
    value = _value(next(events), events, source, 0)
    next(events)  # the end of the document
    after = next(events)
    if isinstance(after, yaml.DocumentStartEvent):
        raise DocumentError(
            "a second document starts here", mark=_mark(after, source), hint="one network a file, without '---' inside"
        )
    return value


def _mark(event: Any, source: Source) -> Mark:
    return Mark(source, event.start_mark.line, event.start_mark.column)


def _value(event: Any, events: Iterator[Any], source: Source, depth: int) -> Value:
    mark = _mark(event, source)
    if depth > limits.NESTING:
        raise DocumentError(
            f"lists and mappings are nested more than {limits.NESTING} deep", mark=mark, hint="blocks with names"
        )
    _refuse_anchor_and_tag(event, mark)
    if isinstance(event, yaml.ScalarEvent):
        return Value(event.value if event.style else plain_scalar(event.value), mark)
    if isinstance(event, yaml.SequenceStartEvent):
        return Value(list(_items(events, source, depth)), mark)
    return _mapping(events, source, depth, mark)


def _refuse_anchor_and_tag(event: Any, mark: Mark) -> None:
    if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
        raise DocumentError(
            "anchors and aliases (& and *) are not taken", mark=mark, hint="a block with parameters instead"
        )
    if event.tag is not None and event.tag != "!":
        raise DocumentError(f"the tag {event.tag} is not taken", mark=mark, hint="the value without its tag")


def _items(events: Iterator[Any], source: Source, depth: int) -> Iterator[Value]:
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        yield _value(event, events, source, depth + 1)


def _mapping(events: Iterator[Any], source: Source, depth: int, mark: Mark) -> Value:
    values: dict[str, Value] = {}
    keys: dict[str, Mark] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            raise DocumentError(
                "a key is a word, not a list or a mapping", mark=_mark(event, source), hint="a word and a colon"
            )
        _refuse_anchor_and_tag(event, _mark(event, source))
        key, place = event.value, _mark(event, source)
        if key in values:
            raise DocumentError(
                f"the key {key!r} stands twice, first in line {keys[key].line + 1}",
                mark=place,
                hint="one of the two; for two layers of a kind, two items of the list, each with its dash",
            )
        keys[key] = place
        values[key] = _value(next(events), events, source, depth + 1)
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
