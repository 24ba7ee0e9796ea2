"""Whether a page of LaTeX would compile: what can be said of it without LaTeX."""

import re

COMMANDS = {
    "addlinespace",
    "begingroup",
    "endfirsthead",
    "endgroup",
    "endhead",
    "footnotesize",
    "label",
    "small",
    "textwidth",
    "bottomrule",
    "caption",
    "centering",
    "midrule",
    "multicolumn",
    "ne",
    "toprule",
    "aligned",
    "ast",
    "ceil",
    "ge",
    "item",
    "lceil",
    "ldots",
    "left",
    "lfloor",
    "max",
    "mid",
    "min",
    "gcd",
    "paragraph",
    "rceil",
    "rfloor",
    "right",
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
    code = well_formed(text)
    assert code.count("\\[\n") == code.count("\\]\n") == 1


def well_formed(text):
    """The same without what is said of matrices; the text without its comments."""
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
    for matrix in re.findall(r"\\begin\{bmatrix\}(.*?)\\end\{bmatrix\}", code):
        assert len({row.count("&") for row in matrix.split(r"\\")}) == 1
    for _, columns, body in re.findall(r"(?s)\\begin\{(tabular|longtable)\}\{(.+?)\}\n(.*?)\\end\{\1\}", code):
        rows = re.findall(r"(?m)^(?!\\(?:top|mid|bottom)rule|\\addlinespace|\\caption)(.*) \\\\$", body)
        columns = columns.replace(r"p{0.4\textwidth}", "p")
        assert set(columns) <= set("lcrp")
        assert {_columns(row) for row in rows} == {len(columns)}
    for line in re.findall(r"(?s)\\begin\{align\*\}\n(.*?)\n\\end", code):
        assert [row.count("&") for row in line.split("\\\\\n")] == [1] * len(line.split("\\\\\n"))
    return code


def _columns(row):
    """The columns that a row of a table fills: a cell that spans several counts for them all."""
    spanned = sum(int(count) - 1 for count in re.findall(r"\\multicolumn\{(\d+)\}", row))
    return len(re.findall(r"(?<!\\)&", row)) + 1 + spanned
