"""The receptive field by recurrence beside the cells that each cell depends on, followed one by one."""

from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from convcalc import ShapeError
from convcalc.architecture.graph import Graph, Node
from convcalc.layers import CATALOGUE
from convcalc.network import Network
from convcalc.shape import Shape
from layers import dependence

small = st.integers(1, 4)
strides = st.integers(1, 3)


def pixels(size):
    return [frozenset([place]) for place in range(size)]


@st.composite
def steps(draw, joins=True, usual=False):
    """A layer, and the same by hand; for a join two paths of such. ``usual``: no dilation, kernels above paddings."""
    step = draw(st.sampled_from(STEPS[usual : None if joins else -1]))
    return step(draw, usual)


def convolving(draw, usual):
    kernel, stride, dilation = draw(small), draw(strides), draw(st.just(1) if usual else strides)
    zeros = st.integers(0, kernel - 1 if usual else 3)
    before, after = draw(zeros), draw(zeros)
    layer = CATALOGUE["conv"](out=1, kernel=kernel, stride=stride, dilation=dilation, padding=[[before, after]])
    return layer, lambda x: dependence.windows(x, kernel, stride, before, after, dilation)


def convolving_same(draw, usual):
    fields = {"kernel": draw(small), "stride": draw(strides), "dilation": draw(st.just(1) if usual else strides)}
    return CATALOGUE["depthwise"](padding="same", **fields), lambda x: dependence.same(x, **fields)


def pooling(draw, usual):
    kernel, stride, ceil_mode = draw(small), draw(strides), draw(st.booleans())
    padding = draw(st.integers(0, kernel - 1))
    layer = CATALOGUE["maxpool"](kernel=kernel, stride=stride, padding=padding, ceil=ceil_mode)
    return layer, lambda x: dependence.windows(x, kernel, stride, padding, padding, ceil_mode=ceil_mode)


def transposing(draw, usual):
    kernel, stride, dilation = draw(small), draw(strides), draw(st.just(1) if usual else strides)
    crop = draw(st.integers(0, 2))
    extra = draw(st.integers(0, max(stride, dilation) - 1))
    fields = {"kernel": kernel, "stride": stride, "dilation": dilation, "padding": crop, "output_padding": extra}
    return CATALOGUE["conv_transpose"](out=1, **fields), lambda x: dependence.transposed(
        x, kernel, stride, crop, dilation, extra
    )


def unpooling(draw, usual):
    kernel, stride = draw(small), draw(strides)
    return CATALOGUE["maxunpool"](kernel=kernel, stride=stride), lambda x: dependence.transposed(x, kernel, stride)


def upsampling(draw, usual):
    scale, mode = draw(strides), draw(st.sampled_from(["nearest", "bilinear"]))
    rule = dependence.nearest if mode == "nearest" else dependence.linear
    return CATALOGUE["upsample"](scale=scale, mode=mode), lambda x: rule(x, scale)


def padding(draw, usual):
    before, after = draw(st.integers(0, 3)), draw(st.integers(0, 3))
    layer = CATALOGUE["zeropad"](padding=[[before, after]])
    return layer, lambda x: dependence.padded(x, before, after)


def cropping(draw, usual):
    before, after = draw(st.integers(0, 2)), draw(st.integers(0, 2))
    return CATALOGUE["crop"](cropping=[[before, after]]), lambda x: x[before : len(x) - after]


def pointwise(draw, usual):
    return CATALOGUE[draw(st.sampled_from(["relu", "batchnorm", "softmax", "lrn", "layernorm"]))](), list


def branching(draw, usual):
    return tuple(draw(st.lists(steps(False, usual), max_size=2)) for _ in range(2))


STEPS = (
    padding,
    cropping,
    convolving,
    convolving_same,
    pooling,
    transposing,
    unpooling,
    upsampling,
    pointwise,
    branching,
)


def built(made, size):
    """The nodes of a network, and by hand what the cells of each of them depend on."""
    nodes, sets = [], [pixels(size)]

    def add(layer, by_hand, *inputs):
        nodes.append(Node(f"{layer.word}_{len(nodes) + 1}", layer, inputs))
        sets.append(by_hand)
        assume(0 < len(by_hand) <= 2000)
        return len(nodes)

    current = 0
    for step in made:
        ends = []
        for path in [[step]] if not isinstance(step[0], list) else step:
            end = current
            for layer, rule in path:
                end = add(layer, rule(sets[end]), end)
            ends.append(end)
        if len(ends) > 1:
            assume(len(sets[ends[0]]) == len(sets[ends[1]]))
            joined = [one | other for one, other in zip(*(sets[end] for end in ends))]
            ends = [add(CATALOGUE["add"](), joined, *ends)]
        (current,) = ends
    return nodes, sets[1:]


def followed(nodes, size):
    network = Network(Graph("net", nodes, Shape((size, 1))))
    try:
        return network.evaluate(receptive_field=True)
    except ShapeError:  # a window larger than its input
        assume(False)


def low(cell):
    return min(cell)


def extent(cell):
    return max(cell) - min(cell) + 1


@given(made=st.lists(steps(), min_size=1, max_size=5))
def test_a_cell_in_the_middle_sees_what_it_depends_on(made):
    size = 360
    nodes, sets = built(made, size)
    report = followed(nodes, size)
    assume(not any("different jumps" in note for row in report.rows for note in row.notes))
    for row, cells in zip(report.rows, sets):
        assert len(cells) == row.output[0]
        (axis,) = row.field.axes
        middle = {
            place for place, cell in enumerate(cells) if cell and size / 4 < low(cell) and max(cell) < size * 3 / 4
        }
        whole_periods = [
            place for place in middle if set(range(place, place + axis.phases)) <= {*middle, *empty(cells)}
        ]
        if len(whole_periods) < 2 * axis.phases:
            continue
        assert axis.size == max(extent(cells[place]) for place in middle)
        for place in middle:
            if place + axis.phases in middle:
                assert low(cells[place + axis.phases]) - low(cells[place]) == axis.phases * axis.jump
            if place % axis.phases == 0:
                assert low(cells[place]) == axis.start + place * axis.jump
                assert Fraction(low(cells[place]) + max(cells[place]), 2) == axis.offset + place * axis.jump


def empty(cells):
    return (place for place, cell in enumerate(cells) if not cell)


def by_hand(cells, size):
    """The share of the axis over which the cell extends that depends on most of it."""
    return Fraction(max(extent(cell) if cell else 0 for cell in cells), size)


@given(made=st.lists(steps(False, True), min_size=1, max_size=5), size=st.integers(1, 24))
def test_the_share_that_is_seen_is_that_of_the_cell_that_sees_most(made, size):
    nodes, sets = built(made, size)
    for row, cells in zip(followed(nodes, size).rows, sets):
        assert row.field.seen == by_hand(cells, size), row.name


@given(made=st.lists(steps(), min_size=1, max_size=5), size=st.integers(1, 24))
def test_the_share_is_never_too_small(made, size):
    """It may be too large where some cells read padding only, or a dilated window's first tap falls into it."""
    nodes, sets = built(made, size)
    for row, cells in zip(followed(nodes, size).rows, sets):
        assert 1 >= row.field.seen >= by_hand(cells, size), row.name
