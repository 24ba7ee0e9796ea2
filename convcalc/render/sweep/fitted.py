"""What fits, as a table, as sentences, and as data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from convcalc.errors import CheckFailed
from convcalc.layers.fields import shown
from convcalc.render import csv
from convcalc.render.sheet import Sheet
from convcalc.render.sweep.data import budget, header, plain, quantities, written
from convcalc.render.sweep.table import MARK, count_of, counting_captions, default_columns
from convcalc.sweeping.fit import Fit, Fitted
from convcalc.sweeping.points import MEASURES, Budget, Point
from convcalc.sweeping.staircase import FINEST, Stair


def sheet(found: Fit, units: str = "exact") -> Sheet:
    """A line for what was found, and one for the next value; with several symbols a line for each setting."""
    columns = default_columns(found.counting)
    several = len(found.answers) > 1
    rows = []
    for place, answer in enumerate(found.answers):
        for point, called in _points(found, answer, several):
            values = [shown(value) for value in answer.others.values()] + [_value(found, answer, point)]
            mark = [MARK if place in found.largest and point is answer.best else ""] * several
            rows.append(values + [count_of(point, column, units) for column in columns] + mark + [called])
    headers = [*found.varied, *(MEASURES[column].header for column in columns), *["Largest"] * several, ""]
    numeric = [True] * (len(found.varied) + len(columns)) + [False] * several + [False]
    return Sheet(captions(found, units), headers, numeric, rows, [], list(remarks(found)))


def _points(found: Fit, answer: Fitted, several: bool) -> Iterator[tuple[Point, str]]:
    """The points to show, each with what is to be said of it."""
    if answer.best:
        yield answer.best, "fits"
    if answer.following and not (several and answer.best):
        yield answer.following, excess(found, answer.following)


def _value(found: Fit, answer: Fitted, point: Point) -> str:
    """The value of the symbol that was sought; the least that is larger than a fraction has no digits."""
    if answer.stair and answer.stair.high_in and point is answer.following:
        return f"> {shown(answer.stair.high)}"
    return shown(point.values[found.varied[-1]])


def excess(found: Fit, point: Point) -> str:
    """Why a point does not fit."""
    if point.error:
        return point.error
    over = point.over(found.budgets)
    return ", ".join(f"{point.counts[each.quantity] - each.limit:,} over {each.option}" for each in over)


def captions(found: Fit, units: str) -> list[str]:
    """What is sought, and what the numbers rest on."""
    source = found.network.document.found
    taken = f", input {found.network.grid.shape}" if found.network.grid.shape else ""
    budgets = ", ".join(map(_budget, found.budgets))
    lines = [f"{found.network.name}: {source.shown}{' (bundled)' if source.bundled else ''}{taken}"]
    lines.append(f"the largest {' and '.join(found.varied)} within {budgets}")
    return lines + counting_captions(found.counting, units)


def _budget(each: Budget) -> str:
    """A budget as it was given, with what it allows where that is not the same."""
    return f"{each.option} {each.written}" + ("" if each.written == str(each.limit) else f" ({each.limit:,})")


def remarks(found: Fit) -> Iterator[str]:
    """What was found, how, and what is left of the budgets."""
    if len(found.answers) > 1:
        yield f"{MARK} no other line has larger values of {' and '.join(found.varied)}"
    else:
        (answer,) = found.answers
        if answer.best:
            yield from _left(found, answer.best)
        if answer.stair:
            yield _staircase(found.varied[-1], answer.stair)
        if answer.ended or answer.settled:
            yield _ended(found.varied[-1], answer)
    yield _how(found)
    yield from dict.fromkeys(remark for answer in found.answers if answer.best for remark in answer.best.remarks)


def _left(found: Fit, best: Point) -> Iterator[str]:
    for each in found.budgets:
        need = best.counts[each.quantity]
        yield f"{need:,} of {each.limit:,} {MEASURES[each.quantity].words}: {each.limit - need:,} left"


def _staircase(name: str, stair: Stair) -> str:
    """All values that need the same."""
    low = f"from {shown(stair.low)} on" if stair.low_in else f"above {shown(stair.low)}"
    high = f"up to {shown(stair.high)}" if stair.high_in else f"below {shown(stair.high)}"
    return f"every {name} {low} and {high} needs the same"


def _ended(name: str, answer: Fitted) -> str:
    """That nothing larger was tried, and why."""
    value = shown(answer.best.values[name]) if answer.best else ""
    if answer.settled:
        return f"what is budgeted does not change with {name}: it was tried up to {value}"
    return f"everything fits: no {name} larger than {value} was to be tried"


def _how(found: Fit) -> str:
    """How the values were found."""
    tried = sum(answer.tried for answer in found.answers)
    count = f"{tried:,} value{'s were' if tried > 1 else ' was'} tried"
    if all(answer.every for answer in found.answers):
        return f"{count}, all that there are"
    exact = f", exact to every fraction with a denominator up to {FINEST:,}" if found.answers[0].stair else ""
    return f"found by bisection{exact}: {count}, and what is budgeted rises with them"


def nothing_fits(found: Fit) -> CheckFailed:
    """The error where nothing fits: what the least would need."""
    points = [answer.following for answer in found.answers if answer.following]
    least = min(points, key=lambda point: [point.counts.get(each.quantity, 0) for each in found.budgets])
    values = ", ".join(f"{name} = {shown(least.values[name])}" for name in found.varied)
    if least.error:
        return CheckFailed(f"no {found.varied[-1]} fits: {values}: {least.error}", hint="other values of the symbols")
    needs = [
        f"{least.counts[each.quantity]:,} {MEASURES[each.quantity].words}, and {each.option} allows {each.limit:,}"
        for each in least.over(found.budgets)
    ]
    return CheckFailed(f"no {found.varied[-1]} fits: {values} needs {'; '.join(needs)}", hint="a larger budget")


def to_csv(found: Fit) -> str:
    """A line for each answer and one for the value that follows it, with the exact counts."""
    keys = quantities(found.counting)
    rows = [
        [*(written(point.values[name]) for name in found.varied), *(point.counts.get(key, "") for key in keys),
         shown(point.within(found.budgets)), shown(place in found.largest and point is answer.best), point.error]
        for place, answer in enumerate(found.answers) for point in (answer.best, answer.following) if point
    ]  # fmt: skip
    return csv.table([*found.varied, *keys, "fits", "largest", "error"], rows)


def to_json(found: Fit) -> str:
    """The answers, with what fits, what follows, and which values need the same."""
    source = found.network.document.found
    data = {
        **header(found.counting),
        "network": found.network.name,
        "file": {"name": source.shown, "bundled": source.bundled},
        "input": found.network.grid.shape or None,
        "varied": list(found.varied),
        "budgets": [budget(each) for each in found.budgets],
        "answers": [_answer(found, place, answer) for place, answer in enumerate(found.answers)],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _answer(found: Fit, place: int, answer: Fitted) -> dict[str, Any]:
    stair = answer.stair
    return {
        "others": {name: plain(value) for name, value in answer.others.items()},
        "best": _point(found, answer.best),
        "next": _point(found, answer.following),
        "same": {key: plain(getattr(stair, key)) for key in ("low", "low_in", "high", "high_in")} if stair else None,
        "largest": place in found.largest,
        **{key: getattr(answer, key) for key in ("tried", "ended", "settled", "every")},
    }


def _point(found: Fit, point: Point | None) -> dict[str, Any] | None:
    if point is None:
        return None
    values = {name: plain(value) for name, value in point.values.items()}
    return {"values": values, **point.counts, **({"error": point.error} if point.error else {})}
