"""Numbers known of the tools before, and the rows of ResNet-50's ledger that each of its totals is made from."""

import pytest

from convcalc import load
from counting.lines import network_of

LECTURE = "conv(out=32, kernel=3)"
TRANSPOSED = "conv_transpose(out=32, kernel=4, stride=2, padding=1)"
GROUPED = "conv_transpose(out=32, kernel=4, stride=2, padding=1, groups=4)"
# layer, input, and what the tools make of it
LAYERS = [
    (LECTURE, "28x28x128", {
        "torchinfo": 24_941_696, "ptflops": 24_941_696, "ptflops-aten": 24_941_696, "thop": 24_920_064,
        "fvcore": 24_920_064, "flops": 49_840_128, "deepspeed": 49_861_760, "torchscan": 49_840_128,
        "mac": 24_920_064, "netscope": 24_920_064}),
    ("conv(out=32, kernel=3, bias=false)", "28x28x128", {"xla": 49_840_128}),
    ("conv(out=32, kernel=3, padding=1)", "28x28x128", {
        "torchinfo": 28_926_464, "ptflops": 28_926_464, "thop": 28_901_376, "fvcore": 28_901_376, "flops": 57_802_752,
        "xla": 55_108_096}),
    ("depthwise(kernel=3, padding=1, bias=false)", "56x56x32", {
        "torchinfo": 903_168, "ptflops": 903_168, "thop": 903_168, "fvcore": 903_168, "flops": 1_806_336}),
    (TRANSPOSED, "14x14x64", {
        "torchinfo": 25_715_200, "ptflops": 6_447_616, "ptflops-aten": 6_447_616, "thop": 25_690_112,
        "fvcore": 6_422_528, "flops": 12_845_056, "deepspeed": 12_870_144, "torchscan": 51_380_240,
        "mac": 6_422_528}),
    ("conv_transpose(out=32, kernel=4, stride=2, padding=1, bias=false)", "14x14x64", {"xla": 11_943_936}),
    (GROUPED, "14x14x64", {
        "torchinfo": 6_447_616, "ptflops": 1_630_720, "thop": 6_422_528, "fvcore": 1_605_632, "flops": 3_211_264,
        "deepspeed": 3_236_352, "mac": 1_605_632}),
    ("dense(out=1000)", "4096", {
        "torchinfo": 4_097_000, "ptflops": 4_097_000, "thop": 4_096_000, "fvcore": 4_096_000, "flops": 8_192_000,
        "deepspeed": 8_192_000, "torchscan": 8_192_000}),
    ("batchnorm", "56x56x64", {
        "torchinfo": 128, "ptflops": 401_408, "ptflops-aten": 0, "thop": 802_816, "fvcore": 401_408, "flops": 0,
        "deepspeed": 401_408, "torchscan": 802_944}),
    ("relu", "56x56x64", {
        "torchinfo": 0, "ptflops": 401_408, "ptflops-aten": 0, "thop": 0, "fvcore": 0, "flops": 0, "deepspeed": 200_704,
        "torchscan": 200_704, "xla": 200_704}),
    ("maxpool(kernel=3, stride=2)", "56x56x64", {
        "torchinfo": 0, "ptflops": 401_408, "thop": 0, "fvcore": 0, "deepspeed": 200_704, "torchscan": 93_312,
        "xla": 373_248}),
    ("avgpool(kernel=2)", "56x56x64", {
        "ptflops": 401_408, "thop": 50_176, "fvcore": 0, "deepspeed": 200_704, "torchscan": 150_528}),
    ("global_avgpool", "7x7x512", {
        "ptflops": 50_176, "thop": 25_600, "fvcore": 25_088, "deepspeed": 25_088, "torchscan": 25_600}),
    ("add", "56x56x64 56x56x64", {"torchinfo": 0, "ptflops": 0, "thop": 0, "fvcore": 0, "deepspeed": 0}),
]  # fmt: skip


@pytest.mark.parametrize(("line", "inputs", "expected"), LAYERS, ids=[case[0] for case in LAYERS])
def test_a_layer(line, inputs, expected):
    network = network_of(line)
    assert {tool: network.evaluate(*inputs.split(), convention=tool).operations for tool in expected} == expected


# ResNet-50 with the stride in the 3x3, one sample of 224x224x3.
MULTIPLICATIONS = 4_089_184_256
BIASES = 1_000
NORMALISED = 11_113_984
RELUS = 9_608_704
INTO_MAXPOOL = 802_816
INTO_AVERAGE = 100_352
AVERAGES = 2_048
SCALES_AND_SHIFTS = 53_120
RESNET_50 = {
    "flops": (8_178_368_512, 2 * MULTIPLICATIONS),
    "mac": (4_089_184_256, MULTIPLICATIONS),
    "deepspeed": (
        8_211_108_352,
        2 * MULTIPLICATIONS + 2 * NORMALISED + RELUS + INTO_MAXPOOL + INTO_AVERAGE,
    ),
    "ptflops-aten": (4_089_185_256, MULTIPLICATIONS + BIASES),
    "torchinfo": (4_089_238_376, MULTIPLICATIONS + BIASES + SCALES_AND_SHIFTS),
    "fvcore": (4_111_512_576, MULTIPLICATIONS + 2 * NORMALISED + INTO_AVERAGE),
    "ptflops": (
        4_132_436_968,
        MULTIPLICATIONS + BIASES + 2 * NORMALISED + 2 * (RELUS + INTO_MAXPOOL + INTO_AVERAGE),
    ),
    "thop": (4_133_742_592, MULTIPLICATIONS + 4 * NORMALISED + INTO_AVERAGE + AVERAGES),
}


@pytest.mark.parametrize("tool", RESNET_50)
def test_one_ledger_gives_eight_answers(tool):
    printed, recipe = RESNET_50[tool]
    assert printed == recipe
    report = load("resnet50", stride_in_1x1=False).evaluate(convention=tool)
    softmax = sum(row.operations for row in report.rows if row.type == "softmax")  # the tools ran a network without
    assert report.operations - softmax == printed


@pytest.mark.parametrize("tool", RESNET_50)
def test_a_batch_counts_as_often_as_it_has_samples(tool):
    network = load("resnet50", stride_in_1x1=False)
    one, three = (network.evaluate(convention=tool, batch=batch).operations for batch in (1, 3))
    assert three == 3 * one
