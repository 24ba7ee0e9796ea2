"""Where architecture files are: the folder one stands in first, then the files that come with convcalc."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from convcalc.errors import DocumentError, did_you_mean

SUFFIXES = (".yaml", ".yml")
LONGEST_NAME = 4000


@lru_cache(maxsize=1)
def bundled_folder() -> Path:
    """The folder of the bundled files: inside the installed package, or beside it in a source checkout."""
    package = Path(__file__).resolve().parent.parent
    installed = package / "architectures"
    return installed if installed.is_dir() else package.parent / "architectures"


class Shelf(NamedTuple):
    """A folder of files that come with convcalc: where it is, the name of one, and the command that lists them."""

    folder: Callable[[], Path]
    example: str
    listing: str


ARCHITECTURES = Shelf(bundled_folder, "resnet50", "convcalc architectures")


def bundled_names(shelf: Shelf = ARCHITECTURES) -> list[str]:
    """The bundled files of a shelf, by default the networks, by name."""
    return sorted(path.stem for path in shelf.folder().glob("*.yaml"))


class Found(NamedTuple):
    """A file that was found: its path, how messages call it, and whether it is one of the bundled ones."""

    path: Path
    shown: str
    bundled: bool


def find(name: str, beside: Path | None = None, shelf: Shelf = ARCHITECTURES) -> Found:
    """The file for a name or path, by default of a network. Raises a DocumentError that names the nearest.

    A bare name (``resnet50`` or ``resnet50.yaml``) is looked for in the current folder first (or in the folder
    ``beside``), then among the bundled files; a path with folders is only itself.
    """
    if not name.strip():
        raise DocumentError("the name of the file is empty", hint=f"{shelf.example}, or the path of a YAML file")
    given = _expanded(name)
    suffixes = ("",) if given.suffix in SUFFIXES else ("", *SUFFIXES)
    for path in ((beside or Path()) / f"{given}{suffix}" for suffix in suffixes):
        if is_there(path) and not path.is_dir():
            return Found(path, str(path), False)
    bundled = _bundled(given, shelf) if os.path.basename(name) == name else None
    if bundled:
        return Found(bundled, bundled.name, True)
    if is_there(given):
        raise DocumentError(f"{name} is a folder, not a file", hint="one of the YAML files in it")
    if len(name) < LONGEST_NAME and os.path.islink(given):
        raise DocumentError(f"{name} is a link that leads nowhere", hint="the file itself")
    raise DocumentError(f"there is no file {name!r}, here or among the bundled ones", hint=_nearest(name, shelf))


def _expanded(name: str) -> Path:
    """The path with its ~ replaced, where there is such a home."""
    try:
        return Path(name).expanduser()
    except RuntimeError:
        return Path(name)


def _bundled(given: Path, shelf: Shelf) -> Path | None:
    """The bundled file of a bare name, if there is one."""
    path = shelf.folder() / (given.name if given.suffix in SUFFIXES else f"{given.name}.yaml")
    return path if is_there(path) else None


def is_there(path: Path) -> bool:
    """Whether a path exists; a name that the system cannot even look up does not."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def _nearest(name: str, shelf: Shelf) -> str:
    here = [path.name for path in Path().glob("*.y*ml")]
    hint = did_you_mean(Path(name).stem, [*bundled_names(shelf), *here])
    return f"{shelf.listing}, which lists the bundled files" if hint.startswith("one of") else hint
