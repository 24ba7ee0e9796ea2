"""``convcalc convolve``: a convolution of small matrices, worked exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from convcalc.cli.common import FORMATS, all_of, check_target, deliver, deliver_lines, format_for, output_options
from convcalc.cli.fields import field_options, field_value
from convcalc.errors import DocumentError, Fault, UsageError, did_you_mean
from convcalc.layers.conv import Conv, ConvTranspose
from convcalc.numeric.windows import Array
from convcalc.numeric.worked.cells import Cell, cell
from convcalc.numeric.worked.convolution import ACTIVATIONS, convolve
from convcalc.numeric.worked.kernels import KERNELS
from convcalc.numeric.worked.matrices import read_kernel, read_map
from convcalc.render.plain import aligned
from convcalc.render.worked import page
from convcalc.render.worked.convolution import convolution_page
from convcalc.shape import LAYOUTS

MOST_SHOWN = 2_000_000
FORMS = (*FORMATS, "latex")
page_options = all_of(
    click.option("--steps", is_flag=True, help="Show every position: the window, and what it comes to."),
    click.option("--at", metavar="ROW,COLUMN", help="Show one position, counted from 0."),
    click.option("--layout", type=click.Choice(list(LAYOUTS)), default="hwc", show_default=True,
                 help="Order of the axes of JSON and NPY files."),
    output_options(forms=FORMS),
)  # fmt: skip
HELP = """Slide a kernel over a small matrix and add up the products, exactly: fractions stay fractions.

A matrix is a text such as "1 2 0; 3 -1 1/2" (channels between |, filters between ||), the name of a file (text, CSV,
JSON, NPY, PNG), or - for standard input. An input and a kernel of one row are a sequence. Names are welcome: with
"w00 w01; w10 w11" the sums come out as formulas. Arrays of three or four axes are rows, columns, channels, filters;
with --layout chw filters, channels, rows, columns.

\b
Examples:
  convcalc convolve --input "3 3 2 1; 0 0 1 3; 3 1 2 2" --kernel "0 1; 2 2"
  convcalc convolve --input "3 3 2 1; 0 0 1 3; 3 1 2 2" --kernel "0 1; 2 2" --steps
  convcalc convolve --input "1 2 3; 4 5 6; 7 8 9" --kernel sharpen --padding same --at 1,1
  convcalc convolve --input "2 4 1; 5 1 5; 3 1 2" --kernel "w00 w01; w10 w11"
  convcalc convolve --input "1 2; 3 4" --kernel "1 0; 0 -1" --transpose --stride 2
"""


def list_kernels(context: click.Context, _option: click.Parameter, asked: bool) -> None:
    """Print the kernels that have a name."""
    if asked:
        click.echo("\n".join(aligned(KERNELS.items())))
        context.exit()


@click.command("convolve", help=HELP)
@click.option("-i", "--input", "given", required=True, metavar="MATRIX", help="The input: a text or a file.")
@click.option("-k", "--kernel", "kernel", required=True, metavar="MATRIX", help="The kernel: a text, a file or a name.")
@field_options(Conv, ["stride", "padding", "dilation"])
@click.option("--bias", help="Added to every sum: one number, or one for each filter.")
@click.option("--activation", type=click.Choice(list(ACTIVATIONS)), help="What each sum goes through.")
@click.option("--flip", is_flag=True, help="Turn the kernel by 180 degrees first: convolution in the strict sense.")
@click.option("--depthwise", is_flag=True, help="Each channel by itself, with a matrix of its own or one for all.")
@click.option("--transpose", is_flag=True, help="The transposed convolution, with the direct one that gives the same.")
@field_options(ConvTranspose, ["output_padding"])
@click.option(
    "--kernels",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=list_kernels,
    help="List the kernels that have a name, and stop.",
)
@page_options
def command(
    given: str,
    kernel: str,
    bias: str | None,
    activation: str | None,
    flip: bool,
    depthwise: bool,
    transpose: bool,
    steps: bool,
    at: str | None,
    layout: str,
    form: str | None,
    target: Path | None,
    **window: str | None,
) -> None:
    """Work out a convolution and print it."""
    if window["output_padding"] is not None and not transpose:
        raise UsageError("--output-padding is for a transposed convolution", hint="--transpose")
    check_target(target, given, kernel)
    if given == kernel == "-":
        raise UsageError("--input and --kernel both ask for standard input", hint="a file for one of them")
    fields = {name: field_value("conv", name, value) for name, value in window.items() if value is not None}
    x = read_map(given, "--input", names=True, layout=layout)
    filters = read_kernel(kernel_text(kernel), "--kernel", names=True, layout=layout)
    work = convolve(x, filters, bias=numbers(bias), activation=activation or "", flip=flip, depthwise=depthwise,
                    transpose=transpose, **fields)  # fmt: skip
    print_page(convolution_page(work, wanted(work, work.slid, work.sums, steps, at)), form, target)


def kernel_text(given: str) -> str:
    """A kernel by its name, or what was given. Raises a UsageError for a word that is no kernel."""
    if given in KERNELS:
        return KERNELS[given]
    if re.fullmatch(r"[A-Za-z][a-z_]{2,}", given) and not Path(given).exists():
        raise UsageError(f"there is no kernel called {given!r}", hint=did_you_mean(given, KERNELS))
    return given


def numbers(written: str | None) -> list[Cell]:
    """The numbers of an option, between commas or blanks."""
    try:
        return [cell(each, names=True) for each in re.split(r"[,\s]+", written.strip())] if written is not None else []
    except Fault as fault:
        raise UsageError(f"--bias: {fault.what}", hint=fault.hint) from None


def wanted(work: Any, x: Array, y: Array, steps: bool, at: str | None) -> list[Any]:
    """The steps to show of a map ``x`` that becomes ``y``: all, those of one position, or none.

    Raises a UsageError where both are asked for, and a DocumentError for more than anybody reads.
    """
    if steps and at is not None:
        raise UsageError("--steps asks for every position, and --at for one", hint="one of the two")
    if at is not None:
        place = place_in(y.shape[:-1], at)
        return [work.step(place, number) for number in range(y.shape[-1])]
    cells = y.size * (x.size + y[..., 0].size)
    if steps and cells > MOST_SHOWN:
        raise DocumentError(f"the steps would show {cells:,} cells: the most is {MOST_SHOWN:,}", hint="--at 0,0")
    return list(work.steps()) if steps else []


def place_in(sizes: Sequence[int], written: str) -> tuple[int, ...]:
    """A position such as 0,1. Raises a UsageError where it is none, or outside the output."""
    parts = [part.strip() for part in written.strip("()[] ").split(",")]
    if len(sizes) == 1 and len(parts) == 2 and parts[0] == "0":
        parts = parts[1:]  # a sequence is shown as a matrix of one row
    if len(parts) != len(sizes) or not all(re.fullmatch(r"[0-9]{1,9}", part) for part in parts):
        raise UsageError(f"--at {written} is no position", hint="--at " + ",".join("0" for _ in sizes))
    at = tuple(map(int, parts))
    if any(place >= size for place, size in zip(at, sizes, strict=True)):
        first, last = ("0" + ",0" * (len(sizes) - 1)), ",".join(str(size - 1) for size in sizes)
        raise UsageError(
            f"--at {written} is outside the output of {'x'.join(map(str, sizes))}", hint=f"{first} to {last}"
        )
    return at


def print_page(content: page.Page, form: str | None, target: Path | None) -> None:
    """Print a worked page in one of the formats."""
    form = format_for(form, target, FORMS)
    if form in page.WRITERS:
        return deliver(page.WRITERS[form](content), target)
    return deliver_lines(lambda width: page.lines(content, width), form, target)
