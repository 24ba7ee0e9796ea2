"""Texts and tables in LaTeX: quotes and times signs, titles and labels, tables of any size."""

import pytest

from cli.latex import well_formed
from convcalc.render.latex import label, line, write
from convcalc.render.sheet import Sheet


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("input 32x32x1 (H x W x C)", r"input 32$\times$32$\times$1 (H $\times$ W $\times$ C)"),
        ("7x7/2, then HxWx3.", r"7$\times$7/2, then H$\times$W$\times$3."),
        ("[1x1, 64; 3x3, 64] x 3", r"[1$\times$1, 64; 3$\times$3, 64] $\times$ 3"),
        ("ResNeXt-50 (32x4d), resnext50_32x4d.yaml", r"ResNeXt-50 (32$\times$4d), resnext50\_32x4d.yaml"),
        ("3x3.yaml in a/3x3, set x 3", "3x3.yaml in a/3x3, set x 3"),
        ("'Table 1' of the authors' file: it's 'x'", "`Table 1' of the authors' file: it's `x'"),
        ("2.33… ≠ 3", r"2.33\ldots{} $\ne$ 3"),
        ("two\nlines", "two lines"),
    ],
)
def test_a_line(text, written):
    assert line(text) == written


@pytest.mark.parametrize(
    ("title", "name"),
    [("GoogLeNet: a paper", "googlenet"), ("ResNet-18, ResNet-34: x", "resnet-18-resnet-34"), ("5/2 & é", "5-2")],
)
def test_a_label_is_made_of_letters_and_digits(title, name):
    assert label(title) == name


def sheet(rows, columns=2, captions=("A: the first", "* of it"), remarks=("[2pt] below",)):
    cells = [[f"{row}", *["text"] * (columns - 1)] for row in range(rows)]
    return Sheet(list(captions), ["head"] * columns, [True, *[False] * (columns - 1)], cells, [], list(remarks))


@pytest.mark.parametrize(("rows", "columns"), [(0, 1), (0, 3), (1, 2), (40, 8), (41, 2), (41, 9), (3, 9)])
def test_tables_of_any_size(rows, columns):
    written = write(sheet(rows, columns))
    code = well_formed(written)
    assert (r"\begin{longtable}" in code) is (rows > 40) is ("longtable" in written.splitlines()[0])
    assert (r"\small" in code) is (columns > 8)
    assert r"\caption{A: the first}\label{tab:a}" in code
    assert "{}* of it\\\\\n{}[2pt] below\n" in code  # neither belongs to the line break before it
    assert "\n\n" not in code  # which would end a paragraph


def test_without_notes_there_is_no_place_for_them():
    assert "flushleft" not in write(sheet(1, captions=["A"], remarks=[]))


def test_long_texts_are_set_in_lines():
    long = sheet(2)._replace(rows=[["1", "word " * 20], ["2", "word"]])
    assert r"\begin{tabular}{rp{0.4\textwidth}}" in well_formed(write(long))


def test_a_title_of_its_own_leaves_the_captions_below():
    assert "\\footnotesize\nA: the first\\\\\n" in write(sheet(1), "B: another")
