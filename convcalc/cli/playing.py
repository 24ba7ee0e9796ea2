"""A quiz at the terminal: reads lines, and prints what the game says to them."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator

import click

from convcalc.classroom.quiz.make import Variant
from convcalc.classroom.quiz.play import Game, Line
from convcalc.cli.common import deliver_lines, format_for
from convcalc.render.plain import wrapped

LONGEST = 20_000  # signs of an answer that are looked at
PROMPT = "> "


def play(variant: Variant) -> None:
    """Ask all the questions. Ctrl-C and the end of the input end the game like q does."""
    game = Game(variant)
    try:
        say(game.opening())
        for line in typed():
            say(game.take(line))
            if game.over:
                break
    except KeyboardInterrupt:
        click.echo()
    say(game.score())


def say(lines: list[Line]) -> None:
    """Print lines, folded and in colours on a terminal."""
    if lines:
        deliver_lines(lambda width: folded(lines, width), format_for(None, None), None)


def folded(lines: list[Line], width: int | None) -> Iterator[Line]:
    """The lines in the width of the terminal."""
    return ((kind, piece) for kind, line in lines for piece in wrapped(line, width))


def typed() -> Iterator[str]:
    """The lines of the input, up to its end; a terminal is prompted, and a pipe is not."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    while sys.stdin is not None:
        if sys.stdin.isatty():
            click.echo(PROMPT, nl=False)
        line = sys.stdin.readline(LONGEST)
        rest = line
        while rest and not rest.endswith("\n"):
            rest = sys.stdin.readline(LONGEST)
        if not line:
            if sys.stdin.isatty():
                click.echo()
            return
        yield line
