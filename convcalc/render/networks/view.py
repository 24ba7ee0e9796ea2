"""What the command line prints of a comparison, whichever it is: lines for a width, and the other formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from convcalc.render.plain import Line, wrapped


class View(NamedTuple):
    """What is to be seen of a comparison: its lines for a width, and the writers of the other formats."""

    lines: Callable[[int | None], Iterable[Line]]
    writers: Mapping[str, Callable[[], str]] = {}


def framed(above: Iterable[str], drawn: Iterable[Line], below: Iterable[str], width: int | None) -> Iterator[Line]:
    """Lines between captions and remarks."""
    for caption in above:
        yield from (("caption", line) for line in wrapped(caption, width))
    yield "caption", ""
    yield from drawn
    for remark in below:
        yield from (("remark", line) for line in wrapped(remark, width))


def title(names: Iterable[str], what: str = "side by side") -> str:
    """The networks, and what is told of them: the title of a table in a document."""
    return f"{', '.join(names)}: {what}"
