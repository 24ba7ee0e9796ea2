"""Published figures: ``expect`` in an architecture file, as a paper or a lecture prints them.

A figure stands under the name of a quantity, or under a column of the paper's table; a list is a row of that table.
Where it is known to be wrong it carries its ``erratum``::

    expect: {output: 56x56, parameters: {printed: 2.7K, erratum: the filter has 49 taps, and 14 were counted}}
    expect: [convolution, 7x7/2, [{printed: 112x112x64, source: the paper}, {printed: 111x111x64, source: slides}]]
    expect: {conv: {output: 112x112x64}}                 # of a row inside a block
    expect: {parameters: 25557032, source: torchvision}
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.architecture import limits, printed
from convcalc.architecture.values import Value, plain
from convcalc.errors import Fault, Mark, did_you_mean
from convcalc.layers.fields import shown

# What a figure may be of, each with its kind and what it is; facts.py works them out.
MEANINGS = {
    "output": ("shape", "the shape that comes out; without its depth the axes alone"),
    "input": ("shape", "the shape that goes in"),
    "parameters": ("count", "all learned values"),
    "weights": ("count", "the parameters without the biases"),
    "biases": ("count", "the biases"),
    "statistics": ("count", "recorded and not learned: running means and variances"),
    "multiplications": ("count", "products of a weight and a value"),
    "accumulations": ("count", "those within a channel's window (the lecture's)"),
    "bias_sums": ("count", "additions of a bias"),
    "operations": ("count", "by the lecture's convention"),
    "activations": ("count", "the values that all layers put out"),
    "depth": ("count", "layers with weights on the longest way"),
    "channels": ("count", "the depth of the output"),
    "pruned": ("count", "the parameters left where blocks say how many per cent they keep (kept, or kept1, kept2 ...)"),
    "kernel": ("text", "the size of the filter that all layers with weights share, as 3x3"),
    "stride": ("text", "their stride"),
    "padding": ("text", "their padding"),
    "year": ("count", "the year of the file"),
}
QUANTITIES = {name: kind for name, (kind, _) in MEANINGS.items()}
# Those with something more to say: how many layers or blocks of a word, how many times fewer parameters than a network.
OF = {"count": "count", "fewer_parameters_than": "ratio"}
OF_MEANINGS = {
    "count": "how many layers of a word, or calls of a block: {dense: 3}",
    "fewer_parameters_than": "how many times fewer than a bundled network has: {alexnet: 9x}; for convcalc audit",
}
KEYS = ("printed", "erratum", "source", "K", "set")
SOURCE = "source"  # beside figures, the source of those that do not name their own
EXAMPLE = "expect: {output: 56x56, parameters: 25.6M}"
FIGURE = "{printed: 2.7K, erratum: why it is wrong}"
Wrong = Callable[[Mark, str, str], None]


class Published(NamedTuple):
    """A figure in print.

    ``quantity`` is the name of a quantity, or the header of a column; ``of`` what a quantity is about beside the part
    itself (a word, a network); ``within`` the row inside the part that is meant. ``thousand`` is what K stands for,
    where that is known, and ``settings`` are the symbols of the variant that the figure is of.
    """

    quantity: str
    printed: Any
    mark: Mark
    of: str = ""
    within: str = ""
    source: str = ""
    erratum: str = ""
    thousand: int | None = None
    settings: tuple[tuple[str, Any], ...] = ()

    @property
    def title(self) -> str:
        """What the figure is of, in words."""
        name = self.quantity.replace("_", " ") if self.quantity in {*QUANTITIES, *OF} else self.quantity
        return f"{name} of {self.of}" if self.of and self.quantity == "count" else f"{name} {self.of}".strip()


class Reading(NamedTuple):
    """What a reader of figures has to know: the columns of the table, the symbols, and whom to tell what is wrong.

    ``own`` is the name of the file where it describes a table of its own: rows in a file that it extends are not its.
    """

    columns: Sequence[str]
    settings: tuple[tuple[str, Any], ...]
    symbols: Mapping[str, Any]
    wrong: Wrong
    own: str = ""

    def figures(self, value: Value | None, within: str = "") -> tuple[Published, ...]:
        """The figures of an ``expect``."""
        if value is None or value.raw is None:
            return ()
        if isinstance(value.raw, list):
            return tuple(self._row(value, within))
        if not isinstance(value.raw, dict):
            self.wrong(value.mark, f"a mapping is expected, not {shown(plain(value))}", EXAMPLE)
            return ()
        marks = value.keys or {}
        source = self.text(value.raw.get(SOURCE))
        names = [name for name in value.raw if name != SOURCE]
        named = (self._named(name, marks.get(name, value.mark), value.raw[name], within) for name in names)
        found = (figure for figures in named for figure in figures)
        return tuple(figure._replace(source=figure.source or source) for figure in found)

    def is_row(self, value: Value | None) -> bool:
        """Whether an ``expect`` makes its step a row of the paper's table: a list, or the name of a column."""
        raw = value.raw if value else None
        return isinstance(raw, list) or (isinstance(raw, dict) and not raw.keys().isdisjoint(self.columns))

    def _row(self, value: Value, within: str) -> Iterator[Published]:
        """A row of the paper's table, cell by cell; an empty cell prints nothing."""
        if self.own and value.mark.source.name != self.own:
            return
        if not self.columns:
            hint = "figures by name, or paper: {columns: ...} at the top of the file"
            self.wrong(value.mark, "a row of cells, and the file describes no table of a paper", hint)
            return
        if len(value.raw) > len(self.columns):
            what = f"a row of {len(value.raw)} cells, and the table of the paper has columns for {len(self.columns)}"
            self.wrong(value.mark, what, "one cell for each of " + ", ".join(self.columns))
            return
        for header, cell in zip(self.columns, value.raw, strict=False):
            if cell.raw not in ("", None):
                for each in self._several(cell):
                    yield from self._figure(header, "text", each, within, settings=self.settings)

    def _named(self, name: str, mark: Mark, value: Value, within: str) -> Iterator[Published]:
        """The figures under one name."""
        if name in self.columns:
            for each in self._several(value):
                yield from self._figure(name, "text", each, within, settings=self.settings)
        elif name in QUANTITIES:
            for each in self._several(value):
                yield from self._figure(name, QUANTITIES[name], each, within)
        elif name in OF:
            yield from self._of(name, value, within)
        elif isinstance(value.raw, (dict, list)) and not within:
            yield from self.figures(value, name)
        else:
            known = [*QUANTITIES, *OF, *self.columns]
            self.wrong(mark, f"there is no quantity {name!r} to expect", did_you_mean(name, known))

    def _of(self, name: str, value: Value, within: str) -> Iterator[Published]:
        """Figures of a quantity that is about something more, such as how many layers of a word."""
        if not isinstance(value.raw, dict):
            self.wrong(value.mark, f"{name} is {shown(plain(value))}: a mapping is expected", f"{name}: {{dense: 3}}")
            return
        for word, figure in value.raw.items():
            for each in self._several(figure):
                yield from self._figure(name, OF[name], each, within, of=word)

    def _several(self, value: Value) -> list[Value]:
        """The figures that different sources print of one quantity."""
        if not isinstance(value.raw, list):
            return [value]
        if len(value.raw) > limits.ITEMS:
            self.wrong(value.mark, f"a list of {len(value.raw):,} figures: the most is {limits.ITEMS}", "fewer of them")
        return value.raw[: limits.ITEMS]

    def _figure(self, name: str, kind: str, value: Value, within: str, **more: Any) -> Iterator[Published]:
        """One figure: what is printed, or a mapping with its source and its erratum."""
        full = isinstance(value.raw, dict)
        told = {key: each for key, each in value.raw.items() if key in KEYS} if full else {"printed": value}
        if full and len(told) < len(value.raw):
            (key, *_) = (key for key in value.raw if key not in KEYS)
            self.wrong((value.keys or {})[key], f"a figure has no key {key!r}", did_you_mean(key, KEYS))
        figure = told.get("printed")
        if figure is not None and figure.raw == "":
            return
        if figure is None or isinstance(figure.raw, (dict, list)) or figure.raw in ("", None):
            given = shown(plain(figure)) if figure else "missing"
            self.wrong(value.mark, f"{name} is {given}: what is printed is expected", FIGURE)
            return
        try:
            printed.check(kind, name, shown(figure.raw))
        except Fault as fault:
            self.wrong(figure.mark, fault.what, fault.hint)
            return
        if "set" in told:
            more["settings"] = (*more.get("settings", ()), *self.set(told["set"]))
        thousand = self.thousand(told.get("K"))
        source, erratum = (self.text(told.get(key)) for key in ("source", "erratum"))
        raw = shown(figure.raw) if isinstance(figure.raw, Fraction) else figure.raw  # 8.7, as it is printed
        yield Published(name, raw, figure.mark, more.get("of", ""), within, source, erratum, thousand,
                        more.get("settings", ()))  # fmt: skip

    def text(self, value: Value | None) -> str:
        """A line of text."""
        if value is None:
            return ""
        if isinstance(value.raw, (dict, list)) or value.raw is None:
            self.wrong(value.mark, f"a line of text is expected, not {shown(plain(value))}", 'quotes around it: "..."')
            return ""
        return " ".join(shown(value.raw).split())

    def year(self, value: Value | None) -> int | None:
        """The year in which a network was published."""
        if value is None or (isinstance(value.raw, int) and 1900 <= value.raw <= 2999):
            return value.raw if value else None
        self.wrong(value.mark, f"year is {shown(plain(value))}: a year is expected", "year: 2015")
        return None

    def thousand(self, value: Value | None) -> int | None:
        """What K stands for."""
        if value is not None and value.raw not in printed.THOUSANDS:
            self.wrong(value.mark, f"K is {shown(plain(value))}: 1000 or 1024 is expected", "K: 1024")
            return None
        return value.raw if value else None

    def set(self, value: Value | None) -> tuple[tuple[str, Any], ...]:
        """The symbols of a variant, with plain values."""
        if value is None:
            return ()
        if not isinstance(value.raw, dict) or len(value.raw) > limits.ITEMS:
            what = f"set is {shown(plain(value))}: symbols with values are expected"
            self.wrong(value.mark, what, "set: {groups: 1}")
            return ()
        for name, each in value.raw.items():
            if name not in self.symbols:
                hint = did_you_mean(name, self.symbols) if self.symbols else "the file itself, which has no symbols"
                self.wrong((value.keys or {})[name], f"the file has no symbol {name!r}", hint)
            elif isinstance(each.raw, (dict, list)) or each.raw is None:
                self.wrong(each.mark, f"{name} is {shown(plain(each))}: a number is expected", f"{name}: 1")
        sound = {name: each.raw for name, each in value.raw.items() if not isinstance(each.raw, (dict, list))}
        return tuple((name, raw) for name, raw in sound.items() if name in self.symbols)
