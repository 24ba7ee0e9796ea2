"""``convcalc sweep``: the grids of papers, the front, budgets, charts, and every format."""

import csv
import io
import json
import re
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from cli.latex import well_formed
from cli.terminal import on_a_terminal
from convcalc import load
from convcalc.architecture.printed import CUT, EXACT, ROUNDED, agreement
from convcalc.cli import cli
from convcalc.errors import ConvcalcError

GRID = ("mobilenet", "--set", "alpha=0.25,0.5,0.75,1", "--set", "resolution=128,160,192,224")
UNDER = (*GRID, "--max-mults", "300M")


def result_of(*args):
    return CliRunner().invoke(cli, ["sweep", *args], catch_exceptions=False, standalone_mode=False)


def run(*args):
    result = result_of(*args)
    assert result.exit_code == 0, result.output
    return result.stdout


def refused(*args):
    with pytest.raises(Exception) as caught:  # noqa: PT011 (its words are what is tested)
        result_of(*args)
    return str(caught.value)


def rows(*args):
    return list(csv.DictReader(io.StringIO(run(*args, "--format", "csv"))))


@pytest.fixture(autouse=True)
def without_a_terminal(monkeypatch):
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def in_a_folder_of_its_own(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


# The grids of papers.


@pytest.mark.parametrize(
    ("alpha", "multiply_adds", "parameters", "exact"),
    [
        ("1", "569 million", "4.2 million", 568_740_352),
        ("0.75", "325 million", "2.6 million", 325_400_448),
        ("0.5", "149 million", "1.3 million", 149_497_088),
        ("0.25", "41 million", "0.5 million", 41_030_272),
    ],
)
def test_table_6_of_mobilenet(alpha, multiply_adds, parameters, exact):
    """Howard et al. 2017, Table 6: MobileNet-224 by its width multiplier."""
    (row,) = [row for row in rows(*GRID) if row["alpha"] == alpha and row["resolution"] == "224"]
    assert int(row["multiplications"]) == exact
    assert agreement(multiply_adds, exact) in (ROUNDED, CUT)
    assert agreement(parameters, int(row["parameters"])) == ROUNDED


@pytest.mark.parametrize(
    ("resolution", "multiply_adds", "exact", "how"),
    [
        ("224", "569 million", 568_740_352, ROUNDED),
        ("192", "418 million", 418_121_728, ROUNDED),
        ("160", "290 million", 290_675_200, CUT),
        ("128", "186 million", 186_400_768, ROUNDED),
    ],
)
def test_table_7_of_mobilenet(resolution, multiply_adds, exact, how):
    """Howard et al. 2017, Table 7: MobileNet by its resolution; 290.675 million are printed as 290, which is cut."""
    (row,) = [row for row in rows(*GRID) if row["alpha"] == "1" and row["resolution"] == resolution]
    assert int(row["multiplications"]) == exact
    assert agreement(multiply_adds, exact) == how
    assert agreement("4.2 million", int(row["parameters"])) == ROUNDED


# Multiply-accumulates in millions of the published checkpoints of Sandler et al. 2018, MobileNetV2.
CHECKPOINTS = {
    "1": {"224": "300", "192": "221", "160": "154", "128": "99", "96": "56"},
    "0.75": {"224": "209", "192": "153", "160": "107", "128": "69", "96": "39"},
    "0.5": {"224": "97", "192": "71", "160": "50", "128": "32", "96": "18"},
    "0.35": {"224": "59", "192": "43", "160": "30", "128": "20", "96": "11"},
}


def test_the_grid_of_mobilenet_v2():
    """All twenty are cut to whole millions."""
    found = rows("mobilenet_v2", "--set", "alpha=0.35,0.5,0.75,1", "--set", "resolution=96..224..32")
    assert len(found) == 20
    for row in found:
        printed = CHECKPOINTS[row["alpha"]][row["resolution"]] + "M"
        assert agreement(printed, int(row["multiplications"]), digits=CUT) == CUT


def test_the_wide_ones_of_mobilenet_v2():
    found = rows("mobilenet_v2", "--set", "alpha=1.3,1.4")
    for printed, row in zip(("509M", "582M"), found, strict=True):
        assert agreement(printed, int(row["multiplications"])) == ROUNDED


def test_the_flops_of_residual_networks():
    """He et al. 2015, Table 1, last line: multiply-adds of five depths, some rounded and some cut."""
    found = rows("resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "--convention", "mac")
    printed = ("1.8G", "3.6G", "3.8G", "7.6G", "11.3G")
    assert [row["network"] for row in found] == [f"ResNet-{depth}" for depth in (18, 34, 50, 101, 152)]
    how = [agreement(each, int(row["operations"])) for each, row in zip(printed, found, strict=True)]
    assert how == [ROUNDED, CUT, CUT, ROUNDED, ROUNDED]


def test_the_parameters_of_small_residual_networks():
    """He et al. 2015, Table 6: 6n + 2 layers for n of 3, 5, 7, 9 and 18."""
    found = rows("resnet20", "--set", "units=3,5,7,9,18", "--columns", "parameters")
    printed = ("0.27M", "0.46M", "0.66M", "0.85M", "1.7M")
    how = [agreement(each, int(row["parameters"])) for each, row in zip(printed, found, strict=True)]
    assert set(how) <= {EXACT, ROUNDED, CUT}
    assert list(found[0]) == ["network", "units", "parameters", "front", "error"]


# How it looks.


@pytest.mark.parametrize("form", ["plain", "markdown", "csv", "json", "latex", "svg"])
def test_formats(form):
    text = run(*UNDER, "--format", form)
    same_as(f"sweep.{form}", text)
    if form == "latex":
        well_formed(text)


@pytest.mark.parametrize("columns", [80, 140])
@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("points", (*UNDER, "--columns", "parameters,multiplications,accumulations,bias_sums,operations")),
        ("grid", (*UNDER, "--grid", "multiplications", "--units", "M")),
        ("chart", (*UNDER, "--chart", "multiplications")),
        ("failed", ("mobilenet", "--set", "alpha=0.01,0.5,1", "--set", "resolution=128,160")),
        ("networks", ("resnet18", "squeezenet", "mobilenet", "vgg16", "--chart", "parameters")),
    ],
)
def test_views(name, args, columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    text = run(*args, "--format", "table")
    assert max(map(len, text.splitlines())) <= columns
    same_as(f"sweep.{name}.{columns}.txt", text)


def test_on_a_terminal():
    text = on_a_terminal(60, "sweep", *UNDER)
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    assert max(map(len, plain.splitlines())) <= 60
    assert "290,675,200" in plain


def test_a_terminal_without_such_signs():
    text = on_a_terminal(80, "sweep", *UNDER, "--chart", "multiplications", PYTHONIOENCODING="ascii")
    assert "300M +" in text
    assert text.isascii()


def test_a_grid_of_networks():
    text = run("mobilenet", "mobilenet_v2", "--set", "alpha=0.5,1", "--grid", "multiplications", "--units", "M")
    lines = [line.split() for line in text.splitlines()]
    assert ["network", "0.5", "1"] in lines
    assert ["MobileNet", "149.497", "568.740"] in lines
    assert ["MobileNetV2", "97.132", "300.774"] in lines


# What it says.


def test_json():
    data = json.loads(run(*UNDER, "--format", "json"))
    assert data["schema_version"] == 1
    assert data["networks"][0]["axes"] == {"alpha": ["0.25", "0.5", "0.75", 1], "resolution": [128, 160, 192, 224]}
    assert (data["points_in_all"], data["points_within_budgets"], len(data["points"])) == (16, 13, 13)
    assert data["front"]["goals"] == ["+alpha", "+resolution"]
    best = [tuple(each["values"].values()) for each in data["points"] if each["front"]]
    assert best == [("0.5", 224), ("0.75", 192), (1, 160)]


def test_the_front_of_networks_side_by_side():
    """Of these SqueezeNet has the fewest parameters and MobileNet the fewest multiplications; both beat ResNet-18."""
    text = run("squeezenet", "mobilenet", "resnet18")
    marked = [line.split()[0] for line in text.splitlines() if line.endswith("*")]
    assert marked == ["SqueezeNet", "MobileNet"]
    assert "--front -multiplications,-parameters" in text


def test_a_front_of_all_points_marks_none():
    text = run(*GRID)
    assert "Front" not in text
    assert "all 16 points" in text


def test_points_that_do_not_fit_are_rows_with_the_reason():
    found = rows("mobilenet", "--set", "alpha=0.01,1")
    assert [row["multiplications"] for row in found] == ["", "568740352"]
    assert "out is 0" in found[0]["error"]
    assert "1 of 2 points: the shapes do not fit" in run("mobilenet", "--set", "alpha=0.01,1")


def test_no_point_within_the_budgets():
    said = refused(*GRID, "--max-mults", "1M")
    assert "none of 16 points is within the budgets: at least 13,570,048 multiplications are needed" in said
    assert "alpha = 0.25, resolution = 128" in said
    assert "none of 1 points fits: alpha = 0.01" in refused("mobilenet", "--set", "alpha=0.01")


def test_variants_and_several_values_in_one_option():
    found = rows("mobilenet:alpha=0.5", "mobilenet:alpha=0.25,0.75", "--set", "resolution=128,160,classes=10")
    assert [(row["network"], row["alpha"], row["resolution"]) for row in found] == [
        ("MobileNet (classes=10, alpha=0.5)", "0.5", "128"),
        ("MobileNet (classes=10, alpha=0.5)", "0.5", "160"),
        ("MobileNet (classes=10)", "0.25", "128"),
        ("MobileNet (classes=10)", "0.75", "128"),
        ("MobileNet (classes=10)", "0.25", "160"),
        ("MobileNet (classes=10)", "0.75", "160"),
    ]
    assert {row["classes"] for row in found} == {"10"}


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("mobilenet:beta=1",), "no symbol 'beta'"),
        (("mobilenet:classes=10", "vgg16:alpha=1,classes=2"), "there is no symbol 'alpha' in vgg16.yaml"),
        (("mobilenet", "--columns", "flops"), "no quantity 'flops'"),
        (("mobilenet", "--grid", "parameters"), "nothing varies"),
        ((*GRID, "--set", "classes=1,2", "--grid", "parameters"), "3 vary: alpha, resolution, classes"),
        ((*GRID, "--grid", "parameters", "--chart", "parameters"), "two views"),
        ((*GRID, "--grid", "parameters", "--format", "csv"), "a grid is a table"),
        ((*GRID, "--chart", "parameters", "--format", "json"), "a chart is drawn as text or svg"),
        ((*GRID, "--chart", "parameters", "--over", "parameters"), "a quantity over itself"),
        ((*GRID, "--chart", "parameters", "--over", "depth"), "neither a swept symbol nor a quantity"),
        ((*GRID, "--over", "alpha"), "what a chart is over"),
        ((*GRID, "--engine", "dask", "--format", "plain"), "an engine and Parquet are of points that are written"),
        ((*GRID, "--grid", "parameters", "-o", "x.parquet"), "an engine and Parquet are of points that are written"),
        (("resnet50", "--set", "stride_in_1x1=true,false", "--chart", "parameters", "--over", "stride_in_1x1"),
         "its values are no numbers"),
    ],
)  # fmt: skip
def test_what_is_refused(args, says):
    assert says in refused(*args)


# The picture.


def test_the_svg_is_xml_with_a_mark_for_each_point():
    root = ElementTree.fromstring(run(*UNDER, "--format", "svg"))
    name = "{http://www.w3.org/2000/svg}"
    told = [each.text for each in root.iter(f"{name}title")]
    assert sum(": alpha " in text for text in told) == 13
    assert "resolution = 160: alpha 1, 290,675,200 multiplications" in told
    texts = [each.text for each in root.iter(f"{name}text")]
    assert {"300M", "0", "0.25", "1", "alpha", "multiplications"} <= set(texts)


def test_names_from_a_file_are_escaped(tmp_path):
    file = tmp_path / "odd.yaml"
    layers = "layers: [{conv: {out: out, kernel: 1}}]"
    file.write_text(f"name: '<b onload=\"x\">&'\ninput: [8, 8, 3]\nsymbols: {{out: 1}}\n{layers}\n")
    text = run(str(file), "--set", "out=1,2", "--format", "svg")
    ElementTree.fromstring(text)
    assert "<b onload" not in text
    assert "&lt;b onload" in text


def test_many_points_are_thinned_and_that_is_said(tmp_path):
    target = tmp_path / "many.svg"
    run("lenet5", "--set", "classes=1..1500", "-o", str(target))
    text = target.read_text()
    drawn = text.count("<circle")
    assert f"1,500 points drawn in {drawn - 1:,} places" in text  # one is in the legend
    assert drawn < 1000


def test_series_have_letters_and_places_of_several_a_sign_of_their_own():
    text = run("lenet5", "--set", "classes=2..40", "--chart", "parameters", "--over", "multiplications")
    assert "39 points in " in text
    assert "a LeNet-5" in text
    text = run("mobilenet", "--set", "alpha=0.5,1", "--set", "classes=1..30", "--chart", "multiplications")
    assert "z classes = 26" in text
    assert ". 4 more" in text
    assert "& several" in text


def test_what_does_not_vary_is_drawn_too():
    text = run("mobilenet", "--set", "alpha=0.5,1", "--chart", "bias_sums")
    assert "1000 ┤   a" in text


# Many points.


@pytest.mark.parametrize(
    "args",
    [
        ("-o", "x.json"),
        ("-o", "x.svg"),
        ("--chart", "parameters"),
        ("--format", "plain"),
        ("--format", "parquet"),
        ("-o", "x.csv"),
    ],
)
def test_a_million_million_points_are_neither_shown_nor_written(args):
    said = refused("mobilenet", "--set", "alpha=1..2..1/1000000", "--set", "resolution=1..1000000", *args)
    assert "1,000,001,000,000 points" in said


def test_many_points_are_written_and_summed_up(tmp_path):
    """Of the resolutions from 1 to 3000 those within a million multiplications, by single evaluations near the edge."""
    target = tmp_path / "x.csv"
    text = run("mobilenet", "--set", "resolution=1..3000", "--max-mults", "30M", "-o", str(target))
    edge = next(side for side in range(1, 300) if mobilenet(side) > 30_000_000)
    assert text.splitlines()[0] == f"{edge - 1} of 3,000 points are within --max-mults 30M"
    assert f"  resolution = {edge - 1}" in text
    written = list(csv.DictReader(target.read_text().splitlines()))
    assert [int(row["multiplications"]) for row in written[-2:]] == [mobilenet(edge - 2), mobilenet(edge - 1)]


def mobilenet(side):
    return load("mobilenet", resolution=side).evaluate().multiplications


def test_a_front_of_many_points(tmp_path):
    args = ("mobilenet", "--set", "alpha=0.25..1..1/100,resolution=100..200", "-o", str(tmp_path / "x.csv"))
    text = run(*args, "--front", "+alpha,-multiplications", "--columns", "parameters")
    assert "the front (--front +alpha,-multiplications)" in text
    assert "7,676 points are written" in text


def test_few_points_and_streamed_points_have_the_same_columns(tmp_path):
    """What is budgeted stands in both; the front is marked where all points are at hand."""
    args = ("mobilenet", "--set", "alpha=0.5,1", "--max-weights", "9MB")
    shown = rows(*args)
    run(*args, "--engine", "local", "-o", str(tmp_path / "streamed.csv"))
    with (tmp_path / "streamed.csv").open(encoding="utf-8") as file:
        streamed = list(csv.DictReader(file))
    assert [{key: value for key, value in row.items() if key != "front"} for row in shown] == streamed
    assert streamed[0]["weight_bytes"] == "5370144"  # 4*(1,331,592 + 21,888/2), the latter of Keras


def test_no_file_that_was_read_is_written_over(tmp_path, monkeypatch):
    """Neither one that the network extends, nor a convention."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.yaml").write_text("input: 8x8x4\nsymbols: {b: 1}\nlayers:\n  - conv: {out: b, kernel: 1}\n")
    (tmp_path / "ext.yaml").write_text("extends: own.yaml\nname: another\n")
    (tmp_path / "cv.yaml").write_text("operations: {conv: 1}\n")
    args = ("ext.yaml", "--set", "b=1,2", "--convention", "cv.yaml", "--format", "csv")
    for name in ("own.yaml", "ext.yaml", "cv.yaml"):
        assert "would write over the file that is read" in refused(*args, "-o", name)
    assert (tmp_path / "own.yaml").read_text().startswith("input")


@pytest.mark.parametrize(
    ("args", "code"), [(("alpha=1/1500..1..1/1500", "--max-mults", "1"), 1), (("alpha=-1..-3000..-1",), 3)]
)
def test_where_none_of_many_points_is_left_the_exit_code_says_so(tmp_path, args, code):
    with pytest.raises(ConvcalcError) as caught:
        run("mobilenet", "--set", "resolution=128,160", "--set", *args, "-o", str(tmp_path / "x.csv"))
    assert caught.value.exit_code == code


def test_a_value_that_no_network_takes_is_refused():
    assert "changes nothing" in refused("mobilenet:alpha=0.5", "--set", "alpha=1")
