"""Receptive fields of networks with branches, from the library: joins, vectors, upsampling, and what is refused."""

from fractions import Fraction

import numpy
import pytest

import convcalc
from convcalc import ShapeError, UsageError
from convcalc.layers import CATALOGUE
from convcalc.layers.receptive import MOST_PHASES
from convcalc.numeric import run


def network(tmp_path, layers, shape="64x64x4"):
    path = tmp_path / "net.yaml"
    path.write_text(f"name: Net\ninput: {shape}\nlayers:\n" + "".join(f"  - {layer}\n" for layer in layers))
    return convcalc.load(str(path)).evaluate(receptive_field=True)


def last(report):
    return report.rows[-1].field


def along(field, quantity):
    return [getattr(axis, quantity) for axis in field.axes]


def test_a_report_without_the_option_has_no_fields():
    report = convcalc.load("lenet5").evaluate()
    assert {row.field for row in report.rows} == {None}
    assert "receptive_field" not in report.to_json()


def test_paths_join_to_their_extent(tmp_path):
    report = network(
        tmp_path, ["concat: [[conv: {out: 2, kernel: 1}], [conv: {out: 2, kernel: [5, 3], padding: [2, 1]}]]"]
    )
    assert along(last(report), "size") == [5, 3]
    assert along(last(report), "start") == [-2, -1]
    assert not report.notes()


def test_misaligned_paths_are_pointed_out(tmp_path):
    """A 2x2 pooling has its first centre at 1/2; a 1x1 filter of the same stride at 0. Their union is 2 pixels."""
    report = network(tmp_path, ["concat: [[maxpool: 2], [conv: {out: 2, kernel: 1, stride: 2}]]"])
    (warning,) = report.rows[-1].notes
    assert warning == "its paths are misaligned by 0.5 pixels (first centres: conv 0, maxpool 0.5)"
    assert along(last(report), "size") == [2, 2]


def test_the_axis_of_a_misalignment_is_named(tmp_path):
    path = "conv: {out: 4, kernel: 3, padding: [[0, 2], [1, 1]]}"
    report = network(tmp_path, [f"add: [[{path}], []]"])
    (warning,) = report.notes()
    assert warning == "its paths are misaligned by 1 pixel (first centres: the input 0, conv 1) along H"
    assert along(last(report), "start") == [0, -1]
    assert along(last(report), "size") == [3, 3]


def test_paths_of_different_jumps_are_pointed_out(tmp_path):
    """Of 6 cells one path makes 2 with windows of 3, the other with a filter of 5: 0-2 and 3-5, 0-4 and 1-5."""
    report = network(tmp_path, ["concat: [[maxpool: 3], [conv: {out: 2, kernel: 5}]]"], "6x6x4")
    (warning,) = report.notes()
    assert warning.startswith("its paths have different jumps (conv 1, maxpool 3)")
    assert along(last(report), "size") == [6, 6]
    assert along(last(report), "jump") == [0, 0]


def test_a_gate_that_saw_everything_lets_every_cell_see_everything(tmp_path):
    gate = "[global_avgpool, dense: 4, sigmoid]"
    report = network(tmp_path, ["conv: {out: 4, kernel: 3, padding: 1}", f"multiply: [[], {gate}]"])
    fields = {row.name: row.field for row in report.rows}
    assert fields["conv"].seen == Fraction(9, 64 * 64)
    assert fields["multiply"].seen == 1
    assert along(fields["multiply"], "jump") == [0, 0]
    assert "a cell sees the whole input from global_avgpool on" in report.remarks
    assert not report.notes()


def test_behind_a_gate_the_field_goes_on_growing(tmp_path):
    """By hand, on 5 cells: the gate sees -1 to 5 with every cell. A filter of 7 sees 9, with the first cell -4 to 4,

    so -4 to 5 with the gate, 10; the last -1 to 8. A second one sees 15, from -7, which covers the gate.
    """
    gate = "[global_avgpool, dense: 4, sigmoid]"
    layers = ["conv: {out: 4, kernel: 3, padding: 1}", f"multiply: [[], {gate}]"]
    report = network(tmp_path, [*layers, *["conv: {out: 4, kernel: 7, padding: 3}"] * 2], "5x5x4")
    fields = {row.name: row.field for row in report.rows}
    assert [along(fields["multiply"], quantity) for quantity in ("size", "start", "jump")] == [[7, 7], [-1, -1], [0, 0]]
    assert [along(fields["conv_2"], quantity) for quantity in ("size", "start", "jump")] == [[10, 10], [-4, -4], [1, 1]]
    assert [along(fields["conv_3"], quantity) for quantity in ("size", "start", "jump")] == [[15, 15], [-7, -7], [1, 1]]
    assert {field.seen for name, field in fields.items() if name != "conv"} == {1}


def test_squeeze_and_excitation_sees_at_least_what_the_network_without_it_sees():
    fields = {}
    for name in ("resnet50", "se_resnet50"):
        report = convcalc.load(name).evaluate(receptive_field=True).folded(1)
        fields[name] = {row.name: along(row.field, "size")[0] for row in report.rows}
    assert all(fields["se_resnet50"][stage] >= field for stage, field in fields["resnet50"].items())
    assert fields["resnet50"]["conv5_x"] == 483  # Araujo et al. 2019


def test_an_encoder_and_decoder_are_aligned_and_back_at_the_pixels(tmp_path):
    """Ronneberger et al. 2015, one level: pooling, a 3x3 on half the resolution, a 2x2 transposed convolution, skip.

    By hand: a 3x3 over pools of 2 sees 6 pixels; both cells that it is spread to see the same 6, from -2 on.
    """
    report = network(
        tmp_path,
        [
            "{conv: {out: 4, kernel: 3, padding: 1}, as: skip}",
            "maxpool: 2",
            "conv: {out: 8, kernel: 3, padding: 1}",
            "conv_transpose: {out: 4, kernel: 2, stride: 2}",
            "concat: [[], skip]",
        ],
    )
    assert along(last(report), "size") == [8, 8]
    assert along(last(report), "jump") == [1, 1]
    assert along(last(report), "start") == [-3, -3]
    assert along(last(report), "phases") == [2, 2]
    assert not report.notes()
    assert any("from conv_transpose on fields differ" in remark for remark in report.remarks)


def test_what_is_never_read_is_never_seen(tmp_path):
    """Windows of 3 over 8 cells read 6 of them; a dense layer sees no more."""
    report = network(tmp_path, ["maxpool: 3", "dense: 4"], "8x8x1")
    assert last(report).seen == Fraction(36, 64)
    assert report.remarks == ("no cell sees the whole input; the most is 56.2 %, by dense",)


def test_a_later_row_may_see_less(tmp_path):
    layers = ["{identity: , as: start}", "global_avgpool", "{conv: {out: 1, kernel: 3}, from: start}"]
    report = network(tmp_path, layers)
    assert report.remarks == ("a cell sees the whole input first in global_avgpool",)
    report = network(tmp_path, [*layers, "dense: 4"])
    assert report.remarks == ("a cell sees the whole input first in global_avgpool, and in every row from dense on",)


def test_unpooling_follows_the_pooled_cells_that_say_where(tmp_path):
    """Unpooled from a 1x1 filter on the pooled map: what a cell holds depends on the 2 cells of its pooling window."""
    report = network(tmp_path, ["{maxpool: 2, as: pool1}", "conv: {out: 4, kernel: 1}", "maxunpool: {indices: pool1}"])
    assert along(last(report), "size") == [2, 2]
    assert along(last(report), "jump") == [1, 1]


def test_two_axes_beside_what_happens_to_single_pixels():
    """A 1 in one pixel, run through filters of ones and a pooling: the cells that change are those that see it."""
    layers = [
        CATALOGUE["conv"](out=1, kernel=[3, 2], stride=[2, 1], padding=[[1, 0], [0, 1]], bias=False),
        CATALOGUE["maxpool"](kernel=[2, 3], stride=[1, 2]),
        CATALOGUE["conv"](out=1, kernel=[2, 3], dilation=[1, 2], bias=False),
    ]
    rows = 20, 24
    seen = {}
    for pixel in numpy.ndindex(*rows):
        x = numpy.zeros((*rows, 1))
        x[pixel] = 1
        for layer in layers:
            weights = {"weight": numpy.ones((*layer.kernel, 1, 1))} if layer.word == "conv" else {}
            x = run(layer, x, **weights)
        for cell in zip(*numpy.nonzero(x[..., 0])):
            seen.setdefault(cell, []).append(pixel)
    nodes = [convcalc.architecture.graph.Node(f"layer{k}", layer, (k,)) for k, layer in enumerate(layers)]
    graph = convcalc.architecture.graph.Graph("net", nodes, convcalc.shape.Shape((*rows, 1)))
    field = convcalc.network.Network(graph).evaluate(receptive_field=True).rows[-1].field
    middle = (3, 3)
    for place, axis in enumerate(field.axes):
        touched = [pixel[place] for pixel in seen[middle]]
        assert min(touched) == axis.start + 3 * axis.jump
        assert max(touched) - min(touched) + 1 == axis.size
        assert Fraction(min(touched) + max(touched), 2) == axis.offset + 3 * axis.jump


def test_a_folded_part_has_the_field_of_its_last_layer():
    report = convcalc.load("vgg16").evaluate(receptive_field=True)
    assert report.folded(1).rows[4].field == next(row.field for row in report.rows if row.name == "stage5/maxpool")


def test_a_join_alone_has_a_field_of_one_pixel():
    report = convcalc.layer("multiply").evaluate("8x8x3", "3", receptive_field=True)
    assert along(last(report), "size") == [1, 1]


@pytest.mark.parametrize(
    ("work", "error", "what"),
    [
        (lambda: convcalc.layer("relu").evaluate("4096", receptive_field=True), UsageError, "is a vector"),
        (
            lambda: convcalc.layer("relu").evaluate((convcalc.algebra.sym.name("H"), 8, 3), receptive_field=True),
            UsageError,
            "not all dimensions are",
        ),
        (
            lambda: convcalc.layer("upsample", scale=MOST_PHASES + 1).evaluate("8x8x3", receptive_field=True),
            ShapeError,
            f"only after {MOST_PHASES + 1} cells, and at most {MOST_PHASES}",
        ),
    ],
)
def test_what_has_no_field_is_refused(work, error, what):
    with pytest.raises(error, match=what):
        work()


def test_a_small_file_takes_no_unbounded_time(tmp_path):
    """Each of these maps has 256 phases along each axis, and none of them can be followed for ever."""
    convolution = "{conv: {out: 1, kernel: 3, padding: 1}, repeat: 500}"
    with pytest.raises(ShapeError, match=r"more than 100,000 receptive fields would be followed"):
        network(tmp_path, [f"upsample: {MOST_PHASES}", convolution], "4x4x1")


def test_the_largest_numbers_are_followed_at_once():
    layer = convcalc.layer("conv", out=1, kernel=10**9, dilation=10**9, padding="same", stride=10**9)
    field = layer.evaluate("9x9x1", receptive_field=True).rows[0].field
    assert along(field, "size") == [10**9 + (10**9 - 1) ** 2] * 2
    assert field.seen == 1


def test_a_deep_network_is_followed_where_its_cells_are_alike(monkeypatch):
    monkeypatch.setattr("convcalc.receptive.MOST_IN_ALL", 0)
    assert last(convcalc.load("resnet50").evaluate(receptive_field=True)).seen == 1
