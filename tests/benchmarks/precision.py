"""How often a wrong number drawn at random is explained by slips, and how often each slip is told.

    python tests/benchmarks/precision.py [problems of a family]

A count is drawn evenly on a logarithmic scale from a tenth of the right number to ten times as much; "near" ones are
the right number times one small number over another, as a slip that nobody knows would give; "rounded" ones have two
digits and a unit. Of a shape every number is drawn from half to twice the right one, all of them ("any"), or only the
size of a square map ("square"), which is the hardest: there are few sizes, and students' slips lead to many of them.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from convcalc.classroom.check.verdict import check, value_text
from convcalc.shape import Shape
from tests.classroom.check.drawn import FAMILIES, problems, written

COUNTS = ("parameters", "multiplications", "accumulations", "operations")
DRAWN = 20  # numbers for each problem and quantity


def numbers(right: int, chance: random.Random) -> Iterator[int]:
    """Wrong numbers of about the size of the right one."""
    for _ in range(DRAWN):
        wrong = round(right * 10 ** chance.uniform(-1, 1))
        if wrong not in (0, right):
            yield wrong


def near(right: int, chance: random.Random) -> Iterator[int]:
    """Wrong numbers that are the right one times a small fraction, and perhaps one more or less."""
    for _ in range(DRAWN // 4):
        wrong = right * chance.randint(1, 9) // chance.randint(1, 9) + chance.randint(-1, 1)
        if wrong > 0 and wrong != right:
            yield wrong


def rounded(right: int, chance: random.Random) -> Iterator[str]:
    """Wrong numbers with two digits and a unit."""
    for _ in range(DRAWN // 4):
        wrong = right * 10 ** chance.uniform(-1, 1)
        unit, worth = ("M", 10**6) if wrong >= 10**6 else ("k", 10**3)
        if 1 <= wrong / worth < 1000:
            digits = float(f"{wrong / worth:.1e}")
            yield f"{digits:.1f}{unit}" if digits < 10 else f"{digits:.0f}{unit}"


def shapes(right: Any, chance: random.Random, square: bool) -> Iterator[Shape]:
    """Wrong shapes of about the size of the right one."""
    for _ in range(DRAWN):
        any_size = [max(round(dim * 2 ** chance.uniform(-1, 1)), 1) for dim in right]
        wrong = Shape([any_size[0]] * (len(right) - 1) + [right[-1]] if square else any_size)
        if wrong != right:
            yield wrong


def main(count: int) -> None:
    """Print the shares, by what is asked."""
    explained: dict[str, Counter[int]] = {}
    chance = random.Random(7)
    for family in FAMILIES:
        for problem in problems(family, count, seed=3):
            drawn: list[tuple[str, str, Any]] = []
            for name in (name for name in COUNTS if problem.right(name)):
                right = problem.right(name)
                drawn += [(name, name, value_text(each)) for each in numbers(right, chance)]
                drawn += [("near", name, value_text(each)) for each in near(right, chance)]
                drawn += [("rounded", name, each) for each in rounded(right, chance)]
            for kind in ("any", "square"):
                found = shapes(problem.right("output"), chance, kind == "square")
                drawn += [(f"output, {kind}", "output", value_text(each)) for each in found]
            for row, quantity, wrong in drawn:
                verdict = check(problem, quantity, wrong)
                if not verdict.is_right:
                    explained.setdefault(row, Counter())[len(verdict.slips)] += 1
    print(f"{'asked':<20}{'drawn':>8}{'one slip':>12}{'one or two':>12}")
    counts = Counter[int]()
    for row, found in explained.items():
        if row in COUNTS:
            counts.update(found)
        _print(row, found)
    _print("all counts", counts)
    _told(count)


def _print(row: str, found: Counter[int]) -> None:
    drawn = sum(found.values())
    print(f"{row:<20}{drawn:>8,}{found[1] / drawn:>12.2%}{(found[1] + found[2]) / drawn:>12.2%}")


def _told(count: int) -> None:
    """How often the number of a slip is told as that slip, first, or among others."""
    told = Counter[str]()
    chance = random.Random(8)
    for family in FAMILIES:
        for problem in problems(family, count, seed=4):
            quantity = chance.choice(problem.quantities)
            for candidate in problem.candidates(quantity):
                names = [each.slips[0].name for each in
                         check(problem, quantity, written(candidate.value, chance)).explanations]  # fmt: skip
                name = candidate.slips[0].name
                told["first" if names[:1] == [name] else "among others" if name in names else "by another name"] += 1
    drawn = sum(told.values())
    print(f"\n{drawn:,} numbers of slips: " + ", ".join(f"{n / drawn:.1%} told {how}" for how, n in told.items()))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
