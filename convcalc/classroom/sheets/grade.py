"""A class graded: each answer with its verdict and its points, and what the teacher wants to know of all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.classroom.check.agreement import EXACT, Tolerance
from convcalc.classroom.check.together import together
from convcalc.classroom.check.verdict import Verdict, check
from convcalc.classroom.sheets.following import follows, index, right_after
from convcalc.classroom.sheets.question import Item, Question, Sheet
from convcalc.classroom.sheets.table import Student

UNANSWERED = "unanswered"
NOTHING = ("", "-", "–", "—", "n/a", "na", "?")  # what people write where they have no answer
MOST_UNEXPLAINED = 10
Watch = Callable[[int, int, str], None]


class Graded(NamedTuple):
    """One answer of one student.

    ``verdict`` is None where there is no answer. ``follows`` says that a wrong answer follows from the student's own
    earlier ones, and ``slips`` which slips it is put down to.
    """

    item: Item
    verdict: Verdict | None
    points: Fraction
    follows: bool = False

    @property
    def status(self) -> str:
        """Right, wrong, unreadable or unanswered."""
        return self.verdict.status if self.verdict else UNANSWERED

    @property
    def slips(self) -> tuple[str, ...]:
        """The names of the likeliest slips; none where the answer follows from an earlier one."""
        return self.verdict.slips if self.verdict and not self.follows else ()


class Result(NamedTuple):
    """What one student has."""

    student: Student
    answers: tuple[Graded, ...]

    @property
    def points(self) -> Fraction:
        """All points together."""
        return sum((graded.points for graded in self.answers), Fraction(0))


class Grades(NamedTuple):
    """A sheet, and what each student has on it."""

    sheet: Sheet
    results: tuple[Result, ...]


class Grader:
    """Grades the answers to a sheet; an answer that several students wrote is looked at once.

    ``tolerance`` and ``layout`` stand in the place of those of the sheet where they are given.
    """

    def __init__(self, sheet: Sheet, decimal: str = "", tolerance: Tolerance = EXACT, layout: str = "") -> None:
        self.sheet = _with(sheet, tolerance, layout)
        self.items = self.sheet.items
        self.decimal = decimal
        self._index = index(self.sheet)
        self._verdicts: dict[tuple[str, str], Verdict] = {}
        self._rights: dict[Any, Any] = {}
        self._told: dict[Any, dict[str, Verdict]] = {}

    def grade(self, answers: Mapping[str, str]) -> tuple[Graded, ...]:
        """All answers of one student, in the order of the sheet."""
        verdicts = {item.key: self.verdict(item, answers.get(item.key, "")) for item in self.items}
        for question in self.sheet.questions:
            verdicts.update(self._together(question, verdicts))
        own = {key: told.value for key, told in verdicts.items() if told is not None and told.value is not None}
        return tuple(self._graded(item, verdicts[item.key], own) for item in self.items)

    def verdict(self, item: Item, written: str) -> Verdict | None:
        """What is said to an answer; None where there is none."""
        if written.strip().casefold() in NOTHING:
            return None
        key = (item.key, written)
        if key not in self._verdicts:
            question = item.question
            self._verdicts[key] = check(
                question.problem, item.asked.quantity, written,
                tolerance=question.tolerance, layout=question.layout, decimal=self.decimal,
            )  # fmt: skip
        return self._verdicts[key]

    def _together(self, question: Question, verdicts: Mapping[str, Verdict | None]) -> dict[str, Verdict]:
        """The verdicts on a question, each in the light of the other answers to it."""
        keys = [question.key(asked) for asked in question.asks]
        told = {key: verdict for key in keys if (verdict := verdicts[key]) is not None}
        if len(told) < 2 or all(len(verdict.explanations) < 2 for verdict in told.values()):
            return told
        known = tuple((key, verdict.written) for key, verdict in told.items())
        if known not in self._told:
            self._told[known] = dict(zip(told, together(question.problem, list(told.values())), strict=True))
        return self._told[known]

    def _graded(self, item: Item, verdict: Verdict | None, own: Mapping[str, Any]) -> Graded:
        if verdict is None or verdict.status == "unreadable":
            return Graded(item, verdict, Fraction(0))
        if verdict.is_right:
            return Graded(item, verdict, item.asked.points)
        share = partial(item.question, verdict)
        if self._follows(item, verdict, own):
            return Graded(item, verdict, item.asked.points * max(share, item.question.follow_share), True)
        return Graded(item, verdict, item.asked.points * share)

    def _follows(self, item: Item, verdict: Verdict, own: Mapping[str, Any]) -> bool:
        """Whether a wrong answer is right where the student's own earlier ones hold."""
        mine = {key: own[key] for key in item.question.follows if key in own and key != item.key}
        if all(value == self._right(self._index.items[key]) for key, value in mine.items()):
            return False
        known = (item.key, *map(repr, mine.items()))
        if known not in self._rights:
            self._rights[known] = right_after(self._index, item, mine)
        right = self._rights[known]
        return right is not None and right != verdict.right and follows(item, verdict.written, right, self.decimal)

    def _right(self, item: Item) -> Any:
        return item.question.problem.right(item.asked.quantity)


def _with(sheet: Sheet, tolerance: Tolerance, layout: str) -> Sheet:
    """The sheet with another tolerance or layout for all its questions."""
    changed: dict[str, Any] = {"tolerance": tolerance} if tolerance != EXACT else {}
    changed |= {"layout": layout} if layout else {}
    return sheet._replace(questions=tuple(question._replace(**changed) for question in sheet.questions))


def partial(question: Question, verdict: Verdict) -> Fraction:
    """The share of the points of a wrong answer: that of its slip, where one slip explains it."""
    single = [each.slips[0].name for each in verdict.explanations if len(each.slips) == 1]
    if not single or len(verdict.slips) != 1:
        return Fraction(0)
    return max(question.partial_of.get(name, question.partial) for name in single)


def grade(
    sheet: Sheet, students: Sequence[Student], *, decimal: str = "", watch: Watch = lambda done, work, name: None
) -> Grades:
    """The grades of a class; ``watch`` is told how many students are done, of how many, and who is next."""
    grader = Grader(sheet, decimal)
    return Grades(grader.sheet, tuple(_results(grader, students, watch)))


def _results(grader: Grader, students: Sequence[Student], watch: Watch) -> Iterator[Result]:
    for done, student in enumerate(students):
        watch(done, len(students), student.name)
        yield Result(student, grader.grade(student.answers))
    watch(len(students), len(students), "")


# What the teacher wants to know.


class Line(NamedTuple):
    """One answer of the sheet over the class: how many answers have each status, and the share of the points."""

    item: Item
    statuses: Counter[str]
    followed: int
    share: Fraction
    slips: Counter[str]


class Summary(NamedTuple):
    """A class on a sheet.

    ``meanings`` says what each slip is. ``hardest`` is the answer with the smallest share of its points, of those that
    anybody has given; None where all are alike. ``points`` are the least, the middle and the most of a student.
    ``unexplained`` are wrong answers that no slip explains and those that cannot be read, each with its key, the
    commonest first.
    """

    students: int
    mean: Fraction
    of: Fraction
    lines: tuple[Line, ...]
    slips: Counter[str]
    meanings: Mapping[str, str]
    hardest: Line | None
    points: tuple[Fraction, ...] = ()
    unexplained: tuple[tuple[tuple[str, str], int], ...] = ()


def summary(grades: Grades) -> Summary:
    """The grades added up."""
    lines = tuple(_lines(grades))
    slips = sum((line.slips for line in lines), Counter[str]())
    count = len(grades.results)
    mean = sum((result.points for result in grades.results), Fraction(0)) / max(count, 1)
    worth = [line for line in lines if line.item.asked.points and line.statuses[UNANSWERED] < count]
    alike = len({line.share for line in worth}) < 2
    hardest = None if alike else min(worth, key=lambda line: line.share)
    of, spread, unexplained = grades.sheet.points, _spread(grades), tuple(_unexplained(grades))
    return Summary(count, mean, of, lines, slips, _meanings(grades), hardest, spread, unexplained)


def _spread(grades: Grades) -> tuple[Fraction, ...]:
    """The least, the middle and the most of all students' points."""
    points = sorted(result.points for result in grades.results)
    if not points:
        return ()
    middle = (points[(len(points) - 1) // 2] + points[len(points) // 2]) / 2
    return (points[0], middle, points[-1])


def _unexplained(grades: Grades) -> list[tuple[tuple[str, str], int]]:
    """Wrong answers without a slip, and those that cannot be read, as they are written."""
    answers = (graded for result in grades.results for graded in result.answers)
    found = Counter(
        (graded.item.key, graded.verdict.written.strip())
        for graded in answers
        if graded.verdict and not (graded.verdict.is_right or graded.follows or graded.verdict.explanations)
    )
    return found.most_common(MOST_UNEXPLAINED)


def _meanings(grades: Grades) -> dict[str, str]:
    """What the slips are, by their names."""
    answers = (graded for result in grades.results for graded in result.answers if graded.slips)
    explained = (graded.verdict.explanations[0] for graded in answers if graded.verdict)
    return {slip.name: slip.meaning for candidate in explained for slip in candidate.slips}


def _lines(grades: Grades) -> Iterator[Line]:
    for place, item in enumerate(grades.sheet.items):
        answers = [result.answers[place] for result in grades.results]
        yield Line(
            item,
            Counter(graded.status for graded in answers),
            sum(graded.follows for graded in answers),
            _share(answers, item),
            Counter(name for graded in answers for name in graded.slips),
        )


def _share(answers: Iterable[Graded], item: Item) -> Fraction:
    points = [graded.points for graded in answers]
    most = item.asked.points * len(points)
    return sum(points, Fraction(0)) / most if most else Fraction(0)
