"""``convcalc solve``: size formulas backwards, for one axis of a layer or for the input of a network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import click

from convcalc import network
from convcalc.architecture import limits
from convcalc.classroom.inputs import input_sizes
from convcalc.classroom.solve import solve
from convcalc.cli.asking import POOLS, kind_of
from convcalc.cli.common import (
    ArchitectureFile,
    assignments,
    check_target,
    deliver,
    deliver_lines,
    format_for,
    output_options,
)
from convcalc.cli.fields import SHORT
from convcalc.errors import CheckFailed, UsageError
from convcalc.render import inputs, markdown, plain, solutions

HELP = """Size formulas backwards: which input, kernel, stride, padding and dilation give an output size.

Along one axis: a number is fixed; a range (1..11), a list (1,3,5) or ? is tried, and so are --in, --k and --padding
where they are not given. Kernels are tried from 1 to 11, paddings up to the kernel's reach, also 1.5, which is one cell
before and two after; a range of paddings contains its halves. Stride, dilation and output padding are the layer's
defaults where not given. Where nothing is left to try, the answer is yes or no.

With a FILE: all square inputs of a network for which its last map, or that of --row, has this size.

The plainest come first: no cell of the input thrown away, then windows without gaps, the same padding on both sides,
nothing rounded, odd kernels, small dilation, small padding, small stride, small kernels. Exit code 1 where there is no
solution.

\b
Examples:
  convcalc solve --in 32 --out-size 32 --k 3
  convcalc solve --in 224 --out-size 112 --k 1..11 --stride 1..4
  convcalc solve --out-size 55 --k 11 --stride 4
  convcalc solve --in 112 --out-size 56 --pool max --k 3 --stride 2 --ceil
  convcalc solve --in 14 --out-size 28 --transpose --k 2,3,4 --stride 2 --output-padding '?'
  convcalc solve --in 227 --out-size 55 --k 11 --stride 4 --padding 0
  convcalc solve resnet50 --out-size 7
"""


@click.command("solve", help=HELP)
@click.argument("file", type=ArchitectureFile(), required=False)
@click.option("--out-size", metavar="SIZE", help="The size of the output that is wanted.")
@click.option("-i", "--in", "size", metavar="SIZES", help="The input along one axis.")
@click.option(*SHORT["kernel"], "--kernel", "kernel", metavar="SIZES", help="The kernel.")
@click.option(
    *SHORT["stride"], "--stride", "stride", metavar="SIZES", help="The stride; of a pool by default its kernel."
)
@click.option(
    *SHORT["padding"], "--padding", "padding", metavar="SIZES", help="The padding on each side; also same, valid, full."
)
@click.option(*SHORT["dilation"], "--dilation", "dilation", metavar="SIZES", help="The dilation.")
@click.option("--output-padding", metavar="SIZES", help="The output padding of a transposed convolution.")
@click.option("--transpose", is_flag=True, help="A transposed convolution.")
@click.option("--pool", type=click.Choice(list(POOLS)), help="A pooling layer.")
@click.option("--ceil", is_flag=True, help="Round the size of a pool up.")
@click.option("--all", "every", is_flag=True, help=f"Show all solutions, not the first {solutions.SHOWN}.")
@click.option("--row", metavar="NAME", help="The row, or part, of the network whose output is meant.")
@click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE", help="Set a symbol of the file; may be repeated.")
@click.option("--max-layers", type=click.IntRange(min=1), help="Refuse a network of more layers.")
@output_options()
def command(
    file: str | None,
    out_size: str | None,
    transpose: bool,
    pool: str | None,
    ceil: bool,
    every: bool,
    row: str | None,
    pairs: tuple[str, ...],
    max_layers: int | None,
    form: str | None,
    target: Path | None,
    **given: str | None,
) -> None:
    """Solve for what is not known and print it; exit code 1 where nothing gives the output."""
    if out_size is None:
        raise UsageError(
            "solve needs the size of the output",
            hint="--out-size 55; convcalc layer works out the output that a layer gives",
        )
    of_a_layer = {**given, "transpose": transpose, "pool": pool, "ceil": ceil, "all": every}
    of_a_network = {"row": row, "set": pairs, "max-layers": max_layers}
    _refuse_beside(of_a_network if file is None else of_a_layer, file)
    if file is None:
        _solve_layer(kind_of(None, False, transpose, pool, None), out_size, given, ceil, every, form, target)
    else:
        loaded = network.load_with(file, assignments(pairs), max_layers or limits.LAYERS)
        _solve_network(loaded, file, out_size, row or "", form, target)


def _refuse_beside(options: dict[str, Any], file: str | None) -> None:
    """Raise a UsageError for an option of a layer beside a network, or the other way round."""
    for name, value in options.items():
        if value:
            option = f"--{'in' if name == 'size' else name.replace('_', '-')}"
            if file is None:
                raise UsageError(
                    f"{option} is about a network, and no file is given", hint=f"convcalc solve resnet50 {option} ..."
                )
            raise UsageError(f"{option} is about one layer, and {file} is a network", hint="one of the two")


def _solve_layer(
    kind: str, out_size: str, given: dict[str, Any], ceil: bool, every: bool, form: str | None, target: Path | None
) -> None:
    check_target(target)
    form = format_for(form, target)
    defaults = {"size": None, "kernel": None, "padding": None}
    asked = {**defaults, **{name: value for name, value in given.items() if value is not None}}
    answer = solve(kind, out_size=out_size, ceil=ceil, **asked)
    most = None if every else solutions.SHOWN
    writers = {
        "json": lambda: solutions.to_json(answer),
        "csv": lambda: solutions.to_csv(answer),
        "markdown": lambda: markdown.write(solutions.sheet(answer, most)),
    }
    _print(writers, lambda width: solutions.lines(answer, most, width), form, target)
    if not answer.solutions:
        tried, hint = "this does not give", "? in place of a number"
        if answer.question.unknown:
            tried, hint = "nothing that was tried gives", "longer ranges, or another output"
        raise CheckFailed(f"{tried} an output of {answer.question.out_size:,}", hint=hint)


def _solve_network(
    loaded: network.Network, file: str, out_size: str, row: str, form: str | None, target: Path | None
) -> None:
    check_target(target, file)
    form = format_for(form, target)
    found = input_sizes(loaded, out_size, row)
    writers = {
        "json": lambda: inputs.to_json(found),
        "csv": lambda: inputs.to_csv(found),
        "markdown": lambda: markdown.write(inputs.sheet(found)),
    }
    _print(writers, lambda width: plain.lines(inputs.sheet(found), width), form, target)
    if not found.accepted:
        raise CheckFailed(
            f"no square input that {found.report.name} takes makes {found.row} {found.out_size:,} wide",
            hint="another size, or another --row",
        )


def _print(
    writers: dict[str, Callable[[], str]],
    lines: Callable[[int | None], Iterable[plain.Line]],
    form: str,
    target: Path | None,
) -> None:
    """Print an answer in one of the formats."""
    if form in writers:
        deliver(writers[form](), target)
    else:
        deliver_lines(lines, form, target)
