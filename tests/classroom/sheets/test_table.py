"""Tables of answers as spreadsheets and forms export them, and those that are broken."""

import contextlib
import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.classroom.sheets.table import LONGEST_CELL, MOST_BYTES, class_of, read_class
from convcalc.errors import DocumentError, Fault

QUESTIONS = {"q1": ["What is the output size?"], "q2.params": ["How many parameters, biases included?"], "q3": []}
PLAIN = "name,q1,q2.params,q3\nAda,26x26x32,36896,\nBob,,36864,7\n"


def of(text, questions=QUESTIONS, named_by=None, encoding="utf-8"):
    return class_of(text.encode(encoding), questions, named_by)


def answers(table):
    return [(each.name, *each.answers.values()) for each in table.students]


ADA_AND_BOB = [("Ada", "26x26x32", "36896", ""), ("Bob", "", "36864", "7")]


def test_a_plain_table():
    table = of(PLAIN)
    assert answers(table) == ADA_AND_BOB
    assert [each.row for each in table.students] == [2, 3]
    assert [each.extra for each in table.students] == [{}, {}]
    assert table.columns == {"q1": "q1", "q2.params": "q2.params", "q3": "q3"}
    assert (table.separator, table.decimal, table.remarks) == (",", ".", [])


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-32"])
def test_separators_line_ends_and_encodings(separator, end, encoding):
    table = of(PLAIN.replace("Ada", "Zoë").replace(",", separator).replace("\n", end), encoding=encoding)
    assert answers(table) == [("Zoë", *ADA_AND_BOB[0][1:]), ADA_AND_BOB[1]]
    assert table.separator == separator
    guessed = ["the file is not in UTF-8: its letters were read as those of Windows-1252"]
    assert table.remarks == (guessed if encoding == "cp1252" else [])


@pytest.mark.parametrize("told", ["sep=;\r\n", "SEP=;\n", '"sep=;"\n'])
def test_the_line_in_which_excel_tells_the_separator(told):
    table = of(told + 'name;q1\nAda;"1;2"\n')
    assert answers(table) == [("Ada", "1;2")]
    assert table.students[0].row == 3


def test_quoted_cells_have_separators_quotes_and_line_ends():
    table = of('name,q1,"q2.params"\n"Lovelace, Ada","1 2\n3 4","say ""9"""\n\nBob,1,2\n')
    assert answers(table) == [("Lovelace, Ada", "1 2\n3 4", 'say "9"'), ("Bob", "1", "2")]
    assert [each.row for each in table.students] == [2, 5]


def test_empty_lines_and_blanks_are_left_out():
    table = of("\n , ,\n name , q1 ,\n\n Ada , 3 ,\n,,\nBob\n")
    assert answers(table) == [("Ada", "3"), ("Bob", "")]


def test_the_separator_is_the_one_that_names_most_questions():
    header = "name;How many parameters, biases included?;What is the output size?;size, in pixels, of q3\n"
    table = of(header + "Ada;1;2;3\n")
    assert answers(table) == [("Ada", "2", "1")]
    assert table.students[0].extra == {"size, in pixels, of q3": "3"}


def test_decimal_commas_go_with_semicolons():
    assert of("name;q1\nAda;9,5\n").decimal == ","
    assert of("name;q1\nAda;9.5\n").decimal == "."
    assert of('name,q1\nAda,"9,5"\n').decimal == "."
    assert of("name;q1;note\nAda;9;1,5\n").decimal == "."


def test_other_columns_are_kept():
    table = of("Timestamp,Name,q1,note,note,\n8:00,Ada,5,a,b,\n")
    assert table.students[0].name == "Ada"
    assert table.students[0].extra == {"Timestamp": "8:00", "note": "a", "note (2, column 5)": "b"}


# Which column is which.


@pytest.mark.parametrize(
    "header",
    ["q1", "Q1", " q1 ", "q1:", "Q1.", "q 1", "q_1", "q-1", "Question q1", "question 1", "Aufgabe 1:", "Response 1",
     "What is the output size?", "what is the  output size", "q1) What is it?", "Q1: anything", "q1. The size of it",
     "Question q1: the size"],
)  # fmt: skip
def test_headers_of_a_question(header):
    assert list(of(f'name,"{header}"\nAda,5\n').columns) == ["q1"]


@pytest.mark.parametrize(
    "header", ["q2.params", "q2 params", "q2_params", "Q2 Params:", "q2params", "Question q2.params", "q2.params) how?"]
)
def test_headers_of_a_quantity(header):
    assert list(of(f"name,{header}\nAda,5\n").columns) == ["q2.params"]


@pytest.mark.parametrize("header", ["q11", "q1a", "comment on q1", "the size", "q", "q2", "question", "output size"])
def test_headers_of_no_question(header):
    assert list(of(f"name,q3,{header}\nAda,5,6\n").columns) == ["q3"]


def test_the_clearest_header_is_taken():
    table = of('name,"q1: how sure are you?",q1\nAda,very,5\n')
    assert table.students[0].answers == {"q1": "5"}
    assert table.students[0].extra == {"q1: how sure are you?": "very"}


def test_two_columns_for_one_question_are_refused():
    with pytest.raises(Fault, match="columns 2 and 4 are both for q1"):
        of("name,q1,q3,q1\nAda,1,2,3\n")


def test_a_text_that_two_questions_share_needs_their_keys():
    shared = {"a.size": ["the layer"], "a.params": ["The layer"]}
    with pytest.raises(Fault, match=r"column 2, 'The layer', could be that of a\.size, a\.params"):
        of("name,The layer\nAda,1\n", shared)
    table = of("name,The layer,a.size,a.params\nAda,1,2,3\n", shared)
    assert table.students[0].answers == {"a.size": "2", "a.params": "3"}


def test_a_header_without_questions_names_both_and_what_is_near():
    with pytest.raises(Fault) as caught:
        of("name,q2.parms,size\nAda,1,2\n")
    assert caught.value.what == (
        "no column is for a question: the columns are name, q2.parms, size, and the questions are q1, q2.params, q3"
    )
    assert caught.value.hint == "did you mean q2.params?"


def test_a_question_without_a_column_is_remarked():
    assert of("name,q1\nAda,1\n").remarks == ["there is no column for q2.params", "there is no column for q3"]


@pytest.mark.parametrize(
    ("header", "named_by", "name"),
    [
        ("q1,note,Name", None, "c"),
        ("note,q1,Matrikelnummer", None, "c"),
        ("E-Mail,q1,Username", None, "c"),
        ("e_mail,q1,note", None, "a"),
        ("Surname,q1,Student ID", None, "c"),
        ("note,q1,more", None, "a"),
        ("name,q1,group", "Group", "c"),
        ("q1,q3,q2.params", None, "line 2"),
    ],
)
def test_the_column_with_the_names(header, named_by, name):
    assert of(f"{header}\na,b,c\n", named_by=named_by).students[0].name == name


def test_a_column_of_names_that_there_is_not():
    with pytest.raises(Fault, match="there is no column 'grup': the columns are name, q1, group") as caught:
        of("name,q1,group\na,b,c\n", named_by="grup")
    assert caught.value.hint == "did you mean group?"


def test_students_who_stand_there_twice_or_without_a_name():
    table = of("name,q1,q2.params,q3\nAda,1\nada,2\n,3\nBob,4\n")
    assert [each.name for each in table.students] == ["Ada", "ada", "line 4", "Bob"]
    assert table.remarks == ["line 4 has no name", "Ada stands on the lines 2, 3: all are kept"]


def test_remarks_are_limited():
    remarks = of("name,q1,q2.params,q3\n" + ",1\n" * 300).remarks
    assert len(remarks) == 101
    assert remarks[-1] == "and 200 remarks more"


# What is refused.


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("", "the file is empty"),
        ("\n\n \n", "the file is empty"),
        ("name,q1\nAda,1\nBob,1,2\n", "line 3 has 3 cells, and the header has 2"),
        ("name,q1\nAda,1\n\n\nBob,1 000,5\n", "line 5 has 3 cells"),
        ("name,q1\nAda," + "1" * 2001 + "\n", "line 2 has a cell of 2,001 characters: the most is 2,000"),
        ('name,q1\nAda,"1\n' + "Bob,2\n" * 1000, "unexpected end of data"),
        ('name,q1\nAda,1\n"Bob,2\nCid,3\n', "unexpected end of data"),
        ('name,q1\nAda,"1\n' + "Bob,2\n" * 100_000, "line 2"),
        ("name,q1" + ",x" * 999 + "\n", "line 1 has 1,001 cells: the most is 1,000"),
        ("name,q1\n" + "Ada,1\n" * 100_001, "line 100002: there are more than 100,000 rows"),
        ("name,q1\nA\0da,1\n", "a sign in it is 0"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_what_is_refused(text, what):
    with pytest.raises(Fault) as caught:
        of(text)
    assert what in caught.value.what
    assert caught.value.hint


def test_bytes_that_are_refused():
    with pytest.raises(Fault, match="more than 20,000,000 bytes"):
        class_of(b"n" * (MOST_BYTES + 1), QUESTIONS)
    with pytest.raises(Fault, match="cut off, or is no text in UTF-16"):
        class_of("name,q1\n".encode("utf-16")[:-1], QUESTIONS)
    with pytest.raises(Fault, match="a sign in it is 0"):
        class_of(b"PK\x03\x04\0\0", QUESTIONS)
    with pytest.raises(Fault, match="a sign in it is 0"):
        class_of("name,q1\n".encode("utf-16-le"), QUESTIONS)


def test_files(tmp_path):
    path = tmp_path / "class.csv"
    path.write_bytes(PLAIN.encode("utf-8-sig"))
    assert answers(read_class(path, QUESTIONS)) == answers(read_class(str(path), QUESTIONS)) == ADA_AND_BOB
    path.write_text("name\nAda\n")
    with pytest.raises(DocumentError, match=r"class\.csv: no column is for a question"):
        read_class(path, QUESTIONS)
    with pytest.raises(DocumentError, match=r"none\.csv: the file cannot be read"):
        read_class(tmp_path / "none.csv", QUESTIONS)
    with pytest.raises(DocumentError, match="this is a folder, a pipe or a device"):
        read_class(tmp_path, QUESTIONS)
    with pytest.raises(DocumentError, match=r"no name of a file|cannot be read"):
        read_class("a\0b", QUESTIONS)


# A law: what csv writes is read back, whatever the dialect.

LETTERS = st.characters(exclude_categories=["Cs", "Cc", "Z"])
CELLS = st.text(LETTERS | st.sampled_from(list(' ,;"\n\t')), max_size=12).map(str.strip)


@given(
    students=st.lists(st.tuples(CELLS.filter(bool), CELLS, CELLS), max_size=5),
    separator=st.sampled_from(",;\t"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_is_written_is_read(students, separator, quoting, end, encoding):
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=separator, quoting=quoting, lineterminator=end)
    writer.writerows([("name", "q1", "q2: params"), *students])
    table = of(file.getvalue(), encoding=encoding)
    assert answers(table) == students
    assert table.separator == separator


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: ("name,q1\n" + text).encode("utf-8", "ignore")))
def test_whatever_the_bytes_there_is_a_class_or_a_fault(content):
    with contextlib.suppress(Fault):
        table = class_of(content, QUESTIONS)
        assert all(len(text) <= LONGEST_CELL for each in table.students for text in each.answers.values())
