"""What the README shows is what convcalc prints. CONVCALC_REWRITE=1 rewrites the outputs in the README."""

import importlib
import os
import re
import shlex
from pathlib import Path

import numpy as np
import pytest
import yaml
from click.testing import CliRunner

import convcalc
from convcalc.algebra.sym import exact_div
from convcalc.architecture import limits, paper, published
from convcalc.classroom.check.examples import slip_table
from convcalc.classroom.check.matrices.problem import matrix_slips
from convcalc.classroom.check.questions import KEYS
from convcalc.classroom.check.slips.catalogue import all_slips
from convcalc.classroom.sheets.sheet import sheet_of
from convcalc.cli import COMMANDS, cli
from convcalc.counting.library import convention, convention_names
from convcalc.errors import EXIT_CODES
from convcalc.layers import CATALOGUE
from convcalc.numeric import run as run_layer
from convcalc.render import slips as slip_pages

README = Path(__file__).parents[2] / "README.md"
CONSOLE = re.compile(r"```console\n\$ convcalc (?P<args>.*)\n(?P<output>(?:.*\n)*?)```\n")
QUANTITIES = re.compile(r"<!-- quantities -->\n(?:.*\n)*?<!-- end of quantities -->\n")
NAMES = re.compile(r"<!-- names -->\n(?:.*\n)*?<!-- end of names -->\n")
LIMITS = re.compile(r"<!-- limits -->\n(?:.*\n)*?<!-- end of limits -->\n")
CONVENTIONS = re.compile(r"<!-- conventions -->\n(?:.*\n)*?<!-- end of conventions -->\n")


FILES = re.compile(r"^`(\S+)`:\n\n```\w*\n((?:.*\n)*?)```\n", re.MULTILINE)  # files that the README shows


def write_files(folder):
    """The files that the README shows, for the commands that read them."""
    for name, content in FILES.findall(README.read_text(encoding="utf-8")):
        (folder / name).write_text(content, encoding="utf-8")


def run(args):
    return CliRunner().invoke(cli, shlex.split(args), catch_exceptions=False)


def limits_table():
    rows = "".join(f"| {what} | {limit} |\n" for what, limit in limits.TABLE)
    return f"<!-- limits -->\n| what | at most |\n| --- | --- |\n{rows}<!-- end of limits -->\n"


def quantities_table():
    meanings = {name: meaning for name, (_, meaning) in published.MEANINGS.items()} | published.OF_MEANINGS
    rows = "".join(f"| `{name}` | {meaning} |\n" for name, meaning in meanings.items())
    return f"<!-- quantities -->\n| figure | of |\n| --- | --- |\n{rows}<!-- end of quantities -->\n"


def names_table():
    rows = "".join(f"| `{name}` | {meaning} |\n" for name, meaning in paper.NAMES.items())
    return f"<!-- names -->\n| name | is |\n| --- | --- |\n{rows}<!-- end of names -->\n"


def conventions_table():
    rows = "".join(
        f"| `{each.name}` | {each.version} | {each.title} |\n" for each in map(convention, convention_names())
    )
    table = f"| convention | version | what it counts |\n| --- | --- | --- |\n{rows}"
    return f"<!-- conventions -->\n{table}<!-- end of conventions -->\n"


def rewritten(text):
    text = CONSOLE.sub(lambda match: f"```console\n$ convcalc {match['args']}\n{run(match['args']).stdout}```\n", text)
    text = QUANTITIES.sub(lambda _: quantities_table(), LIMITS.sub(lambda _: limits_table(), text))
    text = CONVENTIONS.sub(lambda _: conventions_table(), text)
    return NAMES.sub(lambda _: names_table(), text)


def test_the_outputs_of_the_readme_are_those_of_the_program(tmp_path, monkeypatch):
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    text = README.read_text(encoding="utf-8")
    assert len(CONSOLE.findall(text)) >= 2
    assert {len(table.findall(text)) for table in (LIMITS, QUANTITIES, NAMES, CONVENTIONS)} == {1}
    if os.environ.get("CONVCALC_REWRITE"):
        README.write_text(rewritten(text), encoding="utf-8")
    assert README.read_text(encoding="utf-8") == rewritten(text)


SLIPS = Path(convcalc.__file__).parent / "classroom" / "check" / "slips" / "README.md"


def test_every_slip_stands_in_the_documentation_with_its_example():
    table = slip_table()
    assert {example.slip.name for example in table} == {*all_slips(), *matrix_slips()}
    text = f"""# The slips

What convcalc knows students to do, each with an example: what is asked, what is right, and what the slip makes of it.
Written by a test from the slips themselves; `convcalc check --slips` prints the same.

{slip_pages.to_markdown(table)}"""
    if os.environ.get("CONVCALC_REWRITE"):
        SLIPS.write_text(text, encoding="utf-8")
    assert SLIPS.read_text(encoding="utf-8") == text


def test_the_exit_codes_of_the_readme_are_those_of_the_program():
    codes = "; ".join(f"{code} {meaning}" for code, meaning in EXIT_CODES.items())
    assert codes in " ".join(README.read_text(encoding="utf-8").split())


def commands_of(text):
    """The lines that call convcalc in indented blocks, without the remark after two blanks."""
    lines = re.findall(r"^    (convcalc .*)$", text, re.MULTILINE)
    return [re.split(r"\s{2,}", line)[0].removeprefix("convcalc ") for line in lines]


@pytest.mark.parametrize("args", commands_of(README.read_text(encoding="utf-8")))
def test_the_commands_of_the_readme_run(args, tmp_path, monkeypatch):
    write_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    if "--strict" in args:
        with pytest.raises(convcalc.ShapeError, match=r"2\.33"):
            run(args)
    else:
        assert run(args).exit_code == 0


def test_the_python_of_the_readme_says_what_its_comments_say():
    blocks = re.findall(r"```python\n((?:.*\n)*?)```", README.read_text(encoding="utf-8"))
    checked = 0
    for names, block in (({}, block) for block in blocks):
        for line in block.splitlines():
            code, _, remark = line.partition("  #")
            remark = remark.strip().removesuffix(", a Fraction")
            if re.fullmatch(r"[\d/]+|True|\([\d, ]+\)|\('[\w-]+',\)|\['[^']+'\]", remark):
                assert str(eval(code, names)) == remark
                checked += 1
            else:
                exec(code, names)
    assert checked == 11


def test_the_kinds_of_question_of_the_readme_are_read():
    blocks = re.findall(r"```yaml\n((?:.*\n)*?)```", README.read_text(encoding="utf-8"))
    (block,) = (each for each in blocks if each.startswith("questions:"))
    sheet = sheet_of({"name": "kinds", **yaml.safe_load(block)})
    kinds = {key for question in sheet.questions for key in question.fields if key in KEYS}
    assert kinds == set(KEYS)


def test_the_architecture_file_of_the_readme_evaluates(tmp_path):
    blocks = re.findall(r"```yaml\n((?:.*\n)*?)```", README.read_text(encoding="utf-8"))
    block, *_ = (each for each in blocks if "layers:" in each)
    file = tmp_path / "little.yaml"
    file.write_text(block, encoding="utf-8")
    report = convcalc.load(str(file)).evaluate()
    assert yaml.safe_load(block)["name"] == report.name
    assert all(figure.agrees for figure in report.figures)
    assert str(report.output) == "10"


def help_examples():
    for name in COMMANDS:
        text = CliRunner().invoke(cli, [name, "--help"], terminal_width=200).output
        examples = text.split("Examples:")[1].split("Options:")[0]
        for line in examples.splitlines():
            if line.strip().startswith("convcalc"):
                yield line.strip().removeprefix("convcalc ").split(" > ")[0]


@pytest.mark.parametrize("args", list(help_examples()))
def test_the_examples_of_every_help_text_run(args, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "class.csv").write_text("name,a,b\nAda,5x5,3x3\n", encoding="utf-8")
    (tmp_path / "table.csv").write_text("layer,output\nstage1,112x112x64\n", encoding="utf-8")
    result = run(args)
    assert result.exit_code == 0, result.output
    assert result.output or list(tmp_path.iterdir())


def test_the_layer_type_that_the_contributors_are_shown_works():
    text = (README.parent / "CONTRIBUTING.md").read_text(encoding="utf-8")
    formula, reference = re.findall(r"```python\n((?:.*\n)*?)```", text)
    names = vars(importlib.import_module("convcalc.layers.pool")) | {"exact_div": exact_div}
    try:
        exec(formula, names)
        kind = CATALOGUE["medianpool"]
        exec(reference, vars(importlib.import_module("convcalc.numeric.pool")) | {"MedianPool": kind})
        (example,) = kind.examples
        report = convcalc.layer("medianpool", **example.fields).evaluate(example.inputs)
        assert str(report.output) == example.output
        assert report.total.ops == example.counts
        x = np.array([[3, 0, 1, 2], [1, 5, 8, 9], [2, 7, 2, 5], [0, 1, 3, 1]], dtype=float)[..., None]
        assert run_layer(kind(kernel=2), x)[..., 0].tolist() == [[2, 5], [1.5, 2.5]]  # by hand
    finally:
        CATALOGUE.pop("medianpool", None)
