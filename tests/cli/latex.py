"""Whether a page of LaTeX would compile: what can be said of it without LaTeX."""

import re

COMMANDS = {
    "ast",
    "times",
    "cdot",
    "frac",
    "sqrt",
    "mathrm",
    "approx",
    "begin",
    "end",
    "quad",
    "rightarrow",
    "setcounter",
    "text",
}


def compiles(text):
    """Assert that braces and environments are closed, columns match, and every command and sign is known."""
    code = re.sub(r"(?m)^%.*\n", "", text)
    assert code.isascii()
    assert set(re.findall(r"\\([A-Za-z]+)", code)) <= COMMANDS
    assert not re.search(r"(?<!\\)_(?![{A-Za-z0-9])", code)
    depth = 0
    for brace in re.findall(r"(?<!\\)[{}]", code):
        depth += 1 if brace == "{" else -1
        assert depth >= 0
    assert depth == 0
    opened = []
    for kind, name in re.findall(r"\\(begin|end)\{([a-z*]+)\}", code):
        if kind == "begin":
            opened.append(name)
        else:
            assert opened.pop() == name
    assert opened == []
    assert code.count("\\[\n") == code.count("\\]\n") == 1
    for matrix in re.findall(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}", code):
        assert len({row.count("&") for row in matrix.split(r"\\")}) == 1
    for line in re.findall(r"(?s)\\begin\{align\*\}\n(.*?)\n\\end", code):
        assert [row.count("&") for row in line.split("\\\\\n")] == [1] * len(line.split("\\\\\n"))
