"""Matrices from strangers: files that would cost time or memory, files that would run code, and what is no number.

The large and the pickled files are made here; small text files are in ``matrices/`` and in ``command_lines.yaml``.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bad.running import Outcome, run, run_apart

GRID = ["--input", "1 2 3; 4 5 6; 7 8 9"]
ONE = ["--kernel", "1"]
LONGEST_MESSAGE = 1_500


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "1")  # each thread would take some of the memory that is left


def refused(outcome: Outcome, part: str) -> None:
    """An error of exit code 3 with a part of its message, a hint, and nothing of the inside."""
    code, out, err = outcome
    assert code == 3, err[-600:]
    assert part in err
    assert not out
    assert re.search(r"^   try \S", err, re.MULTILINE), f"no hint: {err}"
    assert "Traceback" not in err
    assert "Warning" not in err
    assert len(err) < LONGEST_MESSAGE, f"a message of {len(err):,} characters"


# Files as bytes.


def npy(kind: str, shape: str, body: bytes = b"", version: int = 1) -> bytes:
    """An NPY file with any header, true or not."""
    header = f"{{'descr': {kind}, 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY" + bytes([version, 0]) + struct.pack("<H" if version == 1 else "<I", len(header)) + header + body


def saved(array: Any) -> bytes:
    """An NPY file as NumPy writes it."""
    file = BytesIO()
    np.save(file, np.asarray(array))
    return file.getvalue()


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(width: int, height: int, data: bytes = b"", extra: bytes = b"") -> bytes:
    """A picture in three colours with any size in its header."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        [chunk(b"IHDR", header), extra, chunk(b"IDAT", zlib.compress(data)), chunk(b"IEND", b"")]
    )


def zeros_squeezed(count: int) -> bytes:
    """So many zeros in a thousandth of their size."""
    squeeze = zlib.compressobj(9)
    return b"".join([*(squeeze.compress(bytes(10**6)) for _ in range(count // 10**6)), squeeze.flush()])


TWO_BY_TWO = (b"\0" + b"\7" * 6) * 2
NUMBERS = "'<f8'"

# Each with a part of the message that must be there. They run with a gigabyte of memory and 20 seconds.
BOMBS: dict[str, tuple[bytes, str]] = {
    "trillion_times_nothing.npy": (npy(NUMBERS, "(1000000000000, 0)"), "shape (1000000000000, 0)"),
    "past_64_bits.npy": (npy(NUMBERS, f"({'9' * 40}, 3)"), "an array of shape"),
    "million_promised.npy": (npy(NUMBERS, "(1000, 1000)", bytes(80)), "cut off"),
    "long_strings.npy": (npy("'|S999999999'", "(1000,)"), "an array of |S999999999"),
    "wide.png": (png(60_000, 60_000), "wide.png"),
    "tall.png": (png(1, 2_000_000), "1x2000000"),
    "written_about.png": (
        png(2, 2, TWO_BY_TWO, chunk(b"zTXt", b"a\0\0" + zeros_squeezed(600_000_000))),
        "written_about.png",
    ),
    "colour_profile.png": (
        png(2, 2, TWO_BY_TWO, chunk(b"iCCP", b"a\0\0" + zeros_squeezed(600_000_000))),
        "colour_profile.png",
    ),
    "lists_400000_deep.json": (b"[" * 400_000 + b"]" * 400_000, "lists within lists"),
    "exponent.json": (b"[[1e999999999]]", "has too many digits"),
    "too_many_numbers.csv": (b"1," * 100_001, "100,001 cells"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name: str, tmp_path: Path) -> None:
    content, part = BOMBS[name]
    (tmp_path / name).write_bytes(content)
    refused(run_apart(["convolve", "--input", name, *ONE], tmp_path), part)


@pytest.mark.parametrize("option", ["--input", "--values"])
def test_a_file_of_100_megabytes_is_refused_before_it_is_read(option: str, tmp_path: Path) -> None:
    for suffix in ("npy", "png"):
        with (tmp_path / f"large.{suffix}").open("wb") as file:
            file.truncate(100 * 10**6)
    args = ["convolve", *ONE] if option == "--input" else ["pool", *GRID, "--k", "3"]
    suffix = "npy" if option == "--input" else "png"
    outcome = run_apart([*args, option, f"large.{suffix}"], tmp_path)
    refused(outcome, f"large.{suffix} has more than 1,000,000 bytes")


@pytest.mark.parametrize("suffix", ["json", "csv", "txt"])
def test_a_large_file_of_text_is_refused_before_it_is_read(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / f"large.{suffix}").open("wb") as file:
        file.truncate(100 * 10**6)
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: pytest.fail("the file was read"))
    refused(run(["convolve", "--input", f"large.{suffix}", *ONE], monkeypatch, capsys), "1,000,000 bytes")


PRIMES = [n for n in range(2, 1000) if all(n % d for d in range(2, n))]
TOO_MUCH = {
    "all_steps_of_a_page": (["convolve", *GRID, *ONE, "--padding", "40", "--steps"], "the steps would show"),
    "all_steps_of_a_pool": (["pool", "--input", ";".join(["1 " * 60] * 60), "--k", "1", "--steps"], "the steps would"),
    "a_window_of_millions": (["pool", "--input", "1 2 3 4", "--k", "4900000", "--ceil"], "cells in a window"),
    "fractions": (["pool", "--input", " ".join(f"1/{n}" for n in PRIMES), "--k", "168"], "more than 300 digits"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_too_much_for_a_page_is_refused(name: str, tmp_path: Path) -> None:
    args, part = TOO_MUCH[name]
    refused(run_apart(args, tmp_path), part)


def test_a_closed_standard_input(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "convcalc", "convolve", "--input", "-", *ONE]
    closed = "import os, sys; os.close(0); os.execv(sys.argv[1], sys.argv[1:])"
    done = subprocess.run([sys.executable, "-c", closed, *command], capture_output=True, check=False)
    assert (done.returncode, b"standard input is closed" in done.stderr) == (3, True)


# What is large, and fine.
ACCEPTED = {
    "a_stride_of_a_billion": ["convolve", *GRID, *ONE, "--stride", "1000000000"],
    "a_pool_in_ceil_mode": ["pool", *GRID, "--k", "2", "--stride", "1000000000", "--ceil", "--unpool"],
    "a_large_exponent": ["convolve", "--input", "1e99 1e-99", "--kernel", "1e99"],
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_large_numbers_come_to_an_end(name: str, tmp_path: Path) -> None:
    code, out, err = run_apart(ACCEPTED[name], tmp_path)
    assert (code, err) == (0, "")
    assert out


# Files that would run code.


class Trap:
    """What creates a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[str, str]]:
        return open, (self.path, "w")


def trapped_array(trap: Trap) -> Any:
    array = np.empty((1, 2), dtype=object)
    array[:] = [[1, trap]]
    return array


def archive(trap: Trap) -> bytes:
    file = BytesIO()
    np.savez(file, array=trapped_array(trap))
    return file.getvalue()


PICKLED: dict[str, Callable[[Trap], bytes]] = {
    "a_pickle": pickle.dumps,
    "an_array_of_objects": lambda trap: saved(trapped_array(trap)),
    "objects_in_a_header_of_version_2": lambda trap: npy("'|O'", "(1,)", pickle.dumps(trap), version=2),
    "a_field_of_objects": lambda trap: npy("[('x', '<f8'), ('y', '|O')]", "(1,)", pickle.dumps(trap)),
    "an_archive": archive,
}


@pytest.mark.parametrize("form", PICKLED)
def test_a_pickle_is_never_opened(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sprung = tmp_path / "sprung"
    content = PICKLED[form](Trap(sprung))
    for suffix in ("npy", "png", "txt", "json", "csv"):
        (tmp_path / f"matrix.{suffix}").write_bytes(content)
        refused(run(["convolve", "--input", f"matrix.{suffix}", *ONE], monkeypatch, capsys), "matrix." + suffix)
        refused(run(["pool", *GRID, "--k", "3", "--values", f"matrix.{suffix}"], monkeypatch, capsys), suffix)
    assert not sprung.exists()


def test_the_trap_is_one(tmp_path: Path) -> None:
    pickle.loads(pickle.dumps(Trap(tmp_path / "sprung"))).close()
    assert (tmp_path / "sprung").exists()


# What is no number.

NOT_FINITE = {
    "not.txt": b"1 2\n3 nan\n",
    "infinite.txt": b"1 -inf\n",
    "not.csv": b"1,NaN\n",
    "infinite.csv": b"1,Infinity\n",
    "not.json": b"[[1, NaN]]",
    "infinite.json": b"[[1, -Infinity]]",
    "word.json": b'[["nan", 1]]',
    "not.npy": saved([[1, np.nan]]),
    "infinite.npy": saved([[np.inf, 1]]),
    "half.npy": saved(np.array([[65_504, np.nan]], np.float16)),
}


@pytest.mark.parametrize("name", NOT_FINITE)
def test_what_is_not_finite_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(NOT_FINITE[name])
    refused(run(["convolve", "--input", name, *ONE], monkeypatch, capsys), name)
    refused(run(["convolve", *GRID, "--kernel", name], monkeypatch, capsys), name)
    refused(run(["pool", "--input", name, "--k", "1"], monkeypatch, capsys), name)


# Each with a part of the message that must be there.
NO_MATRIX: dict[str, tuple[bytes, str]] = {
    "ragged.json": (b"[[1, 2], [3]]", "item 2 of a list"),
    "a_number_beside_a_list.json": (b"[[1, 2], 3]", "a single number"),
    "true.json": (b"[[1, true]]", "true"),
    "null.json": (b"[[1, null]]", "null"),
    "mapping.json": (b'{"rows": [[1, 2]]}', '{"rows": [[1, 2]]}'),
    "empty_list.json": (b"[]", "an empty list"),
    "empty_row.json": (b"[[]]", "an empty list"),
    "five_axes.json": (b"[[[[[1]]]]]", "4 deep"),
    "expression.json": (b'[["a + b", 1]]', "'a + b'"),
    "cut_off.json": (b"[[1, 2], [3", "cut_off.json:1:12: this is not JSON"),
    "two_lists.json": (b"[[1]] [[2]]", "two_lists.json:1:7: this is not JSON"),
    "complex.npy": (saved([[1 + 2j]]), "complex128"),
    "text.npy": (saved([["1"]]), "<U1"),
    "dates.npy": (saved(np.array(["2020-01-01"], "M8[D]")), "datetime64"),
    "records.npy": (saved(np.array([(1, 2)], [("x", "i4"), ("y", "i4")])), "'x'"),
    "single.npy": (saved(5), "shape ()"),
    "no_rows.npy": (saved(np.zeros((0, 3))), "shape (0, 3)"),
    "five_axes.npy": (saved(np.zeros((1, 1, 1, 1, 1))), "5 axes"),
    "cut_off.npy": (saved(np.zeros((4, 4)))[:-8], "cut off"),
    "no_header.npy": (b"\x93NUMPY\x01\x00\x50", "no NPY file"),
    "not_a_header.npy": (b"\x93NUMPY\x01\x00\x04\x00[1]\n", "no NPY file"),
    "brackets.npy": (b"\x93NUMPY\x01\x00\x06\x00((((\n\n", "no NPY file"),
    "four_gigabytes_of_header.npy": (b"\x93NUMPY\x02\x00\xff\xff\xff\xff", "no NPY file"),
    "minus_signs.npy": (npy(NUMBERS, f"({'-' * 3000}1,)", bytes(8)), "minus_signs.npy"),
    "true_rows.npy": (npy(NUMBERS, "(True, 2)", bytes(16)), "true_rows.npy"),
    "fewer_than_none.npy": (npy(NUMBERS, "(-1, 3)", bytes(24)), "shape (-1, 3)"),
    "too_large.npy": (saved([[1e300]]), "the value at 0,0, counted from 0, is 1e99 or more"),
    "blanks.csv": (b"1 000,5\n2,3\n", "a blank within a cell"),
    "empty_cell.tsv": (b"1\t\t2\n", "no number before it"),
    "one_number.json": (b"5", "a single number"),
    "call.npy": (npy(NUMBERS, "tuple([1, 1])", bytes(8)), "no NPY file"),
    "seventy_axes.npy": (npy(NUMBERS, f"({'1, ' * 70})", bytes(8)), "seventy_axes.npy"),
    "digits.json": (b"[[" + b"9" * 900_000 + b"]]", "has too many digits"),
    "digits.txt": (b"9" * 900_000, "has too many digits"),
    "letters.txt": (b"w" * 900_000, "is no number"),
    "cut_off.png": (png(2, 2, TWO_BY_TWO)[:40], "no PNG picture"),
    "nothing.png": (png(0, 0), "no PNG picture"),
    "not_a.png": (b"GIF89a" + bytes(100), "no PNG picture"),
    "million_pixels.png": (png(1001, 1000, bytes(3004 * 1000)), "1001x1000 pixels"),
    "latin_1.csv": (b"1,\xbd\n", "UTF-8"),
    "utf_16.csv": ("1,2\n".encode("utf-16"), "UTF-8"),
    "zero_byte.txt": (b"1 2\0\n", "zero_byte.txt:1:3"),
    "separators.txt": (b"\n---\n\n|;||\n---\n", "is empty"),
    **{f"empty.{suffix}": (b"", f"empty.{suffix}") for suffix in ("txt", "csv", "tsv", "json", "npy", "png")},
}


@pytest.mark.parametrize("name", NO_MATRIX)
def test_what_is_no_matrix_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    content, part = NO_MATRIX[name]
    (tmp_path / name).write_bytes(content)
    refused(run(["convolve", "--input", name, *ONE], monkeypatch, capsys), part)


def test_every_beginning_of_a_file_is_refused_or_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = {"npy": saved(np.arange(6).reshape(2, 3)), "png": png(2, 2, TWO_BY_TWO), "json": b'[["1/2", -3], [4e1, 5]]'}
    for suffix, content in whole.items():
        for length in range(len(content)):
            (tmp_path / f"part.{suffix}").write_bytes(content[:length])
            code, _, err = run(["convolve", "--input", f"part.{suffix}", *ONE], monkeypatch, capsys)
            assert code in (0, 3), f"{length} bytes of {suffix}: {err}"


# What is no file.


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    for option, name in (("--input", "pipe"), ("--values", "pipe.npy")):
        os.mkfifo(tmp_path / name)
        args = ["pool", *GRID, "--k", "1", option, name]
        assert run_apart(args, tmp_path, seconds=20).code == 3


@pytest.mark.parametrize("name", ["/dev/zero", ".", "/", "folder.csv", "folder.npy", "loop.txt", "a" * 5000 + ".csv"])
def test_what_is_no_file_is_refused(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "folder.npy").mkdir()
    (tmp_path / "loop.txt").symlink_to("loop.txt")
    code, out, err = run(["pool", "--input", name, "--k", "1"], monkeypatch, capsys)
    assert (code, out) == (3, "")
    assert "convcalc itself" not in err
    assert len(err) < LONGEST_MESSAGE


@pytest.mark.parametrize("name", ["a\0b.csv", "1 2\0", "\0", "\udcff.csv", "1 \udcff"])
def test_signs_that_no_name_has(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(["pool", "--input", name, "--k", "1"], monkeypatch, capsys)
    assert (code, out) == (3, "")
    assert "convcalc itself" not in err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser reads every file")
@pytest.mark.parametrize("suffix", ["txt", "csv", "json", "npy", "png"])
def test_a_file_that_may_not_be_read(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / f"closed.{suffix}").write_bytes(b"1")
    (tmp_path / f"closed.{suffix}").chmod(0)
    code, out, err = run(["pool", "--input", f"closed.{suffix}", "--k", "1"], monkeypatch, capsys)
    assert (code, out) == (3, "")
    assert f"closed.{suffix}" in err


# Standard input, and what surrounds a run.


def run_with(stdin: Any, *args: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "convcalc", *args],
        stdin=stdin if not isinstance(stdin, bytes) else None,
        input=stdin if isinstance(stdin, bytes) else None,
        capture_output=True,
        env={**os.environ, **environment},
        timeout=40,
        check=False,
    )


STDIN = {
    "nothing": (b"", b"standard input is empty"),
    "letters": (b"1 x\n", b"standard input:1:3: "),
    "not_text": (b"\xff\xfe1\0", b"standard input is not text in UTF-8"),
    "too_much": (b"1 " * 500_001, b"standard input has more than 1,000,000 bytes"),
}


@pytest.mark.parametrize("what", STDIN)
def test_standard_input(what: str) -> None:
    given, part = STDIN[what]
    done = run_with(given, "pool", "--input", "-", "--k", "1", LC_ALL="C.UTF-8")
    assert done.returncode == 3, done.stderr
    assert part in done.stderr
    assert b"Traceback" not in done.stderr


def test_standard_input_that_never_ends() -> None:
    with Path("/dev/zero").open("rb") as zeros:
        done = run_with(zeros, "pool", "--input", "-", "--k", "1")
    assert done.returncode == 3
    assert b"more than 1,000,000 bytes" in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_of_another_encoding(encoding: str) -> None:
    args = ["convolve", "--input", "-1 1/3; a b", "--kernel", "1; -2", "--steps"]
    done = run_with(b"", *args, LC_ALL="C", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"?" not in done.stdout
    wrong = run_with(b"", "convolve", "--input", "1 網", "--kernel", "1", LC_ALL="C.UTF-8", PYTHONIOENCODING=encoding)
    assert wrong.returncode == 3
    assert wrong.stderr.startswith(b"--input:1:3: ")


def test_a_reader_that_leaves_early_is_no_error(tmp_path: Path) -> None:
    for form in ("plain", "json"):
        args = ["convolve", "--input", "1", *ONE, "--padding", "100", "--format", form]
        with subprocess.Popen(
            [sys.executable, "-m", "convcalc", *args], stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.read(1)
            process.stdout.close()
            err = process.stderr.read()
            process.wait(timeout=40)
        assert err == b""


def test_what_is_read_is_never_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    matrix = tmp_path / "matrix.csv"
    matrix.write_text("1,2\n3,4\n")
    (tmp_path / "link.csv").symlink_to("matrix.csv")
    for target in ("matrix.csv", "./matrix.csv", "link.csv"):
        for args in (
            ["convolve", "--input", "matrix.csv", *ONE],
            ["convolve", *GRID, "--kernel", "matrix.csv"],
            ["pool", "--input", "matrix.csv", "--k", "2"],
            ["pool", "--input", "1 2; 3 4", "--k", "1", "--values", "matrix.csv"],
        ):
            code, _, err = run([*args, "-o", target], monkeypatch, capsys)
            assert code == 2, err
            assert "would write over the file that is read" in err
    assert matrix.read_text() == "1,2\n3,4\n"


def test_control_signs_do_not_reach_the_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for given in ("\x1b[31m", "1 \x07", "\x1b]0;title\x07.csv"):
        _, _, err = run(["pool", "--input", given, "--k", "1"], monkeypatch, capsys)
        assert not any(sign < " " and sign != "\n" for sign in err)


def test_json_has_only_numbers_that_json_knows(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ["convolve", "--input", "1e99 -1e99 1e-99", *ONE, "--format", "json", "--activation"]
    for activation in ("sigmoid", "tanh", "swish", "gelu", "leaky_relu", "hard_swish"):
        code, out, err = run([*args, activation], monkeypatch, capsys)
        assert (code, err) == (0, "")
        json.loads(out, parse_constant=pytest.fail)
