"""Texts of strangers in Markdown: they stay texts."""

import pytest

from convcalc.render.markdown import safe, table


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("[x](javascript:1)", "[x\\](javascript:1)"),
        ("![i](http://x/y.png)", "![i\\](http://x/y.png)"),
        ("[a]: http://x", "[a\\]: http://x"),
        ("# head", "\\# head"),
        ("a\n# head", "a # head"),
        ("**b** _x_", "\\*\\*b\\*\\* \\_x\\_"),
        ("a | <b> `c`", "a \\| \\<b\\> \\`c\\`"),
        ("[1x1, 64; 3x3, 64] x 3", "[1x1, 64; 3x3, 64] x 3"),
    ],
)
def test_no_link_picture_heading_or_emphasis_is_made(text, written):
    assert safe(text) == written


def test_the_foot_alone_is_bold():
    assert table(["a", "b"], [False, True], [["**x**", "1"]], ["total", ""]).splitlines() == [
        "| a | b |",
        "| --- | ---: |",
        "| \\*\\*x\\*\\* | 1 |",
        "| **total** |  |",
    ]
