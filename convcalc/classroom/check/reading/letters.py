"""Which letters of the right formula a student's letters stand for: K for F, stride for S, N for H and W."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from convcalc.algebra.tree import STEPS, nodes
from convcalc.errors import Fault, did_you_mean
from convcalc.layers.letters import MEANINGS
from convcalc.shape import AXES

AXES_OF = {"_" + axis.lower(): axis for axis in AXES[3]}


def _table(text: str) -> dict[str, str]:
    """An alias by line: the letter of the lectures, then what else it is called."""
    lines = [line.split() for line in text.strip().splitlines()]
    return {alias: letter for letter, *aliases in lines for alias in aliases}


ALIASES = _table("""
    F K k f kernel kernel_size filter_size k_size kernelsize
    S s stride strides
    P p pad padding
    d dilation dilation_rate
    g G groups group
    D_in d_in D Din C c C_in Cin D_input depth channels in_channels c_in cin input_depth input_channels
    D_out d_out Dout C_out Cout D_output filters out_channels c_out cout M num_filters output_depth
    H h Hin H_in H_input height
    W w Win W_in W_input width
    T t Tin T_in frames
    H_out Hout H_output H_o Ho OH h_out
    W_out Wout W_output W_o Wo OW w_out
    T_out Tout T_output t_out
    n_in nin N_in in_features inputs
    n_out nout N_out out_features outputs units neurons
    F_eff Feff K_eff k_eff F_effective
""")
# Where the first letter is not in the formula: what it may be of another layer's.
OTHERWISE = {"D_in": ("D", "n_in"), "D": ("D_in", "n_in"), "D_out": ("D", "D_in", "n_out"), "n_in": ("D_in",)}
OTHERWISE |= {"H": ("W",), "W": ("H",), "H_out": ("W_out",), "W_out": ("H_out",)}
INPUT = dict.fromkeys(("N", "I", "i", "n", "input_size"), ("n_in", *AXES[3]))
OUTPUT = dict.fromkeys(("O", "o", "output_size", "N_out", "n_out"), ("n_out", *(f"{axis}_out" for axis in AXES[3])))
STANDARD = {*MEANINGS, "F", "S", "P", "d", "g"}


class Letter(NamedTuple):
    """A letter of the problem: its value where known, and what it may stand for (``sym.NAMES``)."""

    value: Any
    kind: str


def letters_of(x: Any) -> dict[str, Letter]:
    """All names in a formula, and the named steps in it."""
    found: dict[str, Letter] = {}
    for node in nodes(x):
        if node.op in STEPS:
            found.setdefault(node.args[0], Letter(node.value, node.args[1] if node.op == "name" else "size"))
    return found


def meant(letter: str, known: Mapping[str, Letter]) -> tuple[str, ...]:
    """The letters of the problem that a student's letter stands for; none where it cannot be read.

    Several are one number. Raises a Fault where the letter stands for several that are not.
    """
    if letter in known:
        return (letter,)
    for table in (INPUT, OUTPUT):
        if letter in table and (found := _equal(letter, table[letter], known)):
            return found
    standard = ALIASES.get(letter, letter)
    for each in (standard, *OTHERWISE.get(standard, ())):
        if each in known:
            return (each,)
        if found := _equal(letter, [each + axis for axis in AXES_OF], known):
            return found
    base = standard[:-2] if standard[-2:] in AXES_OF else standard.partition("_")[0]
    if base in known and base in STANDARD and base != "D":
        return (base,)
    return (standard,) if standard in STANDARD else ()


def _equal(letter: str, candidates: Iterable[str], known: Mapping[str, Letter]) -> tuple[str, ...]:
    """Those of some letters that there are, where they are one number."""
    found = [each for each in candidates if each in known]
    if len({known[each].value for each in found}) > 1:
        both = " and ".join(found)
        raise Fault(f"{letter} stands for {both}, which differ here", f"the letters {both}")
    return tuple(found)


def pieces(word: str, known: Mapping[str, Letter]) -> list[str]:
    """The letters that a word is a product of, FFD_in or HWC; empty where it is none."""
    letters = sorted({*known, *ALIASES, *STANDARD}, key=len, reverse=True)
    found: list[str] = []
    while word:
        piece = next((each for each in letters if word.startswith(each) and each[0].isupper()), "")
        if not piece:
            return []
        found.append(piece)
        word = word[len(piece) :]
    return found


def unknown(letter: str, known: Mapping[str, Letter]) -> Fault:
    """The Fault for a letter that is none of the problem's."""
    there = ", ".join(sorted(known))
    near = did_you_mean(letter, known)
    hint = f"{near} The letters are {there}" if near.startswith("did you mean") else f"the letters {there}"
    return Fault(f"the letter {letter!r} is not known here", hint if known else "a number")
