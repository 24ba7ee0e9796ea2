"""The answers of one student: a YAML file with a line an answer, each kept as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from convcalc.architecture.gathering import Errors, mapping_of
from convcalc.architecture.library import is_there
from convcalc.architecture.values import Value, read_source, read_values
from convcalc.classroom.check.quantities import quantity_of
from convcalc.classroom.sheets.dialects import ANSWERS
from convcalc.classroom.sheets.question import Item, Sheet
from convcalc.errors import DocumentError, Fault, Mark, did_you_mean

WHOSE = ("name", "student")  # keys that say whose answers these are


def read_answers(path: str, sheet: Sheet) -> dict[str, str]:
    """The answers of a file by their keys. Raises DocumentErrors with all that is wrong with it."""
    if not is_there(Path(path)):
        raise DocumentError(f"there is no file {path!r} with answers", hint="a YAML file with a line such as q1: 36896")
    return answers_of(read_values(read_source(Path(path), path, ANSWERS), ANSWERS), sheet)


def answers_of(value: Value, sheet: Sheet) -> dict[str, str]:
    """The answers among values, as ``read_answers`` has them."""
    errors = Errors()
    found: dict[str, str] = {}
    with errors.caught(value.mark):
        for key, mark, given in _given(value, mapping_of(value, "a file of answers", "q1: 36896")):
            if key.casefold() in WHOSE and all(item.question.id.casefold() != key.casefold() for item in sheet.items):
                continue
            with errors.caught(mark):
                item = _item(key, sheet, given)
                if item.key in found:
                    raise Fault(f"{item.key} is answered twice", "one of the two")
                found[item.key] = _written(given, item)
    errors.raise_all()
    return found


def _given(value: Value, values: Mapping[str, Value], above: str = "") -> Iterator[tuple[str, Mark, Value]]:
    """Each answer with its key: those of a question that asks for several stand below it."""
    for key, given in values.items():
        mark = (value.keys or {}).get(key, value.mark)
        if isinstance(given.raw, dict) and not above:
            yield from _given(given, given.raw, f"{key}.")
        else:
            yield above + key, mark, given


def _item(key: str, sheet: Sheet, given: Value) -> Item:
    """The answer that a key means. Raises a Fault that names the nearest."""
    items = sheet.items
    name, _, word = key.strip().partition(".")
    mine = [item for item in items if item.question.id.casefold() == name.strip().casefold()]
    if not mine:
        number = re.fullmatch(r"[0-9]{3}", key.rpartition(".")[2]) and given.raw == ""
        hint = "quotes around a number with a comma" if number else did_you_mean(key, (item.key for item in items))
        raise Fault(f"{sheet.name} has no question {key[:100]!r}", hint)
    if not word and len(mine) == 1:
        return mine[0]
    wanted = _quantity(word)
    for item in mine:
        if item.asked.quantity == wanted:
            return item
    known = ", ".join(item.asked.quantity for item in mine)
    if word and re.fullmatch(r"[0-9]{3}", word) and given.raw == "":
        known = "quotes around a number with a comma"
    what = f"the question {name} does not ask for {word[:100]!r}" if word else f"{name} has several answers"
    raise Fault(what, known if known.startswith("quotes") else f"one of {known}, such as {name}.{known.split(',')[0]}")


def _quantity(word: str) -> str:
    try:
        return quantity_of(word).name
    except Fault:
        return re.sub(r"\s+", " ", word.strip())


def _written(given: Value, item: Item) -> str:
    """The answer as it was written; a list is a shape, a list of lists a matrix."""
    if isinstance(given.raw, dict):
        raise Fault("an answer is a number, a text or a list, and this is a mapping", f"{item.key}: 36896")
    if not isinstance(given.raw, list):
        return str(given.raw).strip()
    rows = [_row(each) for each in given.raw]
    if any(isinstance(each.raw, list) for each in given.raw):
        return "; ".join(" ".join(row) for row in rows)
    cells = [cell for row in rows for cell in row]
    return " ".join(cells) if item.question.problem.kind(item.asked.quantity) == "matrix" else f"({', '.join(cells)})"


def _row(value: Value) -> list[str]:
    items = value.raw if isinstance(value.raw, list) else [value]
    if any(isinstance(each.raw, (list, dict)) for each in items):
        raise Fault("a list of numbers, or of rows of numbers, is expected", "[26, 26, 32]")
    return [str(each.raw) for each in items]
