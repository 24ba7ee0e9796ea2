"""The terminal: the plain table in colours, folded to the width that there is. rich is imported here, on first use."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

from convcalc.algebra.writing import visible
from convcalc.render.plain import Line

WIDEST = 100_000
STYLES = {
    "caption": "dim",
    "header": "bold",
    "rule": "dim",
    "row": "",
    "foot": "bold",
    "remark": "dim",
    "warning": "yellow",
}


def print_lines(lines: Iterable[Line]) -> None:
    """Print lines in the colours of the terminal; NO_COLOR is obeyed."""
    from rich.console import Console
    from rich.text import Text

    # The lines are folded already; rich itself would stumble over a COLUMNS that is no number.
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES")}
    console = Console(highlight=False, markup=False, emoji=False, width=WIDEST, _environ=environment)
    text = Text()
    for kind, line in lines:
        text.append(visible(line) + "\n", STYLES[kind])
    console.print(text, end="", soft_wrap=True)


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
