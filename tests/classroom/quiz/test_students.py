"""The names of a class, from the lists that people have."""

import pytest

from convcalc.classroom.quiz.students import read_students
from convcalc.errors import DocumentError


@pytest.mark.parametrize(
    ("content", "names"),
    [
        ("Ada\nGrace\n", ("Ada", "Grace")),
        ("Name\nAda\nGrace\n", ("Ada", "Grace")),
        ("\ufeffid;Name;mail\r\n1;Ada Lovelace;a@b\r\n2;Grace  Hopper;g@h\r\n", ("Ada Lovelace", "Grace Hopper")),
        ("mail\tStudent\na@b\tAda\n", ("Ada",)),
        ('"Lovelace, Ada",1\n"Hopper, Grace",2\n', ("Lovelace, Ada", "Hopper, Grace")),
        ("name,group\nAda,1\n,2\n\nGrace,2\n", ("Ada", "Grace")),
        ('name\n"Ada\n\nLovelace"\n', ("Ada Lovelace",)),
        ("=cmd\n../../etc\n", ("=cmd", "../../etc")),
    ],
)
def test_names(tmp_path, content, names):
    file = tmp_path / "class.csv"
    file.write_text(content, encoding="utf-8", newline="")
    assert read_students(file) == names


def test_other_encodings(tmp_path):
    file = tmp_path / "class.csv"
    file.write_bytes("name\nZoë\n".encode("cp1252"))
    assert read_students(file) == ("Zoë",)
    file.write_bytes("name\nZoë\n".encode("utf-16"))
    assert read_students(file) == ("Zoë",)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "has no names"),
        ("name\n", "has no names"),
        ("a\n" * 10_001, "has 10,001 names: the most is 10,000"),
        ("a\0b\n", "is no text"),
        ("x" * 3_000, "a cell of 3,000 characters"),
    ],
)
def test_what_is_no_list(tmp_path, content, says):
    file = tmp_path / "class.csv"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(DocumentError, match=says):
        read_students(file)


def test_no_file(tmp_path):
    for path, says in ((tmp_path / "none.csv", "cannot be read"), (tmp_path, "a folder")):
        with pytest.raises(DocumentError, match=says):
            read_students(path)
