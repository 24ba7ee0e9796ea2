"""Wrong architecture files and wrong command lines, each with its whole message.

``files/NAME.yaml`` is a wrong file; ``files/NAME.txt`` beside it is what ``convcalc summary NAME.yaml`` prints to
standard error, after a first line with the exit code. ``command_lines.yaml`` lists wrong command lines with their exit
code and message; they run in the folder ``files``.

After a deliberate change of wording ``CONVCALC_REWRITE=1 pytest tests/bad`` writes the messages anew; read the
difference before you commit it. To add a case, add the YAML file (or the ``args``) and do the same.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import yaml

from bad.running import run

HERE = Path(__file__).parent
FILES = HERE / "files"
NAMES = sorted(path.stem for path in FILES.glob("*.yaml"))
COMMAND_LINES = yaml.safe_load((HERE / "command_lines.yaml").read_text(encoding="utf-8"))
REWRITE = bool(os.environ.get("CONVCALC_REWRITE"))

# A place in a file starts an error; these files have no place to name.
PLACE = re.compile(r"^[\w.]+:\d+:\d+: ")
WITHOUT_PLACE = {"empty", "only_a_comment"}
HINT = re.compile(r"^   (try|did you mean) \S")


@pytest.fixture(autouse=True)
def _in_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FILES)


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_file(name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    outcome = run(["summary", f"{name}.yaml"], monkeypatch, capsys)
    found = f"exit {outcome.code}\n{outcome.err}"
    expected = FILES / f"{name}.txt"
    if REWRITE:
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
    assert outcome.code == 3
    assert not outcome.out


def errors_of(message: str) -> list[str]:
    """The single errors of a message, each with its place, excerpt and hint; the rows behind them are left out."""
    lines = message.split("\nup to here:")[0].splitlines()
    starts = [number for number, line in enumerate(lines) if PLACE.match(line) or line.startswith("error: ")]
    return ["\n".join(lines[start:end]) for start, end in zip(starts, [*starts[1:], None])]


@pytest.mark.parametrize("name", NAMES)
def test_each_error_names_its_place_and_has_a_hint(name: str) -> None:
    message = (FILES / f"{name}.txt").read_text(encoding="utf-8").partition("\n")[2]
    assert "Traceback" not in message
    assert "convcalc itself" not in message
    errors = errors_of(message)
    assert errors
    for error in errors:
        assert any(HINT.match(line) for line in error.splitlines()), f"no hint: {error}"
        if name not in WITHOUT_PLACE:
            assert PLACE.match(error), f"no place: {error}"


@pytest.mark.parametrize("name", [name for name in NAMES if name not in WITHOUT_PLACE])
def test_the_caret_points_at_the_column(name: str) -> None:
    message = (FILES / f"{name}.txt").read_text(encoding="utf-8").partition("\n")[2]
    for error in errors_of(message):
        first, _, rest = error.partition("\n")
        shown = re.match(r" *\d+ \| (.*)\n +\| ( *)\^", rest)
        assert shown, f"no excerpt: {error}"
        text, blanks = shown.groups()
        column = int(first.split(":")[2])
        assert text.startswith("…") or len(blanks) == column - 1


@pytest.mark.parametrize("case", COMMAND_LINES, ids=lambda case: " ".join(case["args"])[:60] or "nothing")
def test_a_wrong_command_line(
    case: dict[str, object], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    args = [str(arg) for arg in case["args"]]  # type: ignore[attr-defined]
    outcome = run(args, monkeypatch, capsys)
    if REWRITE:
        case["exit"], case["message"] = outcome.code, outcome.err
        write_command_lines()
    assert (outcome.code, kept(outcome.err)) == (case["exit"], kept(str(case["message"])))
    assert outcome.code in (2, 3)
    assert not outcome.out
    assert "Traceback" not in outcome.err


def kept(message: str) -> str:
    """What must stay of a message: all of it, but for click's own words, which its versions change."""
    hint = re.search(r"^   try convcalc( \w+)? --help\n\Z", message, re.MULTILINE)
    return hint[0] if hint else message


def write_command_lines() -> None:
    """Write the list of command lines with what was found."""
    lines = ["# Wrong command lines, run in files/. Messages: CONVCALC_REWRITE=1 pytest tests/bad\n"]
    for case in COMMAND_LINES:
        message = str(case["message"])
        lines.append(
            f"- args: {yaml.safe_dump(case['args'], default_flow_style=True, width=10**6, allow_unicode=True)}"
        )
        lines.append(f"  exit: {case['exit']}\n")
        indented = "".join(f"    {line}\n" if line else "\n" for line in message.split("\n")[:-1])
        lines.append(f"  message: |2\n{indented}" if message else '  message: ""\n')
    (HERE / "command_lines.yaml").write_text("".join(lines), encoding="utf-8")
