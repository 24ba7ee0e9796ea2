"""How the tests of this folder run convcalc: in this process, or in one of its own with limits."""

from __future__ import annotations

import resource
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest

from convcalc.cli import main

MEMORY = 1 << 30
SECONDS = 20


class Outcome(NamedTuple):
    """What a run left behind."""

    code: int
    out: str
    err: str


def run(
    args: Iterable[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: str = ""
) -> Outcome:
    """Run a command line in this process."""
    monkeypatch.setattr(sys, "argv", ["convcalc", *args])
    for variable in ("COLUMNS", "NO_COLOR", "FORCE_COLOR", "CONVCALC_DEBUG"):
        monkeypatch.delenv(variable, raising=False)
    if columns:
        monkeypatch.setenv("COLUMNS", columns)
    code: object = 0
    try:
        main()
    except SystemExit as end:
        code = end.code
    out, err = capsys.readouterr()
    return Outcome(code if isinstance(code, int) else 0, out, err)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def run_apart(args: Iterable[str], folder: Path, seconds: float = 2 * SECONDS) -> Outcome:
    """Run a command line in a process of its own, with a gigabyte and 20 seconds of processor time."""
    done = subprocess.run(
        [sys.executable, "-m", "convcalc", *args],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=seconds,
        preexec_fn=_limit,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr)
