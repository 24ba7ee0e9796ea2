"""``convcalc convolve``: the worked examples of the lectures as they are printed, in every format and width."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from cli.latex import compiles
from cli.terminal import on_a_terminal
from convcalc.cli import cli
from convcalc.errors import ConvcalcError, DocumentError, ShapeError, UsageError
from convcalc.numeric.worked.kernels import KERNELS
from convcalc.numeric.worked.matrices import read_kernel

FORMS = ("plain", "json", "csv", "markdown", "latex")
# Lecture 1, 'Convolution Layer': the grid and its filter of names.
GRID = ("-i", "2 4 1 3 4; 5 1 5 6 1; 3 1 2 3 2; 4 3 1 2 3; 2 2 1 2 4", "-k", "w00 w01 w02; w10 w11 w12; w20 w21 w22")
# Lecture 2, 'Convolution - example': the filter is the named kernel 'edge'.
EDGES = ("-i", "3 0 1 2 7 4; 1 5 8 9 3 1; 2 7 2 5 1 3; 0 1 3 1 7 8; 4 2 1 6 2 8; 2 4 5 2 3 9", "-k", "edge")
EDGES_OUT = [[-5, -4, 0, 8], [-10, -2, 2, 3], [0, -2, -4, -7], [-3, -2, -3, -16]]
# Lecture 5, 'Convolution operation': the animation.
ANIMATION = ("-i", "3 3 2 1 0; 0 0 1 3 1; 3 1 2 2 3; 2 0 0 2 2; 2 0 0 0 1", "-k", "0 1 2; 2 2 0; 0 1 2")
# Dumoulin and Visin 2016, figure 4.5: a 2x2 input, stretched by stride 2. Output[1,1] sees the 1 under the middle.
FIGURE = ("-i", "1 2; 3 4", "-k", "1 2 3; 4 5 6; 7 8 9", "--transpose", "--stride", "2")
# By hand: filter 1 is 1*1 + 4*1 = 5 on channel 1 and 5 + 6 + 7 + 8 = 26 on channel 2, with the bias 32; filter 2 is
# 2*5 + 2*6 - 2*7 + 2*8 = 24 on channel 2, with the bias 26.5.
CHANNELS = ("-i", "1 2; 3 4 | 5 6; 7 8", "-k", "1 0; 0 1 | 1 1; 1 1 || 0 0; 0 0 | 2 2; -2 2", "--bias", "1,5/2")


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for variable in ("COLUMNS", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(variable, raising=False)


def invoke(*args, **more):
    return CliRunner().invoke(cli, ["convolve", *args], catch_exceptions=False, **more)


def run(*args, **more):
    result = invoke(*args, **more)
    assert result.exit_code == 0, result.output
    return result.stdout


def report(*args, **more):
    return json.loads(run(*args, "--format", "json", **more))


# What is printed.


@pytest.mark.parametrize("form", FORMS)
def test_formats(form):
    same_as(f"convolve.{form}", run(*EDGES, "--at", "0,0", "--format", form))


@pytest.mark.parametrize("columns", [40, 80])
def test_pages_fold_to_the_width_and_lose_nothing(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("NO_COLOR", "1")
    text = run(*ANIMATION, "--steps", "--format", "table")
    assert max(map(len, text.splitlines())) <= columns
    assert sorted(re.findall(r"\S+", text)) == sorted(re.findall(r"\S+", run(*ANIMATION, "--steps")))
    same_as(f"convolve.{columns}.txt", text)


@pytest.mark.parametrize(
    ("name", "args"),
    [("names", GRID), ("transpose", (*FIGURE, "--at", "1,1")), ("channels", (*CHANNELS, "--steps"))],
)
@pytest.mark.parametrize("form", ["plain", "latex"])
def test_other_pages(name, args, form):
    same_as(f"convolve.{name}.{form}", run(*args, "--format", form))


@pytest.mark.parametrize("args", [GRID, EDGES, ANIMATION, FIGURE, CHANNELS])
def test_a_page_in_a_file_is_the_page_at_full_width(args, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    plain = run(*args, "--steps")
    assert run(*args, "--steps", "-o", "page.txt") == ""
    assert Path("page.txt").read_text(encoding="utf-8") == plain


# The sums of the lectures.


def test_sums_of_names_are_written_as_the_first_lecture_writes_them():
    text = run(*GRID, "--steps")
    for line in (
        "O[0,0] = 2×w00 + 4×w01 + 1×w02 + 5×w10 + 1×w11 + 5×w12 + 3×w20 + 1×w21 + 2×w22",
        "O[0,1] = 4×w00 + 1×w01 + 3×w02 + 1×w10 + 5×w11 + 6×w12 + 1×w20 + 2×w21 + 3×w22",
        "O[0,2] = 1×w00 + 3×w01 + 4×w02 + 5×w10 + 6×w11 + 1×w12 + 2×w20 + 3×w21 + 2×w22",
    ):
        assert line in text.splitlines()


def test_sums_of_numbers_have_negative_factors_in_brackets():
    # The same products as in lecture 2, row by row; there they stand column by column.
    assert "O[0,0] = 3×1 + 0×0 + 1×(−1) + 1×1 + 5×0 + 8×(−1) + 2×1 + 7×0 + 2×(−1) = −5" in run(*EDGES, "--at", "0,0")


def test_every_position_has_its_window_and_its_sum():
    text = run(*ANIMATION, "--steps")
    sums = re.findall(r"^O\[(\d),(\d)\] = .* = (\d+)$", text, re.MULTILINE)
    windows = re.findall(r"^O\[(\d),(\d)\]: input\[(\d:\d),(\d:\d)\] times the kernel$", text, re.MULTILINE)
    # Lecture 5 prints this output under each frame.
    assert [int(value) for *_, value in sums] == [12, 12, 17, 10, 17, 19, 9, 6, 14]
    assert windows == [(str(i), str(j), f"{i}:{i + 3}", f"{j}:{j + 3}") for i in range(3) for j in range(3)]
    frames = text.split("\n\n")[1:-1]
    assert len(frames) == 9
    assert all(frame.count("[") == 9 + 1 + 3 for frame in frames)  # window, output so far; two names and the slices


def test_one_position():
    text = run(*ANIMATION, "--at", "1,2")
    assert text.count(" times the kernel") == 1
    assert " 3  1 [2][2][3]" in text
    assert "O[1,2] = 1×0 + 3×1 + 1×2 + 2×2 + 2×2 + 3×0 + 0×0 + 2×1 + 2×2 = 19" in text
    for written in ("(1,2)", "[1, 2]", " 1 , 2 "):
        assert run(*ANIMATION, "--at", written) == text


def test_each_channel_has_a_sum_of_its_own():
    text = run(*CHANNELS, "--at", "0,0")
    for line in (
        "O[0,0] of filter 1: input[0:2,0:2] times the kernel",
        "channel 1: 1×1 + 2×0 + 3×0 + 4×1 = 5",
        "channel 2: 5×1 + 6×1 + 7×1 + 8×1 = 26",
        "O[0,0] = 5 + 26 + 1 = 32",
        "channel 2: 5×2 + 6×2 + 7×(−2) + 8×2 = 24",
        "O[0,0] = 0 + 24 + 2.5 = 26.5",
    ):
        assert line in text.splitlines()


def test_an_activation_is_shown_behind_the_sum():
    lines = run("-i", "1 2; 3 4", "-k", "1 0; 0 -2", "--activation", "relu", "--at", "0,0").splitlines()
    # 1 - 8 = -7
    at = lines.index("O[0,0] = 1×1 + 2×0 + 3×0 + 4×(−2) = −7")
    assert lines[at + 1] == "relu(−7) = 0"
    assert "before relu: −7" in lines


def test_fractions_and_what_rounding_would_print():
    text = run("-i", "1 2; 3 4", "-k", "1/4 1/4; 1/4 1/4")
    assert " 2.5" in text.splitlines()
    assert "exact; rounded to whole numbers: 3 with halves up, 2 with halves to the even number" in text
    assert " 10/3" in run("-i", "1 2; 3 4", "-k", "1/3 1/3; 1/3 1/3").splitlines()


# What comes in.


def test_named_kernels_are_listed_and_are_those_that_are_slid():
    listed = dict(re.split(r"\s{2,}", line) for line in run("--kernels").splitlines())
    assert listed == KERNELS
    assert listed["edge"] == "1 0 -1; 1 0 -1; 1 0 -1"  # lecture 2
    for word, written in listed.items():
        assert report("-i", "1 2 3; 4 5 6; 7 8 9", "-k", word) == report("-i", "1 2 3; 4 5 6; 7 8 9", "-k", written)


@pytest.mark.parametrize(
    "word", [word for word in KERNELS if word not in ("identity", "sharpen", "blur", "gaussian", "emboss")]
)
def test_kernels_of_edges_see_nothing_on_a_flat_map(word):
    assert sum(read_kernel(KERNELS[word], "--kernel").flat) == 0


@pytest.mark.parametrize("word", ["identity", "sharpen", "blur", "gaussian", "emboss"])
def test_the_other_kernels_leave_a_flat_map_as_it_is(word):
    assert sum(read_kernel(KERNELS[word], "--kernel").flat) == 1


def test_a_matrix_from_standard_input():
    for text in ("1 2 3\n4 5 6\n7 8 9\n", "1,2,3\r\n4,5,6\r\n7,8,9", "1 2 3; 4 5 6; 7 8 9"):
        assert run("-i", "-", "-k", "sharpen", input=text) == run("-i", "1 2 3; 4 5 6; 7 8 9", "-k", "sharpen")
    assert run("-i", "1 2; 3 4", "-k", "-", input="1 0\n0 1\n") == run("-i", "1 2; 3 4", "-k", "1 0; 0 1")


def test_matrices_from_files_and_back():
    Path("x.csv").write_text(run(*EDGES, "--format", "csv"))
    assert list(csv.reader(io.StringIO(Path("x.csv").read_text()))) == [list(map(str, row)) for row in EDGES_OUT]
    assert report("-i", "x.csv", "-k", "1")["output"] == [EDGES_OUT]
    Path("k.json").write_text(json.dumps([[1, 0, -1]] * 3))
    assert report(*EDGES[:2], "-k", "k.json")["output"] == [EDGES_OUT]


def test_the_layout_turns_arrays_around():
    channels_first = [[[1, 2], [3, 4]], [[5, 6], [7, 8]]]
    Path("x.json").write_text(json.dumps(channels_first))
    Path("k.json").write_text(json.dumps([[[[1, 0], [0, 1]], [[1, 1], [1, 1]]]]))
    found = report("-i", "x.json", "-k", "k.json", "--layout", "chw")
    assert found["input"] == channels_first
    assert found["output"] == [[[5 + 26]]]


def test_options_of_the_window():
    x = ("-i", "1 2 3; 4 5 6; 7 8 9", "-k", "1 1; 1 1")
    # 1 + 3 + 7 + 9 for a dilation of 2; rows 0 and 2 of the zero-padded grid for a stride of 2.
    assert report(*x, "--dilation", "2")["output"] == [[[20]]]
    assert report(*x, "--padding", "1", "--stride", "2")["output"] == [[[1, 5], [11, 28]]]
    assert report(*x, "-p", "0,1,0,1", "-s", "1,2")["output"] == [[[12, 9], [24, 15], [15, 9]]]
    assert report(*x, "-p", "full")["output"][0][0] == [1, 3, 5, 3]
    # Turned by 180 degrees: 1*4 + 2*3 + 4*2 + 5*1
    assert report("-i", "1 2; 4 5", "-k", "1 2; 3 4", "--flip")["output"] == [[[23]]]
    assert report("-i", "1 2 | 3 4", "-k", "1 1", "--depthwise")["output"] == [[[3]], [[7]]]


def test_json_holds_the_problem_and_its_steps():
    found = report(*EDGES, "--at", "1,2")
    assert found["schema_version"] == 1
    assert (found["operation"], found["layer"]["type"], found["layer"]["fields"]["kernel"]) == (
        "convolve",
        "conv",
        [3, 3],
    )
    assert found["kernel"] == [[[[1, 0, -1]] * 3]]
    assert found["sums"] == found["output"] == [EDGES_OUT]
    (step,) = found["steps"]
    assert (step["at"], step["filter"], step["window"], step["sum"]) == ([1, 2], 0, "input[1:4,2:5]", 2)
    assert sum(x * w for x, w in step["products"][0]) == 2
    assert "steps" not in report(*EDGES)
    assert report("-i", "1 2", "-k", "1/3 1/2")["output"] == [[["4/3"]]]


def test_json_holds_the_direct_convolution_of_a_transposed_one():
    found = report(*FIGURE)
    stretched = [[0] * 7, [0] * 7, [0, 0, 1, 0, 2, 0, 0], [0] * 7, [0, 0, 3, 0, 4, 0, 0], [0] * 7, [0] * 7]
    assert found["equivalent"] == {
        "input": [stretched],
        "kernel": [[[[9, 8, 7], [6, 5, 4], [3, 2, 1]]]],
        "stride": 1,
        "dilation": [1, 1],
    }
    # Each corner is one product, the middle all four: 9*1 + 7*2 + 3*3 + 1*4.
    output = found["output"][0]
    assert [output[0][0], output[0][4], output[4][0], output[4][4], output[2][2]] == [1, 6, 21, 36, 36]


# Files and the terminal.


@pytest.mark.parametrize(
    ("ending", "form"),
    [("json", "json"), ("csv", "csv"), ("md", "markdown"), ("tex", "latex"), ("txt", "plain"), ("TEX", "latex")],
)
def test_the_ending_of_a_file_chooses_the_format(ending, form):
    assert run(*EDGES, "--steps", "-o", f"page.{ending}") == ""
    written = Path(f"page.{ending}").read_text(encoding="utf-8")
    assert written.rstrip("\n") == run(*EDGES, "--steps", "--format", form).rstrip("\n")


LATEX = [
    GRID,
    EDGES,
    FIGURE,
    CHANNELS,
    ("-i", "1/3 2; 3 -4/7", "-k", "-1/3"),
    ("-i", "a b_1; c_x_2 d", "-k", "w00 alpha; beta_1 w_1_1", "--bias", "b"),
    ("-i", "-20 2; 3 4", "-k", "1", "--activation", "sigmoid"),
    ("-i", "-20 2; 3 4", "-k", "1/2", "--activation", "leaky_relu"),
    ("-i", "1 2 3 4 5", "-k", "1 0 -1", "--padding", "same", "--flip"),
]


@pytest.mark.parametrize("args", LATEX)
@pytest.mark.parametrize("steps", [[], ["--steps"]])
def test_latex_is_balanced(args, steps):
    compiles(run(*args, *steps, "--format", "latex"))


def test_latex_is_the_equation_of_the_slide():
    text = run(*ANIMATION, "--at", "0,0", "--format", "latex")
    found = re.findall(r"begin\{bmatrix\} (.*?) \\end", text)
    matrices = ["; ".join(" ".join(row.replace("&", "").split()) for row in each.split(r"\\")) for each in found]
    assert matrices == [*ANIMATION[1::2], "12 12 17; 10 17 19; 9 6 14"]
    assert r"O_{0,0} &= 3\times 0 + 3\times 1 + 2\times 2" in text


def test_latex_of_more_than_ten_columns_says_so():
    text = run("-i", " ".join(["1"] * 11), "-k", "1", "--format", "latex")
    compiles(text)
    assert r"\setcounter{MaxMatrixCols}{11}" in text  # amsmath takes ten
    assert "MaxMatrixCols" not in run("-i", " ".join(["1"] * 10), "-k", "1", "--format", "latex")


def unmarked(text):
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def marked(text):
    """What stands out in the matrices of a page."""
    return re.findall(r"\x1b\[1;7m(.*?)\x1b\[0m", text)


def test_a_terminal_shows_the_window_and_the_new_cell():
    text = on_a_terminal(80, "convolve", *ANIMATION, "--at", "0,2")
    assert marked(text) == ["[2]", "[1]", "[0]", "[17]", "[1]", "[3]", "[1]", "[2]", "[2]", "[3]"]
    assert unmarked(text).replace("\r\n", "\n") == run(*ANIMATION, "--at", "0,2")


def test_a_narrow_terminal_folds():
    text = unmarked(on_a_terminal(40, "convolve", *ANIMATION, "--at", "0,2"))
    assert max(map(len, text.splitlines())) <= 40


def test_no_color_is_obeyed():
    assert "\x1b" not in on_a_terminal(80, "convolve", *ANIMATION, "--at", "0,2", NO_COLOR="1")


def test_a_terminal_shows_the_new_cell_by_its_name():
    text = on_a_terminal(80, "convolve", "-i", "1 2 3", "-k", "a b", "--at", "1")
    assert marked(text) == ["[2]", "[3]", "[O[1]]"]


# What goes wrong.


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        ("-i 1 -k shrpen", 2, "did you mean sharpen?"),
        ("-i 1 -k nowhere.csv", 3, "there is no file nowhere.csv"),
        ("-i 1,,2 -k 1", 3, "--input:1:3: there is a comma"),
        ("-i 1;2 -k 1|1", 3, "the kernel has 2 channels, and 1 is needed"),
        ("-i 1;2 -k 1;2;3", 3, "the kernel is larger than its input"),
        ("-i 1;2 -k 1 --at 0", 2, "--at 0 is no position"),
        ("-i 1;2 -k 1 --at x,y", 2, "--at x,y is no position"),
        ("-i 1;2 -k 1 --at 2,0", 2, "--at 2,0 is outside the output of 2x1"),
        ("-i 1;2 -k 1 --at -1,0", 2, "--at -1,0 is no position"),
        ("-i 1;2 -k 1 --bias 1,2", 2, "2 biases"),
        ("-i 1;2 -k 1 --bias x/2", 2, "--bias: 'x/2' is no number"),
        ("-i 1;2 -k 1 --output-padding 1", 2, "--transpose"),
        ("-i 1;2 -k 1 --transpose --depthwise", 2, "depthwise or transposed"),
        ("-i 1;2 -k 1 --stride 0", 2, "stride is 0: the least is 1"),
        ("-i 1;2 -k 1 --stride 1.5", 2, "a whole number is expected"),
        ("-i a;2 -k 1 --activation relu", 2, "relu needs numbers"),
        ("-i 1;2 -k 1 -o page.xlsx", 2, "names no format"),
        ("-i 1;2 -k 1 -o nowhere/page.tex", 2, "cannot be written"),
    ],
)
def test_what_goes_wrong_is_said(args, code, message):
    with pytest.raises(ConvcalcError) as caught:
        run(*args.split())
    assert message in str(caught.value)
    assert caught.value.exit_code == code
    assert isinstance(caught.value, UsageError if code == 2 else (DocumentError, ShapeError))


@pytest.mark.parametrize(
    "args", ["-i 1", "-k 1", "-i 1 -k 1 --activation relux", "-i 1 -k 1 --format xml", "-i 1 -k 1 more"]
)
def test_the_command_line_itself_is_refused(args):
    assert invoke(*args.split()).exit_code == 2


def test_names_and_fractions_go_together():
    for x, kernel in (("1/2", "a"), ("a b; c d", "1 1/2; 0 1")):
        run("-i", x, "-k", kernel, "--steps")


def test_a_large_kernel_of_names():
    kernel = ";".join(" ".join(f"w{i}_{j}" for j in range(20)) for i in range(20))
    assert "400·w19_19" in run("-i", ";".join([" ".join(["1"] * 19 + ["400"])] * 20), "-k", kernel)


def test_the_file_that_is_read_is_not_written_over():
    Path("x.csv").write_text("1,2\n")
    with pytest.raises(UsageError, match="would write over"):
        run("-i", "x.csv", "-k", "2", "-o", "x.csv")
