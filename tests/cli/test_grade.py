"""``convcalc grade``: points, slips, feedback and a summary, and nothing overwritten or run."""

import csv
import json
import re

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from cli.terminal import on_a_terminal
from convcalc.cli import cli
from convcalc.errors import ConvcalcError

SHEET = """name: Two layers
source: lecture 5, 'Convolution operation'
questions:
  - id: q1
    text: How many parameters do 32 filters of 3x3 have on 28x28x128?
    layer: conv(out=32, kernel=3)
    input: 28x28x128
    ask: {parameters: 2, output: 1}
    partial: 1/3
  - id: q2
    text: And how large is the output of a pooling of 2x2 behind it?
    layer: maxpool(kernel=2)
    input: q1
    ask: output
    follows: q1.output
"""
HEADER = "Name,q1.params,q1.output,q2"
RIGHT = "36896,26x26x32,13x13x32"
WRONG = "36864,28x28x32,14x14x32"  # 9·128·32, padded in the mind, and pooled from there


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sheet.yaml").write_text(SHEET, encoding="utf-8")
    return tmp_path


def write(text, name="class.csv"):
    with open(name, "w", encoding="utf-8", newline="") as file:
        file.write(text)


def run(*args):
    result = CliRunner().invoke(cli, ["grade", *args], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def refused(*args):
    with pytest.raises(ConvcalcError) as caught:
        CliRunner().invoke(cli, ["grade", *args], catch_exceptions=False)
    return caught.value


def rows(name="grades.csv", separator=","):
    with open(name, encoding="utf-8", newline="") as file:
        return list(csv.reader(file, delimiter=separator))


def test_the_points_of_each_student_in_a_table(folder):
    write(f"{HEADER}\nAda,{RIGHT}\nBob,{WRONG}\nCleo,no idea,,13\n")
    run("sheet.yaml", "class.csv", "-o", "grades.csv", "--slips")
    assert rows() == [
        ["student", "q1.parameters", "q1.output", "q2", "q1.parameters slip", "q1.output slip", "q2 slip", "total",
         "out of", "percentage"],
        ["Ada", "2", "1", "1", "", "", "", "4", "4", "100"],
        # A third of 2 and of 1 points for one slip each, and full marks for what follows: 2/3 + 1/3 + 1 = 2.
        ["Bob", "0 2/3", "0 1/3", "1", "bias-forgotten", "same-padding-assumed", "", "2", "4", "50"],
        ["Cleo", "0", "0", "0", "", "", "depth-missing", "0", "4", "0"],
    ]  # fmt: skip


def test_the_table_is_made_as_the_class_is(folder):
    (folder / "half.yaml").write_text(SHEET.replace("1/3", "1/4"), encoding="utf-8")
    write("Name;q1.params;q1.output;q2\nBob;36864;28x28x32;14x14x32\nAda;36896,0;26x26x32;13x13x32\n")
    run("half.yaml", "class.csv", "-o", "grades.csv")
    assert rows(separator=";")[1] == ["Bob", "0,5", "0,25", "1", "1,75", "4", "43,8"]


def test_the_summary_as_it_is_printed(folder):
    write(f"{HEADER}\nAda,{RIGHT}\nBob,{WRONG}\nCleo,no idea,,13\nDan,36864,26x26x128,13x13x128\nEva,{RIGHT}\n")
    same_as("grade.txt", run("sheet.yaml", "class.csv").stdout)
    same_as("grade.md", run("sheet.yaml", "class.csv", "--format", "markdown").stdout)
    found = json.loads(run("sheet.yaml", "class.csv", "--format", "json").stdout)
    assert found["slips"][0]["name"] == "bias-forgotten"
    assert [each["right"] for each in found["answers"]] == [2, 2, 2]
    assert [each["follows"] for each in found["answers"]] == [0, 0, 2]
    # The parameters have 2·2 + 2·2/3 of 5·2 points, the output 2·1 + 2·1/3 of 5·1: alike, and the first is named.
    assert found["hardest"] == "q1.parameters"
    assert found["schema_version"] == 1


def test_a_terminal_gets_lines_that_fit_and_bars(folder):
    write(f"{HEADER}\nAda,{RIGHT}\nBob,{WRONG}\n")
    shown = on_a_terminal(80, "grade", "sheet.yaml", "class.csv")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert max(map(len, plain.splitlines())) <= 80
    assert "████" in plain
    ascii_only = on_a_terminal(80, "grade", "sheet.yaml", "class.csv", PYTHONIOENCODING="ascii")
    assert "####" in ascii_only
    assert ascii_only.isascii()


def test_feedback_tells_slips_and_not_the_right_answers_unless_asked(folder):
    write(f"{HEADER}\nAda,{RIGHT}\nBob,{WRONG}\n")
    run("sheet.yaml", "class.csv", "--feedback", "pages")
    assert sorted(path.name for path in (folder / "pages").iterdir()) == ["Ada.md", "Bob.md"]
    told = (folder / "pages" / "Bob.md").read_text(encoding="utf-8")
    same_as("feedback.md", told)
    assert "36896" not in told.replace(",", "")
    assert "26x26x32" not in told
    run("sheet.yaml", "class.csv", "--feedback", "pages", "--reveal", "--force")
    revealed = (folder / "pages" / "Bob.md").read_text(encoding="utf-8")
    assert "right: `36,896`" in revealed
    assert "right: `26x26x32`" in revealed
    run("sheet.yaml", "class.csv", "--feedback", "pages", "--feedback-format", "html")
    same_as("feedback.html", (folder / "pages" / "Bob.html").read_text(encoding="utf-8"))


EVIL = (
    "<script>alert(1)</script>", "[x](javascript:alert(1))", "`code` ``more``", "=cmd|' /C calc'!A0", "![i](http://e.e)",
    "<img src=x onerror=alert(1)>", "</code></li><script>", "a\n\n# heading\n", "www.evil.example", "| a | b |",
)  # fmt: skip


@pytest.mark.parametrize("evil", EVIL)
def test_what_strangers_write_does_nothing_on_a_page(folder, evil):
    with open("class.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER.split(","), [evil, evil, evil, evil]])
    run("sheet.yaml", "class.csv", "--feedback", "pages")
    run("sheet.yaml", "class.csv", "--feedback", "pages", "--feedback-format", "html")
    (page,) = (folder / "pages").glob("*.html")
    html = page.read_text(encoding="utf-8")
    allowed = r"</?(html|head|body|title|style|h1|h2|p|ul|li|code|strong)( [^<>]*)?>|<meta [^<>]*>|<!DOCTYPE html>"
    assert "<" not in re.sub(allowed, "", html)
    assert "onerror" not in "".join(found[0] for found in re.finditer(r"<[^>]*>", html))
    (page,) = (folder / "pages").glob("*.md")
    told = re.sub(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)", "", page.read_text(encoding="utf-8"))  # code does nothing
    assert not re.search(r"(?<!\\)[<\[|]", told)
    assert not re.search(r"https?:/|www\.\w", told)
    assert len(re.findall(r"^#", told, re.MULTILINE)) == 3  # the sheet's and the two questions'


def test_names_are_no_paths_and_no_formulas(folder):
    names = ["../../etc/passwd", "=cmd|x", "CON", "a/b", "a/b", ".hidden", "-rf", "+x", "@x", "Zoë"]
    with open("class.csv", "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER.split(","), *([name, *RIGHT.split(",")] for name in names)])
    run("sheet.yaml", "class.csv", "-o", "grades.csv", "--feedback", "pages")
    assert sorted(path.name for path in folder.iterdir()) == ["class.csv", "grades.csv", "pages", "sheet.yaml"]
    pages = list((folder / "pages").iterdir())
    assert len(pages) == len(names)
    assert all(page.is_file() for page in pages)
    for (student, *_), name in zip(rows()[1:], names):
        assert student in (name, f"'{name}")
        assert student[0] not in "=+@"


def test_nothing_is_overwritten_without_force(folder):
    write(f"{HEADER}\nAda,{RIGHT}\nBob,{WRONG}\n")
    write("precious", "grades.csv")
    assert refused("sheet.yaml", "class.csv", "-o", "grades.csv", "--feedback", "pages").what == (
        "grades.csv is there already"
    )
    assert not (folder / "pages").exists()
    (folder / "pages").mkdir()
    write("precious", "pages/notes.txt")
    run("sheet.yaml", "class.csv", "--feedback", "pages")
    assert (folder / "pages" / "notes.txt").read_text() == "precious"
    error = refused("sheet.yaml", "class.csv", "--feedback", "pages", "-o", "new.csv")
    assert error.what.startswith("pages/Ada.md and 1 more are there already")
    assert not (folder / "new.csv").exists()
    assert (folder / "grades.csv").read_text() == "precious"
    run("sheet.yaml", "class.csv", "--feedback", "pages", "-o", "grades.csv", "--force")
    assert rows()[1][0] == "Ada"


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["-o", "class.csv", "--force"], "would write over the file that is read"),
        (["-o", "sheet.yaml", "--force"], "would write over the file that is read"),
        (["-o", "nowhere/grades.csv"], "there is no folder nowhere"),
        (["--feedback", "nowhere/pages"], "there is no folder nowhere"),
        (["-o", "Ada.md", "--feedback", "."], "is also the name of a student's page"),
        (["--name-column", "Vorname"], "there is no column 'Vorname'"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_is(folder, args, says):
    write(f"{HEADER}\nAda,{RIGHT}\n")
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert says in refused("sheet.yaml", "class.csv", *args).what
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_class_of_nobody_and_a_column_of_names(folder):
    write(f"{HEADER}\n")
    assert "no student below it" in refused("sheet.yaml", "class.csv").what
    write(f"Group,{HEADER}\nred,Ada,{RIGHT}\n")
    run("sheet.yaml", "class.csv", "-o", "grades.csv", "--name-column", "Group")
    assert rows()[1][0] == "red"


def test_headers_are_found_by_the_text_of_a_question_and_remarks_are_for_the_teacher(folder):
    write('Name,"And how large is the output of a pooling of 2x2 behind it?"\nAda,13x13x32\nAda,13x13x32\n')
    result = run("sheet.yaml", "class.csv", "-o", "grades.csv")
    assert rows()[1][3] == "1"
    assert "class.csv: there is no column for q1.parameters" in result.stderr
    assert "Ada stands on the lines 2, 3" in result.stderr


def test_the_decimal_sign_may_be_said(folder):
    (folder / "fit.yaml").write_text(
        "questions: [{id: a, layer: 'conv(out=1, kernel=3, stride=3)', input: 7x7x1, ask: unrounded}]"
    )
    write('name,a\nAda,"2,333"\n')
    run("fit.yaml", "class.csv", "-o", "grades.csv", "--decimal", "comma")
    assert rows()[1][1] == "1"
    run("fit.yaml", "class.csv", "-o", "grades.csv", "--decimal", "point", "--force")
    assert rows()[1][1] == "0"
