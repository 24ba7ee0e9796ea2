"""A quiz as a game: one question after the other, and what is said to each line that somebody types."""

from __future__ import annotations

from convcalc.classroom.check.verdict import Verdict, check, value_text
from convcalc.classroom.quiz.make import Made, Variant
from convcalc.classroom.quiz.working import working_of

TRIES = 2
HELP = "an answer, ? for the working, an empty line to skip, q to end"
LETTERS = "abcdefgh"
Line = tuple[str, str]  # what the line is (header, row, foot, remark or warning), and its text


class Game:
    """Asks the questions of a variant in order; ``over`` when the last one is done with, or ``q`` was typed."""

    def __init__(self, variant: Variant) -> None:
        self._questions = variant.questions
        self._place = 0
        self._tries = 0
        self._right = 0
        self._at_once = 0  # right at the first try
        self.over = False

    def opening(self) -> list[Line]:
        """How many questions there are, what may be typed, and the first question."""
        count = len(self._questions)
        return [("header", f"{count} question{'s' * (count != 1)}: {HELP}"), *self._asked()]

    def take(self, line: str) -> list[Line]:
        """What is said to a line, and the next question where this one is done with."""
        written = line.strip()
        if written.lower() == "q":
            self.over = True
            return []
        if written == "?":
            return [*self._working(), *self._next()]
        if not written:
            return self._next()
        if self._tries >= TRIES:
            return [("remark", "two answers are given: ? shows the working, an empty line goes on")]
        return self._checked(written)

    def score(self) -> list[Line]:
        """How many answers were right, of the questions that are done with."""
        left = len(self._questions) - self._place
        said = f"{self._right} of {self._place} right, {self._at_once} at the first try"
        return [("row", ""), ("foot", said + (f"; {left} left" if left else ""))]

    @property
    def _made(self) -> Made:
        return self._questions[self._place]

    def _asked(self) -> list[Line]:
        made = self._made
        first, *others = made.text.split("\n")
        choices = [f"{letter}) {choice.written}" for letter, choice in zip(LETTERS, made.choices)]
        return [("row", ""), ("row", f"{self._place + 1}. {first}"), *(("row", line) for line in [*others, *choices])]

    def _next(self) -> list[Line]:
        self._place += 1
        self._tries = 0
        self.over = self._place == len(self._questions)
        return [] if self.over else self._asked()

    def _working(self) -> list[Line]:
        made = self._made
        lines = working_of(made.problem(), made.quantity)
        return [*(("row", f"  {line}") for line in lines), ("foot", f"  the answer is {value_text(made.right)}")]

    def _checked(self, written: str) -> list[Line]:
        """What is said to an answer. One that cannot be read is no try."""
        made = self._made
        verdict = check(made.problem(), made.quantity, self._meant(written))
        if verdict.status == "unreadable":
            return [("remark", f"not understood: {verdict.remark}")]
        self._tries += 1
        if not verdict.is_right:
            again = "once more?" if self._tries < TRIES else "? shows the working, an empty line goes on"
            return [("warning", f"not right{_reason(verdict)}"), ("remark", again)]
        self._right += 1
        self._at_once += self._tries == 1
        return [("foot", "right"), *self._next()]

    def _meant(self, written: str) -> str:
        """The answer behind a letter where there are answers to choose from."""
        meant = {letter: choice.written for letter, choice in zip(LETTERS, self._made.choices)}
        return meant.get(written.lower().rstrip(")."), written)


def _reason(verdict: Verdict) -> str:
    """The slips that give a wrong answer, or what else there is to say."""
    said = list(dict.fromkeys(each.says for each in verdict.explanations))
    if len(said) > 1:
        return f": it may be that {', or that '.join(said)}"
    said = said or [verdict.remark] * bool(verdict.remark)
    return "".join(f": {sentence}" for sentence in said)
