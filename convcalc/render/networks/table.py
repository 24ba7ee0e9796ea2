"""Any number of networks side by side: one a column where they are few and have room, and else one a row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from convcalc.algebra.settle import strongest
from convcalc.algebra.sym import Sym
from convcalc.algebra.writing import text
from convcalc.classroom.compare import DEFINITIONS, Measured, SideBySide
from convcalc.render import parted
from convcalc.render.networks.claims import claim, convention_remarks, ratio_text
from convcalc.render.plain import Line
from convcalc.render.receptive import by_axis
from convcalc.render.sheet import Sheet, assuming, count_text
from convcalc.shape import axes_text

FEW = 4  # networks that stand in columns
LONGEST = 44  # letters of a formula in a cell; a longer one stands below the table
LAST_MAP = "last_map"
FIELD = "receptive_field"
SHOWN = {
    "parameters": "Parameters",
    "multiplications": "Multiplications",
    "operations": "Operations",
    "activations": "Activations",
    "depth": "Depth",
    LAST_MAP: "Last map",
    FIELD: "Field",
}
COUNTED = [quantity for quantity in SHOWN if quantity != LAST_MAP]
CLAIMED = ("parameters", "multiplications")


def lines(found: SideBySide, layout: str, width: int | None) -> Iterator[Line]:
    """The table in the form that the width has room for."""
    return parted.lines(sheet(found, layout, width), width)


def sheet(found: SideBySide, layout: str, width: int | None = None) -> Sheet:
    """The table: in columns where the networks are few, and have room in the width."""
    if len(found.networks) <= FEW:
        upright = in_columns(found, layout)
        if parted.fits(upright, width):
            return upright
    return in_rows(found, layout)


# The cells.


def _cell(network: Measured, quantity: str, layout: str) -> str:
    """What a network has of a quantity, as text; a dash for what it has not."""
    if quantity == LAST_MAP:
        return network.last_map.text(layout) if network.last_map else "-"
    if quantity == FIELD:
        return by_axis(network.field) if network.field else "-"
    value = network.value(quantity)
    written = "-" if value is None else count_text(value)
    return written if len(written) <= LONGEST else "see below"


def _ratio(found: SideBySide, network: Measured, quantity: str) -> str:
    """How many times that of the base it is; empty for the base itself."""
    if network is found.base or quantity == LAST_MAP:
        return ""
    ratio = found.ratio(network, quantity)
    if isinstance(ratio, Sym):
        return written if len(written := text(ratio)) <= LONGEST else "see below"
    return "-" if ratio is None else ratio_text(ratio)


def in_rows(found: SideBySide, layout: str) -> Sheet:
    """One network a row, with its ratios below."""
    shown = _shown(found)
    rows = []
    for network in found.networks:
        rows.append([network.name, *(_cell(network, quantity, layout) for quantity in shown)])
        if network is not found.base:
            rows.append(["", *(_ratio(found, network, quantity) for quantity in shown)])
    headers = ["Network", *(SHOWN[quantity] for quantity in shown)]
    return Sheet(captions(found, layout), headers, _numeric(len(shown)), rows, [], remarks(found, layout))


def in_columns(found: SideBySide, layout: str) -> Sheet:
    """One network a column, the ratios below the numbers."""
    rows = []
    for quantity in _shown(found):
        rows.append([named(quantity), *(_cell(network, quantity, layout) for network in found.networks)])
        if quantity != LAST_MAP:
            rows.append(["", *(_ratio(found, network, quantity) for network in found.networks)])
    headers = ["Quantity", *(network.name for network in found.networks)]
    return Sheet(captions(found, layout), headers, _numeric(len(found.networks)), rows, [], remarks(found, layout))


def _shown(found: SideBySide) -> list[str]:
    """The quantities that any of the networks has: no maps among vectors, and no receptive fields among formulas."""
    has = {LAST_MAP: any(each.last_map for each in found.networks), FIELD: any(each.field for each in found.networks)}
    return [quantity for quantity in SHOWN if has.get(quantity, True)]


def _numeric(count: int) -> list[bool]:
    return [False, *[True] * count]


def named(quantity: str) -> str:
    """A quantity in words."""
    return quantity.replace("_", " ")


# What stands above and below.


def captions(found: SideBySide, layout: str, ratios: bool = True) -> list[str]:
    """The networks with their input where it is one, the convention, and what the small numbers are."""
    inputs = {_input(network, layout) for network in found.networks}
    on = f" on {inputs.pop()}" if len(inputs) == 1 else " on different inputs"
    below = [f"below each number how many times that of {found.base.name} it is"] if ratios else []
    return [f"{len(found.networks)} networks{on}", found.base.report.convention.caption, *below]


def _input(network: Measured, layout: str) -> str:
    shapes = network.report.inputs
    return f"{' and '.join(shape.text(layout) for shape in shapes)} ({axes_text(shapes[0].rank, layout)})"


def remarks(found: SideBySide, layout: str) -> list[str]:
    """The sentences, what is different about the inputs, what the words mean, and what must hold."""
    return [
        *claims(found, CLAIMED),
        *_formulas(found),
        *input_remarks(found.networks, layout),
        *(f"{named(word)}: {DEFINITIONS[word]}" for word in _shown(found) if word in DEFINITIONS),
        *_unfollowed(found),
        *convention_remarks(found.networks),
        *assuming(strongest([one for each in found.networks for one in each.report.assumptions])),
    ]


def _unfollowed(found: SideBySide) -> list[str]:
    """Which networks have maps and no receptive field, and why."""
    reasons: dict[str, list[str]] = {}
    for network in found.networks:
        if network.unfollowed and network.last_map:
            reasons.setdefault(network.unfollowed, []).append(network.name)
    return [f"no receptive field of {', '.join(names)}: {reason}" for reason, names in reasons.items()]


def claims(found: SideBySide, quantities: Iterable[str]) -> list[str]:
    """A sentence on each network but the base."""
    others = [network for network in found.networks if network is not found.base]
    sentences = [
        claim(each.name, found.base.name, [(name, found.ratio(each, name)) for name in quantities]) for each in others
    ]
    return [sentence for sentence in sentences if sentence]


def _formulas(found: SideBySide) -> list[str]:
    """The formulas that are too long for their cells."""
    own = [(each.name, quantity, each.value(quantity)) for each in found.networks for quantity in COUNTED]
    over = [(f"{each.name} over {found.base.name}", quantity, found.ratio(each, quantity))
            for each in found.networks if each is not found.base for quantity in COUNTED]  # fmt: skip
    written = [
        (name, named(quantity), text(value)) for name, quantity, value in [*own, *over] if isinstance(value, Sym)
    ]
    return [f"{quantity}, {name} = {formula}" for name, quantity, formula in written if len(formula) > LONGEST]


def input_remarks(networks: Iterable[Measured], layout: str) -> list[str]:
    """Which network has which input, where they are not the same."""
    inputs: dict[str, list[str]] = {}
    for network in networks:
        inputs.setdefault(_input(network, layout), []).append(network.name)
    listed = "; ".join(f"{', '.join(names)} on {shape}" for shape, names in inputs.items())
    return [f"their inputs differ: {listed}"] if len(inputs) > 1 else []
