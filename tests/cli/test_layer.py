"""``convcalc layer``: the working of one layer, and the words that people use for its options."""

import json

import pytest
from click.testing import CliRunner

from cli.golden import same_as
from convcalc.cli import cli
from convcalc.errors import ConvcalcError, ShapeError, UsageError
from convcalc.layers import CATALOGUE


def run(*args):
    result = CliRunner().invoke(cli, ["layer", *args], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def report(*args):
    return json.loads(run(*args, "--format", "json"))


EXAMPLE = ("--in", "28x28x128", "--k", "3", "--out", "32")


@pytest.mark.parametrize("form", ["plain", "json", "csv", "markdown"])
def test_formats(form):
    same_as(f"layer.{form}", run(*EXAMPLE, "--format", form))


def test_the_example_of_the_fifth_lecture():
    # Lecture 5, 'Convolution operation': 36896, 24920064, 22151168, 21632; the total is their sum.
    text = run(*EXAMPLE)
    for line in (
        "output = 26x26x32",
        "W_out = (W − F + 2P)/S + 1 = (28 − 3 + 2·0)/1 + 1 = 26",
        "parameters = (F²·D_in + 1)·D_out = (3²·128 + 1)·32 = 36,896",
        "multiplications = H_out·W_out·F²·D_in·D_out = 26·26·3²·128·32 = 24,920,064",
        "accumulations = H_out·W_out·(F² − 1)·D_in·D_out = 26·26·(3² − 1)·128·32 = 22,151,168",
        "bias sums = H_out·W_out·D_out = 26·26·32 = 21,632",
        f"24,920,064 + 22,151,168 + 21,632 = {24_920_064 + 22_151_168 + 21_632:,}",
    ):
        assert line in text


@pytest.mark.parametrize(
    ("args", "output", "parameters"),
    [
        ("-i 28x28x128 -k 3 -o 32", [26, 26, 32], 36896),
        ("--in 28x28x128 --kernel 3 --out 32 --no-bias", [26, 26, 32], 36864),
        ("--in 28×28×128 --k 3,5 --out 32 --pad 1,2", [28, 28, 32], (15 * 128 + 1) * 32),
        ("--in 28,28,128 --k 3 --out 32 --padding 0,1,0,1 --stride 2", [14, 14, 32], 36896),
        ("--in 28x28x128 --k 3 --out 32 -p same -s 2", [14, 14, 32], 36896),
        ("--in 28x28x128 --k 3 --out 32 -p full", [30, 30, 32], 36896),
        ("--in 28x28x128 --k 3 --out 32 -d 2", [24, 24, 32], 36896),
        ("--in 28x28x128 --k 3 --out 32 -g 4", [26, 26, 32], (9 * 32 + 1) * 32),
        ("--in 28x28x128 --k 3 --depthwise", [26, 26, 128], 1280),
        ("--in 28x28x128 --k 3 --depthwise --multiplier 2", [26, 26, 256], 2560),
        ("--in 14x14x64 --transpose --k 4 --stride 2 --pad 1 --out 32", [28, 28, 32], (16 * 64 + 1) * 32),
        ("--in 14x14x64 --transpose --k 3 --stride 2 --pad 1 --output-padding 1 --out 32", [28, 28, 32], 18464),
        ("--in 112x112x64 --pool max --k 3 --stride 2", [55, 55, 64], 0),
        ("--in 112x112x64 --pool avg --k 3 --stride 2 --ceil", [56, 56, 64], 0),
        ("--in 4x4x1 --pool min --k 2", [2, 2, 1], 0),
        ("--in 7x7x1 --pool l2 --k 2", [3, 3, 1], 0),
        ("--in 7x7x512 --dense 4096", [4096], 102_764_544),
        ("--in 100x64 --k 3 --out 32", [98, 32], (3 * 64 + 1) * 32),
        ("--in 16x112x112x3 --k 3 --out 64 --pad 1", [16, 112, 112, 64], (27 * 3 + 1) * 64),
        ("--type batchnorm --in 56x56x64", [56, 56, 64], 128),
        ("--type upsample --in 14x14x64 --scale 2 --mode bilinear", [28, 28, 64], 0),
        ("--type concat --in 28x28x64 --in 28x28x128", [28, 28, 192], 0),
        ("--type reshape --in 16384 --to 4x4x1024", [4, 4, 1024], 0),
        ("--type adaptive_avgpool --in 13x13x256 --out 6", [6, 6, 256], 0),
        ("--type dropout --in 4096 --rate 0.5", [4096], 0),
    ],
)
def test_the_words_people_use(args, output, parameters):
    found = report(*args.split())
    assert found["rows"][0]["output"] == output
    assert found["total"]["parameters"] == parameters


@pytest.mark.parametrize("word", sorted(CATALOGUE))
def test_every_layer_of_the_catalogue_can_be_asked_for(word):
    example = CATALOGUE[word].examples[0]
    args = ["--type", word]
    for shape in example.inputs.split():
        args += ["--in", shape]
    for name, value in example.fields.items():
        flag = "--" + name.replace("_", "-")
        if isinstance(value, bool):
            args.append(flag if value else f"--no-{name}")
        else:
            args += [flag, "x".join(map(str, value)) if isinstance(value, list) else str(value)]
    shape = report(*args)["rows"][0]["output"]
    assert "x".join(map(str, shape)) == example.output


def test_layout_is_obeyed_for_input_and_output():
    assert report("--in", "128x28x28", "--k", "3", "--out", "32", "--layout", "chw")["rows"][0]["output"] == [
        32,
        26,
        26,
    ]


def test_what_floor_throws_away_is_said_and_strict_refuses_it():
    # Lecture 2: (7 - 3)/3 + 1 = 2.33 does not fit.
    args = ("--in", "7x7x1", "--k", "3", "--stride", "3", "--out", "1")
    assert "the last 1 row and 1 column of the input are never read" in run(*args)
    with pytest.raises(ShapeError, match=r"\(7 − 3 \+ 2·0\)/3 \+ 1 = 2\.33… is not whole"):
        run(*args, "--strict")


def test_what_lies_between_the_windows_is_told():
    """Windows of one cell at rows 0 and 3 of six: rows 1 and 2 lie between them, rows 4 and 5 behind."""
    text = run("--in", "6x6x3", "--k", "1", "--stride", "3", "--out", "4")
    assert "2 of every 3 rows and columns lie between the windows, unread by this layer" in text
    assert "the last 2 rows and 2 columns of the input are never read" in text
    assert "between the windows" not in run("--in", "6x6x3", "--k", "3", "--stride", "3", "--out", "4")
    assert "between the windows" not in run("--in", "3x3x3", "--k", "1", "--stride", "3", "--out", "4")  # one window


@pytest.mark.parametrize(
    ("shape", "axes"),
    [("7x7x3", "H x W x C"), ("100x64", "W x C"), ("8x16x16x3", "T x H x W x C"), ("4096", "values")],
)
def test_the_axes_are_called_by_their_names(shape, axes):
    assert f"on {shape} ({axes})" in run("--type", "relu", "--in", shape)


def test_an_image_without_its_channels_is_pointed_out():
    result = CliRunner().invoke(cli, ["layer", "--in", "7x7", "--k", "3", "--out", "2"])
    assert "7x7 is read as W x C, a sequence; for an image give its channels too" in result.output


@pytest.mark.parametrize(
    ("args", "message"),
    [
        ("--in 28x28x3 --pool max --dense 4 --k 2", "ask for different layers"),
        ("--in 28x28x3 --k 3", "conv needs out"),
        ("--in 28x28x3 --k 3 --out 0", "the least is 1"),
        ("--in 28x28x3 --k 2.5 --out 4", "a whole number is expected"),
        ("--in 28x28x3 --k 3 --out 4 --ceil", "conv has no field ceil"),
        ("--in 28x28x3 --type con", "did you mean conv?"),
        ("--in 28x28x3 --k 3 -o net.json", "try --output-file net.json"),
    ],
)
def test_wrong_options_say_what_is_wrong(args, message):
    with pytest.raises(ConvcalcError) as caught:
        run(*args.split())
    assert message in str(caught.value)
    assert isinstance(caught.value, UsageError)


@pytest.mark.parametrize(
    ("args", "output"),
    [
        (["--in", "7x3", "--k", "3", "--out", "2", "-p", "[[0, 1]]"], [6, 2]),
        (["--in", "7x7x3", "--k", "3", "--out", "2", "-p", "[[0,1],[2,2]]"], [6, 9, 2]),
        (["--in", "7x7x3", "--k", "[3, 1]", "--out", "2"], [5, 7, 2]),
    ],
)
def test_lists_are_read_as_files_write_them(args, output):
    assert report(*args)["rows"][0]["output"] == output


def test_two_answers_to_one_question_are_refused():
    with pytest.raises(UsageError, match="ask for different units"):
        run("--in", "7x7x3", "--dense", "10", "--out", "12")


def test_effective_counts_are_shown_where_they_are_asked_for():
    """XLA counts 55,108,096 operations for this layer: two a real tap and a bias an output value."""
    args = ("--in", "28x28x128", "--k", "3", "--out", "32", "--pad", "1")
    real = (55_108_096 - 28 * 28 * 32) // 2
    assert f"{real:,} of the 28,901,376 multiplications are real (95.3 %)" in run(*args, "--effective")
    assert f"effective multiplications,,,{real}\n" in run(*args, "--effective", "--format", "csv")
    assert "are real" not in run(*args)
