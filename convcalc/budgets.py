"""Budgets: how much a network may need, beside how much it needs and which rows weigh most."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.algebra.settle import collect, decide
from convcalc.algebra.sym import Dim, Sym
from convcalc.algebra.writing import percent_text, text
from convcalc.architecture.printed import POWERS
from convcalc.errors import CheckFailed, UsageError, did_you_mean
from convcalc.report import Report, Spent
from convcalc.rows import Row, Total
from convcalc.storage import BINARY_UNITS, UNITS, bytes_of, bytes_text, three_digits

NUMBER = re.compile(r"([0-9]{1,3}(?:[,_][0-9]{3}){1,9}|[0-9]{1,30})(?:\.([0-9]{1,30}))? ?([A-Za-z]{0,3})")
COUNT_UNITS: dict[str, int] = {unit.upper(): 1000**power for unit, power in POWERS.items() if len(unit) <= 1}
HEAVIEST = 3  # rows that are named
TWICE = 2  # from so many times a budget on the excess is told as a ratio
BYTE_UNITS = {unit.upper(): size for unit, size in {**UNITS, **BINARY_UNITS}.items()}


class Kind(NamedTuple):
    """What can have a budget: its words, how much a row needs of it, what makes it less, and whether it is in bytes."""

    words: str
    amount: Callable[[Any], Dim]
    less: str
    in_bytes: bool = False


def _stored(row: Row | Total) -> Dim:
    """The bytes of what a row has learned and recorded."""
    return bytes_of(row.parameters + row.statistics, row.memory.bits) if row.memory else 0


LIGHTER = "fewer or thinner layers"
COOLER = "a smaller input, or fewer or thinner layers"
SMALLER = "a smaller input, an earlier pooling, or a smaller --dtype"
KINDS = {
    "max_params": Kind("parameters", lambda row: row.parameters, LIGHTER),
    "max_mults": Kind("multiplications", lambda row: row.multiplications, COOLER),
    "max_ops": Kind("operations", lambda row: row.operations, COOLER),
    "max_weights": Kind("of parameters and statistics", _stored, f"{LIGHTER}, or a smaller --dtype", in_bytes=True),
    "max_activations": Kind("of activations", lambda row: row.memory.activation_bytes, SMALLER, in_bytes=True),
    "max_peak": Kind("alive at once", lambda row: row.memory.live_bytes, SMALLER, in_bytes=True),
}
NEED_MEMORY = {name for name, kind in KINDS.items() if kind.in_bytes}


def with_budgets(report: Report, budgets: Mapping[str, int | str]) -> Report:
    """The report with its budgets beside what it needs: ``with_budgets(report, {"max_params": "5M"})``.

    The names are those of ``KINDS``; budgets in bytes need a report with its memory. Raises a UsageError for a budget
    that cannot be read, or that names in formulas leave undecided.
    """
    spent = []
    for name, written in budgets.items():
        if name not in KINDS:
            raise UsageError(f"there is no budget {name!r}", hint=did_you_mean(name, KINDS))
        if name in NEED_MEMORY and not report.footprint:
            raise UsageError(f"the budget {name} needs the memory worked out", hint="evaluate(memory=True)")
        spent.append(_spent(report, name, str(written)))
    return report._replace(budgets=tuple(spent))


def _spent(report: Report, name: str, written: str) -> Spent:
    kind, option = KINDS[name], "--" + name.replace("_", "-")
    limit = amount(option, written, kind)
    needed = kind.amount(report.total)
    fits = decide(needed <= limit)
    if isinstance(fits, Sym):
        raise UsageError(
            f"whether {option} {written} is enough depends on names: it is for {_counted(needed, kind.in_bytes)} "
            f"{kind.words}",
            hint="numbers in the place of names, such as --in 224x224x3",
        )
    return Spent(option, written, kind.words, kind.in_bytes, limit, needed, bool(fits), _heaviest(report, name))


def _heaviest(report: Report, name: str) -> tuple[tuple[str, int], ...]:
    """The rows that need the most, or for the peak the tensors that are alive there, with how much each needs."""
    if name == "max_peak" and report.footprint:
        bits = report.footprint.bits
        weights = [(each.name, bytes_of(each.values, bits)) for peak in report.footprint.peaks for each in peak.tensors]
    else:
        weights = [(row.name, KINDS[name].amount(row)) for row in report.rows]
    known = [(row, weight) for row, weight in weights if isinstance(weight, int)]
    return tuple(sorted(known, key=lambda each: -each[1])[:HEAVIEST]) if len(known) == len(weights) else ()


def amount(option: str, written: str, kind: Kind) -> int:
    """What a budget allows: 5M, 1.5G, 600,000 or, in bytes, 320KiB, 1.5MB. Raises a UsageError for what is neither."""
    example = "320KiB, 1.5MB or 327680" if kind.in_bytes else "5M, 1.5G or 600000"
    found = NUMBER.fullmatch(written.strip())
    if not found:
        raise UsageError(f"{option} is {written!r}: a number is expected", hint=example)
    digits, decimals, unit = found.groups(default="")
    size = (_byte_unit if kind.in_bytes else _count_unit)(option, written, unit.upper())
    number = Fraction(int(re.sub("[,_]", "", digits) + decimals), 10 ** len(decimals))
    if number * size < 1:
        raise UsageError(f"{option} is {written}: the least budget is 1", hint=example)
    return int(number * size)  # of a part of a byte no byte can be made


def _count_unit(option: str, written: str, unit: str) -> int:
    if unit in BYTE_UNITS and unit not in COUNT_UNITS:
        raise UsageError(f"{option} is {written}, which is in bytes: a count is expected", hint="5M, or --max-weights")
    if unit not in COUNT_UNITS:
        raise UsageError(f"{option} is {written}, and there is no unit {unit}", hint="K, M, G or T")
    return COUNT_UNITS[unit]


def _byte_unit(option: str, written: str, unit: str) -> int:
    if unit + "IB" in BYTE_UNITS:
        raise UsageError(
            f"{option} is {written}, and {unit} alone is no unit of bytes",
            hint=f"{unit}B of {BYTE_UNITS[unit + 'B']:,} bytes, or {unit}iB of {BYTE_UNITS[unit + 'IB']:,}",
        )
    if unit and unit not in BYTE_UNITS:
        raise UsageError(f"{option} is {written}, and there is no unit {unit}", hint="B, KB, MB, GB, KiB, MiB or GiB")
    return BYTE_UNITS[unit or "B"]


def remark(spent: Spent) -> str:
    """How a budget fares, in a line."""
    apart = collect(spent.limit - spent.needed if spent.fits else spent.needed - spent.limit)
    amount_text = _counted(apart, spent.in_bytes, _is_binary(spent))
    if not spent.fits:
        return f"{_budget(spent)}: exceeded by {amount_text}"
    share = f" ({percent_text(apart, spent.limit)})" if isinstance(apart, int) else ""
    return f"{_budget(spent)}: {amount_text} left{share}"


def exceeded(spent: Spent) -> CheckFailed:
    """The error of a budget that is exceeded: by how much, and what weighs most."""
    binary = _is_binary(spent)
    over = collect(spent.needed - spent.limit)
    needed = f"{_counted(spent.needed, spent.in_bytes, binary)} {spent.quantity}"
    what = f"{needed}: {_counted(over, spent.in_bytes, binary)} more than {_budget(spent)} allows"
    return CheckFailed(what + _times(spent, over) + _weights(spent), hint=_remedy(spent))


def _times(spent: Spent, over: Dim) -> str:
    """How far a budget is exceeded, as a share of it or, from its double on, as a ratio."""
    if not isinstance(spent.needed, int):
        return ""
    times = Fraction(spent.needed, spent.limit)
    return f", {three_digits(times)} times the budget" if times >= TWICE else f", by {percent_text(over, spent.limit)}"


def _weights(spent: Spent) -> str:
    """The rows that weigh most, each with its share of what is needed."""
    rows = [f"{name} {count:,} ({percent_text(count, spent.needed)})" for name, count in spent.heaviest]
    return f"; most in {', '.join(rows)}" if rows else ""


def _remedy(spent: Spent) -> str:
    if not isinstance(spent.needed, int):
        return "numbers for the names, or a larger budget"
    less = KINDS[spent.option.removeprefix("--").replace("-", "_")].less
    return f"{less}; {spent.option} {spent.needed} would be enough"


def _budget(spent: Spent) -> str:
    """The option as it was given, with what it allows where that is not the same."""
    limit = _counted(spent.limit, spent.in_bytes, short=False)
    return f"{spent.option} {spent.written}" + ("" if spent.written == str(spent.limit) else f" ({limit})")


def _is_binary(spent: Spent) -> bool:
    return "i" in spent.written.lower()


def _counted(count: Dim, in_bytes: bool, binary: bool = False, short: bool = True) -> str:
    if in_bytes and short:
        return bytes_text(count, binary)
    return text(count) + (" bytes" if in_bytes else "")
