"""Names and answers of strangers, made harmless: as cells of a spreadsheet, and as names of files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import MutableMapping

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # what a spreadsheet may run (OWASP)
PLAIN_NUMBER = re.compile(r"[-+]?\d{1,300}(?:[.,]\d{1,300})*(?:[eE][-+]?\d{1,3}|/\d{1,300})?")
AFTER_SEPARATOR = re.compile(r"([,;\t]\s*)(?=[=+@＝＋＠-])")  # another program may split the line at it
MOST_LETTERS = 80
MOST_BYTES = 200  # a file system counts bytes, and an ending and a number are added
RESERVED = {"CON", "PRN", "AUX", "NUL", *(f"{port}{number}" for port in ("COM", "LPT") for number in range(10))}
NAMELESS = "student"


def safe_cell(text: str) -> str:
    """A text for a cell of a CSV file, with a ' in front where a spreadsheet would take it for a formula."""
    if PLAIN_NUMBER.fullmatch(text):
        return text
    text = text[:1] + AFTER_SEPARATOR.sub(r"\1'", text[1:])
    return f"'{text}" if text.startswith(FORMULA) else text


def file_name(name: str, taken: MutableMapping[str, int]) -> str:
    """A name for a file of somebody, without its ending: letters, digits, - and _, and no other file has it.

    ``taken`` knows the names of the folder in lower case (``str.casefold``), each with the last number that was put
    behind it, 1 for none; the new one is added.
    """
    plain = _harmless(name)
    found, number = plain, taken.get(plain.casefold(), 0)
    while found.casefold() in taken:
        number += 1
        ending = f"_{number}"
        found = _cut(plain, MOST_LETTERS - len(ending)) + ending
    taken[plain.casefold()] = max(number, 1)
    taken.setdefault(found.casefold(), 1)
    return found


def _harmless(name: str) -> str:
    """A name of letters, digits, - and _ that no system keeps for itself."""
    letters = unicodedata.normalize("NFC", name[: 4 * MOST_LETTERS])
    plain = _cut("".join(letter if _is_kept(letter) else "_" for letter in letters), MOST_LETTERS)
    plain = re.sub("^-", "_", plain) or NAMELESS  # a command line takes - for an option
    return plain + "_" if unicodedata.normalize("NFKC", plain).upper() in RESERVED else plain


def _is_kept(letter: str) -> bool:
    """Whether a sign is a letter, one that belongs to a letter, a digit, - or _."""
    return letter in "-_" or unicodedata.category(letter)[0] in "LMN"


def _cut(text: str, most: int) -> str:
    """The beginning of a text that is not too long in letters, nor in bytes."""
    return text[:most].encode("utf-8", "ignore")[:MOST_BYTES].decode("utf-8", "ignore")
