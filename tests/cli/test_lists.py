"""``convcalc architectures``, ``show`` and ``layers``: what comes along, from the files and classes themselves."""

import csv
import json
import subprocess
import sys
from itertools import groupby

import pytest
from click.testing import CliRunner

import convcalc
from cli.latex import well_formed
from convcalc.architecture.library import bundled_folder, bundled_names
from convcalc.cli import COMMANDS, cli
from convcalc.conventions import KINDS
from convcalc.layers import CATALOGUE


def run(*args):
    result = CliRunner().invoke(cli, args, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_architectures_lists_every_file_with_totals_and_source():
    listed = json.loads(run("architectures", "--format", "json"))["architectures"]
    assert sorted(each["name"] for each in listed) == bundled_names()
    told = ("family", "network", "input", "parameters", "multiplications", "source")
    assert all(each[key] for each in listed for key in told)
    for form in ("plain", "csv", "markdown"):
        text = run("architectures", "--format", form).replace("\\_", "_")  # Markdown escapes it
        assert all(name in text for name in bundled_names())


def test_architectures_stand_by_family_and_year():
    """Families in the order of their first year, members by year and then by number; what has no year last."""
    listed = json.loads(run("architectures", "--format", "json"))["architectures"]
    families = [family for family, _ in groupby(each["family"] for each in listed)]
    assert len(families) == len(set(families))
    assert [family for family in families if family in ("LeNet", "AlexNet", "ResNet", "MobileNet", "Lectures")] == [
        "LeNet", "AlexNet", "ResNet", "MobileNet", "Lectures"
    ]  # fmt: skip
    years = {family: [each["year"] for each in listed if each["family"] == family] for family in families}
    assert years.pop("Lectures")[0] is None
    assert families[-1] == "Lectures"
    assert all(inside == sorted(inside) for inside in years.values())
    firsts = [inside[0] for inside in years.values()]
    assert firsts == sorted(firsts)


def test_architectures_say_which_of_them_have_the_table_of_a_paper():
    listed = json.loads(run("architectures", "--format", "json"))["architectures"]
    tables = {each["name"] for each in listed if each["table"]}
    assert {"alexnet", "googlenet", "squeezenet", "mobilenet", "vgg13", "resnet50", "se_resnet50"} <= tables
    assert "lenet5" not in tables
    rows = list(csv.DictReader(run("architectures", "--format", "csv").splitlines()))
    assert {row["name"]: row["table"] for row in rows} == {
        each["name"]: "true" if each["table"] else "false" for each in listed
    }
    for form in ("plain", "markdown"):
        text = run("architectures", "--format", form).replace("\\", "")
        assert {word.strip("*|") for word in text.split() if word.endswith("*") and len(word) > 1} == tables
        assert "* convcalc summary --paper NAME prints it in the table of its paper" in text


def test_architectures_in_latex():
    code = well_formed(run("architectures", "--format", "latex"))
    assert (
        r"\caption{Architectures: bundled networks in architectures/, by family and year}\label{tab:architectures}"
        in code
    )
    assert r"\begin{tabular}" in well_formed(run("architectures", "--family", "VGG", "--format", "latex"))


def test_architectures_of_one_family():
    rows = list(csv.DictReader(run("architectures", "--family", "resnet", "--format", "csv").splitlines()))
    names = [row["name"] for row in rows]
    deep = [name for name in names if name in ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152")]
    assert deep == ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"]
    assert {row["family"] for row in rows} == {"ResNet"}
    assert (rows[names.index("resnet50")]["year"], rows[names.index("resnet50")]["parameters"]) == ("2015", "25557032")


@pytest.mark.parametrize("columns", ["60", "80", "140"])
def test_architectures_on_a_terminal_are_folded_and_cut_nowhere(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", columns)
    lines = run("architectures", "--format", "table").splitlines()
    assert max(map(len, lines)) <= int(columns)
    assert all(line in lines for line in ("LeNet", "ResNet", "Lectures"))
    written = " ".join(" ".join(lines).split())
    for each in json.loads(run("architectures", "--format", "json"))["architectures"]:
        assert f"{each['parameters']:,}" in written
        assert f"{each['multiplications']:,}" in written
        assert f"{each['network']}:" in written or int(columns) > 80  # a column of its own folds between the others


@pytest.mark.parametrize("name", bundled_names())
def test_show_prints_the_file_as_it_is(name):
    assert run("show", name) == (bundled_folder() / f"{name}.yaml").read_text(encoding="utf-8")


def test_layers_lists_every_type_and_field():
    text = run("layers")
    for word, kind in CATALOGUE.items():
        assert word in text
        assert all(field.help in text for field in kind.fields.values())
    listed = json.loads(run("layers", "--format", "json"))["layers"]
    assert {each["type"] for each in listed} == set(CATALOGUE)
    assert all(kind in run("layers", "--kinds") for kind in KINDS)
    assert "bias_sums" in run("layers", "--columns")


def test_every_command_has_examples_in_its_help():
    for name in COMMANDS:
        assert "Examples:" in run(name, "--help")


def test_the_program_runs_as_a_module_and_knows_its_version():
    command = [sys.executable, "-m", "convcalc", "--version"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert text.strip() == f"convcalc {convcalc.__version__}"
