"""The options that ask for the memory of a network, and its budgets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any, NamedTuple

import click

from convcalc.budgets import KINDS, NEED_MEMORY, Kind
from convcalc.cli.common import all_of
from convcalc.render.sheet import ONLY_MEMORY
from convcalc.storage import DTYPE, DTYPES


class Asked(NamedTuple):
    """What is asked of the memory: to show it, the type of the values, whether layers work in place, the budgets."""

    shown: bool
    dtype: str | None
    in_place: bool
    budgets: Mapping[str, str]

    def evaluated(self, columns: Iterable[str]) -> dict[str, Any]:
        """How to evaluate a network for this, and for columns that need it."""
        needed = self.shown or self.dtype is not None or not self.in_place
        wanted = needed or not ONLY_MEMORY.isdisjoint(columns) or not NEED_MEMORY.isdisjoint(self.budgets)
        return {"memory": wanted, "dtype": self.dtype or DTYPE, "in_place": self.in_place}


def _help(kind: Kind) -> str:
    """What a budget is, with an example."""
    what = f"bytes {kind.words}" if kind.in_bytes else kind.words
    return f"At most so many {what}, such as {'320KiB or 1.5MB' if kind.in_bytes else '600M'}."


def memory_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """The options of memory and budgets, which come as one argument called ``asked``."""

    @wraps(function)
    def gathered(memory: bool, dtype: str | None, no_in_place: bool, **rest: Any) -> Any:
        budgets = {name: rest.pop(name) for name in KINDS}
        given = {name: written for name, written in budgets.items() if written is not None}
        return function(asked=Asked(memory, dtype, not no_in_place, given), **rest)

    return all_of(
        click.option("--memory", is_flag=True,
                     help="Bytes of parameters, of activations, and of what is alive at once."),
        click.option("--dtype", type=click.Choice(list(DTYPES)), help=f"The type of all values, {DTYPE} if not given."),
        click.option("--no-in-place", is_flag=True, help="Memory where no layer writes over its input."),
        *(click.option("--" + name.replace("_", "-"), metavar="BYTES" if kind.in_bytes else "COUNT", help=_help(kind))
          for name, kind in KINDS.items()),
    )(gathered)  # fmt: skip
