"""Options that several commands share, and how a result leaves the house."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

from convcalc.algebra.writing import ascii_only, visible
from convcalc.architecture import limits
from convcalc.architecture.library import bundled_names
from convcalc.architecture.values import READ
from convcalc.architecture.variant import split_variant
from convcalc.conventions import DEFAULT
from convcalc.counting.library import convention_names
from convcalc.errors import CheckFailed, Mark, UsageError
from convcalc.render import console
from convcalc.render.plain import Line, wrapped
from convcalc.render.sheet import UNITS
from convcalc.shape import LARGEST, LAYOUTS, Shape, doubt

if TYPE_CHECKING:
    TextType = click.ParamType[str]
else:
    TextType = click.ParamType  # older versions of click take no type in brackets

FORMATS = ("table", "plain", "json", "csv", "markdown")
WITH_LATEX = (*FORMATS, "latex")
BY_SUFFIX = {".json": "json", ".csv": "csv", ".md": "markdown", ".txt": "plain", ".tex": "latex",
             ".svg": "svg", ".parquet": "parquet"}  # fmt: skip
F = TypeVar("F", bound=Callable[..., Any])


class ArchitectureFile(TextType):
    """The name of a bundled network, or a path; the shell completes both."""

    name = "file"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Bundled names first, then files."""
        names = [CompletionItem(name) for name in bundled_names() if name.startswith(incomplete)]
        return [*names, CompletionItem(incomplete, type="file")]


class ConventionName(TextType):
    """The name of a convention, or the path of a file that declares one; the shell completes both."""

    name = "convention"

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """The names first, then files."""
        names = [CompletionItem(name) for name in convention_names() if name.startswith(incomplete)]
        return [*names, CompletionItem(incomplete, type="file")]


file_argument = click.argument("file", type=ArchitectureFile())


layout_option = click.option("--layout", type=click.Choice(list(LAYOUTS)), default="hwc", show_default=True,
                             help="Axis order of shapes, read and printed.")  # fmt: skip


def naming_options(function: F) -> F:
    """The options that say what symbols and names stand for."""
    return all_of(
        click.option("--set", "pairs", multiple=True, metavar="NAME=VALUE",
                     help="A value, or a name, for a symbol of the file or a name of the input; may be repeated."),
        click.option("--assume", "assumed", multiple=True, metavar="NAME=FORMULA",
                     help="What a name stands for, such as H=32n: a multiple of a new name."),
    )(function)  # fmt: skip


units_option = click.option("--units", type=click.Choice(list(UNITS)), default="exact", show_default=True,
                            help="Exact counts, or thousands, millions, billions.")  # fmt: skip


batch_option = click.option("--batch", type=click.IntRange(1, LARGEST), default=1,
                            help="Samples; multiplies operations and activations.")  # fmt: skip


max_layers_option = click.option("--max-layers", type=click.IntRange(min=1), default=limits.LAYERS, show_default=True,
                                 help="Refuse a network of more layers.")  # fmt: skip


def shared(*, target: tuple[str, ...] = ("-o", "--output-file"), forms: tuple[str, ...] = FORMATS) -> Callable[[F], F]:
    """The options that say how to read, count and print."""
    return all_of(layout_option, count_options, output_options(target, forms))


def count_options(function: F) -> F:
    """The options that say how to count."""
    return all_of(
        click.option("--convention", type=ConventionName(), metavar="NAME", default=DEFAULT, show_default=True,
                     help="How operations are added up: convcalc conventions lists the names; or a YAML file."),
        click.option("--strict", is_flag=True, help="Refuse a stride that does not divide, as the lectures do."),
    )(function)  # fmt: skip


def output_options(
    target: tuple[str, ...] = ("-o", "--output-file"), forms: tuple[str, ...] = FORMATS
) -> Callable[[F], F]:
    """The options that say in which form to print, and where to."""
    endings = ", ".join(suffix for suffix, form in BY_SUFFIX.items() if form in forms and form != "plain")
    return all_of(
        click.option("--format", "form", type=click.Choice(list(forms)),
                     help="By default a table on a terminal and plain text elsewhere."),
        click.option(*target, "target", type=click.Path(dir_okay=False, path_type=Path),
                     help=f"Write to a file; its ending ({endings}) chooses the format."),
    )  # fmt: skip


def all_of(*options: Callable[[Any], Any]) -> Callable[[F], F]:
    """Several options as one decorator, in the order in which the help lists them."""

    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


def answer_options(function: F) -> F:
    """The options for answers, and for how near they must be."""
    return all_of(
        click.option("--answer", "answers", multiple=True, metavar="QUANTITY=ANSWER",
                     help="An answer to check, such as params=36864 or output=26x26x32; may be repeated."),
        tolerance_options,
        click.option("--reveal", is_flag=True, help="Also show the right values, with their working."),
    )(function)  # fmt: skip


def tolerance_options(function: F) -> F:
    """How near an answer must be."""
    return all_of(
        click.option("--rtol", metavar="SHARE", help="How far off an answer may be, as a share: 0.01 or 1%."),
        click.option("--atol", metavar="NUMBER", help="How far off an answer may be."),
        click.option("--sigfig", metavar="DIGITS", help="How many significant digits must be right."),
    )(function)  # fmt: skip


def format_for(form: str | None, target: Path | None, forms: tuple[str, ...] = FORMATS) -> str:
    """The format asked for, or the one that the output suggests. Raises a UsageError for an ending of no format."""
    if form:
        return form
    if target is None:
        return "table" if sys.stdout.isatty() else "plain"
    chosen = BY_SUFFIX.get(target.suffix.lower(), "" if target.suffix else "plain")
    if chosen not in forms:
        endings = ", ".join(suffix for suffix, each in BY_SUFFIX.items() if each in forms)
        raise UsageError(f"the ending {target.suffix} of {target} names no format", hint=f"--format, or {endings}")
    return chosen


def check_target(target: Path | None, *sources: str) -> None:
    """Raise a UsageError where the output would write over a file that is read: one of these, or one behind them."""
    with writing_to(str(target)):
        exists = target is not None and target.exists()
    if target and exists and any(is_same_file(target, source) for source in (*sources, *map(str, READ))):
        raise UsageError(f"-o {target} would write over the file that is read", hint="another name")
    if target and not target.parent.is_dir():
        raise UsageError(f"{target} cannot be written: there is no folder {target.parent}", hint="another place")


def check_not_there(files: Iterable[Path], force: bool) -> None:
    """Raise a UsageError where a file is there already and is not to be written over."""
    there = []
    for file in files:
        with writing_to(str(file)):
            there += [file] if file.exists() or file.is_symlink() else []
    if there and not force:
        more = f" and {len(there) - 1:,} more" if len(there) > 1 else ""
        verb = "are" if more else "is"
        raise UsageError(f"{there[0]}{more} {verb} there already", hint="another name, or --force to write over it")


def is_same_file(target: Path, source: str) -> bool:
    """Whether two names lead to one file that there is."""
    try:
        return target.samefile(source)
    except (OSError, ValueError):  # the source is no file: a text, or the name of a bundled one
        return False


@contextmanager
def writing_to(name: str) -> Iterator[None]:
    """Say where it was that something could not be written."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise UsageError(f"{name} cannot be written: {error.strerror or error}", hint="another place") from None


def deliver(text: str, target: Path | None) -> None:
    """Print a text, or write it to the file asked for."""
    text = visible(text)
    if target is None:
        encoding = sys.stdout.encoding or "ascii"
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            text = ascii_only(text)
        with writing_to("standard output"):
            click.echo(text, nl=not text.endswith("\n"))
        return
    with writing_to(str(target)):
        target.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8")


def deliver_lines(lines: Callable[[int | None], Iterable[Line]], form: str, target: Path | None) -> None:
    """Print lines: in colours and folded to the terminal for ``table``, at full width for ``plain``."""
    if form == "table" and target is None and _utf8(sys.stdout.encoding) and not os.environ.get("NO_COLOR"):
        with writing_to("standard output"):
            console.print_lines(lines(console.width()))
    else:
        deliver(
            "".join(line + "\n" for _, line in lines(console.width() if form == "table" and not target else None)),
            target,
        )


def deliver_text(text: str) -> None:
    """Print a text, its lines wrapped on a terminal."""
    width = console.width() if sys.stdout.isatty() else None
    deliver("\n".join(line for long in text.split("\n") for line in wrapped(long, width)), None)


def _utf8(encoding: str | None) -> bool:
    return (encoding or "").lower().replace("-", "") in ("utf8", "utf8sig")


def warn_of_doubt(shape: Shape, layout: str) -> None:
    """Say so on stderr where another reading of a shape is likelier."""
    odd = doubt(shape, layout)
    if odd:
        click.echo(f"warning: {odd}", err=True)


def assignments(
    pairs: Iterable[str], option: str = "--set", example: str = "classes=10", between: str = " "
) -> dict[str, str]:
    """The pairs of ``--set name=value``, several between commas: ``H=32n,W=32n``."""
    values: dict[str, str] = {}
    for pair in (part for given in pairs for part in re.split(r",(?=[^,=()]+=)", given)):
        name, equals, value = pair.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise UsageError(f"{option}{between}{pair} is not a name and a value", hint=option + between + example)
        if name.strip() in values:
            raise UsageError(f"{option} gives {name.strip()!r} twice", hint="one of the two")
        values[name.strip()] = value.strip()
    return values


def variant_of(text: str) -> tuple[str, dict[str, str]]:
    """A network as the command line names it, and what is set in it alone: mobilenet:alpha=0.5."""
    name, values = split_variant(text)
    return name, assignments([values], name, "classes=10", ":") if values else {}


def not_agreeing(what: str, printed: str, computed: str, mark: Mark | None, erratum: str = "") -> CheckFailed:
    """The error of a published figure that does not hold, or that holds and has an erratum."""
    if erratum:
        agrees = f"{what} has an erratum, and agrees: {printed} in print and {computed} here"
        return CheckFailed(agrees, mark=mark, hint="the figure without its erratum")
    return CheckFailed(
        f"{what} is {printed} in print and {computed} here",
        mark=mark,
        hint="the exact figure, or one that is rounded or cut to the digits that are printed",
    )
