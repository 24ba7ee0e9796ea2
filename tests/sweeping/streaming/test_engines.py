"""The same chunks on a Dask cluster: the same rows in the same order, also where a worker is killed on the way."""

import os
import signal
import sys
from fractions import Fraction

import pytest

from convcalc.errors import UsageError
from convcalc.sweeping.arrays.tape import job
from convcalc.sweeping.grid import Axis, Grid
from convcalc.sweeping.streaming.engines import engine
from convcalc.sweeping.streaming.write import write
from convcalc.sweeping.values import Steps

GRID = Grid(
    "mobilenet", (Axis("alpha", Steps(Fraction(1, 50), Fraction(1, 50), 50)), Axis("resolution", Steps(32, 1, 400)))
)
COUNTS = ("parameters", "multiplications")


def test_an_engine_that_is_not_installed_is_named_with_its_remedy(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match="Dask is not installed") as raised, engine("dask"):
        pass
    assert raised.value.hint == "pip install 'convcalc[sweep]'"


def test_a_scheduler_that_does_not_answer_is_named():
    pytest.importorskip("distributed")
    with pytest.raises(UsageError, match="no Dask scheduler answers at nowhere"), engine("dask", "nowhere"):
        pass


def test_the_rows_are_those_of_this_process_though_a_worker_is_killed(tmp_path):
    distributed = pytest.importorskip("distributed")
    write([GRID], COUNTS, tmp_path / "local.csv", size=800)
    options = {"threads_per_worker": 1, "processes": True, "dashboard_address": None}
    killed = []
    with distributed.LocalCluster(n_workers=2, **options) as cluster:

        def kill(grid, chunk, inside):
            if chunk.start >= 2_000 and not killed:
                killed.append(cluster.workers[0].pid)
                os.kill(killed[0], signal.SIGKILL)

        address = cluster.scheduler_address
        done = write([GRID], COUNTS, tmp_path / "dask.csv", size=800, engine="dask", scheduler=address, each=kill)
    assert killed
    assert done.points == GRID.size == 20_000
    assert (tmp_path / "dask.csv").read_bytes() == (tmp_path / "local.csv").read_bytes()


def test_a_cluster_of_its_own_and_two_networks(tmp_path):
    pytest.importorskip("distributed")
    small = Grid("lenet5", (Axis("H", (32, 4, 40)),), "HxHx1")
    with engine("dask", workers=1) as chunks:
        for grid in (small, Grid("resnet20", (Axis("units", (1, 2, 3)),))):
            found = list(chunks(job(grid, COUNTS), 1))
            with engine("local") as local:
                for chunk, expected in zip(found, local(job(grid, COUNTS), 1), strict=True):
                    assert chunk.start == expected.start
                    assert chunk.reasons == expected.reasons
                    assert {key: column.tolist() for key, column in chunk.columns.items()} == {
                        key: column.tolist() for key, column in expected.columns.items()
                    }
