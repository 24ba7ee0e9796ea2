"""Values of a file with their places, read one by one, so that all errors of a file are told at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from convcalc.architecture.values import Value
from convcalc.errors import (
    MOST_ERRORS,
    ConvcalcError,
    DocumentError,
    DocumentErrors,
    Fault,
    Mark,
    Source,
    did_you_mean,
)
from convcalc.layers.fields import shown


class Errors:
    """The errors of one file, gathered."""

    def __init__(self) -> None:
        self.found: list[DocumentError] = []

    def add(self, what: str, mark: Mark | None, hint: str = "") -> None:
        """Note an error. Raises all of them where there are too many to read."""
        error = DocumentError(what, mark=_place(mark), hint=hint)
        if str(error) not in map(str, self.found):
            self.found.append(error)
        if len(self.found) >= MOST_ERRORS:
            self.raise_all()

    @contextmanager
    def caught(
        self, mark: Mark, places: Mapping[str, Mark] | None = None, within: Mark | None = None
    ) -> Iterator[None]:
        """Note what goes wrong inside, at the place of the field that is wrong, or else at ``mark``.

        ``within`` is the place of what a network or a shape that does not fit was read from.
        """
        try:
            yield
        except Fault as fault:
            inside = within if fault.field and within else mark
            self.add(fault.what, (places or {}).get(fault.field, inside), fault.hint)
        except DocumentErrors:
            raise  # there are too many already
        except ConvcalcError as error:
            self.add(_told(error), within or mark, error.hint)

    def raise_all(self) -> None:
        """Raise what was found, if anything was."""
        if self.found:
            raise DocumentErrors(self.found)


def _told(error: ConvcalcError) -> str:
    """What is wrong, with its place in another file where it has one."""
    return f"{error.mark}: {error.what}" if error.mark else error.what


def _place(mark: Mark | None) -> Mark | None:
    """A place in a text; data that were never a text have none."""
    return mark if mark is not None and mark.source.lines else None


def value_of(data: Any, name: str) -> Value:
    """Plain data as values, without places."""
    mark = Mark(Source(name, ()), 0, 0)
    if isinstance(data, Mapping):
        values = {str(key): value_of(item, name) for key, item in data.items()}
        return Value(values, mark, dict.fromkeys(values, mark))
    if isinstance(data, (list, tuple)):
        return Value([value_of(item, name) for item in data], mark)
    return Value(str(data) if isinstance(data, float) else data, mark)


def data_of(value: Value) -> Any:
    """A value as plain data."""
    if isinstance(value.raw, dict):
        return {key: data_of(item) for key, item in value.raw.items()}
    return [data_of(item) for item in value.raw] if isinstance(value.raw, list) else value.raw


def mapping_of(value: Value, what: str, example: str) -> dict[str, Value]:
    """The values of a mapping by their keys. Raises a Fault for anything else."""
    if not isinstance(value.raw, dict):
        raise Fault(f"{what} is {_shown(value)}: keys with their values are expected", example)
    return value.raw


def list_of(value: Value) -> list[Value]:
    """The items of a list; one value is a list of one."""
    return value.raw if isinstance(value.raw, list) else [value]


def text_of(value: Value | None, key: str, longest: int) -> str:
    """A text, empty where there is none. Raises a Fault for a list, or for a text that is too long."""
    if value is None or value.raw is None:
        return ""
    if isinstance(value.raw, (list, dict)):
        raise Fault(f"{key} is {_shown(value)}: a text is expected", f'{key}: "a text"', key)
    text = shown(value.raw).strip() if not isinstance(value.raw, str) else value.raw.strip()
    if len(text) > longest:
        raise Fault(f"{key} has {len(text):,} characters: the limit is {longest:,}", "a shorter text", key)
    return text


def _shown(value: Value) -> str:
    if isinstance(value.raw, dict):
        return "a mapping"
    return "a list" if isinstance(value.raw, list) else shown(value.raw)


def unknown_keys(value: Value, known: Iterable[str], what: str, errors: Errors) -> None:
    """Note each key of a mapping that there is not."""
    known = list(known)
    for key in value.raw:
        if key not in known:
            errors.add(f"{what} has no {key[:100]!r}", (value.keys or {}).get(key), did_you_mean(key, known))
