"""Small architecture files, written by the tests that read them."""

import textwrap

import pytest

import convcalc


@pytest.fixture
def network(tmp_path, monkeypatch):
    """A function that writes a file and loads it."""
    monkeypatch.chdir(tmp_path)

    def load(text, name="net.yaml", **symbols):
        (tmp_path / name).write_text(textwrap.dedent(text), encoding="utf-8")
        return convcalc.load(name, **symbols)

    return load


@pytest.fixture
def names(network):
    """A function that gives the names of the rows of a file."""
    return lambda text, **symbols: [row.name for row in network(text, **symbols).evaluate().rows]
