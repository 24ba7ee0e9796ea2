"""A student's formula: whether it is the right one for all values, and the first term in which it differs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from typing import Any, NamedTuple, TypeAlias

from convcalc.algebra.polynomial import NoSumError, sum_of_terms
from convcalc.algebra.settle import vanishes
from convcalc.algebra.sym import Dim, Sym, name, product, record
from convcalc.algebra.tree import ROUNDED, exactly, fold, nodes, value_at, working
from convcalc.architecture import expression
from convcalc.architecture.values import whole_if_possible
from convcalc.classroom.check.differences import differing, number_text, sentence
from convcalc.classroom.check.reading.cleaning import cleaned
from convcalc.classroom.check.reading.letters import Letter, letters_of, meant, pieces, unknown
from convcalc.classroom.check.reading.spelling import spelled
from convcalc.errors import Fault

POINTS = 24
MOST_STEPS = 4  # named steps of which each may stand for its number or for what is behind it
ALIKE = (("H", "W"), ("H_out", "W_out"), ("T", "H"), ("T_out", "H_out"))


class FormulaVerdict(NamedTuple):
    """Whether a formula holds, and whether that is proven; its value here; the first difference, as a sentence."""

    holds: bool
    proven: bool
    value: Any
    first: str


class _Task(NamedTuple):
    """Both formulas in the student's letters, and the letters with their values."""

    mine: Any
    right: Any
    letters: dict[str, Letter]


def check_formula(text: str, right: Dim, letters: Mapping[str, Any] | None = None) -> FormulaVerdict:
    """Whether a formula is the right one, as far as it has letters: every other letter is its number.

    ``right`` is the recorded formula of the quantity, ``letters`` are values of further letters of the problem. Raises
    a Fault for what cannot be read, or a letter that is not known.
    """
    body = working(right)
    known = {**{each: Letter(value, "whole") for each, value in (letters or {}).items()}, **letters_of(body)}
    read = expression.read(spelled(cleaned(text)))
    names = {word: _factors(word, known) for word in sorted(read.names)}
    tasks = [task for display in _displays(names, known) for task in _tasks(read, names, display, body, known)]
    found = [(task, *_same(task)) for task in tasks]
    value = _value(tasks[0])
    for _, holds, proven in found:
        if holds:
            return FormulaVerdict(True, proven, value, "")
    return FormulaVerdict(False, True, value, _first([task for task, _, _ in found]))


def _factors(word: str, known: Mapping[str, Letter]) -> list[tuple[str, ...]]:
    """The letters of the problem behind a student's word, one or several that are multiplied."""
    found = [meant(word, known)]
    if not found[0]:
        found = [meant(piece, known) for piece in pieces(word, known)]
    if not found or not all(found):
        raise unknown(word, known)
    return found


def _displays(names: Mapping[str, list[tuple[str, ...]]], known: Mapping[str, Letter]) -> Iterator[dict[str, str]]:
    """What each letter of the problem that the student uses is called; in a second way, square maps have one size."""
    display: dict[str, str] = {}
    for word, factors in names.items():
        for alike in factors:
            _unite(display, alike, word if len(factors) == 1 else alike[0])
    yield display
    square = dict(display)
    for one, other in ALIKE:
        both = one in known and other in known and known[one].value is not None and _is_square(known)
        if both and known[one].value == known[other].value and (one in square or other in square):
            _unite(square, (one, other), square.get(one, square.get(other, one)))
    if square != display:
        yield square


def _is_square(known: Mapping[str, Letter]) -> bool:
    """Whether height and width of the input are one number: those of the output may be so by chance."""
    return "H" not in known or "W" not in known or known["H"].value == known["W"].value


def _unite(display: dict[str, str], alike: tuple[str, ...], called: str) -> None:
    """Give letters that are one number one name: that which one of them has, or a new one."""
    before = {display[each] for each in alike if each in display}
    chosen = min(before, default=called)
    for each, other in display.items():
        if other in before:
            display[each] = chosen
    display.update(dict.fromkeys(alike, chosen))


def _tasks(
    read: expression.Expression,
    names: Mapping[str, list[tuple[str, ...]]],
    display: Mapping[str, str],
    body: Dim,
    known: Mapping[str, Letter],
) -> Iterator[_Task]:
    """Both formulas, for each choice of the steps that the student does not name."""
    letters = {called: known.get(each, Letter(None, "whole")) for each, called in reversed([*display.items()])}
    free = {each: name(called, kind=letters[called].kind) for each, called in display.items()}
    given = {word: product(free[alike[0]] for alike in factors) for word, factors in names.items()}
    mine = fold(read.value(given), _name_or_number, _one_division)
    for opened in _choices(body, display):
        right = _released(body, free, opened)
        for one in dict.fromkeys([right] if _is_rounded(mine) else [right, _without_floor(right)]):
            open_letters = {each: letter for each, letter in letters_of(one).items() if each not in letters}
            yield _Task(mine, one, {**letters, **open_letters})


def _choices(body: Dim, display: Mapping[str, str]) -> Iterator[frozenset[str]]:
    """The steps that are opened, in each way: those that the student's letters stand behind, and are not named."""
    steps = {node.args[0]: node for node in nodes(body) if node.op == "let" and node.value is not None}
    behind = [each for each in steps if each not in display and letters_of(steps[each].args[1]).keys() & display.keys()]
    sizes = range(len(behind) + 1) if len(behind) <= MOST_STEPS else (0, len(behind))
    for size in sizes:
        yield from map(frozenset, combinations(behind, size))


def _released(body: Dim, free: Mapping[str, Sym], opened: frozenset[str]) -> Any:
    """The right formula in the letters that are free; every other letter and step is its number, where it has one."""

    def leaf(node: Any) -> Any:
        if not isinstance(node, Sym):
            return node
        letter = node.args[0]
        if letter in free:
            return free[letter]
        if node.value is not None and (node.op == "name" or (node.op == "let" and letter not in opened)):
            return node.value
        return node if node.op == "name" else None

    return fold(body, leaf, _recorded)


def _recorded(op: str, a: Any, b: Any) -> Any:
    if isinstance(a, Sym) or isinstance(b, Sym):
        return record(op, a, b)
    return whole_if_possible(exactly(op, a, b))


def _without_floor(x: Any) -> Any:
    """The formula with nothing rounded down, as the lectures write sizes."""
    return fold(x, _name_or_number, lambda op, a, b: _recorded("ratio" if op == "//" else op, a, b))


def _name_or_number(node: Any) -> Any:
    return node if not isinstance(node, Sym) or node.op == "name" else None


def _one_division(op: str, a: Any, b: Any) -> Any:
    """What is rounded as one division, as layers record it: floor(x/y + 1) is (x + y)//y."""
    if op in ROUNDED and not isinstance(b, Sym) and b == 1:
        return _recorded(op, *_over_and_under(a))
    return _recorded(op, a, b)


def _over_and_under(x: Any) -> tuple[Any, Any]:
    """A formula as one quotient."""
    if isinstance(x, Fraction):
        return x.numerator, x.denominator
    if not isinstance(x, Sym) or x.op not in ("+", "-", "*", "exact", "ratio"):
        return x, 1
    (a, b), (c, d) = map(_over_and_under, x.args)
    if x.op in ("exact", "ratio"):
        return a * d, b * c
    if x.op == "*":
        return a * c, b * d
    if not isinstance(b, Sym) and not isinstance(d, Sym) and b == d:
        return record(x.op, a, c), b
    return (record(x.op, a, c), b) if b is d else (record(x.op, a * d, c * b), b * d)


def _is_rounded(x: Any) -> bool:
    return isinstance(x, Sym) and (x.op in ROUNDED or any(map(_is_rounded, x.args)))


def _value(task: _Task) -> Any:
    """The student's formula with the problem's numbers put in, None where a letter has none."""
    values = {each: letter.value for each, letter in task.letters.items() if each in letters_of(task.mine)}
    if None in values.values():
        return None
    try:
        return whole_if_possible(value_at(task.mine, values))
    except ZeroDivisionError:
        return None


def _same(task: _Task) -> tuple[bool, bool]:
    """Whether both formulas are equal for all values, and whether that is proven."""
    try:
        return sum_of_terms(task.mine) == sum_of_terms(task.right), True
    except (NoSumError, ZeroDivisionError):
        pass
    compared = list(_compared(task))
    if not compared or _apart(compared) or _differs_here(task):
        return False, bool(compared)
    try:
        return True, vanishes(record("-", task.mine, task.right))
    except Fault:
        return True, False


_Point: TypeAlias = tuple[dict[str, int], Fraction, Fraction]


def _compared(task: _Task) -> Iterator[_Point]:
    """Values of the letters, and what the two formulas give, where nothing is divided by 0."""
    for point in _points(task.letters):
        with suppress(ZeroDivisionError):
            yield point, value_at(task.mine, point), value_at(task.right, point)


def _differs_here(task: _Task) -> bool:
    """Whether the formulas differ for the problem's own numbers, which are never told."""
    own = {each: letter.value for each, letter in task.letters.items()}
    if None in own.values():
        return False
    try:
        return value_at(task.mine, own) != value_at(task.right, own)
    except ZeroDivisionError:
        return True


def _apart(compared: Iterable[_Point]) -> _Point | None:
    """The first values for which the formulas differ."""
    return next((each for each in compared if each[1] != each[2]), None)


def _are_apart(task: _Task, point: Mapping[str, int]) -> bool:
    """Whether the formulas differ for values of the letters, also where they are opened in another way."""
    if not task.letters.keys() <= point.keys():
        return True
    try:
        return value_at(task.mine, dict(point)) != value_at(task.right, dict(point))
    except ZeroDivisionError:
        return False


def _points(letters: Mapping[str, Letter]) -> Iterator[dict[str, int]]:
    """Values to try, drawn anew for each letter: small ones for a window and its padding, larger ones for sizes."""
    for turn in range(POINTS):
        yield {each: _drawn(f"{turn} {each}", letter) for each, letter in sorted(letters.items())}


def _drawn(seed: str, letter: Letter) -> int:
    """A number that is the same on every machine."""
    number = int.from_bytes(sha256(seed.encode()).digest()[:8], "big")
    return 1 + number % 9 if letter.value is not None and letter.value < 12 else 20 + number % 80


def _first(tasks: list[_Task]) -> str:
    """The first difference: a term where both are sums of terms, else values for which they differ.

    What the right formula gives there is not said: from a few such numbers it could be told.
    """
    differences = []
    for task in tasks:
        with suppress(NoSumError, ZeroDivisionError):
            mine, right = sum_of_terms(task.mine), sum_of_terms(task.right)
            differences.append((len(differing(mine, right)), sentence(mine, right)))
    if differences:
        return min(differences, key=lambda each: each[0])[1]
    if not any(True for task in tasks for _ in _compared(task)):
        return "it divides by zero, whatever the letters are"
    found = next((each for each in _compared(tasks[0]) if all(_are_apart(task, each[0]) for task in tasks)), None)
    if found is None:
        return "it is not the right formula for all values of its letters"
    point, one, _ = found
    numbers = ", ".join(f"{each} = {value}" for each, value in point.items())
    return f"for {numbers} it gives {number_text(one)}, and the right formula does not"
