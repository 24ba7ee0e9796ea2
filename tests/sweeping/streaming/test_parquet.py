"""A large sweep as Parquet: the rows of the CSV file, with exact types, and whole after Ctrl-C."""

import os
import sys
from decimal import Decimal
from itertools import islice

import pytest

from convcalc import load
from convcalc.errors import UsageError
from convcalc.sweeping.grid import QUANTITIES, Axis, Grid
from convcalc.sweeping.streaming.write import write
from sweeping.streaming.grids import GRID, LARGE, rows_of

pyarrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


def test_parquet_has_the_same_rows(tmp_path):
    write([LARGE], QUANTITIES, tmp_path / "a.csv")
    write([LARGE], QUANTITIES, tmp_path / "a.parquet", "parquet")
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.num_rows == LARGE.size == 76_000
    assert table.schema.field("alpha").type == pyarrow.decimal128(38, 2)
    assert table.schema.field("resolution").type == table.schema.field("parameters").type == pyarrow.int64()
    for row, line in islice(zip(table.to_pylist(), rows_of(tmp_path / "a.csv"), strict=True), 0, None, 997):
        assert Decimal(line["alpha"]) == row["alpha"]
        assert [int(line[each]) for each in QUANTITIES] == [row[each] for each in QUANTITIES]


def test_parquet_widens_where_a_count_passes_64_bits(tmp_path):
    # the first piece fits into 64 bits, the last does not: 10^9 * 10^9 * 16,777,216 * ... > 2^63
    grid = Grid("lecture5_baseline", (Axis("H", (28, 10**9)), Axis("W", (28, 10**9))), "HxWx128")
    write([grid], ("multiplications", "bias_sums"), tmp_path / "a.parquet", "parquet", size=1)
    table = parquet.read_table(tmp_path / "a.parquet")
    assert table.schema.field("multiplications").type == pyarrow.decimal128(38, 0)
    first, *_, last = table.to_pylist()
    assert first["multiplications"] == load("lecture5_baseline").evaluate().multiplications
    assert last["multiplications"] == load("lecture5_baseline").evaluate((10**9, 10**9, 128)).multiplications > 2**63
    assert os.listdir(tmp_path) == ["a.parquet"]


def test_parquet_refuses_what_its_numbers_do_not_hold(tmp_path):
    # 3*3*10^9 multiplications for each of 32 filters at nearly 10^18 places, for 10^9 samples: more than 10^38
    grid = Grid("lecture5_baseline", (Axis("H", (10**9,)),), "HxHxH")
    with pytest.raises(UsageError, match="38 digits"):
        write([grid], ("operations",), tmp_path / "a.parquet", "parquet", batch=10**9)
    assert os.listdir(tmp_path) == []
    write([grid], ("operations",), tmp_path / "a.csv", batch=10**9)
    assert int(rows_of(tmp_path / "a.csv")[0]["operations"]) > 10**38


def test_several_networks_share_their_columns(tmp_path):
    grids = [GRID, Grid("resnet20", (Axis("units", (3,)), Axis("width", (16,))))]
    for form in ("csv", "parquet"):
        done = write(grids, ("parameters",), tmp_path / f"a.{form}", form, names=("thin", "deep"))
        assert done.points == 7
    row = rows_of(tmp_path / "a.csv")[-1]
    assert (row["network"], row["alpha"], row["units"]) == ("deep", "", "3")
    last = parquet.read_table(tmp_path / "a.parquet").to_pylist()[-1]
    assert (last["network"], last["alpha"], last["width"], last["error"]) == ("deep", None, 16, None)


def test_truths_words_and_thirds_have_their_types(tmp_path):
    grid = Grid("alexnet", (Axis("norm_first", (True, False)), Axis("groups", (1, 2))))
    write([grid], ("parameters",), tmp_path / "a.parquet", "parquet")
    assert parquet.read_table(tmp_path / "a.parquet")["norm_first"].to_pylist() == [True, True, False, False]
    write([GRID], ("parameters",), tmp_path / "b.parquet", "parquet")
    assert parquet.read_table(tmp_path / "b.parquet")["alpha"].to_pylist()[2:] == ["1/3", "1/3", "1", "1"]


def test_after_an_interrupt_the_file_is_whole(tmp_path):
    def press(done, work, name):
        if done >= 10_000:
            raise KeyboardInterrupt

    done = write([LARGE], ("parameters",), tmp_path / "a.parquet", "parquet", size=5_000, watch=press)
    assert done.interrupted
    assert parquet.read_table(tmp_path / "a.parquet").num_rows == done.points < LARGE.size
    assert os.listdir(tmp_path) == ["a.parquet"]


def test_without_pyarrow_the_remedy_is_named(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "convcalc.sweeping.streaming.parquet", raising=False)
    with pytest.raises(UsageError, match="not installed") as raised:
        write([GRID], ("parameters",), tmp_path / "a.parquet", "parquet")
    assert "convcalc[sweep]" in raised.value.hint
    assert os.listdir(tmp_path) == []
