"""``convcalc convert``: an architecture file as another one."""

from __future__ import annotations

from pathlib import Path

import click

from convcalc.algebra.writing import visible
from convcalc.architecture.library import find
from convcalc.cli.common import check_not_there, check_target, deliver, file_argument
from convcalc.conversion.flat import files_of
from convcalc.conversion.fully_convolutional import Converted, converted
from convcalc.errors import UsageError

HELP = """Write a network as another architecture file.

--fully-convolutional makes each dense layer the convolution that it is (lecture 4, 'FC layer to Conv layer'), with the
same parameters: on a larger input it slides, and gives a map of outputs. The text of the file stays as it is but for
the steps that change; a file that extends others becomes one that stands alone. Without -o the new file is printed.

\b
Examples:
  convcalc convert resnet50 --fully-convolutional
  convcalc convert vgg16 --fully-convolutional -o vgg16_slides.yaml
"""


@click.command("convert", help=HELP)
@file_argument
@click.option("--fully-convolutional", is_flag=True, help="Dense layers as convolutions.")
@click.option(
    "-o", "--output-file", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write to a new file."
)
@click.option("--force", is_flag=True, help="Write over a file that is there.")
def command(file: str, fully_convolutional: bool, target: Path | None, force: bool) -> None:
    """Convert a network, print or write it, and say on stderr what was done."""
    if not fully_convolutional:
        raise UsageError("what to convert to is not said", hint="--fully-convolutional, the only conversion there is")
    result = converted(file)
    if target:
        check_target(target, *map(str, files_of(find(file))))
        check_not_there([target], force)
    deliver(result.text, target)
    for line in said(result):
        click.echo(visible(line), err=True)


def said(result: Converted) -> list[str]:
    """What was converted, and what the reader of the new file has to know."""
    total, count = result.after.total, result.layers
    changed = f"{count} dense layer{'s are convolutions' if count > 1 else ' is a convolution'} now"
    same = f"{total.parameters:,} parameters and {total.multiplications:,} multiplications, as before"
    return [f"{result.before.name}: {changed}; {same}", *result.notes]
