"""``convcalc architectures``, ``show`` and ``layers``: what comes along, from the files and classes themselves."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

import convcalc
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
    assert [each["name"] for each in listed] == bundled_names()
    assert all(each["source"] and each["parameters"] and each["multiplications"] for each in listed)
    for form in ("plain", "csv", "markdown"):
        text = run("architectures", "--format", form).replace("\\_", "_")  # Markdown escapes it
        assert all(name in text for name in bundled_names())


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
