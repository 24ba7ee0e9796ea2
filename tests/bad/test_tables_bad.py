"""Wrong tables of published figures, each with its whole message, and what they may cost.

``tables/NAME.csv`` is a wrong table; ``tables/NAME.txt`` beside it is what ``convcalc audit --table`` of it and
googlenet prints to standard error, after a first line with the exit code. CONVCALC_REWRITE=1 writes the messages anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bad.running import run, run_apart
from bad.test_bad import HINT, errors_of

FILES = Path(__file__).parent / "tables"
NAMES = sorted(path.stem for path in FILES.glob("*.csv"))


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_table(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(FILES)
    outcome = run(["audit", "--table", f"{name}.csv", "googlenet"], monkeypatch, capsys)
    found = f"exit {outcome.code}\n{outcome.err}"
    expected = FILES / f"{name}.txt"
    if os.environ.get("CONVCALC_REWRITE"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
    assert outcome.code == 3
    assert not outcome.out
    assert all(any(HINT.match(line) for line in error.splitlines()) for error in errors_of(found.partition("\n")[2]))


BOMBS = {
    "many rows": "layer,params\n" + "conv1,1K\n" * 100_001,
    "many cells": "layer,params,ops\n" + "conv1,1K,1M\n" * 40_000,
    "many columns": "layer," + ",".join(["params"] * 2_000) + "\n",
    "many strangers": "layer,params\n" + "".join(f"x{number},1K\n" for number in range(3_000)),
    "many unknown columns": "layer," + ",".join(f"c{number}" for number in range(900)) + "\nconv1,1\n",
    "a long cell": "layer,params\nconv1," + "9" * 100_000 + "\n",
    "an open quote": 'layer,params\nconv1,"' + "a\n" * 300_000,
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_refused_soon(what: str, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(BOMBS[what], encoding="utf-8")
    code, out, err = run_apart(["audit", "--table", "t.csv", "googlenet"], tmp_path)
    assert code == 3, err[-500:]
    assert not out
    assert "Traceback" not in err


def test_many_figures_that_are_all_wrong_are_told_in_time(tmp_path: Path) -> None:
    """15,000 figures: an explanation is looked for of the first few hundred."""
    figures = ", ".join(str(number) for number in range(7, 22))
    (tmp_path / "net.yaml").write_text(
        f"input: 8x8x4\nlayers: [conv: {{out: 4, kernel: 3, padding: 1}}, u: 4]\nblocks:\n  u(out):\n"
        f"    - conv: {{out: out, kernel: 3, padding: 1}}\n      expect: {{parameters: [{figures}]}}\n".replace(
            "u: 4]", "{u: 4, repeat: 1000}]"
        ),
        encoding="utf-8",
    )
    code, out, err = run_apart(["audit", "net.yaml"], tmp_path)
    assert code == 1, err[-500:]
    assert "nothing was tried, since so many figures differ" in out
    assert "figures that differ and have no erratum: 15000" in err
