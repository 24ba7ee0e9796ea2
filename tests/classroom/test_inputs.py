"""The inputs of a network that give a wanted map: the intervals of known networks, and those found one by one."""

import pytest

import convcalc
from convcalc import UsageError
from convcalc.classroom import inputs
from convcalc.classroom.inputs import input_sizes

UNET = """
name: Two levels
input: 16x16x1
layers:
  - conv: {out: 2, kernel: 3, padding: 1}
    as: top
  - maxpool: 2
  - conv: {out: 4, kernel: 3, padding: 1}
    as: bottom
  - upsample: 2
  - concat: [[], top]
    as: joined
"""


@pytest.fixture
def unet(tmp_path):
    (tmp_path / "unet.yaml").write_text(UNET)
    return convcalc.load(str(tmp_path / "unet.yaml"))


@pytest.mark.parametrize(
    ("name", "size", "row", "first", "last"),
    [
        # Five halvings, each rounded down: 7*32 up to 8*32 - 1.
        ("vgg16", 7, "stage5/maxpool", 224, 255),
        # Five halvings, each rounded up: floor((H + 31)/32) = 7.
        ("resnet50", 7, "conv5_x/bottleneck/2/unit/conv", 193, 224),
        # Lecture 2, the class myCNN: 28 -> 24 -> 12 -> 8 -> 4; backwards (2*4 + 4)*2 + 4, and 3 cells in reserve.
        ("mycnn", 4, "maxpool_2", 28, 31),
        # LeCun et al. 1998, figure 2: the 5x5 maps of S4 come from 32x32; backwards (2*5 + 4)*2 + 4.
        ("lenet5", 5, "S4", 32, 35),
        # Lecture 1's AlexNet: 6 -> 13 -> 27 -> 55 -> 227 backwards without a rest; one row at the end is worth
        # 2*2*2*4 = 32 cells of the input.
        ("alexnet", 6, "pool5", 227, 258),
    ],
)
def test_the_inputs_of_known_networks(name, size, row, first, last):
    found = input_sizes(convcalc.load(name), size)
    assert (found.row, found.inputs) == (row, range(first, last + 1))
    assert [each.inputs for each in found.checked] == [found.inputs]
    assert found.accepted == last - first + 1
    assert not found.unchecked


def test_a_row_may_be_chosen_by_its_name_or_by_that_of_its_part():
    resnet = convcalc.load("resnet50")
    # Four halvings rounded up: floor((H + 15)/16) = 14.
    assert input_sizes(resnet, 14, "conv4_x").inputs == range(209, 225)
    assert input_sizes(resnet, 14, "conv4_x").row.startswith("conv4_x/")
    assert input_sizes(convcalc.load("alexnet"), 55, "conv1").inputs == range(227, 231)


@pytest.mark.parametrize(("name", "size"), [("mycnn", 5), ("squeezenet", 5), ("googlenet", 7), ("mobilenet", 2)])
def test_every_size_of_an_interval_is_right_and_its_neighbours_are_not(name, size):
    network = convcalc.load(name)
    found = input_sizes(network, size)

    def output(at):
        try:
            report = network.evaluate(found.input(at))
        except convcalc.ShapeError:
            return None
        return next(each.output[0] for each in report.rows if each.name == found.row)

    first, last = found.inputs[0], found.inputs[-1]
    assert {output(at) for at in found.inputs} == {size}
    assert output(first - 1) in (size - 1, None)
    assert output(last + 1) == size + 1


def test_sizes_that_a_join_refuses_are_told_apart(unet):
    # Two floors of the pool share a map at the bottom; upsampled it fits only the even one.
    found = input_sizes(unet, 5, "bottom")
    assert found.inputs == range(10, 12)
    assert [(each.inputs, bool(each.refusal)) for each in found.checked] == [
        (range(10, 11), False),
        (range(11, 12), True),
    ]
    assert "concat" in found.checked[1].refusal
    assert found.accepted == 1


def test_none_has_the_nearest_on_both_sides(unet):
    found = input_sizes(unet, 7, "joined")
    assert (len(found.inputs), found.checked, found.accepted) == (0, (), 0)
    sides = [(each.inputs[0], each.output and each.output[0], bool(each.refusal)) for each in found.nearest]
    assert sides == [(7, None, True), (8, 8, False)]  # 7 is pooled to 3 and comes back as 6


def test_a_long_interval_is_checked_from_its_beginning(monkeypatch):
    monkeypatch.setattr(inputs, "MOST_LAYERS", 90)
    found = input_sizes(convcalc.load("mycnn"), 4)  # nine layers: ten sizes
    assert not found.unchecked
    monkeypatch.setattr(inputs, "MOST_LAYERS", 18)
    found = input_sizes(convcalc.load("mycnn"), 4)
    assert (found.accepted, found.unchecked) == (2, range(30, 32))


def test_axes_must_agree(tmp_path):
    (tmp_path / "wide.yaml").write_text(
        "name: Wide\ninput: 9x9x1\nlayers:\n  - conv: {out: 1, kernel: [3, 5]}\n  - maxpool: {kernel: 4, stride: 4}\n"
    )
    network = convcalc.load(str(tmp_path / "wide.yaml"))
    # Rows: floor((H - 2)/4) = 2 for 10 to 13; columns: floor((W - 4)/4) = 2 for 12 to 15.
    assert input_sizes(network, 2, "maxpool").inputs == range(12, 14)


@pytest.mark.parametrize(
    ("file", "row", "said"),
    [
        ("input: 8x8x1\nlayers: [relu]", "", "slides no window"),
        ("input: 8\nlayers: [relu]", "", "no axes"),
        ("input: 8x8x1\nlayers: [{maxpool: 2}]", "conv", "no row 'conv'"),
        ("input: 8x8x1\nlayers: [{maxpool: 2}, {dense: 3}]", "dense", "a vector and no map"),
    ],
)
def test_what_is_wrong_is_said(file, row, said, tmp_path):
    (tmp_path / "net.yaml").write_text(f"name: Net\n{file}\n")
    with pytest.raises(UsageError, match=said):
        input_sizes(convcalc.load(str(tmp_path / "net.yaml")), 2, row)


def test_a_network_that_does_not_take_its_own_input_is_an_error(tmp_path):
    (tmp_path / "net.yaml").write_text("name: Net\ninput: 2x2x1\nlayers: [{conv: {out: 1, kernel: 3}}]\n")
    with pytest.raises(convcalc.ShapeError):
        input_sizes(convcalc.load(str(tmp_path / "net.yaml")), 2)
