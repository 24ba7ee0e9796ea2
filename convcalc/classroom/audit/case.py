"""A network with its figures, and the other networks that its file could mean: variants, and other inputs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from convcalc import network
from convcalc.algebra.sym import Sym
from convcalc.architecture import limits
from convcalc.architecture.document import Document
from convcalc.architecture.graph import Graph, Part
from convcalc.architecture.library import bundled_folder, bundled_names, find
from convcalc.architecture.paper import Column
from convcalc.architecture.printed import Number, number_agreement, read_times
from convcalc.architecture.published import Published
from convcalc.architecture.reading import read
from convcalc.errors import ConvcalcError, DocumentError, Fault, UsageError, did_you_mean
from convcalc.expectation import AUDITED, agrees, worked
from convcalc.facts import COUNTS, Facts, Sums
from convcalc.layers import CATALOGUE
from convcalc.report import Report
from convcalc.shape import Shape

# The sizes of image that papers work on: CIFAR and MNIST, and those of ImageNet.
SIZES = (28, 32, 64, 96, 128, 160, 192, 224, 227, 231, 256, 299, 320, 384, 448, 512)
SMALL = 8  # a symbol that is a whole number up to this one is taken for a switch or a number of groups
MOST_WORKED = 60_000  # layers of all that is tried for the figures of one file
MOST_VARIANTS = 16
FEW_LAYERS = 1_000  # that a variant may have more, where it has not twice as many
FIELDS = frozenset(("F", *(name for kind in CATALOGUE.values() for name in kind.fields)))
NAMED = frozenset(("label", "word"))
READS_INPUT = frozenset(("input", "volume_in", "D"))


class Edition:
    """A network as its figures see it: its graph, its report, and its parts by name."""

    def __init__(self, graph: Graph, report: Report) -> None:
        self.graph = graph
        self.report = report
        self.sums = Sums(graph, report.rows)
        self.parts = {part.name: part for part in graph.parts}
        self.parts.setdefault("", Part("", 0, len(graph.nodes)))

    def in_any_digits(self) -> Edition:
        """The same where counts may be rounded or cut in any column: its habit is the paper's, not everybody's."""
        columns = {header: column._replace(digits="") for header, column in self.graph.paper.columns.items()}
        return Edition(self.graph._replace(paper=self.graph.paper._replace(columns=columns)), self.report)

    def facts(self, part: Part) -> Facts:
        """What is known of a part."""
        return Facts(part, self.sums)


class Budget:
    """How many layers may still be worked to explain the figures of a file, which may be many and all wrong."""

    def __init__(self, layers: int = MOST_WORKED) -> None:
        self.left = layers

    def spend(self, layers: int) -> bool:
        """Whether so many layers may be worked; then they are counted."""
        affordable = layers <= self.left
        self.left -= layers if affordable else 0
        return affordable


class Entry(NamedTuple):
    """How a cell of a user's table was read.

    ``written`` is what stands in it, ``unclear`` what else it could be, and ``known`` the erratum of the same figure
    in print.
    """

    written: str = ""
    unclear: str = ""
    known: str = ""


READ_AS_PRINT = Entry()


class Cell(NamedTuple):
    """A published figure in its place: the case it belongs to, its part, and what was computed."""

    case: Case
    part: Part
    published: Published
    right: Any
    entry: Entry = READ_AS_PRINT

    @property
    def column(self) -> Column | None:
        """The column of the paper's table that it stands in."""
        return self.case.edition.graph.paper.columns.get(self.published.quantity)

    @property
    def printed(self) -> str:
        """What is printed; a number that was read is as it was written."""
        figure = self.published.printed
        return self.entry.written if isinstance(figure, Number) else str(figure)

    @property
    def is_count(self) -> bool:
        """Whether a whole number was computed."""
        return isinstance(self.right, int) and not isinstance(self.right, bool)

    @property
    def key(self) -> tuple[str, str]:
        """What the figure is of, beside its part."""
        return self.published.quantity, self.published.of

    @property
    def names(self) -> frozenset[str]:
        """The names that the figure is made from."""
        if self.published.quantity == AUDITED:
            return frozenset(["parameters"])
        return self.column.cell.names if self.column else frozenset([self.published.quantity])

    @property
    def counts(self) -> frozenset[str]:
        """Those of them that add up over layers."""
        return self.names & COUNTS.keys()

    @property
    def reads_input(self) -> bool:
        """Whether it is about what goes into its part, and nothing else."""
        return bool(self.names) and self.names <= READS_INPUT

    @property
    def about_fields(self) -> bool:
        """Whether it tells a field of a layer, and nothing that comes of it."""
        return bool(self.names & FIELDS) and self.names <= FIELDS | NAMED

    @property
    def agrees(self) -> bool:
        """Whether what is printed is what was computed."""
        return bool(self.agreement(self.right)[0])

    @property
    def row(self) -> list[Cell]:
        """The figures of the same part."""
        return self.case.rows[self.part.name]

    @property
    def in_column(self) -> list[Cell]:
        """The figures of the same kind, of all parts."""
        return self.case.columns[self.key]

    def value(self, facts: Facts) -> Any:
        """What the figure would be of other facts; None where there is nothing."""
        try:
            return figured(facts, self.published, self.column)
        except (Fault, ArithmeticError):
            return None

    def agreement(self, value: Any) -> tuple[str, int]:
        """How the printed figure is a value, by the habits of its column, and under which K."""
        if self.published.quantity != AUDITED:
            return agrees(self.published, value, self.column)
        times = read_times(self.published.printed)
        return (number_agreement(times, value) if times and value is not None else ""), 0


def figured(facts: Facts, published: Published, column: Column | None) -> Any:
    """What a figure is of some facts, figures about another network among them."""
    if published.quantity != AUDITED:
        return worked(facts, published, column)
    own = facts.get("parameters")
    return Fraction(parameters_of(published.of), own) if own else None


@lru_cache(maxsize=64)
def parameters_of(name: str) -> int:
    """All parameters of a bundled network. Raises a Fault where there is none of this name, or it has names in it."""
    if name not in bundled_names():
        raise Fault(f"no network that comes with convcalc is called {name!r}", did_you_mean(name, bundled_names()))
    total = network.load(str(bundled_folder() / f"{name}.yaml")).evaluate().parameters
    if not isinstance(total, int):
        raise Fault(f"the parameters of {name} are a formula", "a network with numbers alone")
    return total


class Case:
    """A network in one variant, with the figures of that variant."""

    def __init__(self, file: str, settings: Mapping[str, Any], edition: Edition, budget: Budget) -> None:
        self.file = file
        self.settings = dict(settings)
        self.edition = edition
        self.budget = budget
        self.cells: list[Cell] = []
        self.rows: dict[str, list[Cell]] = {}
        self.columns: dict[tuple[str, str], list[Cell]] = {}
        self.known: dict[Any, Any] = {}

    def add(self, part: Part, published: Published, entry: Entry = READ_AS_PRINT) -> Cell:
        """Enter a figure. Raises a DocumentError where what it is about is not known."""
        column = self.edition.graph.paper.columns.get(published.quantity)
        try:
            right = figured(self.edition.facts(part), published, column)
        except Fault as fault:
            raise DocumentError(fault.what, mark=published.mark, hint=fault.hint) from None
        cell = Cell(self, part, published, right, entry)
        self.cells.append(cell)
        self.rows.setdefault(part.name, []).append(cell)
        self.columns.setdefault(cell.key, []).append(cell)
        return cell

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """Something that is worked out when it is first asked for."""
        if key not in self.known:
            self.known[key] = make()
        return self.known[key]

    @cached_property
    def document(self) -> Document | None:
        """The file; None where the network is of no file."""
        try:
            return read(find(self.file))
        except ConvcalcError:
            return None

    @cached_property
    def variants(self) -> list[tuple[str, Edition]]:
        """The network with each of its small symbols changed, under what was changed."""
        if self.document is None:
            return []
        changes = list(self.changes())[:MOST_VARIANTS]
        tried = ((said(name, value), self.edition_with({**self.settings, name: value})) for name, value in changes)
        return [(says, edition) for says, edition in tried if edition]

    def changes(self) -> Iterator[tuple[str, Any]]:
        """Truths turned; small whole numbers one more, one less, and 1."""
        for name, value in self.edition.graph.symbols.items():
            if isinstance(value, bool):
                yield name, not value
            elif isinstance(value, int) and 0 <= value <= SMALL:
                others = dict.fromkeys((1, value - 1, value + 1))
                yield from ((name, other) for other in others if other not in (value, -1))

    def edition_with(self, settings: Mapping[str, Any]) -> Edition | None:
        """The network with other symbols; None where the file does not allow them."""
        layers = len(self.edition.graph.nodes)
        try:
            return loaded_edition(self.file, settings, FEW_LAYERS + 2 * layers) if self.budget.spend(layers) else None
        except ConvcalcError:
            return None

    @cached_property
    def inputs(self) -> list[tuple[Shape, Edition]]:
        """The network on inputs of other common sizes."""
        own = self.edition.report.inputs[0]
        if not own.rank:
            return []
        others = [Shape((*[size] * own.rank, own.channels)) for size in SIZES]
        tried = ((shape, self.on(shape)) for shape in others if shape != own)
        return [(shape, edition) for shape, edition in tried if edition]

    def on(self, shape: Shape) -> Edition | None:
        """The network on another input; None where it does not fit."""

        def evaluated() -> Edition | None:
            graph = self.edition.graph
            if not self.budget.spend(len(graph.nodes)):
                return None
            try:
                return Edition(graph, network.Network(graph, changed=True).evaluate(tuple(shape)))
            except ConvcalcError:
                return None

        return self.once(("input", shape), evaluated)  # type: ignore[no-any-return]


def said(name: str, value: Any) -> str:
    """A change of a symbol in words."""
    return f"{name} = {str(value).lower()}"


def edition_of(loaded: network.Network) -> Edition:
    """A network, evaluated. Raises a UsageError where there are names in the place of numbers."""
    report = network.Network(loaded.graph, changed=True, unknowns=loaded.unknowns).evaluate()
    if any(isinstance(dim, Sym) for row in report.rows for dim in row.output) or isinstance(report.parameters, Sym):
        raise UsageError(f"the figures of {loaded.name} are checked in numbers", hint="a number for each of its names")
    return Edition(loaded.graph, report)


def loaded_edition(file: str, settings: Mapping[str, Any], max_layers: int = limits.LAYERS) -> Edition:
    """A file's network in a variant, evaluated."""
    return edition_of(network.load_with(file, settings, max_layers))
