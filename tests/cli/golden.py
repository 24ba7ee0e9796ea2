"""Golden files: what is printed, kept beside the test. CONVCALC_REWRITE=1 rewrites them after a deliberate change."""

import os
from pathlib import Path

FOLDER = Path(__file__).parent / "golden"


def same_as(name, text):
    """Assert that a text is the one kept under this name."""
    file = FOLDER / name
    if os.environ.get("CONVCALC_REWRITE"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")
