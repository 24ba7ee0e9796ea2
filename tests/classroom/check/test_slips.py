"""Every slip against a number worked by hand: the arithmetic of the slip stands in the table, not its result."""

from fractions import Fraction
from functools import lru_cache

import pytest

from convcalc.classroom.check.questions import problem_of
from convcalc.classroom.check.slips.catalogue import all_slips
from convcalc.classroom.check.verdict import check, value_text
from convcalc.shape import Shape

LECTURE = ("28x28x128", "conv(out=32, kernel=3)")  # lecture 5, 'Convolution operation', example
STRIDED = ("224x224x3", "conv(out=64, kernel=7, stride=2, padding=3)")  # ResNet's first layer
POOL = ("55x55x96", "maxpool(kernel=3, stride=2)")  # AlexNet's
DENSE = ("7x7x512", "dense(out=4096)")  # VGG's
TWO = ("28x28x128", "conv(out=8, kernel=1) + conv(out=32, kernel=3)")  # lecture 5, exercise 1
SHORT = ("28x28x128", "depthwise(kernel=3) + conv(out=32, kernel=1)")  # lecture 5, exercise 2
OBLONG = ("32x48x3", "conv(out=16, kernel=5)")
TRANSPOSED = ("14x14x64", "conv_transpose(out=32, kernel=3, stride=2, padding=1, output_padding=1)")
GROUPED = ("27x27x96", "conv(out=256, kernel=5, padding=2, groups=2)")  # AlexNet's conv2
UNIT = ("8x8x16", "conv(out=16, kernel=3, padding=1, bias=false) + batchnorm")

# slip, problem, quantity, the number that the slip gives
LAYERS = [
    ("bias-forgotten", LECTURE, "parameters", 3 * 3 * 128 * 32),
    ("bias-added", UNIT, "parameters", 3 * 3 * 16 * 16 + 16 + 2 * 16),
    ("padding-forgotten", STRIDED, "size", ((224 - 7) // 2 + 1,) * 2),
    ("same-padding-assumed", LECTURE, "output", (28, 28, 32)),
    ("stride-forgotten", STRIDED, "size", (224 - 7 + 6 + 1,) * 2),
    ("stride-is-kernel", POOL, "size", ((55 - 3) // 3 + 1,) * 2),
    ("ceil-forgotten", ("112x112x64", "maxpool(kernel=3, stride=2, ceil=true)"), "size", ((112 - 3) // 2 + 1,) * 2),
    ("dilation-forgotten", ("7x7x1", "conv(out=1, kernel=3, dilation=2)"), "size", (7 - 3 + 1,) * 2),
    ("groups-forgotten", GROUPED, "parameters", 5 * 5 * 96 * 256 + 256),
    ("output-padding-forgotten", TRANSPOSED, "output", (2 * 13 + 3 - 2, 2 * 13 + 3 - 2, 32)),
    ("depthwise-as-convolution", ("28x28x128", "depthwise(kernel=3)"), "parameters", (9 * 128 + 1) * 128),
    ("convolution-as-depthwise", LECTURE, "parameters", (9 + 1) * 128),
    ("transposed-as-direct", TRANSPOSED, "output", ((14 - 3 + 2) // 2 + 1, (14 - 3 + 2) // 2 + 1, 32)),
    ("direct-as-transposed", LECTURE, "output", (27 + 3, 27 + 3, 32)),
    ("pool-with-parameters", POOL, "parameters", (9 * 96 + 1) * 96),
    ("pool-with-parameters", POOL, "parameters", 9 * 96 * 96),
    ("pool-with-parameters", POOL, "parameters", 9 * 96),
    ("fully-connected", LECTURE, "parameters", (28 * 28 * 128 + 1) * 26 * 26 * 32),
    ("axes-exchanged", OBLONG, "output", (48 - 4, 32 - 4, 16)),
    ("kernel-axes-exchanged", ("32x32x3", "conv(out=8, kernel=[3, 5])"), "output", (32 - 4, 32 - 2, 8)),
    ("channels-first", LECTURE, "parameters", (9 * 28 + 1) * 32),
    ("padding-once", STRIDED, "size", ((224 - 7 + 3) // 2 + 1,) * 2),
    ("plus-one-forgotten", LECTURE, "output", (25, 25, 32)),
    ("rounded-up", STRIDED, "size", (-(-(224 - 7 + 6) // 2) + 1,) * 2),
    ("rounded-to-the-nearest", ("8x8x1", "conv(out=1, kernel=3, stride=3)"), "size", (2 + 1,) * 2),  # 5/3 = 1.67
    ("dilation-times-kernel", ("7x7x1", "conv(out=1, kernel=3, dilation=2)"), "size", (7 - 3 * 2 + 1,) * 2),
    ("kernel-not-subtracted", LECTURE, "output", (29, 29, 32)),
    ("depth-kept", LECTURE, "output", (26, 26, 128)),
    ("depth-of-one", ("28x28x128", "depthwise(kernel=3)"), "output", (26, 26, 1)),
    ("depths-multiplied", LECTURE, "output", (26, 26, 128 * 32)),
    ("kernel-not-squared", LECTURE, "parameters", (3 * 128 + 1) * 32),
    ("kernel-forgotten", LECTURE, "parameters", (128 + 1) * 32),
    ("input-depth-forgotten", GROUPED, "parameters", (25 + 1) * 256),
    ("input-depth-forgotten", LECTURE, "parameters", (9 + 1) * 32),
    ("output-depth-forgotten", LECTURE, "parameters", 9 * 128 + 1),
    ("depths-exchanged", LECTURE, "parameters", (9 * 32 + 1) * 128),
    ("input-size-in-count", LECTURE, "multiplications", 28 * 28 * 9 * 128 * 32),
    ("output-size-in-count", TRANSPOSED, "multiplications", 28 * 28 * 9 * 64 * 32),
    ("positions-forgotten", LECTURE, "accumulations", 8 * 128 * 32),
    ("bias-per-weight", LECTURE, "parameters", 2 * 9 * 128 * 32),
    ("one-bias", LECTURE, "parameters", 9 * 128 * 32 + 1),
    ("bias-per-input-channel", LECTURE, "parameters", (9 + 1) * 128 * 32),
    ("not-flattened", DENSE, "parameters", (512 + 1) * 4096),
    ("flattened-without-depth", DENSE, "parameters", (49 + 1) * 4096),
    ("bottleneck-left-out", TWO, "parameters", (9 * 128 + 1) * 32),
    ("pool-left-out", ("28x28x8", "maxpool(kernel=2) + conv(out=4, kernel=3)"), "output", (26, 26, 4)),
    ("layer-left-out", TWO, "parameters", (9 * 8 + 1) * 32),
    ("layer-left-out", SHORT, "multiplications", 26 * 26 * 128 * 32),
    ("layer-twice", TWO, "parameters", 2 * (128 + 1) * 8 + (9 * 8 + 1) * 32),
    ("last-layer-only", TWO, "multiplications", 26 * 26 * 9 * 8 * 32),
    ("batchnorm-forgotten", UNIT, "parameters", 9 * 16 * 16),
    ("statistics-counted", UNIT, "parameters", 9 * 16 * 16 + 4 * 16),
    ("multiplications-for-operations", LECTURE, "operations", 24_920_064),
    ("operations-for-multiplications", LECTURE, "multiplications", 24_920_064 + 22_151_168 + 21_632),
    ("accumulations-for-multiplications", LECTURE, "multiplications", 22_151_168),
    ("multiplications-for-accumulations", LECTURE, "accumulations", 24_920_064),
    ("bias-sums-forgotten", LECTURE, "operations", 24_920_064 + 22_151_168),
    ("accumulations-forgotten", LECTURE, "operations", 24_920_064 + 21_632),
    ("two-for-each-multiplication", LECTURE, "multiplications", 2 * 24_920_064),
    ("exact-for-lecture", LECTURE, "accumulations", 26 * 26 * (9 * 128 - 1) * 32),
    ("parameters-for-multiplications", LECTURE, "multiplications", 36_896),
    ("multiplications-for-parameters", LECTURE, "parameters", 24_920_064),
    ("parameters-for-weights", LECTURE, "weights", 36_896),
    ("bias-per-output", LECTURE, "parameters", 9 * 128 * 32 + 26 * 26 * 32),
    ("output-values", LECTURE, "parameters", 26 * 26 * 32),
    ("bytes-for-parameters", LECTURE, "parameters", 4 * 36_896),
    ("height-for-width", OBLONG, "width", 28),
    ("width-for-height", OBLONG, "height", 44),
    ("unrounded-size", ("7x7x1", "conv(out=1, kernel=3, stride=3)"), "height", Fraction(4, 3) + 1),
    ("size-for-unrounded", ("7x7x1", "conv(out=1, kernel=3, stride=3)"), "unrounded", 2),
    ("factor-of-ten", LECTURE, "parameters", 3_689_600),
    ("digits-exchanged", LECTURE, "parameters", 36_986),
    ("digit-lost", LECTURE, "parameters", 3_689),
    ("another-quantity", LECTURE, "bias_sums", 36_896),
    ("written-channels-first", LECTURE, "output", (32, 26, 26)),
    ("output-axes-exchanged", OBLONG, "output", (44, 28, 16)),
]  # fmt: skip

# The networks' figures are those of PyTorch's and the papers' counts, by way of the tests of the bundled files.
NETWORKS = [
    ("dense-layers-left-out", {"network": "alexnet"}, "parameters",
     60_965_224 - (6 * 6 * 256 + 1) * 4096 - 4097 * 4096 - 4097 * 1000),
    ("convolutions-left-out", {"network": "alexnet"}, "parameters",
     (6 * 6 * 256 + 1) * 4096 + 4097 * 4096 + 4097 * 1000),
    ("repeats-forgotten", {"network": "resnet18"}, "parameters", 11_689_512 - 2 * (9 * 64 * 64 + 2 * 64)),  # conv2_x's
    ("projections-forgotten", {"network": "resnet18"}, "parameters",
     11_689_512 - sum(2 * n * n + 4 * n for n in (64, 128, 256))),  # n -> 2n by 1x1, and scale and shift of each
    ("another-variant", {"network": "resnet50"}, "multiplications", 4_089_184_256),  # torchvision's stride, its count
    ("auxiliary-heads-counted", {"network": "googlenet"}, "parameters", 13_378_280),  # PyTorch agrees, see its file
    ("size-of-the-layer-before", {"network": "lenet5", "part": "C3"}, "output", (28 - 4, 28 - 4, 16)),
]  # fmt: skip
GAIN = {"gain": [LECTURE[1], SHORT[1]], "input": "28x28x128"}
OTHERS = [
    ("gain-upside-down", GAIN, "multiplications", Fraction(9 * 128 + 128 * 32, 9 * 128 * 32)),
    ("difference-for-gain", GAIN, "parameters", 36_896 - (10 * 128 + 129 * 32)),
    ("share-for-gain", GAIN, "multiplications", 1 - Fraction(9 * 128 + 128 * 32, 9 * 128 * 32)),
    ("another-gain", GAIN, "multiplications", Fraction(36_896, 10 * 128 + 129 * 32)),
    ("padding-of-both-sides", {"solve": {"input": 32, "out_size": 32, "kernel": 3}}, "padding", 2),
    ("half-the-kernel", {"solve": {"input": 32, "out_size": 32, "kernel": 3}}, "padding", Fraction(3, 2)),
]
NOT_HERE = {  # told by tests of their own: a convention, and how an answer is written
    "lecture-for-exact", "k-of-1024", "rounded", "depth-missing",
}  # fmt: skip


@lru_cache
def made(shape, layer):
    return problem_of({"input": shape, "layer": layer})


def names(problem, quantity, wrong):
    """The names of the slips that explain a value, as it is written in an answer."""
    value = Shape(wrong) if quantity == "output" else wrong
    verdict = check(problem, quantity, value_text(value))
    assert verdict.status == "wrong"
    return [slip.name for each in verdict.explanations for slip in each.slips if len(each.slips) == 1]


@pytest.mark.parametrize(("slip", "asked", "quantity", "wrong"), LAYERS)
def test_a_slip_in_a_layer_gives_the_number_worked_by_hand(slip, asked, quantity, wrong):
    problem = made(*asked)
    assert slip in {each.slips[0].name for each in problem.candidates(quantity) if each.value == wrong}
    assert slip in names(problem, quantity, wrong)


@pytest.mark.parametrize(("slip", "fields", "quantity", "wrong"), [*NETWORKS, *OTHERS])
def test_a_slip_elsewhere_gives_the_number_worked_by_hand(slip, fields, quantity, wrong):
    assert slip in names(problem_of(fields), quantity, wrong)


def test_by_the_exact_convention_the_lectures_count_is_a_slip():
    problem = problem_of({"input": LECTURE[0], "layer": LECTURE[1]}, convention="exact")
    assert names(problem, "accumulations", 22_151_168) == ["lecture-for-exact"]


def test_every_slip_has_a_number_worked_by_hand():
    told = {row[0] for row in (*LAYERS, *NETWORKS, *OTHERS)}
    assert told | NOT_HERE == set(all_slips())
