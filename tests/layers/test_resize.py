"""The way back from pooling: sizes that undo it, and bilinear mixing run on numbers that count."""

import pytest

import convcalc
from convcalc.layers import CATALOGUE
from convcalc.shape import Shape, parse_shape
from layers.brute_force import places
from layers.counting import added, cost


def unpooled(size, **fields):
    return CATALOGUE["maxunpool"](**fields).shape(Shape((size, 1)))[0]


def test_unpooling_undoes_a_pooling_that_leaves_no_cell_over():
    for size in range(1, 20):
        for kernel, stride, padding in [(2, 2, 0), (3, 2, 0), (3, 2, 1), (3, 3, 1), (2, 1, 0), (4, 3, 2)]:
            starts = places(size, kernel, stride, padding, padding)
            if starts and starts[-1] + kernel == size + padding:
                assert unpooled(len(starts), kernel=kernel, stride=stride, padding=padding) == size


def test_unpooling_by_default_moves_by_the_kernel():
    # PyTorch, MaxUnpool2d: (H - 1)*stride - 2*padding + kernel_size, the stride being the kernel.
    assert unpooled(2, kernel=2) == 4
    assert unpooled(27, kernel=3, stride=2) == 55


FILE = """
input: 57x56x8
layers:
  - maxpool: {kernel: 2}
    as: pool
  - relu
  - maxunpool: {kernel: 2, indices: pool}
"""


def test_unpooling_with_indices_gives_the_size_before_the_pooling(tmp_path):
    path = tmp_path / "unpool.yaml"
    path.write_text(FILE)
    report = convcalc.load(str(path)).evaluate()
    # 57 rows pooled by 2 are 28, and their places lie within 57 rows.
    assert [str(row.output) for row in report.rows] == ["28x28x8", "28x28x8", "57x56x8"]


def test_unpooling_with_indices_of_another_size_is_refused(tmp_path):
    path = tmp_path / "unpool.yaml"
    path.write_text(FILE.replace("- relu", "- maxpool: {kernel: 2}"))
    with pytest.raises(convcalc.ShapeError, match=r"14x14x8.*28x28x8"):
        convcalc.load(str(path)).evaluate()


@pytest.mark.parametrize(
    ("inputs", "scale", "output"),
    [
        ("14x14x64", 2, "28x28x64"),  # PyTorch, Upsample(scale_factor=2)
        ("4x5x1", [2, 3], "8x15x1"),
        ("9x4", 3, "27x4"),
        ("2x3x4x1", 2, "4x6x8x1"),
    ],
)
@pytest.mark.parametrize("mode", ["nearest", "bilinear"])
def test_upsampling(inputs, scale, output, mode):
    layer = CATALOGUE["upsample"](scale=scale, mode=mode)
    assert str(layer.shape(parse_shape(inputs))) == output


@pytest.mark.parametrize(("inputs", "neighbours", "outputs"), [("4x2", 2, 16), ("4x4x2", 4, 128), ("2x2x2x2", 8, 128)])
def test_bilinear_mixes_two_neighbours_along_each_axis(inputs, neighbours, outputs):
    layer, x = CATALOGUE["upsample"](scale=2, mode="bilinear"), parse_shape(inputs)
    one = cost(lambda values: added([value * 0.25 for value in values]), neighbours)
    assert layer.ops(x, layer.shape(x)) == {kind: outputs * count for kind, count in one.items()}


def test_nearest_costs_nothing():
    layer = CATALOGUE["upsample"](scale=2)
    assert layer.ops(Shape((4, 4, 1)), Shape((8, 8, 1))) == {}
