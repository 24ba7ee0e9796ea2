"""``convcalc quiz``: exercises that are made up, on paper, for a learning platform, or to play."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from secrets import randbelow

import click

from convcalc.classroom.quiz.choices import FEWEST, MOST_CHOICES
from convcalc.classroom.quiz.make import MOST_QUESTIONS, Quiz, Variant, quiz
from convcalc.classroom.quiz.students import read_students
from convcalc.classroom.quiz.topics import LEVELS, TOPICS
from convcalc.classroom.sheets.harmless import file_name
from convcalc.cli.common import (
    check_not_there,
    check_target,
    deliver,
    deliver_lines,
    format_for,
    is_same_file,
    writing_to,
)
from convcalc.cli.playing import play
from convcalc.errors import UsageError
from convcalc.render import console
from convcalc.render.quiz.formats import ENDINGS, KEYS, key, written
from convcalc.render.quiz.paper import parts
from convcalc.render.quiz.text import lines

LARGEST_SEED = 10**12
SEEDS = 1_000_000  # where none is given
OF_ENDING = {**{ending: form for form, ending in ENDINGS.items()}, ".htm": "html", ".yml": "yaml"}
HELP = f"""Make exercises with plain numbers: sizes that fit, unless the question is whether they fit.

Topics: {", ".join(TOPICS)}. Level 1 is one step with small numbers, level 2 has a stride, padding, biases or depth,
level 3 several of these together. The same seed gives the same questions everywhere.

The text, Markdown, LaTeX, HTML and JSON have no answers: these stand in the file of --key, with their working. A sheet
in YAML has the problems, for convcalc check. GIFT and Moodle XML are for the question bank of a learning platform,
and contain the answers.

With --students, a CSV file with a name on each line or a column called name, everybody gets other numbers for the same
kinds of questions: a name and a seed always give the same ones. -o is a folder then, with a file for each student.

With --play the questions are asked here: an answer, ? for the working, an empty line to skip, q to end.

\b
Examples:
  convcalc quiz --seed 7 --count 3
  convcalc quiz --seed 7 --count 5 --topic size,params --level 2..3 --choices 4
  convcalc quiz --seed 7 --topic dilated --level 1 -o quiz.md --key key.md
  convcalc quiz --seed 7 --topic matrix --format gift
  convcalc quiz --seed 7 --count 20 -o sheet.yaml
  convcalc quiz --play --topic size --level 1
"""


@click.command("quiz", help=HELP)
@click.option("--seed", type=click.IntRange(0, LARGEST_SEED), help="What the numbers are drawn from; else a new one.")
@click.option(
    "--count", type=click.IntRange(1, MOST_QUESTIONS), default=10, show_default=True, help="How many questions."
)
@click.option("--topic", "topics", multiple=True, metavar="TOPIC[,TOPIC]", help="What they are about; else everything.")
@click.option(
    "--level",
    "levels",
    default="1..3",
    show_default=True,
    metavar="N[..M]",
    help="How hard they are, from 1 to 3; the easy ones stand first.",
)
@click.option(
    "--choices",
    type=click.IntRange(FEWEST, MOST_CHOICES),
    help="So many answers to choose from; the wrong ones come from slips.",
)
@click.option(
    "--students",
    "class_list",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A class: other numbers for everybody.",
)
@click.option("--play", "playing", is_flag=True, help="Ask the questions here, and check the answers.")
@click.option(
    "--format", "form", type=click.Choice(list(ENDINGS)), help="By default text, or what the ending of -o says."
)
@click.option(
    "-o",
    "--output-file",
    "target",
    type=click.Path(path_type=Path),
    help=f"Write to a file ({', '.join(ENDINGS.values())}), or with --students to a folder.",
)
@click.option(
    "--key",
    "key_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the answers to a file (.txt, .md, .tex, .html, .json).",
)
@click.option("--force", is_flag=True, help="Write over existing files.")
def command(
    seed: int | None,
    count: int,
    topics: tuple[str, ...],
    levels: str,
    choices: int | None,
    class_list: Path | None,
    playing: bool,
    form: str | None,
    target: Path | None,
    key_file: Path | None,
    force: bool,
) -> None:
    """Make a quiz, and print, write or play it."""
    students = read_students(class_list) if class_list else ()
    drawn = 1 + randbelow(SEEDS) if seed is None else seed
    asked = quiz(drawn, count, topics_of(topics), levels_of(levels), students, choices or 0)
    if playing:
        refuse_with_play({"--students": class_list, "--format": form, "-o": target, "--key": key_file})
        return play(asked.variant())
    form = form or form_of(target, ENDINGS, "text", bool(students))
    refuse(asked, form, target)
    key_form = form_of(key_file, KEYS, "text", False)
    files = files_of(asked, form, target)
    check_files([*files, *([key_file] if key_file else [])], target if students else None, class_list, force)
    warn_of_namesakes(students)
    variants = list(watched(asked))
    deliver_quiz(asked, variants, form, target, files)
    if key_file:
        deliver(key(asked, variants, key_form), key_file)
    return None


def topics_of(given: tuple[str, ...]) -> tuple[str, ...]:
    """The topics between commas; all of them where none is given."""
    named = [topic.strip() for each in given for topic in each.split(",")]
    return tuple(topic for topic in named if topic) or tuple(TOPICS)


def levels_of(given: str) -> tuple[int, ...]:
    """The levels of 2, 1..3 or 1,3. Raises a UsageError for anything else."""
    found: set[int] = set()
    for part in given.split(","):
        ends = re.fullmatch(r"\s*([0-9])(?:\s?(?:\.\.|-)\s?([0-9]))?\s*", part)
        levels = range(int(ends[1]), int(ends[2] or ends[1]) + 1) if ends else range(0)
        if not levels or not set(levels) <= set(LEVELS):
            raise UsageError(f"--level {given[:50]} is none: the levels are 1 to 3", hint="--level 2, or --level 1..3")
        found.update(levels)
    return tuple(sorted(found))


def form_of(target: Path | None, forms: Collection[str], default: str, folder: bool) -> str:
    """The format that an ending names; a folder has none. Raises a UsageError for an ending of no format."""
    if target is None or folder or not target.suffix:
        return default
    form = OF_ENDING.get(target.suffix.lower(), "")
    if form not in forms:
        endings = ", ".join(ENDINGS[each] for each in forms)
        raise UsageError(f"the ending {target.suffix} of {target} names no format", hint=endings)
    return form


def refuse_with_play(given: dict[str, object]) -> None:
    """Raise a UsageError for an option that says how to write what is played."""
    for option, value in given.items():
        if value is not None:
            raise UsageError(f"{option} writes a quiz, and --play asks it here", hint=f"one of --play and {option}")


def refuse(asked: Quiz, form: str, target: Path | None) -> None:
    """Raise a UsageError for what a sheet cannot hold."""
    if form == "yaml" and asked.choices:
        raise UsageError("--choices: the questions of a sheet in YAML are open", hint="another format")
    if form == "yaml" and len(asked.students) > 1 and target is None:
        raise UsageError("a sheet in YAML is for one student", hint="-o with a folder for all of them")


def files_of(asked: Quiz, form: str, target: Path | None) -> list[Path]:
    """The files that are written: one, or one for each student; none where the quiz is printed."""
    if target is None:
        return []
    if asked.students == ("",):
        return [target]
    taken: dict[str, int] = {}
    return [target / (file_name(student, taken) + ENDINGS[form]) for student in asked.students]


def check_files(files: list[Path], folder: Path | None, class_list: Path | None, force: bool) -> None:
    """Raise a UsageError where something would be written over, twice, or into a folder that there is not."""
    if len({str(file.resolve()).casefold() for file in files}) < len(files):
        raise UsageError(f"--key {files[-1]} is the file of the questions as well", hint="another name")
    if files and files[-1].exists() and any(is_same_file(files[-1], str(file)) for file in files[:-1]):
        raise UsageError(f"--key {files[-1]} is another name of a file of questions", hint="another place")
    sources = [str(class_list)] if class_list else []
    check_not_there(files, force)
    for file in files:
        if file.parent != folder:
            check_target(file, *sources)
    if folder and folder.exists() and not folder.is_dir():
        raise UsageError(f"-o {folder} is no folder, and there is a file for each student", hint="another name")
    check_target(folder)


def warn_of_namesakes(students: tuple[str, ...]) -> None:
    """Say on stderr which names stand in the list more than once: their questions are the same."""
    twice = [name for name, times in Counter(students).items() if times > 1]
    if twice:
        more = f" (and {len(twice) - 1} others)" if len(twice) > 1 else ""
        click.echo(f"warning: {twice[0]}{more} stands in the list twice: both get the same questions", err=True)


def watched(asked: Quiz) -> Iterator[Variant]:
    """The variants of all students, with a progress bar where there are several."""
    if len(asked.students) == 1:
        yield from asked.variants()
        return
    with console.progress() as watch:
        for place, variant in enumerate(asked.variants()):
            watch(place, len(asked.students), variant.student)
            yield variant


def deliver_quiz(asked: Quiz, variants: list[Variant], form: str, target: Path | None, files: list[Path]) -> None:
    """Print the questions, or write them to their files."""
    if target is None and form == "text":
        return deliver_lines(lambda width: lines(parts(asked, variants, False), width), format_for(None, None), None)
    if target is None:
        return deliver(written(asked, variants, form), None)
    if asked.students != ("",):
        with writing_to(str(target)):
            target.mkdir(exist_ok=True)
    for variant, file in zip(variants, files, strict=True):
        deliver(written(asked, [variant], form), file)
    return None
