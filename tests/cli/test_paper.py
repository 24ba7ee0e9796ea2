"""``convcalc summary --paper``: the tables of the papers in every format and width, beside what is in print."""

import csv
import io
import json
import re

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from cli.latex import well_formed
from cli.terminal import on_a_terminal
from convcalc.algebra.writing import ascii_only
from convcalc.cli import cli

FAMILY = ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152")
VGG = ("vgg11", "vgg13", "vgg16", "vgg19")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)


def result(*args):
    return CliRunner().invoke(cli, ["summary", "--paper", *args], catch_exceptions=False)


def run(*args):
    done = result(*args)
    assert done.exit_code == 0, done.output
    return done.stdout


def failing(*args):
    """What is said of a command that fails, and its exit code."""
    with pytest.raises(Exception) as error:  # noqa: PT011
        CliRunner().invoke(cli, ["summary", *args], catch_exceptions=False)
    return str(error.value), error.value.exit_code


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown", "latex"])
def test_formats(form):
    same_as(f"paper.{form}", run("googlenet", "--with-printed", "--format", form))
    same_as(f"paper.family.{form}", run(*FAMILY, "--format", form))


@pytest.mark.parametrize("columns", [40, 80, 100, 140, 160])
def test_tables_fold_to_the_width_and_lose_nothing(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    for name, networks in {"paper": ("googlenet", "--with-printed"), "paper.family": FAMILY, "paper.vgg": VGG}.items():
        text = run(*networks, "--format", "table")
        assert max(map(len, text.splitlines())) <= columns
        assert set(re.findall(r"[0-9][\w×./]+", run(*networks))) <= set(re.findall(r"[0-9][\w×./]+", text))
        same_as(f"{name}.{columns}.txt", text)


def test_what_differs_from_print_is_marked_and_explained():
    text = run("googlenet", "--with-printed")
    assert re.search(r"(?m)^convolution +7×7/2 +112×112×64 +1 +9\.1K  ≠ +2\.7K \(1\)   118M  ≠ +34M \(2\)$", text)
    assert re.search(r"(?m)^inception \(3a\) .* 159K +159K +128M +128M$", text)
    assert "132 of 144 cells in print agree, those that do not are marked ≠" in text
    assert "(1) conv1, params: 2.7K in print, 9,408 here: 9,408 weights in 64 filters of 7x7x3" in text
    assert "columns without 'in print' read in print as here\n" in text
    assert text.count("in print") == 2 + 3 + 12  # two columns, the legend, a note for each


def test_what_is_shown_of_print_is_told(tmp_path):
    """Where no column differs, and where a column is not in print at all."""
    assert run(*FAMILY, "--with-printed").endswith("cells in print agree\nall columns read in print as here\n")
    own = PRINTED.replace("weights: weights}", "weights: weights, twice: 2*weights, thrice: 3*weights}")
    (tmp_path / "net.yaml").write_text(own.replace("109", "108"), encoding="utf-8")
    assert "all columns read in print as here, but for twice, thrice: not in print" in run("net.yaml", "--with-printed")
    unlike = own.replace("[conv, 109]", "{weights: {printed: 109, erratum: one too many}}")
    (tmp_path / "net.yaml").write_text(unlike, encoding="utf-8")
    assert "\nnot in print: name, twice, thrice\n" in run("net.yaml", "--with-printed")


def test_nothing_of_print_without_the_option():
    assert "in print" not in run("googlenet")
    assert "34M" not in run("googlenet", "--format", "json")


def test_what_differs_stands_out_on_a_terminal():
    text = on_a_terminal(160, "summary", "--paper", "googlenet", "--with-printed")
    assert "\x1b[1;33m≠  2.7K (1)\x1b[0m" in text


def test_the_whole_table_in_plain_signs():
    """Each sign takes the place of one, so that the columns stay below each other."""
    text = run("alexnet", "--with-printed")
    table = [line for line in text.splitlines()[3:] if not line.startswith("(") and "agree" not in line]
    assert [len(ascii_only(line)) for line in table] == [len(line) for line in table]
    assert "!=224x224x3 (1)" in ascii_only(text)
    assert "[3x3, 64] x 2" in ascii_only("⎡3×3, 64⎤ × 2")
    assert "[3x3, 64]x2" in ascii_only("⎡3×3, 64⎤×2")


def test_a_table_that_goes_on_below_tells_its_rows_apart(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    first, second = run("googlenet", "--format", "table").split("\n\n")[1:]
    assert re.search(r"(?m)^convolution  .*7×7/2", first)
    assert re.search(r"(?m)^convolution \(conv1\)  ", second)
    rows = [line.split("  ")[0] for line in second.splitlines()[3:]]
    assert len(rows) == len(set(rows)) == 19
    first, second = run(*FAMILY, "--format", "table").split("\n\n")[1:]
    assert re.search(r"(?m)^conv2_x \(pool1\)  3×3 max pool, stride 2$", second)  # in one line, there is room
    assert "152-layer" in second


def test_a_list_that_two_networks_share_is_there_as_a_whole(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("NO_COLOR", "1")
    text = run("resnet18", "resnet34:units2=2", "--format", "table")
    assert re.search(r"(?m)^conv2_x     56×56 {17}⎡3×3, 64⎤ × 2\n {30,}⎣3×3, 64⎦$", text)


def test_numbers_stand_in_the_column_of_each_network():
    text = run("googlenet", "googlenet:separable=true")
    assert re.search(r"(?m)^convolution +3×3/1 +56×56×192 +2 +2 +64 +192 +112K +112K +360M +360M$", text)


def test_what_differs_of_variants_is_called_by_what_is_set_in_them():
    text = run("googlenet", "googlenet:separable=true")
    assert re.search("params  params, separable=true   ops  ops, separable=true\n", text)
    assert text.count("params = weights in K of 1,024, further digits cut") == 1
    assert text.count("ops = multiplications in M of 1,000,000, rounded") == 1
    one = run("googlenet:separable=true", "googlenet:classes=10")
    assert "params, GoogLeNet (separable=true)" in one


def test_exact_integers_in_json_and_csv():
    report = json.loads(run("googlenet", "--with-printed", "--format", "json"))
    assert report["schema_version"] == 1
    (data,) = report["tables"]
    assert data["columns"][-2] == {"header": "params", "network": None, "unit": "K", "worth": 1024, "digits": "cut"}
    params, ops = data["rows"][0]["cells"][-2:]
    assert (params["value"], params["text"], params["printed"], params["agrees"]) == (9408, "9.1K", "2.7K", None)
    assert data["rows"][4]["cells"][-2] == {
        "value": 163328, "text": "159K", "printed": "159K", "agrees": "cut", "erratum": ""}  # fmt: skip
    assert data["rows"][0]["cells"][2]["value"] == [112, 112, 64]
    rows = list(csv.DictReader(io.StringIO(run("googlenet", "--with-printed", "--format", "csv"))))
    assert (rows[0]["params"], rows[0]["params in print"], rows[0]["differs"]) == ("9408", "2.7K", "params; ops")
    assert (rows[0]["ops"], rows[0]["output size"]) == (str(ops["value"]), "112x112x64")
    assert rows[1]["differs"] == ""


def test_each_network_has_its_column_in_json():
    (data,) = json.loads(run(*FAMILY, "--format", "json"))["tables"]
    assert [column["network"] for column in data["columns"]] == [
        None, None, "ResNet-18", "ResNet-34", "ResNet-50", "ResNet-101", "ResNet-152"]  # fmt: skip


@pytest.mark.parametrize("networks", [("googlenet",), ("alexnet",), ("squeezenet",), ("mobilenet",), FAMILY, VGG])
def test_latex_is_well_formed(networks):
    code = well_formed(run(*networks, "--with-printed", "--format", "latex"))
    for command in (r"\toprule", r"\midrule", r"\bottomrule"):
        assert code.count(command) == 1


def test_latex_of_a_table_of_rows_is_well_formed(tmp_path):
    run_rows = CliRunner().invoke(cli, ["summary", "lenet5", "-o", "rows.tex"], catch_exceptions=False)
    assert run_rows.exit_code == 0
    code = well_formed((tmp_path / "rows.tex").read_text(encoding="utf-8"))
    assert code.count(r"\midrule") == 2  # below the headers, and above the total


def test_a_caption_is_short_and_the_notes_stand_below():
    code = well_formed(run("squeezenet", "--with-printed", "--format", "latex"))
    caption = r"\caption{SqueezeNet: Iandola et al. 2016, SqueezeNet, Table 1 (v1.0)}\label{tab:squeezenet}"
    assert caption in code
    assert "\\small\n\\begin{tabular}" in code  # of 16 columns
    above, notes = code.split("\\begin{flushleft}\\footnotesize\n")
    assert "squeezenet.yaml" not in above
    assert notes.startswith("squeezenet.yaml (bundled), input 227$\\times$227$\\times$3\\\\\n")
    assert "columns as in lecture 5, `Table 1: SqueezeNet architectural dimensions'" in notes
    assert "13$\\times$12$\\times$512 in print, 13$\\times$13$\\times$512 here" in notes


def test_a_caption_of_a_family_names_its_source_once():
    code = run(*VGG, "--format", "latex")
    assert r"\caption{VGG-11, VGG-13, VGG-16, VGG-19: Simonyan and Zisserman 2014, Table 1}" in code
    assert "VGG-11: Simonyan and Zisserman 2014, Very Deep Convolutional Networks" in code
    assert "\\small" not in code
    assert r"He et al. 2015, Deep Residual Learning for Image Recognition, Table 1}\label{tab:resnet-18-" in run(
        *FAMILY, "--format", "latex"
    )


def test_a_table_of_many_rows_goes_on_over_pages(tmp_path):
    done = CliRunner().invoke(cli, ["summary", "resnet50", "--format", "latex"], catch_exceptions=False)
    assert done.stdout.startswith("% needs the packages booktabs, longtable and amsmath\n")
    code = well_formed(done.stdout)
    assert r"\label{tab:resnet-50} \\" in code
    assert code.count("Layer & Type") == 2  # on the first page, and on all others
    assert r"\begin{table}" not in code


HOSTILE = r"""
input: 8x8x3
paper:
  source: '\\input{x} 100% & $'
  columns: {'[2pt]': "'[{out}]_#'", 'a & b': "'~^ {out}'", '*': word}
layers:
  - conv: {out: 4, kernel: 3}
"""


def test_latex_leaves_the_signs_of_a_file_alone(tmp_path):
    (tmp_path / "net.yaml").write_text(HOSTILE, encoding="utf-8")
    code = well_formed(run("net.yaml", "--format", "latex").replace(r"\textbackslash{}", "").replace(
        r"\textasciitilde{}", "").replace(r"\textasciicircum{}", ""))  # fmt: skip
    assert "{}[2pt] & a \\& b & *" in code
    assert "input\\{x\\} 100\\% \\& \\$" in code


@pytest.mark.parametrize("form", ["plain", "markdown", "latex"])
def test_networks_of_other_papers_have_tables_of_their_own(form):
    both = run("mobilenet", "resnet18", "alexnet", "resnet34", "--format", form)
    tables = (run(*names, "--format", form) for names in (("mobilenet",), ("resnet18", "resnet34"), ("alexnet",)))
    assert both == "\n".join(tables)


def test_the_variant_of_the_table_is_told():
    assert "input 227x227x3, with groups = 1, norm_first = false" in run("alexnet")
    assert "with groups = 2, norm_first = false" in run("alexnet", "--set", "groups=2")
    assert re.search(r"34M +34M", run("googlenet", "--with-printed", "--set", "separable=true"))


OTHERS = "what is in print is of the file's own input and symbols, and is not compared with others"


@pytest.mark.parametrize("more", [["--set", "separable=true"], ["--in", "320x320x3"], ["--set", "classes=K"]])
def test_what_is_in_print_is_not_compared_with_another_variant(more):
    text = run("googlenet", "--with-printed", *more)
    assert "≠" not in text
    assert "cells in print agree" not in text
    assert text.splitlines().count(OTHERS) == 1
    assert "2.7K" in text
    (data,) = json.loads(run("googlenet", "--with-printed", *more, "--format", "json"))["tables"]
    assert data["rows"][0]["cells"][-2]["printed"] == "2.7K"
    assert "agrees" not in data["rows"][0]["cells"][-2]


@pytest.mark.parametrize("more", [["--set", "separable=false"], ["--in", "224x224x3"], ["--set", "classes=1000"]])
def test_a_variant_that_is_the_one_in_print_is_compared(more):
    assert "132 of 144 cells in print agree" in run("googlenet", "--with-printed", *more)
    assert "in print agree" in run("alexnet", "--with-printed", "--set", "groups=1")
    assert OTHERS in run("alexnet", "--with-printed", "--set", "groups=2")


def test_a_variant_stands_behind_a_colon():
    text = run("mobilenet", "mobilenet:alpha=0.5", "--with-printed")
    assert "MobileNet (alpha=0.5): Howard" in text
    assert re.search(r"(?m)^Conv / s1 .* 7×7×512 .* 7×7×256", text)
    assert "84 of 85 cells in print agree" in text
    assert OTHERS.replace("print is", "print of MobileNet (alpha=0.5) is") in text
    small = run("mobilenet:alpha=0.5,in=160x160x3")
    assert "80×80×16" in small
    assert small == run("mobilenet:alpha=0.5", "--in", "160x160x3").replace("(alpha=0.5)", "(alpha=0.5, in=160x160x3)")


def test_a_summary_of_a_variant_behind_a_colon():
    plain = [CliRunner().invoke(cli, ["summary", *args], catch_exceptions=False).stdout for args in (
        ["mobilenet:alpha=0.5,in=160x160x3"], ["mobilenet", "--set", "alpha=0.5", "--in", "160x160x3"])]  # fmt: skip
    assert plain[0] == plain[1]
    assert "1,331,592" in plain[0]  # parameters of the half width: Howard et al. 2017 print 1.3 million


def test_another_input():
    text = run("mobilenet", "--in", "160x160x3")
    assert "80×80×32" in text
    assert "7×7×1024" not in text


def test_names_in_the_place_of_numbers():
    text = run("resnet50", "--in", "HxWx3", "--assume", "H=32n,W=32n")
    assert re.search(r"(?m)^conv5_x +n x n ", text)
    assert "assuming" in run("googlenet", "--in", "HxWx3")


PRINTED = """
input: 8x8x3
paper: {columns: {name: label, weights: weights}}
layers:
  - conv: {out: 4, kernel: 3}
    expect: [conv, 109]
"""


def test_a_figure_that_does_not_hold_fails(tmp_path):
    (tmp_path / "net.yaml").write_text(PRINTED, encoding="utf-8")
    says, code = failing("--paper", "--with-printed", "net.yaml")
    assert code == 1
    assert "net.yaml:6:20: conv: weights is 109 in print and 108 here" in says
    assert "108" in run("net.yaml")  # what is in print is not asked for
    known = PRINTED.replace("109", "{printed: 109, erratum: one too many}")
    (tmp_path / "net.yaml").write_text(known, encoding="utf-8")
    assert "(1) conv, weights: 109 in print, 108 here: one too many" in run("net.yaml", "--with-printed")
    assert "≠" not in run("net.yaml", "--with-printed", "--in", "9x9x3")


SEVERAL = PRINTED.replace(
    "109",
    """[{printed: 109, source: slides, erratum: one too many},
                    {printed: 108, source: paper}, {printed: 108, source: errata}]""",
)


def test_a_cell_with_figures_of_several_sources(tmp_path):
    (tmp_path / "net.yaml").write_text(SEVERAL, encoding="utf-8")
    text = run("net.yaml", "--with-printed")
    assert re.search(r"(?m)^conv +108  ≠ 109 \(1\), 108$", text)
    assert "1 of 2 cells in print agree" in text
    assert "(1) conv, weights: 109 in print (slides), 108 here: one too many" in text
    assert run("net.yaml", "--with-printed", "--format", "csv").splitlines()[1] == 'conv,108,"109, 108",weights'
    (data,) = json.loads(run("net.yaml", "--with-printed", "--format", "json"))["tables"]
    cell = data["rows"][0]["cells"][1]
    assert (cell["printed"], cell["agrees"]) == ("109", None)
    assert [(each["printed"], each["agrees"], each["source"]) for each in cell["sources"]] == [
        ("109", None, "slides"), ("108", "exact", "paper"), ("108", "exact", "errata")]  # fmt: skip
    (tmp_path / "net.yaml").write_text(SEVERAL.replace("source: errata", "K: 1024"), encoding="utf-8")
    assert "1 of 2" in run("net.yaml", "--with-printed")
    (tmp_path / "net.yaml").write_text(SEVERAL.replace("printed: 108", "printed: 107", 1), encoding="utf-8")
    says, code = failing("--paper", "--with-printed", "net.yaml")
    assert code == 1
    assert "net.yaml:7:31: conv: weights is 107 in print and 108 here" in says


def test_a_table_that_is_not_in_print(tmp_path):
    (tmp_path / "net.yaml").write_text(PRINTED[: PRINTED.index("    expect")], encoding="utf-8")
    assert "in print: nothing, the files have no figures of this table" in run("net.yaml", "--with-printed")


def test_a_sign_that_steers_a_terminal_is_written_out(tmp_path):
    steering = PRINTED.replace("name: label", r'"a\eb": "{out} \e[2J\n x"')
    (tmp_path / "net.yaml").write_text(steering.replace("[conv, 109]", "['4 x', 108]"), encoding="utf-8")
    assert "\x1b" not in run("net.yaml")
    assert r"4 \u001b[2J x" in run("net.yaml")


@pytest.mark.parametrize(
    ("args", "says", "hint"),
    [
        (
            ["--paper", "lenet5"],
            "lenet5.yaml describes no table of a paper",
            "one of alexnet, googlenet, mobilenet, res",
        ),
        (["--paper", "lenet5"], "lenet5.yaml describes no table of a paper", "paper: {columns: {type: label"),
        (["--paper", "mobilenet:alpha="], "mobilenet:alpha= is not a name and a value", "try mobilenet:classes=10"),
        (["mobilenet:alfa=1"], "has no symbol 'alfa'", "alpha"),
        (["--paper", "alexnet", "googlenet", "--format", "csv"], "2 tables of other columns", "or --format json"),
        (["alexnet", "googlenet"], "2 files are given, and one is expected", "--paper, or convcalc compare"),
        (["alexnet", "--with-printed"], "--with-printed is for the table of a paper", "--paper --with-printed"),
        (["--paper", "alexnet", "--depth", "1"], "--depth is not for them", "one of the two"),
        (["--paper", "alexnet", "--memory"], "--memory is not for them", "one of the two"),
        (["--paper", "alexnet", "--layout", "chw"], "--layout is not for them", "one of the two"),
        (["--paper", "googlenet", "--set", "group=1"], "has no symbol 'group'", "one of aux"),
        (["--paper", "alexnet", "-o", "x.pdf"], "names no format", ".tex"),
    ],
)
def test_what_is_asked_wrongly(args, says, hint):
    text, code = failing(*args)
    assert code == 2
    assert says in text
    assert hint in text
