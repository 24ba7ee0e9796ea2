"""The steps of an architecture file: each word, with its arguments and what stands around it, checked.

What is wrong is noted with its place and reading goes on, so that all the errors of a file are shown together. What
cannot be decided here (an expression's value, whether shapes fit) is decided when the document is expanded and
evaluated.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from convcalc.architecture import expression, limits
from convcalc.architecture.document import (
    INPUT,
    LABEL,
    NAME,
    STEP_WORDS,
    WORDS,
    Parameter,
    Path_,
    Step,
)
from convcalc.architecture.published import Reading
from convcalc.architecture.values import Value, plain
from convcalc.errors import MOST_ERRORS, ConvcalcError, DocumentError, DocumentErrors, Fault, Mark, did_you_mean
from convcalc.layers import CATALOGUE, Layer
from convcalc.layers.base import unknown_field, unknown_layer
from convcalc.layers.fields import Dimensions, Field, Reference, shown

Known = Mapping[str, Any]  # the names that have values; only whether a name is there matters


class StepReader:
    """Reads steps, and collects what is wrong on the way."""

    def __init__(self) -> None:
        self.errors: list[ConvcalcError] = []
        self.heads: dict[str, tuple[Mark, tuple[Parameter, ...]]] = {}
        self.broken: set[str] = set()  # blocks whose head could not be read
        self.symbols: dict[str, Value] = {}
        self.figures = Reading((), (), {}, self.wrong)

    def wrong(self, mark: Mark, what: str, hint: str = "") -> None:
        """Note an error and go on."""
        self.errors.append(DocumentError(what, mark=mark, hint=hint))
        if len(self.errors) >= MOST_ERRORS:
            raise DocumentErrors(self.errors)

    def fault(self, mark: Mark, fault: Fault) -> None:
        """Note a Fault whose place is known here."""
        self.wrong(mark, fault.what, fault.hint)

    def steps(self, value: Value, known: Known, labels: dict[str, Mark]) -> tuple[Step, ...]:
        """A list of steps. ``known`` are the names with values, ``labels`` the places named so far."""
        found = (self.step(item, known, labels) for item in value.raw)
        return tuple(step for step in found if step is not None)

    def step(self, item: Value, known: Known, labels: dict[str, Mark]) -> Step | None:
        """One step: a word, or a mapping of a word and perhaps repeat, as, from and expect."""
        if isinstance(item.raw, str):
            return self.named_step(item.raw, Value(None, item.mark), item.mark, {}, known, labels)
        if not isinstance(item.raw, dict):
            self.wrong(
                item.mark, f"a step is a word or a mapping, not {shown(plain(item))}", "- conv: {out: 64, kernel: 3}"
            )
            return None
        words = [key for key in item.raw if key not in STEP_WORDS]
        if len(words) != 1:
            self.not_one_word(item, words)
            return None
        (word,) = words
        return self.named_step(word, item.raw[word], (item.keys or {})[word], item.raw, known, labels)

    def not_one_word(self, item: Value, words: list[str]) -> None:
        """A step that says nothing, or several things: a misspelt key, or fields that are not indented."""
        kind = CATALOGUE.get(words[0]) if words else None
        others = words[1:]
        if not words:
            self.wrong(item.mark, "this step does not say what to do", "- conv: {out: 64, kernel: 3}")
        elif kind and all(word in kind.fields for word in others):
            self.wrong(
                item.mark,
                f"{', '.join(others)} stand beside {words[0]}, not in it",
                f"{', '.join(others)} indented below it",
            )
        elif near := [word for word in others if did_you_mean(word, STEP_WORDS).startswith("did you mean")]:
            place = (item.keys or {})[near[0]]
            self.wrong(place, f"a step has no key {near[0]!r} beside its word", did_you_mean(near[0], STEP_WORDS))
        else:
            named = " and ".join(repr(word) for word in words)
            self.wrong(
                item.mark,
                f"a step says one thing to do, and this one says {named}",
                "each step with its own dash; of other keys a step has only repeat, as, from and expect",
            )

    def named_step(
        self, word: str, body: Value, mark: Mark, around: Mapping[str, Value], known: Known, labels: dict[str, Mark]
    ) -> Step | None:
        """One step whose word is known: its arguments, and the words around it."""
        kind = CATALOGUE.get(word)
        if kind is None and word not in self.heads:
            self.fault(mark, unknown_layer(word, self.heads))
            self.label(around.get("as"), labels)  # what refers to it is not to blame
            return None
        origin = around.get("from")
        if origin is not None:
            self.reference(origin, labels)
        paths: tuple[Path_, ...] = ()
        args: dict[str, Value] = {}
        if kind and kind.joins:
            paths = self.paths(word, body, known, labels)
        elif kind:
            args = self.layer_args(kind, body, mark, known, labels)
        else:
            args = self.block_args(word, body, mark, known)
        repeat = around.get("repeat")
        if repeat is not None:
            self.check_value(repeat, known)
            if isinstance(repeat.raw, int) and repeat.raw < 0:
                self.wrong(
                    repeat.mark, f"repeat is {shown(repeat.raw)}: a whole number, at least 0, is expected", "repeat: 2"
                )
        label = self.label(around.get("as"), labels)
        expect = self.figures.figures(around.get("expect"))
        row = self.figures.is_row(around.get("expect"))
        return Step(word, mark, kind, args, paths, repeat, label, origin, expect, row)

    def label(self, value: Value | None, labels: dict[str, Mark]) -> str | None:
        """The name that ``as`` gives, which no other step beside it may have."""
        if value is None:
            return None
        if value.raw == INPUT:
            self.wrong(value.mark, f"{INPUT!r} is the name of what comes in, and cannot be given", "another name")
            return None
        if not isinstance(value.raw, str) or not LABEL.fullmatch(value.raw):
            what = f"as is {shown(plain(value))}: a name is expected"
            self.wrong(value.mark, what, f"a letter first, then letters, digits, _ . -, at most {limits.NAME}")
            return None
        if value.raw in labels:
            first = labels[value.raw].line + 1
            self.wrong(value.mark, f"the name {value.raw!r} is given twice, first in line {first}", f"{value.raw}_2")
        labels[value.raw] = value.mark
        return value.raw

    def reference(self, value: Value, labels: Mapping[str, Mark]) -> None:
        """The name of an earlier step."""
        if not isinstance(value.raw, str):
            self.wrong(value.mark, f"the name of an earlier step is expected, not {shown(plain(value))}", "from: name")
        elif value.raw not in labels:
            hint = did_you_mean(value.raw, labels) if len(labels) > 1 else "an earlier step with 'as: name'"
            hint = f"[{value.raw}]: a path of steps is a list" if value.raw in CATALOGUE else hint
            self.wrong(value.mark, f"no earlier step here is called {value.raw!r}", hint)

    def paths(self, word: str, body: Value, known: Known, labels: dict[str, Mark]) -> tuple[Path_, ...]:
        """The paths of a join: lists of steps, and names of earlier steps."""
        if not isinstance(body.raw, list) or len(body.raw) < 2:
            given = f"{len(body.raw)}" if isinstance(body.raw, list) else shown(plain(body))
            hint = f"{word}: [[conv: {{out: 64, kernel: 1}}], []], where [] is the input itself"
            if isinstance(body.raw, str) and "," in body.raw:
                hint = f"{word}: [{body.raw}]"
            self.wrong(body.mark, f"{word} joins two paths or more, and has {given}", hint)
            return ()
        paths: list[Path_] = []
        for item in body.raw:
            if isinstance(item.raw, list):
                paths.append(self.steps(item, known, labels))
            elif isinstance(item.raw, str):
                self.reference(item, labels)
                paths.append(item)
            else:
                what = f"a path is a list of steps or the name of an earlier one, not {shown(plain(item))}"
                self.wrong(item.mark, what, f"{word}: [[conv: {{out: 64, kernel: 1}}], [relu]], each path in brackets")
        return tuple(paths)

    def layer_args(
        self, kind: type[Layer], body: Value, mark: Mark, known: Known, labels: Mapping[str, Mark]
    ) -> dict[str, Value]:
        """The fields of a layer; a single value stands for the first of them."""
        args = self.args(body, next(iter(kind.fields), None), kind.word)
        for name, value in args.items():
            field = kind.fields.get(name)
            if field is None:
                self.fault((body.keys or {}).get(name, value.mark), unknown_field(kind, name))
            elif isinstance(field, Reference):
                self.reference(value, labels)
            else:
                self.field(field, value, known)
        for name, field in kind.fields.items():
            if field.required and name not in args and args.keys() <= kind.fields.keys():
                self.wrong(mark, f"{kind.word} needs {name}: {field.help}", field.hint())
        return args

    def block_args(self, word: str, body: Value, mark: Mark, known: Known) -> dict[str, Value]:
        """The arguments of a block; a single value stands for its first parameter."""
        if word in self.broken:
            return {}
        parameters = self.heads[word][1]
        names = [parameter.name for parameter in parameters]
        args = self.args(body, names[0] if names else None, word)
        for name, value in args.items():
            if name not in names:
                hint = did_you_mean(name, names) if names else f"{word} alone"
                self.wrong((body.keys or {}).get(name, value.mark), f"the block {word} has no parameter {name}", hint)
            self.check_value(value, known)
        for parameter in parameters:
            if parameter.default is None and parameter.name not in args and args.keys() <= set(names):
                needed = ", ".join(f"{each.name}: ..." for each in parameters if each.default is None)
                self.wrong(mark, f"the block {word} needs {parameter.name}", f"- {word}: {{{needed}}}")
        return args

    def args(self, body: Value, first: str | None, word: str) -> dict[str, Value]:
        """Arguments by name: a mapping, nothing, or one value for the first."""
        if body.raw is None:
            return {}
        if isinstance(body.raw, dict):
            return body.raw
        if first is None:
            self.wrong(body.mark, f"{word} takes no argument, and has {shown(plain(body))}", f"{word} alone")
            return {}
        return {first: body}

    def field(self, field: Field, value: Value, known: Known) -> None:
        """A field's value, as far as it can be judged without the values of names."""
        raw = value.raw
        is_word = isinstance(raw, str) and bool(field.words) and raw not in known and bool(NAME.fullmatch(raw))
        as_it_stands = is_word or (isinstance(raw, str) and isinstance(field, Dimensions))
        if as_it_stands or (self.check_value(value, known) and not has_expressions(value)):
            self.judge(field, value)

    def judge(self, field: Field, value: Value) -> None:
        """Let the field read a value that has no names in it."""
        try:
            field.read(plain(value))
        except Fault as fault:
            self.fault(value.mark, fault)

    def check_value(self, value: Value, known: Known) -> bool:
        """A number, a truth, an expression over known names, or a list of these."""
        if isinstance(value.raw, list):
            if len(value.raw) > limits.ITEMS:
                self.wrong(
                    value.mark,
                    f"a list of {len(value.raw):,} items: the most is {limits.ITEMS}",
                    "a number, or one an axis",
                )
                return False
            checked = [self.check_value(item, known) for item in value.raw]  # all of them, for all their errors
            return all(checked)
        if isinstance(value.raw, dict) or value.raw is None:
            self.wrong(
                value.mark, f"a number or an expression is expected, not {shown(plain(value))}", "a number, such as 3"
            )
            return False
        if not isinstance(value.raw, str) or value.raw in WORDS or value.raw in known:
            return True
        try:
            missing = [name for name in expression.read(value.raw).names if name not in known]
            if missing:
                raise expression.unknown_name(min(missing), known)
        except Fault as fault:
            self.fault(value.mark, fault)
            return False
        return True

    def mapping(self, value: Value | None, example: str) -> dict[str, Value]:
        """The values of an optional mapping."""
        if value is None or value.raw is None:
            return {}
        if not isinstance(value.raw, dict):
            self.wrong(value.mark, f"a mapping is expected, not {shown(plain(value))}", example)
            return {}
        return value.raw


def has_expressions(value: Value) -> bool:
    """Whether a value must be worked out: it is, or has, an expression or a name."""
    if isinstance(value.raw, list):
        return any(has_expressions(item) for item in value.raw)
    return isinstance(value.raw, str) and value.raw not in WORDS
