"""A user's own table: how its columns and rows are found, and where its wrong cells stand."""

import re

import pytest

from convcalc.classroom.audit.auditing import audit
from convcalc.classroom.audit.table import column_of
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
    "shape": ("layer,output\nconv1,2 by 2\n", "output is 2 by 2: a shape is expected"),
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
