"""Matrices from text and files: a map of one or several channels, or a kernel of one or several filters.

Files come from strangers: nothing is executed or unpickled, and what is too large is refused before it is read.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from convcalc.architecture.limits import FILE_BYTES
from convcalc.errors import DocumentError, Fault
from convcalc.numeric.windows import Array
from convcalc.numeric.worked.files import parse_json, read_json, read_npy, read_png, text_of
from convcalc.numeric.worked.text import read_text

MOST_CELLS = 100_000


def read_map(given: str, option: str, *, names: bool = False, layout: str = "hwc") -> Array:
    """A map (H, W, channels) from a text or a file. Raises a DocumentError that says where it cannot be read."""
    found = _read(given, option, names)
    if isinstance(found, list):  # filters of channels of rows
        if len(found) > 1:
            raise DocumentError(f"{option} has {len(found)} filters, and a map has none", hint="| between channels")
        return np.moveaxis(np.array(found[0], dtype=object), 0, -1)
    if found.ndim > 3:
        raise DocumentError(f"{option} has {found.ndim} axes", hint="rows and columns, or rows, columns and channels")
    if found.ndim == 3:
        return found if layout == "hwc" else np.moveaxis(found, 0, -1)
    return found.reshape(-1, found.shape[-1], 1)


def read_kernel(given: str, option: str, *, names: bool = False, layout: str = "hwc") -> Array:
    """A kernel (F, F, channels, filters) from a text or a file. Raises a DocumentError as ``read_map`` does."""
    found = _read(given, option, names)
    if isinstance(found, list):
        return np.array(found, dtype=object).transpose(2, 3, 1, 0)
    if found.ndim > 4:
        raise DocumentError(f"{option} has {found.ndim} axes", hint="rows, columns, channels and filters")
    if found.ndim < 3:
        return found.reshape(-1, found.shape[-1], 1, 1)
    if layout == "hwc":
        return found.reshape(*found.shape[:3], -1)
    return found.transpose(2, 3, 1, 0) if found.ndim == 4 else np.moveaxis(found, 0, -1)[..., None]


def _read(given: str, option: str, names: bool) -> Any:
    """Nested lists (filters, channels, rows) of a text, or an array with the axes of the file."""
    found = _text_or_file(given, option, names)
    cells = found.size if isinstance(found, np.ndarray) else sum(len(row) for each in found for c in each for row in c)
    if cells > MOST_CELLS:
        raise DocumentError(f"{option} has {cells:,} cells: the most is {MOST_CELLS:,}", hint="a smaller matrix")
    return found


def _text_or_file(given: str, option: str, names: bool) -> Any:
    if given == "-":
        return _typed(_standard_input(), "standard input", names)
    suffix = Path(given).suffix.lower()
    if suffix not in READERS and not _is_file(given):
        _no_plain_file(given)
        return _typed(_limited(given, option), option, names)
    if not _is_file(given):
        _no_plain_file(given)
        raise DocumentError(f"there is no file {given}", hint='the name of a file, or a text such as "1 2; 3 4"')
    _limited(range(Path(given).stat().st_size), given)
    try:
        return READERS.get(suffix, _text_file)(given, names)
    except Fault as fault:
        raise DocumentError(f"{given}: {fault.what}", hint=fault.hint) from None
    except OSError as error:
        raise DocumentError(f"{given} cannot be read: {error.strerror or error}") from None


def _standard_input() -> str:
    """What comes from standard input. Raises a DocumentError where it is closed, too long or no text."""
    if sys.stdin is None or sys.stdin.closed:
        raise DocumentError("standard input is closed", hint="a file or a text")
    stream = getattr(sys.stdin, "buffer", sys.stdin)
    content = _limited(stream.read(FILE_BYTES + 1), "standard input")
    try:
        return content if isinstance(content, str) else content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DocumentError("standard input is not text in UTF-8", hint="text such as 1 2; 3 4") from None


def _no_plain_file(given: str) -> None:
    """Raise a DocumentError for a folder, a pipe or a device."""
    if not given.strip():
        return
    try:
        exists, folder = Path(given).exists(), Path(given).is_dir()
    except (OSError, ValueError):
        return
    if exists:
        raise DocumentError(
            f"{given} is {'a folder' if folder else 'no plain file'}", hint="a file; - reads standard input"
        )


def _typed(text: str, name: str, names: bool) -> Any:
    """A text that was typed or piped: rows of cells, or lists as JSON has them."""
    text = text.removeprefix("\ufeff")
    if not text.lstrip().startswith("["):
        return read_text(text, name, names)
    try:
        return parse_json(text, name, names)
    except Fault as fault:
        raise DocumentError(f"{name}: {fault.what}", hint=fault.hint) from None


def _limited(content: Any, name: str) -> Any:
    if len(content) > FILE_BYTES:
        raise DocumentError(f"{name} has more than {FILE_BYTES:,} bytes, the most", hint="a smaller matrix")
    return content


def _is_file(given: str) -> bool:
    try:
        return Path(given).is_file()
    except (OSError, ValueError):  # too long for a name, or with a sign that no name has
        return False


def _text_file(name: str, names: bool) -> Any:
    return read_text(text_of(name), name, names)


def _csv_file(name: str, names: bool) -> Any:
    """A line is a row; where no comma separates cells, a tab or a semicolon does, as a European spreadsheet has it."""
    text = re.sub(r'"([^",;\t\n]*)"', r"\1", text_of(name))
    other = next((sign for sign in ";\t" if sign in text), "")
    if other and "," in text:
        raise Fault("commas beside another separator: is the comma that of a decimal number?", "1.5 for 1,5")
    text = text.replace(other, ",") if other else text
    blank = re.search(r"\d +\d", text)
    if blank and "," in text:
        raise Fault(f"a blank within a cell: {blank[0]!r}", "a comma between cells, and no blanks in numbers")
    try:
        return read_text(text, name, False)
    except DocumentError as error:
        if error.mark and error.mark.line == 0 and re.match(r"'[A-Za-z]", error.what):
            raise DocumentError(error.what, mark=error.mark, hint="numbers only, without a line of headers") from None
        raise


READERS: dict[str, Callable[[str, bool], Any]] = {
    ".txt": _text_file,
    ".csv": _csv_file,
    ".tsv": _csv_file,
    ".json": read_json,
    ".npy": read_npy,
    ".png": read_png,
}
