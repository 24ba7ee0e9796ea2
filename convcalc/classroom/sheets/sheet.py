"""Exercise sheets: those that ship, those in files, and those made of plain data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from convcalc.architecture.gathering import value_of
from convcalc.architecture.library import Shelf, bundled_names, find
from convcalc.architecture.values import read_source, read_values
from convcalc.classroom.sheets.dialects import SHEET
from convcalc.classroom.sheets.question import Asked, Item, Question, Sheet
from convcalc.classroom.sheets.reading import read_sheet_value

__all__ = [
    "SHEETS",
    "Asked",
    "Item",
    "Outline",
    "Question",
    "Sheet",
    "outline",
    "read_sheet",
    "sheet_names",
    "sheet_of",
]


def _folder() -> Path:
    return Path(__file__).resolve().parent / "lectures"


SHEETS = Shelf(_folder, "lecture2-sizes", "convcalc sheets")


def sheet_names() -> list[str]:
    """The sheets that come with convcalc, by name."""
    return bundled_names(SHEETS)


class Outline(NamedTuple):
    """What a list says of a sheet: its name as a file, its title and source, and how many questions it has."""

    name: str
    title: str
    source: str
    questions: int


def outline(name: str) -> Outline:
    """A sheet that ships, with none of its problems worked."""
    found = find(str(SHEETS.folder() / f"{name}.yaml"))
    raw = read_values(read_source(found.path, found.shown, SHEET), SHEET).raw
    return Outline(name, raw["name"].raw, raw["source"].raw, len(raw["questions"].raw))


def sheet_of(data: Mapping[str, Any], shown: str = "the sheet", folder: Path | None = None) -> Sheet:
    """A sheet from plain data, as its YAML has it. Raises DocumentErrors with all that is wrong."""
    return read_sheet_value(value_of(data, shown), shown, folder)


def read_sheet(name: str) -> Sheet:
    """The sheet of a file: a path, a name in the current folder, or one that ships.

    A network that it names stands beside it, or comes with convcalc. Raises a DocumentError for what cannot be found or
    read, and DocumentErrors with all that is wrong with its questions.
    """
    found = find(name, shelf=SHEETS)
    value = read_values(read_source(found.path, found.shown, SHEET), SHEET)
    return read_sheet_value(value, found.shown, found.path.parent)
