"""The command line: one file a command. The only wing that prints or exits."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from convcalc import __version__
from convcalc.errors import EXIT_CODES, ConvcalcError, did_you_mean

COMMANDS = {
    "summary": "Shapes, parameters and operations of every layer of a network.",
    "verify": "Run a network, and compare every row with what is computed.",
    "audit": "Published figures beside computed ones: which agree, which differ, and why.",
    "lint": "Advice on the sizes of layers, by the lectures' rules.",
    "layer": "One layer: the output, the counts, and the working behind them.",
    "explain": "Show the work: formulas, numbers, letters and sources, of a layer or a network.",
    "check": "Check answers: right or wrong, and which slip gives the wrong number.",
    "sheets": "Exercise sheets that come with convcalc, and any sheet on paper.",
    "grade": "Grade the answers of a class to a sheet.",
    "quiz": "Exercises that are made up: on paper, for a learning platform, or to play.",
    "sweep": "Networks over grids of their symbols: what each point needs, and the front.",
    "fit": "The largest value of a symbol with which a network stays within its budgets.",
    "compare": "Layers or networks side by side, in numbers, formulas and bars.",
    "reconcile": "Whose number is it: which way to count gives a number of a network.",
    "solve": "Size formulas backwards: which input, kernel, stride or padding gives a size.",
    "convolve": "Work out a convolution of small matrices, exactly and step by step.",
    "pool": "Work out a pooling of a small matrix, and the way back.",
    "convert": "Write a network as another architecture file.",
    "architectures": "The networks that come with convcalc.",
    "show": "Print the YAML file of a network.",
    "layers": "The layer types, with their fields.",
    "conventions": "The ways to add up operations: the lecture's, papers', tools', your own.",
}

HELP = f"""Exact shapes, parameters and operation counts of convolutional networks, without a framework.

\b
Examples:
  convcalc summary resnet50
  convcalc summary resnet50 --set classes=10 --in 160x160x3 --depth 1
  convcalc layer --in 28x28x128 --k 3 --out 32

Exit codes: {"; ".join(f"{code} {meaning}" for code, meaning in EXIT_CODES.items())}.
"""


class Commands(click.Group):
    """A group that imports a command when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a reader needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import the module of a command."""
        if name not in COMMANDS:
            return None
        command: click.Command = import_module(f"convcalc.cli.{name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find a command, or name the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"there is no command {args[0]!r}: {did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)


@click.group(cls=Commands, help=HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="convcalc %(version)s")
def cli() -> None:
    """The command group: each command has read nothing yet."""
    from convcalc.architecture.values import READ

    READ.clear()


def main() -> None:
    """Run the command line; every error ends in its message and its exit code, never in a traceback."""
    from convcalc.cli import failing

    failing.open_closed_streams()
    try:
        code = cli.main(prog_name="convcalc", standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except ConvcalcError as error:
        sys.exit(failing.report(error))
    except click.ClickException as error:
        sys.exit(failing.report_usage(error))
    except (click.Abort, KeyboardInterrupt):
        failing.say("interrupted")
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(failing.reader_gone())
    except Exception as error:
        if failing.interrupted(error):
            failing.say("interrupted")
            sys.exit(130)
        sys.exit(failing.report_own_fault(error))
