"""A quiz as plain data: as a sheet in YAML, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import yaml

from convcalc.classroom.quiz.make import Made, Quiz, Variant
from convcalc.conventions import DEFAULT
from convcalc.render.quiz.paper import key_of
from convcalc.report import SCHEMA_VERSION

WIDE = 10_000  # a question is one line


def sheet_data(quiz: Quiz, variant: Variant) -> dict[str, Any]:
    """A sheet that ``convcalc check`` reads: the problems, and not the answers."""
    return {
        "name": quiz.name + (f", {variant.student}" if variant.student else ""),
        "source": f"convcalc quiz --seed {quiz.seed}",
        "convention": DEFAULT,
        "questions": [made.data() for made in variant.questions],
    }


class Dumper(yaml.SafeDumper):
    """Writes texts of several lines as blocks."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


Dumper.add_representer(str, _text)


def to_yaml(quiz: Quiz, variant: Variant) -> str:
    """The sheet of one student."""
    return yaml.dump(sheet_data(quiz, variant), Dumper=Dumper, sort_keys=False, allow_unicode=True, width=WIDE)


def to_json(quiz: Quiz, variants: Iterable[Variant], key: bool) -> str:
    """All questions of all students; on the key with their answers."""
    data = {
        "schema_version": SCHEMA_VERSION,
        "tool": "convcalc",
        "name": quiz.name,
        "seed": quiz.seed,
        "convention": DEFAULT,
        "variants": [
            {
                "student": variant.student,
                "points": variant.points,
                "questions": [_made(made, key) for made in variant.questions],
            }
            for variant in variants
        ],
    }
    return json.dumps(data, indent=2, ensure_ascii=False)


def _made(made: Made, key: bool) -> dict[str, Any]:
    data = {**made.data(), "topic": made.topic, "level": made.level, "kind": made.kind}
    if made.choices:
        data["choices"] = [choice.written for choice in made.choices]
    if key:
        answer, working, slips = key_of(made)
        told = [{"answer": written, "says": says} for written, says in slips]
        data.update(answer=answer, working=working, slips=told)
    return data
