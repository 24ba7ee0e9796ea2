"""A text as a student wrote it, in plain signs: one blank, one minus, digits and letters as keyboards have them."""

from __future__ import annotations

import re
import unicodedata

from convcalc.errors import Fault

LONGEST = 200  # signs of an answer
QUOTES = "\"'`“”„‟‘’«»‹›$"
SIGNS = {
    **dict.fromkeys("−–—‒﹣", "-"),
    **dict.fromkeys("’‘ʼ´`′", "'"),
    **dict.fromkeys("∙⋅•∗＊", "·"),
    **dict.fromkeys("✕✖⨯╳", "×"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\xad", ""),
    "⁄": "/",
    "∕": "/",
    "÷": "/",
    "≅": "≈",
    "≃": "≈",
}
LATEX = {
    r"\times": "×",
    r"\cdot": "·",
    r"\left": "",
    r"\right": "",
    r"\lfloor": "⌊",
    r"\rfloor": "⌋",
    r"\lceil": "⌈",
    r"\rceil": "⌉",
    r"\,": " ",
}
ABOUT = re.compile(
    r"(?:[=≈~:]|(?:about|around|approximately|approx\.?|it is|it's|ca\.?|circa|roughly|etwa|rund)(?=[ \d])) ?", re.I
)


# 25,557,032 (25.6M), 36896 (= 32*1153): two writings of one number.
WITH_ANOTHER = re.compile(r"(.*\S) ?\(([≈~=][^()]*|[\d.,]+ ?[kKMGT]\w*|\d[\d.,' ]{4,})\)")
LABEL = re.compile(r"[^\W\d]\w{0,20} ?: ?")  # in front: C3: 16@10x10


def cleaned(written: str) -> str:
    """The text in plain signs, without quotes around it. Raises a Fault where there is none, or too much."""
    if len(written) > LONGEST:
        raise Fault(f"an answer of {len(written):,} characters: the limit is {LONGEST}", "the answer alone")
    for command, sign in LATEX.items():
        written = written.replace(command, sign)
    text = re.sub(r"\s+", " ", "".join(map(_plain, written))).strip(" " + QUOTES)
    text = re.sub(r"([_^])\{(\w{1,20})\}", r"\1\2", text)
    if not text:
        raise Fault("the answer is empty", "a number, a shape or a formula")
    return text


def _plain(sign: str) -> str:
    """One sign as a keyboard has it; raised digits and the signs of floor and ceiling stay."""
    if sign in SIGNS:
        return SIGNS[sign]
    if sign.isspace():
        return " "
    if sign.isdecimal():
        return str(unicodedata.decimal(sign))
    if unicodedata.decomposition(sign).startswith("<fraction>"):
        return " " + unicodedata.normalize("NFKC", sign).replace("⁄", "/")
    if "\uff01" <= sign <= "\uff5e" or "\U0001d400" <= sign <= "\U0001d7ff":
        return unicodedata.normalize("NFKC", sign)
    return sign


def answers_in(text: str) -> list[str]:
    """What may be the answer in a cleaned text: what stands behind the last "=" first, then what is before it."""
    found = WITH_ANOTHER.fullmatch(text)
    parts = [found[1], found[2]] if found else re.split(r"(?:[=-]>|=|≈|→|⇒)+", text)
    return [part.strip(" ;") for part in reversed(parts) if part.strip(" ;")] or [text]


def bare(part: str) -> str:
    """A part without "about" in front, and without a full stop at its end."""
    while found := ABOUT.match(part):
        part = part[found.end() :]
    return re.sub(r"[ .;!…✓✔]+$", "", part)
