"""A convention from a YAML file: by layer type, a rule over what is known of a layer at work.

name: fvcore
title: operations = multiply-accumulates (called flops), 2 for each normalised value ...
version: 0.1.5
source: fvcore.nn.FlopCountAnalysis
operations:
conv, depthwise, conv_transpose, dense: multiplications
batchnorm: (2 if affine else 1) * inputs
remarks:
maxpool: not supported, which a warning says
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from convcalc.algebra.sym import ratio
from convcalc.architecture import expression, limits
from convcalc.architecture.expression import Expression
from convcalc.architecture.gathering import Errors, mapping_of, text_of, unknown_keys
from convcalc.architecture.values import Dialect, Value, plain_scalar, whole_if_possible
from convcalc.conventions import ALL_ACCUMULATIONS, EVERY, Convention, Rules, gathered
from convcalc.counting.at_work import QUANTITIES
from convcalc.errors import Fault
from convcalc.layers import CATALOGUE
from convcalc.layers.base import unknown_layer
from convcalc.layers.fields import shown

KEYS = ("name", "title", "version", "source", "operations", "parameters", "remarks")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,49}")
EXAMPLE = "operations: {conv: multiplications + bias_sums, batchnorm: 2 * inputs}"
LONGEST = {"title": 300, "version": 50, "source": 300, "remarks": 300}

DIALECT = Dialect(
    called="a convention",
    too_large="a rule for each layer type, no more",
    empty="convcalc conventions fvcore --format yaml, for a file to begin with",
    one="one convention a file, without '---' inside",
    nested="a rule for each layer type",
    anchored="the value written out",
    twice="one of the two; several layer types share a rule as 'conv, depthwise: ...'",
    scalar=plain_scalar,
)


class CountingRule(Expression):
    """A formula of counts, and where it stands.

    Counts are of any size: what a file may cost is held by the sizes of its maps. A quotient on the way need not be
    whole, the count that comes out has to be.
    """

    __slots__ = ("place",)
    operators = {**expression.OPERATORS, ast.Div: lambda a, b: ratio(a, expression.not_zero(b))}

    def __init__(self, read: Expression, place: str) -> None:
        super().__init__(read.text, read.tree)
        self.place = place

    def _bounded(self, value: Any) -> Any:
        return whole_if_possible(value) if isinstance(value, Fraction) else value


def read_convention(value: Value, stem: str) -> Convention:
    """The convention of a file's values, ``stem`` being its name. Raises DocumentErrors with all that is wrong."""
    errors = Errors()
    with errors.caught(value.mark):
        values = mapping_of(value, "a convention", EXAMPLE)
        unknown_keys(value, KEYS, "a convention", errors)
        if not errors.found and "operations" not in values and "parameters" not in values:
            errors.add("a convention says how operations or parameters are counted, and this one does not", value.mark,
                       EXAMPLE)  # fmt: skip
        rules = Rules(
            dict(_rules(values, "operations", errors)),
            dict(_rules(values, "parameters", errors)),
            dict(_remarks(values, errors)),
        )
        title, version, source = (_text(values, key, errors) for key in ("title", "version", "source"))
        name = _name(values, stem, errors)
    errors.raise_all()
    kinds = () if rules.operations else ("multiplications",)
    return Convention(name, title or _told(rules), ALL_ACCUMULATIONS, kinds, rules, version, source)


def _name(values: Mapping[str, Value], stem: str, errors: Errors) -> str:
    """The name that the file gives, or that of the file."""
    name = values.get("name")
    if name is None:
        return stem
    if not NAME.fullmatch(str(name.raw)):
        errors.add(f"{shown(name.raw)} cannot be the name of a convention", name.mark, "letters, digits, - and _")
    return str(name.raw)


def _text(values: Mapping[str, Value], key: str, errors: Errors) -> str:
    value = values.get(key)
    if value is None:
        return ""
    with errors.caught(value.mark):
        return " ".join(text_of(value, key, LONGEST[key]).split())
    return ""


def _told(rules: Rules) -> str:
    """The title where a file has none: its rules."""
    written = "; ".join(f"{words} {rule}" for words, rule in gathered({word: rule.text for word, rule in
                                                                       rules.operations.items()}))  # fmt: skip
    return f"operations by layer type: {written}" if written else "parameters by layer type"


def _entries(values: Mapping[str, Value], key: str, errors: Errors) -> Iterator[tuple[str, Value]]:
    """The values under a key by layer type, those that several share once for each."""
    value = values.get(key)
    if value is None:
        return
    seen: set[str] = set()
    with errors.caught(value.mark):
        for words, each in mapping_of(value, key, EXAMPLE).items():
            mark = (value.keys or {}).get(words, each.mark)
            for word in (word.strip() for word in words.split(",")):
                with errors.caught(mark):
                    _check_word(word, seen)
                    yield word, each


def _check_word(word: str, seen: set[str]) -> None:
    """Raise a Fault for what is no layer type, or one that has a rule already."""
    if word != EVERY and word not in CATALOGUE:
        fault = unknown_layer(word, {EVERY: None})
        raise Fault(fault.what.replace(" or block", ""), fault.hint)
    if word in seen:
        raise Fault(f"{word} stands twice", "one of the two")
    seen.add(word)


def _rules(values: Mapping[str, Value], key: str, errors: Errors) -> Iterator[tuple[str, CountingRule]]:
    for word, value in _entries(values, key, errors):
        with errors.caught(value.mark):
            yield word, _rule(word, value)


def _rule(word: str, value: Value) -> CountingRule:
    """A rule of a layer type. Raises a Fault for a name that nothing has."""
    if isinstance(value.raw, (list, dict)) or value.raw is None:
        found = "nothing" if value.raw is None else "a list" if isinstance(value.raw, list) else "a mapping"
        raise Fault(f"the rule of {word} is {found}: a formula is expected", "2 * inputs")
    written = shown(value.raw) if not isinstance(value.raw, str) else value.raw
    if len(written) > limits.EXPRESSION_LENGTH:
        what = f"the rule of {word} has {len(written):,} characters: the limit is {limits.EXPRESSION_LENGTH}"
        raise Fault(what, "a shorter rule, or several layer types")
    rule = CountingRule(expression.read(written), str(value.mark))
    for name in sorted(rule.names - QUANTITIES.keys()):
        fault = expression.unknown_name(name, QUANTITIES)
        hint = fault.hint if fault.hint.startswith("did you mean") else "convcalc conventions --names, which lists them"
        raise Fault(fault.what, hint)
    return rule


def _remarks(values: Mapping[str, Value], errors: Errors) -> Iterable[tuple[str, str]]:
    for word, value in _entries(values, "remarks", errors):
        with errors.caught(value.mark):
            yield word, " ".join(text_of(value, "remarks", LONGEST["remarks"]).split())
