"""Layers as the tables of tests write them."""

from convcalc import layer
from convcalc.network import Network, chain

JOINS = ("add", "multiply", "concat")


def network_of(line: str) -> Network:
    """The network of a line such as conv(out=32, kernel=3), or of a join, which takes an input for each path."""
    return layer(line) if line in JOINS else chain(line)
