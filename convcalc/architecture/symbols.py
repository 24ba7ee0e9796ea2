"""Symbols and expressions get their values: of the file, or as given; and with them the shape of the input."""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from convcalc.algebra.sym import Dim, Sym
from convcalc.algebra.unknowns import NAME, NO_NAMES, Unknowns
from convcalc.architecture import expression
from convcalc.architecture.document import WORDS, Document
from convcalc.architecture.values import Value
from convcalc.errors import DocumentError, Fault, Mark, UsageError, did_you_mean
from convcalc.layers.fields import Field, shown
from convcalc.shape import Shape, checked_dimension, dimension, named_dimension, ordered, split_dimensions

SHAPE = re.compile(r"[0-9]{1,12}(\s*[x×]\s*\w{1,100}){1,5}")


class Names(dict[str, Any]):
    """Names with values: a block's own, and behind them the symbols, which are looked up and never copied."""

    __slots__ = ("behind",)

    def __init__(self, behind: Mapping[str, Any]) -> None:
        super().__init__()
        self.behind = behind

    def __missing__(self, name: str) -> Any:
        return self.behind[name]


def symbol_values(document: Document, given: Mapping[str, Any]) -> Names:
    """The symbols of a document with their values: those given, and for the others those of the file, in its order."""
    for name in given:
        if name not in document.symbols:
            hint = did_you_mean(name, document.symbols) if document.symbols else "the file itself, which has no symbols"
            raise UsageError(f"{document.found.shown} has no symbol {name!r}", hint=hint)
    values = Names({})
    for name, value in document.symbols.items():
        values[name] = given[name] if name in given else at(value.mark, resolve, value, values)
    return values


def given_value(text: str, unknowns: Unknowns | None = None) -> Any:
    """The value of ``--set name=value``: a number, a fraction such as 3/4, true or false, or names: a, 32n, 2*a + 1.

    Raises a Fault for what cannot be read, or for names where there may be none.
    """
    read = expression.read(re.sub(r"(?<![\w.])([0-9]+)(?=[A-Za-z](?!\w))", r"\1*", text) if unknowns else text)
    if read.names and unknowns is None:
        raise Fault(f"{text!r} is not a number", "a number such as 10, 0.75 or 3/4, true or false")
    for name in sorted(read.names):
        fault = expression.name_fault(name, WORDS | NO_NAMES)
        if fault:
            raise fault
    return read.value(unknowns or {})


def field_formula(field: Field, written: str, unknowns: Unknowns | None) -> Any:
    """What a text with names stands for in a field; None where the field takes none, or the text is one of its words.

    Raises a Fault for a formula that cannot be read.
    """
    if unknowns is None or not field.takes_names or not NAME.search(written) or field.is_word(written):
        return None
    return given_value(written, unknowns.of_kind(field.kind_of_name))


def at(mark: Mark, work: Any, *args: Any) -> Any:
    """Do some work; where it meets a Fault, raise it as a DocumentError at this place."""
    try:
        return work(*args)
    except Fault as fault:
        raise DocumentError(fault.what, mark=mark, hint=fault.hint) from None


def resolve(value: Value, names: Names) -> Any:
    """What a value stands for: names and expressions worked out, lists item by item."""
    raw = value.raw
    if isinstance(raw, str):
        try:
            return names[raw]
        except KeyError:
            return raw if raw in WORDS else expression.read(raw).value(names)
    return tuple([resolve(item, names) for item in raw]) if isinstance(raw, list) else raw


def is_shape_text(value: Value) -> bool:
    """Whether a text is a shape such as 7x7x512, which a field reads itself; 24 + max(a, b) is none."""
    return isinstance(value.raw, str) and SHAPE.fullmatch(value.raw) is not None


def input_shape(value: Value, symbols: Names) -> Shape:
    """The input's shape, from a text such as 224x224x3 or a list, with symbols put in."""
    raw = value.raw
    parts = raw if isinstance(raw, list) else [Value(part, value.mark) for part in split_dimensions(str(raw))]
    written = shown([item.raw for item in raw]) if isinstance(raw, list) else str(raw)
    return at(value.mark, _input_shape, parts, written, symbols)  # type: ignore[no-any-return]


def _input_shape(parts: list[Value], written: str, symbols: Names) -> Shape:
    return ordered([_dimension(part, written, symbols) for part in parts], written, "hwc")


def _dimension(part: Value, written: str, symbols: Names) -> Dim:
    """One dimension of the input: digits, or an expression over the symbols."""
    if isinstance(part.raw, str) and part.raw.isascii() and part.raw.isdigit():
        return dimension(part.raw, written)
    missing = expression.read(part.raw).names.difference(symbols) if isinstance(part.raw, str) else ()
    if missing:
        raise Fault(
            f"the input {written} has no value for {min(missing)!r}",
            f"symbols: {{{min(missing)}: 224}} in the file, or --in 224x224x3",
        )
    worked = resolve(part, symbols)
    if isinstance(worked, Sym):
        return named_dimension(worked, written)
    if isinstance(worked, (bool, Fraction, str, tuple)) or worked is None:
        raise Fault(f"the input {written} has {shown(worked)} where a whole number belongs", "input: 224x224x3")
    return checked_dimension(worked, written)
