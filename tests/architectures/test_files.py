"""Every bundled file loads, says where it comes from, and agrees with the figures that were published for it."""

import pytest
from click.testing import CliRunner

import convcalc
from convcalc.architecture.library import bundled_folder, bundled_names
from convcalc.cli import cli

RESNETS = {f"resnet{depth}" for depth in (18, 20, 32, 34, 44, 50, 56, 101, 110, 152, 1001)}
VGGS = {f"vgg{depth}" for depth in (11, 13, 16, 19)}
PROMISED = {"lenet5", "alexnet", "zfnet", "googlenet", "squeezenet", "mobilenet", "mycnn", *RESNETS, *VGGS}
PROMISED |= {"inception_v3", "resnext50_32x4d", "se_resnet50", "densenet121", "densenet201"}
EXERCISES = {"lecture5_baseline", "lecture5_exercise1", "lecture5_exercise2"}
PROMISED |= {"squeezenet1_1", "mobilenet_v2", "mlp", "unet", "dcgan", "deconvnet"} | EXERCISES
WITHOUT_CLASSES = {"mycnn", "mlp", "dcgan"} | EXERCISES
EXTENDED = {"resnet18", "resnet20", "resnet50", "resnet1001", "vgg16"}  # files of their own
EXTENDING = sorted((RESNETS | VGGS | {"densenet201"}) - EXTENDED)


def lines(name):
    return (bundled_folder() / f"{name}.yaml").read_text(encoding="utf-8").splitlines()


def test_the_networks_of_the_lectures_are_there():
    assert set(bundled_names()) >= PROMISED


@pytest.mark.parametrize("name", bundled_names())
def test_published_figures_agree(name):
    report = convcalc.load(name).evaluate()
    assert report.citation
    assert report.figures
    assert [figure for figure in report.figures if figure.agrees == bool(figure.erratum)] == []


@pytest.mark.parametrize("name", bundled_names())
def test_the_file_has_a_name_a_source_and_figures_for_the_whole(name):
    keys = [line.partition(":")[0] for line in lines(name) if line[:1].isalpha()]
    assert {"name", "source", "expect"} <= set(keys)


@pytest.mark.parametrize("name", bundled_names())
def test_the_file_says_the_family_and_the_year_of_what_was_published(name):
    graph = convcalc.load(name).graph
    assert graph.family
    assert graph.year or graph.family == "Lectures"


@pytest.mark.parametrize("name", bundled_names())
def test_the_whole_has_a_figure_for_its_parameters(name):
    report = convcalc.load(name).evaluate()
    assert "parameters" in {figure.quantity for figure in report.figures if figure.name == report.name}


@pytest.mark.parametrize("name", bundled_names())
def test_summary_exits_with_0(name):
    result = CliRunner().invoke(cli, ["summary", name])
    assert result.exit_code == 0
    assert f"{name}.yaml (bundled)" in result.output


@pytest.mark.parametrize("name", sorted(PROMISED - WITHOUT_CLASSES))
def test_the_number_of_classes_is_a_symbol(name):
    assert convcalc.load(name, classes=10).evaluate().output.channels == 10


def test_resnet50_reads_like_the_table():
    assert len(lines("resnet50")) < 70


@pytest.mark.parametrize("name", EXTENDING)
def test_a_relative_says_only_what_differs(name):
    keys = [line.partition(":")[0] for line in lines(name) if line[:1].isalpha()]
    assert keys == ["name", "source", "extends", "symbols", "expect"]


@pytest.mark.parametrize("name", bundled_names())
def test_no_line_is_wider_than_the_page(name):
    assert max(map(len, lines(name))) <= 120
