"""What running a network gave, beside what was computed: a table of rows and one line of verdict."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from convcalc.render import csv
from convcalc.render.sheet import Sheet, count_text
from convcalc.shape import Shape, axes_text

if TYPE_CHECKING:  # at run time this would load NumPy for every table
    from convcalc.numeric.verify import Checked, Verification

HEADERS = {
    "output": "Output",
    "parameters": "Parameters",
    "multiplications": "Multiplications",
    "effective": "Effective",
    "accumulations": "Accumulations",
    "bias_sums": "Bias sums",
}


def sheet(result: Verification, layout: str) -> Sheet:
    """The table, with the figures as they came out of the run."""
    return Sheet(
        captions=captions(result, layout),
        headers=["Layer", "Type", *HEADERS.values(), "Agrees"],
        numeric=[False, False, *[key != "output" for key in HEADERS], False],
        rows=[_cells(row, layout) for row in result.rows],
        foot=["total", "", *[_sum(result, key) for key in HEADERS], "yes" if result.agrees else "no"],
        remarks=[*(_difference(row, key, layout) for row in result.rows for key in row.differences), verdict(result)],
    )


def captions(result: Verification, layout: str) -> list[str]:
    """What was run: the network, its input, and what was drawn at random."""
    report = result.report
    ran = report.inputs[0].text(layout)
    own = report.file_input.text(layout) if report.file_input else ran
    instead = "" if own == ran else f" in place of the file's {own}"
    why = ", which would take longer: --full runs that" if result.reduced else ""
    source = f"{report.source}{' (bundled)' if report.bundled else ''}, " if report.source else ""
    dense = instead and any(row.type == "dense" for row in report.rows)
    fewer = ["a dense layer has as many weights as its input has values: other parameters than on the file's input"]
    return [
        f"{report.name}, run" if not report.citation else f"{report.name}, run: {report.citation}",
        f"{source}input {ran} ({axes_text(report.inputs[0].rank, layout)}){instead}{why}",
        f"input and weights at random (seed {result.seed}); operations counted by running on numbers that count",
        *(fewer if dense and result.reduced else []),
    ]


def _cells(row: Checked, layout: str) -> list[str]:
    agrees = "yes" if not row.differences else "no: " + ", ".join(map(_words, row.differences))
    return [row.name, row.type, *[_text(row.ran[key], layout) for key in HEADERS], agrees]


def _text(value: Any, layout: str) -> str:
    return value.text(layout) if isinstance(value, Shape) else count_text(value)


def _words(key: str) -> str:
    return key.replace("_", " ")


def _sum(result: Verification, key: str) -> str:
    return "" if key == "output" else count_text(sum(row.ran[key] for row in result.rows))


def _difference(row: Checked, key: str, layout: str) -> str:
    said, ran = (_text(each[key], layout) for each in (row.said, row.ran))
    return f"{row.name}: {_words(key)}: {said} by the formula, {ran} when it was run"


def verdict(result: Verification) -> str:
    """One line: how many rows agree, and in what."""
    wrong = sum(bool(row.differences) for row in result.rows)
    of = f" of {len(result.report.rows)}" if len(result.rows) < len(result.report.rows) else ""
    several = bool(of) or len(result.rows) != 1
    rows = f"{len(result.rows)}{of} row{'s' * several}"
    if wrong:
        return f"{wrong} of {rows} do not agree with what was run"
    agree = "agrees" if len(result.rows) == 1 else "agree"
    return f"{rows} {agree} with what was run: shape, parameters, and every operation with weights"


def to_json(result: Verification) -> str:
    """The rows with both sides, and the verdict."""
    return json.dumps(result.as_dict(), indent=2, ensure_ascii=False)


def to_csv(result: Verification, layout: str) -> str:
    """A line a row: what the formulas say, what was run, and whether the two agree."""
    keys = list(result.rows[0].said)
    headers = ["name", "type", *keys, *[f"{key}_run" for key in keys], "agrees"]
    lines = [
        [row.name, row.type, *[_plain(side[key], layout) for side in (row.said, row.ran) for key in keys],
         str(not row.differences).lower()]
        for row in result.rows
    ]  # fmt: skip
    return csv.table(headers, lines)


def _plain(value: Any, layout: str) -> Any:
    return value.text(layout) if isinstance(value, Shape) else value
