"""Networks that cannot be run, or only at a price: the price is said before the run, and nothing ends in a traceback.

Here are also odd networks that can be run, and what surrounds a run (interrupts, pipes, the terminal).
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import tracemalloc
from pathlib import Path

import psutil
import pytest

from bad.running import run, run_apart
from convcalc import network
from convcalc.numeric import verify as verifying
from convcalc.numeric.budget import SCRATCH, memory_needed

CHAIN = (
    "input: 64x64x3\nlayers:\n"
    "  - conv: {out: 64, kernel: 3, padding: same}\n  - maxpool: 2\n  - conv: {out: 8, kernel: 3}\n"
)


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")  # each thread would take some of the memory that is left


def written(layers: str, shape: str = "8x8x3") -> str:
    """The name of a file with these layers."""
    Path("net.yaml").write_text(f"input: {shape}\nlayers:\n{layers}")
    return "net.yaml"


def steps(*layers: str) -> str:
    return "".join(f"  - {layer}\n" for layer in layers)


# Each with its input, and a part of the message that must be there. They run with a gigabyte and 20 seconds.
TOO_LARGE = {
    "weights_that_no_machine_holds": (steps("dense: 1000000000"), "10", "of memory"),
    "an_input_of_a_billion_cubed": (steps("relu"), "1000000000x1000000000x1000000000", "would take very long"),
    "an_output_of_a_million_squared": (steps("conv: {out: 9, kernel: 3}"), "1000000x1000000x3", None),
    "a_vector_that_takes_no_smaller_input": (steps("dense: 1000000"), "1000000", "would take very long"),
    "pools_without_a_multiplication": (
        steps("maxpool: {kernel: 101, stride: 1, padding: 50}") + "    repeat: 2000\n",
        "2000x2000x3",
        "would take very long",
    ),
    "a_window_that_is_walked_through": (steps("maxpool: {kernel: 30000, ceil: true}"), "4x4x1", "would take very long"),
    "as_many_groups_as_channels": (
        steps("conv_transpose: {out: 1000000, kernel: 300, groups: 1000000}"),
        "1x1x1000000",
        "would take very long",
    ),
    "an_upsampled_map": (steps("upsample: {scale: 1000000}"), "1000x1000x3", "would take very long"),
}


@pytest.mark.parametrize("name", TOO_LARGE)
def test_a_network_that_is_too_large_is_refused_before_it_is_run(name: str, tmp_path: Path) -> None:
    layers, shape, part = TOO_LARGE[name]
    code, out, err = run_apart(["verify", written(layers, shape)], tmp_path)
    if part is None:
        assert (code, err) == (0, "")
        assert f"in place of the file's {shape}" in out
        return
    assert code in (2, 3)
    assert part in err
    assert "\n   try " in err
    assert not out


@pytest.mark.parametrize("args", [[], ["--full"], ["--in", "64x64x3"]])
def test_memory_is_asked_for_before_the_run(
    args: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("net.yaml").write_text(CHAIN)
    loaded = network.load("net.yaml")
    needed = memory_needed(loaded.graph, loaded.evaluate(effective=True))
    monkeypatch.setattr(verifying, "memory_free", lambda: needed - 10**6)
    monkeypatch.setattr(verifying, "forward", lambda *_: pytest.fail("the network was run"))
    code, out, err = run(["verify", "net.yaml", *args], monkeypatch, capsys)
    assert (code, out) == (3, "")
    assert err.startswith(
        f"error: running net on 64x64x3 needs about {needed // 10**6:,} MB of memory, "
        f"and {needed // 10**6 - 1:,} MB are free\n"
    )
    assert re.search(r"^   try --in (\d+)x\1x3, the largest of the smaller inputs tried that would do\n\Z", err, re.M)


def test_the_smaller_input_does_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "net.yaml").write_text(CHAIN)
    least = memory_needed((loaded := network.load("net.yaml")).graph, loaded.evaluate("32x32x3", effective=True))
    monkeypatch.setattr(verifying, "memory_free", lambda: least)
    refusal = run(["verify", "net.yaml"], monkeypatch, capsys)
    shape = re.search(r"--in (\S+),", refusal.err)
    assert shape
    assert run(["verify", "net.yaml", "--in", shape[1]], monkeypatch, capsys).code == 0


def test_no_smaller_input_would_do(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    Path("net.yaml").write_text(CHAIN)
    monkeypatch.setattr(verifying, "memory_free", lambda: 10**6)
    code, _, err = run(["verify", "net.yaml"], monkeypatch, capsys)
    assert code == 3
    assert "1 MB are free\n   try a larger machine\n" in err


# Odd, and fine.
ODD = {
    "a_vector": (steps("dense: 5", "softmax", "layernorm", "gelu", "dropout: 0.5", "batchnorm", "lrn: 3"), "10"),
    "a_vector_of_one": (steps("add: [[], []]", "concat: [[], []]", "dense: 1"), "1"),
    "a_sequence": (steps("conv: {out: 3, kernel: 3, padding: [[0, 5]], stride: 2}", "maxpool: 2", "flatten"), "50x3"),
    "a_volume": (steps("conv: {out: 3, kernel: 3, stride: 2, padding: 1}", "lrn", "upsample: 2"), "6x6x6x2"),
    "a_single_cell": (steps("conv: {out: 2, kernel: 1}", "maxpool: {kernel: 3, padding: same}", "lrn: 1"), "1x1x1"),
    "joins": (
        steps("add: [[conv: {out: 3, kernel: 3, padding: same}], []]", "multiply: [[], [global_avgpool]]"),
        "8x8x3",
    ),
    "a_join_of_a_thousand_paths": (steps(f"concat: [{', '.join(['[]'] * 1000)}]"), "1x1x1"),
    "unpooling_with_places": (
        steps(
            "maxpool: {kernel: 3, stride: 2, ceil: true}\n    as: p", "maxunpool: {kernel: 3, stride: 2, indices: p}"
        ),
        "8x8x3",
    ),
    "padding_beyond_the_input": (steps("conv: {out: 2, kernel: 3, padding: 200, stride: 50}"), "3x3x1"),
    "a_kernel_that_sees_mostly_padding": (steps("conv: {out: 1, kernel: 300, padding: same}"), "1x1x1"),
    "a_stride_of_a_billion": (steps("maxpool: {kernel: 2, stride: 1000000000, ceil: true}"), "4x4x1"),
    "one_channel_a_group": (steps("conv: {out: 500, kernel: 1, groups: 500}", "channel_shuffle: 250"), "2x2x500"),
    "values_that_overflow": (
        steps("add: [[], []]") + "    repeat: 300\n" + steps("multiply: [[], []]", "gelu", "softmax", "lrn", "tanh"),
        "4x4x3",
    ),
    "values_that_are_no_numbers": (
        steps("multiply: [[], []]") + "    repeat: 300\n" + steps("batchnorm", "layernorm", "l2pool: 2", "dense: 3"),
        "4x4x3",
    ),
    "a_figure_that_does_not_hold": (steps("conv: {out: 3, kernel: 3}\n    expect: {parameters: 1}"), "8x8x3"),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_networks_are_run(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    layers, shape = ODD[name]
    code, out, err = run(["verify", written(layers, shape)], monkeypatch, capsys)
    assert (code, err) == (0, "")
    assert "agree" in out


def test_many_layers_come_to_an_end(tmp_path: Path) -> None:
    layers = steps("relu:\n    repeat: 20000")
    code, out, err = run_apart(["verify", written(layers), "--format", "csv"], tmp_path)
    assert (code, err) == (0, "")
    assert out.count("\n") == 20_001


@pytest.mark.parametrize("pattern", ["*a" * 2000 + "b", "[" * 500, "?" * 5000, "[!]*"])
def test_patterns_of_rows_that_would_take_long(
    pattern: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    layers = steps(f"relu:\n    as: {'a' * 90}") + steps("relu") * 50
    code, out, err = run(["verify", written(layers), "--rows", pattern], monkeypatch, capsys)
    assert (code, out) == (2, "")
    assert err.startswith("error: no row is called ")
    assert len(err) < 1_500


@pytest.mark.parametrize("seed", ["0", str(2**63 - 1)])
def test_the_first_and_the_last_seed(
    seed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = run(["verify", written(steps("dense: 3")), "--seed", seed], monkeypatch, capsys)
    assert outcome.code == 0
    assert f"seed {seed}" in outcome.out


def test_the_network_is_never_written_over(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    name = written(steps("dense: 3"))
    before = Path(name).read_text()
    code, _, err = run(["verify", name, "--format", "json", "-o", name], monkeypatch, capsys)
    assert code == 2
    assert "would write over the file that is read" in err
    assert Path(name).read_text() == before


# What surrounds a run.


def start(*args: str, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "convcalc", "verify", *args],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def wait_until_it_runs(process: subprocess.Popen[bytes]) -> None:
    """Wait until the process holds the maps of a large network."""
    for _ in range(400):
        if psutil.Process(process.pid).memory_info().rss > 150 * 10**6:
            return
        time.sleep(0.05)
    pytest.fail("the run did not begin")


def test_an_interrupt_in_the_middle_of_a_run() -> None:
    with start("vgg16", "--full") as process:
        wait_until_it_runs(process)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=40)
    assert process.returncode == 130
    assert out == b""
    assert err.split() == [b"interrupted"]


def test_nothing_but_the_table_leaves_a_run_into_a_pipe() -> None:
    with start("lenet5", PYTHONIOENCODING="ascii", LC_ALL="C") as process:
        out, err = process.communicate(timeout=40)
    assert (process.returncode, err) == (0, b"")
    assert out.isascii()
    assert b"\x1b" not in out
    assert b"?" not in out


def test_a_reader_that_leaves_early_is_no_error() -> None:
    with start(written(steps("relu:\n    repeat: 5000"))) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
        process.wait(timeout=40)
    assert err == b""


def test_no_streams_at_all(tmp_path: Path) -> None:
    for command in (["verify", written(steps("dense: 3"))], ["pool", "--input", "1 2", "--k", "2", "--steps"]):
        closed = '"$@" <&- >&- 2>&-'
        done = subprocess.run(
            ["sh", "-c", closed, "sh", sys.executable, "-m", "convcalc", *command], timeout=40, check=False
        )
        assert done.returncode == 0


def test_only_what_is_run_is_asked_for(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A row whose rows before it are small, in a network that no machine holds."""
    name = written(steps("conv: {out: 2, kernel: 3}", "dense: 1000000000"))
    code, out, _ = run(["verify", name, "--rows", "conv"], monkeypatch, capsys)
    assert (code, "1 of 2 rows agrees" in out) == (0, True)


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        ("conv: {out: 1, kernel: [1, 3000]}", "1x6000x1"),
        ("conv: {out: 1, kernel: 3, padding: 900, stride: 300}", "10x10x3"),
        ("conv: {out: 1, kernel: 2, dilation: 2000, padding: same}", "3x3x1"),
        ("conv_transpose: {out: 1, kernel: 2, dilation: 2000, padding: 900}", "3x3x1"),
        ("lrn: {size: 1001}", "100x100x3"),
        ("gelu", "500x500x1"),
    ],
)
def test_memory_is_not_underestimated(layer: str, shape: str) -> None:
    """What NumPy takes at its peak, without the scratch that is always asked for, beside what was asked for."""
    loaded = network.load(written(steps(layer), shape))
    report = loaded.evaluate(effective=True)
    verifying.verify(loaded, full=True)  # what is imported and kept is there
    tracemalloc.start()
    verifying.verify(loaded, full=True)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak <= memory_needed(loaded.graph, report) - SCRATCH + 10**6
