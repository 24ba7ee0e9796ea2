"""Networks side by side as bars, in all or by stage."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from convcalc.algebra.sym import Sym
from convcalc.algebra.writing import text
from convcalc.classroom.compare import DEFINITIONS, SideBySide
from convcalc.classroom.stages import Stages
from convcalc.errors import UsageError
from convcalc.render import bars
from convcalc.render.networks.table import captions, claims, input_remarks, named
from convcalc.render.networks.view import View, framed
from convcalc.render.plain import Line
from convcalc.render.sheet import count_text


def network_bars(found: SideBySide, quantity: str, layout: str) -> View:
    """A bar for each network that has the quantity. Raises a UsageError for formulas, which have no length."""
    drawn = [_bar((each.name,), value) for each in found.networks if (value := each.value(quantity)) is not None]
    return View(lambda width: _lines(found, quantity, layout, drawn, width))


def stage_bars(found: SideBySide, stages: Stages, layout: str) -> View:
    """For each stage a bar for each network that has it."""
    drawn: list[bars.Bar] = []
    for stage in stages.listed:
        known = [(each.name, value) for each, value in zip(stages.networks, stage.values) if value is not None]
        drawn += [_bar((stage.name * (not at), name), value) for at, (name, value) in enumerate(known)]
    return View(lambda width: _lines(found, stages.quantity, layout, drawn, width))


def _bar(labels: tuple[str, ...], value: Any) -> bars.Bar:
    if isinstance(value, Sym):
        raise UsageError(f"a formula such as {text(value)} has no length", hint="numbers in the place of names")
    return bars.Bar(labels, value, count_text(value))


def _lines(found: SideBySide, quantity: str, layout: str, drawn: list[bars.Bar], width: int | None) -> Iterator[Line]:
    networks, rule, *_ = captions(found, layout)
    below = [*claims(found, [quantity]), *input_remarks(found.networks, layout)]
    below += [f"{named(quantity)}: {DEFINITIONS[quantity]}"] if quantity in DEFINITIONS else []
    return framed([f"{named(quantity)} of {networks}", rule], bars.lines(drawn, width), below, width)
