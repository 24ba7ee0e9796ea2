"""``convcalc grade``: the answers of a class to a sheet, with points, slips, feedback and a summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from convcalc.algebra.writing import visible
from convcalc.architecture.library import find
from convcalc.classroom.check.quantities import QUANTITIES
from convcalc.classroom.sheets.grade import Grades, grade, summary
from convcalc.classroom.sheets.harmless import file_name
from convcalc.classroom.sheets.question import Item, Sheet
from convcalc.classroom.sheets.sheet import SHEETS, read_sheet
from convcalc.classroom.sheets.table import Class, Student, read_class
from convcalc.cli.common import check_not_there, check_target, deliver, deliver_lines, format_for, writing_to
from convcalc.cli.sheets import SheetFile
from convcalc.errors import DocumentError, UsageError
from convcalc.render import console
from convcalc.render.classroom import feedback as page
from convcalc.render.classroom import grades as table

FORMS = ("table", "plain", "json", "markdown")
SIGNS = {"point": ".", "comma": ","}
HELP = """Grade the answers of a class to an exercise sheet, and say which slips were made and how often.

SHEET is a file or the name of a sheet that ships (convcalc sheets). ANSWERS is a CSV file, a row a student, a column
an answer: q1, or q1.params where a question asks for several. -o writes the points as CSV, --feedback a page for each
student into a folder. Nothing is overwritten without --force.

\b
Examples:
  convcalc grade lecture2-sizes class.csv
  convcalc grade lecture2-sizes class.csv -o grades.csv --slips
  convcalc grade lecture2-sizes class.csv --feedback pages --feedback-format html
"""


@click.command("grade", help=HELP)
@click.argument("sheet_name", metavar="SHEET", type=SheetFile())
@click.argument("answers", metavar="ANSWERS")
@click.option(
    "-o",
    "--output-file",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the points of each student to a CSV file.",
)
@click.option("--slips", is_flag=True, help="Also a column with the slip of each answer.")
@click.option(
    "--feedback",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write a page for each student into a folder.",
)
@click.option(
    "--feedback-format",
    "pages",
    type=click.Choice(list(page.SUFFIXES)),
    default="markdown",
    show_default=True,
    help="What the pages are written in.",
)
@click.option("--reveal", is_flag=True, help="Put the right answers into the feedback.")
@click.option("--force", is_flag=True, help="Write over existing files.")
@click.option("--name-column", metavar="HEADER", help="The column with the names, where it is not found by itself.")
@click.option(
    "--decimal", type=click.Choice(list(SIGNS)), help="The decimal sign of the answers, where it is not clear."
)
@click.option("--format", "form", type=click.Choice(list(FORMS)),
              help="Of the summary; by default a table on a terminal and plain text elsewhere.")  # fmt: skip
def command(
    sheet_name: str,
    answers: str,
    target: Path | None,
    slips: bool,
    folder: Path | None,
    pages: str,
    reveal: bool,
    force: bool,
    name_column: str | None,
    decimal: str | None,
    form: str | None,
) -> None:
    """Grade a class, write what is asked for, and print the summary."""
    sheet = read_sheet(sheet_name)
    group = class_for(sheet, answers, name_column)
    files = pages_for(group.students, folder, page.SUFFIXES[pages])
    check_targets(target, folder, files, (str(find(sheet_name, shelf=SHEETS).path), answers), force)
    sign = SIGNS[decimal] if decimal else ""  # else an answer is read in every way that it can be
    with console.progress() as watch:
        grades = grade(sheet, group.students, decimal=sign, watch=watch)
    if target:
        shown = sign or ("," if group.separator == ";" else ".")  # where ; separates, 2.5 would be a date
        deliver(table.to_csv(grades, separator=group.separator, decimal=shown, slips=slips), target)
    write_pages(grades, files, pages, reveal)
    for remark in group.remarks:
        click.echo(visible(f"{answers}: {remark}"), err=True)
    print_summary(grades, format_for(form, None, FORMS))


def class_for(sheet: Sheet, answers: str, name_column: str | None) -> Class:
    """The class of a file. Raises a DocumentError where nobody is in it."""
    group = read_class(answers, {item.key: list(headers(item)) for item in sheet.items}, name_column)
    if not group.students:
        raise DocumentError(f"{answers} has a header and no student below it", hint="a row for each student")
    return group


def headers(item: Item) -> Iterator[str]:
    """What else may stand above the column of an answer: the question's text, or its id with another word."""
    question, quantity = item.question, QUANTITIES.get(item.asked.quantity)
    if len(question.asks) == 1 and question.text:
        yield question.text
    for word in (item.asked.quantity, *(quantity.others if quantity else ())):
        yield f"{question.id}.{word}"


def pages_for(students: Sequence[Student], folder: Path | None, suffix: str) -> list[Path]:
    """The file of each student's page, none where none is asked for."""
    taken: dict[str, int] = {}
    return [folder / (file_name(student.name, taken) + suffix) for student in students] if folder else []


def check_targets(
    target: Path | None, folder: Path | None, files: Sequence[Path], sources: tuple[str, ...], force: bool
) -> None:
    """Raise a UsageError where something that is there would be overwritten, before anything is written."""
    check_target(target, *sources)
    if folder and not folder.parent.is_dir():
        raise UsageError(f"{folder} cannot be made: there is no folder {folder.parent}", hint="another place")
    for file in files:
        with writing_to(str(file)):
            exists = file.exists()
        check_target(file if exists else None, *sources)
        if target and file.resolve() == target.resolve():
            raise UsageError(f"-o {target} is also the name of a student's page", hint="another name")
    check_not_there([target, *files] if target else files, force)


def write_pages(grades: Grades, files: Sequence[Path], pages: str, reveal: bool) -> None:
    """Write the page of each student."""
    if files:
        with writing_to(str(files[0].parent)):
            files[0].parent.mkdir(exist_ok=True)
    for result, file in zip(grades.results, files):
        told = page.Feedback(grades.sheet, result.answers, result.student.name, reveal)
        deliver(page.WRITERS[pages](told), file)


def print_summary(grades: Grades, form: str) -> None:
    """Print what the teacher wants to know of the class."""
    found, name = summary(grades), grades.sheet.name
    if form == "json":
        deliver(table.to_json(found, name), None)
    elif form == "markdown":
        deliver(table.to_markdown(found, name), None)
    else:
        deliver_lines(lambda width: table.lines(found, name, width), form, None)
