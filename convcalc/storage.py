"""Types of numbers and the bytes they take, and what a row, a part or a whole network takes in memory."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from convcalc.algebra.settle import collect, decide
from convcalc.algebra.sym import Dim, Sym, ceil_div, is_zero, most
from convcalc.algebra.writing import half_up, text
from convcalc.errors import Fault, UsageError, did_you_mean
from convcalc.shape import Shape

# Bits of a value. ONNX and PyTorch have these names; two 4-bit values share a byte.
DTYPES = {
    "float64": 64, "float32": 32, "float16": 16, "bfloat16": 16,
    "int64": 64, "int32": 32, "int16": 16, "int8": 8, "uint8": 8, "int4": 4, "uint4": 4,
}  # fmt: skip
DTYPE = "float32"
UNITS = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
MOST_COMPARED = 5_000  # times that two formulas are compared
BINARY_UNITS = {"B": 1, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}


class Memory(NamedTuple):
    """What a row takes, or rows together: values of their outputs, and the most values alive at once while they run."""

    bits: int
    activations: Dim
    live: Dim

    @property
    def activation_bytes(self) -> Dim:
        """The bytes of the outputs."""
        return bytes_of(self.activations, self.bits)

    @property
    def live_bytes(self) -> Dim:
        """The bytes of what is alive."""
        return bytes_of(self.live, self.bits)


class Tensor(NamedTuple):
    """A value of the network that is kept: the row that wrote it, its shape, and its values in the whole batch."""

    name: str
    shape: Shape
    values: Dim


class Peak(NamedTuple):
    """A row in which the most is alive, what that is, and how many rows have as much."""

    row: str
    values: Dim
    tensors: tuple[Tensor, ...]
    rows: int = 1


class Footprint(NamedTuple):
    """The memory of a network: the type of its values, all memory that is ever written, and where the most is alive.

    ``written`` are the values of the input and of all rows that do not write over another: what would be alive at the
    end if nothing were freed. There are several ``peaks`` where the names in the formulas decide which is the highest.
    """

    dtype: str
    bits: int
    in_place: bool
    written: Dim
    peaks: tuple[Peak, ...]


def highest(counts: Sequence[Dim]) -> list[int]:
    """The places of the largest counts: of numbers one place, the first that has it.

    Of formulas there are several where it depends on the names which is the largest.
    """
    first: dict[Any, int] = {}
    for place, count in enumerate(counts):
        first.setdefault(identity(count), place)
    numbers = [place for place in first.values() if isinstance(counts[place], int)]
    found = [max(numbers, key=lambda place: counts[place])] if numbers else []
    left = MOST_COMPARED
    for place in first.values():
        if isinstance(counts[place], int):
            continue
        left -= 2 * len(found)
        if left < 0:
            raise Fault(
                f"which row has the most alive takes more than {MOST_COMPARED:,} comparisons of formulas, the limit",
                "numbers for some of the names",
            )
        if not any(_covers(counts[known], counts[place]) for known in found):
            found = [known for known in found if not _covers(counts[place], counts[known])] + [place]
    return sorted(found)


def _covers(one: Dim, other: Dim) -> bool:
    """Whether a count is certainly at least as large as another."""
    return decide(one >= other) is True


def largest(counts: Sequence[Dim]) -> Dim:
    """The largest of some counts, a formula with a maximum in it where that depends on names; 0 of none."""
    found: Dim = 0
    for place in highest(counts):
        found = counts[place] if is_zero(found) else collect(most(found, counts[place]))
    return found


def identity(dim: Dim) -> Any:
    """What tells counts apart: equal formulas in their simplest form are one object."""
    return (id(dim),) if isinstance(dim, Sym) else dim


def bits_of(dtype: object) -> int:
    """The bits of a value of a type. Raises a UsageError for a type that there is not."""
    if dtype not in DTYPES:
        raise UsageError(f"there is no type of numbers called {dtype!r}", hint=did_you_mean(str(dtype), DTYPES))
    return DTYPES[str(dtype)]


def bytes_of(values: Dim, bits: int) -> Dim:
    """The bytes of so many values, rounded up once for all of them."""
    return collect(ceil_div(bits * values, 8) if bits % 8 else bits // 8 * values)  # type: ignore[no-any-return]


def size_text(bits: int) -> str:
    """How much a value takes: 4 bytes, or 4 bits."""
    count, unit = (bits, "bit") if bits % 8 else (bits // 8, "byte")
    return f"{count} {unit}{'s' * (count > 1)}"


def bytes_text(count: Dim, binary: bool = False) -> str:
    """Exact bytes and, from a thousand on, the same to three digits with its unit: 7,225,344 bytes (7.23 MB)."""
    if not isinstance(count, int):
        return f"{text(count)} bytes"
    units = BINARY_UNITS if binary else UNITS
    unit, size = [(unit, size) for unit, size in units.items() if size <= max(count, 1)][-1]
    short = f" ({three_digits(Fraction(count, size))} {unit})" if size > 1 else ""
    return f"{count:,} byte{'s' * (count != 1)}{short}"


def three_digits(number: Fraction) -> str:
    """A number from 1 on, rounded to three digits or to whole ones: 7.23, 33.5, 102, 1,040."""
    decimals = max(3 - len(str(int(number))), 0)
    whole, rest = divmod(half_up(number * 10**decimals), 10**decimals)
    return f"{whole:,}.{rest:0{decimals}d}" if decimals else f"{whole:,}"
