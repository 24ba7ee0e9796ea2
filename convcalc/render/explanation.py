"""A page of working as lines on a board, JSON, Markdown with formulas in LaTeX, or LaTeX."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from convcalc.algebra.writing import latex, latex_name, visible
from convcalc.classroom.explain import Step, distinct
from convcalc.classroom.explanation import Explanation, Part
from convcalc.render import markdown
from convcalc.render.latex import escaped
from convcalc.render.plain import Line, wrapped
from convcalc.render.sheet import assuming, captions
from convcalc.render.working import as_dict, besides_text
from convcalc.report import SCHEMA_VERSION
from convcalc.shape import axes_text

FORMATS = ("table", "plain", "json", "markdown", "latex")


def lines(page: Explanation, layout: str, width: int | None) -> Iterator[Line]:
    """The page as it stands on a board; underneath the letters and the sources."""
    for caption in _captions(page, layout):
        yield from _wrapped("caption", caption, width)
    for part in page.parts:
        yield "row", ""
        yield from _part_lines(part, page, layout, width)
    yield "row", ""
    below = {"letters:": _letters(page), "sources:": page.sources, "": assuming(page.report.assumptions)}
    for title, rows in below.items():
        if title and rows:
            yield "remark", title
        for row in rows:
            yield from _wrapped("remark", "  " * bool(title) + row, width)


def _captions(page: Explanation, layout: str) -> list[str]:
    if page.report.source:
        return captions(page.report, "exact", layout)
    return [page.report.convention.caption]


def _letters(page: Explanation) -> list[str]:
    return [f"{letter} = {said}" for letter, said in page.letters.items()]


def _wrapped(kind: str, line: str, width: int | None) -> Iterator[Line]:
    yield from ((kind, piece) for piece in wrapped(line, width))


def _shapes(part: Part, layout: str) -> str:
    """What goes in and what comes out."""
    shapes = " and ".join(shape.text(layout) for shape in part.inputs)
    return f"on {shapes} ({axes_text(part.inputs[0].rank, layout)})"


def _part_lines(part: Part, page: Explanation, layout: str, width: int | None) -> Iterator[Line]:
    yield from _wrapped("header", f"{part.title} {_shapes(part, layout)}", width)
    yield from _wrapped("foot", f"output = {part.output.text(layout)}", width)
    for step in part.steps:
        if step.counted:
            yield from _step_lines("row", step, "", width)
    besides = [step for step in part.steps if not step.counted]
    if besides:
        yield from _wrapped("remark", besides_text(page.report), width)
    for step in besides:
        yield from _step_lines("remark", step, "  ", width)
    for remark in part.remarks:
        yield from _wrapped("remark", remark, width)


def _step_lines(kind: str, step: Step, indent: str, width: int | None) -> Iterator[Line]:
    yield from _wrapped(kind, f"{indent}{step}", width)
    if step.note:
        yield from _wrapped("remark", f"{indent}  {step.note}", width)


def to_json(page: Explanation, layout: str) -> str:
    """Every step with its letters, numbers, value and LaTeX; the letters and the sources."""
    report = page.report
    data = {
        "schema_version": SCHEMA_VERSION,
        "tool": "convcalc",
        "name": report.name,
        "convention": report.convention.as_dict(),
        "layout": layout,
        "parts": [_part_data(part, layout) for part in page.parts],
        "letters": page.letters,
        "sources": page.sources,
        "assumptions": report.as_dict(layout)["assumptions"],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _part_data(part: Part, layout: str) -> dict[str, Any]:
    return {
        "title": part.title,
        "inputs": [shape.text(layout) for shape in part.inputs],
        "output": part.output.text(layout),
        "steps": [{**as_dict(step), "note": step.note} for step in part.steps],
        "notes": part.remarks,
    }


def equation(step: Step) -> str:
    """A step as a line of aligned LaTeX."""
    letters = latex(step.formula) if step.lettered else ""
    pieces = [letters, latex(step.formula, numbers=True), latex(step.value)]
    return latex_name(step.name) + " &= " + " = ".join(distinct([piece for piece in pieces if piece]))


def _aligned(steps: Iterable[Step], environment: str) -> str:
    rows = " \\\\\n".join("  " + equation(step) for step in steps)
    return f"\\begin{{{environment}}}\n{rows}\n\\end{{{environment}}}\n"


def to_markdown(page: Explanation, layout: str) -> str:
    """Headings, formulas between double dollars, lists."""
    parts = [f"{markdown.safe(caption)}  \n" for caption in _captions(page, layout)]
    for part in page.parts:
        parts.append(
            f"\n**{markdown.safe(part.title)}** {_shapes(part, layout)}, output {part.output.text(layout)}\n\n"
        )
        parts.append(f"$$\n{_aligned(part.steps, 'aligned')}$$\n")
        notes = [f"{step.name}: {step.note}" for step in part.steps if step.note] + _apart(part, page) + part.remarks
        parts += ["\n"] + [f"- {markdown.safe(note)}\n" for note in notes] if notes else []
    parts += ["\n"] + [f"- ${latex_name(letter)}$: {markdown.safe(said)}\n" for letter, said in page.letters.items()]
    parts += ["\n"] + [f"- {markdown.safe(line)}\n" for line in (*page.sources, *assuming(page.report.assumptions))]
    return "".join(parts)


def _apart(part: Part, page: Explanation) -> list[str]:
    names = ", ".join(step.name for step in part.steps if not step.counted)
    return [f"in no total of the convention {page.report.convention.name}: {names}"] if names else []


def to_latex(page: Explanation, layout: str) -> str:
    """For a document with amsmath: a paragraph and aligned formulas a part; letters and sources as a list."""
    written = [f"% {visible(caption)}\n" for caption in _captions(page, layout)]
    for part in page.parts:
        title = f"{part.title} {_shapes(part, layout)}, output {part.output.text(layout)}"
        written.append(f"\\paragraph{{{escaped(title)}}}\n{_aligned(part.steps, 'align*')}")
        notes = [f"{step.name}: {step.note}" for step in part.steps if step.note] + _apart(part, page) + part.remarks
        written += [escaped(note) + "\\\\\n" for note in notes]
    letters = [f"${latex_name(letter)}$: {escaped(said)}" for letter, said in page.letters.items()]
    assumptions = [f"${latex(condition)}$" for condition in page.report.assumptions]
    lists = {"Letters": letters, "Sources": [*map(escaped, page.sources)], "Assumptions": assumptions}
    return "".join([*written, *(_itemized(title, rows) for title, rows in lists.items())])


def _itemized(title: str, rows: list[str]) -> str:
    items = "".join(f"  \\item {row}\n" for row in rows)
    return f"\\paragraph{{{title}}}\n\\begin{{itemize}}\n{items}\\end{{itemize}}\n" if rows else ""


WRITERS = {"json": to_json, "markdown": to_markdown, "latex": to_latex}
