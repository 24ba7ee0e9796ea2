"""The answers of a class: a table as spreadsheets and forms export it, a row a student, a column a question.

The file comes from strangers: its size, its rows, its columns and its cells are limited.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from convcalc.classroom.sheets.columns import distinct, name_column, no_question, question_columns
from convcalc.errors import DocumentError, Fault

MOST_BYTES = 20_000_000
MOST_ROWS = 100_000
MOST_COLUMNS = 1_000
LONGEST_CELL = 2_000
MOST_REMARKS = 100
SEPARATORS = (",", ";", "\t")
MARKS = (  # of the order of bytes, the longer ones first
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECIMAL_COMMA = re.compile(r"\d,\d")


class Line(NamedTuple):
    """The cells of one row, and the line of the file on which it begins."""

    number: int
    cells: list[str]


class Student(NamedTuple):
    """One row: who it is, the line of the file, the answers by question, and the other columns by their headers.

    A question that was left empty has an empty answer; one without a column has none.
    """

    name: str
    row: int
    answers: dict[str, str]
    extra: dict[str, str]


class Class(NamedTuple):
    """A class: its students in the order of the file, the header of each question's column, and how the file is made.

    ``decimal`` is the sign that decimal numbers seem to have, a point or a comma. ``remarks`` are for the teacher:
    students who stand there twice, questions without a column, names that are missing.
    """

    students: list[Student]
    columns: dict[str, str]
    separator: str
    decimal: str
    remarks: list[str]


def read_class(path: str | Path, questions: Mapping[str, Sequence[str]], named_by: str | None = None) -> Class:
    """The class of a CSV file. ``questions`` has for each key what else may stand above its column.

    ``named_by`` is the column with the names of the students, where it is not found by itself. Raises a DocumentError
    with the name of the file, and with the line where there is one.
    """
    try:
        return class_of(content_of(path), questions, named_by)
    except Fault as fault:
        raise DocumentError(f"{path}: {fault.what}", hint=fault.hint) from None


def content_of(name: str | Path) -> bytes:
    """What a plain file holds, and of one that is too large only so much that it shows. Raises a Fault."""
    path = Path(name)
    try:
        if path.exists() and not path.is_file():
            raise Fault("this is a folder, a pipe or a device", "a CSV file")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Fault(f"the file cannot be read: {error.strerror or error}", "the name of a CSV file") from None
    except ValueError:  # a sign that no name has
        raise Fault("this is no name of a file", "the name of a CSV file") from None


def class_of(content: bytes, questions: Mapping[str, Sequence[str]], named_by: str | None = None) -> Class:
    """The class of a file's bytes, as ``read_class`` has it. Raises a Fault."""
    text, remarks = decoded(content)
    separator, first, text = separated(text, lambda cells: _named(cells, questions))
    lines = rows_of(text, separator, first)
    header = next(lines, None)
    if header is None:
        raise Fault("the file is empty", "a header with the keys of the questions, and a row for each student")
    titles = header.cells
    asked = question_columns(titles, questions)
    if not asked:
        raise no_question(titles, questions)
    missing = [key for key in questions if key not in asked]
    remarks += [f"there is no column for {key}" for key in missing]
    return _gathered(list(lines), titles, asked, name_column(titles, asked.values(), named_by), separator, remarks)


def _gathered(
    lines: list[Line], titles: list[str], asked: dict[str, int], named: int | None, separator: str, remarks: list[str]
) -> Class:
    """The students of the lines below the header."""
    columns = distinct(titles)
    others = [place for place in range(len(titles)) if place != named and place not in asked.values()]
    students = []
    for number, cells in lines:
        name = cells[named] if named is not None else ""
        if not name:
            remarks.append(f"line {number} has no name")
        answers = {key: cells[place] for key, place in asked.items()}
        extra = {columns[place]: cells[place] for place in others}
        students.append(Student(name or f"line {number}", number, answers, extra))
    comma = separator == ";" and any(DECIMAL_COMMA.search(text) for each in students for text in each.answers.values())
    remarks += _twice(students)
    found = {key: titles[place] for key, place in asked.items()}
    return Class(students, found, separator, "," if comma else ".", _limited(remarks))


def _twice(students: list[Student]) -> Iterator[str]:
    """The names that several rows have; all of the rows are kept."""
    rows: dict[str, list[int]] = {}
    for student in students:
        rows.setdefault(student.name.casefold(), []).append(student.row)
    for student in students:
        where = rows.pop(student.name.casefold(), [])
        if len(where) > 1:
            yield f"{student.name[:60]} stands on the lines {', '.join(map(str, where[:10]))}: all are kept"


def _limited(remarks: list[str]) -> list[str]:
    more = len(remarks) - MOST_REMARKS
    return remarks if more <= 0 else [*remarks[:MOST_REMARKS], f"and {more:,} remarks more"]


# From bytes to rows.


def decoded(content: bytes) -> tuple[str, list[str]]:
    """The text of a file, and a remark where its signs had to be guessed. Raises a Fault for what is no text.

    Of a file that is larger than ``MOST_BYTES`` nothing is read.
    """
    if len(content) > MOST_BYTES:
        raise Fault(f"the file has more than {MOST_BYTES:,} bytes, the most", "a smaller file, or several")
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "utf-8")
    remarks = []
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            raise Fault(f"the file is cut off, or is no text in {encoding.upper()}", "CSV in UTF-8") from None
        remarks.append("the file is not in UTF-8: its letters were read as those of Windows-1252")
        text = content.decode("cp1252", "replace")
    if "\0" in text:
        raise Fault("the file is no text: a sign in it is 0", "CSV in UTF-8, not the file of a spreadsheet")
    return text, remarks


def separated(text: str, known: Callable[[list[str]], int]) -> tuple[str, int, str]:
    """The separator, the number of the first line, and the text without a first line that only tells the separator.

    Without such a line it is the separator with which most of the header's cells are ``known``, and then has most
    columns.
    """
    told = re.match(r'\s*"?sep=([,;\t|])"?[ \t]*(\r\n|\r|\n)', text, re.IGNORECASE)
    if told:
        return told[1], 1 + len(re.findall(r"\r\n|\r|\n", told[0])), text[told.end() :]
    return max(SEPARATORS, key=lambda separator: _fits(text, separator, known)), 1, text


def _fits(text: str, separator: str, known: Callable[[list[str]], int]) -> tuple[int, int]:
    """How many of the header's cells are known with a separator, and how many it has."""
    try:
        cells = next(rows_of(text, separator, 1), Line(1, [])).cells
    except Fault:
        return 0, 0
    return known(cells), len(cells)


def _named(cells: list[str], questions: Mapping[str, Sequence[str]]) -> int:
    """How many questions a header names."""
    try:
        return len(question_columns(cells, questions))
    except Fault:  # a question has two columns, or a column two questions
        return 1


def rows_of(text: str, separator: str, first: int) -> Iterator[Line]:
    """The header and the rows below it, blanks around cells removed, empty rows left out, all as long as the header.

    ``first`` is the number of the first line. Raises a Fault, with the line, where a limit is passed.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=text.count('"') % 2 == 1)
    width, count = 0, 0
    while True:
        number = first + reader.line_num
        try:
            cells = [cell.strip() for cell in next(reader)]
        except StopIteration:
            return
        except csv.Error as error:
            raise Fault(
                f"line {first + reader.line_num - 1}: {error}", "a closing quote for each opening one"
            ) from None
        while cells and not cells[-1]:
            cells.pop()
        if not cells:
            continue
        _check(cells, number, width)
        width = width or len(cells)
        count += 1
        if count > MOST_ROWS + 1:
            raise Fault(f"line {number}: there are more than {MOST_ROWS:,} rows, the most", "a smaller table")
        yield Line(number, cells + [""] * (width - len(cells)))


def _check(cells: list[str], number: int, width: int) -> None:
    """Raise a Fault for a row that is too long, longer than the header, or has a cell that is too long."""
    if len(cells) > MOST_COLUMNS:
        raise Fault(f"line {number} has {len(cells):,} cells: the most is {MOST_COLUMNS:,}", "fewer columns")
    if width and len(cells) > width:
        raise Fault(
            f"line {number} has {len(cells)} cells, and the header has {width}",
            "quotes around a text that has the separator in it",
        )
    longest = max(map(len, cells))
    if longest > LONGEST_CELL:
        raise Fault(
            f"line {number} has a cell of {longest:,} characters: the most is {LONGEST_CELL:,}",
            "a closing quote for each opening one",
        )
