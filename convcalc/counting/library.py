"""Where conventions are: the house's own, those of the tools, and a user's file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from convcalc.architecture.library import SUFFIXES, Shelf, bundled_names, find, is_there
from convcalc.architecture.values import read_source, read_values
from convcalc.conventions import CONVENTIONS, DEFAULT, Convention
from convcalc.counting.reading import DIALECT, read_convention
from convcalc.errors import UsageError, did_you_mean


def _folder() -> Path:
    return Path(__file__).resolve().parent / "declared"


DECLARED = Shelf(_folder, "fvcore", "convcalc conventions")


def convention_names() -> list[str]:
    """All conventions that come with convcalc: the house's own first, then those of the tools."""
    return [*CONVENTIONS, *bundled_names(DECLARED)]


def convention(named: object) -> Convention:
    """A convention by its name, or by the path of a YAML file.

    Raises a UsageError that names the nearest, and DocumentErrors with all that is wrong with a file.
    """
    if isinstance(named, Convention):
        return named
    if isinstance(named, str):
        if named in CONVENTIONS:
            return CONVENTIONS[named]
        if named in bundled_names(DECLARED):
            return _declared(named)
        if named.endswith(SUFFIXES) or is_there(Path(named)):
            return _marked(_of_file(named))
    near = did_you_mean(str(named), convention_names())
    listed = "convcalc conventions, which lists them, or the path of a YAML file"
    raise UsageError(f"there is no convention {named!r}", hint=near if near.startswith("did you mean") else listed)


def check_kinds(rule: Convention) -> None:
    """Raise a UsageError for a convention that does not add up kinds of operation: no slip is known by it."""
    if rule.rules:
        raise UsageError(
            f"answers are checked by {', '.join(CONVENTIONS)}, and {rule.name} counts by layer type",
            hint=f"{DEFAULT}, or convcalc layer --convention {rule.name} for its numbers",
        )


def _marked(own: Convention) -> Convention:
    """A user's convention; one that is called as one that comes with convcalc says that it is another."""
    return own._replace(name=f"{own.name} (yours)") if own.name in convention_names() else own


@lru_cache(maxsize=64)
def _declared(name: str) -> Convention:
    return _of_file(str(DECLARED.folder() / f"{name}.yaml"))


def _of_file(path: str) -> Convention:
    found = find(path, shelf=DECLARED)
    return read_convention(read_values(read_source(found.path, found.shown, DIALECT), DIALECT), found.path.stem)
