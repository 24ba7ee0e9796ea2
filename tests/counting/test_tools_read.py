"""Conventions whose tools were read and not run: arithmetic by their sources, and what their pages print."""

import pytest

from convcalc import load
from counting.lines import network_of

# layer, input, what the formula of the source makes of it
NETSCOPE = [
    ("conv(out=32, kernel=3)", "28x28x128", 3 * 3 * 26 * 26 * 128 * 32),
    ("conv(out=32, kernel=3, groups=4)", "28x28x128", 3 * 3 * 26 * 26 * 128 * 32 // 4),
    ("depthwise(kernel=3, padding=1)", "56x56x32", 3 * 3 * 56 * 56 * 32 * 32 // 32),
    ("dense(out=1000)", "4096", 4096 * 1000),
    ("conv_transpose(out=32, kernel=4, stride=2, padding=1)", "14x14x64", 64 * 32 * 28 * 28 * (4 // 2) * (4 // 2)),
    # 9*9 places, 3/2 * 3/2 weights: 2.25, and groups make no difference
    ("conv_transpose(out=8, kernel=3, stride=2, groups=4)", "4x4x4", 4 * 8 * 9 * 9 * 9 // 4),
    ("lrn(size=5)", "27x27x96", 27 * 27 * 96 * 5),
    ("batchnorm", "56x56x64", 56 * 56 * 64),  # of the Scale after it
    ("batchnorm(affine=false)", "56x56x64", 0),
    ("maxpool(kernel=3, stride=2)", "56x56x64", 0),
    ("relu", "56x56x64", 0),
    ("softmax", "1000", 0),
]
BURDEN = [
    ("conv(out=32, kernel=3)", "28x28x128", 26 * 26 * 32 * (3 * 3 * 128 + 1)),
    ("conv(out=32, kernel=3, bias=false)", "28x28x128", 26 * 26 * 32 * 3 * 3 * 128),
    ("conv(out=32, kernel=3, groups=4)", "28x28x128", 26 * 26 * 32 * (3 * 3 * 128 // 4 + 1)),
    ("dense(out=1000)", "4096", 1000 * (4096 + 1)),
    # the depth of the input, 64, stands where that of the output belongs
    ("conv_transpose(out=32, kernel=4, stride=2, padding=1)", "14x14x64", 14 * 14 * 64 * 4 * 4 * 64 + 28 * 28 * 32),
    ("conv_transpose(out=21, kernel=4, stride=2, bias=false)", "16x16x21", 16 * 16 * 21 * 4 * 4 * 21),
    ("relu", "56x56x64", 2 * 56 * 56 * 64),
    ("maxpool(kernel=3, stride=2)", "56x56x64", 2 * 27 * 27 * 64 * 2 * 2),
    ("avgpool(kernel=7, stride=1)", "7x7x2048", 2 * 2048),
    ("global_avgpool", "7x7x512", 7 * 7 * 512),
    ("lrn(size=5)", "27x27x96", 27 * 27 * 96 + (1 + 1 + 2 * 96) * 27 * 27),
    ("batchnorm", "56x56x64", 0),
    ("softmax", "1000", 0),
]
READ = [("netscope", *case) for case in NETSCOPE] + [("convnet-burden", *case) for case in BURDEN]


@pytest.mark.parametrize(("tool", "line", "inputs", "expected"), READ)
def test_a_layer_counts_by_the_source(tool, line, inputs, expected):
    assert network_of(line).evaluate(inputs, convention=tool).operations == expected


def test_a_sum_counts_once_however_many_paths_it_has():
    values = 56 * 56 * 64
    three = network_of("add").evaluate(*["56x56x64"] * 3, convention="convnet-burden")
    assert three.operations == values


# The reports of convnet-burden: squeezenet1-0, squeezenet1-1, mcn-mobilenet and vgg-vd-19.
PRINTED = [
    ("squeezenet", "224x224x3", "837 M"),
    ("squeezenet1_1", "224x224x3", "360 M"),
    ("mobilenet", "224x224x3", "579 M"),
    ("vgg19", "224x224x3", "20 G"),
]


@pytest.mark.parametrize(("name", "inputs", "printed"), PRINTED)
def test_convnet_burden_prints_it_so(name, inputs, printed):
    found = load(name).evaluate(inputs, convention="convnet-burden").operations
    unit = {"M": 10**6, "G": 10**9}[printed[-1]]
    assert f"{(found + unit // 2) // unit} {printed[-1]}" == printed


NETSCOPE_PARAMETERS = [
    ("conv(out=32, kernel=3)", "28x28x128", 3 * 3 * 128 * 32 + 32),
    ("conv(out=32, kernel=3, groups=4, bias=false)", "28x28x128", 3 * 3 * 128 * 32 // 4),
    ("conv_transpose(out=32, kernel=4, stride=2, groups=4)", "14x14x64", 4 * 4 * 64 * 32),
    ("batchnorm", "56x56x64", 2 * 64),
    ("batchnorm(affine=false)", "56x56x64", 2 * 64),
    ("lrn(size=5)", "27x27x96", 2),
]


@pytest.mark.parametrize(("line", "inputs", "expected"), NETSCOPE_PARAMETERS)
def test_netscope_counts_the_parameters_by_the_source(line, inputs, expected):
    assert network_of(line).evaluate(inputs, convention="netscope").parameters == expected
