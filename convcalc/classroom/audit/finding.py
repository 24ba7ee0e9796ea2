"""What an audit finds: each published figure beside the computed one, how far off it is, and what explains that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.architecture.library import SUFFIXES
from convcalc.architecture.printed import CUT, EXACT, ROUNDED
from convcalc.errors import CheckFailed, Mark
from convcalc.expectation import YEAR
from convcalc.layers.fields import shown
from convcalc.report import SCHEMA_VERSION, Figure
from convcalc.shape import Shape

DIFFERS = "differs"
ONE_OFF = "one-off"  # the kind of a hypothesis that says no more than that
STATUSES = (EXACT, ROUNDED, CUT, DIFFERS)


class Hypothesis(NamedTuple):
    """What would give a printed figure: the kind of it, what it is in words, and the value that it leads to.

    ``digits`` are other digits than its column has, in which the figure would then be printed. ``gives`` says of a
    cause of several figures how many of those that differ it gives, ``spoils`` how many of those that agree would not.
    """

    kind: str
    cause: str
    value: Any
    digits: str = ""
    gives: tuple[int, int] = (1, 1)
    spoils: tuple[int, int] = (0, 0)

    @property
    def says(self) -> str:
        """The hypothesis in words."""
        said = f"{self.cause} ({self.digits})" if self.cause and self.digits else self.cause or self.digits
        number, count = self.gives
        if number > 1:
            said += f", which gives {'all' if number == count else f'{number} of the'} {count} that differ"
        wrong, agreeing = self.spoils
        return said + (f", on which {wrong} of the {agreeing} other figures that agree would not" if wrong else "")


class Off(NamedTuple):
    """How far a printed figure is off: by how much and by which share of the right one, or in which axes."""

    amount: int | Fraction | None = None
    share: Fraction | None = None
    axes: tuple[str, ...] = ()


class Finding(NamedTuple):
    """A published figure beside the computed one.

    ``value`` is what was computed. ``hypotheses`` are the simplest explanations of a figure that differs; ``doubtful``
    are some that would fit as well, but so would much else. ``settings`` are the symbols of its variant; ``tried`` says
    whether an explanation was looked for, where it differs. ``in_unit`` is what was computed in the unit of its column.
    Of the cell of a table ``unclear`` says what else it could be, and ``known`` is the erratum of the same in print.
    """

    figure: Figure
    value: Any
    off: Off = Off()
    hypotheses: tuple[Hypothesis, ...] = ()
    doubtful: tuple[Hypothesis, ...] = ()
    settings: tuple[tuple[str, Any], ...] = ()
    tried: bool = True
    in_unit: str = ""
    unclear: str = ""
    known: str = ""

    @property
    def status(self) -> str:
        """Exact, rounded, cut or differs."""
        return self.figure.how or DIFFERS

    @property
    def unexplained(self) -> bool:
        """Whether it differs, and nothing says why."""
        return not self.figure.agrees and not self.figure.erratum

    @property
    def stale(self) -> bool:
        """Whether it has an erratum, and agrees."""
        return self.figure.agrees and bool(self.figure.erratum)

    def why(self) -> str:
        """What explains that it differs: the erratum, and what arithmetic offers; of one that agrees nothing.

        Beside an erratum arithmetic has nothing to say where it only finds that the number is next to the right one.
        """
        if self.figure.agrees:
            return "has an erratum, and agrees" if self.stale else ""
        if not (self.figure.erratum or self.known):
            return self.guess()
        telling = any(each.kind != ONE_OFF for each in self.hypotheses)
        said = f"erratum: {self.figure.erratum}" if self.figure.erratum else f"as in print; erratum: {self.known}"
        return said + (f"; arithmetic: {self.guess()}" if telling else "")

    def guess(self) -> str:
        """What arithmetic offers; a year is no matter of it."""
        if self.figure.quantity == YEAR:
            return "the file has another year"
        return "; ".join(filter(None, (self.unclear, self._offered())))

    def _offered(self) -> str:
        if not self.tried:
            return "nothing was tried, since so many figures differ"
        said = " or ".join(each.says for each in self.hypotheses)
        doubtful = " or ".join(each.says for each in self.doubtful)
        fits = f"{doubtful} would fit, but so would much else" if doubtful else ""
        return "; ".join(filter(None, (said, fits))) or "nothing that was tried gives it"

    def error(self, hint: str = "") -> CheckFailed:
        """The error of a figure that differs without an erratum, or has one and agrees; what to try, if not as ever."""
        figure = self.figure
        if self.stale:
            return CheckFailed(
                f"{figure.name}: {figure.quantity} has an erratum, and agrees: {figure.printed} in print and"
                f" {figure.computed} here",
                mark=figure.mark,
                hint="the figure without its erratum",
            )
        return CheckFailed(
            f"{figure.name}: {figure.quantity} is {figure.printed} in print and {figure.computed} here: {self.why()}",
            mark=figure.mark,
            hint=hint or _hint(figure.mark),
        )

    def as_dict(self) -> dict[str, Any]:
        """The finding as plain data, numbers exact."""
        figure = self.figure
        return {
            "name": figure.name,
            "quantity": figure.quantity,
            "printed": figure.printed,
            "computed": _plain(self.value),
            "computed_in_unit": self.in_unit,
            "status": self.status,
            "K": figure.thousand or None,
            "off_by": _plain(self.off.amount),
            "off_by_share": _plain(self.off.share),
            "axes": list(self.off.axes),
            "source": figure.source,
            "erratum": figure.erratum,
            "stale_erratum": self.stale,
            "erratum_in_print": self.known,
            "unclear": self.unclear,
            "hypotheses": [_hypothesis(each) for each in self.hypotheses],
            "fits_but_so_would_much_else": [_hypothesis(each) for each in self.doubtful],
            "set": {name: _plain(value) for name, value in self.settings},
            "place": str(figure.mark) if figure.mark else None,
        }


def _hint(mark: Mark | None) -> str:
    """What to do about a figure that differs: an erratum in an architecture file, another cell in a table."""
    if _is_in_a_file(mark):
        return "the figure as it is printed; where it is printed so, {printed: ..., erratum: why it is wrong}"
    return "the cell as it is printed"


def _is_in_a_file(mark: Mark | None) -> bool:
    """Whether a figure stands in an architecture file."""
    return mark is not None and mark.source.name.endswith(SUFFIXES)


def _hypothesis(each: Hypothesis) -> dict[str, Any]:
    return {"kind": each.kind, "says": each.says, "value": _plain(each.value)}


def _plain(value: Any) -> Any:
    """A value as JSON has it; fractions and shapes as text."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else str(value)
    return str(value) if isinstance(value, Shape) else shown(value)


class Audited(NamedTuple):
    """All the published figures of a network.

    ``remarks`` say how a table was read, and ``settings`` are the symbols that were set for all figures.
    """

    name: str
    source: str
    citation: str
    findings: tuple[Finding, ...]
    bundled: bool = False
    remarks: tuple[str, ...] = ()
    settings: tuple[tuple[str, Any], ...] = ()

    def __repr__(self) -> str:
        return f"<Audited {self.name}: {len(self.findings)} figures, {self.counts()[DIFFERS]} differ>"

    def counts(self) -> dict[str, int]:
        """How many figures have each status."""
        found = Counter(finding.status for finding in self.findings)
        return {status: found[status] for status in STATUSES}

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The figures that differ without an erratum, or have one and agree."""
        return tuple(finding for finding in self.findings if finding.unexplained or finding.stale)

    def errors(self) -> list[CheckFailed]:
        """The errors of the failing figures."""
        return [finding.error(self.hint(finding)) for finding in self.failing]

    def hint(self, finding: Finding) -> str:
        """What to try about a figure of a file that was compared with another variant than its own; else nothing."""
        if not self.settings or not _is_in_a_file(finding.figure.mark):
            return ""
        return f"convcalc audit {self.source.removesuffix('.yaml')}, which compares each figure with its own variant"

    def told(self, every: bool = False) -> tuple[Finding, ...]:
        """The figures that a reader has to look at: those that differ, and errata of those that agree; or all."""
        return tuple(each for each in self.findings if every or each.stale or not each.figure.agrees)

    def as_dict(self) -> dict[str, Any]:
        """The audit of one file as plain data."""
        return {
            "name": self.name,
            "file": {"name": self.source, "bundled": self.bundled},
            "source": self.citation,
            "set": {name: _plain(value) for name, value in self.settings},
            "figures": len(self.findings),
            "counts": self.counts(),
            "findings": [finding.as_dict() for finding in self.findings],
            "remarks": list(self.remarks),
        }


def together(audits: Sequence[Audited]) -> Audited:
    """The figures of several files as one audit."""
    findings = tuple(finding for each in audits for finding in each.findings)
    return Audited(f"{len(audits)} networks", "", "", findings)


def all_as_dict(audits: Sequence[Audited]) -> dict[str, Any]:
    """Several audits as plain data: the content of the JSON format."""
    total = together(audits)
    files = [each.as_dict() for each in audits]
    counts = {"figures": len(total.findings), "counts": total.counts()}
    return {"schema_version": SCHEMA_VERSION, "tool": "convcalc", "files": files, **counts}


def failed(audits: Sequence[Audited]) -> CheckFailed | None:
    """The error of several audits: how many figures fail, and the first of them; None where none does."""
    failing = [(each, finding) for each in audits for finding in sorted(each.failing, key=_place)]
    if not failing:
        return None
    audited, first = failing[0]
    error = first.error(audited.hint(first))
    if len(failing) == 1:
        return error
    stale = sum(finding.stale for _, finding in failing)
    said = [f"figures that differ and have no erratum: {len(failing) - stale}"] if stale < len(failing) else []
    said += [f"figures that agree and have one: {stale}"] if stale else []
    where = f"{first.figure.name}, {first.figure.quantity}, is {first.figure.printed} in print"
    what = f"{', '.join(said)}; the first, {where} and {first.figure.computed} here"
    return CheckFailed(what, mark=error.mark, hint=f"{error.hint}; the output has the place of each")


def _place(finding: Finding) -> tuple[int, int]:
    return finding.figure.mark[1:] if finding.figure.mark else (0, 0)
