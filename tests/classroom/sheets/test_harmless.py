"""Cells that are no formulas, and names of files that any system takes."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.classroom.sheets.harmless import file_name, safe_cell

RESERVED = ["CON", "con", "PRN", "AUX", "NUL", "nul", "COM1", "com9", "LPT1", "COM¹"]


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|' /C calc'!A0", "+cmd", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "-", "+", "-5x", "＝1"]
)
def test_what_a_spreadsheet_would_run_gets_a_quote(text):
    assert safe_cell(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["", "Ada", "36896", "-5", "+5", "-1,234.5", "-9,5", "-1e-3", "26x26x32", "a=b", " =1", "'=1", "1-2"]
)
def test_other_cells_stay(text):
    assert safe_cell(text) == text


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Ada_Lovelace-1", "Ada_Lovelace-1"),
        ("Ada Lovelace", "Ada_Lovelace"),
        ("Zoë Ångström", "Zoë_Ångström"),
        ("Zoe\u0308", "Zoë"),
        ("李雷", "李雷"),
        ("../../etc/passwd", "______etc_passwd"),
        ("a/b\\c:d*e", "a_b_c_d_e"),
        (".", "_"),
        ("..", "__"),
        (".hidden.md", "_hidden_md"),
        ("=cmd|' /C calc'!A0", "_cmd____C_calc__A0"),
        ("-rf", "_rf"),
        ("a\0b\n", "a_b_"),
        ("\u202egnp", "_gnp"),
        ("", "student"),
        ("CON", "CON_"),
        ("nul", "nul_"),
        ("com1", "com1_"),
        ("COM¹", "COM¹_"),
        ("CON.txt", "CON_txt"),
        ("console", "console"),
        ("x" * 100, "x" * 80),
    ],
)
def test_names_of_files(name, file):
    assert file_name(name, {}) == file


def test_names_of_files_are_taken_once():
    taken = {"index": 1}
    assert file_name("Index", taken) == "Index_2"
    assert [file_name(name, taken) for name in ("Ada", "ADA", "ada", "ada_2", "Ada")] == [
        "Ada", "ADA_2", "ada_3", "ada_2_2", "Ada_4",
    ]  # fmt: skip
    assert file_name("x" * 90, taken) == "x" * 80
    assert file_name("x" * 95, taken) == "x" * 78 + "_2"


def test_a_class_of_one_name_does_not_take_long():
    taken = {}
    names = {file_name("Ada", taken) for _ in range(20_000)}
    assert len(names) == 20_000


@given(st.lists(st.text(max_size=120) | st.sampled_from([*RESERVED, "", "a", "A", "a_2", ".", "ß", "SS"]), max_size=30))
def test_any_names_give_harmless_files(names):
    taken = {}
    files = [file_name(name, taken) for name in names]
    assert len({unicodedata.normalize("NFC", file).casefold() for file in files}) == len(files)
    for file in files:
        assert 0 < len(file) <= 80
        assert len(file.encode()) <= 200
        assert file[0] != "-"
        assert unicodedata.normalize("NFKC", file).upper() not in RESERVED
        assert all(sign in "-_" or unicodedata.category(sign)[0] in "LMN" for sign in file)
