"""One answer: whether it is right and, where it is not, which slip gives exactly this number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from convcalc.algebra.writing import number
from convcalc.architecture.values import whole_if_possible
from convcalc.classroom.check.agreement import EXACT, Tolerance, agrees
from convcalc.classroom.check.answers import Answer, read_answer
from convcalc.classroom.check.candidates import Candidate
from convcalc.classroom.check.explaining import MOST_NAMED, WORKED, explanations
from convcalc.classroom.check.formulas import check_formula
from convcalc.classroom.check.matrices.answers import compare_matrix, read_matrix, written_cells
from convcalc.classroom.check.nearest import nearest
from convcalc.classroom.check.problem import LayersProblem, Problem, formula
from convcalc.classroom.check.slips.numbers import INSTEAD
from convcalc.classroom.check.world import ADDITIVE, measure
from convcalc.errors import Fault
from convcalc.layers.fields import shown
from convcalc.shape import Shape

PARTS_OF_A_SHAPE = ("fits", "unrounded", "height", "width", "depth")  # the shape itself tells more


class Verdict(NamedTuple):
    """What is said to an answer.

    ``status`` is right, wrong or unreadable. ``explanations`` are the slips that give the answer, the likeliest first;
    ``ask`` is the quantity that would tell several apart. ``by_formula`` says that the answer is a formula in letters:
    its number is not told, since the letters may be those of another answer. ``remark`` says what else there is to say,
    such as where a formula differs, or what is nearest. ``right`` is the right value: it is only shown where that is
    asked for.
    """

    quantity: str
    written: str
    status: str
    value: Any
    right: Any
    explanations: tuple[Candidate, ...] = ()
    ask: str = ""
    remark: str = ""
    by_formula: bool = False

    @property
    def is_right(self) -> bool:
        """Whether the answer is right."""
        return self.status == "right"

    @property
    def slips(self) -> tuple[str, ...]:
        """The names of the slips of the likeliest explanation."""
        return tuple(slip.name for slip in self.explanations[0].slips) if self.explanations else ()


def check(
    problem: Problem,
    quantity: str,
    written: str,
    *,
    tolerance: Tolerance = EXACT,
    layout: str = "hwc",
    decimal: str = "",
) -> Verdict:
    """Check what was written as the answer to a quantity of a problem.

    ``layout`` is the order of a shape's axes, ``decimal`` the decimal sign where it is known. An answer that cannot be
    read is a verdict as well, and no error. Raises a Fault for a quantity that the problem does not have.
    """
    right = problem.right(quantity)
    if right is None:
        raise Fault(f"{problem.title} has no {quantity}", "one of " + ", ".join(problem.quantities))
    kind = problem.kind(quantity)
    try:
        if kind == "matrix":
            return _matrix(problem, quantity, written, right, tolerance, decimal)
        answers = read_answer(written, kind, layout=layout, decimal=decimal)
        if answers[0].kind == "formula":
            return _formula(problem, quantity, answers[0], right, tolerance)
    except Fault as fault:
        return Verdict(quantity, written, "unreadable", None, right, remark=_unread(fault))
    if any(agrees(answer, each, tolerance) for answer in answers for each in (right, *problem.also_right(quantity))):
        return Verdict(quantity, written, "right", right, right)
    return diagnosed(problem, quantity, answers, right)


def _unread(fault: Fault) -> str:
    if not fault.hint:
        return fault.what
    return f"{fault.what}; {fault.hint if fault.hint.startswith('did you mean') else f'try {fault.hint}'}"


def _matrix(problem: Problem, quantity: str, written: str, right: Any, tolerance: Tolerance, decimal: str) -> Verdict:
    """A matrix: the cells that are wrong, and the slip that gives the whole of it."""
    given = read_matrix(written)
    cells = [[_cell(cell, decimal) for cell in row] for row in written_cells(written)]
    if [len(row) for row in cells] == [len(row) for row in right]:
        pairs = (
            (cell, one) for row, ones in zip(cells, right, strict=True) for cell, one in zip(row, ones, strict=True)
        )
        if all(any(agrees(each, one, tolerance) for each in cell) for cell, one in pairs):
            return Verdict(quantity, written, "right", right, right)
    found = tuple(candidate for candidate in problem.candidates(quantity) if candidate.value == given)[:MOST_NAMED]
    return Verdict(quantity, written, "wrong", given, right, found, remark=compare_matrix(given, right).text())


def _cell(written: str, decimal: str) -> list[Answer]:
    """The readings of a cell; none where it is no number, which the matrix as a whole has read in its own way."""
    try:
        return read_answer(written, "number", decimal=decimal)
    except Fault:
        return []


def _formula(problem: Problem, quantity: str, answer: Answer, right: Any, tolerance: Tolerance) -> Verdict:
    """A formula: whether it is the right one for all values; where not, also what its number tells."""
    recorded = problem.formula(quantity)
    letters = {each: value for each, value in problem.letters().items() if _may_stand(each, quantity)}
    number = right if isinstance(right, int) else 0  # where no formula is known, its number alone is looked at
    found = check_formula(answer.value, number if recorded is None else recorded, letters)
    if recorded is None and found.value is not None:
        return _by_its_number(problem, quantity, _as_number(problem, quantity, answer, found.value), right, tolerance)
    if found.holds:
        remark = "" if found.proven else "it gives the right number wherever it was tried"
        return Verdict(quantity, answer.written, "right", right, right, remark=remark, by_formula=True)
    if found.value is None:
        return Verdict(quantity, answer.written, "wrong", None, right, remark=found.first, by_formula=True)
    as_number = _as_number(problem, quantity, answer, found.value)
    told = _same_formulas(diagnosed(problem, quantity, [as_number], right), problem, quantity, answer)
    same = agrees(as_number, right, tolerance)
    remark = f"its number is right, but it is not the formula: {found.first}" if same else found.first
    shown = () if same else told.explanations
    return told._replace(explanations=shown, remark=remark or told.remark, by_formula=True)


def _may_stand(letter: str, quantity: str) -> bool:
    """Whether a letter may stand in a formula: the size of the output is no formula for itself."""
    return quantity in ADDITIVE or not letter.endswith("_out")  # that of the depth is in its formula


def _as_number(problem: Problem, quantity: str, answer: Answer, value: Any) -> Answer:
    """A formula as the number, or the size, that it comes to."""
    kind = problem.kind(quantity)
    if kind == "size":
        return answer._replace(kind=kind, value=(value,), note=WORKED)
    return answer._replace(kind="count" if kind == "count" else "number", value=value, note=WORKED)


def _same_formulas(told: Verdict, problem: Problem, quantity: str, answer: Answer) -> Verdict:
    """The verdict with those explanations whose formula is the student's, and not only its number."""
    kept = tuple(each for each in told.explanations if _is_the_formula(each, problem, quantity, answer))
    return told._replace(explanations=kept, ask=told.ask if len(kept) > 1 else "")


def _is_the_formula(each: Candidate, problem: Problem, quantity: str, answer: Answer) -> bool:
    """Whether the formula behind an explanation is the student's: of a layer seen wrongly, or of another quantity."""
    other = INSTEAD.get(each.slips[-1].name)
    recorded = problem.formula(other.quantity) if each.world is None and other and other.quantity else None
    recorded = formula(each.world, quantity) if each.world is not None else recorded
    try:
        return recorded is not None and check_formula(answer.value, recorded, problem.letters()).holds
    except Fault:
        return False


def _by_its_number(problem: Problem, quantity: str, answer: Answer, right: Any, tolerance: Tolerance) -> Verdict:
    """A formula where there is no right one to compare it with."""
    if any(agrees(answer, each, tolerance) for each in (right, *problem.also_right(quantity))):
        return Verdict(quantity, answer.written, "right", right, right, remark="checked by the number that it comes to")
    return diagnosed(problem, quantity, [answer], right)._replace(by_formula=True)


def diagnosed(problem: Problem, quantity: str, answers: Sequence[Answer], right: Any) -> Verdict:
    """A wrong answer, with all that leads to it; of several readings the first that something leads to."""
    for answer in answers:
        found = explanations(problem, quantity, answer, right)
        if found:
            told = _told_apart(problem, quantity, found) if len(found) > 1 else ""
            return Verdict(quantity, answer.written, "wrong", answer.value, right, found, told)
    (answer, *_) = answers
    return Verdict(quantity, answer.written, "wrong", answer.value, right, remark=nearest(problem, quantity, answer))


def _told_apart(problem: Problem, quantity: str, found: Sequence[Candidate]) -> str:
    """The quantity whose value would tell the explanations apart; empty where none does."""
    best = ("", 1)
    others = [other for other in problem.quantities if other not in (quantity, *PARTS_OF_A_SHAPE)]
    for other in others if isinstance(problem, LayersProblem) else ():
        values = [str(measure(each.world, other) if each.world else problem.right(other)) for each in found]
        best = max(best, (other, len(set(values))), key=lambda each: each[1])
    return best[0]


def value_text(value: Any) -> str:
    """A value as it is shown: 36,896, 26x26x32, 3x3, yes."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Shape):
        return str(value)
    if isinstance(value, tuple) and value and isinstance(value[0], tuple):
        return "; ".join(" ".join(map(shown, row)) for row in value)
    return "x".join(map(shown, value)) if isinstance(value, tuple) else number(whole_if_possible(value))
