"""Which letters stand in the place of which numbers: those of the lectures, one name for one value."""

import pytest

from convcalc.algebra.sym import Sym
from convcalc.algebra.unknowns import TAKEN, Unknowns
from convcalc.errors import Fault
from convcalc.layers import CATALOGUE
from convcalc.layers.letters import MEANINGS, lettered, lettered_inputs, lettered_output
from convcalc.shape import Shape, parse_shape


def letter(dim):
    """A name with its value; a plain number and a word as they are."""
    if isinstance(dim, tuple):
        return tuple(map(letter, dim))
    return f"{dim.args[0]}={dim.value}" if isinstance(dim, Sym) else dim


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({"kernel": 3}, {"kernel": "F=3", "stride": "S=1", "padding": "P=0", "dilation": 1, "groups": 1}),
        ({"kernel": 3, "dilation": 2, "groups": 4}, {"kernel": "F=3", "dilation": "d=2", "groups": "g=4"}),
        ({"kernel": [3, 3]}, {"kernel": ("F=3", "F=3")}),
        ({"kernel": [3, 5]}, {"kernel": ("F_h=3", "F_w=5")}),
        ({"kernel": 3, "padding": "same"}, {"kernel": "F=3", "padding": "same"}),
        ({"kernel": 3, "padding": [1, 2]}, {"padding": ("P_h=1", "P_w=2")}),
        (
            {"kernel": 3, "padding": [[0, 1], [2, 3]]},
            {"padding": (("P_top=0", "P_bottom=1"), ("P_left=2", "P_right=3"))},
        ),
    ],
)
def test_fields(fields, named):
    layer = lettered(CATALOGUE["conv"](out=32, **fields), 2)
    assert {key: letter(vars(layer)[key]) for key in named} == named
    assert letter(layer.out) == "D_out=32"
    assert layer.bias is True


def test_equal_values_of_several_axes_share_one_name():
    layer = lettered(CATALOGUE["conv"](out=1, kernel=[3, 3]), 2)
    assert layer.kernel[0] is layer.kernel[1]


@pytest.mark.parametrize(
    ("inputs", "named"),
    [
        ("28x30x128", [("H=28", "W=30", "D_in=128")]),
        ("100x64", [("W=100", "D_in=64")]),
        ("16x112x112x3", [("T=16", "H=112", "W=112", "D_in=3")]),
        ("4096", [("n_in=4096",)]),
        ("7x7x4 7x7x4", [("H=7", "W=7", "D_in=4"), ("H=7", "W=7", "D_in=4")]),
        ("7x7x4 7x7x8", [("H=7", "W=7", "D_1=4"), ("H=7", "W=7", "D_2=8")]),
        ("7x7x4 4", [("H_1=7", "W_1=7", "D_1=4"), ("n_2=4",)]),
    ],
)
def test_inputs(inputs, named):
    assert [letter(x) for x in lettered_inputs(tuple(map(parse_shape, inputs.split())))] == named


def test_outputs_are_named_where_they_were_worked():
    conv = lettered(CATALOGUE["conv"](out=32, kernel=3), 2)
    y = lettered_output(conv.shape(*lettered_inputs((Shape((28, 30, 128)),))))
    assert letter(y) == ("H_out=26", "W_out=28", "D_out=32")
    assert [dim.op for dim in y] == ["let", "let", "name"]


def test_names_that_the_formulas_give_to_their_own_steps_are_no_names_for_a_user():
    """What comes in, and the depth that a user asks for, may be called as the lectures call it."""
    theirs = {"H", "W", "T", "D", "D_in", "n_in", "D_out", "r_in", "j_in", "start_in"}
    assert set(MEANINGS) - theirs == TAKEN
    for each in (*TAKEN, "P_total_h", "O_up_w"):
        with pytest.raises(Fault, match=each):
            Unknowns().named(each, "size")
    assert all(str(Unknowns().named(each, "size")) == each for each in theirs)
