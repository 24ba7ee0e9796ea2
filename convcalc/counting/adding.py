"""What a convention makes of a layer at work: its operations, and which values it calls parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from convcalc.algebra.sym import Dim, Sym, value_of, whole
from convcalc.algebra.tracing import tracing
from convcalc.conventions import EVERY, Convention, Rule, added, gathered
from convcalc.counting.at_work import AtWork
from convcalc.errors import Fault
from convcalc.layers import parameters, statistics
from convcalc.layers.fields import shown

OPERATIONS, PARAMETERS = "operations", "parameters"


def rule_of(convention: Convention, work: AtWork, kind: str) -> Rule | None:
    """The rule by which operations, or parameters, of a layer are counted; None where there is none."""
    if convention.rules is None:
        return None
    rules = convention.rules.operations if kind == OPERATIONS else convention.rules.parameters
    return rules.get(work.layer.word) or rules.get(EVERY)


def operations(convention: Convention, work: AtWork) -> Dim:
    """The operations of a layer. Raises a Fault where a rule gives what is no count."""
    if not convention.by_type:
        return added(work.ops, convention.operations)
    rule = rule_of(convention, work, OPERATIONS)
    return count(convention, work, rule, work) if rule else 0


def learned_and_recorded(convention: Convention, work: AtWork) -> tuple[Dim, Dim]:
    """The values that the convention counts as parameters, and those recorded besides, which it does not."""
    learned, recorded = parameters(work.layer, *work.xs), statistics(work.layer, *work.xs)
    rule = rule_of(convention, work, PARAMETERS)
    if rule is None:
        return learned, recorded
    return count(convention, work, rule, work), 0 if "statistics" in rule.names else recorded


def by(convention: Convention, work: AtWork, kind: str) -> Dim:
    """The operations, or the parameters, of a layer."""
    return operations(convention, work) if kind == OPERATIONS else learned_and_recorded(convention, work)[0]


def count(convention: Convention, work: AtWork, rule: Rule, names: Mapping[str, Any]) -> Dim:
    """What a rule gives: a whole number, or a formula. Raises a Fault where it is neither."""
    found = rule.value(names)
    known = value_of(found)
    if known is None and not tracing():
        return found  # type: ignore[no-any-return]
    if not _is_count(found if known is None else known):
        rule_of_whom = f"{rule.text!r} ({rule.place}) of the convention {convention.name}"
        given = "a formula" if known is None else shown(known)
        raise Fault(f"{work.layer.word}: {rule_of_whom} gives {given}, and no count", "a rule that gives whole numbers")
    return found if isinstance(found, Sym) else int(found)


def _is_count(found: Any) -> bool:
    """Whether something is a whole number from 0; of a formula that is asked where it is traced."""
    if isinstance(found, Sym):
        return not (found < 0) and bool(whole(found))
    return isinstance(found, (int, Fraction)) and found == int(found) and found >= 0


def remarks(convention: Convention, words: Mapping[str, bool]) -> Iterable[str]:
    """What is to be said of a network whose layer types are ``words``, each with whether it has a ledger and no count.

    What the tool gets wrong of them, and which of them it counts as nothing.
    """
    if convention.rules is None:
        return
    told = {word: convention.rules.remarks[word] for word in words if word in convention.rules.remarks}
    yield from (f"{convention.called}, {named}: {remark}" for named, remark in gathered(told))
    nothing = [word for word, uncounted in words.items() if uncounted]
    if nothing and convention.by_type:
        yield f"{convention.called} counts nothing for {', '.join(nothing)}"
