"""How an error is shown: its message and, where shapes did not fit, the rows up to the failing layer."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import click

from convcalc.algebra.writing import ascii_only, visible
from convcalc.errors import ConvcalcError, ShapeError

SHOWN_BEFORE = 12


def report(error: ConvcalcError) -> int:
    """Print an error to stderr; the exit code of the process."""
    say(f"error: {error}" if error.mark is None else str(error))
    if isinstance(error, ShapeError) and error.rows:
        from convcalc.render.plain import aligned

        rows = error.rows[-SHOWN_BEFORE:]
        left_out = len(error.rows) - len(rows)
        say("\nup to here:" + (f" (and {left_out:,} layers before these)" if left_out else ""))
        table: list[Sequence[str]] = [(row.name, row.type, row.window, str(row.output)) for row in rows]
        table.append((error.failed, "does not fit", "", ""))
        for line in aligned(table):
            say("  " + line)
    return error.exit_code


def report_usage(error: click.ClickException) -> int:
    """Print an error of the command line in the words of all others; the exit code of the process."""
    if type(error).__name__ == "NoArgsIsHelpError":  # no arguments at all: the help is the answer
        click.echo(error.format_message())
        return 0
    say(f"error: {error.format_message().rstrip('.')}")
    context = getattr(error, "ctx", None)
    say(f"   try {context.command_path if context else 'convcalc'} --help")
    return error.exit_code


def open_closed_streams() -> None:
    """A process may be started without streams; what it prints then goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (open as long as the process)


def reader_gone() -> int:
    """Whoever read the output has read enough: that is no error, and nothing more is printed."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def interrupted(error: BaseException | None) -> bool:
    """Whether an interrupt is behind an error: NumPy wraps one that comes in the middle of its work."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt):
            return True
        error = error.__cause__ or error.__context__
    return False


def report_own_fault(error: Exception) -> int:
    """Say that convcalc itself failed, and how to see where; the exit code of the process."""
    if os.environ.get("CONVCALC_DEBUG"):
        raise error
    say(f"error: convcalc itself failed, which is not your fault: {type(error).__name__}: {error}")
    say("   try the same command with CONVCALC_DEBUG=1 set, and report what it prints")
    return 70


def say(text: str) -> None:
    """Print a line to stderr, in plain signs where it cannot show others."""
    text = visible(text)
    try:
        text.encode(sys.stderr.encoding or "ascii")
    except UnicodeEncodeError:
        text = ascii_only(text)
    click.echo(text, err=True)
