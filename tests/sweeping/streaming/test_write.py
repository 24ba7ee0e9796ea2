"""A large sweep to a file: exact, whole after Ctrl-C, in bounded memory."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from convcalc import load
from convcalc.errors import DocumentError, UsageError
from convcalc.sweeping.streaming.write import unbroken, write
from sweeping.streaming.grids import GRID, LARGE, rows_of


def test_csv_has_a_row_a_point_with_exact_values(tmp_path):
    done = write([GRID], ("parameters", "multiplications"), tmp_path / "a.csv")
    assert (done.points, done.within, done.failed, done.interrupted) == (6, 4, 2, False)
    assert list(done.reasons.values()) == [2]
    rows = rows_of(tmp_path / "a.csv")
    assert [(row["alpha"], row["resolution"]) for row in rows] == [
        (alpha, side) for alpha in ("0.015625", "1/3", "1") for side in ("160", "224")
    ]
    assert rows[0]["parameters"] == ""
    assert "out is 0" in rows[0]["error"]
    report = load("mobilenet").evaluate()
    assert rows[5]["network"] == "MobileNet"
    assert (int(rows[5]["parameters"]), int(rows[5]["multiplications"])) == (report.parameters, report.multiplications)
    assert rows[5]["error"] == ""
    assert os.listdir(tmp_path) == ["a.csv"]


def test_only_what_is_within_the_budgets_is_written(tmp_path):
    most = {"multiplications": 300_000_000, "parameters": 2_000_000}
    done = write([LARGE], ("multiplications", "parameters"), tmp_path / "a.csv", budgets=most)
    rows = rows_of(tmp_path / "a.csv")
    assert 0 < len(rows) == done.within < done.points
    assert max(int(row["multiplications"]) for row in rows) <= 300_000_000
    assert max(int(row["parameters"]) for row in rows) <= 2_000_000


def test_after_an_interrupt_the_file_is_whole(tmp_path):
    def press(done, work, name):
        if done >= 10_000:
            raise KeyboardInterrupt

    done = write([LARGE], ("parameters",), tmp_path / "a.csv", size=5_000, watch=press)
    assert done.interrupted
    assert 10_000 <= done.points < LARGE.size
    assert len(rows_of(tmp_path / "a.csv")) == done.points
    assert os.listdir(tmp_path) == ["a.csv"]


def test_an_interrupt_inside_a_write_is_heard_at_its_end():
    seen = []

    def work():
        with unbroken():
            os.kill(os.getpid(), signal.SIGINT)
            seen.append("whole")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert seen == ["whole"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_fault_on_the_way_leaves_what_was_there_before(tmp_path):
    target = tmp_path / "a.csv"
    target.write_text("before")
    with pytest.raises(RuntimeError):
        write([LARGE], ("parameters",), target, watch=lambda *_: (_ for _ in ()).throw(RuntimeError))
    assert target.read_text() == "before"
    assert os.listdir(tmp_path) == ["a.csv"]


def test_what_is_no_ordinary_file_is_written_itself():
    assert write([GRID], ("parameters",), Path(os.devnull)).points == 6
    assert not Path(os.devnull).is_file()


def test_a_sweep_into_a_pipe(capsys):
    write([GRID], ("parameters",))
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "network,alpha,resolution,parameters,error"
    assert len(lines) == 7


def test_what_cannot_be_written_or_counted_is_said(tmp_path):
    with pytest.raises(UsageError, match="cannot be written"):
        write([GRID], ("parameters",), tmp_path / "none" / "a.csv")
    with pytest.raises(UsageError, match="no quantity 'beauty'"):
        write([GRID], ("beauty",), tmp_path / "a.csv")
    with pytest.raises(UsageError, match="not written as 'svg'"):
        write([GRID], ("parameters",), tmp_path / "a.svg", "svg")
    with pytest.raises(UsageError, match="no engine 'spark'"):
        write([GRID], ("parameters",), tmp_path / "a.csv", engine="spark")
    with pytest.raises(UsageError, match="is of Dask"):
        write([GRID], ("parameters",), tmp_path / "a.csv", scheduler="tcp://localhost:1")
    with pytest.raises(DocumentError, match="no file 'mobilnet'"):
        write([GRID._replace(network="mobilnet")], ("parameters",), tmp_path / "a.csv")
    assert os.listdir(tmp_path) == []


def test_what_a_spreadsheet_would_run_is_made_harmless(tmp_path):
    write([GRID], ("parameters",), tmp_path / "a.csv", names=('=HYPERLINK("x")',))
    assert rows_of(tmp_path / "a.csv")[0]["network"] == '\'=HYPERLINK("x")'


MEMORY = """
import resource, sys
from fractions import Fraction
from pathlib import Path
from convcalc.sweeping.grid import Axis, Grid
from convcalc.sweeping.streaming.write import write
from convcalc.sweeping.values import Steps

lines = int(sys.argv[1])
axes = (Axis("alpha", Steps(Fraction(1, 10), Fraction(1, 10**6), lines)), Axis("resolution", Steps(32, 1, 1000)))
write([Grid("mobilenet", axes)], ("parameters",), Path(sys.argv[2]), budgets={"multiplications": 10**6})
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "sympy" in sys.modules)
"""


def test_memory_does_not_grow_with_the_grid(tmp_path):
    found = []
    for lines in ("100", "4000"):
        run = [sys.executable, "-c", MEMORY, lines, str(tmp_path / "a.csv")]
        found.append(subprocess.run(run, capture_output=True, text=True, check=True).stdout.split())
    (few, _), (many, sympy) = found
    assert int(many) < int(few) + 25  # megabytes, for forty times the points
    assert sympy == "False"
