"""The tables of the papers: beside those of the lectures cell by cell, side by side, and in a user's own columns."""

import re

import pytest

from classroom import tables
from convcalc import load
from convcalc.architecture import limits
from convcalc.classroom.layout import Described, layout
from convcalc.errors import DocumentError
from convcalc.network import load_with

RESNETS = ("resnet18", "resnet34", "resnet50", "resnet101", "resnet152")


def of(*names, **symbols):
    """The table of networks, each in the variant that its table describes."""
    networks = []
    for name in names:
        settings = {**dict(load(name).graph.paper.settings), **symbols}
        loaded = load_with(str(name), settings)
        networks.append(Described(loaded.graph, loaded.evaluate(), settings))
    return layout(networks)


def texts(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def headers(table):
    return [head.header for head in table.heads]


def read(printed):
    """The cells of a lecture's table, its times signs as an x."""
    rows = [line.replace("×", "x").split("\t") for line in printed.splitlines()]
    return [row + [""] * (max(map(len, rows)) - len(row)) for row in rows]


def differing(table, lecture):
    """The cells that are not in print as here, by row and header, those that print leaves empty apart."""
    return {
        (row.name, header): (printed, here.text)
        for row, line in zip(table.rows, lecture, strict=True)
        for header, here, printed in zip(headers(table), row.cells, line, strict=True)
        if printed not in ("", here.text)
    }


def errata(table):
    return {(row.name, head.header) for row, head, _, figure in table.differing() if figure.published.erratum}


# The lectures' tables.


def test_the_whole_table_of_googlenet():
    """9,408 weights are 9.1K of 1,024 cut; 64*(480*1024) and so on are worked out beside each row of the issue."""
    table = of("googlenet")
    names, *lecture = read(tables.GOOGLENET)
    assert headers(table) == [name.replace("x", "×") if name[0] == "#" else name for name in names]
    found = differing(table, lecture)
    assert found == {
        ("conv1", "params"): ("2.7K", "9.1K"),
        ("conv1", "ops"): ("34M", "118M"),
        ("inception_3b", "params"): ("380K", "379K"),
        ("inception_4a", "params"): ("364K", "366K"),
        ("inception_4a", "ops"): ("73M", "74M"),
        ("inception_4b", "params"): ("437K", "438K"),
        ("inception_4c", "params"): ("463K", "497K"),
        ("inception_4d", "params"): ("580K", "590K"),
        ("inception_4e", "params"): ("840K", "847K"),
        ("inception_5a", "params"): ("1072K", "1018K"),
        ("inception_5a", "ops"): ("54M", "51M"),
        ("inception_5b", "params"): ("1388K", "1409K"),
    }
    assert errata(table) == set(found)
    assert [[bool(text) for text in row] for row in texts(table)] == [[bool(text) for text in row] for row in lecture]


def test_the_family_table_of_resnet():
    table = of(*RESNETS)
    names, *lecture = read(tables.RESNET)
    assert headers(table) == names
    lecture = [row[:2] + row[2:3] * 5 if row[3] == "" else row for row in lecture]
    assert differing(table, lecture) == {}
    assert not list(table.differing())
    assert [table.spans(row) for row in table.rows] == [[range(2, 7)]] * 2 + [[]] * 4 + [[range(2, 7)]]


def test_the_table_of_alexnet():
    table = of("alexnet")
    names, *lecture = read(tables.ALEXNET.replace("-", ""))
    assert headers(table) == names
    assert [row.name for row in table.rows[len(lecture) :]] == ["fc8"]  # the layer that the lecture leaves out
    found = differing(table._replace(rows=table.rows[: len(lecture)]), lecture)
    assert found == {
        ("conv1", "Input"): ("224x224x3", "227x227x3"),
        ("conv3", "Filter"): ("3x3x256 (348)", "3x3x256 (384)"),
        ("conv4", "Filter"): ("3x3x384 (348)", "3x3x384 (384)"),
        ("fc7", "Output"): ("1000", "4096"),
    }
    assert errata(table) == set(found)


def test_the_table_of_squeezenet():
    table = of("squeezenet")
    found = differing(table, read(tables.SQUEEZENET))
    assert found == {
        ("fire8", "#parameter after pruning"): ("77,581", "82,005"),
        ("maxpool8", "output size"): ("13x12x512", "13x13x512"),
        ("conv10", "s1x1 sparsity"): ("20% (3x3)", "20% (1x1)"),
    }
    assert errata(table) == set(found)


def test_the_table_of_mobilenet():
    table = of("mobilenet")
    names, *lecture = read(tables.MOBILENET)
    assert headers(table) == names
    (found,) = differing(table, lecture).items()
    assert found == (("separable_9/depthwise", "Type / Stride"), ("Conv dw / s2", "Conv dw / s1"))
    assert errata(table) == {found[0]}


def test_the_table_of_vgg():
    table = of("vgg11", "vgg13", "vgg16", "vgg19")
    assert headers(table) == ["stage", "output size", *(f"{depth} weight layers" for depth in tables.VGG)]
    for row, stages in zip(table.rows, zip(*tables.VGG.values(), strict=True), strict=False):
        assert [cell.text for cell in row.cells[2:]] == ["; ".join(f"conv3-{out}" for out in x.split()) for x in stages]
    assert [row.cells[2].text for row in table.rows[5:]] == ["FC-4096", "FC-4096", "FC-1000", "soft-max"]


def test_the_table_of_resnext():
    """Xie et al. 2016, Table 1, on the right; the paper calls both rows of the second stage conv2."""
    table = of("resnext50_32x4d")
    assert headers(table) == ["stage", "output", "ResNeXt-50 (32x4d)"]
    assert texts(table) == [
        ["conv1", "112x112", "7x7, 64, stride 2"],
        ["conv2", "56x56", "3x3 max pool, stride 2"],
        ["conv2_x", "56x56", "[1x1, 128; 3x3, 128, C=32; 1x1, 256] x 3"],
        ["conv3", "28x28", "[1x1, 256; 3x3, 256, C=32; 1x1, 512] x 4"],
        ["conv4", "14x14", "[1x1, 512; 3x3, 512, C=32; 1x1, 1024] x 6"],
        ["conv5", "7x7", "[1x1, 1024; 3x3, 1024, C=32; 1x1, 2048] x 3"],
        ["pool5", "1x1", "global average pool, 1000-d fc, softmax"],
    ]
    assert not list(table.differing())


def test_the_table_of_se_resnet():
    """Hu et al. 2017, Table 1, in the middle: the squeeze's two layers are a line, and the network has 50 layers."""
    table = of("se_resnet50")
    assert headers(table) == ["Output size", "SE-ResNet-50"]
    assert texts(table) == [
        ["112x112", "conv, 7x7, 64, stride 2"],
        ["56x56", "max pool, 3x3, stride 2"],
        ["56x56", "[conv, 1x1, 64; conv, 3x3, 64; conv, 1x1, 256; fc, [16, 256]] x 3"],
        ["28x28", "[conv, 1x1, 128; conv, 3x3, 128; conv, 1x1, 512; fc, [32, 512]] x 4"],
        ["14x14", "[conv, 1x1, 256; conv, 3x3, 256; conv, 1x1, 1024; fc, [64, 1024]] x 6"],
        ["7x7", "[conv, 1x1, 512; conv, 3x3, 512; conv, 1x1, 2048; fc, [128, 2048]] x 3"],
        ["1x1", "global average pool, 1000-d fc, softmax"],
    ]
    assert not list(table.differing())


def test_a_variant_agrees_with_what_the_table_of_googlenet_prints():
    """A separable first layer: (7*7*8 + 8*64)*3 multiplications a place, 2,712*112*112 in all, are the 34M."""
    (first, *_) = of("googlenet", separable=True).rows
    assert (first.cells[-1].value, first.cells[-1].text) == (2_712 * 112 * 112, "34M")
    assert not first.cells[-1].differs


# A user's own table.

STEPS = """
layers:
  - conv: {out: 4, kernel: 3}
  - relu
  - conv: {out: 4, kernel: 3}
    repeat: 2
  - dense: 10
"""


@pytest.fixture
def user(tmp_path):
    """Writes a file of a network on 8x8x3 with these columns; its name."""

    def write(columns, steps=STEPS, name="mine.yaml", top="input: 8x8x3"):
        (tmp_path / name).write_text(f"{top}\npaper:\n  columns: {columns}\n{steps}", encoding="utf-8")
        return tmp_path / name

    return write


# By hand: 3*3*3*4 and 3*3*4*4 weights with 4 biases, 2*2*4*10 with 10; 6x6, then 4x4 and 2x2.
@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ("output", ["6x6x4", "6x6x4", "2x2x4", "10"]),
        ("parameters", [f"{27 * 4 + 4}", "0", f"{2 * (36 * 4 + 4)}", f"{16 * 10 + 10}"]),
        ("2*weights - 1", [f"{2 * 27 * 4 - 1}", "-1", f"{2 * 2 * 36 * 4 - 1}", f"{2 * 16 * 10 - 1}"]),
        ("weights/7", ["15.42…", "0", "41.14…", "22.85…"]),  # 108/7, 288/7, 160/7
        ("{cell: weights/7, decimals: 1}", ["15.4", "0.0", "41.1", "22.9"]),
        ("'{100*weights/556}%'", ["19.42…%", "0%", "51.79…%", "28.77…%"]),  # of 108 + 288 + 160
        ("{cell: '{100*weights/556}%', decimals: 1}", ["19.4%", "0.0%", "51.8%", "28.8%"]),
        ("{cell: '{100*weights/556}%', decimals: 1, digits: cut}", ["19.4%", "0.0%", "51.7%", "28.7%"]),
        ("{cell: '{weights} ({weights/7})', decimals: 1}", ["108 (15.4)", "0 (0)", "288 (41.1)", "160 (22.9)"]),
        (
            "{cell: {stack: '{weights/8} of {out}'}, decimals: 1}",
            ["13.5 of 4", "", "[18 of 4] x 2", "20 of 10"],
        ),  # 108/8, 144/8
        ("{cell: {dense: '{weights/3}'}, decimals: 0}", ["", "", "", "53"]),
        ("{cell: weights/7, digits: cut}", ["15", "0", "41", "22"]),
        ("{cell: weights, unit: K, K: 1000}", ["0.11K", "", "0.29K", "0.16K"]),
        ("{cell: weights, unit: K, decimals: 1}", ["0.1K", "", "0.3K", "0.2K"]),
        ("{cell: weights, unit: M}", ["0.00011M", "", "0.00029M", "0.00016M"]),
        ("{cell: 1000*weights, unit: K}", ["108K", "", "288K", "160K"]),
        ("'{kernel} of {out}'", ["3x3 of 4", "", "", ""]),
        ("{each: '{kernel}-{out}'}", ["3x3-4", "", "3x3-4; 3x3-4", ""]),
        ("{stack: '{kernel}, {out}'}", ["3x3, 4", "", "[3x3, 4] x 2", ""]),
        ("{conv: '{weights}', dense: '{biases}'}", ["108", "", "288", "10"]),
        ("5", ["5", "5", "5", "5"]),
        ("depth > 0", ["true", "false", "true", "true"]),
        ("F if depth > 0 else 0", ["3", "", "3", ""]),
    ],
)
def test_a_users_own_column(user, cell, column):
    assert [row[0] for row in texts(of(user(f"{{mine: {cell}}}")))] == column


def test_rows_are_the_steps_where_nothing_has_a_name(user):
    assert [row.name for row in of(user("{a: depth}")).rows] == ["conv", "relu", "conv_2", "dense"]


def test_rows_are_the_named_parts_where_no_row_is_in_print(user):
    steps = """
blocks:
  unit(out, F=3):
    - conv: {out: out, kernel: F}
      as: inner
    - relu
layers:
  - unit: 4
    as: first
  - relu
  - unit: {out: 8, F: 5}
    as: second
"""
    table = of(user("{name: label, filter: '{F}x{F} ({out})'}", steps))
    assert texts(table) == [["first", "3x3 (4)"], ["second", "5x5 (8)"]]
    unnamed = of(user("{name: label, filter: '{F}x{F} ({out})'}", steps.replace("    as: first", "").replace(
        "    as: second", "").replace("      as: inner", "")))  # fmt: skip
    assert texts(unnamed) == [["unit", "3x3 (4)"], ["relu", ""], ["unit_2", "5x5 (8)"]]


BLOCKS = """
blocks:
  pair(out):
    - conv: {out: out, kernel: 3}
    - pointwise: 2*out
  pointwise(out):
    - conv: {out: out, kernel: 1}
    - relu
layers:
  - pair: 4
    as: first
    repeat: 2
  - dense: 10
    as: last
"""


@pytest.mark.parametrize(
    ("cell", "column"),
    [
        ("{each: {conv: '{kernel}, {out}'}}", ["3x3, 4; 1x1, 8; 3x3, 4; 1x1, 8", ""]),
        ("{each: {pointwise: 'to {out}, {parameters}', conv: '{kernel}'}}", ["3x3; to 8, 40; 3x3; to 8, 40", ""]),
        ("{each: {pair: '{out} of {kernel}', dense: '{out}'}}", ["", "10"]),  # no kernel is that of both
        ("{each: {pair: '{out}: {weights}', dense: '{out}'}}", ["4: 140; 4: 320", "10"]),
        ("{stack: {pair: '{out}', dense: '{out}'}}", ["[4] x 2", "10"]),
        ("{each: {relu: '{activations}'}}", [f"{6 * 6 * 8}; {4 * 4 * 8}", ""]),
        ("{each: {softmax: soft}}", ["", ""]),
    ],
)
def test_lists_of_layers_and_blocks(user, cell, column):
    """From 8x8x3: 27*4 and 4*8 weights, the latter with 8 biases; then 72*4 and 4*8."""
    assert [row[0] for row in texts(of(user(f"{{mine: {cell}}}", BLOCKS)))] == column


@pytest.mark.parametrize("cell", ["{stack: 5}", "{stack: {}}", "{stack: {conv: [1]}}", "{each: {conv: {each: x}}}"])
def test_a_list_of_something_else_is_told(user, cell):
    with pytest.raises(DocumentError, match="a text is expected"):
        of(user(f"{{mine: {cell}}}"))


def test_long_blocks_are_listed_in_time(user):
    steps = "blocks:\n  long(n):\n    - conv: {out: 4, kernel: 1}\n      repeat: n\nlayers:\n  - long: %s\n"
    cell = "{mine: {stack: {long: '{n} of {kernel}'}}}"
    assert texts(of(user(cell, steps % limits.LISTED))) == [[f"{limits.LISTED} of 1x1"]]
    with pytest.raises(
        DocumentError, match=rf"a list of {limits.LISTED + 1:,} layers .* the most is {limits.LISTED:,}"
    ):
        of(user(cell, steps % (limits.LISTED + 1)))


@pytest.mark.parametrize(
    ("header", "filled"),
    [
        ("'{depth} layers'", "4 layers"),
        ("'of {kernel}'", "of {kernel}"),  # not one for all layers
    ],
)
def test_a_header_is_filled_where_it_can_be(user, header, filled):
    assert headers(of(user(f"{{{header}: depth}}"))) == [filled]


def test_a_header_that_cannot_be_filled_is_told_with_its_place(user):
    with pytest.raises(
        DocumentError, match=r"mine\.yaml:3:[0-9]+: the header '{depth/0} layers': 'depth/0' divides by zero"
    ):
        of(user("{'{depth/0} layers': depth}"))


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ("parameters/weights", "relu, mine: 'parameters/weights' divides by zero"),
        ("2*word", "conv, mine: '2[*]word' does arithmetic with conv"),
        ("1000000*1000000*weights", "conv, mine: .* passes 1,000,000,000,000 on the way"),
        ("'{1 if word else 2} {1/0}'", "divides by zero"),
    ],
)
def test_a_cell_that_cannot_be_worked_out_is_told_with_its_place(user, cell, says):
    with pytest.raises(DocumentError, match=says) as error:
        of(user(f"{{mine: {cell}}}"))
    assert re.match(r".*mine\.yaml:3:19: ", str(error.value))
    assert "a cell for some words alone" in error.value.hint


def test_a_small_file_makes_no_endless_table(user):
    steps = "layers:\n  - conv: {out: 4, kernel: 1}\n    repeat: 5000"
    with pytest.raises(DocumentError, match=rf"a cell of [\d,]+ letters, and the limit is {limits.CELL:,}"):
        of(user("{mine: {each: '{kernel} {out}'}}", steps))
    assert texts(of(user("{mine: {stack: '{kernel} {out}'}}", steps))) == [["[1x1 4] x 5000"]]
    rows = "layers:\n" + "  - relu\n" * (limits.TABLE_ROWS + 1)
    with pytest.raises(DocumentError, match="1,001 rows, and the most is 1,000"):
        of(user("{mine: depth}", rows))


def test_rows_that_lie_in_each_other_have_a_limit(user):
    """A chain of six blocks, each of them in print, holds the layers six times."""
    blocks = "".join(f"  b{n}:\n    - b{n + 1}:\n      expect: {{mine: 1}}\n" for n in range(5))
    steps = f"blocks:\n{blocks}  b5:\n    - relu\nlayers:\n  - b0:\n    expect: {{mine: 1}}\n"
    with pytest.raises(DocumentError, match="each layer more than 4 times over"):
        of(user("{mine: depth}", steps))


# Side by side.


def test_columns_in_which_networks_differ_stand_for_each(user):
    other = STEPS.replace("dense: 10", "dense: 20")
    table = of(user("{name: label, units: output, depth: depth}"), user("{name: label, units: output, depth: depth}",
               other, "other.yaml"))  # fmt: skip
    assert headers(table) == ["name", "units, mine", "units, other", "depth"]
    assert texts(table)[-1] == ["dense", "10", "20", "1"]
    assert [table.spans(row) for row in table.rows] == [[range(1, 3)]] * 3 + [[]]


def test_rows_that_only_some_have_stand_in_their_place(user):
    more = STEPS.replace("  - relu\n", "  - relu\n  - batchnorm\n").replace("  - dense: 10\n", "  - softmax\n")
    table = of(user("{name: label, out: '{output}'}"), user("{name: label, out: '{output}'}", more, "other.yaml"))
    assert [row.name for row in table.rows] == ["conv", "relu", "batchnorm", "conv_2", "dense", "softmax"]
    assert headers(table) == ["name", "out"]  # where both have a row they agree


def test_rows_in_another_order_stand_once(user):
    turned = "layers:\n  - relu\n  - conv: {out: 4, kernel: 3}\n"
    table = of(user("{name: label}"), user("{name: label}", turned, "other.yaml"))
    assert sorted(row.name for row in table.rows) == ["conv", "conv_2", "dense", "relu"]


def test_a_network_beside_itself_is_told_once():
    assert texts(of("googlenet", "googlenet")) == texts(of("googlenet"))


# Names in the place of numbers.


def test_cells_with_names_are_formulas_in_their_simplest_form():
    rows = {row.name: row.cells for row in of("googlenet", classes="K").rows}
    assert [cell.text for cell in rows["fc"][-2:]] == ["1024·K", "1024·K"]
    assert rows["fc"][-1].figures == ()
    assert rows["softmax"][2].text == "1x1xK"
