"""The depth of a network: how many layers with weights stand one behind the other."""

from __future__ import annotations

from convcalc.architecture.graph import Graph

WEIGHED = ("conv", "depthwise", "conv_transpose", "dense")  # the papers count these, and no scale of a normalisation


def depth(graph: Graph) -> int:
    """The layers with weights on the longest way from the input: 22 in GoogLeNet, 50 in ResNet-50.

    They are convolutions, depthwise and transposed ones too, and dense layers.
    """
    longest = [0]
    for node in graph.nodes:
        longest.append(max(longest[place] for place in node.inputs) + (node.layer.word in WEIGHED))
    return max(longest)
