"""What can be asked of a layer or a network: the quantities by name, and what their values are."""

from __future__ import annotations

import re
from typing import NamedTuple

from convcalc.conventions import KINDS
from convcalc.errors import Fault, did_you_mean


class Quantity(NamedTuple):
    """Something that can be asked.

    ``kind`` says what its value is: a count (a whole number), a number (a fraction), a shape, a size (the axes without
    the depth), a truth or a matrix. ``others`` are other words for it.
    """

    name: str
    kind: str
    title: str
    others: tuple[str, ...] = ()


_LISTED = (
    Quantity("output", "shape", "the shape of the output", ("out", "shape", "output_shape", "output_volume")),
    Quantity("size", "size", "the size of the output", ("output_size", "map_size", "spatial")),
    Quantity("height", "count", "the height of the output", ("h_out", "output_height")),
    Quantity("width", "count", "the width of the output", ("w_out", "output_width")),
    Quantity("depth", "count", "the depth of the output", ("d_out", "output_depth", "channels")),
    Quantity("unrounded", "number", "the size before it is rounded", ("quotient",)),
    Quantity("fits", "truth", "whether the stride fits", ("fit",)),
    Quantity("parameters", "count", "the parameters", ("params", "param", "parameter")),
    Quantity("weights", "count", "the weights without the biases", ("weight",)),
    Quantity("biases", "count", "the biases", ("bias",)),
    Quantity("multiplications", "count", "the multiplications", ("mults", "mult", "macs", "multiplication")),
    Quantity("accumulations", "count", "the accumulations", ("accs", "acc", "adds", "accumulation")),
    Quantity("bias_sums", "count", "the bias sums", ("biassums", "bias_sum", "summations")),
    Quantity("operations", "count", "the operations in all", ("ops", "total", "operation", "total_operations")),
    Quantity("statistics", "count", "the running means and variances", ("statistic",)),
    Quantity("matrix", "matrix", "the matrix that comes out", ("map", "result")),
    Quantity("input", "count", "the size of the input", ("input_size",)),
    Quantity("kernel", "count", "the size of the filter", ("filter", "filter_size", "kernel_size")),
    Quantity("stride", "count", "the stride"),
    Quantity("padding", "number", "the padding on each side", ("pad",)),
    Quantity("dilation", "count", "the dilation"),
)
# What is counted besides: comparisons of a pool, divisions of a mean.
_BESIDES = tuple(
    Quantity(kind, "count", f"the {kind.replace('_', ' ')}")
    for kind in KINDS
    if kind not in {quantity.name for quantity in _LISTED} | {"on_padding", "cross_accumulations"}
)
QUANTITIES = {quantity.name: quantity for quantity in (*_LISTED, *_BESIDES)}
BESIDES = tuple(quantity.name for quantity in _BESIDES)
_WORDS = {word: quantity for quantity in QUANTITIES.values() for word in (quantity.name, *quantity.others)}


def quantity_of(word: str) -> Quantity:
    """The quantity that a word means. Raises a Fault that names the nearest."""
    bare = re.sub(r"[\s_-]+", "_", word.strip().lower())
    if re.match(r"cell_?[0-9]", bare):  # of a matrix: cell 0,2
        place = bare.removeprefix("cell").lstrip("_").replace("_", "")
        return Quantity(f"cell {place}", "number", f"cell {place}")
    found = _WORDS.get(bare) or _WORDS.get(bare.replace("_", ""))
    if found is None:
        raise Fault(f"there is no quantity {word!r}", did_you_mean(bare, QUANTITIES))
    return found
