"""Bytes of parameters and activations, and what is alive in each row: by hand, from papers, and by a simulation."""

import json
import re

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import convcalc
from contract.reader import value_of_text
from convcalc import UsageError
from convcalc.algebra.sym import Sym
from convcalc.algebra.writing import text
from convcalc.architecture.graph import Graph, Node
from convcalc.architecture.library import bundled_names
from convcalc.layers import CATALOGUE
from convcalc.numeric import run
from convcalc.shape import Shape, parse_shape
from convcalc.storage import DTYPES, bytes_of, bytes_text, highest


def network(tmp_path, layers, shape="4x4x2"):
    path = tmp_path / "net.yaml"
    path.write_text(f"name: Net\ninput: {shape}\nlayers:\n" + "".join(f"  - {layer}\n" for layer in layers))
    return convcalc.load(str(path))


def live(report):
    return [row.memory.live for row in report.rows]


def names(peak):
    return [tensor.name for tensor in peak.tensors]


# Networks that others have counted.


def test_the_peak_of_resnet50_is_the_one_that_is_published_for_it():
    """Lin et al. 2020, 'MCUNet': 7.2 MB. A shortcut of 64 or 256, what comes in and what goes out, of 56x56."""
    report = convcalc.load("resnet50").evaluate(memory=True)
    (peak,) = report.footprint.peaks
    assert report.total.memory.live_bytes == (64 + 256 + 256) * 56 * 56 * 4 == 7_225_344
    assert [tensor.shape for tensor in peak.tensors] == [(56, 56, 64), (56, 56, 256), (56, 56, 256)]
    assert names(peak) == ["pool1", "conv2_x/unit/batchnorm", "conv2_x/conv"]
    # The first unit, where the shortcut is projected last, and the two bottlenecks behind it.
    assert peak.rows == 3


def test_without_the_live_shortcut_it_would_be_a_good_half():
    """The input and the output of each layer alone: 64 of 112x112 and 64 of 56x56, 4.01 MB (tinyml, issue 8)."""
    report = convcalc.load("resnet50").evaluate(memory=True)
    rows = [row for row in report.rows if row.type in ("conv", "maxpool") and not re.match(r"conv\d_x/conv", row.name)]
    apart = [row.inputs[0].size + row.output.size for row in rows]
    assert 4 * max(apart) == (64 * 112 * 112 + 64 * 56 * 56) * 4 == 4_014_080


def test_without_working_in_place_a_batchnorm_needs_its_input_and_its_output_beside_the_shortcut():
    report = convcalc.load("resnet50").evaluate(memory=True, in_place=False)
    assert report.total.memory.live_bytes == (256 + 256 + 256) * 56 * 56 * 4
    assert not report.footprint.in_place


def test_vgg16_writes_as_many_values_as_others_have_counted():
    """The input and every output but those of relu, as CS231n lists them: convnet-burden has 58 MB, of 2^20 bytes."""
    report = convcalc.load("vgg16").evaluate(memory=True)
    stages = [(224, 3 + 64 + 64), (112, 64 + 128 + 128), (56, 128 + 3 * 256), (28, 256 + 3 * 512), (14, 512 + 3 * 512)]
    assert report.footprint.written == sum(side**2 * depth for side, depth in stages) + 7**2 * 512 + 2 * 4096 + 1000
    assert report.footprint.written == 15_237_608
    assert round(4 * 15_237_608 / 2**20) == 58
    assert report.total.memory.live_bytes == 2 * 224 * 224 * 64 * 4
    assert report.total.memory.activations == sum(row.output.size for row in report.rows)


def test_the_batch_multiplies_activations_and_not_parameters():
    one, eight = (convcalc.load("resnet50").evaluate(batch=batch, memory=True) for batch in (1, 8))
    assert [8 * each for each in live(one)] == live(eight)
    assert eight.footprint.written == 8 * one.footprint.written
    assert eight.total.memory.activations == 8 * one.total.memory.activations
    assert json.loads(eight.to_json())["memory"]["parameter_bytes"] == 4 * 25_557_032


# Small networks by hand. The input is 4x4x2, 32 values.

CONV = "conv: {out: 3, kernel: 3, padding: 1}"  # 48 values


@pytest.mark.parametrize(
    ("layers", "in_place", "apart"),
    [
        # One after the other: what comes in and what goes out.
        ([CONV, "relu", "maxpool: 2"], [32 + 48, 48, 48 + 12], [32 + 48, 48 + 48, 48 + 12]),
        # What a shortcut reads stays: nothing is written over it. The sum may stand in either of its terms.
        (
            ["relu", "add: [[conv: {out: 2, kernel: 1}, batchnorm], []]", "tanh"],
            [32, 32 + 32, 32 + 32, 32 + 32, 32],
            [64, 64, 32 + 64, 96, 64],
        ),
        # The relu of a path has to spare its input, which the other path reads later, and the relu there need not.
        (["add: [[relu], [relu]]"], [32 + 32, 32 + 32, 32 + 32], [64, 32 + 64, 96]),
        # A concatenation copies: 32 and 48 values are joined in 80 of their own.
        ([f"concat: [[], [{CONV}]]"], [32 + 48, 32 + 48 + 80], [80, 160]),
        # Layers that move nothing need no memory, in place or not, and what they pass on is spared as long as any of
        # its names is read.
        (["identity", "flatten", "dropout", "reshape: 2x2x8"], [32, 32, 32, 32], [32, 32, 32, 32]),
        (
            ["{identity: , as: start}", "relu", "add: [[], start]"],
            [32, 32 + 32, 32 + 32],
            [32, 64, 32 + 64],
        ),
        # A local normalisation needs its neighbours as they were; the others do not.
        (["lrn", "layernorm", "softmax"], [64, 32, 32], [64, 64, 64]),
        # A gate of 2 values beside the map that it scales.
        (
            ["multiply: [[], [global_avgpool, sigmoid]]"],
            [32 + 2, 32 + 2, 32 + 2],
            [34, 32 + 2 + 2, 32 + 2 + 32],
        ),
        # A result that nothing reads stays to the end: the 48 of the first layer.
        (
            ["{identity: , as: start}", CONV, "{conv: {out: 1, kernel: 1}, from: start}", "maxpool: 2"],
            [32, 32 + 48, 32 + 48 + 16, 48 + 16 + 4],
            [32, 80, 96, 68],
        ),
        # Unpooling needs the 8 places that pooling found, not the pooled values nor those before them.
        (
            ["{maxpool: 2, as: pool1}", "conv: {out: 2, kernel: 1}", "maxunpool: {indices: pool1}"],
            [32 + 8 + 8, 8 + 8 + 8, 8 + 8 + 32],
            [48, 24, 48],
        ),
    ],
)
def test_what_is_alive_in_small_networks(layers, in_place, apart, tmp_path):
    loaded = network(tmp_path, layers)
    assert live(loaded.evaluate(memory=True)) == in_place
    assert live(loaded.evaluate(memory=True, in_place=False)) == apart


def test_the_tensors_at_the_peak_have_the_names_of_the_rows_that_wrote_them(tmp_path):
    loaded = network(tmp_path, ["relu", f"concat: [[], [{CONV}, tanh]]", "maxpool: 2"])
    (peak,) = loaded.evaluate(memory=True).footprint.peaks
    assert (peak.row, peak.values, peak.rows) == ("concat", 32 + 48 + 80, 1)
    assert names(peak) == ["relu", "tanh", "concat"]
    loaded = network(tmp_path, ["{maxpool: {kernel: 2, stride: 1}, as: pool1}", "maxunpool: {indices: pool1}"])
    assert names(loaded.evaluate(memory=True).footprint.peaks[0]) == ["the input", "pool1", "places of pool1"]


def test_a_layer_alone_has_a_memory():
    report = convcalc.layer("add").evaluate("2x2x3", "2x2x3", memory=True)
    assert (live(report), report.footprint.written) == ([24], 24)
    assert names(report.footprint.peaks[0]) == ["add", "the input"]


def test_a_folded_part_has_the_sum_of_the_outputs_and_the_most_that_is_alive():
    report = convcalc.load("resnet50").evaluate(memory=True)
    (stage,) = [row for row in report.folded(1).rows if row.name == "conv2_x"]
    parts = [row for row in report.rows if row.name.startswith("conv2_x/")]
    assert stage.memory.activations == sum(row.output.size for row in parts)
    assert stage.memory.live == 576 * 56 * 56


# A simulation that allocates and frees, written apart from what is tested.


class Machine:
    """Runs a network by allocating and freeing: every tensor knows how many reads are still to come."""

    def __init__(self, graph, shapes, outputs, in_place):
        self.shapes = [*shapes, *outputs]
        self.reads = [0] * len(self.shapes)
        for node in graph.nodes:
            for place in node.inputs:
                self.reads[place] += 1
        self.blocks = []  # each a set of the tensors in it
        self.in_place = in_place
        for place in range(len(shapes)):
            self.blocks.append({place})
        self.results = {place for place, count in enumerate(self.reads) if not count}

    def block_of(self, tensor):
        return next(block for block in self.blocks if tensor in block)

    def size(self):
        return sum(max(int(numpy.prod(self.shapes[tensor])) for tensor in block) for block in self.blocks)

    def step(self, node, output):
        if node.layer.word in ("identity", "flatten", "dropout"):
            self.block_of(node.inputs[0]).add(output)
        else:
            self.allocate(node, output)
        taken = self.size()
        for place in node.inputs:
            self.reads[place] -= 1
        self.blocks = [block for block in self.blocks if any(self.reads[t] or t in self.results for t in block)]
        return taken

    def allocate(self, node, output):
        if self.in_place and node.layer.word in ("relu", "batchnorm", "add"):
            for place in node.inputs:
                block = self.block_of(place)
                others = sum(self.reads[tensor] for tensor in block) - sum(place in block for place in node.inputs)
                if not others and not block & self.results and self.shapes[place] == self.shapes[output]:
                    block.add(output)
                    return
        self.blocks.append({output})


@st.composite
def graphs(draw):
    """Networks on 2x2 maps whose layers read anything that came before them."""
    shapes = [Shape((2, 2, 3))]
    nodes = []
    for number in range(draw(st.integers(1, 14))):
        word = draw(st.sampled_from(["conv", "relu", "batchnorm", "add", "concat", "identity", "dropout", "lrn"]))
        first = draw(st.integers(max(0, len(shapes) - 4), len(shapes) - 1))
        inputs = (first,)
        if word in ("add", "concat"):
            fitting = [place for place, each in enumerate(shapes) if word == "concat" or each == shapes[first]]
            inputs = (first, *draw(st.lists(st.sampled_from(fitting), min_size=1, max_size=2)))
        layer = CATALOGUE[word](**({"out": draw(st.integers(1, 4)), "kernel": 1} if word == "conv" else {}))
        shapes.append(layer.shape(*(shapes[place] for place in inputs)))
        nodes.append(Node(f"{word}{number}", layer, inputs))
    return Graph("drawn", nodes, shapes[0])


@given(graphs(), st.booleans(), st.integers(1, 3))
@settings(deadline=None, max_examples=300)
def test_what_is_alive_is_what_a_machine_has_allocated(graph, in_place, batch):
    report = convcalc.network.Network(graph).evaluate(batch=batch, memory=True, in_place=in_place)
    outputs = [row.output for row in report.rows]
    machine = Machine(graph, report.inputs, outputs, in_place)
    taken = [batch * machine.step(node, place) for place, node in enumerate(graph.nodes, 1)]
    assert live(report) == taken
    (peak,) = report.footprint.peaks
    assert peak.values == max(taken) == sum(tensor.values for tensor in peak.tensors)
    assert peak.row == report.rows[taken.index(max(taken))].name
    assert peak.rows == taken.count(max(taken))
    assert report.total.memory.live == max(taken)


@given(graphs())
@settings(deadline=None)
def test_working_in_place_never_needs_more(graph):
    over, apart = (convcalc.network.Network(graph).evaluate(memory=True, in_place=each) for each in (True, False))
    assert all(one <= other for one, other in zip(live(over), live(apart), strict=True))
    assert over.total.memory.live <= over.footprint.written <= apart.footprint.written


# What layers say of themselves.


@pytest.mark.parametrize("word", [word for word, kind in CATALOGUE.items() if kind.moves_nothing])
def test_a_layer_that_moves_nothing_gives_the_same_values_in_the_same_order(word):
    example = CATALOGUE[word].examples[0]
    x = numpy.arange(float(numpy.prod(parse_shape(example.inputs)))).reshape(parse_shape(example.inputs))
    assert run(CATALOGUE[word](**example.fields), x).ravel().tolist() == x.ravel().tolist()


@pytest.mark.parametrize("word", [word for word, kind in CATALOGUE.items() if kind.in_place])
def test_what_works_in_place_keeps_the_shape_of_an_input(word):
    kind = CATALOGUE[word]
    for example in kind.examples:
        shapes = list(map(parse_shape, example.inputs.split()))
        assert kind(**example.fields).shape(*shapes) in shapes


def test_activations_and_what_normalises_work_in_place_and_nothing_else_that_has_one_input():
    found = {word for word, kind in CATALOGUE.items() if kind.in_place and not kind.joins}
    activations = {word for word, kind in CATALOGUE.items() if kind.family == "activation"}
    assert found == activations | {"batchnorm", "layernorm"}


# Types.


def test_the_bits_of_types_are_those_of_numpy():
    known = {name for name in DTYPES if hasattr(numpy, name)}
    assert known == {"float64", "float32", "float16", "int64", "int32", "int16", "int8", "uint8"}
    assert {name: 8 * numpy.dtype(name).itemsize for name in known} == {name: DTYPES[name] for name in known}
    assert DTYPES["bfloat16"] == 16
    assert DTYPES["int4"] == DTYPES["uint4"] == 4


def test_bytes_are_rounded_up_once_for_all_values():
    """7 values of 4 bits are 28 bits, 4 bytes; three times as many are 84, 11 bytes and not 12."""
    assert [bytes_of(count, 4) for count in (1, 2, 7, 21)] == [1, 1, 4, 11]
    report = convcalc.layer("relu").evaluate("7", memory=True, dtype="int4", batch=3)
    assert (report.total.memory.activation_bytes, report.total.memory.live_bytes) == (11, 11)


@pytest.mark.parametrize(
    ("count", "decimal", "binary"),
    [
        (1, "1 byte", "1 byte"),
        (999, "999 bytes", "999 bytes"),
        (1_000, "1,000 bytes (1.00 KB)", "1,000 bytes"),
        (7_225_344, "7,225,344 bytes (7.23 MB)", "7,225,344 bytes (6.89 MiB)"),
        (327_680, "327,680 bytes (328 KB)", "327,680 bytes (320 KiB)"),
        (2**30, "1,073,741,824 bytes (1.07 GB)", "1,073,741,824 bytes (1.00 GiB)"),
        (4 * 10**16, "40,000,000,000,000,000 bytes (40,000 TB)", "40,000,000,000,000,000 bytes (36,380 TiB)"),
    ],
)
def test_bytes_are_written_in_full_and_short_with_their_unit(count, decimal, binary):
    assert (bytes_text(count), bytes_text(count, binary=True)) == (decimal, binary)


def test_an_unknown_type_is_refused():
    with pytest.raises(UsageError, match="no type of numbers called 'float23'"):
        convcalc.load("lenet5").evaluate(memory=True, dtype="float23")


# Names in the place of numbers.


def put_in(dim, values):
    return value_of_text(text(dim), values) if isinstance(dim, Sym) else dim


@pytest.mark.parametrize("name", [name for name in bundled_names() if convcalc.load(name).input.rank == 2])
def test_formulas_hold_the_numbers(name):
    loaded = convcalc.load(name)
    depth = loaded.input.channels
    formulas = loaded.evaluate(f"HxWx{depth}", memory=True)
    other = (188, 204) if name == "unet" else (251, 300)  # what an unpadded U-Net takes is 12 more than sixteens
    for height, width in (loaded.input.spatial, other):
        values = {"H": height, "W": width}
        numbers = loaded.evaluate((height, width, depth), memory=True)
        assert [put_in(each, values) for each in live(formulas)] == live(numbers)
        assert put_in(formulas.footprint.written, values) == numbers.footprint.written
        assert put_in(formulas.total.memory.live_bytes, values) == numbers.total.memory.live_bytes
        assert max(put_in(peak.values, values) for peak in formulas.footprint.peaks) == numbers.total.memory.live


def test_a_peak_that_no_name_can_move_is_found():
    """ResNet-50 on 32n x 32n: 576 channels of 8n x 8n, 36,864 n^2 values."""
    report = convcalc.load("resnet50").evaluate("HxWx3", assume={"H": "32n", "W": "32n"}, memory=True)
    (peak,) = report.footprint.peaks
    assert (peak.row, text(peak.values)) == ("conv2_x/conv", "36,864·n²")


def test_the_largest_formulas_are_those_that_no_other_covers():
    """H^2 is at least H; 3H is above both only for some H, and 5 for some; the last is never the largest."""
    report = convcalc.layer("relu").evaluate("HxHx1", memory=True)
    square = report.rows[0].memory.live
    (edge,) = convcalc.layer("relu").evaluate("H", memory=True).rows[0].output
    triple = convcalc.layer("relu").evaluate("Hx3", memory=True).rows[0].memory.live
    assert highest([edge, square, triple, 5, 4]) == [1, 2, 3]
    assert highest([3, 7, 7]) == [1]
    assert highest([]) == []


def test_too_many_formulas_are_not_compared(monkeypatch):
    monkeypatch.setattr("convcalc.storage.MOST_COMPARED", 10)
    with pytest.raises(UsageError, match="more than 10 comparisons of formulas") as refused:
        convcalc.load("vgg16").evaluate("HxWx3", memory=True)
    assert "numbers" in refused.value.hint
