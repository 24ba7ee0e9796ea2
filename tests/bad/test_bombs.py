"""Files made to cost time or memory, or to break the reader: each is refused with a message, by itself and soon.

They run in a process of their own, with a gigabyte of memory and 20 seconds of processor time. Also here: files that
cannot be stored in the repository as text, and what surrounds a run (pipes, folders, the terminal).
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bad.running import run, run_apart

INPUT = "input: 32x32x3\n"
OK = INPUT + "layers:\n  - conv: {out: 8, kernel: 3}\n"


def chain(count: int, up: bool) -> str:
    """Blocks that each call the next (or the one before), so many deep."""
    calls = {f"b{i}": f"b{i - 1 if up else i + 1}" for i in range(1, count)}
    calls["b0" if up else f"b{count}"] = "relu"
    lines = "".join(f"  {name}: [{called}]\n" for name, called in calls.items())
    return f"{INPUT}blocks:\n{lines}layers:\n  - b{count - 1 if up else 1}\n"


def symbols(count: int) -> str:
    return "symbols:\n" + "".join(f"  a{i}: 1\n" for i in range(count))


def doubling(body: str, step: str) -> str:
    """Blocks that each take the one before twice: 2^40 steps in all."""
    lines = "".join(f"  b{i}:\n    - {step.format(i - 1, i - 1)}\n" for i in range(1, 41))
    return f"{INPUT}blocks:\n  b0: {body}\n{lines}layers:\n  - b40\n"


# Each with a part of the message that must be there.
REFUSED = {
    "repeat_a_billion": (INPUT + "layers:\n  - relu:\n    repeat: 1000000000\n", "more than 100,000 layers"),
    "repeat_an_empty_block": (
        INPUT + "blocks: {e: []}\nlayers:\n  - e:\n    repeat: 1000000000\n",
        "more than 100,000 layers",
    ),
    "repeat_in_repeat": (
        INPUT + "blocks:\n  e:\n    - relu:\n      repeat: 99999\nlayers:\n  - e:\n    repeat: 99999\n",
        "more than 100,000 layers",
    ),
    "doubling_joins": (doubling("[]", "add: [[b{}], [b{}]]"), "more than 100,000 layers"),
    "doubling_layers": (doubling("[relu]", "b{}\n    - b{}"), "more than 100,000 layers"),
    "repeat_with_forty_digits": (INPUT + f"layers:\n  - relu:\n    repeat: {'9' * 40}\n", "limit"),
    "lists_10000_deep": (f"{INPUT}layers: {'[' * 10_000}{']' * 10_000}\n", "nested more than"),
    "lists_490000_deep": (f"{INPUT}layers: {'[' * 490_000}\n", "nested more than"),
    "mappings_200000_deep": (f"{INPUT}layers: {'{a: ' * 200_000}\n", "nested more than"),
    "dashes_400000_deep": (f"{INPUT}layers:\n  {'- ' * 400_000}\n", "nested more than"),
    "questions_400000_deep": (f"{INPUT}layers:\n  {'? ' * 400_000}\n", "a key is a word"),
    "larger_than_the_limit": (INPUT + "layers:\n" + "  - relu\n" * 120_000, "larger than 1,000,000 bytes"),
    "dimension_of_5000_digits": (f"input: {'9' * 5000}x3x3\nlayers:\n  - relu\n", "input"),
    "field_of_5000_digits": (f"{INPUT}layers:\n  - dense: {'9' * 5000}\n", "limit"),
    "blocks_10000_deep": (chain(10_000, up=False), "50"),
    "blocks_10000_deep_backwards": (chain(10_000, up=True), "50"),
    "million_paths": (f"{INPUT}layers:\n  - add: [{'[],' * 200_000}[]]\n    repeat: 50000\n", "limit"),
    "million_references": (f"{INPUT}layers:\n  - add: [{'input,' * 100_000}input]\n    repeat: 50000\n", "limit"),
    "unknown_words": (INPUT + "layers:\n" + "".join(f"  - q{i}\n" for i in range(90_000)), "more errors"),
    "unknown_names": (
        INPUT + symbols(20_000) + "layers:\n" + "".join(f"  - dense: aq{i}\n" for i in range(20_000)),
        "more errors",
    ),
    "word_of_800000_letters": (f"{INPUT}layers:\n  - {'conv' * 200_000}\n", "no layer type"),
    "extends_with_a_long_name": (f"extends: {'a' * 5000}\n{INPUT}", "extends"),
}  # fmt: skip
# Large, and fine: they must come to an end as well.
ACCEPTED = {
    "steps_20000": INPUT + "layers:\n" + "  - relu\n" * 20_000,
    "dense_20000": INPUT + "layers:\n" + "".join(f"  - dense: {i % 50 + 1}\n" for i in range(20_000)),
    "symbols_60000": INPUT + symbols(60_000) + "layers:\n  - relu\n",
    "symbols_5000_in_40000_blocks": INPUT
    + symbols(5_000)
    + "blocks:\n  b(x):\n    - relu\nlayers:\n  - b: 3\n    repeat: 40000\n",
    "figures_in_45_blocks": INPUT
    + "blocks:\n  b0:\n    - relu:\n      repeat: 90000\n"
    + "".join(f"  b{i}:\n    - b{i - 1}:\n      expect: {{output: 32x32, parameters: 0}}\n" for i in range(1, 45))
    + "layers:\n  - b44\n",
}  # fmt: skip
LONGEST_MESSAGE = 12_000


@pytest.mark.parametrize("name", REFUSED)
def test_a_bomb_is_refused(name: str, tmp_path: Path) -> None:
    text, part = REFUSED[name]
    (tmp_path / "bomb.yaml").write_text(text)
    code, out, err = run_apart(["summary", "bomb.yaml"], tmp_path)
    assert code == 3, err[-600:]
    assert part in err
    assert not out
    assert "Traceback" not in err
    assert len(err) < LONGEST_MESSAGE, f"a message of {len(err):,} characters"


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_large_file_comes_to_an_end(name: str, tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_text(ACCEPTED[name])
    code, _, err = run_apart(["summary", "large.yaml", "--depth", "1"], tmp_path)
    assert (code, err) == (0, "")


NOT_TEXT = {
    "latin_1": ("name: Straße\n" + OK).encode("latin-1"),
    "utf_16": OK.encode("utf-16"),
    "zero_byte": OK.encode() + b"\0",
    "png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
}


@pytest.mark.parametrize("name", NOT_TEXT)
def test_a_file_that_is_not_text(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "net.yaml").write_bytes(NOT_TEXT[name])
    monkeypatch.chdir(tmp_path)
    code, out, err = run(["summary", "net.yaml"], monkeypatch, capsys)
    assert (code, out) == (3, "")
    assert "error: net.yaml" in err or err.startswith("net.yaml:1:")
    assert ("0xdf is not UTF-8" in err) if name == "latin_1" else ("binary file" in err or "UTF-16" in err)
    assert "\n   try " in err


def test_a_byte_order_mark_is_no_part_of_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "net.yaml").write_text("\ufeff" + OK, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["summary", "net.yaml"], monkeypatch, capsys).code == 0


def test_a_file_that_never_ends(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(["summary", "/dev/zero"], monkeypatch, capsys)
    assert code == 3
    assert "larger than 1,000,000 bytes" in err


def test_a_pipe_that_nobody_writes_to_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "net.yaml")
    assert run_apart(["summary", "net.yaml"], tmp_path, seconds=10).code == 3


def test_a_folder_of_the_name_of_a_bundled_network_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "resnet50").mkdir()
    monkeypatch.chdir(tmp_path)
    outcome = run(["summary", "resnet50", "--depth", "1"], monkeypatch, capsys)
    assert outcome.code == 0
    assert "(bundled)" in outcome.out


def test_a_symbolic_link_to_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    monkeypatch.chdir(tmp_path)
    code, _, err = run(["summary", "loop.yaml"], monkeypatch, capsys)
    assert code == 3
    assert "loop.yaml" in err


@pytest.mark.parametrize("columns", ["", "0", "1", "-5", "abc", "9" * 30, pytest.param("²", id="superscript")])
def test_any_number_of_columns(
    columns: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "net.yaml").write_text(OK)
    monkeypatch.chdir(tmp_path)
    args = ["summary", "net.yaml", "--format", "table"]
    code, _, err = run(args, monkeypatch, capsys, columns=columns)
    assert (code, err) == (0, "")


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "net.yaml").write_text(INPUT + "layers:\n  - relu:\n    repeat: 5000\n")
    with subprocess.Popen(
        [sys.executable, "-m", "convcalc", "summary", "net.yaml"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        err = process.stderr.read()
        process.wait(timeout=20)
    assert err == b""


def test_an_interrupt_leaves_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "net.yaml").write_text(INPUT + "layers:\n  - relu:\n    repeat: 2000000\n")
    with subprocess.Popen(
        [sys.executable, "-m", "convcalc", "summary", "net.yaml", "--max-layers", "3000000"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        err = process.stderr.read()
        process.wait(timeout=20)
    assert process.returncode != 0
    assert b"Traceback" not in err


def test_signs_that_stderr_cannot_show(tmp_path: Path) -> None:
    (tmp_path / "net.yaml").write_text(INPUT + "layers:\n  - 網: {out: 3}\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "convcalc", "summary", "net.yaml"],
        cwd=tmp_path,
        capture_output=True,
        env={**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        check=False,
    )
    assert done.returncode == 3
    assert done.stderr.isascii()
    assert done.stderr.startswith(b"net.yaml:3:5: ")
    assert b"Traceback" not in done.stderr


def test_control_signs_of_a_file_do_not_reach_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "net.yaml").write_text('name: "\\e]0;title\\a\\e[31m"\n' + OK)
    monkeypatch.chdir(tmp_path)
    outcome = run(["summary", "net.yaml", "--format", "json"], monkeypatch, capsys)
    table = run(["summary", "net.yaml"], monkeypatch, capsys)
    assert not any(sign < " " and sign != "\n" for sign in outcome.out + table.out)
