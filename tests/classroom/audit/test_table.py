"""A user's own table: how its columns and rows are found, and where its wrong cells stand."""

import re

import pytest
from click.testing import CliRunner

from convcalc.classroom.audit.auditing import audit
from convcalc.classroom.audit.table import column_of
from convcalc.cli import cli
from convcalc.errors import DocumentError

# Lecture 1, the table of GoogLeNet: 159K, 128M; 112K, 360M.
GOOGLENET = """row;Output  size;# 3X3;#5×5 REDUCE;PARAMS;ops
inception_3a;28x28x256;128;16;159K;128M
Inception (4b);14×14×512;224;;437K;88M
conv2;56x56x192;192;;112K;360M
"""


@pytest.fixture
def audited(tmp_path):
    def of(text, name="googlenet", encoding="utf-8"):
        file = tmp_path / "table.csv"
        file.write_bytes(text.encode(encoding))
        return audit(name, table=file)

    return of


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_headers_and_rows_are_compared_loosely(audited, separator, encoding):
    found = audited(GOOGLENET.replace(";", separator), encoding=encoding)
    assert len(found.findings) == 13  # two of the fifteen cells are empty
    (wrong,) = found.told()
    assert (wrong.figure.name, wrong.figure.quantity, wrong.figure.computed) == ("inception_4b", "params", "448,512")
    assert wrong.guess() == "one less than what is computed, in the last digit"
    mark = wrong.figure.mark
    assert (mark.line, mark.source.lines[mark.line][mark.column :][:4]) == (2, "437K")


def test_quantities_and_a_total(audited):
    """Lecture 5, exercise 3: 138,357,544 parameters; the first layer has 3*3*3*64 + 64."""
    found = audited("layer,parameters,output\nstage1/conv3/1/conv,1792,224x224x64\nTotal,138.4M,1000\n", "vgg16")
    assert [each.figure.name for each in found.findings] == ["stage1/conv3/1/conv"] * 2 + ["VGG-16"] * 2
    assert [each.status for each in found.findings] == ["exact", "exact", "rounded", "exact"]


def test_rows_in_their_order(audited, tmp_path):
    (tmp_path / "net.yaml").write_text(
        "input: 8x8x1\nlayers:\n- conv: {out: 2, kernel: 3}\n  as: a\n- relu\n- dense: 5\n  as: b\n", encoding="utf-8"
    )
    found = audited("row,weights\nconvolution,18\nfully connected,360\nsum,378\n", str(tmp_path / "net.yaml"))
    assert [each.status for each in found.findings] == ["exact"] * 3  # 9*2, 6*6*2*5
    assert found.remarks == ("the rows are taken in their order, from a to b",)


def test_rows_of_one_name_are_taken_in_their_order(audited):
    """Lecture 1: both convolutions of GoogLeNet are called so. 9,408/1024 = 9.19; rounded or cut is all the same."""
    found = audited("type,output size,params\nconvolution,112x112x64,9.2K\nconvolution,56x56x192,112K\nlinear,,1000K\n")
    assert [each.figure.name for each in found.findings] == ["conv1"] * 2 + ["conv2"] * 2 + ["fc"]
    assert [each.status for each in found.findings] == ["exact", "rounded", "exact", "exact", "exact"]
    assert found.remarks == (
        "line 2: 'convolution' could be conv1, conv2: it is taken for conv1",
        "line 3: 'convolution' could be conv1, conv2: it is taken for conv2",
    )


# Labels.


def test_the_name_of_a_part_is_that_part_before_a_label_in_print(audited):
    """Lecture 1 prints conv2_x of the pool and of the stage: 56x56 both; the stage has three units."""
    found = audited('layer name,50-layer\nconv2_x,"[1x1, 64; 3x3, 64; 1x1, 256] x 3"\n', "resnet50")
    assert [(each.figure.name, each.status) for each in found.findings] == [("conv2_x", "exact")]
    assert not found.remarks


def test_a_label_that_stands_there_as_often_as_in_print(audited):
    text = 'layer name,50-layer\nconv1,"7x7, 64, stride 2"\nconv2_x,"3x3 max pool, stride 2"\nconv2_x,[1x1]\n'
    found = audited(text, "resnet50")
    assert [each.figure.name for each in found.findings] == ["conv1", "pool1", "conv2_x"]
    assert found.remarks == (
        "line 3: 'conv2_x' could be pool1, conv2_x: it is taken for pool1",
        "line 4: 'conv2_x' could be pool1, conv2_x: it is taken for conv2_x",
    )


def test_an_excerpt_with_labels_as_in_print(audited):
    found = audited("layer,Output\nConv1,55x55x96\nMaxpool1,27x27x96\nConv2,27x27x256\nFC1,4096\n", "alexnet")
    assert [each.figure.name for each in found.findings] == ["conv1", "pool1", "conv2", "fc6"]
    assert [each.status for each in found.findings] == ["exact"] * 4


def test_labels_as_they_are_computed(audited, tmp_path):
    (tmp_path / "net.yaml").write_text(
        "input: 8x8x1\npaper:\n  columns: {what: {conv: 'C{out}', dense: 'D{out}'}, size: output}\n"
        "layers:\n- conv: {out: 2, kernel: 3}\n  as: a\n- conv: {out: 4, kernel: 3}\n  as: b\n- dense: 5\n  as: c\n",
        encoding="utf-8",
    )
    found = audited("row,size\nC4,4x4x4\nD5,5\n", str(tmp_path / "net.yaml"))
    assert [(each.figure.name, each.status) for each in found.findings] == [("b", "exact"), ("c", "exact")]


def test_of_several_parts_with_one_label_the_next_that_fits(audited):
    """The units of 512 channels behind the first of them; rows of an excerpt are not shifted."""
    rows = "Conv dw / s1,3x3x512 dw,14x14x512\nConv / s1,1x1x512x512,14x14x512\n"
    found = audited("Type / Stride,Filter Shape,Input Size\n" + rows * 2, "mobilenet")
    assert [each.figure.name for each in found.findings][::2] == [
        f"separable_7/{unit}/{layer}" for unit in (1, 2) for layer in ("depthwise", "conv")
    ]
    assert [each.status for each in found.findings] == ["exact"] * 8
    assert "and 4 more: it is taken for separable_7/1/depthwise" in found.remarks[0]  # 9 units of stride 1


def test_more_rows_of_one_name_than_there_are(audited):
    with pytest.raises(DocumentError) as caught:
        audited("row,params\nconv1,1\nconv1,2\n")
    assert "2 rows are called 'conv1', and the network has 1" in str(caught.value)


# What convcalc prints goes back in.


@pytest.mark.parametrize("name", ["resnet18", "alexnet", "vgg16", "mobilenet", "squeezenet", "googlenet", "resnet152"])
def test_the_table_of_a_paper_goes_back_in(name, tmp_path):
    file = tmp_path / "table.csv"
    assert CliRunner().invoke(cli, ["summary", "--paper", name, "--format", "csv", "-o", str(file)]).exit_code == 0
    found = audit(name, table=file)
    assert found.findings
    assert {each.status for each in found.findings} == {"exact"}


def test_the_variant_of_the_papers_table(audited):
    """Lecture 1 normalises behind the pools, on one tower; a quantity is of the file as it stands."""
    found = audited("layer,Output\nNorm1,27x27x96\nConv2,27x27x256\n", "alexnet")
    assert [each.figure.name for each in found.findings] == ["norm1", "conv2"]
    assert found.settings == (("groups", 1), ("norm_first", False))
    found = audited("layer,parameters\nconv2,307456\n", "alexnet")  # 5*5*48*256 + 256
    assert (found.findings[0].status, found.settings) == ("exact", ())


# Rows in their order.


def mobilenet():
    """The table of MobileNet, line by line."""
    return CliRunner().invoke(cli, ["summary", "--paper", "mobilenet", "--format", "csv"]).stdout.splitlines()


def test_the_first_column_is_checked_where_it_is_more_than_a_label(audited):
    lines = mobilenet()
    lines[4] = lines[4].replace("Conv dw / s2", "Conv dw / s1")
    found = audited("\n".join(lines), "mobilenet")
    assert len(found.findings) == 3 * 27 + 2 * 3  # the pool, the last layer and softmax have labels alone
    (wrong,) = found.told()
    figure = wrong.figure
    assert (figure.name, figure.quantity, figure.printed) == ("separable_2/depthwise", "Type / Stride", "Conv dw / s1")
    assert wrong.guess().startswith("stride 1 in place of 2")
    assert (figure.mark.line, figure.mark.column) == (4, 0)


ROWS = {
    "one is missing": (lambda lines: [*lines[:6], *lines[7:]], 7, "29 rows, and the table has 30: 'Conv / s1' is"),
    "the last is missing": (lambda lines: lines[:-1], 30, "29 rows, and the table has 30: the rows from softmax on"),
    "one too many": (lambda lines: [*lines, lines[3]], 32, "31 rows, and the table has 30: 'Conv / s1' is"),
    "one moved": (lambda lines: [*lines[:4], *lines[5:], lines[2]], 5, "'Conv / s1' is the first row that does not"),
}


@pytest.mark.parametrize("what", ROWS)
def test_rows_are_never_shifted(what, audited):
    change, line, says = ROWS[what]
    with pytest.raises(DocumentError) as caught:
        audited("\n".join(change(mobilenet())), "mobilenet")
    assert f"table.csv:{line}:1: {says}" in str(caught.value)


# Cells.


def test_cells_are_read_as_answers_are(audited):
    """Lecture 1: 159K of 1,024 and 128M in inception (3a); 1,024,000 = 1000K in the last layer."""
    text = "type;output size;params;ops\ninception (3a);256@28x28;~159k;1,28e8\nlinear;1.000;1.000K;1.024.000\n"
    assert [each.status for each in audited(text).findings] == ["exact", "cut", "rounded", "exact", "exact", "exact"]
    found = audited("type;output size;params\ninception (3a);-;n/a\nconv1;–;\nconv2;56x56x192;N/A\n")
    assert len(found.findings) == 1


def test_a_cell_that_is_unclear_says_so(audited):
    (found,) = audited('type,params\ninception (5a),"1,073K"\n').findings  # 1018K
    assert found.figure.printed == "1,073K"
    assert found.why().startswith("read as 1073K, and it could be 1.073K; ")
    assert found.as_dict()["unclear"] == "read as 1073K, and it could be 1.073K"


def test_a_cell_as_in_print_where_print_is_wrong(audited):
    found = audited("type,params\ninception (4c),463K\ninception (4e),841K\n")
    known, own = found.findings
    assert known.why() == "as in print; erratum: 497.5; the ops beside it are right"
    assert own.why() == "one wrong digit would fit, but so would much else"
    assert found.failing == (known, own)


def test_the_axes_alone(audited):
    (found,) = audited("layer name,output size\nconv3_x,27x28\n", "resnet50").findings
    assert found.off.axes == ("H: 27 for 28",)
    (found,) = audited("layer name,output size\nconv5_x,1x1\n", "resnet50").findings
    assert found.off.axes == ("H: 1 for 7", "W: 1 for 7")
    (found,) = audited("layer name,output size\nconv5_x,small\n", "resnet50").findings
    assert found.off.axes == ("no shape",)


def test_channels_first(audited):
    (found,) = audited("type,output size\nconv1,64x112x112\n").findings
    assert found.guess() == "channels first"


def test_what_another_input_would_put_wrong(audited):
    """(224 - 7)//2 + 1 = 109; then 54 and 27 and 13: of the two others that of fire2 would not agree."""
    found = audited("layer,output\nconv1,109x109x96\nfire2,55x55x128\nfire9,13x13x512\n", "squeezenet")
    (wrong,) = found.told()
    assert wrong.guess() == "an input of 224x224x3, on which 1 of the 2 other figures that agree would not"


def test_years_get_no_arithmetic(audited):
    (found,) = audited("row,year\ntotal,2014\n", "resnet50").findings
    assert (found.off.amount, found.off.share, found.hypotheses) == (-1, None, ())
    assert found.guess() == "the file has another year"


def test_a_first_line_that_tells_the_separator(audited):
    found = audited("sep=;\nlayer;params\ninception_3a;162K\n")
    (error,) = found.errors()
    assert "table.csv:3:14: inception_3a: params is 162K in print and 163,328 here" in str(error)
    assert "the cell as it is printed" in str(error)


WRONG = {
    "column": ("layer,parms\nconv1,1\n", r"table.csv:1:7: there is no column 'parms'(.|\n)*did you mean params\?"),
    "column without a name": ("layer,,params\nconv1,1,2\n", "there is no column ''"),
    "column twice": ("layer,params,PARAMS\nconv1,1,2\n", "the column 'PARAMS' stands twice"),
    "row": ("layer,params\ninception_3z,1\n", r"table.csv:2:1: there is no row 'inception_3z'(.|\n)*inception_3"),
    "row without a name": ("layer,params\n,1\n", "the row has no name"),
    "number": ("layer,parameters\nconv1,many\n", "table.csv:2:7: parameters is many: a number is expected"),
    "shape": ("layer,output\nconv1,wide\n", "output is wide: a shape is expected"),
    "nothing": ("", "there is no table in it"),
    "one column": ("layer\nconv1\n", "there is no table in it"),
    "too many cells": ("layer,params\nconv1,1,2\n", "line 2 has 3 cells, and the header has 2"),
    "open quote": ('layer,params\nconv1,"1\n', "line 2: unexpected end of data"),
}


@pytest.mark.parametrize("what", WRONG)
def test_wrong_tables(what, audited):
    text, says = WRONG[what]
    with pytest.raises(DocumentError) as caught:
        audited(text)
    assert re.search(says, str(caught.value)), str(caught.value)
    assert caught.value.exit_code == 3


def test_all_errors_are_told_at_once(audited):
    with pytest.raises(DocumentError) as caught:
        audited("layer,parms,ops\nconv1,1,x\nconv9,1,2\n")
    assert len(caught.value.errors) == 2  # a cell of the paper may be any text


def test_where_a_cell_begins():
    assert [column_of('a,"b, c", d', place, ",") for place in range(3)] == [0, 2, 10]
    assert column_of("a", 5, ",") == 0


def test_many_rows_of_one_name_are_told_of_once(audited, tmp_path):
    (tmp_path / "net.yaml").write_text(
        "input: 8x8x4\npaper: {columns: {type: word, size: output}}\nblocks:\n  unit:\n"
        "  - conv: {out: 4, kernel: 3, padding: 1}\n  - relu\n"
        "layers:\n- unit:\n  repeat: 2000\n  expect: {conv: [Conv, 8x8x4]}\n",
        encoding="utf-8",
    )
    found = audited("type,size\n" + "Conv,8x8x4\n" * 900, str(tmp_path / "net.yaml"))
    assert [each.status for each in found.findings] == ["exact"] * 900
    assert len({each.figure.name for each in found.findings}) == 900
    assert found.remarks[-1] == "and 860 remarks more"
