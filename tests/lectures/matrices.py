"""Convolutions and poolings that the lectures work out cell by cell.

Matrices and what comes out of them are typed from the slides. ``convcalc.numeric`` computes them, in places by way of
the command line.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from convcalc.algebra.simplify import to_sympy
from convcalc.algebra.writing import half_up
from convcalc.cli import cli
from convcalc.errors import DocumentError
from convcalc.numeric.worked.cells import cell_text
from convcalc.numeric.worked.convolution import Convolved, Step, convolve
from convcalc.numeric.worked.kernels import KERNELS
from convcalc.numeric.worked.matrices import read_kernel, read_map
from convcalc.numeric.worked.pooling import pool
from convcalc.render.worked.convolution import cell_name, slices
from lectures.claims import claim
from lectures.truth import TRUTH, Case, cases

DATA = "2 4 1 3 4; 5 1 5 6 1; 3 1 2 3 2; 4 3 1 2 3; 2 2 1 2 4"
PADDED = "0 0 0 0 0 0 0; 0 2 4 1 3 4 0; 0 5 1 5 6 1 0; 0 3 1 2 3 2 0; 0 4 3 1 2 3 0; 0 2 2 1 2 4 0; 0 0 0 0 0 0 0"
WEIGHTS = "w00 w01 w02; w10 w11 w12; w20 w21 w22"
ACTIVATION_MAP = "13 10 1 24; 7 8 5 4; 21 11 5 9; 3 19 34 7"
IMAGE = "3 0 1 2 7 4; 1 5 8 9 3 1; 2 7 2 5 1 3; 0 1 3 1 7 8; 4 2 1 6 2 8; 2 4 5 2 3 9"
HALVES = "; ".join(["10 10 10 0 0 0"] * 6)
FIVE = "1 2 3 4 5; 2 1 0 1 2; 3 0 1 1 0; 1 4 1 1 2; 2 1 1 0 0"
FIVE_FILTER = "1 0 1; 1 0 1; 0 1 0"
SLICE = "1 1 2 4; 5 6 7 8; 3 2 1 0; 1 2 3 4"
ANIMATED = "3 3 2 1 0; 0 0 1 3 1; 3 1 2 2 3; 2 0 0 2 2; 2 0 0 0 1"
ANIMATED_FILTER = "0 1 2; 2 2 0; 0 1 2"


# How the worked matrices are asked for, and how a slide writes them.


@cache
def convolved(x: str, kernel: str, **fields: Any) -> Convolved:
    return convolve(read_map(x, "--input"), read_kernel(kernel, "--kernel", names=True), **fields)


@cache
def asked(*args: str) -> dict[str, Any]:
    """What the command line says, as JSON."""
    result = CliRunner().invoke(cli, [*args, "--format", "json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def written(rows: list[list[Any]]) -> str:
    """Rows between strokes: 13 24 / 21 34."""
    return " / ".join(" ".join(cell_text(value).replace("−", "-") for value in row) for row in rows)


def row(work: Any, number: int) -> str:
    return written([work.output[number, :, 0]])


def with_a_zero_behind(text: str) -> str:
    """Whole numbers as an animation writes them: 12.0 12.0 17.0."""
    return " ".join(f"{value}.0" for value in text.split())


def in_threes(text: str) -> str:
    """Nine numbers as three rows."""
    numbers = text.split()
    return " / ".join(" ".join(numbers[start : start + 3]) for start in (0, 3, 6))


def terms(step: Step, form: str) -> list[str]:
    """The products of a step with one channel, each in a slide's form."""
    return [form.format(*pair) for pair in step.products[0]]


# Lecture 1, 'Convolution Layer': a 5x5 grid under a 3x3 filter of names.


def coefficients(*at: int) -> str:
    """What stands before w00, w01, ... w22 in a sum."""
    total = to_sympy(convolved(DATA, WEIGHTS).output[(*at, 0)])
    return " ".join(str(total.coeff(to_sympy(name))) for name in convolved(DATA, WEIGHTS).kernel.reshape(-1))


COEFFICIENTS = cases(
    coefficients,
    {
        "000-005": ("2 4 1 5 1 5 3 1 2", 0, 0),
        "000-007": ("4 1 3 1 5 6 1 2 3", 0, 1),
        "000-009": ("1 3 4 5 6 1 2 3 2", 0, 2),
    },
    shown=in_threes,
)


@claim("000-004", "000-006", "000-008")
def the_windows_of_the_first_row_are_slices_of_the_rows_0_to_3() -> None:
    """The lecture's own slices of O_0,1 and O_0,2 begin in rows 1 and 2, and hold other numbers."""
    data = np.array([line.split() for line in DATA.split(";")], dtype=int)
    windows = {
        "000-004": ((0, 0), "Data[0:3,0:3]", data[0:3, 0:3], data[:3, :3]),
        "000-006": ((0, 1), "Data[0:3,1:4]", data[0:3, 1:4], data[1:4, 1:4]),
        "000-008": ((0, 2), "Data[0:3,2:5]", data[0:3, 2:5], data[2:5, 2:5]),
    }
    for entry, (at, label, right, printed) in windows.items():
        work = convolved(DATA, WEIGHTS)
        step = work.step(at, 0)
        seen = [value for value, _ in step.products[0]]
        assert slices("Data", step.cells, work.dilation) == label
        assert seen == right.reshape(-1).tolist()
        assert (seen == printed.reshape(-1).tolist()) == (TRUTH[entry]["agrees"] == "yes")


def last_two_names(number: int) -> str:
    """The names of the last two cells in a row of the 5x5 output, as the lecture writes names."""
    places = [step.at for step in convolved(DATA, WEIGHTS, padding=1).steps() if step.at[0] == number]
    assert len(places) == 5
    return " ".join(re.sub(r"\[(\d),(\d)\]", r"_\1,\2", cell_name("O", at)) for at in places[-2:])


NAMES = cases(last_two_names, {"000-016": ("O_3,3 O_3,4", 3), "000-017": ("O_4,3 O_4,4", 4)})


@claim("000-018")
def the_padded_grid_is_the_grid_with_zeros_around_it() -> None:
    """The grid is typed once, and once as the slides of padding and stride show it."""
    for stride in (1, 2):
        assert (convolved(DATA, WEIGHTS, padding=1, stride=stride).slid == read_map(PADDED, "--input")).all()


# Lecture 1, 'Pooling'.


def pooled(operation: str) -> str:
    return written(asked("pool", "--input", ACTIVATION_MAP, "--op", operation, "--k", "2")["output"][0])


POOLING = cases(pooled, {"000-019": ("13 24 / 21 34", "max"), "000-024": ("7 1 / 3 5", "min")})


@claim("000-020", "000-021", "000-022", "000-023")
def the_averages_are_printed_as_whole_numbers_with_halves_rounded_up() -> None:
    entries = [TRUTH[f"000-{number:03}"] for number in range(20, 24)]
    averages = pool(read_map(ACTIVATION_MAP, "--input"), "avg", kernel=2).output.reshape(-1)
    assert list(map(cell_text, averages)) == ["9.5", "8.5", "13.5", "13.75"] == [each["computed"] for each in entries]
    assert list(map(half_up, averages)) == [10, 9, 14, 14] == [int(each["printed"]) for each in entries]
    assert list(map(round, averages)) == [10, 8, 14, 14]
    assert asked("pool", "--input", ACTIVATION_MAP, "--op", "avg", "--k", "2")["output"] == [
        [[9.5, 8.5], [13.5, 13.75]]
    ]


# Lecture 2, 'Convolution - example': edge detection.


@claim("001-007")
def the_copy_between_tabs_is_the_same_image() -> None:
    between_tabs = """
        3	0	1	2	7	4
        1	5	8	9	3	1
        2	7	2	5	1	3
        0	1	3	1	7	8
        4	2	1	6	2	8
        2	4	5	2	3	9
        """
    assert (read_map(between_tabs, "--input") == read_map(IMAGE, "--input")).all()
    assert asked("convolve", "--input", between_tabs, "--kernel", "edge")["output"] == edges()["output"]


def edges(*more: str) -> dict[str, Any]:
    return asked("convolve", "--input", IMAGE, "--kernel", "edge", *more)


@claim("001-008", "001-009", "001-010")
def the_first_three_edges_are_the_sums_that_the_lecture_writes() -> None:
    for entry, column, value in (("001-008", 0, -5), ("001-009", 1, -4), ("001-010", 2, 0)):
        (step,) = edges("--at", f"0,{column}")["steps"]
        assert step["sum"] == edges()["output"][0][0][column] == value == int(TRUTH[entry]["printed"])
    first = convolved(IMAGE, KERNELS["edge"]).step((0, 0), 0)
    products = [f"{x}*({w})" if w < 0 else f"{x}*{w}" for x, w in first.products[0]]
    column_by_column = "+".join(products[row * 3 + column] for column in range(3) for row in range(3))
    assert column_by_column == "3*1+1*1+2*1+0*0+5*0+7*0+1*(-1)+8*(-1)+2*(-1)"
    assert column_by_column in TRUTH["001-008"]["what"]


EDGES = {
    **cases(
        lambda number: row(convolved(IMAGE, KERNELS["edge"]), number),
        {
            "001-011": ("-5 -4 0 8", 0),
            "001-012": ("-10 -2 2 3", 1),
            "001-013": ("0 -2 -4 -7", 2),
            "001-014": ("-3 -2 -3 -16", 3),
        },
    ),
    "001-016": Case("0 30 30 0", lambda: row(convolved(HALVES, KERNELS["edge"]), 0)),
}


# Lecture 4, 'Convolution Layer' and 'Max Pooling'.


@claim("003-001", "003-010")
def one_copy_of_the_image_has_a_letter_in_the_place_of_a_3() -> None:
    with_a_letter = FIVE.replace("1 2 3", "1 2 ო", 1)
    assert with_a_letter.split()[2] == TRUTH["003-010"]["printed"] == "ო"
    assert FIVE.split()[2] == TRUTH["003-010"]["computed"] == "3"
    for names in (False, True):
        with pytest.raises(DocumentError, match="'ო' is no number") as caught:
            read_map(with_a_letter, "--input", names=names)
        assert caught.value.mark[1:] == (0, 4)


@claim("003-003", "003-004")
def the_first_two_sums_are_those_that_the_lecture_writes() -> None:
    work = convolved(FIVE, FIVE_FILTER)
    for entry, where, at, sum_of, value in (
        ("003-003", "comment", (0, 0), "(1x1)+(2x0)+(3x1)+(2x1)+(1x0)+(0x1)+(3x0)+(0x1)+(1x0)", 6),
        ("003-004", "what", (0, 1), "(2x1)+(3x0)+(4x1)+(1x1)+(0x0)+(1x1)+(0x0)+(1x1)+(1x0)", 9),
    ):
        step = work.step(at, 0)
        assert "+".join(terms(step, "({}x{})")) == sum_of
        assert sum_of in TRUTH[entry][where].replace(" ", "")
        assert step.value == value == int(TRUTH[entry]["printed"]) == int(TRUTH[entry]["computed"])


FIVE_BY_FIVE = {
    **cases(
        lambda number: row(convolved(FIVE, FIVE_FILTER), number),
        {"003-005": ("6 9 11", 0), "003-006": ("10 4 4", 1), "003-007": ("7 7 4", 2)},
    ),
    "003-008": Case(
        "6 11 / 7 4",
        lambda: written(asked("convolve", "--input", FIVE, "--kernel", FIVE_FILTER, "--stride", "2")["output"][0]),
    ),
    "003-019": Case(
        "6 8 / 3 4", lambda: written(pool(read_map(SLICE, "--input"), "max", kernel=2, stride=2).output[..., 0])
    ),
}


# Lecture 5, 'Convolution operation' and 'Pooling operation': frames of two animations.

ANIMATIONS = {
    **cases(
        lambda number: row(convolved(ANIMATED, ANIMATED_FILTER), number),
        {"004-004": ("12 12 17", 0), "004-005": ("10 17 19", 1), "004-006": ("9 6 14", 2)},
        shown=with_a_zero_behind,
    ),
    **cases(
        lambda number: row(pool(read_map(ANIMATED, "--input"), "max", kernel=3, stride=1), number),
        {"004-059": ("3 3 3", 0), "004-060": ("3 3 3", 1), "004-061": ("3 2 3", 2)},
        shown=with_a_zero_behind,
    ),
}

# Each panel is the whole grid; a cell of the window has its weight behind an underscore.
PANELS = {
    "004-007": ((0, 0), 12, "3_0 3_1 2_2 1 0; 0_2 0_2 1_0 3 1; 3_0 1_1 2_2 2 3; 2 0 0 2 2; 2 0 0 0 1"),
    "004-008": ((0, 1), 12, "3 3_0 2_1 1_2 0; 0 0_2 1_2 3_0 1; 3 1_0 2_1 2_2 3; 2 0 0 2 2; 2 0 0 0 1"),
    "004-009": ((0, 2), 17, "3 3 2_0 1_1 0_2; 0 0 1_2 3_2 1_0; 3 1 2_2 2_0 3; 2 0_0 0_1 2_2 2; 2 0 0 0 1"),
    "004-010": ((1, 0), 10, "3 3 2 1 0; 0_0 0_1 1_2 3 1; 3_2 1_2 2_0 2 3; 2_0 0_1 0_2 2 2; 2 0 0 0 1"),
    "004-011": ((1, 1), 17, "3 3 2 1 0; 0 0_0 1_1 3_2 1; 3 1_2 2_2 2_0 3; 2 0_0 0_1 2_2 2; 2 0 0 0 1"),
    "004-012": ((2, 0), 9, "3 3 2 1 0; 0 0 1 3 1; 3_0 1_1 2_2 2 3; 2_2 0_2 0_0 2 2; 2_0 0_1 0_2 0 1"),
    "004-013": ((0, 2), 17, "3 3 2_0 1_1 0_2; 0 0 1_2 3_1 1_0; 3 1 2_2 2_1 3_2; 2 0 0_0 2_1 2_2; 2 0 0 0 1"),
    "004-014": ((2, 0), 9, "3 3 2 1 0; 0 0 1 3 1; 3_0 1_1 2_2 2 3; 2_2 0_2 0_0 2 2; 2_0 0_1 0_2 0 1"),
}


def drawn(panel: str) -> dict[tuple[int, int], tuple[int, int]]:
    """The cells with a weight: their place, value and weight."""
    cells = [
        ((i, j), *cell.split("_")) for i, line in enumerate(panel.split(";")) for j, cell in enumerate(line.split())
    ]
    return {place: (int(value), int(*weight)) for place, value, *weight in cells if weight}


def as_drawn(step: Step) -> dict[tuple[int, ...], tuple[int, int]]:
    return dict(zip(step.cells, step.products[0], strict=True))


@claim(*PANELS)
def the_weights_of_a_frame_are_those_of_its_window() -> None:
    """Two frames mix two windows each: what is drawn there is no window at all."""
    work = convolved(ANIMATED, ANIMATED_FILTER)
    for entry, (at, value, panel) in PANELS.items():
        step = work.step(at, 0)
        assert TRUTH[entry]["printed"] in panel
        assert TRUTH[entry]["computed"] == f"window ({at[0]},{at[1]}) gives {value}"
        assert step.value == value
        assert (drawn(panel) == as_drawn(step)) == (TRUTH[entry]["agrees"] == "yes")
        assert any(drawn(panel) == as_drawn(each) for each in work.steps()) == (TRUTH[entry]["agrees"] == "yes")


@claim("004-062")
def every_frame_shows_the_same_grid() -> None:
    """The frames of the pooling show it without weights: it is typed once."""
    for _, _, panel in PANELS.values():
        assert re.sub(r"_\d", "", panel) == ANIMATED


TABLES = (COEFFICIENTS, NAMES, POOLING, EDGES, FIVE_BY_FIVE, ANIMATIONS)
