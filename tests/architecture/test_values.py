"""YAML as values with places: our own reading of plain scalars, and the limits."""

from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from convcalc.architecture import limits
from convcalc.architecture.values import read_source, read_values
from convcalc.errors import DocumentError, Source


def values(text):
    return read_values(Source("test.yaml", text.splitlines()))


def plain(value):
    if isinstance(value.raw, dict):
        return {key: plain(item) for key, item in value.raw.items()}
    return [plain(item) for item in value.raw] if isinstance(value.raw, list) else value.raw


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("3", 3),
        ("-3", -3),
        ("1_000", 1000),
        ("0.75", Fraction(3, 4)),
        ("2.0", 2),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ('"3"', "3"),
        # What YAML 1.1 reads as 210, 8, 16, false, true, 1000.0 and infinity stays text.
        ("3:30", "3:30"),
        ("010", "010"),
        ("0x10", "0x10"),
        ("off", "off"),
        ("yes", "yes"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("2026-11-20", "2026-11-20"),
    ],
)
def test_plain_scalars_are_read_by_our_own_rules(written, read):
    value = values(f"key: {written}").raw["key"].raw
    assert value == read
    assert type(value) is type(read)


def test_structures_are_those_of_yaml():
    text = "a: [1, [2, 3], {b: c}]\nd:\n  - e\n  - f: 4\n    g: 5\nh: 'it''s'\ni: |\n  two\n  lines\n"
    assert plain(values(text)) == yaml.safe_load(text)


def test_values_know_their_place():
    top = values("layers:\n  - conv: {out: 64,\n           kernel: 3}\n")
    conv = top.raw["layers"].raw[0].raw["conv"]
    assert str(conv.raw["kernel"].mark) == "test.yaml:3:20"
    assert str(conv.keys["kernel"]) == "test.yaml:3:12"
    assert conv.raw["kernel"].mark.excerpt().splitlines() == [
        "    3 |            kernel: 3}",
        "      |                    ^",
    ]


@pytest.mark.parametrize(
    "text",
    ["[" * 10_000 + "]" * 10_000, "- " * 10_000 + "a", "[" * 100_000, "{a: " * 1000 + "b" + "}" * 1000],
    ids=["brackets", "dashes", "unclosed", "braces"],
)
def test_deep_nesting_is_refused_at_the_limit(text):
    with pytest.raises(DocumentError, match=f"more than {limits.NESTING} deep"):
        values(text)


def test_a_bomb_of_aliases_is_refused_at_its_first_anchor():
    text = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
    with pytest.raises(DocumentError, match="anchors and aliases"):
        values(text)


def test_a_key_may_not_stand_twice():
    with pytest.raises(DocumentError, match=r"test\.yaml:2:1: the key 'a' stands twice, first in line 1"):
        raise_again(lambda: values("a: 1\na: 2\n"))


def raise_again(work):
    """Raise an error with its whole text as its message, for match."""
    try:
        work()
    except DocumentError as error:
        raise DocumentError(str(error)) from None


def test_only_so_many_bytes_are_read(tmp_path):
    file = tmp_path / "large.yaml"
    file.write_text("# " + "x" * limits.FILE_BYTES)
    with pytest.raises(DocumentError, match=f"larger than {limits.FILE_BYTES:,} bytes"):
        read_source(file, "large.yaml")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs an endless file")
def test_an_endless_file_ends():
    with pytest.raises(DocumentError, match="larger than"):
        read_source(Path("/dev/zero"), "/dev/zero")


def test_a_byte_order_mark_and_the_line_ends_of_windows_do_no_harm(tmp_path):
    file = tmp_path / "windows.yaml"
    file.write_bytes(b"\xef\xbb\xbfname: x\r\ninput: 8x8x3\r\n")
    assert plain(read_values(read_source(file, "windows.yaml"))) == {"name": "x", "input": "8x8x3"}
