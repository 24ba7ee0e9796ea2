"""What can go wrong, said once: where, what with both numbers, in which blocks, what to try.

Every error is a :class:`ConvcalcError` and knows the exit code of the process that meets it. The layers raise a
:class:`Fault`, which knows what is wrong but not where; the place is added once, where the file is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, NamedTuple

EXIT_CODES = {
    0: "fine",
    1: "an answer is wrong, a figure does not hold, a budget is exceeded, a run does not agree, nothing gives the size"
    " or the number asked for, or there is advice",
    2: "the command line is wrong",
    3: "the file, the matrix or the shapes are wrong",
    70: "a fault of convcalc itself",
    130: "interrupted",
}
SHOWN_AT_ONCE = 20
MOST_ERRORS = 100
LONGEST_TEXT = 600
WORDS_COMPARED = 200


class Source(NamedTuple):
    """A text that was read: its name as the user knows it, and its lines."""

    name: str
    lines: Sequence[str]

    def __repr__(self) -> str:
        return f"Source({self.name!r}, {len(self.lines)} lines)"


class Mark(NamedTuple):
    """A place in a text; line and column count from 0 here and from 1 on the screen."""

    source: Source
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.source.name}:{self.line + 1}:{self.column + 1}"

    def excerpt(self) -> str:
        """The line of the text with a caret under the place; empty for a place past the end."""
        if self.line >= len(self.source.lines):
            return ""
        text = self.source.lines[self.line].rstrip().replace("\t", " ")
        number = f"{self.line + 1:>5}"
        start = max(0, self.column - 90)
        text = ("…" if start else "") + text[start : start + 110] + ("…" if len(text) > start + 110 else "")
        caret = " " * (self.column - start + (1 if start else 0)) + "^"
        return f"{number} | {text}\n{' ' * len(number)} | {caret}"


class Fault(Exception):
    """A value or a shape that breaks a rule: which field, what is wrong, what to try. Its place is added later."""

    def __init__(self, what: str, hint: str = "", field: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.field = field


class ConvcalcError(Exception):
    """Any error that a user of convcalc can meet.

    Attributes: ``what`` is wrong, with both numbers; ``hint``, what to try; ``mark``, the place in the file, if any;
    ``chain``, the blocks around it, outermost first; ``exit_code``.
    """

    exit_code = 3

    def __init__(self, what: str, *, hint: str = "", mark: Mark | None = None, chain: Iterable[str] = ()) -> None:
        super().__init__(short(what))
        self.what = short(what)
        self.hint = short(hint)
        self.mark = mark
        self.chain = tuple(chain)

    def __str__(self) -> str:
        parts = [f"{self.mark}: {self.what}" if self.mark else self.what]
        if self.mark and self.mark.excerpt():
            parts.append(self.mark.excerpt())
        if self.chain:
            parts.append("   in  " + " > ".join(self.chain))
        if self.hint:
            parts.append(_hint_line(self.hint))
        return "\n".join(parts)


def _hint_line(hint: str) -> str:
    return "   " + (hint if hint.startswith("did you mean") else "try " + hint)


class CheckFailed(ConvcalcError):
    """A published figure does not hold, or a run does not agree with what was computed."""

    exit_code = 1


class UsageError(ConvcalcError):
    """The command line, or a call of the library, is wrong."""

    exit_code = 2


class DocumentError(ConvcalcError):
    """An architecture file cannot be read as it stands."""


class ShapeError(ConvcalcError):
    """Shapes that do not fit the layer they meet; ``rows`` are those up to the layer that ``failed``."""

    rows: tuple[Any, ...] = ()
    failed: str = ""


class DocumentErrors(DocumentError):
    """All the errors of one document, in the order of its lines; of several, document by document."""

    def __init__(self, errors: Sequence[ConvcalcError]) -> None:
        documents = list(dict.fromkeys(error.mark.source.name for error in errors if error.mark))
        ordered = sorted(errors, key=lambda error: _place(error, documents))
        super().__init__(ordered[0].what, mark=ordered[0].mark, hint=ordered[0].hint)
        self.exit_code = ordered[0].exit_code
        self.errors = tuple(ordered)

    def __str__(self) -> str:
        shown = "\n".join(_one_of_many(error, place) for place, error in enumerate(self.errors[:SHOWN_AT_ONCE]))
        more = len(self.errors) - SHOWN_AT_ONCE
        at_least = "at least " if len(self.errors) >= MOST_ERRORS else ""
        return shown + (f"\nand {at_least}{more} more errors in this file" if more > 0 else "")


def _place(error: ConvcalcError, documents: Sequence[str]) -> tuple[int, int, int]:
    """Where an error stands: its document, its line and its column."""
    mark = error.mark
    return (documents.index(mark.source.name), mark.line, mark.column) if mark else (0, 0, 0)


def _one_of_many(error: ConvcalcError, place: int) -> str:
    """An error among others: one without a place in a file says that it is one, as the first does anyhow."""
    return f"error: {error}" if place and error.mark is None else str(error)


def short(text: str) -> str:
    """A text without its middle where it is longer than anybody would read; the place is marked."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT // 2]} [...] {text[-LONGEST_TEXT // 4 :]}"


def did_you_mean(word: str, known: Iterable[Any]) -> str:
    """A hint that names the nearest known word, or all of them where none is near."""
    from difflib import get_close_matches  # only a mistake needs it

    words = sorted({str(item) for item in islice(known, WORDS_COMPARED)})
    near = get_close_matches(word[:WORDS_COMPARED], words, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]}?"
    return "one of " + ", ".join(words) if words else ""
