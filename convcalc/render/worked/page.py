"""Worked matrices as text, JSON, CSV, Markdown and LaTeX. Every format starts from one ``Page``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from convcalc.algebra.writing import visible
from convcalc.render import csv, markdown
from convcalc.render.plain import Line, wrapped
from convcalc.render.worked.grid import Table, beside, block
from convcalc.report import SCHEMA_VERSION


class Matrix(NamedTuple):
    """A matrix of exact texts, with its title; a sequence is a matrix of one row."""

    title: str
    rows: Table
    sequence: bool = False


class Work(NamedTuple):
    """A step: the name of the output cell, the marked cells of each matrix shown, and the lines of the sum.

    ``shown`` are the matrices side by side, channel by channel, each with the cells to mark.
    """

    name: str
    where: str
    shown: list[list[tuple[Matrix, list[tuple[int, int]]]]]
    sums: list[str]


class Page(NamedTuple):
    """A worked problem: captions, what came in, the steps asked for, what comes out, and remarks."""

    captions: list[str]
    given: list[Matrix]
    steps: list[Work]
    output: list[Matrix]
    remarks: list[str]
    data: dict[str, Any]


def lines(page: Page, width: int | None) -> Iterator[Line]:
    """The page as text: captions, each step with its window in brackets, the output, remarks."""
    for caption in page.captions:
        yield from (("caption", line) for line in wrapped(caption, width))
    for step in page.steps:
        yield "row", ""
        yield from _step_lines(step, width)
    yield "row", ""
    for number, matrix in enumerate(page.output):
        if number:
            yield "row", ""
        yield from _output_lines(matrix, matrix.title if len(page.output) > 1 else "", width)
    if page.remarks:
        yield "row", ""
    for remark in page.remarks:
        yield from (("remark", line) for line in wrapped(remark, width))


def _output_lines(matrix: Matrix, title: str, width: int | None) -> Iterator[Line]:
    """A matrix; where its cells are sums, a line for each of them, as a lecture writes them."""
    if not any(" " in cell for row in matrix.rows for cell in row):
        yield from (("matrix", line.rstrip()) for line in block(matrix.rows, (), title))
        return
    if title:
        yield "row", title
    for i, row in enumerate(matrix.rows):
        for j, cell in enumerate(row):
            place = f"{j}" if matrix.sequence else f"{i},{j}"
            yield from (("row", line) for line in wrapped(f"O[{place}] = {cell}", width))


def _step_lines(step: Work, width: int | None) -> Iterator[Line]:
    yield from (("header", line) for line in wrapped(f"{step.name}: {step.where}", width))
    for row in step.shown:
        blocks = [block(matrix.rows, marked, matrix.title) for matrix, marked in row]
        yield from (("matrix", line) for line in beside(blocks, width))
    for line in step.sums:
        yield from (("row", part) for part in wrapped(line, width))


INNERMOST = re.compile(r"\[\s([^\[\]{}]*)\]")  # a list of numbers: a row, which is easier to read on one line


def to_json(page: Page) -> str:
    """The data of the page: matrices as lists of rows, exact numbers where JSON has them."""
    data = {"schema_version": SCHEMA_VERSION, "tool": "convcalc", **page.data}
    written = json.dumps(data, indent=2, ensure_ascii=False)
    return INNERMOST.sub(lambda found: "[" + " ".join(found[1].split()) + "]", written)


def to_csv(page: Page) -> str:
    """The output: a line a row; of several matrices each has its title above it and a blank line between."""
    several = len(page.output) > 1
    tables = [[*([[matrix.title]] if several else []), *map(_plain, matrix.rows)] for matrix in page.output]
    return "\n".join(csv.table(rows[0], rows[1:]) for rows in tables)


def _plain(row: Sequence[str]) -> list[str]:
    return [cell.replace("−", "-") for cell in row]


def to_markdown(page: Page) -> str:
    """Captions, the steps' sums, and the output as tables."""
    parts = [f"{markdown.safe(caption)}  \n" for caption in page.captions]
    for step in page.steps:
        parts += [f"\n**{markdown.safe(step.name)}**: {markdown.safe(step.where)}\n\n"]
        parts += [f"- {markdown.safe(line)}\n" for line in step.sums]
    for matrix in page.output:
        title = f"{markdown.safe(matrix.title)}\n\n" if len(page.output) > 1 else ""
        headers = ["", *map(str, range(len(matrix.rows[0])))]
        rows = [[str(number), *row] for number, row in enumerate(matrix.rows)]
        parts.append("\n" + title + markdown.table(headers, [True] * len(headers), rows))
    parts += ["\n"] + [f"- {markdown.safe(remark)}\n" for remark in page.remarks] if page.remarks else []
    return "".join(parts)


def to_latex(page: Page) -> str:
    """What came in, an operator, and what comes out; below it the sums of the steps."""
    kernels = [matrix for matrix in page.given if matrix.title.startswith("kernel")]
    inputs = [matrix for matrix in page.given if matrix not in kernels]
    left = r" \ast ".join(r" \; ".join(map(_latex_matrix, side)) for side in (inputs, kernels) if side)
    becomes = "=" if kernels else r"\rightarrow"
    right = r" \quad ".join(_latex_matrix(matrix, len(page.output) > 1) for matrix in page.output)
    sums = [_latex_sum(line, step.name) for step in page.steps for line in step.sums]
    aligned = " \\\\\n".join("  " + line for line in sums)
    steps = "\\begin{align*}\n" + aligned + "\n\\end{align*}\n" if sums else ""
    notes = "".join(f"% {visible(line)}\n" for line in (*page.captions, *page.remarks))
    columns = max(len(matrix.rows[0]) for matrix in (*page.given, *page.output))
    more = rf"\setcounter{{MaxMatrixCols}}{{{columns}}}" + "\n" if columns > 10 else ""  # ten is what amsmath takes
    return f"{notes}{more}\\[\n  {left}\n  {becomes} {right}\n\\]\n{steps}"


def _latex_sum(line: str, step: str) -> str:
    """A line of a step, aligned at its first equals sign; what it is about stands before it as text."""
    label, colon, formula = line.rpartition(": ")
    about = step.partition(" of ")[2] + (", " if colon and " of " in step else "") + label
    return (rf"\text{{{about}: }} " if about else "") + re.sub(r"=|\\approx", r"&\g<0>", latex(formula), count=1)


def _latex_matrix(matrix: Matrix, titled: bool = False) -> str:
    rows = r" \\ ".join(" & ".join(map(latex, row)) for row in matrix.rows)
    return (rf"\text{{{matrix.title}: }} " if titled else "") + rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}"


TOKEN = re.compile(
    r"(?P<top>\d+)/(?P<bottom>\d+)|(?P<name>[A-Za-z][A-Za-z0-9_]*)(?:\[(?P<index>[\d,]+)\])?|√(?P<root>\d+(?:/\d+)?)"
    r"|(?P<digits>\d+(?:\.\d+)?)e(?P<power>[-−+]?\d+)|[×·−²≈]"
)
SIGNS = {"×": r"\times ", "·": r"\cdot ", "−": "-", "²": "^2", "≈": r"\approx"}


def latex(written: str) -> str:
    """A worked text as LaTeX: fractions, products, roots, and names with their numbers below the line."""
    return TOKEN.sub(_latex_token, written)


def _latex_token(found: re.Match[str]) -> str:
    if found["top"]:
        return rf"\frac{{{found['top']}}}{{{found['bottom']}}}"
    if found["root"]:
        return rf"\sqrt{{{latex(found['root'])}}}"
    if found["power"]:
        return rf"{found['digits']} \times 10^{{{int(found['power'].replace('−', '-'))}}}"
    if not found["name"]:
        return SIGNS[found[0]]
    letter, digits = re.fullmatch(r"(.+?)_?(\d*)", found["name"]).groups()  # type: ignore[union-attr]
    below = ",".join(filter(None, (digits, found["index"])))
    base = letter if len(letter) == 1 else rf"\mathrm{{{letter}}}".replace("_", r"\_")
    return f"{base}_{{{below}}}" if below else base


WRITERS = {"json": to_json, "csv": to_csv, "markdown": to_markdown, "latex": to_latex}
