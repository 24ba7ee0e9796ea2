"""A variant of a network in one word: ``resnet50:stride_in_1x1=false``, a name and what is set in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from convcalc.architecture.library import find, is_there
from convcalc.architecture.spec import is_spec
from convcalc.errors import DocumentError


def split_variant(text: str) -> tuple[str, str]:
    """The name of a network, and what is set behind its last colon: ``mobilenet:alpha=0.5,in=160x160x3``.

    A text that is the name of a file is that file, whatever signs it has.
    """
    name, _, values = text.rpartition(":")
    return (name, values) if name and "=" in values and not _is_found(text) else (text, "")


def variant_name(name: str, values: Mapping[str, str]) -> str:
    """The name of a network with what is set in it."""
    return f"{name} ({', '.join(f'{key}={value}' for key, value in values.items())})" if values else name


def is_line_of_layers(text: str) -> bool:
    """Whether a text is meant as layers: it is no file, and looks like them."""
    return is_spec(text) and not _is_file(Path(text))


def _is_found(text: str) -> bool:
    try:
        return bool(find(text))
    except DocumentError:
        return False


def _is_file(path: Path) -> bool:
    return is_there(path) and path.is_file()
