"""What students write, and what it means."""

import time
from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from convcalc.classroom.check.agreement import agrees
from convcalc.classroom.check.answers import Answer, read_answer
from convcalc.errors import Fault
from convcalc.shape import Shape


def first(written, kind, **options):
    answer = read_answer(written, kind, **options)[0]
    assert answer.written == written
    return answer


def values(written, kind, **options):
    return [answer.value for answer in read_answer(written, kind, **options)]


FULL = """36896 | 36,896 | 36.896 | 36 896 | 36\u00a0896 | 36\u2009896 | 36\u202f896 | 36'896 | 36’896 | 36_896
= 36896 | 36896. | 36896 parameters | 36,896 params | 36896 weights (with biases) | params = 36896 | params: 36896
"36896" | „36896“ | ` 36896 ` | ３６８９６ | 36896.0 | 36,896.0 | 36.896,0 | +36896 | 0036896
There are 36896 parameters. | F·F·128·32 + 32 = 36896 | 36,896 MACs | 36896 ops | 36896 FLOPs | $36896$
3*3*128*32 + 32 | 3²·128·32+32 | (3*3*128+1)*32 | 3x3x128x32 + 32 | 3 x 3 x 128 x 32 + 32 | 3^2*128*32+32
3**2 * 128 * 32 + 32 | [3·3·128+1]·32 | 73792/2 | 36896 ≈ 36.9k | 36,896 (36.9k) | 36.9k (36896) | 36896 (= 32·1153)
9·128·32+32 → 36896 | 9·128·32+32 -> 36.896 | 36896 ✓ | C3: 36896"""


@pytest.mark.parametrize("written", FULL.replace("\n", " | ").split(" | "))
def test_counts_in_full(written):
    answer = first(written, "count")
    assert (answer.kind, answer.value, answer.step) == ("count", 36896, 0)


@pytest.mark.parametrize(
    ("written", "value", "step", "unit"),
    [
        ("36.9k", 36900, 100, "K"),
        ("36.9 K", 36900, 100, "K"),
        ("36,9k", 36900, 100, "K"),
        ("≈36.9k", 36900, 100, "K"),
        ("~ 36.9k", 36900, 100, "K"),
        ("ca. 36.9k", 36900, 100, "K"),
        ("about 36.9 thousand", 36900, 100, "K"),
        ("37k params", 37000, 1000, "K"),
        ("36.896k", 36896, 1, "K"),
        ("25.6M", 25_600_000, 10**5, "M"),
        ("25.6m", 25_600_000, 10**5, "M"),
        ("25.6 million", 25_600_000, 10**5, "M"),
        ("25,6 Mio", 25_600_000, 10**5, "M"),
        ("25,6 Mio.", 25_600_000, 10**5, "M"),
        ("1.2 billion", 1_200_000_000, 10**8, "G"),
        ("1.2G", 1_200_000_000, 10**8, "G"),
        ("1.2B", 1_200_000_000, 10**8, "G"),
        ("1,2 Mrd", 1_200_000_000, 10**8, "G"),
        ("1.2 GMACs", 1_200_000_000, 10**8, "G"),
        ("3.8GFLOPs", 3_800_000_000, 10**8, "G"),
        ("1.2T", 1_200_000_000_000, 10**11, "T"),
        ("36 KiB", 36 * 1024, 1024, "Ki"),
        ("3.69e4", 36900, 100, ""),
        ("3.69E+04", 36900, 100, ""),
        ("3.69*10^4", 36900, 100, ""),
        ("3.69·10⁴", 36900, 100, ""),
        ("3.69 x 10^4", 36900, 100, ""),
        ("3.69 × 10**4", 36900, 100, ""),
        (r"3.69 \times 10^{4}", 36900, 100, ""),
        ("3,69·10⁴ params", 36900, 100, ""),
        ("-3.69e4", -36900, 100, ""),
    ],
)
def test_rounded_counts(written, value, step, unit):
    assert first(written, "count") == Answer(written, "count", value, Fraction(step), unit)


@pytest.mark.parametrize(
    ("written", "value", "step"),
    [
        ("2.33", Fraction(233, 100), Fraction(1, 100)),
        ("2,33", Fraction(233, 100), Fraction(1, 100)),
        (".5", Fraction(1, 2), Fraction(1, 10)),
        ("7/3", Fraction(7, 3), 0),
        ("2 1/3", Fraction(7, 3), 0),
        ("2⅓", Fraction(7, 3), 0),
        ("−7/3", Fraction(-7, 3), 0),
        ("8.5 %", Fraction(85, 1000), Fraction(1, 1000)),
        ("2.333", Fraction(2333, 1000), Fraction(1, 1000)),
        ("−3", -3, 0),
        ("–3", -3, 0),
        ("3.0", 3, Fraction(1, 10)),
        ("6/2", 3, 0),
        ("2.5e-3", Fraction(25, 10_000), Fraction(1, 10_000)),
    ],
)
def test_numbers(written, value, step):
    assert first(written, "number")[2:4] == (value, step)


def test_the_decimal_sign_may_be_open_or_fixed():
    assert values("36.896", "count") == [36896]
    assert values("36.896", "count", decimal=".") == [Fraction(36896, 1000)]
    assert values("36.896", "count", decimal=",") == [36896]
    assert values("36,896", "count") == [36896]
    assert values("36,896", "count", decimal=",") == [Fraction(36896, 1000)]
    assert values("36,896.5", "count", decimal=",") == [Fraction(368965, 10)]  # can mean nothing else
    assert values("1,5", "count") == [Fraction(3, 2)]
    assert values("1.234.567", "number", decimal=".") == [1234567]
    assert values("12,34,567", "count") == [1234567]
    assert values("2.333", "number") == [Fraction(2333, 1000), 2333]


SHAPES = """26x26x32 | 26×26×32 | 26X26X32 | 26 x 26 x 32 | 26*26*32 | 26·26·32 | (26, 26, 32) | [26,26,32]
{26; 26; 32} | 26 by 26 by 32 | 26, 26, 32 | 26 26 32 | 32@26x26 | 32@26 | 26x26@32 | H=26, W=26, D=32 | H=W=26, C=32
height 26 width 26 depth 32 | height: 26, width: 26, channels: 32 | D=32, H=26, W=26 | 32x26x26 (CHW)
chw: 32x26x26 | CxHxW = 32x26x26 | 32x26x26 (C x H x W) | 32x26x26 chw | 32x26x26, channels first
(channels first) 32x26x26 | 26x26x32 (HWC) | HxWxD = 26x26x32 | Nx26x26x32 | (None, 26, 26, 32)
N x 26 x 26 x 32 | ?x26x26x32 | 26x26x32 px | output = 26x26x32 | Output shape: 26 x 26 x 32 | 26x26x32.
32 channels of 26x26 | 32 feature maps of 26x26 | 26x26 with 32 channels | torch.Size([26, 26, 32])
'26x26x32' | = 26x26x32 | (26x26)x32 | ２６×２６×３２ | 26\u202f×\u202f26\u202f×\u202f32 | NCHW: Nx32x26x26
26x26x32 (height x width x depth) | (H, W, D) = (26, 26, 32) | 26²x32 | 26^2 x 32 | 26 high, 26 wide, 32 deep
26x26, depth 32 | 26x26x32 = 21632 | 26x26x32 volume | 26, 26 and 32 | 26×26 (32 channels) | 32 26x26 feature maps
C3: 32@26x26 | 26.0 x 26.0 x 32 | 28x28x1 -> 26x26x32 | <26,26,32> | (26,26,32 | H: 26, W: 26, D: 32
(-1, 26, 26, 32) | 32 maps of size 26x26"""


@pytest.mark.parametrize("written", SHAPES.replace("\n", " | ").split(" | "))
def test_shapes(written):
    assert first(written, "shape")[1:3] == ("shape", Shape((26, 26, 32)))


@pytest.mark.parametrize(
    ("written", "options", "read"),
    [
        ("32x26x26", {"layout": "chw"}, [("shape", (26, 26, 32))]),
        ("26x26x32 (HWC)", {"layout": "chw"}, [("shape", (26, 26, 32))]),
        ("24x26x32 (W x H x D)", {}, [("shape", (26, 24, 32))]),
        ("width x height x channels: 24x26x32", {}, [("shape", (26, 24, 32))]),
        ("32x24x26 (CWH)", {}, [("shape", (26, 24, 32))]),
        ("32x26x26", {}, [("shape", (32, 26, 26))]),
        ("1x26x26x32", {}, [("shape", (1, 26, 26, 32)), ("shape", (26, 26, 32))]),
        ("4096", {}, [("shape", (4096,)), ("size", (4096,))]),
        ("4,096", {}, [("shape", (4096,)), ("size", (4096,))]),
        ("26x26", {}, [("size", (26, 26)), ("shape", (26, 26))]),
        ("H=26, W=26", {}, [("size", (26, 26))]),
        ("1x1x1000", {}, [("shape", (1, 1, 1000)), ("shape", (1, 1000))]),
        ("2.33x2.33x32", {}, [("size", (Fraction(233, 100), Fraction(233, 100), 32))]),
        ("does not fit", {}, [("truth", False)]),
    ],
)
def test_shapes_that_can_be_read_in_several_ways(written, options, read):
    assert [(each.kind, each.value) for each in read_answer(written, "shape", **options)] == read


@pytest.mark.parametrize(
    ("written", "value", "step"),
    [
        ("3", (3,), 0),
        ("3x3", (3, 3), 0),
        ("(3, 3)", (3, 3), 0),
        ("3 x 3", (3, 3), 0),
        ("3 px", (3,), 0),
        ("H=26, W=24", (26, 24), 0),
        ("W_out = 26", (26,), 0),
        ("2.33", (Fraction(233, 100),), Fraction(1, 100)),
        ("2.33x2.33", (Fraction(233, 100),) * 2, Fraction(1, 100)),
        ("(2.33, 2.33)", (Fraction(233, 100),) * 2, Fraction(1, 100)),
        ("7/3", (Fraction(7, 3),), 0),
        ("(28 − 3 + 2·0)/1 + 1 = 26", (26,), 0),
        ("(28-3)/1+1", (26,), 0),
        ("-1", (-1,), 0),
        ("7/3 = 2.33", (Fraction(7, 3),), 0),
        ("2.333...", (Fraction(2333, 1000),), Fraction(1, 1000)),
        ("28x28 -> 26x26", (26, 26), 0),
    ],
)
def test_sizes(written, value, step):
    assert first(written, "size")[1:4] == ("size", value, step)


def test_a_size_with_a_comma_may_be_two_sizes_or_a_decimal():
    assert values("3,3", "size") == [(3, 3), (Fraction(33, 10),)]
    assert values("3,3", "size", decimal=",")[0] == (Fraction(33, 10),)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *((each, True) for each in ("yes", "Y", "TRUE", "ja", "1", "fits", "It fits.", "fits = yes", "yes, it fits")),
        *((each, False) for each in ("no", "n", "False", "nein", "0", "does not fit", "doesn't fit", "doesn’t fit")),
        *(
            (each, False)
            for each in (
                "not an integer",
                "It does not fit!",
                "passt nicht",
                "no, it does not fit",
                "fits: no",
                "not an integer (2.33)",
            )
        ),
    ],
)
def test_truths(written, value):
    assert first(written, "truth")[1:3] == ("truth", value)


@pytest.mark.parametrize(
    ("written", "spelled"),
    [
        ("F*F*128*32+32", "F * F * 128 * 32 + 32"),
        ("F²D_in·D_out + D_out", "F * F * D_in * D_out + D_out"),
        ("params = F^2 * D_in", "F * F * D_in"),
        ("FxFxD_in x D_out", "F * F * D_in * D_out"),
        ("2P", "2 * P"),
        ("2(F-1)", "2 * (F - 1)"),
        ("(F+1)(F−1)", "(F + 1) * (F - 1)"),
        ("⌊(W − F + 2P)/S⌋ + 1", "floor((W - F + 2 * P) / S) + 1"),
        (r"\lfloor (W-F)/S \rfloor + 1", "floor((W - F) / S) + 1"),
        ("⌈W/S⌉", "ceil(W / S)"),
        ("(F+1)**2", "(F + 1) * (F + 1)"),
        ("F⁰", "1"),
        ("$F^{2} D_{in}$", "F * F * D_in"),
        ("1,152*F", "1152 * F"),
        ("0,5·F", "5 / 10 * F"),
    ],
)
def test_formulas(written, spelled):
    kind = "size" if "W" in written else "count"
    answer = first(written, kind)
    assert answer.value == (1 if spelled == "1" else spelled.replace(" ", ""))


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("", "count"),
        ("  ", "shape"),
        ("I don't know", "count"),
        ("no idea", "number"),
        ("hello", "shape"),
        ("maybe", "truth"),
        ("x" * 201, "count"),
        ("1" * 41, "count"),
        ("1e31", "count"),
        ("1.2.3", "count"),
        ("1/0", "number"),
        ("1x2x3x4x5x6", "shape"),
        ("F)", "count"),
        ("(F", "count"),
        ("F*", "count"),
        ("F**-1", "count"),
        ("F**S", "count"),
        ("F^10", "count"),
        ("9**9**9", "count"),
        ("2**999999999", "count"),
        ("((F**9)**9)**9", "count"),
        ("(" * 30 + "F" + ")" * 30, "count"),
        ("__import__('os')", "count"),
        ("F.real", "count"),
        ("F if F else F", "count"),
        ("lambda x: x", "count"),
    ],
)
def test_what_cannot_be_read_says_what_is_expected(written, kind):
    with pytest.raises(Fault) as caught:
        read_answer(written, kind)
    assert caught.value.what
    assert caught.value.hint


NUMBERS = st.integers(0, 10**15)
GROUPS = st.sampled_from([",", ".", " ", "\u00a0", "\u2009", "\u202f", "'", "’", "_", ""])
FRONTS = st.sampled_from(["", "= ", "≈ ", "~", "ca. ", "params = ", "about "])
BACKS = st.sampled_from(["", " ", " parameters", " MACs", " ops", ".", " weights", " FLOPs."])


@given(NUMBERS, GROUPS, FRONTS, BACKS)
def test_any_count_in_any_style_is_read_back(number, group, front, back):
    written = f"{front}{number:,}{back}".replace(",", group)
    assert first(written, "count")[2:4] == (number, 0)


UNITS = st.sampled_from([("k", 3), ("M", 6), (" Mio", 6), ("e3", 3), ("·10⁶", 6), (" billion", 9)])


@given(NUMBERS, st.integers(0, 4), UNITS, st.booleans(), st.sampled_from(".,"))
def test_a_rounded_writing_of_a_count_agrees_with_it(number, decimals, unit, cut, point):
    sign, power = unit
    step = 10**power // 10 ** min(decimals, power)
    shown = number // step + (0 if cut else (number % step) * 2 >= step)
    digits = f"{shown:0{decimals + 1}d}"
    decimals = min(decimals, power)
    written = (digits[:-decimals] + point + digits[-decimals:] if decimals else digits) + sign
    if shown:
        assert any(agrees(answer, number) for answer in read_answer(written, "count")), written


@given(
    st.lists(st.integers(1, 9999), min_size=3, max_size=3), st.sampled_from(["x", "×", " x ", ", ", "*", " by ", "·"])
)
def test_any_shape_in_any_style_is_read_back(dims, sign):
    written = sign.join(map(str, dims))
    assert first(written, "shape").value == Shape(dims)
    assert first(f"({written})", "shape").value == Shape(dims)


SCRAPS = st.sampled_from(
    [*"0123456789 ,.'_xX×*·()[]@=^²⌊⌋/+-%eEkMFDHW:;", "D_in", " by ", "10^", "floor(", "**", "about "]
)


@given(st.lists(SCRAPS, max_size=60).map("".join), st.sampled_from(["count", "number", "shape", "size", "truth"]))
def test_any_text_is_read_or_refused_at_once(written, kind):
    start = time.perf_counter()
    with suppress(Fault):
        assert read_answer(written, kind)
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(
    "scrap",
    [
        "a ",
        "ab",
        "1,",
        "1 ",
        "1x",
        "(",
        "[(",
        "H=",
        "H=1,",
        "channels ",
        "1 channels ",
        "n x ",
        "=",
        "F ",
        "F^9",
        "'",
        "1/1 ",
        "ca. ",
    ],
)
@pytest.mark.parametrize("kind", ["count", "number", "shape", "size", "truth"])
def test_long_repetitions_are_refused_at_once(scrap, kind):
    for end in ("", "!", "§", "1"):
        start = time.perf_counter()
        with suppress(Fault):
            read_answer((scrap * 200)[:199] + end, kind)
        assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    "text",
    ["not 36896", "36896 (wrong)", "!= 36896", "<= 36896", ">= 36896", "less than 36896", "twice 36896",
     "half of 36896",
     "36896 dozen", "36896 squared", "36896 plus bias", "36864 = 36896", "36864 (36896)", "36864 ≈ 36896",
     "1 = 2 = 36896", "mindestens 36896"],
)  # fmt: skip
def test_what_says_more_than_a_number_is_no_number(text):
    with pytest.raises(Fault):
        read_answer(text, "count")


@pytest.mark.parametrize("text", ["not 26x26x32", "26x26x32 is wrong", "24x24x32 = 26x26x32"])
def test_what_says_more_than_a_shape_is_no_shape(text):
    with pytest.raises(Fault):
        read_answer(text, "shape")


def test_yes_and_no_is_neither():
    with pytest.raises(Fault):
        read_answer("no, yes", "truth")


@pytest.mark.parametrize(
    "text",
    ["Breite 28, Höhe 26, Tiefe 32", "28 columns, 26 rows, 32 channels", "26 Zeilen, 28 Spalten, 32 Kanäle",
     "Höhe=26, Breite=28, Tiefe=32", "hauteur 26, largeur 28, profondeur 32"],
)  # fmt: skip
def test_axes_have_names_in_other_languages(text):
    assert read_answer(text, "shape")[0].value == (26, 28, 32)


@pytest.mark.parametrize("text", ["26x28 (HxW)", "28x26 (WxH)", "W x H = 28 x 26", "Breite 28, Höhe 26"])
def test_a_size_says_the_order_of_its_axes(text):
    assert read_answer(text, "size")[0].value == (26, 28)


@pytest.mark.parametrize(
    ("text", "kind"), [("3=4", "shape"), ("36896 per filter", "count"), ("16 mil", "count"), ("1 = 2", "count")]
)
def test_what_is_no_single_answer_is_not_read(text, kind):
    with pytest.raises(Fault):
        read_answer(text, kind)


def test_a_point_before_a_unit_is_a_point():
    assert [each.value for each in read_answer("14.531k", "count")] == [14531]
