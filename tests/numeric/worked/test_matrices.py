"""Matrices from texts and files, in every form and layout, and what is refused."""

import io
import json
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from convcalc.architecture.limits import FILE_BYTES
from convcalc.errors import DocumentError
from convcalc.numeric.worked.matrices import MOST_CELLS, read_kernel, read_map

SQUARE = [[1, 2], [3, 4]]


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def rows(text, **more):
    """The rows of a map with one channel."""
    found = read_map(text, "--input", **more)
    assert found.shape[-1] == 1
    return found[..., 0].tolist()


def channels(text, **more):
    """The rows of each channel of a map."""
    return np.moveaxis(read_map(text, "--input", **more), -1, 0).tolist()


def filters(text, **more):
    """The rows of each channel of each filter of a kernel."""
    return read_kernel(text, "--kernel", **more).transpose(3, 2, 0, 1).tolist()


def refused(text, *parts, kernel=False, **more):
    """What is said of a text or file that is no matrix, which has these parts."""
    with pytest.raises(DocumentError) as caught:
        (read_kernel if kernel else read_map)(text, "--input", **more)
    for part in parts:
        assert part in str(caught.value)
    return caught.value


def saved(name, content):
    if isinstance(content, bytes):
        Path(name).write_bytes(content)
    else:
        Path(name).write_text(content, encoding="utf-8")
    return name


# Texts.


@pytest.mark.parametrize(
    "text",
    [
        "1 2; 3 4",
        "1 2;3 4",
        "1,2;3,4",
        "1, 2; 3, 4;",
        "1 2\n3 4",
        "1 2\n3 4\n\n\n",
        "\n\n  1  2 \n 3 4",
        "1\t2\n3\t4",
        "1 2\r\n3 4\r\n",
        " 1 ,2 ; 3\t,4 ",
        "1 2; 3 4 | \n\n",
        "---\n1 2\n3 4\n---\n",
    ],
)
def test_rows_and_cells_however_they_are_separated(text):
    assert rows(text) == SQUARE
    assert filters(text) == [[SQUARE]]


@pytest.mark.parametrize(
    "text",
    [
        "1 2; 3 4 | 5 6; 7 8",
        "1 2; 3 4|5 6; 7 8",
        "1 2\n3 4\n\n5 6\n7 8",
        "1 2; 3 4\n|\n5 6; 7 8",
        "1 2; 3 4 |\n\n| 5 6; 7 8",
    ],
)
def test_channels_stand_between_strokes_or_blank_lines(text):
    assert channels(text) == [SQUARE, [[5, 6], [7, 8]]]
    assert filters(text) == [channels(text)]


@pytest.mark.parametrize(
    "text",
    [
        "1 | 2 || 3 | 4",
        "1 | 2 || 3 | 4 ||",
        "1 | 2\n---\n3 | 4",
        "1\n\n2\n-----\n\n3\n\n4\n",
        "1\n|\n2\n||\n3\n|\n4",
        "1|2|||3|4",
    ],
)
def test_filters_stand_between_double_strokes_or_lines_of_dashes(text):
    assert filters(text) == [[[[1]], [[2]]], [[[3]], [[4]]]]


def test_cells_are_exact_and_names_are_welcome_where_they_are_asked_for():
    assert rows("1/3 0.1 −2 1e2") == [[Fraction(1, 3), Fraction(1, 10), -2, 100]]
    assert str(read_map("a 1", "--input", names=True)[0, 0, 0].args[0]) == "a"
    refused("a 1", "--input:1:1: 'a' is no number", "try a number such as 3, -0.5 or 1/3")


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("1 2; 3", "1:6", "row 2 has 1 cell, and the first row has 2"),
        ("1 2\n3 4 5", "2:1", "row 2 has 3 cells, and the first row has 2"),
        ("1 2 | 3", "1:7", "row 1 of channel 2 has 1 cell, and the first row has 2"),
        ("1; 2 | 3", "1:8", "a channel has 1 row, and the first has 2"),
        ("1 | 2 || 3", "1:10", "filter 2 has 1 channel, and filter 1 has 2"),
        ("1,,2", "1:3", "there is a comma and no number before it"),
        (",1", "1:1", "there is a comma and no number before it"),
        ("1 2;, 3", "1:5", "there is a comma and no number before it"),
        ("1 2\n3 x", "2:3", "'x' is no number"),
        ("1 2\n3 4/0", "2:3", "4/0 divides by 0"),
        ("1 [2]", "1:3", "'[2]' is no number"),
    ],
)
def test_what_is_no_matrix_is_refused_with_its_place(text, where, what):
    error = refused(text, f"--input:{where}: {what}", kernel=True)
    assert error.exit_code == 3


@pytest.mark.parametrize("text", ["", "  ", "\n\n", "|", "||", ";", "---"])
def test_nothing_is_no_matrix(text):
    refused(text, "--input is empty", 'rows such as "1 2; 3 4"')


def test_a_map_has_no_filters():
    refused("1 || 2", "--input has 2 filters, and a map has none")


def test_too_many_cells_are_refused():
    most = " ".join(["1"] * MOST_CELLS)
    assert read_map(most, "--input").size == MOST_CELLS
    refused(most + " 1", f"{MOST_CELLS + 1:,} cells: the most is {MOST_CELLS:,}")
    refused("1 " * (FILE_BYTES // 2 + 1), f"more than {FILE_BYTES:,} bytes")


# Files.


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("m.txt", "1 2\n3 4\n"),
        ("m", "1 2; 3 4"),
        ("m.dat", "1 2; 3 4"),
        ("m.csv", "1,2\n3,4\n"),
        ("M.CSV", "1,2\r\n3,4\r\n"),
        ("semicolons.csv", "1;2\n3;4\n"),
        ("bom.csv", "\ufeff1,2\n3,4\n"),
        ("m.tsv", "1\t2\n3\t4\n"),
        ("m.json", "[[1, 2], [3, 4]]"),
        ("texts.json", '[["1", "2.0"], ["6/2", 4.0]]'),
        ("bom.json", "\ufeff[[1, 2], [3, 4]]"),
    ],
)
def test_files_by_their_endings(name, content):
    assert rows(saved(name, content)) == SQUARE
    assert rows(str(Path(name).resolve())) == SQUARE


def test_standard_input(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("1 2\n3 4\n"))
    assert rows("-") == SQUARE
    monkeypatch.setattr(sys, "stdin", io.StringIO("1 2\n3\n"))
    refused("-", "standard input:2:1: row 2 has 1 cell")


def test_names_are_welcome_in_text_and_json_and_not_in_csv():
    for name, content in (("k.txt", "a b"), ("k.json", '["a", "b"]')):
        assert [cell.args[:1] for cell in read_kernel(saved(name, content), "--kernel", names=True).flat] == [
            ("a",),
            ("b",),
        ]
    refused(saved("k.csv", "a,b\n1,2\n"), "k.csv:1:1: 'a' is no number", names=True)


def test_a_decimal_comma_is_pointed_out():
    refused(saved("m.csv", "1,5;2\n3;4\n"), "m.csv: commas beside another separator", "1.5 for 1,5")


@pytest.mark.parametrize(
    ("content", "parts"),
    [
        ("[[1, 2], [3]]", ["item 2 of a list has 1 cell, and item 1 has 2 cells"]),
        ("[[1, 2], 3]", ["item 2 of a list has a single number, and item 1 has 2 cells"]),
        ("[]", ["an empty list"]),
        ("[[], []]", ["an empty list"]),
        ("[[[[[1]]]]]", ["lists more than 4 deep"]),
        ("[[1, true]]", ["true stands where a number belongs"]),
        ("[[1, null]]", ["null stands"]),
        ('{"a": 1}', ['{"a": 1} stands']),
        ("[[1, NaN]]", ["'NaN' is no number"]),
        ("[[1, 1e999]]", ["1e999 has too many digits"]),
        ('[["w", 1]]', ["'w' is no number"]),
        ("[[1, 2], [3, 4]", ["m.json:1:16: this is not JSON"]),
        ("[" * 10**5, ["lists within lists without an end"]),
        ("5", ["a single number, and no list"]),
    ],
)
def test_json_that_is_no_matrix_is_refused(content, parts):
    refused(saved("m.json", content), "m.json", *parts)


def test_a_file_that_is_not_there_or_no_text():
    refused("nowhere.csv", "there is no file nowhere.csv")
    refused(saved("m.txt", b"\xff\xfe1\x002"), "m.txt: this is not text in UTF-8")
    refused(saved("m.txt", "1 2\n3\n"), "m.txt:2:1: row 2 has 1 cell")
    refused(saved("m.txt", "1 " * (FILE_BYTES // 2 + 1)), f"m.txt has more than {FILE_BYTES:,} bytes")


# Arrays: JSON and NPY with one to four axes.

CUBE = np.arange(24).reshape(2, 3, 4)
FOUR = np.arange(120).reshape(2, 3, 4, 5)


def write_array(ending, array):
    if ending == ".npy":
        np.save("a.npy", array)
    else:
        Path("a.json").write_text(json.dumps(array.tolist()))
    return "a" + ending


@pytest.mark.parametrize("ending", [".json", ".npy"])
@pytest.mark.parametrize("layout", ["hwc", "chw"])
@pytest.mark.parametrize("array", [CUBE[0, 0], CUBE[0], CUBE, FOUR], ids=lambda array: f"{array.ndim}D")
def test_the_axes_of_an_array(array, layout, ending):
    name = write_array(ending, array)
    height, width = (1, array.size) if array.ndim == 1 else array.shape[-2:] if layout == "chw" else array.shape[:2]
    last = {"hwc": (0, 1, 2), "chw": (1, 2, 0)}[layout]
    if array.ndim < 4:
        found = read_map(name, "--input", layout=layout)
        expected = array.transpose(last) if array.ndim == 3 else array.reshape(height, width, 1)
        assert found.dtype == object
        assert np.array_equal(found, expected)
    else:
        refused(name, "--input has 4 axes", layout=layout)


KERNELS = {
    "hwc": {
        1: lambda a: a[None, :, None, None],
        2: lambda a: a[:, :, None, None],
        3: lambda a: a[..., None],
        4: lambda a: a,
    },
    "chw": {
        1: lambda a: a[None, :, None, None],
        2: lambda a: a[:, :, None, None],
        3: lambda a: a.transpose(1, 2, 0)[..., None],
        4: lambda a: a.transpose(2, 3, 1, 0),
    },
}


@pytest.mark.parametrize("ending", [".json", ".npy"])
@pytest.mark.parametrize("layout", ["hwc", "chw"])
@pytest.mark.parametrize("array", [CUBE[0, 0], CUBE[0], CUBE, FOUR], ids=lambda array: f"{array.ndim}D")
def test_the_axes_of_a_kernel(array, layout, ending):
    found = read_kernel(write_array(ending, array), "--kernel", layout=layout)
    assert np.array_equal(found, KERNELS[layout][array.ndim](array))


def test_five_axes_are_too_many():
    np.save("a.npy", np.zeros((1,) * 5))
    refused("a.npy", "--input has 5 axes", kernel=True)
    refused("a.npy", "--input has 5 axes")


@pytest.mark.parametrize("kind", ["i1", "u2", "<i4", ">i8", "f2", "f4", ">f8", "bool"])
def test_the_numbers_of_numpy(kind):
    np.save("a.npy", np.asfortranarray(np.array([[0, 1], [1, 1]]).astype(kind)))
    assert rows("a.npy") == [[0, 1], [1, 1]]
    assert all(type(cell) is int for cell in read_map("a.npy", "--input").flat)


@pytest.mark.parametrize("kind", ["f2", "f4", "f8"])
def test_a_float_stands_for_its_shortest_decimal(kind):
    np.save("a.npy", np.array([[0.1, -2.5]], dtype=kind))
    assert rows("a.npy") == [[Fraction(1, 10), Fraction(-5, 2)]]


@pytest.mark.parametrize(
    ("array", "part"),
    [
        (np.array([[1, np.nan]]), "not finite"),
        (np.array([[np.inf]]), "not finite"),
        (np.array([[1j]]), "complex128"),
        (np.array([["a"]]), "<U1"),
        (np.array([[None]]), "a pickle is never opened"),
        (np.array(5), "shape ()"),
        (np.zeros((0, 2)), "shape (0, 2)"),
    ],
)
def test_arrays_of_anything_else_are_refused(array, part):
    np.save("a.npy", array, allow_pickle=True)
    refused("a.npy", "a.npy: ", part)


def test_a_broken_npy_file_is_refused():
    np.save("a.npy", np.zeros((3, 3)))
    whole = Path("a.npy").read_bytes()
    refused(saved("a.npy", whole[:-8]), "a.npy: the file is cut off")
    for content in (b"", b"PK\x03\x04", whole[:20]):
        refused(saved("a.npy", content), "a.npy: this is no NPY file")
    huge = whole.replace(b"(3, 3)", b"(3000, 3000)").replace(b"      ", b"", 1)
    refused(saved("a.npy", huge), "a.npy: an array of shape (3000, 3000)")


# Pictures.

GREY = np.arange(6, dtype=np.uint8).reshape(2, 3) * 40
COLOURS = np.arange(18, dtype=np.uint8).reshape(2, 3, 3) * 10


def images():
    return pytest.importorskip("PIL.Image")


def picture(array, mode=None):
    made = images().fromarray(array)
    (made.convert(mode) if mode else made).save("p.png")
    return "p.png"


@pytest.mark.parametrize("mode", [None, "LA"])
def test_a_grey_picture_has_one_channel(mode):
    assert rows(picture(GREY, mode)) == GREY.tolist()


def test_sixteen_bits_are_kept():
    deep = GREY.astype(np.uint16) * 300
    assert rows(picture(deep)) == deep.tolist()


def test_black_and_white_are_0_and_255():
    assert rows(picture(GREY // 120 * 255, "1")) == (GREY // 120 * 255).tolist()


@pytest.mark.parametrize("mode", [None, "RGBA"])
def test_colours_are_three_channels(mode):
    assert channels(picture(COLOURS, mode)) == np.moveaxis(COLOURS, -1, 0).tolist()
    assert filters("p.png") == [channels("p.png")]


def test_a_palette_is_looked_up():
    two = np.array([[[255, 0, 0], [0, 0, 255]]], dtype=np.uint8)
    assert channels(picture(two, "P")) == [[[255, 0]], [[0, 0]], [[0, 255]]]


def test_a_picture_has_one_order_of_axes():
    assert channels(picture(COLOURS), layout="chw") == np.moveaxis(COLOURS, -1, 0).tolist()


def test_a_picture_that_cannot_be_read_is_refused():
    image = images()
    refused(saved("p.png", b"\x89PNG\r\n\x1a\n"), "p.png: this is no PNG picture")
    refused(saved("p.png", "1 2"), "p.png: this is no PNG picture")
    image.fromarray(GREY).save("p.png", format="GIF")
    refused("p.png", "p.png: this is no PNG picture")
    image.new("L", (1001, 1000)).save("p.png")
    refused("p.png", "p.png: a picture of 1001x1000 pixels")
    image.new("L", (400, 300)).save("p.png")
    refused("p.png", "120,000 cells: the most is 100,000")


def test_without_pillow_a_picture_says_what_is_missing(monkeypatch):
    saved("p.png", b"")
    monkeypatch.setitem(sys.modules, "PIL", None)
    refused("p.png", "p.png: pictures need the package Pillow", "pip install pillow")
