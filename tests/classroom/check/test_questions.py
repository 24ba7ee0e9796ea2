"""Problems from plain data, and what is refused."""

import pytest

from convcalc.classroom.check.questions import problem_of
from convcalc.classroom.check.verdict import check
from convcalc.errors import DocumentError, Fault, UsageError

LECTURE = {"layer": "conv(out=32, kernel=3)", "input": "28x28x128"}


@pytest.mark.parametrize(
    ("fields", "quantity", "right"),
    [
        (LECTURE, "parameters", 36_896),  # lecture 5
        ({"layer": "concat", "input": ["28x28x64", "28x28x128"]}, "output", (28, 28, 64 + 128)),
        ({"layer": "add()", "input": ["28x28x64", "28x28x64"]}, "additions", 28 * 28 * 64),
        ({"network": "vgg16", "set": {"classes": 10}}, "parameters", 138_357_544 - 990 * 4097),
        ({"network": "vgg16", "part": "stage1"}, "parameters", (27 + 1) * 64 + (9 * 64 + 1) * 64),
        ({"solve": {"input": 7, "out_size": 7, "kernel": 3}}, "padding", 1),
        ({"solve": {"out_size": 55, "kernel": 11, "stride": 4, "padding": 0}}, "input", 227),
        ({"pool": {"input": "1 2; 3 4", "op": "max", "kernel": 2}}, "matrix", ((4,),)),
    ],
)
def test_right_values(fields, quantity, right):
    assert problem_of(fields).right(quantity) == right


@pytest.mark.parametrize(
    ("fields", "error", "told"),
    [
        ({}, Fault, "nothing to work on"),
        ({**LECTURE, "network": "vgg16"}, Fault, "both layer and network"),
        ({"layer": "conv(32, 3)"}, Fault, "no input"),
        ({"layer": "conv(32, 3)", "input": "28x28x128", "part": "x"}, Fault, "takes no part"),
        ({"layer": "conv(32, 3", "input": "28x28x128"}, UsageError, "conv"),
        ({"layer": "__import__('os')", "input": "28x28x128"}, UsageError, "layer type"),
        ({"network": "../vgg16"}, Fault, "not beside the sheet"),
        ({"network": "/etc/passwd"}, Fault, "not beside the sheet"),
        ({"network": "vgg17"}, DocumentError, "no file"),
        ({"network": "vgg16", "part": "stage9"}, UsageError, "no row or block"),
        ({"network": "vgg16", "set": "classes"}, Fault, "symbols"),
        ({"gain": "conv(32, 3)", "input": "28x28x128"}, Fault, "two lines"),
        ({"solve": "padding"}, Fault, "fields of one axis"),
        ({"solve": {"input": 2, "out_size": 32, "kernel": 3, "padding": 0}}, Fault, "nothing gives"),
        ({"convolve": {"input": "1 2; 3", "kernel": "1"}}, Fault, "row"),
    ],
)
def test_what_is_refused(fields, error, told):
    with pytest.raises(error, match=told):
        problem_of(fields)


def test_a_formula_for_a_gain_is_checked_by_its_number():
    gain = problem_of({"gain": ["conv(32, 3)", "depthwise(3) + conv(32, 1)"], "input": "28x28x128"})
    assert check(gain, "multiplications", "1/(1/D_out + 1/F^2)").is_right  # lecture 5, exercise 2
    assert check(gain, "multiplications", "1/D_out + 1/F^2").slips == ("gain-upside-down",)
    assert check(gain, "parameters", "6.82").is_right  # 36,896 / 5,408


def test_of_several_solutions_any_is_right():
    paddings = problem_of({"solve": {"input": 224, "out_size": 55, "kernel": 11, "stride": 4}})
    for padding in ("2", "3", "1.5", "2.5"):  # 224 - 11 + 2P from 216 up to 219
        assert check(paddings, "padding", padding).is_right
    assert not check(paddings, "padding", "1").is_right
