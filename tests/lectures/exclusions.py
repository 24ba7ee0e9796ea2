"""Entries that no table computes, by the reason."""

EXCLUSIONS = {
    "calculus: a derivative, and a claim that holds only where it is positive": "000-107..108",
    "fact, not arithmetic": "000-033..035 000-060 002-012..013 002-015 002-019 002-029 004-064",
    "arithmetic of colours, pixels and text, not of a network": "001-001..003 001-006 001-042..044",
    "label, rule of thumb or unclear in the lecture: no number": "003-011 003-021 004-102",
}
