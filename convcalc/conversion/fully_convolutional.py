"""A network with each fully connected layer as the convolution that it is. Lecture 4, 'FC layer to Conv layer'.

A unit that reads all the values of a map is a filter of the size of that map: the same weights, the same products. On
a larger input it slides, and gives a map of outputs.
"""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import NamedTuple

from convcalc.algebra.writing import visible
from convcalc.architecture.expand import expand
from convcalc.architecture.library import Found, find
from convcalc.architecture.reading import read
from convcalc.architecture.values import lines_of
from convcalc.conversion.edits import Text
from convcalc.conversion.flat import flat
from convcalc.conversion.plan import Plan
from convcalc.errors import ConvcalcError, DocumentError, Source
from convcalc.network import Network
from convcalc.report import Figure, Report

SAME = ("parameters", "multiplications", "statistics", "bias_sums")
WIDTH = 118


class Converted(NamedTuple):
    """The text of the new file, what its reader has to know, how many dense layers were converted, and both reports.

    The reports are at the file's own input.
    """

    text: str
    notes: tuple[str, ...]
    layers: int
    before: Report
    after: Report


def fully_convolutional(name: str) -> str:
    """The text of an architecture file with each dense layer as a convolution; :func:`converted` says more."""
    return converted(name).text


def converted(name: str) -> Converted:
    """Convert the file of a name or path; parameters and multiplications at its own input are the same, and checked.

    Raises a DocumentError, with the place, where a layer cannot be converted or there is none.
    """
    found = find(name)
    before = Network(expand(read(found), {})).evaluate()
    source = flat(found)  # of a file that extends no other its own text
    document = read(found, source)
    plan = Plan(document, expand(document, {}))
    plan.make()
    text = _written(found, plan, source, ())
    after = _evaluated(found, text)
    _check_same(found, plan.report, after)
    gone = [old for old, _ in newly_wrong(plan.report, after)] + of_the_base(plan.report, before)
    if gone:  # what is printed of a dense layer, such as its name, is not what is printed of the convolution
        text = _written(found, plan, source, gone)
        after = _evaluated(found, text)
    return Converted(text, tuple(plan.notes()), len(plan.dense), before, after)


def _written(found: Found, plan: Plan, source: Source, gone: Sequence[Figure]) -> str:
    """The new text, without the figures that are gone."""
    text = Text(source.lines)
    plan.write(text, gone)
    title = f"{found.path.name}, its dense layers as convolutions (lecture 4, 'FC layer to Conv layer')"
    lines = (line for note in (title, *plan.notes()) for line in wrap(visible(note), WIDTH))
    return "".join(f"# {line}\n" for line in lines) + text.result()


def newly_wrong(before: Report, after: Report) -> list[tuple[Figure, Figure]]:
    """The figures that agreed before, and do not agree now, as they were and as they are."""
    pairs = zip(before.figures, after.figures, strict=True)
    return [(old, new) for old, new in pairs if old.agrees and not new.agrees]


def of_the_base(flat: Report, before: Report) -> list[Figure]:
    """The figures of a file that this one extends and changes, where they are not right of it."""
    own = {(figure.name, figure.quantity, figure.printed) for figure in before.figures}
    wrong = (figure for figure in flat.figures if not figure.agrees and not figure.erratum)
    return [figure for figure in wrong if (figure.name, figure.quantity, figure.printed) not in own]


def _evaluated(found: Found, text: str) -> Report:
    """The report of the new text. Raises a DocumentError where it cannot be read."""
    source = Source(f"{found.shown}, converted", lines_of(text))
    try:
        return Network(expand(read(found._replace(shown=source.name), source), {})).evaluate()
    except ConvcalcError as error:
        raise _not_converted(found, error.what) from error


def _check_same(found: Found, before: Report, after: Report) -> None:
    """Raise a DocumentError where it is not the same network."""
    for quantity in SAME:
        old, new = getattr(before.total, quantity), getattr(after.total, quantity)
        if old != new:
            raise _not_converted(found, f"it has {old:,} {quantity.replace('_', ' ')}, and would have {new:,}")
    if before.output.size != after.output.size:
        raise _not_converted(found, f"its output is {before.output}, and would be {after.output}")
    for _, each in newly_wrong(before, after):
        if each.counted:
            what = f"the figure {each.quantity} {each.printed} of {each.name} would be {each.computed}"
            raise _not_converted(found, what, "a copy of the file without this figure")


def _not_converted(found: Found, what: str, hint: str = "the dense layers as convolutions, by hand") -> DocumentError:
    return DocumentError(f"{found.shown} cannot be converted: {what}", hint=hint)
