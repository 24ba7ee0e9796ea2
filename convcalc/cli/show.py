"""``convcalc show``: the YAML file of a network."""

from __future__ import annotations

import click

from convcalc.architecture.library import find
from convcalc.architecture.values import read_source
from convcalc.cli.common import deliver, file_argument

HELP = """Print the YAML file of a network.

\b
Examples:
  convcalc show resnet50
  convcalc show lenet5 > mine.yaml
"""


@click.command(
    "show",
    help=HELP,
)
@file_argument
def command(file: str) -> None:
    """Print a file as it is."""
    found = find(file)
    deliver("\n".join(read_source(found.path, found.shown).lines) + "\n", None)
