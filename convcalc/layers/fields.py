"""The kinds of field that a layer type can have: what may be written, and what is kept.

A field is the schema of the YAML file, the option of the command line, its help and its bounds, all in one place.
``read`` takes what the file, the command line or Python gave and returns what the layer keeps, or raises a Fault.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from convcalc.algebra.settle import settle
from convcalc.algebra.sym import Sym, whole
from convcalc.algebra.tracing import pinned, tracing
from convcalc.algebra.writing import text
from convcalc.errors import Fault, did_you_mean
from convcalc.shape import LARGEST

REQUIRED: Any = object()
PADDING_WORDS = ("same", "valid", "full")


def differs(value: Any, other: Any) -> bool:
    """Whether two values of a field differ; a name differs from everything but itself."""
    if isinstance(value, Sym) or isinstance(other, Sym):
        return value is not other
    if isinstance(value, tuple) and isinstance(other, tuple):
        return len(value) != len(other) or any(map(differs, value, other))
    return bool(value != other)


def shown(value: object) -> str:
    """A value the way a file would write it."""
    if isinstance(value, Sym):
        return text(value)
    if isinstance(value, bool):
        return str(value).lower()
    if value is None:
        return "nothing"
    if value == "":
        return "''"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    if isinstance(value, Fraction) and value.denominator != 1:
        short = abs(value) < 10**15 and Fraction(str(float(value))) == value
        return str(float(value)) if short else str(value)
    if isinstance(value, int) and abs(value) > 10**15:
        return "a number of more than fifteen digits"
    return str(value)


class Field:
    """One field of a layer type. ``letter`` is its name in formulas; ``quiet`` keeps it out of them at its default."""

    syntax = ""
    words: tuple[str, ...] = ()
    takes_names = False  # whether a name may stand in the place of its number

    def __init__(self, help: str, *, default: Any = REQUIRED, letter: str = "", quiet: bool = False) -> None:
        self.name = ""
        self.help = help
        self.default = default
        self.letter = letter
        self.quiet = quiet

    @property
    def kind_of_name(self) -> str:
        """What a name in its place may stand for (``sym.NAMES``)."""
        return "size" if getattr(self, "least", 0) else "whole"

    def is_word(self, text: str) -> bool:
        """Whether a text is one of its words, or nearly."""
        return text in self.words or did_you_mean(text, self.words).startswith("did you mean")

    @property
    def required(self) -> bool:
        """Whether a layer cannot do without it."""
        return self.default is REQUIRED

    def read(self, value: Any) -> Any:
        """What the layer keeps of a value; raises a Fault that names the field, the value and what is expected."""
        settled = settle(value) if self.takes_names else pinned(settle(value))
        open_ = isinstance(settled, Sym)
        kept = self._named(value) if open_ and self.takes_names else NotImplemented if open_ else self._read(settled)
        if kept is NotImplemented:
            raise self.fault(f"{self.name} is {shown(value)}: {self.syntax} is expected")
        return kept

    def _named(self, value: Sym) -> Any:
        """A formula in the place of a number; where it is traced, it is held to the bounds as the number would be."""
        if tracing() and not (whole(value) and value >= getattr(self, "least", 1) and value <= LARGEST):
            raise self.fault(f"{self.name}: {self.syntax} is expected")
        return value

    def fault(self, what: str, hint: str = "") -> Fault:
        """A Fault about this field."""
        return Fault(what, hint or self.hint(), self.name)

    def hint(self) -> str:
        """What to write instead."""
        return ""

    def _read(self, value: Any) -> Any:
        raise NotImplementedError


class Whole(Field):
    """A whole number, at least ``least``."""

    takes_names = True

    def __init__(self, help: str, *, least: int = 1, **more: Any) -> None:
        super().__init__(help, **more)
        self.least = least
        self.syntax = f"a whole number from {least}"

    def _read(self, value: Any) -> Any:
        return self.whole(value)

    def whole(self, value: Any) -> Any:
        """A whole number within the bounds, or NotImplemented; raises a Fault for a fraction or one out of bounds."""
        if isinstance(value, Fraction):
            if value.denominator != 1:
                raise self.fault(f"{self.name} is {shown(value)}: a whole number is expected", self._whole_hint(value))
            value = int(value)
        if isinstance(value, Sym):
            return self._named(value)
        if isinstance(value, bool) or not hasattr(value, "__index__"):
            return NotImplemented
        value = value.__index__()  # whole numbers of NumPy too
        if value < self.least:
            raise self.fault(f"{self.name} is {shown(value)}: the least is {self.least}")
        if value > LARGEST:
            raise self.fault(f"{self.name} is {shown(value)}: the most is {LARGEST:,}", f"{LARGEST:,} or less")
        return value

    def _whole_hint(self, value: Fraction) -> str:
        return f"{int(value)} or {int(value) + 1}; in an expression floor(...), ceil(...) or round(...)"

    def hint(self) -> str:
        """What to write instead."""
        return f"{self.name} = {max(self.least, 1)} or more" if self.least else f"{self.name} = 0 or more"


class PerAxis(Whole):
    """A whole number for all axes, or a list of one an axis."""

    def __init__(self, help: str, **more: Any) -> None:
        super().__init__(help, **more)
        self.syntax = f"a whole number from {self.least}, or a list of one for each axis"

    def _read(self, value: Any) -> Any:
        if isinstance(value, (list, tuple)):
            return uniform(tuple(self.whole(item) for item in value)) if 1 <= len(value) <= 3 else NotImplemented
        return self.whole(value)


def uniform(values: tuple[Any, ...]) -> Any:
    """The tuple, or NotImplemented where one of its items could not be read."""
    return NotImplemented if any(value is NotImplemented for value in values) else values


class Padding(Whole):
    """Zeros around the input: a number, one an axis, a pair of sides an axis, or a word."""

    def __init__(self, help: str, *, words: Sequence[str] = PADDING_WORDS, **more: Any) -> None:
        super().__init__(help, least=0, **more)
        self.words = tuple(words)
        forms = ["a number", "[1, 2] by axis", "[[0, 1], [0, 1]] by side", *words]
        self.syntax = ", ".join(forms[:-1]) + " or " + forms[-1]

    def _read(self, value: Any) -> Any:
        if isinstance(value, str):
            if value in self.words:
                return value
            near = did_you_mean(value, self.words)
            hint = near if near.startswith("did you mean") else f"{self.name} = 1"
            raise self.fault(f"{self.name} is {value!r}: {self.syntax} is expected", hint)
        if isinstance(value, (list, tuple)):
            return uniform(tuple(self._axis(item) for item in value)) if 1 <= len(value) <= 3 else NotImplemented
        return self.whole(value)

    def _axis(self, item: Any) -> Any:
        """One axis: a number, or its two sides; equal sides are kept as one number."""
        if not isinstance(item, (list, tuple)):
            return self.whole(item)
        if len(item) != 2:
            return NotImplemented
        before, after = (self.whole(side) for side in item)
        if before is NotImplemented or after is NotImplemented:
            return NotImplemented
        return before if isinstance(before, int) and not differs(before, after) else (before, after)

    def hint(self) -> str:
        """What to write instead."""
        return f"{self.name} = 1"


class Flag(Field):
    """True or false."""

    syntax = "true or false"

    def _read(self, value: Any) -> Any:
        return value if isinstance(value, bool) else bool(value) if value in (0, 1) else NotImplemented

    def hint(self) -> str:
        """What to write instead."""
        return f"{self.name} = true or false"


class Choice(Field):
    """One of a few words."""

    def __init__(self, help: str, *, words: Sequence[str], **more: Any) -> None:
        super().__init__(help, **more)
        self.words = tuple(words)
        self.syntax = " or ".join(words)

    def _read(self, value: Any) -> Any:
        if value in self.words:
            return value
        raise self.fault(
            f"{self.name} is {shown(value)}: {self.syntax} is expected", did_you_mean(str(value), self.words)
        )

    def hint(self) -> str:
        """What to write instead."""
        return f"{self.name} = {self.syntax}"


class Ratio(Field):
    """A number from 0 up to, but not including, 1; it enters no shape and no count."""

    syntax = "a number from 0 up to 1"

    def _read(self, value: Any) -> Any:
        if isinstance(value, float):
            value = Fraction(str(value)) if math.isfinite(value) else NotImplemented
        if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
            return NotImplemented
        if not 0 <= value < 1:
            raise self.fault(f"{self.name} is {shown(value)}: it lies from 0 up to, but not including, 1")
        return value

    def hint(self) -> str:
        """What to write instead."""
        return f"{self.name} = 0.5"


class Dimensions(Field):
    """A whole shape, such as 7x7x512 or [7, 7, 512]."""

    syntax = "a shape such as [7, 7, 512]"

    def _read(self, value: Any) -> Any:
        if isinstance(value, str):
            parts = value.replace("×", "x").split("x")
            value = [int(part) for part in parts if re.fullmatch(r"\s*[0-9]{1,30}\s*", part)]
            if len(value) != len(parts):
                return NotImplemented
        if isinstance(value, int) and not isinstance(value, bool):
            value = [value]
        if not isinstance(value, (list, tuple)) or not 1 <= len(value) <= 4:
            return NotImplemented
        one = Whole(self.help)
        one.name = self.name
        return uniform(tuple(one.whole(item) for item in value))

    def hint(self) -> str:
        """What to write instead."""
        return f"{self.name} = [7, 7, 512]"


class Reference(Field):
    """The name, given by ``as``, of an earlier step."""

    syntax = "the name of an earlier step, given by as"

    def _read(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else NotImplemented

    def hint(self) -> str:
        """What to write instead."""
        return f"{self.name} = pool1, where the earlier step says 'as: pool1'"
