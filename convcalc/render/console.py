"""The terminal: the plain table in colours, folded to the width that there is. rich is imported here, on first use."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from convcalc.algebra.writing import visible
from convcalc.render.plain import Line

WIDEST = 100_000
STYLES = {
    "caption": "dim",
    "header": "bold",
    "rule": "dim",
    "row": "",
    "matrix": "",
    "printed": "",
    "foot": "bold",
    "remark": "dim",
    "warning": "yellow",
}
MARKED = r"(?<![A-Za-z])\[(?:[^\[\]]|\[[^\]]*\])*\]"  # a cell in brackets; those of a name such as O[0,1] are its own
DIFFERING = r"≠ (?:[^ ]| (?! ))+"  # what is otherwise in print, up to the gap before the next column
# What stands out in a line, and how: the cells of a window, which stand in brackets; figures that do not hold.
HIGHLIGHTS = {"matrix": (MARKED, "bold reverse"), "printed": (DIFFERING, "bold yellow")}


def print_lines(lines: Iterable[Line]) -> None:
    """Print lines in the colours of the terminal; NO_COLOR is obeyed."""
    from rich.console import Console
    from rich.text import Text

    # The lines are folded already.
    console = Console(highlight=False, markup=False, emoji=False, width=WIDEST, _environ=_environment())
    text = Text()
    for kind, line in lines:
        piece = Text(visible(line) + "\n", STYLES[kind])
        if kind in HIGHLIGHTS:
            piece.highlight_regex(*HIGHLIGHTS[kind])
        text.append(piece)
    console.print(text, end="", soft_wrap=True)


@contextmanager
def progress() -> Iterator[Callable[[int, int, str], None]]:
    """A bar on stderr with the name of what is being done; nothing where stderr is no terminal.

    What it yields is called with the work done, the work in all, and the name of what comes next.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda done, work, name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True, _environ=_environment()), transient=True) as bar:
        task = bar.add_task("")

        def watch(done: int, work: int, name: str) -> None:
            bar.update(task, completed=done, total=work, description=visible(name), refresh=not done)

        yield watch


def _environment() -> dict[str, str]:
    """The environment without what rich would stumble over: a COLUMNS that is no number."""
    return {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}


def width() -> int | None:
    """The columns of the terminal; None where the output is no terminal and COLUMNS is not set."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and int(columns[:6]) > 0:
        return max(int(columns[:6]), 20)
    if not sys.stdout.isatty():
        return None
    try:
        return max(os.get_terminal_size(sys.stdout.fileno()).columns, 20)
    except OSError:
        return 80
