"""What a fully convolutional network needs changed: found by walking through it with the shapes that it will have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from convcalc.architecture.document import Document, Step
from convcalc.architecture.graph import Graph, Node
from convcalc.architecture.printed import shape_agrees
from convcalc.architecture.values import Value
from convcalc.conversion.arguments import Arguments, Use, text_of
from convcalc.conversion.edits import Text
from convcalc.errors import DocumentError
from convcalc.layers.activation import Activation
from convcalc.layers.conv import Conv
from convcalc.layers.join import Join
from convcalc.layers.linear import Dense
from convcalc.layers.norm import Dropout
from convcalc.layers.pool import AdaptiveAvgPool, AvgPool, GlobalAvgPool, GlobalMaxPool, MaxPool
from convcalc.layers.reshape import Flatten, Identity
from convcalc.network import Network
from convcalc.report import Figure
from convcalc.shape import Shape

SUFFIX = ", fully convolutional"
POOLS = {GlobalAvgPool.word: AvgPool.word, GlobalMaxPool.word: MaxPool.word}
WORDS = {**POOLS, Dense.word: Conv.word}
VALUE_BY_VALUE = (Activation, Dropout, Identity)


class Plan:
    """What has to be changed: found by walking through the network with the shapes that it will have."""

    def __init__(self, document: Document, graph: Graph) -> None:
        self.document = document
        self.graph = graph
        self.report = Network(graph).evaluate()
        self.arguments = Arguments(document)
        self.dense: list[tuple[Node, Any]] = []  # each with the kernel that it needs
        self.pools: list[tuple[Node, Any]] = []
        self.removed: dict[int, Step] = {}
        self.kept_pools: list[tuple[Node, Any]] = []
        self.fixed_pools: list[tuple[Node, Any]] = []
        self.shapes: list[Shape] = [self.report.inputs[0]]

    def make(self) -> None:
        """Find all that has to change. Raises a DocumentError where something cannot."""
        feeding = self.flattened()
        heads = self.head_pools()
        for place, (node, row) in enumerate(zip(self.graph.nodes, self.report.rows, strict=True), 1):
            xs = [self.shapes[each] for each in node.inputs]
            if isinstance(node.layer, Dense):
                self.shapes.append(self.convolved(node, xs[0]))
            elif isinstance(node.layer, Flatten) and (place in feeding or row.inputs[0].rank == 0 < xs[0].rank):
                self.removed[id(node.step)] = node.step
                self.shapes.append(xs[0])
            else:
                if place in heads:
                    self.pools.append((node, xs[0].spatial))
                self.shapes.append(self.shape_now(node, xs))
        if not self.dense:
            raise DocumentError(
                f"{self.document.found.shown} has no dense layer{self.asleep()}: there is nothing to convert",
                hint="convcalc summary with a larger --in: it takes any that its windows fit",
            )
        self.refuse_mixed()
        self.kernels(self.dense)
        self.kernels(self.pools)

    def asleep(self) -> str:
        """That there are dense steps, and none of them is reached."""
        return " in use" if any(True for _ in self.unreached()) else ""

    def convolved(self, node: Node, x: Shape) -> Shape:
        """The shape after a dense layer that reads a map, as a convolution over all of it."""
        if x.rank < 1:
            place = node.inputs[0]
            maker = self.graph.nodes[place - 1].name if place else "the input"
            raise DocumentError(
                f"{node.name} reads a vector of {x} values ({maker}) and no map, so it is no convolution",
                mark=node.step.mark,
                hint="a network whose dense layers read maps, such as vgg16 or resnet50",
            )
        self.dense.append((node, x.spatial))
        layer: Any = node.layer
        return Conv(out=layer.out, kernel=x.spatial, bias=layer.bias).shape(x)

    def shape_now(self, node: Node, xs: list[Shape]) -> Shape:
        """The shape after a layer that stays, on a map where there was a vector."""
        for holds, fault in node.layer.needs(*xs):
            if not holds:
                raise DocumentError(
                    f"{node.name} would no longer fit: {fault().what}", mark=node.step.mark, hint=fault().hint
                )
        return node.layer.shape(*xs)

    def flattened(self) -> set[int]:
        """The values, by place, that are a map laid flat for a dense layer: they stay a map from now on.

        Raises a DocumentError where something else takes such a value too.
        """
        nodes = self.graph.nodes
        laid_flat = [False]  # a map laid flat, perhaps changed value by value since
        for node in nodes:
            goes_on = isinstance(node.layer, VALUE_BY_VALUE) and laid_flat[node.inputs[0]]
            laid_flat.append(isinstance(node.layer, Flatten) or goes_on)
        wanted: set[int] = set()
        for place in range(len(nodes), 0, -1):
            node = nodes[place - 1]
            if isinstance(node.layer, Dense) or place in wanted:
                wanted.update(each for each in node.inputs if laid_flat[each])
        self.refuse_other_readers(wanted)
        return wanted

    def refuse_other_readers(self, wanted: set[int]) -> None:
        """Raise a DocumentError where what was laid flat for a dense layer goes elsewhere too."""
        for place, node in enumerate(self.graph.nodes, 1):
            if not isinstance(node.layer, Dense) and place not in wanted and wanted.intersection(node.inputs):
                raise DocumentError(
                    f"{node.name} works on the flat vector that a dense layer reads too; on a map it is another thing",
                    mark=node.step.mark,
                    hint="such a layer before flatten, or behind the dense layer",
                )

    def refuse_mixed(self) -> None:
        """Raise a DocumentError where one flatten step stands before a dense layer here, and not there."""
        for place, node in enumerate(self.graph.nodes, 1):
            if id(node.step) in self.removed and self.shapes[place] is not self.shapes[node.inputs[0]]:
                raise DocumentError(
                    f"{node.name} lays flat for something else than a dense layer, and the same step for one",
                    mark=node.step.mark,
                    hint="a step of its own for each",
                )

    def head_pools(self) -> set[int]:
        """The global pools, by place, behind which there is a dense layer and no join: a window in their place slides.

        A join behind a pool is a gate (squeeze and excitation), for which the mean of the whole map is meant. A step
        is changed in all its uses or in none.
        """
        nodes = self.graph.nodes
        dense, joined = [False] * (len(nodes) + 1), [False] * (len(nodes) + 1)
        for place in range(len(nodes), 0, -1):
            node = nodes[place - 1]
            for each in node.inputs:
                dense[each] |= dense[place] or isinstance(node.layer, Dense)
                joined[each] |= joined[place] or isinstance(node.layer, Join)
        pools = [(place, node) for place, node in enumerate(nodes, 1) if node.layer.word in POOLS]
        kept = {id(node.step) for place, node in pools if joined[place] or not dense[place]}
        self.kept_pools = [(node, None) for place, node in pools if dense[place] and id(node.step) in kept]
        self.fixed_pools = [
            (node, None)
            for node, behind in zip(nodes, dense[1:], strict=True)
            if behind and isinstance(node.layer, AdaptiveAvgPool)
        ]
        return {place for place, node in pools if id(node.step) not in kept}

    def write(self, text: Text, gone: Sequence[Figure] = ()) -> None:
        """Make all the changes in the text of the document; figures that are ``gone`` are printed no longer."""
        self.arguments.write(text)
        for step in self.removed.values():
            text.remove(step.mark)
        self.figures(text)
        for at in {figure.mark[1:] for figure in gone if figure.mark}:
            text.replace(text.items[at][0], "''")
        text.set_top("name", " ".join(self.document.name.split()) + SUFFIX)

    def kernels(self, nodes: list[tuple[Node, Any]]) -> None:
        """Note the kernels of some nodes, step by step."""
        uses: dict[int, tuple[Step, list[Use]]] = {}
        for node, kernel in nodes:
            uses.setdefault(id(node.step), (node.step, []))[1].append(Use(node.scope, kernel, node.name))
        for step, each in uses.values():
            change = self.arguments.change(step, WORDS[step.word], "out")
            change.arguments["kernel"] = self.arguments.give(step, "kernel", each)
            if step.word in POOLS:
                change.arguments["stride"] = "1"

    def figures(self, text: Text) -> None:
        """Published vectors become maps of one cell, where all that a figure is about did."""
        now: dict[tuple[int, int], set[str]] = {}
        for part in self.graph.parts:
            old, new = self.report.rows[part.last - 1].output, self.shapes[part.last]
            for figure in part.figures if old != new else ():
                if figure.quantity == "output" and shape_agrees(str(figure.printed), old):
                    now.setdefault((figure.mark.line, figure.mark.column), set()).add(str(new))
        for at, shapes in now.items():
            if len(shapes) == 1:
                text.replace(text.items[at][0], shapes.pop())

    def unreached(self) -> Iterator[tuple[str, Step]]:
        """The dense steps of the file that are in no row, with the symbols as they are, each with its block's name."""
        reached = {id(node.step) for node in self.graph.nodes}
        lists = [("", self.document.steps), *((name, block.steps) for name, block in self.document.blocks.items())]
        while lists:
            name, steps = lists.pop()
            yield from ((name, step) for step in steps if step.layer is Dense and id(step) not in reached)
            lists += [(name, path) for step in steps for path in step.paths if not isinstance(path, Value)]

    def notes(self) -> Iterator[str]:
        """What a reader of the new file has to know."""
        for node, more, kernel in by_step(self.pools):
            window = f"{POOLS[node.layer.word]} with a window of {text_of(kernel)}"
            yield f"{node.name}{more}: {window} in the place of {node.layer.word}, so that it slides on a larger input"
        for node, more, _ in by_step(self.kept_pools):
            yield f"{node.name}{more}: {node.layer.word} stays, since a join behind it or another use means all the map"
        for node, more, _ in by_step(self.fixed_pools):
            yield f"{node.name}{more}: {node.layer.word} gives the same map for any input; nothing slides behind it"
        for block, count in Counter(block for block, _ in self.unreached()).items():
            where = f"in the block {block}" if block else "in layers"
            layers = f"{count} dense steps are" if count > 1 else "a dense step is"
            yield f"{where}: {layers} in no row with these symbols, and left as before"


def by_step(nodes: list[tuple[Node, Any]]) -> Iterator[tuple[Node, str, Any]]:
    """The first node of each step, how many more there are of it, and what belongs to it."""
    counts = Counter(id(node.step) for node, _ in nodes)
    for node, value in nodes:
        others = counts.pop(id(node.step), 0) - 1
        if others >= 0:
            yield node, f" and {others} more" if others else "", value
