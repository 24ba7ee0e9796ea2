"""Which column of a class's table answers which question: headers as people and forms write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from convcalc.errors import Fault, did_you_mean

SHOWN = 20  # columns or questions in a message
# What may stand before a key, and the names of a column with names, the surest first.
ASKING = {"question", "response", "answer", "exercise", "task", "problem", "frage", "antwort", "aufgabe"}
NAMING = (
    "name", "student", "student name", "full name", "username", "user name", "user", "benutzername", "student id",
    "id", "id number", "matrikelnummer", "matrikel nr", "matriculation number", "e mail", "email", "e mail address",
    "email address", "e mail adresse", "kennung", "nachname", "last name", "surname",
)  # fmt: skip
BEGINNING = re.compile(r"([^):]{1,200}?)\s?(?:[):]|\.\s)")


def words_of(text: str) -> str:
    """A text for comparison: its words in lower case, with single blanks for everything else."""
    return " ".join(re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()))


def question_columns(header: Sequence[str], questions: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """The column of each question that has one, in the order of the questions.

    ``questions`` has for each key what else may stand above its column, such as the question's text. Raises a Fault
    where two columns are for one question, or where one could be for two.
    """
    meant: dict[str, list[tuple[int, int]]] = {}
    known, unclear = Known(questions), []
    for column, title in enumerate(header):
        level, keys = known.meant(title)
        if len(keys) > 1:
            unclear.append((column, keys))
        elif keys:
            meant.setdefault(keys[0], []).append((level, column))
    for column, keys in unclear:
        if not all(key in meant for key in keys):
            raise Fault(
                f"column {column + 1}, {header[column][:60]!r}, could be that of {_listed(keys)}",
                "headers that are the keys of the questions",
            )
    return {key: _best(key, meant[key]) for key in questions if key in meant}


def _best(key: str, found: list[tuple[int, int]]) -> int:
    """The column whose header names the question most clearly."""
    level, column = min(found)
    others = [other for its_level, other in found if its_level == level and other != column]
    if others:
        raise Fault(f"columns {column + 1} and {others[0] + 1} are both for {key}", "one column for each question")
    return column


class Known:
    """What the headers of the questions may be, from the clearest to the least clear."""

    def __init__(self, questions: Mapping[str, Sequence[str]]) -> None:
        self.levels: list[dict[str, list[str]]] = [{} for _ in range(5)]
        for key, aliases in questions.items():
            self._add(0, key.casefold(), key)
            self._add(1, words_of(key), key)
            self._add(3, _squeezed(key), key)
            for alias in aliases:
                self._add(0, alias.strip().casefold(), key)
                self._add(2, words_of(alias), key)
                self._add(4, _squeezed(alias), key)

    def _add(self, level: int, text: str, key: str) -> None:
        keys = self.levels[level].setdefault(text, [])
        if text and key not in keys:
            keys.append(key)

    def meant(self, title: str) -> tuple[int, list[str]]:
        """The questions that a header may mean, and how clearly: the lower the number, the clearer."""
        words = words_of(title)
        first, _, rest = words.partition(" ")
        shorter = rest if first in ASKING else words
        tried = ((0, title.strip().casefold()), (1, words), (1, shorter), (2, words), (2, shorter),
                 (3, _squeezed(words)), (3, _squeezed(shorter)),
                 (3, "q" + _squeezed(rest) if first in ASKING else ""), (4, _squeezed(words)))  # fmt: skip
        for place, (level, text) in enumerate(tried):
            if self.levels[level].get(text):
                return place, self.levels[level][text]
        return len(tried), self._begun(title)

    def _begun(self, title: str) -> list[str]:
        """The questions whose key a header begins with, before a ), a colon or a full stop."""
        found = BEGINNING.match(title)
        words = words_of(found[1]) if found else ""
        first, _, rest = words.partition(" ")
        return self.levels[1].get(words) or (self.levels[1].get(rest, []) if first in ASKING else [])


def _squeezed(text: str) -> str:
    return words_of(text).replace(" ", "")


def name_column(header: Sequence[str], taken: Iterable[int], wanted: str | None) -> int | None:
    """The column with the names of the students: the one asked for, one called so, or the first that is no question.

    None where every column is a question. Raises a Fault where there is no column as asked for.
    """
    titles = [words_of(title) for title in header]
    if wanted is not None:
        if words_of(wanted) not in titles:
            raise Fault(f"there is no column {wanted[:60]!r}: the columns are {_listed(header)}",
                        did_you_mean(wanted, header))  # fmt: skip
        return titles.index(words_of(wanted))
    questions = set(taken)
    free = [column for column in range(len(header)) if column not in questions]
    named = (column for naming in NAMING for column in free if titles[column] == naming)
    return next(named, free[0] if free else None)


def distinct(header: Sequence[str]) -> list[str]:
    """The headers, each once: a later one has its number behind it, one without a text is called by its number."""
    seen: dict[str, int] = {}
    return list(_distinct(header, seen))


def _distinct(header: Sequence[str], seen: dict[str, int]) -> Iterator[str]:
    for column, title in enumerate(header, 1):
        named = title or f"column {column}"
        seen[named] = seen.get(named, 0) + 1
        yield named if seen[named] == 1 else f"{named} ({seen[named]}, column {column})"


def no_question(header: Sequence[str], questions: Mapping[str, Sequence[str]]) -> Fault:
    """What is wrong with a header in which no question is found."""
    near = [hint for title in header if (hint := did_you_mean(title, questions)).startswith("did")]
    return Fault(
        f"no column is for a question: the columns are {_listed(header)}, and the questions are {_listed(questions)}",
        near[0] if near else "a header with the keys of the questions",
    )


def _listed(items: Iterable[str]) -> str:
    """The first of some names."""
    names = [name[:40] or "(empty)" for name in items]
    return ", ".join(names[:SHOWN]) + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else "")
