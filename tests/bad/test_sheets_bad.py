"""Wrong sheets, wrong answers and wrong tables of a class, each with its whole message, and what they may cost.

``sheets/NAME.yaml`` is a wrong sheet; ``sheets/NAME.txt`` beside it is what ``convcalc grade NAME.yaml class.csv``
prints to standard error, after a first line with the exit code. CONVCALC_REWRITE=1 writes the messages anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bad.running import run, run_apart
from bad.test_bad import HINT, PLACE, errors_of

FILES = Path(__file__).parent / "sheets"
NAMES = sorted(path.stem for path in FILES.glob("*.yaml"))


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_sheet(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(FILES)
    outcome = run(["grade", f"{name}.yaml", "class.csv"], monkeypatch, capsys)
    found = f"exit {outcome.code}\n{outcome.err}"
    expected = FILES / f"{name}.txt"
    if os.environ.get("CONVCALC_REWRITE"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
    assert outcome.code == 3
    assert not outcome.out


@pytest.mark.parametrize("name", NAMES)
def test_each_error_names_its_place_and_has_a_hint(name: str) -> None:
    message = (FILES / f"{name}.txt").read_text(encoding="utf-8").partition("\n")[2]
    assert "Traceback" not in message
    for error in errors_of(message):
        assert any(HINT.match(line) for line in error.splitlines()), f"no hint: {error}"
        assert PLACE.match(error) or name == "empty", f"no place: {error}"


QUESTION = "  - {{id: q{}, layer: 'conv(out=2, kernel=3)', input: 9x9x2, ask: [params, output]}}\n"
SHEET = "questions:\n" + "".join(QUESTION.format(number) for number in range(3))
BOMBS = {
    "nested lists": ("questions: " + "[" * 100_000, "q0.params\n1\n"),
    "many questions": ("questions:\n" + "  - {}\n" * 100_000, "q0.params\n1\n"),
    "many wrong questions": ("questions:\n" + "  - {}\n" * 900, "q0.params\n1\n"),
    "a long id": (f"questions: [{{id: {'a' * 500_000}}}]", "q0.params\n1\n"),
    "a large power": ("questions: [{id: a, layer: 'conv(out=9**9**9**9, kernel=1)', input: 8x8x1, ask: params}]",
                      "a\n1\n"),
    "a large size": ("questions: [{id: a, layer: relu, input: " + "9" * 100_000 + "x1x1, ask: output}]", "a\n1\n"),
    "a long file": ("#" * 2_000_000, "q0.params\n1\n"),
    "a long cell": (SHEET, "name,q0.params\nx," + "9" * 100_000 + "\n"),
    "many columns": (SHEET, ",".join(f"c{number}" for number in range(5_000)) + "\n"),
    "an open quote": (SHEET, 'name,q0.params\nx,"' + "a\n" * 300_000),
    "a binary class": (SHEET, "name,q0.params\n\0\n"),
}  # fmt: skip


@pytest.mark.parametrize("what", BOMBS)
def test_a_bomb_is_refused_soon(what: str, tmp_path: Path) -> None:
    sheet, group = BOMBS[what]
    (tmp_path / "s.yaml").write_text(sheet, encoding="utf-8")
    (tmp_path / "c.csv").write_text(group, encoding="utf-8")
    code, out, err = run_apart(["grade", "s.yaml", "c.csv"], tmp_path)
    assert code == 3, err[-500:]
    assert not out
    assert "Traceback" not in err
    assert "   try " in err or "   did you mean" in err
    assert len(err) < 60_000


ANSWERS = [
    "9" * 1_900, "(" * 190, "F**" * 60 + "F", "9**9**9**9", "__import__('os')", "1e999999999", "x" * 190, "1" + " 0" * 90,
    "((((1))))" * 20, "a=" * 90, "²" * 100, "\u202e1", "1/0", "-0", "nan", "inf", "0x10", "１２",
    "=1+1", "1,2,3,4,5,6,7,8,9,0",
]  # fmt: skip


def test_answers_of_strangers_are_read_and_nothing_fails(tmp_path: Path) -> None:
    rows = "".join(f'"{answer}","{answer}"\n' for answer in ANSWERS)
    (tmp_path / "s.yaml").write_text(SHEET, encoding="utf-8")
    (tmp_path / "c.csv").write_text(f"q0.params,q0.output\n{rows}", encoding="utf-8")
    code, out, err = run_apart(["grade", "s.yaml", "c.csv", "--feedback", "pages"], tmp_path)
    assert code == 0, err[-500:]
    assert f"{len(ANSWERS)} students" in out
    assert len(list((tmp_path / "pages").iterdir())) == len(ANSWERS)
