"""Matrices as students write them, and how one compares with the right one without giving it away."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from convcalc.classroom.check.matrices.work import Matrix, size_of
from convcalc.errors import Fault, short

LONGEST_ANSWER = 20_000
MOST_CELLS = 10_000
MOST_NAMED = 5  # wrong cells in a text
HINT = "rows between semicolons and cells between blanks: 1 2; 3 4"
Texts: TypeAlias = list[list[str]]

FRAMES = re.compile(
    r"\\(?:begin|end) ?\{[a-zA-Z]{1,20}\*?\}(?:\{[lcr|]{1,200}\})?|\\(?:left|right|big|Big)\b|\\hline|\\[\[\]()]|\$"
)
SPACES = re.compile(r"\\[,;:! ]|&nbsp;|[\u00a0\u2007\u2009\u202f]")
ROW_END = re.compile(r"\\\\(?:\[[^\[\]]{0,20}\])?")  # of LaTeX, perhaps with a distance
NAMED = re.compile(r"[A-Za-z]\w{0,20}\s*=\s*")
FUNCTION = re.compile(
    r"(?:(?:np|numpy|torch|tf|sympy)\.)?(?:array|matrix|asarray|tensor|constant|Matrix)\s*\((.*)\)", re.DOTALL
)
BELOW_THE_HEAD = set(" \t|:+-")  # the line below the head of a Markdown table has nothing else
TEX_FRACTION = re.compile(r"\\[dt]?frac ?\{([^{}]{1,40})\}\{([^{}]{1,40})\}")
GROUP = re.compile(r"\[([^\[\]]*)\]")


def read_matrix(written: str) -> Matrix:
    """The matrix of an answer. Raises a Fault where it cannot be read, or where its rows differ in length.

    Rows stand between semicolons or at line ends, cells between blanks, tabs or commas; brackets as in Python,
    Markdown and LaTeX are understood. A comma is that of a decimal number where it stands between two digits and
    something else separates the cells.
    """
    from convcalc.numeric.worked.cells import cell

    rows = []
    for number, row in enumerate(written_cells(written), 1):
        try:
            rows.append(tuple(cell(text, names=False) for text in row))
        except Fault as fault:
            raise Fault(short(f"row {number}: {fault.what}"), fault.hint) from None
    return tuple(rows)


def written_cells(written: str) -> Texts:
    """The cells of an answer as they are written, decimal commas as points. Raises a Fault as ``read_matrix`` does."""
    if len(written) > LONGEST_ANSWER:
        raise Fault(f"the matrix has {len(written):,} characters: the most is {LONGEST_ANSWER:,}", HINT)
    rows = [row for row in _rows(_plain(written)) if row]
    if not rows:
        raise Fault("the matrix is empty", HINT)
    if sum(map(len, rows)) > MOST_CELLS:
        raise Fault(f"the matrix has {sum(map(len, rows)):,} cells: the most is {MOST_CELLS:,}", HINT)
    for number, row in enumerate(rows, 1):
        if not all(row):
            raise Fault(f"row {number} has an empty cell", "a number in every cell, or 0")
        if len(row) != len(rows[0]):
            raise Fault(
                f"row {number} has {_counted(len(row))}, and row 1 has {len(rows[0])}", "rows of the same length"
            )
    return rows


def _counted(cells: int) -> str:
    return f"{cells} cell{'s' * (cells != 1)}"


def _plain(written: str) -> str:
    """The text without what only frames it, with one sign for a minus, one kind of brackets, one end of a row."""
    text = written.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    text = FRAMES.sub(" ", ROW_END.sub("\f", text))
    text = SPACES.sub(" ", TEX_FRACTION.sub(r"\1/\2", text))
    text = re.sub("[\u2010-\u2015\u2212]", "-", text).strip(" \n\t").rstrip(";")
    text = NAMED.sub("", text, count=1) if NAMED.match(text) else text
    called = FUNCTION.fullmatch(text.strip(" \n\t"))
    return (called[1] if called else text).translate(str.maketrans("{}()", "[][]"))


def _rows(text: str) -> Texts:
    """The cells of each row; rows without cells are left in."""
    if "[" in text or "]" in text:
        text = _unbracketed(text)
    if "&" in text or "\f" in text:
        return [_cut(row, "&") for row in text.split("\f") if row.strip()]
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if "|" in text:
        return [_cut(line.strip("|"), "|") for line in lines if not set(line) <= BELOW_THE_HEAD]
    lines = [line.rstrip(";") for line in lines]
    pieces = [piece.strip() for line in lines for piece in line.split(";")]
    if len(lines) > 1 and len(pieces) > len(lines) and all(map(_is_one_cell, pieces)):
        return [_cut(line, ";") for line in lines]  # a spreadsheet: semicolons within a row
    return _split(pieces)


def _split(rows: list[str]) -> Texts:
    """The cells of rows, between blanks, tabs and commas."""
    if _has_decimal_commas(rows):
        return [[_decimal(token) for token in row.split()] for row in rows]
    tokens = rows[0].split() if len(rows) == 1 else []
    if len(tokens) > 1 and all("," in token.strip(",") and token == token.strip(",") for token in tokens):
        rows = tokens  # 1,2,3 4,5,6
    return [_cells(row) for row in rows]


def _cut(row: str, sign: str) -> list[str]:
    """The cells of a row with its own separator, decimal commas as points."""
    return [_decimal(cell.strip()) for cell in row.split(sign)]


def _unbracketed(text: str) -> str:
    """Rows in brackets as lines. Raises a Fault where brackets do not pair, or lie deeper than two."""
    depth = deepest = 0
    for sign in text:
        depth += (sign == "[") - (sign == "]")
        deepest = max(deepest, depth)
        if not 0 <= depth <= 2:
            break
    between = GROUP.sub("", text)
    if depth or deepest > 2 or re.sub(r"[\s,;\[\]]+", "", between):
        raise Fault(f"the brackets do not pair as those of one matrix: {text[:60].strip()}", "[[1, 2], [3, 4]]")
    groups = GROUP.findall(text)
    return "\n".join(" ".join(group.split("\n")) for group in groups) if len(groups) > 1 else "".join(groups)


def _is_one_cell(piece: str) -> bool:
    """Whether there is at most one number in a piece, perhaps with a decimal comma."""
    return bool(re.fullmatch(r"(?:[^\s,]+(?:,\d+)?)?", piece))


def _has_decimal_commas(rows: Sequence[str]) -> bool:
    """Whether every comma stands between two digits, with blanks between the cells and no decimal points."""
    text = "\n".join(rows)
    commas = text.count(",")
    between = len(re.findall(r"\d,(?=\d)", text))
    tokens = [row.split() for row in rows]
    return (
        0 < commas == between
        and "." not in text
        and any(len(row) > 1 for row in tokens)
        and all(token.count(",") <= 1 for row in tokens for token in row)
    )


def _cells(row: str) -> list[str]:
    """The cells of a row between blanks, tabs and commas."""
    row = row.strip().removesuffix(",")
    return [part.strip() for part in re.split(r"\s*,\s*|\s+", row)] if row else []


def _decimal(cell: str) -> str:
    """A cell with a point for its decimal comma."""
    return re.sub(r"(?<=\d),(?=\d)", ".", cell)


class WrongCell(NamedTuple):
    """A cell that is not right: its row and its column, counted from 0, and what was given."""

    row: int
    column: int
    given: Any


class MatrixAgreement(NamedTuple):
    """How a matrix compares: its size, whether that is the right one, and which cells are wrong.

    What would be right is not in it. Where the size is wrong, no cells are compared.
    """

    size: tuple[int, int]
    same_size: bool
    wrong: tuple[WrongCell, ...]

    @property
    def agrees(self) -> bool:
        """Whether all of it is right."""
        return self.same_size and not self.wrong

    def text(self) -> str:
        """What is wrong, in a line; rows and columns are counted from 1 there."""
        rows, columns = self.size
        if not self.same_size:
            return f"the matrix has {rows} rows and {columns} columns, which is not the size of the output"
        if not self.wrong:
            return f"all {rows * columns} cells are right"
        named = "; ".join(f"row {row + 1}, column {column + 1}" for row, column, _ in self.wrong[:MOST_NAMED])
        more = len(self.wrong) - MOST_NAMED
        are = "is" if len(self.wrong) == 1 else "are"
        others = f"; and {more} more" if more > 0 else ""
        return f"{len(self.wrong)} of {rows * columns} cells {are} wrong, counted from 1: {named}{others}"


def compare_matrix(given: Matrix, right: Matrix, agrees: Callable[[Any, Any], bool] = operator.eq) -> MatrixAgreement:
    """How a matrix compares with the right one; ``agrees`` tells whether a given cell is a right one."""
    if size_of(given) != size_of(right):
        return MatrixAgreement(size_of(given), False, ())
    wrong = tuple(
        WrongCell(row, column, cell)
        for row, (cells, others) in enumerate(zip(given, right))
        for column, (cell, other) in enumerate(zip(cells, others))
        if not agrees(cell, other)
    )
    return MatrixAgreement(size_of(given), True, wrong)
