"""Where an argument is written that differs from one use of a step to the next.

A step of a block may stand for several layers. Where all of them need the same value it is written at the step. Where
they differ the block gets a parameter, and the value is written where the block is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from convcalc.architecture.document import WORDS, Block, Document, Step
from convcalc.architecture.scope import Scope
from convcalc.conversion.edits import Text
from convcalc.errors import DocumentError
from convcalc.layers.fields import shown


class Use(NamedTuple):
    """One layer that a step makes: where it was filled in, the value it needs, and the name of its row."""

    scope: Scope
    value: Any
    row: str


class Change:
    """What becomes of a step: its word, and the arguments added."""

    def __init__(self, step: Step, word: str, first: str) -> None:
        self.step = step
        self.word = word
        self.first = first
        self.arguments: dict[str, str] = {}


class Arguments:
    """The arguments to add to steps, and the parameters to add to blocks."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.changes: dict[int, Change] = {}  # by the id of the step: the document keeps it alive
        self.parameters: dict[str, list[str]] = {}

    def change(self, step: Step, word: str, first: str) -> Change:
        """The change of a step, made anew where there is none yet."""
        return self.changes.setdefault(id(step), Change(step, word, first))

    def give(self, step: Step, name: str, uses: Sequence[Use]) -> str:
        """The text of an argument that has these values in its uses; its block's callers give it where they differ.

        Raises a DocumentError where no caller can tell the values apart.
        """
        if len({use.value for use in uses}) == 1:
            return text_of(uses[0].value)
        self.refuse_one_place(step, name, uses)
        block = self.document.blocks[uses[0].scope.caller[1].word]  # type: ignore[index]
        parameter = self.parameter(block, name)
        calls: dict[int, tuple[Step, list[Use]]] = {}
        for use in uses:
            outer, call = use.scope.caller  # type: ignore[misc]
            calls.setdefault(id(call), (call, []))[1].append(Use(outer, use.value, use.row))
        for call, inside in calls.values():
            first = block.parameters[0].name if block.parameters else ""
            self.change(call, call.word, first).arguments[parameter] = self.give(call, parameter, inside)
        return parameter

    def refuse_one_place(self, step: Step, name: str, uses: Iterable[Use]) -> None:
        """Raise a DocumentError where one place of the file, filled in once or outside all blocks, needs several."""
        seen: dict[int, Use] = {}
        for use in uses:
            other = seen.setdefault(id(use.scope) if use.scope.caller else 0, use)
            if other.value != use.value:
                raise DocumentError(
                    f"one step cannot have {name} {text_of(other.value)} in {other.row} and {text_of(use.value)} in "
                    f"{use.row}, which read maps of these sizes",
                    mark=step.mark,
                    hint="a step of its own for the first of them, and repeat for the others",
                )

    def parameter(self, block: Block, name: str) -> str:
        """A new parameter of a block, with a name that nothing there has."""
        taken = {*self.document.symbols, *WORDS, *(each.name for each in block.parameters)}
        added = self.parameters.setdefault(block.name, [])
        free, number = name, 1
        while free in taken or free in added:
            number += 1
            free = f"{name}_{number}"
        added.append(free)
        return free

    def write(self, text: Text) -> None:
        """Make all the changes in the text of the document."""
        for change in self.changes.values():
            text.give(change.step.mark, change.word, change.first, change.arguments)
        for name, parameters in self.parameters.items():
            text.add_parameters(self.document.blocks[name].mark, [f"{parameter}=1" for parameter in parameters])


def text_of(value: Any) -> str:
    """A kernel as a file writes it: one number where it is the same along all axes."""
    return shown(value[0] if len(set(value)) == 1 else list(value)) if isinstance(value, tuple) else shown(value)
