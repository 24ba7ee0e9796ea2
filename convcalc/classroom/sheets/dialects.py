"""How errors speak of a sheet and of answers, and how their plain scalars are read."""

from __future__ import annotations

from convcalc.architecture.values import Dialect, plain_scalar

SHEET = Dialect(
    called="an exercise sheet",
    too_large="several sheets",
    empty="convcalc sheets lecture2-sizes, for a sheet to begin with",
    one="one sheet a file, without '---' inside",
    nested="a question in a few lines",
    anchored="the value written out, or quotes around a text that begins so",
    twice="one of the two; each question is an item of the list, with its dash",
    scalar=plain_scalar,
)
ANSWERS = Dialect(
    called="answers to a sheet",
    too_large="the answers alone",
    empty="a line an answer, such as q1: 36896",
    one="the answers of one student a file, without '---' inside",
    nested="a line an answer, such as q1: 36896",
    anchored="quotes around an answer that begins so",
    twice="one answer to each question",
    scalar=str,
)
